// UTF-8 as Unicode defines it, for text that has no release: names, messages, file names.
#pragma once

#include <string>

namespace xvm {

// Appends one code point (0 to 0x10ffff, lone surrogates included, as three bytes) to out.
void append_utf8(std::string& out, char32_t code_point);

}  // namespace xvm
