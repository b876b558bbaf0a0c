// UTF-8 as Unicode defines it, for text that has no release: names, messages, file names; and as CPython's codec
// reads and writes it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/codec_error.h"

namespace xvm {

// Appends one code point (0 to 0x10ffff, lone surrogates included, as three bytes) to out.
void append_utf8(std::string& out, char32_t code_point);

// Bytes in the sequence that begins at text[at], lone surrogates as three bytes included; 0 where it is not well
// formed.
std::size_t utf8_sequence(std::string_view text, std::size_t at);

// Bytes before the first that is not ASCII.
std::size_t ascii_prefix(std::string_view text);
inline bool is_ascii(std::string_view text) { return ascii_prefix(text) == text.size(); }

// Refuse from 3.1 on; Pass for the error handler surrogatepass: surrogates are read and written as they are. Join as
// 2.x and 3.0 do: like Pass, but UTF-8 writes a high one before a low one as the character they are halves of.
enum class Surrogates : std::uint8_t { Refuse, Pass, Join };

// How a release words and delimits what is not UTF-8: Oldest is 2.5 and 3.0, To32 is 2.6, 2.7, 3.1 and 3.2.
enum class Utf8Errors : std::uint8_t { Oldest, To32, From33 };

// What text holds up to its first error.
struct Utf8Scan {
  std::size_t characters = 0;  // code points before the error or the end
  char32_t widest = 0;         // no code point is greater, and one is as wide: at most 0x7f, 0xff, 0xffff or 0x10ffff
  std::size_t stop = 0;        // where it stopped in text: at the error, or the end
  CodecError error;
};
// final: text that ends inside a sequence is an error; otherwise the scan stops before it without one.
Utf8Scan scan_utf8(std::string_view text, std::size_t at, Surrogates surrogates, bool final = true,
                   Utf8Errors errors = Utf8Errors::From33);

// Writes the code points of bytes that scan_utf8 accepted. Unit holds every one of them.
void copy_utf8(std::string_view valid, std::uint8_t* out);
void copy_utf8(std::string_view valid, char16_t* out);
void copy_utf8(std::string_view valid, char32_t* out);

// Append to out from text[at] on; give where they stopped: at the end, or at a surrogate, whose run is the error
// ("surrogates not allowed").
void encode_utf8(std::span<const std::uint8_t> text, std::string& out);
std::size_t encode_utf8(std::span<const char16_t> text, std::size_t at, Surrogates surrogates, std::string& out,
                        CodecError& error);
std::size_t encode_utf8(std::span<const char32_t> text, std::size_t at, Surrogates surrogates, std::string& out,
                        CodecError& error);

// Text known to be well formed but for lone surrogates as three bytes.
std::u32string utf8_to_u32(std::string_view text);
std::string u32_to_utf8(std::u32string_view text);

}  // namespace xvm
