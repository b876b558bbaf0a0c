// Hash values as CPython's releases on 64-bit Linux compute them. Pure functions; the choice of form is the caller's.
// A hash is never -1: where a form gives -1, the result is -2 (or the form's own substitute).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace xvm {

using Hash = std::int64_t;

constexpr Hash not_minus_one(std::uint64_t bits) { return bits == ~std::uint64_t{0} ? -2 : static_cast<Hash>(bits); }

// Fnv to 3.3, over bytes or over the code points of a text; Sip24 from 3.4 and Sip13 from 3.11, over the bytes of a
// byte string or of a text stored in 1, 2 or 4 little-endian bytes a character, by its widest (PEP 393).
enum class StringHash : std::uint8_t { Fnv, Sip24, Sip13 };

// Fnv: first is the prefix, second the suffix. Sip: the two halves of the key.
struct HashKey {
  std::uint64_t first = 0, second = 0;
};

// The key that PYTHONHASHSEED=seed gives, in all releases that know the variable; all zero for seed 0.
HashKey hash_key(std::uint32_t seed);

Hash hash_bytes(StringHash form, const HashKey& key, const void* data, std::size_t size);

// All 64 bits of SipHash (Sip24 or Sip13), of no bytes too.
std::uint64_t siphash(StringHash form, const HashKey& key, const void* data, std::size_t size);

// Fnv over code points, however they are stored.
Hash hash_text_fnv(const HashKey& key, std::span<const std::uint8_t> text);
Hash hash_text_fnv(const HashKey& key, std::span<const char16_t> text);
Hash hash_text_fnv(const HashKey& key, std::span<const char32_t> text);

// Ring: numbers to 3.1 (C long, and long digits added modulo 2**64-1). Modular: from 3.2, modulo the prime 2**61-1.
enum class NumberHash : std::uint8_t { Ring, Modular };

Hash hash_int64(NumberHash form, std::int64_t value);

// magnitude: 64-bit words, least significant first.
Hash hash_integer(NumberHash form, bool negative, std::span<const std::uint64_t> magnitude);

// A nan gives 0; what else a release does with nan (its address from 3.10) is the caller's.
Hash hash_double(NumberHash form, double value);

// The hash of numerator/denominator (Fraction, Decimal) is arithmetic modulo this prime; infinities are 314159.
inline constexpr std::uint64_t hash_modulus = (std::uint64_t{1} << 61) - 1;
inline constexpr Hash hash_infinity = 314159;

Hash hash_complex(Hash real, Hash imag);

// Multiplied to 3.7, xxHash-like from 3.8. Feed exactly size hashes, in order, then finish.
enum class TupleHash : std::uint8_t { Multiplied, Xx };
class TupleHasher {
 public:
  TupleHasher(TupleHash form, std::size_t size);
  void add(Hash item);
  Hash finish() const;

 private:
  TupleHash form_;
  std::uint64_t state_, multiplier_, size_, left_;
};

// hash(slice) from 3.12 on.
Hash hash_slice(Hash start, Hash stop, Hash step);

// Xored to 3.5, Dispersed from 3.6. The order of items does not matter.
enum class FrozensetHash : std::uint8_t { Xored, Dispersed };
class FrozensetHasher {
 public:
  FrozensetHasher(FrozensetHash form, std::size_t size);
  void add(Hash item);
  Hash finish() const;

 private:
  FrozensetHash form_;
  std::uint64_t state_;
};

// The hash of an object by its address: Plain in 2.5, Rotated by four bits after.
enum class PointerHash : std::uint8_t { Plain, Rotated };
Hash hash_pointer(PointerHash form, std::uintptr_t address);

}  // namespace xvm
