// Importing modules.
#pragma once

#include <cstdint>

#include "vm/value.h"

namespace xvm {

class Thread;

// __import__(name, globals, locals, fromlist, level): level -1 is 2.x's implicit relative one.
Value import_module(Thread& thread, Ref name, Ref globals, Ref fromlist, std::int64_t level);
Value import_module(Thread& thread, const char* name);            // absolute; gives the module named, not its top package
Value reload_module(Thread& thread, Ref module);                    // reload() of 2.x, imp.reload
// from module import name: the attribute, else the submodule in sys.modules; "cannot import name 'x' from ..." by release.
Value import_from_module(Thread& thread, Ref module, Ref name);
// from module import *: what __all__ names, else all without a leading underscore, into a namespace.
bool import_all(Thread& thread, Ref module, Ref locals);

}  // namespace xvm
