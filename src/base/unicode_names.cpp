#include <fmt/format.h>

#include <algorithm>

#include "base/unicode.h"
#include "base/unicode_tables.h"

namespace xvm {
namespace {

using namespace unicode_tables;

constexpr char32_t hangul_first = 0xac00, hangul_last = 0xd7a3;
constexpr unsigned vowels = 21, trails = 28;
constexpr std::string_view hangul_prefix = "HANGUL SYLLABLE ";

constexpr const char* const jamo_leads[] = {"G",  "GG", "N", "D",  "DD", "R", "M", "B", "BB", "S",
                                            "SS", "",   "J", "JJ", "C",  "K", "T", "P", "H"};
constexpr const char* const jamo_vowels[] = {"A",  "AE", "YA", "YAE", "EO", "E",  "YEO", "YE", "O",  "WA", "WAE",
                                             "OE", "YO", "U",  "WEO", "WE", "WI", "YU",  "EU", "YI", "I"};
constexpr const char* const jamo_trails[] = {"",   "G",  "GG", "GS", "N",  "NJ", "NH", "D", "L",  "LG",
                                             "LM", "LB", "LS", "LT", "LP", "LH", "M",  "B", "BS", "S",
                                             "SS", "NG", "J",  "C",  "K",  "T",  "P",  "H"};

std::size_t skip_name(std::size_t at) {
  for (unsigned words = name_codes[at++]; words > 0; --words) at += name_codes[at] < name_wide_words ? 1 : 2;
  return at;
}

std::string stored_name(std::uint32_t ordinal) {
  std::size_t at = name_blocks[ordinal / name_block];
  for (unsigned i = ordinal % name_block; i > 0; --i) at = skip_name(at);
  std::string name;
  for (unsigned words = name_codes[at++]; words > 0; --words) {
    std::size_t word = name_codes[at++];
    if (word >= name_wide_words) word = name_wide_words + (word - name_wide_words) * 256 + name_codes[at++];
    if (!name.empty()) name += ' ';
    name.append(name_words + name_word_offsets[word], name_word_offsets[word + 1] - name_word_offsets[word]);
  }
  return name;
}

// Calls found(ordinal) for every stored name that is this one, until it gives true.
template <class Found>
void for_stored(std::string_view name, Found found) {
  constexpr std::size_t mask = (std::size_t{1} << name_hash_bits) - 1;
  for (std::size_t slot = name_hash(name.data(), name.size()); name_slots[slot]; slot = (slot + 1) & mask) {
    std::uint32_t ordinal = name_slots[slot] - 1u;
    if (stored_name(ordinal) == name && found(ordinal)) return;
  }
}

const NameRun& run_of_ordinal(std::uint32_t ordinal) {
  const NameRun* end = name_runs + name_run_count;
  return *(std::upper_bound(name_runs, end, ordinal,
                            [](std::uint32_t key, const NameRun& run) { return key < run.ordinal; }) -
           1);
}

// The longest of parts that text begins with is cut off it; its index.
template <std::size_t N>
unsigned cut_longest(std::string_view& text, const char* const (&parts)[N]) {
  unsigned best = N;
  for (unsigned i = 0; i < N; ++i)
    if (text.starts_with(parts[i]) &&
        (best == N || std::string_view(parts[i]).size() > std::string_view(parts[best]).size()))
      best = i;
  if (best < N) text.remove_prefix(std::string_view(parts[best]).size());
  return best;
}

std::optional<char32_t> hangul_named(std::string_view text) {
  unsigned lead = cut_longest(text, jamo_leads), vowel = cut_longest(text, jamo_vowels);
  if (vowel == vowels) return std::nullopt;
  unsigned trail = cut_longest(text, jamo_trails);
  if (!text.empty()) return std::nullopt;
  return hangul_first + (lead * vowels + vowel) * trails + trail;
}

// "CJK UNIFIED IDEOGRAPH-4E00" and the like: four to six digits as they are written, none of them leading in vain.
std::optional<char32_t> numbered_character(std::string_view name) {
  std::size_t hyphen = name.rfind('-');
  if (hyphen == std::string_view::npos) return std::nullopt;
  std::string_view digits = name.substr(hyphen + 1);
  if (digits.size() < 4 || digits.size() > 6 || (digits.size() > 4 && digits[0] == '0')) return std::nullopt;
  std::uint32_t c = 0;
  for (char digit : digits) {
    if (!((digit >= '0' && digit <= '9') || (digit >= 'A' && digit <= 'F'))) return std::nullopt;
    c = c << 4 | static_cast<std::uint32_t>(digit <= '9' ? digit - '0' : digit - 'A' + 10);
  }
  std::optional<char32_t> result;
  for_stored(name.substr(0, hyphen), [&](std::uint32_t ordinal) {
    const NameRun& run = run_of_ordinal(ordinal);
    if (run.numbered && c >= run.first && c - run.first < run.count) result = c;
    return result.has_value();
  });
  return result;
}

}  // namespace

std::string character_name(char32_t c) {
  if (c >= hangul_first && c <= hangul_last) {
    unsigned index = c - hangul_first;
    return fmt::format("{}{}{}{}", hangul_prefix, jamo_leads[index / (vowels * trails)],
                       jamo_vowels[index / trails % vowels], jamo_trails[index % trails]);
  }
  const NameRun* end = name_runs + name_run_count;
  const NameRun* after =
      std::upper_bound(name_runs, end, c, [](char32_t key, const NameRun& run) { return key < run.first; });
  if (after == name_runs || c - after[-1].first >= after[-1].count) return "";
  const NameRun& run = after[-1];
  if (run.numbered) return fmt::format("{}-{:04X}", stored_name(run.ordinal), static_cast<unsigned>(c));
  return stored_name(run.ordinal + (c - run.first));
}

std::optional<char32_t> character_named(std::string_view text) {
  std::string name(text);
  for (char& c : name)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  if (name.starts_with(hangul_prefix)) return hangul_named(std::string_view(name).substr(hangul_prefix.size()));
  std::optional<char32_t> result;
  for_stored(name, [&](std::uint32_t ordinal) {
    const NameRun& run = run_of_ordinal(ordinal);
    if (!run.numbered) result = run.first + (ordinal - run.ordinal);
    return result.has_value();
  });
  return result ? result : numbered_character(name);
}

}  // namespace xvm
