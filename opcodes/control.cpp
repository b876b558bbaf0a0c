// opcodes/control.cpp: the rarer jumps.
#include "opcodes/cold.h"
#include "vm/frame.h"
#include "vm/loop_slow.h"

namespace xvm::cold {

namespace {

Next jump_back_if(Thread& thread, bool jumps) {
  if (!jumps) return Next::Continue;
  return !thread.attention || attend(thread) ? Next::Jump : Next::Unwind;
}

}  // namespace

// POP_JUMP_BACKWARD_IF_NONE target: [v] -> []
Next pop_jump_backward_if_none(Thread& thread, Frame& frame, const Ins&) {
  Value v = frame.pop();
  return jump_back_if(thread, v.is_none());
}
Next pop_jump_backward_if_not_none(Thread& thread, Frame& frame, const Ins&) {
  Value v = frame.pop();
  return jump_back_if(thread, !v.is_none());
}

}  // namespace xvm::cold
