#include "machine.h"

#include <fmt/format.h>

#include <algorithm>
#include <optional>
#include <vector>

#include "bytecode/operations.h"
#include "pyc/code.h"
#include "pyc/release.h"

namespace xvm {
namespace {

enum class Kind : std::uint8_t { Value, Null, Part, Lasti, State };
enum class Reason : std::uint8_t { Raise, Return, Break, Continue, Call };

struct Slot {
  Kind kind = Kind::Value;
  int part = 0;       // of a Part: 0 traceback, 1 value, 2 type
  int exception = 0;  // of a Part, of 3.11's exceptions; 0: None
  int state = -1;     // of a State
};

struct State {
  Reason reason;
  int exception = 0, previous = 0;
  bool previous_saved = false;
  std::uint32_t target = 0, drops = 0;
  bool holds_value = false;
};

class Machine {
 public:
  Machine(const DecodedCode& decoded, std::uint64_t seed)
      : decoded_(decoded), release_(*decoded.code->release), random_(seed * 2 + 1) {}

  MachineRun run(std::uint32_t steps) {
    while (steps-- > 0 && !run_.ended && run_.fault.empty()) step();
    return run_;
  }

 private:
  bool broken(const std::string& promise) {
    if (run_.fault.empty()) run_.fault = fmt::format("offset {}: {}", decoded_.offsets[pc_], promise);
    return false;
  }

  bool chance(unsigned of) {
    random_ ^= random_ << 13, random_ ^= random_ >> 7, random_ ^= random_ << 17;
    return (random_ >> 11) % of == 0;
  }

  std::uint32_t depth() const { return static_cast<std::uint32_t>(stack_.size()); }
  const Instruction& ins() const { return decoded_.instructions[pc_]; }
  bool saves_handled() const { return !release_.python2(); }

  void step() {
    if (pc_ >= decoded_.size()) {
      pc_ = 0;
      broken("ran out of the code");
      return;
    }
    if (!decoded_.reachable(pc_)) return void(broken("not reachable"));
    if (depth() != static_cast<std::uint32_t>(decoded_.depth[pc_])) return void(broken(fmt::format("depth {}", depth())));
    if (depth() > decoded_.max_depth) return void(broken("deeper than max_depth"));
    const OperationInfo& row = info(ins().op);
    if (may_raise(row) && chance(12)) return raise(++exceptions_);
    execute(row);
  }

  bool may_raise(const OperationInfo& row) const {
    switch (ins().op) {
      case Op::POP_EXCEPT:
      case Op::POP_EXCEPT_TRIPLE:
      case Op::POP_EXCEPT_KEEP:
      case Op::PUSH_EXC_INFO:
      case Op::POP_FINALLY: return false;  // only on what compilers do not emit
      default: return row.leaves_by(leave::Raise | leave::Yield);
    }
  }

  // Stack.
  Slot pop() {
    if (stack_.empty()) {
      broken("pops from an empty stack");
      return {};
    }
    Slot slot = stack_.back();
    stack_.pop_back();
    return slot;
  }
  void push(Slot slot) { stack_.push_back(slot); }
  void push_values(std::int64_t count) { stack_.resize(stack_.size() + static_cast<std::size_t>(count)); }
  void pop_values(std::int64_t count) {
    for (; count > 0 && run_.fault.empty(); count--) {
      Slot slot = pop();
      if (slot.kind == Kind::Null) broken("takes a null");
      if (slot.kind == Kind::State) broken("takes a finally state");
    }
  }
  const Slot& peek(std::size_t i) { return stack_[stack_.size() - 1 - i]; }
  void cut(std::uint32_t to) {
    if (depth() < to) return void(broken(fmt::format("cuts a stack of {} to {}", depth(), to)));
    while (depth() > to) drop_state(pop());
  }
  void drop_state(const Slot& slot) {
    if (slot.kind == Kind::State && states_[std::size_t(slot.state)].previous_saved)
      handled_ = states_[std::size_t(slot.state)].previous;
  }
  void push_triple(int exception) {
    for (int part = 0; part < 3; part++) push({Kind::Part, part, exception, -1});
  }
  // The exception of three slots from index at on.
  std::optional<int> triple(std::uint32_t at) {
    if (at + 3 > depth()) return broken("no room for a triple"), std::nullopt;
    for (int part = 0; part < 3; part++)
      if (stack_[at + std::uint32_t(part)].kind != Kind::Part || stack_[at + std::uint32_t(part)].part != part)
        return broken("no triple where one is promised"), std::nullopt;
    return stack_[at].exception;
  }
  void push_state(State state) {
    push({Kind::State, 0, 0, static_cast<int>(states_.size())});
    states_.push_back(state);
  }

  // Control.
  void next() { pc_++; }
  void jump() { pc_ = ins().arg; }
  void end() {
    cut(0);
    run_.ended = true;
    run_.handled_kept = !saves_handled() || handled_ == 0;
  }
  const Block* block(std::int32_t id) const { return id < 0 ? nullptr : &decoded_.blocks[std::size_t(id)]; }

  void leave_handler(const Block& handler) {
    cut(handler.depth + 3);
    std::optional<int> saved = triple(handler.depth);
    if (saved) handled_ = *saved;
    cut(handler.depth);
  }

  void raise(int exception) {
    const Block* at = block(decoded_.block_of[pc_]);
    for (; at && run_.fault.empty(); at = block(at->parent)) {
      if (at->kind == BlockKind::Loop) continue;
      if (at->kind == BlockKind::Handler) {
        leave_handler(*at);
        continue;
      }
      cut(at->depth);
      if (!run_.fault.empty()) return;
      if (at->kind == BlockKind::Table) {
        if (at->lasti) push({Kind::Lasti, 0, 0, -1});
        push({Kind::Value, 0, exception, -1});
      } else if (at->kind == BlockKind::Finally) {
        push_state({Reason::Raise, exception, handled_, saves_handled(), 0, 0, false});
        handled_ = exception;
      } else {
        if (saves_handled()) push_triple(handled_);
        handled_ = exception;
        push_triple(exception);
      }
      pc_ = at->target;
      return;
    }
    if (run_.fault.empty()) end();
  }

  void leave_blocks(Reason reason, std::uint32_t target, bool value) {
    const Block* at = block(decoded_.block_of[pc_]);
    for (; at && run_.fault.empty(); at = block(at->parent)) {
      if (at->kind == BlockKind::Handler) leave_handler(*at);
      if (at->kind == BlockKind::Finally) {
        cut(at->depth);
        push_state({reason, 0, 0, false, target, 0, value});
        pc_ = at->target;
        return;
      }
      if (at->kind == BlockKind::Loop && reason != Reason::Return) {
        bool breaks = reason == Reason::Break;
        cut(breaks ? at->depth : static_cast<std::uint32_t>(decoded_.depth[target]));
        pc_ = breaks ? at->target : target;
        return;
      }
    }
    if (reason == Reason::Return)
      end();
    else
      broken("leaves a loop that is not there");
  }

  void leave_loop() {
    std::uint32_t to = ins().b;
    bool walked = false;
    for (const Block* at = block(decoded_.block_of[pc_]); at && at->kind != BlockKind::Loop; at = block(at->parent)) {
      if (at->kind == BlockKind::Finally) broken("a finally body lies between");
      if (at->kind == BlockKind::Handler) walked = true, leave_handler(*at);
    }
    for (std::uint32_t i = to; i < depth(); i++) walked = walked || stack_[i].kind == Kind::State;
    if (walked && saves_handled() && ins().a == 0) broken("handlers are to be ended, unannounced");
    cut(to);
    jump();
  }

  void end_finally() {
    Slot top = pop();
    if (top.kind != Kind::State) {
      if (top.kind == Kind::Null) broken("takes a null");
      cut(depth() - ins().arg);
      return next();
    }
    State state = states_[std::size_t(top.state)];
    drop_state(top);
    switch (state.reason) {
      case Reason::Raise: return raise(state.exception);
      case Reason::Call:
        cut(depth() - state.drops);
        if (state.holds_value) push({});
        pc_ = state.target;
        return;
      default: return leave_blocks(state.reason, state.target, state.holds_value);
    }
  }

  void execute(const OperationInfo& row);
  void shuffle();
  void call();
  void with_cleanup();

  const DecodedCode& decoded_;
  const Release& release_;
  std::uint64_t random_;
  std::uint32_t pc_ = 0;
  std::vector<Slot> stack_;
  std::vector<State> states_;
  int handled_ = 0, exceptions_ = 0;
  MachineRun run_;
};

void Machine::shuffle() {
  auto count = static_cast<std::size_t>(pops(ins()));
  if (count > stack_.size()) return void(broken("pops from an empty stack"));
  auto from = stack_.end() - static_cast<std::ptrdiff_t>(count);
  std::vector<Slot> window(from, stack_.end());
  switch (ins().op) {
    case Op::SWAP: std::swap(*from, stack_.back()); break;
    case Op::COPY: push(window[0]); break;
    case Op::DUP_TOP:
    case Op::DUP_TOPX: stack_.insert(stack_.end(), window.begin(), window.end()); break;
    default: std::rotate(from, stack_.end() - 1, stack_.end());
  }
  bool copies = ins().op == Op::COPY || ins().op == Op::DUP_TOP || ins().op == Op::DUP_TOPX;
  if (copies && stack_.back().kind == Kind::State) broken("copies a finally state");
  next();
}

void Machine::call() {
  pop_values(pops(ins()) - 2);
  Slot high = pop(), low = pop();
  if (high.kind == Kind::Null && low.kind == Kind::Null) broken("no callable");
  if (ins().op == Op::CALL_EX && high.kind != Kind::Null && low.kind != Kind::Null) broken("two callables");
  if (high.kind == Kind::State || low.kind == Kind::State) broken("calls a finally state");
  push({});
  next();
}

void Machine::with_cleanup() {
  if (ins().op == Op::WITH_CLEANUP_EXIT_ON_TOP) pop_values(1);
  if (ins().op == Op::WITH_CLEANUP_FINISH) pop_values(2);
  Slot state = pop();
  if (ins().op == Op::WITH_CLEANUP || ins().op == Op::WITH_CLEANUP_START) pop_values(1);
  bool starts = ins().op == Op::WITH_CLEANUP_START;
  bool raising = state.kind == Kind::State && states_[std::size_t(state.state)].reason == Reason::Raise;
  if (raising && !starts && chance(3)) {
    drop_state(state);
    state = {};
  }
  push(state);
  if (starts) push_values(2);
  next();
}

void Machine::execute(const OperationInfo& row) {
  switch (ins().op) {
    case Op::POP_TOP:
    case Op::STORE_FAST:
    case Op::STORE_FAST_LOAD_FAST:
    case Op::STORE_FAST_STORE_FAST:
    case Op::END_FOR:
      for (std::int64_t i = pops(ins()); i > 0; i--)
        if (pop().kind == Kind::State) broken("takes a finally state");
      push_values(pushes(ins()));
      return next();
    case Op::ROT_TWO:
    case Op::ROT_THREE:
    case Op::ROT_FOUR:
    case Op::ROT_N:
    case Op::SWAP:
    case Op::DUP_TOP:
    case Op::DUP_TOPX:
    case Op::COPY: return shuffle();
    case Op::PUSH_NULL: push({Kind::Null, 0, 0, -1}); return next();
    case Op::LOAD_FAST_AND_CLEAR: push({chance(2) ? Kind::Null : Kind::Value, 0, 0, -1}); return next();
    case Op::LOAD_GLOBAL_NULL: push({}), push({Kind::Null, 0, 0, -1}); return next();
    case Op::NULL_LOAD_GLOBAL: push({Kind::Null, 0, 0, -1}), push({}); return next();
    case Op::LOAD_METHOD:
    case Op::LOAD_SUPER_METHOD:
      pop_values(pops(ins()));
      push({}), push({chance(2) ? Kind::Null : Kind::Value, 0, 0, -1});
      return next();
    case Op::CALL:
    case Op::CALL_KW:
    case Op::CALL_KW_NAMES:
    case Op::CALL_EX: return call();
    case Op::WITH_EXCEPT_START:
    case Op::WITH_EXCEPT_START_TRIPLE:
      if (ins().op == Op::WITH_EXCEPT_START_TRIPLE && !triple(depth() - 3)) return;
      push({});
      return next();
    case Op::WITH_CLEANUP_EXIT_ON_TOP:
    case Op::WITH_CLEANUP:
    case Op::WITH_CLEANUP_START:
    case Op::WITH_CLEANUP_FINISH: return with_cleanup();
    case Op::RERAISE_TRIPLE: {
      std::optional<int> exception = triple(depth() - 3);
      return exception ? raise(*exception) : void();
    }
    case Op::RERAISE: {
      if (ins().arg > 0 && peek(ins().arg).kind != Kind::Lasti) return void(broken("no instruction to reraise at"));
      Slot exception = pop();
      if (exception.kind == Kind::Null) return void(broken("raises a null"));
      return raise(exception.exception);
    }
    case Op::PUSH_EXC_INFO: {
      Slot exception = pop();
      if (exception.kind == Kind::Null) return void(broken("handles a null"));
      push({Kind::Value, 0, handled_, -1});
      push(exception);
      handled_ = exception.exception;
      return next();
    }
    case Op::POP_EXCEPT: {
      Slot previous = pop();
      if (previous.kind == Kind::Null) return void(broken("handles a null"));
      handled_ = previous.exception;
      return next();
    }
    case Op::POP_EXCEPT_TRIPLE:
    case Op::POP_EXCEPT_KEEP: {
      std::optional<int> saved = triple(depth() - 3);
      if (!saved) return;
      handled_ = *saved;
      if (ins().op == Op::POP_EXCEPT_TRIPLE) cut(depth() - 3);
      return next();
    }
    case Op::END_ASYNC_FOR_TRIPLE: {
      std::optional<int> exception = triple(depth() - 3), saved = triple(depth() - 6);
      if (!exception || !saved) return;
      if (chance(2)) return raise(*exception);
      handled_ = *saved;
      cut(depth() - 6);
      pop_values(1);
      return next();
    }
    case Op::END_ASYNC_FOR:
    case Op::CLEANUP_THROW:
      if (chance(2)) return raise(peek(0).exception);
      break;
    case Op::BEGIN_FINALLY: push({}); return next();
    case Op::CALL_FINALLY: {
      State state{Reason::Call, 0, 0, false, pc_ + 1, ins().b, ins().a != 0};
      if (ins().a) pop_values(1);
      if (ins().b) push_triple(handled_);
      push_state(state);
      return jump();
    }
    case Op::POP_FINALLY: {
      pop_values(ins().arg);
      drop_state(pop());
      push_values(ins().arg);
      return next();
    }
    case Op::END_FINALLY: return end_finally();
    case Op::BREAK_LOOP:
    case Op::CONTINUE_LOOP: return leave_loop();
    case Op::BREAK_LOOP_FINALLY: return leave_blocks(Reason::Break, 0, false);
    case Op::CONTINUE_LOOP_FINALLY: return leave_blocks(Reason::Continue, ins().b, false);
    case Op::RETURN_VALUE_FINALLY: pop_values(1); return leave_blocks(Reason::Return, 0, true);
    case Op::RETURN_GENERATOR: push({}); return next();
    default: break;
  }
  if (!row.leaves_by(leave::Next | leave::Jump | leave::Yield)) {
    pop_values(pops(ins()));
    return row.leaves_by(leave::Return) ? end() : raise(++exceptions_);
  }
  for (std::int64_t look = reach(ins()); look > 0; look = 0)
    if (peek(static_cast<std::size_t>(pops(ins()) + look - 1)).kind == Kind::Null) broken("looks at a null");
  bool jumps = row.leaves_by(leave::Jump) && (!row.leaves_by(leave::Next) || chance(2));
  Slot top = stack_.empty() ? Slot{} : peek(0), second = stack_.size() < 2 ? Slot{} : peek(1);
  pop_values(jumps ? jump_pops(ins()) : pops(ins()));
  push_values(jumps ? jump_pushes(ins()) : pushes(ins()));
  if (ins().op == Op::CHECK_EXC_MATCH) stack_[stack_.size() - 2] = second;
  if (ins().op == Op::INTRINSIC_STOPITERATION_ERROR) stack_.back() = top;
  if (jumps)
    jump();
  else
    next();
}

}  // namespace

MachineRun run_at_random(const DecodedCode& decoded, std::uint64_t seed, std::uint32_t steps) {
  return Machine(decoded, seed).run(steps);
}

}  // namespace xvm
