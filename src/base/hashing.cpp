#include "base/hashing.h"

#include <bit>
#include <cmath>
#include <cstring>

#include "base/fatal.h"

namespace xvm {
namespace {

template <class Unit>
Hash fnv(const HashKey& key, const Unit* units, std::size_t size) {
  if (size == 0) return 0;
  std::uint64_t x = key.first ^ (static_cast<std::uint64_t>(units[0]) << 7);
  for (std::size_t i = 0; i < size; ++i) x = (1000003 * x) ^ units[i];
  return not_minus_one(x ^ size ^ key.second);
}

struct SipState {
  std::uint64_t v0, v1, v2, v3;

  void round() {
    v0 += v1;
    v2 += v3;
    v1 = std::rotl(v1, 13) ^ v0;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 = std::rotl(v0, 32);
    v2 += v1;
    v0 += v3;
    v1 = std::rotl(v1, 17) ^ v2;
    v3 = std::rotl(v3, 21) ^ v0;
    v2 = std::rotl(v2, 32);
  }
};

template <int BlockRounds, int FinalRounds>
std::uint64_t sip_bits(const HashKey& key, const unsigned char* data, std::size_t size) {
  SipState s{key.first ^ 0x736f6d6570736575, key.second ^ 0x646f72616e646f6d, key.first ^ 0x6c7967656e657261,
             key.second ^ 0x7465646279746573};
  auto absorb = [&](std::uint64_t block) {
    s.v3 ^= block;
    for (int i = 0; i < BlockRounds; ++i) s.round();
    s.v0 ^= block;
  };
  std::size_t at = 0;
  for (; at + 8 <= size; at += 8) {
    std::uint64_t block;
    std::memcpy(&block, data + at, 8);
    absorb(block);
  }
  std::uint64_t last = static_cast<std::uint64_t>(size) << 56;
  for (std::size_t i = 0; at + i < size; ++i) last |= static_cast<std::uint64_t>(data[at + i]) << (8 * i);
  absorb(last);
  s.v2 ^= 0xff;
  for (int i = 0; i < FinalRounds; ++i) s.round();
  return (s.v0 ^ s.v1) ^ (s.v2 ^ s.v3);
}

template <int BlockRounds, int FinalRounds>
Hash sip(const HashKey& key, const unsigned char* data, std::size_t size) {
  return size == 0 ? 0 : not_minus_one(sip_bits<BlockRounds, FinalRounds>(key, data, size));
}

constexpr unsigned modulus_bits = 61;

constexpr std::uint64_t reduce(std::uint64_t x) {
  x = (x & hash_modulus) + (x >> modulus_bits);
  return x >= hash_modulus ? x - hash_modulus : x;
}

// x * 2**shift modulo the prime; x is reduced, shift below 61.
constexpr std::uint64_t shift_reduced(std::uint64_t x, unsigned shift) {
  if (shift == 0) return x;
  return ((x << shift) & hash_modulus) | (x >> (modulus_bits - shift));
}

Hash with_sign(bool negative, std::uint64_t x) { return not_minus_one(negative ? 0 - x : x); }

Hash hash_double_modular(double value) {
  if (std::isinf(value)) return value > 0 ? hash_infinity : -hash_infinity;
  int exponent;
  double fraction = std::frexp(std::fabs(value), &exponent);
  std::uint64_t mantissa = static_cast<std::uint64_t>(std::ldexp(fraction, 53));
  exponent = (exponent - 53) % static_cast<int>(modulus_bits);
  if (exponent < 0) exponent += modulus_bits;
  return with_sign(std::signbit(value), shift_reduced(mantissa, static_cast<unsigned>(exponent)));
}

Hash hash_double_ring(double value) {
  if (std::isinf(value)) return value > 0 ? 314159 : -271828;
  double whole;
  double fraction = std::modf(value, &whole);
  int exponent;
  if (fraction == 0) {
    if (std::fabs(whole) < 0x1p63) return not_minus_one(static_cast<std::uint64_t>(static_cast<std::int64_t>(whole)));
    // mantissa * 2**exponent as words.
    double mantissa = std::ldexp(std::frexp(std::fabs(whole), &exponent), 53);
    exponent -= 53;
    std::uint64_t words[17] = {};
    auto bits = static_cast<std::uint64_t>(mantissa);
    auto word = static_cast<unsigned>(exponent) / 64, offset = static_cast<unsigned>(exponent) % 64;
    words[word] = bits << offset;
    if (offset) words[word + 1] = bits >> (64 - offset);
    return hash_integer(NumberHash::Ring, value < 0, words);
  }
  double scaled = std::frexp(value, &exponent) * 2147483648.0;
  auto high = static_cast<std::int64_t>(scaled);
  auto low = static_cast<std::int64_t>((scaled - static_cast<double>(high)) * 2147483648.0);
  return not_minus_one(static_cast<std::uint64_t>(high) + static_cast<std::uint64_t>(low) +
                       (static_cast<std::uint64_t>(static_cast<std::int64_t>(exponent)) << 15));
}

constexpr std::uint64_t xx_prime_1 = 11400714785074694791u, xx_prime_2 = 14029467366897019727u,
                        xx_prime_5 = 2870177450012600261u;

std::uint64_t shuffle_bits(std::uint64_t hash) { return ((hash ^ 89869747) ^ (hash << 16)) * 3644798167; }

}  // namespace

HashKey hash_key(std::uint32_t seed) {
  if (seed == 0) return {};
  unsigned char bytes[16];
  for (unsigned char& byte : bytes) {
    seed = seed * 214013 + 2531011;
    byte = static_cast<unsigned char>(seed >> 16);
  }
  HashKey key;
  std::memcpy(&key.first, bytes, 8);
  std::memcpy(&key.second, bytes + 8, 8);
  return key;
}

Hash hash_bytes(StringHash form, const HashKey& key, const void* data, std::size_t size) {
  auto bytes = static_cast<const unsigned char*>(data);
  switch (form) {
    case StringHash::Fnv:
      return fnv(key, bytes, size);
    case StringHash::Sip24:
      return sip<2, 4>(key, bytes, size);
    case StringHash::Sip13:
      return sip<1, 3>(key, bytes, size);
  }
  internal_error("hash_bytes: no such form");
}

std::uint64_t siphash(StringHash form, const HashKey& key, const void* data, std::size_t size) {
  auto bytes = static_cast<const unsigned char*>(data);
  return form == StringHash::Sip13 ? sip_bits<1, 3>(key, bytes, size) : sip_bits<2, 4>(key, bytes, size);
}

Hash hash_text_fnv(const HashKey& key, std::span<const std::uint8_t> text) {
  return fnv(key, text.data(), text.size());
}
Hash hash_text_fnv(const HashKey& key, std::span<const char16_t> text) { return fnv(key, text.data(), text.size()); }
Hash hash_text_fnv(const HashKey& key, std::span<const char32_t> text) { return fnv(key, text.data(), text.size()); }

Hash hash_int64(NumberHash form, std::int64_t value) {
  if (form == NumberHash::Ring) return not_minus_one(static_cast<std::uint64_t>(value));
  auto bits = static_cast<std::uint64_t>(value);
  return with_sign(value < 0, reduce(value < 0 ? 0 - bits : bits));
}

Hash hash_integer(NumberHash form, bool negative, std::span<const std::uint64_t> magnitude) {
  std::uint64_t x = 0;
  if (form == NumberHash::Ring) {
    for (std::uint64_t word : magnitude) {
      x += word;
      if (x < word) ++x;
    }
    return with_sign(negative, x);
  }
  for (std::size_t i = magnitude.size(); i-- > 0;) x = reduce(shift_reduced(x, 3) + reduce(magnitude[i]));
  return with_sign(negative, x);
}

Hash hash_double(NumberHash form, double value) {
  if (std::isnan(value)) return 0;
  return form == NumberHash::Modular ? hash_double_modular(value) : hash_double_ring(value);
}

Hash hash_complex(Hash real, Hash imag) {
  return not_minus_one(static_cast<std::uint64_t>(real) + 1000003 * static_cast<std::uint64_t>(imag));
}

TupleHasher::TupleHasher(TupleHash form, std::size_t size)
    : form_(form),
      state_(form == TupleHash::Xx ? xx_prime_5 : 0x345678),
      multiplier_(1000003),
      size_(size),
      left_(size) {}

void TupleHasher::add(Hash item) {
  auto bits = static_cast<std::uint64_t>(item);
  if (form_ == TupleHash::Xx) {
    state_ = std::rotl(state_ + bits * xx_prime_2, 31) * xx_prime_1;
  } else {
    --left_;
    state_ = (state_ ^ bits) * multiplier_;
    multiplier_ += 82520 + left_ + left_;
  }
}

Hash TupleHasher::finish() const {
  if (form_ == TupleHash::Multiplied) return not_minus_one(state_ + 97531);
  std::uint64_t x = state_ + (size_ ^ (xx_prime_5 ^ 3527539));
  return x == ~std::uint64_t{0} ? 1546275796 : static_cast<Hash>(x);
}

Hash hash_slice(Hash start, Hash stop, Hash step) {
  std::uint64_t x = xx_prime_5;
  for (Hash item : {start, stop, step})
    x = std::rotl(x + static_cast<std::uint64_t>(item) * xx_prime_2, 31) * xx_prime_1;
  return x == ~std::uint64_t{0} ? 1546275796 : static_cast<Hash>(x);
}

FrozensetHasher::FrozensetHasher(FrozensetHash form, std::size_t size)
    : form_(form), state_((size + 1) * std::uint64_t{1927868237}) {}

void FrozensetHasher::add(Hash item) { state_ ^= shuffle_bits(static_cast<std::uint64_t>(item)); }

Hash FrozensetHasher::finish() const {
  std::uint64_t x = state_;
  if (form_ == FrozensetHash::Dispersed) x ^= (x >> 11) ^ (x >> 25);
  x = x * 69069 + 907133923;
  return x == ~std::uint64_t{0} ? 590923713 : static_cast<Hash>(x);
}

Hash hash_pointer(PointerHash form, std::uintptr_t address) {
  std::uint64_t bits = address;
  return not_minus_one(form == PointerHash::Rotated ? std::rotr(bits, 4) : bits);
}

}  // namespace xvm
