// The sys module: its functions. Constants are in sys_data.cpp, hooks for errors in sys_hooks.cpp.
#include "modules/sys.h"

#include <dlfcn.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

#include "modules/io/streams.h"
#include "modules/sys_data.h"
#include "modules/sys_hooks.h"
#include "modules/sys_sizes.h"
#include "modules/sys_tracing.h"
#include "modules/system_arguments.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/function.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/struct_sequence.h"
#include "objects/text.h"
#include "objects/text_tables.h"
#include "objects/tuple.h"
#include "vm/argument_words.h"
#include "vm/call.h"
#include "vm/at_end.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/handling.h"
#include "vm/import.h"
#include "vm/import_system.h"
#include "vm/operators.h"
#include "vm/printing.h"
#include "vm/runtime.h"
#include "vm/warnings.h"

namespace xvm {

namespace {

Value int_or_error(Thread& thread, Ref v, std::int64_t& out) {
  int number = 0;
  if (!int_argument(thread, v, number)) return error_set;
  out = number;
  return none_value();
}

// ---- errors and exit

bool keeps_raw_status(const Release& r) { return r.until(3, 10); }   // a tuple (2.x: anything), until someone catches the exception

Value sys_exit(Thread& thread, Ref, Args args) {
  if (!args[0] || args[0].is_none()) return raise_class(thread, thread.rt.exc.SystemExit);
  Value status(args[0]);
  if (const Exception* made = try_as<Exception>(status); made && is_subtype(made->type, thread.rt.exc.SystemExit)) return raise_instance(thread, status);
  if (!is<Tuple>(status) && !thread.rt.python2()) return raise_value(thread, thread.rt.exc.SystemExit, status);
  if (keeps_raw_status(thread.rt.release) && (thread.rt.python2() || !handling(thread))) {
    ErrorState error;
    error.type = Ref(thread.rt.exc.SystemExit);
    error.value = std::move(status);
    thread.restore_error(std::move(error));
    return error_set;
  }
  Value exception = make_exception(thread, Ref(thread.rt.exc.SystemExit), status);
  return exception ? Value(raise_instance(thread, exception)) : Value();
}

Value sys_exc_info(Thread& thread, Ref, Args) {
  ExceptionState* state = handling(thread);
  ErrorState none_handled;
  const ErrorState& handled = state ? state->handled : none_handled;
  Value type = handled_type(thread, handled), value = handled_value(handled), traceback = handled_traceback(handled);
  if (!thread.rt.python2() && is<Exception>(value) && as<Exception>(value).traceback) traceback = as<Exception>(value).traceback;
  return make_tuple(thread, {type, value, traceback});
}

Value sys_exception(Thread& thread, Ref, Args) {
  ExceptionState* state = handling(thread);
  return state ? handled_value(state->handled) : none_value();
}

Value sys_exc_clear(Thread& thread, Ref, Args) {
  thread.exceptions->handled = ErrorState{};
  Dict& dict = as<Dict>(thread.rt.sys_dict);
  for (const char* name : {"exc_type", "exc_value", "exc_traceback"})
    if (!dict_set(thread, dict, name, none)) return error_set;
  return none_value();
}

// ---- recursion, frames, references

bool checks_depth(const Release& r) { return r.since(3, 6); }
bool wants_one(const Release& r) { return r.since(3, 5); }

// What is kept of a higher limit: frames of generators, and tracebacks of as many levels, would fill the memory.
constexpr std::uint32_t highest_limit = 5000000;
std::uint32_t limit_given = 0;   // by the program, where it is at least that

Value sys_getrecursionlimit(Thread& thread, Ref, Args) {
  std::uint32_t limit = thread.rt.recursion_limit;
  return make_int(thread, limit < highest_limit ? limit : limit_given);
}

Value sys_setrecursionlimit(Thread& thread, Ref, Args args) {
  int limit = 0;
  if (!int_argument(thread, args[0], limit)) return error_set;
  if (limit <= 0) return raise_value_error(thread, "recursion limit must be {}", wants_one(thread.rt.release) ? "greater or equal than 1" : "positive");
  if (checks_depth(thread.rt.release) && thread.depth >= static_cast<std::uint32_t>(limit))
    return raise(thread, thread.rt.exc.RecursionError, fmt::format("cannot set the recursion limit to {} at the recursion depth {}: the limit is too low", limit, thread.depth));
  limit_given = static_cast<std::uint32_t>(limit);
  set_recursion_limit(thread, std::min(limit_given, highest_limit));
  return none_value();
}

Frame* frame_at(Thread& thread, Ref depth_value, bool& failed) {
  int depth = 0;
  failed = depth_value && !int_argument(thread, depth_value, depth);
  Frame* frame = thread.frame;
  while (!failed && frame && depth-- > 0) frame = frame->back;
  return failed ? nullptr : frame;
}

Value sys_getframe(Thread& thread, Ref, Args args) {
  bool failed = false;
  Frame* frame = frame_at(thread, args[0], failed);
  if (failed) return error_set;
  return frame ? frame_object(thread, *frame) : Value(raise_value_error(thread, "call stack is not deep enough"));
}

Value sys_getframemodulename(Thread& thread, Ref, Args args) {
  bool failed = false;
  Frame* frame = frame_at(thread, args[0], failed);
  if (failed || !frame) return failed ? Value() : none_value();
  if (is<Function>(frame->owner) && as<Function>(frame->owner).module) return as<Function>(frame->owner).module;
  Ref name = dict_get_name(*frame->globals, thread.rt.names.name__);
  return name ? Value(name) : none_value();
}

Value sys_current_frames(Thread& thread, Ref, Args) {
  Value dict = make_dict(thread), key = make_unsigned(thread, thread.id);
  Value frame = thread.frame ? frame_object(thread, *thread.frame) : none_value();
  return frame && dict_set(thread, as<Dict>(dict), key, frame) ? std::move(dict) : Value();
}
Value sys_current_exceptions(Thread& thread, Ref, Args) {
  Value dict = make_dict(thread), key = make_unsigned(thread, thread.id);
  Value shown = thread.rt.release.since(3, 12) ? sys_exception(thread, {}, {}) : sys_exc_info(thread, {}, {});
  return shown && dict_set(thread, as<Dict>(dict), key, shown) ? std::move(dict) : Value();
}

bool has_immortals(const Release& r) { return r.since(3, 12); }

Value sys_getrefcount(Thread& thread, Ref, Args args) {
  // One more, as CPython counts its own argument.
  if (args[0].is_object() && !(has_immortals(thread.rt.release) && is_interned(args[0]))) return make_int(thread, args[0].object()->refs + 1);
  return make_int(thread, has_immortals(thread.rt.release) ? 0xffffffff : 1000);
}

Value sys_getsizeof(Thread& thread, Ref, Args args) {
  Value size = size_of_object(thread, args[0]);
  if (size || !args[1] || !catch_error(thread, thread.rt.exc.TypeError)) return size;
  return Value(args[1]);
}

Value sys_intern(Thread& thread, Ref, Args args) {
  if (!is_native_str(thread, args[0])) return raise_type_error(thread, "intern() argument {}must be str, not {}", thread.rt.release.since(3, 8) ? "" : "1 ", argument_type(thread, args[0]));
  if (args[0].object()->flags & HeapInstance) return raise_type_error(thread, "can't intern {}", type_name(thread, args[0]));
  return intern(thread, Value(args[0]));
}
Value sys_is_interned(Thread& thread, Ref, Args args) {
  if (!is<Text>(args[0])) return raise_type_error(thread, "_is_interned() argument must be str, not {}", argument_type(thread, args[0]));
  return Value::of(is_interned(args[0]));
}

// ---- display

Value sys_displayhook(Thread& thread, Ref, Args args) {
  if (args[0].is_none()) return none_value();
  Value value(args[0]);
  Dict& builtins = as<Dict>(thread.rt.builtins);
  if (!dict_set(thread, builtins, "_", none)) return error_set;
  Ref out = dict_get_name(as<Dict>(thread.rt.sys_dict), thread.rt.names.stdout_);
  if (!out || out.is_none()) return raise(thread, thread.rt.exc.RuntimeError, "lost sys.stdout");
  Value stream(out), newline = native_str(thread, "\n");
  bool space_is_due = thread.rt.python2() && swap_softspace(thread, stream, false);   // a line that print began is ended
  if (space_is_due && !call_method(thread, stream, thread.rt.names.write_, {newline})) return error_set;
  Value text = repr(thread, value);
  if (!text || !call_method(thread, stream, thread.rt.names.write_, {text}) || !call_method(thread, stream, thread.rt.names.write_, {newline})) return error_set;
  return dict_set(thread, builtins, "_", value) ? none_value() : Value();
}

Value sys_breakpointhook(Thread& thread, Ref, Args args) {
  const char* given = thread.rt.settings.ignore_environment ? nullptr : std::getenv("PYTHONBREAKPOINT");
  std::string target = given && *given ? given : "pdb.set_trace";
  if (target == "0") return none_value();
  std::size_t dot = target.rfind('.');
  auto ignored = [&] {
    thread.clear_error();
    return warn(thread, thread.rt.exc.RuntimeWarning, fmt::format("Ignoring unimportable $PYTHONBREAKPOINT: \"{}\"", target), 0) ? none_value() : Value();
  };
  if (dot == 0) return ignored();
  std::string module_name = dot == target.npos ? "builtins" : target.substr(0, dot), name = dot == target.npos ? target : target.substr(dot + 1);
  Value module = import_module(thread, module_name.c_str()), key = native_intern(thread, name);
  if (!module) return thread.error_is(thread.rt.exc.ImportError) ? ignored() : Value();
  Value hook = get_attribute(thread, module, key);
  if (!hook && thread.error_is(thread.rt.exc.AttributeError)) return ignored();
  return hook ? call(thread, hook, args) : Value();
}

// ---- tracing

Value sys_settrace(Thread& thread, Ref, Args args) {
  thread.trace_function = args[0].is_none() ? Value() : Value(args[0]);
  return none_value();
}
Value sys_setprofile(Thread& thread, Ref, Args args) {
  thread.profile_function = args[0].is_none() ? Value() : Value(args[0]);
  return none_value();
}

// ---- settings

struct {   // what programs set and read back; one runtime at a time
  std::int64_t check_interval = 100, dlopen_flags = RTLD_NOW;
  double switch_interval = 0.005;
  std::string encoding;
  bool trampoline = false;
} settings;

Value sys_getcheckinterval(Thread& thread, Ref, Args) { return make_int(thread, settings.check_interval); }
Value sys_setcheckinterval(Thread& thread, Ref, Args args) { return int_or_error(thread, args[0], settings.check_interval); }
Value sys_getswitchinterval(Thread&, Ref, Args) { return Value::of(settings.switch_interval); }
Value sys_setswitchinterval(Thread& thread, Ref, Args args) {
  double interval = 0;
  if (!as_double(thread, args[0], interval)) return error_set;
  if (!(interval > 0)) return raise_value_error(thread, "switch interval must be strictly positive");
  settings.switch_interval = interval;
  return none_value();
}
Value sys_getdlopenflags(Thread& thread, Ref, Args) { return make_int(thread, settings.dlopen_flags); }
Value sys_setdlopenflags(Thread& thread, Ref, Args args) { return int_or_error(thread, args[0], settings.dlopen_flags); }
Value sys_getdefaultencoding(Thread& thread, Ref, Args) { return native_str(thread, thread.rt.python2() ? "ascii" : "utf-8"); }
Value sys_getfilesystemencoding(Thread& thread, Ref, Args) { return native_str(thread, thread.rt.python2() ? "UTF-8" : "utf-8"); }
Value sys_getfilesystemencodeerrors(Thread& thread, Ref, Args) { return native_str(thread, "surrogateescape"); }
Value sys_set_nothing(Thread&, Ref, Args) { return none_value(); }
Value sys_false(Thread&, Ref, Args) { return Value::of(false); }
Value sys_true(Thread&, Ref, Args) { return Value::of(true); }
Value sys_unset(Thread&, Ref, Args) { return Value::small(-1); }
Value sys_interned_size(Thread& thread, Ref, Args) { return make_unsigned(thread, interned_count()); }
// No profiler reads what a trampoline would leave: only the argument is looked at.
Value sys_activate_trampoline(Thread& thread, Ref, Args args) {
  if (!is<Text>(args[0])) return raise_type_error(thread, "activate_stack_trampoline() argument must be str, not {}", argument_type(thread, args[0]));
  std::string backend = text_utf8(args[0]);
  if (backend == "perf" || (backend == "perf_jit" && thread.rt.release.since(3, 13))) return none_value();
  return raise_value_error(thread, "invalid backend: {}", backend);
}
Value sys_zero(Thread&, Ref, Args) { return Value::small(0); }
Value sys_is_finalizing(Thread& thread, Ref, Args) { return Value::of(thread.rt.shutting_down); }

Value sys_get_int_max_str_digits(Thread& thread, Ref, Args) { return make_int(thread, thread.rt.settings.int_max_str_digits); }
Value sys_set_int_max_str_digits(Thread& thread, Ref, Args args) {
  int digits = 0;
  if (!int_argument(thread, args[0], digits)) return error_set;
  if (digits != 0 && digits < 640) return raise_value_error(thread, "maxdigits must be 0 or larger than 640");
  thread.rt.settings.int_max_str_digits = digits;
  return none_value();
}

// ---- coroutines

bool callable_hook(Thread& thread, Ref v, const char* what) {
  return v.is_none() || is_callable(thread, v) || raise_type_error(thread, "callable {} expected, got {}", what, type_name(thread, v));
}
Value sys_set_asyncgen_hooks(Thread& thread, Ref, Args args) {
  if (args[1] && !callable_hook(thread, args[1], "finalizer")) return error_set;
  if (args[0] && !callable_hook(thread, args[0], "firstiter")) return error_set;
  if (args[1]) thread.async_hooks_finalizer = args[1].is_none() ? Value() : Value(args[1]);
  if (args[0]) thread.async_hooks_firstiter = args[0].is_none() ? Value() : Value(args[0]);
  return none_value();
}
Value sys_get_asyncgen_hooks(Thread& thread, Ref, Args) {
  static Runtime* made_for = nullptr;
  static Type* type = nullptr;
  if (made_for != &thread.rt) type = make_struct_type(thread.rt, "asyncgen_hooks", {"firstiter", "finalizer"}, 2, true);
  made_for = &thread.rt;
  const Value &first = thread.async_hooks_firstiter, &final = thread.async_hooks_finalizer;
  return make_struct(thread, type, {first ? first : none_value(), final ? final : none_value()});
}
Value sys_get_origin_depth(Thread& thread, Ref, Args) { return make_int(thread, thread.coroutine_origin_depth); }
Value sys_set_origin_depth(Thread& thread, Ref, Args args) {
  int depth = 0;
  if (!int_argument(thread, args[0], depth)) return error_set;
  if (depth < 0) return raise_value_error(thread, "depth must be >= 0");
  thread.coroutine_origin_depth = depth;
  return none_value();
}
Value sys_set_coroutine_wrapper(Thread& thread, Ref, Args args) {
  if (!args[0].is_none() && !is_callable(thread, args[0])) return raise_type_error(thread, "callable expected, got {}", type_name(thread, args[0]));
  thread.coroutine_wrapper = args[0].is_none() ? Value() : Value(args[0]);
  return none_value();
}
Value sys_get_coroutine_wrapper(Thread& thread, Ref, Args) { return thread.coroutine_wrapper ? thread.coroutine_wrapper : none_value(); }

// ---- audit hooks

std::vector<std::uint64_t> audit_hooks;   // owned; never taken out, as no program can
[[maybe_unused]] const bool forgets_hooks = at_runtime_end([] {
  for (std::uint64_t hook : std::exchange(audit_hooks, {})) Value dead = Value::from_bits(hook);
});

bool run_audit(Thread& thread, Ref event, Ref arguments) {
  for (std::size_t i = 0; i < audit_hooks.size(); ++i)
    if (!call(thread, Ref::from_bits(audit_hooks[i]), event, arguments)) return false;
  return true;
}
Value sys_addaudithook(Thread& thread, Ref, Args args) {
  Value event = native_str(thread, "sys.addaudithook"), none_given = empty_tuple(thread);
  if (!run_audit(thread, event, none_given)) return catch_error(thread, thread.rt.exc.RuntimeError) ? none_value() : Value();
  audit_hooks.push_back(Value(args[0]).take());
  return none_value();
}
Value sys_audit(Thread& thread, Ref, Args args) {
  if (args.size() == 0) return raise_type_error(thread, "audit() missing 1 required positional argument: 'event'");
  if (!is<Text>(args[0])) return raise_type_error(thread, "expected str for argument 'event', not {}", type_name(thread, args[0]));
  Value rest = make_tuple(thread, args.data + 1, args.size() - 1);
  return run_audit(thread, args[0], rest) ? none_value() : Value();
}

constexpr Method rows[] = {
    {"_baserepl()", sys_set_nothing, since(3, 13)},
    {"_clear_internal_caches()", sys_set_nothing, since(3, 13)},
    {"_clear_type_cache()", sys_set_nothing, since(2, 6)},
    {"_current_exceptions()", sys_current_exceptions, since(3, 10)},
    {"_current_frames()", sys_current_frames},
    {"_deactivate_opcache()", sys_set_nothing, between(3, 10, 3, 10)},
    {"_debugmallocstats()", sys_set_nothing, since(3, 3)},
    {"_get_cpu_count_config()", sys_unset, since(3, 13)},
    {"_getframe(depth=0, /)", sys_getframe},
    {"_getframemodulename(depth=0)", sys_getframemodulename, since(3, 12)},
    {"_getquickenedcount()", sys_zero, between(3, 11, 3, 11)},
    {"_is_gil_enabled()", sys_true, since(3, 13)},
    {"_is_interned(string, /)", sys_is_interned, since(3, 13)},
    {"_setprofileallthreads(function, /)", sys_setprofile, since(3, 12)},
    {"_settraceallthreads(function, /)", sys_settrace, since(3, 12)},
    {"activate_stack_trampoline(backend, /)", sys_activate_trampoline, since(3, 12)},
    {"addaudithook(hook)", sys_addaudithook, since(3, 8)},
    {"audit(event, /, *args)", sys_audit, since(3, 8), Method::Raw},
    {"breakpointhook(*args, **kws)", sys_breakpointhook, since(3, 7), Method::Raw},
    {"callstats()", sys_set_nothing, until(3, 8)},
    {"deactivate_stack_trampoline()", sys_set_nothing, since(3, 12)},
    {"displayhook(object, /)", sys_displayhook},
    {"exc_clear()", sys_exc_clear, py2},
    {"exc_info()", sys_exc_info},
    {"exception()", sys_exception, since(3, 11)},
    {"exit(status=None, /)", sys_exit},
    {"get_asyncgen_hooks()", sys_get_asyncgen_hooks, since(3, 6)},
    {"get_coroutine_origin_tracking_depth()", sys_get_origin_depth, since(3, 7)},
    {"get_coroutine_wrapper()", sys_get_coroutine_wrapper, between(3, 5, 3, 7)},
    {"get_int_max_str_digits()", sys_get_int_max_str_digits, since(3, 7)},
    {"getallocatedblocks()", sys_zero, since(3, 4)},
    {"getcheckinterval()", sys_getcheckinterval, until(3, 8)},
    {"getdefaultencoding()", sys_getdefaultencoding},
    {"getdlopenflags()", sys_getdlopenflags},
    {"getfilesystemencodeerrors()", sys_getfilesystemencodeerrors, since(3, 6)},
    {"getfilesystemencoding()", sys_getfilesystemencoding},
    {"getrecursionlimit()", sys_getrecursionlimit},
    {"getrefcount(object, /)", sys_getrefcount},
    {"getsizeof(object, default=None)", sys_getsizeof, since(2, 6)},
    {"getswitchinterval()", sys_getswitchinterval, since(3, 2)},
    {"getunicodeinternedsize()", sys_interned_size, between(3, 12, 3, 12)},
    {"getunicodeinternedsize(*, _only_immortal=False)", sys_interned_size, since(3, 13)},
    {"intern(string, /)", sys_intern, py3},
    {"is_finalizing()", sys_is_finalizing, since(3, 5)},
    {"is_stack_trampoline_active()", sys_false, since(3, 12)},
    {"set_asyncgen_hooks(firstiter=None, finalizer=None)", sys_set_asyncgen_hooks, since(3, 6)},
    {"set_coroutine_origin_tracking_depth(depth)", sys_set_origin_depth, since(3, 7)},
    {"set_coroutine_wrapper(wrapper, /)", sys_set_coroutine_wrapper, between(3, 5, 3, 7)},
    {"set_int_max_str_digits(maxdigits)", sys_set_int_max_str_digits, since(3, 7)},
    {"setcheckinterval(n, /)", sys_setcheckinterval, until(3, 8)},
    {"setdlopenflags(flags, /)", sys_setdlopenflags},
    {"setfilesystemencoding(encoding, /)", sys_set_nothing, between(3, 0, 3, 1)},
    {"setrecursionlimit(limit, /)", sys_setrecursionlimit},
    {"setswitchinterval(interval, /)", sys_setswitchinterval, since(3, 2)},
};

constexpr ModuleSpec spec{"sys", rows};

bool add_doubles(Thread& thread, Module& module) {
  struct Row { const char *name, *hidden; Range releases = always; };
  for (auto [name, hidden, releases] : {Row{"displayhook", "__displayhook__"}, Row{"breakpointhook", "__breakpointhook__", since(3, 7)}}) {
    if (!thread.rt.in(releases)) continue;
    Ref value = dict_get(thread, as<Dict>(module.dict), name);
    if (!value || !module_add(thread, module, hidden, Value(value))) return false;
  }
  return true;
}

}  // namespace

bool make_sys_module(Thread& thread) {
  Runtime& rt = thread.rt;
  Value owner = create_native_module(thread, spec);
  if (!owner) return false;
  Module& module = as<Module>(owner);
  rt.sys_module = owner;
  rt.sys_dict = module.dict;
  settings = {};
  audit_hooks.clear();
  if (const char* unbuffered = rt.settings.ignore_environment ? nullptr : std::getenv("PYTHONUNBUFFERED"); unbuffered && *unbuffered) rt.settings.unbuffered = true;
  return add_sys_constants(thread, module) && module_add(thread, module, "modules", rt.modules) && add_doubles(thread, module) &&
         add_standard_streams(thread, module) && add_exception_hooks(thread, module) && add_tracing(thread, module) && start_import_system(thread, module) && add_sys_monitoring(thread, module) &&
         dict_set(thread, as<Dict>(rt.modules), module.name, owner);
}

}  // namespace xvm
