// Builtin functions about objects: attributes, classes, identity, names in scope.
#include "builtins/builtins_module.h"
#include "objects/class_build.h"
#include "objects/dict.h"
#include "objects/list.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "objects/int.h"
#include "vm/attributes.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/operators.h"
#include "vm/scope.h"

namespace xvm {

namespace {

Value builtin_getattr(Thread& thread, Ref, Args args) {
  Value name = builtin_attribute_name(thread, args[1], "getattr");
  if (!name) return error_set;
  if (!args[2]) return get_attribute(thread, args[0], name);
  Value found = find_attribute(thread, args[0], name);
  return found || thread.has_error() ? std::move(found) : Value(args[2]);
}

// 2.5 swallows every error, to 3.1 every Exception, then only AttributeError.
bool hasattr_swallows(Thread& thread) {
  const Release& r = thread.rt.release;
  return r.until(2, 5) || (r.until(3, 1) && thread.error_is(thread.rt.exc.Exception));
}

Value builtin_hasattr(Thread& thread, Ref, Args args) {
  Value name = builtin_attribute_name(thread, args[1], "hasattr");
  if (!name) return error_set;
  Value found = find_attribute(thread, args[0], name);
  if (!found && thread.has_error()) {
    if (!hasattr_swallows(thread)) return error_set;
    thread.clear_error();
  }
  return Value::of(static_cast<bool>(found));
}

Value builtin_setattr(Thread& thread, Ref, Args args) {
  Value name = attribute_name(thread, args[1]);
  return name && set_attribute(thread, args[0], name, args[2]) ? none_value() : Value();
}

Value builtin_delattr(Thread& thread, Ref, Args args) {
  Value name = attribute_name(thread, args[1]);
  return name && set_attribute(thread, args[0], name, {}) ? none_value() : Value();
}

Value truth_value(int outcome) { return outcome < 0 ? Value() : Value::of(outcome != 0); }
Value builtin_isinstance(Thread& thread, Ref, Args args) { return truth_value(is_instance(thread, args[0], args[1])); }
Value builtin_issubclass(Thread& thread, Ref, Args args) { return truth_value(is_subclass(thread, args[0], args[1])); }
Value builtin_callable(Thread& thread, Ref, Args args) { return Value::of(is_callable(thread, args[0])); }

// Immediate values have no address: their bits serve, spread so that they look like one.
Value builtin_id(Thread& thread, Ref, Args args) { return make_unsigned(thread, args[0].raw() & 0x7fffffffffffffff); }

Value builtin_globals(Thread& thread, Ref, Args) { return thread.frame ? Value(Ref(thread.frame->globals)) : none_value(); }

Value builtin_locals(Thread& thread, Ref, Args) {
  if (!thread.frame) return raise_system_error(thread, "frame does not exist");
  return current_locals(thread, *thread.frame);
}

Value builtin_vars(Thread& thread, Ref self, Args args) {
  if (!args[0]) return builtin_locals(thread, self, {});
  Value dict = find_attribute(thread, args[0], thread.rt.names.dict__);
  if (!dict && !thread.has_error()) return raise_type_error(thread, "vars() argument must have __dict__ attribute");
  return dict;
}

Value builtin_dir(Thread& thread, Ref, Args args) {
  if (args[0]) return dir_of(thread, args[0]);
  if (!thread.frame) return raise_system_error(thread, "frame does not exist");
  Value locals = current_locals(thread, *thread.frame);
  if (!locals) return error_set;
  Value keys = call_method(thread, locals, thread.rt.names.keys_);
  Value names = keys ? to_list(thread, keys) : Value();
  return names && list_sort(thread, as<List>(names), {}, false) ? std::move(names) : Value();
}

Value builtin_build_class(Thread& thread, Ref, Args args) { return build_class_3(thread, args); }

constexpr Method rows[] = {
    {"__build_class__(func, name, /, *bases, [metaclass], **kwds)", builtin_build_class, py3, Method::Raw},
    {"callable(obj, /)", builtin_callable, py2},
    {"callable(obj, /)", builtin_callable, since(3, 2)},
    {"delattr(obj, name, /)", builtin_delattr},
    {"dir(object=None, /)", builtin_dir},
    {"getattr(object, name, default=None, /)", builtin_getattr},
    {"globals()", builtin_globals},
    {"hasattr(obj, name, /)", builtin_hasattr},
    {"id(obj, /)", builtin_id},
    {"isinstance(obj, class_or_tuple, /)", builtin_isinstance, always, Method::Normal, nullptr, Intrinsic::IsInstance},
    {"issubclass($module, cls, class_or_tuple, /)", builtin_issubclass},
    {"locals()", builtin_locals},
    {"setattr(obj, name, value, /)", builtin_setattr},
    {"vars(object=None, /)", builtin_vars},
};


}  // namespace

std::span<const Method> object_builtins() { return rows; }

}  // namespace xvm
