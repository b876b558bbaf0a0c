// opcodes/stack.cpp: the rarer moves of values on the stack.
#include <algorithm>

#include "opcodes/cold.h"
#include "vm/frame.h"

namespace xvm::cold {

// NOP: [] -> []
Next nop(Thread&, Frame&, const Ins&) { return Next::Continue; }

// END_FOR: [a b] -> []
Next end_for(Thread&, Frame& frame, const Ins&) {
  frame.drop(2);
  return Next::Continue;
}

// ROT_FOUR: [a b c d] -> [d a b c]
Next rot_four(Thread&, Frame& frame, const Ins&) {
  std::rotate(frame.sp - 4, frame.sp - 1, frame.sp);
  return Next::Continue;
}

// ROT_N n: [a1 .. an] -> [an a1 ..]
Next rot_n(Thread&, Frame& frame, const Ins& ins) {
  if (ins.arg > 1) std::rotate(frame.sp - ins.arg, frame.sp - 1, frame.sp);
  return Next::Continue;
}

}  // namespace xvm::cold
