// text: padding, tabs, translation, encoding and formatting.
#include <algorithm>

#include "objects/codecs.h"
#include "objects/dict.h"
#include "objects/format_fields.h"
#include "objects/format_language.h"
#include "objects/formatter_iterators.h"
#include "objects/int.h"
#include "objects/text_arguments.h"
#include "objects/text_methods.h"
#include "objects/text_units.h"
#include "objects/tuple.h"
#include "vm/argument_words.h"
#include "vm/errors.h"
#include "vm/operators.h"

namespace xvm {
namespace {

bool fill_must_be_unicode_character(const Release& r) { return r.since(3, 6); }
bool prints_range_format(const Release& r) { return r.until(3, 2); }   // CPython gave the format away
bool range_is_value_error(const Release& r) { return r.since(3, 5); }
bool maketrans_names_itself(const Release& r) { return r.since(3, 5); }

Value pad(Thread& thread, const Text& text, std::int64_t left, std::int64_t right, char32_t fill) {
  if (left <= 0 && right <= 0) return text_substring(thread, text, 0, text.length);
  std::uint64_t l = static_cast<std::uint64_t>(std::max<std::int64_t>(left, 0)), r = static_cast<std::uint64_t>(std::max<std::int64_t>(right, 0));
  if (l + r + text.length > 0xfffffff0) {
    if (thread.rt.python2() || l + r > std::uint64_t{1} << 62) return raise_overflow(thread, thread.rt.python2() ? "padded string is too long" : "padded string is too long");
    return raise_memory_error(thread);
  }
  Text* out = allocate_text(thread, l + text.length + r, std::max(fill, max_char_of(text)));
  if (!out) return error_set;
  fill_units(*out, 0, fill, l);
  copy_units(*out, l, text, 0, text.length);
  fill_units(*out, l + text.length, fill, r);
  return own(out);
}

bool pad_arguments(Thread& thread, Args args, std::int64_t& width, char32_t& fill) {
  if (!size_argument(thread, args[0], width)) return false;
  if (!args[1]) return true;
  Value held;
  Ref v = args[1];
  if (thread.rt.python2() && is<Bytes>(v)) {
    held = coerce_to_text(thread, v);
    if (!held) return false;
    v = held;
  }
  if (!is<Text>(v)) {
    if (fill_must_be_unicode_character(thread.rt.release))
      return raise_type_error(thread, "The fill character must be a unicode character, not {}", type_name(thread, v));
    return raise_type_error(thread, "The fill character cannot be converted to Unicode");
  }
  if (as<Text>(v).length != 1) return raise_type_error(thread, "The fill character must be exactly one character long");
  fill = as<Text>(v).at(0);
  return true;
}

Value text_center(Thread& thread, Ref self, Args args) {
  std::int64_t width = 0;
  char32_t fill = ' ';
  if (!pad_arguments(thread, args, width, fill)) return error_set;
  std::int64_t total = width - as<Text>(self).length, left = total > 0 ? total / 2 + (total & width & 1) : 0;
  return pad(thread, as<Text>(self), left, total - left, fill);
}
Value text_ljust(Thread& thread, Ref self, Args args) {
  std::int64_t width = 0;
  char32_t fill = ' ';
  if (!pad_arguments(thread, args, width, fill)) return error_set;
  return pad(thread, as<Text>(self), 0, width - as<Text>(self).length, fill);
}
Value text_rjust(Thread& thread, Ref self, Args args) {
  std::int64_t width = 0;
  char32_t fill = ' ';
  if (!pad_arguments(thread, args, width, fill)) return error_set;
  return pad(thread, as<Text>(self), width - as<Text>(self).length, 0, fill);
}

Value text_zfill(Thread& thread, Ref self, Args args) {
  std::int64_t width = 0;
  if (!size_argument(thread, args[0], width)) return error_set;
  const Text& text = as<Text>(self);
  std::int64_t fill = width - text.length;
  Value padded = pad(thread, text, fill, 0, '0');
  if (!padded || fill <= 0 || text.length == 0) return padded;
  char32_t sign = text.at(0);
  if (sign == '+' || sign == '-') {
    Text& out = as<Text>(padded);
    fill_units(out, 0, sign, 1);
    fill_units(out, static_cast<std::size_t>(fill), '0', 1);
  }
  return padded;
}

Value text_expandtabs(Thread& thread, Ref self, Args args) {
  std::int64_t tab = 8;
  if (!int_argument(thread, args[0], tab)) return error_set;
  const Text& text = as<Text>(self);
  std::u32string out;
  std::int64_t column = 0;
  bool too_long = false;
  with_units(text, [&](const auto* units) {
    for (std::size_t i = 0; i < text.length && !too_long; ++i) {
      char32_t c = units[i];
      if (c == '\t') {
        if (tab > 0) {
          std::int64_t spaces = tab - column % tab;
          if (spaces > 0x7fffffff || out.size() + static_cast<std::size_t>(spaces) > 0xfffffff0) {
            too_long = true;
            break;
          }
          out.append(static_cast<std::size_t>(spaces), ' ');
          column += spaces;
        }
      } else {
        out.push_back(c);
        column = c == '\n' || c == '\r' ? 0 : column + 1;
      }
    }
  });
  if (too_long) return raise_overflow(thread, "new string is too long");
  return make_text(thread, out.data(), out.size());
}

enum class Translated { Error, Keep, Delete, Replace };

// What a table says of a character: appended to out where it replaces it.
Translated translate_char(Thread& thread, Ref table, char32_t c, std::u32string& out) {
  Value key = make_int(thread, static_cast<std::int64_t>(c)), found;
  if (is_exact<Dict>(table)) {
    found = Value(dict_get(thread, as<Dict>(table), key));
    if (!found) return thread.has_error() ? Translated::Error : Translated::Keep;
  } else {
    found = get_item(thread, table, key);
    if (!found) return catch_error(thread, thread.rt.exc.LookupError) ? Translated::Keep : Translated::Error;
  }
  if (found.is_none()) return Translated::Delete;
  if (const Text* text = try_as<Text>(found)) {
    out += text_u32(Ref(text));
    return Translated::Replace;
  }
  std::int64_t number;
  if (is_int(found)) {
    if (int_fits(found, number) && number >= 0 && number <= 0x10ffff) {
      out.push_back(static_cast<char32_t>(number));
      return Translated::Replace;
    }
    const char* words = prints_range_format(thread.rt.release) ? "character mapping must be in range(0x%lx)" : "character mapping must be in range(0x110000)";
    if (range_is_value_error(thread.rt.release)) (void)raise_value_error(thread, "{}", words);
    else (void)raise_type_error(thread, "{}", words);
    return Translated::Error;
  }
  (void)raise_type_error(thread, "character mapping must return integer, None or {}", thread.rt.python2() ? "unicode" : "str");
  return Translated::Error;
}

Value text_translate(Thread& thread, Ref self, Args args) {
  Value keep(self), table(args[0]);
  const Text& text = as<Text>(self);
  std::u32string out;
  out.reserve(text.length);
  // What an exact dict said of ASCII characters: it cannot say something else while nothing else runs.
  constexpr char32_t unknown = 0xffffffff, deleted = 0xfffffffe;
  char32_t known[128];
  bool cache = is_exact<Dict>(table);
  for (char32_t& k : known) k = unknown;
  for (std::size_t i = 0; i < text.length; ++i) {
    char32_t c = text.at(i);
    if (c < 128 && known[c] != unknown) {
      if (known[c] != deleted) out.push_back(known[c]);
      continue;
    }
    std::size_t before = out.size();
    switch (translate_char(thread, table, c, out)) {
      case Translated::Error: return error_set;
      case Translated::Keep: out.push_back(c); break;
      case Translated::Delete: break;
      case Translated::Replace: break;
    }
    if (cache && c < 128 && out.size() <= before + 1) known[c] = out.size() == before ? deleted : out.back();
  }
  return make_text(thread, out.data(), out.size());
}

bool add_translation_keys(Thread& thread, Dict& result, Ref keys_text, Ref values_text) {
  const Text& keys = as<Text>(keys_text);
  for (std::size_t i = 0; i < keys.length; ++i) {
    Value key = Value::small(static_cast<std::int64_t>(keys.at(i)));
    Value value = values_text ? Value::small(static_cast<std::int64_t>(as<Text>(values_text).at(i))) : none_value();
    if (!dict_set(thread, result, key, value)) return false;
  }
  return true;
}

Value text_maketrans(Thread& thread, Ref, Args args) {
  Value held = make_dict(thread);
  Dict& result = as<Dict>(held);
  if (args[1]) {
    for (std::uint32_t i = 1; i < 3; ++i) {
      if (!args[i] || is<Text>(args[i])) continue;
      if (!maketrans_names_itself(thread.rt.release)) return raise_type_error(thread, "must be str, not {}", type_name(thread, args[i]));
      return raise_type_error(thread, "maketrans() argument {} must be str, not {}", i + 1, argument_type(thread, args[i]));
    }
    if (!is<Text>(args[0])) return raise_type_error(thread, "first maketrans argument must be a string if there is a second argument");
    if (as<Text>(args[0]).length != as<Text>(args[1]).length)
      return raise_value_error(thread, "the first two maketrans arguments must have equal length");
    if (!add_translation_keys(thread, result, args[0], args[1])) return error_set;
    if (args[2] && !add_translation_keys(thread, result, args[2], {})) return error_set;
    return held;
  }
  if (!is<Dict>(args[0])) return raise_type_error(thread, "if you give only one argument to maketrans it must be a dict");
  DictCursor cursor;
  while (DictEntry* entry = cursor.next(thread, as<Dict>(args[0]))) {
    Value key = entry->key, value = entry->value;
    if (const Text* text = try_as<Text>(key)) {
      if (text->length != 1) return raise_value_error(thread, "string keys in translate table must be of length 1");
      key = Value::small(static_cast<std::int64_t>(text->at(0)));
    } else if (!is_int(key)) {
      return raise_type_error(thread, "keys in translate table must be strings or integers");
    }
    if (!dict_set(thread, result, key, value)) return error_set;
  }
  return held;
}

Value text_encode(Thread& thread, Ref self, Args args) {
  std::string encoding, errors;
  if (!name_argument(thread, args[0], "encode", 1, encoding) || !name_argument(thread, args[1], "encode", 2, errors)) return error_set;
  if (args[0] && encoding.empty()) return raise(thread, thread.rt.exc.LookupError, "unknown encoding: ");
  return encode_text(thread, self, encoding, errors);
}

Value text_decode(Thread& thread, Ref self, Args args) {   // 2.x unicode.decode: encoded first
  std::string encoding, errors;
  if (!name_argument(thread, args[0], "decode", 1, encoding) || !name_argument(thread, args[1], "decode", 2, errors)) return error_set;
  if (args[0] && encoding.empty()) return raise(thread, thread.rt.exc.LookupError, "unknown encoding: ");
  return codec_decode(thread, self, encoding, errors);
}

Value text_format_method(Thread& thread, Ref self, Args args) { return format_with_arguments(thread, self, args); }
Value text_format_map(Thread& thread, Ref self, Args args) { return format_with_mapping(thread, self, args[0]); }
Value text_format(Thread& thread, Ref self, Args args) { return format_text(thread, self, args[0]); }

Value text_getnewargs(Thread& thread, Ref self, Args) {
  const Text& text = as<Text>(self);
  Text* copy = allocate_text(thread, text.length, max_char_of(text));
  if (!copy) return error_set;
  copy_units(*copy, 0, text, 0, text.length);
  Value held = own(copy);
  return make_tuple(thread, {held});
}

Value text_sizeof(Thread& thread, Ref self, Args) {
  const Text& text = as<Text>(self);
  const Release& r = thread.rt.release;
  std::int64_t size;
  if (!r.since(3, 3)) size = (r.python2() ? 52 : 60) + 4 * std::int64_t{text.length};
  else if (text.ascii) size = (r.since(3, 12) ? 41 : 49) + std::int64_t{text.length};
  else size = (r.since(3, 12) ? 56 : 72) + (std::int64_t{text.length} + 1) * text.width;
  return make_int(thread, size);
}

Value text_formatter_parser(Thread& thread, Ref self, Args) { return formatter_parser(thread, self); }
Value text_formatter_field_name_split(Thread& thread, Ref self, Args) { return formatter_field_name_split(thread, self); }

constexpr Method rows[] = {
    {"__format__(self, format_spec, /)", text_format, since(2, 6)},
    {"__getnewargs__(self, /)", text_getnewargs},
    {"__sizeof__(self, /)", text_sizeof, since(2, 6)},
    {"_formatter_field_name_split(self, /)", text_formatter_field_name_split, between(2, 6, 3, 1)},
    {"_formatter_parser(self, /)", text_formatter_parser, between(2, 6, 3, 1)},
    {"center(self, width, fillchar=' ', /)", text_center},
    {"decode(self, encoding='ascii', errors='strict', /)", text_decode, until(2, 6)},
    {"decode(self, /, encoding='ascii', errors='strict')", text_decode, between(2, 7, 2, 7)},
    {"encode(self, encoding='utf-8', errors='strict', /)", text_encode, until(2, 6)},
    {"encode(self, encoding='utf-8', errors='strict', /)", text_encode, between(3, 0, 3, 0)},
    {"encode(self, /, encoding='ascii', errors='strict')", text_encode, between(2, 7, 2, 7)},
    {"encode(self, /, encoding='utf-8', errors='strict')", text_encode, since(3, 1)},
    {"expandtabs(self, tabsize=8, /)", text_expandtabs, until(3, 2)},
    {"expandtabs(self, /, tabsize=8)", text_expandtabs, since(3, 3)},
    {"format(self, *args, **kwargs)", text_format_method, since(2, 6), Method::Raw},
    {"format_map(self, mapping, /)", text_format_map, since(3, 2)},
    {"ljust(self, width, fillchar=' ', /)", text_ljust},
    {"maketrans(x, y=None, z=None, /)", text_maketrans, py3, Method::Static},
    {"rjust(self, width, fillchar=' ', /)", text_rjust},
    {"translate(self, table, /)", text_translate},
    {"zfill(self, width, /)", text_zfill},
};

}  // namespace

std::span<const Method> text_layout_rows() { return rows; }

}  // namespace xvm
