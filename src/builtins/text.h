// The builtin functions about text.
#pragma once

#include <span>

#include "vm/type.h"

namespace xvm {

// ascii, format, repr.
std::span<const Method> text_builtins();

}  // namespace xvm
