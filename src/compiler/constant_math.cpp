#include "compiler/constant_math.h"

#include <algorithm>
#include <cmath>
#include <string>

#include <gmp.h>

#include "base/utf8.h"
#include "compiler/constant_merger.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

constexpr std::size_t most_bits = 128;             // of an integer, from 3.6
constexpr std::size_t most_bits_before = 1 << 16;  // no release had a limit; ours, so that compiling ends
constexpr std::size_t most_items_in_all = 1024;

class Integer {
 public:
  Integer() { mpz_init(value); }
  Integer(const Integer& other) { mpz_init_set(value, other.value); }
  Integer& operator=(const Integer& other) {
    mpz_set(value, other.value);
    return *this;
  }
  ~Integer() { mpz_clear(value); }
  std::size_t bits() const { return mpz_sgn(value) ? mpz_sizeinbase(value, 2) : 0; }
  mpz_t value;
};

// Correctly rounded n * 2**shift, where sticky tells of bits below n. n has at most 63 bits.
double rounded(std::uint64_t n, bool sticky, long shift) { return std::ldexp(double(n | std::uint64_t(sticky)), int(shift)); }

double to_double(const Integer& n, bool& overflow) {
  constexpr std::size_t kept = 62;
  Integer magnitude;
  mpz_abs(magnitude.value, n.value);
  std::size_t bits = magnitude.bits();
  long shift = bits > kept ? long(bits - kept) : 0;
  bool sticky = shift && mpz_scan1(magnitude.value, 0) < mp_bitcnt_t(shift);
  mpz_fdiv_q_2exp(magnitude.value, magnitude.value, mp_bitcnt_t(shift));
  double result = bits > 1100 ? HUGE_VAL : rounded(mpz_get_ui(magnitude.value), sticky, shift);
  overflow = std::isinf(result);
  return mpz_sgn(n.value) < 0 ? -result : result;
}

double true_quotient(const Integer& a, const Integer& b, bool& overflow) {
  constexpr long kept = 62;
  Integer x, y, quotient, rest;
  mpz_abs(x.value, a.value);
  mpz_abs(y.value, b.value);
  long shift = kept - (long(x.bits()) - long(y.bits()));
  if (shift > 0) mpz_mul_2exp(x.value, x.value, mp_bitcnt_t(shift));
  else mpz_mul_2exp(y.value, y.value, mp_bitcnt_t(-shift));
  mpz_tdiv_qr(quotient.value, rest.value, x.value, y.value);
  double result = rounded(mpz_get_ui(quotient.value), mpz_sgn(rest.value) != 0, -shift);
  overflow = std::isinf(result);
  return mpz_sgn(a.value) * mpz_sgn(b.value) < 0 ? -result : result;
}

bool zero_remainder_has_sign_of_divisor(const Release& r) { return r.python2() ? r.since(2, 7) : r.since(3, 1); }

bool is_integer(ConstantKind kind) {
  return kind == ConstantKind::Int || kind == ConstantKind::Long || kind == ConstantKind::True ||
         kind == ConstantKind::False;
}

bool is_string(ConstantKind kind) { return kind == ConstantKind::Bytes || kind == ConstantKind::Text; }

struct Complex {
  double real = 0, imag = 0;
};

class Folder {
 public:
  Folder(ConstantMaker& maker, FoldLimits limits)
      : maker_(maker), pool_(maker.pool()), release_(maker.release()), limits_(limits) {}

  ConstantId unary(UnaryOperator op, ConstantId operand);
  ConstantId binary(Operator op, ConstantId left, ConstantId right);

 private:
  ConstantKind kind(ConstantId id) const { return pool_.kind(id); }
  Integer integer(ConstantId id) const;
  bool real(ConstantId id, double& value) const;
  Complex complex(ConstantId id, bool& fails) const;
  bool bounded() const { return limits_ != FoldLimits::ShortResults; }
  std::size_t bit_limit() const { return bounded() ? most_bits : most_bits_before; }
  ConstantId integer_result(const Integer& value, bool is_long);
  ConstantId integers(Operator op, ConstantId left, ConstantId right);
  ConstantId power(const Integer& a, const Integer& b, bool is_long);
  ConstantId reals(Operator op, double a, double b);
  ConstantId complexes(Operator op, Complex a, Complex b);
  ConstantId complex_power(Complex a, Complex b);
  ConstantId repeat(ConstantId sequence, ConstantId count);
  ConstantId concatenate(ConstantId left, ConstantId right);
  ConstantId string(ConstantKind kind, std::string_view content);
  std::size_t length(ConstantId id) const;

  ConstantMaker& maker_;
  ConstantPool& pool_;
  const Release& release_;
  FoldLimits limits_;
};

Integer Folder::integer(ConstantId id) const {
  Integer value;
  if (kind(id) == ConstantKind::True) mpz_set_ui(value.value, 1);
  else if (kind(id) != ConstantKind::False) integer_value(pool_, id, value.value);
  return value;
}

bool Folder::real(ConstantId id, double& value) const {
  bool overflow = false;
  if (kind(id) == ConstantKind::Float) value = pool_.real(id);
  else if (is_integer(kind(id))) value = to_double(integer(id), overflow);
  else return false;
  return !overflow;
}

Complex Folder::complex(ConstantId id, bool& fails) const {
  if (kind(id) == ConstantKind::Complex) return {pool_.real(id), pool_.imag(id)};
  Complex value;
  if (!real(id, value.real)) fails = true;
  return value;
}

ConstantId Folder::integer_result(const Integer& value, bool is_long) {
  return release_.python2() && is_long ? maker_.long_integer(value.value) : maker_.integer(value.value);
}

ConstantId Folder::string(ConstantKind kind, std::string_view content) {
  return kind == ConstantKind::Bytes ? maker_.bytes(content) : maker_.text(content);
}

// Characters of a text, items of others.
std::size_t Folder::length(ConstantId id) const {
  if (kind(id) != ConstantKind::Text) return pool_[id].count;
  std::string_view text = pool_.bytes(id);
  return std::size_t(std::count_if(text.begin(), text.end(), [](char c) { return (std::uint8_t(c) & 0xc0) != 0x80; }));
}

ConstantId Folder::unary(UnaryOperator op, ConstantId operand) {
  ConstantKind of = kind(operand);
  if (op == UnaryOperator::Not) return maker_.boolean(!constant_is_true(pool_, operand));
  if (is_integer(of)) {
    Integer value = integer(operand);
    if (op == UnaryOperator::USub) mpz_neg(value.value, value.value);
    if (op == UnaryOperator::Invert) mpz_com(value.value, value.value);
    return integer_result(value, of == ConstantKind::Long);
  }
  if (op == UnaryOperator::Invert) return no_constant;
  double sign = op == UnaryOperator::USub ? -1 : 1;
  if (of == ConstantKind::Float) return maker_.real(sign < 0 ? -pool_.real(operand) : pool_.real(operand));
  if (of == ConstantKind::Complex) {
    double r = pool_.real(operand), i = pool_.imag(operand);
    return sign < 0 ? maker_.complex(-r, -i) : maker_.complex(r, i);
  }
  return no_constant;
}

ConstantId Folder::power(const Integer& a, const Integer& b, bool is_long) {
  if (mpz_sgn(b.value) < 0) {
    bool overflow = false;
    double base = to_double(a, overflow), exponent = to_double(b, overflow);
    return overflow ? no_constant : reals(Operator::Pow, base, exponent);
  }
  if (mpz_sgn(a.value) && mpz_sgn(b.value)) {
    if (bounded() ? !mpz_fits_ulong_p(b.value) || a.bits() > bit_limit() / mpz_get_ui(b.value)
                  : mpz_cmpabs_ui(a.value, 1) > 0 &&
                        (!mpz_fits_ulong_p(b.value) || a.bits() > bit_limit() / mpz_get_ui(b.value)))
      return no_constant;
  }
  Integer result;
  if (mpz_fits_ulong_p(b.value)) mpz_pow_ui(result.value, a.value, mpz_get_ui(b.value));
  else mpz_set_si(result.value, mpz_sgn(a.value) == 0 ? 0 : mpz_sgn(a.value) > 0 || mpz_even_p(b.value) ? 1 : -1);
  return integer_result(result, is_long);
}

ConstantId Folder::integers(Operator op, ConstantId left, ConstantId right) {
  Integer a = integer(left), b = integer(right), result;
  bool is_long = kind(left) == ConstantKind::Long || kind(right) == ConstantKind::Long;
  bool bools = !is_integer(kind(left)) ? false
                                       : (kind(left) == ConstantKind::True || kind(left) == ConstantKind::False) &&
                                             (kind(right) == ConstantKind::True || kind(right) == ConstantKind::False);
  bool shifts = op == Operator::LShift || op == Operator::RShift;
  bool divides = op == Operator::FloorDiv || op == Operator::Mod || op == Operator::Div;
  if (divides && mpz_sgn(b.value) == 0) return no_constant;
  if (shifts && mpz_sgn(b.value) < 0) return no_constant;
  switch (op) {
    case Operator::Add:
      mpz_add(result.value, a.value, b.value);
      break;
    case Operator::Sub:
      mpz_sub(result.value, a.value, b.value);
      break;
    case Operator::Mult:
      if (mpz_sgn(a.value) && mpz_sgn(b.value) && a.bits() + b.bits() > bit_limit()) return no_constant;
      mpz_mul(result.value, a.value, b.value);
      break;
    case Operator::FloorDiv:
      mpz_fdiv_q(result.value, a.value, b.value);
      break;
    case Operator::Mod:
      mpz_fdiv_r(result.value, a.value, b.value);
      break;
    case Operator::Pow:
      return power(a, b, is_long);
    case Operator::LShift:
      if (mpz_sgn(a.value) && mpz_sgn(b.value) &&
          (mpz_cmp_ui(b.value, bit_limit()) > 0 || a.bits() > bit_limit() - mpz_get_ui(b.value)))
        return no_constant;
      if (mpz_sgn(a.value)) mpz_mul_2exp(result.value, a.value, mpz_get_ui(b.value));
      break;
    case Operator::RShift:
      if (mpz_fits_ulong_p(b.value)) mpz_fdiv_q_2exp(result.value, a.value, mpz_get_ui(b.value));
      else mpz_set_si(result.value, mpz_sgn(a.value) < 0 ? -1 : 0);
      break;
    case Operator::BitAnd:
    case Operator::BitOr:
    case Operator::BitXor:
      if (op == Operator::BitAnd) mpz_and(result.value, a.value, b.value);
      if (op == Operator::BitOr) mpz_ior(result.value, a.value, b.value);
      if (op == Operator::BitXor) mpz_xor(result.value, a.value, b.value);
      if (bools) return maker_.boolean(mpz_sgn(result.value) != 0);
      break;
    case Operator::Div: {
      bool overflow = false;
      double quotient = true_quotient(a, b, overflow);
      return overflow ? no_constant : maker_.real(quotient);
    }
    default:
      return no_constant;
  }
  return integer_result(result, is_long);
}

ConstantId Folder::reals(Operator op, double a, double b) {
  switch (op) {
    case Operator::Add:
      return maker_.real(a + b);
    case Operator::Sub:
      return maker_.real(a - b);
    case Operator::Mult:
      return maker_.real(a * b);
    case Operator::Div:
      return b == 0 ? no_constant : maker_.real(a / b);
    case Operator::FloorDiv:
    case Operator::Mod: {
      if (b == 0) return no_constant;
      double rest = std::fmod(a, b), quotient = (a - rest) / b, zero = rest;
      if (rest != 0) {
        if ((b < 0) != (rest < 0)) {
          rest += b;
          quotient -= 1;
        }
      } else {
        rest = std::copysign(0.0, b);
      }
      if (op == Operator::Mod) return maker_.real(rest == 0 && !zero_remainder_has_sign_of_divisor(maker_.release()) ? zero : rest);
      if (quotient == 0) return maker_.real(std::copysign(0.0, a / b));
      double floored = std::floor(quotient);
      if (quotient - floored > 0.5) floored += 1;
      return maker_.real(floored);
    }
    case Operator::Pow: {
      if (a == 0 && b < 0) return no_constant;
      if (a < 0 && std::isfinite(a) && std::isfinite(b) && b != std::floor(b))
        return release_.python2() ? no_constant : complex_power({a, 0}, {b, 0});
      double result = std::pow(a, b);
      if (std::isinf(result) && std::isfinite(a) && std::isfinite(b)) return no_constant;
      return maker_.real(result);
    }
    default:
      return no_constant;
  }
}

ConstantId Folder::complexes(Operator op, Complex a, Complex b) {
  switch (op) {
    case Operator::Add:
      return maker_.complex(a.real + b.real, a.imag + b.imag);
    case Operator::Sub:
      return maker_.complex(a.real - b.real, a.imag - b.imag);
    case Operator::Mult:
      return maker_.complex(a.real * b.real - a.imag * b.imag, a.real * b.imag + a.imag * b.real);
    case Operator::Div: {
      if (b.real == 0 && b.imag == 0) return no_constant;
      if (std::fabs(b.real) >= std::fabs(b.imag)) {
        double ratio = b.imag / b.real, divisor = b.real + b.imag * ratio;
        return maker_.complex((a.real + a.imag * ratio) / divisor, (a.imag - a.real * ratio) / divisor);
      }
      double ratio = b.real / b.imag, divisor = b.real * ratio + b.imag;
      return maker_.complex((a.real * ratio + a.imag) / divisor, (a.imag * ratio - a.real) / divisor);
    }
    case Operator::FloorDiv:
    case Operator::Mod: {  // 2.x: the real part of the quotient, rounded down
      if (!release_.python2() || (b.real == 0 && b.imag == 0)) return no_constant;
      ConstantId quotient = complexes(Operator::Div, a, b);
      double whole = std::floor(pool_.real(quotient));
      if (op == Operator::FloorDiv) return maker_.complex(whole, 0);
      return maker_.complex(a.real - whole * b.real, a.imag - whole * b.imag);
    }
    case Operator::Pow:
      return complex_power(a, b);
    default:
      return no_constant;
  }
}

// Small whole exponents by products.
ConstantId Folder::complex_power(Complex a, Complex b) {
  constexpr double most_products = 100;
  Complex result{1, 0};
  if (b.imag == 0 && b.real == std::floor(b.real) && std::fabs(b.real) <= most_products) {
    auto product = [](Complex x, Complex y) {
      return Complex{x.real * y.real - x.imag * y.imag, x.real * y.imag + x.imag * y.real};
    };
    Complex square = a;
    for (unsigned left = unsigned(std::fabs(b.real)); left; left >>= 1) {
      if (left & 1) result = product(result, square);
      square = product(square, square);
    }
    if (b.real <= 0) return b.real == 0 ? maker_.complex(1, 0) : complexes(Operator::Div, {1, 0}, result);
  } else if (a.real == 0 && a.imag == 0) {
    if (b.imag != 0 || b.real < 0) return no_constant;
    result = {0, 0};
  } else {
    double size = std::hypot(a.real, a.imag), angle = std::atan2(a.imag, a.real);
    double length = std::pow(size, b.real), phase = angle * b.real;
    if (b.imag != 0) {
      length /= std::exp(angle * b.imag);
      phase += b.imag * std::log(size);
    }
    result = {length * std::cos(phase), length * std::sin(phase)};
  }
  if (std::isinf(result.real) || std::isinf(result.imag)) return no_constant;
  return maker_.complex(result.real, result.imag);
}

ConstantId Folder::repeat(ConstantId sequence, ConstantId count_id) {
  Integer wanted = integer(count_id);
  if (!mpz_fits_slong_p(wanted.value)) return no_constant;
  long count = mpz_get_si(wanted.value);
  std::size_t size = length(sequence);
  bool text = is_string(kind(sequence));
  if (bounded()) {
    bool larger = limits_ == FoldLimits::LargerSequences;
    std::size_t most = text ? (larger ? 4096 : 20) : (larger ? 256 : 20);
    if (size && (count < 0 || std::size_t(count) > most / size)) return no_constant;
    if (!text && size && count && std::size_t(pool_[sequence].where.expanded) > most_items_in_all / std::size_t(count))
      return no_constant;
  } else if (count > 0 && size && std::size_t(count) > 20 / size) {
    return no_constant;
  }
  count = std::max(count, 0L);
  if (!size) count = std::min(count, 1L);
  if (text) {
    std::string content, once(pool_.bytes(sequence));
    for (long i = 0; i < count; ++i) content += once;
    return string(kind(sequence), content);
  }
  std::vector<ConstantId> items, once(pool_.items(sequence).begin(), pool_.items(sequence).end());
  for (long i = 0; i < count; ++i) items.insert(items.end(), once.begin(), once.end());
  return maker_.tuple(items);
}

ConstantId Folder::concatenate(ConstantId left, ConstantId right) {
  if (limits_ == FoldLimits::ShortResults && length(left) + length(right) > 20) return no_constant;
  if (kind(left) == ConstantKind::Tuple) {
    std::vector<ConstantId> items(pool_.items(left).begin(), pool_.items(left).end());
    std::vector<ConstantId> more(pool_.items(right).begin(), pool_.items(right).end());
    items.insert(items.end(), more.begin(), more.end());
    return maker_.tuple(items);
  }
  return string(kind(left), std::string(pool_.bytes(left)) + std::string(pool_.bytes(right)));
}

ConstantId Folder::binary(Operator op, ConstantId left, ConstantId right) {
  ConstantKind a = kind(left), b = kind(right);
  if (is_integer(a) && is_integer(b)) return integers(op, left, right);
  bool sequence_a = is_string(a) || a == ConstantKind::Tuple, sequence_b = is_string(b) || b == ConstantKind::Tuple;
  if (op == Operator::Mult && sequence_a && is_integer(b)) return repeat(left, right);
  if (op == Operator::Mult && sequence_b && is_integer(a)) return repeat(right, left);
  if (op == Operator::Add && sequence_a && a == b) return concatenate(left, right);
  if (op == Operator::Mod && is_string(a) && limits_ == FoldLimits::ShortResults) return fold_format(maker_, left, right);
  if (op == Operator::Add && release_.python2() && is_string(a) && is_string(b) && is_ascii(pool_.bytes(a == ConstantKind::Bytes ? left : right)))
    return length(left) + length(right) > 20 ? no_constant : maker_.text(std::string(pool_.bytes(left)) + std::string(pool_.bytes(right)));
  if (a == ConstantKind::Complex || b == ConstantKind::Complex) {
    bool fails = false;
    Complex x = complex(left, fails), y = complex(right, fails);
    return fails ? no_constant : complexes(op, x, y);
  }
  double x = 0, y = 0;
  if (real(left, x) && real(right, y)) return reals(op, x, y);
  return no_constant;
}

}  // namespace

ConstantId fold_unary(ConstantMaker& maker, UnaryOperator op, ConstantId operand) {
  return Folder(maker, FoldLimits::ShortResults).unary(op, operand);
}

ConstantId fold_binary(ConstantMaker& maker, Operator op, ConstantId left, ConstantId right, FoldLimits limits) {
  return Folder(maker, limits).binary(op, left, right);
}

ConstantId fold_subscript(ConstantMaker& maker, ConstantId container, ConstantId index) {
  const ConstantPool& pool = maker.pool();
  ConstantKind kind = pool.kind(index);
  std::int64_t at = 0;
  if (kind == ConstantKind::Int) at = pool.integer(index);
  else if (kind == ConstantKind::Long && pool[index].count <= 1) at = pool[index].count == 0 ? 0 : pool.negative(index) ? -std::int64_t(pool.digit(index, 0)) : pool.digit(index, 0);
  else if (kind == ConstantKind::True) at = 1;
  else if (kind != ConstantKind::False) return no_constant;
  if (pool.kind(container) == ConstantKind::Tuple) {
    std::span<const ConstantId> items = pool.items(container);
    if (at < 0) at += std::int64_t(items.size());
    return at < 0 || at >= std::int64_t(items.size()) ? no_constant : items[std::size_t(at)];
  }
  if (!is_string(pool.kind(container))) return no_constant;
  std::string_view bytes = pool.bytes(container);
  if (pool.kind(container) == ConstantKind::Bytes) {
    if (at < 0) at += std::int64_t(bytes.size());
    if (at < 0 || at >= std::int64_t(bytes.size())) return no_constant;
    std::string byte(1, bytes[std::size_t(at)]);
    return maker.release().python2() ? maker.bytes(byte) : maker.integer(std::int64_t(std::uint8_t(byte[0])));
  }
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < bytes.size(); ++i)
    if ((std::uint8_t(bytes[i]) & 0xc0) != 0x80) starts.push_back(i);
  if (at < 0) at += std::int64_t(starts.size());
  if (at < 0 || at >= std::int64_t(starts.size())) return no_constant;
  std::size_t begin = starts[std::size_t(at)];
  std::size_t end = std::size_t(at) + 1 < starts.size() ? starts[std::size_t(at) + 1] : bytes.size();
  return maker.text(std::string(bytes.substr(begin, end - begin)));
}

ConstantId frozenset_constant(ConstantMaker& maker, std::span<const ConstantId> items) {
  ConstantMerger merger(maker.pool(), maker.release());
  std::vector<ConstantId> kept;
  for (ConstantId item : items)
    if (std::none_of(kept.begin(), kept.end(), [&](ConstantId other) { return merger.equal_values(item, other); }))
      kept.push_back(item);
  return maker.frozenset(kept);
}

bool constant_is_true(const ConstantPool& pool, ConstantId id) {
  switch (pool.kind(id)) {
    case ConstantKind::None:
    case ConstantKind::False:
      return false;
    case ConstantKind::Int:
      return pool.integer(id) != 0;
    case ConstantKind::Long:
    case ConstantKind::Bytes:
    case ConstantKind::Text:
    case ConstantKind::Tuple:
    case ConstantKind::FrozenSet:
      return pool[id].count != 0;
    case ConstantKind::Float:
      return pool.real(id) != 0;
    case ConstantKind::Complex:
      return pool.real(id) != 0 || pool.imag(id) != 0;
    default:
      return true;
  }
}

}  // namespace xvm::compiler
