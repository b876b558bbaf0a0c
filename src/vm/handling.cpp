#include "vm/handling.h"

#include "objects/dict.h"
#include "objects/exception.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/runtime.h"
#include "vm/type.h"

namespace xvm {

void FinallyState::traverse(Visitor& v) {
  v(value), v(error.type), v(error.value), v(error.traceback), v(previous.type), v(previous.value), v(previous.traceback);
}

FinallyState* new_finally_state(Thread& thread, FinallyState::Reason reason) {
  FinallyState* state = allocate<FinallyState>(thread.rt.types.finally_state);
  state->reason = reason;
  return state;
}

bool handlers_restore(const Release& release) { return !release.python2(); }

// 2.x keeps what is handled in sys.exc_type and its kin as well.
enum class Shown : std::uint8_t { Begun, Again };
[[gnu::noinline]] static void write_to_sys(Thread& thread, Shown shown) {
  Dict* sys = try_as<Dict>(thread.rt.sys_dict);
  if (!sys) return;
  const ErrorState handled = thread.exceptions->handled;
  const Names& names = thread.rt.names;
  ErrorState pending = std::move(thread.error);   // that unwinds meanwhile
  thread.error = {};
  (void)dict_set(thread, *sys, names.exc_type_, handled_type(thread, handled));
  if (!handled.type && shown == Shown::Again) {   // nothing is handled around it: only the class is put back
    for (const Value* name : {&names.exc_value_, &names.exc_traceback_}) (void)dict_delete(thread, *sys, *name);
  } else {
    (void)dict_set(thread, *sys, names.exc_value_, handled_value(handled));
    (void)dict_set(thread, *sys, names.exc_traceback_, handled_traceback(handled));
  }
  thread.error = std::move(pending);
}

static inline void show_in_sys(Thread& thread, Shown shown) {
  if (thread.rt.python2()) write_to_sys(thread, shown);
}

void begin_handling(Thread& thread, Frame& frame, const ErrorState& error) {
  if (!handlers_restore(thread.rt.release) && !frame.saved_handled) {
    frame.saved_exceptions = thread.exceptions->handled;
    frame.saved_handled = true;
  }
  ErrorState old = std::move(thread.exceptions->handled);
  thread.exceptions->handled = error;
  show_in_sys(thread, Shown::Begun);
}

void handle_again(Thread& thread, ErrorState previous) {
  ErrorState old = std::move(thread.exceptions->handled);
  thread.exceptions->handled = std::move(previous);
  show_in_sys(thread, Shown::Again);
}

void forget_handled(Thread& thread) {
  ErrorState old = std::move(thread.exceptions->handled);
  thread.exceptions->handled = {};
  show_in_sys(thread, Shown::Begun);
}

void cut_stack(Thread& thread, Frame& frame, std::size_t depth) {
  while (frame.depth() > depth) {
    Value top = frame.pop();
    FinallyState* state = try_as<FinallyState>(top);
    if (state && state->previous_saved) {
      state->previous_saved = false;
      handle_again(thread, std::move(state->previous));
    }
  }
}

Value handled_type(Thread&, const ErrorState& error) { return error.type ? error.type : none_value(); }
Value handled_value(const ErrorState& error) { return error.value ? error.value : none_value(); }
Value handled_traceback(const ErrorState& error) { return error.traceback ? error.traceback : none_value(); }

ErrorState state_from(Thread&, Value type, Value value, Value traceback) {
  ErrorState state;
  if (!type || type.is_none()) return state;
  state.type = std::move(type);
  state.value = std::move(value);
  if (is<Traceback>(traceback)) state.traceback = std::move(traceback);
  return state;
}

}  // namespace xvm
