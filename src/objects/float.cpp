// float: arithmetic, comparison and text. Methods and the table are in float_methods.cpp.
#include "objects/float.h"

#include <cerrno>
#include <cmath>

#include "base/float_text.h"
#include "base/hashing.h"
#include "objects/bytes.h"
#include "objects/float_type.h"
#include "objects/int.h"
#include "objects/number_text.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"

namespace xvm {

std::uint64_t bits::box_nan(double d) {
  Float* boxed = allocate<Float>(current_thread().rt.types.float_);
  boxed->number = d;
  return own(boxed).take();
}


namespace {

bool shortest_repr(const Release& r) { return r.python2() ? r.since(2, 7) : r.since(3, 1); }
bool shows_sign_of_nan(const Release& r) { return r.until(2, 5); }
bool str_is_repr(const Release& r) { return r.since(3, 2); }
bool division_says_by_zero(const Release& r) { return r.python2() ? r.since(2, 7) : r.since(3, 2); }
bool floor_division_has_its_text(const Release& r) { return r.since(3, 9); }
bool modulo_says_by_zero(const Release& r) { return r.since(3, 13); }
bool zero_remainder_has_sign_of_divisor(const Release& r) { return r.python2() ? r.since(2, 7) : r.since(3, 1); }
// float('nan') was infinity times zero, whose sign the processor sets.
bool nan_is_negative(const Release& r) { return (r.python2() && r.since(2, 7)) || (r.since(3, 1) && r.until(3, 2)); }
bool nan_hashes_by_identity(const Release& r) { return r.since(3, 10); }
bool negative_base_makes_complex(const Release& r) { return r.since(3, 0); }

ErrorSet zero_division(Thread& thread, const char* text) { return raise(thread, thread.rt.exc.ZeroDivisionError, text); }

// Both operands as doubles; false and `result` NotImplemented or null where that cannot be.
bool operands(Thread& thread, Ref left, Ref right, double& a, double& b, Value& result) {
  int ok = number_to_double(thread, left, a);
  if (ok > 0) ok = number_to_double(thread, right, b);
  if (ok > 0) return true;
  if (ok == 0) result = not_implemented_value();
  return false;
}

template <class F>
Value arithmetic(Thread& thread, Ref left, Ref right, F f) {
  double a, b;
  Value result;
  return operands(thread, left, right, a, b, result) ? f(a, b) : result;
}

Value add(Thread& thread, Ref left, Ref right) {
  return arithmetic(thread, left, right, [](double a, double b) { return Value::of(a + b); });
}
Value subtract(Thread& thread, Ref left, Ref right) {
  return arithmetic(thread, left, right, [](double a, double b) { return Value::of(a - b); });
}
Value multiply(Thread& thread, Ref left, Ref right) {
  return arithmetic(thread, left, right, [](double a, double b) { return Value::of(a * b); });
}
Value divide(Thread& thread, Ref left, Ref right) {
  return arithmetic(thread, left, right, [&](double a, double b) -> Value {
    if (b == 0) return zero_division(thread, division_says_by_zero(thread.rt.release) ? "float division by zero" : "float division");
    return Value::of(a / b);
  });
}
Value remainder_of(Thread& thread, Ref left, Ref right) {
  return arithmetic(thread, left, right, [&](double a, double b) -> Value {
    if (b == 0) return zero_division(thread, modulo_says_by_zero(thread.rt.release) ? "float modulo by zero" : "float modulo");
    return Value::of(float_modulo(thread, a, b));
  });
}
Value floor_divide(Thread& thread, Ref left, Ref right) {
  return arithmetic(thread, left, right, [&](double a, double b) -> Value {
    if (b == 0) return zero_division(thread, floor_division_has_its_text(thread.rt.release) ? "float floor division by zero" : "float divmod()");
    double rest;
    return Value::of(float_floor_quotient(a, b, rest));
  });
}
Value divide_with_remainder(Thread& thread, Ref left, Ref right) {
  return arithmetic(thread, left, right, [&](double a, double b) -> Value {
    if (b == 0) return zero_division(thread, "float divmod()");
    double rest, quotient = float_floor_quotient(a, b, rest);
    return make_tuple(thread, {Value::of(quotient), Value::of(rest)});
  });
}

Value power_slot(Thread& thread, Ref base, Ref exponent, Ref modulus) {
  if (!modulus.is_none()) return raise_type_error(thread, "pow() 3rd argument not allowed unless all arguments are integers");
  return arithmetic(thread, base, exponent, [&](double a, double b) { return float_power(thread, a, b); });
}

Value negate(Thread&, Ref v) { return Value::of(-float_of(v)); }
Value plain(Thread&, Ref v) { return Value::of(float_of(v)); }
Value absolute(Thread&, Ref v) { return Value::of(std::fabs(float_of(v))); }
int is_nonzero(Thread&, Ref v) { return float_of(v) != 0; }
Value to_int(Thread& thread, Ref v) { return int_from_double(thread, float_of(v)); }
Value to_long(Thread& thread, Ref v) { return long_from_double(thread, float_of(v)); }
Value exact(Thread&, Ref v) { return v.is_double() ? Value(v) : Value::of(float_of(v)); }

bool holds(int c, Compare op) {
  switch (op) {
    case Compare::Lt: return c < 0;
    case Compare::Le: return c <= 0;
    case Compare::Eq: return c == 0;
    case Compare::Ne: return c != 0;
    case Compare::Gt: return c > 0;
    case Compare::Ge: return c >= 0;
  }
  return false;
}

Value compare_float(Thread&, Ref self, Ref other, Compare op) {
  double a = float_of(self);
  if (is_float(other)) {
    double b = float_of(other);
    if (std::isnan(a) || std::isnan(b)) return Value::of(op == Compare::Ne);
    return Value::of(holds(a < b ? -1 : a > b, op));
  }
  if (!is_int(other)) return not_implemented_value();
  if (std::isnan(a)) return Value::of(op == Compare::Ne);
  return Value::of(holds(-int_compare_double(other, a), op));
}

bool hash_float(Thread& thread, Ref v, std::int64_t& hash) {
  hash = float_hash(thread, v, float_of(v));
  return true;
}

int coerce_floats(Thread& thread, Value&, Value& right) {
  if (is_float(right)) return 1;
  double d;
  int ok = number_to_double(thread, right, d);
  if (ok > 0) right = Value::of(d);
  return ok;
}

Value repr_float(Thread& thread, Ref v) { return native_str(thread, float_repr_text(thread, float_of(v))); }
Value str_float(Thread& thread, Ref v) { return native_str(thread, float_str_text(thread, float_of(v))); }

bool is_odd_integer(double d) { return std::fmod(std::fabs(d), 2.0) == 1.0; }

}  // namespace

int number_to_double(Thread& thread, Ref v, double& out) {
  if (is_float(v)) return out = float_of(v), 1;
  if (v.is_small_int()) return out = static_cast<double>(v.small_int()), 1;
  if (!is_int(v)) return 0;
  return int_as_double(thread, v, out) ? 1 : -1;
}

double float_modulo(Thread& thread, double a, double b) {
  double rest = std::fmod(a, b);
  if (rest != 0) {
    if ((b < 0) != (rest < 0)) rest += b;
  } else if (zero_remainder_has_sign_of_divisor(thread.rt.release)) {
    rest = std::copysign(0.0, b);
  }
  return rest;
}

double float_floor_quotient(double a, double b, double& rest) {
  rest = std::fmod(a, b);
  double quotient = (a - rest) / b;
  if (rest != 0) {
    if ((b < 0) != (rest < 0)) {
      rest += b;
      quotient -= 1.0;
    }
  } else {
    rest = std::copysign(0.0, b);
  }
  if (quotient == 0) return std::copysign(0.0, a / b);
  double floored = std::floor(quotient);
  return quotient - floored > 0.5 ? floored + 1.0 : floored;
}

Value float_power(Thread& thread, double a, double b) {
  if (b == 0) return Value::of(1.0);
  if (std::isnan(a)) return Value::of(a);
  if (std::isnan(b)) return Value::of(a == 1.0 ? 1.0 : b);
  if (std::isinf(b)) {
    double size = std::fabs(a);
    if (size == 1.0) return Value::of(1.0);
    return Value::of((b > 0) == (size > 1.0) ? std::fabs(b) : 0.0);
  }
  if (std::isinf(a)) {
    bool odd = is_odd_integer(b);
    if (b > 0) return Value::of(odd ? a : std::fabs(a));
    return Value::of(odd ? std::copysign(0.0, a) : 0.0);
  }
  if (a == 0) {
    if (b < 0) return zero_division(thread, "0.0 cannot be raised to a negative power");
    return Value::of(is_odd_integer(b) ? a : 0.0);
  }
  if (a < 0 && b != std::floor(b)) {
    if (negative_base_makes_complex(thread.rt.release)) return complex_power(thread, a, 0, b, 0);
    return raise_value_error(thread, "negative number cannot be raised to a fractional power");
  }
  double result = std::pow(a, b);
  if (std::isinf(result)) {
    Value text = native_str(thread, "Numerical result out of range");
    Value arguments = make_tuple(thread, {Value::small(ERANGE), text});
    return raise_value(thread, thread.rt.exc.OverflowError, arguments);
  }
  return Value::of(result);
}

std::string float_repr_text(Thread& thread, double d) {
  if (std::isnan(d) && std::signbit(d) && shows_sign_of_nan(thread.rt.release)) return "-nan";
  return shortest_repr(thread.rt.release) ? float_repr(d) : float_significant(d, 17);
}
std::string float_str_text(Thread& thread, double d) {
  if (std::isnan(d) && std::signbit(d) && shows_sign_of_nan(thread.rt.release)) return "-nan";
  if (str_is_repr(thread.rt.release)) return float_repr(d);
  // From 2.7 and 3.1 on, with ".0" to come, the exponent is used from 10**11 on.
  if (shortest_repr(thread.rt.release) && std::fabs(d) >= 99999999999.95 && std::fabs(d) < 999999999999.5) {
    std::string text = float_text(d, FloatFormat{.code = 'e', .precision = 11});
    std::size_t exponent = text.find('e'), end = text.find_last_not_of('0', exponent - 1);
    if (text[end] == '.') --end;
    return text.erase(end + 1, exponent - end - 1);
  }
  return float_significant(d, 12);
}
Value float_repr(Thread& thread, double d) { return native_str(thread, float_repr_text(thread, d)); }

std::int64_t float_hash(Thread& thread, Ref self, double d) {
  if (std::isnan(d) && self.is_object() && nan_hashes_by_identity(thread.rt.release))
    return hash_pointer(PointerHash::Rotated, reinterpret_cast<std::uintptr_t>(self.object()));
  return hash_double(thread.rt.release.since(3, 2) ? NumberHash::Modular : NumberHash::Ring, d);
}

static ErrorSet not_a_float(Thread& thread, Ref text, std::string_view ascii) {
  const Release& r = thread.rt.release;
  std::size_t start = ascii.find_first_not_of(" \t\n\v\f\r");
  std::string_view stripped = start == std::string_view::npos ? std::string_view() : ascii.substr(start);
  bool old = r.python2() ? r.until(2, 6) : r.until(3, 0);
  if (old) {
    double prefix;
    std::size_t zero = stripped.find('\0');
    if (zero != std::string_view::npos && parse_float_prefix(stripped, prefix) == zero) return raise_value_error(thread, "null byte in argument for float()");
    if (stripped.empty() && r.until(3, 9)) return raise_value_error(thread, "empty string for float()");
    return raise_value_error(thread, "invalid literal for float(): {}", stripped.substr(0, 200));
  }
  if (r.until(3, 1)) {
    double prefix;
    std::string_view shown = stripped.substr(0, stripped.find('\0'));
    if (parse_float_prefix(stripped, prefix)) return raise_value_error(thread, "invalid literal for float(): {}", shown.substr(0, 200));
    return raise_value_error(thread, "could not convert string to float: {}", shown.substr(0, 200));
  }
  if (stripped.empty() && r.until(3, 9)) return raise_value_error(thread, "could not convert string to float: {}", r.until(3, 7) ? "" : "''");
  return raise_value_error(thread, "could not convert string to float: {}", repr_utf8(thread, text));
}

bool float_parse(Thread& thread, Ref text, double& out) {
  std::string ascii;
  if (is<Text>(text)) {
    if (!decimal_ascii(thread, text, ascii)) return false;
  } else {
    ascii = is<Bytes>(text) ? as<Bytes>(text).view() : view_of(as<ByteArray>(text));
  }
  std::string_view digits = ascii;
  constexpr std::string_view blanks = " \t\n\v\f\r";
  std::size_t start = digits.find_first_not_of(blanks);
  digits = start == std::string_view::npos ? std::string_view() : digits.substr(start, digits.find_last_not_of(blanks) + 1 - start);
  std::optional<double> parsed = parse_float(digits, thread.rt.release.since(3, 6));
  if (parsed && std::isnan(*parsed) && nan_is_negative(thread.rt.release)) parsed = -*parsed;
  if (!parsed) return not_a_float(thread, text, ascii);
  out = *parsed;
  return true;
}

void fill_float(Slots& s, Runtime& rt) {
  auto set = [&](Binary op, BinaryFn f) { s.binary[static_cast<std::size_t>(op)] = f; };
  set(Binary::Add, add);
  set(Binary::Subtract, subtract);
  set(Binary::Multiply, multiply);
  set(Binary::TrueDivide, divide);
  set(Binary::FloorDivide, floor_divide);
  set(Binary::Remainder, remainder_of);
  set(Binary::DivMod, divide_with_remainder);
  s.power = power_slot;
  s.negative = negate;
  s.positive = plain;
  s.absolute = absolute;
  s.truth = is_nonzero;
  s.as_int = to_int;
  s.as_float = exact;
  s.compare = compare_float;
  s.hash = hash_float;
  s.repr = repr_float;
  s.make = make_float_instance;
  if (!str_is_repr(rt.release)) s.str = str_float;
  if (rt.python2()) {
    set(Binary::Divide, divide);
    s.as_long = to_long;
    s.coerce = coerce_floats;
  }
}

}  // namespace xvm
