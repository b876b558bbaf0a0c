// Calling.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>

#include "vm/args.h"
#include "vm/value.h"

namespace xvm {

class Thread;

// Calls any callable from native code. Null with the error set when it raised.
Value call(Thread& thread, Ref callable, Args args);
// The same by an instruction: which calls count as recursion differs.
Value call_by_code(Thread& thread, Ref callable, Args args);
Value call(Thread& thread, Ref callable);
Value call(Thread& thread, Ref callable, Ref a);
Value call(Thread& thread, Ref callable, Ref a, Ref b);
Value call(Thread& thread, Ref callable, Ref a, Ref b, Ref c);
Value call_tuple(Thread& thread, Ref callable, Ref positional, Ref keywords);   // f(*tuple, **dict); keywords null or a dict
// self.name(args...), found as an attribute.
Value call_method(Thread& thread, Ref self, Ref name, std::initializer_list<Ref> args = {});
// type(self).name called with self, as special methods are. `found` is set to false, without an error, where the type has none.
Value call_special(Thread& thread, Ref self, Ref name, std::initializer_list<Ref> args, bool& found);
bool is_callable(Thread& thread, Ref v);

// Calls the thread's frame until it returns: what native code that calls back uses. Defined with the loop.
struct Frame;
Value run_frame(Thread& thread, Frame* frame);
// The same, beginning with the error that is set raised at the frame's instruction.
Value unwind_frame(Thread& thread, Frame* frame);

}  // namespace xvm
