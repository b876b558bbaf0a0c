// sys.excepthook and sys.unraisablehook.
#pragma once

namespace xvm {

class Thread;
struct Module;
struct Type;

// Adds excepthook and __excepthook__, from 3.8 unraisablehook and __unraisablehook__.
bool add_exception_hooks(Thread& thread, Module& module);

// What unraisablehook is called with, from 3.8; null before sys is made.
Type* unraisable_args_type();

}  // namespace xvm
