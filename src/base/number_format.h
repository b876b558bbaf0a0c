// Numbers laid out by a FormatSpec or a PercentSpec: sign, prefix, grouping, zeros, padding. Results are UTF-8 (ASCII
// unless the fill is not).
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/format_spec.h"

namespace xvm {

// The parts of a number's text before it is laid out.
struct NumberParts {
  bool negative = false;
  std::string_view prefix;     // "0x", or nothing
  std::string_view digits;     // the integer part, without sign; grouping applies to these
  std::string_view remainder;  // what follows: point, fraction, exponent, "%"
};

// Separators for the type 'n'. grouping is as localeconv() has it: sizes from the right, the last repeated, CHAR_MAX
// to stop, "" for none.
struct NumberLocale {
  std::string_view decimal_point = ".";
  std::string_view separator;
  std::string_view grouping;
};

// format(): everything of spec but precision and type, which made parts. Digits group by 3, by 4 for b, o, x, X with _.
std::string lay_out_number(const FormatSpec& spec, const NumberParts& parts, const NumberLocale& locale = {});

// What no type means to a float with a spec that is not empty.
enum class FloatDefault : std::uint8_t {
  Shortest,  // as repr(), from 3.1 on; with a precision, g
  Twelve,    // 2.7: g of 12 digits, ".0" after integers
  OldTwelve  // 2.6 and 3.0: the same, but exponents begin one power of ten later
};

// format(float, spec) for the types none, e E f F g G n %. Precision is at most INT_MAX.
std::string format_float(double value, const FormatSpec& spec, FloatDefault no_type = FloatDefault::Shortest,
                         const NumberLocale& locale = {});

// format(complex, spec) for the types none, e E f F g G n; "=" and zero padding are the caller's to refuse.
std::string format_complex(double real, double imag, const FormatSpec& spec,
                           FloatDefault no_type = FloatDefault::Shortest, const NumberLocale& locale = {});

// magnitude in base 2 to 36, lower case, without prefix.
std::string digits_of(std::uint64_t magnitude, unsigned base);

// %d %i %u %o %x %X: digits are those of the magnitude in the conversion's base, lower case. octal_prefix is what
// %#o writes: "0o", or "0", one of the digits, in 2.x.
std::string percent_integer(const PercentSpec& spec, bool negative, std::string_view digits,
                            std::string_view octal_prefix = "0o");

// %e %E %f %F %g %G. big_as_general: to 2.6 and 3.0, f of 1e50 and more is g; sign_of_nan: "-nan" is told, as there.
std::string percent_float(const PercentSpec& spec, double value, bool big_as_general = false, bool sign_of_nan = false);

// Spaces around a text of that many characters, for %s %r %a %c.
Padding percent_padding(const PercentSpec& spec, std::size_t characters);

}  // namespace xvm
