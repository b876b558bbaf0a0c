// Dicts of classes that a program has got hold of past their classes: by the collector, or compared through a mapping proxy.
// What lookups remember of classes is forgotten at each of their changes.
#pragma once

#include "vm/object.h"

namespace xvm {

class Thread;
struct Type;

inline constexpr std::uint8_t ReachedClassDict = 128;   // of a dict's flags; no ObjectFlag
static_assert(ReachedClassDict == Collecting << 1);

// A program may now hold the dict of any class there is.
void class_dicts_are_reached(Thread& thread);

}  // namespace xvm
