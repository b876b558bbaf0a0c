// For tests: what a release's parser makes of a source, as one line of text.
#pragma once

#include <string>
#include <string_view>

#include "compiler/compile.h"

namespace xvm::compiler {

// The tree without places, "(Expr (Name x Load))"; several statements side by side. A refusal is "SyntaxError: message".
std::string tree(std::string_view tag, std::string_view source, Mode mode = Mode::Exec);

// The tree with places.
std::string places(std::string_view tag, std::string_view source);

// "SyntaxError: message (1:5-1:6)", lines and offsets as the release gives them; "1:5" where it knows no end. "" where the
// source is accepted.
std::string refusal(std::string_view tag, std::string_view source, Mode mode = Mode::Exec);

// "SyntaxWarning: message" of each warning, on lines of their own.
std::string warnings(std::string_view tag, std::string_view source);

}  // namespace xvm::compiler
