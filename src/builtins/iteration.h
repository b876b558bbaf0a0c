// The builtin functions about iteration.
#pragma once

#include <span>

#include "vm/type.h"

namespace xvm {

// all, any, iter, len, next, sorted; 2.x: apply, filter, map, range, reduce, zip.
std::span<const Method> iteration_builtins();

}  // namespace xvm
