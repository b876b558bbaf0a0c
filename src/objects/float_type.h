// Between the files of float.
#pragma once

#include "vm/type.h"

namespace xvm {

void fill_float(Slots& slots, Runtime& rt);
Value make_float_instance(Thread& thread, Type* type, Args args);
Value float_round(Thread& thread, Ref self, Args args);   // __round__ of 3.x

}  // namespace xvm
