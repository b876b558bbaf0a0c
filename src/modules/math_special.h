// Gamma functions and sums that keep every bit, for math.
#pragma once

#include <cstddef>
#include <vector>

namespace xvm {

enum class MathError { None, Domain, Range };

double gamma_function(double x, MathError& error);
double log_gamma(double x, MathError& error);

// erf and erfc by a series near 0 and a continued fraction beyond: of releases that do not take the C library's.
double series_erf(double x);
double series_erfc(double x);

// A sum of doubles without rounding errors on the way: partial sums that do not overlap, smallest first.
class ExactSum {
 public:
  // False where a partial sum overflowed though nothing infinite was added.
  bool add(double x);
  bool has_special() const { return special_ != 0 || infinities_ != 0; }
  double special() const { return special_; }          // the sum of what was not finite
  double infinities() const { return infinities_; }    // the same of the infinities alone; nan for both signs
  double result();                                     // rounded once, half to even

 private:
  std::vector<double> partials_;
  double special_ = 0, infinities_ = 0;
};

// sum(p[i] * q[i]) with three doubles' precision.
class TripleSum {
 public:
  bool add_product(double x, double y);   // false, and nothing added, where the sum would not be finite
  double result() const;

 private:
  double high_ = 0, middle_ = 0, low_ = 0;
};

}  // namespace xvm
