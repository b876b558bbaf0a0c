// What every operation takes, leaves and does: the rows of opcodes/*.json.
#pragma once

#include <cstdint>
#include <string_view>

#include "bytecode/instruction.h"

namespace xvm {

enum class Operand : std::uint8_t {
  None, Const, Name, Local, Cell, Jump, Count, Depth, Number, Flag, Operator, Compare, Conversion, FunctionFlags,
  FunctionAttribute, SliceBounds, AwaitableUse
};

// The ways to leave an operation, or'ed.
namespace leave {
inline constexpr std::uint8_t Next = 1, Jump = 2, Raise = 4, Return = 8, Yield = 16, Unwind = 32;
}

// What it does to the block stack of releases to 3.10, all of it before the program runs.
enum class BlockEffect : std::uint8_t {
  None, Loop, Except, Finally, With, WithExcept, Pop, PopExcept, PopFinally, EndFinally, Break, Continue
};

struct OperationInfo {
  std::string_view name;
  std::string_view effect;  // "2 + arg -> 1", for listings
  std::string_view about;
  Operand arg, a, b;
  std::int8_t pops, pushes, jump_pops, jump_pushes, reach;  // -1: depends on the operands, see below
  std::uint8_t leaves;
  BlockEffect block;
  bool hot, cache;
  Op backward;  // its form for backward jumps, else no_op
  std::uint32_t arg_min, arg_max;

  bool leaves_by(std::uint8_t way) const { return (leaves & way) != 0; }
};

extern const OperationInfo operation_table[];

// op is not no_op.
inline const OperationInfo& info(Op op) { return operation_table[static_cast<std::uint16_t>(op)]; }

namespace effects {
std::int64_t pops(const Instruction& ins);
std::int64_t pushes(const Instruction& ins);
std::int64_t jump_pops(const Instruction& ins);
std::int64_t jump_pushes(const Instruction& ins);
std::int64_t reach(const Instruction& ins);
}  // namespace effects

// Stack slots taken and given when going on with the next instruction, and when jumping; reach is how many slots below
// those popped are looked at besides.
inline std::int64_t pops(const Instruction& ins) {
  int fixed = info(ins.op).pops;
  return fixed >= 0 ? fixed : effects::pops(ins);
}
inline std::int64_t pushes(const Instruction& ins) {
  int fixed = info(ins.op).pushes;
  return fixed >= 0 ? fixed : effects::pushes(ins);
}
inline std::int64_t jump_pops(const Instruction& ins) {
  int fixed = info(ins.op).jump_pops;
  return fixed >= 0 ? fixed : effects::jump_pops(ins);
}
inline std::int64_t jump_pushes(const Instruction& ins) {
  int fixed = info(ins.op).jump_pushes;
  return fixed >= 0 ? fixed : effects::jump_pushes(ins);
}
inline std::int64_t reach(const Instruction& ins) {
  int fixed = info(ins.op).reach;
  return fixed >= 0 ? fixed : effects::reach(ins);
}

}  // namespace xvm
