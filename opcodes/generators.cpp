// opcodes/generators.cpp: making generators, and yield from in all its eras.
#include "objects/exception.h"
#include "objects/function.h"
#include "objects/generator.h"
#include "opcodes/cold.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/loop.h"
#include "vm/loop_slow.h"
#include "vm/operators.h"
#include "vm/watch.h"

namespace xvm::cold {

// RETURN_GENERATOR: ends the call with the generator of this frame; from 3.11.
Next return_generator(Thread& thread, Frame& frame, const Ins&) {
  if (!frame.code->has_generator_flag() || frame.generator || !frame.stack_frame) return wrong_operand(thread, &frame, "RETURN_GENERATOR");
  ReturnTo to = frame.return_to;
  Value generator = make_generator(thread, &frame);
  return give_value(thread, to, std::move(generator));
}

// GET_YIELD_FROM_ITER: [v] -> [iterator]; PEP 380, PEP 492.
Next get_yield_from_iter(Thread& thread, Frame& frame, const Ins&) {
  Ref v = frame.peek();
  if (is<Generator>(v)) {
    if (v.object()->type != thread.rt.types.coroutine) return Next::Continue;
    if (frame.code->flags & (co_coroutine | co_iterable_coroutine)) return Next::Continue;
    raise_type_error(thread, "cannot 'yield from' a coroutine object in a non-coroutine generator");
    return Next::Unwind;
  }
  return replace_top(frame, iterate(thread, v));
}

namespace {

// Sends a value into a receiver that is no generator which could be entered. 1 yielded, 0 ended with result, -1 error.
int send_to(Thread& thread, Ref receiver, Ref value, Value& result) {
  if (is<Generator>(receiver)) {
    switch (resume_checked(thread, as<Generator>(receiver), value, result)) {
      case Resumed::Yielded: return 1;
      case Resumed::Returned: return 0;
      case Resumed::Raised: break;
    }
  } else if (value.is_none() && type_of(thread, receiver)->slots.next) {
    result = type_of(thread, receiver)->slots.next(thread, receiver);
    if (!result && !thread.has_error()) {
      result = none_value();
      return 0;
    }
  } else {
    result = call_method(thread, receiver, thread.rt.names.send_, {value});
  }
  if (result) return 1;
  if (!thread.error_is(thread.rt.exc.StopIteration)) return -1;
  if (thread.watched) {
    watch_exhausted(thread, *thread.frame);
    if (!thread.error_is(thread.rt.exc.StopIteration)) return -1;
  }
  result = take_stop_iteration_value(thread);
  return result ? 0 : -1;
}

// Enters the receiver's frame in this loop when it is a generator or coroutine at rest.
bool can_enter(Thread& thread, Ref receiver) {
  if (!is<Generator>(receiver)) return false;
  Generator& generator = as<Generator>(receiver);
  const Types& types = thread.rt.types;
  if (generator.type != types.generator && generator.type != types.coroutine) return false;
  return generator.state == Generator::Created || generator.state == Generator::Suspended;
}

}  // namespace

// YIELD_FROM: [receiver v] -> [result], after yielding all that the receiver yields; 3.3 to 3.10.
Next yield_from(Thread& thread, Frame& frame, const Ins&) {
  Value value = frame.pop();
  Ref receiver = frame.peek();
  if (can_enter(thread, receiver) && (value.is_none() || as<Generator>(receiver).state == Generator::Suspended))
    return enter_generator(thread, as<Generator>(receiver), std::move(value), ReturnTo::Send) ? Next::Enter : Next::Unwind;
  Value result;
  int outcome = send_to(thread, receiver, value, result);
  if (outcome < 0) return Next::Unwind;
  if (outcome > 0) return yielded_to_send(thread, frame, std::move(result));
  return end_send_with(thread, frame, std::move(result));
}

namespace {

Next send_value(Thread& thread, Frame& frame) {
  Value value = frame.pop();
  Ref receiver = frame.peek();
  if (can_enter(thread, receiver) && (value.is_none() || as<Generator>(receiver).state == Generator::Suspended))
    return enter_generator(thread, as<Generator>(receiver), std::move(value), ReturnTo::Send) ? Next::Enter : Next::Unwind;
  Value result;
  int outcome = send_to(thread, receiver, value, result);
  if (outcome < 0) return Next::Unwind;
  if (outcome == 0) return end_send_with(thread, frame, std::move(result));
  frame.push(std::move(result));
  return Next::Continue;
}

}  // namespace

// SEND target: [receiver v] -> [receiver yielded], or jumps with [receiver result]
Next send(Thread& thread, Frame& frame, const Ins&) { return send_value(thread, frame); }

// SEND_POP target: the same, but jumps with [result]; 3.11.
Next send_pop(Thread& thread, Frame& frame, const Ins&) { return send_value(thread, frame); }

// END_SEND: [receiver v] -> [v]
Next end_send(Thread&, Frame& frame, const Ins&) {
  Value value = frame.pop();
  frame.top() = std::move(value);
  return Next::Continue;
}

// CLEANUP_THROW: [receiver last exception] -> [None value] of a StopIteration; else raised again.
Next cleanup_throw(Thread& thread, Frame& frame, const Ins&) {
  Value exception = frame.pop();
  if (!is<Exception>(exception)) return wrong_operand(thread, &frame, "CLEANUP_THROW");
  thread.restore_error(ErrorState{Value(Ref(type_of(thread, exception))), exception, as<Exception>(exception).traceback});
  if (!thread.error_is(thread.rt.exc.StopIteration)) return Next::Reraise;
  Value value = take_stop_iteration_value(thread);
  if (!value) return Next::Unwind;
  frame.top(1) = none_value();
  frame.top(0) = std::move(value);
  return Next::Continue;
}

// INTRINSIC_STOPITERATION_ERROR: [exception] -> [exception]; PEP 479 from 3.12.
Next intrinsic_stopiteration_error(Thread& thread, Frame& frame, const Ins&) {
  if (!is<Exception>(frame.peek())) return wrong_operand(thread, &frame, "INTRINSIC_STOPITERATION_ERROR");
  Exception& exception = as<Exception>(frame.peek());
  thread.restore_error(ErrorState{Value(Ref(exception.type)), Value(frame.peek()), exception.traceback});
  convert_stop_iteration(thread, *frame.code);
  if (!normalize_error(thread, thread.error)) return Next::Unwind;
  ErrorState error = thread.take_error();
  return replace_top(frame, std::move(error.value));
}

}  // namespace xvm::cold
