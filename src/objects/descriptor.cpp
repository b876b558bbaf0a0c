// Descriptors of built-in types: methods, class methods, attributes, members of __slots__, slot wrappers.
#include "objects/descriptor.h"

#include "objects/dict.h"
#include "objects/function.h"
#include "objects/int.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "objects/type_object.h"
#include "objects/weakref.h"
#include "vm/attributes.h"
#include "vm/builtin_types.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/heap.h"
#include "vm/operators.h"
#include "vm/shape.h"
#include "vm/signature.h"
#include "vm/slot_table.h"

namespace xvm {

namespace {

bool says_to_a(const Release& r) { return r.since(3, 8); }              // "doesn't apply to a 'int' object"
bool unbound_method_words(const Release& r) { return r.since(3, 9); }
bool wrappers_compare_by_identity(const Release& r) { return r.since(3, 8); }
bool deletes_unset_slots(const Release& r) { return r.until(2, 5) || (r.since(3, 0) && r.until(3, 0)); }   // without an error
bool qualifies_slot_errors(const Release& r) { return r.since(3, 13); }
bool slot_errors_name_attribute(const Release& r) { return r.since(3, 10); }

std::string text_of(Ref name) { return native_utf8(name); }

// What all kinds of descriptors have in front.
struct Common { Type* owner; Ref name; };
Common common_of(Ref self) {
  switch (static_cast<Kind>(self.object()->kind)) {
    case Kind::MethodDescriptor: return {as<MethodDescriptor>(self).owner, as<MethodDescriptor>(self).name};
    case Kind::GetSet: return {as<GetSet>(self).owner, as<GetSet>(self).name};
    case Kind::Member: return {as<Member>(self).owner, as<Member>(self).name};
    default: return {as<SlotWrapper>(self).owner, as<SlotWrapper>(self).name};
  }
}

Value repr_with(Thread& thread, const char* kind, Ref self) {
  Common c = common_of(self);
  return native_str(thread, fmt::format("<{} '{}' of '{}' objects>", kind, text_of(c.name), c.owner->name));
}

ErrorSet raise_does_not_apply(Thread& thread, Ref self, Ref v) {
  Common c = common_of(self);
  return raise_type_error(thread, "descriptor '{}' for '{}' objects doesn't apply to {}'{}' object", text_of(c.name), c.owner->name,
                          says_to_a(thread.rt.release) ? "a " : "", type_name(thread, v));
}

bool applies(Thread& thread, Ref self, Ref v) {
  return is_subtype(type_of(thread, v), common_of(self).owner) || raise_does_not_apply(thread, self, v);
}

Value name_get(Thread&, Ref self) { return Value(common_of(self).name); }
Value objclass_get(Thread&, Ref self) { return Value(Ref(common_of(self).owner)); }
Value qualname_get(Thread& thread, Ref self) {
  Common c = common_of(self);
  return native_str(thread, native_utf8(c.owner->qualname) + "." + text_of(c.name));
}
Value reduce(Thread& thread, Ref self, Args) {
  Common c = common_of(self);
  Value getter(dict_get(thread, as<Dict>(thread.rt.builtins), "getattr"));
  Value args = make_tuple(thread, {Ref(c.owner), c.name});
  return make_tuple(thread, {getter, args});
}

// ---- method_descriptor

Value method_repr(Thread& thread, Ref self) { return repr_with(thread, "method", self); }

Value method_get(Thread& thread, Ref self, Ref instance, Ref) {
  if (!instance) return Value(self);
  if (!applies(thread, self, instance)) return error_set;
  MethodDescriptor& method = as<MethodDescriptor>(self);
  return make_native(thread, *method.row, instance, Ref(), method.owner);
}

Value method_call(Thread& thread, Ref self, Args args) {
  MethodDescriptor& method = as<MethodDescriptor>(self);
  if (args.size() < 1) {
    if (unbound_method_words(thread.rt.release)) return raise_type_error(thread, "unbound method {}.{}() needs an argument", method.owner->name, text_of(method.name));
    return raise_type_error(thread, "descriptor '{}' of '{}' object needs an argument", text_of(method.name), method.owner->name);
  }
  if (!is_subtype(type_of(thread, args[0]), method.owner)) {
    if (says_to_a(thread.rt.release)) return raise_does_not_apply(thread, self, args[0]);
    return raise_type_error(thread, "descriptor '{}' requires a '{}' object but received a '{}'", text_of(method.name), method.owner->name, type_name(thread, args[0]));
  }
  return call_native(thread, *method.row, method.signature, args[0], method.owner, Args{args.data + 1, args.positional - 1, args.names});
}

Value doc_get(Thread& thread, Ref self) {
  const char* doc = as<MethodDescriptor>(self).row->doc;
  return doc ? native_str(thread, doc) : none_value();
}
Value text_signature_get(Thread& thread, Ref self) {
  const Signature& signature = signature_of(as<MethodDescriptor>(self).row->signature, type_of(thread, self) == thread.rt.types.classmethod_descriptor);
  return signature.parameters_text.empty() ? none_value() : native_str(thread, signature.parameters_text);
}

// ---- classmethod_descriptor

ErrorSet raise_wrong_class(Thread& thread, const MethodDescriptor& method, const Type* type) {
  if (says_to_a(thread.rt.release)) return raise_type_error(thread, "descriptor '{}' requires a subtype of '{}' but received '{}'", text_of(method.name), method.owner->name, type->name);
  return raise_type_error(thread, "descriptor '{}' for type '{}' doesn't apply to type '{}'", text_of(method.name), method.owner->name, type->name);
}

Value class_method_get(Thread& thread, Ref self, Ref instance, Ref owner) {
  MethodDescriptor& method = as<MethodDescriptor>(self);
  Value type(owner);
  if (!type) {
    if (!instance) return raise_type_error(thread, "descriptor '{}' for type '{}' needs either an object or a type", text_of(method.name), method.owner->name);
    type = Value(Ref(type_of(thread, instance)));
  }
  if (!is<Type>(type)) return raise_type_error(thread, "descriptor '{}' for type '{}' needs a type, not a '{}' as arg 2", text_of(method.name), method.owner->name, type_name(thread, type));
  if (!is_subtype(&as<Type>(type), method.owner)) return raise_wrong_class(thread, method, &as<Type>(type));
  return make_native(thread, *method.row, type, Ref(), method.owner);
}

Value class_method_call(Thread& thread, Ref self, Args args) {
  MethodDescriptor& method = as<MethodDescriptor>(self);
  std::string name = text_of(method.name);
  if (args.size() < 1) return raise_type_error(thread, "descriptor '{}' of '{}' object needs an argument", name, method.owner->name);
  if (!is<Type>(args[0])) {
    if (thread.rt.in(since(3, 9))) return raise_type_error(thread, "descriptor '{}' for type '{}' needs a type, not a '{}' as arg 2", name, method.owner->name, type_name(thread, args[0]));
    if (thread.rt.in(between(3, 7, 3, 8))) return raise_type_error(thread, "descriptor '{}' requires a type but received a '{}' instance", name, type_name(thread, args[0]));
    return raise_type_error(thread, "descriptor '{}' requires a type but received a '{}'", name, thread.rt.in(between(3, 0, 3, 6)) ? std::string_view(method.owner->name) : type_name(thread, args[0]));
  }
  Type& type = as<Type>(args[0]);
  if (!is_subtype(&type, method.owner)) {
    if (thread.rt.in(until(3, 6))) return raise_type_error(thread, "descriptor '{}' requires a subtype of '{}' but received '{}", name, method.owner->name, type.type->name);
    return raise_type_error(thread, "descriptor '{}' requires a subtype of '{}' but received '{}'", name, method.owner->name, type.name);
  }
  return call_native(thread, *method.row, method.signature, args[0], method.owner, Args{args.data + 1, args.positional - 1, args.names});
}

// ---- getset_descriptor

Value getset_repr(Thread& thread, Ref self) { return repr_with(thread, "attribute", self); }

Value getset_get(Thread& thread, Ref self, Ref instance, Ref) {
  if (!instance) return Value(self);
  if (!applies(thread, self, instance)) return error_set;
  GetSet& descriptor = as<GetSet>(self);
  if (!descriptor.row->get)
    return raise_format(thread, thread.rt.exc.AttributeError, "attribute '{}' of '{}' objects is not readable", text_of(descriptor.name), descriptor.owner->name);
  return descriptor.row->get(thread, instance);
}

bool getset_set(Thread& thread, Ref self, Ref instance, Ref value) {
  if (!applies(thread, self, instance)) return error_set;
  GetSet& descriptor = as<GetSet>(self);
  if (descriptor.row->set) return descriptor.row->set(thread, instance, value);
  return raise_format(thread, thread.rt.exc.AttributeError, "attribute '{}' of '{}' objects is not writable", text_of(descriptor.name), descriptor.owner->name);
}

// ---- member_descriptor

// A member of a built-in type is a GetSet: a getter and "readonly attribute".
Value member_repr(Thread& thread, Ref self) { return repr_with(thread, "member", self); }

Value member_get(Thread& thread, Ref self, Ref instance, Ref owner) {
  if (is<GetSet>(self)) return getset_get(thread, self, instance, owner);
  if (!instance) return Value(self);
  if (!applies(thread, self, instance)) return error_set;
  Member& member = as<Member>(self);
  Object* o = instance.object();
  Ref value = (o->flags & HasHead) && member.index < head_of(o)->capacity ? Ref(head_of(o)->values[member.index]) : Ref();
  if (value) return Value(value);
  if (qualifies_slot_errors(thread.rt.release))
    return raise_attribute_error(thread, instance, member.name, fmt::format("'{}' object has no attribute '{}'", type_qualified_name(o->type), native_utf8(member.name)));
  if (slot_errors_name_attribute(thread.rt.release)) return raise_no_attribute(thread, instance, member.name);
  return raise_value(thread, thread.rt.exc.AttributeError, member.name);
}

bool member_set(Thread& thread, Ref self, Ref instance, Ref value) {
  if (is<GetSet>(self)) return getset_set(thread, self, instance, value);
  if (!applies(thread, self, instance)) return error_set;
  Member& member = as<Member>(self);
  Object* o = instance.object();
  if (!(o->flags & HasHead) || member.index >= head_of(o)->capacity) return raise_system_error(thread, "bad member descriptor");
  Value& place = head_of(o)->values[member.index];
  if (!value && !place && deletes_unset_slots(thread.rt.release)) return true;
  if (!value && !place) return raise_value(thread, thread.rt.exc.AttributeError, member.name);
  Value old = std::exchange(place, Value(value));
  return true;
}

// ---- wrapper_descriptor and method-wrapper

Value wrapper_repr(Thread& thread, Ref self) { return repr_with(thread, "slot wrapper", self); }

Value wrapper_get(Thread& thread, Ref self, Ref instance, Ref) {
  if (!instance) return Value(self);
  if (!applies(thread, self, instance)) return error_set;
  MethodWrapper* bound = allocate<MethodWrapper>(thread.rt.types.method_wrapper);
  bound->wrapper = self;
  bound->self = instance;
  track(bound);
  return own(bound);
}

Value wrapper_call(Thread& thread, Ref self, Args args) {
  SlotWrapper& wrapper = as<SlotWrapper>(self);
  if (args.size() < 1) return raise_type_error(thread, "descriptor '{}' of '{}' object needs an argument", text_of(wrapper.name), wrapper.owner->name);
  if (!is_subtype(type_of(thread, args[0]), wrapper.owner))
    return raise_type_error(thread, "descriptor '{}' requires a '{}' object but received a '{}'", text_of(wrapper.name), wrapper.owner->name, type_name(thread, args[0]));
  Recursion guard(thread, while_calling, thread.counts.functions);   // it is bound, and that called
  if (!guard.ok()) return error_set;
  return call_slot_wrapper(thread, wrapper, args[0], Args{args.data + 1, args.positional - 1, args.names});
}

Value wrapper_doc_get(Thread&, Ref) { return none_value(); }
Value wrapper_signature_get(Thread& thread, Ref self) {
  const char* text = as<SlotWrapper>(self).definition->signature;
  return text ? native_str(thread, text) : none_value();
}

const SlotWrapper& wrapper_of(Ref bound) { return as<SlotWrapper>(as<MethodWrapper>(bound).wrapper); }

Value bound_repr(Thread& thread, Ref self) {
  MethodWrapper& bound = as<MethodWrapper>(self);
  return native_str(thread, fmt::format("<method-wrapper '{}' of {} object at 0x{:x}>", text_of(wrapper_of(self).name), type_name(thread, bound.self), bound.self.raw()));
}
Value bound_call(Thread& thread, Ref self, Args args) {
  Value keep(self);
  return call_slot_wrapper(thread, wrapper_of(self), as<MethodWrapper>(self).self, args);
}
int bound_three_way(Thread& thread, Ref a, Ref b) {
  MethodWrapper &x = as<MethodWrapper>(a), &y = as<MethodWrapper>(b);
  if (x.wrapper == y.wrapper) return three_way(thread, x.self, y.self);
  return x.wrapper.raw() < y.wrapper.raw() ? -1 : 1;
}
Value bound_compare(Thread& thread, Ref a, Ref b, Compare op) {
  if (!is<MethodWrapper>(a) || !is<MethodWrapper>(b)) return not_implemented_value();
  MethodWrapper &x = as<MethodWrapper>(a), &y = as<MethodWrapper>(b);
  if (wrappers_compare_by_identity(thread.rt.release)) {
    if (op != Compare::Eq && op != Compare::Ne) return not_implemented_value();
    bool same = x.wrapper == y.wrapper && x.self == y.self;
    return Value::of(same == (op == Compare::Eq));
  }
  if (x.wrapper == y.wrapper) return compare(thread, x.self, y.self, op);
  std::uint64_t p = x.wrapper.raw(), q = y.wrapper.raw();
  bool result = op == Compare::Lt ? p < q : op == Compare::Le ? p <= q : op == Compare::Eq ? p == q : op == Compare::Ne ? p != q : op == Compare::Gt ? p > q : p >= q;
  return Value::of(result);
}
bool bound_hash(Thread& thread, Ref self, std::int64_t& hash) {
  MethodWrapper& bound = as<MethodWrapper>(self);
  if (wrappers_compare_by_identity(thread.rt.release)) hash = static_cast<std::int64_t>(bound.self.raw() >> 4);
  else if (!hash_of(thread, bound.self, hash)) return error_set;
  hash ^= static_cast<std::int64_t>(bound.wrapper.raw() >> 4);
  if (hash == -1) hash = -2;
  return true;
}
Value bound_self_get(Thread&, Ref self) { return as<MethodWrapper>(self).self; }
Value bound_name_get(Thread&, Ref self) { return wrapper_of(self).name; }
Value bound_objclass_get(Thread&, Ref self) { return Value(Ref(wrapper_of(self).owner)); }
Value bound_qualname_get(Thread& thread, Ref self) { return qualname_get(thread, as<MethodWrapper>(self).wrapper); }
Value bound_signature_get(Thread& thread, Ref self) { return wrapper_signature_get(thread, as<MethodWrapper>(self).wrapper); }
Value bound_reduce(Thread& thread, Ref self, Args) {
  Value getter(dict_get(thread, as<Dict>(thread.rt.builtins), "getattr"));
  Value args = make_tuple(thread, {as<MethodWrapper>(self).self, wrapper_of(self).name});
  return make_tuple(thread, {getter, args});
}

// ---- __dict__ and __weakref__ of instances

Value instance_dict_get(Thread& thread, Ref self) {
  Dict* dict = attributes_dict(thread, self, true);
  if (!dict) return raise_format(thread, thread.rt.exc.AttributeError, "This object has no __dict__");
  return Value(Ref(dict));
}
bool instance_dict_set(Thread& thread, Ref self, Ref value) {
  if (value && !is<Dict>(value)) return raise_type_error(thread, "__dict__ must be set to a dictionary, not a '{}'", type_name(thread, value));
  Object* o = self.object();
  if (std::ptrdiff_t field = o->type->dict_field) {
    Value old = std::exchange(*reinterpret_cast<Value*>(reinterpret_cast<char*>(o) + field), Value(value));
    return true;
  }
  if (!(o->flags & HasHead) || !o->type->has(InstancesHaveDict)) return raise_format(thread, thread.rt.exc.AttributeError, "This object has no __dict__");
  return set_instance_dict(thread, o, value);
}
Value instance_weakref_get(Thread& thread, Ref self) { return first_weakref(thread, self); }

constexpr GetSetRow method_getset[] = {
    {"__doc__", doc_get},
    {"__qualname__", qualname_get, nullptr, since(3, 3)},
    {"__text_signature__", text_signature_get, nullptr, since(3, 4)},
    {"__objclass__", objclass_get},
    {"__name__", name_get},
};
constexpr GetSetRow wrapper_getset[] = {
    {"__doc__", wrapper_doc_get},
    {"__qualname__", qualname_get, nullptr, since(3, 3)},
    {"__text_signature__", wrapper_signature_get, nullptr, since(3, 4)},
    {"__objclass__", objclass_get},
    {"__name__", name_get},
};
constexpr GetSetRow data_getset[] = {
    {"__doc__", wrapper_doc_get},
    {"__qualname__", qualname_get, nullptr, since(3, 3)},
    {"__objclass__", objclass_get},
    {"__name__", name_get},
};
constexpr GetSetRow bound_getset[] = {
    {"__self__", bound_self_get},
    {"__objclass__", bound_objclass_get},
    {"__name__", bound_name_get},
    {"__qualname__", bound_qualname_get, nullptr, since(3, 3)},
    {"__doc__", wrapper_doc_get},
    {"__text_signature__", bound_signature_get, nullptr, since(3, 4)},
};
constexpr Method reduce_methods[] = {{"__reduce__(self, /)", reduce, since(3, 4)}};
constexpr Method bound_methods[] = {{"__reduce__(self, /)", bound_reduce, since(3, 4)}};

void fill_method(Slots& slots, Runtime&) {
  slots.repr = method_repr;
  slots.call = method_call;
  slots.descr_get = method_get;
}
void fill_class_method(Slots& slots, Runtime&) {
  slots.repr = method_repr;
  slots.call = class_method_call;
  slots.descr_get = class_method_get;
}
void fill_getset(Slots& slots, Runtime&) {
  slots.repr = getset_repr;
  slots.descr_get = getset_get;
  slots.descr_set = getset_set;
}
void fill_member(Slots& slots, Runtime&) {
  slots.repr = member_repr;
  slots.descr_get = member_get;
  slots.descr_set = member_set;
}
void fill_wrapper(Slots& slots, Runtime&) {
  slots.repr = wrapper_repr;
  slots.call = wrapper_call;
  slots.descr_get = wrapper_get;
}
void fill_bound(Slots& slots, Runtime& rt) {
  slots.repr = bound_repr;
  slots.call = bound_call;
  slots.hash = bound_hash;
  if (rt.python2()) slots.three_way = bound_three_way;
  else slots.compare = bound_compare;
}

const TypeSpec method_spec{.name = "method_descriptor", .layout = layout_of<MethodDescriptor>, .flags = MethodDescr, .methods = reduce_methods, .getset = method_getset, .fill = fill_method};
const TypeSpec class_method_spec{.name = "classmethod_descriptor", .layout = layout_of<MethodDescriptor>, .getset = method_getset, .fill = fill_class_method};
const TypeSpec getset_spec{.name = "getset_descriptor", .layout = layout_of<GetSet>, .getset = data_getset, .fill = fill_getset};
const TypeSpec member_spec{.name = "member_descriptor", .layout = layout_of<Member>, .methods = reduce_methods, .getset = data_getset, .fill = fill_member};
const TypeSpec wrapper_spec{.name = "wrapper_descriptor", .layout = layout_of<SlotWrapper>, .flags = MethodDescr, .methods = reduce_methods, .getset = wrapper_getset, .fill = fill_wrapper};
const TypeSpec bound_spec{.name = "method-wrapper", .layout = layout_of<MethodWrapper>, .methods = bound_methods, .getset = bound_getset, .fill = fill_bound};

}  // namespace

const GetSetRow instance_dict_row{"__dict__", instance_dict_get, instance_dict_set};
const GetSetRow instance_weakref_row{"__weakref__", instance_weakref_get};

Value first_weakref(Thread& thread, Ref v) {
  if (!v.is_object() || !(v.object()->flags & HasWeakRefs)) return none_value();
  auto at = thread.rt.heap->weakrefs.find(v.object());
  if (at == thread.rt.heap->weakrefs.end() || at->second.empty()) return none_value();
  return Value(Ref(weakrefs_in_order(thread, at->second).front()));
}

void make_descriptor_types(Runtime& rt) {
  Types& types = rt.types;
  types.method_descriptor = make_builtin_type(rt, method_spec);
  types.classmethod_descriptor = make_builtin_type(rt, class_method_spec);
  types.getset = make_builtin_type(rt, getset_spec);
  types.member = make_builtin_type(rt, member_spec);
  types.slot_wrapper = make_builtin_type(rt, wrapper_spec);
  types.method_wrapper = make_builtin_type(rt, bound_spec);
}

}  // namespace xvm
