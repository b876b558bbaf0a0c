// Regular expressions as filters of warnings need them where the re module cannot be had: characters, '.', sets, escapes,
// repetition and alternatives at the top.
#pragma once

#include <string_view>

namespace xvm {

// Whether `pattern` matches at the beginning of `text`.
bool plain_pattern_matches(std::string_view pattern, std::string_view text, bool ignore_case);

}  // namespace xvm
