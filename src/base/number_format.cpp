#include "base/number_format.h"

#include <algorithm>
#include <climits>
#include <cmath>

#include "base/float_text.h"
#include "base/utf8.h"

namespace xvm {
namespace {

// Sizes of groups from the right; 0 where there are no more.
class GroupSizes {
 public:
  explicit GroupSizes(std::string_view sizes) : sizes_(sizes) {}

  std::int64_t next() {
    if (at_ < sizes_.size()) last_ = sizes_[at_++];
    return last_ == CHAR_MAX || last_ < 0 ? 0 : last_;
  }

 private:
  std::string_view sizes_;
  std::size_t at_ = 0;
  std::int64_t last_ = 0;
};

// digits with separators, and with zeros in front until there are min_width characters; a separator never comes first,
// so that there may be one more.
std::string group_digits(std::string_view digits, std::int64_t min_width, std::string_view separator,
                         std::string_view sizes) {
  const auto separator_size = static_cast<std::int64_t>(separator.size());
  auto remaining = static_cast<std::int64_t>(digits.size());
  std::string reversed;  // characters last to first
  auto emit = [&](std::int64_t size) {
    for (std::int64_t i = 0; i < size; ++i)
      reversed += remaining > 0 ? digits[static_cast<std::size_t>(--remaining)] : '0';
    min_width -= size;
  };
  auto wanted = [&] { return std::max<std::int64_t>({remaining, min_width, 1}); };

  GroupSizes groups(sizes);
  bool done = false;
  for (std::int64_t size; !done && (size = groups.next()) > 0;) {
    if (!reversed.empty()) {
      reversed.append(separator.rbegin(), separator.rend());
      min_width -= separator_size;
    }
    emit(std::min(size, wanted()));
    done = remaining <= 0 && min_width <= 0;
  }
  if (!done) {
    if (!reversed.empty()) {
      reversed.append(separator.rbegin(), separator.rend());
      min_width -= separator_size;
    }
    emit(wanted());
  }
  return {reversed.rbegin(), reversed.rend()};
}

NumberLocale locale_of(const FormatSpec& spec, const NumberLocale& locale) {
  if (spec.type == 'n') return locale;
  bool by_four = spec.type == 'b' || spec.type == 'o' || spec.type == 'x' || spec.type == 'X';
  if (spec.grouping == ',') return {".", ",", "\3"};
  if (spec.grouping == '_') return {".", "_", by_four ? "\4" : "\3"};
  return {};
}

void append_fill(std::string& out, char32_t fill, std::int64_t count) {
  for (; count > 0; --count) append_utf8(out, fill);
}

// Cuts a float's text into sign, integer digits and the rest, with the locale's point.
struct FloatParts {
  std::string remainder;
  NumberParts parts;

  FloatParts(std::string_view text, const NumberLocale& locale) {
    parts.negative = !text.empty() && text[0] == '-';
    if (parts.negative) text.remove_prefix(1);
    std::size_t digits = 0;
    while (digits < text.size() && text[digits] >= '0' && text[digits] <= '9') ++digits;
    parts.digits = text.substr(0, digits);
    text.remove_prefix(digits);
    if (!text.empty() && text[0] == '.') {
      remainder = locale.decimal_point;
      text.remove_prefix(1);
    }
    remainder += text;
    parts.remainder = remainder;
  }
};

FloatFormat format_for(const FormatSpec& spec, FloatDefault no_type, bool dot_zero) {
  FloatFormat format;
  format.alternate = spec.alternate;
  format.no_negative_zero = spec.no_negative_zero;
  format.code = static_cast<char>(spec.type == 'n' ? 'g' : spec.type == '%' ? 'f' : spec.type);
  format.precision = 6;
  if (spec.type == 0) {
    format.code = no_type == FloatDefault::Shortest && spec.precision < 0 ? 'r' : 'g';
    format.precision = 12;
    format.dot_zero = dot_zero;
  }
  if (spec.precision >= 0) format.precision = static_cast<int>(std::min<std::int64_t>(spec.precision, INT_MAX));
  return format;
}

std::string upper_case(std::string_view text) {
  std::string upper(text);
  for (char& c : upper)
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
  return upper;
}

// The % operator's layout: sign and prefix before zeros, after spaces.
std::string lay_out_percent(const PercentSpec& spec, bool negative, std::string_view prefix, std::string_view body) {
  std::string head;
  if (negative) {
    head = "-";
  } else if (spec.sign) {
    head = "+";
  } else if (spec.blank) {
    head = " ";
  }
  head += prefix;
  std::size_t size = head.size() + body.size();
  std::size_t pad =
      spec.width > 0 && static_cast<std::uint64_t>(spec.width) > size ? static_cast<std::size_t>(spec.width) - size : 0;
  std::string out;
  out.reserve(size + pad);
  if (!spec.left && !spec.zero) out.append(pad, ' ');
  out += head;
  if (!spec.left && spec.zero) out.append(pad, '0');
  out += body;
  if (spec.left) out.append(pad, ' ');
  return out;
}

}  // namespace

std::string lay_out_number(const FormatSpec& spec, const NumberParts& parts, const NumberLocale& given) {
  const NumberLocale locale = locale_of(spec, given);
  char sign = parts.negative ? '-' : spec.sign == '+' ? '+' : spec.sign == ' ' ? ' ' : '\0';
  char align = spec.align ? spec.align : '>';
  auto fixed = static_cast<std::int64_t>((sign ? 1 : 0) + parts.prefix.size() + parts.remainder.size());
  std::int64_t min_width = spec.fill == '0' && align == '=' ? spec.width - fixed : 0;
  std::string digits;
  if (!parts.digits.empty()) digits = group_digits(parts.digits, min_width, locale.separator, locale.grouping);

  std::int64_t pad = std::max<std::int64_t>(spec.width - fixed - static_cast<std::int64_t>(digits.size()), 0);
  std::int64_t left = align == '>' ? pad : align == '^' ? pad / 2 : 0;
  std::int64_t inner = align == '=' ? pad : 0;
  std::string out;
  append_fill(out, spec.fill, left);
  if (sign) out += sign;
  out += parts.prefix;
  append_fill(out, spec.fill, inner);
  out += digits;
  out += parts.remainder;
  append_fill(out, spec.fill, pad - left - inner);
  return out;
}

std::string format_float(double value, const FormatSpec& spec, FloatDefault no_type, const NumberLocale& given) {
  FloatFormat format = format_for(spec, no_type, no_type != FloatDefault::OldTwelve);
  if (spec.type == '%') value *= 100;
  std::string text = float_text(value, format);
  if (no_type == FloatDefault::OldTwelve && spec.type == 0 &&
      text.find_first_not_of("-0123456789") == std::string::npos)
    text += ".0";
  if (spec.type == '%') text += '%';
  NumberLocale locale = locale_of(spec, given);
  return lay_out_number(spec, FloatParts(text, locale).parts, given);
}

std::string format_complex(double real, double imag, const FormatSpec& spec, FloatDefault no_type,
                           const NumberLocale& given) {
  FloatFormat format = format_for(spec, no_type, false);
  bool no_real = spec.type == 0 && real == 0 && !std::signbit(real);
  bool parentheses = spec.type == 0 && !no_real;
  NumberLocale locale = locale_of(spec, given);
  FormatSpec bare = spec;
  bare.fill = ' ';
  bare.align = '<';
  bare.width = -1;
  std::string body;
  if (parentheses) body += '(';
  if (!no_real) {
    body += lay_out_number(bare, FloatParts(float_text(real, format), locale).parts, given);
    bare.sign = '+';
  }
  body += lay_out_number(bare, FloatParts(float_text(imag, format), locale).parts, given);
  body += 'j';
  if (parentheses) body += ')';
  Padding padding = padding_for(spec, body.size(), '>');
  std::string out;
  append_fill(out, spec.fill, static_cast<std::int64_t>(padding.left));
  out += body;
  append_fill(out, spec.fill, static_cast<std::int64_t>(padding.right));
  return out;
}

std::string digits_of(std::uint64_t magnitude, unsigned base) {
  char buffer[64];
  char* at = buffer + sizeof buffer;
  do {
    *--at = "0123456789abcdefghijklmnopqrstuvwxyz"[magnitude % base];
    magnitude /= base;
  } while (magnitude);
  return {at, buffer + sizeof buffer};
}

std::string percent_integer(const PercentSpec& spec, bool negative, std::string_view digits,
                            std::string_view octal_prefix) {
  bool hexadecimal = spec.conversion == 'x' || spec.conversion == 'X';
  std::string_view prefix;
  std::string body(digits);
  if (spec.alternate && hexadecimal) prefix = spec.conversion == 'X' ? "0X" : "0x";
  if (spec.alternate && spec.conversion == 'o') {
    if (octal_prefix != "0") {
      prefix = octal_prefix;
    } else if (body[0] != '0') {
      body.insert(0, 1, '0');
    }
  }
  if (spec.precision > 0 && static_cast<std::uint64_t>(spec.precision) > body.size())
    body.insert(0, static_cast<std::size_t>(spec.precision) - body.size(), '0');
  if (spec.conversion == 'X') body = upper_case(body);
  return lay_out_percent(spec, negative, prefix, body);
}

std::string percent_float(const PercentSpec& spec, double value, bool big_as_general, bool sign_of_nan) {
  FloatFormat format;
  format.code = static_cast<char>(spec.conversion);
  if (big_as_general && (format.code == 'f' || format.code == 'F') && std::fabs(value) >= 1e50) format.code = 'g';
  format.precision = spec.precision < 0 ? 6 : static_cast<int>(std::min<std::int64_t>(spec.precision, INT_MAX));
  format.alternate = spec.alternate;
  std::string text = float_text(value, format);
  bool negative = text[0] == '-';
  std::string_view digits = std::string_view(text).substr(negative ? 1 : 0);
  return lay_out_percent(spec, negative || (sign_of_nan && std::isnan(value) && std::signbit(value)), {}, digits);
}

Padding percent_padding(const PercentSpec& spec, std::size_t characters) {
  if (spec.width < 0 || static_cast<std::uint64_t>(spec.width) <= characters) return {};
  std::size_t total = static_cast<std::size_t>(spec.width) - characters;
  return spec.left ? Padding{0, total} : Padding{total, 0};
}

}  // namespace xvm
