#include "modules/plain_pattern.h"

#include <cstddef>

namespace xvm {

namespace {

constexpr int max_steps = 100000;   // backtracking is given up beyond

class Matcher {
 public:
  Matcher(bool ignore_case) : ignore_case_(ignore_case) {}

  bool match(std::string_view pattern, std::string_view text) {
    if (++steps_ > max_steps) return false;
    if (pattern.empty()) return true;
    if (pattern == "$" || pattern == "\\Z") return text.empty() || text == "\n";
    if (pattern[0] == '^') return match(pattern.substr(1), text);
    std::size_t length = atom_length(pattern);
    std::string_view atom = pattern.substr(0, length), rest = pattern.substr(length);
    char mark = rest.empty() ? '\0' : rest[0];
    if (mark != '*' && mark != '+' && mark != '?') return !text.empty() && fits(atom, text[0]) && match(rest, text.substr(1));
    rest.remove_prefix(1);
    if (!rest.empty() && rest[0] == '?') rest.remove_prefix(1);
    std::size_t least = mark == '+', most = mark == '?' ? 1 : text.size(), count = 0;
    while (count < most && count < text.size() && fits(atom, text[count])) ++count;
    for (;; --count) {
      if (count < least) return false;
      if (match(rest, text.substr(count))) return true;
      if (count == 0) return false;
    }
  }

 private:
  static std::size_t atom_length(std::string_view pattern) {
    if (pattern[0] == '\\' && pattern.size() > 1) return 2;
    if (pattern[0] != '[') return 1;
    std::size_t end = pattern.find(']', 2);
    return end == pattern.npos ? 1 : end + 1;
  }

  char fold(char c) const { return ignore_case_ && c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

  static bool is_word(char c) { return c == '_' || (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c & 0x80); }
  static bool is_blank(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }

  bool fits(std::string_view atom, char c) const {
    if (atom == ".") return c != '\n';
    if (atom.size() == 2 && atom[0] == '\\') {
      switch (atom[1]) {
        case 'd': return c >= '0' && c <= '9';
        case 'w': return is_word(c);
        case 's': return is_blank(c);
        case 'D': return !(c >= '0' && c <= '9');
        case 'W': return !is_word(c);
        case 'S': return !is_blank(c);
        default: return fold(atom[1]) == fold(c);
      }
    }
    if (atom.size() < 3) return fold(atom[0]) == fold(c);
    bool negated = atom[1] == '^', found = false;
    for (std::size_t i = 1 + negated; i + 1 < atom.size(); ++i) {
      if (i + 3 < atom.size() && atom[i + 1] == '-') {
        found = found || (fold(atom[i]) <= fold(c) && fold(c) <= fold(atom[i + 2]));
        i += 2;
      } else {
        found = found || fold(atom[i]) == fold(c);
      }
    }
    return found != negated;
  }

  bool ignore_case_;
  int steps_ = 0;
};

}  // namespace

bool plain_pattern_matches(std::string_view pattern, std::string_view text, bool ignore_case) {
  Matcher matcher(ignore_case);
  for (;;) {
    std::size_t bar = pattern.find('|');
    if (matcher.match(pattern.substr(0, bar), text)) return true;
    if (bar == pattern.npos) return false;
    pattern.remove_prefix(bar + 1);
  }
}

}  // namespace xvm
