// The slots of int, of 2.x long and of bool. In 2.x an int declines what has a long in it, and the long takes it.
#include <cmath>

#include "objects/bytes.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/int_type.h"
#include "objects/text.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/runtime.h"
#include "vm/warnings.h"

namespace xvm {

namespace {

bool warns_of_inverted_bool(const Release& r) { return r.since(3, 12); }
bool old_octal(const Release& r) { return r.python2(); }

template <Value (*operation)(Thread&, Ref, Ref), bool of_long>
Value binary(Thread& thread, Ref left, Ref right) {
  if (!is_int(left) || !is_int(right)) return not_implemented_value();
  if (!of_long && thread.rt.python2() && (is_long(thread, left) || is_long(thread, right))) return not_implemented_value();
  return operation(thread, left, right);
}

Value bit_and(Thread& thread, Ref a, Ref b) { return int_bitwise(thread, a, b, '&'); }
Value bit_or(Thread& thread, Ref a, Ref b) { return int_bitwise(thread, a, b, '|'); }
Value bit_xor(Thread& thread, Ref a, Ref b) { return int_bitwise(thread, a, b, '^'); }
Value shift_left(Thread& thread, Ref a, Ref b) { return int_left_shift(thread, a, b); }
Value shift_right(Thread& thread, Ref a, Ref b) { return int_right_shift(thread, a, b); }

template <bool of_long>
Value power(Thread& thread, Ref base, Ref exponent, Ref modulus) {
  if (!is_int(base) || !is_int(exponent)) return not_implemented_value();
  if (!modulus.is_none() && !is_int(modulus)) {
    if (!of_long && thread.rt.python2() && !is_long(thread, base) && !is_long(thread, exponent) && int_sign(exponent) < 0)
      return raise_type_error(thread, "pow() 2nd argument cannot be negative when 3rd argument specified");
    return not_implemented_value();
  }
  if (!of_long && thread.rt.python2() &&
      (is_long(thread, base) || is_long(thread, exponent) || (!modulus.is_none() && is_long(thread, modulus))))
    return not_implemented_value();
  return int_power(thread, base, exponent, modulus);
}

Value negate(Thread& thread, Ref v) { return int_negative(thread, v); }
Value plain(Thread& thread, Ref v) { return int_plain(thread, v); }
Value absolute(Thread& thread, Ref v) { return int_sign(v) < 0 ? int_negative(thread, v) : int_plain(thread, v); }
Value invert_bits(Thread& thread, Ref v) {
  if (v.is_small_int()) return Value::small(~v.small_int());
  Integer n(v);
  Big r;
  mpz_com(r, n.get());
  return make_int_as(thread, r, is_long(thread, v));
}
Value to_float(Thread& thread, Ref v) {
  double d;
  if (!int_as_double(thread, v, d)) return error_set;
  return Value::of(d);
}
// 2.x: int() of a long that fits is an int, long() of anything a long.
Value to_int(Thread& thread, Ref v) {
  if (is_long(thread, v)) return make_int(thread, Integer(v).get());
  return int_plain(thread, v);
}
Value to_long(Thread& thread, Ref v) {
  if (is_exact<Int>(v) && is_long(thread, v)) return Value(v);
  return make_long(thread, Integer(v).get());
}

int is_nonzero(Thread&, Ref v) { return int_sign(v) != 0; }

Value compare_ints(Thread&, Ref self, Ref other, Compare op) {
  if (!is_int(self) || !is_int(other)) return not_implemented_value();
  int c = int_compare(self, other);
  switch (op) {
    case Compare::Lt: return Value::of(c < 0);
    case Compare::Le: return Value::of(c <= 0);
    case Compare::Eq: return Value::of(c == 0);
    case Compare::Ne: return Value::of(c != 0);
    case Compare::Gt: return Value::of(c > 0);
    case Compare::Ge: return Value::of(c >= 0);
  }
  return not_implemented_value();
}
// One function a type, so that int and long are told apart; both sides are of the type.
int compare_plain(Thread&, Ref self, Ref other) { return int_compare(self, other); }
int compare_longs(Thread&, Ref self, Ref other) { return -int_compare(other, self); }

int coerce_plain(Thread& thread, Value&, Value& right) { return is_int(right) && !is_long(thread, right); }
int coerce_longs(Thread& thread, Value& left, Value& right) {
  if (!is_int(right)) return 0;
  if (!is_long(thread, left)) left = make_long(thread, Integer(left).get());
  if (!is_long(thread, right)) right = make_long(thread, Integer(right).get());
  return 1;
}

Value decimal_text(Thread& thread, Ref v) {
  char digits[48], *end = digits + sizeof digits;
  if (char* begin = int_digits(v, end)) {
    std::string_view text(begin, static_cast<std::size_t>(end - begin));
    return thread.rt.python2() ? make_bytes(thread, text) : make_text_latin1(thread, text);
  }
  std::string text;
  if (!int_decimal(thread, v, text)) return error_set;
  return native_str(thread, text);
}
Value long_repr(Thread& thread, Ref v) { return native_str(thread, int_text(v, 10) + "L"); }

Value hex_text(Thread& thread, Ref v) { return native_str(thread, int_prefixed(thread, v, 16, true)); }
Value oct_text(Thread& thread, Ref v) { return native_str(thread, int_prefixed(thread, v, 8, true)); }

template <bool of_long>
void fill(Slots& s, Runtime& rt) {
  auto set = [&](Binary op, BinaryFn f) { s.binary[static_cast<std::size_t>(op)] = f; };
  set(Binary::Add, binary<int_add, of_long>);
  set(Binary::Subtract, binary<int_subtract, of_long>);
  set(Binary::Multiply, binary<int_multiply, of_long>);
  set(Binary::FloorDivide, binary<int_floor_divide, of_long>);
  set(Binary::Remainder, binary<int_remainder, of_long>);
  set(Binary::DivMod, binary<int_divmod, of_long>);
  set(Binary::TrueDivide, binary<int_true_divide, of_long>);
  set(Binary::LeftShift, binary<shift_left, of_long>);
  set(Binary::RightShift, binary<shift_right, of_long>);
  set(Binary::And, binary<bit_and, of_long>);
  set(Binary::Or, binary<bit_or, of_long>);
  set(Binary::Xor, binary<bit_xor, of_long>);
  s.power = power<of_long>;
  s.negative = negate;
  s.positive = plain;
  s.absolute = absolute;
  s.invert = invert_bits;
  s.as_float = to_float;
  s.as_index = plain;
  s.truth = is_nonzero;
  s.hash = int_hash;
  s.make = of_long ? make_long_instance : make_int_instance;
  s.as_int = to_int;
  s.repr = of_long ? long_repr : decimal_text;
  if (rt.python2()) {
    set(Binary::Divide, binary<int_floor_divide, of_long>);
    s.as_long = to_long;
    s.hex = hex_text;
    s.oct = oct_text;
    s.three_way = of_long ? compare_longs : compare_plain;
    s.coerce = of_long ? coerce_longs : coerce_plain;
    s.str = decimal_text;
  } else {
    s.compare = compare_ints;
    if (rt.release.until(3, 8)) s.str = decimal_text;
  }
}

// bool's own: results are bools only where both sides are.
template <char op>
Value bool_bits(Thread& thread, Ref left, Ref right) {
  if (left.is_bool() && right.is_bool()) {
    bool a = left.is_true(), b = right.is_true();
    return Value::of(op == '&' ? a && b : op == '|' ? a || b : a != b);
  }
  if (!is_int(left) || !is_int(right) || (thread.rt.python2() && (is_long(thread, left) || is_long(thread, right)))) return not_implemented_value();
  return int_bitwise(thread, left, right, op);
}

bool names_removal_of_bool_inversion(const Release& r) { return r.since(3, 13); }

Value invert_bool(Thread& thread, Ref v) {
  if (!warn(thread, thread.rt.exc.DeprecationWarning,
            fmt::format("Bitwise inversion '~' on bool is deprecated{}. This returns the bitwise inversion of the underlying int object and is usually "
                        "not what you expect from negating a bool. Use the 'not' operator for boolean negation or ~int(x) if you really want the "
                        "bitwise inversion of the underlying int.",
                        names_removal_of_bool_inversion(thread.rt.release) ? " and will be removed in Python 3.16" : "")))
    return error_set;
  return Value::small(v.is_true() ? -2 : -1);
}

Value bool_text(Thread& thread, Ref v) { return native_intern(thread, v.is_true() ? "True" : "False"); }

}  // namespace

std::string int_prefixed(Thread& thread, Ref v, int base, bool long_suffix) {
  std::string digits = int_text(v, base);
  bool negative = digits[0] == '-';
  if (negative) digits.erase(0, 1);
  std::string prefix = base == 16 ? "0x" : base == 2 ? "0b" : old_octal(thread.rt.release) ? (digits == "0" ? "" : "0") : "0o";
  return (negative ? "-" : "") + prefix + digits + (long_suffix && is_long(thread, v) ? "L" : "");
}

void fill_int(Slots& slots, Runtime& rt) { fill<false>(slots, rt); }
void fill_long(Slots& slots, Runtime& rt) { fill<true>(slots, rt); }
void fill_bool(Slots& s, Runtime& rt) {
  s.repr = bool_text;
  if (rt.release.until(3, 8)) s.str = bool_text;
  s.binary[static_cast<std::size_t>(Binary::And)] = bool_bits<'&'>;
  s.binary[static_cast<std::size_t>(Binary::Or)] = bool_bits<'|'>;
  s.binary[static_cast<std::size_t>(Binary::Xor)] = bool_bits<'^'>;
  if (warns_of_inverted_bool(rt.release)) s.invert = invert_bool;
  s.make = make_bool_instance;
}

}  // namespace xvm
