// opcodes/arithmetic.cpp: the rarer unary operators.
#include "opcodes/cold.h"
#include "vm/frame.h"
#include "vm/loop_slow.h"
#include "vm/operators.h"

namespace xvm::cold {

// UNARY_POSITIVE: [v] -> [+v]
Next unary_positive(Thread& thread, Frame& frame, const Ins&) { return replace_top(frame, positive(thread, frame.peek())); }

// UNARY_INVERT: [v] -> [~v]
Next unary_invert(Thread& thread, Frame& frame, const Ins&) { return replace_top(frame, invert(thread, frame.peek())); }

}  // namespace xvm::cold
