// From instructions with labels to a code object: the release's optimiser, stack size, line and exception tables.
#pragma once

#include "pyc/code.h"

namespace xvm::compiler {

struct CodeUnit;
struct Fault;
class ConstantMerger;

// Gives the code object in pool, or nullptr with fault filled in. consts of the unit may change (folded, unused ones
// removed) as that release's optimiser does. file_name is the constant shared by all code of the module.
Code* assemble(CodeUnit& unit, ConstantPool& pool, ConstantId file_name, ConstantMerger& merger, Fault& fault);

}  // namespace xvm::compiler
