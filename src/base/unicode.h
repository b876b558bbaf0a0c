// Properties of Unicode characters, from tables that tools/unigen makes at build time with ICU. One table for all
// releases: the Unicode version is ICU's (15.0 with ICU 72), though each release had its own (4.1 in 2.5 to 15.1).
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace xvm {

enum class Category : std::uint8_t {
  Cn,
  Lu,
  Ll,
  Lt,
  Lm,
  Lo,
  Mn,
  Me,
  Mc,
  Nd,
  Nl,
  No,
  Zs,
  Zl,
  Zp,
  Cc,
  Cf,
  Co,
  Cs,
  Pd,
  Ps,
  Pe,
  Pc,
  Po,
  Sm,
  Sc,
  Sk,
  So,
  Pi,
  Pf
};

enum class CharFlag : std::uint16_t {
  Alpha = 1,    // isalpha: a letter by category
  Decimal = 2,  // isdecimal
  Digit = 4,    // isdigit: decimal digits and the like of superscripts
  Numeric = 8,  // isnumeric
  Space = 16,   // isspace: category Zs, or bidirectional WS, B or S
  Upper = 32,   // isupper's uppercase, from 3.3; before, category Lu
  Lower = 64,   // islower's lowercase, from 3.3; before, category Ll
  Cased = 128,  // with CaseIgnorable, what makes a sigma final
  CaseIgnorable = 256,
  Printable = 512,            // isprintable: not Other or Separator, but for the space
  IdentifierStart = 1024,     // XID_Start, and the underscore
  IdentifierContinue = 2048,  // XID_Continue
  Mirrored = 4096,
  SpecialCase = 8192,  // a full case mapping differs from the simple one
};

// What is known of a character; many characters share one.
struct CharRecord {
  std::int32_t upper, lower, title;  // simple mapping minus the character
  std::uint16_t flags;
  Category category;
  std::uint8_t bidirectional;  // index for bidirectional_name; 0 is none
  std::uint8_t width;          // index for width_name
  std::uint8_t combining;
  std::int8_t decimal, digit;  // -1 for none
};

namespace unicode_tables {
inline constexpr unsigned shift = 7;
extern const std::uint16_t pages[];
extern const std::uint16_t record_index[];
extern const CharRecord records[];
}  // namespace unicode_tables

// c is at most 0x10ffff here and below.
inline const CharRecord& char_record(char32_t c) {
  using namespace unicode_tables;
  return records[record_index[(static_cast<std::size_t>(pages[c >> shift]) << shift) | (c & ((1u << shift) - 1))]];
}
inline bool has_flag(char32_t c, CharFlag flag) {
  return (char_record(c).flags & static_cast<std::uint16_t>(flag)) != 0;
}

inline bool is_alpha(char32_t c) { return has_flag(c, CharFlag::Alpha); }
inline bool is_decimal(char32_t c) { return has_flag(c, CharFlag::Decimal); }
inline bool is_digit(char32_t c) { return has_flag(c, CharFlag::Digit); }
inline bool is_numeric(char32_t c) { return has_flag(c, CharFlag::Numeric); }
inline bool is_alnum(char32_t c) {
  constexpr auto any = static_cast<unsigned>(CharFlag::Alpha) | static_cast<unsigned>(CharFlag::Decimal) |
                       static_cast<unsigned>(CharFlag::Digit) | static_cast<unsigned>(CharFlag::Numeric);
  return (char_record(c).flags & any) != 0;
}
inline bool is_space(char32_t c) { return has_flag(c, CharFlag::Space); }
inline bool is_upper(char32_t c) { return has_flag(c, CharFlag::Upper); }
inline bool is_lower(char32_t c) { return has_flag(c, CharFlag::Lower); }
inline bool is_title(char32_t c) { return char_record(c).category == Category::Lt; }
inline bool is_printable(char32_t c) { return has_flag(c, CharFlag::Printable); }
inline bool is_identifier_start(char32_t c) { return has_flag(c, CharFlag::IdentifierStart); }
inline bool is_identifier_continue(char32_t c) { return has_flag(c, CharFlag::IdentifierContinue); }
inline char32_t to_upper(char32_t c) { return c + static_cast<char32_t>(char_record(c).upper); }
inline char32_t to_lower(char32_t c) { return c + static_cast<char32_t>(char_record(c).lower); }
inline char32_t to_title(char32_t c) { return c + static_cast<char32_t>(char_record(c).title); }

// Where splitlines() of text ends a line. vertical: \v and \f too, as from 2.7 and 3.2 on. Byte strings know only \n
// and \r.
inline bool is_line_break(char32_t c, bool vertical) {
  if (c > 0x1e) return c == 0x85 || c == 0x2028 || c == 0x2029;
  return c == '\n' || c == '\r' || (c >= 0x1c) || (vertical && (c == 0x0b || c == 0x0c));
}

// Full mappings of one character, from 3.3 on: one to three characters, without the rule for a final sigma.
struct CaseMapping {
  char32_t text[3];
  std::uint8_t size;
};
CaseMapping full_upper(char32_t c);
CaseMapping full_lower(char32_t c);
CaseMapping full_title(char32_t c);
CaseMapping full_fold(char32_t c);

// Whether the capital sigma at text[at] is final, so that its lower case is U+03C2.
bool is_final_sigma(std::u32string_view text, std::size_t at);

std::string_view category_name(Category category);        // "Lu"
std::string_view bidirectional_name(std::uint8_t index);  // "AL", "" for none
std::string_view width_name(std::uint8_t index);          // "N", "Na", "W", "F", "H", "A"
std::optional<double> numeric_value(char32_t c);

// unicodedata.decomposition(): "<compat> 0020 0308", "0041 0300", "" for none.
std::string decomposition_text(char32_t c);

enum class NormalForm : std::uint8_t { C, D, KC, KD };
std::u32string normalize(NormalForm form, std::u32string_view text);

// unicodedata.name(), "" where there is none; and lookup() by name, in any case, without named sequences and aliases.
std::string character_name(char32_t c);
std::optional<char32_t> character_named(std::string_view name);

// The version of Unicode in which c was assigned, as 0x41 for 4.1; 0 where it is not.
std::uint8_t character_age(char32_t c);

// "15.0.0"
std::string_view unicode_version();

}  // namespace xvm
