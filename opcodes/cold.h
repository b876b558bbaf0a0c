// The handlers that the loop calls: one a cold operation, defined in the file of its family.
#pragma once

#include "generated/ops.h"
#include "vm/instruction.h"

namespace xvm {

class Thread;
struct Frame;

namespace cold {
#define X(NAME, handler) Next handler(Thread& thread, Frame& frame, const Ins& ins);
XVM_COLD_OPS(X)
#undef X
}  // namespace cold

}  // namespace xvm
