#include "base/format_spec.h"

#include <limits>

#include "base/unicode.h"
#include "base/utf8.h"

namespace xvm {
namespace {

bool is_align(char32_t c) { return c == '<' || c == '>' || c == '=' || c == '^'; }

// Reads digits, decimal digits of other scripts included, as long as the number fits limit.
enum class Digits : std::uint8_t { None, Some, TooMany };
Digits read_digits(std::u32string_view text, std::size_t& at, std::int64_t limit, std::int64_t& number) {
  std::size_t begin = at;
  std::int64_t value = 0;
  for (; at < text.size() && text[at] <= 0x10ffff; ++at) {
    int digit = char_record(text[at]).decimal;
    if (digit < 0) break;
    if (value > (limit - digit) / 10) return Digits::TooMany;
    value = value * 10 + digit;
  }
  if (at == begin) return Digits::None;
  number = value;
  return Digits::Some;
}

bool grouping_fits(char grouping, char32_t type) {
  switch (type) {
    case 0:
    case 'd':
    case 'e':
    case 'E':
    case 'f':
    case 'F':
    case 'g':
    case 'G':
    case '%':
      return true;
    case 'b':
    case 'o':
    case 'x':
    case 'X':
      return grouping == '_';
    default:
      return false;
  }
}

bool is_percent_digit(char c) { return c >= '0' && c <= '9'; }

}  // namespace

FormatSpecError parse_format_spec(std::string_view spec, const FormatFeatures& features, char default_align,
                                  FormatSpec& result) {
  result = FormatSpec{};
  if (spec.empty()) return FormatSpecError::None;
  const std::u32string text = utf8_to_u32(spec);
  std::size_t at = 0;
  auto next_is = [&](char32_t c) { return at < text.size() && text[at] == c; };

  if (text.size() >= 2 && is_align(text[1])) {
    result.fill = text[0];
    result.align = static_cast<char>(text[1]);
    result.fill_given = result.align_given = true;
    at = 2;
  } else if (is_align(text[0])) {
    result.align = static_cast<char>(text[0]);
    result.align_given = true;
    at = 1;
  }
  if (next_is('+') || next_is('-') || next_is(' ')) result.sign = static_cast<char>(text[at++]);
  if (features.no_negative_zero && next_is('z')) ++at, result.no_negative_zero = true;
  if (features.alternate && next_is('#')) ++at, result.alternate = true;
  if (!result.fill_given && next_is('0')) {
    ++at;
    result.fill = '0';
    if (!result.align_given && (default_align == '>' || !features.zero_keeps_align)) result.align = '=';
  }
  constexpr std::int64_t limit = std::numeric_limits<std::int64_t>::max();
  if (read_digits(text, at, limit, result.width) == Digits::TooMany) return FormatSpecError::TooManyDigits;

  if (features.comma && next_is(',')) ++at, result.grouping = ',';
  if (features.underscore && next_is('_')) {
    if (result.grouping) return FormatSpecError::CommaAndUnderscore;
    ++at;
    result.grouping = '_';
  }
  if (features.underscore && next_is(',') && result.grouping == '_') return FormatSpecError::CommaAndUnderscore;

  if (next_is('.')) {
    ++at;
    Digits digits = read_digits(text, at, limit, result.precision);
    if (digits == Digits::TooMany) return FormatSpecError::TooManyDigits;
    if (digits == Digits::None) return FormatSpecError::MissingPrecision;
  }
  if (text.size() - at > 1) return FormatSpecError::Invalid;
  if (at < text.size()) result.type = text[at];
  if (result.grouping && result.type == static_cast<unsigned char>(result.grouping))
    return FormatSpecError::GroupingTwice;
  if (result.grouping && !grouping_fits(result.grouping, result.type)) return FormatSpecError::GroupingWithType;
  return FormatSpecError::None;
}

Padding padding_for(const FormatSpec& spec, std::size_t characters, char default_align) {
  if (spec.width < 0 || static_cast<std::uint64_t>(spec.width) <= characters) return {};
  std::size_t total = static_cast<std::size_t>(spec.width) - characters;
  switch (spec.align ? spec.align : default_align) {
    case '>':
      return {total, 0};
    case '^':
      return {total / 2, total - total / 2};
    default:
      return {0, total};
  }
}

PercentError parse_percent_spec(std::string_view format, std::size_t at, bool bytes_format, PercentSpec& result) {
  result = PercentSpec{};
  auto next_is = [&](char c) { return at < format.size() && format[at] == c; };
  // Digits as long as they fit; false where they do not.
  auto read_number = [&](std::int64_t limit, std::int64_t& number) {
    std::int64_t value = 0;
    std::size_t begin = at;
    for (; at < format.size() && is_percent_digit(format[at]); ++at) {
      int digit = format[at] - '0';
      if (value > (limit - digit) / 10) return false;
      value = value * 10 + digit;
    }
    if (at != begin) number = value;
    return true;
  };

  if (next_is('(')) {
    result.has_key = true;
    std::size_t begin = ++at;
    for (std::size_t depth = 1; at < format.size(); ++at) {
      if (format[at] == '(') ++depth;
      if (format[at] == ')' && --depth == 0) break;
    }
    if (at == format.size()) return PercentError::IncompleteKey;
    result.key = format.substr(begin, at++ - begin);
  }
  for (; at < format.size(); ++at) {
    if (format[at] == '-') {
      result.left = true;
    } else if (format[at] == '+') {
      result.sign = true;
    } else if (format[at] == ' ') {
      result.blank = true;
    } else if (format[at] == '#') {
      result.alternate = true;
    } else if (format[at] == '0') {
      result.zero = true;
    } else {
      break;
    }
  }
  if (next_is('*')) {
    result.star_width = true;
    ++at;
  } else if (!read_number(std::numeric_limits<std::int64_t>::max(), result.width)) {
    return PercentError::WidthTooBig;
  }
  if (next_is('.')) {
    ++at;
    result.precision = 0;
    if (next_is('*')) {
      result.star_precision = true;
      ++at;
    } else if (!read_number(std::numeric_limits<std::int32_t>::max(), result.precision)) {
      return PercentError::PrecisionTooBig;
    }
  }
  if (next_is('h') || next_is('l') || next_is('L')) ++at;
  if (at >= format.size()) return PercentError::Incomplete;
  result.conversion_at = at;
  std::size_t length = bytes_format ? 1 : utf8_sequence(format, at);
  if (length <= 1) {
    result.conversion = static_cast<unsigned char>(format[at]);
    length = 1;
  } else {
    copy_utf8(format.substr(at, length), &result.conversion);
  }
  result.next = at + length;
  return PercentError::None;
}

}  // namespace xvm
