// The types of generators and coroutines: send, throw, close, and their attributes. Async generators are in async_generator.cpp.
#include "objects/async.h"
#include "objects/code.h"
#include "objects/exception.h"
#include "objects/generator.h"
#include "objects/generic_alias.h"
#include "objects/source_lines.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "bytecode/decoded.h"
#include "generated/ops.h"
#include "vm/builtin_types.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/loop.h"
#include "vm/loop_slow.h"
#include "vm/operators.h"
#include "vm/raising.h"
#include "vm/runtime.h"
#include "vm/warnings.h"

namespace xvm {

namespace {

bool refuses_reused_coroutine(const Release& r) { return r.since(3, 5); }

const char* kind_name(Thread& thread, const Generator& g) {
  if (g.type == thread.rt.types.coroutine) return "coroutine";
  return g.type == thread.rt.types.async_generator ? "async generator" : "generator";
}

bool is_coroutine(Thread& thread, const Generator& g) { return g.type == thread.rt.types.coroutine; }

// StopIteration(value); no argument for None.
ErrorSet raise_stop(Thread& thread, Ref value) {
  if (value.is_none()) return raise_class(thread, thread.rt.exc.StopIteration);
  // A tuple or exception must not be taken for the arguments themselves.
  Value exception = new_exception(thread, thread.rt.exc.StopIteration, {value});
  return exception ? raise_instance(thread, exception) : error_set;
}

Value outcome(Thread& thread, Resumed resumed, Value result) {
  if (resumed == Resumed::Returned) return raise_stop(thread, result);
  return resumed == Resumed::Yielded ? std::move(result) : Value();
}

}  // namespace

Resumed resume_checked(Thread& thread, Generator& generator, Ref value, Value& result) {
  if (generator.state == Generator::Running) {
    raise_value_error(thread, "{} already executing", kind_name(thread, generator));
    return Resumed::Raised;
  }
  if (generator.state == Generator::Finished) {
    if (is_coroutine(thread, generator) && refuses_reused_coroutine(thread.rt.release)) {
      raise(thread, thread.rt.exc.RuntimeError, "cannot reuse already awaited coroutine");
      return Resumed::Raised;
    }
    result = none_value();
    return Resumed::Returned;
  }
  if (generator.state == Generator::Created && !value.is_none()) {
    raise_type_error(thread, "can't send non-None value to a just-started {}", kind_name(thread, generator));
    return Resumed::Raised;
  }
  return resume(thread, generator, value, false, result);
}

Value take_stop_iteration_value(Thread& thread) {
  if (!normalize_error(thread, thread.error)) return Value();
  ErrorState error = thread.take_error();
  if (!is<Exception>(error.value)) return none_value();
  const Value& value = as<Exception>(error.value).fields[exception_field::value];
  return value ? value : none_value();
}

Ref generator_delegate(Generator& generator) {
  Frame* frame = generator.frame;
  if (!frame || generator.state != Generator::Suspended || frame->depth() == 0) return {};
  std::size_t at = frame->instruction();
  const std::vector<Ins>& code = frame->code->plain;
  auto op_at = [&](std::size_t i) { return i < code.size() ? static_cast<Op>(code[i].op) : Op::NOP; };
  if (op_at(at + 1) == Op::YIELD_FROM) return frame->peek();
  // From 3.11: the yield between a SEND and a RESUME that says so.
  bool delegates = op_at(at) == Op::YIELD_VALUE && op_at(at + 1) == Op::RESUME && (code[at + 1].arg & 3) >= 2;
  return delegates ? frame->peek() : Ref();
}

Value generator_send(Thread& thread, Ref self, Ref value) {
  Value result, keep(self);
  Resumed resumed = resume_checked(thread, as<Generator>(self), value, result);
  return outcome(thread, resumed, std::move(result));
}

namespace {

Value generator_next(Thread& thread, Ref self) {
  Generator& generator = as<Generator>(self);
  Value result, keep(self);
  switch (resume_checked(thread, generator, none, result)) {
    case Resumed::Yielded: return result;
    case Resumed::Returned:
      if (!result.is_none()) raise_stop(thread, result);
      return Value();
    case Resumed::Raised: break;
  }
  return Value();
}

// Raises the error that is set inside the generator.
Value throw_inside(Thread& thread, Generator& generator) {
  if (generator.state == Generator::Running) {
    thread.clear_error();
    return raise_value_error(thread, "{} already executing", kind_name(thread, generator));
  }
  if (generator.state == Generator::Finished) {
    if (is_coroutine(thread, generator) && refuses_reused_coroutine(thread.rt.release)) {
      thread.clear_error();
      return raise(thread, thread.rt.exc.RuntimeError, "cannot reuse already awaited coroutine");
    }
    return error_set;
  }
  Value result;
  Resumed resumed = resume(thread, generator, {}, true, result);
  return outcome(thread, resumed, std::move(result));
}

// The delegate is done for: the frame goes on behind its yield from. To 3.10 behind YIELD_FROM, in 3.11 at SEND's target.
void drop_delegate(Generator& generator) {
  Frame* frame = generator.frame;
  const std::vector<Ins>& code = frame->code->plain;
  std::size_t at = frame->instruction();
  if (static_cast<Op>(code[at + 1].op) == Op::YIELD_FROM) {
    frame->drop(1);
    frame->pc = frame->stream + at + 1;
    return;
  }
  for (std::size_t i = at; i-- > 0;) {
    Op op = static_cast<Op>(code[i].op);
    if (op != Op::SEND && op != Op::SEND_POP) continue;
    if (op == Op::SEND_POP) frame->drop(1);
    frame->pc = frame->stream + code[i].arg - 1;
    return;
  }
}

// From 3.12 the exception is raised at the yield itself and CLEANUP_THROW takes the value of a StopIteration.
bool cleans_up_throws(const Release& r) { return r.since(3, 12); }

Value go_on_after_delegate(Thread& thread, Generator& generator) {
  if (cleans_up_throws(*generator.frame->code->release)) return throw_inside(thread, generator);
  if (!thread.error_is(thread.rt.exc.StopIteration)) {
    drop_delegate(generator);
    return throw_inside(thread, generator);
  }
  Value value = take_stop_iteration_value(thread);
  drop_delegate(generator);
  Value result;
  Resumed resumed = resume(thread, generator, value, false, result);
  return outcome(thread, resumed, std::move(result));
}

bool close_delegate(Thread& thread, Ref delegate) {
  if (is<Generator>(delegate)) return generator_close(thread, delegate);
  Value method = find_attribute(thread, delegate, thread.rt.names.close_);
  if (!method) {
    if (thread.has_error()) write_unraisable(thread, delegate);
    return true;
  }
  return static_cast<bool>(call(thread, method));
}

bool throws_strings(const Release& r) { return r.until(2, 5); }
const char* throwable_words(const Release& r) {
  return r.python2() ? ", or instances" : " or instances deriving from BaseException";
}

// The error that throw(type, value, traceback) describes, set; false with another one set when it describes none.
bool set_thrown(Thread& thread, Args args) {
  Value type(args[0]), value(args.size() > 1 && args[1] ? args[1] : none), traceback(args.size() > 2 && args[2] ? args[2] : none);
  if (!traceback.is_none() && !is<Traceback>(traceback)) return raise_type_error(thread, "throw() third argument must be a traceback object");
  if (is_raisable_class(type)) {
    thread.restore_error(ErrorState{type, value.is_none() ? Value() : value, {}});
    (void)normalize_error(thread, thread.error);   // what the constructor raises is thrown in its place
  } else if (is_raisable(type)) {
    if (!value.is_none()) return raise_type_error(thread, "instance exception may not have a separate value");
    Value of_class = class_of_exception(thread, type);
    Value own_traceback = is<Exception>(type) ? as<Exception>(type).traceback : Value();
    thread.restore_error(ErrorState{std::move(of_class), type, std::move(own_traceback)});
  } else if (throws_strings(thread.rt.release) && is_native_str(thread, type)) {
    thread.restore_error(ErrorState{type, std::move(value), {}});
  } else {
    return raise_type_error(thread, "exceptions must be classes{}, not {}", throwable_words(thread.rt.release), type_name(thread, type));
  }
  if (is<Traceback>(traceback)) thread.error.traceback = std::move(traceback);
  return true;
}

}  // namespace

namespace {

// The frame of a generator stands in the stack while its delegate handles a throw.
class StackedFrame {
 public:
  StackedFrame(Thread& thread, Frame* frame, bool wanted) : thread_(thread), frame_(wanted ? frame : nullptr) {
    if (!frame_) return;
    frame_->back = thread.frame;
    thread.frame = frame_;
  }
  ~StackedFrame() {
    if (!frame_) return;
    thread_.frame = frame_->back;
    frame_->back = nullptr;
  }
  StackedFrame(const StackedFrame&) = delete;
  StackedFrame& operator=(const StackedFrame&) = delete;

 private:
  Thread& thread_;
  Frame* frame_;
};

bool stacks_generators(const Release& r) { return r.since(3, 9); }

}  // namespace

bool warn_of_parts(Thread& thread, const char* method, Args args) {
  if (args.positional < 2 || !thread.rt.in(since(3, 12))) return true;
  return warn(thread, thread.rt.exc.DeprecationWarning, fmt::format("the (type, exc, tb) signature of {}() is deprecated, use the single-arg signature instead.", method));
}

Value generator_throw(Thread& thread, Ref self, Args args) {
  Generator& generator = as<Generator>(self);
  Value keep(self);
  if (Value delegate{generator_delegate(generator)}) {
    bool exits = false;
    if (is<Type>(args[0])) exits = is_subtype(&as<Type>(args[0]), thread.rt.exc.GeneratorExit);
    else exits = is_exception(args[0]) && is_subtype(args[0].object()->type, thread.rt.exc.GeneratorExit);
    Value result;
    generator.state = Generator::Running;
    if (exits) {
      bool closed = close_delegate(thread, delegate);
      generator.state = Generator::Suspended;
      return closed && !set_thrown(thread, args) ? Value() : go_on_after_delegate(thread, generator);
    }
    if (is<Generator>(delegate)) {
      StackedFrame stacked(thread, generator.frame, stacks_generators(thread.rt.release));
      result = generator_throw(thread, delegate, args);
    } else {
      Value method = find_attribute(thread, delegate, thread.rt.names.throw_);
      if (!method) {
        generator.state = Generator::Suspended;
        if (thread.has_error() || !set_thrown(thread, args)) return error_set;
        return throw_inside(thread, generator);
      }
      result = call(thread, method, args);
    }
    generator.state = Generator::Suspended;
    return result ? std::move(result) : go_on_after_delegate(thread, generator);
  }
  return set_thrown(thread, args) ? throw_inside(thread, generator) : Value();
}

// From 3.13 RESUME tells that its yield stands in no try statement; such a generator is closed without going on.
static bool catches_nothing(const Frame& frame) {
  constexpr std::uint32_t outermost = 4;
  const std::vector<Ins>& code = frame.code->plain;
  std::size_t at = frame.instruction();
  if (!frame.code->release->since(3, 13) || at + 1 >= code.size() || static_cast<Op>(code[at].op) != Op::YIELD_VALUE) return false;
  return static_cast<Op>(code[at + 1].op) == Op::RESUME && (code[at + 1].arg & outermost);
}

bool generator_close(Thread& thread, Ref self, Value* value) {
  Generator& generator = as<Generator>(self);
  Value keep(self);
  if (generator.state == Generator::Created) {
    finish_generator(thread, generator);
    return true;
  }
  if (generator.state == Generator::Finished) return true;
  if (Value delegate{generator_delegate(generator)}) {
    generator.state = Generator::Running;
    bool closed = close_delegate(thread, delegate);
    generator.state = Generator::Suspended;
    if (closed) raise_class(thread, thread.rt.exc.GeneratorExit);
    if (!cleans_up_throws(*generator.frame->code->release)) drop_delegate(generator);
  } else if (generator.state == Generator::Suspended && catches_nothing(*generator.frame)) {
    finish_generator(thread, generator);
    return true;
  } else if (generator.state != Generator::Running) {
    raise_class(thread, thread.rt.exc.GeneratorExit);
  }
  Value result = throw_inside(thread, generator);
  if (result) return raise_format(thread, thread.rt.exc.RuntimeError, "{} ignored GeneratorExit", kind_name(thread, generator));
  if (value && thread.error_is(thread.rt.exc.StopIteration)) {
    *value = take_stop_iteration_value(thread);
    return static_cast<bool>(*value);
  }
  return catch_error(thread, thread.rt.exc.StopIteration) || catch_error(thread, thread.rt.exc.GeneratorExit);
}

namespace {

Value method_send(Thread& thread, Ref self, Args args) { return generator_send(thread, self, args[0]); }
// Only what was given is handed on: a delegate's throw() has defaults of its own.
Value method_throw(Thread& thread, Ref self, Args args) {
  while (args.positional && !args[args.positional - 1]) --args.positional;
  if (!warn_of_parts(thread, "throw", args)) return error_set;
  return generator_throw(thread, self, args);
}
bool close_returns_value(const Release& r) { return r.since(3, 13); }
Value method_close(Thread& thread, Ref self, Args) {
  Value result;
  if (!generator_close(thread, self, close_returns_value(thread.rt.release) ? &result : nullptr)) return error_set;
  return result ? std::move(result) : none_value();
}
Value itself(Thread&, Ref self) { return Value(self); }

bool has_qualname(const Release& r) { return r.since(3, 5); }

Value generator_repr(Thread& thread, Ref self) {
  Generator& g = as<Generator>(self);
  TextBuilder out(thread);
  out.add(g.type == thread.rt.types.async_generator ? "<async_generator object " : g.type == thread.rt.types.coroutine ? "<coroutine object " : "<generator object ");
  out.add_value(has_qualname(thread.rt.release) ? g.qualname : g.name);
  out.add(fmt::format(" at {:#x}>", self.raw()));
  return out.finish();
}

bool drops_unstarted(const Release& r) { return r.until(3, 11); }

// __del__ of a suspended one: closes it, so that its finally bodies run (PEP 342).
bool generator_finalize(Thread& thread, Ref self) {
  Generator& generator = as<Generator>(self);
  if (generator.state == Generator::Created && drops_unstarted(thread.rt.release)) finish_generator(thread, generator);
  if (generator.state != Generator::Suspended) return true;
  if (!generator_close(thread, self)) write_unraisable(thread, self);
  return true;
}

bool imports_warner(const Release& r) { return r.since(3, 7); }

// "coroutine 'f' was never awaited", with where it was made if that was kept.
bool warn_unawaited(Thread& thread, Ref self) {
  Generator& coroutine = as<Generator>(self);
  std::string text = fmt::format("coroutine '{}' was never awaited", native_utf8(coroutine.qualname));
  if (const Tuple* origin = try_as<Tuple>(coroutine.origin)) {
    SourceFiles files(thread);
    text += "\nCoroutine created at (most recent call last)\n";
    for (std::size_t i = origin->length; i-- > 0;) {
      const Tuple& place = as<Tuple>((*origin)[i]);
      int line = static_cast<int>(place[1].small_int());
      text += fmt::format("  File \"{}\", line {}, in {}\n", native_utf8(place[0]), line, native_utf8(place[2]));
      const std::string* source = files.line(native_utf8(place[0]), line);
      std::size_t start = source ? source->find_first_not_of(" \t\f") : std::string::npos;
      if (start != std::string::npos) text += "    " + source->substr(start) + "\n";
    }
    text.pop_back();
  }
  Value message = native_str(thread, text), held(self);
  return warn_value(thread, Ref(thread.rt.exc.RuntimeWarning), message, 1, imports_warner(thread.rt.release) ? Ref(held) : Ref());
}

// One that was never started has only that to say.
bool coroutine_finalize(Thread& thread, Ref self) {
  if (as<Generator>(self).state != Generator::Created) return generator_finalize(thread, self);
  if (!warn_unawaited(thread, self)) write_unraisable(thread, self);
  return true;
}

Value get_frame(Thread& thread, Ref self) {
  Generator& g = as<Generator>(self);
  return g.frame ? frame_object(thread, *g.frame) : none_value();
}
bool running_is_bool(const Release& r) { return r.since(3, 3); }
Value get_running(Thread& thread, Ref self) {
  bool running = as<Generator>(self).state == Generator::Running;
  return running_is_bool(thread.rt.release) ? Value::of(running) : Value::small(running);
}
Value get_suspended(Thread&, Ref self) { return Value::of(as<Generator>(self).state == Generator::Suspended); }
Value get_code(Thread&, Ref self) { return as<Generator>(self).code; }
Value get_delegate(Thread&, Ref self) {
  Ref delegate = generator_delegate(as<Generator>(self));
  return Value(delegate ? delegate : none);
}
Value get_name(Thread&, Ref self) { return as<Generator>(self).name; }
Value get_qualname(Thread&, Ref self) { return as<Generator>(self).qualname; }
Value get_origin(Thread&, Ref self) { return as<Generator>(self).origin ? as<Generator>(self).origin : none_value(); }
bool set_name(Thread& thread, Ref self, Ref value) {
  if (!is_native_str(thread, value)) return raise_type_error(thread, "__name__ must be set to a string object");
  as<Generator>(self).name = Value(value);
  return true;
}
bool set_qualname(Thread& thread, Ref self, Ref value) {
  if (!is_native_str(thread, value)) return raise_type_error(thread, "__qualname__ must be set to a string object");
  as<Generator>(self).qualname = Value(value);
  return true;
}

Value class_getitem(Thread& thread, Ref self, Args args) { return make_generic_alias(thread, self, args[0]); }

constexpr Method generator_methods[] = {
    {"__class_getitem__(cls, item, /)", class_getitem, since(3, 13), Method::Class},
    {"close(self)", method_close},
    {"send(self, arg, /)", method_send},
    {"throw(self, typ, val=None, tb=None, /)", method_throw},
};
constexpr GetSetRow generator_getset[] = {
    {"gi_code", get_code, nullptr, since(2, 6)},
    {"gi_frame", get_frame},
    {"gi_running", get_running},
    {"gi_suspended", get_suspended, nullptr, since(3, 11)},
    {"gi_yieldfrom", get_delegate, nullptr, since(3, 5)},
    {"__name__", get_name, nullptr, between(2, 6, 3, 4)},
    {"__name__", get_name, set_name, since(3, 5)},
    {"__qualname__", get_qualname, set_qualname, since(3, 5)},
};
constexpr GetSetRow coroutine_getset[] = {
    {"cr_await", get_delegate},
    {"cr_code", get_code},
    {"cr_frame", get_frame},
    {"cr_origin", get_origin, nullptr, since(3, 7)},
    {"cr_running", get_running},
    {"cr_suspended", get_suspended, nullptr, since(3, 11)},
    {"__name__", get_name, set_name},
    {"__qualname__", get_qualname, set_qualname},
};


void fill_generator(Slots& slots, Runtime&) {
  slots.repr = generator_repr;
  slots.iter = itself;
  slots.next = generator_next;
  slots.finalize = generator_finalize;
}

const TypeSpec generator_spec{.name = "generator", .layout = layout_of<Generator>, .flags = HasWeakrefs | DisallowInstantiation, .methods = generator_methods,
                              .getset = generator_getset, .fill = fill_generator};

Value coroutine_await(Thread& thread, Ref self) { return make_coroutine_wrapper(thread, self); }

void fill_coroutine(Slots& slots, Runtime&) {
  slots.repr = generator_repr;
  slots.await = coroutine_await;
  slots.finalize = coroutine_finalize;
}

const TypeSpec coroutine_spec{.name = "coroutine", .layout = layout_of<Generator>, .flags = HasWeakrefs | DisallowInstantiation, .methods = generator_methods,
                              .getset = coroutine_getset, .fill = fill_coroutine};

bool has_coroutines(const Release& r) { return r.since(3, 5); }

}  // namespace

void make_generator_types(Runtime& runtime) {
  runtime.types.generator = make_builtin_type(runtime, generator_spec);
  if (has_coroutines(runtime.release)) runtime.types.coroutine = make_builtin_type(runtime, coroutine_spec);
}

}  // namespace xvm
