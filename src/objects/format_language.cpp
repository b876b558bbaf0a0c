// format() of numbers and text: the specification parsed, what a release refuses, and the result laid out.
#include "objects/format_language.h"

#include <fmt/format.h>

#include <optional>
#include <string>

#include "base/float_text.h"
#include "base/format_spec.h"
#include "base/number_format.h"
#include "base/utf8.h"
#include "objects/bytes.h"
#include "objects/char_buffer.h"
#include "objects/codecs.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/text.h"
#include "vm/argument_words.h"
#include "vm/errors.h"
#include "vm/limits.h"
#include "vm/operators.h"

namespace xvm {
namespace {

FormatFeatures features_of(const Release& r) {
  FormatFeatures f;
  f.comma = r.python2() ? r.since(2, 7) : r.since(3, 1);
  f.alternate = r.python2() || r.since(3, 1);
  f.underscore = r.since(3, 6);
  f.no_negative_zero = r.since(3, 11);
  f.zero_keeps_align = r.since(3, 10);
  return f;
}
FloatDefault untyped_float(const Release& r) {
  if (r.python2() ? r.until(2, 6) : r.until(3, 0)) return FloatDefault::OldTwelve;
  return r.python2() ? FloatDefault::Twelve : FloatDefault::Shortest;
}
bool refuses_alternate_float(const Release& r) { return r.until(3, 1); }
bool names_the_specifier(const Release& r) { return r.since(3, 11); }
bool names_spaces(const Release& r) { return r.since(3, 9); }
bool doubled_comma_is_both(const Release& r) { return r.since(3, 6) && r.until(3, 8); }
bool checks_alternate_char(const Release& r) { return r.since(3, 5); }
bool names_wide_build(const Release& r) { return r.until(3, 2); }

// The specification as UTF-8; false with TypeError set when it is no string.
bool spec_text(Thread& thread, Ref spec, std::string& out, bool of_text = false) {
  if (!spec) return true;
  if (thread.rt.python2() && is<Text>(spec) && !of_text) {   // numbers format as str does
    Value narrow = coerce_to_bytes(thread, spec);
    if (!narrow) return false;
  }
  if (is<Text>(spec) || (thread.rt.python2() && is<Bytes>(spec))) {
    out = native_utf8(spec);
    if (is<Bytes>(spec) && !is_ascii(out)) out = text_utf8(make_text_latin1(thread, out));
    return true;
  }
  if (thread.rt.python2()) return raise_type_error(thread, "__format__ arg must be str or unicode, not {}", type_name(thread, spec));
  return raise_type_error(thread, "__format__() argument{} must be str, not {}", thread.rt.release.until(3, 6) ? " 1" : "", argument_type(thread, spec));
}

Value finish(Thread& thread, Ref spec, std::string_view utf8) {
  if (!thread.rt.python2() || (spec && is<Text>(spec))) return make_text(thread, utf8);
  return make_bytes(thread, utf8);
}

std::string shown_type(char32_t type) {
  return type > 32 && type < 128 ? std::string(1, static_cast<char>(type)) : fmt::format("\\x{:x}", static_cast<std::uint32_t>(type));
}

ErrorSet unknown_type(Thread& thread, char32_t type, std::string_view name) {
  return raise_value_error(thread, "Unknown format code '{}' for object of type '{}'", shown_type(type), name);
}

bool parse(Thread& thread, std::string_view text, char default_align, std::string_view name, FormatSpec& spec) {
  const Release& r = thread.rt.release;
  FormatSpecError error = parse_format_spec(text, features_of(r), default_align, spec);
  switch (error) {
    case FormatSpecError::None: return true;
    case FormatSpecError::Invalid:
      if (names_the_specifier(r)) return raise_value_error(thread, "Invalid format specifier '{}' for object of type '{}'", text, name);
      return raise_value_error(thread, "{}", r.until(3, 2) ? "Invalid conversion specification" : "Invalid format specifier");
    case FormatSpecError::TooManyDigits:
      if (r.until(2, 6)) return raise_value_error(thread, "Invalid conversion specification");
      return raise_value_error(thread, "Too many decimal digits in format string");
    case FormatSpecError::MissingPrecision: return raise_value_error(thread, "Format specifier missing precision");
    case FormatSpecError::CommaAndUnderscore: return raise_value_error(thread, "Cannot specify both ',' and '_'.");
    case FormatSpecError::GroupingTwice:
      if (doubled_comma_is_both(r) && spec.grouping != '_') return raise_value_error(thread, "Cannot specify both ',' and '_'.");
      return raise_value_error(thread, "Cannot specify '{0}' with '{0}'.", spec.grouping);
    case FormatSpecError::GroupingWithType:
      return raise_value_error(thread, "Cannot specify '{}' with '{}'.", spec.grouping, shown_type(spec.type ? spec.type : U's'));
  }
  return false;
}

bool absurd(Thread& thread, const FormatSpec& spec) {
  if (!room_for(spec.width, 4)) return !raise_memory_error(thread);
  if (spec.precision > 0x7fffffff) return !raise_value_error(thread, "{}", thread.rt.python2() ? "precision too big" : "precision too big");
  return false;
}

bool is_float_type(char32_t type) {
  return type == 'e' || type == 'E' || type == 'f' || type == 'F' || type == 'g' || type == 'G' || type == '%';
}

Value format_int_char(Thread& thread, Ref number, Ref spec_value, FormatSpec& spec) {
  if (spec.sign) return raise_value_error(thread, "Sign not allowed with integer format specifier 'c'");
  if (spec.alternate && checks_alternate_char(thread.rt.release))
    return raise_value_error(thread, "Alternate form (#) not allowed with integer format specifier 'c'");
  std::int64_t c;
  if (!int_fits(number, c)) return raise_overflow(thread, "Python int too large to convert to C long");
  bool narrow = thread.rt.python2() && thread.rt.release.since(2, 7);
  if (c < 0 || c > (narrow ? 0xff : 0x10ffff))
    return raise_overflow(thread, narrow                   ? "%c arg not in range(0x100)"
                                  : names_wide_build(thread.rt.release) ? "%c arg not in range(0x110000) (wide Python build)"
                                                           : "%c arg not in range(0x110000)");
  CharBuffer out(thread.rt.python2() && !(spec_value && is<Text>(spec_value)));
  Padding padding = padding_for(spec, 1, '<');
  if (spec.align == '=') padding = {spec.width > 1 ? static_cast<std::size_t>(spec.width - 1) : 0, 0};
  else if (!spec.align) padding = padding_for(spec, 1, '>');
  out.add_char(spec.fill, padding.left);
  out.add_char(static_cast<char32_t>(c));
  out.add_char(spec.fill, padding.right);
  return out.finish(thread);
}

}  // namespace

Value format_float(Thread& thread, double number, Ref spec_value) {
  std::string text;
  if (!spec_text(thread, spec_value, text)) return error_set;
  if (text.empty()) {
    Value boxed = Value::of(number);
    Value result = str(thread, boxed);
    return result && spec_value && is<Text>(spec_value) ? coerce_to_text(thread, result) : std::move(result);
  }
  FormatSpec spec;
  if (!parse(thread, text, '>', "float", spec)) return error_set;
  if (spec.type && spec.type != 'n' && !is_float_type(spec.type)) return unknown_type(thread, spec.type, "float");
  if (spec.alternate && refuses_alternate_float(thread.rt.release))
    return raise_value_error(thread, "Alternate form (#) not allowed in float format specifier");
  if (absurd(thread, spec)) return error_set;
  return finish(thread, spec_value, format_float(number, spec, untyped_float(thread.rt.release)));
}

Value format_int(Thread& thread, Ref number, Ref spec_value) {
  std::string text;
  if (!spec_text(thread, spec_value, text)) return error_set;
  if (text.empty()) {
    Value result = str(thread, number);
    return result && spec_value && is<Text>(spec_value) ? coerce_to_text(thread, result) : std::move(result);
  }
  std::string name(type_name(thread, number));
  FormatSpec spec;
  if (!parse(thread, text, '>', name, spec)) return error_set;
  if (absurd(thread, spec)) return error_set;
  if (is_float_type(spec.type)) {
    bool overflow = false;
    double value = int_to_double(thread, number, overflow);
    if (overflow) return raise_overflow(thread, thread.rt.python2() ? "long int too large to convert to float" : "int too large to convert to float");
    if (spec.alternate && refuses_alternate_float(thread.rt.release))
      return raise_value_error(thread, "Alternate form (#) not allowed in float format specifier");
    return finish(thread, spec_value, format_float(value, spec, untyped_float(thread.rt.release)));
  }
  int base = 10;
  const char* prefix = "";
  switch (spec.type) {
    case 0: case 'd': case 'n': case 'c': break;
    case 'b': base = 2, prefix = "0b"; break;
    case 'o': base = 8, prefix = "0o"; break;
    case 'x': base = 16, prefix = "0x"; break;
    case 'X': base = 16, prefix = "0X"; break;
    default: return unknown_type(thread, spec.type, name);
  }
  if (spec.precision != -1) return raise_value_error(thread, "Precision not allowed in integer format specifier");
  if (spec.no_negative_zero) return raise_value_error(thread, "Negative zero coercion (z) not allowed in integer format specifier");
  if (spec.type == 'c') return format_int_char(thread, number, spec_value, spec);
  std::string digits;
  if (base != 10) digits = int_text(number, base);
  else if (!int_decimal(thread, number, digits)) return error_set;
  bool negative = digits[0] == '-';
  if (spec.type == 'X') for (char& c : digits) if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  NumberParts parts;
  parts.negative = negative;
  parts.digits = std::string_view(digits).substr(negative);
  if (spec.alternate) parts.prefix = prefix;
  return finish(thread, spec_value, lay_out_number(spec, parts));
}

Value format_complex(Thread& thread, Ref number, Ref spec_value) {
  std::string text;
  if (!spec_text(thread, spec_value, text)) return error_set;
  if (text.empty()) {
    Value result = str(thread, number);
    return result && spec_value && is<Text>(spec_value) ? coerce_to_text(thread, result) : std::move(result);
  }
  FormatSpec spec;
  if (!parse(thread, text, '>', "complex", spec)) return error_set;
  if (spec.type && spec.type != 'n' && (!is_float_type(spec.type) || spec.type == '%')) return unknown_type(thread, spec.type, "complex");
  if (spec.alternate && refuses_alternate_float(thread.rt.release))
    return raise_value_error(thread, "Alternate form (#) not allowed in complex format specifier");
  if (spec.fill == '0') return raise_value_error(thread, "Zero padding is not allowed in complex format specifier");
  if (spec.align == '=') return raise_value_error(thread, "'=' alignment flag is not allowed in complex format specifier");
  if (absurd(thread, spec)) return error_set;
  const Complex& z = as<Complex>(number);
  return finish(thread, spec_value, format_complex(z.real, z.imag, spec, untyped_float(thread.rt.release)));
}

Value format_text(Thread& thread, Ref value, Ref spec_value) {
  std::string text;
  if (!spec_text(thread, spec_value, text, true)) return error_set;
  Value decoded;
  if (is<Bytes>(value) && spec_value && is<Text>(spec_value)) {
    decoded = coerce_to_text(thread, value);
    if (!decoded) return error_set;
    value = decoded;
  }
  if (text.empty()) return value.object()->flags & HeapInstance ? str(thread, value) : Value(value);
  std::string name(type_name(thread, value));
  FormatSpec spec;
  if (!parse(thread, text, '<', name, spec)) return error_set;
  if (spec.type && spec.type != 's') return unknown_type(thread, spec.type, name);
  if (spec.grouping) return raise_value_error(thread, "Cannot specify '{}' with 's'.", spec.grouping);
  if (spec.sign)
    return raise_value_error(thread, "{}", spec.sign == ' ' && names_spaces(thread.rt.release) ? "Space not allowed in string format specifier"
                                                                                              : "Sign not allowed in string format specifier");
  if (spec.no_negative_zero) return raise_value_error(thread, "Negative zero coercion (z) not allowed in string format specifier");
  if (spec.alternate) return raise_value_error(thread, "Alternate form (#) not allowed in string format specifier");
  if (spec.align == '=') return raise_value_error(thread, "'=' alignment not allowed in string format specifier");
  if (!room_for(spec.width, 4)) return raise_memory_error(thread);
  CharBuffer out(is<Bytes>(value));
  std::size_t size = is<Bytes>(value) ? as<Bytes>(value).length : as<Text>(value).length;
  if (spec.precision >= 0 && static_cast<std::uint64_t>(spec.precision) < size) size = static_cast<std::size_t>(spec.precision);
  Padding padding = padding_for(spec, size, '<');
  out.add_char(spec.fill, padding.left);
  if (is<Bytes>(value)) out.add(as<Bytes>(value).view().substr(0, size));
  else out.add_text(as<Text>(value), 0, size);
  out.add_char(spec.fill, padding.right);
  return out.finish(thread);
}

}  // namespace xvm
