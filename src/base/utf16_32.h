// UTF-16 and UTF-32 in bytes of either order, as CPython's codecs read and write them; byte order marks are the
// caller's.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/codec_error.h"
#include "base/utf8.h"

namespace xvm {

enum class ByteOrder : std::uint8_t { Little, Big };

// Append to out the characters of bytes from bytes[at] on; give where they stopped: at the end, at an error, or, where
// not final, before an incomplete tail.
std::size_t decode_utf16(std::string_view bytes, std::size_t at, ByteOrder order, Surrogates surrogates, bool final,
                         std::u32string& out, CodecError& error);
std::size_t decode_utf32(std::string_view bytes, std::size_t at, ByteOrder order, Surrogates surrogates, bool final,
                         std::u32string& out, CodecError& error);

// Append to out the bytes of text from text[at] on; stop at a surrogate, which alone is the error.
std::size_t encode_utf16(std::u32string_view text, std::size_t at, ByteOrder order, Surrogates surrogates,
                         std::string& out, CodecError& error);
std::size_t encode_utf32(std::u32string_view text, std::size_t at, ByteOrder order, Surrogates surrogates,
                         std::string& out, CodecError& error);

}  // namespace xvm
