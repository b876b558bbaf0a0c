// Operations whose slots are more than values that come and go.
#include <fmt/format.h>

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

bool Walk::special(const Instruction& ins) {
  switch (ins.op) {
    case Op::POP_TOP: return pop_storable();
    case Op::END_FOR: return pop_storable() && pop_storable();
    case Op::ROT_TWO:
    case Op::ROT_THREE:
    case Op::ROT_FOUR:
    case Op::ROT_N:
    case Op::SWAP:
    case Op::DUP_TOP:
    case Op::DUP_TOPX:
    case Op::COPY: return shuffle(ins);
    case Op::PUSH_NULL: return push(SlotKind::Null);
    case Op::LOAD_CONST: {
      bool none = code_.pool->kind(code_.consts()[ins.arg]) == ConstantKind::None;
      return none ? push(SlotKind::None) : push_values(1);
    }
    case Op::LOAD_FAST_AND_CLEAR: return push(SlotKind::MaybeNull);
    case Op::STORE_FAST: return pop_storable();
    case Op::STORE_FAST_LOAD_FAST: return pop_storable() && push(SlotKind::Value);
    case Op::STORE_FAST_STORE_FAST: return pop_storable() && pop_storable();
    case Op::NULL_LOAD_GLOBAL: return push(SlotKind::Null) && push(SlotKind::Value);
    case Op::LOAD_GLOBAL_NULL: return push(SlotKind::Value) && push(SlotKind::Null);
    case Op::LOAD_METHOD: return pop_value() && push(SlotKind::Value) && push(SlotKind::MaybeNull);
    case Op::LOAD_SUPER_METHOD: return pop_values(3) && push(SlotKind::Value) && push(SlotKind::MaybeNull);
    case Op::CALL:
    case Op::CALL_KW:
    case Op::CALL_KW_NAMES:
    case Op::CALL_EX: return call(ins);
    case Op::WITH_EXCEPT_START:
      for (std::uint32_t i = 0; i < 4; i++)
        if (!stacks_.peek(stack_, i).is_value()) return refuse(fmt::format("{} takes a slot that may be null", name()));
      return push(SlotKind::Value);
    case Op::WITH_EXCEPT_START_TRIPLE:
      if (!is_triple(0) || !stacks_.peek(stack_, 6).is_value())
        return refuse(fmt::format("{} is not at the start of a handler", name()));
      return push(SlotKind::Value);
    case Op::PUSH_EXC_INFO:
      if (!stacks_.top(stack_).is(SlotKind::ExceptionValue))
        return refuse(fmt::format("{} is not at the start of a handler", name()));
      stack_ = stacks_.below(stack_);
      return push(SlotKind::Value) && push(SlotKind::ExceptionValue);
    case Op::RERAISE_TRIPLE:
      goes_on_ = false;
      return is_triple(0) || refuse(fmt::format("{} has no exception to raise", name()));
    case Op::WITH_CLEANUP_EXIT_ON_TOP:
    case Op::WITH_CLEANUP:
    case Op::WITH_CLEANUP_START:
    case Op::WITH_CLEANUP_FINISH: return with_cleanup(ins);
    case Op::BEGIN_FINALLY: return push(SlotKind::None);
    case Op::CALL_FINALLY: return call_finally(ins);
    case Op::YIELD_VALUE:
    case Op::YIELD_VALUE_WRAPPING:
    case Op::YIELD_FROM: return check_generator() && generic(ins, info(ins.op));
    case Op::RETURN_GENERATOR:
      if (at_ != generator_start_) return refuse(fmt::format("{} is not where a generator begins", name()));
      return push(SlotKind::Value);
    default: return generic(ins, info(ins.op));
  }
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
