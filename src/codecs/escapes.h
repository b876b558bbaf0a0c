// unicode_escape, raw_unicode_escape, and string_escape of 2.x: characters written as backslash sequences.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/codec_error.h"

namespace xvm {

// old_words: to 2.6, text that ends inside an escape is "end of string in escape sequence"; of raw ones, to 3.5, the word
// "escape" is missing.
// Append to out the characters of bytes from bytes[at] on; give where they stopped: the end, an error, or, where not final,
// an escape that is not complete.
std::size_t decode_unicode_escape(std::string_view bytes, std::size_t at, bool final, bool old_words, std::u32string& out, CodecError& error);
std::size_t decode_raw_unicode_escape(std::string_view bytes, std::size_t at, bool final, bool old_words, std::u32string& out, CodecError& error);
std::string encode_unicode_escape(std::u32string_view text);
std::string encode_raw_unicode_escape(std::u32string_view text);

// A byte string's escapes. False where "\x" is not followed by two digits (at_x: where), or a backslash ends it (at_x: npos).
// errors: 's' strict, 'i' ignore, 'r' replace by "?", 'k' keep as it is.
bool decode_string_escape(std::string_view bytes, char errors, std::string& out, std::size_t& at_x);
std::string encode_string_escape(std::string_view bytes);

}  // namespace xvm
