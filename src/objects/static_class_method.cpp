// staticmethod and classmethod.
#include "objects/class_obj.h"
#include "objects/descriptor.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/text.h"
#include "vm/attributes.h"
#include "vm/builtin_types.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/signature.h"

namespace xvm {

namespace {

bool wraps_attributes(const Release& r) { return r.since(3, 10); }
bool binds_through_descriptors(const Release& r) { return r.since(3, 9) && r.until(3, 12); }
bool shows_callable(const Release& r) { return r.since(3, 10); }
bool has_dict(const Release& r) { return r.since(3, 3); }

Value& callable_of(Ref self) { return is<StaticMethod>(self) ? as<StaticMethod>(self).callable : as<ClassMethod>(self).callable; }

// From 3.10 name, documentation and the like of the function are those of its wrapper too.
bool copy_attributes(Thread& thread, Ref self, Ref callable) {
  if (!wraps_attributes(thread.rt.release)) return true;
  const Names& names = thread.rt.names;
  Value keep(callable);
  for (const Value* name : {&names.module__, &names.name__, &names.qualname__, &names.doc__, &names.annotations__}) {
    if (name == &names.annotations__ && !is<Function>(callable)) continue;
    Value value = find_attribute(thread, callable, *name);
    if (!value) {
      if (thread.has_error()) return error_set;
      continue;
    }
    if (!set_attribute(thread, self, *name, value)) return error_set;
  }
  return true;
}

template <class T>
Value make_empty(Thread&, Type* type, Args) {
  T* method = allocate<T>(type);
  track(method);
  return own(method);
}

bool method_init(Thread& thread, Ref self, Args args) {
  const char* name = is<StaticMethod>(self) ? "staticmethod" : "classmethod";
  if (thread.rt.in(since(3, 7)) && !check_no_keywords(thread, name, args)) return error_set;
  if (!check_unpack_count(thread, name, args.size(), 1, 1)) return error_set;
  if (!check_no_keywords(thread, name, args)) return error_set;
  Value fresh(args[0]), old = std::exchange(callable_of(self), fresh);
  return copy_attributes(thread, self, fresh);
}

Value static_get(Thread& thread, Ref self, Ref, Ref) {
  const Value& callable = as<StaticMethod>(self).callable;
  return callable ? callable : Value(raise(thread, thread.rt.exc.RuntimeError, "uninitialized staticmethod object"));
}
Value static_call(Thread& thread, Ref self, Args args) {
  Value callable = as<StaticMethod>(self).callable;
  return call(thread, callable ? callable.ref() : none, args);
}

Value class_get(Thread& thread, Ref self, Ref instance, Ref owner) {
  Value callable = as<ClassMethod>(self).callable;
  if (!callable) return raise(thread, thread.rt.exc.RuntimeError, "uninitialized classmethod object");
  Value type = owner ? Value(owner) : is<OldInstance>(instance) ? as<OldInstance>(instance).class_ : Value(Ref(type_of(thread, instance)));
  if (binds_through_descriptors(thread.rt.release))
    if (DescrGetFn get = type_of(thread, callable)->slots.descr_get) return get(thread, callable, type, type);
  return make_method(thread, callable, type, Ref(type_of(thread, type)));
}

Value method_repr(Thread& thread, Ref self) {
  const char* name = is<StaticMethod>(self) ? "staticmethod" : "classmethod";
  if (!shows_callable(thread.rt.release)) return native_str(thread, fmt::format("<{} object at 0x{:x}>", name, self.raw()));
  Recursion guard(thread, " while getting the repr of an object");
  if (!guard.ok()) return error_set;
  TextBuilder text(thread);
  text.add("<");
  text.add(name);
  text.add("(");
  Value callable = callable_of(self);
  if (!callable) text.add("<NULL>");
  else if (!text.add_repr(callable)) return error_set;
  text.add(")>");
  return text.finish();
}

Value function_get(Thread&, Ref self) { return callable_of(self) ? callable_of(self) : none_value(); }
Value dict_get(Thread& thread, Ref self) {
  Value& dict = is<StaticMethod>(self) ? as<StaticMethod>(self).dict : as<ClassMethod>(self).dict;
  if (!dict) dict = make_dict(thread);
  return dict;
}
bool dict_set(Thread& thread, Ref self, Ref value) {
  if (!value) return raise_type_error(thread, "cannot delete __dict__");
  if (!is<Dict>(value)) return raise_type_error(thread, "__dict__ must be set to a dictionary, not a '{}'", type_name(thread, value));
  (is<StaticMethod>(self) ? as<StaticMethod>(self).dict : as<ClassMethod>(self).dict) = value;
  return true;
}
Value abstract_get(Thread& thread, Ref self) {
  Value callable = callable_of(self);
  if (!callable) return Value::of(false);
  Value flag = find_attribute(thread, callable, thread.rt.names.isabstractmethod__);
  if (!flag) return thread.has_error() ? Value() : Value::of(false);
  int t = truth(thread, flag);
  return t < 0 ? Value() : Value::of(t != 0);
}

constexpr GetSetRow method_getset[] = {
    {"__func__", function_get, nullptr, between(2, 7, 2, 7)},
    {"__func__", function_get, nullptr, since(3, 1)},
    {"__wrapped__", function_get, nullptr, since(3, 10)},
    {"__isabstractmethod__", abstract_get, nullptr, since(3, 3)},
    {"__dict__", dict_get, dict_set, since(3, 3)},
};

void fill_static(Slots& slots, Runtime& rt) {
  if (shows_callable(rt.release)) slots.repr = method_repr;
  slots.descr_get = static_get;
  slots.make = make_empty<StaticMethod>;
  slots.init = method_init;
  if (rt.in(since(3, 10))) slots.call = static_call;
}
void fill_class(Slots& slots, Runtime& rt) {
  if (shows_callable(rt.release)) slots.repr = method_repr;
  slots.descr_get = class_get;
  slots.make = make_empty<ClassMethod>;
  slots.init = method_init;
}

TypeSpec spec_for(Runtime& rt, TypeSpec spec, std::ptrdiff_t dict_field) {
  if (has_dict(rt.release)) spec.dict_field = dict_field;
  return spec;
}

}  // namespace

Value make_static_method(Thread& thread, Ref callable) {
  StaticMethod* method = allocate<StaticMethod>(thread.rt.types.static_method);
  method->callable = callable;
  track(method);
  Value result = own(method);
  if (is<Function>(callable) && !copy_attributes(thread, result, callable)) return error_set;
  return result;
}

Value make_class_method(Thread& thread, Ref callable) {
  ClassMethod* method = allocate<ClassMethod>(thread.rt.types.class_method);
  method->callable = callable;
  track(method);
  Value result = own(method);
  if (is<Function>(callable) && !copy_attributes(thread, result, callable)) return error_set;
  return result;
}

void make_static_class_method_types(Runtime& rt) {
  TypeSpec of_static{.name = "staticmethod", .layout = layout_of<StaticMethod>, .flags = BaseType, .getset = method_getset, .fill = fill_static};
  TypeSpec of_class{.name = "classmethod", .layout = layout_of<ClassMethod>, .flags = BaseType, .getset = method_getset, .fill = fill_class};
  rt.types.static_method = make_builtin_type(rt, spec_for(rt, of_static, field_offset(&StaticMethod::dict)));
  rt.types.class_method = make_builtin_type(rt, spec_for(rt, of_class, field_offset(&ClassMethod::dict)));
}

}  // namespace xvm
