// cmath: functions of complex numbers. Finite arguments take formulas that lose no bits; the others C's Annex G, with an
// error where the sign or angle of an infinity would have to be made up.
#include <cmath>
#include <complex>
#include <limits>

#include "modules/math_integers.h"
#include "modules/numeric_modules.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/module.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/runtime.h"
#include "vm/signature.h"

namespace xvm {

namespace {

using C = std::complex<double>;
enum class Failure { None, Domain, Range };

constexpr double ln2 = 0.6931471805599453094, ln10 = 2.302585092994045684;
constexpr double large = std::numeric_limits<double>::max() / 4;   // beyond it squares and sums must be scaled
const double sqrt_large = std::sqrt(large), log_large = std::log(large), sqrt_least = std::sqrt(std::numeric_limits<double>::min());

bool finite(C z) { return std::isfinite(z.real()) && std::isfinite(z.imag()); }

bool as_complex(Thread& thread, Ref v, C& out) {
  if (is<Complex>(v)) return out = C(as<Complex>(v).real, as<Complex>(v).imag), true;
  if (!is_float(v) && !is_int(v) && v.is_object()) {
    Value method = thread.rt.python2() && v.object()->kind == static_cast<std::uint16_t>(Kind::OldInstance)
                       ? find_attribute(thread, v, thread.rt.names.complex__)
                       : lookup_special(thread, v, thread.rt.names.complex__);
    if (!method && thread.has_error()) return false;
    if (method) {
      Value result = call(thread, method);
      if (!result) return false;
      if (is<Complex>(result)) return out = C(as<Complex>(result).real, as<Complex>(result).imag), true;
      if (thread.rt.release.since(3, 7)) return raise_type_error(thread, "__complex__ returned non-complex (type {})", type_name(thread, result));
      return raise_type_error(thread, "__complex__ should return a complex object");
    }
  }
  double d;
  if (!as_double(thread, v, d)) return false;
  out = C(d, 0);
  return true;
}

C square_root(C z) {
  if (!finite(z)) return std::sqrt(z);
  double x = std::fabs(z.real()), y = std::fabs(z.imag());
  if (z.real() == 0 && z.imag() == 0) return C(0, z.imag());
  double s;
  if (x < std::numeric_limits<double>::min() && y < std::numeric_limits<double>::min() && (x > 0 || y > 0)) {
    x = std::ldexp(x, 53);
    s = std::ldexp(std::sqrt(x + std::hypot(x, std::ldexp(y, 53))), -27);
  } else {
    x /= 8.0;
    s = 2.0 * std::sqrt(x + std::hypot(x, y / 8.0));
  }
  double d = y / (2.0 * s);
  return z.real() >= 0 ? C(s, std::copysign(d, z.imag())) : C(d, std::copysign(s, z.imag()));
}

C arc_cosine(C z) {
  if (std::isinf(z.real()) && std::isnan(z.imag())) return C(z.imag(), HUGE_VAL);
  if (!finite(z)) return std::acos(z);
  if (std::fabs(z.real()) > large || std::fabs(z.imag()) > large) {
    double imag = std::log(std::hypot(z.real() / 2.0, z.imag() / 2.0)) + ln2 * 2.0;
    return C(std::atan2(std::fabs(z.imag()), z.real()), z.real() < 0 ? -std::copysign(imag, z.imag()) : std::copysign(imag, -z.imag()));
  }
  C a = square_root(C(1.0 - z.real(), -z.imag())), b = square_root(C(1.0 + z.real(), z.imag()));
  return C(2.0 * std::atan2(a.real(), b.real()), std::asinh(b.real() * a.imag() - b.imag() * a.real()));
}

C area_cosine(C z) {
  if (z.real() == 0 && std::isnan(z.imag())) return C(z.imag(), z.imag());
  if (!finite(z)) return std::acosh(z);
  if (std::fabs(z.real()) > large || std::fabs(z.imag()) > large)
    return C(std::log(std::hypot(z.real() / 2.0, z.imag() / 2.0)) + ln2 * 2.0, std::atan2(z.imag(), z.real()));
  C a = square_root(C(z.real() - 1.0, z.imag())), b = square_root(C(z.real() + 1.0, z.imag()));
  return C(std::asinh(a.real() * b.real() + a.imag() * b.imag()), 2.0 * std::atan2(a.imag(), b.real()));
}

C area_sine(C z) {
  if (std::isnan(z.real()) && std::isinf(z.imag())) return C(HUGE_VAL, z.real());
  if (!finite(z)) return std::asinh(z);
  if (std::fabs(z.real()) > large || std::fabs(z.imag()) > large) {
    double size = std::log(std::hypot(z.real() / 2.0, z.imag() / 2.0)) + ln2 * 2.0;
    double real = std::signbit(z.imag()) ? std::copysign(size, z.real()) : -std::copysign(size, -z.real());
    return C(real, std::atan2(z.imag(), std::fabs(z.real())));
  }
  C a = square_root(C(1.0 + z.imag(), -z.real())), b = square_root(C(1.0 - z.imag(), z.real()));
  return C(std::asinh(a.real() * b.imag() - b.real() * a.imag()), std::atan2(z.imag(), a.real() * b.real() - a.imag() * b.imag()));
}

C arc_sine(C z) {
  C s = area_sine(C(-z.imag(), z.real()));
  return C(s.imag(), -s.real());
}

C area_tangent(C z, Failure& failure) {
  if (!finite(z)) return std::atanh(z);
  if (z.real() < 0 || (z.real() == 0 && std::signbit(z.real()))) return -area_tangent(-z, failure);
  double y = std::fabs(z.imag());
  if (z.real() > sqrt_large || y > sqrt_large) {
    double h = std::hypot(z.real() / 2.0, z.imag() / 2.0);
    return C(z.real() / 4.0 / h / h, -std::copysign(1.57079632679489661923, -z.imag()));
  }
  if (z.real() == 1.0 && y < sqrt_least) {
    if (y == 0) {
      failure = Failure::Domain;
      return C(HUGE_VAL, z.imag());
    }
    return C(-std::log(std::sqrt(y) / std::sqrt(std::hypot(y, 2.0))), std::copysign(std::atan2(2.0, -y) / 2, z.imag()));
  }
  return C(std::log1p(4.0 * z.real() / ((1 - z.real()) * (1 - z.real()) + y * y)) / 4.0,
           -std::atan2(-2.0 * z.imag(), (1 - z.real()) * (1 + z.real()) - y * y) / 2.0);
}

C arc_tangent(C z, Failure& failure) {
  C s = area_tangent(C(-z.imag(), z.real()), failure);
  return C(s.imag(), -s.real());
}

C range_checked(C r, Failure& failure) {
  if (std::isinf(r.real()) || std::isinf(r.imag())) failure = Failure::Range;
  return r;
}

C hyperbolic_cosine(C z, Failure& failure) {
  if (!finite(z)) {
    if (std::isinf(z.imag()) && !std::isnan(z.real())) failure = Failure::Domain;
    if (std::isnan(z.real()) && z.imag() == 0) return C(z.real(), 0.0);
    return std::cosh(z);
  }
  if (std::fabs(z.real()) > log_large) {
    double x = z.real() - std::copysign(1.0, z.real());
    return range_checked(C(std::cos(z.imag()) * std::cosh(x) * std::exp(1.0), std::sin(z.imag()) * std::sinh(x) * std::exp(1.0)), failure);
  }
  return range_checked(C(std::cos(z.imag()) * std::cosh(z.real()), std::sin(z.imag()) * std::sinh(z.real())), failure);
}

C hyperbolic_sine(C z, Failure& failure) {
  if (!finite(z)) {
    if (std::isinf(z.imag()) && !std::isnan(z.real())) failure = Failure::Domain;
    if (z.real() == 0 && std::isnan(z.imag())) return C(0.0, z.imag());
    return std::sinh(z);
  }
  if (std::fabs(z.real()) > log_large) {
    double x = z.real() - std::copysign(1.0, z.real());
    return range_checked(C(std::cos(z.imag()) * std::sinh(x) * std::exp(1.0), std::sin(z.imag()) * std::cosh(x) * std::exp(1.0)), failure);
  }
  return range_checked(C(std::cos(z.imag()) * std::sinh(z.real()), std::sin(z.imag()) * std::cosh(z.real())), failure);
}

C hyperbolic_tangent(C z, Failure& failure) {
  if (!finite(z)) {
    if (std::isinf(z.imag()) && std::isfinite(z.real())) failure = Failure::Domain;
    if (std::isnan(z.imag()) && std::isfinite(z.real())) return C(z.imag(), z.imag());
    if (std::isinf(z.real()) && std::isinf(z.imag())) return C(std::copysign(1.0, z.real()), 0.0);
    return std::tanh(z);
  }
  if (std::fabs(z.real()) > log_large)
    return C(std::copysign(1.0, z.real()), 4.0 * std::sin(z.imag()) * std::cos(z.imag()) * std::exp(-2.0 * std::fabs(z.real())));
  double tx = std::tanh(z.real()), ty = std::tan(z.imag()), cx = 1.0 / std::cosh(z.real());
  double txty = tx * ty, denominator = 1.0 + txty * txty;
  return C(tx * (1.0 + ty * ty) / denominator, ((ty / denominator) * cx) * cx);
}

C cosine(C z, Failure& failure) { return hyperbolic_cosine(C(-z.imag(), z.real()), failure); }
C sine(C z, Failure& failure) {
  C s = hyperbolic_sine(C(-z.imag(), z.real()), failure);
  return C(s.imag(), -s.real());
}
C tangent(C z, Failure& failure) {
  C s = hyperbolic_tangent(C(-z.imag(), z.real()), failure);
  return C(s.imag(), -s.real());
}

C exponential(C z, Failure& failure) {
  if (!finite(z)) {
    if (std::isinf(z.imag()) && (std::isfinite(z.real()) || (std::isinf(z.real()) && z.real() > 0))) failure = Failure::Domain;
    if (std::isinf(z.real()) && std::isfinite(z.imag()) && z.imag() != 0) {
      double size = z.real() > 0 ? HUGE_VAL : 0.0;
      return C(std::copysign(size, std::cos(z.imag())), std::copysign(size, std::sin(z.imag())));
    }
    return std::exp(z);
  }
  if (z.real() > log_large) {
    double length = std::exp(z.real() - 1.0);
    return range_checked(C(length * std::cos(z.imag()) * std::exp(1.0), length * std::sin(z.imag()) * std::exp(1.0)), failure);
  }
  double length = std::exp(z.real());
  return range_checked(C(length * std::cos(z.imag()), length * std::sin(z.imag())), failure);
}

C logarithm(C z, Failure& failure) {
  if (!finite(z)) return std::log(z);
  double x = std::fabs(z.real()), y = std::fabs(z.imag()), real;
  if (x > large || y > large) {
    real = std::log(std::hypot(x / 2.0, y / 2.0)) + ln2;
  } else if (x < std::numeric_limits<double>::min() && y < std::numeric_limits<double>::min()) {
    if (x == 0 && y == 0) {
      failure = Failure::Domain;
      return C(-HUGE_VAL, std::atan2(z.imag(), z.real()));
    }
    real = std::log(std::hypot(std::ldexp(x, 53), std::ldexp(y, 53))) - 53 * ln2;
  } else {
    double h = std::hypot(x, y);
    if (0.71 <= h && h <= 1.73) {
      double most = x > y ? x : y, least = x > y ? y : x;
      real = std::log1p((most - 1) * (most + 1) + least * least) / 2.0;
    } else {
      real = std::log(h);
    }
  }
  return C(real, std::atan2(z.imag(), z.real()));
}

Value give(Thread& thread, C z, Failure failure) {
  if (failure == Failure::Domain) return raise_value_error(thread, "math domain error");
  if (failure == Failure::Range) return raise_overflow(thread, "math range error");
  return make_complex(thread, z.real(), z.imag());
}

template <C (*f)(C)>
Value plain(Thread& thread, Ref, Args args) {
  C z;
  if (!as_complex(thread, args[0], z)) return error_set;
  return give(thread, f(z), Failure::None);
}
template <C (*f)(C, Failure&)>
Value checked(Thread& thread, Ref, Args args) {
  C z;
  if (!as_complex(thread, args[0], z)) return error_set;
  Failure failure = Failure::None;
  C r = f(z, failure);
  return give(thread, r, failure);
}

Value cmath_log(Thread& thread, Ref, Args args) {
  if (thread.rt.release.until(3, 7) && !args.keywords() && (args.positional < 1 || args.positional > 2))
    return raise_type_error(thread, "{} takes at {} ({} given)", thread.rt.python2() ? "function" : "log()",
                            args.positional ? "most 2 arguments" : "least 1 argument", args.positional);
  if (!check_no_keywords(thread, thread.rt.in(since(3, 9)) ? "cmath.log" : "log", args) || !check_unpack_count(thread, "log", args.positional, 1, 2)) return error_set;
  C z;
  if (!as_complex(thread, args[0], z)) return error_set;
  Failure failure = Failure::None;
  C r = logarithm(z, failure);
  if (args.positional == 2) {
    C base;
    if (!as_complex(thread, args[1], base)) return error_set;
    failure = Failure::None;   // the first logarithm's is forgotten
    C divisor = logarithm(base, failure);
    if (failure == Failure::None) {
      Value a = make_complex(thread, r.real(), r.imag()), b = make_complex(thread, divisor.real(), divisor.imag());
      Value q = binary_op(thread, Binary::TrueDivide, a, b);
      if (q) return q;
      if (!catch_error(thread, thread.rt.exc.ZeroDivisionError)) return error_set;
      failure = Failure::Domain;
    }
  }
  return give(thread, r, failure);
}

Value cmath_log10(Thread& thread, Ref, Args args) {
  C z;
  if (!as_complex(thread, args[0], z)) return error_set;
  Failure failure = Failure::None;
  C r = logarithm(z, failure);
  return give(thread, C(r.real() / ln10, r.imag() / ln10), failure);
}

Value cmath_phase(Thread& thread, Ref, Args args) {
  C z;
  if (!as_complex(thread, args[0], z)) return error_set;
  return Value::of(std::atan2(z.imag(), z.real()));
}

Value cmath_polar(Thread& thread, Ref, Args args) {
  C z;
  if (!as_complex(thread, args[0], z)) return error_set;
  double size = std::hypot(z.real(), z.imag());
  if (std::isinf(size) && finite(z)) return raise_overflow(thread, "math range error");
  return make_tuple(thread, {Value::of(size), Value::of(std::atan2(z.imag(), z.real()))});
}

Value cmath_rect(Thread& thread, Ref, Args args) {
  double r, phi;
  if (!takes_two(thread, "rect", args, thread.rt.release.until(3, 7))) return error_set;
  if (!as_double(thread, args[0], r) || !as_double(thread, args[1], phi)) return error_set;
  if (!std::isfinite(r) || !std::isfinite(phi)) {
    if (std::isinf(phi) && r != 0 && !std::isnan(r)) return raise_value_error(thread, "math domain error");
    if (std::isinf(r) && std::isfinite(phi) && phi != 0) {
      if (r > 0) return make_complex(thread, std::copysign(HUGE_VAL, std::cos(phi)), std::copysign(HUGE_VAL, std::sin(phi)));
      return make_complex(thread, -std::copysign(HUGE_VAL, std::cos(phi)), -std::copysign(HUGE_VAL, std::sin(phi)));
    }
    if (r == 0) return make_complex(thread, 0, 0);
    if (std::isinf(r) && phi == 0) return make_complex(thread, r, r > 0 ? phi : -phi);
    double nan = std::numeric_limits<double>::quiet_NaN();
    return make_complex(thread, std::isinf(r) ? HUGE_VAL : nan, phi == 0 ? 0 : nan);
  }
  if (phi == 0) return make_complex(thread, r, r * phi);
  return make_complex(thread, r * std::cos(phi), r * std::sin(phi));
}

template <int which>
Value classify(Thread& thread, Ref, Args args) {
  C z;
  if (!as_complex(thread, args[0], z)) return error_set;
  if constexpr (which == 0) return Value::of(std::isnan(z.real()) || std::isnan(z.imag()));
  if constexpr (which == 1) return Value::of(std::isinf(z.real()) || std::isinf(z.imag()));
  return Value::of(finite(z));
}

Value cmath_isclose(Thread& thread, Ref, Args args) {
  C a, b;
  double relative = 1e-9, absolute = 0;
  if (!as_complex(thread, args[0], a) || !as_complex(thread, args[1], b)) return error_set;
  if ((args[2] && !as_double(thread, args[2], relative)) || (args[3] && !as_double(thread, args[3], absolute))) return error_set;
  if (relative < 0 || absolute < 0) return raise_value_error(thread, "tolerances must be non-negative");
  if (a == b) return Value::of(true);
  auto infinite = [](C z) { return std::isinf(z.real()) || std::isinf(z.imag()); };
  if (infinite(a) || infinite(b)) return Value::of(false);
  double difference = std::abs(a - b);
  return Value::of(difference <= relative * std::abs(b) || difference <= relative * std::abs(a) || difference <= absolute);
}

constexpr Method methods[] = {
    {"acos(z, /)", plain<arc_cosine>},
    {"acosh(z, /)", plain<area_cosine>},
    {"asin(z, /)", plain<arc_sine>},
    {"asinh(z, /)", plain<area_sine>},
    {"atan(z, /)", checked<arc_tangent>},
    {"atanh(z, /)", checked<area_tangent>},
    {"cos(z, /)", checked<cosine>},
    {"cosh(z, /)", checked<hyperbolic_cosine>},
    {"exp(z, /)", checked<exponential>},
    {"isclose(a, b, *, rel_tol=1e-09, abs_tol=0.0)", cmath_isclose, since(3, 5)},
    {"isfinite(z, /)", classify<2>, since(3, 2)},
    {"isinf(z, /)", classify<1>, since(2, 6)},
    {"isnan(z, /)", classify<0>, since(2, 6)},
    {"log(z, base=<unrepresentable>, /)", cmath_log, always, Method::Raw},
    {"log10(z, /)", cmath_log10},
    {"phase(z, /)", cmath_phase, since(2, 6)},
    {"polar(z, /)", cmath_polar, since(2, 6)},
    {"rect(r, phi, /)", cmath_rect, since(2, 6), Method::Raw},
    {"sin(z, /)", checked<sine>},
    {"sinh(z, /)", checked<hyperbolic_sine>},
    {"sqrt(z, /)", plain<square_root>},
    {"tan(z, /)", checked<tangent>},
    {"tanh(z, /)", checked<hyperbolic_tangent>},
};

bool fill(Thread& thread, Module& module) {
  bool ok = module_add(thread, module, "pi", Value::of(3.14159265358979323846)) && module_add(thread, module, "e", Value::of(2.7182818284590452354));
  if (!thread.rt.release.since(3, 6)) return ok;
  double nan = std::numeric_limits<double>::quiet_NaN();
  return ok && module_add(thread, module, "tau", Value::of(6.2831853071795864769252867665590057683943)) && module_add(thread, module, "inf", Value::of(HUGE_VAL)) &&
         module_add(thread, module, "infj", make_complex(thread, 0, HUGE_VAL)) && module_add(thread, module, "nan", Value::of(nan)) &&
         module_add(thread, module, "nanj", make_complex(thread, 0, nan));
}

}  // namespace

const ModuleSpec cmath_module{.name = "cmath", .methods = methods, .fill = fill,
                              .doc = "This module provides access to mathematical functions for complex\nnumbers."};

}  // namespace xvm
