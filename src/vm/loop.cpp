// The dispatch loop: direct threading over a stream of canonical instructions. Hot handlers are inlined into it, cold ones
// called. One labelled case for each operation, made from the lists that opgen writes.
#include "vm/loop.h"

#include "base/sanitizers.h"
#include "generated/ops.h"
#include "opcodes/cold.h"
#include "opcodes/hot.h"
#include "vm/call.h"
#include "objects/exception.h"
#include "vm/watch.h"

#pragma GCC diagnostic ignored "-Wpedantic"

// clang takes an hour for one function with all handlers and computed jumps in it when that is instrumented.
#if XVM_ADDRESS_SANITIZER && defined(__clang__)
#define XVM_ONE_FUNCTION 0
#else
#define XVM_ONE_FUNCTION 1
#endif

namespace xvm {

namespace {

#if XVM_ONE_FUNCTION

[[gnu::noinline]] Value interpret(Thread& thread, LoopEntry entry) {
  static const void* const labels[] = {
#define X(NAME, handler) &&op_##NAME,
      XVM_OPS(X)
#undef X
  };
  Registers r{nullptr, nullptr, nullptr, nullptr, nullptr, thread};
  if (entry == LoopEntry::Throw) {
    if (unwind(thread) == Next::Leave) return std::move(thread.result);
  }
  r.enter();

#define DISPATCH() goto* labels[r.pc->op]
#define FINISH(next)                                                    \
  switch (next) {                                                       \
    case Next::Continue: ++r.pc; DISPATCH();                            \
    case Next::Jump: {                                                  \
      const Ins* target = r.frame->stream + r.pc->arg;                  \
      if (target <= r.pc && r.thread.attention) [[unlikely]] {          \
        r.save();                                                       \
        if (!attend(r.thread)) goto unwind;                             \
      }                                                                 \
      r.pc = target;                                                    \
      DISPATCH();                                                       \
    }                                                                   \
    case Next::Switch: ++r.pc, r.save(); thread.changes_loop = true; return {}; \
    case Next::Unwind: r.save(); goto unwind;                           \
    case Next::Reraise: r.save(); goto reraise;                         \
    case Next::Enter: r.enter(); DISPATCH();                            \
    case Next::Leave: return std::move(thread.result);                  \
  }
  DISPATCH();

#define X(NAME, handler)                \
  op_##NAME : {                         \
    Next next = hot::handler(r, *r.pc); \
    FINISH(next)                        \
  }
  XVM_HOT_OPS(X)
#undef X
#define X(NAME, handler)                          \
  op_##NAME : {                                   \
    r.save();                                     \
    Next next = cold::handler(thread, *r.frame, *r.pc); \
    if (next < Next::Enter) r.load();             \
    FINISH(next)                                  \
  }
  XVM_COLD_OPS(X)
#undef X

unwind:
  add_traceback(thread, *thread.frame);
reraise:
  if (unwind(thread) == Next::Leave) return std::move(thread.result);
  r.enter();
  DISPATCH();
}

#else

[[gnu::noinline]] Next step(Registers& r) {
  switch (static_cast<Op>(r.pc->op)) {
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

Value interpret(Thread& thread, LoopEntry entry) {
  Registers r{nullptr, nullptr, nullptr, nullptr, nullptr, thread};
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
      case Next::Leave: return std::move(thread.result);
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
  return run(thread, LoopEntry::Throw);
}

}  // namespace xvm
