// Punycode (RFC 3492), and IDNA's labels over it (RFC 3490).
#pragma once

#include <string>
#include <string_view>

namespace xvm {

std::string encode_punycode(std::u32string_view text);
// What is no punycode gives false; with `lenient`, a wrong digit ends the text instead.
bool decode_punycode(std::string_view text, std::u32string& out, bool lenient);

// Host names label by label. Failing, they give the reason, else null; start and end: the label's place.
const char* encode_idna(std::u32string_view text, std::string& out, std::size_t& start, std::size_t& end);
const char* decode_idna(std::string_view text, std::u32string& out);

}  // namespace xvm
