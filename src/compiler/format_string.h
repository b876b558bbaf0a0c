// f-strings: as one token with expressions inside, to 3.11, or as tokens.
#pragma once

#include <cstddef>
#include <string_view>

namespace xvm::compiler {

struct Expr;
struct ParseContext;
class Parser;

// A string token without its prefix and quotes.
struct StringParts {
  std::string_view body;
  bool bytes = false, raw = false, unicode = false, format = false;
};
StringParts string_parts(std::string_view token);

// The next count tokens, strings of which at least one is an f-string: a JoinedStr.
Expr* format_strings(Parser& parser, ParseContext& context, std::size_t count);

}  // namespace xvm::compiler
