// opcodes/generators.h: yields; inlined in the loop.
#pragma once

#include "vm/loop.h"

namespace xvm::hot {

// YIELD_VALUE: [v] -> the resumer; resumed with the value sent in its place.
XVM_HOT Next yield_value(Registers& r, const Ins&) {
  Value value = r.pop();
  r.save();
  return xvm::yield_value(r.thread, r.frame, std::move(value));
}

// YIELD_VALUE_WRAPPING: the same, but an asynchronous generator's value is wrapped. To 3.10.
XVM_HOT Next yield_value_wrapping(Registers& r, const Ins& ins) {
  if (r.frame->code->flags & co_async_generator) {
    r.save();
    Value wrapped = wrap_async_value(r.thread, r.top());
    if (!wrapped) return Next::Unwind;
    r.replace_top(std::move(wrapped));
  }
  return yield_value(r, ins);
}

}  // namespace xvm::hot
