// Operations whose slots are more than values that come and go.
#include <fmt/format.h>

#include <initializer_list>

#include "bytecode/verify_walk.h"
#include "pyc/code.h"

namespace xvm {

bool Walk::pop_value() {
  Slot slot = stacks_.top(stack_);
  if (!slot.is_value())
    return refuse(fmt::format("{} takes {}", name(), slot.is_state() ? "a finally state" : "a slot that may be null"));
  stack_ = stacks_.below(stack_);
  return true;
}

bool Walk::pop_values(std::int64_t count) {
  if (count > 8) stacks_.spend(count);
  for (; count > 0; count--)
    if (!pop_value()) return false;
  return true;
}

// A value, or null.
bool Walk::pop_storable() {
  if (stacks_.top(stack_).is_state()) return refuse(fmt::format("{} takes a finally state", name()));
  stack_ = stacks_.below(stack_);
  return true;
}

bool Walk::push(Slot slot) {
  stack_ = stacks_.push(stack_, slot);
  return stacks_.within_limits() || refuse("verifying the code takes too many steps");
}

bool Walk::push_values(std::int64_t count) {
  if (count > 8) stacks_.spend(count);
  for (; count > 0 && stacks_.within_limits(); count--) stack_ = stacks_.push_value(stack_);
  return stacks_.within_limits() || refuse("verifying the code takes too many steps");
}

bool Walk::is_triple(std::uint32_t skip) const {
  for (std::uint32_t i = 0; i < 3; i++)
    if (stacks_.peek(stack_, skip + i) != triple_part(2 - static_cast<int>(i))) return false;
  return true;
}

void Walk::add_slot_rules(Rows& rows) {
  using Ins = const Instruction&;
  auto own = [&](Op op, bool (*rule)(Walk&, Ins)) { rows[static_cast<std::size_t>(op)].slots = rule; };
  auto further = [&](std::initializer_list<Op> ops, bool (*rule)(Walk&, Ins)) {
    for (Op op : ops) own(op, rule), rows[static_cast<std::size_t>(op)].looks_further = true;
  };
  own(Op::POP_TOP, [](Walk& w, Ins) { return w.pop_storable(); });
  own(Op::END_FOR, [](Walk& w, Ins) { return w.pop_storable() && w.pop_storable(); });
  own(Op::PUSH_NULL, [](Walk& w, Ins) { return w.push(SlotKind::Null); });
  own(Op::LOAD_CONST, [](Walk& w, Ins ins) {
    bool none = w.code_.pool->kind(w.code_.consts()[ins.arg]) == ConstantKind::None;
    return none ? w.push(SlotKind::None) : w.push_values(1);
  });
  own(Op::LOAD_FAST_AND_CLEAR, [](Walk& w, Ins) { return w.push(SlotKind::MaybeNull); });
  own(Op::STORE_FAST, [](Walk& w, Ins) { return w.pop_storable(); });
  own(Op::STORE_FAST_LOAD_FAST, [](Walk& w, Ins) { return w.pop_storable() && w.push(SlotKind::Value); });
  own(Op::STORE_FAST_STORE_FAST, [](Walk& w, Ins) { return w.pop_storable() && w.pop_storable(); });
  own(Op::NULL_LOAD_GLOBAL, [](Walk& w, Ins) { return w.push(SlotKind::Null) && w.push(SlotKind::Value); });
  own(Op::LOAD_GLOBAL_NULL, [](Walk& w, Ins) { return w.push(SlotKind::Value) && w.push(SlotKind::Null); });
  own(Op::LOAD_METHOD, [](Walk& w, Ins) { return w.pop_value() && w.push(SlotKind::Value) && w.push(SlotKind::MaybeNull); });
  own(Op::LOAD_SUPER_METHOD, [](Walk& w, Ins) { return w.pop_values(3) && w.push(SlotKind::Value) && w.push(SlotKind::MaybeNull); });
  own(Op::BEGIN_FINALLY, [](Walk& w, Ins) { return w.push(SlotKind::None); });
  further({Op::ROT_TWO, Op::ROT_THREE, Op::ROT_FOUR, Op::ROT_N, Op::SWAP, Op::DUP_TOP, Op::DUP_TOPX, Op::COPY},
          [](Walk& w, Ins ins) { return w.shuffle(ins); });
  further({Op::CALL, Op::CALL_KW, Op::CALL_KW_NAMES, Op::CALL_EX}, [](Walk& w, Ins ins) { return w.call(ins); });
  further({Op::WITH_EXCEPT_START}, [](Walk& w, Ins) {
    for (std::uint32_t i = 0; i < 4; i++)
      if (!w.stacks_.peek(w.stack_, i).is_value()) return w.refuse(fmt::format("{} takes a slot that may be null", w.name()));
    return w.push(SlotKind::Value);
  });
  further({Op::WITH_EXCEPT_START_TRIPLE}, [](Walk& w, Ins) {
    bool begins = w.is_triple(0) && w.stacks_.peek(w.stack_, 6).is_value();
    return begins ? w.push(SlotKind::Value) : w.refuse(fmt::format("{} is not at the start of a handler", w.name()));
  });
  further({Op::PUSH_EXC_INFO}, [](Walk& w, Ins) {
    if (!w.stacks_.top(w.stack_).is(SlotKind::ExceptionValue))
      return w.refuse(fmt::format("{} is not at the start of a handler", w.name()));
    w.stack_ = w.stacks_.below(w.stack_);
    return w.push(SlotKind::Value) && w.push(SlotKind::ExceptionValue);
  });
  further({Op::RERAISE_TRIPLE}, [](Walk& w, Ins) {
    w.goes_on_ = false;
    return w.is_triple(0) || w.refuse(fmt::format("{} has no exception to raise", w.name()));
  });
  further({Op::WITH_CLEANUP_EXIT_ON_TOP, Op::WITH_CLEANUP, Op::WITH_CLEANUP_START, Op::WITH_CLEANUP_FINISH},
          [](Walk& w, Ins ins) { return w.with_cleanup(ins); });
  further({Op::CALL_FINALLY}, [](Walk& w, Ins ins) { return w.call_finally(ins); });
  further({Op::YIELD_VALUE, Op::YIELD_VALUE_WRAPPING, Op::YIELD_FROM},
          [](Walk& w, Ins ins) { return w.check_generator() && w.generic(ins, info(ins.op)); });
  further({Op::RETURN_GENERATOR}, [](Walk& w, Ins) {
    if (w.at_ != w.generator_start_) return w.refuse(fmt::format("{} is not where a generator begins", w.name()));
    return w.push(SlotKind::Value);
  });
}

// [exit state], [state exit] or [state exception result] -> [state], which goes on once exit has said so.
bool Walk::with_cleanup(const Instruction& ins) {
  if (ins.op == Op::WITH_CLEANUP_EXIT_ON_TOP && !pop_value()) return false;
  if (ins.op == Op::WITH_CLEANUP_FINISH && !pop_values(2)) return false;
  Slot state = stacks_.top(stack_);
  if (!state.ends_finally()) return refuse(fmt::format("{} has no finally state", name()));
  stack_ = stacks_.below(stack_);
  if ((ins.op == Op::WITH_CLEANUP || ins.op == Op::WITH_CLEANUP_START) && !pop_value()) return false;
  if (ins.op == Op::WITH_CLEANUP_START) return push(state) && push_values(2);
  return push(state.is_state() ? Slot::state(state.block(), SlotKind::StateOrNone) : state);
}

// Moves and copies.
bool Walk::shuffle(const Instruction& ins) {
  auto count = static_cast<std::uint32_t>(pops(ins));
  std::vector<Slot>& window = s_.window;  // the bottom first
  window.resize(count);
  stacks_.spend(count);
  for (std::uint32_t i = count; i > 0; i--) {
    window[i - 1] = stacks_.top(stack_);
    stack_ = stacks_.below(stack_);
  }
  std::size_t last = count - 1, copied = count;
  switch (ins.op) {
    case Op::SWAP: std::swap(window[0], window[last]); break;
    case Op::DUP_TOP:
    case Op::DUP_TOPX: copied = 0; break;
    case Op::COPY: copied = 0; break;
    default:
      window.insert(window.begin(), window[last]);
      window.pop_back();
  }
  if (copied < count) {
    std::size_t until = ins.op == Op::COPY ? 1 : count;
    for (std::size_t i = 0; i < until; i++) {
      Slot slot = window[i];
      if (slot.is_state()) return refuse(fmt::format("{} copies a finally state", name()));
      window.push_back(slot);
    }
  }
  for (Slot slot : window)
    if (!push(slot)) return false;
  return true;
}

// [callable self|null] or [null callable] below the arguments.
bool Walk::call(const Instruction& ins) {
  if (!pop_values(pops(ins) - 2)) return false;
  Slot high = stacks_.top(stack_), low = stacks_.peek(stack_, 1);
  if (high.is_state() || low.is_state()) return refuse(fmt::format("{} takes a finally state", name()));
  bool one = high.is_value() || low.is_value();
  if (ins.op == Op::CALL_EX)
    one = (high.is_value() && low.is(SlotKind::Null)) || (low.is_value() && high.is(SlotKind::Null));
  if (!one) return refuse(fmt::format("{} may find no callable", name()));
  stack_ = stacks_.below(stacks_.below(stack_));
  return push(SlotKind::Value);
}

}  // namespace xvm
