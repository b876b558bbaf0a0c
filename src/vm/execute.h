// exec, eval, execfile: running code objects and source text.
#pragma once

#include "vm/value.h"

namespace xvm {

class Thread;
struct ErrorSet;

enum class ExecuteMode : std::uint8_t { Eval, Exec };

// Runs a code object or source text with namespaces as eval() and exec() take them (null or None: the caller's).
Value execute(Thread& thread, Ref source, Ref globals, Ref locals, ExecuteMode mode);
Value execute_with_closure(Thread& thread, Ref source, Ref globals, Ref locals, Ref closure);   // 3.11

}  // namespace xvm
