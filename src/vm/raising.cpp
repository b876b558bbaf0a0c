#include "vm/raising.h"

#include "objects/class_obj.h"
#include "objects/exception.h"
#include "objects/function.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/loop_calls.h"
#include "vm/operators.h"
#include "vm/warnings.h"

namespace xvm {

namespace {

bool suppresses_context(const Release& r) { return r.since(3, 3); }
bool has_exit_error_type(const Release& r) { return r.since(3, 11); }
bool refuses_odd_instances(const Release& r) { return r.since(2, 7); }
bool raises_strings(const Release& r) { return r.until(2, 5); }
const char* raisable_words(const Release& r) {
  return raises_strings(r) ? "classes, instances, or strings (deprecated)" : "old-style classes or derived from BaseException";
}
bool looks_on_type(const Release& r) { return r.since(2, 7) && !(r.since(3, 0) && r.until(3, 1)); }

// An exception from a class or an instance; null with the error set.
Value instance_of(Thread& thread, Ref v, const char* refusal) {
  if (is_exception(v)) return Value(v);
  if (!is_exception_class(v)) return raise(thread, thread.rt.exc.TypeError, refusal);
  Value made = call(thread, v);
  if (made && !is_exception(made))
    return raise_type_error(thread, "calling {} should have returned an instance of BaseException, not {}", repr_utf8(thread, v),
                            repr_utf8(thread, Ref(type_of(thread, made))));
  return made;
}

}  // namespace

void raise_statement(Thread& thread, Ref exception, Ref cause) {
  Value value = instance_of(thread, exception, "exceptions must derive from BaseException");
  if (!value) return;
  if (cause) {
    Value from;
    if (!cause.is_none()) {
      from = instance_of(thread, cause, "exception causes must derive from BaseException");
      if (!from) return;
    }
    Exception& e = as<Exception>(value);
    e.cause = std::move(from);
    if (suppresses_context(thread.rt.release)) e.suppress_context = true;
  }
  raise_instance(thread, value);
}

bool raise_again(Thread& thread) {
  ExceptionState* state = handling(thread);
  if (!state || !state->handled.type) {
    if (thread.rt.python2())
      return raise_type_error(thread, "exceptions must be {}, not NoneType", raisable_words(thread.rt.release));
    return raise(thread, thread.rt.exc.RuntimeError, "No active exception to reraise");
  }
  ErrorState again = state->handled;
  if (is<Exception>(again.value) && as<Exception>(again.value).traceback && !thread.rt.python2()) again.traceback = as<Exception>(again.value).traceback;
  thread.restore_error(std::move(again));
  return true;
}

bool raise_statement_2(Thread& thread, Ref type_ref, Ref value_ref, Ref traceback_ref) {
  if (!type_ref) return raise_again(thread);
  Value type(type_ref), value(value_ref ? value_ref : none), traceback(traceback_ref ? traceback_ref : none);
  if (!traceback.is_none() && !is<Traceback>(traceback)) return raise_type_error(thread, "raise: arg 3 must be a traceback or None");
  while (is<Tuple>(type) && as<Tuple>(type).length > 0) type = Value(as<Tuple>(type)[0]);
  if (is_raisable_class(type)) {
    ErrorState error{type, value.is_none() ? Value() : value, {}};
    thread.restore_error(std::move(error));
    if (!normalize_error(thread, thread.error)) return false;
    Value made = thread.error.value;
    if (refuses_odd_instances(thread.rt.release) && !is_raisable(made)) {
      thread.clear_error();
      return raise_type_error(thread, "calling {}() should have returned an instance of BaseException, not '{}'",
                              exception_class_name(thread, type), type_name(thread, made));
    }
  } else if (is_raisable(type)) {
    if (!value.is_none()) return raise_type_error(thread, "instance exception may not have a separate value");
    ErrorState error{class_of_exception(thread, type), type, {}};
    thread.restore_error(std::move(error));
  } else if (raises_strings(thread.rt.release) && is_native_str(thread, type)) {
    if (!warn(thread, thread.rt.exc.DeprecationWarning, "raising a string exception is deprecated")) return false;
    thread.restore_error(ErrorState{type, std::move(value), {}});
  } else {
    return raise_type_error(thread, "exceptions must be {}, not {}", raisable_words(thread.rt.release), type_name(thread, type));
  }
  if (traceback.is_none()) return false;
  thread.error.traceback = std::move(traceback);
  return true;
}

namespace {

Value special(Thread& thread, Ref manager, Ref name) {
  return looks_on_type(thread.rt.release) ? lookup_special(thread, manager, name) : find_attribute(thread, manager, name);
}

ErrorSet missing_protocol(Thread& thread, Ref manager, Ref name, const char* protocol, bool exit_missing) {
  if (!has_exit_error_type(thread.rt.release)) {
    bool on_type = looks_on_type(thread.rt.release) && !is<OldInstance>(manager);
    if (on_type) return raise(thread, thread.rt.exc.AttributeError, native_utf8(name));
    Value unused = get_attribute(thread, manager, name);
    return error_set;
  }
  return raise_type_error(thread, "'{}' object does not support the {} protocol{}", type_name(thread, manager), protocol,
                          exit_missing ? fmt::format(" (missed {} method)", native_utf8(name)) : "");
}

bool exit_looked_up_first(const Release& r) { return r.until(3, 5); }
bool async_exit_looked_up_first(const Release& r) { return r.until(3, 8); }

Value enter(Thread& thread, Ref manager, Ref enter_name, Ref exit_name, const char* protocol, bool exit_first, Value& exit) {
  Value entering;
  auto find_exit = [&] {
    exit = special(thread, manager, exit_name);
    return exit || (!thread.has_error() && missing_protocol(thread, manager, exit_name, protocol, true));
  };
  if (exit_first && !find_exit()) return error_set;
  entering = special(thread, manager, enter_name);
  if (!entering) {
    if (!thread.has_error()) missing_protocol(thread, manager, enter_name, protocol, false);
    return error_set;
  }
  if (!exit && !find_exit()) return error_set;
  return call(thread, entering);
}

}  // namespace

Value enter_context(Thread& thread, Ref manager, Value& exit) {
  const Names& names = thread.rt.names;
  return enter(thread, manager, names.enter__, names.exit__, "context manager", exit_looked_up_first(thread.rt.release), exit);
}

int enter_manager(Thread& thread, Frame& frame) {
  Ref manager = frame.peek();
  if (!looks_on_type(thread.rt.release) || !manager.is_object() || !(manager.object()->flags & HeapInstance)) return 0;
  Type* type = manager.object()->type;
  Ref entering = type_find(type, thread.rt.names.enter__), leaving = type_find(type, thread.rt.names.exit__);
  if (!can_be_entered(entering, 1) || !is<Function>(leaving)) return 0;
  Value exit = thread.rt.types.function->slots.descr_get(thread, leaving, manager, Ref(type)), self = frame.pop();
  if (!exit) return -1;
  frame.push(std::move(exit));
  Frame* callee = push_counted(thread, Value(entering), std::move(self), nullptr, 0, levels_of_method(thread), ReturnTo::Push);
  if (!callee) return -1;
  thread.frame = callee;
  return 1;
}

int enter_exit(Thread& thread, Ref exit, Ref type, Ref value, Ref traceback) {
  const BoundMethod* method = is_exact<BoundMethod>(exit) ? &as<BoundMethod>(exit) : nullptr;
  if (!method || !can_be_entered(method->function, 4)) return 0;
  Value arguments[] = {Value(type), Value(value), Value(traceback)};
  Frame* callee = push_counted(thread, method->function, method->self, arguments, 3, levels_of_method(thread), ReturnTo::Push);
  if (!callee) return -1;
  thread.frame = callee;
  return 1;
}

Value enter_async_context(Thread& thread, Ref manager, Value& exit) {
  const Names& names = thread.rt.names;
  return enter(thread, manager, names.aenter__, names.aexit__, "asynchronous context manager", async_exit_looked_up_first(thread.rt.release), exit);
}

}  // namespace xvm
