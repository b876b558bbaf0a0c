// int: making, converting and calculating. What Python calls is in int_methods.cpp and int_operators.cpp.
#include "objects/int.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <vector>

#include "base/hashing.h"
#include "objects/float.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/heap.h"
#include "vm/limits.h"
#include "vm/runtime.h"

namespace xvm {

namespace {

NumberHash number_hash(const Release& r) { return r.since(3, 2) ? NumberHash::Modular : NumberHash::Ring; }
bool shifts_any_distance(const Release& r) { return r.since(3, 7); }   // 0 << huge, 1 >> huge
bool separate_modulo_text(const Release& r) { return r.since(3, 11); }
bool inverts_in_pow(const Release& r) { return r.since(3, 8); }
bool negative_modular_exponent_is_type_error(const Release& r) { return r.until(3, 4); }

// 2.x: the smallest int divided by -1 is left to long.
bool overflows_to_long(Thread& thread, Ref a, Ref b) {
  std::int64_t i;
  return thread.rt.python2() && b.is_small_int() && b.small_int() == -1 && int_fits(a, i) && i == std::numeric_limits<std::int64_t>::min();
}
bool remainder_may_be_operand(const Release& r) { return r.since(3, 0) && r.until(3, 5); }   // True % 2 is True
bool nan_makes_zero(const Release& r) { return r.until(2, 5); }

const char* too_large_for_float(const Release& r) {
  if (r.since(3, 4)) return "int too large to convert to float";
  return r.since(3, 0) && r.until(3, 1) ? "Python int too large to convert to C double" : "long int too large to convert to float";
}

// A remainder that is the left operand itself: it is smaller than the right one and of its sign.
bool remainder_is_operand(Thread& thread, Ref a, Ref b) {
  if (!remainder_may_be_operand(thread.rt.release) || is_exact_int(a)) return false;
  Integer m(a), n(b);
  return mpz_cmpabs(m.get(), n.get()) < 0 && (mpz_sgn(m.get()) == 0 || mpz_sgn(m.get()) == mpz_sgn(n.get()));
}

bool fits_int64(mpz_srcptr n) { return mpz_fits_slong_p(n) != 0; }

// A number of so many limbs, which the caller writes; finish_limbs() ends it.
Int* allocate_limbs(Type* type, std::size_t count) {
  Int* n = allocate<Int>(type, count > 2 ? (count - 2) * sizeof(mp_limb_t) : 0);
  n->number->_mp_alloc = 0;
  n->number->_mp_d = n->limbs;
  n->limbs[0] = n->limbs[1] = 0;
  return n;
}
Value box(Type* type, mpz_srcptr number) {
  std::size_t count = mpz_size(number);
  Int* n = allocate_limbs(type, count);
  n->number->_mp_size = number->_mp_size;
  if (count) mpn_copyi(n->limbs, mpz_limbs_read(number), static_cast<mp_size_t>(count));
  return own(n);
}

bool either_long(Thread& thread, Ref a, Ref b) { return thread.rt.types.long_ && (is_long(thread, a) || is_long(thread, b)); }

Type* wide_type(Thread& thread) { return thread.rt.types.long_ ? thread.rt.types.long_ : thread.rt.types.int_; }

bool too_large(Thread& thread, std::uint64_t bits) {
  if (bits <= max_int_bits && memory_left_for(bits)) return count_memory(bits), false;
  raise_memory_error(thread);
  return true;
}
std::uint64_t bits_of(mpz_srcptr n) { return mpz_sgn(n) == 0 ? 0 : mpz_sizeinbase(n, 2); }

// A small integer, also of bool.
bool small_of(Ref v, std::int64_t& out) {
  if (v.is_small_int()) return out = v.small_int(), true;
  if (v.is_bool()) return out = v.is_true(), true;
  return false;
}

__extension__ typedef __int128 DoubleWord;
__extension__ typedef unsigned __int128 UnsignedDoubleWord;

constexpr std::uint64_t sign_bit = std::uint64_t{1} << 63;

// An integer of 64 bits, all but the smallest.
bool word_of(Ref v, std::int64_t& out) {
  if (small_of(v, out)) return true;
  const Int& n = as<Int>(v);
  int size = n.number->_mp_size;
  if (size > 1 || size < -1 || n.limbs[0] >= sign_bit) return false;
  std::int64_t magnitude = static_cast<std::int64_t>(n.limbs[0]);
  out = size < 0 ? -magnitude : magnitude;
  return true;
}
// An integer of 128 bits, all but the smallest.
bool double_word_of(Ref v, DoubleWord& out) {
  if (v.is_small_int()) return out = v.small_int(), true;
  if (!v.is_object()) return out = v.is_true(), true;
  const Int& n = as<Int>(v);
  int size = n.number->_mp_size;
  if (size > 2 || size < -2 || n.limbs[1] >= sign_bit) return false;
  DoubleWord magnitude = static_cast<DoubleWord>(static_cast<UnsignedDoubleWord>(n.limbs[1]) << 64 | n.limbs[0]);
  out = size < 0 ? -magnitude : magnitude;
  return true;
}
// One limb and its sign.
bool limb_of(Ref v, mp_limb_t& magnitude, bool& negative) {
  std::int64_t i;
  if (small_of(v, i)) {
    negative = i < 0;
    magnitude = i < 0 ? 0 - static_cast<mp_limb_t>(i) : static_cast<mp_limb_t>(i);
    return true;
  }
  const Int& n = as<Int>(v);
  int size = n.number->_mp_size;
  if (size > 1 || size < -1) return false;
  negative = size < 0;
  magnitude = n.limbs[0];
  return true;
}
Value from_magnitude(Thread& thread, UnsignedDoubleWord magnitude, bool negative, bool as_long) {
  mp_limb_t low = static_cast<mp_limb_t>(magnitude), high = static_cast<mp_limb_t>(magnitude >> 64);
  Type* type = wide_type(thread);
  if (high == 0) {
    bool is_word = low < sign_bit || (negative && low == sign_bit);
    if (is_word && !(as_long && thread.rt.python2())) {
      std::int64_t word = static_cast<std::int64_t>(negative ? 0 - low : low);
      if (Value::fits_small(word)) return Value::small(word);
      type = thread.rt.types.int_;
    }
  }
  Int* n = static_cast<Int*>(allocate_plain(type, Kind::Int, sizeof(Int)));
  int size = high ? 2 : low != 0;
  n->number->_mp_alloc = 0;
  n->number->_mp_size = negative ? -size : size;
  n->number->_mp_d = n->limbs;
  n->limbs[0] = low;
  n->limbs[1] = high;
  return own(n);
}
Value from_double_word(Thread& thread, DoubleWord i, bool as_long) {
  return from_magnitude(thread, i < 0 ? -static_cast<UnsignedDoubleWord>(i) : static_cast<UnsignedDoubleWord>(i), i < 0, as_long);
}

// Takes off the leading zeros of a result; what is small enough is made so.
Value finish_limbs(Thread& thread, Int* n, std::size_t count, bool negative, bool as_long) {
  const mp_limb_t* limbs = n->number->_mp_d;   // more than the array's two
  while (count > 0 && limbs[count - 1] == 0) --count;
  if (count <= 2) {
    Value dead = own(n);
    return from_magnitude(thread, count == 0 ? 0 : static_cast<UnsignedDoubleWord>(count > 1 ? n->limbs[1] : 0) << 64 | n->limbs[0], negative, as_long);
  }
  n->number->_mp_size = static_cast<int>(negative ? -static_cast<std::int64_t>(count) : static_cast<std::int64_t>(count));
  return own(n);
}

// a + b, or a - b.
Value add_limbs(Thread& thread, mpz_srcptr a, mpz_srcptr b, bool subtract, bool as_long) {
  bool a_negative = mpz_sgn(a) < 0, b_negative = (mpz_sgn(b) < 0) != subtract;
  if (mpz_size(a) < mpz_size(b)) std::swap(a, b), std::swap(a_negative, b_negative);
  mp_size_t m = static_cast<mp_size_t>(mpz_size(a)), n = static_cast<mp_size_t>(mpz_size(b));
  mp_srcptr x = mpz_limbs_read(a), y = mpz_limbs_read(b);
  Int* sum = allocate_limbs(wide_type(thread), static_cast<std::size_t>(m) + 1);
  mp_limb_t* out = sum->number->_mp_d;
  out[m] = 0;
  if (a_negative == b_negative) {
    if (n == 0) mpn_copyi(out, x, m);
    else out[m] = mpn_add(out, x, m, y, n);
  } else if (n == 0) {
    mpn_copyi(out, x, m);
  } else if (m == n && mpn_cmp(x, y, m) < 0) {
    mpn_sub_n(out, y, x, m);
    a_negative = b_negative;
  } else {
    mpn_sub(out, x, m, y, n);
  }
  return finish_limbs(thread, sum, static_cast<std::size_t>(m) + 1, a_negative, as_long);
}

Value multiply_limbs(Thread& thread, mpz_srcptr a, mpz_srcptr b, bool as_long) {
  if (mpz_size(a) < mpz_size(b)) std::swap(a, b);
  mp_size_t m = static_cast<mp_size_t>(mpz_size(a)), n = static_cast<mp_size_t>(mpz_size(b));
  if (n == 0) return from_magnitude(thread, 0, false, as_long);
  mp_srcptr x = mpz_limbs_read(a), y = mpz_limbs_read(b);
  Int* product = allocate_limbs(wide_type(thread), static_cast<std::size_t>(m + n));
  mp_limb_t* out = product->number->_mp_d;
  if (n == 1) out[m] = mpn_mul_1(out, x, m, y[0]);
  else if (x == y && m == n) mpn_sqr(out, x, m);
  else mpn_mul(out, x, m, y, n);
  return finish_limbs(thread, product, static_cast<std::size_t>(m + n), (mpz_sgn(a) < 0) != (mpz_sgn(b) < 0), as_long);
}

Value shift_limbs_left(Thread& thread, mpz_srcptr a, std::uint64_t distance, bool as_long) {
  std::size_t m = mpz_size(a), whole = distance / 64;
  unsigned bits = static_cast<unsigned>(distance % 64);
  Int* shifted = allocate_limbs(wide_type(thread), m + whole + 1);
  mp_limb_t* out = shifted->number->_mp_d;
  std::fill_n(out, whole, mp_limb_t{0});
  mp_limb_t carry = 0;
  if (bits) carry = mpn_lshift(out + whole, mpz_limbs_read(a), static_cast<mp_size_t>(m), bits);
  else mpn_copyi(out + whole, mpz_limbs_read(a), static_cast<mp_size_t>(m));
  out[whole + m] = carry;
  return finish_limbs(thread, shifted, m + whole + 1, mpz_sgn(a) < 0, as_long);
}

ErrorSet division_by_zero(Thread& thread, Ref a, Ref b, bool modulo) {
  const Release& r = thread.rt.release;
  const char* text = r.python2() && either_long(thread, a, b) ? "long division or modulo by zero"
                     : modulo && separate_modulo_text(r)      ? "integer modulo by zero"
                                                              : "integer division or modulo by zero";
  return raise(thread, thread.rt.exc.ZeroDivisionError, text);
}

}  // namespace

Integer::Integer(Ref v) {
  if (v.is_object()) {
    pointer_ = static_cast<Int*>(v.object())->number;
    return;
  }
  std::int64_t i = v.is_small_int() ? v.small_int() : v.is_true();
  limb_ = i < 0 ? 0 - static_cast<mp_limb_t>(i) : static_cast<mp_limb_t>(i);
  pointer_ = mpz_roinit_n(own_, &limb_, i < 0 ? -1 : i > 0);
}

Value make_int(Thread& thread, std::int64_t i) {
  if (Value::fits_small(i)) return Value::small(i);
  return from_double_word(thread, i, false);
}

Value make_unsigned(Thread& thread, std::uint64_t i) { return from_magnitude(thread, i, false, false); }

Value make_int(Thread& thread, mpz_srcptr number) {
  if (fits_int64(number)) return make_int(thread, static_cast<std::int64_t>(mpz_get_si(number)));
  return box(wide_type(thread), number);
}

Value make_long(Thread& thread, mpz_srcptr number) {
  return thread.rt.python2() ? box(thread.rt.types.long_, number) : make_int(thread, number);
}

Value make_long(Thread& thread, std::int64_t i) { return from_double_word(thread, i, true); }

Value make_int_as(Thread& thread, Big& number, bool as_long) {
  return as_long ? make_long(thread, static_cast<mpz_srcptr>(number)) : make_int(thread, static_cast<mpz_srcptr>(number));
}

Value make_int_of(Thread& thread, Type* type, Ref number) {
  Integer n(number);
  return type == thread.rt.types.int_ ? make_int(thread, n.get()) : box(type, n.get());
}

bool is_int(Ref v) { return v.is_small_int() || v.is_bool() || is<Int>(v); }
bool is_exact_int(Ref v) { return v.is_small_int() || is_exact<Int>(v); }
bool is_long(Thread& thread, Ref v) {
  if (!v.is_object()) return false;
  Type* type = thread.rt.types.long_;
  if (type && !(v.object()->flags & HeapInstance)) return v.object()->type == type;
  return type && is<Int>(v) && (v.object()->type == type || is_subtype(v.object()->type, type));
}

bool int_fits(Ref v, std::int64_t& out) {
  if (small_of(v, out)) return true;
  mpz_srcptr n = as<Int>(v).number;
  if (!fits_int64(n)) return false;
  out = mpz_get_si(n);
  return true;
}

static Value from_double(Thread& thread, double d, bool as_long) {
  if (d == -9223372036854775808.0 && thread.rt.release.until(2, 6)) as_long = true;
  if (std::isnan(d) && nan_makes_zero(thread.rt.release)) return make_long(thread, std::int64_t{0});
  if (std::isnan(d)) return raise_value_error(thread, "cannot convert float NaN to integer");
  if (std::isinf(d)) return raise_overflow(thread, thread.rt.release.until(2, 5) ? "cannot convert float infinity to long" : "cannot convert float infinity to integer");
  if (!as_long && d > -9.2e18 && d < 9.2e18) return make_int(thread, static_cast<std::int64_t>(d));
  Big n;
  mpz_set_d(n, d);
  return make_int_as(thread, n, as_long);
}
Value int_from_double(Thread& thread, double d) { return from_double(thread, d, false); }
Value long_from_double(Thread& thread, double d) { return from_double(thread, d, true); }

// The magnitude's highest 64 bits decide, with the lowest of them made odd when anything was cut off; the conversion from
// 64 bits then rounds half to even once.
static double magnitude_to_double(mpz_srcptr n, std::int64_t scale, bool sticky, bool& overflow) {
  std::size_t bits = mpz_sizeinbase(n, 2);
  std::uint64_t top = 0;
  std::int64_t shift = bits > 64 ? static_cast<std::int64_t>(bits - 64) : 0;
  Big high;
  mpz_tdiv_q_2exp(high, n, static_cast<mp_bitcnt_t>(shift));
  top = mpz_get_ui(high);
  if (sticky || (shift && mpz_scan1(n, 0) < static_cast<mp_bitcnt_t>(shift))) top |= 1;
  double d = std::ldexp(static_cast<double>(top), static_cast<int>(std::min<std::int64_t>(shift + scale, 100000)));
  overflow = std::isinf(d);
  return d;
}

double int_to_double(Thread&, Ref v, bool& overflow) {
  overflow = false;
  std::int64_t i;
  if (small_of(v, i)) return static_cast<double>(i);
  if (word_of(v, i)) return static_cast<double>(i);
  mpz_srcptr n = as<Int>(v).number;
  if (mpz_sgn(n) == 0) return 0;
  double d = magnitude_to_double(n, 0, false, overflow);
  return mpz_sgn(n) < 0 ? -d : d;
}

bool int_as_double(Thread& thread, Ref v, double& out) {
  bool overflow;
  out = int_to_double(thread, v, overflow);
  if (!overflow) return true;
  return raise_overflow(thread, too_large_for_float(thread.rt.release));
}

std::string int_text(mpz_srcptr number, int base) {
  std::string out(mpz_sizeinbase(number, base) + 2, '\0');
  mpz_get_str(out.data(), base, number);
  out.resize(out.find('\0'));
  return out;
}

// Two digits at a time.
static char* word_digits(std::uint64_t i, char* end) {
  static constexpr auto pairs = [] {
    std::array<char, 200> out{};
    for (std::size_t n = 0; n < 100; ++n) out[2 * n] = static_cast<char>('0' + n / 10), out[2 * n + 1] = static_cast<char>('0' + n % 10);
    return out;
  }();
  while (i >= 100) {
    std::size_t two = i % 100 * 2;
    i /= 100;
    *--end = pairs[two + 1];
    *--end = pairs[two];
  }
  if (i >= 10) *--end = pairs[i * 2 + 1], *--end = pairs[i * 2];
  else *--end = static_cast<char>('0' + i);
  return end;
}

char* int_digits(Ref v, char* end) {
  constexpr std::uint64_t unit = 10'000'000'000'000'000'000U;   // 10**19
  DoubleWord wide;
  if (!double_word_of(v, wide)) return nullptr;
  UnsignedDoubleWord magnitude = wide < 0 ? -static_cast<UnsignedDoubleWord>(wide) : static_cast<UnsignedDoubleWord>(wide);
  char* begin = end;
  while (magnitude >= unit) {
    UnsignedDoubleWord high = magnitude / unit;
    char* part = word_digits(static_cast<std::uint64_t>(magnitude - high * unit), begin);
    magnitude = high;
    while (begin - part < 19) *--part = '0';
    begin = part;
  }
  begin = word_digits(static_cast<std::uint64_t>(magnitude), begin);
  if (wide < 0) *--begin = '-';
  return begin;
}

std::string int_text(Ref v, int base) {
  char digits[48], *end = digits + sizeof digits;
  if (base == 10)
    if (char* begin = int_digits(v, end)) return std::string(begin, end);
  Integer n(v);
  return int_text(n.get(), base);
}

int int_sign(Ref v) {
  std::int64_t i;
  if (small_of(v, i)) return i < 0 ? -1 : i > 0;
  return mpz_sgn(as<Int>(v).number);
}

int int_compare(Ref a, Ref b) {
  DoubleWord i, j;
  if (double_word_of(a, i) && double_word_of(b, j)) return i < j ? -1 : i > j;
  Integer m(a), n(b);
  int c = mpz_cmp(m.get(), n.get());
  return c < 0 ? -1 : c > 0;
}

int int_compare_double(Ref a, double b) {
  if (std::isinf(b)) return b > 0 ? -1 : 1;
  Integer n(a);
  int c = mpz_cmp_d(n.get(), b);
  return c < 0 ? -1 : c > 0;
}

Value int_add(Thread& thread, Ref a, Ref b) {
  DoubleWord i, j, sum;
  bool as_long = either_long(thread, a, b);
  if (double_word_of(a, i) && double_word_of(b, j) && !__builtin_add_overflow(i, j, &sum)) return from_double_word(thread, sum, as_long);
  Integer m(a), n(b);
  return add_limbs(thread, m.get(), n.get(), false, as_long);
}

Value int_subtract(Thread& thread, Ref a, Ref b) {
  DoubleWord i, j, difference;
  bool as_long = either_long(thread, a, b);
  if (double_word_of(a, i) && double_word_of(b, j) && !__builtin_sub_overflow(i, j, &difference)) return from_double_word(thread, difference, as_long);
  Integer m(a), n(b);
  return add_limbs(thread, m.get(), n.get(), true, as_long);
}

Value int_multiply(Thread& thread, Ref a, Ref b) {
  mp_limb_t i, j;
  bool i_negative, j_negative, as_long = either_long(thread, a, b);
  if (limb_of(a, i, i_negative) && limb_of(b, j, j_negative))
    return from_magnitude(thread, static_cast<UnsignedDoubleWord>(i) * j, i_negative != j_negative && i && j, as_long);
  Integer m(a), n(b);
  if (too_large(thread, bits_of(m.get()) + bits_of(n.get()))) return error_set;
  return multiply_limbs(thread, m.get(), n.get(), as_long);
}

// i / j rounded down, with what is left of i in `rest`; j is not 0.
static DoubleWord divide_down(DoubleWord i, DoubleWord j, DoubleWord& rest) {
  std::int64_t x = static_cast<std::int64_t>(i), y = static_cast<std::int64_t>(j);
  DoubleWord quotient;
  if (x == i && y == j && y != -1) {
    quotient = x / y;
    rest = x % y;
  } else {
    quotient = i / j;
    rest = i % j;
  }
  if (rest != 0 && (rest < 0) != (j < 0)) {
    rest += j;
    --quotient;
  }
  return quotient;
}

Value int_floor_divide(Thread& thread, Ref a, Ref b) {
  DoubleWord i, j, rest;
  bool as_long = either_long(thread, a, b);
  if (double_word_of(b, j)) {
    if (j == 0) return division_by_zero(thread, a, b, false);
    if (double_word_of(a, i)) return from_double_word(thread, divide_down(i, j, rest), as_long);
  }
  Integer m(a), n(b);
  Big r;
  mpz_fdiv_q(r, m.get(), n.get());
  return make_int_as(thread, r, as_long);
}

Value int_remainder(Thread& thread, Ref a, Ref b) {
  DoubleWord i, j, rest;
  bool as_long = either_long(thread, a, b) || overflows_to_long(thread, a, b);
  if (double_word_of(b, j)) {
    if (j == 0) return division_by_zero(thread, a, b, true);
    if (double_word_of(a, i)) {
      if (remainder_is_operand(thread, a, b)) return Value(a);
      divide_down(i, j, rest);
      return from_double_word(thread, rest, as_long);
    }
  }
  if (remainder_is_operand(thread, a, b)) return Value(a);
  Integer m(a), n(b);
  Big r;
  mpz_fdiv_r(r, m.get(), n.get());
  return make_int_as(thread, r, as_long);
}

Value int_divmod(Thread& thread, Ref a, Ref b) {
  DoubleWord i, j;
  bool as_long = either_long(thread, a, b) || overflows_to_long(thread, a, b);
  Value quotient, rest;
  if (double_word_of(a, i) && double_word_of(b, j)) {
    if (j == 0) return division_by_zero(thread, a, b, false);
    DoubleWord left;
    quotient = from_double_word(thread, divide_down(i, j, left), as_long);
    rest = remainder_is_operand(thread, a, b) ? Value(a) : from_double_word(thread, left, as_long);
  } else {
    if (int_sign(b) == 0) return division_by_zero(thread, a, b, false);
    Integer m(a), n(b);
    Big q, r;
    mpz_fdiv_qr(q, r, m.get(), n.get());
    quotient = make_int_as(thread, q, as_long);
    rest = remainder_is_operand(thread, a, b) ? Value(a) : make_int_as(thread, r, as_long);
  }
  Tuple* pair = allocate_tuple(thread, 2);
  pair->items()[0] = std::move(quotient);
  pair->items()[1] = std::move(rest);
  return own(pair);
}

// Correctly rounded: enough quotient bits that 53 and a sticky one remain.
Value int_true_divide(Thread& thread, Ref a, Ref b) {
  const Release& release = thread.rt.release;
  if (int_sign(b) == 0) {
    const char* text = release.until(2, 6) && either_long(thread, a, b) ? "long division or modulo by zero" : release.until(2, 6) ? "float division" : release.until(2, 7)                     ? "division by zero"
                       : release.until(3, 1)                            ? "int division or modulo by zero"
                                                                        : "division by zero";
    return raise(thread, thread.rt.exc.ZeroDivisionError, text);
  }
  std::int64_t i, j;
  if (small_of(a, i) && small_of(b, j)) return Value::of(static_cast<double>(i) / static_cast<double>(j));
  Integer m(a), n(b);
  bool negative = (mpz_sgn(m.get()) < 0) != (mpz_sgn(n.get()) < 0);
  if (mpz_sgn(m.get()) == 0) return Value::of(negative ? -0.0 : 0.0);
  std::int64_t m_bits = static_cast<std::int64_t>(bits_of(m.get())), n_bits = static_cast<std::int64_t>(bits_of(n.get()));
  bool overflow = m_bits - n_bits > 1100;
  double d = 0;
  if (!overflow && m_bits - n_bits > -1200) {
    // The quotient has at least 66 bits, or two more than the smallest denormal leaves.
    std::int64_t shift = std::min<std::int64_t>(66 - (m_bits - n_bits), 1076);
    Big scaled, q, r;
    bool inexact = false;
    if (shift >= 0) {
      mpz_mul_2exp(scaled, m.get(), static_cast<mp_bitcnt_t>(shift));
      mpz_tdiv_qr(q, r, scaled, n.get());
    } else {
      mpz_mul_2exp(scaled, n.get(), static_cast<mp_bitcnt_t>(-shift));
      mpz_tdiv_qr(q, r, m.get(), scaled);
    }
    inexact = mpz_sgn(r) != 0;
    mpz_abs(q, q);
    // Two more bits below the last one keep halves apart from what is more or less than a half.
    mpz_mul_2exp(q, q, 2);
    if (inexact) mpz_setbit(q, 0);
    if (mpz_sgn(q)) {
      std::int64_t scale = -shift - 2, q_bits = static_cast<std::int64_t>(bits_of(q));
      std::int64_t cut = std::max<std::int64_t>(q_bits - 53, -1074 - scale);   // bits below the result's last place
      if (cut > 0) {
        Big rest;
        mpz_fdiv_r_2exp(rest, q, static_cast<mp_bitcnt_t>(cut));
        mpz_fdiv_q_2exp(q, q, static_cast<mp_bitcnt_t>(cut));
        Big half;
        mpz_setbit(half, static_cast<mp_bitcnt_t>(cut - 1));
        int c = mpz_cmp(rest, half);
        if (c > 0 || (c == 0 && mpz_odd_p(q))) mpz_add_ui(q, q, 1);
        scale += cut;
      }
      d = std::ldexp(mpz_get_d(q), static_cast<int>(scale));
      overflow = std::isinf(d);
    }
  }
  if (overflow)
    return raise_overflow(thread, release.until(2, 6) ? "long/long too large for a float"
                                  : release.python2() ? "integer division result too large for a float"
                                  : release.until(3, 1) ? "int/int too large for a float"
                                                        : "integer division result too large for a float");
  return Value::of(negative ? -d : d);
}

static ErrorSet shift_too_far(Thread& thread, bool left) {
  const Release& r = thread.rt.release;
  if (r.python2()) return raise_overflow(thread, "long int too large to convert to int");
  if (!shifts_any_distance(r)) return raise_overflow(thread, "Python int too large to convert to C ssize_t");
  if (left) return raise_overflow(thread, "too many digits in integer");
  return error_set;
}

// To 3.6 the distance was read before its sign was looked at.
static bool distance_unreadable(const Release& r, Ref b) {
  std::int64_t distance;
  return !shifts_any_distance(r) && !int_fits(b, distance);
}

Value int_left_shift(Thread& thread, Ref a, Ref b) {
  bool as_long = either_long(thread, a, b);
  if (DoubleWord i, shifted; b.is_small_int() && b.small_int() >= 0 && b.small_int() < 127 && double_word_of(a, i)) {
    shifted = static_cast<DoubleWord>(static_cast<UnsignedDoubleWord>(i) << b.small_int());
    if (shifted >> b.small_int() == i && (i || is_exact_int(a))) return from_double_word(thread, shifted, as_long);
  }
  if (distance_unreadable(thread.rt.release, b)) return shift_too_far(thread, true);
  if (int_sign(b) < 0) return raise_value_error(thread, "negative shift count");
  bool zero = int_sign(a) == 0;
  std::int64_t distance;
  if (!int_fits(b, distance)) {
    if (zero && shifts_any_distance(thread.rt.release)) return int_plain(thread, a);
    return shift_too_far(thread, true);
  }
  if (zero) return int_plain(thread, a);
  Integer n(a);
  if (static_cast<std::uint64_t>(distance) > max_int_bits || too_large(thread, bits_of(n.get()) + static_cast<std::uint64_t>(distance)))
    return raise_memory_error(thread);
  return shift_limbs_left(thread, n.get(), static_cast<std::uint64_t>(distance), as_long);
}

Value int_right_shift(Thread& thread, Ref a, Ref b) {
  bool as_long = either_long(thread, a, b);
  if (DoubleWord i; b.is_small_int() && b.small_int() >= 0 && double_word_of(a, i))
    return from_double_word(thread, i >> std::min<std::int64_t>(b.small_int(), 127), as_long);
  if (distance_unreadable(thread.rt.release, b)) return shift_too_far(thread, false);
  if (int_sign(b) < 0) return raise_value_error(thread, "negative shift count");
  std::int64_t distance;
  if (!int_fits(b, distance)) {
    if (!shifts_any_distance(thread.rt.release)) return shift_too_far(thread, false);
    return Value::small(int_sign(a) < 0 ? -1 : 0);
  }
  Integer n(a);
  Big r;
  mpz_fdiv_q_2exp(r, n.get(), static_cast<mp_bitcnt_t>(distance));
  return make_int_as(thread, r, as_long);
}

Value int_bitwise(Thread& thread, Ref a, Ref b, char op) {
  DoubleWord i, j;
  if (double_word_of(a, i) && double_word_of(b, j)) return from_double_word(thread, op == '&' ? i & j : op == '|' ? i | j : i ^ j, either_long(thread, a, b));
  Integer m(a), n(b);
  Big r;
  if (op == '&') mpz_and(r, m.get(), n.get());
  else if (op == '|') mpz_ior(r, m.get(), n.get());
  else mpz_xor(r, m.get(), n.get());
  return make_int_as(thread, r, either_long(thread, a, b));
}

static Value modular_power(Thread& thread, Ref base, Ref exponent, Ref modulus, bool as_long) {
  const Release& release = thread.rt.release;
  if (int_sign(exponent) < 0 && !inverts_in_pow(release)) {
    std::string_view text = "pow() 2nd argument cannot be negative when 3rd argument specified";
    return raise(thread, negative_modular_exponent_is_type_error(release) ? thread.rt.exc.TypeError : thread.rt.exc.ValueError, text);
  }
  if (int_sign(modulus) == 0) return raise_value_error(thread, "pow() 3rd argument cannot be 0");
  Integer b(base), e(exponent), m(modulus);
  Big result, positive;
  mpz_abs(positive, m.get());
  if (mpz_cmp_ui(positive, 1) == 0) return make_int_as(thread, result, as_long);
  if (mpz_sgn(e.get()) < 0) {
    Big inverse, magnitude;
    if (!mpz_invert(inverse, b.get(), positive)) return raise_value_error(thread, "base is not invertible for the given modulus");
    mpz_abs(magnitude, e.get());
    mpz_powm(result, inverse, magnitude, positive);
  } else {
    mpz_powm(result, b.get(), e.get(), positive);
  }
  if (mpz_sgn(m.get()) < 0 && mpz_sgn(result)) mpz_add(result, result, m.get());
  return make_int_as(thread, result, as_long);
}

// 2.x calculates with machine integers as long as it can; once a step overflows, the result is a long.
static bool machine_power_overflows(std::int64_t base, std::int64_t exponent, std::int64_t modulus) {
  std::int64_t result = 1, factor = base;
  while (exponent > 0) {
    if (exponent & 1) {
      if (factor == 0) return false;
      if (__builtin_mul_overflow(result, factor, &result)) return true;
    }
    exponent >>= 1;
    if (exponent == 0) return false;
    if (__builtin_mul_overflow(factor, factor, &factor)) return true;
    if (modulus == -1) result = factor = 0;
    else if (modulus) result %= modulus, factor %= modulus;
  }
  return false;
}

Value int_power(Thread& thread, Ref base, Ref exponent, Ref modulus) {
  bool as_long = either_long(thread, base, exponent) || (!modulus.is_none() && is_long(thread, modulus));
  if (!as_long && thread.rt.python2() && !modulus.is_none()) {
    std::int64_t b, e, m;
    as_long = int_fits(base, b) && int_fits(exponent, e) && int_fits(modulus, m) && machine_power_overflows(b, e, m);
  }
  if (!modulus.is_none()) return modular_power(thread, base, exponent, modulus, as_long);
  if (int_sign(exponent) < 0) {
    double b, e;
    if (!int_as_double(thread, base, b) || !int_as_double(thread, exponent, e)) return error_set;
    return float_power(thread, b, e);
  }
  if (std::int64_t factor, times; small_of(base, factor) && small_of(exponent, times)) {
    DoubleWord power = 1, square = factor;
    bool fits = true;
    for (std::int64_t left = times; left && fits; left >>= 1) {
      if (left & 1) fits = !__builtin_mul_overflow(power, square, &power);
      if (left > 1 && fits) fits = !__builtin_mul_overflow(square, square, &square);
    }
    if (fits) return from_double_word(thread, power, as_long);
  }
  Integer b(base), e(exponent);
  Big result;
  if (mpz_cmpabs_ui(b.get(), 1) <= 0) {   // 0, 1, -1: any exponent will do
    if (mpz_sgn(e.get()) == 0) mpz_set_ui(result, 1);
    else if (mpz_sgn(b.get()) >= 0 || mpz_odd_p(e.get())) mpz_set(result, b.get());
    else mpz_set_ui(result, 1);
    return make_int_as(thread, result, as_long);
  }
  std::uint64_t factor = bits_of(b.get()) - 1;
  if (!mpz_fits_ulong_p(e.get()) || mpz_get_ui(e.get()) > max_int_bits / factor) return raise_memory_error(thread);
  if (too_large(thread, factor * mpz_get_ui(e.get()))) return error_set;
  mpz_pow_ui(result, b.get(), mpz_get_ui(e.get()));
  return make_int_as(thread, result, as_long);
}

Value int_negative(Thread& thread, Ref v) {
  std::int64_t i;
  if (small_of(v, i)) return make_int(thread, -i);
  if (DoubleWord wide; double_word_of(v, wide)) return from_double_word(thread, -wide, is_long(thread, v));
  Integer n(v);
  Big r;
  mpz_neg(r, n.get());
  return make_int_as(thread, r, is_long(thread, v));
}

Value int_plain(Thread& thread, Ref v) {
  if (v.is_small_int() || is_exact<Int>(v)) return Value(v);
  if (v.is_bool()) return Value::small(v.is_true());
  Integer n(v);
  return is_long(thread, v) ? make_long(thread, n.get()) : make_int(thread, n.get());
}

Value int_round(Thread& thread, Ref v, Ref digits) {
  Value places = int_plain(thread, digits);
  if (int_sign(places) >= 0) return int_plain(thread, v);
  std::int64_t n;
  Integer number(v);
  if (!int_fits(places, n) || static_cast<std::uint64_t>(-(n + 1)) > mpz_sizeinbase(number.get(), 10)) return Value::small(0);
  Big unit, q, r, doubled;
  mpz_ui_pow_ui(unit, 10, static_cast<unsigned long>(-n));
  mpz_fdiv_qr(q, r, number.get(), unit);
  mpz_mul_2exp(doubled, r, 1);
  int c = mpz_cmp(doubled, unit);
  if (c > 0 || (c == 0 && mpz_odd_p(q))) mpz_add_ui(q, q, 1);
  mpz_mul(q, q, unit);
  return make_int_as(thread, q, false);
}

bool int_hash(Thread& thread, Ref v, std::int64_t& hash) {
  NumberHash form = number_hash(thread.rt.release);
  std::int64_t i;
  if (int_fits(v, i)) {
    hash = hash_int64(form, i);
    return true;
  }
  mpz_srcptr n = as<Int>(v).number;
  hash = hash_integer(form, mpz_sgn(n) < 0, std::span<const std::uint64_t>(mpz_limbs_read(n), mpz_size(n)));
  return true;
}

}  // namespace xvm
