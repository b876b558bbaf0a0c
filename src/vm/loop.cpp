// The dispatch loop: direct threading over a stream of canonical instructions. Hot handlers are inlined into it, cold ones
// called. One labelled case for each operation, made from the lists that opgen writes.
#include "vm/loop.h"

#include "generated/ops.h"
#include "opcodes/cold.h"
#include "opcodes/hot.h"
#include "vm/call.h"
#include "objects/exception.h"
#include "vm/watch.h"

#pragma GCC diagnostic ignored "-Wpedantic"

namespace xvm {

namespace {

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
    case Next::Jump: r.pc = r.frame->stream + r.pc->arg; DISPATCH();    \
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
  return run(thread, LoopEntry::Frame);
}

Value unwind_frame(Thread& thread, Frame* frame) {
  thread.frame = frame;
  frame->return_to = ReturnTo::Native;
  add_traceback(thread, *frame);
  return run(thread, LoopEntry::Throw);
}

}  // namespace xvm
