// Between the files of complex.
#pragma once

#include "vm/type.h"

namespace xvm {

void fill_complex(Slots& slots, Runtime& rt);
Value make_complex_instance(Thread& thread, Type* type, Args args);

}  // namespace xvm
