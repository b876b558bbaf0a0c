// From the compiler's syntax tree to node objects.
#pragma once

#include "vm/value.h"

namespace xvm {

class Thread;
class ConstantPool;

namespace compiler {
struct Module;
}

// Nodes of the release's classes; null with the error set.
Value write_tree(Thread& thread, const compiler::Module& module, const ConstantPool& pool);

}  // namespace xvm
