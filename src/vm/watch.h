// A run that is watched: -v, sys.settrace, sys.setprofile. Nothing here is reached while thread.watched is false.
#pragma once

#include <cstdint>

#include "vm/value.h"

namespace xvm {

class Thread;
struct Frame;
struct FrameObject;
struct Args;

// How the loop begins on thread.frame.
enum class LoopEntry : std::uint8_t {
  Frame,   // it was called, or a generator goes on
  Throw,   // the same, with the error that is set raised at its instruction
  Switch,  // the other loop left it there
};

// The loop that runs one canonical instruction for each of the release's, with the hooks below. It leaves, with
// thread.changes_loop set, when there is nothing to watch any more.
Value interpret_watched(Thread& thread, LoopEntry entry);

// Hooks. False: an error is set, which unwinds the frame.
bool watch_entered(Thread& thread, Frame& frame, LoopEntry entry, Ref thrown = {});
bool watch_thrown(Thread& thread, Frame& frame);             // it goes on with the error that is set, kept or replaced
bool watch_instruction(Thread& thread, Frame& frame);        // before it; may move the frame's pc
bool watch_left(Thread& thread, Frame& frame, Ref value);    // it returns or yields
// An error is set and has an entry for this frame; from_callee: another frame, which this one had entered, ended with it.
void watch_raised(Thread& thread, Frame& frame, bool from_callee = false);
bool watch_handled(Thread& thread, Frame& frame);            // a handler of it has been entered, for an error
void watch_reraised(Thread& thread, Frame& frame);           // an error is set again by an instruction that says so
void watch_unwound(Thread& thread, Frame& frame);            // an error is set and ends the frame
// A generator has ended under the frame's FOR_ITER; or the StopIteration that is set ends its loop or its yield from.
// Leaves what error it likes, which is cleared.
void watch_exhausted(Thread& thread, Frame& frame);
// A generator or coroutine has ended with a value under the frame's yield from or await.
void watch_delegate_ended(Thread& thread, Frame& frame, bool coroutine, Ref value);
// An iterator has ended under native code. If that was with a StopIteration, and what the frame's FOR_ITER asks ends, too, ..
void watch_stopped(Thread& thread, Ref iterator);
// .. then CPython has the StopIteration still, and tells of it.
void watch_native_end(Thread& thread, Frame& frame);
// A call of native code from the frame.
Value watch_native_call(Thread& thread, Frame& frame, Ref callable, Args args);

// frame.f_lineno = line, by its trace function at a line event. False with the release's ValueError set.
bool set_frame_line(Thread& thread, FrameObject& frame, Ref line);

// Whether the thread is to be watched, after what decides it has changed.
void update_watched(Thread& thread);
// A frame's f_trace_opcodes was set.
void ask_for_opcode_events();
// sys.settrace and sys.setprofile; null: none.
void set_trace_function(Thread& thread, Value function);
void set_profile_function(Thread& thread, Value function);

}  // namespace xvm
