// Leaving blocks: by an exception (unwind, in loop.h), and by return, break and continue through finally bodies.
#pragma once

#include <cstddef>

#include "vm/handling.h"
#include "vm/instruction.h"

namespace xvm {

class Thread;
struct Frame;

// Goes on outwards from the frame's instruction: the next finally or with body that encloses it gets a finally state with this
// reason; without one the frame returns, or the loop is left or continued.
Next leave_through_blocks(Thread& thread, Frame& frame, FinallyState::Reason reason, Value value, std::uint32_t target);
// Cuts the stack to a depth in the same frame, ending handlers on the way. False with the error set.
bool leave_handlers(Thread& thread, Frame& frame, std::size_t depth);

}  // namespace xvm
