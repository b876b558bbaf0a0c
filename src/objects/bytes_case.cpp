// bytes and bytearray: upper and lower case and questions about characters; ASCII alone.
#include <algorithm>
#include <string>

#include "objects/bytes_methods.h"

namespace xvm {
namespace {

constexpr bool upper(char c) { return c >= 'A' && c <= 'Z'; }
constexpr bool lower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool digit(char c) { return c >= '0' && c <= '9'; }
constexpr bool space(char c) { return c == ' ' || (c >= 9 && c <= 13); }
constexpr bool letter(char c) { return upper(c) || lower(c); }
constexpr char to_upper(char c) { return lower(c) ? static_cast<char>(c - 32) : c; }
constexpr char to_lower(char c) { return upper(c) ? static_cast<char>(c + 32) : c; }

template <class F>
Value mapped(Thread& thread, Ref self, F f) {
  std::string out(bytes_of(self));
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = f(out[i], i);
  return bytes_like(thread, self, out);
}

Value bytes_upper(Thread& thread, Ref self, Args) { return mapped(thread, self, [](char c, std::size_t) { return to_upper(c); }); }
Value bytes_lower(Thread& thread, Ref self, Args) { return mapped(thread, self, [](char c, std::size_t) { return to_lower(c); }); }
Value bytes_swapcase(Thread& thread, Ref self, Args) {
  return mapped(thread, self, [](char c, std::size_t) { return upper(c) ? to_lower(c) : to_upper(c); });
}
Value bytes_capitalize(Thread& thread, Ref self, Args) {
  return mapped(thread, self, [](char c, std::size_t i) { return i ? to_lower(c) : to_upper(c); });
}
Value bytes_title(Thread& thread, Ref self, Args) {
  bool inside = false;
  return mapped(thread, self, [&](char c, std::size_t) {
    char out = inside ? to_lower(c) : to_upper(c);
    inside = letter(c);
    return out;
  });
}

template <class Test>
Value all_are(Ref self, Test test) {
  std::string_view text = bytes_of(self);
  return Value::of(!text.empty() && std::all_of(text.begin(), text.end(), test));
}
Value bytes_isalnum(Thread&, Ref self, Args) { return all_are(self, [](char c) { return letter(c) || digit(c); }); }
Value bytes_isalpha(Thread&, Ref self, Args) { return all_are(self, letter); }
Value bytes_isdigit(Thread&, Ref self, Args) { return all_are(self, digit); }
Value bytes_isspace(Thread&, Ref self, Args) { return all_are(self, space); }
Value bytes_isascii(Thread&, Ref self, Args) {
  std::string_view text = bytes_of(self);
  return Value::of(std::all_of(text.begin(), text.end(), [](char c) { return c >= 0; }));
}
Value bytes_isupper(Thread&, Ref self, Args) {
  std::string_view text = bytes_of(self);
  return Value::of(std::none_of(text.begin(), text.end(), lower) && std::any_of(text.begin(), text.end(), upper));
}
Value bytes_islower(Thread&, Ref self, Args) {
  std::string_view text = bytes_of(self);
  return Value::of(std::none_of(text.begin(), text.end(), upper) && std::any_of(text.begin(), text.end(), lower));
}
Value bytes_istitle(Thread&, Ref self, Args) {
  bool inside = false, found = false;
  for (char c : bytes_of(self)) {
    if (upper(c) ? inside : lower(c) && !inside) return Value::of(false);
    inside = letter(c);
    found = found || inside;
  }
  return Value::of(found);
}

constexpr Method rows[] = {
    {"capitalize(self, /)", bytes_capitalize},
    {"isalnum(self, /)", bytes_isalnum},
    {"isalpha(self, /)", bytes_isalpha},
    {"isascii(self, /)", bytes_isascii, since(3, 7)},
    {"isdigit(self, /)", bytes_isdigit},
    {"islower(self, /)", bytes_islower},
    {"isspace(self, /)", bytes_isspace},
    {"istitle(self, /)", bytes_istitle},
    {"isupper(self, /)", bytes_isupper},
    {"lower(self, /)", bytes_lower},
    {"swapcase(self, /)", bytes_swapcase},
    {"title(self, /)", bytes_title},
    {"upper(self, /)", bytes_upper},
};

}  // namespace

std::span<const Method> bytes_case_rows() { return rows; }

}  // namespace xvm
