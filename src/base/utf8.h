// UTF-8 as Unicode defines it, for text that has no release: names, messages, file names.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace xvm {

// Appends one code point (0 to 0x10ffff, lone surrogates included, as three bytes) to out.
void append_utf8(std::string& out, char32_t code_point);

// Bytes in the sequence that begins at text[at], lone surrogates as three bytes included; 0 where it is not well
// formed.
std::size_t utf8_sequence(std::string_view text, std::size_t at);

}  // namespace xvm
