#include "compiler/error_finder.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

#include "compiler/error_grammar.h"
#include "compiler/stack_guard.h"
#include "pyc/release.h"

namespace xvm::compiler {

enum class ItemKind : std::uint8_t { Token, Soft, SoftKeyword, Rule, Group, Optional, Star, Plus, Separated, Ahead, NotAhead, Cut, Forced };

struct GrammarItem {
  ItemKind kind;
  T token = T::Other;
  std::string_view text;
  std::size_t rule = 0;
  int name = -1;                                 // 0: a, 1: b
  std::vector<struct GrammarAlternative> inner;  // of groups; of the others one alternative of one item
};

struct GrammarAlternative {
  bool second_pass = false;
  std::vector<GrammarItem> items;
  std::string_view action, message;
};

struct GrammarRule {
  std::string_view name;
  std::vector<GrammarAlternative> alternatives;
  bool statement = false;
  bool invalid = false;
  bool without_invalid = false;
  bool remembered = false;
};

// One release's, read from the text once.
struct ErrorGrammar {
  std::vector<GrammarRule> rules;
  std::unordered_map<std::string_view, std::size_t> index;
};

namespace {

constexpr std::pair<std::string_view, T> punctuation[] = {
    {"(", T::LPar}, {")", T::RPar}, {"[", T::LSqb}, {"]", T::RSqb}, {"{", T::LBrace}, {"}", T::RBrace}, {":", T::Colon},
    {",", T::Comma}, {";", T::Semi}, {"+", T::Plus}, {"-", T::Minus}, {"*", T::Star}, {"/", T::Slash}, {"|", T::VBar},
    {"&", T::Amper}, {"<", T::Less}, {">", T::Greater}, {"=", T::Equal}, {".", T::Dot}, {"%", T::Percent}, {"==", T::EqEqual},
    {"!=", T::NotEqual}, {"<>", T::LessGreater}, {"<=", T::LessEqual}, {">=", T::GreaterEqual}, {"~", T::Tilde},
    {"^", T::Circumflex}, {"<<", T::LeftShift}, {">>", T::RightShift}, {"**", T::DoubleStar}, {"+=", T::PlusEqual},
    {"-=", T::MinusEqual}, {"*=", T::StarEqual}, {"/=", T::SlashEqual}, {"%=", T::PercentEqual}, {"&=", T::AmperEqual},
    {"|=", T::VBarEqual}, {"^=", T::CircumflexEqual}, {"<<=", T::LeftShiftEqual}, {">>=", T::RightShiftEqual},
    {"**=", T::DoubleStarEqual}, {"//", T::DoubleSlash}, {"//=", T::DoubleSlashEqual}, {"@", T::At}, {"@=", T::AtEqual},
    {"->", T::Arrow}, {"...", T::Ellipsis}, {":=", T::ColonEqual}, {"!", T::Exclamation}};
constexpr std::pair<std::string_view, T> classes[] = {
    {"NAME", T::Name}, {"NUMBER", T::Number}, {"STRING", T::String}, {"NEWLINE", T::Newline}, {"INDENT", T::Indent},
    {"DEDENT", T::Dedent}, {"ENDMARKER", T::EndMarker}, {"FSTRING_START", T::FStringStart}, {"FSTRING_MIDDLE", T::FStringMiddle},
    {"FSTRING_END", T::FStringEnd}};

T token_named(std::string_view text) {
  for (const auto& [name, kind] : punctuation)
    if (name == text) return kind;
  return find_keyword(text);
}

class GrammarReader {
 public:
  GrammarReader(int minor, ErrorGrammar& out) : minor_(minor), out_(out) {}

  void read() {
    std::size_t at = 0;
    std::vector<std::string_view> lines;
    while (at < error_grammar.size()) {
      std::size_t end = error_grammar.find('\n', at);
      if (end == error_grammar.npos) end = error_grammar.size();
      std::string_view line = error_grammar.substr(at, end - at);
      if (!line.empty()) lines.push_back(line);
      at = end + 1;
    }
    for (std::string_view line : lines)
      if (line[0] != '|') {
        std::string_view name = line.substr(0, line.size() - 1);
        out_.index.emplace(name, out_.rules.size());
        GrammarRule& rule = out_.rules.emplace_back();
        rule.name = name;
        rule.statement = name == "statement";
        rule.invalid = name.starts_with("invalid_");
        rule.without_invalid = name == "expression_without_invalid";
        for (std::string_view raw : {"bitwise_or", "bitwise_xor", "bitwise_and", "shift_expr", "sum", "term", "primary", "t_primary_then_target"})
          if (name == raw) rule.remembered = true;
        for (std::string_view each : {"simple_stmt", "block", "star_expression", "expression", "disjunction", "conjunction", "inversion", "factor",
                                      "await_primary", "strings", "arguments", "star_target", "target_with_star_atom", "del_target",
                                      "invalid_named_expression"})
          if (name == each) rule.remembered = true;
      }
    std::size_t rule = 0, next = 0;
    for (std::string_view line : lines) {
      if (line[0] != '|') {
        rule = next++;
        continue;
      }
      text_ = line.substr(1);
      at_ = 0;
      GrammarAlternative made;
      if (!header(made)) continue;
      sequence(made);
      if (rest().starts_with("=>")) {
        std::string_view action = rest().substr(3);
        made.action = action;
      }
      out_.rules[rule].alternatives.push_back(std::move(made));
    }
  }

 private:
  std::string_view rest() const { return text_.substr(at_); }
  void blank() {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
  }
  int number() {
    int value = 0;
    while (at_ < text_.size() && text_[at_] >= '0' && text_[at_] <= '9') value = value * 10 + (text_[at_++] - '0');
    return value;
  }

  // False: not of this release.
  bool header(GrammarAlternative& made) {
    blank();
    if (rest().starts_with("{") && !rest().starts_with("{'")) {
      ++at_;
      int from = 0, to = 99;
      if (text_[at_] != '-') {
        from = to = number();
      }
      if (text_[at_] == '-') {
        ++at_;
        to = text_[at_] == '}' ? 99 : number();
      }
      ++at_;
      if (minor_ < from || minor_ > to) return false;
      blank();
    }
    if (rest().starts_with("~ ")) {
      made.second_pass = true;
      at_ += 2;
    }
    return true;
  }

  void sequence(GrammarAlternative& made) {
    for (;;) {
      blank();
      if (at_ >= text_.size() || rest().starts_with("=>") || text_[at_] == '|' || text_[at_] == ')' || text_[at_] == ']') return;
      made.items.push_back(item());
    }
  }

  static GrammarItem wrapped(ItemKind kind, GrammarItem inner) {
    GrammarItem made{kind, T::Other, {}, 0, -1, {}};
    made.name = inner.name;
    inner.name = -1;
    made.inner.emplace_back().items.push_back(std::move(inner));
    return made;
  }

  GrammarItem item() {
    if (rest().starts_with("&&")) {
      at_ += 2;
      GrammarItem made = atom();
      made.kind = ItemKind::Forced;
      return made;
    }
    if (text_[at_] == '&' || text_[at_] == '!') {
      ItemKind kind = text_[at_] == '&' ? ItemKind::Ahead : ItemKind::NotAhead;
      ++at_;
      return wrapped(kind, atom());
    }
    if (text_[at_] == '^') {
      ++at_;
      return {ItemKind::Cut, T::Other, {}, 0, -1, {}};
    }
    int name = -1;
    if (at_ + 1 < text_.size() && text_[at_ + 1] == '=' && (text_[at_] == 'a' || text_[at_] == 'b')) {
      name = text_[at_] - 'a';
      at_ += 2;
    }
    GrammarItem made = atom();
    char c = at_ < text_.size() ? text_[at_] : '\0';
    if (c == '?' || c == '*' || c == '+') {
      ++at_;
      made = wrapped(c == '?' ? ItemKind::Optional : c == '*' ? ItemKind::Star : ItemKind::Plus, std::move(made));
    } else if (c == '%') {
      ++at_;
      GrammarItem separator = atom();
      made = wrapped(ItemKind::Separated, std::move(made));
      made.token = separator.token;
    }
    made.name = name;
    return made;
  }

  GrammarItem atom() {
    GrammarItem made{ItemKind::Token, T::Other, {}, 0, -1, {}};
    char c = text_[at_];
    if (c == '\'' || c == '"') {
      std::size_t end = text_.find(c, at_ + 1);
      made.text = text_.substr(at_ + 1, end - at_ - 1);
      at_ = end + 1;
      if (c == '"') made.kind = ItemKind::Soft;
      else made.token = token_named(made.text);
      return made;
    }
    if (c == '(' || c == '[') {
      ++at_;
      made.kind = c == '(' ? ItemKind::Group : ItemKind::Optional;
      std::vector<GrammarAlternative> all;
      do {
        GrammarAlternative& one = all.emplace_back();
        sequence(one);
      } while (at_ < text_.size() && text_[at_] == '|' && ++at_);
      ++at_;
      if (c == '(' || all.size() == 1) {
        made.inner = std::move(all);
        return made;
      }
      GrammarItem group{ItemKind::Group, T::Other, {}, 0, -1, std::move(all)};
      return wrapped(ItemKind::Optional, std::move(group));
    }
    std::size_t begin = at_;
    while (at_ < text_.size() && (std::isalnum(static_cast<unsigned char>(text_[at_])) || text_[at_] == '_')) ++at_;
    std::string_view word = text_.substr(begin, at_ - begin);
    if (word == "SOFT_KEYWORD") {
      made.kind = ItemKind::SoftKeyword;
      return made;
    }
    for (const auto& [name, kind] : classes)
      if (name == word) {
        made.token = kind;
        made.text = name;
        return made;
      }
    made.kind = ItemKind::Rule;
    auto found = out_.index.find(word);
    made.rule = found == out_.index.end() ? 0 : found->second;
    return made;
  }

  int minor_;
  ErrorGrammar& out_;
  std::string_view text_;
  std::size_t at_ = 0;
};

const ErrorGrammar& grammar_of(int minor) {
  static const std::array<ErrorGrammar, 5> all = [] {
    std::array<ErrorGrammar, 5> made;
    for (int i = 0; i < 5; ++i) GrammarReader(9 + i, made[std::size_t(i)]).read();
    return made;
  }();
  return all[std::size_t(std::clamp(minor - 9, 0, 4))];
}

constexpr int most_levels = 2600;

}  // namespace

ErrorFinder::ErrorFinder(Parser& parser, ParseContext& context, std::string_view text, std::size_t first, std::int32_t base_line, std::int32_t base_column)
    : parser_(parser), context_(context), d_(context.dialect), grammar_(grammar_of(d_.release.version.minor)), text_(text), first_(first),
      base_line_(base_line), base_column_(base_column), minor_(d_.release.version.minor) {
  line_starts_.push_back(0);
  for (std::size_t at = text.find('\n'); at != text.npos; at = text.find('\n', at + 1)) line_starts_.push_back(std::int32_t(at + 1));
}

// ---- Reading.

bool ErrorFinder::touch(std::int32_t at) {
  if (done_) return false;
  if (at + 1 > fill_) {
    fill_ = at + 1;
    const Tokens& tokens = parser_.tokens_;
    T kind = token(at).kind;
    if (kind == T::Error && !tokens.fault.type.empty()) {
      tokenizer_fault();
      return false;
    }
    if (kind == T::EndMarker && tokens.open_brackets && minor_ >= 10) {
      by_tokenizer_ = true;
      never_closed();
      return false;
    }
  }
  return std::size_t(at) < parser_.tokens_.tokens.size();
}

bool ErrorFinder::is(std::int32_t at, T kind) { return touch(at) && token(at).kind == kind; }

std::int32_t ErrorFinder::rule(std::size_t index, std::int32_t at) {
  if (done_) return no;
  const GrammarRule& r = grammar_.rules[index];
  // What the release remembers of a place it remembers without regard to whether mistakes were looked for.
  std::uint64_t key = (std::uint64_t(index) << 34) | (std::uint64_t(invalid_ && !r.remembered) << 33) | std::uint32_t(at);
  auto known = memo_.find(key);
  if (known != memo_.end()) return known->second;
  if (levels_ >= most_levels || stack_is_low()) {
    too_deep_ = true;
    return no;
  }
  ++levels_;
  bool was = invalid_;
  if (r.without_invalid) invalid_ = false;
  std::int32_t result = no;
  for (const GrammarAlternative& alternative : r.alternatives) {
    if (alternative.second_pass && !invalid_) continue;
    Names names;
    bool cut = false;
    std::int32_t end = sequence(alternative, at, names, cut);
    if (done_) break;
    if (end != no && !alternative.action.empty()) {
      act(alternative, end, names);  // where it says nothing, the rule fails all the same
      break;
    }
    if (end != no) {
      result = end;
      break;
    }
    if (cut) break;
  }
  invalid_ = was;
  --levels_;
  if (done_) return no;
  if (r.statement && levels_ <= 2 && result != no) memo_.clear();
  else memo_[key] = result;
  return result;
}

std::int32_t ErrorFinder::sequence(const GrammarAlternative& alternative, std::int32_t at, Names& names, bool& cut) {
  for (const GrammarItem& each : alternative.items) {
    if (each.kind == ItemKind::Cut) {
      cut = true;
      continue;
    }
    std::int32_t end = item(each, at, names);
    if (end == no || done_) return no;
    if (each.name >= 0) names[each.name] = {at, end};
    at = end;
  }
  return at;
}

std::int32_t ErrorFinder::item(const GrammarItem& each, std::int32_t at, Names& names) {
  if (done_) return no;
  auto one = [&](std::int32_t from) -> std::int32_t {
    for (const GrammarAlternative& alternative : each.inner) {
      bool cut = false;
      std::int32_t end = sequence(alternative, from, names, cut);
      if (done_) return no;
      if (end != no) return end;
      if (cut) return no;
    }
    return no;
  };
  switch (each.kind) {
    case ItemKind::Token:
      if (each.token == T::LessGreater && !(context_.futures & future::BarryAsBdfl)) {
        touch(at);
        return no;
      }
      return is(at, each.token) ? at + 1 : no;
    case ItemKind::Soft: return is(at, T::Name) && text_of(at) == each.text ? at + 1 : no;
    case ItemKind::SoftKeyword: {
      if (!is(at, T::Name)) return no;
      std::string_view text = text_of(at);
      // The release compares as many characters as the name has: "c" is taken for "case".
      bool soft = text == "_" || std::string_view("case").starts_with(text) || std::string_view("match").starts_with(text) ||
                  (minor_ >= 12 && std::string_view("type").starts_with(text));
      return soft ? at + 1 : no;
    }
    case ItemKind::Rule: return rule(each.rule, at);
    case ItemKind::Group: return one(at);
    case ItemKind::Optional: {
      std::int32_t end = one(at);
      if (done_) return no;
      return end == no ? at : end;
    }
    case ItemKind::Star:
    case ItemKind::Plus: {
      std::int32_t end = one(at);
      if (end == no) return each.kind == ItemKind::Star && !done_ ? at : no;
      for (;;) {
        std::int32_t next = one(end);
        if (done_) return no;
        if (next == no || next == end) return end;
        end = next;
      }
    }
    case ItemKind::Separated: {
      std::int32_t end = one(at);
      while (end != no && is(end, each.token)) {
        std::int32_t next = one(end + 1);
        if (next == no) break;
        end = next;
      }
      return done_ ? no : end;
    }
    case ItemKind::Ahead: {
      std::int32_t end = one(at);
      return end == no || done_ ? no : at;
    }
    case ItemKind::NotAhead: {
      std::int32_t end = one(at);
      return end != no || done_ ? no : at;
    }
    case ItemKind::Forced:
      if (is(at, each.token)) return at + 1;
      if (!done_) {
        const Token& place = token(at);
        at_token("SyntaxError", fmt::format("expected '{}'", each.text), place);
      }
      return no;
    default: return no;
  }
}

// ---- What is said.

std::int32_t ErrorFinder::end_of(const Named& range) const {
  std::int32_t at = range.to - 1;
  while (at > range.from && (token(at).kind == T::Newline || token(at).kind == T::Indent || token(at).kind == T::Dedent)) --at;
  return at;
}

std::int32_t ErrorFinder::last_line() const {
  std::int32_t lines = std::int32_t(line_starts_.size());
  return (lines > 1 && std::size_t(line_starts_.back()) >= text_.size() ? lines - 1 : lines) + base_line_ - 1;
}

std::string_view ErrorFinder::line_text(std::int32_t line, bool with_end) const {
  line -= base_line_ - 1;
  if (line < 1 || std::size_t(line) > line_starts_.size()) return {};
  std::size_t begin = std::size_t(line_starts_[std::size_t(line - 1)]);
  std::size_t end = text_.find('\n', begin);
  if (end == text_.npos) return text_.substr(begin);
  return text_.substr(begin, end - begin + (with_end ? 1 : 0));
}

// What the tokenizer holds when it has come to the line.
std::string ErrorFinder::held_text(std::int32_t line) const {
  std::string_view last = line_text(line, true);
  if (!last.data()) return {};
  std::size_t begin = std::size_t(last.data() - text_.data());
  std::size_t held = buffer_begin(parser_.tokens_, text_, begin, d_);
  return std::string(text_.substr(held, begin + last.size() - held));
}

// How many characters the first bytes of the line are that the error shows; its end is counted in that line too.
static std::int32_t shown_characters(std::string_view line, std::int32_t bytes) {
  if (bytes < 0) return -1;
  bytes = std::min(bytes, std::int32_t(line.size()) + 1);
  std::int32_t count = 0;
  for (std::int32_t i = 0; i < bytes; ++i) count += std::size_t(i) >= line.size() || (line[std::size_t(i)] & 0xc0) != 0x80;
  return count;
}

// Columns count bytes from 1; -1: none.
void ErrorFinder::told(const char* type, std::string message, std::int32_t line, std::int32_t column, std::int32_t end_line, std::int32_t end_column) {
  if (done_) return;
  done_ = true;
  context_.faulted = true;
  Fault& fault = context_.fault;
  fault.type = type;
  fault.message = in_field_ && !message.starts_with("f-string: ") ? "f-string: " + message : std::move(message);
  fault.line = line;
  fault.end_line = end_line;
  const Token& newest = token(std::max(fill_ - 1, 0));
  bool at_end = newest.begin >= text_.size();
  std::int32_t current = at_end ? last_line() : newest.end_line;
  if (in_field_) {
    if (line == base_line_ && column > 0) column -= base_column_;
    if (end_line == base_line_ && end_column > 0) end_column -= base_column_;
  }
  std::optional<std::string> stored = in_field_ || context_.options.mode != Mode::Exec ? std::nullopt : line_of_file(context_.options.file_name, line, d_);
  fault.text = stored ? std::move(*stored) : line >= current || minor_ == 9 ? held_text(current) : std::string(line_text(line, false));
  if (in_field_ && line >= current && !fault.text->ends_with('\n')) *fault.text += '\n';
  bool bytes = counts_bytes(context_) || (in_field_ && d_.bytes_are_counted);
  fault.offset = bytes ? column : shown_characters(*fault.text, column);
  fault.end_offset = bytes ? end_column : shown_characters(*fault.text, end_column);
  if (at_end) fault.incomplete = true;
  if (text_.empty() && !in_field_) fault.line = fault.end_line = 0;
}

void ErrorFinder::at_token(const char* type, std::string message, const Token& place) {
  if (placeless(place)) {
    std::int32_t line = place.begin >= text_.size() ? last_line() : place.line;
    told(type, std::move(message), line, 0, line, 0);
    return;
  }
  std::int32_t end = place.end_column;
  if (place.kind == T::Newline && minor_ <= 11) end = std::max(place.column, end - 1);
  told(type, std::move(message), place.line, place.column + 1, place.end_line, end + 1);
}

// At the last token that was read.
void ErrorFinder::at_last(const char* type, std::string message) {
  const Token& place = token(std::max(fill_ - 1, 0));
  bool end = place.begin >= text_.size();
  if (!placeless(place) && !end) return at_token(type, std::move(message), place);
  std::int32_t line = end ? last_line() : place.line;
  told(type, std::move(message), line, end ? std::int32_t(line_text(line, true).size()) : place.column, line, -1);
}

void ErrorFinder::at_range(std::string message, Location place) {
  told("SyntaxError", std::move(message), place.line, place.column + 1, place.end_line, place.end_column + 1);
}

void ErrorFinder::from_token(std::string message, const Token& place) {
  const Token& newest = token(std::max(fill_ - 1, 0));
  bool at_end = newest.begin >= text_.size();
  std::int32_t end_line = at_end ? last_line() : newest.end_line;
  std::int32_t end = at_end ? std::int32_t(line_text(end_line, true).size()) : newest.end_column;
  told("SyntaxError", std::move(message), place.line, place.column + 1, end_line, end);
}

void ErrorFinder::never_closed() {
  const Tokens& tokens = parser_.tokens_;
  std::int32_t line = tokens.open_bracket_line;
  std::int32_t column = std::int32_t(tokens.open_bracket_at) - line_starts_[std::size_t(std::clamp<std::int32_t>(line - base_line_, 0, std::int32_t(line_starts_.size()) - 1))];
  told("SyntaxError", fmt::format("'{}' was never closed", tokens.open_bracket), line, column + 1, line, 0);
}

void ErrorFinder::tokenizer_fault() {
  const TokenFault& from = parser_.tokens_.fault;
  by_tokenizer_ = true;
  if (from.at_end_of_file && !from.told && parser_.tokens_.open_brackets && minor_ >= 10) return never_closed();
  done_ = true;
  context_.faulted = true;
  Fault& fault = context_.fault;
  fault.type = from.type;
  fault.message = from.message;
  fault.line = from.line;
  fault.offset = from.offset;
  fault.end_line = from.end_line;
  fault.end_offset = from.end_offset;
  fault.text = std::string(text_.substr(from.text_begin, from.text_end - from.text_begin));
  fault.incomplete = from.at_end_of_file;
}

// What the tokenizer finds in the rest of the text goes before what the parser found.
void ErrorFinder::rest_of_tokens() {
  const Tokens& tokens = parser_.tokens_;
  std::int32_t line = token(std::max(fill_ - 1, 0)).line;
  bool fault = !tokens.fault.type.empty();
  if (fault && tokens.fault.told && minor_ >= 10) {
    done_ = false;
    tokenizer_fault();
    return;
  }
  if (tokens.open_brackets && line > tokens.open_bracket_line && minor_ >= 10) {
    done_ = false;
    std::int32_t fill = fill_;
    fill_ = std::int32_t(tokens.tokens.size());
    while (fill_ > 1 && token(fill_ - 1).kind == T::Error) --fill_;
    never_closed();
    fill_ = fill;
  }
}

int ErrorFinder::level_of(std::int32_t at) const {
  int level = 0;
  for (std::int32_t i = 0; i <= at; ++i) {
    T kind = token(i).kind;
    if (kind == T::LPar || kind == T::LSqb || kind == T::LBrace) ++level;
    else if ((kind == T::RPar || kind == T::RSqb || kind == T::RBrace) && level > 0) --level;
  }
  return level;
}

// Whether a key of a dict display stands there, not its first.
bool ErrorFinder::later_key(std::int32_t at) const {
  if (at < 1 || token(at - 1).kind != T::Comma) return false;
  int level = 0;
  bool colon = false;
  for (std::int32_t i = at - 1; i >= 0; --i) {
    T kind = token(i).kind;
    if (kind == T::RPar || kind == T::RSqb || kind == T::RBrace) ++level;
    else if (kind == T::LPar || kind == T::LSqb || kind == T::LBrace) {
      if (level-- == 0) return kind == T::LBrace && colon;
    } else if (kind == T::Colon && level == 0) {
      colon = true;
    }
  }
  return false;
}

Expr* ErrorFinder::tree(const Named& range) {
  struct Stop {  // the text ends behind the range
    Token& token;
    T kind;
    ~Stop() { token.kind = kind; }
  } stop{parser_.tokens_.tokens[std::size_t(range.to)], token(range.to).kind};
  stop.token.kind = T::EndMarker;
  for (int how = 0; how < 5; ++how) {
    std::size_t end = 0;
    Expr* e = parser_.expression_at(std::size_t(range.from), end, how);
    if (e && end == std::size_t(range.to)) return e;
  }
  return nullptr;
}

std::string ErrorFinder::name_of(const Named& range) {
  Expr* e = tree(range);
  return e ? expression_name(e, d_, context_.pool) : "expression";
}

// type: 0 star targets, 1 del, 2 for
const Expr* ErrorFinder::bad_target(const Expr* e, int type) const {
  switch (e->kind) {
    case ExprKind::List:
    case ExprKind::Tuple: {
      ExprList items = e->kind == ExprKind::List ? static_cast<const List*>(e)->elts : static_cast<const Tuple*>(e)->elts;
      for (const Expr* item : items)
        if (const Expr* bad = bad_target(item, type)) return bad;
      return nullptr;
    }
    case ExprKind::Starred: return type == 1 ? e : bad_target(static_cast<const Starred*>(e)->value, type);
    case ExprKind::Compare: {
      if (type != 2) return e;
      const Compare* compare = static_cast<const Compare*>(e);
      return compare->ops[0] == CompareOperator::In ? bad_target(compare->left, type) : nullptr;
    }
    case ExprKind::Name:
    case ExprKind::Subscript:
    case ExprKind::Attribute: return nullptr;
    default: return e;
  }
}

// The arguments between the commas of a call.
std::vector<ErrorFinder::Named> ErrorFinder::arguments_in(const Named& range) const {
  std::vector<Named> out;
  int level = 0, lambdas = 0;
  std::int32_t from = range.from;
  for (std::int32_t i = range.from; i < range.to; ++i) {
    T kind = token(i).kind;
    if (kind == T::LPar || kind == T::LSqb || kind == T::LBrace) ++level;
    else if (kind == T::RPar || kind == T::RSqb || kind == T::RBrace) --level;
    else if (kind == T::Lambda && level == 0) ++lambdas;
    else if (kind == T::Colon && level == 0 && lambdas) --lambdas;
    else if (kind == T::Comma && level == 0 && !lambdas) {
      out.push_back({from, i});
      from = i + 1;
    }
  }
  if (from < range.to) out.push_back({from, range.to});
  return out;
}

// False: nothing is said after all, and the alternative fails.
bool ErrorFinder::act(const GrammarAlternative& alternative, std::int32_t at, const Names& names) {
  std::string_view action = alternative.action;
  auto word = [&] {
    std::size_t end = std::min(action.find(' '), action.size());
    std::string_view made = action.substr(0, end);
    action.remove_prefix(std::min(end + 1, action.size()));
    return made;
  };
  std::string_view how = word();
  const Named& a = names[0];
  const Named& b = names[1];
  bool of_parameter = alternative.action.find("default") != std::string_view::npos || alternative.action.find("var-keyword") != std::string_view::npos;
  // Brackets around an expression are not part of it.
  auto place_of = [&](const Named& from, const Named& to) {
    const Token& first = token(from.from);
    const Token& last = token(end_of(to));
    Location place{first.line, first.column, last.end_line, last.end_column};
    if (last.kind == T::Comma && to.to > to.from + 1 && of_parameter) {  // of a parameter, the comma is read with it
      place.end_line = token(end_of(to) - 1).end_line;
      place.end_column = token(end_of(to) - 1).end_column;
    }
    if (first.kind == T::LPar)
      if (Expr* e = tree(from)) place.line = e->loc.line, place.column = e->loc.column;
    if (last.kind == T::RPar)
      if (Expr* e = tree(to)) place.end_line = e->loc.end_line, place.end_column = e->loc.end_column;
    return place;
  };
  auto message = [&] {
    std::string out;
    for (std::size_t i = 0; i < action.size(); ++i) {
      if (action[i] == '%' && i + 1 < action.size()) {
        char c = action[++i];
        if (c == 'n') out += name_of(a);
        else if (c == 't') out += text_of(a.from);
        else if (c == 'd') out += std::to_string(token(a.from).line);
        continue;
      }
      out += action[i];
    }
    return out;
  };
  if (how == "err") {
    at_last("SyntaxError", message());
  } else if (how == "indent" || how == "syntaxindent") {
    word();
    at_last(how == "indent" ? "IndentationError" : d_.release.until(3, 9) ? "SyntaxError" : "IndentationError", message());
  } else if (how == "next") {
    touch(at);
    if (done_) return true;
    const Token& place = token(at);
    if (placeless(place)) at_last("SyntaxError", message());
    else at_token("SyntaxError", message(), place);
  } else if (how == "at") {
    word();
    at_range(message(), place_of(a, a));
  } else if (how == "range") {
    bool same = action.starts_with("a a");
    word();
    word();
    at_range(message(), same ? place_of(a, a) : place_of(a, b));
  } else if (how == "from") {
    word();
    from_token(message(), token(a.from));
  } else if (how == "afterkey") {
    word();
    const Token& last = token(end_of(a));
    const Token& first = token(a.from);
    told("SyntaxError", message(), first.line, last.end_column, last.end_line, 0);
  } else if (how == "target") {
    std::string_view type = word();
    Expr* e = tree(a);
    int kind = type == "del" ? 1 : type == "for" ? 2 : 0;
    const Expr* bad = e ? bad_target(e, kind) : nullptr;
    if (!bad) {
      if (minor_ >= 10) return false;
      at_last("SyntaxError", "invalid syntax");
      return true;
    }
    at_range(fmt::format("cannot {} {}", kind == 1 ? "delete" : "assign to", expression_name(bad, d_, context_.pool)), bad->loc);
  } else if (how == "legacy" || how == "comma") {
    bool legacy = a.to == a.from + 1 && token(a.from).kind == T::Name && (text_of(a.from) == "print" || text_of(a.from) == "exec");
    word();
    word();
    if (how == "legacy" ? !legacy : legacy) return false;
    if (how == "comma" && level_of(at - 1) == 0 && !in_field_) return false;
    if (how == "comma" && later_key(a.from)) {
      const Token& last = token(end_of(a));
      told("SyntaxError", "':' expected after dictionary key", token(a.from).line, last.end_column, last.end_line, 0);
      return true;
    }
    at_range(message(), place_of(a, b));
  } else if (how == "genexp") {
    word();
    word();
    std::vector<Named> positional;
    for (const Named& each : arguments_in(a)) {
      T kind = token(each.from).kind;
      if (kind == T::DoubleStar || (kind == T::Name && each.from + 1 < each.to && token(each.from + 1).kind == T::Equal)) continue;
      positional.push_back(each);
    }
    if (positional.size() <= 1) return false;
    at_range(message(), place_of(positional.back(), b));
  } else if (how == "argorder") {
    bool unpacked = false;
    for (const Named& each : arguments_in(a)) unpacked |= token(each.from).kind == T::DoubleStar;
    at_last("SyntaxError", unpacked ? "positional argument follows keyword argument unpacking" : "positional argument follows keyword argument");
  } else if (how == "constraint") {
    std::string_view kind = action;
    Expr* e = tree(b);
    bool tuple = e && e->kind == ExprKind::Tuple;
    from_token(fmt::format("cannot use {} with {}", tuple ? "constraints" : "bound", kind), token(a.from));
  } else {
    return false;
  }
  return true;
}

void ErrorFinder::find(std::string_view start_rule) {
  in_field_ = start_rule == "field";
  std::size_t start = grammar_.index.at(start_rule);
  rule(start, std::int32_t(first_));
  if (too_deep_) {  // what the parser itself found
    done_ = false;
    const Tokens& tokens = parser_.tokens_;
    fill_ = std::int32_t(tokens.tokens.size());
    while (fill_ > 1 && token(fill_ - 1).kind == T::Error) --fill_;
    if (!tokens.fault.type.empty()) tokenizer_fault();
    else if (tokens.open_brackets && minor_ >= 10) never_closed();
    else at_token("SyntaxError", "invalid syntax", token(std::int32_t(parser_.fail_index_)));
    return;
  }
  if (!done_) {
    Token last = token(std::max(fill_ - 1, 0));
    memo_.clear();
    second_pass_ = invalid_ = true;
    levels_ = 0;
    rule(start, std::int32_t(first_));
    if (!done_) {
      if (minor_ == 9) {
        const Token& newest = token(std::max(fill_ - 1, 0));
        if (newest.begin >= text_.size()) at_last("SyntaxError", "unexpected EOF while parsing");
        else if (newest.kind == T::Indent) at_last("IndentationError", "unexpected indent");
        else if (newest.kind == T::Dedent) at_last("IndentationError", "unexpected unindent");
        else at_last("SyntaxError", "invalid syntax");
        return;
      }
      if (last.kind == T::Indent || last.kind == T::Dedent) {
        at_last("IndentationError", last.kind == T::Indent ? "unexpected indent" : "unexpected unindent");
        return;
      }
      at_token("SyntaxError", "invalid syntax", last);
      rest_of_tokens();
      return;
    }
    if (!by_tokenizer_ && context_.fault.type == "SyntaxError" && !context_.fault.message.starts_with("f-string: ")) rest_of_tokens();
  } else if (!by_tokenizer_ && minor_ >= 10 && context_.fault.type == "SyntaxError") {
    rest_of_tokens();
  }
}

}  // namespace xvm::compiler
