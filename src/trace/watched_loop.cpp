// The loop of a watched run: a plain switch over the same handlers as the fast one.
#include "generated/ops.h"
#include "objects/exception.h"
#include "opcodes/cold.h"
#include "opcodes/hot.h"
#include "trace/lines.h"
#include "vm/call.h"
#include "vm/loop.h"
#include "vm/loop_slow.h"
#include "vm/watch.h"

namespace xvm {

namespace {

Next step(Registers& r) {
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

// Both streams have the same instructions at the same indexes; the fast one may have fused some.
void use_plain_stream(Thread& thread, Frame& frame) {
  const Ins* plain = frame.code->plain.data();
  if (frame.stream == plain) return;
  bind_methods_on_stack(thread, frame);
  frame.pc = plain + frame.instruction();
  frame.stream = plain;
}

// thread.frame begins; what the loop is to do then.
Next enter(Thread& thread, LoopEntry entry) {
  Frame& frame = *thread.frame;
  if (entry == LoopEntry::Switch) {
    if (thread.monitored) frame.watched = static_cast<std::int32_t>(frame.instruction()) - 1;   // the call that set it off
    return Next::Enter;
  }
  use_plain_stream(thread, frame);
  if (entry == LoopEntry::Frame) return watch_entered(thread, frame, entry) ? Next::Enter : Next::Unwind;
  if (!watch_thrown(thread, frame)) return Next::Unwind;
  ErrorState error = thread.take_error();
  if (!watch_entered(thread, frame, entry, error.value)) return Next::Unwind;
  thread.restore_error(std::move(error));
  watch_raised(thread, frame);
  return Next::Reraise;
}

}  // namespace

Value interpret_watched(Thread& thread, LoopEntry entry) {
  Registers r{nullptr, nullptr, nullptr, nullptr, thread};
  Next next = enter(thread, entry);
  while (true) {
    switch (next) {
      case Next::Continue: case Next::Switch: r.save(), r.frame->pc = r.pc + 1; break;
      case Next::Jump:
        r.save();
        if (const Ins* target = r.frame->stream + r.pc->arg; target > r.pc || !thread.attention || attend(thread)) {
          r.frame->pc = target;
          break;
        }
        next = Next::Unwind;
        continue;
      case Next::Unwind:
        add_traceback(thread, *thread.frame);
        watch_raised(thread, *thread.frame);
        [[fallthrough]];
      case Next::Reraise:
        if (next == Next::Reraise && entry != LoopEntry::Throw) watch_reraised(thread, *thread.frame);
        entry = LoopEntry::Frame;
        if (unwind(thread) == Next::Leave) return std::move(thread.result);
        break;
      case Next::Enter: break;
      case Next::Go: break;
      case Next::Leave: case Next::Slow: return std::move(thread.result);
    }
    Frame* frame = thread.frame;
    if (!thread.watched) {
      thread.changes_loop = true;
      return {};
    }
    use_plain_stream(thread, *frame);
    if (!watch_instruction(thread, *frame)) {
      next = Next::Unwind;
      continue;
    }
    r.enter();
    Frame* below = frame->back;
    next = step(r);
    if (next < Next::Enter) r.save();
    // A frame above this one has begun; else this one has ended, or jumped.
    if (next == Next::Enter && thread.frame != frame && thread.frame != below && thread.frame->back == frame) {
      if (thread.frame->return_to == ReturnTo::Push && forgets_calls(*frame->code, frame->watched)) frame->watched = after_call;
      use_plain_stream(thread, *thread.frame);
      if (!watch_entered(thread, *thread.frame, LoopEntry::Frame)) next = Next::Unwind;
    }
  }
}

}  // namespace xvm
