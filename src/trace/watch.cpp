// The hooks of a watched run: what -v prints, then what sys.settrace and sys.setprofile call.
#include "vm/watch.h"

#include <limits>

#include "trace/counts.h"
#include "trace/events.h"
#include "trace/lines.h"
#include "trace/monitoring.h"
#include "trace/print.h"
#include "objects/exception.h"
#include "vm/frame.h"
#include "vm/runtime.h"

namespace xvm {

namespace {
bool monitors(const Thread& thread) { return thread.monitored && !thread.tracing; }
bool prints(const Thread& thread) { return thread.rt.settings.trace_level > 0; }
bool forgets_at_resumption(const Release& r) { return r.until(3, 9); }
}  // namespace

bool watch_entered(Thread& thread, Frame& frame, LoopEntry entry, Ref thrown) {
  if (frame.pc == frame.stream || forgets_at_resumption(*frame.code->release)) frame.watched = -1;
  if (prints(thread)) print_entered(thread, frame);
  return !has_events(thread) || events_on_entry(thread, frame, entry, thrown);
}

bool watch_thrown(Thread& thread, Frame& frame) { return !monitors(thread) || monitor_thrown(thread, frame); }

bool watch_instruction(Thread& thread, Frame& frame) {
  if (counts_instructions()) count_instruction(frame);
  if (prints(thread)) print_instruction(thread, frame);
  if (is_predicted(*frame.code, static_cast<std::int32_t>(frame.instruction()), frame.watched)) return true;
  if (monitors(thread) && !monitor_instruction(thread, frame)) {
    frame.watched = static_cast<std::int32_t>(frame.instruction());
    return false;
  }
  bool ok = !has_events(thread) || events_before_instruction(thread, frame);
  frame.watched = static_cast<std::int32_t>(frame.instruction());
  return ok;
}

bool watch_left(Thread& thread, Frame& frame, Ref value) {
  if (prints(thread)) print_left(thread, frame, value);
  if (monitors(thread) && !monitor_left(thread, frame, value)) return false;
  return !has_events(thread) || events_on_leaving(thread, frame, value);
}

bool watch_handled(Thread& thread, Frame& frame) {
  if (has_events(thread) && handlers_begin_lines(*frame.code, frame.watched)) frame.watched = std::numeric_limits<std::int32_t>::max();
  if (!monitors(thread) || frame.depth() == 0) return true;
  ErrorState handled;
  Value exception(frame.peek());
  if (!is<Exception>(exception)) return true;
  handled.type = Ref(exception.object()->type), handled.value = exception;
  thread.restore_error(std::move(handled));
  if (!monitor_error(thread, frame, MonitorEvent::ExceptionHandled)) return false;
  thread.clear_error();
  return true;
}

void watch_reraised(Thread& thread, Frame& frame) {
  if (monitors(thread)) monitor_error(thread, frame, MonitorEvent::Reraise);
}

void watch_raised(Thread& thread, Frame& frame, bool from_callee) {
  if (monitors(thread)) monitor_error(thread, frame, MonitorEvent::Raise, from_callee);
  if (has_events(thread)) events_on_raising(thread, frame);
}

void watch_unwound(Thread& thread, Frame& frame) {
  if (prints(thread)) print_unwound(thread, frame);
  if (monitors(thread)) monitor_error(thread, frame, MonitorEvent::PyUnwind);
  if (has_events(thread)) events_on_unwinding(thread, frame);
}

}  // namespace xvm
