// The sys module.
#include "modules/sys.h"

#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "modules/io/streams.h"
#include "modules/sys_hooks.h"
#include "modules/sys_tracing.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/handling.h"
#include "vm/operators.h"
#include "vm/runtime.h"

namespace xvm {

namespace {

Value sys_exit(Thread& thread, Ref, Args args) {
  if (!args[0] || args[0].is_none()) return raise_class(thread, thread.rt.exc.SystemExit);
  Value status(args[0]);
  Value tuple = is<Tuple>(status) ? status : make_tuple(thread, {status});
  Value exception = make_exception(thread, Ref(thread.rt.exc.SystemExit), tuple);
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

Value sys_getrecursionlimit(Thread& thread, Ref, Args) { return make_int(thread, thread.rt.recursion_limit); }

Value sys_setrecursionlimit(Thread& thread, Ref, Args args) {
  std::int64_t limit = 0;
  if (!as_int64(thread, args[0], limit)) return error_set;
  if (limit <= 0) return raise_value_error(thread, "recursion limit must be {}", thread.rt.release.since(3, 6) ? "greater or equal than 1" : "positive");
  thread.rt.recursion_limit = static_cast<std::uint32_t>(limit > 0x7fffffff ? 0x7fffffff : limit);
  return none_value();
}

Value sys_getframe(Thread& thread, Ref, Args args) {
  std::int64_t depth = 0;
  if (args[0] && !as_int64(thread, args[0], depth)) return error_set;
  Frame* frame = thread.frame;
  while (frame && depth-- > 0) frame = frame->back;
  return frame ? frame_object(thread, *frame) : Value(raise_value_error(thread, "call stack is not deep enough"));
}

Value sys_getrefcount(Thread& thread, Ref, Args args) {
  // One more, as CPython counts its own argument.
  return make_int(thread, args[0].is_object() ? args[0].object()->refs + 1 : 1000);
}

Value sys_intern(Thread& thread, Ref, Args args) {
  if (!is_native_str(thread, args[0])) return raise_type_error(thread, "intern() argument must be str, not {}", type_name(thread, args[0]));
  return intern(thread, Value(args[0]));
}

constexpr Method rows[] = {
    {"exc_info()", sys_exc_info},
    {"exit(status=None, /)", sys_exit},
    {"_getframe(depth=0, /)", sys_getframe},
    {"getrecursionlimit()", sys_getrecursionlimit},
    {"getrefcount(object, /)", sys_getrefcount},
    {"intern(string, /)", sys_intern, py3},
    {"setrecursionlimit(limit, /)", sys_setrecursionlimit},
};

constexpr ModuleSpec spec{"sys", rows};

bool add_arguments(Thread& thread, Module& module) {
  Value list = own(allocate_list(thread, 0));
  list_append(as<List>(list), native_str(thread, thread.rt.settings.program));
  for (const std::string& argument : thread.rt.settings.arguments) list_append(as<List>(list), native_str(thread, argument));
  return module_add(thread, module, "argv", std::move(list));
}

}  // namespace

bool make_sys_module(Thread& thread) {
  Runtime& rt = thread.rt;
  Value owner = create_native_module(thread, spec);
  if (!owner) return false;
  Module& module = as<Module>(owner);
  rt.sys_module = owner;
  rt.sys_dict = module.dict;
  bool ok = add_arguments(thread, module) && module_add(thread, module, "modules", rt.modules) &&
            module_add(thread, module, "maxsize", make_int(thread, 0x7fffffffffffffff)) &&
            module_add(thread, module, "byteorder", native_str(thread, "little")) && module_add(thread, module, "platform", native_str(thread, rt.python2() ? "linux2" : "linux")) &&
            add_standard_streams(thread, module) && add_exception_hooks(thread, module) && add_tracing(thread, module);
  if (ok && rt.python2()) ok = module_add(thread, module, "maxint", make_int(thread, 0x7fffffffffffffff));
  if (ok) {
    Value info = make_tuple(thread, {Value::small(rt.release.version.major), Value::small(rt.release.version.minor), Value::small(0), native_str(thread, "final"), Value::small(0)});
    ok = module_add(thread, module, "version_info", std::move(info));
  }
  return ok && dict_set(thread, as<Dict>(rt.modules), module.name, owner);
}

}  // namespace xvm
