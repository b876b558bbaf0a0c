// Generators' frames: made from a call's frame, resumed where they lie, ended. Methods are in generator_types.cpp.
#include "objects/generator.h"

#include <cstdlib>
#include <cstring>

#include "objects/code.h"
#include "objects/exception.h"
#include "objects/function.h"
#include "objects/int.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame_layout.h"
#include "vm/handling.h"
#include "vm/heap.h"
#include "vm/operators.h"
#include "vm/runtime.h"

namespace xvm {

bool starts_with_pop(const Release& release) { return release.since(3, 11); }
bool yields_what_it_returns(const Release& r) { return r.until(3, 2); }

namespace {

bool exceptions_belong_to_frames(const Release& release) { return release.python2(); }

Type* generator_type(Thread& thread, const CodeObject& code) {
  const Types& types = thread.rt.types;
  // Releases that lack the types have no such flags, whatever the code says.
  if ((code.flags & co_async_generator) && types.async_generator) return types.async_generator;
  return (code.flags & co_coroutine) && types.coroutine ? types.coroutine : types.generator;
}

}  // namespace

namespace {

// (file name, line, function) of the frames that make a coroutine, the innermost first.
Value origin_of(Thread& thread) {
  std::vector<Value> places;
  for (Frame* at = thread.frame; at && places.size() < static_cast<std::size_t>(thread.coroutine_origin_depth); at = at->back) {
    Value line = make_int(thread, at->code->line_at(at->instruction()));
    places.push_back(make_tuple(thread, {at->code->filename.ref(), line.ref(), at->code->name.ref()}));
  }
  return make_tuple(thread, places.data(), places.size());
}

// 3.5 to 3.7: what sys.set_coroutine_wrapper() gave is called with each new coroutine.
Value wrap_coroutine(Thread& thread, Ref coroutine) {
  static bool running = false;
  Value wrapper = thread.coroutine_wrapper;
  if (running)
    return raise(thread, thread.rt.exc.RuntimeError, fmt::format("coroutine wrapper {} attempted to recursively wrap {}", repr_utf8(thread, wrapper),
                                                                 repr_utf8(thread, Ref(as<Generator>(coroutine).code))));
  running = true;
  Value wrapped = call(thread, wrapper, coroutine);
  running = false;
  return wrapped;
}

}  // namespace

Value make_generator(Thread& thread, Frame* stack_frame) {
  CodeObject& code = *stack_frame->code;
  std::size_t size = frame_bytes(code);
  Generator* generator = allocate<Generator>(generator_type(thread, code));
  Frame* frame = static_cast<Frame*>(heap_allocate_block(size));
  std::memcpy(static_cast<void*>(frame), static_cast<void*>(stack_frame), size);
  frame->slots = reinterpret_cast<Value*>(frame + 1);
  frame->sp = frame->slots + (stack_frame->sp - stack_frame->slots);
  frame->generator = generator;
  frame->stack_frame = false;
  frame->back = nullptr;
  if (frame->object) as<FrameObject>(frame->object).frame = frame;
  generator->frame = frame;
  generator->code = Value(Ref(&code));
  if (Function* function = try_as<Function>(frame->owner)) {
    generator->name = function->name;
    generator->qualname = function->qualname;
  } else {
    generator->name = code.name;
    generator->qualname = code.qualname;
  }
  // What was moved must not be released on the thread's stack.
  thread.depth -= frame->levels;
  thread.frame = stack_frame->back;
  thread.chunk->top = reinterpret_cast<std::byte*>(stack_frame);
  if (thread.chunk->top == reinterpret_cast<std::byte*>(thread.chunk + 1) && thread.chunk->previous) {
    StackChunk* empty = thread.chunk;
    thread.chunk = empty->previous;
    std::free(empty);
  }
  track(generator);
  Value made = own(generator);
  if (!(code.flags & co_coroutine)) return made;
  if (thread.coroutine_origin_depth > 0) generator->origin = origin_of(thread);
  return thread.coroutine_wrapper ? wrap_coroutine(thread, made) : std::move(made);
}

bool enter_generator(Thread& thread, Generator& generator, Value value, ReturnTo return_to) {
  if (!recursion_allowed(thread, "")) return false;
  Frame* frame = generator.frame;
  bool first = generator.state == Generator::Created;
  // A suspended frame stands at its yield, or at RETURN_GENERATOR; a fresh one to 3.10 at its first instruction.
  if (value && (!first || starts_with_pop(*frame->code->release))) {
    frame->push(std::move(value));
    ++frame->pc;
  } else if (!value && starts_with_pop(*frame->code->release)) {
    frame->push(none_value());   // what is raised finds the yield's result on the stack, as its handler's depth counts on
  }
  generator.state = Generator::Running;
  frame->back = thread.frame;
  frame->return_to = return_to;
  generator.exceptions.previous = thread.exceptions;
  if (!exceptions_belong_to_frames(thread.rt.release)) thread.exceptions = &generator.exceptions;
  thread.frame = frame;
  return true;
}

void suspend_generator(Thread& thread, Generator& generator) {
  Frame* frame = generator.frame;
  --thread.depth;
  thread.frame = frame->back;
  frame->back = nullptr;
  if (!exceptions_belong_to_frames(thread.rt.release)) thread.exceptions = generator.exceptions.previous;
  generator.exceptions.previous = nullptr;
  generator.state = Generator::Suspended;
  // 2.x: at a yield, too, the caller handles again what it did.
  if (frame->saved_handled) {
    frame->saved_handled = false;
    handle_again(thread, std::move(frame->saved_exceptions));
  }
}

// Where a frame stands that was closed before it ran: at no instruction to 3.10, later where it would have begun.
static std::ptrdiff_t never_begun(const Frame& frame) {
  const Release& r = *frame.code->release;
  if (r.until(3, 10)) return -1;
  return static_cast<std::ptrdiff_t>(frame.instruction()) + (r.until(3, 12) ? 2 : 3);
}

void finish_generator(Thread& thread, Generator& generator) {
  if (generator.state == Generator::Running) suspend_generator(thread, generator);
  if (generator.state == Generator::Created && generator.frame && generator.frame->object)
    generator.frame->pc = generator.frame->stream + never_begun(*generator.frame);
  generator.state = Generator::Finished;
  Frame* frame = std::exchange(generator.frame, nullptr);
  if (!frame) return;
  std::size_t size = frame_bytes(*frame->code);
  release_frame_contents(thread, frame);
  frame->~Frame();
  heap_free_block(frame, size);
  generator.exceptions.handled = ErrorState{};
}

// What is thrown into a generator that handles an exception has that for its context.
static bool throws_chain(const Release& r) { return r.since(3, 9); }

Resumed resume(Thread& thread, Generator& generator, Ref value, bool throwing, Value& result) {
  Value keep{Ref(&generator)};
  if (!enter_generator(thread, generator, throwing ? Value() : Value(value), ReturnTo::Native)) return Resumed::Raised;
  if (throwing && generator.exceptions.handled.type && throws_chain(thread.rt.release)) {
    (void)normalize_error(thread, thread.error);
    chain_context(thread, thread.error.value);
  }
  result = throwing ? unwind_frame(thread, generator.frame) : run_frame(thread, generator.frame);
  if (!result) return Resumed::Raised;
  if (generator.state != Generator::Suspended && !result.is_none() && yields_what_it_returns(thread.rt.release)) return Resumed::Yielded;
  return generator.state == Generator::Suspended ? Resumed::Yielded : Resumed::Returned;
}

Generator::~Generator() {
  if (frame) finish_generator(current_thread(), *this);
}

void Generator::traverse(Visitor& v) {
  v(name), v(qualname), v(code), v(origin), v(finalizer);
  const ErrorState& handled = exceptions.handled;
  v(handled.type), v(handled.value), v(handled.traceback);
  if (!frame || state == Running) return;
  v(frame->owner), v(frame->globals_owner), v(frame->locals), v(frame->object);
  for (Value* slot = frame->slots; slot != frame->sp; ++slot) v(*slot);
}

void Generator::clear() {
  if (frame && state != Running) finish_generator(current_thread(), *this);
}

}  // namespace xvm
