// unigen FILE: writes the tables of src/base/unicode_tables.h, with what the ICU it is built with knows, as C++.
#include <fmt/format.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/ustring.h>
#include <unicode/uversion.h>

#include <algorithm>
#include <cstdio>
#include <exception>
#include <fstream>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "base/unicode_tables.h"
#include "names.h"
#include "table.h"

namespace {

using namespace xvm;
using unicode_tables::Decomposition;

constexpr UChar32 last_character = 0x10ffff;
constexpr unsigned page_size = 1u << unicode_tables::shift;

void check(UErrorCode status, UChar32 c) {
  if (U_FAILURE(status)) throw std::runtime_error(fmt::format("U+{:04X}: {}", c, u_errorName(status)));
}

std::u32string from_utf16(const UChar* text, int32_t size) {
  std::u32string out;
  for (int32_t i = 0; i < size;) {
    UChar32 c;
    U16_NEXT(text, i, size, c);
    out += static_cast<char32_t>(c);
  }
  return out;
}

// A numbered list of distinct items.
template <class T>
class Pool {
 public:
  std::size_t index_of(const T& item) {
    auto [at, fresh] = numbers_.emplace(item, items_.size());
    if (fresh) items_.push_back(item);
    return at->second;
  }
  const std::vector<T>& items() const { return items_; }

 private:
  std::map<T, std::size_t> numbers_;
  std::vector<T> items_;
};

// One number for each character, as pages of which equal ones are shared.
std::string two_level(const std::string& pages_name, const std::string& index_name,
                      const std::vector<std::size_t>& values) {
  Pool<std::vector<std::size_t>> blocks;
  std::vector<std::size_t> pages;
  for (std::size_t at = 0; at < values.size(); at += page_size)
    pages.push_back(blocks.index_of({values.begin() + static_cast<std::ptrdiff_t>(at),
                                     values.begin() + static_cast<std::ptrdiff_t>(at + page_size)}));
  std::vector<std::size_t> flat;
  for (const auto& block : blocks.items()) flat.insert(flat.end(), block.begin(), block.end());
  return number_table("std::uint16_t", pages_name, pages) + number_table("std::uint16_t", index_name, flat);
}

std::u32string full_mapping(UChar32 c, int32_t (*map)(UChar*, int32_t, const UChar*, int32_t, UErrorCode*)) {
  UChar source[2], mapped[16];
  int32_t size = 0;
  UErrorCode status = U_ZERO_ERROR;
  U16_APPEND_UNSAFE(source, size, c);
  int32_t length = map(mapped, 16, source, size, &status);
  check(status, c);
  return from_utf16(mapped, length);
}

int32_t map_upper(UChar* to, int32_t room, const UChar* from, int32_t size, UErrorCode* status) {
  return u_strToUpper(to, room, from, size, "", status);
}
int32_t map_lower(UChar* to, int32_t room, const UChar* from, int32_t size, UErrorCode* status) {
  return u_strToLower(to, room, from, size, "", status);
}
int32_t map_title(UChar* to, int32_t room, const UChar* from, int32_t size, UErrorCode* status) {
  return u_strToTitle(to, room, from, size, nullptr, "", status);
}
int32_t map_fold(UChar* to, int32_t room, const UChar* from, int32_t size, UErrorCode* status) {
  return u_strFoldCase(to, room, from, size, U_FOLD_CASE_DEFAULT, status);
}

bool changes_case(UChar32 c) {
  return u_hasBinaryProperty(c, UCHAR_CHANGES_WHEN_CASEMAPPED) || u_hasBinaryProperty(c, UCHAR_CHANGES_WHEN_CASEFOLDED);
}

struct Cases {
  std::u32string upper, lower, title, fold;
  bool special = false;
};

Cases cases_of(UChar32 c) {
  if (!changes_case(c)) return {};
  Cases cases{full_mapping(c, map_upper), full_mapping(c, map_lower), full_mapping(c, map_title),
              full_mapping(c, map_fold)};
  auto simple = [](UChar32 mapped) { return std::u32string(1, static_cast<char32_t>(mapped)); };
  // What is not cased by itself, as U+0345, is passed over in a text of one character.
  if (cases.title == simple(c)) cases.title = simple(u_totitle(c));
  cases.special = cases.upper != simple(u_toupper(c)) || cases.lower != simple(u_tolower(c)) ||
                  cases.title != simple(u_totitle(c)) || cases.fold != simple(u_tolower(c));
  return cases;
}

// The kinds of decomposition, in ICU's order from canonical on.
const char* const tags[] = {"",        "compat",   "circle", "final",    "font",    "fraction",
                            "initial", "isolated", "medial", "narrow",   "noBreak", "small",
                            "square",  "sub",      "super",  "vertical", "wide"};

bool category_is(UChar32 c, uint32_t mask) { return (U_GET_GC_MASK(c) & mask) != 0; }

unsigned flags_of(UChar32 c, bool special) {
  unsigned flags = 0;
  auto set = [&](CharFlag flag, bool on) {
    if (on) flags |= static_cast<unsigned>(flag);
  };
  int numeric = u_getIntPropertyValue(c, UCHAR_NUMERIC_TYPE);
  int direction = u_charDirection(c);
  bool blank_direction =
      direction == U_WHITE_SPACE_NEUTRAL || direction == U_BLOCK_SEPARATOR || direction == U_SEGMENT_SEPARATOR;
  set(CharFlag::Alpha, category_is(c, U_GC_L_MASK));
  set(CharFlag::Decimal, numeric == U_NT_DECIMAL);
  set(CharFlag::Digit, numeric == U_NT_DECIMAL || numeric == U_NT_DIGIT);
  set(CharFlag::Numeric, numeric != U_NT_NONE);
  set(CharFlag::Space, category_is(c, U_GC_ZS_MASK) || (blank_direction && !category_is(c, U_GC_CN_MASK)));
  set(CharFlag::Upper, u_hasBinaryProperty(c, UCHAR_UPPERCASE));
  set(CharFlag::Lower, u_hasBinaryProperty(c, UCHAR_LOWERCASE));
  set(CharFlag::Cased, u_hasBinaryProperty(c, UCHAR_CASED));
  set(CharFlag::CaseIgnorable, u_hasBinaryProperty(c, UCHAR_CASE_IGNORABLE));
  set(CharFlag::Printable, c == ' ' || !category_is(c, U_GC_C_MASK | U_GC_Z_MASK));
  set(CharFlag::IdentifierStart, c == '_' || u_hasBinaryProperty(c, UCHAR_XID_START));
  set(CharFlag::IdentifierContinue, u_hasBinaryProperty(c, UCHAR_XID_CONTINUE));
  set(CharFlag::Mirrored, u_isMirrored(c));
  set(CharFlag::SpecialCase, special);
  return flags;
}

// Index 0 of the bidirectional classes is "", for what is not assigned.
std::string record_of(UChar32 c, bool special) {
  bool assigned = !category_is(c, U_GC_CN_MASK);
  int numeric = u_getIntPropertyValue(c, UCHAR_NUMERIC_TYPE);
  int digit = numeric == U_NT_DECIMAL || numeric == U_NT_DIGIT ? static_cast<int>(u_getNumericValue(c)) : -1;
  return fmt::format("{},{},{},{},Category({}),{},{},{},{},{}", u_toupper(c) - c, u_tolower(c) - c, u_totitle(c) - c,
                     flags_of(c, special), static_cast<int>(u_charType(c)), assigned ? u_charDirection(c) + 1 : 0,
                     u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH), static_cast<int>(u_getCombiningClass(c)),
                     numeric == U_NT_DECIMAL ? digit : -1, digit);
}

std::string mapping_text(const std::u32string& mapping) {
  if (mapping.empty() || mapping.size() > 3) throw std::runtime_error("a case mapping has more than three characters");
  std::string out = "{{";
  for (std::size_t i = 0; i < 3; ++i)
    out += fmt::format("0x{:x},", i < mapping.size() ? static_cast<unsigned>(mapping[i]) : 0u);
  return out + fmt::format("}},{}}}", mapping.size());
}

std::string property_names(const std::string& name, UProperty property, bool none_first) {
  std::string out = fmt::format("const char* const {}[] = {{", name);
  if (none_first) out += "\"\",";
  for (int value = 0; value <= u_getIntPropertyMaxValue(property); ++value)
    out += fmt::format("\"{}\",", u_getPropertyValueName(property, value, U_SHORT_PROPERTY_NAME));
  return out + "};\n";
}

std::string record_tables() {
  Pool<std::string> records;
  std::vector<std::size_t> index;
  std::string specials;
  std::size_t special_count = 0;
  for (UChar32 c = 0; c <= last_character; ++c) {
    Cases cases = cases_of(c);
    index.push_back(records.index_of(record_of(c, cases.special)));
    if (!cases.special) continue;
    ++special_count;
    specials += fmt::format("{{0x{:x},{},{},{},{}}},\n", c, mapping_text(cases.upper), mapping_text(cases.lower),
                            mapping_text(cases.title), mapping_text(cases.fold));
  }
  std::string out = two_level("pages", "record_index", index);
  out += "const CharRecord records[] = {\n";
  for (const std::string& record : records.items()) out += "{" + record + "},\n";
  out += "};\nconst SpecialCase special_cases[] = {\n" + specials + "};\n";
  return out + fmt::format("const std::size_t special_case_count = {};\n", special_count);
}

std::string numeric_tables() {
  std::string out = "const Numeric numerics[] = {\n";
  std::size_t count = 0;
  for (UChar32 c = 0; c <= last_character; ++c) {
    if (u_getIntPropertyValue(c, UCHAR_NUMERIC_TYPE) != U_NT_NUMERIC) continue;
    ++count;
    out += fmt::format("{{0x{:x},{}}},\n", c, u_getNumericValue(c));
  }
  return out + fmt::format("}};\nconst std::size_t numeric_count = {};\n", count);
}

std::string decomposition_tables() {
  UErrorCode status = U_ZERO_ERROR;
  const UNormalizer2* compatible = unorm2_getNFKCInstance(&status);
  const UNormalizer2* canonical = unorm2_getNFCInstance(&status);
  check(status, 0);
  std::vector<std::size_t> index;
  std::vector<char32_t> text;
  std::string rows = "{0,0,0},\n";
  std::size_t count = 1;
  std::set<std::string> compositions;
  for (UChar32 c = 0; c <= last_character; ++c) {
    UChar mapped[64];
    int kind = u_getIntPropertyValue(c, UCHAR_DECOMPOSITION_TYPE);
    bool hangul = c >= 0xac00 && c <= 0xd7a3;
    int32_t size = kind == U_DT_NONE || hangul ? -1 : unorm2_getRawDecomposition(compatible, c, mapped, 64, &status);
    check(status, c);
    if (size < 0) {
      index.push_back(0);
      continue;
    }
    std::u32string parts = from_utf16(mapped, size);
    index.push_back(count++);
    rows += fmt::format("{{{},{},{}}},\n", text.size(), parts.size(), kind - U_DT_CANONICAL);
    text.insert(text.end(), parts.begin(), parts.end());
    if (kind == U_DT_CANONICAL && parts.size() == 2 &&
        unorm2_composePair(canonical, static_cast<UChar32>(parts[0]), static_cast<UChar32>(parts[1])) == c)
      compositions.insert(fmt::format("{{0x{:05x},0x{:05x},0x{:05x}}},\n", static_cast<unsigned>(parts[0]),
                                      static_cast<unsigned>(parts[1]), c));
  }
  if (text.size() > 0xffff || count > 0xffff) throw std::runtime_error("the decompositions have outgrown 16 bits");
  std::string out = two_level("decomposition_pages", "decomposition_index", index);
  out += "const Decomposition decompositions[] = {\n" + rows + "};\n";
  out += number_table("char32_t", "decomposed", text);
  out += "const char* const decomposition_tags[] = {";
  for (const char* tag : tags) out += fmt::format("\"{}\",", tag);
  out += "};\nconst Composition compositions[] = {\n";
  for (const std::string& row : compositions) out += row;
  return out + fmt::format("}};\nconst std::size_t composition_count = {};\n", compositions.size());
}

std::string age_table() {
  std::string rows;
  std::size_t count = 0;
  int previous = -1;
  for (UChar32 c = 0; c <= last_character; ++c) {
    UVersionInfo version;
    u_charAge(c, version);
    int age = version[0] << 4 | version[1];
    if (age != previous) rows += fmt::format("{{0x{:05x},0x{:02x}}},\n", c, age), ++count;
    previous = age;
  }
  return fmt::format("const AgeRun ages[] = {{\n{}}};\nconst std::size_t age_count = {};\n", rows, count);
}

std::string version_text() {
  UVersionInfo version;
  u_getUnicodeVersion(version);
  return fmt::format("{}.{}.{}", version[0], version[1], version[2]);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    fmt::print(stderr, "usage: unigen FILE\n");
    return 2;
  }
  try {
    std::ofstream file(argv[1]);
    file << fmt::format("// Made by tools/unigen from ICU {}, Unicode {}.\n", U_ICU_VERSION, version_text());
    file << "#include \"base/unicode_tables.h\"\n\nnamespace xvm::unicode_tables {\n\n";
    file << fmt::format("const char version[] = \"{}\";\n", version_text());
    file << property_names("bidirectional_names", UCHAR_BIDI_CLASS, true);
    file << property_names("width_names", UCHAR_EAST_ASIAN_WIDTH, false);
    file << record_tables() << numeric_tables() << decomposition_tables() << age_table() << name_tables();
    file << "\n}  // namespace xvm::unicode_tables\n";
    file.close();
    if (!file) throw std::runtime_error(fmt::format("{}: cannot be written", argv[1]));
  } catch (const std::exception& error) {
    fmt::print(stderr, "unigen: {}\n", error.what());
    return 1;
  }
}
