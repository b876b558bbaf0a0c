// One canonical instruction: version-neutral, of fixed width, with operands resolved.
#pragma once

#include <cstdint>

#include "generated/ops.h"

namespace xvm {

// What arg, a and b mean is in the operation's row; jump targets are instruction indexes, local and cell operands are
// slots of the frame (locals, then cells, then free variables). Where op is no_op, arg is a DecodeFault.
struct Instruction {
  Op op = no_op;
  std::uint16_t a = 0;
  std::uint32_t arg = 0;
  std::uint32_t b = 0;
};
static_assert(sizeof(Instruction) == 12);

// Why an instruction cannot be executed; refused where it is reachable.
enum class DecodeFault : std::uint32_t {
  Undefined,        // no opcode of the release
  NotExecutable,    // never executed from a file: STOP_CODE, CACHE, RESERVED, ...
  NoSuchOperation,  // the operand selects nothing: CALL_INTRINSIC_1 99
  OperandTooLarge,
  JumpOutside,      // the target is not in the code
  JumpIntoMiddle,   // the target is not the start of an instruction
  Truncated,        // the code ends within the instruction, its prefixes or caches
  KeywordNames,     // KW_NAMES without a CALL behind it
};

}  // namespace xvm
