#include "bytecode/opcodes.h"

#include "pyc/release.h"

namespace xvm {

extern const OpcodeTable* const opcode_tables[];

const OpcodeTable& opcodes_of(const Release& release) { return *opcode_tables[&release - all_releases().data()]; }

const OpcodeRow* OpcodeTable::find(std::string_view name) const {
  for (const OpcodeRow& row : rows)
    if (row.name == name) return &row;
  return nullptr;
}

bool cells_are_locals(const Release& release) { return release.since(3, 11); }

}  // namespace xvm
