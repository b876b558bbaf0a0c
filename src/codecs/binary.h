// The codecs of 2.x from bytes to bytes: hex, base64, quopri, uu, rot13.
#pragma once

#include <string>
#include <string_view>

namespace xvm {

std::string encode_hex(std::string_view bytes);
std::string encode_base64_lines(std::string_view bytes);   // 76 characters a line
std::string encode_quopri(std::string_view bytes, bool quote_tabs);
std::string encode_uu(std::string_view bytes);
std::string rot13(std::string_view text);

// Decoding gives the reason of the failure, null where there is none.
const char* decode_hex(std::string_view text, std::string& out);
const char* decode_base64(std::string_view text, std::string& out);
void decode_quopri(std::string_view text, std::string& out);
const char* decode_uu(std::string_view text, std::string& out);

}  // namespace xvm
