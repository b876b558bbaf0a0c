#include "compiler/tokenizer.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/format.h>

#include "base/unicode.h"
#include "base/utf8.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

constexpr int tab_size = 8, most_indents = 100, most_brackets = 200;

constexpr std::string_view keyword_texts[] = {
    "False", "None",    "True",   "and", "as", "assert", "async",    "await", "break", "class", "continue", "def",    "del",
    "elif",  "else",    "except", "exec", "finally", "for", "from",  "global", "if",   "import", "in",      "is",     "lambda",
    "nonlocal", "not",  "or",     "pass", "print",   "raise", "return", "try", "while", "with",  "yield"};
static_assert(std::size(keyword_texts) == std::size_t(T::Count) - std::size_t(T::False));

constexpr unsigned keyword_slot(std::string_view text) {
  unsigned first = static_cast<unsigned char>(text[0]), second = static_cast<unsigned char>(text[1]);
  unsigned last = static_cast<unsigned char>(text.back());
  return (first * 7 + last * 31 + second * 3 + static_cast<unsigned>(text.size()) * 5) & 255;
}

// Two keywords may meet in a slot: the second stands in the next free one.
constexpr auto keyword_table = [] {
  std::array<std::uint8_t, 256> table{};
  for (std::size_t i = 0; i < std::size(keyword_texts); ++i) {
    unsigned slot = keyword_slot(keyword_texts[i]);
    while (table[slot]) slot = (slot + 1) & 255;
    table[slot] = std::uint8_t(i + 1);
  }
  return table;
}();

bool is_name_start(unsigned char c) { return unsigned((c | 32) - 'a') < 26 || c == '_' || c >= 0x80; }
bool is_digit_char(int c) { return unsigned(c - '0') < 10; }
bool is_hex(int c) { return is_digit_char(c) || unsigned((c | 32) - 'a') < 6; }
bool is_name_char(unsigned char c) { return is_name_start(c) || is_digit_char(c); }

// An f-string being read, from 3.12 on.
struct OpenString {
  char quote;
  bool triple, raw;
  std::uint32_t begin;     // of its FStringStart
  std::int32_t line;
  std::vector<std::size_t> field_levels;   // bracket level inside each open field
  std::vector<bool> field_in_spec;         // whether that field's specification is being read
};

class Tokenizer {
 public:
  Tokenizer(std::string_view text, const Dialect& dialect, const TokenizeOptions& options)
      : text_(text), d_(dialect), options_(options), line_(options.first_line) {
    out_.tokens.reserve(text.size() / 4 + 16);
    level_base_ = options.inside_brackets ? 1 : 0;
  }

  Tokens run() {
    bool begin_of_line = !options_.inside_brackets;
    for (;;) {
      if (begin_of_line) {
        begin_of_line = false;
        if (!indentation()) return std::move(out_);
      }
      if (!strings_.empty() && in_middle()) {
        if (!middle()) return std::move(out_);
        continue;
      }
      switch (next()) {
        case Step::Token: break;
        case Step::NewLine: begin_of_line = true; break;
        case Step::End: finish(); return std::move(out_);
        case Step::Fault: return std::move(out_);
      }
    }
  }

 private:
  enum class Step : std::uint8_t { Token, NewLine, End, Fault };
  struct Bracket { char c; std::uint32_t at; std::int32_t line; };

  int peek(std::size_t ahead = 0) const { return at_ + ahead < text_.size() ? std::uint8_t(text_[at_ + ahead]) : -1; }
  bool nested() const { return level_base_ + brackets_.size() > 0; }

  std::int32_t column(std::uint32_t at) const {
    std::int32_t shift = line_ == options_.first_line ? options_.column_shift : 0;
    return std::int32_t(at - line_start_) + shift;
  }
  void next_line() {
    ++line_;
    line_start_ = at_;
  }

  Token& push(T kind, std::uint32_t begin, std::uint32_t end) {
    Token& token = out_.tokens.emplace_back();
    token.kind = kind;
    token.begin = begin;
    token.end = end;
    token.line = token.end_line = line_;
    token.column = column(begin);
    token.end_column = column(end);
    return token;
  }

  std::uint32_t line_end(std::uint32_t at) const {
    std::size_t found = text_.find('\n', at);
    return std::uint32_t(found == text_.npos ? text_.size() : found);
  }
  std::int32_t characters(std::uint32_t from, std::uint32_t to) const {
    if (d_.python2) return std::int32_t(std::min<std::size_t>(to, text_.size()) - from);
    std::int32_t count = 0;
    for (std::uint32_t i = from; i < to && i < text_.size(); ++i) count += (text_[i] & 0xc0) != 0x80;
    return count;
  }

  // What syntaxerror() of the tokenizer makes: the line without its end; at column (from 1), or behind what was read.
  Step fault(std::string message, std::int32_t offset = -1, std::int32_t end = -1) {
    TokenFault& f = out_.fault;
    f.type = "SyntaxError";
    f.message = std::move(message);
    f.line = line_;
    f.offset = offset > 0 ? offset : characters(line_start_, at_);
    f.end_line = line_;
    f.end_offset = end > 0 ? end : f.offset;
    f.text_begin = line_start_;
    f.text_end = line_end(line_start_);
    f.told = true;
    note_brackets();
    push(T::Error, at_, at_);
    return Step::Fault;
  }
  // What an error code of the tokenizer makes of it: the line with its end.
  Step code(const char* type, std::string message, std::uint32_t from, std::int32_t offset, std::int32_t end_offset) {
    TokenFault& f = out_.fault;
    f.type = type;
    f.message = std::move(message);
    f.line = line_;
    f.offset = offset;
    f.end_line = line_;
    f.end_offset = end_offset;
    f.text_begin = from;
    f.text_end = std::min<std::uint32_t>(line_end(std::max(line_start_, from)) + 1, std::uint32_t(text_.size()));
    note_brackets();
    push(T::Error, at_, at_);
    return Step::Fault;
  }
  Step bad_token() { return code("SyntaxError", "invalid token", line_start_, characters(line_start_, at_), 0); }

  // ---- Indentation. False: a fault.
  bool indentation() {
    for (;;) {
      int col = 0, alt = 0;
      int continued = -1;
      for (;;) {
        int c = peek();
        if (c == ' ') ++col, ++alt;
        else if (c == '\t') col = (col / tab_size + 1) * tab_size, ++alt;
        else if (c == '\014') col = alt = 0;
        else if (c == '\\' && d_.continued_indentation) {  // the first line's indentation counts
          if (continued < 0) continued = col;
          if (peek(1) != '\n') {
            ++at_;
            return bad_continuation() == Step::Token;
          }
          if (at_ + 2 >= text_.size()) {
            ++at_;
            end_in_continuation();
            return false;
          }
          at_ += 2;
          next_line();
          continue;
        } else break;
        ++at_;
      }
      if (continued >= 0) col = alt = continued;
      int c = peek();
      blank_line_ = c == '\\' && d_.backslash_is_blank;
      if (blank_line_) return true;
      if (c == '#') {
        std::uint32_t type = type_comment_at(at_);
        if (type != TokenFault::no_place && !note_type_ignore(type, true)) return true;
        at_ = line_end(at_);
        c = peek();
        if (c < 0) return true;
      }
      if (c == '\n') {
        ++at_;
        next_line();
        continue;
      }
      if (c < 0) col = alt = 0;
      return settle(col, alt);
    }
  }

  // Where the text of a comment "# type: text" begins; no_place where it is another one, or they are not asked for.
  std::uint32_t type_comment_at(std::uint32_t at) const {
    if (!options_.type_comments) return TokenFault::no_place;
    auto skip_blanks = [&] {
      while (at < text_.size() && (text_[at] == ' ' || text_[at] == '\t')) ++at;
    };
    ++at;
    skip_blanks();
    if (!text_.substr(at).starts_with("type:")) return TokenFault::no_place;
    at += 5;
    skip_blanks();
    return at;
  }
  // Whether what is said of the type is to ignore it.
  bool note_type_ignore(std::uint32_t type, bool alone) {
    if (!text_.substr(type).starts_with("ignore")) return false;
    std::uint32_t begin = type + 6, end = line_end(type);
    std::uint8_t after = begin < text_.size() ? std::uint8_t(text_[begin]) : 0;
    if (begin < end && (after >= 0x80 || (is_name_char(after) && after != '_'))) return false;
    if (alone && d_.f_tokens && end < text_.size()) ++end;   // from 3.12 its line's end belongs to it
    out_.type_ignores.push_back({line_, begin, end});
    return true;
  }

  bool settle(int col, int alt) {
    bool at_end = peek() < 0;
    if (at_end && !options_.imply_dedent && !text_.ends_with('\n')) return true;
    if (col == indents_.back().col) {
      if (alt != indents_.back().alt && !tab_fault()) return false;
    } else if (col > indents_.back().col) {
      if (indents_.size() >= most_indents) {
        code("IndentationError", "too many levels of indentation", line_start_, characters(line_start_, at_) + 1, -1);
        return false;
      }
      if (alt <= indents_.back().alt && !tab_fault()) return false;
      indents_.push_back({col, alt});
      std::uint32_t end = at_;
      Token& token = push(T::Indent, end, end);
      token.column = token.end_column = column(end);
    } else {
      while (indents_.size() > 1 && col < indents_.back().col) {
        indents_.pop_back();
        push(T::Dedent, at_, at_);
      }
      if (col != indents_.back().col) {
        while (!out_.tokens.empty() && out_.tokens.back().kind == T::Dedent) out_.tokens.pop_back();
        std::uint32_t end = line_end(line_start_);
        std::int32_t offset = characters(line_start_, end) + 1;
        code("IndentationError", "unindent does not match any outer indentation level", line_start_, offset, -1);
        return false;
      }
      if (alt != indents_.back().alt && !tab_fault()) return false;
    }
    if (async_def_ && async_newline_ && async_indent_ >= indents_.size()) async_def_ = async_newline_ = false;
    return true;
  }

  bool tab_fault() {
    if (!d_.strict_tabs) return true;
    std::uint32_t end = line_end(line_start_);
    std::int32_t whole = characters(line_start_, end) + 1;
    code("TabError", "inconsistent use of tabs and spaces in indentation", line_start_, d_.peg ? 1 : whole, d_.peg ? 0 : -1);
    return false;
  }

  Step bad_continuation() {  // at_ is behind the backslash
    std::uint32_t held = std::uint32_t(buffer_begin(out_, text_, line_start_, d_));
    std::int32_t offset;
    if (d_.peg) {
      ++at_;
      offset = characters(held, at_);
      if (at_ > text_.size()) at_ = std::uint32_t(text_.size());
    } else {
      offset = characters(held, line_end(line_start_) + 1);
    }
    return code("SyntaxError", "unexpected character after line continuation character", held, offset, 0);
  }
  Step end_in_continuation() {
    std::uint32_t held = std::uint32_t(buffer_begin(out_, text_, line_start_, d_));
    std::int32_t offset = characters(d_.end_offsets ? line_start_ : held, at_) + 1;
    out_.fault.at_end_of_file = true;
    return code("SyntaxError", "unexpected EOF while parsing", held, offset, -1);
  }

  // ---- One token.
  Step next() {
    std::uint32_t comment = TokenFault::no_place;
    for (;;) {
      int c = peek();
      if (c == ' ' || c == '\t' || c == '\014') {
        ++at_;
        continue;
      }
      if (c == '#') {
        std::uint32_t type = type_comment_at(at_);
        if (type != TokenFault::no_place && !note_type_ignore(type, false)) {
          at_ = line_end(at_);
          blank_line_ = false;
          push(T::TypeComment, type, at_);
          return Step::Token;
        }
        comment = at_;
        at_ = line_end(at_);
        continue;
      }
      if (c == '\\') {
        if (peek(1) == '\n') {
          if (at_ + 2 >= text_.size() && d_.continuation_at_end_fails) {
            ++at_;
            return end_in_continuation();
          }
          at_ += 2;
          next_line();
          continue;
        }
        ++at_;
        return bad_continuation();
      }
      if (c == '\n') {
        std::uint32_t begin = comment == TokenFault::no_place ? at_ : comment;
        ++at_;
        if (nested() || !strings_.empty()) {
          comment = TokenFault::no_place;
          next_line();
          continue;
        }
        if (blank_line_) {
          next_line();
          return Step::NewLine;
        }
        push(T::Newline, begin, at_);
        if (async_def_) async_newline_ = true;
        next_line();
        return Step::NewLine;
      }
      blank_line_ = false;
      if (c < 0) return Step::End;
      if (is_name_start(std::uint8_t(c))) return name();
      if (is_digit_char(c) || (c == '.' && is_digit_char(peek(1)))) return number();
      if (c == '"' || c == '\'') return string(at_, at_);
      return operation();
    }
  }

  Step name() {
    std::uint32_t begin = at_;
    bool ascii = true;
    while (at_ < text_.size() && is_name_char(std::uint8_t(text_[at_]))) {
      if (std::uint8_t(text_[at_]) >= 0x80) {
        if (d_.python2) break;
        ascii = false;
      }
      ++at_;
    }
    if (at_ == begin) {  // a byte that is not ASCII, 2.x
      ++at_;
      push(T::Other, begin, at_);
      return Step::Token;
    }
    std::uint32_t size = at_ - begin;
    int c = peek();
    if ((c == '"' || c == '\'') && size <= 2 && is_prefix(text_.substr(begin, size))) return string(begin, at_);
    if (!ascii) {
      Step step = verify_name(begin);
      if (step != Step::Token) return step;
      size = at_ - begin;
    }
    std::string_view text = text_.substr(begin, size);
    T kind = size >= 2 && size <= 8 && ascii ? keyword(text, begin) : T::Name;
    push(kind, begin, at_);
    return Step::Token;
  }

  bool is_prefix(std::string_view text) const {
    bool b = false, r = false, u = false, f = false;
    for (char c : text) {
      switch (c | 32) {
        case 'b': if (b || !d_.b_prefix) return false; b = true; break;
        case 'r': if (r) return false; r = true; break;
        case 'u': if (u || !d_.u_prefix) return false; u = true; break;
        case 'f': if (f || !d_.f_prefix) return false; f = true; break;
        default: return false;
      }
    }
    if (text.size() == 1) return true;
    if (u) return d_.python2 && r && (text[0] | 32) == 'u';
    if (b && r) return (text[0] | 32) == 'b' || d_.rb_prefix;
    return f && r;
  }

  T keyword(std::string_view text, std::uint32_t begin) {
    T kind = find_keyword(text);
    switch (kind) {
      case T::False:
      case T::None:
      case T::True:
        return d_.constants_as_keywords ? kind : T::Name;
      case T::Nonlocal:
        return d_.nonlocal_keyword ? kind : T::Name;
      case T::Exec:
      case T::Print:
        return d_.python2 ? kind : T::Name;
      case T::Async:
      case T::Await:
        if (d_.async_keywords) return kind;
        if (!d_.async_by_context) return T::Name;
        if (async_def_) return kind;
        if (kind == T::Async && def_follows(begin + 5)) {
          async_def_ = true;
          async_newline_ = false;
          async_indent_ = indents_.size();
          return kind;
        }
        return T::Name;
      default:
        return kind;
    }
  }

  bool def_follows(std::uint32_t at) const {
    while (at < text_.size() && (text_[at] == ' ' || text_[at] == '\t' || text_[at] == '\014' ||
                                 (text_[at] == '\\' && at + 1 < text_.size() && text_[at + 1] == '\n')))
      at += text_[at] == '\\' ? 2 : 1;
    return text_.substr(at).starts_with("def") && (at + 3 >= text_.size() || !is_name_char(std::uint8_t(text_[at + 3])));
  }

  // Looks at what is not ASCII in the name from begin to at_; at_ then is behind the name or its bad character.
  Step verify_name(std::uint32_t begin) {
    std::u32string wide = utf8_to_u32(text_.substr(begin, at_ - begin));
    std::size_t i = 0;
    std::uint32_t at = begin;
    for (; i < wide.size(); ++i) {
      if (i == 0 ? !is_identifier_start(wide[i]) : !is_identifier_continue(wide[i])) break;
      at += wide[i] < 0x80 ? 1 : wide[i] < 0x800 ? 2 : wide[i] < 0x10000 ? 3 : 4;
    }
    if (i == wide.size()) return Step::Token;
    char32_t bad = wide[i];
    if (!d_.character_messages)
      return code("SyntaxError", "invalid character in identifier", line_start_, characters(line_start_, at_), 0);
    at_ = at + (bad < 0x80 ? 1 : bad < 0x800 ? 2 : bad < 0x10000 ? 3 : 4);
    if (is_printable(bad)) {
      std::string shown;
      append_utf8(shown, bad);
      return fault(fmt::format("invalid character '{}' (U+{:04X})", shown, std::uint32_t(bad)));
    }
    return fault(fmt::format("invalid non-printable character U+{:04X}", std::uint32_t(bad)));
  }

  // ---- Numbers.
  // Digits with single underscores between them; at_ is on the first.
  template <class Accept>
  bool digits(Accept accept, const char* message) {
    for (;;) {
      while (accept(peek())) ++at_;
      if (peek() != '_' || !d_.number_underscores) return true;
      ++at_;
      if (!accept(peek())) {
        number_fault(message);
        return false;
      }
    }
  }
  bool decimals() { return digits(is_digit_char, "invalid decimal literal"); }

  Step number_fault(std::string message) {
    if (!d_.number_messages) return bad_token();
    return fault(std::move(message));
  }

  Step radix(std::uint32_t begin, int base) {
    const char* kind = base == 16 ? "hexadecimal" : base == 8 ? "octal" : "binary";
    auto accept = [base](int c) { return base == 16 ? is_hex(c) : c >= '0' && c < '0' + base; };
    std::string invalid = fmt::format("invalid {} literal", kind);
    at_ += 2;
    if (base == 16 && d_.empty_hexadecimal && !is_hex(peek())) return number_end(begin, kind);
    do {
      if (peek() == '_' && d_.number_underscores) ++at_;
      if (!accept(peek())) {
        if (base != 16 && is_digit_char(peek()) && d_.number_messages) {
          char digit = char(peek());
          if (d_.number_ends) ++at_;
          return fault(fmt::format("invalid digit '{}' in {} literal", digit, kind));
        }
        return number_fault(invalid);
      }
      while (accept(peek())) ++at_;
    } while (peek() == '_' && d_.number_underscores);
    if (base != 16 && is_digit_char(peek()) && d_.number_messages) {
      char digit = char(peek());
      ++at_;
      return fault(fmt::format("invalid digit '{}' in {} literal", digit, kind));
    }
    if (d_.python2 && (peek() | 32) == 'l') ++at_;
    return number_end(begin, kind);
  }

  // The token from begin to at_, if what follows may follow.
  Step number_end(std::uint32_t begin, const char* kind) {
    if (d_.number_ends && peek() >= 0 && is_name_char(std::uint8_t(peek()))) {
      int c = peek();
      std::string_view rest = text_.substr(at_);
      bool keyword = false;
      for (std::string_view each : {"and", "else", "for", "if", "in", "is", "or", "not"})
        if (rest.starts_with(each) && (each[0] == c)) keyword = keyword || each.size() > 0;
      if (keyword) {
        out_.warnings.push_back({out_.tokens.size(), std::string(d_.number_end_category), fmt::format("invalid {} literal", kind), line_});
      } else if (c < 0x80 || d_.number_end_any) {
        return fault(fmt::format("invalid {} literal", kind));
      }
    }
    push(T::Number, begin, at_);
    return Step::Token;
  }

  Step number() {
    std::uint32_t begin = at_;
    bool leading_zeros = false;
    std::uint32_t zeros_end = 0;
    if (peek() == '0') {
      int x = peek(1) | 32;
      if (x == 'x') return radix(begin, 16);
      if (x == 'o' && d_.binary_numbers) return radix(begin, 8);
      if (x == 'b' && d_.binary_numbers) return radix(begin, 2);
      if (d_.python2) {
        while (is_digit_char(peek())) ++at_;
        bool decimal = text_.substr(begin, at_ - begin).find_first_of("89") != std::string_view::npos;
        int c = peek() < 0 ? -1 : peek() | 32;
        if (c == 'l') ++at_, c = -2;
        if (c != '.' && c != 'e' && c != 'j' && decimal) return bad_token();
        if (c == -2) {
          push(T::Number, begin, at_);
          return Step::Token;
        }
      } else {
        bool nonzero = false;
        for (;;) {
          if (peek() == '_' && d_.number_underscores) {
            ++at_;
            if (!is_digit_char(peek())) return number_fault("invalid decimal literal");
          }
          if (peek() != '0') break;
          ++at_;
        }
        zeros_end = at_;
        if (is_digit_char(peek())) {
          nonzero = true;
          if (!decimals()) return Step::Fault;
        }
        leading_zeros = nonzero;
      }
    } else if (peek() != '.') {
      if (!decimals()) return Step::Fault;
      if (d_.python2 && peek() > 0 && (peek() | 32) == 'l') {
        ++at_;
        push(T::Number, begin, at_);
        return Step::Token;
      }
    }
    bool real = false;
    if (peek() == '.') {
      real = true;
      ++at_;
      if (is_digit_char(peek()) && !decimals()) return Step::Fault;
    }
    if (peek() > 0 && (peek() | 32) == 'e') {
      std::size_t ahead = 1;
      if (peek(1) == '+' || peek(1) == '-') {
        if (!is_digit_char(peek(2))) {
          at_ += 2;
          if (at_ > text_.size()) at_ = std::uint32_t(text_.size());
          if (!d_.number_messages) return bad_token();
          return fault("invalid decimal literal");
        }
        ahead = 2;
      }
      if (is_digit_char(peek(ahead))) {
        real = true;
        at_ += std::uint32_t(ahead);
        if (!decimals()) return Step::Fault;
      } else {
        if (d_.bare_exponent_fails) {
          at_ = std::uint32_t(std::min<std::size_t>(at_ + 2, text_.size()));
          return bad_token();
        }
        if (leading_zeros && !real) return zeros_fault(begin, zeros_end);
        return number_end(begin, "decimal");
      }
    }
    if (peek() > 0 && (peek() | 32) == 'j') {
      ++at_;
      return number_end(begin, "imaginary");
    }
    if (leading_zeros && !real) return zeros_fault(begin, zeros_end);
    return number_end(begin, "decimal");
  }

  Step zeros_fault(std::uint32_t begin, std::uint32_t zeros_end) {
    const char* message = "leading zeros in decimal integer literals are not permitted; use an 0o prefix for octal integers";
    if (!d_.number_messages) return bad_token();
    if (!d_.number_ends) return fault(message);
    return fault(message, std::int32_t(begin + 1 - line_start_), std::int32_t(zeros_end + 1 - line_start_));
  }

  // ---- Strings.
  Step string(std::uint32_t begin, std::uint32_t quote_at) {
    char quote = text_[quote_at];
    bool raw = false, format = false;
    for (std::uint32_t i = begin; i < quote_at; ++i) {
      raw |= (text_[i] | 32) == 'r';
      format |= (text_[i] | 32) == 'f';
    }
    bool triple = text_.substr(quote_at).starts_with(std::string(3, quote));
    std::int32_t first_line = line_;
    std::uint32_t first_line_start = line_start_;
    std::int32_t first_column = column(begin);
    bool escaped_quote = false;
    if (format && d_.f_tokens) {
      at_ = quote_at + (triple ? 3 : 1);
      if (strings_.size() >= 150) return fault("too many nested f-strings");
      push(T::FStringStart, begin, at_);
      strings_.push_back({quote, triple, raw, begin, line_, {}, {}});
      return Step::Token;
    }
    at_ = quote_at + (triple ? 3 : 1);
    for (;;) {
      const char* from = text_.data() + at_;
      const char* stop = text_.data() + text_.size();
      while (from < stop && *from != quote && *from != '\\' && *from != '\n') ++from;
      at_ = std::uint32_t(from - text_.data());
      int c = peek();
      if (c < 0 || (c == '\n' && !triple)) return unterminated(begin, first_line, first_line_start, triple, escaped_quote);
      if (c == '\\') {
        ++at_;
        if (peek() == quote) escaped_quote = true;
        if (peek() < 0) return unterminated(begin, first_line, first_line_start, triple, escaped_quote);
        if (peek() == '\n') {
          ++at_;
          next_line();
        } else {
          ++at_;
        }
        continue;
      }
      if (c == '\n') {
        ++at_;
        next_line();
        continue;
      }
      if (!triple) {
        ++at_;
        break;
      }
      if (peek(1) == quote && peek(2) == quote) {
        at_ += 3;
        break;
      }
      ++at_;
    }
    Token& token = push(T::String, begin, at_);
    if (line_ != first_line) {
      if (d_.string_end_position) {
        token.column = -1;
      } else {
        token.line = first_line;
        token.column = first_column;
      }
    }
    return Step::Token;
  }

  // An unclosed field: its quote ends the f-string.
  Step missing_brace(std::uint32_t begin) {
    at_ = begin + 1;
    return fault("f-string: expecting '}'");
  }

  Step unterminated(std::uint32_t begin, std::int32_t first_line, std::uint32_t first_line_start, bool triple, bool escaped_quote) {
    std::size_t quote_at = text_.find_first_of("'\"", begin);
    if (!strings_.empty() && strings_.back().quote == text_[quote_at] && strings_.back().triple == triple) {
      line_ = first_line;
      line_start_ = first_line_start;
      return missing_brace(begin);
    }
    if (d_.unterminated_messages) {
      std::int32_t last = line_;
      if (peek() < 0 && text_.ends_with('\n') && line_ > first_line) --last;
      line_ = first_line;
      line_start_ = first_line_start;
      at_ = begin + 1;
      std::string message = fmt::format("unterminated {}string literal (detected at line {}){}", triple ? "triple-quoted " : "", last,
                                        escaped_quote && !triple && d_.escaped_quote_hint ? "; perhaps you escaped the end quote?" : "");
      fault(std::move(message));
      out_.fault.at_end_of_file = triple;
      return Step::Fault;
    }
    bool old_words = d_.old_string_words;
    if (triple) {
      std::int32_t last = line_;
      if (peek() < 0 && text_.ends_with('\n') && line_ > first_line) --last;
      std::int32_t offset = characters(first_line_start, at_);
      Step step = code("SyntaxError", old_words ? "EOF while scanning triple-quoted string" : "EOF while scanning triple-quoted string literal", first_line_start, offset, 0);
      out_.fault.line = out_.fault.end_line = last;
      out_.fault.text_end = std::uint32_t(text_.size());
      out_.fault.at_end_of_file = true;
      return step;
    }
    std::uint32_t from = first_line_start;
    if (peek() < 0 && line_ > first_line) --line_;
    std::int32_t offset = characters(from, at_) + (d_.python2 || peek() < 0 ? 0 : 1);
    return code("SyntaxError", old_words ? "EOL while scanning single-quoted string" : "EOL while scanning string literal", from, offset, 0);
  }

  // ---- f-strings as tokens.
  bool in_middle() const {
    const OpenString& s = strings_.back();
    return s.field_levels.empty() || s.field_in_spec.back();
  }

  // Reads the text of the innermost f-string up to a field or its end.
  bool middle() {
    OpenString& s = strings_.back();
    bool spec = !s.field_levels.empty();
    std::uint32_t begin = at_;
    std::int32_t first_line = line_, first_column = column(at_);
    auto text_token = [&](std::uint32_t end, bool always) {
      if (end == begin && !always) return;
      Token& token = push(T::FStringMiddle, begin, end);
      token.line = first_line;
      token.column = first_column;
    };
    for (;;) {
      int c = peek();
      if (c < 0 || (c == '\n' && !s.triple)) {
        if (c == '\n' && spec && d_.spec_ends_at_newline) {
          text_token(at_, false);
          s.field_in_spec.back() = false;
          return true;
        }
        return unterminated_format(s);
      }
      if (c == '\n') {
        ++at_;
        next_line();
        continue;
      }
      if (c == s.quote && (!s.triple || (peek(1) == c && peek(2) == c)) ) {
        text_token(at_, false);
        for (std::size_t i = 0; spec && i < s.field_levels.size() && !brackets_.empty(); ++i) brackets_.pop_back();  // it is refused
        std::uint32_t end = at_;
        at_ += s.triple ? 3 : 1;
        push(T::FStringEnd, end, at_);
        strings_.pop_back();
        return true;
      }
      if (c == '{') {
        if (peek(1) == '{' && !spec) {
          at_ += 1;
          text_token(at_, false);  // with one brace, though placed behind the second
          ++out_.tokens.back().end_column;
          ++at_;
          begin = at_;
          first_line = line_;
          first_column = column(at_);
          continue;
        }
        text_token(at_, false);
        std::uint32_t open = at_++;
        push(T::LBrace, open, at_);
        if (brackets_.size() + 1 > most_brackets) return fault("too many nested parentheses") == Step::Token;
        brackets_.push_back({'{', open, line_});
        s.field_levels.push_back(brackets_.size());
        s.field_in_spec.push_back(false);
        if (s.field_levels.size() > 3) {
          at_ = open;
          return fault("f-string: expressions nested too deeply") == Step::Token;
        }
        return true;
      }
      if (c == '}') {
        if (spec) {
          text_token(at_, false);
          s.field_in_spec.back() = false;
          return true;
        }
        if (peek(1) == '}') {
          at_ += 1;
          text_token(at_, false);
          ++out_.tokens.back().end_column;
          ++at_;
          begin = at_;
          first_line = line_;
          first_column = column(at_);
          continue;
        }
        ++at_;
        return fault("f-string: single '}' is not allowed") == Step::Token;
      }
      if (c == '\\') {
        int follows = peek(1);
        if (follows < 0) {
          ++at_;
          continue;
        }
        if (!s.raw && follows == 'N' && peek(2) == '{') {
          std::size_t close = at_ + 3;
          while (close < text_.size() && text_[close] != '}' && text_[close] != '\n' && text_[close] != s.quote) ++close;
          if (close < text_.size() && text_[close] == '}') {
            at_ = std::uint32_t(close + 1);
            continue;
          }
          at_ += 2;
          continue;
        }
        if (follows == '{' || follows == '}') {
          at_ += 1;
          continue;
        }
        if (follows == '\n') {
          at_ += 2;
          next_line();
          continue;
        }
        at_ += 2;
        continue;
      }
      ++at_;
    }
  }

  bool unterminated_format(const OpenString& s) {
    std::int32_t last = line_;
    if (s.triple && peek() < 0 && text_.ends_with('\n') && line_ > s.line) --last;
    std::uint32_t start = s.begin;
    line_ = s.line;
    std::size_t newline = start == 0 ? text_.npos : text_.rfind('\n', start - 1);
    line_start_ = std::uint32_t(newline == text_.npos ? 0 : newline + 1);
    at_ = start + 1;
    bool triple = s.triple;
    fault(fmt::format("unterminated {}f-string literal (detected at line {})", triple ? "triple-quoted " : "", last));
    out_.fault.at_end_of_file = triple;
    return false;
  }

  // ---- Operators.
  Step operation() {
    std::uint32_t begin = at_;
    char a = text_[at_];
    char b = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
    char c = at_ + 2 < text_.size() ? text_[at_ + 2] : '\0';
    auto take = [&](T kind, std::uint32_t size) {
      at_ += size;
      push(kind, begin, at_);
      return Step::Token;
    };
    OpenString* open = strings_.empty() ? nullptr : &strings_.back();
    bool top_of_field = open && !open->field_levels.empty() && open->field_levels.back() == brackets_.size();
    switch (a) {
      case '(': case '[': case '{': {
        if (d_.nesting_limit && brackets_.size() + level_base_ >= most_brackets) {
          ++at_;
          return fault("too many nested parentheses");
        }
        brackets_.push_back({a, begin, line_});
        return take(a == '(' ? T::LPar : a == '[' ? T::LSqb : T::LBrace, 1);
      }
      case ')': case ']': case '}': return closing(begin, a, open, top_of_field);
      case ':':
        if (top_of_field) {
          ++at_;
          push(T::Colon, begin, at_);
          open->field_in_spec.back() = true;
          return Step::Token;
        }
        return b == '=' && d_.walrus ? take(T::ColonEqual, 2) : take(T::Colon, 1);
      case ',': return take(T::Comma, 1);
      case ';': return take(T::Semi, 1);
      case '+': return b == '=' ? take(T::PlusEqual, 2) : take(T::Plus, 1);
      case '-': return b == '=' ? take(T::MinusEqual, 2) : b == '>' && d_.arrow ? take(T::Arrow, 2) : take(T::Minus, 1);
      case '*':
        if (b == '*') return c == '=' ? take(T::DoubleStarEqual, 3) : take(T::DoubleStar, 2);
        return b == '=' ? take(T::StarEqual, 2) : take(T::Star, 1);
      case '/':
        if (b == '/') return c == '=' ? take(T::DoubleSlashEqual, 3) : take(T::DoubleSlash, 2);
        return b == '=' ? take(T::SlashEqual, 2) : take(T::Slash, 1);
      case '|': return b == '=' ? take(T::VBarEqual, 2) : take(T::VBar, 1);
      case '&': return b == '=' ? take(T::AmperEqual, 2) : take(T::Amper, 1);
      case '<':
        if (b == '<') return c == '=' ? take(T::LeftShiftEqual, 3) : take(T::LeftShift, 2);
        return b == '=' ? take(T::LessEqual, 2) : b == '>' ? take(T::LessGreater, 2) : take(T::Less, 1);
      case '>':
        if (b == '>') return c == '=' ? take(T::RightShiftEqual, 3) : take(T::RightShift, 2);
        return b == '=' ? take(T::GreaterEqual, 2) : take(T::Greater, 1);
      case '=': return b == '=' ? take(T::EqEqual, 2) : take(T::Equal, 1);
      case '.':
        if (b == '.' && c == '.' && d_.ellipsis_token) return take(T::Ellipsis, 3);
        return take(T::Dot, 1);
      case '%': return b == '=' ? take(T::PercentEqual, 2) : take(T::Percent, 1);
      case '`': return take(d_.python2 ? T::Backquote : T::Other, 1);
      case '~': return take(T::Tilde, 1);
      case '^': return b == '=' ? take(T::CircumflexEqual, 2) : take(T::Circumflex, 1);
      case '@': return b == '=' && d_.matmul ? take(T::AtEqual, 2) : take(T::At, 1);
      case '!':
        if (b == '=') return take(T::NotEqual, 2);
        return take(d_.exclamation_token ? T::Exclamation : T::Other, 1);
      default: break;
    }
    if (d_.control_messages && (std::uint8_t(a) < 0x20 || a == 0x7f)) {
      ++at_;
      return fault(fmt::format("invalid non-printable character U+{:04X}", unsigned(std::uint8_t(a))));
    }
    return take(T::Other, 1);
  }

  Step closing(std::uint32_t begin, char c, OpenString* open, bool top_of_field) {
    T kind = c == ')' ? T::RPar : c == ']' ? T::RSqb : T::RBrace;
    if (d_.nesting_limit && options_.brackets_match) {
      if (open && top_of_field && c != '}') {
        ++at_;
        return fault(fmt::format("f-string: unmatched '{}'", c));
      }
      if (brackets_.empty()) {
        ++at_;
        return fault(fmt::format("unmatched '{}'", c));
      }
      Bracket last = brackets_.back();
      bool matches = (last.c == '(' && c == ')') || (last.c == '[' && c == ']') || (last.c == '{' && c == '}');
      if (!matches) {
        ++at_;
        if (last.line != line_)
          return fault(fmt::format("closing parenthesis '{}' does not match opening parenthesis '{}' on line {}", c, last.c, last.line));
        return fault(fmt::format("closing parenthesis '{}' does not match opening parenthesis '{}'", c, last.c));
      }
    }
    ++at_;
    if (!brackets_.empty()) brackets_.pop_back();
    push(kind, begin, at_);
    if (top_of_field && c == '}') {
      open->field_levels.pop_back();
      open->field_in_spec.pop_back();
    }
    return Step::Token;
  }

  // ---- The end of the text.
  void note_brackets() {
    out_.open_brackets = !brackets_.empty();
    if (brackets_.empty()) return;
    out_.open_bracket = brackets_.back().c;
    out_.open_bracket_at = brackets_.back().at;
    out_.open_bracket_line = brackets_.back().line;
  }
  void finish() {
    note_brackets();
    bool at_line_start = !out_.tokens.empty() && (out_.tokens.back().kind == T::Newline || out_.tokens.back().kind == T::Dedent);
    bool started = !out_.tokens.empty();
    bool again = started;  // one more newline, where a line's own is not the one made up here
    if (!nested() && started && !at_line_start && !options_.inside_brackets && !(d_.peg && options_.mode == Mode::Eval)) {
      push(T::Newline, at_, at_);
      again = options_.imply_dedent && indents_.size() > 1;
      if (options_.imply_dedent) {
        while (indents_.size() > 1) {
          indents_.pop_back();
          push(T::Dedent, at_, at_);
        }
      }
    }
    if (options_.mode == Mode::Single && again) push(T::Newline, at_, at_);
    push(T::EndMarker, at_, at_);
  }

  struct Indentation { int col, alt; };

  std::string_view text_;
  const Dialect& d_;
  TokenizeOptions options_;
  Tokens out_;
  std::uint32_t at_ = 0, line_start_ = 0;
  std::int32_t line_;
  std::size_t level_base_ = 0;
  std::vector<Bracket> brackets_;
  std::vector<Indentation> indents_{{0, 0}};
  std::vector<OpenString> strings_;
  bool async_def_ = false, async_newline_ = false;
  bool blank_line_ = false;  // nothing but a backslash has been read of it
  std::size_t async_indent_ = 0;
};

}  // namespace

T find_keyword(std::string_view text) {
  if (text.size() < 2) return T::Name;
  unsigned slot = keyword_slot(text);
  while (std::uint8_t index = keyword_table[slot]) {
    if (keyword_texts[index - 1] == text) return T(std::uint8_t(T::False) + index - 1);
    slot = (slot + 1) & 255;
  }
  return T::Name;
}

Tokens tokenize(std::string_view text, const Dialect& dialect, const TokenizeOptions& options) {
  return Tokenizer(text, dialect, options).run();
}

std::size_t buffer_begin(const Tokens& tokens, std::string_view text, std::size_t line_begin, const Dialect& d) {
  while (line_begin > 0) {
    auto before = std::partition_point(tokens.tokens.begin(), tokens.tokens.end(), [&](const Token& token) { return token.begin < line_begin; });
    std::size_t from = before == tokens.tokens.begin() ? 0 : std::size_t(before[-1].end);
    bool inside = from > line_begin;
    if (inside) line_begin = before[-1].begin;
    else if (!d.continuation_at_end_fails || text.substr(from, line_begin - from).find_first_not_of(" \t\f\\\n") != text.npos ||
             !text.substr(0, line_begin).ends_with("\\\n"))
      return line_begin;
    else --line_begin;
    std::size_t end = line_begin == 0 ? text.npos : text.rfind('\n', line_begin - 1);
    line_begin = end == text.npos ? 0 : end + 1;
  }
  return line_begin;
}

}  // namespace xvm::compiler
