// sys.settrace and sys.setprofile: which events a frame has, and calling the functions.
#pragma once

#include "vm/value.h"
#include "vm/watch.h"

namespace xvm {

// Each calls what is set; false with the error set when it raised, which unsets it.
bool events_on_entry(Thread& thread, Frame& frame, LoopEntry entry, Ref thrown);
bool events_before_instruction(Thread& thread, Frame& frame);
bool events_on_leaving(Thread& thread, Frame& frame, Ref value);
void events_on_raising(Thread& thread, Frame& frame);   // these two keep the error that is set, or replace it
void events_on_unwinding(Thread& thread, Frame& frame);

// Whether there is a function to call, and none is being called.
bool has_events(const Thread& thread);

}  // namespace xvm
