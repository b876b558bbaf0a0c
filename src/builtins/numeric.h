// The builtin functions about numbers, order and characters.
#pragma once

#include <span>

#include "vm/type.h"

namespace xvm {

// abs, bin, chr, divmod, hash, hex, max, min, oct, ord, pow, round, sum; 2.x: cmp, coerce, unichr.
std::span<const Method> numeric_builtins();

}  // namespace xvm
