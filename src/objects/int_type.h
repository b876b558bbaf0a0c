// Between the files of int, long and bool.
#pragma once

#include <string>

#include "vm/type.h"

namespace xvm {

void fill_int(Slots& slots, Runtime& rt);
void fill_long(Slots& slots, Runtime& rt);
void fill_bool(Slots& slots, Runtime& rt);
Value make_int_instance(Thread& thread, Type* type, Args args);
Value make_long_instance(Thread& thread, Type* type, Args args);
Value make_bool_instance(Thread& thread, Type* type, Args args);
// bin(), oct(), hex(): "-0x1f"; base 8 as the release writes it; with "L" behind a 2.x long where long_suffix.
std::string int_prefixed(Thread& thread, Ref v, int base, bool long_suffix);

}  // namespace xvm
