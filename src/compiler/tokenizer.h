// Text into tokens, all at once. What is wrong with the text is kept until the parser comes there.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "compiler/compile.h"
#include "compiler/dialect.h"
#include "compiler/token.h"

namespace xvm::compiler {

// Where and why the tokenizer stopped. Offsets are what the exception says; the text is that of the source from
// text_begin to text_end.
struct TokenFault {
  std::string type, message;  // empty type: none
  std::int32_t line = 0, offset = 0, end_line = 0, end_offset = 0;
  std::uint32_t text_begin = 0, text_end = 0;
  bool at_end_of_file = false;
  static constexpr std::uint32_t no_place = 0xffffffff;
  bool told = false;  // with a message of the tokenizer's own, not by a code that the parser words
};

struct TokenWarning {
  std::size_t token;  // given before this token
  std::string category, message;
  std::int32_t line;
};

struct TokenizeOptions {
  Mode mode = Mode::Exec;
  bool imply_dedent = true;
  bool inside_brackets = false;   // of an expression in an f-string: newlines mean nothing
  std::int32_t first_line = 1;
  std::int32_t column_shift = 0;  // added to columns of the first line
  bool brackets_match = true;     // those that do not are faults
  bool type_comments = false;     // "# type: ..." is a token
};

// "# type: ignore", and what follows it.
struct TypeIgnoreComment {
  std::int32_t line;
  std::uint32_t begin, end;
};

struct Tokens {
  std::vector<Token> tokens;  // ends with EndMarker or Error
  TokenFault fault;
  std::vector<TokenWarning> warnings;
  std::vector<TypeIgnoreComment> type_ignores;
  bool open_brackets = false;  // the text ended inside brackets; the innermost:
  char open_bracket = 0;
  std::uint32_t open_bracket_at = 0;
  std::int32_t open_bracket_line = 0;
};

// text ends with a newline (unless the mode is not Exec, where it may) and has no '\r' and no null byte.
Tokens tokenize(std::string_view text, const Dialect& dialect, const TokenizeOptions& options);

// Where the text begins that the release's tokenizer holds of the line which begins at line_begin: before it, where the line
// begins inside a token, or from 3.8 on behind a backslash.
std::size_t buffer_begin(const Tokens& tokens, std::string_view text, std::size_t line_begin, const Dialect& dialect);

}  // namespace xvm::compiler
