// The two small languages of formatting: [[fill]align][sign][z][#][0][width][grouping][.precision][type] of format(),
// and %(key)#0- +width.precision of the % operator. Parsed here; what they do to numbers is in number_format.h.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace xvm {

// What a release's format() knows.
struct FormatFeatures {
  bool alternate = true;         // "#" from 2.7 and 3.1
  bool comma = true;             // "," from 2.7 and 3.1
  bool underscore = true;        // "_" from 3.6
  bool no_negative_zero = true;  // "z" from 3.11
  bool zero_keeps_align = true;  // from 3.10, "0" before the width does not align text by "="
};

struct FormatSpec {
  char32_t fill = ' ';
  char align = 0;  // one of < > = ^, as given or as "0" implies; 0: the type's own
  char sign = 0;   // one of + - space, or 0
  bool no_negative_zero = false;
  bool alternate = false;
  bool fill_given = false, align_given = false;
  std::int64_t width = -1;      // -1: not given
  char grouping = 0;            // ',' or '_', or 0
  std::int64_t precision = -1;  // -1: not given
  char32_t type = 0;            // 0: not given
};

enum class FormatSpecError : std::uint8_t {
  None,
  Invalid,             // something is left over: "Invalid format specifier" and the like
  TooManyDigits,       // width or precision does not fit: "Too many decimal digits in format string"
  MissingPrecision,    // "Format specifier missing precision"
  CommaAndUnderscore,  // "Cannot specify both ',' and '_'."
  GroupingTwice,       // ",," or "__": "Cannot specify ',' with ','.", as CommaAndUnderscore in 3.6 to 3.8
  GroupingWithType,    // "Cannot specify ',' with 's'.": result.grouping and result.type say which
};

// spec is UTF-8 (lone surrogates as three bytes). default_align is '<' for text, '>' for numbers. Width and precision
// may be as large as int64_t holds: what is too big to build is the caller's to refuse.
FormatSpecError parse_format_spec(std::string_view spec, const FormatFeatures& features, char default_align,
                                  FormatSpec& result);

// Characters of fill left and right of a text of that many characters, for < > ^ and, as for <, none.
struct Padding {
  std::size_t left = 0, right = 0;
};
Padding padding_for(const FormatSpec& spec, std::size_t characters, char default_align);

// One conversion of the % operator.
struct PercentSpec {
  bool has_key = false;
  std::string_view key;  // between the outer parentheses
  bool left = false, sign = false, blank = false, alternate = false, zero = false;
  bool star_width = false, star_precision = false;  // taken from the arguments, width first
  std::int64_t width = -1;                          // -1: not given
  std::int64_t precision = -1;                      // -1: not given; "." alone is 0
  char32_t conversion = 0;
  std::size_t conversion_at = 0;  // byte index, for "unsupported format character 'y' (0x79) at index 1"
  std::size_t next = 0;           // byte index after the conversion
};

enum class PercentError : std::uint8_t {
  None,
  IncompleteKey,    // "incomplete format key"
  Incomplete,       // "incomplete format"
  WidthTooBig,      // "width too big"
  PrecisionTooBig,  // "precision too big"; "prec too big" to 3.3 and in 2.x
};

// at is the byte index after the "%"; format is UTF-8 or bytes without meaning beyond ASCII (bytes_format). What was
// read before an error is in result, so that a missing mapping or argument can be reported first.
PercentError parse_percent_spec(std::string_view format, std::size_t at, bool bytes_format, PercentSpec& result);

}  // namespace xvm
