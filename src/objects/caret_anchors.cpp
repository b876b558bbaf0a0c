// A scanner of expressions that finds their outermost operator without a parser.
#include "objects/caret_anchors.h"

#include <string>
#include <vector>

namespace xvm {

namespace {

struct Token {
  enum Kind { Name, Keyword, Number, String, Operator, Open, Close } kind;
  std::size_t start, end;
  int depth;            // of brackets around it
  std::size_t partner = 0;   // of a bracket: the index of the other
};

bool is_name_char(char c) {
  unsigned char u = static_cast<unsigned char>(c);
  return c == '_' || (u >= '0' && u <= '9') || (u >= 'a' && u <= 'z') || (u >= 'A' && u <= 'Z') || u >= 0x80;
}
bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool is_keyword(std::string_view name) {
  for (std::string_view word : {"and", "as", "assert", "async", "await", "break", "class", "continue", "def", "del", "elif", "else",
                                "except", "finally", "for", "from", "global", "if", "import", "in", "is", "lambda", "nonlocal",
                                "not", "or", "pass", "raise", "return", "try", "while", "with", "yield"})
    if (name == word) return true;
  return false;
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}

  // False where brackets or quotes do not match.
  bool scan() {
    while (at_ < text_.size()) {
      char c = text_[at_];
      if (c == ' ' || c == '\t' || c == '\f' || c == '\n' || c == '\r' || c == '\\') ++at_;
      else if (c == '#') at_ = std::min(text_.find('\n', at_), text_.size());
      else if (!scan_token(c)) return false;
    }
    return open_.empty();
  }

  std::vector<Token> tokens;

 private:
  bool scan_token(char c) {
    std::size_t start = at_;
    if (c == '"' || c == '\'') return scan_string(start);
    if (is_digit(c) || (c == '.' && at_ + 1 < text_.size() && is_digit(text_[at_ + 1]))) return scan_number();
    if (is_name_char(c)) {
      while (at_ < text_.size() && is_name_char(text_[at_])) ++at_;
      if (at_ < text_.size() && (text_[at_] == '"' || text_[at_] == '\'') && at_ - start <= 2) return scan_string(start);
      add(is_keyword(text_.substr(start, at_ - start)) ? Token::Keyword : Token::Name, start);
      return true;
    }
    if (c == '(' || c == '[' || c == '{') {
      ++at_;
      open_.push_back(tokens.size());
      tokens.push_back({Token::Open, start, at_, depth_++});
      return true;
    }
    if (c == ')' || c == ']' || c == '}') {
      ++at_;
      if (open_.empty()) return false;
      tokens[open_.back()].partner = tokens.size();
      tokens.push_back({Token::Close, start, at_, --depth_, open_.back()});
      open_.pop_back();
      return true;
    }
    for (std::string_view op : {"**=", "//=", ">>=", "<<=", "...", "**", "//", "<<", ">>", "<=", ">=", "==", "!=", "->", "+=", "-=",
                                "*=", "/=", "%=", "&=", "|=", "^=", "@=", ":="})
      if (text_.substr(at_).starts_with(op)) {
        at_ += op.size();
        add(op == "..." ? Token::Name : Token::Operator, start);
        return true;
      }
    ++at_;
    add(Token::Operator, start);
    return true;
  }

  bool scan_number() {
    std::size_t start = at_;
    while (at_ < text_.size() && (is_name_char(text_[at_]) || text_[at_] == '.' ||
                                  ((text_[at_] == '+' || text_[at_] == '-') && (text_[at_ - 1] == 'e' || text_[at_ - 1] == 'E') &&
                                   text_[start] != '0')))
      ++at_;
    add(Token::Number, start);
    return true;
  }

  bool scan_string(std::size_t start) {
    char quote = text_[at_];
    bool triple = text_.substr(at_).starts_with(std::string(3, quote));
    at_ += triple ? 3 : 1;
    while (at_ < text_.size()) {
      if (text_[at_] == '\\') {
        at_ += 2;
      } else if (text_[at_] == quote && (!triple || text_.substr(at_).starts_with(std::string(3, quote)))) {
        at_ += triple ? 3 : 1;
        add(Token::String, start);
        return true;
      } else if (text_[at_] == '\n' && !triple) {
        return false;
      } else {
        ++at_;
      }
    }
    return false;
  }

  void add(Token::Kind kind, std::size_t start) { tokens.push_back({kind, start, at_, depth_}); }

  std::string_view text_;
  std::size_t at_ = 0;
  int depth_ = 0;
  std::vector<std::size_t> open_;
};

bool ends_operand(const Token& token) {
  return token.kind == Token::Name || token.kind == Token::Number || token.kind == Token::String || token.kind == Token::Close;
}

// How tightly a binary operator binds; 0 for what is none of the arithmetic ones.
int precedence(std::string_view op) {
  if (op == "|") return 1;
  if (op == "^") return 2;
  if (op == "&") return 3;
  if (op == "<<" || op == ">>") return 4;
  if (op == "+" || op == "-") return 5;
  if (op == "*" || op == "/" || op == "//" || op == "%" || op == "@") return 6;
  return op == "**" ? 7 : 0;
}

// Whether the group that opens at `index` is only an expression in parentheses, which are no part of it.
bool plain_parentheses(const std::vector<Token>& tokens, std::string_view text, std::size_t index) {
  const Token& open = tokens[index];
  if (text[open.start] != '(' || open.partner == index + 1) return false;
  for (std::size_t i = index + 1; i < open.partner; ++i) {
    std::string_view word = text.substr(tokens[i].start, tokens[i].end - tokens[i].start);
    if (tokens[i].depth == open.depth + 1 && (word == "," || word == "for" || word == "yield")) return false;
  }
  return true;
}

CaretAnchors operator_anchors(const std::vector<Token>& tokens, std::string_view text, std::size_t index) {
  CaretAnchors anchors;
  anchors.kind = CaretAnchors::BinaryOperation;
  anchors.left = tokens[index].start;
  anchors.right = anchors.left + 1;
  // A second character counts where it is no blank and lies before the right operand, whose parentheses are not part of it.
  std::size_t operand = index + 1;
  while (operand + 1 < tokens.size() && tokens[operand].kind == Token::Open && plain_parentheses(tokens, text, operand)) ++operand;
  std::size_t limit = operand < tokens.size() ? tokens[operand].start : text.size();
  if (anchors.right < limit) {
    char next = text[anchors.right];
    if (next != ' ' && next != '\t' && next != '\f' && next != '\n' && next != '\\' && next != '#') ++anchors.right;
  }
  return anchors;
}

}  // namespace

CaretAnchors find_caret_anchors(std::string_view segment) {
  Scanner scanner(segment);
  if (!scanner.scan() || scanner.tokens.empty()) return {};
  const std::vector<Token>& tokens = scanner.tokens;
  auto text_of = [&](const Token& token) { return segment.substr(token.start, token.end - token.start); };
  // An expression all in parentheses is what stands in them.
  std::size_t first = 0, last = tokens.size() - 1;
  while (tokens[first].kind == Token::Open && tokens[first].partner == last && plain_parentheses(tokens, segment, first)) ++first, --last;
  int depth = tokens[first].depth, lowest = 8;
  std::size_t top = 0;
  bool unary_first = false, awaited = false;
  for (std::size_t i = first; i <= last; ++i) {
    const Token& token = tokens[i];
    if (token.depth != depth) continue;
    bool after_operand = i > first && ends_operand(tokens[i - 1]);
    if (token.kind == Token::Keyword) {
      if (text_of(token) != "await" || after_operand) return {};
      if (i == first) awaited = true;
    } else if (token.kind == Token::Operator && text_of(token) != ".") {
      int level = precedence(text_of(token));
      if (!after_operand) {
        if (i == first) unary_first = true;
        if (level != 5 && text_of(token) != "~") return {};
        continue;
      }
      if (level == 0) return {};
      if (level < lowest || (level == lowest && level != 7)) lowest = level, top = i;
    }
  }
  if (lowest < 8) {
    if (lowest == 7 && unary_first) return {};
    return operator_anchors(tokens, segment, top);
  }
  if (unary_first || awaited || tokens[last].kind != Token::Close) return {};
  std::size_t open = tokens[last].partner;
  if (open <= first || !ends_operand(tokens[open - 1])) return {};
  CaretAnchors anchors;
  char bracket = segment[tokens[open].start];
  if (bracket == '{') return {};
  anchors.kind = bracket == '(' ? CaretAnchors::Call : CaretAnchors::Subscript;
  anchors.left = tokens[open].start;
  anchors.right = tokens[last].end;
  return anchors;
}

}  // namespace xvm
