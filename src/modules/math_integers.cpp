// comb, factorial, gcd, isqrt, lcm, perm, prod.
#include "modules/math_integers.h"

#include <cmath>

#include "objects/float.h"
#include "objects/int.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/runtime.h"
#include "vm/signature.h"

namespace xvm {

namespace {

bool factorial_takes_floats(const Release& r) { return r.until(3, 9); }
bool factorial_takes_c_long(const Release& r) { return r.until(3, 7); }
// What comb, perm and factorial would take longer than a lifetime for.
constexpr std::int64_t most_factors = 1 << 28;

bool non_negative(Thread& thread, Ref n, const char* name) {
  return int_sign(n) >= 0 || raise_value_error(thread, "{} must be a non-negative integer", name);
}

// n * (n-1) * ... of k factors.
void falling_factorial(mpz_srcptr n, unsigned long k, Big& out) {
  Big factor(n);
  mpz_set_ui(out, 1);
  for (unsigned long i = 0; i < k; ++i) {
    mpz_mul(out, out, factor);
    mpz_sub_ui(factor, factor, 1);
  }
}

Value gcd_of(Thread& thread, Ref a, Ref b) {
  Integer m(a), n(b);
  Big r;
  mpz_gcd(r, m.get(), n.get());
  return make_int_as(thread, r, false);
}

}  // namespace

bool takes_two(Thread& thread, const char* name, Args args, bool parsed) {
  if (args.keywords()) {
    const char* module = !thread.rt.in(since(3, 9)) ? "" : std::string_view(name) == "rect" ? "cmath." : "math.";
    return raise_type_error(thread, "{}{}() takes no keyword arguments", module, name);
  }
  if (parsed && args.positional != 2) return raise_type_error(thread, "{}() takes exactly 2 arguments ({} given)", name, args.positional);
  return check_unpack_count(thread, name, args.positional, 2, 2);
}

Value math_gcd_two(Thread& thread, Ref, Args args) {
  if (!takes_two(thread, "gcd", args, thread.rt.release.until(3, 6))) return error_set;
  Value a = as_index(thread, args[0]);
  if (!a) return error_set;
  Value b = as_index(thread, args[1]);
  if (!b) return error_set;
  return gcd_of(thread, a, b);
}

Value math_gcd(Thread& thread, Ref, Args args) {
  Value result = Value::small(0);
  for (Ref v : as<Tuple>(args[0])) {
    Value n = as_index(thread, v);
    if (!n) return error_set;
    result = gcd_of(thread, result, n);
  }
  return result;
}

Value math_lcm(Thread& thread, Ref, Args args) {
  Big result(std::int64_t{1});
  for (Ref v : as<Tuple>(args[0])) {
    Value n = as_index(thread, v);
    if (!n) return error_set;
    mpz_lcm(result, result, Integer(n).get());
  }
  return make_int_as(thread, result, false);
}

Value math_isqrt(Thread& thread, Ref, Args args) {
  Value n = as_index(thread, args[0]);
  if (!n) return error_set;
  if (int_sign(n) < 0) return raise_value_error(thread, "isqrt() argument must be nonnegative");
  Big r;
  mpz_sqrt(r, Integer(n).get());
  return make_int_as(thread, r, false);
}

Value math_factorial(Thread& thread, Ref, Args args) {
  Value n;
  if (factorial_takes_floats(thread.rt.release) && is_float(args[0])) {
    double d = float_of(args[0]);
    if (!(std::isfinite(d) && d == std::floor(d))) return raise_value_error(thread, "factorial() only accepts integral values");
    n = int_from_double(thread, d);
  } else if (factorial_takes_c_long(thread.rt.release) && !is_int(args[0])) {
    std::int64_t i;
    if (!as_c_long(thread, args[0], i)) return error_set;
    n = make_int(thread, i);
  } else {
    n = as_index(thread, args[0]);
  }
  if (!n) return error_set;
  std::int64_t k;
  if (thread.rt.python2() && !int_fits(n, k)) return raise_overflow(thread, "Python int too large to convert to C long");
  if (int_sign(n) < 0) return raise_value_error(thread, "factorial() not defined for negative values");
  if (!int_fits(n, k)) return raise_overflow(thread, "factorial() argument should not exceed 9223372036854775807");
  if (k > most_factors) return raise_memory_error(thread);
  Big r;
  mpz_fac_ui(r, static_cast<unsigned long>(k));
  return make_int_as(thread, r, false);
}

Value math_perm(Thread& thread, Ref module, Args args) {
  if (!args[1] || args[1].is_none()) return math_factorial(thread, module, args);
  Value n = as_index(thread, args[0]);
  if (!n) return error_set;
  Value k = as_index(thread, args[1]);
  if (!k) return error_set;
  if (!non_negative(thread, n, "n") || !non_negative(thread, k, "k")) return error_set;
  if (int_compare(n, k) < 0) return Value::small(0);
  std::int64_t count;
  if (!int_fits(k, count)) return raise_overflow(thread, "k must not exceed 9223372036854775807");
  if (count > most_factors) return raise_memory_error(thread);
  Big r;
  falling_factorial(Integer(n).get(), static_cast<unsigned long>(count), r);
  return make_int_as(thread, r, false);
}

Value math_comb(Thread& thread, Ref, Args args) {
  Value n = as_index(thread, args[0]);
  if (!n) return error_set;
  Value k = as_index(thread, args[1]);
  if (!k) return error_set;
  if (!non_negative(thread, n, "n") || !non_negative(thread, k, "k")) return error_set;
  Value rest = int_subtract(thread, n, k);
  if (int_sign(rest) < 0) return Value::small(0);
  Value smaller = int_compare(rest, k) < 0 ? rest : k;
  std::int64_t count;
  if (!int_fits(smaller, count)) return raise_overflow(thread, "min(n - k, k) must not exceed 9223372036854775807");
  if (count > most_factors) return raise_memory_error(thread);
  Big r;
  mpz_bin_ui(r, Integer(n).get(), static_cast<unsigned long>(count));
  return make_int_as(thread, r, false);
}

Value math_prod(Thread& thread, Ref, Args args) {
  Value iterator = iterate(thread, args[0]);
  if (!iterator) return error_set;
  Value product = args[1] ? Value(args[1]) : Value::small(1);
  while (Value item = next(thread, iterator)) {
    product = binary_op(thread, Binary::Multiply, product, item);
    if (!product) return error_set;
  }
  return thread.has_error() ? Value() : std::move(product);
}

}  // namespace xvm
