// UTF-7 (RFC 2152) as CPython reads and writes it.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/codec_error.h"

namespace xvm {

// Appends to out the characters of bytes from bytes[at] on; gives where it stopped: the end, an error, or, where not final, the
// beginning of a shift sequence that is not complete.
// empty_shifts: a + before what is neither base 64 nor - is left out, else an error.
std::size_t decode_utf7(std::string_view bytes, std::size_t at, bool final, bool empty_shifts, std::u32string& out, CodecError& error);
std::string encode_utf7(std::u32string_view text);

}  // namespace xvm
