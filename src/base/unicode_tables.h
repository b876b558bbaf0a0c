// The tables that tools/unigen writes, for unicode.cpp and unicode_names.cpp. What is looked up by binary search is in
// order of code points.
#pragma once

#include <cstddef>
#include <cstdint>

#include "base/unicode.h"

namespace xvm::unicode_tables {

extern const char version[];
extern const char* const bidirectional_names[];
extern const char* const width_names[];

struct SpecialCase {
  char32_t character;
  CaseMapping upper, lower, title, fold;
};
extern const SpecialCase special_cases[];
extern const std::size_t special_case_count;

struct Numeric {
  char32_t character;
  double value;
};
extern const Numeric numerics[];
extern const std::size_t numeric_count;

// tag is an index into decomposition_tags; 0 is canonical. The decomposition is one step, as UnicodeData has it.
struct Decomposition {
  std::uint16_t offset;  // into decomposed
  std::uint8_t size;
  std::uint8_t tag;
};
extern const std::uint16_t decomposition_pages[];
extern const std::uint16_t decomposition_index[];  // 0: none
extern const Decomposition decompositions[];
extern const char32_t decomposed[];
extern const char* const decomposition_tags[];

struct Composition {
  char32_t first, second, composed;
};
extern const Composition compositions[];  // in order of first, then second
extern const std::size_t composition_count;

// The version of Unicode that a run of characters came with, as 0x41 for 4.1; 0: not assigned.
struct AgeRun {
  char32_t first;
  std::uint8_t age;
};
extern const AgeRun ages[];
extern const std::size_t age_count;

// Names by ordinal: a run of characters with ordinals on end. A name is a byte that counts its words, then the words:
// a byte below name_wide_words, or two bytes. numbered: the name is the words, a hyphen and the code point.
struct NameRun {
  char32_t first;
  std::uint32_t count;
  std::uint32_t ordinal;  // of first; of all of them, where numbered
  bool numbered;
};
inline constexpr unsigned name_wide_words = 0xc0, name_block = 32, name_hash_bits = 16;
extern const NameRun name_runs[];
extern const std::size_t name_run_count;
extern const std::uint8_t name_codes[];
extern const std::uint32_t name_blocks[];  // offset of each name_block-th name
extern const char name_words[];
extern const std::uint32_t name_word_offsets[];  // one more than there are words
extern const std::uint16_t name_slots[];         // ordinal + 1 at the hash of its name or soon after it; 0 is empty

constexpr std::uint32_t name_hash(const char* name, std::size_t size) {
  std::uint32_t hash = 2166136261u;
  for (std::size_t i = 0; i < size; ++i) hash = (hash ^ static_cast<unsigned char>(name[i])) * 16777619u;
  return (hash ^ hash >> name_hash_bits) & ((1u << name_hash_bits) - 1);
}

}  // namespace xvm::unicode_tables
