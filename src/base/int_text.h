// What int(text, base) reads, down to clean digits for the engine of big integers.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace xvm {

// What a release's int() (or, for 2.x, int(), long() and literals) knows.
struct IntTextRules {
  bool underscores = true;    // PEP 515, from 3.6
  bool binary_prefix = true;  // 0b and 0o, from 2.6
  bool old_octal = false;     // base 0: "017" is octal, as in 2.x
  bool lone_prefix = false;   // "0x" is zero, as in 2.5
  bool spaced_sign = false;   // "- 1" is read, as in 2.x
  bool long_suffix = false;   // a final "L" or "l" is allowed, as by long() of 2.x
};

struct IntText {
  bool negative = false;
  int base = 10;
  std::string digits;           // of the magnitude, in base, lower case, without prefix and leading zeros; "0" for zero
  std::size_t digit_count = 0;  // digits as written, leading zeros included, for the limit on text (from 3.11)
  std::optional<std::uint64_t> small;  // the magnitude, where it fits
};

// base is 0 or 2 to 36. Surrounding white space is stripped here (ASCII's), digits of other scripts are the caller's to
// map. Empty where the text is not a number: "invalid literal for int() with base 10: 'x'".
std::optional<IntText> parse_int(std::string_view text, int base, const IntTextRules& rules);

}  // namespace xvm
