#include "compiler/parser.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/unicode.h"
#include "base/utf8.h"
#include "compiler/parser_impl.h"
#include "compiler/stack_guard.h"
#include "pyc/release.h"

namespace xvm::compiler {

Parser::Parser(ParseContext& context, std::string_view text, Tokens tokens)
    : context_(context), d_(context.dialect), arena_(context.arena), text_(text), tokens_(std::move(tokens)) {
  if (tokens_.tokens.empty() || tokens_.tokens.back().kind != T::Error) {
    Token sentinel;  // where the parser stands once it has failed
    sentinel.kind = T::Error;
    if (!tokens_.tokens.empty()) {
      const Token& end = tokens_.tokens.back();
      sentinel = end;
      sentinel.kind = T::Error;
    }
    tokens_.tokens.push_back(sentinel);
  }
  name_like_[std::size_t(T::Name)] = true;
  if (context.futures & future::PrintFunction) name_like_[std::size_t(T::Print)] = true;
  if (!d_.as_keyword && !(context.futures & future::WithStatement))
    name_like_[std::size_t(T::As)] = name_like_[std::size_t(T::With)] = true;
}

Symbol Parser::symbol_of(const Token& token) {
  std::string_view text = text_of(token);
  if (d_.unicode_names && !is_ascii(text)) {
    std::string normal = u32_to_utf8(normalize(NormalForm::KC, utf8_to_u32(text)));
    return context_.symbols.intern(normal);
  }
  return context_.symbols.intern(text);
}

Symbol Parser::expect_name() {
  if (!at_name()) {
    fail();
    return context_.symbols.intern("?");
  }
  Symbol name = symbol_of(tok());
  advance();
  return name;
}

void Parser::fail() { fail_at(pos_); }

void Parser::fail_at(std::size_t token) {
  if (failed_) return;
  failed_ = true;
  fail_index_ = token;
  pos_ = tokens_.tokens.size() - 1;
}

void Parser::stop() {
  context_.faulted = true;
  fail();
}

void Parser::refuse(std::string message, Location place) {
  if (d_.peg) {
    fail();
    return;
  }
  if (refused_ || failed_) return;
  refused_ = true;
  refusal_ = std::move(message);
  refusal_place_ = place;
}

// At the end of the line that is one statement.
void Parser::multiple_statements() {
  Location place = span_of(tokens_.tokens[pos_ - 1]);
  if (!d_.peg && !d_.cannot_words) ++place.column;
  raise("SyntaxError", "multiple statements found while compiling a single statement", place);
  if (d_.peg || context_.quiet) return;
  std::size_t end = text_.find('\n');
  context_.fault.text = std::string(text_.substr(0, end == text_.npos ? text_.npos : end + 1));
}

void Parser::raise(std::string type, std::string message, Location place) {
  if (context_.faulted || context_.quiet) return fail();
  Fault& fault = context_.fault;
  fault.type = std::move(type);
  fault.message = std::move(message);
  fault.file_name = context_.options.file_name;
  if (place.line) place_fault(context_, text_, place);
  stop();
}

// An error in a string literal: to 3.8 at the literal (or first, where they are several); later at the last token that was
// read, which is the one behind the literals, or from 3.12 the literal itself.
void Parser::raise_string(const char* type, std::string message, const Token& token, std::size_t first) {
  if (!d_.peg) {
    if (std::string_view(type) != "SyntaxError") return raise(type, std::move(message), {});
    refuse(std::move(message), first == std::size_t(-1) ? token : tokens_.tokens[first]);
    return;
  }
  std::size_t at = pos_;
  if (d_.strings_end_the_run || first != std::size_t(-1)) {
    while (tokens_.tokens[at].kind == T::String) ++at;
    if (tokens_.tokens[at].kind == T::Error && at + 1 == tokens_.tokens.size() && !tokens_.fault.type.empty()) return fail_at(at);
  } else if (token.kind == T::FStringMiddle && at + 1 < tokens_.tokens.size())
    ++at;
  Location place = span_of(tokens_.tokens[at]);
  if (tokens_.tokens[at].kind == T::Newline && !d_.f_tokens) place.end_column = std::max(place.column, place.end_column - 1);
  raise(type, std::move(message), place);
}

bool Parser::warn(const char* category, std::string message, const Token& token) {
  if (context_.quiet || context_.faulted) return true;
  std::size_t index = std::size_t(&token - tokens_.tokens.data());
  if (index >= tokens_.tokens.size()) index = pos_;
  if (index < warned_to_) return true;
  Warning warning;
  warning.category = category;
  warning.message = message;
  warning.line = token.line;
  Fault fault;
  if (context_.warnings.warn(warning, fault)) return true;
  if (fault.message.empty()) {
    fault.message = message;
    context_.fault = fault;
    context_.fault.file_name = context_.options.file_name;
    place_fault(context_, text_, span_of(token));
  } else {
    context_.fault = fault;
  }
  stop();
  return false;
}

void Parser::tell_token_warnings() {
  for (const TokenWarning& warning : tokens_.warnings) {
    if (context_.faulted || warning.token >= tokens_.tokens.size() || (failed_ && warning.token > fail_index_)) return;
    const Token& number = tokens_.tokens[warning.token];
    Fault fault;
    if (context_.warnings.warn({warning.category, warning.message, warning.line}, fault)) continue;
    if (fault.message.empty()) {
      fault.message = warning.message;
      fault.file_name = context_.options.file_name;
      fault.line = fault.end_line = number.end_line;
      fault.offset = fault.end_offset = number.end_column;
      std::size_t before = number.begin ? text_.rfind('\n', number.begin - 1) : text_.npos, begin = before == text_.npos ? 0 : before + 1;
      fault.text = std::string(text_.substr(begin, text_.find('\n', begin) - begin));
    }
    context_.fault = fault;
    stop();
    failed_ = true;
  }
}

bool Parser::enter(int cost) {
  context_.depth += cost;
  if (context_.depth <= d_.stack_limit && !stack_is_low()) return true;
  if (!failed_ && !context_.quiet) {
    context_.fault.type = "MemoryError";
    context_.fault.message = d_.stack_message;
    context_.fault.line = 0;
    stop();
  }
  return false;
}

Module* Parser::module(Mode mode) {
  Module* made = arena_.make<Module>();
  if (mode == Mode::Exec) {
    made->kind = ModuleKind::Module;
    Gather<Stmt*> out(stmt_stack_);
    while (!at(T::EndMarker) && !failed_) {
      if (!d_.peg && at(T::Newline)) {
        advance();
        continue;
      }
      statement_start_ = pos_;
      statement(out);
    }
    made->body = out.keep(arena_);
    std::vector<TypeIgnore> ignores;
    for (const TypeIgnoreComment& one : tokens_.type_ignores)
      ignores.push_back({one.line, arena_.copy(text_.substr(one.begin, one.end - one.begin))});
    made->type_ignores = arena_.copy(ignores);
  } else if (mode == Mode::Single) {
    made->kind = ModuleKind::Interactive;
    Gather<Stmt*> out(stmt_stack_);
    bool compound = false;
    switch (kind()) {
      case T::If: case T::While: case T::For: case T::Try: case T::Def: case T::Class: case T::At: compound = true; break;
      case T::With: compound = at(T::With); break;
      case T::Async: compound = true; break;
      default: break;
    }
    if (at(T::Newline)) {
      Location loc = span_of(tok());
      advance();
      out.add(node<Stmt>(StmtKind::Pass, loc));
    } else {
      statement(out);
      if (out.size() && out[0]->kind == StmtKind::Match) compound = true;
      if (compound) expect(T::Newline);
    }
    if (!failed_ && d_.single_is_checked) {
      while (at(T::Newline)) advance();
      if (!at(T::EndMarker) && !failed_) {
        if (kind() == T::Error) fail();
        else multiple_statements();
      }
    }
    made->body = out.keep(arena_);
  } else if (mode == Mode::Eval) {
    made->kind = ModuleKind::Expression;
    made->expression = expressions();
    while (at(T::Newline)) advance();
    if (!at(T::EndMarker)) fail();
  } else {
    made->kind = ModuleKind::FunctionType;
    expect(T::LPar);
    Gather<Expr*> types(expr_stack_);
    bool starred = false, double_starred = false;
    while (!at(T::RPar) && !failed_) {
      if (d_.peg && (double_starred || (starred && !at(T::DoubleStar)))) fail();
      if (at(T::DoubleStar)) double_starred = true;
      if (at(T::Star)) starred = true;
      if (at(T::Star) || at(T::DoubleStar)) advance();
      types.add(expression());
      if (!accept(T::Comma)) break;
      if (d_.peg && at(T::RPar)) fail();
    }
    expect(T::RPar);
    expect(T::Arrow);
    made->expression = expression();
    made->argument_types = types.keep(arena_);
    while (at(T::Newline)) advance();
    if (!at(T::EndMarker)) fail();
  }
  return made;
}

Expr* Parser::field_expression() {
  Expr* e = at(T::Yield) ? yield_expression() : d_.peg ? star_expressions() : expressions();
  while (at(T::Newline)) advance();
  if (!at(T::EndMarker)) fail();
  return e;
}

// how: star_expressions, or one of them, or an operand of ever closer operators.
Expr* Parser::expression_at(std::size_t token, std::size_t& next, int how) {
  bool was_quiet = context_.quiet, was_faulted = context_.faulted;
  context_.quiet = true;
  failed_ = false;
  pos_ = token;
  Expr* e = how == 0 ? star_expressions() : how == 1 ? star_named_expression() : how == 2 ? disjunction() : how == 3 ? binary(1) : yield_expression();
  next = pos_;
  bool fine = !failed_;
  failed_ = true;
  context_.quiet = was_quiet;
  context_.faulted = was_faulted;
  return fine ? e : nullptr;
}

static bool bytes_are_counted_as_shown(const Release& r) { return r.since(3, 13); }

static std::int32_t characters_before(std::string_view text, std::int32_t bytes) {
  std::string_view before = text.substr(0, std::size_t(std::max(bytes, 0)));
  return std::int32_t(std::count_if(before.begin(), before.end(), [](char c) { return (std::uint8_t(c) & 0xc0) != 0x80; }));
}

static void show_undecodable(std::string& text) {
  constexpr char32_t replacement = 0xfffd;
  std::string shown;
  for (char c : text)
    if (c == Source::undecodable) append_utf8(shown, replacement);
    else shown += c;
  text = shown;
}

Module* parse(std::string_view bytes, const Options& options, Arena& arena, SymbolPool& symbols, ConstantPool& pool,
              WarningSink& warnings, Fault& fault, std::uint32_t* futures) {
  const Dialect& d = dialect_of(*options.release);
  Source source;
  if (!read_source(bytes, options, d, source, fault)) return nullptr;
  std::uint32_t outside = options.futures;
  for (;;) {
    ParseContext context{options, d, arena, symbols, pool, warnings, fault, source, outside, false, false, 0, 0};
    TokenizeOptions tokenizing;
    tokenizing.mode = options.mode;
    tokenizing.imply_dedent = !options.dont_imply_dedent;
    tokenizing.type_comments = options.type_comments;
    Tokens tokens = tokenize(source.text, d, tokenizing);
    if (!source.original.empty() && !tokens.fault.type.empty() && source.text[std::min<std::size_t>(tokens.tokens.back().begin, source.text.size() - 1)] == Source::undecodable) {
      refuse_undecodable(source, options, d, fault);
      return nullptr;
    }
    Parser parser(context, source.text, std::move(tokens));
    Module* made = parser.module(options.mode);
    parser.tell_token_warnings();
    if (!parser.failed() && (context.futures & ~outside & future::UnicodeLiterals)) {
      outside |= future::UnicodeLiterals;  // it holds for the strings before it too
      continue;
    }
    if (futures) *futures = context.futures;
    if (!parser.failed() && !parser.refused() && source.declared_in_text) {
      fault.message = "encoding declaration in Unicode string";
      fault.text = std::nullopt;
      fault.placeless_line = true;
      return nullptr;
    }
    if (!parser.failed() && !parser.refused()) return made;
    if (!context.faulted) explain(parser, context, source.text, tokenizing);
    if (!d.end_offsets) fault.end_line = fault.end_offset = 0;
    if (!fault.text) fault.text = line_of_file(options.file_name, fault.line, d);
    if (fault.text && !source.original.empty()) {
      show_undecodable(*fault.text);
      if (bytes_are_counted_as_shown(d.release))
        for (std::int32_t* offset : {&fault.offset, &fault.end_offset}) *offset = characters_before(*fault.text, *offset - 1) + 1;
    }
    return nullptr;
  }
}

}  // namespace xvm::compiler
