// sys.excepthook and sys.unraisablehook.
#pragma once

namespace xvm {

class Thread;
struct Module;

// Adds excepthook and __excepthook__, from 3.8 unraisablehook, __unraisablehook__ and UnraisableHookArgs.
bool add_exception_hooks(Thread& thread, Module& module);

}  // namespace xvm
