// property.
#include "objects/descriptor.h"
#include "objects/dict.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/attributes.h"
#include "vm/builtin_types.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/signature.h"

namespace xvm {

namespace {

bool errors_name_property(const Release& r) { return r.since(3, 10); }
bool errors_ask_getter(const Release& r) { return r.since(3, 13); }
bool errors_name_class(const Release& r) { return r.since(3, 11); }
bool doc_writable(const Release& r) { return r.since(3, 5); }

Property& property_of(Ref self) { return as<Property>(self); }
Ref or_none(const Value& v) { return v ? v.ref() : none; }

enum class Missing { Getter, Setter, Deleter };

ErrorSet raise_missing(Thread& thread, Ref self, Ref instance, Missing what) {
  Value name = property_of(self).name;
  if (!name && errors_ask_getter(thread.rt.release) && property_of(self).getter) {
    name = find_attribute(thread, property_of(self).getter, thread.rt.names.name__);
    thread.clear_error();
  }
  static constexpr const char *words[] = {"unreadable attribute", "can't set attribute", "can't delete attribute"}, *parts[] = {"getter", "setter", "deleter"};
  auto i = static_cast<std::size_t>(what);
  Type* error = thread.rt.exc.AttributeError;
  if (errors_name_class(thread.rt.release)) {
    std::string qualname = repr_utf8(thread, type_of(thread, instance)->qualname);
    if (name) return raise_format(thread, error, "property {} of {} object has no {}", repr_utf8(thread, name), qualname, parts[i]);
    return raise_format(thread, error, "property of {} object has no {}", qualname, parts[i]);
  }
  if (errors_name_property(thread.rt.release) && name) return raise_format(thread, error, "{} {}", words[i], repr_utf8(thread, name));
  return raise(thread, error, words[i]);
}

Value property_get(Thread& thread, Ref self, Ref instance, Ref) {
  if (!instance) return Value(self);
  Value getter = property_of(self).getter;
  if (!getter) return raise_missing(thread, self, instance, Missing::Getter);
  return call(thread, getter, instance);
}

bool property_set(Thread& thread, Ref self, Ref instance, Ref value) {
  Property& property = property_of(self);
  Value function = value ? property.setter : property.deleter;
  if (!function) return raise_missing(thread, self, instance, value ? Missing::Setter : Missing::Deleter);
  Value result = value ? call(thread, function, instance, value) : call(thread, function, instance);
  return static_cast<bool>(result);
}

Value property_make(Thread&, Type* type, Args) {
  Property* property = allocate<Property>(type);
  track(property);
  return own(property);
}

Value given(Ref v) { return v && !v.is_none() ? Value(v) : Value(); }

bool property_init(Thread& thread, Ref self, Args args) {
  static const Signature& signature = signature_of("property(fget=None, fset=None, fdel=None, doc=None)");
  Bound<4> bound(thread, signature, args);
  if (!bound) return error_set;
  Property& property = property_of(self);
  property.getter = given(bound[0]);
  property.setter = given(bound[1]);
  property.deleter = given(bound[2]);
  property.doc = given(bound[3]);
  property.getter_doc = false;
  property.name = nullptr;
  if (property.doc || !property.getter) return true;
  Value doc = find_attribute(thread, property.getter, thread.rt.names.doc__);
  if (!doc) {
    if (thread.has_error() && !catch_error(thread, thread.rt.exc.Exception)) return error_set;
    return true;
  }
  if (doc.is_none()) return true;
  property.getter_doc = true;
  if (type_of(thread, self) == thread.rt.types.property) {
    property.doc = doc;
    return true;
  }
  return set_attribute(thread, self, thread.rt.names.doc__, doc);   // a subclass keeps it among its own attributes
}

// A copy with one function replaced.
Value copy_with(Thread& thread, Ref self, Ref getter, Ref setter, Ref deleter) {
  Property& old = property_of(self);
  Value doc = old.getter_doc && getter ? none_value() : Value(or_none(old.doc)), name = old.name;
  if (getter.is_none()) getter = Ref();
  Value functions[] = {Value(getter ? getter : or_none(old.getter)), Value(setter ? setter : or_none(old.setter)), Value(deleter ? deleter : or_none(old.deleter)), doc};
  if (old.getter_doc && functions[0] && !functions[0].is_none()) functions[3] = none_value();
  Value made = call(thread, Ref(type_of(thread, self)), Args{functions, 4, {}});
  if (made && is<Property>(made)) property_of(made).name = name;
  return made;
}
Value with_getter(Thread& thread, Ref self, Args args) { return copy_with(thread, self, args[0], Ref(), Ref()); }
Value with_setter(Thread& thread, Ref self, Args args) { return copy_with(thread, self, Ref(), args[0], Ref()); }
Value with_deleter(Thread& thread, Ref self, Args args) { return copy_with(thread, self, Ref(), Ref(), args[0]); }

Value set_name(Thread& thread, Ref self, Args args) {
  if (args.size() != 2) return raise_type_error(thread, "__set_name__() takes 2 positional arguments but {} were given", args.size());
  property_of(self).name = args[1];
  return none_value();
}

Value getter_get(Thread&, Ref self) { return Value(or_none(property_of(self).getter)); }
Value setter_get(Thread&, Ref self) { return Value(or_none(property_of(self).setter)); }
Value deleter_get(Thread&, Ref self) { return Value(or_none(property_of(self).deleter)); }
Value doc_get(Thread&, Ref self) { return Value(or_none(property_of(self).doc)); }

bool readonly(Thread& thread, Ref, Ref) {
  return raise(thread, thread.rt.python2() ? thread.rt.exc.TypeError : thread.rt.exc.AttributeError, "readonly attribute");
}
bool doc_set(Thread& thread, Ref self, Ref value) {
  if (!doc_writable(thread.rt.release)) return readonly(thread, self, value);
  property_of(self).doc = value;
  return true;
}

Value name_get(Thread& thread, Ref self) {
  Property& property = property_of(self);
  if (property.name) return property.name;
  if (property.getter)
    if (Value name = find_attribute(thread, property.getter, thread.rt.names.name__)) return name;
  if (thread.has_error()) return error_set;
  return raise_no_attribute(thread, self, thread.rt.names.name__);
}
bool name_set(Thread&, Ref self, Ref value) {
  property_of(self).name = value;
  return true;
}

int is_abstract(Thread& thread, const Value& function) {
  if (!function) return 0;
  Value flag = find_attribute(thread, function, thread.rt.names.isabstractmethod__);
  if (!flag) return thread.has_error() ? -1 : 0;
  return truth(thread, flag);
}
Value abstract_get(Thread& thread, Ref self) {
  Value keep(self);
  for (Value function : {property_of(self).getter, property_of(self).setter, property_of(self).deleter})
    if (int r = is_abstract(thread, function)) return r < 0 ? Value() : Value::of(true);
  return Value::of(false);
}

constexpr Method property_methods[] = {
    {"getter(self, object, /)", with_getter, since(2, 6)},
    {"setter(self, object, /)", with_setter, since(2, 6)},
    {"deleter(self, object, /)", with_deleter, since(2, 6)},
    {"__set_name__(self, *args)", set_name, since(3, 10), Method::Raw},
};
constexpr GetSetRow property_getset[] = {
    {"fget", getter_get, readonly},
    {"fset", setter_get, readonly},
    {"fdel", deleter_get, readonly},
    {"__doc__", doc_get, doc_set},
    {"__name__", name_get, name_set, since(3, 13)},
    {"__isabstractmethod__", abstract_get, nullptr, since(3, 3)},
};

void fill_property(Slots& slots, Runtime&) {
  slots.descr_get = property_get;
  slots.descr_set = property_set;
  slots.make = property_make;
  slots.init = property_init;
}

const TypeSpec property_spec{.name = "property", .layout = layout_of<Property>, .flags = BaseType, .methods = property_methods, .getset = property_getset, .fill = fill_property};

}  // namespace

void make_property_types(Runtime& rt) { rt.types.property = make_builtin_type(rt, property_spec); }

}  // namespace xvm
