// From 3.9 on: reads a text that the grammar refuses as the release's own parser does, twice, the second time with the
// rules for common mistakes, and says what that parser would say.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/parser_impl.h"

namespace xvm::compiler {

struct ErrorGrammar;

class ErrorFinder {
 public:
  // first: the token where the statement begins that cannot be parsed.
  // base: where the text begins, of the expression of an f-string.
  ErrorFinder(Parser& parser, ParseContext& context, std::string_view text, std::size_t first, std::int32_t base_line = 1, std::int32_t base_column = 0);

  // Fills in the context's fault.
  void find(std::string_view start_rule);

 private:
  static constexpr std::int32_t no = -1;
  struct Named { std::int32_t from = no, to = no; };
  using Names = Named[3];  // a, b

  std::int32_t rule(std::size_t index, std::int32_t at);
  std::int32_t item(const struct GrammarItem& item, std::int32_t at, Names& names);
  std::int32_t sequence(const struct GrammarAlternative& alternative, std::int32_t at, Names& names, bool& cut);
  bool act(const struct GrammarAlternative& alternative, std::int32_t at, const Names& names);

  const Token& token(std::int32_t at) const { return parser_.tokens_.tokens[std::size_t(at)]; }
  bool touch(std::int32_t at);
  bool is(std::int32_t at, T kind);
  std::int32_t end_of(const Named& range) const;  // its last token that is not white space
  Expr* tree(const Named& range);
  std::string name_of(const Named& range);
  const Expr* bad_target(const Expr* e, int type) const;
  int level_of(std::int32_t at) const;
  bool later_key(std::int32_t at) const;
  std::vector<Named> arguments_in(const Named& range) const;
  std::string_view text_of(std::int32_t at) const { return parser_.text_of(token(at)); }

  void told(const char* type, std::string message, std::int32_t line, std::int32_t column, std::int32_t end_line, std::int32_t end_column);
  void at_last(const char* type, std::string message);
  void at_token(const char* type, std::string message, const Token& place);
  void at_range(std::string message, Location place);
  void from_token(std::string message, const Token& place);
  void never_closed();
  void tokenizer_fault();
  void rest_of_tokens();
  std::int32_t last_line() const;
  std::string_view line_text(std::int32_t line, bool with_end) const;
  std::string held_text(std::int32_t line) const;
  bool placeless(const Token& token) const { return token.kind == T::Indent || token.kind == T::Dedent || token.kind == T::EndMarker; }

  Parser& parser_;
  ParseContext& context_;
  const Dialect& d_;
  const ErrorGrammar& grammar_;
  std::string_view text_;
  std::size_t first_;
  std::int32_t base_line_, base_column_;
  std::int32_t fill_ = 0;
  bool second_pass_ = false, invalid_ = false, done_ = false, by_tokenizer_ = false, in_field_ = false;
  int levels_ = 0, minor_;
  bool too_deep_ = false;
  std::unordered_map<std::uint64_t, std::int32_t> memo_;
  std::vector<std::int32_t> line_starts_;
};

}  // namespace xvm::compiler
