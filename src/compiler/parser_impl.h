// The parser's inside, for the files that share it: a hand-written recursive descent over the tokens.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "compiler/ast.h"
#include "compiler/compile.h"
#include "compiler/dialect.h"
#include "compiler/source.h"
#include "compiler/token.h"
#include "compiler/tokenizer.h"
#include "pyc/constants.h"

namespace xvm::compiler {

// What one parse and the parses of expressions inside its f-strings share.
struct ParseContext {
  const Options& options;
  const Dialect& dialect;
  Arena& arena;
  SymbolPool& symbols;
  ConstantPool& pool;
  WarningSink& warnings;
  Fault& fault;
  const Source& source;
  std::uint32_t futures = 0;
  bool faulted = false;  // fault is what the program sees; nothing else may be reported
  bool quiet = false;    // nothing is reported
  int format_depth = 0;
  int depth = 0;
};

// Where a node begins.
struct Start {
  std::int32_t line, column;
};

// Collects items on a stack that its users share, and copies them to the arena at the end.
template <class X>
class Gather {
 public:
  explicit Gather(std::vector<X>& stack) : stack_(stack), base_(stack.size()) {}
  ~Gather() { stack_.resize(base_, X{}); }
  Gather(const Gather&) = delete;
  Gather& operator=(const Gather&) = delete;
  void add(X item) { stack_.push_back(item); }
  std::size_t size() const { return stack_.size() - base_; }
  X& operator[](std::size_t i) { return stack_[base_ + i]; }
  std::span<X> keep(Arena& arena) { return arena.copy(std::span<const X>(stack_.data() + base_, size())); }

 private:
  std::vector<X>& stack_;
  std::size_t base_;
};

class Parser {
 public:
  Parser(ParseContext& context, std::string_view text, Tokens tokens);

  Module* module(Mode mode);
  // An expression of an f-string's field, the whole text.
  Expr* field_expression();

  bool failed() const { return failed_; }
  std::size_t fail_index() const { return fail_index_; }
  std::size_t statement_start() const { return statement_start_; }
  const Tokens& tokens() const { return tokens_; }
  // What the tokenizer warns of, as far as the parser came.
  void tell_token_warnings();

  bool refused() const { return refused_; }
  void explain_grammar(std::string_view text);
  void explain_old(std::string_view text, const Token& token);
  Expr* format_strings_here(std::size_t count);

  // For the pass that looks for what is wrong: any expression from a token on, nullptr where there is none. Nothing is
  // reported.
  Expr* expression_at(std::size_t token, std::size_t& next, int how);

 private:
  friend class ErrorFinder;
  friend class FormatString;

  // ---- Tokens.
  const Token& tok() const { return tokens_.tokens[pos_]; }
  T kind() const { return tokens_.tokens[pos_].kind; }
  const Token& peek(std::size_t ahead) const {
    std::size_t at = pos_ + ahead;
    return tokens_.tokens[at < tokens_.tokens.size() ? at : tokens_.tokens.size() - 1];
  }
  bool at(T wanted) const { return kind() == wanted && !name_like_[std::size_t(wanted)]; }
  bool at_name() const { return name_like_[std::size_t(kind())]; }
  void advance() {
    T k = kind();
    if (k == T::Error) return;
    if (k != T::Newline && k != T::Indent && k != T::Dedent) last_ = pos_;
    ++pos_;
  }
  bool accept(T wanted) {
    if (!at(wanted)) return false;
    advance();
    return true;
  }
  void expect(T wanted) {
    if (!accept(wanted)) fail();
  }
  std::string_view text_of(const Token& token) const { return text_.substr(token.begin, token.end - token.begin); }
  bool at_as() const { return kind() == T::As; }  // of 2.5, a name otherwise
  bool at_text(std::string_view text) const { return at_name() && text_of(tok()) == text; }
  Symbol symbol_of(const Token& token);
  // The text of a type comment that stands here; no data where none does.
  std::string_view type_comment() {
    if (kind() != T::TypeComment) return {};
    std::string_view text = arena_.copy(text_of(tok()));
    advance();
    return text.data() ? text : std::string_view("");
  }
  Symbol expect_name();
  bool starts_expression(T k) const;
  bool at_expression() const { return starts_expression(kind()); }
  bool at_star_expression() const { return at_expression() || (kind() == T::Star && d_.starred); }

  Start start() const { return {tok().line, tok().column}; }
  static Start start_of(const Expr* e) { return {e->loc.line, e->loc.column}; }
  Location span(Start from) const {
    const Token& end = tokens_.tokens[last_];
    return {from.line, from.column, end.end_line, end.end_column};
  }
  Location span_of(const Token& token) const { return {token.line, token.column, token.end_line, token.end_column}; }

  template <class N, class K, class... A>
  N* node(K kind, Location loc, A... fields) {
    N* made = static_cast<N*>(arena_.allocate(sizeof(N), alignof(N)));
    if constexpr (sizeof...(A) == 0) return new (made) N{kind, loc};
    else return new (made) N{{kind, loc}, fields...};
  }

  // ---- What goes wrong.
  void fail();                       // the current token is not what the grammar wants
  void fail_at(std::size_t token);
  // The tree is refused: to 3.8 kept until the whole text has parsed, as a grammar error anywhere comes first.
  void refuse(std::string message, Location place);
  void refuse(std::string message, const Token& place) { refuse(std::move(message), span_of(place)); }
  // Told at once.
  void multiple_statements();
  void raise(std::string type, std::string message, Location place);
  void stop();                       // the context's fault is set
  bool warn(const char* category, std::string message, const Token& token);
  bool enter(int cost);
  void leave(int cost) { context_.depth -= cost; }
  struct Depth {
    Depth(Parser& p, int c) : parser(p), cost(c), fine(p.enter(c)) {}
    ~Depth() { parser.leave(cost); }
    Parser& parser;
    int cost;
    bool fine;
  };

  struct Mark { std::size_t pos, last; };
  Mark mark() const { return {pos_, last_}; }
  void reset(Mark m) {
    if (context_.faulted) return;
    pos_ = m.pos;
    last_ = m.last;
    failed_ = false;
  }

  // ---- Statements.
  Body statements_until_end();
  void statement(Gather<Stmt*>& out);
  void simple_statements(Gather<Stmt*>& out);
  Stmt* simple_statement();
  Stmt* expression_statement();
  Stmt* print_statement();
  Stmt* exec_statement();
  Stmt* delete_statement();
  Stmt* return_statement();
  Stmt* raise_statement();
  Stmt* global_statement(StmtKind kind);
  Stmt* assert_statement();
  Stmt* import_statement();
  Stmt* import_from_statement();
  Stmt* type_alias();
  Symbol dotted_name();
  void future_features(Symbol module, std::int32_t level, std::span<const Alias> names);
  Body block();
  Stmt* if_statement();
  Stmt* while_statement();
  Stmt* for_statement(Start from, bool async);
  Stmt* try_statement();
  Stmt* with_statement(Start from, bool async);
  Stmt* function_definition(Start from, ExprList decorators, bool async);
  Stmt* class_definition(Start from, ExprList decorators);
  Stmt* decorated();
  Expr* old_decorator();
  Stmt* async_statement();
  bool with_items(std::vector<WithItem>& items, std::vector<Location>& places, bool parenthesized);
  Body else_block();
  Body single(Stmt* statement);
  std::span<TypeParam*> type_parameters();

  // ---- Patterns.
  Stmt* match_statement();
  MatchCase case_block();
  Pattern* patterns();
  Pattern* pattern(bool star_allowed);
  Pattern* or_pattern();
  Pattern* closed_pattern();
  Pattern* sequence_pattern(T close);
  Pattern* mapping_pattern();
  Pattern* class_pattern(Expr* cls, Start from);
  Expr* pattern_number();
  Expr* pattern_name_or_attribute();
  Symbol capture_name();

  // ---- Expressions.
  Expr* expression();
  Expr* expression_body();
  Expr* named_expression();
  Expr* star_expression();                         // or a plain one
  Expr* star_named_expression();
  Expr* star_expressions();                        // a tuple where there is a comma
  Expr* expressions();                             // without stars
  Expr* expression_list(bool star, bool named);
  Expr* target_list();                             // of for: operands of "|" at most
  Expr* yield_expression();
  Expr* value_or_yield(bool star);
  Expr* disjunction();
  Expr* conjunction();
  Expr* inversion();
  Expr* comparison();
  Expr* binary(int least);
  Expr* factor();
  Expr* power();
  Expr* primary();
  Expr* trailers(Expr* e, Start from);
  Expr* atom();
  Expr* parenthesized();
  Expr* bracketed();
  Expr* braced();
  Expr* backquoted();
  Expr* lambda(bool no_condition = false);
  Expr* old_expression();                          // or_test or a lambda whose body is one: conditions to 3.8
  Expr* subscript();
  Expr* slice();
  std::span<Comprehension> comprehensions(bool list_of_2x = false);
  bool at_comprehension() const { return at(T::For) || (at(T::Async) && d_.async_comprehensions); }
  void call_arguments(ExprList& args, std::span<Keyword>& keywords, bool of_class, std::size_t open);
  void old_call_arguments(Gather<Expr*>& args, Gather<Keyword>& keywords, std::size_t open, bool of_class);
  void peg_call_arguments(Gather<Expr*>& args, Gather<Keyword>& keywords, std::size_t open, bool of_class);
  Arguments* parameters(T end);                    // end: RPar or Colon (of a lambda)
  Expr* tuple_parameter();
  bool comma_before_close() const;
  Expr* name_node(Context context);
  Expr* negative_number(Start from);
  Expr* number();
  Expr* strings();
  Expr* constant(ConstantId value, Location loc) { return node<Constant>(ExprKind::Constant, loc, value, false); }

  // ---- Strings.
  ConstantId number_constant(std::string_view text, bool negative);
  bool check_utf8(std::string_view body, bool raw, const Token& token);
  bool decode_text(std::string_view body, bool raw, const Token& token, std::string& out);
  bool decode_bytes(std::string_view body, bool raw, const Token& token, std::string& out);
  bool old_mix(std::string_view bytes);
  void advance_past_strings(std::size_t count);
  void raise_string(const char* type, std::string message, const Token& token, std::size_t first = std::size_t(-1));
  Expr* format_tokens(std::size_t first);          // 3.12 on
  std::vector<Expr*> fold_constants(const std::vector<Expr*>& flat);
  bool format_parts(std::vector<Expr*>& values, bool raw, bool spec);
  bool format_field(std::vector<Expr*>& values);
  const Token* first_unequal(std::size_t at) const;
  bool bad_escape(std::string_view escape, const Token& token, bool octal);

  // ---- Targets.
  // Makes e a target. False: it cannot be one, and the error is reported.
  bool set_context(Expr* e, Context context) { return set_context(e, context, e->loc); }
  bool set_context(Expr* e, Context context, Location place);  // place: where to 3.8 the error is
  void set_target_list(Expr* e);                               // of for
  bool is_keyword(const Expr* e) const;
  bool forbidden_name(Symbol name, Location place, bool target = false);
  void refuse_target(const Expr* e, Context context, Location place);

  ParseContext& context_;
  const Dialect& d_;
  Arena& arena_;
  std::string_view text_;
  Tokens tokens_;
  std::size_t pos_ = 0, last_ = 0;
  bool failed_ = false;
  std::size_t fail_index_ = 0;
  std::size_t statement_start_ = 0;  // of the statement at the outermost level
  std::size_t token_warnings_ = 0;
  std::size_t warned_to_ = 0;
  bool name_like_[std::size_t(T::Count)] = {};
  bool refused_ = false;
  std::string refusal_;
  Location refusal_place_;
  bool expected_indent_ = false;  // what failed was the beginning of a block
  bool bare_list_ = false;  // the tuple that target_list() gave has no brackets

  std::vector<Expr*> expr_stack_;
  std::vector<Stmt*> stmt_stack_;
  std::vector<Keyword> keyword_stack_;
  std::vector<Comprehension> comprehension_stack_;
  std::vector<CompareOperator> compare_stack_;
  std::vector<Arg> arg_stack_;
  std::vector<Pattern*> pattern_stack_;
};

// How an error message names an expression: "function call", "literal".
std::string expression_name(const Expr* e, const Dialect& dialect, const ConstantPool& pool);

// Fills in the fault of a text that the grammar refuses, from 3.9 on.
void explain(Parser& parser, ParseContext& context, std::string_view text, const TokenizeOptions& tokenizing);

// 3.10 to 3.12: places in bytes that name no coding are counted in bytes.
bool counts_bytes(const ParseContext& context);

// Messages' places: from bytes of a line to what the release counts, with the line's text.
void place_fault(ParseContext& context, std::string_view text, Location place);

}  // namespace xvm::compiler
