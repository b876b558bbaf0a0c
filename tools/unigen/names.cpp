#include "names.h"

#include <fmt/format.h>
#include <unicode/uchar.h>

#include <algorithm>
#include <map>
#include <stdexcept>
#include <vector>

#include "base/unicode_tables.h"
#include "table.h"

namespace {

using namespace xvm::unicode_tables;

std::string icu_name(UChar32 c) {
  char name[256];
  UErrorCode status = U_ZERO_ERROR;
  int32_t size = u_charName(c, U_UNICODE_CHAR_NAME, name, sizeof name, &status);
  if (U_FAILURE(status)) throw std::runtime_error(fmt::format("U+{:04X}: {}", c, u_errorName(status)));
  return {name, static_cast<std::size_t>(size)};
}

bool is_hangul_syllable(UChar32 c) { return c >= 0xac00 && c <= 0xd7a3; }

std::vector<std::string> words_of(const std::string& name) {
  std::vector<std::string> words;
  for (std::size_t at = 0; at <= name.size();) {
    std::size_t end = std::min(name.find(' ', at), name.size());
    words.push_back(name.substr(at, end - at));
    at = end + 1;
  }
  return words;
}

struct Packed {
  std::vector<std::string> stored;  // by ordinal
  std::vector<NameRun> runs;
};

Packed collect() {
  Packed packed;
  for (UChar32 c = 0; c <= 0x10ffff; ++c) {
    std::string name = icu_name(c);
    if (name.empty() || is_hangul_syllable(c)) continue;
    std::string number = fmt::format("-{:04X}", c);
    bool numbered = name.ends_with(number);
    if (numbered) name.resize(name.size() - number.size());
    auto code = static_cast<char32_t>(c);
    NameRun* last = packed.runs.empty() ? nullptr : &packed.runs.back();
    bool adjoins = last && last->first + last->count == code && last->numbered == numbered;
    if (adjoins && (!numbered || packed.stored.back() == name)) {
      ++last->count;
      if (numbered) continue;
    } else {
      packed.runs.push_back({code, 1, static_cast<std::uint32_t>(packed.stored.size()), numbered});
    }
    packed.stored.push_back(name);
  }
  return packed;
}

}  // namespace

std::string name_tables() {
  Packed packed = collect();

  std::map<std::string, std::size_t> counts;
  for (const std::string& name : packed.stored)
    for (const std::string& word : words_of(name)) ++counts[word];
  std::vector<std::string> words;
  for (const auto& [word, count] : counts) words.push_back(word);
  std::stable_sort(words.begin(), words.end(),
                   [&](const std::string& a, const std::string& b) { return counts[a] > counts[b]; });
  if (words.size() > name_wide_words + (256 - name_wide_words) * 256)
    throw std::runtime_error("too many words in names");

  std::map<std::string, unsigned> numbers;
  std::string text;
  std::vector<std::size_t> offsets{0};
  for (const std::string& word : words) {
    numbers[word] = static_cast<unsigned>(numbers.size());
    text += word;
    offsets.push_back(text.size());
  }

  std::vector<unsigned> codes, slots(std::size_t{1} << name_hash_bits);
  std::vector<std::size_t> blocks;
  for (std::size_t ordinal = 0; ordinal < packed.stored.size(); ++ordinal) {
    const std::string& name = packed.stored[ordinal];
    if (ordinal % name_block == 0) blocks.push_back(codes.size());
    std::vector<std::string> parts = words_of(name);
    codes.push_back(static_cast<unsigned>(parts.size()));
    for (const std::string& part : parts) {
      unsigned number = numbers[part];
      if (number < name_wide_words) {
        codes.push_back(number);
      } else {
        codes.push_back(name_wide_words + (number - name_wide_words) / 256);
        codes.push_back((number - name_wide_words) % 256);
      }
    }
    std::size_t slot = name_hash(name.data(), name.size());
    while (slots[slot]) slot = (slot + 1) % slots.size();
    slots[slot] = static_cast<unsigned>(ordinal + 1);
  }

  std::string out = "const NameRun name_runs[] = {\n";
  for (const NameRun& run : packed.runs)
    out += fmt::format("{{0x{:x}, {}, {}, {}}},\n", static_cast<unsigned>(run.first), run.count, run.ordinal,
                       run.numbered);
  out += "};\n";
  out += fmt::format("const std::size_t name_run_count = {};\n", packed.runs.size());
  out += number_table("std::uint8_t", "name_codes", codes);
  out += number_table("std::uint32_t", "name_blocks", blocks);
  out += number_table("std::uint32_t", "name_word_offsets", offsets);
  out += number_table("std::uint16_t", "name_slots", slots);
  out += "const char name_words[] =\n";
  for (std::size_t at = 0; at < text.size(); at += 100) out += fmt::format("\"{}\"\n", text.substr(at, 100));
  return out + ";\n";
}
