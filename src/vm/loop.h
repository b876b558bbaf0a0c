// What handlers share: the registers of the loop, and the ways to leave an instruction.
#pragma once

#include "objects/code.h"
#include "vm/frame.h"
#include "vm/instruction.h"
#include "vm/thread.h"
#include "vm/value.h"

namespace xvm {

// The loop's working state. Hot handlers are inlined and take this by reference; its address never leaves the loop, so that
// pc and sp live in machine registers. A handler that calls anything that may look at the frame (run Python code, raise,
// walk the stack) calls save() first, and load() after what may have changed sp.
struct Registers {
  const Ins* pc;
  Value* sp;
  Value* slots;
  Frame* frame;
  Thread& thread;

  [[gnu::always_inline]] const Value* consts() const { return frame->consts; }
  [[gnu::always_inline]] void save() const { frame->pc = pc, frame->sp = sp; }
  [[gnu::always_inline]] void load() { sp = frame->sp; }
  // Everything, from the thread's running frame.
  [[gnu::always_inline]] void enter() {
    frame = thread.frame;
    pc = frame->pc, sp = frame->sp, slots = frame->slots;
  }
  [[gnu::always_inline]] void push(Value v) { new (sp++) Value(std::move(v)); }
  [[gnu::always_inline]] Value pop() { return Value::from_bits((--sp)->raw()); }
  [[gnu::always_inline]] Ref top(std::size_t i = 0) const { return *(sp - 1 - i); }
  [[gnu::always_inline]] void replace_top(Value v, std::size_t i = 0) { *(sp - 1 - i) = std::move(v); }
  // Drops n values and pushes v. The dropped ones may run destructors: sp is saved before.
  [[gnu::always_inline]] void drop(std::size_t n) { while (n--) (--sp)->~Value(); }
};

#define XVM_HOT [[gnu::always_inline]] inline

// Unwinds the frame that runs after an error: finds the handler, or ends the frame and goes on with its caller's. Enter when
// some frame goes on; Leave when the frame that native code entered has ended with the error.
Next unwind(Thread& thread);

// A frame has finished with a value: gives it to whoever waits. Enter or Leave.
Next return_value(Thread& thread, Frame* frame, Value value);
Next yield_value(Thread& thread, Frame* frame, Value value);
// Gives a value to the thread's frame as the result of its instruction, in the way that what it called was to return.
Next give_value(Thread& thread, ReturnTo to, Value value);
// PEP 479: a StopIteration that is set and leaves a generator becomes RuntimeError where the code's release does that.
void convert_stop_iteration(Thread& thread, const CodeObject& code);

}  // namespace xvm
