// Doubles as text and back, rounded and taken apart, in every form a release has. Texts are ASCII.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace xvm {

// What one conversion of a double asks for.
struct FloatFormat {
  char code = 'r';                // 'r' shortest that reads back, or one of e E f F g G as in C
  int precision = 0;              // not looked at for 'r'; 0 is 1 for g and G
  bool sign = false;              // "+" before what is not negative, nan included
  bool alternate = false;         // '#': the point and, for g, trailing zeros stay
  bool dot_zero = false;          // ".0" after what looks like an integer
  bool no_negative_zero = false;  // the format language's 'z': what rounds to -0 loses its sign
};

// inf and nan are "inf", "-inf", "nan" (upper case for E, F, G). An exponent has at least two digits.
std::string float_text(double value, const FloatFormat& format);

// repr() from 2.7 and 3.1 on: the shortest digits that read back, "1e+16" from 10**16 on.
std::string float_repr(double value);

// repr() (17 digits) and str() (12) of 2.5, 2.6 and 3.0: significant digits as C's %g, ".0" after integers. str() of
// 2.7 and 3.1 is float_text with 'g', 12 and dot_zero, which turns to exponents one power of ten earlier.
std::string float_significant(double value, int digits);

// What float() reads: [sign] digits with point and exponent, or inf, infinity, nan in any case. Surrounding white
// space is the caller's to strip, digits of other scripts the caller's to map to ASCII. underscores: single ones
// between digits are allowed (PEP 515, from 3.6).
std::optional<double> parse_float(std::string_view text, bool underscores);

// The longest float at the beginning of text, without underscores: its length (0 for none) and value. For complex().
std::size_t parse_float_prefix(std::string_view text, double& value);

// float.hex() and float.fromhex(); surrounding white space is the caller's to strip.
std::string float_hex(double value);
enum class HexFloat : std::uint8_t { Ok, Invalid, TooLarge };
HexFloat parse_hex_float(std::string_view text, double& value);

// value == (negative ? -1 : 1) * mantissa * 2**exponent, mantissa odd or 0 (then exponent is 0). value is finite.
struct FloatRatio {
  bool negative;
  std::uint64_t mantissa;
  int exponent;
};
FloatRatio float_ratio(double value);

// round(value) of 3.x: to the even neighbour. value is finite.
double round_half_even(double value);

// round(value, digits) of 3.1 on: the exact decimal value, halves to even. Empty where the result overflows.
std::optional<double> round_digits_half_even(double value, std::int64_t digits);

// round(value[, digits]) of 2.7: the exact decimal value, halves away from zero. Empty where the result overflows.
std::optional<double> round_digits_half_away(double value, std::int64_t digits);

// round(value[, digits]) of 2.5 and 2.6, and with digits of 3.0: scale by a power of ten, round, scale back; not exact.
double round_digits_scaled(double value, std::int64_t digits);

}  // namespace xvm
