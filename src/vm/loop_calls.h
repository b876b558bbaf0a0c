// What calls by instructions share: frames whose arguments move in, and levels of recursion that end with a frame.
#pragma once

#include <cstdint>

#include "vm/frame.h"

namespace xvm {

struct Function;

// Whether a call with n positional arguments needs no more than moving them and filling in defaults.
bool takes_directly(const Function& function, std::uint32_t n);
// A frame with `first`, where it is not null, and the n arguments, all moved from; takes_directly() must hold. Null with the error set.
Frame* push_with(Thread& thread, Value callable, Value first, Value* arguments, std::uint32_t n);

// Counts levels of recursion besides the frame's own: what CPython's C functions between would count. False with the error set.
bool count_levels(Thread& thread, std::uint32_t levels);
void give_levels(Thread& thread, Frame& frame, std::uint32_t levels);   // they end with the frame
void uncount_levels(Thread& thread, std::uint32_t levels);
// Whether calling this type counts as a level of recursion.
bool counts_constructor(const Thread& thread, Ref callable);

}  // namespace xvm
