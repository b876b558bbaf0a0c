// The builtin functions about text.
#pragma once

#include <span>

#include "vm/type.h"

namespace xvm {

// ascii, format, repr; 2.x: intern.
std::span<const Method> text_builtins();

}  // namespace xvm
