// The raise statement, matching of exceptions, and entering context managers.
#pragma once

#include "vm/value.h"

namespace xvm {

class Thread;

// 3.x: raise exception from cause (null: none). Sets the error.
void raise_statement(Thread& thread, Ref exception, Ref cause);
// A bare raise: true with what is being handled set as the error; false with the release's error for there being nothing.
bool raise_again(Thread& thread);
// 2.x: raise type, value, traceback (null where left out). True when a traceback came along: no entry is added for this frame.
bool raise_statement_2(Thread& thread, Ref type, Ref value, Ref traceback);
// manager.__enter__(), and its bound __exit__ in `exit`; errors by release for what has none.
Value enter_context(Thread& thread, Ref manager, Value& exit);
Value enter_async_context(Thread& thread, Ref manager, Value& exit);

}  // namespace xvm
