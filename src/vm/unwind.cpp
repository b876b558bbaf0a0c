// Unwinding: by the verified block table, the same for all releases; and what a frame's end does to its caller.
// The scheme is bytecode/verifier.h's.
#include "vm/unwind.h"

#include "bytecode/decoded.h"
#include "objects/code.h"
#include "objects/exception.h"
#include "objects/generator.h"
#include "objects/text.h"
#include "vm/attributes.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/frame_layout.h"
#include "vm/limits.h"
#include "vm/loop.h"
#include "vm/loop_slow.h"
#include "vm/operators.h"
#include "vm/special_calls.h"
#include "vm/watch.h"

namespace xvm {

namespace {

bool pushes_three(const Release& r) { return r.python2(); }
// PEP 479: on from 3.7; from 3.5 by a future flag of the code.
bool converts_stop_iteration(const CodeObject& code) {
  constexpr std::uint32_t co_future_generator_stop_35 = 0x80000, co_future_generator_stop_38 = 0x800000;
  const Release& r = *code.release;
  if (code.flags & (co_coroutine | co_async_generator | co_iterable_coroutine)) return true;
  return r.since(3, 7) || (r.since(3, 5) && (code.flags & (co_future_generator_stop_35 | co_future_generator_stop_38)));
}

bool reraise_goes_back(const Release& r) { return r.since(3, 10); }
bool with_handles(const Release& r) { return r.since(2, 7); }
// 2.x: a finally body does not see the error in sys.exc_info(), the end of 2.7's with statement does.
bool shows_error(const Frame& frame, const Block& block) {
  const Release& release = *frame.code->release;
  if (!pushes_three(release)) return true;
  return with_handles(release) && frame.code->plain[block.target].op == static_cast<std::uint16_t>(Op::WITH_CLEANUP);
}
// To 3.6 a generator's handler saves what its caller handles, too.
bool saves_callers_error(const Release& r) { return r.until(3, 6); }

ErrorState handled_before(Thread& thread) {
  if (!saves_callers_error(thread.rt.release)) return thread.exceptions->handled;
  ExceptionState* state = handling(thread);
  return state ? state->handled : ErrorState{};
}

void push_triple(Frame& frame, ErrorState error) {
  for (Value* part : {&error.traceback, &error.value, &error.type}) frame.push(*part ? std::move(*part) : none_value());
}

// What a handler saves, which is handled no longer.
ErrorState take_handled(Thread& thread) {
  return saves_callers_error(thread.rt.release) ? handled_before(thread) : std::move(thread.exceptions->handled);
}

// Its class is that of its value.
bool is_normal(const ErrorState& error) { return is<Exception>(error.value) && error.type == Ref(error.value.object()->type); }

// Gives back what the handler at `depth` saved.
void restore_saved(Thread& thread, Frame& frame, std::size_t depth) {
  Value* saved = frame.stack() + depth;
  handle_again(thread, state_from(thread, saved[2], saved[1], saved[0]));
}

void enter_handler(Thread& thread, Frame& frame, const Block& block, std::int64_t raised_at) {
  ErrorState error = thread.take_error();
  if (error.value && is<Exception>(error.value) && !thread.rt.python2()) as<Exception>(error.value).traceback = error.traceback;
  cut_stack(thread, frame, block.depth);
  switch (block.kind) {
    case BlockKind::Except:
      if (!pushes_three(*frame.code->release)) {
        push_triple(frame, take_handled(thread));
        // The saved traceback is that of the saved value; RERAISE_TRIPLE finds in its place where to stand again.
        if (reraise_goes_back(*frame.code->release)) frame.top(2) = Value::small(raised_at);
      }
      begin_handling(thread, frame, error);
      push_triple(frame, std::move(error));
      break;
    case BlockKind::Finally: {
      FinallyState* state = new_finally_state(thread, FinallyState::Raise);
      Value owner = own(state);
      if (handlers_restore(thread.rt.release)) {
        state->previous = handled_before(thread);
        state->previous_saved = true;
      }
      if (shows_error(frame, block)) begin_handling(thread, frame, error);
      state->error = std::move(error);
      frame.push(std::move(owner));
      break;
    }
    default:
      if (block.lasti) frame.push(Value::small(raised_at));
      frame.push(error.value);
      break;
  }
  frame.pc = frame.stream + block.target;
}

// Handlers that raise and jump back are loops without jumps. False when the run is over: nobody handles that.
bool count_handler(Thread& thread) {
  if (!counts_steps) return true;
  ErrorState error = thread.take_error();
  if (!take_steps(thread, 1)) return false;
  thread.restore_error(std::move(error));
  return true;
}

// The frame's handler for the error, entered; false when it has none.
bool handle_in_frame(Thread& thread, Frame& frame) {
  if (!count_handler(thread)) return false;
  const DecodedCode& decoded = *frame.code->decoded;
  std::int64_t at = frame.raised_at >= 0 ? frame.raised_at : static_cast<std::int64_t>(frame.instruction());
  frame.raised_at = -1;
  for (std::int32_t i = decoded.block_of[frame.instruction()]; i >= 0; i = decoded.blocks[static_cast<std::size_t>(i)].parent) {
    const Block& block = decoded.blocks[static_cast<std::size_t>(i)];
    if (block.kind == BlockKind::Loop) continue;
    if (block.kind == BlockKind::Handler) {
      cut_stack(thread, frame, block.depth + 3);
      restore_saved(thread, frame, block.depth);
      continue;
    }
    bool plain = block.kind == BlockKind::Finally && !shows_error(frame, block);
    if (!plain && !is_normal(thread.error) && !normalize_error(thread, thread.error)) return handle_in_frame(thread, frame);
    enter_handler(thread, frame, block, at);
    return true;
  }
  frame.pc = frame.stream + at;
  return false;
}

// 2.x: what the caller was handling is handled again.
void restore_caller(Thread& thread, Frame& frame) {
  if (!frame.saved_handled) return;
  frame.saved_handled = false;
  handle_again(thread, std::move(frame.saved_exceptions));
}

}  // namespace

void convert_stop_iteration(Thread& thread, const CodeObject& code) {
  const Exceptions& exc = thread.rt.exc;
  const char* kind = code.flags & co_async_generator ? "async generator" : code.flags & co_coroutine ? "coroutine" : "generator";
  const char* what = nullptr;
  if (thread.error_is(exc.StopIteration) && converts_stop_iteration(code)) what = "StopIteration";
  else if ((code.flags & co_async_generator) && exc.StopAsyncIteration && thread.error_is(exc.StopAsyncIteration)) what = "StopAsyncIteration";
  if (what) replace_error_with_cause(thread, exc.RuntimeError, fmt::format("{} raised {}", kind, what));
}

namespace {

// The arguments of the call that is over.
void drop_kept(Frame& caller) {
  for (std::uint32_t n = std::exchange(caller.kept, 0); n > 0; --n) caller.drop(1);
}

// What the frame below does with the end of one above it, by the error that is set. Leave: native code waits.
Next end_with_error(Thread& thread, Frame* frame) {
  ReturnTo to = frame->return_to;
  restore_caller(thread, *frame);
  if (Generator* generator = frame->generator) {
    Value keep{Ref(generator)};
    convert_stop_iteration(thread, *frame->code);
    finish_generator(thread, *generator);
  } else {
    thread.frame = frame->back;
    pop_frame(thread, frame);
  }
  if (to == ReturnTo::Native) {
    thread.result = nullptr;
    return Next::Leave;
  }
  Frame& caller = *thread.frame;
  drop_kept(caller);
  if (to == ReturnTo::Attribute) add_error_context(thread, caller.peek(), caller.code->names[caller.code->plain[caller.instruction()].arg]);
  if ((to == ReturnTo::ForIter || to == ReturnTo::Send) && thread.error_is(thread.rt.exc.StopIteration)) {
    if (to == ReturnTo::Send && thread.watched) watch_exhausted(thread, caller);
    return to == ReturnTo::ForIter ? end_for_iter(thread, caller) : end_send(thread, caller);
  }
  add_traceback(thread, caller);
  return Next::Unwind;
}

}  // namespace

Next unwind(Thread& thread) {
  if (!thread.has_error()) raise_system_error(thread, "error return without exception set");   // native code of ours is wrong
  while (true) {
    Frame* frame = thread.frame;
    if (handle_in_frame(thread, *frame)) {
      if (!thread.watched || watch_handled(thread, *frame)) return Next::Enter;
      add_traceback(thread, *frame);
      continue;
    }
    cut_stack(thread, *frame, 0);
    if (thread.watched) watch_unwound(thread, *frame);
    Next next = end_with_error(thread, frame);
    if (next != Next::Unwind) return next;
    if (thread.watched) watch_raised(thread, *thread.frame, true);
  }
}

Next leave_through_blocks(Thread& thread, Frame& frame, FinallyState::Reason reason, Value value, std::uint32_t target) {
  const DecodedCode& decoded = *frame.code->decoded;
  for (std::int32_t i = decoded.block_of[frame.instruction()]; i >= 0; i = decoded.blocks[static_cast<std::size_t>(i)].parent) {
    const Block& block = decoded.blocks[static_cast<std::size_t>(i)];
    if (block.kind == BlockKind::Handler) {
      cut_stack(thread, frame, block.depth + 3);
      restore_saved(thread, frame, block.depth);
    } else if (block.kind == BlockKind::Finally) {
      cut_stack(thread, frame, block.depth);
      FinallyState* state = new_finally_state(thread, reason);
      state->value = std::move(value);
      state->target = target;
      frame.push(own(state));
      frame.pc = frame.stream + block.target;
      return Next::Enter;
    } else if (block.kind == BlockKind::Loop && reason != FinallyState::Return) {
      bool breaks = reason == FinallyState::Break;
      if (!breaks && thread.attention && !attend(thread)) return Next::Unwind;
      cut_stack(thread, frame, breaks ? block.depth : decoded.depth[target]);
      frame.pc = frame.stream + (breaks ? block.target : target);
      return Next::Enter;
    }
  }
  if (reason != FinallyState::Return) {
    raise_system_error(thread, "a finally body leaves a loop that is not there");
    return Next::Unwind;
  }
  cut_stack(thread, frame, 0);
  return return_value(thread, &frame, std::move(value));
}

bool leave_handlers(Thread& thread, Frame& frame, std::size_t depth) {
  const DecodedCode& decoded = *frame.code->decoded;
  for (std::int32_t i = decoded.block_of[frame.instruction()]; i >= 0; i = decoded.blocks[static_cast<std::size_t>(i)].parent) {
    const Block& block = decoded.blocks[static_cast<std::size_t>(i)];
    if (block.kind == BlockKind::Loop) break;
    if (block.kind != BlockKind::Handler || block.depth < depth) continue;
    cut_stack(thread, frame, block.depth + 3);
    restore_saved(thread, frame, block.depth);
  }
  cut_stack(thread, frame, depth);
  return true;
}

namespace {

// The caller's instruction got its result.
Next go_on(Frame& caller, Value value) {
  if (caller.kept) [[unlikely]] drop_kept(caller);
  caller.push(std::move(value));
  ++caller.pc;
  return Next::Enter;
}

}  // namespace

// An error of the caller's own instruction, raised once the frame above it has gone.
static Next raise_in_caller(Thread& thread) {
  if (thread.watched) return Next::Unwind;
  add_traceback(thread, *thread.frame);
  return unwind(thread);
}

Next give_value(Thread& thread, ReturnTo to, Value value) {
  switch (to) {
    case ReturnTo::Native:
      thread.result = std::move(value);
      return Next::Leave;
    case ReturnTo::Drop:
      ++thread.frame->pc;
      return Next::Enter;
    case ReturnTo::Init:
      if (!value.is_none()) {
        raise_type_error(thread, "__init__() should return None, not '{}'", type_name(thread, value));
        return raise_in_caller(thread);
      }
      ++thread.frame->pc;
      return Next::Enter;
    case ReturnTo::Operator: {
      Next next = finish_operator(thread, *thread.frame, std::move(value));
      return next == Next::Unwind ? raise_in_caller(thread) : next;
    }
    case ReturnTo::Attribute: {
      Frame& caller = *thread.frame;
      Value receiver = std::exchange(caller.top(), std::move(value));
      ++caller.pc;
      return Next::Enter;
    }
    default: return go_on(*thread.frame, std::move(value));
  }
}

Next return_value(Thread& thread, Frame* frame, Value value) {
  if (thread.watched && !watch_left(thread, *frame, value)) return Next::Unwind;
  ReturnTo to = frame->return_to;
  restore_caller(thread, *frame);
  if (Generator* generator = frame->generator) {
    Value keep{Ref(generator)};
    finish_generator(thread, *generator);
    if (to == ReturnTo::Send && thread.watched) watch_delegate_ended(thread, *thread.frame, generator->type == thread.rt.types.coroutine, value);
    switch (to) {
      case ReturnTo::ForIter:
        if (!value.is_none() && yields_what_it_returns(thread.rt.release)) return give_value(thread, to, std::move(value));
        return end_for_iter(thread, *thread.frame);
      case ReturnTo::Send: return end_send_with(thread, *thread.frame, std::move(value));
      default: return give_value(thread, to, std::move(value));
    }
  }
  thread.frame = frame->back;
  pop_frame(thread, frame);
  return give_value(thread, to, std::move(value));
}

Next yield_value(Thread& thread, Frame* frame, Value value) {
  if (!frame->generator) return wrong_operand(thread, frame, "YIELD_VALUE");
  if (thread.watched && !watch_left(thread, *frame, value)) return Next::Unwind;
  Generator& generator = *frame->generator;
  Value keep{Ref(&generator)};
  ReturnTo to = frame->return_to;
  suspend_generator(thread, generator);
  return to == ReturnTo::Send ? yielded_to_send(thread, *thread.frame, std::move(value)) : give_value(thread, to, std::move(value));
}

}  // namespace xvm
