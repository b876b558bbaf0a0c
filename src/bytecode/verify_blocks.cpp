// Blocks: those that SETUP_* begin in releases to 3.10, and the entries of 3.11's exception table.
#include <fmt/format.h>

#include "bytecode/verify_walk.h"
#include "pyc/code.h"
#include "pyc/exception_table.h"

namespace xvm {
namespace {

// CPython has room for 20 blocks, and a handler's is nested in none that it counts.
constexpr std::int32_t level_limit = 40;

}  // namespace

// The lowest slot that the instruction may take: those below belong to the innermost block.
std::uint32_t Walk::floor_at(std::uint32_t index) const {
  if (block_ == no_block) return 0;
  Op op = decoded_.instructions[index].op;
  // 3.8 moves a return value below what a handler saved and then ends the block in between.
  bool from_outside = op == Op::WITH_EXCEPT_START_TRIPLE || op == Op::END_ASYNC_FOR_TRIPLE ||
                      (op == Op::ROT_FOUR && index + 1 < size_ && decoded_.instructions[index + 1].op == Op::POP_BLOCK);
  return from_outside ? floor_of(block(block_).parent) : floor_of(block_);
}

// How many slots may be gone when the instruction leaves by an error or through blocks.
std::int64_t Walk::taken_when_leaving(const Instruction& ins) {
  if (!info(ins.op).leaves_by(leave::Raise | leave::Unwind | leave::Return)) return 0;
  switch (ins.op) {
    case Op::PUSH_EXC_INFO:
    case Op::WITH_EXCEPT_START:
    case Op::WITH_EXCEPT_START_TRIPLE:
    case Op::POP_EXCEPT_TRIPLE: return 0;  // takes nothing, or does not fail
    case Op::END_ASYNC_FOR_TRIPLE: return 3;
    case Op::END_FINALLY: return 1;
    default: return pops(ins);
  }
}

bool Walk::same_chain(std::int32_t a, std::int32_t b) const {
  while (a != b) {
    if (a == no_block || b == no_block) return false;
    const Block &x = block(a), &y = block(b);
    if (x.kind != y.kind || x.target != y.target || x.depth != y.depth) return false;
    a = x.parent;
    b = y.parent;
  }
  return true;
}

bool Walk::intact(std::int32_t id, StackId stack) {
  if (id == no_block || block(id).kind != BlockKind::Handler) return true;
  std::uint32_t depth = block(id).depth;
  if (stacks_.depth(stack) < depth + 3) return false;
  StackId saved = stacks_.cut(stack, depth + 3);
  for (int part = 2; part >= 0; part--) {
    if (!is_saved(stacks_.top(saved), part)) return false;
    saved = stacks_.below(saved);
  }
  return true;
}

// Where 3.8 has the body of a finally rather than an except clause: it is called, or one falls into it. And which
// POP_EXCEPT ends a handler just before the body that unbinds its name.
void Walk::find_finally_bodies() {
  const std::vector<Instruction>& code = decoded_.instructions;
  for (std::uint32_t i : decoded_.jumps) {
    if (code[i].op == Op::CALL_FINALLY) s_.marks[code[i].arg] |= FinallyTarget;
    if (code[i].op != Op::SETUP_FINALLY) continue;
    std::uint32_t body = code[i].arg;
    if (body >= 1 && code[body - 1].op == Op::BEGIN_FINALLY) s_.marks[body] |= FinallyTarget;
    if (body >= 2 && code[body - 1].op == Op::LOAD_CONST && code[body - 2].op == Op::POP_EXCEPT_TRIPLE) {
      s_.marks[body] |= KeepTarget;
      s_.marks[body - 2] |= KeepPop;
    }
  }
}

std::int32_t Walk::new_block(BlockKind kind, std::uint32_t target, std::uint32_t depth, std::int32_t parent) {
  std::int32_t level = parent == no_block ? 1 : notes(parent).level + 1;
  if (level > level_limit || decoded_.blocks.size() >= block_limit) {
    refuse(fmt::format("{} nests more than {} blocks", name(), level_limit));
    return no_block;
  }
  decoded_.blocks.push_back({kind, false, parent, target, depth});
  s_.notes.push_back({level, no_block, no_stack, false});
  return static_cast<std::int32_t>(decoded_.blocks.size()) - 1;
}

bool Walk::block_effect(const Instruction& ins, BlockEffect effect) {
  switch (effect) {
    case BlockEffect::Loop:
    case BlockEffect::Except:
    case BlockEffect::Finally:
    case BlockEffect::With:
    case BlockEffect::WithExcept: return begin_block(ins, effect);
    case BlockEffect::Pop: return end_block();
    case BlockEffect::PopExcept: return ins.op == Op::END_ASYNC_FOR_TRIPLE ? end_async_for() : pop_except();
    case BlockEffect::PopFinally: {
      if (ins.arg == 1 && !pop_value()) return false;
      if (!stacks_.top(stack_).ends_finally()) return refuse(fmt::format("{} has no finally state", name()));
      stack_ = stacks_.below(stack_);
      return push_values(ins.arg);
    }
    case BlockEffect::EndFinally: return end_finally();
    case BlockEffect::Break: return break_loop();
    case BlockEffect::Continue: return continue_loop(ins);
    case BlockEffect::None: break;
  }
  return generic(ins, info(ins.op));
}

bool Walk::begin_block(const Instruction& ins, BlockEffect effect) {
  if (!intact(block_, stack_)) return refuse(fmt::format("{} begins a block in a handler that lost what it saved", name()));
  bool with = effect == BlockEffect::With || effect == BlockEffect::WithExcept;
  StackId within = stack_;
  if (with) {
    // [manager] -> [exit result] or, of async with, [aexit result]; the result is not the block's.
    std::int64_t left = pushes(ins);
    if (!pop_values(pops(ins)) || !push_values(left)) return false;
    within = stacks_.below(stack_);
  }
  BlockKind kind = effect == BlockEffect::Loop                                          ? BlockKind::Loop
                   : effect == BlockEffect::Except || effect == BlockEffect::WithExcept ? BlockKind::Except
                                                                                        : BlockKind::Finally;
  if (effect == BlockEffect::Finally && finally_is_called(release_) && !(s_.marks[ins.arg] & FinallyTarget))
    kind = BlockKind::Except;
  std::uint32_t depth = stacks_.depth(within);
  std::int32_t around = block_, &known = s_.block_at[at_];
  if (known == no_block) {
    // Blocks that share their handler are one.
    std::int32_t& shared = s_.block_to[ins.arg];
    bool same = shared != no_block && block(shared).kind == kind && block(shared).target == ins.arg &&
                block(shared).depth == depth && block(shared).parent == around && notes(shared).with == with;
    known = same ? shared : new_block(kind, ins.arg, depth, around);
    if (known == no_block) return false;
    shared = known;
    notes(known).with = with;
  }
  block_ = known;
  if (kind == BlockKind::Loop) return true;

  // What the handler is entered with.
  StackId behind = stack_;
  stack_ = within;
  if (kind == BlockKind::Finally) {
    if ((s_.marks[ins.arg] & KeepTarget) && keeps_saved(0)) {
      stack_ = stacks_.cut(stack_, depth - 3);
      for (int part = 0; part < 3; part++)
        if (!push(kept_part(part))) return false;
    }
    if (!push(Slot::state(known)) || !enter(ins.arg, stack_, around)) return false;
  } else {
    std::int32_t inside = around;
    if (handlers_restore(release_)) {
      for (int part = 0; part < 3; part++)
        if (!push(saved_part(part))) return false;
      if (notes(known).handler == no_block) {
        std::int32_t handler = new_block(BlockKind::Handler, ins.arg, depth, around);
        if (handler == no_block) return false;
        notes(known).handler = handler;
      }
      inside = notes(known).handler;
    }
    for (int part = 0; part < 3; part++)
      if (!push(triple_part(part))) return false;
    if (!enter(ins.arg, stack_, inside)) return false;
  }
  stack_ = behind;
  return true;
}

bool Walk::end_block() {
  if (block_ == no_block) return refuse(fmt::format("{} has no block to end", name()));
  const Block& ended = block(block_);
  if (ended.kind == BlockKind::Handler) return refuse(fmt::format("{} ends a handler", name()));
  std::uint32_t depth = stacks_.depth(stack_), began = ended.depth;
  block_ = ended.parent;
  if (depth == began || (depth > began && !blocks_cut_stack(release_))) return true;
  // 3.5's async for leaves its iterator to be dropped.
  if (depth == began + 1) return pop_storable();
  return refuse(fmt::format("{} ends a block with a stack of {} that began with {}", name(), depth, began));
}

bool Walk::pop_except() {
  if (block_ == no_block || block(block_).kind != BlockKind::Handler)
    return refuse(fmt::format("{} is not in a handler", name()));
  for (std::uint32_t i = 0; i < 3; i++)
    if (!is_saved(stacks_.peek(stack_, i), 2 - static_cast<int>(i)))
      return refuse(fmt::format("{} does not find what the handler saved", name()));
  std::uint32_t depth = stacks_.depth(stack_) - 3;
  stack_ = stacks_.cut(stack_, depth);
  if ((s_.marks[at_] & KeepPop) && depth == block(block_).depth) {
    for (int part = 0; part < 3; part++)
      if (!push(kept_part(part))) return false;
    return true;
  }
  block_ = block(block_).parent;
  return true;
}

// [iterator, saved ones, triple]
bool Walk::end_async_for() {
  bool in_handler = block_ != no_block && block(block_).kind == BlockKind::Handler &&
                    stacks_.depth(stack_) == block(block_).depth + 6 && is_triple(0) && intact(block_, stack_);
  if (!in_handler) return refuse(fmt::format("{} is not at the start of a handler", name()));
  stack_ = stacks_.cut(stack_, stacks_.depth(stack_) - 6);
  if (!pop_value()) return false;
  block_ = block(block_).parent;
  return true;
}

// To the innermost loop's end. Finally bodies and handlers on the way are the run time's; the stack below a block is as
// it was when the block began.
bool Walk::break_loop() {
  if (!intact(block_, stack_)) return refuse(fmt::format("{} leaves a handler that lost what it saved", name()));
  std::int32_t loop = block_;
  while (loop != no_block && block(loop).kind != BlockKind::Loop) loop = block(loop).parent;
  if (loop == no_block) return refuse(fmt::format("{} is not in a loop", name()));
  goes_on_ = false;
  const Block& left = block(loop);
  return enter(left.target, stacks_.cut(stack_, left.depth), left.parent);
}

// To the start of the innermost loop, which has been seen: its depth is known. By way of finally bodies it gets there
// from the end of the outermost of them.
bool Walk::continue_loop(const Instruction& ins) {
  if (!intact(block_, stack_)) return refuse(fmt::format("{} leaves a handler that lost what it saved", name()));
  goes_on_ = false;
  std::int32_t loop = block_, body = no_block;
  std::uint32_t depth = stacks_.depth(stack_);
  for (; loop != no_block && block(loop).kind != BlockKind::Loop; loop = block(loop).parent) {
    depth = block(loop).depth;
    if (block(loop).kind == BlockKind::Finally) body = loop;
  }
  if (loop == no_block) return refuse(fmt::format("{} is not in a loop", name()));
  const InstructionState& start = s_.states[ins.arg];
  if (start.stack == no_stack || !same_chain(start.block, loop) || stacks_.depth(start.stack) > depth)
    return refuse(fmt::format("{} goes to offset {}, which is no start of its loop", name(), decoded_.offsets[ins.arg]));
  if (body != no_block) return add_exit({body, ins.arg, loop, true, 0, 0});
  return enter(ins.arg, stacks_.cut(stack_, stacks_.depth(start.stack)), loop);
}

bool Walk::read_exception_table() {
  s_.entry_block.assign(size_, no_block);
  decoded_.blocks.clear();
  auto entries = parse_exception_table(code_.exceptiontable());
  if (!entries) {
    where = no_index;
    reason = entries.error();
    return false;
  }
  std::uint32_t index = 0, before = 0;
  for (const ExceptionTableEntry& entry : *entries) {
    std::uint32_t target = decoded_.index_of(entry.target);
    std::string wrong;
    if (entry.start >= entry.end || entry.start < before)
      wrong = "out of order";
    else if (entry.end > code_.bytecode().size())
      wrong = fmt::format("beyond the code's {} bytes", code_.bytecode().size());
    else if (target == no_index)
      wrong = fmt::format("to {}, where no instruction begins", entry.target);
    if (!wrong.empty()) {
      where = no_index;
      reason = fmt::format("co_exceptiontable has an entry for {} to {}, {}", entry.start, entry.end, wrong);
      return false;
    }
    before = entry.end;
    auto id = static_cast<std::int32_t>(decoded_.blocks.size());
    decoded_.blocks.push_back({BlockKind::Table, entry.lasti, no_block, target, entry.depth});
    while (index < size_ && decoded_.offsets[index] < entry.start) index++;
    for (; index < size_ && decoded_.offsets[index] < entry.end; index++) s_.entry_block[index] = id;
  }
  s_.entry_prefix.assign(decoded_.blocks.size(), no_stack);
  return true;
}

// From 3.11: the handler of the instruction, which has one, with the stack as it is here.
bool Walk::raise_edge(std::int64_t taken) {
  std::int32_t id = s_.entry_block[at_];
  const Block& entry = block(id);
  std::int64_t depth = stacks_.depth(stack_);
  if (depth - taken < entry.depth) {
    if (depth < entry.depth)
      return refuse(fmt::format("{} has a stack of {}, its handler wants {}", name(), depth, entry.depth));
    return refuse(fmt::format("{} takes {} from a stack of {}, its handler wants {}", name(), taken, depth, entry.depth));
  }
  StackId prefix = stacks_.cut(stack_, entry.depth);
  if (s_.entry_prefix[std::size_t(id)] == prefix) return true;
  s_.entry_prefix[std::size_t(id)] = prefix;
  if (entry.lasti) prefix = stacks_.push(prefix, SlotKind::Lasti);
  return enter(entry.target, stacks_.push(prefix, SlotKind::ExceptionValue), no_block);
}

}  // namespace xvm
