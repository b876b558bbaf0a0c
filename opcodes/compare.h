// opcodes/compare.h: comparisons; inlined in the loop.
#pragma once

#include "vm/loop.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/special_calls.h"

namespace xvm::hot {

template <class T>
XVM_HOT bool compare_numbers(std::uint32_t op, T a, T b) {
  switch (op) {
    case 0: return a < b;
    case 1: return a <= b;
    case 2: return a == b;
    case 3: return a != b;
    case 4: return a > b;
    default: return a >= b;
  }
}

// COMPARE_OP op: [a b] -> [a op b]; operand a of the instruction asks for a bool (3.13).
XVM_HOT Next compare_op(Registers& r, const Ins& ins) {
  Ref a = r.top(1), b = r.top(0);
  if (r.thread.depth >= r.thread.compare_limit) [[unlikely]] {
    r.save();
    bool at_once = r.thread.rt.python2() && a.is_small_int() && b.is_small_int();
    if (!at_once && !Recursion(r.thread, r.thread.rt.python2() ? " in cmp" : " in comparison").ok()) return Next::Unwind;
  }
  if (a.is_small_int() && b.is_small_int()) {
    r.sp -= 2;
    r.push(Value::of(compare_numbers(ins.arg, static_cast<std::int64_t>(a.raw() << 16), static_cast<std::int64_t>(b.raw() << 16))));
    return Next::Continue;
  }
  if (a.is_double() && b.is_double()) {
    r.sp -= 2;
    r.push(Value::of(compare_numbers(ins.arg, a.as_double(), b.as_double())));
    return Next::Continue;
  }
  r.save();
  if (int entered = a.is_object() && (a.object()->flags & HeapInstance) ? enter_compare(r.thread, r.frame, static_cast<Compare>(ins.arg)) : 0)
    return entered > 0 ? Next::Enter : Next::Unwind;
  Value result = compare(r.thread, a, b, static_cast<Compare>(ins.arg));
  if (!result) return Next::Unwind;
  r.drop(1);
  r.replace_top(std::move(result));
  if (!ins.a || r.top().is_bool()) return Next::Continue;
  int t = truth(r.thread, r.top());
  if (t < 0) return Next::Unwind;
  r.replace_top(Value::of(t == 1));
  return Next::Continue;
}

// IS_OP invert: [a b] -> [a is b]
XVM_HOT Next is_op(Registers& r, const Ins& ins) {
  bool same = r.top(1) == r.top(0);
  r.drop(1);
  r.replace_top(Value::of(same != (ins.arg != 0)));
  return Next::Continue;
}

// CONTAINS_OP invert: [item container] -> [item in container]
XVM_HOT Next contains_op(Registers& r, const Ins& ins) {
  r.save();
  int found = contains(r.thread, r.top(0), r.top(1));
  if (found < 0) return Next::Unwind;
  r.drop(1);
  r.replace_top(Value::of((found != 0) != (ins.arg != 0)));
  return Next::Continue;
}

// TO_BOOL: [v] -> [bool(v)]; 3.13.
XVM_HOT Next to_bool(Registers& r, const Ins&) {
  Ref v = r.top();
  if (v.is_bool()) return Next::Continue;
  r.save();
  int t = truth(r.thread, v);
  if (t < 0) return Next::Unwind;
  r.replace_top(Value::of(t == 1));
  return Next::Continue;
}

}  // namespace xvm::hot
