#include "base/int_text.h"

#include <limits>

namespace xvm {
namespace {

bool is_ascii_space(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

// 37 for what is no digit in any base.
int digit_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'z') return c - 'a' + 10;
  if (c >= 'A' && c <= 'Z') return c - 'A' + 10;
  return 37;
}

// 2, 8 or 16 for the letter of a prefix; 0 for another.
int prefix_base(char letter, const IntTextRules& rules) {
  switch (letter | 0x20) {
    case 'x':
      return 16;
    case 'o':
      return rules.binary_prefix ? 8 : 0;
    case 'b':
      return rules.binary_prefix ? 2 : 0;
    default:
      return 0;
  }
}

std::optional<std::uint64_t> small_value(std::string_view digits, int base) {
  constexpr std::uint64_t limit = std::numeric_limits<std::uint64_t>::max();
  auto wide = static_cast<std::uint64_t>(base);
  std::uint64_t value = 0;
  for (char c : digits) {
    auto digit = static_cast<std::uint64_t>(digit_value(c));
    if (value > (limit - digit) / wide) return std::nullopt;
    value = value * wide + digit;
  }
  return value;
}

}  // namespace

std::optional<IntText> parse_int(std::string_view text, int base, const IntTextRules& rules) {
  auto skip_spaces = [&] {
    while (!text.empty() && is_ascii_space(text.front())) text.remove_prefix(1);
  };
  skip_spaces();
  while (!text.empty() && is_ascii_space(text.back())) text.remove_suffix(1);
  IntText result;
  if (!text.empty() && (text[0] == '+' || text[0] == '-')) {
    result.negative = text[0] == '-';
    text.remove_prefix(1);
    if (rules.spaced_sign) skip_spaces();
  }

  bool only_zero = false, prefixed = false;
  if (text.size() >= 2 && text[0] == '0') {
    int given = prefix_base(text[1], rules);
    if (given && (base == 0 || base == given)) {
      base = given;
      prefixed = true;
      text.remove_prefix(2);
      if (rules.underscores && !text.empty() && text[0] == '_') text.remove_prefix(1);
    } else if (base == 0) {
      base = rules.old_octal ? 8 : 10;
      only_zero = !rules.old_octal;
    }
  }
  if (base == 0) base = 10;
  if (rules.long_suffix && !text.empty() && (text.back() | 0x20) == 'l' && digit_value('l') >= base)
    text.remove_suffix(1);

  result.base = base;
  char before = prefixed ? '0' : '_';
  if (text.empty() && prefixed && rules.lone_prefix) text = "0";
  if (text.empty() || text[0] == '_') return std::nullopt;
  result.digits.reserve(text.size());
  for (char c : text) {
    if (c == '_') {
      if (!rules.underscores || before == '_') return std::nullopt;
    } else {
      if (digit_value(c) >= base) return std::nullopt;
      ++result.digit_count;
      if (c != '0' || !result.digits.empty()) result.digits += static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
    }
    before = c;
  }
  if (before == '_' || (only_zero && !result.digits.empty())) return std::nullopt;
  if (result.digits.empty()) result.digits.push_back('0');
  result.small = small_value(result.digits, base);
  return result;
}

}  // namespace xvm
