// A code object's instructions as decoding and verifying leave them: flat arrays, one entry an instruction.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bytecode/instruction.h"
#include "bytecode/opcodes.h"

namespace xvm {

struct Code;

// Except and Finally are the block stack's of releases to 3.10 (with is a Finally to 3.8, an Except after), Handler is
// the body of an except clause in 3.0 to 3.10, Table an entry of 3.11's exception table.
enum class BlockKind : std::uint8_t { Loop, Except, Finally, Handler, Table };

// What an exception, break, continue or return meets on its way out; see verifier.h.
struct Block {
  BlockKind kind;
  bool lasti = false;        // Table: the instruction's index is pushed below the exception
  std::int32_t parent = -1;  // index of the block around it
  std::uint32_t target = 0;  // instruction; of a Loop its end, of a Handler its first
  std::uint32_t depth = 0;   // of the value stack to unwind to
};

inline constexpr std::uint32_t no_index = 0xffffffff;

struct DecodedCode {
  const Code* code = nullptr;

  // From the decoder. One canonical instruction for each of the release's, with its EXTENDED_ARGs and caches.
  std::vector<Instruction> instructions;
  std::vector<std::uint32_t> offsets;   // of the opcode itself, behind its EXTENDED_ARGs
  std::vector<std::uint32_t> raw_args;  // operands as stored, prefixes included; 0 where there is none
  std::vector<std::uint8_t> opcodes;    // as stored
  std::vector<std::uint32_t> index_at;  // by byte (to 3.5) or code unit: instruction that begins there, or whose
                                        // EXTENDED_ARG does; else no_index. One more entry for the end: no_index
  std::vector<std::uint32_t> jumps;     // instructions whose operand is a jump's target, in order; faults among them

  // From the verifier.
  std::vector<std::int32_t> depth;     // before the instruction; -1: not reachable
  std::vector<std::int32_t> block_of;  // innermost block that the instruction is in; -1: none
  std::vector<Block> blocks;           // a block's parent comes before it
  std::uint32_t max_depth = 0;         // the deepest the value stack gets
  bool reachable(std::uint32_t index) const { return depth[index] >= 0; }

  std::size_t size() const { return instructions.size(); }
  // Instruction at a byte offset, counting its EXTENDED_ARGs as its beginning; no_index where none begins.
  std::uint32_t index_of(std::uint32_t offset) const;
  // First byte of the instruction: of its first EXTENDED_ARG, if it has one.
  std::uint32_t start_of(std::uint32_t index) const;
  // First byte behind the instruction and its caches.
  std::uint32_t end_of(std::uint32_t index) const;
  // nullptr where the opcode is not defined.
  const OpcodeRow* row(std::uint32_t index) const;
};

}  // namespace xvm
