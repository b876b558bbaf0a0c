// complex: arithmetic, comparison and text. Methods and the table are in complex_methods.cpp.
#include <cmath>

#include "base/float_text.h"
#include "base/hashing.h"
#include "objects/complex_type.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"

namespace xvm {

namespace {

bool division_says_by_zero(const Release& r) { return r.python2() ? r.since(2, 7) : r.since(3, 2); }
bool shortest_repr(const Release& r) { return r.python2() ? r.since(2, 7) : r.since(3, 1); }
bool stars_infinity(const Release& r) { return r.python2() ? r.since(2, 6) && r.until(2, 6) : r.until(3, 0); }   // "inf*j" in 2.6 and 3.0
bool str_is_repr(const Release& r) { return r.since(3, 2); }
bool has_floor_operations(const Release& r) { return r.until(3, 9); }   // in 3.x only to raise TypeError
bool advises_abs(const Release& r) { return r.until(2, 5) || (r.since(3, 0) && r.until(3, 0)); }
bool ordering_raises(const Release& r) { return r.until(3, 1); }

struct Pair {
  double real, imag;
};

// v as a complex: 1, 0 where it is no number, -1 with the error set.
int number_to_complex(Thread& thread, Ref v, Pair& out) {
  if (is<Complex>(v)) return out = {as<Complex>(v).real, as<Complex>(v).imag}, 1;
  out.imag = 0;
  return number_to_double(thread, v, out.real);
}

template <class F>
Value arithmetic(Thread& thread, Ref left, Ref right, F f) {
  Pair a, b;
  int ok = number_to_complex(thread, left, a);
  if (ok > 0) ok = number_to_complex(thread, right, b);
  if (ok > 0) return f(a, b);
  return ok == 0 ? not_implemented_value() : Value();
}

Pair product(Pair a, Pair b) { return {a.real * b.real - a.imag * b.imag, a.real * b.imag + a.imag * b.real}; }

// By the larger part of the divisor, so that nothing overflows on the way; false when it is zero.
bool quotient(Pair a, Pair b, Pair& out) {
  double size_real = std::fabs(b.real), size_imag = std::fabs(b.imag);
  if (size_real >= size_imag) {
    if (size_real == 0) return out = {0, 0}, false;
    double ratio = b.imag / b.real, denominator = b.real + b.imag * ratio;
    out = {(a.real + a.imag * ratio) / denominator, (a.imag - a.real * ratio) / denominator};
  } else if (size_imag >= size_real) {
    double ratio = b.real / b.imag, denominator = b.real * ratio + b.imag;
    out = {(a.real * ratio + a.imag) / denominator, (a.imag * ratio - a.real) / denominator};
  } else {
    out = {std::nan(""), std::nan("")};
  }
  return true;
}

Value give(Thread& thread, Pair c) { return make_complex(thread, c.real, c.imag); }

Value add(Thread& thread, Ref left, Ref right) {
  return arithmetic(thread, left, right, [&](Pair a, Pair b) { return make_complex(thread, a.real + b.real, a.imag + b.imag); });
}
Value subtract(Thread& thread, Ref left, Ref right) {
  return arithmetic(thread, left, right, [&](Pair a, Pair b) { return make_complex(thread, a.real - b.real, a.imag - b.imag); });
}
Value multiply(Thread& thread, Ref left, Ref right) {
  return arithmetic(thread, left, right, [&](Pair a, Pair b) { return give(thread, product(a, b)); });
}

ErrorSet zero_division(Thread& thread, const char* text) { return raise(thread, thread.rt.exc.ZeroDivisionError, text); }

Value divide(Thread& thread, Ref left, Ref right) {
  return arithmetic(thread, left, right, [&](Pair a, Pair b) -> Value {
    Pair q;
    if (!quotient(a, b, q)) return zero_division(thread, division_says_by_zero(thread.rt.release) ? "complex division by zero" : "complex division");
    return give(thread, q);
  });
}

// 2.x floor division: of the quotient's real part.
bool floor_quotient(Pair a, Pair b, Pair& q, Pair& rest) {
  if (!quotient(a, b, q)) return false;
  q = {std::floor(q.real), 0};
  Pair p = product(b, q);
  rest = {a.real - p.real, a.imag - p.imag};
  return true;
}

Value floor_divide(Thread& thread, Ref left, Ref right) {
  if (!thread.rt.python2()) return raise_type_error(thread, "can't take floor of complex number.");
  return arithmetic(thread, left, right, [&](Pair a, Pair b) -> Value {
    Pair q, rest;
    if (!floor_quotient(a, b, q, rest)) return zero_division(thread, "complex divmod()");
    return give(thread, q);
  });
}
Value remainder_of(Thread& thread, Ref left, Ref right) {
  if (!thread.rt.python2()) return raise_type_error(thread, "can't mod complex numbers.");
  return arithmetic(thread, left, right, [&](Pair a, Pair b) -> Value {
    Pair q, rest;
    if (!floor_quotient(a, b, q, rest)) return zero_division(thread, "complex remainder");
    return give(thread, rest);
  });
}
Value divide_with_remainder(Thread& thread, Ref left, Ref right) {
  if (!thread.rt.python2()) return raise_type_error(thread, "can't take floor or mod of complex number.");
  return arithmetic(thread, left, right, [&](Pair a, Pair b) -> Value {
    Pair q, rest;
    if (!floor_quotient(a, b, q, rest)) return zero_division(thread, "complex divmod()");
    Value quotient_value = give(thread, q), rest_value = give(thread, rest);
    return make_tuple(thread, {quotient_value, rest_value});
  });
}

enum class Failure { None, Domain, Range };

Pair general_power(Pair a, Pair b, Failure& failure) {
  if (b.real == 0 && b.imag == 0) return {1, 0};
  if (a.real == 0 && a.imag == 0) {
    if (b.imag != 0 || b.real < 0) failure = Failure::Domain;
    return {0, 0};
  }
  double size = std::hypot(a.real, a.imag), length = std::pow(size, b.real);
  double angle = std::atan2(a.imag, a.real), phase = angle * b.real;
  if (b.imag != 0) {
    length /= std::exp(angle * b.imag);
    phase += b.imag * std::log(size);
  }
  if (std::isinf(phase)) failure = Failure::Domain;   // what cos() says of it
  return {length * std::cos(phase), length * std::sin(phase)};
}

Pair whole_power(Pair base, long n) {
  Pair result{1, 0};
  for (long mask = 1; mask > 0 && n >= mask; mask <<= 1) {
    if (n & mask) result = product(result, base);
    base = product(base, base);
  }
  return result;
}

Value power_slot(Thread& thread, Ref base, Ref exponent, Ref modulus) {
  return arithmetic(thread, base, exponent, [&](Pair a, Pair b) -> Value {
    if (!modulus.is_none()) return raise_value_error(thread, "complex modulo");
    return complex_power(thread, a.real, a.imag, b.real, b.imag);
  });
}

Value negate(Thread& thread, Ref v) { return make_complex(thread, -as<Complex>(v).real, -as<Complex>(v).imag); }
Value plain(Thread& thread, Ref v) {
  if (is_exact<Complex>(v)) return Value(v);
  return make_complex(thread, as<Complex>(v).real, as<Complex>(v).imag);
}
Value absolute(Thread& thread, Ref v) {
  const Complex& c = as<Complex>(v);
  double d = std::hypot(c.real, c.imag);
  if (std::isinf(d) && std::isfinite(c.real) && std::isfinite(c.imag)) return raise_overflow(thread, "absolute value too large");
  return Value::of(d);
}
int is_nonzero(Thread&, Ref v) { return as<Complex>(v).real != 0 || as<Complex>(v).imag != 0; }

template <char kind>
Value no_conversion(Thread& thread, Ref) {
  const char* name = kind == 'i' ? "int" : kind == 'l' ? "long" : "float";
  if (advises_abs(thread.rt.release)) {
    if (kind == 'f') return raise_type_error(thread, "can't convert complex to float; use abs(z)");
    return raise_type_error(thread, "can't convert complex to {}; use {}(abs(z))", name, name);
  }
  return raise_type_error(thread, "can't convert complex to {}", name);
}

Value compare_complex(Thread& thread, Ref self, Ref other, Compare op) {
  const Complex& a = as<Complex>(self);
  bool same;
  if (is_int(other)) same = a.imag == 0 && !std::isnan(a.real) && int_compare_double(other, a.real) == 0;
  else if (is_float(other)) same = a.imag == 0 && a.real == float_of(other);
  else if (is<Complex>(other)) same = a.real == as<Complex>(other).real && a.imag == as<Complex>(other).imag;
  else return not_implemented_value();
  if (op == Compare::Eq) return Value::of(same);
  if (op == Compare::Ne) return Value::of(!same);
  if (ordering_raises(thread.rt.release)) return raise_type_error(thread, "no ordering relation is defined for complex numbers");
  return not_implemented_value();
}

bool hash_of_complex(Thread& thread, Ref v, std::int64_t& hash) {
  const Complex& c = as<Complex>(v);
  hash = hash_complex(float_hash(thread, {}, c.real), float_hash(thread, {}, c.imag));
  return true;
}

int coerce_complexes(Thread& thread, Value&, Value& right) {
  if (is<Complex>(right)) return 1;
  double d;
  int ok = number_to_double(thread, right, d);
  if (ok > 0) right = make_complex(thread, d, 0);
  return ok;
}

// digits 0: the shortest that read back.
std::string text_of(const Release& release, double real, double imag, int digits, bool sees_minus_zero) {
  const char* unit = stars_infinity(release) && !std::isfinite(imag) ? "*j" : "j";
  FloatFormat format{.code = digits ? 'g' : 'r', .precision = digits};
  if (real == 0 && !(sees_minus_zero && std::signbit(real))) return float_text(imag, format) + unit;
  std::string text = "(" + float_text(real, format);
  format.sign = true;
  return text + float_text(imag, format) + unit + ")";
}

Value repr_complex(Thread& thread, Ref v) {
  const Complex& c = as<Complex>(v);
  bool shortest = shortest_repr(thread.rt.release);
  return native_str(thread, text_of(thread.rt.release, c.real, c.imag, shortest ? 0 : 17, shortest));
}
Value str_complex(Thread& thread, Ref v) {
  const Complex& c = as<Complex>(v);
  return native_str(thread, text_of(thread.rt.release, c.real, c.imag, 12, shortest_repr(thread.rt.release)));
}

}  // namespace

Value make_complex(Thread& thread, double real, double imag) {
  Complex* c = allocate<Complex>(thread.rt.types.complex_);
  c->real = real, c->imag = imag;
  return own(c);
}

Value complex_power(Thread& thread, double ar, double ai, double br, double bi) {
  Pair a{ar, ai}, b{br, bi}, result;
  Failure failure = Failure::None;
  if (bi == 0 && br == std::floor(br) && std::fabs(br) <= 100) {
    long n = static_cast<long>(br);
    if (n > 0) result = whole_power(a, n);
    else if (!quotient({1, 0}, whole_power(a, -n), result)) failure = Failure::Domain;
  } else {
    result = general_power(a, b, failure);
  }
  if (failure == Failure::None && (std::isinf(result.real) || std::isinf(result.imag))) failure = Failure::Range;
  if (failure == Failure::Domain) return zero_division(thread, "0.0 to a negative or complex power");
  if (failure == Failure::Range) return raise_overflow(thread, "complex exponentiation");
  return give(thread, result);
}

void fill_complex(Slots& s, Runtime& rt) {
  auto set = [&](Binary op, BinaryFn f) { s.binary[static_cast<std::size_t>(op)] = f; };
  set(Binary::Add, add);
  set(Binary::Subtract, subtract);
  set(Binary::Multiply, multiply);
  set(Binary::TrueDivide, divide);
  if (has_floor_operations(rt.release)) {
    set(Binary::FloorDivide, floor_divide);
    set(Binary::Remainder, remainder_of);
    set(Binary::DivMod, divide_with_remainder);
    s.as_int = no_conversion<'i'>;
    s.as_float = no_conversion<'f'>;
  }
  s.power = power_slot;
  s.negative = negate;
  s.positive = plain;
  s.absolute = absolute;
  s.truth = is_nonzero;
  s.compare = compare_complex;
  s.hash = hash_of_complex;
  s.repr = repr_complex;
  s.make = make_complex_instance;
  if (!str_is_repr(rt.release)) s.str = str_complex;
  if (rt.python2()) {
    set(Binary::Divide, divide);
    s.as_long = no_conversion<'l'>;
    s.coerce = coerce_complexes;
  }
}

}  // namespace xvm
