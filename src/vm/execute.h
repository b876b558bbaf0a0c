// exec, eval, execfile: running code objects and, once there is a compiler, source text.
#pragma once

#include <string_view>

#include "vm/value.h"

namespace xvm {

class Thread;
struct ErrorSet;

enum class ExecuteMode : std::uint8_t { Eval, Exec };

// Runs a code object with namespaces as eval() and exec() take them (null or None: the caller's).
Value execute(Thread& thread, Ref source, Ref globals, Ref locals, ExecuteMode mode);
Value execute_with_closure(Thread& thread, Ref source, Ref globals, Ref locals, Ref closure);   // 3.11
// Source text cannot be compiled: NotImplementedError that names what was asked for.
Value raise_no_compiler(Thread& thread, std::string_view what);

}  // namespace xvm
