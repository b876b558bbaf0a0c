// opcodes/calls.h: calls; inlined in the loop. A call of a Python function enters its frame without leaving the loop.
#pragma once

#include "objects/descriptor.h"
#include "objects/function.h"
#include "vm/frame_layout.h"
#include "vm/loop.h"
#include "vm/loop_slow.h"

namespace xvm::hot {

// What a slow way left of the stack.
XVM_HOT Next loaded(Registers& r, Next next) {
  if (next < Next::Enter) r.load();
  return next;
}

// Calls `base` with the n values behind it, and replaces all of them, and what lies below down to `result`, by the outcome.
XVM_HOT Next call_at(Registers& r, Value* result, Value* base, std::uint32_t n) {
  Ref callable = *base;
  if (is<Function>(callable)) {
    Function& function = as<Function>(callable);
    CodeObject* code = function.code_object();
    if (code->simple_call && code->argcount == n) [[likely]] {
      r.save();
      Frame* frame = push_frame_inline(r.thread, code, &as<Dict>(function.globals), &as<Dict>(function.builtins));
      if (!frame) return Next::Unwind;
      if (code->keeps_arguments) [[unlikely]] {
        for (std::uint32_t i = 0; i < n; ++i) new (frame->slots + i) Value(base[1 + i]);
        new (&frame->owner) Value(*base);
        r.frame->kept = static_cast<std::uint32_t>(r.sp - result);
      } else {
        for (std::uint32_t i = 0; i < n; ++i) new (frame->slots + i) Value(Value::from_bits(base[1 + i].raw()));
        new (&frame->owner) Value(Value::from_bits(base->raw()));
        r.frame->sp = result;   // moved from, or null below
      }
      if (!code->cell_slots.empty() || code->copies_closure) finish_entry(r.thread, frame, function);
      r.thread.frame = frame;
      return Next::Enter;
    }
  }
  r.save();
  if (is<Native>(callable)) return loaded(r, call_native(r.thread, r.frame, result, base, n));
  if (is<MethodDescriptor>(callable)) return loaded(r, call_method_descriptor(r.thread, r.frame, result, base, n));
  return loaded(r, call_slow(r.thread, r.frame, result, base, n, {}));
}

// CALL_FUNCTION n: [callable a1 .. an] -> [result]
XVM_HOT Next call_function(Registers& r, const Ins& ins) {
  Value* base = r.sp - ins.arg - 1;
  return call_at(r, base, base, ins.arg);
}

// CALL n: [callable self|null a1 .. an] or [null callable a1 .. an] -> [result]
XVM_HOT Next call(Registers& r, const Ins& ins) {
  Value* low = r.sp - ins.arg - 2;
  if (!low[1]) std::swap(low[0], low[1]);
  return low[0] ? call_at(r, low, low, ins.arg + 1) : call_at(r, low, low + 1, ins.arg);
}

// CALL_FUNCTION_PAIRS n, a: [callable a1 .. an name1 value1 ..] -> [result]
XVM_HOT Next call_function_pairs(Registers& r, const Ins& ins) {
  Value* base = r.sp - ins.arg - 2 * ins.a - 1;
  if (ins.a == 0) return call_at(r, base, base, ins.arg);
  r.save();
  return loaded(r, call_pairs(r.thread, r.frame, base, ins.arg, ins.a));
}

// CALL_FUNCTION_KW n: [callable a1 .. an names] -> [result]
XVM_HOT Next call_function_kw(Registers& r, const Ins& ins) {
  Value names = r.pop();
  r.save();
  Value* base = r.sp - ins.arg - 1;
  return loaded(r, call_named(r.thread, r.frame, base, base, ins.arg, names, "CALL_FUNCTION_KW"));
}

}  // namespace xvm::hot
