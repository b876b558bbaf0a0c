// Stack effects (expressions of arg, a and b) and operand fields ("arg >> 8 & 255").
#include <fmt/format.h>

#include <cctype>

#include "spec.h"

namespace xvm::opgen {
namespace {

// expression: shift ('&' shift)*; shift: sum ('>>' sum)*; sum: product (('+' | '-') product)*; product: unit ('*' unit)*
class Parser {
 public:
  explicit Parser(std::string_view text) : text_(text) {}

  std::string parse() {
    std::string result = expression();
    skip_space();
    if (at_ != text_.size()) fail();
    return result;
  }

 private:
  [[noreturn]] void fail() const { throw SpecError(fmt::format("\"{}\" does not parse at character {}", text_, at_ + 1)); }

  void skip_space() {
    while (at_ < text_.size() && text_[at_] == ' ') at_++;
  }

  bool take(std::string_view token) {
    skip_space();
    if (!text_.substr(at_).starts_with(token)) return false;
    at_ += token.size();
    return true;
  }

  std::string expression() {
    std::string left = shift();
    while (take("&")) left = fmt::format("({} & {})", left, shift());
    return left;
  }

  std::string shift() {
    std::string left = sum();
    while (take(">>")) left = fmt::format("({} >> {})", left, sum());
    return left;
  }

  std::string sum() {
    std::string left = product();
    for (;;) {
      if (take("+"))
        left = fmt::format("({} + {})", left, product());
      else if (take("-"))
        left = fmt::format("({} - {})", left, product());
      else
        return left;
    }
  }

  std::string product() {
    std::string left = unit();
    while (take("*")) left = fmt::format("({} * {})", left, unit());
    return left;
  }

  std::string unit() {
    if (take("(")) {
      std::string inner = expression();
      if (!take(")")) fail();
      return inner;
    }
    std::size_t start = at_;
    while (at_ < text_.size() && std::isalnum(static_cast<unsigned char>(text_[at_]))) at_++;
    std::string word(text_.substr(start, at_ - start));
    if (word == "arg" || word == "a" || word == "b") return fmt::format("std::int64_t{{ins.{}}}", word);
    bool number = !word.empty() && word.size() < 9;
    for (char c : word) number = number && std::isdigit(static_cast<unsigned char>(c));
    if (number) return fmt::format("std::int64_t{{{}}}", word);
    at_ = start;
    fail();
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

bool read_number(std::string_view& text, std::uint32_t& value) {
  std::size_t digits = 0;
  std::uint64_t read = 0;
  while (digits < text.size() && digits < 10 && std::isdigit(static_cast<unsigned char>(text[digits])))
    read = read * 10 + static_cast<std::uint64_t>(text[digits++] - '0');
  text.remove_prefix(digits);
  value = static_cast<std::uint32_t>(read);
  return digits > 0 && read <= 0xffffffff;
}

bool take(std::string_view& text, std::string_view token) {
  if (!text.starts_with(token)) return false;
  text.remove_prefix(token.size());
  return true;
}

}  // namespace

std::string effect_expression(std::string_view text) { return Parser(text).parse(); }

std::optional<int> constant_effect(std::string_view text) {
  std::uint32_t value = 0;
  if (!read_number(text, value) || !text.empty() || value > 100) return std::nullopt;
  return static_cast<int>(value);
}

Field decode_field(std::string_view text) {
  std::string_view rest = text;
  Field field;
  bool ok = true;
  if (take(rest, "arg")) {
    field.mask = 0xffffffff;
    if (take(rest, " >> ")) ok = read_number(rest, field.shift) && field.shift < 32;
    if (ok && take(rest, " & ")) ok = read_number(rest, field.mask);
  } else {
    ok = read_number(rest, field.add);
  }
  if (!ok || !rest.empty())
    throw SpecError(fmt::format("\"{}\" is neither a number nor \"arg >> shift & mask\"", text));
  return field;
}

}  // namespace xvm::opgen
