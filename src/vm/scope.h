// Names that programs see: of objects, of frames.
#pragma once

#include <string_view>

#include "vm/value.h"

namespace xvm {

class Thread;
struct Frame;

// dir(v): a sorted list, by __dir__ or the release's own rules for modules, classes and instances.
Value dir_of(Thread& thread, Ref v);
// What locals() gives of a running frame: the namespace itself or, of a function, the dict that its variables are put
// into; from 3.13 (PEP 667) that dict is a fresh one each time. Null with the error set.
Value current_locals(Thread& thread, Frame& frame);
// From 3.13 variables of a comprehension that was inlined into a module or class show as a function's do.
bool shows_hidden_locals(const Frame& frame);
// locals: a running frame's; in 3.12 a copy with such variables, where there are any.
Value with_hidden_locals(Thread& thread, Frame& frame, Ref locals);
// The name that getattr and hasattr were given, interned; TypeError in the function's words where it is none.
Value builtin_attribute_name(Thread& thread, Ref name, std::string_view function);

}  // namespace xvm
