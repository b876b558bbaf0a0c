// What to say of a text that the grammar refuses.
#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/legacy_print.h"
#include "base/utf8.h"
#include "compiler/error_finder.h"
#include "compiler/parser_impl.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

bool early_errors_have_columns(const Release& r) { return r.since(3, 2); }

std::size_t line_begin(std::string_view text, std::int32_t line) {
  std::size_t at = 0;
  for (std::int32_t i = 1; i < line; ++i) {
    std::size_t end = text.find('\n', at);
    if (end == text.npos) return text.size();
    at = end + 1;
  }
  return at;
}

std::string_view line_text(std::string_view text, std::int32_t line) {
  std::size_t at = line_begin(text, line);
  std::size_t end = text.find('\n', at);
  return text.substr(at, end == text.npos ? text.npos : end + 1 - at);
}

std::int32_t characters_in(std::string_view line, std::int32_t bytes) {
  std::int32_t count = 0;
  for (std::int32_t i = 0; i < bytes; ++i) count += std::size_t(i) >= line.size() || (line[std::size_t(i)] & 0xc0) != 0x80;
  return count;
}

}  // namespace

bool counts_bytes(const ParseContext& context) {
  return context.dialect.bytes_are_counted && !context.options.source_is_utf8 && context.source.encoding.empty();
}

void place_fault(ParseContext& context, std::string_view text, Location place) {
  Fault& fault = context.fault;
  const Dialect& d = context.dialect;
  fault.line = place.line;
  std::string_view line = line_text(text, place.line);
  if (!d.peg) {
    if (!early_errors_have_columns(d.release)) fault.offset = -1;
    else fault.offset = d.cannot_words ? place.column + 1 : place.column;
    return;
  }
  fault.text = std::string(line);
  fault.end_line = place.end_line ? place.end_line : place.line;
  if (counts_bytes(context)) {
    fault.offset = place.column + 1;
    fault.end_offset = place.end_column + 1;
    return;
  }
  fault.offset = characters_in(line, place.column) + 1;
  std::string_view last = fault.end_line == place.line ? line : line_text(text, fault.end_line);
  fault.end_offset = characters_in(last, place.end_column) + 1;
}

static void find_what_is_wrong(Parser& parser, ParseContext& context, std::string_view text, const TokenizeOptions& tokenizing);

void explain(Parser& parser, ParseContext& context, std::string_view text, const TokenizeOptions& tokenizing) {
  find_what_is_wrong(parser, context, text, tokenizing);
  Fault& fault = context.fault;
  if (!context.dialect.legacy_words || fault.type != "SyntaxError" || !fault.text) return;
  std::string legacy = legacy_print_message(*fault.text, context.dialect.legacy_repeats_argument);
  if (!legacy.empty()) fault.said = std::exchange(fault.message, legacy);
}

static void find_what_is_wrong(Parser& parser, ParseContext& context, std::string_view text, const TokenizeOptions& tokenizing) {
  context.fault.file_name = context.options.file_name;
  if (!context.dialect.peg) {
    parser.explain_grammar(text);
    return;
  }
  bool field = tokenizing.mode == Mode::Eval && context.options.mode != Mode::Eval;
  field |= context.format_depth > 0;
  std::string_view rule = field ? "field" : "file";
  if (!field) {
    switch (context.options.mode) {
      case Mode::Exec: break;
      case Mode::Eval: rule = "eval"; break;
      case Mode::Single: rule = "interactive"; break;
      case Mode::FunctionType: rule = "func_type"; break;
    }
  }
  bool incomplete = context.options.allow_incomplete_input;
  ErrorFinder(parser, context, text, parser.statement_start(), tokenizing.first_line, field ? tokenizing.column_shift : 0).find(rule);
  if (incomplete && context.fault.incomplete && context.dialect.release.since(3, 11)) context.fault.message = "incomplete input";
  if (!context.faulted) parser.explain_grammar(text);
}

// The grammar's own refusal: the token that it could not take.
void Parser::explain_grammar(std::string_view text) {
  Fault& fault = context_.fault;
  context_.faulted = true;
  if (!failed_) {  // the tree's refusal
    fault.type = "SyntaxError";
    fault.message = refusal_;
    place_fault(context_, text, refusal_place_);
    return;
  }
  const Token& token = tokens_.tokens[fail_index_];
  const TokenFault& from_tokens = tokens_.fault;
  if (token.kind == T::Error && !from_tokens.type.empty()) {
    fault.type = from_tokens.type;
    fault.message = from_tokens.message;
    fault.line = from_tokens.line;
    fault.offset = from_tokens.offset;
    fault.end_line = from_tokens.end_line;
    fault.end_offset = from_tokens.end_offset;
    fault.text = std::string(text.substr(from_tokens.text_begin, from_tokens.text_end - from_tokens.text_begin));
    fault.incomplete = from_tokens.at_end_of_file;
    return;
  }
  fault.type = "SyntaxError";
  fault.message = "invalid syntax";
  if (d_.peg) place_fault(context_, text, span_of(token));
  else explain_old(text, token);
}

// To 3.8 a table says what may follow, and little more is said than that this may not.
void Parser::explain_old(std::string_view text, const Token& token) {
  Fault& fault = context_.fault;
  // Whether the tokenizer has seen the end: it looks one character past anything but a string.
  bool at_end = token.begin >= text.size() || (token.end >= text.size() && token.kind != T::String && !text.ends_with('\n') && context_.format_depth == 0);
  bool placeless = token.kind == T::Indent || token.kind == T::Dedent || token.kind == T::EndMarker || token.kind == T::LessGreater || at_end;
  std::uint32_t stop = at_end ? std::uint32_t(text.size()) : token.end;
  std::uint32_t inside = at_end && stop > 0 ? stop - 1 : token.begin;
  std::size_t before = inside == 0 ? text.npos : text.rfind('\n', inside - 1);
  std::uint32_t begin = before == text.npos ? 0 : std::uint32_t(before + 1);
  std::uint32_t line_at = at_end ? begin : token.kind == T::String ? token.end : token.begin;
  fault.line = std::int32_t(std::count(text.begin(), text.begin() + line_at, '\n')) + 1;
  if (text.empty()) fault.line = 0;
  std::size_t end = text.find('\n', token.kind == T::String ? token.end : begin);
  std::uint32_t held = std::uint32_t(buffer_begin(tokens_, text, begin, d_));
  fault.text = std::string(text.substr(held, end == text.npos ? text.npos : end + 1 - held));
  if (!d_.end_positions) begin = held;
  std::string_view line = text.substr(begin);
  auto count = [&](std::uint32_t bytes) { return d_.python2 ? std::int32_t(bytes) : characters_in(line, std::int32_t(bytes)); };
  fault.offset = !placeless && d_.end_positions ? count(token.begin - begin) + 1 : count(stop - begin);
  fault.incomplete = at_end;
  if ((at_end || (context_.format_depth > 0 && token.end >= text.size())) && (!d_.end_only_on_first_line || fault.line <= 1)) {
    fault.message = "unexpected EOF while parsing";
    return;
  }
  std::size_t index = std::size_t(&token - tokens_.tokens.data());
  bool block = token.kind != T::Indent && index > 0 && tokens_.tokens[index - 1].kind == T::Newline && index > 1 &&
               tokens_.tokens[index - 2].kind == T::Colon && expected_indent_;
  if (block) {
    fault.type = "IndentationError";
    fault.message = "expected an indented block";
  } else if (token.kind == T::Indent) {
    fault.type = "IndentationError";
    fault.message = "unexpected indent";
  } else if (token.kind == T::Dedent) {
    fault.type = "IndentationError";
    fault.message = "unexpected unindent";
  }
}

}  // namespace xvm::compiler
