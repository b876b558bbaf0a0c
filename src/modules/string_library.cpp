// string: character classes, capwords, Template, Formatter; in 2.x the methods of str as functions too.
#include "modules/string_library.h"

#include "modules/iterator_struct.h"
#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/formatter_iterators.h"
#include "vm/type.h"

namespace xvm {

namespace {

// A function that calls the method of its name on its first argument with the rest.
template <const char* name>
Value by_method(Thread& thread, Ref, Args args) {
  Value key = native_intern(thread, name), method = get_attribute(thread, args[0], key);
  if (!method) return method;
  std::uint32_t count = 1;
  while (count < args.size() && args[count]) ++count;
  return call(thread, method, Args{args.data + 1, count - 1, {}});
}
#define XVM_STRING_METHODS(X) \
  X(capitalize) X(center) X(count) X(expandtabs) X(find) X(index) X(ljust) X(lower) X(lstrip) X(replace) X(rfind) X(rindex) X(rjust) X(rsplit) X(rstrip) X(split) X(strip) X(swapcase) X(upper)
#define X(name) constexpr char name##_text[] = #name;
XVM_STRING_METHODS(X)
#undef X

Value string_join(Thread& thread, Ref, Args args) {
  Value blank = native_str(thread, " ");
  return call_named(thread, args[1] ? args[1] : blank.ref(), "join", {args[0]});
}
Value string_zfill(Thread& thread, Ref, Args args) {
  Value text = is_native_str(thread, args[0]) || is<Text>(args[0]) ? Value(args[0]) : repr(thread, args[0]);
  return text ? call_named(thread, text, "zfill", {args[1]}) : Value();
}
Value string_translate(Thread& thread, Ref, Args args) {
  bool deletes = args[2] && truth(thread, args[2]) == 1;
  if (deletes || args[1].is_none()) return call_named(thread, args[0], "translate", {args[1], args[2] ? args[2] : none});
  return call_named(thread, args[0], "translate", {args[1]});
}
Value string_atof(Thread& thread, Ref, Args args) { return call(thread, Ref(thread.rt.types.float_), args[0]); }
template <Type* Types::*type>
Value string_atoi(Thread& thread, Ref, Args args) {
  Value base = args[1] ? Value(args[1]) : Value::small(10);
  return call(thread, Ref(thread.rt.types.*type), args[0], base);
}

Value string_maketrans(Thread& thread, Ref, Args args) {
  std::string_view sides[2];
  BufferView views[2];
  for (std::uint32_t i = 0; i < 2; ++i) {
    if (is<Bytes>(args[i])) {
      sides[i] = as<Bytes>(args[i]).view();
    } else if (has_buffer(thread, args[i])) {
      if (!get_buffer(thread, args[i], views[i])) return error_set;
      sides[i] = views[i].view();
    } else {
      return raise_type_error(thread, "maketrans() argument {} must be string or read-only character buffer, not {}", i + 1, type_name(thread, args[i]));
    }
  }
  if (sides[0].size() != sides[1].size()) return raise_value_error(thread, "maketrans arguments must have same length");
  char table[256];
  for (int i = 0; i < 256; ++i) table[i] = static_cast<char>(i);
  for (std::size_t i = 0; i < sides[0].size(); ++i) table[static_cast<unsigned char>(sides[0][i])] = sides[1][i];
  return make_bytes(thread, {table, 256});
}

Value string_capwords(Thread& thread, Ref, Args args) {
  bool given = args[1] && !args[1].is_none();
  Value words = given ? call_named(thread, args[0], "split", {args[1]}) : call_named(thread, args[0], "split");
  if (!words) return words;
  Value capitals = own(allocate_list(thread, 0));
  bool ok = for_each(thread, words, [&](Ref word) {
    Value capital = call_named(thread, word, "capitalize");
    if (capital) list_append(as<List>(capitals), capital);
    return static_cast<bool>(capital);
  });
  Value blank = native_str(thread, " ");
  return ok ? call_named(thread, given && truth(thread, args[1]) == 1 ? args[1] : blank.ref(), "join", {capitals}) : Value();
}

constexpr Method rows[] = {
    {"atof(s)", string_atof, py2},
    {"atoi(s, base=10)", string_atoi<&Types::int_>, py2},
    {"atol(s, base=10)", string_atoi<&Types::long_>, py2},
    {"capitalize(s)", by_method<capitalize_text>, py2},
    {"capwords(s, sep=None)", string_capwords},
    {"center(s, width, fillchar=' ', /)", by_method<center_text>, py2},
    {"count(s, sub, start=None, end=None, /)", by_method<count_text>, py2},
    {"expandtabs(s, tabsize=8)", by_method<expandtabs_text>, py2},
    {"find(s, sub, start=None, end=None, /)", by_method<find_text>, py2},
    {"index(s, sub, start=None, end=None, /)", by_method<index_text>, py2},
    {"join(words, sep=' ')", string_join, py2},
    {"joinfields(words, sep=' ')", string_join, py2},
    {"ljust(s, width, fillchar=' ', /)", by_method<ljust_text>, py2},
    {"lower(s)", by_method<lower_text>, py2},
    {"lstrip(s, chars=None)", by_method<lstrip_text>, py2},
    {"maketrans(frm, to, /)", string_maketrans, py2},
    {"replace(s, old, new, maxreplace=-1)", by_method<replace_text>, py2},
    {"rfind(s, sub, start=None, end=None, /)", by_method<rfind_text>, py2},
    {"rindex(s, sub, start=None, end=None, /)", by_method<rindex_text>, py2},
    {"rjust(s, width, fillchar=' ', /)", by_method<rjust_text>, py2},
    {"rsplit(s, sep=None, maxsplit=-1)", by_method<rsplit_text>, py2},
    {"rstrip(s, chars=None)", by_method<rstrip_text>, py2},
    {"split(s, sep=None, maxsplit=-1)", by_method<split_text>, py2},
    {"splitfields(s, sep=None, maxsplit=-1)", by_method<split_text>, py2},
    {"strip(s, chars=None)", by_method<strip_text>, py2},
    {"swapcase(s)", by_method<swapcase_text>, py2},
    {"translate(s, table, deletions='')", string_translate, py2},
    {"upper(s)", by_method<upper_text>, py2},
    {"zfill(x, width)", string_zfill, py2},
};

// ---- Formatter: str.format in steps that subclasses may replace

Value formatter_make(Thread&, Type* type, Args) {
  Instance* made = allocate<Instance>(type);
  track(made);
  return own(made);
}

bool gathers_a_list(const Release& r) { return r.since(3, 4) && r.until(3, 7); }   // of positional arguments
bool numbers_fields(const Release& r) { return r.since(3, 4); }   // those without a name

// What one call of vformat keeps: the arguments, which of them were used, the next number of a field without a name.
struct Formatting {
  Ref self, args, kwargs, used;
  std::int64_t next = 0;
  bool numbered = false, named_by_hand = false;
};

Value vformat_into(Thread& thread, Formatting& f, Ref text, int depth) {
  if (depth < 0) return raise_value_error(thread, "Max string recursion exceeded");
  Value pieces = call_named(thread, f.self, "parse", {text});
  if (!pieces) return pieces;
  Value parts = own(allocate_list(thread, 0));
  bool ok = for_each(thread, pieces, [&](Ref piece) {
    Value held(piece);
    if (!is<Tuple>(held) || as<Tuple>(held).length != 4) return static_cast<bool>(raise_value_error(thread, "parse() must give tuples of four"));
    const Tuple& t = as<Tuple>(held);
    if (truth(thread, t[0]) == 1) list_append(as<List>(parts), Value(t[0]));
    if (t[1].is_none()) return true;
    Value name(t[1]);
    std::string text_of_name = native_utf8(name);
    bool number = !text_of_name.empty() && text_of_name.find_first_not_of("0123456789") == std::string::npos;
    if (text_of_name.empty() && numbers_fields(thread.rt.release)) {
      if (f.named_by_hand) return static_cast<bool>(raise_value_error(thread, "cannot switch from manual field specification to automatic field numbering"));
      f.numbered = true;
      name = native_str(thread, std::to_string(f.next++));
    } else if (number) {
      if (f.numbered) return static_cast<bool>(raise_value_error(thread, "cannot switch from manual field specification to automatic field numbering"));
      f.named_by_hand = true;
    }
    Value found = call_named(thread, f.self, "get_field", {name, f.args, f.kwargs});
    if (!is<Tuple>(found) || as<Tuple>(found).length != 2) return thread.has_error() ? false : static_cast<bool>(raise_value_error(thread, "get_field() must give a pair"));
    if (!call_named(thread, f.used, "add", {as<Tuple>(found)[1]})) return false;
    Value object = call_named(thread, f.self, "convert_field", {as<Tuple>(found)[0], t[3]});
    Value spec = object ? vformat_into(thread, f, t[2], depth - 1) : Value();
    Value shown = spec ? call_named(thread, f.self, "format_field", {object, spec}) : Value();
    if (shown) list_append(as<List>(parts), shown);
    return static_cast<bool>(shown);
  });
  Value nothing = native_str(thread, "");
  return ok ? call_named(thread, nothing, "join", {parts}) : Value();
}

Value formatter_vformat(Thread& thread, Ref self, Args args) {
  Value used = call(thread, Ref(thread.rt.types.set));
  Formatting f{self, args[1], args[2], used, 0, false, false};
  Value text = used ? vformat_into(thread, f, args[0], 2) : Value();
  return text && call_named(thread, self, "check_unused_args", {used, args[1], args[2]}) ? std::move(text) : Value();
}
Value formatter_format(Thread& thread, Ref self, Args args) {
  Value kwargs = args[2] ? Value(args[2]) : make_dict(thread), positional = gathers_a_list(thread.rt.release) ? to_list(thread, args[1]) : Value(args[1]);
  return call_named(thread, self, "vformat", {args[0], positional, kwargs});
}
Value formatter_get_value(Thread& thread, Ref, Args args) { return get_item(thread, is_int(args[0]) ? args[1] : args[2], args[0]); }
Value formatter_check(Thread&, Ref, Args) { return none_value(); }
Value formatter_format_field(Thread& thread, Ref, Args args) { return format(thread, args[0], args[1]); }
Value formatter_convert(Thread& thread, Ref, Args args) {
  if (args[1].is_none()) return Value(args[0]);
  if (native_is(args[1], "s")) return str(thread, args[0]);
  if (native_is(args[1], "r")) return repr(thread, args[0]);
  if (native_is(args[1], "a") && !thread.rt.python2()) return ascii(thread, args[0]);
  return raise_value_error(thread, "Unknown conversion specifier {}", native_utf8(args[1]));
}
Value formatter_parse(Thread& thread, Ref, Args args) { return formatter_parser(thread, args[0]); }
Value formatter_get_field(Thread& thread, Ref self, Args args) {
  Value split = formatter_field_name_split(thread, args[0]);
  if (!split) return split;
  Value first(as<Tuple>(split)[0]), rest(as<Tuple>(split)[1]);
  Value object = call_named(thread, self, "get_value", {first, args[1], args[2]});
  if (!object) return object;
  bool ok = for_each(thread, rest, [&](Ref step) {
    Value held(step), name(as<Tuple>(held)[1]);
    Value next = as<Tuple>(held)[0].is_true() ? get_attribute(thread, object, name) : get_item(thread, object, name);
    if (next) object = std::move(next);
    return !thread.has_error();
  });
  return ok ? make_tuple(thread, {object, first}) : Value();
}

constexpr Method formatter_methods[] = {
    {"check_unused_args(self, used_args, args, kwargs)", formatter_check},
    {"convert_field(self, value, conversion)", formatter_convert},
    {"format(self, format_string, /, *args, **kwargs)", formatter_format},
    {"format_field(self, value, format_spec)", formatter_format_field},
    {"get_field(self, field_name, args, kwargs)", formatter_get_field},
    {"get_value(self, key, args, kwargs)", formatter_get_value},
    {"parse(self, format_string)", formatter_parse},
    {"vformat(self, format_string, args, kwargs)", formatter_vformat},
};
void fill_formatter(Slots& slots, Runtime&) { slots.make = formatter_make; }
constexpr TypeSpec formatter_spec{.name = "string.Formatter", .layout = layout_of<Instance>, .flags = BaseType | HasWeakrefs | InstancesHaveHead | InstancesHaveDict,
                                  .methods = formatter_methods, .fill = fill_formatter};

bool fill(Thread& thread, Module& module) {
  bool old = thread.rt.python2();
  struct Row {
    const char *name, *value;
    Range releases = always;
  };
  constexpr const char *lower = "abcdefghijklmnopqrstuvwxyz", *upper = "ABCDEFGHIJKLMNOPQRSTUVWXYZ";
  std::string letters = std::string(lower) + upper;
  const char* punctuation = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~";
  std::string printable = std::string("0123456789") + letters + punctuation + " \t\n\r\x0b\x0c";
  for (auto [name, value, releases] : {Row{"ascii_lowercase", lower}, Row{"ascii_uppercase", upper}, Row{"ascii_letters", letters.c_str()}, Row{"digits", "0123456789"},
                                       Row{"hexdigits", "0123456789abcdefABCDEF"}, Row{"octdigits", "01234567"}, Row{"punctuation", punctuation}, Row{"printable", printable.c_str()},
                                       Row{"whitespace", old ? "\t\n\x0b\x0c\r " : " \t\n\r\x0b\x0c"}, Row{"lowercase", lower, py2}, Row{"uppercase", upper, py2}})
    if (thread.rt.in(releases) && !module_add(thread, module, name, native_str(thread, value))) return false;
  if (old) {
    if (!module_add(thread, module, "letters", native_str(thread, letters))) return false;
    for (const char* name : {"index_error", "atoi_error", "atof_error", "atol_error"})
      if (!module_add(thread, module, name, Value(Ref(thread.rt.exc.ValueError)))) return false;
  }
  if (thread.rt.release.since(2, 6) && !module_add_type(thread, module, make_builtin_type(thread.rt, formatter_spec))) return false;
  return add_string_template(thread, module);
}

}  // namespace

// strop: what string of 2.x is made of.
static constexpr Method strop_rows[] = {
    {"atof(s, /)", string_atof},
    {"atoi(s, base=10, /)", string_atoi<&Types::int_>},
    {"atol(s, base=10, /)", string_atoi<&Types::long_>},
    {"capitalize(s, /)", by_method<capitalize_text>},
    {"count(s, sub, start=None, end=None, /)", by_method<count_text>},
    {"expandtabs(s, tabsize=8, /)", by_method<expandtabs_text>},
    {"find(s, sub, start=None, end=None, /)", by_method<find_text>},
    {"join(words, sep=' ', /)", string_join},
    {"joinfields(words, sep=' ', /)", string_join},
    {"lower(s, /)", by_method<lower_text>},
    {"lstrip(s, /)", by_method<lstrip_text>},
    {"maketrans(frm, to, /)", string_maketrans},
    {"replace(s, old, new, maxreplace=-1, /)", by_method<replace_text>},
    {"rfind(s, sub, start=None, end=None, /)", by_method<rfind_text>},
    {"rstrip(s, /)", by_method<rstrip_text>},
    {"split(s, sep=None, maxsplit=-1, /)", by_method<split_text>},
    {"splitfields(s, sep=None, maxsplit=-1, /)", by_method<split_text>},
    {"strip(s, /)", by_method<strip_text>},
    {"swapcase(s, /)", by_method<swapcase_text>},
    {"translate(s, table, deletions='', /)", string_translate},
    {"upper(s, /)", by_method<upper_text>},
};
static bool fill_strop(Thread& thread, Module& module) {
  return module_add(thread, module, "lowercase", native_str(thread, "abcdefghijklmnopqrstuvwxyz")) &&
         module_add(thread, module, "uppercase", native_str(thread, "ABCDEFGHIJKLMNOPQRSTUVWXYZ")) && module_add(thread, module, "whitespace", native_str(thread, "\t\n\x0b\x0c\r "));
}

extern const ModuleSpec string_library_module, strop_module;
const ModuleSpec strop_module{.name = "strop", .methods = strop_rows, .fill = fill_strop, .releases = py2};
const ModuleSpec string_library_module{.name = "string", .methods = rows, .fill = fill, .fallback = true};

}  // namespace xvm
