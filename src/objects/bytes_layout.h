// Hexadecimal text of bytes, bytearray and memoryview.
#pragma once

#include <string>
#include <string_view>

#include "vm/args.h"
#include "vm/value.h"

namespace xvm {

class Thread;

// hex(sep, bytes_per_sep) of self, or of `given` where that is not null.
Value hex_of(Thread& thread, Ref self, Args args, std::string_view given);
// fromhex(text); false with the error set.
bool parse_hex(Thread& thread, Ref text, std::string& out);

}  // namespace xvm
