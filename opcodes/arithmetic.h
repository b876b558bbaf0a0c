// opcodes/arithmetic.h: operators; inlined in the loop.
#pragma once

#include "vm/loop.h"
#include "vm/loop_slow.h"
#include "vm/operators.h"
#include "vm/special_calls.h"

namespace xvm::hot {

// Both are small ints, or both floats: the result of + - *, else null without an error.
XVM_HOT Value quick_binary(std::uint32_t op, Ref a, Ref b) {
  if (a.is_small_int() && b.is_small_int()) {
    // Shifted up by 16 the sum and difference overflow 64 bits just when they overflow 48.
    std::int64_t x = static_cast<std::int64_t>(a.raw() << 16), y = static_cast<std::int64_t>(b.raw() << 16), result;
    switch (op) {
      case 0: case 13: if (__builtin_add_overflow(x, y, &result)) return {}; return Value::small(result >> 16);
      case 10: case 23: if (__builtin_sub_overflow(x, y, &result)) return {}; return Value::small(result >> 16);
      case 5: case 18: if (__builtin_mul_overflow(x, y >> 16, &result)) return {}; return Value::small(result >> 16);
      case 1: case 14: return Value::small((x & y) >> 16);
      case 7: case 20: return Value::small((x | y) >> 16);
      case 12: case 25: return Value::small((x ^ y) >> 16);
      default: return {};
    }
  }
  if (a.is_double() && b.is_double()) {
    double x = a.as_double(), y = b.as_double();
    switch (op) {
      case 0: case 13: return Value::of(x + y);
      case 10: case 23: return Value::of(x - y);
      case 5: case 18: return Value::of(x * y);
      case 11: case 24: if (y == 0) return {}; return Value::of(x / y);
      default: return {};
    }
  }
  return {};
}

// BINARY_OP op: [a b] -> [a op b]
XVM_HOT Next binary_op(Registers& r, const Ins& ins) {
  Ref a = r.top(1), b = r.top(0);
  if (Value quick = quick_binary(ins.arg, a, b)) {
    r.sp -= 2;
    r.push(std::move(quick));
    return Next::Continue;
  }
  r.save();
  if (int entered = a.is_object() && (a.object()->flags & HeapInstance) ? enter_binary(r.thread, r.frame, ins.arg) : 0) return entered > 0 ? Next::Enter : Next::Unwind;
  Value result = binary_op_slow(r.thread, r.frame, ins.arg);
  if (!result) return Next::Unwind;
  r.drop(1);
  r.replace_top(std::move(result));
  return Next::Continue;
}

// UNARY_NOT: [v] -> [not v]
XVM_HOT Next unary_not(Registers& r, const Ins&) {
  Ref v = r.top();
  if (v.is_bool()) {
    r.sp[-1] = Value::of(v.is_false());
    return Next::Continue;
  }
  r.save();
  int t = truth(r.thread, v);
  if (t < 0) return Next::Unwind;
  r.replace_top(Value::of(t == 0));
  return Next::Continue;
}

// UNARY_NEGATIVE: [v] -> [-v]
XVM_HOT Next unary_negative(Registers& r, const Ins&) {
  Ref v = r.top();
  if (v.is_double()) {
    r.sp[-1] = Value::of(-v.as_double());
    return Next::Continue;
  }
  r.save();
  Value result = negative(r.thread, v);
  if (!result) return Next::Unwind;
  r.replace_top(std::move(result));
  return Next::Continue;
}

}  // namespace xvm::hot
