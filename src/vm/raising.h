// The raise statement, matching of exceptions, and entering context managers.
#pragma once

#include "vm/value.h"

namespace xvm {

class Thread;
struct Frame;

// 3.x: raise exception from cause (null: none). Sets the error.
void raise_statement(Thread& thread, Ref exception, Ref cause);
// A bare raise: true with what is being handled set as the error; false with the release's error for there being nothing.
bool raise_again(Thread& thread);
// 2.x: raise type, value, traceback (null where left out). True when a traceback came along: no entry is added for this frame.
bool raise_statement_2(Thread& thread, Ref type, Ref value, Ref traceback);
// manager.__enter__(), and its bound __exit__ in `exit`; errors by release for what has none.
Value enter_context(Thread& thread, Ref manager, Value& exit);
// The same where __enter__ is a function of the manager's class, whose frame is entered: [manager] -> [exit], and what it returns.
// 1 when it was, 0 when enter_context() is to do it, -1 with the error set.
int enter_manager(Thread& thread, Frame& frame);
// exit(type, value, traceback) where exit is a program's method: its frame is entered, 1. 0 and -1 as above; what it returns is pushed.
int enter_exit(Thread& thread, Ref exit, Ref type, Ref value, Ref traceback);
Value enter_async_context(Thread& thread, Ref manager, Value& exit);

}  // namespace xvm
