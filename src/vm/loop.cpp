// The dispatch loop: direct threading over a stream of canonical instructions. Hot handlers are inlined into it, cold ones
// called. One labelled case for each operation, made from the lists that opgen writes.
#include "vm/loop.h"

#include <array>

#include "base/sanitizers.h"
#include "generated/ops.h"
#include "opcodes/cold.h"
#include "opcodes/fused.h"
#include "opcodes/hot.h"
#include "opcodes/quick.h"
#include "vm/call.h"
#include "objects/exception.h"
#include "vm/watch.h"

#pragma GCC diagnostic ignored "-Wpedantic"

// Where the compiler makes jumps of calls at the end of functions, each operation is a function that ends by jumping to the
// next one's: the registers of the loop are its parameters and live in the machine's. Elsewhere (no optimisation, sanitizers)
// one step after the other is called.
#if defined(__OPTIMIZE__) && !XVM_ADDRESS_SANITIZER && (defined(__clang__) || defined(__GNUC__))
#define XVM_TAIL_CALLS 1
#else
#define XVM_TAIL_CALLS 0
#endif

namespace xvm {

namespace {

#if XVM_TAIL_CALLS

#if !defined(__clang__)
#pragma GCC optimize("optimize-sibling-calls")
#define XVM_TAIL return
#else
#define XVM_TAIL [[clang::musttail]] return
#endif

using Step = void (*)(const Ins* pc, Value* sp, Frame* frame, Thread& thread, Value* slots);
#define STEP_PARAMETERS const Ins *pc, Value *sp, Frame *frame, Thread &thread, Value *slots
extern const Step* const steps;

#define DISPATCH() XVM_TAIL steps[r.pc->op](r.pc, r.sp, r.frame, r.thread, r.slots)

// Ways out of an operation that are not those of most.
[[gnu::noinline]] void unwind_step(STEP_PARAMETERS) {
  Registers r{pc, sp, slots, frame, thread};
  r.save();
  add_traceback(thread, *thread.frame);
  if (unwind(thread) == Next::Leave) return;
  r.enter();
  DISPATCH();
}
[[gnu::noinline]] void reraise_step(STEP_PARAMETERS) {
  Registers r{pc, sp, slots, frame, thread};
  r.save();
  if (unwind(thread) == Next::Leave) return;
  r.enter();
  DISPATCH();
}
[[gnu::noinline]] void attend_step(STEP_PARAMETERS) {
  Registers r{pc, sp, slots, frame, thread};
  r.save();
  if (!attend(thread)) XVM_TAIL unwind_step(r.pc, r.sp, r.frame, r.thread, r.slots);
  r.pc = r.frame->stream + r.pc->arg;
  DISPATCH();
}

#define TO(step) XVM_TAIL step(r.pc, r.sp, r.frame, r.thread, r.slots)
#define FINISH(next)                                                    \
  switch (next) {                                                       \
    case Next::Continue: ++r.pc; DISPATCH();                            \
    case Next::Jump: {                                                  \
      const Ins* target = r.frame->stream + r.pc->arg;                  \
      if (target <= r.pc && r.thread.attention) [[unlikely]] TO(attend_step); \
      r.pc = target;                                                    \
      DISPATCH();                                                       \
    }                                                                   \
    case Next::Switch: ++r.pc, r.save(); thread.changes_loop = true; return; \
    case Next::Unwind: TO(unwind_step);                                 \
    case Next::Reraise: TO(reraise_step);                               \
    case Next::Enter: r.enter(); DISPATCH();                            \
    case Next::Leave: return;                                           \
    default: __builtin_unreachable();                                   \
  }

// Every operation's whole handler.
#define X(NAME, handler)                               \
  [[gnu::noinline]] void whole_##NAME(STEP_PARAMETERS) { \
    Registers r{pc, sp, slots, frame, thread}; \
    Next next = hot::handler(r, *r.pc);                \
    FINISH(next)                                       \
  }
XVM_HOT_OPS(X)
#undef X
#define X(NAME, handler)                                \
  [[gnu::noinline]] void whole_##NAME(STEP_PARAMETERS) { \
    Registers r{pc, sp, slots, frame, thread};  \
    r.save();                                           \
    Next next = cold::handler(thread, *r.frame, *r.pc); \
    if (next < Next::Enter) r.load();                   \
    FINISH(next)                                        \
  }
XVM_COLD_OPS(X)
#undef X

// What quick ways come to.
#define FINISH_QUICKLY(next, otherwise)                                 \
  switch (next) {                                                       \
    case Next::Continue: ++r.pc; DISPATCH();                            \
    case Next::Jump: {                                                  \
      const Ins* target = r.frame->stream + r.pc->arg;                  \
      if (target <= r.pc && r.thread.attention) [[unlikely]] TO(attend_step); \
      r.pc = target;                                                    \
      DISPATCH();                                                       \
    }                                                                   \
    case Next::Go: DISPATCH();                                          \
    case Next::Slow: TO(otherwise);                                     \
    default: __builtin_unreachable();                                   \
  }
#define X(NAME, handler)                               \
  void quick_##NAME(STEP_PARAMETERS) {                 \
    Registers r{pc, sp, slots, frame, thread}; \
    Next next = quick::handler(r, *r.pc);              \
    FINISH_QUICKLY(next, whole_##NAME)                 \
  }
XVM_QUICK_OPS(X)
#undef X

constexpr std::array<Step, op_count> whole_steps = [] {
  std::array<Step, op_count> table{};
#define X(NAME, handler) table[static_cast<std::size_t>(Op::NAME)] = whole_##NAME;
  XVM_OPS(X)
#undef X
  return table;
}();
constexpr std::array<Step, op_count> plain_steps = [] {
  std::array<Step, op_count> table = whole_steps;
#define X(NAME, handler) table[static_cast<std::size_t>(Op::NAME)] = quick_##NAME;
  XVM_QUICK_OPS(X)
#undef X
  return table;
}();

#define X(NAME, WAY, SLOW, ...)                        \
  void fused_##NAME(STEP_PARAMETERS) {                 \
    using namespace quick;                             \
    Registers r{pc, sp, slots, frame, thread}; \
    Next next = quick::__VA_ARGS__(r, *r.pc);          \
    FINISH_QUICKLY(next, WAY##_steps[static_cast<std::size_t>(Op::SLOW)]) \
  }
XVM_FUSED_OPS(X)
#undef X

constexpr std::array<Step, op_count + fused_count> all_steps = [] {
  std::array<Step, op_count + fused_count> table{};
  for (std::size_t i = 0; i < op_count; ++i) table[i] = plain_steps[i];
#define X(NAME, WAY, SLOW, ...) table[static_cast<std::size_t>(FusedOp::NAME)] = fused_##NAME;
  XVM_FUSED_OPS(X)
#undef X
  return table;
}();
const Step* const steps = all_steps.data();

Value interpret(Thread& thread, LoopEntry entry) {
  if (entry == LoopEntry::Throw && unwind(thread) == Next::Leave) return std::move(thread.result);
  Registers r{nullptr, nullptr, nullptr, nullptr, thread};
  r.enter();
  steps[r.pc->op](r.pc, r.sp, r.frame, r.thread, r.slots);
  return std::move(thread.result);
}

#else

Next whole_step(Registers& r, Op op) {
  switch (op) {
#define X(NAME, handler) \
  case Op::NAME: return hot::handler(r, *r.pc);
    XVM_HOT_OPS(X)
#undef X
#define X(NAME, handler)                                  \
  case Op::NAME: {                                        \
    r.save();                                             \
    Next next = cold::handler(r.thread, *r.frame, *r.pc); \
    if (next < Next::Enter) r.load();                     \
    return next;                                          \
  }
    XVM_COLD_OPS(X)
#undef X
  }
  return Next::Continue;
}

Next quick_step(Registers& r, Op op) {
  switch (op) {
#define X(NAME, handler) \
  case Op::NAME: return quick::handler(r, *r.pc);
    XVM_QUICK_OPS(X)
#undef X
    default: return Next::Slow;
  }
}

Next fused_step(Registers& r, FusedOp fused, Op& first) {
  using namespace quick;
  switch (fused) {
#define X(NAME, WAY, SLOW, ...) \
  case FusedOp::NAME: first = Op::SLOW; return quick::__VA_ARGS__(r, *r.pc);
    XVM_FUSED_OPS(X)
#undef X
    default: return Next::Slow;
  }
}

[[gnu::noinline]] Next step(Registers& r) {
  Op op = static_cast<Op>(r.pc->op);
  if (r.pc->op >= op_count)
    if (Next next = fused_step(r, static_cast<FusedOp>(r.pc->op), op); next != Next::Slow) return next;
  if (Next next = quick_step(r, op); next != Next::Slow) return next;
  return whole_step(r, op);
}

Value interpret(Thread& thread, LoopEntry entry) {
  Registers r{nullptr, nullptr, nullptr, nullptr, thread};
  if (entry == LoopEntry::Throw && unwind(thread) == Next::Leave) return std::move(thread.result);
  r.enter();
  while (true) {
    Next next = step(r);
    if (next == Next::Jump) {
      const Ins* target = r.frame->stream + r.pc->arg;
      bool back = target <= r.pc && thread.attention;
      if (back) r.save();
      if (!back || attend(thread)) {
        r.pc = target;
        continue;
      }
      next = Next::Unwind;
    }
    switch (next) {
      case Next::Continue: case Next::Jump: ++r.pc; break;
      case Next::Switch: ++r.pc, r.save(); thread.changes_loop = true; return {};
      case Next::Unwind: r.save(); add_traceback(thread, *thread.frame); [[fallthrough]];
      case Next::Reraise:
        if (next == Next::Reraise) r.save();
        if (unwind(thread) == Next::Leave) return std::move(thread.result);
        [[fallthrough]];
      case Next::Enter: r.enter(); break;
      case Next::Go: break;
      case Next::Leave: case Next::Slow: return std::move(thread.result);
    }
  }
}

#endif

Value run(Thread& thread, LoopEntry entry) {
  while (true) {
    Value result = thread.watched ? interpret_watched(thread, entry) : interpret(thread, entry);
    if (!thread.changes_loop) [[likely]] return result;
    thread.changes_loop = false;
    entry = LoopEntry::Switch;
  }
}

}  // namespace

Value run_frame(Thread& thread, Frame* frame) {
  thread.frame = frame;
  frame->return_to = ReturnTo::Native;
  if (!enter_native(thread)) return run(thread, LoopEntry::Throw);
  Value result = run(thread, LoopEntry::Frame);
  leave_native(thread);
  return result;
}

Value unwind_frame(Thread& thread, Frame* frame) {
  thread.frame = frame;
  frame->return_to = ReturnTo::Native;
  add_traceback(thread, *frame);
  bool entered = enter_native(thread);
  Value result = run(thread, LoopEntry::Throw);
  if (entered) leave_native(thread);
  return result;
}

}  // namespace xvm
