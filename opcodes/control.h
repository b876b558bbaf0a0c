// opcodes/control.h: jumps, loops and returns; inlined in the loop.
#pragma once

#include "objects/generator.h"
#include "objects/iterators.h"
#include "objects/range.h"
#include "vm/loop.h"
#include "vm/loop_slow.h"
#include "vm/operators.h"
#include "vm/special_calls.h"
#include "vm/watch.h"

namespace xvm::hot {

// A backward jump is where signals, the collector and other threads get their turn.
XVM_HOT Next jump_back(Registers& r) {
  if (r.thread.attention) [[unlikely]] {
    r.save();
    if (!attend(r.thread)) return Next::Unwind;
  }
  return Next::Jump;
}

// JUMP_FORWARD target, JUMP_BACKWARD target
XVM_HOT Next jump_forward(Registers&, const Ins&) { return Next::Jump; }
XVM_HOT Next jump_backward(Registers& r, const Ins&) { return jump_back(r); }
XVM_HOT Next jump_backward_no_interrupt(Registers&, const Ins&) { return Next::Jump; }

// The truth of the top of the stack, popped: 1, 0, -1.
XVM_HOT int pop_truth(Registers& r) {
  Ref v = r.top();
  if (v.is_bool()) {
    --r.sp;
    return v.is_true();
  }
  if (v.is_none()) {
    --r.sp;
    return 0;
  }
  if (v.is_small_int()) {
    --r.sp;
    return v.small_int() != 0;
  }
  r.save();
  Value owned = r.pop();
  return truth(r.thread, owned);
}

// POP_JUMP_IF_FALSE target: [v] -> []
XVM_HOT Next pop_jump_if_false(Registers& r, const Ins&) {
  int t = pop_truth(r);
  return t > 0 ? Next::Continue : t == 0 ? Next::Jump : Next::Unwind;
}
XVM_HOT Next pop_jump_if_true(Registers& r, const Ins&) {
  int t = pop_truth(r);
  return t == 0 ? Next::Continue : t > 0 ? Next::Jump : Next::Unwind;
}
XVM_HOT Next pop_jump_backward_if_false(Registers& r, const Ins& ins) {
  Next next = pop_jump_if_false(r, ins);
  return next == Next::Jump ? jump_back(r) : next;
}
XVM_HOT Next pop_jump_backward_if_true(Registers& r, const Ins& ins) {
  Next next = pop_jump_if_true(r, ins);
  return next == Next::Jump ? jump_back(r) : next;
}

// POP_JUMP_IF_NONE target: [v] -> []
XVM_HOT Next pop_jump_if_none(Registers& r, const Ins&) {
  bool is_none = r.top().is_none();
  r.drop(1);
  return is_none ? Next::Jump : Next::Continue;
}
XVM_HOT Next pop_jump_if_not_none(Registers& r, const Ins&) {
  bool is_none = r.top().is_none();
  r.drop(1);
  return is_none ? Next::Continue : Next::Jump;
}

// JUMP_IF_FALSE target: [v] -> [v]; 2.5, 2.6 and 3.0.
XVM_HOT int top_truth(Registers& r) {
  Ref v = r.top();
  if (v.is_bool()) return v.is_true();
  r.save();
  return truth(r.thread, v);
}
XVM_HOT Next jump_if_false(Registers& r, const Ins&) {
  int t = top_truth(r);
  if (t > 0) return Next::Continue;
  return t == 0 ? Next::Jump : Next::Unwind;
}
XVM_HOT Next jump_if_true(Registers& r, const Ins&) {
  int t = top_truth(r);
  if (t == 0) return Next::Continue;
  return t > 0 ? Next::Jump : Next::Unwind;
}

// JUMP_IF_FALSE_OR_POP target: [v] -> [v] when it jumps, else []
XVM_HOT Next jump_if_false_or_pop(Registers& r, const Ins&) {
  int t = top_truth(r);
  if (t == 0) return Next::Jump;
  if (t < 0) return Next::Unwind;
  r.drop(1);
  return Next::Continue;
}
XVM_HOT Next jump_if_true_or_pop(Registers& r, const Ins&) {
  int t = top_truth(r);
  if (t < 0) return Next::Unwind;
  if (t > 0) return Next::Jump;
  r.drop(1);
  return Next::Continue;
}

// What FOR_ITER does at the end is the caller's: 1 an item was pushed, 0 exhausted, -1 error, 2 a generator was entered.
XVM_HOT int for_iter_step(Registers& r) {
  Ref iterator = r.top();
  if (iterator.is_object()) [[likely]] {
    const Layout* layout = &layout_of_object(iterator.object());
    if (layout == layout_of<RangeIterator>) {
      RangeIterator* range = &as<RangeIterator>(iterator);
      if (range->remaining <= 0) return 0;
      if (Value::fits_small(range->current)) [[likely]] {
        r.push(Value::small(range->take()));
        return 1;
      }
    }
    if (layout == layout_of<ListIterator>) {
      ListIterator* walk = &as<ListIterator>(iterator);
      if (!walk->list) return 0;
      List& list = as<List>(walk->list);
      if (walk->index < list.length) [[likely]] {
        r.push(list.items[walk->index++]);
        return 1;
      }
      walk->list = nullptr;
      return 0;
    }
    if (layout == layout_of<TupleIterator>) {
      TupleIterator* walk = &as<TupleIterator>(iterator);
      if (!walk->tuple) return 0;
      Tuple& tuple = as<Tuple>(walk->tuple);
      if (walk->index < tuple.length) [[likely]] {
        r.push(tuple.items()[walk->index++]);
        return 1;
      }
      walk->tuple = nullptr;
      return 0;
    }
    if (is<Generator>(iterator)) {
      r.save();
      int step = enter_for_iter(r.thread, as<Generator>(iterator));
      if (step == 1) r.load();
      return step;
    }
  }
  r.save();
  if (iterator.is_object() && (iterator.object()->flags & HeapInstance))
    if (int entered = enter_next(r.thread, r.frame)) return entered > 0 ? 2 : -1;
  NextFn step = iterator.is_object() ? iterator.object()->type->slots.next : nullptr;
  Value item = step ? step(r.thread, iterator) : next(r.thread, iterator);
  if (!item && step && r.thread.has_error() && r.thread.error_is(r.thread.rt.exc.StopIteration)) {
    if (r.thread.watched) [[unlikely]] watch_exhausted(r.thread, *r.frame);
    r.thread.clear_error();
    return 0;
  }
  if (item) {
    r.push(std::move(item));
    return 1;
  }
  if (r.thread.has_error()) return -1;
  if (r.thread.watched) [[unlikely]] watch_native_end(r.thread, *r.frame);
  return 0;
}

// FOR_ITER target: [iterator] -> [iterator item]; at the end [iterator] -> [] and jumps.
XVM_HOT Next for_iter(Registers& r, const Ins&) {
  switch (for_iter_step(r)) {
    case 1: return Next::Continue;
    case 2: return Next::Enter;
    case 0: r.drop(1); return Next::Jump;
    default: return Next::Unwind;
  }
}

// RESUME: where a frame begins or goes on.
XVM_HOT Next resume(Registers& r, const Ins&) {
  if (r.thread.attention) [[unlikely]] {
    r.save();
    if (!attend(r.thread)) return Next::Unwind;
  }
  return Next::Continue;
}

// GET_ITER: [v] -> [iter(v)]
XVM_HOT Next get_iter(Registers& r, const Ins&) {
  r.save();
  Value iterator = iterate(r.thread, r.top());
  if (!iterator) return Next::Unwind;
  r.replace_top(std::move(iterator));
  return Next::Continue;
}

// RETURN_VALUE: [v] -> the caller
XVM_HOT Next return_top(Registers& r, Value value) {
  r.save();
  return return_value(r.thread, r.frame, std::move(value));
}
XVM_HOT Next return_value(Registers& r, const Ins&) { return return_top(r, r.pop()); }
XVM_HOT Next return_const(Registers& r, const Ins& ins) { return return_top(r, r.consts()[ins.arg]); }

}  // namespace xvm::hot
