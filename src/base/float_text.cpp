#include "base/float_text.h"

#include <array>
#include <bit>
#include <charconv>
#include <cmath>
#include <limits>

namespace xvm {
namespace {

// No double has more digits after the point than this; what is asked beyond them is zeros.
constexpr int max_fraction_digits = 1074;

// Significant digits of a finite magnitude, and where the point stands: 0.DIGITS * 10**point.
struct Digits {
  std::string text;
  int point = 0;
};

Digits from_scientific(const char* begin, const char* end) {
  Digits digits;
  const char* at = begin;
  for (; at != end && *at != 'e'; ++at)
    if (*at != '.') digits.text += *at;
  int exponent = 0;
  if (at != end) {
    bool negative = at[1] == '-';
    std::from_chars(at + 2, end, exponent);
    if (negative) exponent = -exponent;
  }
  digits.point = exponent + 1;
  return digits;
}

Digits shortest_digits(double magnitude) {
  char buffer[64];
  auto end = std::to_chars(buffer, buffer + sizeof buffer, magnitude, std::chars_format::scientific).ptr;
  return from_scientific(buffer, end);
}

// count significant digits, correctly rounded.
Digits significant_digits(double magnitude, int count) {
  int kept = count - 1 < max_fraction_digits ? count - 1 : max_fraction_digits;
  char buffer[max_fraction_digits + 32];
  auto end = std::to_chars(buffer, buffer + sizeof buffer, magnitude, std::chars_format::scientific, kept).ptr;
  Digits digits = from_scientific(buffer, end);
  digits.text.append(static_cast<std::size_t>(count - 1 - kept), '0');
  return digits;
}

// With that many digits after the point.
std::string fixed_text(double magnitude, int precision) {
  int kept = precision < max_fraction_digits ? precision : max_fraction_digits;
  char buffer[max_fraction_digits + 400];
  auto end = std::to_chars(buffer, buffer + sizeof buffer, magnitude, std::chars_format::fixed, kept).ptr;
  std::string text(buffer, end);
  text.append(static_cast<std::size_t>(precision - kept), '0');
  return text;
}

void append_exponent(std::string& text, int exponent, bool upper) {
  text += upper ? 'E' : 'e';
  text += exponent < 0 ? '-' : '+';
  unsigned magnitude = static_cast<unsigned>(exponent < 0 ? -exponent : exponent);
  if (magnitude < 10) text += '0';
  text += std::to_string(magnitude);
}

std::string exponent_text(const Digits& digits, bool alternate, bool upper) {
  std::string text = digits.text.substr(0, 1);
  if (digits.text.size() > 1 || alternate) text += '.';
  text += digits.text.substr(1);
  append_exponent(text, digits.point - 1, upper);
  return text;
}

// Digits around the point, with zeros where there are none.
std::string positional_text(const Digits& digits, bool alternate, bool dot_zero) {
  std::string text;
  auto size = static_cast<int>(digits.text.size());
  if (digits.point <= 0) {
    text = "0.";
    text.append(static_cast<std::size_t>(-digits.point), '0');
    return text + digits.text;
  }
  if (size > digits.point) {
    text = digits.text;
    text.insert(static_cast<std::size_t>(digits.point), 1, '.');
    return text;
  }
  text = digits.text;
  text.append(static_cast<std::size_t>(digits.point - size), '0');
  if (dot_zero) return text + ".0";
  return alternate ? text + '.' : text;
}

void strip_trailing_zeros(std::string& digits) {
  std::size_t last = digits.find_last_not_of('0');
  digits.resize(last == std::string::npos ? 1 : last + 1);
}

bool only_zeros(std::string_view text) {
  for (char c : text) {
    if (c == 'e' || c == 'E') break;
    if (c != '0' && c != '.') return false;
  }
  return true;
}

std::string finite_text(double magnitude, const FloatFormat& format, char code, bool upper) {
  switch (code) {
    case 'e':
      return exponent_text(significant_digits(magnitude, format.precision + 1), format.alternate, upper);
    case 'f': {
      std::string text = fixed_text(magnitude, format.precision);
      if (format.precision == 0 && format.dot_zero) return text + ".0";
      return format.precision == 0 && format.alternate ? text + '.' : text;
    }
    case 'g': {
      int precision = format.precision ? format.precision : 1;
      Digits digits = significant_digits(magnitude, precision);
      if (!format.alternate) strip_trailing_zeros(digits.text);
      bool exponent = digits.point <= -4 || digits.point > precision - (format.dot_zero ? 1 : 0);
      if (exponent) return exponent_text(digits, format.alternate, upper);
      return positional_text(digits, format.alternate, format.dot_zero);
    }
    default: {
      Digits digits = shortest_digits(magnitude);
      if (digits.point <= -4 || digits.point > 16) return exponent_text(digits, format.alternate, upper);
      return positional_text(digits, format.alternate, format.dot_zero);
    }
  }
}

bool is_ascii_digit(char c) { return c >= '0' && c <= '9'; }

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

bool begins_with_word(std::string_view text, std::string_view word) {
  if (text.size() < word.size()) return false;
  for (std::size_t i = 0; i < word.size(); ++i)
    if (lower(text[i]) != word[i]) return false;
  return true;
}

// inf, infinity or nan at the beginning of text; 0 for none.
std::size_t parse_special(std::string_view text, double& value) {
  if (begins_with_word(text, "inf")) {
    value = std::numeric_limits<double>::infinity();
    return begins_with_word(text, "infinity") ? 8 : 3;
  }
  if (begins_with_word(text, "nan")) {
    value = std::numeric_limits<double>::quiet_NaN();
    return 3;
  }
  return 0;
}

// from_chars says only that a number is out of range; which way is decided by where its first digit stands.
double out_of_range_value(std::string_view number) {
  std::size_t e = number.find_first_of("eE");
  std::string_view mantissa = number.substr(0, e);
  bool negative_exponent = e != std::string_view::npos && number[e + 1] == '-';
  std::size_t point = mantissa.find('.');
  std::size_t whole = point == std::string_view::npos ? mantissa.size() : point;
  std::size_t first = mantissa.find_first_not_of("0.");
  double place = first < whole ? static_cast<double>(whole - first) : -static_cast<double>(first - whole - 1);
  double exponent = 0;
  if (e != std::string_view::npos)
    for (char c : number.substr(e + 1))
      if (is_ascii_digit(c) && exponent < 1e18) exponent = exponent * 10 + (c - '0');
  if (negative_exponent) exponent = -exponent;
  return place + exponent > 0 ? std::numeric_limits<double>::infinity() : 0.0;
}

int hex_digit(char c) {
  if (is_ascii_digit(c)) return c - '0';
  c = lower(c);
  return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

// mantissa * 2**exponent (and a little more, where sticky), to the nearest double, halves to even.
double scale_rounded(std::uint64_t mantissa, bool sticky, std::int64_t exponent) {
  int width = 64 - std::countl_zero(mantissa);
  std::int64_t top = exponent + width;  // value is below 2**top
  if (top > 1024) return std::numeric_limits<double>::infinity();
  if (top < -1080) return 0;
  int kept = top >= -1021 ? 53 : static_cast<int>(top + 1074);
  int dropped = width - kept;
  if (dropped > 0) {
    if (dropped > 64 || kept < 0) return 0;
    std::uint64_t rest = dropped == 64 ? mantissa : mantissa & ((std::uint64_t{1} << dropped) - 1);
    std::uint64_t half = std::uint64_t{1} << (dropped - 1);
    mantissa = dropped == 64 ? 0 : mantissa >> dropped;
    if (rest > half || (rest == half && (sticky || (mantissa & 1)))) ++mantissa;
    exponent += dropped;
  }
  return std::ldexp(static_cast<double>(mantissa), static_cast<int>(exponent));
}

enum class Halves { Even, Away };

// Rounds the digits of an integer (with more after the point, where fraction) to a multiple of 10**places.
std::string round_whole(std::string digits, std::size_t places, bool fraction, Halves halves) {
  if (places > digits.size()) return "0";
  std::size_t kept = digits.size() - places;
  char next = digits[kept];
  bool more = fraction || digits.find_first_not_of('0', kept + 1) != std::string::npos;
  bool odd = kept > 0 && ((digits[kept - 1] - '0') & 1);
  bool up = next > '5' || (next == '5' && (more || halves == Halves::Away || odd));
  digits.erase(kept);
  if (up) {
    std::size_t i = kept;
    while (i > 0 && digits[i - 1] == '9') digits[--i] = '0';
    if (i > 0) {
      ++digits[i - 1];
    } else {
      digits.insert(0, 1, '1');
    }
  }
  if (digits.empty()) return "0";
  digits.append(places, '0');
  return digits;
}

constexpr std::int64_t max_round_digits = 323, min_round_digits = -308;

std::optional<double> round_exactly(double value, std::int64_t digits, Halves halves) {
  if (!std::isfinite(value) || digits > max_round_digits || value == 0) return value;
  if (digits < min_round_digits) return std::copysign(0.0, value);
  double magnitude = std::fabs(value);
  std::string text;
  if (digits < 0) {
    double whole = std::trunc(magnitude);
    text = round_whole(fixed_text(whole, 0), static_cast<std::size_t>(-digits), whole != magnitude, halves);
  } else {
    auto places = static_cast<int>(digits);
    // The exact text has as many digits after the point as the value has binary ones, the last of them a 5: only
    // where that is one more than we keep does it end in a half.
    bool half = halves == Halves::Away && -float_ratio(magnitude).exponent == places + 1;
    text = fixed_text(magnitude, half ? places + 1 : places);
    if (half) {
      std::size_t point = text.size() - static_cast<std::size_t>(places) - 2;
      text.erase(point, 1);
      text = round_whole(text, 1, false, Halves::Away);
      text.pop_back();
      if (places) text.insert(text.size() - static_cast<std::size_t>(places), 1, '.');
    }
  }
  double result = *parse_float(text, false);
  if (std::isinf(result)) return std::nullopt;
  return std::copysign(result, value);
}

}  // namespace

std::string float_text(double value, const FloatFormat& format) {
  bool upper = format.code >= 'A' && format.code <= 'Z';
  char code = lower(format.code);
  bool negative = std::signbit(value);
  std::string text;
  if (std::isnan(value)) {
    text = upper ? "NAN" : "nan";
    negative = false;
  } else if (std::isinf(value)) {
    text = upper ? "INF" : "inf";
  } else {
    text = finite_text(std::fabs(value), format, code, upper);
    if (negative && format.no_negative_zero && only_zeros(text)) negative = false;
  }
  if (negative) return '-' + text;
  return format.sign ? '+' + text : text;
}

std::string float_repr(double value) { return float_text(value, {.code = 'r', .dot_zero = true}); }

std::string float_significant(double value, int digits) {
  std::string text = float_text(value, {.code = 'g', .precision = digits});
  if (text.find_first_not_of("-0123456789") == std::string::npos) text += ".0";
  return text;
}

std::size_t parse_float_prefix(std::string_view text, double& value) {
  std::size_t at = 0;
  bool negative = false;
  if (at < text.size() && (text[at] == '+' || text[at] == '-')) negative = text[at++] == '-';
  std::size_t begin = at;
  if (std::size_t length = parse_special(text.substr(at), value)) {
    if (negative) value = -value;
    return at + length;
  }
  std::size_t digits = 0;
  for (; at < text.size() && is_ascii_digit(text[at]); ++at) ++digits;
  if (at < text.size() && text[at] == '.')
    for (++at; at < text.size() && is_ascii_digit(text[at]); ++at) ++digits;
  if (digits == 0) return 0;
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    std::size_t exponent = at + 1;
    if (exponent < text.size() && (text[exponent] == '+' || text[exponent] == '-')) ++exponent;
    if (exponent < text.size() && is_ascii_digit(text[exponent]))
      for (at = exponent; at < text.size() && is_ascii_digit(text[at]);) ++at;
  }
  std::string_view number = text.substr(begin, at - begin);
  value = 0;
  if (std::from_chars(number.data(), number.data() + number.size(), value).ec == std::errc::result_out_of_range)
    value = out_of_range_value(number);
  if (negative) value = -value;
  return at;
}

std::optional<double> parse_float(std::string_view text, bool underscores) {
  double value;
  if (text.find('_') == std::string_view::npos) {
    std::size_t length = parse_float_prefix(text, value);
    if (length == 0 || length != text.size()) return std::nullopt;
    return value;
  }
  if (!underscores) return std::nullopt;
  std::string plain;
  char before = '\0';
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '_') {
      if (!is_ascii_digit(before) || i + 1 == text.size() || !is_ascii_digit(text[i + 1])) return std::nullopt;
    } else {
      plain += text[i];
    }
    before = text[i];
  }
  return parse_float(plain, false);
}

std::string float_hex(double value) {
  if (!std::isfinite(value)) return float_text(value, {});
  std::string text = std::signbit(value) ? "-0x" : "0x";
  if (value == 0) return text + "0.0p+0";
  auto bits = std::bit_cast<std::uint64_t>(value);
  int biased = static_cast<int>(bits >> 52 & 0x7ff);
  text += biased ? "1." : "0.";
  for (int shift = 48; shift >= 0; shift -= 4) text += "0123456789abcdef"[bits >> shift & 15];
  int exponent = (biased ? biased : 1) - 1023;
  text += exponent < 0 ? "p-" : "p+";
  return text + std::to_string(std::abs(exponent));
}

HexFloat parse_hex_float(std::string_view text, double& value) {
  std::size_t at = 0;
  bool negative = false;
  if (at < text.size() && (text[at] == '+' || text[at] == '-')) negative = text[at++] == '-';
  if (std::size_t length = parse_special(text.substr(at), value)) {
    if (negative) value = -value;
    return at + length == text.size() ? HexFloat::Ok : HexFloat::Invalid;
  }
  if (begins_with_word(text.substr(at), "0x")) at += 2;

  std::uint64_t mantissa = 0;
  bool sticky = false, any = false, point = false;
  std::int64_t exponent = 0;
  for (; at < text.size(); ++at) {
    if (text[at] == '.' && !point) {
      point = true;
      continue;
    }
    int digit = hex_digit(text[at]);
    if (digit < 0) break;
    any = true;
    if (mantissa >> 60) {
      sticky |= digit != 0;
      if (!point) exponent += 4;
    } else {
      mantissa = mantissa << 4 | static_cast<unsigned>(digit);
      if (point) exponent -= 4;
    }
  }
  if (!any) return HexFloat::Invalid;
  if (at < text.size() && (text[at] == 'p' || text[at] == 'P')) {
    ++at;
    bool down = false;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) down = text[at++] == '-';
    if (at == text.size() || !is_ascii_digit(text[at])) return HexFloat::Invalid;
    std::int64_t written = 0;
    for (; at < text.size() && is_ascii_digit(text[at]); ++at)
      if (written < (std::int64_t{1} << 58)) written = written * 10 + (text[at] - '0');
    exponent += down ? -written : written;
  }
  if (at != text.size()) return HexFloat::Invalid;
  value = mantissa ? scale_rounded(mantissa, sticky, exponent) : 0.0;
  if (std::isinf(value)) return HexFloat::TooLarge;
  if (negative) value = -value;
  return HexFloat::Ok;
}

FloatRatio float_ratio(double value) {
  FloatRatio ratio{std::signbit(value), 0, 0};
  if (value == 0) return ratio;
  int exponent;
  double fraction = std::frexp(std::fabs(value), &exponent);
  ratio.mantissa = static_cast<std::uint64_t>(std::ldexp(fraction, 53));
  int zeros = std::countr_zero(ratio.mantissa);
  ratio.mantissa >>= zeros;
  ratio.exponent = exponent - 53 + zeros;
  return ratio;
}

double round_half_even(double value) {
  double rounded = std::round(value);
  return std::fabs(value - rounded) == 0.5 ? 2.0 * std::round(value / 2.0) : rounded;
}

std::optional<double> round_digits_half_even(double value, std::int64_t digits) {
  return round_exactly(value, digits, Halves::Even);
}

std::optional<double> round_digits_half_away(double value, std::int64_t digits) {
  return round_exactly(value, digits, Halves::Away);
}

double round_digits_scaled(double value, std::int64_t digits) {
  double scale = 1;
  std::uint64_t steps = digits < 0 ? 0 - static_cast<std::uint64_t>(digits) : static_cast<std::uint64_t>(digits);
  for (; steps > 0 && !std::isinf(scale); --steps) scale *= 10;
  value = digits < 0 ? value / scale : value * scale;
  value = value >= 0 ? std::floor(value + 0.5) : std::ceil(value - 0.5);
  return digits < 0 ? value * scale : value / scale;
}

}  // namespace xvm
