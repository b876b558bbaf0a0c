// int and long made from text and from other objects.
#include "base/int_text.h"
#include "base/unicode.h"
#include "objects/bytes.h"
#include "objects/codecs.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/number_text.h"
#include "objects/text.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/runtime.h"
#include "vm/warnings.h"

namespace xvm {

namespace {

bool limits_digits(const Release& r) { return r.since(3, 7); }        // the corpus's own 3.7.16, 3.8.18 ... had the fix
bool counts_digits_first(const Release& r) { return r.until(3, 11); }   // before what stands behind them is looked at
bool limit_names_digits(const Release& r) { return r.since(3, 11); }
bool base_may_be_zero_in_text(const Release& r) { return r.since(3, 6) || (r.since(2, 7) && r.python2()); }
bool shows_bytes_as_text(const Release& r) { return r.until(3, 2); }
bool reads_bytes(const Release& r) { return r.since(3, 0); }
bool ints_from_index(const Release& r) { return r.since(3, 8); }
bool trunc_makes_ints(const Release& r) { return r.since(2, 6) && r.until(3, 13); }
bool trunc_is_deprecated(const Release& r) { return r.since(3, 11); }
bool warns_of_subclass_result(const Release& r) { return r.since(3, 4); }
bool names_bytes_like(const Release& r) { return r.since(3, 4); }
bool says_real_number(const Release& r) { return r.since(3, 10); }

std::string limit_text(Thread& thread, std::string_view tail) {
  return fmt::format("Exceeds the limit ({}{}) for integer string conversion{}; use sys.set_int_max_str_digits() to increase the limit",
                     thread.rt.settings.int_max_str_digits, limit_names_digits(thread.rt.release) ? " digits" : "", tail);
}

bool exceeds_limit(Thread& thread, int base, std::size_t digits) {
  std::int64_t limit = thread.rt.settings.int_max_str_digits;
  bool binary = (base & (base - 1)) == 0;
  return limits_digits(thread.rt.release) && !binary && limit > 0 && digits > static_cast<std::size_t>(limit);
}

ErrorSet raise_over_limit(Thread& thread, std::size_t digits) {
  return raise(thread, thread.rt.exc.ValueError, limit_text(thread, fmt::format(": value has {} digits", digits)));
}

// Of text that is no decimal number: the digits at its start.
std::size_t digits_before_fault(std::string_view text) {
  std::size_t at = text.find_first_not_of(" \t\n\v\f\r");
  if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
  std::size_t digits = 0;
  for (char before = '_'; at < text.size(); before = text[at++]) {
    if (text[at] == '_' && before != '_') continue;
    if (text[at] < '0' || text[at] > '9') return before == '_' ? 0 : digits;
    ++digits;
  }
  return 0;
}

IntTextRules rules_for(const Release& r, bool as_long) {
  return {.underscores = r.since(3, 6), .binary_prefix = r.since(2, 6), .old_octal = r.python2(), .lone_prefix = r.until(2, 5) && !as_long, .long_suffix = as_long && r.python2()};
}

// What the message shows of the text that was refused.
std::string shown(Thread& thread, Ref text, std::string_view ascii) {
  std::string repr;
  if (!is<Text>(text) && shows_bytes_as_text(thread.rt.release) && !thread.rt.python2()) {
    repr = bytes_repr_text(ascii.substr(0, 200), "", false);
  } else if (thread.rt.python2()) {
    std::string_view cut = ascii;
    while (!cut.empty() && (cut[0] == ' ' || (cut[0] >= '\t' && cut[0] <= '\r'))) cut.remove_prefix(1);
    cut = cut.substr(0, cut.find('\0'));
    repr = bytes_repr_text(cut.substr(0, 200), "", false);
  } else if (is<Text>(text)) {
    repr = repr_utf8(thread, text);
    std::size_t characters = 0, at = 0;
    while (at < repr.size() && characters < 200) {
      ++at;
      while (at < repr.size() && (repr[at] & 0xc0) == 0x80) ++at;
      ++characters;
    }
    repr.resize(at);
  } else {
    repr = bytes_repr_text(ascii.substr(0, 200), "b", false).substr(0, 200);
  }
  return repr;
}

Value parse(Thread& thread, Ref text, std::string_view ascii, int base, bool as_long) {
  const Release& r = thread.rt.release;
  std::string_view digits_text = ascii;
  std::string joined;
  if (r.python2()) {   // white space may stand behind the sign
    std::size_t at = ascii.find_first_not_of(" \t\n\v\f\r");
    if (at != std::string_view::npos && (ascii[at] == '+' || ascii[at] == '-') && at + 1 < ascii.size() &&
        std::string_view(" \t\n\v\f\r").find(ascii[at + 1]) != std::string_view::npos) {
      std::size_t digit = ascii.find_first_not_of(" \t\n\v\f\r", at + 1);
      if (digit != std::string_view::npos && ascii[digit] != '+' && ascii[digit] != '-') {
        joined.assign(1, ascii[at]).append(ascii.substr(digit));
        digits_text = joined;
      }
    }
  }
  std::optional<IntText> parsed = parse_int(digits_text, base, rules_for(r, as_long));
  const char* name = as_long && r.python2() ? "long" : "int";
  if (!parsed) {
    if (r.python2()) {
      std::size_t zero = ascii.find('\0');
      if (zero != std::string_view::npos && zero > 0 && parse_int(ascii.substr(0, zero), base, rules_for(r, as_long)))
        return raise_value_error(thread, "null byte in argument for {}()", name);
    }
    if (counts_digits_first(r) && exceeds_limit(thread, base, digits_before_fault(digits_text)))
      return raise_over_limit(thread, digits_before_fault(digits_text));
    return raise_value_error(thread, "invalid literal for {}() with base {}: {}", name, base, shown(thread, text, ascii));
  }
  if (exceeds_limit(thread, parsed->base, parsed->digit_count)) return raise_over_limit(thread, parsed->digit_count);
  if (parsed->small && *parsed->small < (std::uint64_t{1} << 62)) {
    std::int64_t i = static_cast<std::int64_t>(*parsed->small);
    if (parsed->negative) i = -i;
    return as_long ? make_long(thread, i) : make_int(thread, i);
  }
  Big n;
  mpz_set_str(n, parsed->digits.c_str(), parsed->base);
  if (parsed->negative) mpz_neg(n, n);
  return make_int_as(thread, n, as_long);
}

ErrorSet wrong_argument(Thread& thread, Ref v, bool as_long) {
  const Release& r = thread.rt.release;
  const char* what = !names_bytes_like(r) ? "a string or a number" : says_real_number(r) ? "a string, a bytes-like object or a real number"
                                                                                          : "a string, a bytes-like object or a number";
  return raise_type_error(thread, "{}() argument must be {}, not '{}'", as_long && r.python2() ? "long" : "int", what, type_name(thread, v));
}

// The result of __int__, __long__ or __index__ as an exact int.
Value checked_result(Thread& thread, Value result, const char* method, const char* wanted) {
  if (!result) return result;
  if (!is_int(result))
    return raise_type_error(thread, "{} returned non-{} (type {})", method, wanted, type_name(thread, result));
  if (warns_of_subclass_result(thread.rt.release) && !is_exact_int(result) && !warn_subclass_result(thread, method, result, "int")) return error_set;
  if (thread.rt.python2()) {
    if (wanted[0] == 'l' && thread.rt.release.since(2, 7)) return is_long(thread, result) ? std::move(result) : make_long(thread, Integer(result).get());
    return result;
  }
  return int_plain(thread, result);
}

// The result of __trunc__, which may be any Integral.
Value from_trunc(Thread& thread, Value result, bool as_long) {
  if (!result) return result;
  if (is_int(result)) {
    if (thread.rt.python2() && as_long && !is_long(thread, result)) return make_long(thread, Integer(result).get());
    return thread.rt.python2() ? std::move(result) : int_plain(thread, result);
  }
  Type* type = type_of(thread, result);
  UnaryFn function = thread.rt.release.since(3, 10) ? (type->slots.as_index ? type->slots.as_index : nullptr) : type->slots.as_int;
  if (!function) return raise_type_error(thread, "__trunc__ returned non-Integral (type {})", type_name(thread, result));
  Value number = function(thread, result);
  if (number && !is_int(number)) return raise_type_error(thread, "__trunc__ returned non-Integral (type {})", type_name(thread, number));
  return number ? int_plain(thread, number) : std::move(number);
}

// Up to 18 decimal digits and nothing else but a minus.
bool plain_digits(Ref v, std::int64_t& out) {
  const Text* text = try_as<Text>(v);
  if (text && !text->ascii) return false;
  std::string_view digits = text ? text->ascii_view() : as<Bytes>(v).view();
  bool negative = !digits.empty() && digits[0] == '-';
  if (negative) digits.remove_prefix(1);
  if (digits.empty() || digits.size() > 18) return false;
  std::int64_t i = 0;
  for (char c : digits) {
    if (c < '0' || c > '9') return false;
    i = i * 10 + (c - '0');
  }
  out = negative ? -i : i;
  return true;
}

// To 3.1 text is encoded before it is read as a number, which characters beyond latin-1 do not survive.
bool encodes_numbers(const Release& r) { return r.until(3, 1); }
bool plain_in_number(char32_t c) { return (c != 0 && c < 0x100) || is_space(c) || is_decimal(c); }

bool refuse_characters(Thread& thread, Ref text, std::size_t first) {
  const Text& t = as<Text>(text);
  std::size_t end = first + 1;
  while (end < t.length && !plain_in_number(t.at(end))) ++end;
  return raise_encode_error(thread, "decimal", text, CodecError{first, end, "invalid decimal Unicode string"});
}

}  // namespace

bool decimal_ascii(Thread& thread, Ref text, std::string& out) {
  const Text& t = as<Text>(text);
  if (t.ascii && !thread.rt.python2()) return out.assign(t.ascii_view()), true;
  out.reserve(t.length);
  for (std::size_t i = 0; i < t.length; ++i) {
    char32_t c = t.at(i);
    if (c < 0x80 && !thread.rt.python2()) {
      out += is_space(c) ? ' ' : static_cast<char>(c);
    } else if (is_space(c)) {
      out += ' ';
    } else if (is_decimal(c)) {
      out += static_cast<char>('0' + char_record(c).decimal);
    } else if (thread.rt.python2()) {
      if (!plain_in_number(c)) return refuse_characters(thread, text, i);
      out += static_cast<char>(c);
    } else if (encodes_numbers(thread.rt.release) && !plain_in_number(c)) {
      return refuse_characters(thread, text, i);
    } else {
      out += '?';
    }
  }
  return true;
}

Value int_parse(Thread& thread, Ref text, int base) { return int_parse(thread, text, base, false); }

Value int_parse(Thread& thread, Ref text, int base, bool as_long) {
  std::string ascii;
  if (is<Text>(text) && !decimal_ascii(thread, text, ascii)) return error_set;
  if (base != 0 && (base < 2 || base > 36)) {
    if (thread.rt.python2())
      return raise_value_error(thread, "{}() {} must be >= 2 and <= 36{}", as_long ? "long" : "int", as_long && thread.rt.release.until(2, 6) ? "arg 2" : "base",
                               base_may_be_zero_in_text(thread.rt.release) ? ", or 0" : "");
    return raise_value_error(thread, "int() {} must be >= 2 and <= 36{}", thread.rt.release.until(3, 1) ? "arg 2" : "base",
                             base_may_be_zero_in_text(thread.rt.release) ? ", or 0" : "");
  }
  if (is<Bytes>(text)) return parse(thread, text, as<Bytes>(text).view(), base, as_long);
  if (is<ByteArray>(text)) {
    std::string copy(view_of(as<ByteArray>(text)));
    return parse(thread, text, copy, base, as_long);
  }
  return parse(thread, text, ascii, base, as_long);
}

bool int_decimal(Thread& thread, Ref v, std::string& out) {
  std::int64_t limit = thread.rt.settings.int_max_str_digits;
  if (limits_digits(thread.rt.release) && limit > 0 && v.is_object()) {
    std::size_t digits = mpz_sizeinbase(as<Int>(v).number, 10);   // may be one too many
    bool exceeded = digits > static_cast<std::size_t>(limit) + 1;
    if (!exceeded) {
      out = int_text(v, 10);
      exceeded = out.size() - (out[0] == '-') > static_cast<std::size_t>(limit);
    }
    if (exceeded) return raise(thread, thread.rt.exc.ValueError, limit_text(thread, ""));
    return true;
  }
  out = int_text(v, 10);
  return true;
}

Value int_from_object(Thread& thread, Ref v, bool as_long) {
  const Release& r = thread.rt.release;
  bool python2 = r.python2();
  if (v.is_small_int() && !(python2 && as_long)) return Value(v);
  if (is_exact_int(v)) {
    if (python2 && as_long && !is_long(thread, v)) return make_long(thread, Integer(v).get());
    if (python2 && !as_long && is_long(thread, v)) return make_int(thread, Integer(v).get());
    return Value(v);
  }
  if (v.is_double()) return as_long ? long_from_double(thread, v.as_double()) : int_from_double(thread, v.as_double());
  if (is_exact<Text>(v) || is_exact<Bytes>(v)) {
    std::int64_t i;
    if (plain_digits(v, i)) return as_long ? make_long(thread, i) : make_int(thread, i);
    return int_parse(thread, v, 10, as_long);
  }
  Type* type = type_of(thread, v);
  if (as_long && python2) {
    if (UnaryFn function = type->slots.as_long) return checked_result(thread, function(thread, v), "__long__", "long");
  } else if (UnaryFn function = type->slots.as_int) {
    return checked_result(thread, function(thread, v), "__int__", "int");
  }
  if (ints_from_index(r) && type->slots.as_index) return checked_result(thread, type->slots.as_index(thread, v), "__index__", "int");
  if (trunc_makes_ints(r)) {
    Value name = native_intern(thread, "__trunc__");
    Value method = python2 ? find_attribute(thread, v, name) : lookup_special(thread, v, name);
    if (method) {
      if (trunc_is_deprecated(r) && !warn(thread, thread.rt.exc.DeprecationWarning, "The delegation of int() to __trunc__ is deprecated.")) return error_set;
      return from_trunc(thread, call(thread, method), as_long);
    }
    if (thread.has_error()) return error_set;
  }
  if (is<Text>(v) || is<Bytes>(v) || is<ByteArray>(v)) return int_parse(thread, v, 10, as_long);
  if (reads_bytes(r) && has_buffer(thread, v)) {
    BufferView view;
    if (!get_buffer(thread, v, view)) return error_set;
    Value copy = make_bytes(thread, view.view());
    return int_parse(thread, copy, 10, as_long);
  }
  return wrong_argument(thread, v, as_long);
}

}  // namespace xvm
