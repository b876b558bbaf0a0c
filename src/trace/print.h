// -v and -vv: what runs, on stderr.
#pragma once

#include "vm/value.h"

namespace xvm {

class Thread;
struct Frame;

// "L. 1   @  0: LOAD_CONST (2, 3)", at -vv with the value stack and the block stack above it.
void print_instruction(Thread& thread, Frame& frame);
// At -vv only.
void print_entered(Thread& thread, Frame& frame);
void print_left(Thread& thread, Frame& frame, Ref value);
void print_unwound(Thread& thread, Frame& frame);

}  // namespace xvm
