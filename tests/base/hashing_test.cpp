#include "base/hashing.h"

#include <doctest/doctest.h>

#include <limits>
#include <string>
#include <string_view>
#include <vector>

using namespace xvm;
using namespace std::string_view_literals;

static Hash text_hash(StringHash form, std::uint32_t seed, std::u32string_view text) {
  HashKey key = hash_key(seed);
  if (form == StringHash::Fnv) return hash_text_fnv(key, std::span(text.data(), text.size()));
  char32_t widest = 0;
  for (char32_t c : text) widest = std::max(widest, c);
  if (widest < 0x100) {
    std::string narrow(text.begin(), text.end());
    return hash_bytes(form, key, narrow.data(), narrow.size());
  }
  if (widest < 0x10000) {
    std::u16string narrow(text.begin(), text.end());
    return hash_bytes(form, key, narrow.data(), 2 * narrow.size());
  }
  return hash_bytes(form, key, text.data(), 4 * text.size());
}

// What 2.7.18, 3.6.15 and 3.12.1 print with that PYTHONHASHSEED.
TEST_CASE("byte strings hash as the release does, with and without a seed") {
  struct {
    StringHash form;
    std::uint32_t seed;
    std::string_view bytes;
    Hash hash;
  } rows[] = {
      {StringHash::Fnv, 0, "", 0},
      {StringHash::Fnv, 0, "a", 12416037344},
      {StringHash::Fnv, 0, "abc", 1453079729188098211},
      {StringHash::Fnv, 0, "hello world, this is", -4579699172186165928},
      {StringHash::Fnv, 0, "\xff\x80"sv, 32640195839293887},
      {StringHash::Fnv, 42, "a", -5486454195961207828},
      {StringHash::Fnv, 42, "", 0},
      {StringHash::Fnv, 4294967295, "abc", -4091943417118692},
      {StringHash::Sip24, 0, "", 0},
      {StringHash::Sip24, 0, "a", -7583489610679606711},
      {StringHash::Sip24, 0, "abc", 4596069200710135518},
      {StringHash::Sip24, 0, "hello world, this is", 3149921738941120889},
      {StringHash::Sip24, 42, "abc", -4501618152524544106},
      {StringHash::Sip24, 4294967295, "\xff\x80"sv, 6097703961072551300},
      {StringHash::Sip13, 0, "", 0},
      {StringHash::Sip13, 0, "a", 4644417185603328019},
      {StringHash::Sip13, 0, "abc", -4594863902769663758},
      {StringHash::Sip13, 0, "hello world, this is", 487517429792856518},
      {StringHash::Sip13, 42, "abc", 3869580338025362921},
      {StringHash::Sip13, 4294967295, "\xff\x80"sv, 5711360180385466199},
  };
  for (const auto& row : rows) {
    CAPTURE(row.bytes);
    CAPTURE(row.seed);
    CHECK(hash_bytes(row.form, hash_key(row.seed), row.bytes.data(), row.bytes.size()) == row.hash);
  }
}

TEST_CASE("text hashes by code points to 3.3, by its storage from 3.4") {
  struct {
    StringHash form;
    std::uint32_t seed;
    std::u32string_view text;
    Hash hash;
  } rows[] = {
      {StringHash::Fnv, 0, U"abc", 1453079729188098211},
      {StringHash::Fnv, 0, U"\u00e9t\u00e9", -4116773383342158585},
      {StringHash::Fnv, 0, U"\u20ac5", 1070598431925660467},
      {StringHash::Fnv, 0, U"\U0001f600x", -1997109378905513350},
      {StringHash::Fnv, 42, U"\U0001f600x", -4163762059746959588},
      {StringHash::Sip24, 0, U"\u00e9t\u00e9", 9210628588244507898},
      {StringHash::Sip24, 0, U"\u20ac5", 4961826431732212701},
      {StringHash::Sip24, 0, U"\U0001f600x", 7047262524464595714},
      {StringHash::Sip24, 42, U"\u20ac5", -5130872262197996007},
      {StringHash::Sip13, 0, U"\u00e9t\u00e9", -1033370291238291217},
      {StringHash::Sip13, 0, U"\u20ac5", -1274322711694425219},
      {StringHash::Sip13, 0, U"\U0001f600x", -8926728262118538918},
      {StringHash::Sip13, 42, U"\u20ac5", -3834338422457722165},
  };
  for (const auto& row : rows) {
    CAPTURE(static_cast<int>(row.form));
    CAPTURE(row.hash);
    CHECK(text_hash(row.form, row.seed, row.text) == row.hash);
  }
}

TEST_CASE("a text's FNV hash does not depend on how wide it is stored") {
  HashKey key = hash_key(7);
  const std::uint8_t narrow[] = {'a', 0xe9};
  Hash hash = hash_text_fnv(key, narrow);
  CHECK(hash_text_fnv(key, std::span<const char16_t>(u"a\u00e9", 2)) == hash);
  CHECK(hash_text_fnv(key, std::span<const char32_t>(U"a\u00e9", 2)) == hash);
}

TEST_CASE("floats") {
  struct {
    double value;
    Hash ring, modular;
  } rows[] = {
      {0.5, 1073741824, 1152921504606846976},
      {0.1, 2576882278, 230584300921369408},
      {-1.5, -1610579968, -1152921504606846977},
      {1e300, 8474648701417850880, 1224995262755759164},
      {-1e300, -8474648701417850880, -1224995262755759164},
      {9223372036854775808.0, std::numeric_limits<Hash>::min(), 4},
      {1e-320, 2087485440, 33957085184},
      {-1.0, -2, -2},
      {0.0, 0, 0},
      {std::numeric_limits<double>::infinity(), 314159, 314159},
      {-std::numeric_limits<double>::infinity(), -271828, -314159},
  };
  for (const auto& row : rows) {
    CAPTURE(row.value);
    CHECK(hash_double(NumberHash::Ring, row.value) == row.ring);
    CHECK(hash_double(NumberHash::Modular, row.value) == row.modular);
  }
}

TEST_CASE("integers") {
  constexpr std::uint64_t two61 = std::uint64_t{1} << 61, two63 = std::uint64_t{1} << 63;
  struct {
    bool negative;
    std::vector<std::uint64_t> magnitude;
    Hash ring, modular;
  } rows[] = {
      {false, {}, 0, 0},
      {true, {1}, -2, -2},
      {false, {two61 - 1}, 2305843009213693951, 0},
      {false, {two61}, 2305843009213693952, 1},
      {false, {two63}, std::numeric_limits<Hash>::min(), 4},
      {true, {two63}, std::numeric_limits<Hash>::min(), -4},
      {false, {~std::uint64_t{0}}, -2, 7},
      {false, {0, 1}, 1, 8},
      // 10**40
      {false, {0xb9f5610000000000, 0x6329f1c35ca4bfab, 0x1d}, 2098486950404341705, 1388497483929617590},
      {true, {0xb9f5610000000000, 0x6329f1c35ca4bfab, 0x1d}, -2098486950404341705, -1388497483929617590},
  };
  for (const auto& row : rows) {
    CHECK(hash_integer(NumberHash::Ring, row.negative, row.magnitude) == row.ring);
    CHECK(hash_integer(NumberHash::Modular, row.negative, row.magnitude) == row.modular);
  }
  CHECK(hash_int64(NumberHash::Ring, -1) == -2);
  CHECK(hash_int64(NumberHash::Modular, std::numeric_limits<std::int64_t>::min()) == -4);
  CHECK(hash_int64(NumberHash::Modular, -2305843009213693951) == 0);
}

TEST_CASE("complex numbers combine the hashes of their parts") {
  CHECK(hash_complex(hash_double(NumberHash::Modular, 1.5), 2) == 1152921504608846983);
  CHECK(hash_complex(hash_double(NumberHash::Ring, 1.5), 2) == 1612645510);
  CHECK(hash_complex(0, -2) == -2000006);
}

TEST_CASE("tuples multiply to 3.7 and mix as xxHash from 3.8") {
  auto hash = [](TupleHash form, std::vector<Hash> items) {
    TupleHasher hasher(form, items.size());
    for (Hash item : items) hasher.add(item);
    return hasher.finish();
  };
  CHECK(hash(TupleHash::Multiplied, {}) == 3527539);
  CHECK(hash(TupleHash::Multiplied, {1}) == 3430019387558);
  CHECK(hash(TupleHash::Multiplied, {1, 2, 3}) == 2528502973977326415);
  CHECK(hash(TupleHash::Multiplied, {-2, 0, Hash{1} << 60}) == 6586587262673002169);
  CHECK(hash(TupleHash::Xx, {}) == 5740354900026072187);
  CHECK(hash(TupleHash::Xx, {1}) == -6644214454873602895);
  CHECK(hash(TupleHash::Xx, {1, 2, 3}) == 529344067295497451);
  CHECK(hash(TupleHash::Xx, {-2, 0, Hash{1} << 60}) == -204765373112495502);
}

TEST_CASE("slices hash from 3.12 on") {
  CHECK(hash_slice(1, 2, 3) == -2340833382717974474);
  CHECK(hash_slice(1, -5, 7) == 7850641069235360662);
}

TEST_CASE("frozensets do not look at order") {
  auto hash = [](FrozensetHash form, std::vector<Hash> items) {
    FrozensetHasher hasher(form, items.size());
    for (Hash item : items) hasher.add(item);
    return hasher.finish();
  };
  CHECK(hash(FrozensetHash::Xored, {}) == 133156838395276);
  CHECK(hash(FrozensetHash::Xored, {1}) == -8166288242918962057);
  CHECK(hash(FrozensetHash::Xored, {3, 1, 2}) == -7699079583225461316);
  CHECK(hash(FrozensetHash::Xored, {1000000000, -5}) == 5278576608726522789);
  CHECK(hash(FrozensetHash::Dispersed, {}) == 133146708735736);
  CHECK(hash(FrozensetHash::Dispersed, {1}) == -558064481276695278);
  CHECK(hash(FrozensetHash::Dispersed, {3, 1, 2}) == -272375401224217160);
  CHECK(hash(FrozensetHash::Dispersed, {1000000000, -5}) == -1612448144197298753);
}

TEST_CASE("addresses lose their low bits to the top") {
  CHECK(hash_pointer(PointerHash::Plain, 0x7f0010) == 0x7f0010);
  CHECK(hash_pointer(PointerHash::Rotated, 0x7f0010) == 0x7f001);
  CHECK(hash_pointer(PointerHash::Rotated, 0x7f0018) == static_cast<Hash>(0x800000000007f001));
}
