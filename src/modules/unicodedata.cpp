// unicodedata: properties, names and normal forms of characters, as the release's version of Unicode has them assigned.
#include "base/unicode.h"
#include "modules/iterator_struct.h"
#include "modules/system_arguments.h"
#include "objects/float.h"
#include "objects/text_arguments.h"

namespace xvm {

namespace {

// The version of Unicode of each release, as ages are written: 0x52 is 5.2.
struct UnicodeVersion { std::uint8_t minor, age; const char* text; };
constexpr UnicodeVersion versions_2[] = {{5, 0x41, "4.1.0"}, {6, 0x51, "5.1.0"}, {7, 0x52, "5.2.0"}};
constexpr UnicodeVersion versions_3[] = {{0, 0x51, "5.1.0"}, {1, 0x51, "5.1.0"}, {2, 0x60, "6.0.0"}, {3, 0x61, "6.1.0"}, {4, 0x63, "6.3.0"}, {5, 0x80, "8.0.0"}, {6, 0x90, "9.0.0"},
                                         {7, 0xb0, "11.0.0"}, {8, 0xc1, "12.1.0"}, {9, 0xd0, "13.0.0"}, {10, 0xd0, "13.0.0"}, {11, 0xe0, "14.0.0"}, {12, 0xf0, "15.0.0"}, {13, 0xf1, "15.1.0"}};
constexpr std::uint8_t old_age = 0x32;   // of ucd_3_2_0

bool unassigned_is_full_width(const Release& r) { return r.until(3, 11); }
bool says_not_a_string(const Release& r) { return r.since(3, 3); }

struct Database : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "unicodedata.UCD";
};

const UnicodeVersion& version_of(const Release& r) {
  if (r.python2()) return versions_2[r.version.minor - 5];
  return versions_3[r.version.minor];
}
bool is_assigned(Thread& thread, Ref self, char32_t c) {
  std::uint8_t age = character_age(c);
  return age != 0 && age <= (is<Database>(self) ? old_age : version_of(thread.rt.release).age);
}

// The one character of an argument. `numbered`: what messages say where the function has more than one.
bool character(Thread& thread, Ref v, const char* function, bool numbered, char32_t& c) {
  bool is_one = is<Text>(v) && as<Text>(v).length == 1;
  if (is_one) return c = as<Text>(v).at(0), true;
  if (thread.rt.python2()) {
    if (!is<Text>(v)) return raise_type_error(thread, "{}() argument 1 must be unicode, not {}", function, v.is_none() ? "None" : type_name(thread, v));
    return raise_type_error(thread, "need a single Unicode character as parameter");
  }
  if (!says_not_a_string(thread.rt.release)) {
    if (!is<Text>(v)) return raise_type_error(thread, "{}() argument 1 must be str, not {}", function, v.is_none() ? "NoneType" : type_name(thread, v));
    return raise_type_error(thread, "need a single Unicode character as parameter");
  }
  return raise_type_error(thread, "{}() argument{} must be a unicode character, not {}", function, numbered ? " 1" : "", v.is_none() ? "None" : type_name(thread, v));
}

Value category(Thread& thread, Ref self, Args args) {
  char32_t c = 0;
  if (!character(thread, args[0], "category", false, c)) return error_set;
  return native_str(thread, is_assigned(thread, self, c) || char_record(c).category == Category::Co || char_record(c).category == Category::Cs ? category_name(char_record(c).category) : "Cn");
}
Value bidirectional(Thread& thread, Ref self, Args args) {
  char32_t c = 0;
  if (!character(thread, args[0], "bidirectional", false, c)) return error_set;
  return native_str(thread, is_assigned(thread, self, c) && char_record(c).category != Category::Cn ? bidirectional_name(char_record(c).bidirectional) : "");
}
Value combining(Thread& thread, Ref self, Args args) {
  char32_t c = 0;
  if (!character(thread, args[0], "combining", false, c)) return error_set;
  return Value::small(is_assigned(thread, self, c) ? char_record(c).combining : 0);
}
Value mirrored(Thread& thread, Ref self, Args args) {
  char32_t c = 0;
  if (!character(thread, args[0], "mirrored", false, c)) return error_set;
  return Value::small(is_assigned(thread, self, c) && has_flag(c, CharFlag::Mirrored));
}
Value east_asian_width(Thread& thread, Ref self, Args args) {
  char32_t c = 0;
  if (!character(thread, args[0], "east_asian_width", false, c)) return error_set;
  bool known = is_assigned(thread, self, c) && char_record(c).category != Category::Cn;
  return native_str(thread, known ? width_name(char_record(c).width) : unassigned_is_full_width(thread.rt.release) ? "F" : "N");
}
Value decomposition(Thread& thread, Ref self, Args args) {
  char32_t c = 0;
  if (!character(thread, args[0], "decomposition", false, c)) return error_set;
  return native_str(thread, is_assigned(thread, self, c) ? decomposition_text(c) : "");
}
Value decimal(Thread& thread, Ref self, Args args) {
  char32_t c = 0;
  if (!character(thread, args[0], "decimal", true, c)) return error_set;
  if (int n = is_assigned(thread, self, c) ? char_record(c).decimal : -1; n >= 0) return Value::small(n);
  return args[1] ? Value(args[1]) : Value(raise_value_error(thread, "not a decimal"));
}
Value digit(Thread& thread, Ref self, Args args) {
  char32_t c = 0;
  if (!character(thread, args[0], "digit", true, c)) return error_set;
  if (int n = is_assigned(thread, self, c) ? char_record(c).digit : -1; n >= 0) return Value::small(n);
  return args[1] ? Value(args[1]) : Value(raise_value_error(thread, "not a digit"));
}
Value numeric(Thread& thread, Ref self, Args args) {
  char32_t c = 0;
  if (!character(thread, args[0], "numeric", true, c)) return error_set;
  if (auto n = is_assigned(thread, self, c) ? numeric_value(c) : std::nullopt) return Value::of(*n);
  return args[1] ? Value(args[1]) : Value(raise_value_error(thread, "not a numeric character"));
}
Value name(Thread& thread, Ref self, Args args) {
  char32_t c = 0;
  if (!character(thread, args[0], "name", true, c)) return error_set;
  std::string text = is_assigned(thread, self, c) ? character_name(c) : std::string();
  if (!text.empty()) return native_str(thread, text);
  return args[1] ? Value(args[1]) : Value(raise_value_error(thread, "no such name"));
}
Value lookup(Thread& thread, Ref self, Args args) {
  std::string text;
  if (is<Text>(args[0]) || is<Bytes>(args[0])) {
    text = native_utf8(args[0]);
  } else {
    if (thread.rt.python2()) return raise_type_error(thread, "lookup() argument 1 must be string or read-only buffer, not {}", type_name(thread, args[0]));
    BufferView view;
    if (!get_buffer(thread, args[0], view)) return error_set;
    text = view.view();
  }
  auto found = character_named(text);
  if (found && is_assigned(thread, self, *found)) return make_text_char(thread, *found);
  return raise(thread, thread.rt.exc.KeyError, fmt::format("undefined character name '{}'", text));
}

bool form_argument(Thread& thread, Ref v, const char* function, NormalForm& form) {
  if (!is_native_str(thread, v) && !is<Text>(v)) {
    return raise_type_error(thread, "{}() argument 1 must be {}, not {}", function, thread.rt.python2() ? "string" : "str", v.is_none() ? "None" : type_name(thread, v));
  }
  static constexpr const char* forms[] = {"NFC", "NFD", "NFKC", "NFKD"};
  for (int i = 0; i < 4; ++i)
    if (native_is(v, forms[i])) return form = static_cast<NormalForm>(i), true;
  return raise_value_error(thread, "invalid normalization form");
}
bool text_argument(Thread& thread, Ref v, const char* function) {
  if (is<Text>(v)) return true;
  return raise_type_error(thread, "{}() argument 2 must be {}, not {}", function, thread.rt.python2() ? "unicode" : "str", v.is_none() ? "None" : type_name(thread, v));
}
Value normalize_text(Thread& thread, Ref, Args args) {
  NormalForm form = NormalForm::C;
  bool type_first = is_native_str(thread, args[0]) || is<Text>(args[0]);
  if ((type_first && !text_argument(thread, args[1], "normalize")) || !form_argument(thread, args[0], "normalize", form)) return error_set;
  if (as<Text>(args[1]).ascii) return Value(args[1]);
  std::u32string text = text_u32(args[1]), result = normalize(form, text);
  return result == text && !(args[1].object()->flags & HeapInstance) ? Value(args[1]) : make_text(thread, result.data(), result.size());
}
Value is_normalized(Thread& thread, Ref, Args args) {
  NormalForm form = NormalForm::C;
  bool type_first = is_native_str(thread, args[0]);
  if ((type_first && !text_argument(thread, args[1], "is_normalized")) || !form_argument(thread, args[0], "is_normalized", form)) return error_set;
  std::u32string text = text_u32(args[1]);
  return Value::of(normalize(form, text) == text);
}

#define XVM_UCD_ROWS(self)                                                                                                                  \
  {"bidirectional(" self "chr, /)", bidirectional}, {"category(" self "chr, /)", category}, {"combining(" self "chr, /)", combining},        \
      {"decimal(" self "chr, default=None, /)", decimal}, {"decomposition(" self "chr, /)", decomposition},                                  \
      {"digit(" self "chr, default=None, /)", digit}, {"east_asian_width(" self "chr, /)", east_asian_width},                                \
      {"is_normalized(" self "form, unistr, /)", is_normalized, since(3, 8)}, {"lookup(" self "name, /)", lookup},                            \
      {"mirrored(" self "chr, /)", mirrored}, {"name(" self "chr, default=None, /)", name}, {"normalize(" self "form, unistr, /)", normalize_text}, \
      {"numeric(" self "chr, default=None, /)", numeric}
constexpr Method rows[] = {XVM_UCD_ROWS("")};
constexpr Method methods[] = {XVM_UCD_ROWS("self, ")};

Value old_version(Thread& thread, Ref) { return native_str(thread, "3.2.0"); }
constexpr GetSetRow getset[] = {{"unidata_version", old_version}};

bool fill(Thread& thread, Module& module) {
  static constexpr TypeSpec database{.name = "unicodedata.UCD", .layout = layout_of<Database>, .flags = DisallowInstantiation, .methods = methods, .getset = getset};
  Type* type = make_builtin_type(thread.rt, database);
  return module_add_type(thread, module, type) && module_add(thread, module, "ucd_3_2_0", own(allocate<Database>(type))) &&
         module_add(thread, module, "unidata_version", native_str(thread, version_of(thread.rt.release).text));
}

}  // namespace

extern const ModuleSpec unicodedata_module;
const ModuleSpec unicodedata_module{.name = "unicodedata", .methods = rows, .fill = fill};

}  // namespace xvm
