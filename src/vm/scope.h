// Names that programs see: of objects, of frames.
#pragma once

#include <string_view>

#include "vm/value.h"

namespace xvm {

class Thread;
struct Frame;

// dir(v): a sorted list, by __dir__ or the release's own rules for modules, classes and instances.
Value dir_of(Thread& thread, Ref v);
// From 3.13 (PEP 667) locals() of a function is a fresh dict each time.
bool snapshots_locals(const Frame& frame);
// The name that getattr and hasattr were given, interned; TypeError in the function's words where it is none.
Value builtin_attribute_name(Thread& thread, Ref name, std::string_view function);

}  // namespace xvm
