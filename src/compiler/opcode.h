// The opcodes that a code generator emits: every name of every release, and the pseudo-operations that only exist before
// assembly.
#pragma once

#include <cstdint>
#include <string_view>

#include "generated/opcode_names.h"

namespace xvm {
struct Release;
}

namespace xvm::compiler {

// Names that stand in no release's table of opcodes; see dis and opcode.h of 3.11 to 3.13.
#define XVM_PSEUDO_OPCODES(X) \
  X(PSEUDO_SETUP_FINALLY) X(PSEUDO_SETUP_CLEANUP) X(PSEUDO_SETUP_WITH) X(PSEUDO_POP_BLOCK) X(PSEUDO_JUMP) \
  X(PSEUDO_JUMP_NO_INTERRUPT) X(PSEUDO_LOAD_METHOD) X(PSEUDO_LOAD_SUPER_METHOD) X(PSEUDO_LOAD_ZERO_SUPER_METHOD) \
  X(PSEUDO_LOAD_ZERO_SUPER_ATTR) X(PSEUDO_STORE_FAST_MAYBE_NULL) X(PSEUDO_LOAD_CLOSURE) X(PSEUDO_POP_JUMP_IF_FALSE) \
  X(PSEUDO_POP_JUMP_IF_TRUE) X(PSEUDO_POP_JUMP_IF_NONE) X(PSEUDO_POP_JUMP_IF_NOT_NONE)

enum class Opcode : std::uint16_t {
#define XVM_NAME(identifier, text) identifier,
  XVM_OPCODE_NAMES(XVM_NAME)
#undef XVM_NAME
#define XVM_NAME(identifier) identifier,
  XVM_PSEUDO_OPCODES(XVM_NAME)
#undef XVM_NAME
  Count
};

std::string_view opcode_name(Opcode opcode);  // as the releases write it: "SLICE+0"

// The release's number for it, or -1 where it has none (pseudo-operations among them).
int opcode_number(const Release& release, Opcode opcode);

}  // namespace xvm::compiler
