// Method calls of releases to 3.6: LOAD_ATTR, the arguments, CALL_FUNCTION. Where nothing but the call can get at what LOAD_ATTR
// pushed, the fast stream has LOAD_METHOD and CALL there, as later releases have, and no bound method is made.
#pragma once

#include <cstdint>
#include <vector>

namespace xvm {

struct CodeObject;
struct Frame;
class Thread;

// Instructions `load` and `call`. Between them the stack of the fast stream is one slot higher than the plain one's.
struct MethodCall {
  std::uint32_t load, call;
};

// Finds such pairs, rewrites the fast stream, notes them in the code, outer ones first, and how many may nest.
void join_method_calls(CodeObject& code);
// A frame of the fast stream is to go on in the plain one: the pairs on its stack become bound methods.
void bind_methods_on_stack(Thread& thread, Frame& frame);

}  // namespace xvm
