// What to say of a text that the grammar refuses.
#include <algorithm>

#include <fmt/format.h>

#include "base/utf8.h"
#include "compiler/parser_impl.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

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

void place_fault(ParseContext& context, std::string_view text, Location place, bool range) {
  Fault& fault = context.fault;
  const Dialect& d = context.dialect;
  fault.line = place.line;
  std::string_view line = line_text(text, place.line);
  if (!d.peg) {
    if (d.python2) fault.offset = 0;
    else fault.offset = d.cannot_words ? place.column + 1 : place.column;
    return;
  }
  fault.text = std::string(line);
  fault.offset = characters_in(line, place.column) + 1;
  fault.end_line = place.end_line ? place.end_line : place.line;
  std::string_view last = fault.end_line == place.line ? line : line_text(text, fault.end_line);
  fault.end_offset = characters_in(last, place.end_column) + 1;
  (void)range;
}

void explain(Parser& parser, ParseContext& context, std::string_view text, const TokenizeOptions&) {
  Fault& fault = context.fault;
  fault.file_name = context.options.file_name;
  parser.explain_grammar(text);
}

// The grammar's own refusal: the token that it could not take.
void Parser::explain_grammar(std::string_view text) {
  Fault& fault = context_.fault;
  context_.faulted = true;
  if (!failed_) {  // the tree's refusal
    fault.type = "SyntaxError";
    fault.message = refusal_;
    place_fault(context_, text, refusal_place_, true);
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
    return;
  }
  fault.type = "SyntaxError";
  fault.message = "invalid syntax";
  place_fault(context_, text, span_of(token), false);
}

}  // namespace xvm::compiler
