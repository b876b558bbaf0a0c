// Strings as JSON, for output too large to build as a tree first.
#pragma once

#include <string>
#include <string_view>

namespace xvm {

// Appends text with its quotes. Lone surrogates as three bytes become \ud800 and the like; what is not UTF-8 otherwise
// becomes U+FFFD.
void append_json_string(std::string& out, std::string_view text);

// Appends bytes as lower-case hexadecimal digits.
void append_hex(std::string& out, std::string_view bytes);

}  // namespace xvm
