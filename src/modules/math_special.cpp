// Gamma by Lanczos' approximation (13 terms, g = 6.0246800...), with the steps whose order decides the last bits.
#include "modules/math_special.h"

#include <cmath>
#include <limits>

namespace xvm {

namespace {

constexpr double pi = 3.141592653589793238462643383279502884197, log_pi = 1.144729885849400174143427351353058711647;
constexpr double lanczos_g = 6.024680040776729583740234375, lanczos_g_minus_half = 5.524680040776729583740234375;
constexpr int terms = 13;
constexpr double numerators[terms] = {
    23531376880.410759688572007674451636754734846804940, 42919803642.649098768957899047001988850926355848959,
    35711959237.355668049440185451547166705960488635843, 17921034426.037209699919755754458931112671403265390,
    6039542586.3520280050642916443072979210699388420708, 1439720407.3117216736632230727949123939715485786372,
    248874557.86205415651146038641322942321632125127801, 31426415.585400194380614231628318205362874684987640,
    2876370.6289353724412254090516208496135991145378768, 186056.26539522349504029498971604569928220784236328,
    8071.6720023658162106380029022722506138218516325024, 210.82427775157934587250973392071336271166969580291,
    2.5066282746310002701649081771338373386264310793408};
constexpr double denominators[terms] = {0.0,       39916800.0, 120543840.0, 150917976.0, 105258076.0, 45995730.0, 13339535.0,
                                        2637558.0, 357423.0,   32670.0,     1925.0,      66.0,        1.0};

double lanczos_sum(double x) {
  double numerator = 0, denominator = 0;
  if (x < 5.0) {
    for (int i = terms; --i >= 0;) {
      numerator = numerator * x + numerators[i];
      denominator = denominator * x + denominators[i];
    }
  } else {
    for (int i = 0; i < terms; ++i) {
      numerator = numerator / x + numerators[i];
      denominator = denominator / x + denominators[i];
    }
  }
  return numerator / denominator;
}

double sine_of_pi_times(double x) {
  double y = std::fmod(std::fabs(x), 2.0), r = 0;
  switch (static_cast<int>(std::round(2.0 * y))) {
    case 0: r = std::sin(pi * y); break;
    case 1: r = std::cos(pi * (y - 0.5)); break;
    case 2: r = std::sin(pi * (1.0 - y)); break;
    case 3: r = -std::cos(pi * (y - 1.5)); break;
    default: r = std::sin(pi * (y - 2.0)); break;
  }
  return std::copysign(1.0, x) * r;
}

void two_sum(double a, double b, double& sum, double& rest) {
  sum = a + b;
  double z = sum - a;
  rest = (a - (sum - z)) + (b - z);
}

}  // namespace

double gamma_function(double x, MathError& error) {
  if (!std::isfinite(x)) {
    if (std::isnan(x) || x > 0) return x;
    error = MathError::Domain;
    return std::numeric_limits<double>::quiet_NaN();
  }
  if (x == 0) {
    error = MathError::Domain;
    return std::copysign(HUGE_VAL, x);
  }
  if (x == std::floor(x)) {
    if (x < 0) {
      error = MathError::Domain;
      return std::numeric_limits<double>::quiet_NaN();
    }
    if (x <= 23) {
      double factorial = 1;
      for (int i = 2; i < static_cast<int>(x); ++i) factorial *= i;
      return factorial;
    }
  }
  double size = std::fabs(x), r;
  if (size < 1e-20) {
    r = 1.0 / x;
    if (std::isinf(r)) error = MathError::Range;
    return r;
  }
  if (size > 200.0) {
    if (x < 0) return 0.0 / sine_of_pi_times(x);
    error = MathError::Range;
    return HUGE_VAL;
  }
  double y = size + lanczos_g_minus_half, z;
  if (size > lanczos_g_minus_half) {
    double q = y - size;
    z = q - lanczos_g_minus_half;
  } else {
    double q = y - lanczos_g_minus_half;
    z = q - size;
  }
  z = z * lanczos_g / y;
  if (x < 0) {
    r = -pi / sine_of_pi_times(size) / size * std::exp(y) / lanczos_sum(size);
    r -= z * r;
    if (size < 140.0) {
      r /= std::pow(y, size - 0.5);
    } else {
      double root = std::pow(y, size / 2.0 - 0.25);
      r /= root;
      r /= root;
    }
  } else {
    r = lanczos_sum(size) / std::exp(y);
    r += z * r;
    if (size < 140.0) {
      r *= std::pow(y, size - 0.5);
    } else {
      double root = std::pow(y, size / 2.0 - 0.25);
      r *= root;
      r *= root;
    }
  }
  if (std::isinf(r)) error = MathError::Range;
  return r;
}

double log_gamma(double x, MathError& error) {
  if (!std::isfinite(x)) return std::isnan(x) ? x : HUGE_VAL;
  if (x == std::floor(x) && x <= 2.0) {
    if (x <= 0) {
      error = MathError::Domain;
      return HUGE_VAL;
    }
    return 0.0;
  }
  double size = std::fabs(x);
  if (size < 1e-20) return -std::log(size);
  double r = std::log(lanczos_sum(size)) - lanczos_g;
  r += (size - 0.5) * (std::log(size + lanczos_g - 0.5) - 1);
  if (x < 0) r = log_pi - std::log(std::fabs(sine_of_pi_times(size))) - std::log(size) - r;
  if (std::isinf(r)) error = MathError::Range;
  return r;
}

bool ExactSum::add(double x) {
  double given = x;
  std::size_t kept = 0;
  for (double y : partials_) {
    if (std::fabs(x) < std::fabs(y)) std::swap(x, y);
    volatile double high = x + y;
    volatile double rest = high - x;
    double low = y - rest;
    if (low != 0) partials_[kept++] = low;
    x = high;
  }
  partials_.resize(kept);
  if (x == 0) return true;
  if (std::isfinite(x)) {
    partials_.push_back(x);
    return true;
  }
  if (std::isfinite(given)) return false;
  if (std::isinf(given)) infinities_ += given;
  special_ += given;
  partials_.clear();
  return true;
}

double ExactSum::result() {
  std::size_t n = partials_.size();
  if (n == 0) return 0;
  double high = partials_[--n], low = 0;
  while (n > 0) {
    double x = high, y = partials_[--n];
    volatile double sum = x + y;
    volatile double rest = sum - x;
    high = sum;
    low = y - rest;
    if (low != 0) break;
  }
  // A half is rounded by what lies below it.
  if (n > 0 && ((low < 0 && partials_[n - 1] < 0) || (low > 0 && partials_[n - 1] > 0))) {
    double y = low * 2.0;
    volatile double x = high + y;
    volatile double rest = x - high;
    if (y == rest) high = x;
  }
  return high;
}

bool TripleSum::add_product(double x, double y) {
  double product = x * y, product_rest = std::fma(x, y, -product), high, high_rest, low, low_rest, middle, middle_rest;
  two_sum(high_, product, high, high_rest);
  if (!std::isfinite(high)) return false;
  two_sum(middle_, product_rest, low, low_rest);
  two_sum(low, high_rest, middle, middle_rest);
  high_ = high;
  middle_ = middle;
  low_ = low_ + low_rest + middle_rest;
  return true;
}

double TripleSum::result() const {
  double last, rest;
  two_sum(middle_, high_, last, rest);
  return low_ + rest + last;
}

namespace {

constexpr double sqrt_pi = 1.772453850905516027298167483341145182798, series_limit = 1.5;

double erf_near_zero(double x) {
  double square = x * x, sum = 0, k = 25.5;
  for (int i = 0; i < 25; ++i) {
    sum = 2.0 + square * sum / k;
    k -= 1.0;
  }
  return sum * x * std::exp(-square) / sqrt_pi;
}

double erfc_far(double x) {
  if (x >= 30.0) return 0.0;
  double square = x * x, a = 0, step = 0.5, p = 1, p_before = 0, q = step + square, q_before = 1;
  for (int i = 0; i < 50; ++i) {
    a += step;
    step += 2.0;
    double b = step + square, swap = p;
    p = b * p - a * p_before;
    p_before = swap;
    swap = q;
    q = b * q - a * q_before;
    q_before = swap;
  }
  return p / q * x * std::exp(-square) / sqrt_pi;
}

}  // namespace

double series_erf(double x) {
  if (std::isnan(x)) return x;
  double size = std::fabs(x);
  if (size < series_limit) return erf_near_zero(x);
  double rest = erfc_far(size);
  return x > 0 ? 1.0 - rest : rest - 1.0;
}

double series_erfc(double x) {
  if (std::isnan(x)) return x;
  double size = std::fabs(x);
  if (size < series_limit) return 1.0 - erf_near_zero(x);
  double rest = erfc_far(size);
  return x > 0 ? rest : 2.0 - rest;
}

}  // namespace xvm
