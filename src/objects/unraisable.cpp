// Errors that nobody can catch: in __del__, weak reference callbacks, generators that are dropped.
#include "modules/sys_hooks.h"
#include "objects/class_obj.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/exception_report.h"
#include "objects/code.h"
#include "objects/function.h"
#include "objects/stderr_text.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/operators.h"

namespace xvm {

static bool shows_traceback(const Release& release) { return release.since(3, 4); }
static bool has_hook(const Release& release) { return release.since(3, 8); }   // and tracebacks from where it was ignored

// To 3.3: all in one line.
static std::string one_line(Thread& thread, const ErrorState& error, Ref where) {
  auto repr_or = [&](Ref v, const char* otherwise) {
    Value text = repr(thread, v);
    thread.clear_error();
    return text ? native_utf8(text) : std::string(otherwise);
  };
  std::string out = "Exception ";
  if (is_raisable_class(error.type)) {
    Value module = find_attribute(thread, error.type, thread.rt.names.module__);
    thread.clear_error();
    std::string name = module && is_native_str(thread, module) ? native_utf8(module) : std::string();
    if (!module) out += "<unknown>";
    else if (!name.empty() && name != (thread.rt.python2() ? "exceptions" : "builtins")) out += name + ".";
    out += exception_class_name(thread, error.type);
  } else {
    out += repr_or(error.type, "<unknown>");
  }
  if (error.value && !error.value.is_none()) out += ": " + repr_or(error.value, "<exception repr() failed>");
  out += " in " + (where ? repr_or(where, "<object repr() failed>") : std::string("<unknown>"));
  return out + " ignored\n";
}

std::string unraisable_text(Thread& thread, const ErrorState& error, Ref where, std::string_view message) {
  std::string heading;
  if (where && !where.is_none()) {
    Value text = repr(thread, where);
    thread.clear_error();
    heading = fmt::format("{}: {}\n", message.empty() ? "Exception ignored in" : message, text ? native_utf8(text) : "<object repr() failed>");
  } else if (!message.empty()) {
    heading = fmt::format("{}:\n", message);
  }
  ExceptionReport report(thread);
  report.add_ignored(error);
  return heading + report.take();
}

// sys.UnraisableHookArgs(type, value, traceback, message, object), once there is sys.
static Value hook_arguments(Thread& thread, const ErrorState& error, Ref where, std::string_view message) {
  Type* type = unraisable_args_type();
  if (!type) return error_set;
  auto or_none = [](Ref v) { return v ? v : none; };
  Value text = message.empty() ? none_value() : native_str(thread, message);
  Value fields = make_tuple(thread, {or_none(error.type), or_none(error.value), or_none(error.traceback), text.ref(), or_none(where)});
  return fields ? call(thread, Ref(type), fields) : Value();
}

void write_unraisable(Thread& thread, Ref where, std::string_view message) {
  if (!thread.has_error()) return;
  ErrorState error = thread.take_error();
  Value held(where);
  if (!shows_traceback(thread.rt.release)) {
    write_stderr(thread, one_line(thread, error, where));
    return;
  }
  normalize_error(thread, error);
  if (Exception* exception = try_as<Exception>(error.value)) {
    if (has_hook(thread.rt.release) && !error.traceback && thread.frame) {
      thread.restore_error(std::move(error));
      add_traceback(thread, *thread.frame);
      error = thread.take_error();
    }
    if (!exception->traceback) exception->traceback = error.traceback;
  }
  if (has_hook(thread.rt.release) && is<Dict>(thread.rt.sys_dict)) {
    Value hook(dict_get(thread, as<Dict>(thread.rt.sys_dict), "unraisablehook"));
    Ref standard = dict_get(thread, as<Dict>(thread.rt.sys_dict), "__unraisablehook__");
    if (hook && !hook.is_none() && !is<Native>(hook) && hook != Value(standard)) {
      Value arguments = hook_arguments(thread, error, where, message);
      Value result = arguments ? call(thread, hook, arguments) : Value();
      if (result) return;
      error = thread.take_error();
      write_stderr(thread, unraisable_text(thread, error, hook, "Exception ignored in sys.unraisablehook"));
      return;
    }
  }
  write_stderr(thread, unraisable_text(thread, error, where, message));
}

}  // namespace xvm
