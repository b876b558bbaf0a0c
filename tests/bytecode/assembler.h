// Bytecode by opcode name, from the release's own rows: one text serves all releases that have the opcodes.
#pragma once

#include <string>
#include <string_view>

#include "pyc/release.h"

namespace xvm {

// Instructions are separated by " | ": "LOAD_CONST 0 | top: FOR_ITER @end | byte 9 | end: RETURN_VALUE". A label is a word
// and a colon before an instruction, @label an operand that jumps there. EXTENDED_ARG is put before large operands
// (not labels), caches behind. A name the release lacks fails the test.
std::string assemble(const Release& release, std::string_view text);

}  // namespace xvm
