// The code object of a unit, once its bytes and tables are known.
#pragma once

#include <cstdint>
#include <vector>

#include "pyc/code.h"

namespace xvm::compiler {

struct CodeUnit;
class ConstantMerger;

struct AssembledBytes {
  std::vector<std::uint8_t> code, line_table, exception_table;
  std::int32_t stack_size = 0;
};

Code* make_code(CodeUnit& unit, const AssembledBytes& bytes, ConstantId file_name, ConstantMerger& merger);

// The eras of the assembler: to 3.9 blocks are written out and a peephole optimiser works on the bytes, from 3.10 the
// optimiser works on the control flow graph.
AssembledBytes assemble_blocks(CodeUnit& unit, ConstantMerger& merger);
AssembledBytes assemble_flow(CodeUnit& unit, ConstantMerger& merger);

// Cells are numbered with the locals from 3.11; place of each cell and free variable among all of them.
std::vector<std::int32_t> cell_places(const CodeUnit& unit);

// An instruction as the release stores it, prefixes included and caches zeroed.
void emit_instruction(std::vector<std::uint8_t>& code, const Release& release, int number, std::uint32_t arg);
std::int32_t instruction_units(std::uint32_t arg);  // code units with prefixes, without caches

}  // namespace xvm::compiler
