// Finally bodies: how they end, how 3.8 calls them, and what leaving them becomes.
#include <fmt/format.h>

#include "bytecode/verify_walk.h"
#include "pyc/code.h"

namespace xvm {

// The innermost block is a handler, and below skip slots there is only what it saved.
bool Walk::keeps_saved(std::uint32_t skip) {
  if (block_ == no_block || !block_stack_) return false;
  std::int32_t handler = block_;
  StackId stack = stacks_.cut(stack_, stacks_.depth(stack_) - skip);
  // Asked for a block that has just begun, it is the one around it.
  if (skip == 0) handler = block(block_).parent;
  if (handler == no_block || block(handler).kind != BlockKind::Handler) return false;
  return stacks_.depth(stack) == block(handler).depth + 3 && intact(handler, stack);
}

// [value?] -> [what is handled?, state] at the body. The body runs on the stack that its SETUP_FINALLY had; a return
// value above that goes into the state, and what a handler saved, which has been ended already, is there once more.
bool Walk::call_finally(const Instruction& ins) {
  std::int32_t body = s_.block_to[ins.arg];
  if (body == no_block || block(body).kind != BlockKind::Finally || block(body).target != ins.arg || notes(body).with)
    return refuse(fmt::format("{} goes to offset {}, which is no finally body", name(), decoded_.offsets[ins.arg]));
  const Block& called = block(body);
  FinallyExit exit{body, at_ + 1, block_, false, 0, 0};
  if (called.parent != block_ && !same_chain(called.parent, block_)) {
    const Block* handler = called.parent == no_block ? nullptr : &block(called.parent);
    bool ended = handler && handler->kind == BlockKind::Handler && same_chain(handler->parent, block_) &&
                 called.depth == handler->depth + 3;
    if (!ended) return refuse(fmt::format("{} calls a finally body of other blocks", name()));
    exit.pads = 3;
  }
  std::uint32_t depth = stacks_.depth(stack_), wanted = called.depth - exit.pads;
  if (depth < wanted || depth > wanted + 1)
    return refuse(fmt::format("{} calls a finally body with a stack of {}, it wants {}", name(), depth, wanted));
  if (at_ + 1 == size_) return refuse(fmt::format("the code ends behind {}", name()));
  if (depth > wanted) {
    exit.takes = 1;
    if (!pop_value()) return false;
  }
  if (exit.pads > 0)
    for (int part = 0; part < 3; part++)
      if (!push(saved_part(part))) return false;
  goes_on_ = false;
  return push(Slot::state(body)) && enter(ins.arg, stack_, called.parent) && add_exit(exit);
}

bool Walk::add_exit(const FinallyExit& exit) {
  stacks_.spend(static_cast<std::int64_t>(s_.exits.size()));
  for (const FinallyExit& other : s_.exits)
    if (other.body == exit.body && other.target == exit.target) return true;
  s_.exits.push_back(exit);
  return notes(exit.body).ends_with == no_stack || take_exit(exit);
}

// The body's end is known.
bool Walk::take_exit(const FinallyExit& exit) {
  stack_ = notes(exit.body).ends_with;
  std::uint32_t depth = stacks_.depth(stack_);
  if (!exit.continues) {
    stack_ = stacks_.cut(stack_, depth - exit.pads);
    return (!exit.takes || push(SlotKind::Value)) && enter(exit.target, stack_, exit.around);
  }
  std::uint32_t wanted = stacks_.depth(s_.states[exit.target].stack);
  for (std::int32_t id = block(exit.body).parent; id != exit.around; id = block(id).parent) depth = block(id).depth;
  if (depth < wanted)
    return refuse(fmt::format("offset {} is reached with a stack of {}, from elsewhere of {}", decoded_.offsets[exit.target],
                              depth, wanted));
  return enter(exit.target, stacks_.cut(stack_, wanted), exit.around);
}

bool Walk::end_finally() {
  Slot top = stacks_.top(stack_);
  if (top.is(SlotKind::ExceptionType) && stacks_.depth(stack_) >= floor_of(block_) + 3 && is_triple(0)) {
    goes_on_ = false;  // no except clause took it
    return true;
  }
  if (!top.ends_finally()) return refuse(fmt::format("{} has no finally state", name()));
  goes_on_ = !top.is(SlotKind::State);
  bool drops = goes_on_ && drops_saved();
  stack_ = stacks_.below(stack_);
  if (top.is_state()) {
    std::int32_t body = top.block();
    if (!same_chain(block(body).parent, block_)) return refuse(fmt::format("{} ends a finally body of other blocks", name()));
    StackId& ends_with = notes(body).ends_with;
    std::uint32_t depth = stacks_.depth(stack_);
    std::uint32_t wanted = finally_is_called(release_) && !notes(body).with ? block(body).depth
                           : ends_with == no_stack                      ? depth
                                                                        : stacks_.depth(ends_with);
    if (depth != wanted) return refuse(fmt::format("{} ends a finally body with a stack of {}, it wants {}", name(), depth, wanted));
    ends_with = ends_with == no_stack ? stack_ : stacks_.merge(ends_with, stack_);
    if (ends_with == no_stack) return refuse(fmt::format("{} ends a finally body with different stacks", name()));
    StackId behind = stack_;
    stacks_.spend(static_cast<std::int64_t>(s_.exits.size()));
    for (const FinallyExit& exit : s_.exits)
      if (exit.body == body && !take_exit(exit)) return false;
    stack_ = behind;
  }
  if (drops) {
    stack_ = stacks_.cut(stack_, stacks_.depth(stack_) - 3);
    block_ = block(block_).parent;
  }
  return true;
}

// The body was entered by way of POP_EXCEPT_KEEP, and the state on top may go on.
bool Walk::drops_saved() { return keeps_saved(1) && stacks_.peek(stack_, 1) == kept_part(2); }

void Walk::add_rewrites(Rows& rows) {
  auto add = [&](Op op, void (*rule)(Walk&, std::uint32_t, Instruction&)) { rows[static_cast<std::size_t>(op)].rewrite = rule; };
  add(Op::SETUP_FINALLY, [](Walk& w, std::uint32_t index, Instruction& ins) {
    if (w.block(w.s_.block_at[index]).kind == BlockKind::Except) ins.op = Op::SETUP_EXCEPT;
  });
  add(Op::POP_EXCEPT_TRIPLE, [](Walk& w, std::uint32_t index, Instruction& ins) {
    if ((w.s_.marks[index] & KeepPop) && w.stacks_.depth(w.stack_) == w.block(w.block_).depth + 3) ins.op = Op::POP_EXCEPT_KEEP;
  });
  add(Op::END_FINALLY, [](Walk& w, std::uint32_t, Instruction& ins) {
    if (w.stacks_.top(w.stack_).is(SlotKind::ExceptionType))
      ins = {Op::RERAISE_TRIPLE, 0, 0, 0};
    else
      ins.arg = !w.stacks_.top(w.stack_).is(SlotKind::State) && w.drops_saved() ? 3 : 0;
  });
  add(Op::CALL_FINALLY, [](Walk& w, std::uint32_t index, Instruction& ins) {
    for (const FinallyExit& exit : w.s_.exits)
      if (exit.target == index + 1) ins.a = exit.takes, ins.b = exit.pads;
  });
  for (Op op : {Op::BREAK_LOOP, Op::CONTINUE_LOOP, Op::RETURN_VALUE})
    add(op, [](Walk& w, std::uint32_t index, Instruction& ins) { w.rewrite_leaving(index, ins); });
  add(Op::POP_BLOCK, [](Walk& w, std::uint32_t index, Instruction& ins) {  // nothing happens in it
    w.decoded_.block_of[index] = w.block(w.block_).parent;
    if (blocks_cut_stack(w.release_) && w.stacks_.depth(w.stack_) > w.block(w.block_).depth) ins.op = Op::POP_TOP;
  });
}

// Last, with what is known of every instruction: the operations that the run time wants, and blocks as they hold.
void Walk::rewrite(std::uint32_t index) {
  Instruction& ins = decoded_.instructions[index];
  stack_ = s_.states[index].stack;
  block_ = s_.states[index].block;
  const Instruction before = ins;
  if (auto rule = rows_[static_cast<std::size_t>(ins.op)].rewrite) rule(*this, index, ins);
  std::int32_t& innermost = decoded_.block_of[index];
  if (innermost == no_block || block(innermost).kind != BlockKind::Handler) return;
  std::int64_t taken = taken_when_leaving(before);
  StackId left = stacks_.cut(stack_, static_cast<std::uint32_t>(stacks_.depth(stack_) - taken));
  if (!intact(innermost, left)) innermost = block(innermost).parent;
}

void Walk::rewrite_leaving(std::uint32_t index, Instruction& ins) {
  bool returns = ins.op == Op::RETURN_VALUE, breaks = ins.op == Op::BREAK_LOOP;
  if (returns && !return_leaves_blocks(release_)) return;
  const Block* body = nullptr;
  bool restores = false;
  std::int32_t id = block_;
  for (; id != no_block && (returns || block(id).kind != BlockKind::Loop); id = block(id).parent) {
    const Block& b = block(id);
    if (b.kind == BlockKind::Finally && !body) body = &b;
    restores = restores || b.kind == BlockKind::Handler;
  }
  if (returns) {
    restores = handlers_restore(release_) && (restores || stacks_.holds_state(stack_));
    if (body || restores) ins = {Op::RETURN_VALUE_FINALLY, 0, body ? body->target : index, 0};
    return;
  }
  std::uint32_t depth = breaks ? block(id).depth : stacks_.depth(s_.states[ins.arg].stack);
  for (StackId stack = stack_; stacks_.holds_state(stack) && stacks_.depth(stack) > depth; stack = stacks_.below(stack))
    restores = restores || stacks_.top(stack).is_state();
  restores = restores && handlers_restore(release_);
  auto flag = static_cast<std::uint16_t>(restores);
  if (body && breaks) ins = {Op::BREAK_LOOP_FINALLY, 0, body->target, 0};
  else if (body) ins = {Op::CONTINUE_LOOP_FINALLY, 0, body->target, ins.arg};
  else if (breaks) ins = {Op::BREAK_LOOP, flag, block(id).target, depth};
  else ins = {Op::CONTINUE_LOOP, flag, ins.arg, depth};
}

}  // namespace xvm
