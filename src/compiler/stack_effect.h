// What each instruction does to the depth of the value stack, as the release's compiler counts it for co_stacksize.
#pragma once

#include <cstdint>

#include "compiler/opcode.h"

namespace xvm::compiler {

// taken: the jump is made (of SETUP_*: to the handler, when an exception arrives there). To 3.6 the releases do not tell
// the two apart; see the stack depth walk of block_assembler.cpp.
int stack_effect(const Release& release, Opcode opcode, std::int32_t arg, bool taken);

}  // namespace xvm::compiler
