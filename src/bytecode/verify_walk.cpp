// Following every path with abstract stacks until nothing changes any more.
#include "bytecode/verify_walk.h"

#include <fmt/format.h>

#include <algorithm>

#include "bytecode/decoder.h"
#include "pyc/code.h"

namespace xvm {
namespace {

// What compilers emit needs a few steps an instruction; the limits keep hostile code from holding up the loader.
constexpr std::uint64_t steps_at_least = 200'000, steps_per_instruction = 300;
constexpr std::size_t nodes_at_least = 100'000, nodes_per_instruction = 4;

bool bounded_elsewhere(Operand kind) {
  return kind == Operand::Const || kind == Operand::Name || kind == Operand::Local || kind == Operand::Cell;
}

}  // namespace

Walk::Rows Walk::make_rows() {
  Rows rows;
  add_slot_rules(rows);
  add_operand_rules(rows);
  add_rewrites(rows);
  for (std::size_t i = 0; i < rows.size(); i++) {
    WalkRow& row = rows[i];
    const OperationInfo& about = info(static_cast<Op>(i));
    bool fixed = about.pops >= 0 && about.pushes >= 0;
    row.quick = fixed && about.reach == 0 && about.block == BlockEffect::None && !row.looks_further;
    row.jumps = about.leaves_by(leave::Jump);
    bool same_when_jumping = !row.jumps || (about.jump_pops == about.pops && about.jump_pushes == about.pushes);
    row.values = row.quick && !row.slots && same_when_jumping;
    row.goes_on = about.leaves_by(leave::Next | leave::Yield);
    row.bounded = !bounded_elsewhere(about.a) && !bounded_elsewhere(about.b) && !row.operands;
    if (row.quick) {
      row.pops = static_cast<std::uint8_t>(about.pops);
      row.pushes = static_cast<std::uint8_t>(about.pushes);
      row.taken = about.leaves_by(leave::Raise | leave::Unwind | leave::Return) ? row.pops : 0;
    }
    row.arg = about.arg;
    if (about.arg != Operand::None && about.arg != Operand::Jump) {
      row.arg_min = about.arg_min;
      row.arg_range = about.arg_max - about.arg_min;
    }
  }
  return rows;
}

Walk::Walk(const Code& code, DecodedCode& decoded, WalkStorage& storage)
    : code_(code),
      release_(*code.release),
      decoded_(decoded),
      s_(storage),
      stacks_(storage.stacks),
      rows_([]() -> const Rows& {
        static const Rows rows = make_rows();
        return rows;
      }()),
      block_stack_(release_.exceptions == ExceptionModel::BlockStack),
      size_(static_cast<std::uint32_t>(decoded.size())) {}

bool Walk::refuse(std::string why) {
  reason = std::move(why);
  where = at_;
  return false;
}

std::string_view Walk::name_of(std::uint32_t index) const {
  const OpcodeRow* row = decoded_.row(index);
  return row ? row->name : "?";
}

bool Walk::run() {
  stacks_.begin(steps_at_least + steps_per_instruction * size_, nodes_at_least + nodes_per_instruction * size_);
  s_.states.assign(size_, {});
  s_.marks.assign(size_, 0);
  s_.work.clear();
  s_.notes.clear();
  s_.exits.clear();
  find_operand_limits();
  if (block_stack_) {
    s_.block_at.assign(size_, no_block);
    s_.block_to.assign(size_, no_block);
    find_finally_bodies();
  } else if (!read_exception_table()) {
    return false;
  }
  if (!find_generator_start()) return false;
  if (merge_into(0, empty_stack, no_block) < 0) return false;
  while (!s_.work.empty()) {
    std::uint32_t index = s_.work.back();
    s_.work.pop_back();
    if ((s_.marks[index] & Queued) && !walk_from(index)) return false;
  }
  finish();
  if (decoded_.max_depth > static_cast<std::uint32_t>(code_.stacksize)) {
    where = no_index;
    reason = fmt::format("the stack gets {} deep, but co_stacksize is {}", decoded_.max_depth, code_.stacksize);
    return false;
  }
  return true;
}

// Goes on from one instruction to the next for as long as that teaches something.
bool Walk::walk_from(std::uint32_t index) {
  for (;;) {
    s_.marks[index] &= static_cast<std::uint8_t>(~Queued);
    if (!step(index)) return false;
    if (!stacks_.within_limits()) return refuse("verifying the code takes too many steps");
    if (!goes_on_) return true;
    if (index + 1 == size_) return refuse(fmt::format("the code ends behind {}", name()));
    InstructionState& next = s_.states[++index];
    if (next.stack == no_stack) {
      next = {stack_, block_};
      continue;
    }
    if (next.stack == stack_ && next.block == block_) return true;
    int changed = merge_into(index, stack_, block_);
    if (changed <= 0) return changed == 0;
    s_.work.pop_back();
  }
}

// Queues the target when what is known of it changes.
int Walk::merge_into(std::uint32_t target, StackId stack, std::int32_t block) {
  InstructionState& state = s_.states[target];
  if (state.stack == no_stack) {
    state = {stack, block};
  } else {
    auto offset = [&] { return decoded_.offsets[target]; };
    if (block != state.block && !same_chain(block, state.block)) {
      refuse(fmt::format("offset {} is reached in other blocks from elsewhere", offset()));
      return -1;
    }
    if (stack == state.stack) return 0;
    if (stacks_.depth(stack) != stacks_.depth(state.stack)) {
      refuse(fmt::format("offset {} is reached with a stack of {}, from elsewhere of {}", offset(), stacks_.depth(stack),
                         stacks_.depth(state.stack)));
      return -1;
    }
    StackId merged = stacks_.merge(state.stack, stack);
    if (merged == no_stack) {
      refuse(fmt::format("offset {} is reached with a finally state where there is a value from elsewhere", offset()));
      return -1;
    }
    if (merged == state.stack) return 0;
    state.stack = merged;
  }
  s_.marks[target] |= Queued;
  s_.work.push_back(target);
  return 1;
}

// A jump's edge, or a handler's.
bool Walk::enter(std::uint32_t target, StackId stack, std::int32_t block) {
  if (generator_start_ != no_index && target <= generator_start_)
    return refuse(fmt::format("offset {} is reached again before the generator is made", decoded_.offsets[target]));
  return merge_into(target, stack, block) >= 0;
}

bool Walk::step(std::uint32_t index) {
  at_ = index;
  stack_ = s_.states[index].stack;
  block_ = s_.states[index].block;
  goes_on_ = true;
  stacks_.spend(1);
  const Instruction& ins = decoded_.instructions[index];
  if (ins.op == no_op) return refuse(describe_fault(decoded_, index));
  const WalkRow& row = rows_[static_cast<std::size_t>(ins.op)];
  if (!(s_.marks[index] & OperandsChecked)) {
    if (!operands_in_bounds(ins, row) && !check_operands(index)) return false;
    s_.marks[index] |= OperandsChecked;
  }
  if (row.quick && stacks_.depth(stack_) >= row.pops + floor_of(block_)) {
    if (!block_stack_ && s_.entry_block[index] != no_block && !raise_edge(row.taken)) return false;
    return row.values ? move_values(ins, row) : row.slots ? row.slots(*this, ins) : generic(ins, info(ins.op));
  }
  if (!enough(ins)) return false;
  if (!block_stack_ && s_.entry_block[index] != no_block && !raise_edge(taken_when_leaving(ins))) return false;
  BlockEffect effect = info(ins.op).block;
  if (effect != BlockEffect::None) return block_effect(ins, effect);
  return row.slots ? row.slots(*this, ins) : generic(ins, info(ins.op));
}

// By the row alone: takes values, leaves values.
bool Walk::move_values(const Instruction& ins, const WalkRow& row) {
  StackId stack = stack_;
  for (int i = row.pops; i > 0; i--) {
    if (!stacks_.top(stack).is_value()) return pop_values(row.pops);  // says what it is
    stack = stacks_.below(stack);
  }
  for (int i = row.pushes; i > 0; i--) stack = stacks_.push_value(stack);
  stack_ = stack;
  goes_on_ = row.goes_on;
  if (!row.jumps) return true;
  if (!stacks_.within_limits()) return refuse("verifying the code takes too many steps");
  return enter(ins.arg, stack, block_);
}

// What the instruction takes is there, and none of it belongs to the blocks around it.
bool Walk::enough(const Instruction& ins) {
  std::int64_t take = pops(ins), look = take + reach(ins), depth = stacks_.depth(stack_);
  if (look > depth) {
    if (take > depth) return refuse(fmt::format("{} takes {} from a stack of {}", name(), take, depth));
    return refuse(fmt::format("{} looks at slot {} of a stack of {}", name(), look, depth));
  }
  if (depth - take < floor_at(at_))
    return refuse(fmt::format("{} takes {} from a stack of {}, whose lower {} belong to the block around it", name(),
                              take, depth, floor_at(at_)));
  return take == look || looks_below(ins);
}

// Slots that are looked at without being taken are no nulls.
bool Walk::looks_below(const Instruction& ins) {
  std::int64_t take = pops(ins), look = reach(ins);
  auto at = [&](std::int64_t i) { return stacks_.peek(stack_, static_cast<std::uint32_t>(take + i - 1)); };
  if (ins.op == Op::RERAISE)
    return at(look).is(SlotKind::Lasti) || refuse(fmt::format("{} finds no instruction in slot {}", name(), look + 1));
  if (!at(look).is_value() || (ins.op == Op::DICT_MERGE && !at(ins.arg).is_value()))
    return refuse(fmt::format("{} looks at a slot that may be null", name()));
  return true;
}

// The same where the numbers depend on the operands or on where it goes.
bool Walk::generic(const Instruction& ins, const OperationInfo& row) {
  StackId before = stack_;
  std::int64_t take = pops(ins);
  if (!pop_values(take) || !push_values(pushes(ins))) return false;
  if (row.leaves_by(leave::Jump)) {
    StackId behind = stack_;
    std::int64_t taken = jump_pops(ins), left = jump_pushes(ins);
    if (taken == take && left == pushes(ins)) {
      if (!enter(ins.arg, behind, block_)) return false;
    } else {
      stack_ = stacks_.cut(before, static_cast<std::uint32_t>(stacks_.depth(before) - taken));
      if (!push_values(left) || !enter(ins.arg, stack_, block_)) return false;
      stack_ = behind;
    }
  }
  goes_on_ = row.leaves_by(leave::Next | leave::Yield);
  return true;
}

void Walk::finish() {
  decoded_.depth.resize(size_);
  decoded_.block_of.resize(size_);
  std::uint32_t deepest = 0;
  for (std::uint32_t i = 0; i < size_; i++) {
    const InstructionState& state = s_.states[i];
    if (state.stack == no_stack) {
      decoded_.depth[i] = -1;
      decoded_.block_of[i] = no_block;
      continue;
    }
    std::uint32_t depth = stacks_.depth(state.stack);
    decoded_.depth[i] = static_cast<std::int32_t>(depth);
    deepest = std::max(deepest, depth);
    decoded_.block_of[i] = block_stack_ ? state.block : s_.entry_block[i];
    if (block_stack_ && (state.block != no_block || rows_[static_cast<std::size_t>(decoded_.instructions[i].op)].rewrite)) rewrite(i);
  }
  decoded_.max_depth = deepest;
}

}  // namespace xvm
