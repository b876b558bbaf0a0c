#include "base/unicode.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/unicode_tables.h"

namespace xvm {
namespace {

using namespace unicode_tables;

constexpr char32_t hangul_first = 0xac00, hangul_last = 0xd7a3, lead_first = 0x1100, vowel_first = 0x1161,
                   trail_before_first = 0x11a7;
constexpr unsigned leads = 19, vowels = 21, trails = 28;

// The row for c in a table in order of characters; null where it has none.
template <class Row>
const Row* find_row(const Row* rows, std::size_t count, char32_t c) {
  const Row* at =
      std::lower_bound(rows, rows + count, c, [](const Row& row, char32_t key) { return row.character < key; });
  return at != rows + count && at->character == c ? at : nullptr;
}

const SpecialCase* special_case(char32_t c) {
  return has_flag(c, CharFlag::SpecialCase) ? find_row(special_cases, special_case_count, c) : nullptr;
}

CaseMapping one(char32_t c) { return {{c, 0, 0}, 1}; }

const Decomposition& decomposition_row(char32_t c) {
  std::size_t page = decomposition_pages[c >> shift];
  return decompositions[decomposition_index[page << shift | (c & ((1u << shift) - 1))]];
}

void decompose(std::u32string& out, char32_t c, bool compatible) {
  if (c < 0x80) {
    out += c;
  } else if (c >= hangul_first && c <= hangul_last) {
    unsigned index = c - hangul_first;
    out += lead_first + index / (vowels * trails);
    out += vowel_first + index / trails % vowels;
    if (index % trails) out += trail_before_first + index % trails;
  } else if (const Decomposition& row = decomposition_row(c); row.size && (compatible || row.tag == 0)) {
    for (unsigned i = 0; i < row.size; ++i) decompose(out, decomposed[row.offset + i], compatible);
  } else {
    out += c;
  }
}

// Puts every run of combining characters in order of class.
void reorder(std::u32string& text) {
  auto by_class = [](char32_t a, char32_t b) { return char_record(a).combining < char_record(b).combining; };
  auto combines = [](char32_t c) { return c >= 0x300 && char_record(c).combining != 0; };
  for (auto at = text.begin(); at != text.end();) {
    auto begin = std::find_if(at, text.end(), combines);
    at = std::find_if_not(begin, text.end(), combines);
    std::stable_sort(begin, at, by_class);
  }
}

// The character that first and second make; 0 for none.
char32_t compose_pair(char32_t first, char32_t second) {
  if (first - lead_first < leads && second - vowel_first < vowels)
    return hangul_first + ((first - lead_first) * vowels + (second - vowel_first)) * trails;
  if (first >= hangul_first && first <= hangul_last && (first - hangul_first) % trails == 0 &&
      second > trail_before_first && second < trail_before_first + trails)
    return first + (second - trail_before_first);
  const Composition key{first, second, 0};
  const Composition* end = compositions + composition_count;
  const Composition* at = std::lower_bound(compositions, end, key, [](const Composition& a, const Composition& b) {
    return a.first != b.first ? a.first < b.first : a.second < b.second;
  });
  return at != end && at->first == first && at->second == second ? at->composed : 0;
}

// A character joins the last starter before it unless one of its own or a higher class stands between.
void compose(std::u32string& text) {
  constexpr std::size_t none = static_cast<std::size_t>(-1);
  std::size_t starter = none, kept = 0;
  int last_class = -1;  // of what stands between; -1: nothing does
  for (char32_t c : text) {
    int combining = char_record(c).combining;
    if (starter != none && last_class < combining) {
      if (char32_t composed = compose_pair(text[starter], c)) {
        text[starter] = composed;
        continue;
      }
    }
    if (combining == 0) {
      starter = kept;
      last_class = -1;
    } else {
      last_class = combining;
    }
    text[kept++] = c;
  }
  text.resize(kept);
}

}  // namespace

CaseMapping full_upper(char32_t c) {
  const SpecialCase* row = special_case(c);
  return row ? row->upper : one(to_upper(c));
}

CaseMapping full_lower(char32_t c) {
  const SpecialCase* row = special_case(c);
  return row ? row->lower : one(to_lower(c));
}

CaseMapping full_title(char32_t c) {
  const SpecialCase* row = special_case(c);
  return row ? row->title : one(to_title(c));
}

CaseMapping full_fold(char32_t c) {
  const SpecialCase* row = special_case(c);
  return row ? row->fold : one(to_lower(c));
}

bool is_final_sigma(std::u32string_view text, std::size_t at) {
  std::size_t before = at;
  while (before > 0 && has_flag(text[before - 1], CharFlag::CaseIgnorable)) --before;
  if (before == 0 || !has_flag(text[before - 1], CharFlag::Cased)) return false;
  std::size_t after = at + 1;
  while (after < text.size() && has_flag(text[after], CharFlag::CaseIgnorable)) ++after;
  return after == text.size() || !has_flag(text[after], CharFlag::Cased);
}

std::string_view category_name(Category category) {
  static constexpr char names[] = "CnLuLlLtLmLoMnMeMcNdNlNoZsZlZpCcCfCoCsPdPsPePcPoSmScSkSoPiPf";
  return {names + 2 * static_cast<std::size_t>(category), 2};
}

std::string_view bidirectional_name(std::uint8_t index) { return bidirectional_names[index]; }
std::string_view width_name(std::uint8_t index) { return width_names[index]; }

std::optional<double> numeric_value(char32_t c) {
  if (!is_numeric(c)) return std::nullopt;
  if (int digit = char_record(c).digit; digit >= 0) return digit;
  const Numeric* row = find_row(numerics, numeric_count, c);
  return row ? std::optional(row->value) : std::nullopt;
}

std::string decomposition_text(char32_t c) {
  const Decomposition& row = decomposition_row(c);
  std::string out;
  if (row.tag) out = fmt::format("<{}>", decomposition_tags[row.tag]);
  for (unsigned i = 0; i < row.size; ++i)
    out += fmt::format("{}{:04X}", out.empty() ? "" : " ", static_cast<unsigned>(decomposed[row.offset + i]));
  return out;
}

std::u32string normalize(NormalForm form, std::u32string_view text) {
  bool compatible = form == NormalForm::KC || form == NormalForm::KD;
  std::u32string out;
  out.reserve(text.size());
  for (char32_t c : text) decompose(out, c, compatible);
  reorder(out);
  if (form == NormalForm::C || form == NormalForm::KC) compose(out);
  return out;
}

std::string_view unicode_version() { return version; }

std::uint8_t character_age(char32_t c) {
  const AgeRun* end = ages + age_count;
  return (std::upper_bound(ages, end, c, [](char32_t key, const AgeRun& run) { return key < run.first; }) - 1)->age;
}

}  // namespace xvm
