// Asynchronous generators (PEP 525): the generator type, and the awaitables of asend, athrow and aclose. Also the wrapper that
// coroutine.__await__ gives.
#include "objects/async.h"
#include "objects/code.h"
#include "objects/exception.h"
#include "objects/generator.h"
#include "objects/generic_alias.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/builtin_types.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/loop_slow.h"
#include "vm/operators.h"
#include "vm/raising.h"
#include "vm/runtime.h"
#include "vm/warnings.h"

namespace xvm {

namespace {

bool finished_comes_first(const Release& r) { return r.until(3, 7); }   // whether or not the awaitable was used
bool refuses_early_throw(const Release& r) { return r.until(3, 6); }
bool refuses_reuse(const Release& r) { return r.since(3, 7); }

bool guards_throw_and_close(const Release& r) { return r.since(3, 13); }   // as send; close() throws GeneratorExit, and says what was never awaited

bool has_coroutines(const Release& r) { return r.since(3, 5); }
bool has_async_generators(const Release& r) { return r.since(3, 6); }
bool refuses_concurrent_use(const Release& r) { return r.since(3, 8); }

// A value that an asynchronous generator yields, told from what it awaits.
struct WrappedValue : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "async_generator_wrapped_value";
  static constexpr bool gc = true;
  Value value;
  void traverse(Visitor& v) { v(value); }
  void clear() { value = nullptr; }
};

// asend(), __anext__(): sends once; athrow(), aclose(): throws once.
struct AsyncStep : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "async_generator_asend";
  static constexpr bool gc = true;
  enum State : std::uint8_t { Init, Iterating, Closed };
  State state = Init;
  bool closes = false;      // aclose()
  bool throws = false;      // athrow() or aclose()
  Value generator, value;   // value: what asend sends; the tuple of athrow's arguments
  void traverse(Visitor& v) { v(generator), v(value); }
  void clear() { generator = nullptr, value = nullptr; }
};

// coroutine.__await__(), and awaitables that are ready at once.
struct CoroutineWrapper : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "coroutine_wrapper";
  static constexpr bool gc = true;
  Value coroutine;
  Value ready;              // not null: give this at the first step
  void traverse(Visitor& v) { v(coroutine), v(ready); }
  void clear() { coroutine = nullptr, ready = nullptr; }
};

ErrorSet raise_stop(Thread& thread, Ref value) {
  if (value.is_none()) return raise_class(thread, thread.rt.exc.StopIteration);
  Value exception = new_exception(thread, thread.rt.exc.StopIteration, {value});
  return exception ? raise_instance(thread, exception) : error_set;
}

bool ends_generator(Thread& thread) {
  return thread.error_is(thread.rt.exc.StopAsyncIteration) || thread.error_is(thread.rt.exc.GeneratorExit);
}

// Resumes; a return becomes StopAsyncIteration.
Value step(Thread& thread, Generator& generator, Ref value) {
  Value result;
  switch (resume_checked(thread, generator, value, result)) {
    case Resumed::Yielded: return result;
    case Resumed::Returned: return raise_class(thread, thread.rt.exc.StopAsyncIteration);
    case Resumed::Raised: break;
  }
  return error_set;
}

// What an asend gives of a step: a wrapped value ends it with StopIteration(value), anything else is awaited further.
Value unwrap(Thread& thread, Generator& generator, Value result) {
  if (!result) {
    if (ends_generator(thread)) generator.closed = true;
    generator.async_running = false;
    return error_set;
  }
  if (!is<WrappedValue>(result)) return result;
  generator.async_running = false;
  return raise_stop(thread, as<WrappedValue>(result).value);
}

Value throw_into(Thread& thread, Generator& generator, Args args) {
  Value result = generator_throw(thread, Ref(&generator), args);
  // A return inside looks like StopIteration from generator_throw.
  if (!result && thread.error_is(thread.rt.exc.StopIteration) && generator.state == Generator::Finished) {
    thread.clear_error();
    return raise_class(thread, thread.rt.exc.StopAsyncIteration);
  }
  return result;
}

ErrorSet reused(Thread& thread, const AsyncStep& s) {
  if (!refuses_reuse(thread.rt.release)) return raise_class(thread, thread.rt.exc.StopIteration);
  return raise_format(thread, thread.rt.exc.RuntimeError, "cannot reuse already awaited {}", s.throws ? "aclose()/athrow()" : "__anext__()/asend()");
}

ErrorSet busy(Thread& thread, const AsyncStep& s) {
  return raise_format(thread, thread.rt.exc.RuntimeError, "{}: asynchronous generator is already running", s.closes ? "aclose()" : s.throws ? "athrow()" : "anext()");
}

Value send_step(Thread& thread, AsyncStep& s, Ref value) {
  Generator& generator = as<Generator>(s.generator);
  if (s.state == AsyncStep::Closed) return reused(thread, s);
  Value sent(value);
  if (s.state == AsyncStep::Init) {
    if (generator.async_running && refuses_concurrent_use(thread.rt.release)) {
      if (guards_throw_and_close(thread.rt.release)) s.state = AsyncStep::Closed;
      return busy(thread, s);
    }
    if (value.is_none()) sent = s.value;
    s.state = AsyncStep::Iterating;
  }
  generator.async_running = true;
  Value result = unwrap(thread, generator, step(thread, generator, sent));
  if (!result) s.state = AsyncStep::Closed;
  return result;
}

// The end of athrow or aclose by the error that is set.
ErrorSet end_throw(Thread& thread, AsyncStep& s, Generator& generator) {
  generator.async_running = false;
  s.state = AsyncStep::Closed;
  if (ends_generator(thread) && s.closes) {
    thread.clear_error();
    return raise_class(thread, thread.rt.exc.StopIteration);
  }
  return error_set;
}

ErrorSet ignored_exit(Thread& thread, Generator& generator) {
  generator.async_running = false;
  return raise(thread, thread.rt.exc.RuntimeError, "async generator ignored GeneratorExit");
}

Value throw_step(Thread& thread, AsyncStep& s, Ref value) {
  Generator& generator = as<Generator>(s.generator);
  bool finished = generator.state == Generator::Finished;
  if (s.state == AsyncStep::Closed && !(finished && finished_comes_first(thread.rt.release))) return reused(thread, s);
  if (finished) {
    s.state = AsyncStep::Closed;
    return raise_class(thread, thread.rt.exc.StopIteration);
  }
  Value result;
  if (s.state == AsyncStep::Init) {
    if (generator.async_running && refuses_concurrent_use(thread.rt.release)) {
      s.state = AsyncStep::Closed;
      return busy(thread, s);
    }
    if (generator.closed) {
      s.state = AsyncStep::Closed;
      return s.closes ? raise_class(thread, thread.rt.exc.StopIteration) : raise_class(thread, thread.rt.exc.StopAsyncIteration);
    }
    if (!value.is_none()) return raise(thread, thread.rt.exc.RuntimeError, "can't send non-None value to a just-started coroutine");
    s.state = AsyncStep::Iterating;
    generator.async_running = true;
    if (s.closes) {
      generator.closed = true;
      Value exit{Ref(thread.rt.exc.GeneratorExit)};
      result = throw_into(thread, generator, Args{&exit, 1, {}});
      if (result && is<WrappedValue>(result)) return ignored_exit(thread, generator);
    } else {
      const Tuple& args = as<Tuple>(s.value);
      result = unwrap(thread, generator, throw_into(thread, generator, Args{args.items(), static_cast<std::uint32_t>(args.length), {}}));
    }
  } else {
    result = step(thread, generator, value);
    if (!s.closes) return unwrap(thread, generator, std::move(result));
    if (result && is<WrappedValue>(result)) return ignored_exit(thread, generator);
  }
  return result ? std::move(result) : Value(end_throw(thread, s, generator));
}

Value step_send(Thread& thread, Ref self, Ref value) {
  Value keep(self);
  AsyncStep& s = as<AsyncStep>(self);
  return s.throws ? throw_step(thread, s, value) : send_step(thread, s, value);
}
Value method_send(Thread& thread, Ref self, Args args) { return step_send(thread, self, args[0]); }
Value step_next(Thread& thread, Ref self) { return step_send(thread, self, none); }

Value method_throw(Thread& thread, Ref self, Args args) {
  AsyncStep& s = as<AsyncStep>(self);
  Value keep(self);
  if (s.throws && s.state == AsyncStep::Init && refuses_early_throw(thread.rt.release))
    return raise(thread, thread.rt.exc.RuntimeError, "can't send non-None value to a just-started coroutine");
  if (s.state == AsyncStep::Closed) return reused(thread, s);
  Generator& generator = as<Generator>(s.generator);
  if (s.state == AsyncStep::Init && guards_throw_and_close(thread.rt.release)) {
    if (generator.async_running) {
      s.state = AsyncStep::Closed;
      return busy(thread, s);
    }
    s.state = AsyncStep::Iterating;
    generator.async_running = true;
  }
  Value result = throw_into(thread, generator, args);
  if (!s.throws || !s.closes) {
    result = unwrap(thread, generator, std::move(result));
    if (!result) s.state = AsyncStep::Closed;
    return result;
  }
  if (result && is<WrappedValue>(result)) return ignored_exit(thread, generator);
  return result ? std::move(result) : Value(end_throw(thread, s, generator));
}
Value method_close(Thread& thread, Ref self, Args) {
  AsyncStep& s = as<AsyncStep>(self);
  if (!guards_throw_and_close(thread.rt.release)) s.state = AsyncStep::Closed;
  if (s.state == AsyncStep::Closed) return none_value();
  Value exit{Ref(thread.rt.exc.GeneratorExit)}, result = method_throw(thread, self, Args{&exit, 1, {}});
  if (result) return raise(thread, thread.rt.exc.RuntimeError, "coroutine ignored GeneratorExit");
  if (!ends_generator(thread) && !thread.error_is(thread.rt.exc.StopIteration)) return error_set;
  thread.clear_error();
  return none_value();
}
// An awaitable goes that nobody awaited.
bool step_finalize(Thread& thread, Ref self) {
  AsyncStep& s = as<AsyncStep>(self);
  if (s.state != AsyncStep::Init || !s.generator || !guards_throw_and_close(thread.rt.release)) return true;
  s.state = AsyncStep::Closed;
  std::string text = fmt::format("coroutine method '{}' of {} was never awaited", s.closes ? "aclose" : s.throws ? "athrow" : "asend", repr_utf8(thread, as<Generator>(s.generator).qualname));
  if (!warn(thread, thread.rt.exc.RuntimeWarning, text)) write_unraisable(thread, s.generator);
  return true;
}
Value itself(Thread&, Ref self) { return Value(self); }

constexpr Method step_methods[] = {
    {"close(self)", method_close},
    {"send(self, value, /)", method_send},
    {"throw(self, typ, val=None, tb=None, /)", method_throw},
};
void fill_step(Slots& slots, Runtime& runtime) {
  slots.iter = itself;
  slots.await = itself;
  slots.next = step_next;
  if (guards_throw_and_close(runtime.release)) slots.finalize = step_finalize;
}

// The first use tells the event loop (sys.set_asyncgen_hooks).
bool call_hooks(Thread& thread, Generator& generator) {
  if (generator.hooks_called) return true;
  generator.hooks_called = true;
  if (thread.async_hooks_finalizer && !thread.async_hooks_finalizer.is_none()) generator.finalizer = thread.async_hooks_finalizer;
  if (!thread.async_hooks_firstiter || thread.async_hooks_firstiter.is_none()) return true;
  Value hook = thread.async_hooks_firstiter;
  return static_cast<bool>(call(thread, hook, Ref(&generator)));
}

Value make_step(Thread& thread, Ref self, Ref value, bool throws, bool closes) {
  if (!call_hooks(thread, as<Generator>(self))) return error_set;
  AsyncStep* s = allocate<AsyncStep>(throws ? thread.rt.types.async_generator_athrow : thread.rt.types.async_generator_asend);
  s->generator = Value(self);
  s->value = Value(value);
  s->throws = throws, s->closes = closes;
  track(s);
  return own(s);
}

Value agen_anext(Thread& thread, Ref self) { return make_step(thread, self, none, false, false); }
Value agen_asend(Thread& thread, Ref self, Args args) { return make_step(thread, self, args[0], false, false); }
Value agen_aclose(Thread& thread, Ref self, Args) { return make_step(thread, self, none, true, true); }
Value agen_athrow(Thread& thread, Ref self, Args args) {
  std::uint32_t given = args.size();
  while (given > 1 && !args.data[given - 1]) --given;
  if (!warn_of_parts(thread, "athrow", Args{args.data, given, {}})) return error_set;
  Value tuple = make_tuple(thread, args.data, given);
  return make_step(thread, self, tuple, true, false);
}

Value agen_repr(Thread& thread, Ref self) {
  return native_str(thread, fmt::format("<async_generator object {} at {:#x}>", native_utf8(as<Generator>(self).qualname), self.raw()));
}

Value get_frame(Thread& thread, Ref self) {
  Generator& g = as<Generator>(self);
  return g.frame ? frame_object(thread, *g.frame) : none_value();
}
bool runs_asynchronously(const Release& r) { return r.since(3, 8); }
Value get_running(Thread& thread, Ref self) {
  const Generator& g = as<Generator>(self);
  return Value::of(runs_asynchronously(thread.rt.release) ? g.async_running : g.state == Generator::Running);
}
Value get_suspended(Thread&, Ref self) { return Value::of(as<Generator>(self).state == Generator::Suspended); }
Value get_code(Thread&, Ref self) { return as<Generator>(self).code; }
Value get_await(Thread&, Ref self) {
  Ref delegate = generator_delegate(as<Generator>(self));
  return Value(delegate ? delegate : none);
}
Value get_name(Thread&, Ref self) { return as<Generator>(self).name; }
Value get_qualname(Thread&, Ref self) { return as<Generator>(self).qualname; }
template <Value Generator::*field>
bool set_text(Thread& thread, Ref self, Ref value) {
  if (!is<Text>(value)) return raise_type_error(thread, "{} must be set to a string object", field == &Generator::name ? "__name__" : "__qualname__");
  as<Generator>(self).*field = Value(value);
  return true;
}
Value class_getitem(Thread& thread, Ref self, Args args) { return make_generic_alias(thread, self, args[0]); }

constexpr Method agen_methods[] = {
    {"__class_getitem__(cls, item, /)", class_getitem, since(3, 9), Method::Class},
    {"aclose(self)", agen_aclose},
    {"asend(self, value, /)", agen_asend},
    {"athrow(self, typ, val=None, tb=None, /)", agen_athrow},
};
constexpr GetSetRow agen_getset[] = {
    {"__name__", get_name, set_text<&Generator::name>},
    {"__qualname__", get_qualname, set_text<&Generator::qualname>},
    {"ag_await", get_await},
    {"ag_code", get_code},
    {"ag_frame", get_frame},
    {"ag_running", get_running},
    {"ag_suspended", get_suspended, nullptr, since(3, 12)},
};

// PEP 525: the event loop's finalizer takes over; without one nothing can be awaited any more.
bool agen_finalize(Thread& thread, Ref self) {
  Generator& generator = as<Generator>(self);
  if (generator.state == Generator::Finished) return true;
  if (generator.finalizer && !generator.closed) {
    Value finalizer = generator.finalizer;
    if (!call(thread, finalizer, self)) write_unraisable(thread, self);
    return true;
  }
  if (generator.state == Generator::Created) return true;
  if (!generator_close(thread, self)) write_unraisable(thread, self);
  return true;
}

void fill_agen(Slots& slots, Runtime&) {
  slots.repr = agen_repr;
  slots.aiter = itself;
  slots.anext = agen_anext;
  slots.finalize = agen_finalize;
}

// coroutine_wrapper

Value wrapper_step(Thread& thread, Ref self, Ref value) {
  CoroutineWrapper& w = as<CoroutineWrapper>(self);
  if (w.ready) {
    Value ready = std::move(w.ready);
    return raise_stop(thread, ready);
  }
  Value coroutine = w.coroutine;
  if (!coroutine) return raise(thread, thread.rt.exc.RuntimeError, "cannot reuse already awaited coroutine");
  return generator_send(thread, coroutine, value);
}
Value wrapper_send(Thread& thread, Ref self, Args args) { return wrapper_step(thread, self, args[0]); }
Value wrapper_next(Thread& thread, Ref self) { return wrapper_step(thread, self, none); }
Value wrapper_throw(Thread& thread, Ref self, Args args) {
  Value coroutine = as<CoroutineWrapper>(self).coroutine;
  return coroutine ? generator_throw(thread, coroutine, args) : none_value();
}
Value wrapper_close(Thread& thread, Ref self, Args) {
  Value coroutine = as<CoroutineWrapper>(self).coroutine;
  return !coroutine || generator_close(thread, coroutine) ? none_value() : Value();
}

constexpr Method wrapper_methods[] = {
    {"close(self)", wrapper_close},
    {"send(self, value, /)", wrapper_send},
    {"throw(self, typ, val=None, tb=None, /)", wrapper_throw},
};
void fill_wrapper(Slots& slots, Runtime&) {
  slots.iter = itself;
  slots.next = wrapper_next;
}
void fill_ready(Slots& slots, Runtime& runtime) {
  fill_wrapper(slots, runtime);
  slots.await = itself;
}

const TypeSpec wrapper_spec{.name = "coroutine_wrapper", .layout = layout_of<CoroutineWrapper>, .flags = DisallowInstantiation, .methods = wrapper_methods, .fill = fill_wrapper};
const TypeSpec ready_spec{.name = "aiter_wrapper", .layout = layout_of<CoroutineWrapper>, .flags = DisallowInstantiation, .fill = fill_ready};
const TypeSpec agen_spec{.name = "async_generator", .layout = layout_of<Generator>, .flags = HasWeakrefs | DisallowInstantiation, .methods = agen_methods, .getset = agen_getset,
                         .fill = fill_agen};
const TypeSpec asend_spec{.name = "async_generator_asend", .layout = layout_of<AsyncStep>, .flags = DisallowInstantiation, .methods = step_methods, .fill = fill_step};
const TypeSpec athrow_spec{.name = "async_generator_athrow", .layout = layout_of<AsyncStep>, .flags = DisallowInstantiation, .methods = step_methods, .fill = fill_step};
const TypeSpec wrapped_spec{.name = "async_generator_wrapped_value", .layout = layout_of<WrappedValue>, .flags = DisallowInstantiation};

}  // namespace

Value make_coroutine_wrapper(Thread& thread, Ref coroutine) {
  CoroutineWrapper* w = allocate<CoroutineWrapper>(thread.rt.types.coroutine_wrapper);
  w->coroutine = Value(coroutine);
  track(w);
  return own(w);
}

Value ready_awaitable(Thread& thread, Ref value) {
  CoroutineWrapper* w = allocate<CoroutineWrapper>(thread.rt.types.ready_awaitable);
  w->ready = Value(value);
  track(w);
  return own(w);
}

Value wrap_async_value(Thread& thread, Ref value) {
  WrappedValue* w = allocate<WrappedValue>(thread.rt.types.async_generator_wrapped);
  w->value = Value(value);
  track(w);
  return own(w);
}

void make_async_types(Runtime& runtime) {
  Types& types = runtime.types;
  if (!has_coroutines(runtime.release)) return;
  types.coroutine_wrapper = make_builtin_type(runtime, wrapper_spec);
  types.ready_awaitable = make_builtin_type(runtime, ready_spec);
  if (!has_async_generators(runtime.release)) return;
  types.async_generator = make_builtin_type(runtime, agen_spec);
  types.async_generator_asend = make_builtin_type(runtime, asend_spec);
  types.async_generator_athrow = make_builtin_type(runtime, athrow_spec);
  types.async_generator_wrapped = make_builtin_type(runtime, wrapped_spec);
}

}  // namespace xvm
