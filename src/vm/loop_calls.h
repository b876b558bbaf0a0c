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

// Whether v is a function of which the same holds and whose call makes no generator: its frame can be entered.
bool can_be_entered(Ref v, std::uint32_t n);
// push_with() of a function that counts for more levels of recursion than its frame's own, which end with that: what CPython's
// C functions between would count.
Frame* push_counted(Thread& thread, Value callable, Value first, Value* arguments, std::uint32_t n, std::uint32_t levels, ReturnTo to);
// Native levels that a run of the loop is, where those have a limit of their own.
inline constexpr std::uint32_t loop_units = 2;
// What CPython's C functions between an instruction and a special method count.
std::uint32_t levels_of_special(const Thread& thread);
std::uint32_t levels_of_method(const Thread& thread);     // the same for calling a bound method
std::uint32_t levels_of_function(const Thread& thread);   // and a function
// Whether calling this type counts as a level of recursion.
bool counts_constructor(const Thread& thread, Ref callable);

}  // namespace xvm
