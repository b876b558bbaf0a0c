// Setting, matching and normalising errors.
#include "vm/errors.h"

#include <cstring>

#include "objects/class_obj.h"
#include "objects/exception.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/operators.h"
#include "vm/warnings.h"

namespace xvm {

// 2.x keeps class and argument apart until someone looks at the error.
static bool makes_exceptions_late(const Release& release) { return release.python2(); }
static bool says_normalizing(const Release& release) { return release.since(3, 6); }
static bool has_recursion_error(const Release& release) { return release.since(3, 5); }
static bool matches_by_subclass_check(const Release& release) { return release.python2(); }
static bool warns_of_caught_strings(const Release& release) { return release.since(2, 6) && release.until(2, 7); }

static ErrorSet set_error(Thread& thread, Ref type, Value value, Value traceback) {
  ErrorState error;
  error.type = type;
  error.value = std::move(value);
  error.traceback = std::move(traceback);
  ErrorState old = std::exchange(thread.error, std::move(error));
  return error_set;
}

// Sets an error with an exception just made from a class of ours.
static ErrorSet set_fresh(Thread& thread, Type* type, Value exception) {
  if (!exception) return error_set;
  chain_context(thread, exception);
  Type* made = exception.is_object() ? exception.object()->type : type;
  return set_error(thread, Ref(made), std::move(exception), Value());
}

ErrorSet raise(Thread& thread, Type* type, std::string_view message) {
  Value text = native_str(thread, message);
  if (!text) return error_set;
  if (makes_exceptions_late(thread.rt.release)) return set_error(thread, Ref(type), std::move(text), Value());
  return set_fresh(thread, type, new_exception(thread, type, {text.ref()}));
}

ErrorSet raise_value(Thread& thread, Type* type, Ref argument) {
  if (!makes_exceptions_late(thread.rt.release)) return set_fresh(thread, type, new_exception(thread, type, {argument}));
  Value value(argument);
  if (is<Tuple>(argument) || argument.is_none() || is<Exception>(argument) || type == thread.rt.exc.KeyError) value = make_tuple(thread, {argument});
  if (!value) return error_set;
  return set_error(thread, Ref(type), std::move(value), Value());
}

ErrorSet raise_class(Thread& thread, Type* type) {
  if (makes_exceptions_late(thread.rt.release)) return set_error(thread, Ref(type), Value(), Value());
  return set_fresh(thread, type, new_exception(thread, type, {}));
}

ErrorSet raise_instance(Thread& thread, Ref exception) {
  Value held(exception);
  Value type = class_of_exception(thread, exception);
  chain_context(thread, exception);
  Value traceback;
  if (const Exception* e = try_as<Exception>(exception); e && !thread.rt.python2()) traceback = e->traceback;
  return set_error(thread, type, std::move(held), std::move(traceback));
}

ErrorSet raise_errno(Thread& thread, int error, Ref file_name) { return raise_errno(thread, thread.rt.exc.OSError, error, file_name); }

ErrorSet raise_errno(Thread& thread, Type* type, int error, Ref file_name) {
  char buffer[256];
  Value text = native_str(thread, strerror_r(error, buffer, sizeof buffer));
  if (!text) return error_set;
  Value number = Value::small(error);
  Value exception = file_name ? new_exception(thread, type, {number.ref(), text.ref(), file_name}) : new_exception(thread, type, {number.ref(), text.ref()});
  return set_fresh(thread, type, std::move(exception));
}

ErrorSet raise_overflow(Thread& thread, std::string_view message) { return raise(thread, thread.rt.exc.OverflowError, message); }
ErrorSet raise_memory_error(Thread& thread) { return raise_class(thread, thread.rt.exc.MemoryError); }
ErrorSet raise_system_error(Thread& thread, std::string_view message) { return raise(thread, thread.rt.exc.SystemError, message); }

static Type* recursion_error(Thread& thread) { return has_recursion_error(thread.rt.release) ? thread.rt.exc.RecursionError : thread.rt.exc.RuntimeError; }

ErrorSet raise_recursion_error(Thread& thread, const char* where) {
  return raise(thread, recursion_error(thread), fmt::format("maximum recursion depth exceeded{}", where ? where : ""));
}

std::string_view type_name(Thread& thread, Ref v) { return type_of(thread, v)->name; }

// Whether an error whose value is `value` has it made already: an instance of the class or of one derived from it.
static bool is_made(Ref type, Ref value) {
  if (const Exception* exception = try_as<Exception>(value)) return is<Type>(type) && is_subtype(exception->type, &as<Type>(type));
  const OldInstance* instance = try_as<OldInstance>(value);
  return instance && is<ClassObj>(type) && class_is_subclass(as<ClassObj>(instance->class_), as<ClassObj>(type));
}

static bool checks_made_exceptions(const Release& r) { return r.since(3, 0); }

bool normalize_error(Thread& thread, ErrorState& error) {
  ErrorState state = std::move(error);
  error = ErrorState{};
  bool good = true;
  // A constructor that raises gives another error to normalise; not for ever, though.
  for (int round = 0; state.type && is_raisable_class(state.type); ++round) {
    if (round > 32) {
      Type* type = recursion_error(thread);
      Value text = native_str(thread, fmt::format("maximum recursion depth exceeded{}", says_normalizing(thread.rt.release) ? " while normalizing an exception" : ""));
      state.type = Ref(type);
      state.value = new_exception(thread, type, {text.ref()});
      break;
    }
    if (!state.value) state.value = none_value();
    if (!is_made(state.type, state.value)) {
      Value arguments;
      if (is<Tuple>(state.value)) arguments = state.value;
      else if (state.value.is_none()) arguments = empty_tuple(thread);
      else arguments = make_tuple(thread, {state.value.ref()});
      Value made = arguments ? make_exception(thread, state.type, arguments) : Value();
      if (made && checks_made_exceptions(thread.rt.release) && !is_raisable(made)) {
        (void)raise_type_error(thread, "calling {} should have returned an instance of BaseException, not {}", repr_utf8(thread, state.type), type_name(thread, made));
        made = Value();
      }
      if (!made) {
        good = false;
        ErrorState next = thread.take_error();
        if (!next.traceback) next.traceback = std::move(state.traceback);
        state = std::move(next);
        continue;
      }
      state.value = std::move(made);
    }
    if (is_raisable(state.value)) state.type = class_of_exception(thread, state.value);
    break;
  }
  if (state.type && !state.value) state.value = none_value();
  error = std::move(state);
  return good;
}

bool catch_error(Thread& thread, const Type* type) {
  if (!thread.error_is(type)) return false;
  thread.clear_error();
  return true;
}

static int class_matches(Thread& thread, Ref raised, Ref pattern) {
  bool plain = is<Type>(raised) && is<Type>(pattern) && pattern.object()->type == thread.rt.types.type;
  if (!plain && matches_by_subclass_check(thread.rt.release)) {
    ErrorState saved = thread.take_error();
    int result = is_subclass(thread, raised, pattern);
    if (result < 0) {
      write_unraisable(thread, raised);
      result = 0;
    }
    thread.restore_error(std::move(saved));
    return result;
  }
  if (is<Type>(raised) && is<Type>(pattern)) return is_subtype(&as<Type>(raised), &as<Type>(pattern));
  return is<ClassObj>(raised) && is<ClassObj>(pattern) && class_is_subclass(as<ClassObj>(raised), as<ClassObj>(pattern));
}

static int error_matches(Thread& thread, Ref error, Ref pattern) {
  if (const Tuple* tuple = try_as<Tuple>(pattern)) {
    Recursion guard(thread, "");
    if (!guard.ok()) return -1;
    Value held(pattern);
    for (const Value& item : *tuple) {
      int result = error_matches(thread, error, item);
      if (result) return result;
    }
    return 0;
  }
  Value raised = is_raisable(error) ? class_of_exception(thread, error) : Value(error);
  if (is_raisable_class(raised) && is_raisable_class(pattern)) return class_matches(thread, raised, pattern);
  return raised == pattern;
}

// 3.x refuses patterns that are no exception classes; only the first level of a tuple is looked at.
static bool check_pattern(Thread& thread, Ref pattern) {
  static constexpr const char* refusal = "catching classes that do not inherit from BaseException is not allowed";
  if (const Tuple* tuple = try_as<Tuple>(pattern)) {
    for (const Value& item : *tuple)
      if (!is_exception_class(item)) return raise(thread, thread.rt.exc.TypeError, refusal);
    return true;
  }
  return is_exception_class(pattern) || raise(thread, thread.rt.exc.TypeError, refusal);
}

static bool warn_of_strings(Thread& thread, Ref pattern) {
  static constexpr const char* text = "catching of string exceptions is deprecated";
  if (const Tuple* tuple = try_as<Tuple>(pattern)) {
    for (const Value& item : *tuple)
      if (is_native_str(thread, item)) return warn(thread, thread.rt.exc.DeprecationWarning, text);
    return true;
  }
  return !is_native_str(thread, pattern) || warn(thread, thread.rt.exc.DeprecationWarning, text);
}

// A class of exceptions that says nothing of its own about what is a subclass.
static bool is_plain_pattern(Thread& thread, Ref pattern) {
  return is_exception_class(pattern) && (pattern.object()->type == thread.rt.types.type || !matches_by_subclass_check(thread.rt.release));
}

int exception_matches(Thread& thread, Ref error, Ref pattern) {
  const Type* raised = is<Exception>(error) ? error.object()->type : is_exception_class(error) ? &as<Type>(error) : nullptr;
  if (raised && is_plain_pattern(thread, pattern)) return is_subtype(raised, &as<Type>(pattern));
  if (raised && is<Tuple>(pattern)) {
    bool plain = true, matches = false;
    for (const Value& item : as<Tuple>(pattern)) {
      plain = plain && is_plain_pattern(thread, item);
      matches = matches || (plain && is_subtype(raised, &as<Type>(item)));
    }
    if (plain) return matches;
  }
  if (!thread.rt.python2() && !check_pattern(thread, pattern)) return -1;
  if (warns_of_caught_strings(thread.rt.release) && !warn_of_strings(thread, pattern)) return -1;
  return error_matches(thread, error, pattern);
}

}  // namespace xvm
