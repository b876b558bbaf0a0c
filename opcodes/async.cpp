// opcodes/async.cpp: coroutines, async for and async with (PEP 492, PEP 525).
#include "objects/async.h"
#include "objects/exception.h"
#include "objects/generator.h"
#include "opcodes/cold.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/handling.h"
#include "vm/loop_slow.h"
#include "vm/operators.h"
#include "vm/raising.h"

namespace xvm::cold {

// GET_AWAITABLE use: [v] -> [iterator]; 1: from __aenter__, 2: from __aexit__.
Next get_awaitable(Thread& thread, Frame& frame, const Ins& ins) { return replace_top(frame, xvm::get_awaitable(thread, frame.peek(), ins.arg)); }

// GET_AITER: [v] -> [aiter(v)]; from 3.5.2.
Next get_aiter(Thread& thread, Frame& frame, const Ins&) { return replace_top(frame, xvm::get_aiter(thread, frame.peek())); }

// GET_AITER_AWAITABLE: [v] -> [awaitable]; 3.5 and 3.6, when __aiter__ might be a coroutine.
Next get_aiter_awaitable(Thread& thread, Frame& frame, const Ins&) { return replace_top(frame, xvm::get_aiter_awaitable(thread, frame.peek())); }

// GET_ANEXT: [iterator] -> [iterator awaitable]
Next get_anext(Thread& thread, Frame& frame, const Ins&) {
  Value awaitable = xvm::get_anext(thread, frame.peek());
  if (!awaitable) return Next::Unwind;
  frame.push(std::move(awaitable));
  return Next::Continue;
}

// BEFORE_ASYNC_WITH: [manager] -> [aexit awaitable]
Next before_async_with(Thread& thread, Frame& frame, const Ins&) {
  Value manager = frame.pop(), exit;
  Value entered = enter_async_context(thread, manager, exit);
  if (!entered) return Next::Unwind;
  frame.push(std::move(exit));
  frame.push(std::move(entered));
  return Next::Continue;
}

// END_ASYNC_FOR: [iterator exception] -> []; from 3.11.
Next end_async_for(Thread& thread, Frame& frame, const Ins&) {
  Value exception = frame.pop();
  if (!is<Exception>(exception)) return wrong_operand(thread, &frame, "END_ASYNC_FOR");
  raise_instance(thread, exception);
  thread.error.traceback = as<Exception>(exception).traceback;
  if (!thread.error_is(thread.rt.exc.StopAsyncIteration)) return Next::Reraise;
  thread.clear_error();
  frame.drop(1);
  return Next::Continue;
}

// END_ASYNC_FOR_TRIPLE: [iterator, saved traceback value type, traceback value type] -> []; 3.8 to 3.10.
Next end_async_for_triple(Thread& thread, Frame& frame, const Ins&) {
  Value type = frame.pop(), value = frame.pop(), traceback = frame.pop();
  if (!is_exception_class(type)) return wrong_operand(thread, &frame, "END_ASYNC_FOR");
  if (!is_subtype(&as<Type>(type), thread.rt.exc.StopAsyncIteration)) {
    // The saved ones stay: unwinding through the handler puts them back.
    thread.restore_error(state_from(thread, std::move(type), std::move(value), std::move(traceback)));
    return Next::Reraise;
  }
  Value saved_type = frame.pop(), saved_value = frame.pop(), saved_traceback = frame.pop();
  handle_again(thread, state_from(thread, std::move(saved_type), std::move(saved_value), std::move(saved_traceback)));
  frame.drop(1);
  return Next::Continue;
}

// ASYNC_GEN_WRAP: [v] -> [wrapped v]
Next async_gen_wrap(Thread& thread, Frame& frame, const Ins&) { return replace_top(frame, wrap_async_value(thread, frame.peek())); }

}  // namespace xvm::cold
