// opcodes/exceptions.cpp: raising, handlers, finally bodies and with.
#include "objects/exception.h"
#include "objects/exception_group.h"
#include "objects/list.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "opcodes/cold.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/handling.h"
#include "vm/loop.h"
#include "vm/loop_slow.h"
#include "vm/operators.h"
#include "vm/raising.h"
#include "vm/unwind.h"

namespace xvm::cold {

namespace {

Next done(bool ok) { return ok ? Next::Continue : Next::Unwind; }

// An exception object as an error: its class, itself, its traceback.
ErrorState error_of(Thread& thread, Ref exception) {
  ErrorState error;
  error.type = Value(Ref(type_of(thread, exception)));
  error.value = Value(exception);
  error.traceback = as<Exception>(exception).traceback;
  return error;
}

}  // namespace

// SETUP_WITH, BEFORE_WITH: [manager] -> [exit result of enter]
Next before_with(Thread& thread, Frame& frame, const Ins&) {
  if (int entered = enter_manager(thread, frame)) return entered > 0 ? Next::Enter : Next::Unwind;
  Value manager = frame.pop(), exit;
  Value entered = enter_context(thread, manager, exit);
  if (!entered) return Next::Unwind;
  frame.push(std::move(exit));
  frame.push(std::move(entered));
  return Next::Continue;
}

// BEGIN_FINALLY: [] -> [state]; 3.8.
Next begin_finally(Thread&, Frame& frame, const Ins&) {
  frame.push(none_value());
  return Next::Continue;
}

// CALL_FINALLY target, a, b: [value?] -> [b slots state] and jumps; 3.8.
Next call_finally(Thread& thread, Frame& frame, const Ins& ins) {
  FinallyState* state = new_finally_state(thread, FinallyState::Call);
  Value owner = own(state);
  state->target = static_cast<std::uint32_t>(frame.instruction() + 1);
  state->drops = static_cast<std::uint8_t>(ins.b);
  if (ins.a) state->value = frame.pop();
  if (ins.b) {
    const ErrorState& handled = thread.exceptions->handled;
    frame.push(handled_traceback(handled));
    frame.push(handled_value(handled));
    frame.push(handled_type(thread, handled));
  }
  frame.push(std::move(owner));
  return Next::Jump;
}

// POP_FINALLY keep: [state value?] -> [value?]; 3.8.
Next pop_finally(Thread& thread, Frame& frame, const Ins& ins) {
  Value kept = ins.arg ? frame.pop() : Value();
  cut_stack(thread, frame, frame.depth() - 1);
  if (ins.arg) frame.push(std::move(kept));
  return Next::Continue;
}

// END_FINALLY n: [.. state] -> what the state says; going on drops n slots more.
Next end_finally(Thread& thread, Frame& frame, const Ins& ins) {
  Value top = frame.pop();
  FinallyState* state = try_as<FinallyState>(top);
  if (!state) {
    frame.drop(ins.arg);
    return Next::Continue;
  }
  if (state->previous_saved) {
    state->previous_saved = false;
    handle_again(thread, std::move(state->previous));
  }
  switch (state->reason) {
    case FinallyState::Raise:
      thread.restore_error(std::move(state->error));
      return Next::Reraise;
    case FinallyState::Call:
      frame.drop(state->drops);
      if (state->value) frame.push(std::move(state->value));
      frame.pc = frame.stream + state->target;
      return Next::Enter;
    case FinallyState::Return: return leave_through_blocks(thread, frame, FinallyState::Return, std::move(state->value), 0);
    default: return leave_through_blocks(thread, frame, state->reason, {}, state->target);
  }
}

// RERAISE_TRIPLE flag: [traceback value type] -> raised again; to 3.10. With the flag the frame stands again where it was raised.
Next reraise_triple(Thread& thread, Frame& frame, const Ins& ins) {
  Value type = frame.pop(), value = frame.pop(), traceback = frame.pop();
  bool text = thread.rt.python2() && is_native_str(thread, type);   // 2.5
  if (!is_raisable_class(type) && !text) return raise_system_error(thread, "'finally' pops bad exception"), Next::Unwind;
  if (Ref at = ins.arg && frame.depth() >= 3 ? frame.peek(2) : Ref(); at.is_small_int()) {
    std::int64_t index = at.small_int();
    if (index >= 0 && index < static_cast<std::int64_t>(frame.code->plain.size())) frame.raised_at = static_cast<std::int32_t>(index);
  }
  thread.restore_error(state_from(thread, std::move(type), std::move(value), std::move(traceback)));
  return Next::Reraise;
}

// RERAISE n: [.. lasti? .. exception] -> raised again; from 3.11.
Next reraise(Thread& thread, Frame& frame, const Ins& ins) {
  Value exception = frame.pop();
  if (!is<Exception>(exception)) return wrong_operand(thread, &frame, "RERAISE");
  if (ins.arg) {
    Ref at = frame.peek(ins.arg - 1);
    std::int64_t index = at.is_small_int() ? at.small_int() : -1;
    if (index < 0 || index >= static_cast<std::int64_t>(frame.code->plain.size())) return wrong_operand(thread, &frame, "RERAISE");
    frame.raised_at = static_cast<std::int32_t>(index);
  }
  thread.restore_error(error_of(thread, exception));
  return Next::Reraise;
}

// BREAK_LOOP target, b: jumps with depth b.
Next break_loop(Thread& thread, Frame& frame, const Ins& ins) {
  return leave_handlers(thread, frame, static_cast<std::size_t>(ins.b)) ? Next::Jump : Next::Unwind;
}
Next continue_loop(Thread& thread, Frame& frame, const Ins& ins) {
  if (!leave_handlers(thread, frame, static_cast<std::size_t>(ins.b))) return Next::Unwind;
  return !thread.attention || attend(thread) ? Next::Jump : Next::Unwind;
}

// By way of the innermost finally body, with a state that breaks, continues (at b) or returns.
Next break_loop_finally(Thread& thread, Frame& frame, const Ins&) { return leave_through_blocks(thread, frame, FinallyState::Break, {}, 0); }
Next continue_loop_finally(Thread& thread, Frame& frame, const Ins& ins) {
  return leave_through_blocks(thread, frame, FinallyState::Continue, {}, static_cast<std::uint32_t>(ins.b));
}
Next return_value_finally(Thread& thread, Frame& frame, const Ins&) {
  Value value = frame.pop();
  return leave_through_blocks(thread, frame, FinallyState::Return, std::move(value), 0);
}

// POP_EXCEPT: [previous exception] -> []; from 3.11.
Next pop_except(Thread& thread, Frame& frame, const Ins&) {
  Value previous = frame.pop();
  if (!previous || previous.is_none()) return handle_again(thread, {}), Next::Continue;
  if (!is<Exception>(previous)) return wrong_operand(thread, &frame, "POP_EXCEPT");
  handle_again(thread, error_of(thread, previous));
  return Next::Continue;
}

namespace {

ErrorState take_previous(Thread& thread, Frame& frame) {
  Value type = frame.pop(), value = frame.pop(), traceback = frame.pop();
  return state_from(thread, std::move(type), std::move(value), std::move(traceback));
}

}  // namespace

// POP_EXCEPT_TRIPLE: [traceback value type] -> []; 3.0 to 3.10.
Next pop_except_triple(Thread& thread, Frame& frame, const Ins&) {
  handle_again(thread, take_previous(thread, frame));
  return Next::Continue;
}

// POP_EXCEPT_KEEP: the same, leaving the three where they are: a handler that is unwound through finds them again.
Next pop_except_keep(Thread& thread, Frame& frame, const Ins&) {
  handle_again(thread, state_from(thread, Value(frame.peek(0)), Value(frame.peek(1)), Value(frame.peek(2))));
  return Next::Continue;
}

// PUSH_EXC_INFO: [exception] -> [previous exception]; from 3.11.
Next push_exc_info(Thread& thread, Frame& frame, const Ins&) {
  Value exception = frame.pop();
  if (!is<Exception>(exception)) return wrong_operand(thread, &frame, "PUSH_EXC_INFO");
  frame.push(handled_value(thread.exceptions->handled));
  begin_handling(thread, frame, error_of(thread, exception));
  frame.push(std::move(exception));
  return Next::Continue;
}

// EXC_MATCH: [exception pattern] -> [bool]
Next exc_match(Thread& thread, Frame& frame, const Ins&) {
  int matches = exception_matches(thread, frame.peek(1), frame.peek(0));
  return matches < 0 ? Next::Unwind : replace_top(frame, Value::of(matches == 1), 2);
}

// JUMP_IF_NOT_EXC_MATCH target: [exception pattern] -> []
Next jump_if_not_exc_match(Thread& thread, Frame& frame, const Ins&) {
  int matches = exception_matches(thread, frame.peek(1), frame.peek(0));
  if (matches < 0) return Next::Unwind;
  frame.drop(2);
  return matches ? Next::Continue : Next::Jump;
}

// CHECK_EXC_MATCH: [exception pattern] -> [exception bool]
Next check_exc_match(Thread& thread, Frame& frame, const Ins&) {
  int matches = exception_matches(thread, frame.peek(1), frame.peek(0));
  return matches < 0 ? Next::Unwind : replace_top(frame, Value::of(matches == 1));
}

// CHECK_EG_MATCH: [exception pattern] -> [rest match]
Next check_eg_match(Thread& thread, Frame& frame, const Ins&) {
  Value rest, match;
  if (!exception_group_match(thread, frame.peek(1), frame.peek(0), match, rest)) return Next::Unwind;
  if (!match.is_none()) {
    ErrorState handled = error_of(thread, match);
    handle_again(thread, std::move(handled));
  }
  frame.drop(2);
  frame.push(std::move(rest));
  frame.push(std::move(match));
  return Next::Continue;
}

// PREP_RERAISE_STAR: [exception list] -> [exception or None]
Next prep_reraise_star(Thread& thread, Frame& frame, const Ins&) {
  if (!is<List>(frame.peek(0))) return wrong_operand(thread, &frame, "PREP_RERAISE_STAR");
  return replace_top(frame, prepare_reraise_star(thread, frame.peek(1), frame.peek(0)), 2);
}

// RAISE_VARARGS n: [exception? cause?] -> raised; 3.x.
Next raise_varargs(Thread& thread, Frame& frame, const Ins& ins) {
  Value cause = ins.arg > 1 ? frame.pop() : Value(), exception = ins.arg ? frame.pop() : Value();
  if (!exception) return raise_again(thread) ? Next::Reraise : Next::Unwind;
  raise_statement(thread, exception, cause);
  return Next::Unwind;
}

// RAISE_TYPE_VALUE_TRACEBACK n: [type? value? traceback?] -> raised; 2.x.
Next raise_type_value_traceback(Thread& thread, Frame& frame, const Ins& ins) {
  Value traceback = ins.arg > 2 ? frame.pop() : Value(), value = ins.arg > 1 ? frame.pop() : Value(), type = ins.arg ? frame.pop() : Value();
  return raise_statement_2(thread, type, value, traceback) ? Next::Reraise : Next::Unwind;
}

// LOAD_ASSERTION_ERROR: [] -> [AssertionError]
Next load_assertion_error(Thread& thread, Frame& frame, const Ins&) {
  frame.push(Value(Ref(thread.rt.exc.AssertionError)));
  return Next::Continue;
}

namespace {

// exit(type, value, traceback) for a finally state; null with the error set.
Value call_exit(Thread& thread, Ref exit, Ref state) {
  FinallyState* finally = try_as<FinallyState>(state);
  if (!finally || finally->reason != FinallyState::Raise) return call(thread, exit, none, none, none);
  Value type = handled_type(thread, finally->error), value = handled_value(finally->error), traceback = handled_traceback(finally->error);
  return call(thread, exit, type, value, traceback);
}

bool is_raising(Ref state) {
  FinallyState* finally = try_as<FinallyState>(state);
  return finally && finally->reason == FinallyState::Raise;
}

// Replaces a state by the one that goes on.
Value swallow(Thread& thread, Ref state) {
  FinallyState& finally = as<FinallyState>(state);
  if (finally.previous_saved) {
    finally.previous_saved = false;
    handle_again(thread, std::move(finally.previous));
  }
  return none_value();
}

Next clean_up(Thread& thread, Frame& frame, Value exit, Value state) {
  Value result = call_exit(thread, exit, state);
  if (result && is_raising(state)) {
    int swallows = truth(thread, result);
    if (swallows < 0) result = nullptr;
    else if (swallows) state = swallow(thread, state);
  }
  frame.push(std::move(state));
  return done(static_cast<bool>(result));
}

}  // namespace

// WITH_CLEANUP_EXIT_ON_TOP: [state exit] -> [state]; 2.5 and 2.6.
Next with_cleanup_exit_on_top(Thread& thread, Frame& frame, const Ins&) {
  Value exit = frame.pop(), state = frame.pop();
  return clean_up(thread, frame, std::move(exit), std::move(state));
}

// WITH_CLEANUP: [exit state] -> [state]; to 3.4.
Next with_cleanup(Thread& thread, Frame& frame, const Ins&) {
  Value state = frame.pop(), exit = frame.pop();
  return clean_up(thread, frame, std::move(exit), std::move(state));
}

// WITH_CLEANUP_START: [exit state] -> [state exception result]; 3.5 to 3.8.
Next with_cleanup_start(Thread& thread, Frame& frame, const Ins&) {
  Value state = frame.pop(), exit = frame.pop();
  const ErrorState nothing, error = is_raising(state) ? as<FinallyState>(state).error : nothing;
  Value type = handled_type(thread, error), value = handled_value(error), traceback = handled_traceback(error);
  frame.push(std::move(state));
  frame.push(type);
  if (int entered = enter_exit(thread, exit, type, value, traceback)) return entered > 0 ? Next::Enter : Next::Unwind;
  Value result = call(thread, exit, type, value, traceback);
  if (!result) return Next::Unwind;
  frame.push(std::move(result));
  return Next::Continue;
}

// WITH_CLEANUP_FINISH: [state exception result] -> [state]
Next with_cleanup_finish(Thread& thread, Frame& frame, const Ins&) {
  Value result = frame.pop(), exception = frame.pop();
  int swallows = exception.is_none() ? 0 : truth(thread, result);
  if (swallows < 0) return Next::Unwind;
  if (swallows && is_raising(frame.peek())) frame.top() = swallow(thread, frame.peek());
  return Next::Continue;
}

// WITH_EXCEPT_START_TRIPLE: [exit previous*3 traceback value type] -> [.. result]; 3.9 and 3.10.
Next with_except_start_triple(Thread& thread, Frame& frame, const Ins&) {
  if (int entered = enter_exit(thread, frame.peek(6), frame.peek(0), frame.peek(1), frame.peek(2))) return entered > 0 ? Next::Enter : Next::Unwind;
  Value result = call(thread, frame.peek(6), frame.peek(0), frame.peek(1), frame.peek(2));
  if (!result) return Next::Unwind;
  frame.push(std::move(result));
  return Next::Continue;
}

// WITH_EXCEPT_START: [exit lasti previous exception] -> [.. result]; from 3.11.
Next with_except_start(Thread& thread, Frame& frame, const Ins&) {
  Ref exception = frame.peek(0);
  if (!is<Exception>(exception)) return wrong_operand(thread, &frame, "WITH_EXCEPT_START");
  ErrorState error = error_of(thread, exception);
  Value traceback = handled_traceback(error);
  if (int entered = enter_exit(thread, frame.peek(3), error.type, error.value, traceback)) return entered > 0 ? Next::Enter : Next::Unwind;
  Value result = call(thread, frame.peek(3), error.type, error.value, traceback);
  if (!result) return Next::Unwind;
  frame.push(std::move(result));
  return Next::Continue;
}

}  // namespace xvm::cold
