// math: the functions of C's library with the releases' errors.
#include <cmath>
#include <limits>

#include "modules/numeric_modules.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "modules/math_integers.h"
#include "modules/math_special.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/runtime.h"
#include "vm/signature.h"

namespace xvm {

namespace {

bool error_function_of_its_own(const Release& r) { return r.until(3, 6); }
bool simple_norm(const Release& r) { return r.until(3, 9); }
bool parses_doubles(const Release& r) { return r.since(3, 7) && r.until(3, 7); }
bool rounds_to_int(const Release& r) { return r.since(3, 0); }   // ceil, floor

constexpr double pi = 3.14159265358979323846;

ErrorSet domain_error(Thread& thread) { return raise_value_error(thread, "math domain error"); }
ErrorSet range_error(Thread& thread) { return raise_overflow(thread, "math range error"); }

using Function1 = double (*)(double);

// f(x), where a nan or infinity that x does not explain is an error.
template <Function1 f, bool overflows = false>
Value one(Thread& thread, Ref, Args args) {
  double x;
  if (!as_double(thread, args[0], x)) return error_set;
  double r = f(x);
  if (std::isnan(r) && !std::isnan(x)) return domain_error(thread);
  if (std::isinf(r) && std::isfinite(x)) return overflows ? range_error(thread) : domain_error(thread);
  return Value::of(r);
}

double log1p_keeping_zero(double x) { return x == 0 ? x : std::log1p(x); }
double to_degrees(double x) { return x * (180.0 / pi); }
double to_radians(double x) { return x * (pi / 180.0); }

template <double (*f)(double, MathError&)>
Value one_with_error(Thread& thread, Ref, Args args) {
  double x;
  if (!as_double(thread, args[0], x)) return error_set;
  MathError error = MathError::None;
  double r = f(x, error);
  if (error == MathError::Domain) return domain_error(thread);
  if (error == MathError::Range) return range_error(thread);
  return Value::of(r);
}

template <Function1 of_library, Function1 own>
Value error_function(Thread& thread, Ref, Args args) {
  double x;
  if (!as_double(thread, args[0], x)) return error_set;
  return Value::of(error_function_of_its_own(thread.rt.release) ? own(x) : of_library(x));
}

bool converts_both(const Release& r) { return r.until(3, 6); }   // of two wrong arguments the second is told

bool two(Thread& thread, const char* name, Args args, double& x, double& y, bool parsed = false) {
  if (!takes_two(thread, name, args, parsed)) return false;
  bool good = as_double(thread, args[0], x);
  if (!good && !converts_both(thread.rt.release)) return false;
  return as_double(thread, args[1], y) && good;
}

Value math_atan2(Thread& thread, Ref, Args args) {
  double y, x;
  if (!two(thread, "atan2", args, y, x)) return error_set;
  return Value::of(std::atan2(y, x));
}

Value math_copysign(Thread& thread, Ref, Args args) {
  double x, y;
  if (!two(thread, "copysign", args, x, y)) return error_set;
  return Value::of(std::copysign(x, y));
}

Value math_fmod(Thread& thread, Ref, Args args) {
  double x, y;
  if (!two(thread, "fmod", args, x, y, parses_doubles(thread.rt.release))) return error_set;
  if (std::isinf(y) && std::isfinite(x)) return Value::of(x);
  double r = std::fmod(x, y);
  if (std::isnan(r) && !std::isnan(x) && !std::isnan(y)) return domain_error(thread);
  return Value::of(r);
}

Value math_remainder(Thread& thread, Ref, Args args) {
  double x, y;
  if (!two(thread, "remainder", args, x, y)) return error_set;
  double r = std::remainder(x, y);
  if (std::isnan(r) && !std::isnan(x) && !std::isnan(y)) return domain_error(thread);
  return Value::of(r);
}

Value math_pow(Thread& thread, Ref, Args args) {
  double x, y;
  if (!two(thread, "pow", args, x, y, parses_doubles(thread.rt.release))) return error_set;
  double r = std::pow(x, y);
  if (std::isfinite(x) && std::isfinite(y)) {
    if (std::isnan(r)) return domain_error(thread);
    if (std::isinf(r)) return x == 0 ? domain_error(thread) : range_error(thread);
  }
  return Value::of(r);
}

// The root of the sum of squares with a second double for what the first rounds away, corrected once; from 3.10.
double precise_norm(const std::vector<double>& parts, double largest) {
  int exponent;
  std::frexp(largest, &exponent);
  if (exponent < -1023) {   // a scale would overflow
    constexpr double least = std::numeric_limits<double>::min();
    std::vector<double> normal(parts);
    for (double& part : normal) part /= least;
    return least * precise_norm(normal, largest / least);
  }
  double scale = std::ldexp(1.0, -exponent), sum = 1.0, of_products = 0, of_sums = 0;
  auto add_product = [&](double x, double y) {
    double product = x * y, rest = std::fma(x, y, -product), total = sum + product;
    of_products += rest;
    of_sums += (sum - total) + product;
    sum = total;
  };
  for (double part : parts) add_product(part * scale, part * scale);
  double root = std::sqrt(sum - 1.0 + (of_products + of_sums));
  add_product(-root, root);
  double left = sum - 1.0 + (of_products + of_sums);
  return (root + left / (2.0 * root)) / scale;
}

// The length of a vector, scaled by its largest part and summed with more bits than a double has.
double norm(const Release& release, const std::vector<double>& parts) {
  double largest = 0;
  bool nan = false;
  for (double part : parts) {
    if (std::isinf(part)) return HUGE_VAL;
    if (std::isnan(part)) nan = true;
    largest = std::fmax(largest, std::fabs(part));
  }
  if (nan) return std::numeric_limits<double>::quiet_NaN();
  if (largest == 0 || parts.size() <= 1) return largest;
  if (simple_norm(release)) {
    double sum = 1, error = 0;
    for (double part : parts) {
      double x = std::fabs(part) / largest, before = sum;
      x *= x;
      sum += x;
      error += (before - sum) + x;
    }
    return largest * std::sqrt(sum - 1.0 + error);
  }
  return precise_norm(parts, largest);
}

Value math_hypot_two(Thread& thread, Ref, Args args) {
  double x, y;
  if (!two(thread, "hypot", args, x, y, parses_doubles(thread.rt.release))) return error_set;
  double r = std::hypot(x, y);
  if (std::isinf(r) && std::isfinite(x) && std::isfinite(y)) return range_error(thread);
  return Value::of(r);
}

Value math_hypot(Thread& thread, Ref, Args args) {
  const Tuple& given = as<Tuple>(args[0]);
  std::vector<double> parts(given.length);
  for (std::size_t i = 0; i < given.length; ++i)
    if (!as_double(thread, given[i], parts[i])) return error_set;
  return Value::of(norm(thread.rt.release, parts));
}

Value math_dist(Thread& thread, Ref, Args args) {
  Value p = to_tuple(thread, args[0]);
  if (!p) return error_set;
  Value q = to_tuple(thread, args[1]);
  if (!q) return error_set;
  const Tuple &a = as<Tuple>(p), &b = as<Tuple>(q);
  if (a.length != b.length) return raise_value_error(thread, "both points must have the same number of dimensions");
  std::vector<double> parts(a.length);
  for (std::size_t i = 0; i < a.length; ++i) {
    double x, y;
    if (!as_double(thread, a[i], x) || !as_double(thread, b[i], y)) return error_set;
    parts[i] = std::fabs(x - y);
  }
  return Value::of(norm(thread.rt.release, parts));
}

// ceil and floor: the special method, else of a float.
template <Function1 f>
Value round_to_int(Thread& thread, Ref v, const char* name) {
  double x;
  if (!rounds_to_int(thread.rt.release)) {
    if (!as_double(thread, v, x)) return error_set;
    return Value::of(f(x));
  }
  if (!v.is_double()) {
    Value method = lookup_special(thread, v, native_intern(thread, name));
    if (method) return call(thread, method);
    if (thread.has_error()) return error_set;
  }
  if (!as_double(thread, v, x)) return error_set;
  return int_from_double(thread, f(x));
}
Value math_ceil(Thread& thread, Ref, Args args) { return round_to_int<std::ceil>(thread, args[0], "__ceil__"); }
Value math_floor(Thread& thread, Ref, Args args) { return round_to_int<std::floor>(thread, args[0], "__floor__"); }

Value math_trunc(Thread& thread, Ref, Args args) {
  Ref v = args[0];
  if (v.is_double()) return int_from_double(thread, v.as_double());
  if (thread.rt.release.until(2, 6)) {   // AttributeError says the name alone
    Value own = lookup_special(thread, v, native_intern(thread, "__trunc__"));
    return own ? call(thread, own) : thread.has_error() ? Value() : Value(raise(thread, thread.rt.exc.AttributeError, "__trunc__"));
  }
  if (thread.rt.python2()) return call_method(thread, v, native_intern(thread, "__trunc__"));
  Value method = lookup_special(thread, v, native_intern(thread, "__trunc__"));
  if (method) return call(thread, method);
  if (thread.has_error()) return error_set;
  return raise_type_error(thread, "type {} doesn't define __trunc__ method", type_name(thread, v));
}

Value math_frexp(Thread& thread, Ref, Args args) {
  double x;
  if (!as_double(thread, args[0], x)) return error_set;
  int exponent = 0;
  if (std::isfinite(x) && x != 0) x = std::frexp(x, &exponent);
  return make_tuple(thread, {Value::of(x), Value::small(exponent)});
}

Value math_modf(Thread& thread, Ref, Args args) {
  double x, whole;
  if (!as_double(thread, args[0], x)) return error_set;
  if (std::isinf(x)) return make_tuple(thread, {Value::of(std::copysign(0.0, x)), Value::of(x)});
  if (std::isnan(x)) return make_tuple(thread, {Value::of(x), Value::of(x)});
  double fraction = std::modf(x, &whole);
  return make_tuple(thread, {Value::of(fraction), Value::of(whole)});
}

Value math_ldexp(Thread& thread, Ref, Args args) {
  if (!takes_two(thread, "ldexp", args, thread.rt.release.until(3, 7))) return error_set;
  double x;
  if (!as_double(thread, args[0], x)) return error_set;
  if (!is_int(args[1])) {
    if (thread.rt.release.until(2, 5)) return raise_type_error(thread, "an integer is required");
    return raise_type_error(thread, "Expected an int{} as second argument to ldexp.", thread.rt.python2() ? " or long" : "");
  }
  std::int64_t exponent;
  if (!int_fits(args[1], exponent)) exponent = int_sign(args[1]) < 0 ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max();
  if (x == 0 || !std::isfinite(x)) return Value::of(x);
  if (exponent > 100000) return range_error(thread);
  if (exponent < -100000) return Value::of(std::copysign(0.0, x));
  double r = std::ldexp(x, static_cast<int>(exponent));
  if (std::isinf(r)) return range_error(thread);
  return Value::of(r);
}

// A logarithm of any number; of ints beyond the doubles by their exponent.
bool logarithm(Thread& thread, Ref v, Function1 f, double& out) {
  double x;
  if (is_int(v)) {
    if (int_sign(v) <= 0) return domain_error(thread);
    bool overflow = false;
    x = int_to_double(thread, v, overflow);
    if (overflow) {
      signed long exponent;
      double fraction = mpz_get_d_2exp(&exponent, Integer(v).get());
      out = f(fraction) + f(2.0) * static_cast<double>(exponent);
      return true;
    }
  } else if (!as_double(thread, v, x)) {
    return false;
  }
  if (x <= 0) return domain_error(thread);
  out = f(x);
  return true;
}

Value math_log(Thread& thread, Ref, Args args) {
  if (parses_doubles(thread.rt.release) && (args.positional < 1 || args.positional > 2))
    return raise_type_error(thread, "math.log requires 1 to 2 arguments");
  if (!check_no_keywords(thread, thread.rt.in(since(3, 12)) ? "math.log" : "log", args)) return error_set;
  if (thread.rt.in(between(3, 8, 3, 11)) && (args.positional < 1 || args.positional > 2)) return raise_type_error(thread, "math.log requires 1 to 2 arguments");
  if (!check_unpack_count(thread, "log", args.positional, 1, 2)) return error_set;
  double x, base;
  if (!logarithm(thread, args[0], std::log, x)) return error_set;
  if (args.positional == 1) return Value::of(x);
  if (!logarithm(thread, args[1], std::log, base)) return error_set;
  return binary_op(thread, thread.rt.python2() ? Binary::Divide : Binary::TrueDivide, Value::of(x), Value::of(base));
}
template <Function1 f>
Value math_log_of(Thread& thread, Ref, Args args) {
  double x;
  if (!logarithm(thread, args[0], f, x)) return error_set;
  return Value::of(x);
}

template <bool (*test)(double)>
Value classify(Thread& thread, Ref, Args args) {
  double x;
  if (!as_double(thread, args[0], x)) return error_set;
  return Value::of(test(x));
}

Value math_fsum(Thread& thread, Ref, Args args) {
  Value iterator = iterate(thread, args[0]);
  if (!iterator) return error_set;
  ExactSum sum;
  while (Value item = next(thread, iterator)) {
    double x;
    if (!as_double(thread, item, x)) return error_set;
    if (!sum.add(x)) return raise_overflow(thread, "intermediate overflow in fsum");
  }
  if (thread.has_error()) return error_set;
  if (sum.has_special()) {
    if (std::isnan(sum.infinities())) return raise_value_error(thread, "-inf + inf in fsum");
    return Value::of(sum.special());
  }
  return Value::of(sum.result());
}

Value math_isclose(Thread& thread, Ref, Args args) {
  double a, b, relative = 1e-9, absolute = 0;
  if (!as_double(thread, args[0], a) || !as_double(thread, args[1], b)) return error_set;
  if ((args[2] && !as_double(thread, args[2], relative)) || (args[3] && !as_double(thread, args[3], absolute))) return error_set;
  if (relative < 0 || absolute < 0) return raise_value_error(thread, "tolerances must be non-negative");
  if (a == b) return Value::of(true);
  if (std::isinf(a) || std::isinf(b)) return Value::of(false);
  double difference = std::fabs(b - a);
  return Value::of(difference <= std::fabs(relative * b) || difference <= std::fabs(relative * a) || difference <= absolute);
}

Value math_nextafter(Thread& thread, Ref, Args args) {
  double x, y;
  if (!as_double(thread, args[0], x) || !as_double(thread, args[1], y)) return error_set;
  if (args.size() < 3 || !args[2] || args[2].is_none()) return Value::of(std::nextafter(x, y));
  Value steps = as_index(thread, args[2]);
  if (!steps) return error_set;
  if (int_sign(steps) < 0) return raise_value_error(thread, "steps must be a non-negative integer");
  std::int64_t count;
  if (!int_fits(steps, count)) count = std::numeric_limits<std::int64_t>::max();
  if (std::isnan(x) || std::isnan(y)) return Value::of(std::isnan(x) ? x : y);
  // Doubles in order as integers in order.
  auto rank = [](double d) {
    std::int64_t bits = std::bit_cast<std::int64_t>(d);
    return bits < 0 ? std::numeric_limits<std::int64_t>::min() - bits : bits;
  };
  std::int64_t from = rank(x), to = rank(y);
  std::uint64_t distance = from < to ? static_cast<std::uint64_t>(to) - static_cast<std::uint64_t>(from)
                                     : static_cast<std::uint64_t>(from) - static_cast<std::uint64_t>(to);
  if (static_cast<std::uint64_t>(count) >= distance) return Value::of(count == 0 ? x : y);
  std::int64_t reached = from < to ? from + count : from - count;
  if (reached < 0) reached = std::numeric_limits<std::int64_t>::min() - reached;
  double r = std::bit_cast<double>(reached);
  return Value::of(r == 0 && from < 0 ? -0.0 : r);
}

Value math_ulp(Thread& thread, Ref, Args args) {
  double x;
  if (!as_double(thread, args[0], x)) return error_set;
  if (std::isnan(x)) return Value::of(x);
  x = std::fabs(x);
  if (std::isinf(x)) return Value::of(x);
  double above = std::nextafter(x, HUGE_VAL);
  if (std::isinf(above)) return Value::of(x - std::nextafter(x, -HUGE_VAL));
  return Value::of(above - x);
}

Value math_fma(Thread& thread, Ref, Args args) {
  double x, y, z;
  if (!as_double(thread, args[0], x) || !as_double(thread, args[1], y) || !as_double(thread, args[2], z)) return error_set;
  double r = std::fma(x, y, z);
  if (std::isfinite(r)) return Value::of(r);
  if (std::isnan(r)) {
    if (!std::isnan(x) && !std::isnan(y) && !std::isnan(z)) return raise_value_error(thread, "invalid operation in fma");
  } else if (std::isfinite(x) && std::isfinite(y) && std::isfinite(z)) {
    return raise_overflow(thread, "overflow in fma");
  }
  return Value::of(r);
}

Value math_sumprod(Thread& thread, Ref, Args args) {
  Value left = iterate(thread, args[0]);
  if (!left) return error_set;
  Value right = iterate(thread, args[1]);
  if (!right) return error_set;
  // Integers first, then doubles, each as long as nothing else comes; then whatever there is, product by product.
  Value total = Value::small(0);
  std::int64_t whole = 0;
  TripleSum doubles;
  bool integers = true, any_integer = false, floats = true, any_float = false;
  auto add_to_total = [&](Value v) {
    total = v ? binary_op(thread, Binary::Add, total, v) : Value();
    return static_cast<bool>(total);
  };
  for (;;) {
    Value p = next(thread, left);
    if (!p && thread.has_error()) return error_set;
    Value q = next(thread, right);
    if (!q && thread.has_error()) return error_set;
    if (!p != !q) return raise_value_error(thread, "Inputs are not the same length");
    if (integers) {
      std::int64_t a, b, sum;
      if (p && is_exact_int(p) && is_exact_int(q) && int_fits(p, a) && int_fits(q, b) && !__builtin_mul_overflow(a, b, &a) &&
          !__builtin_add_overflow(whole, a, &sum)) {
        whole = sum;
        any_integer = true;
        continue;
      }
      integers = false;
      if (any_integer && !add_to_total(make_int(thread, whole))) return error_set;
    }
    if (floats) {
      auto as_float = [&](Ref v, double& out) {
        if (v.is_double() || v.is_bool() || is_exact_int(v)) {
          int ok = number_to_double(thread, v, out);
          if (ok < 0) thread.clear_error();
          return ok > 0;
        }
        return false;
      };
      double x, y;
      if (p && (p.is_double() || q.is_double()) && as_float(p, x) && as_float(q, y) && doubles.add_product(x, y)) {
        any_float = true;
        continue;
      }
      floats = false;
      if (any_float && !add_to_total(Value::of(doubles.result()))) return error_set;
    }
    if (!p) return total;
    if (!add_to_total(binary_op(thread, Binary::Multiply, p, q))) return error_set;
  }
}

bool is_nan(double x) { return std::isnan(x); }
bool is_inf(double x) { return std::isinf(x); }
bool is_finite(double x) { return std::isfinite(x); }

Value math_log1p(Thread& thread, Ref self, Args args) {
  double x = 0;
  if (thread.rt.release.until(3, 1) && (args[0].is_double() || is_int(args[0])) && as_double(thread, args[0], x) && x == -1) return raise_overflow(thread, "math range error");
  return one<log1p_keeping_zero>(thread, self, args);
}

constexpr Method methods[] = {
    {"acos(x, /)", one<std::acos>},
    {"acosh(x, /)", one<std::acosh>, since(2, 6)},
    {"asin(x, /)", one<std::asin>},
    {"asinh(x, /)", one<std::asinh>, since(2, 6)},
    {"atan(x, /)", one<std::atan>},
    {"atan2(y, x, /)", math_atan2, always, Method::Raw},
    {"atanh(x, /)", one<std::atanh>, since(2, 6)},
    {"cbrt(x, /)", one<std::cbrt>, since(3, 11)},
    {"ceil(x, /)", math_ceil},
    {"comb(n, k, /)", math_comb, since(3, 8)},
    {"copysign(x, y, /)", math_copysign, since(2, 6), Method::Raw},
    {"cos(x, /)", one<std::cos>},
    {"cosh(x, /)", one<std::cosh, true>},
    {"degrees(x, /)", one<to_degrees>},
    {"dist(p, q, /)", math_dist, since(3, 8)},
    {"erf(x, /)", error_function<std::erf, series_erf>, between(2, 7, 2, 7)},
    {"erf(x, /)", error_function<std::erf, series_erf>, since(3, 2)},
    {"erfc(x, /)", error_function<std::erfc, series_erfc>, between(2, 7, 2, 7)},
    {"erfc(x, /)", error_function<std::erfc, series_erfc>, since(3, 2)},
    {"exp(x, /)", one<std::exp, true>},
    {"exp2(x, /)", one<std::exp2, true>, since(3, 11)},
    {"expm1(x, /)", one<std::expm1, true>, between(2, 7, 2, 7)},
    {"expm1(x, /)", one<std::expm1, true>, since(3, 2)},
    {"fabs(x, /)", one<std::fabs>},
    {"factorial(x, /)", math_factorial, since(2, 6)},
    {"floor(x, /)", math_floor},
    {"fma(x, y, z, /)", math_fma, since(3, 13)},
    {"fmod(x, y, /)", math_fmod, always, Method::Raw},
    {"frexp(x, /)", math_frexp},
    {"fsum(seq, /)", math_fsum, since(2, 6)},
    {"gamma(x, /)", one_with_error<gamma_function>, between(2, 7, 2, 7)},
    {"gamma(x, /)", one_with_error<gamma_function>, since(3, 2)},
    {"gcd(x, y, /)", math_gcd_two, between(3, 5, 3, 8), Method::Raw},
    {"gcd(*integers)", math_gcd, since(3, 9)},
    {"hypot(x, y, /)", math_hypot_two, until(3, 7), Method::Raw},
    {"hypot(*coordinates)", math_hypot, since(3, 8)},
    {"isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)", math_isclose, since(3, 5)},
    {"isfinite(x, /)", classify<is_finite>, since(3, 2)},
    {"isinf(x, /)", classify<is_inf>, since(2, 6)},
    {"isnan(x, /)", classify<is_nan>, since(2, 6)},
    {"isqrt(n, /)", math_isqrt, since(3, 8)},
    {"lcm(*integers)", math_lcm, since(3, 9)},
    {"ldexp(x, i, /)", math_ldexp, always, Method::Raw},
    {"lgamma(x, /)", one_with_error<log_gamma>, between(2, 7, 2, 7)},
    {"lgamma(x, /)", one_with_error<log_gamma>, since(3, 2)},
    {"log(x, base=math.e, /)", math_log, always, Method::Raw},
    {"log10(x, /)", math_log_of<std::log10>},
    {"log1p(x, /)", math_log1p, since(2, 6)},
    {"log2(x, /)", math_log_of<std::log2>, since(3, 3)},
    {"modf(x, /)", math_modf},
    {"nextafter(x, y, /)", math_nextafter, between(3, 9, 3, 11)},
    {"nextafter(x, y, /, *, steps=None)", math_nextafter, since(3, 12)},
    {"perm(n, k=None, /)", math_perm, since(3, 8)},
    {"pow(x, y, /)", math_pow, always, Method::Raw},
    {"prod(iterable, /, *, start=1)", math_prod, since(3, 8)},
    {"radians(x, /)", one<to_radians>},
    {"remainder(x, y, /)", math_remainder, since(3, 7), Method::Raw},
    {"sin(x, /)", one<std::sin>},
    {"sinh(x, /)", one<std::sinh, true>},
    {"sqrt(x, /)", one<std::sqrt>},
    {"sumprod(p, q, /)", math_sumprod, since(3, 12)},
    {"tan(x, /)", one<std::tan>},
    {"tanh(x, /)", one<std::tanh>},
    {"trunc(x, /)", math_trunc, since(2, 6)},
    {"ulp(x, /)", math_ulp, since(3, 9)},
};

bool fill(Thread& thread, Module& module) {
  const Release& r = thread.rt.release;
  bool ok = module_add(thread, module, "pi", Value::of(pi)) && module_add(thread, module, "e", Value::of(2.7182818284590452354));
  if (r.since(3, 5))
    ok = ok && module_add(thread, module, "inf", Value::of(HUGE_VAL)) && module_add(thread, module, "nan", Value::of(std::numeric_limits<double>::quiet_NaN()));
  if (r.since(3, 6)) ok = ok && module_add(thread, module, "tau", Value::of(6.2831853071795864769252867665590057683943));
  return ok;
}

}  // namespace

const ModuleSpec math_module{.name = "math", .methods = methods, .fill = fill,
                             .doc = "This module provides access to the mathematical functions\ndefined by the C standard."};

}  // namespace xvm
