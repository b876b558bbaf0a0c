// weakref.ref, weakref.proxy and their types.
#include "objects/sequence.h"
#include "objects/text.h"
#include "objects/weakref.h"
#include "objects/type_object.h"
#include "vm/attributes.h"
#include "vm/builtin_types.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/signature.h"
#include "vm/slot_table.h"

namespace xvm {

namespace {

bool module_prefixed(const Release& r) { return r.since(3, 10); }

WeakRef& self_of(Ref self) { return as<WeakRef>(self); }

Value weakref_make(Thread& thread, Type* type, Args args) {
  if (!check_unpack_count(thread, "__new__", args.positional, 1, 2)) return error_set;
  if (!can_be_weakly_referenced(thread, args[0])) return raise_no_weakref(thread, args[0]);
  return make_weakref(thread, type, args[0], args.positional > 1 ? args[1] : none);
}
bool weakref_init(Thread& thread, Ref, Args args) {
  return check_no_keywords(thread, "ref", args) && check_unpack_count(thread, "__init__", args.positional, 1, 2);
}

bool call_unpacks(const Release& r) { return r.since(3, 11); }
Value weakref_call(Thread& thread, Ref self, Args args) {
  if (args.positional && call_unpacks(thread.rt.release)) return raise_type_error(thread, "weakref expected 0 arguments, got {}", args.positional);
  if (args.positional || args.keywords()) return raise_type_error(thread, "__call__() takes at most 0 arguments ({} given)", args.positional + args.keywords());
  Object* referent = self_of(self).alive();
  return referent ? Value(Ref(referent)) : none_value();
}

bool weakref_hash(Thread& thread, Ref self, std::int64_t& hash) {
  WeakRef& w = self_of(self);
  if (w.hash == -1) {
    if (!w.alive()) return raise_type_error(thread, "weak object has gone away");
    Value referent{Ref(w.referent)};
    std::int64_t fresh = 0;
    if (!hash_of(thread, referent, fresh)) return false;
    self_of(self).hash = fresh;
  }
  hash = self_of(self).hash;
  return true;
}

Value weakref_compare(Thread& thread, Ref self, Ref other, Compare op) {
  if ((op != Compare::Eq && op != Compare::Ne) || !is<WeakRef>(other) || !is_subtype(other.object()->type, thread.rt.types.weakref)) return not_implemented_value();
  Object *left = self_of(self).alive(), *right = self_of(other).alive();
  if (!left || !right) return Value::of((self == other) == (op == Compare::Eq));
  Value a{Ref(left)}, b{Ref(right)};
  return compare(thread, a, b, op);
}

std::string shown_type(Thread& thread, const Object* referent) {
  if (thread.rt.in(since(3, 13))) return type_qualified_name(referent->type);
  return std::string(type_name(thread, Ref(referent)));
}

Value weakref_repr(Thread& thread, Ref self) {
  WeakRef& w = self_of(self);
  std::string here = fmt::format("{:#x}", self.raw() & 0xffffffffffff);
  if (!w.alive()) return native_str(thread, fmt::format("<weakref at {}; dead>", here));
  Value referent{Ref(w.referent)};
  std::string to = fmt::format("'{}' at {:#x}", shown_type(thread, referent.object()), referent.raw() & 0xffffffffffff);
  Value name = find_attribute(thread, referent, thread.rt.names.name__);
  thread.clear_error();
  if (name && is_native_str(thread, name)) return native_str(thread, fmt::format("<weakref at {}; to {} ({})>", here, to, native_utf8(name)));
  return native_str(thread, fmt::format("<weakref at {}; to {}>", here, to));
}

Value get_callback(Thread&, Ref self) {
  const WeakRef& w = self_of(self);
  return w.alive() && w.callback ? w.callback : none_value();
}

// ---- proxies: each operation on what they stand for

// What a proxy stands for; ReferenceError where it died. Other values stand for themselves.
Value stood_for(Thread& thread, Ref v) {
  if (!is_proxy(thread, v)) return Value(v);
  Object* referent = self_of(v).alive();
  return referent ? Value(Ref(referent)) : Value(raise(thread, thread.rt.exc.ReferenceError, "weakly-referenced object no longer exists"));
}

// Methods that are called under their own name.
template <const char* const& name>
Value proxy_method(Thread& thread, Ref self, Args) {
  Value v = stood_for(thread, self), method = v ? get_attribute(thread, v, native_intern(thread, name)) : Value();
  return method ? call(thread, method) : Value();
}
constexpr const char *bytes_name = "__bytes__", *reversed_name = "__reversed__";
constexpr Method proxy_methods[] = {
    {"__bytes__(self, /)", proxy_method<bytes_name>, py3},
    {"__reversed__(self, /)", proxy_method<reversed_name>, since(3, 9)},
};

template <Binary op>
Value proxy_binary(Thread& thread, Ref left, Ref right) {
  Value a = stood_for(thread, left), b = a ? stood_for(thread, right) : Value();
  return b ? binary_op(thread, op, a, b) : Value();
}
template <Binary op>
Value proxy_inplace(Thread& thread, Ref left, Ref right) {
  Value a = stood_for(thread, left), b = a ? stood_for(thread, right) : Value();
  return b ? inplace_op(thread, op, a, b) : Value();
}
Value proxy_power(Thread& thread, Ref base, Ref exponent, Ref modulus) {
  Value a = stood_for(thread, base), b = a ? stood_for(thread, exponent) : Value();
  return b ? power(thread, a, b, modulus) : Value();
}
template <Value (*function)(Thread&, Ref)>
Value proxy_unary(Thread& thread, Ref self) {
  Value v = stood_for(thread, self);
  return v ? function(thread, v) : Value();
}
Value to_int(Thread& thread, Ref v) { return call(thread, Ref(thread.rt.types.int_), v); }
Value to_float(Thread& thread, Ref v) { return call(thread, Ref(thread.rt.types.float_), v); }
Value absolute(Thread& thread, Ref v) {
  bool found = false;
  Value result = call_special(thread, v, thread.rt.names.abs__, {}, found);
  return found ? std::move(result) : Value(raise_type_error(thread, "bad operand type for abs(): '{}'", type_name(thread, v)));
}
int proxy_truth(Thread& thread, Ref self) {
  Value v = stood_for(thread, self);
  return v ? truth(thread, v) : -1;
}
std::int64_t proxy_length(Thread& thread, Ref self) {
  Value v = stood_for(thread, self);
  return v ? length(thread, v) : -1;
}
int proxy_contains(Thread& thread, Ref self, Ref item) {
  Value v = stood_for(thread, self);
  return v ? contains(thread, v, item) : -1;
}
bool compares_proxies_only(const Release& r) { return r.python2(); }
Value proxy_compare(Thread& thread, Ref self, Ref other, Compare op) {
  if (compares_proxies_only(thread.rt.release) && !(is_proxy(thread, self) && is_proxy(thread, other))) return not_implemented_value();
  Value a = stood_for(thread, self), b = a ? stood_for(thread, other) : Value();
  return b ? compare(thread, a, b, op) : Value();
}
Value proxy_get_item(Thread& thread, Ref self, Ref key) {
  Value v = stood_for(thread, self), k = v ? stood_for(thread, key) : Value();
  return k ? get_item(thread, v, k) : Value();
}
bool proxy_set_item(Thread& thread, Ref self, Ref key, Ref value) {
  Value v = stood_for(thread, self);
  return v && set_item(thread, v, key, value);
}
Value proxy_get_attribute(Thread& thread, Ref self, Ref name) {
  Value v = stood_for(thread, self);
  return v ? get_attribute(thread, v, name) : Value();
}
bool proxy_set_attribute(Thread& thread, Ref self, Ref name, Ref value) {
  Value v = stood_for(thread, self);
  return v && set_attribute(thread, v, name, value);
}
Value proxy_call(Thread& thread, Ref self, Args args) {
  Value v = stood_for(thread, self);
  return v ? call(thread, v, args) : Value();
}
Value proxy_next(Thread& thread, Ref self) {
  Value v = stood_for(thread, self);
  if (!v) return v;
  if (!type_of(thread, v)->slots.next) return raise_type_error(thread, "Weakref proxy referenced a non-iterator '{}' object", type_name(thread, v));
  return next(thread, v);
}
Value proxy_repr(Thread& thread, Ref self) {
  Object* referent = self_of(self).alive();
  std::string_view type = referent ? std::string_view(referent->type->name) : "NoneType";
  if (thread.rt.in(since(3, 13))) {
    if (!referent) return native_str(thread, fmt::format("<weakproxy at {:#x}; dead>", self.raw() & 0xffffffffffff));
    return native_str(thread, fmt::format("<weakproxy at {:#x}; to '{}' at {:#x}>", self.raw() & 0xffffffffffff, shown_type(thread, referent), reinterpret_cast<std::uint64_t>(referent)));
  }
  return native_str(thread, fmt::format("<weakproxy at {:#x} to {} at {:#x}>", self.raw() & 0xffffffffffff, type, reinterpret_cast<std::uint64_t>(referent)));
}

template <Binary op>
void fill_binary(Slots& slots) {
  slots.binary[static_cast<std::size_t>(op)] = proxy_binary<op>;
  slots.inplace[static_cast<std::size_t>(op)] = proxy_inplace<op>;
}

void fill_proxy(Slots& slots, Runtime& rt) {
  fill_binary<Binary::Add>(slots), fill_binary<Binary::Subtract>(slots), fill_binary<Binary::Multiply>(slots), fill_binary<Binary::Remainder>(slots);
  fill_binary<Binary::FloorDivide>(slots), fill_binary<Binary::TrueDivide>(slots), fill_binary<Binary::LeftShift>(slots), fill_binary<Binary::RightShift>(slots);
  fill_binary<Binary::And>(slots), fill_binary<Binary::Or>(slots), fill_binary<Binary::Xor>(slots);
  slots.binary[static_cast<std::size_t>(Binary::DivMod)] = proxy_binary<Binary::DivMod>;
  if (rt.python2()) fill_binary<Binary::Divide>(slots);
  if (rt.release.since(3, 8)) fill_binary<Binary::MatrixMultiply>(slots);
  slots.power = proxy_power;
  slots.str = proxy_unary<str>;
  slots.negative = proxy_unary<negative>;
  slots.positive = proxy_unary<positive>;
  slots.invert = proxy_unary<invert>;
  slots.absolute = proxy_unary<absolute>;
  slots.as_int = proxy_unary<to_int>;
  slots.as_float = proxy_unary<to_float>;
  slots.as_index = proxy_unary<as_index>;
  slots.iter = proxy_unary<iterate>;
  slots.next = proxy_next;
  slots.truth = proxy_truth;
  slots.hash = unhashable;
  slots.length = proxy_length;
  slots.contains = proxy_contains;
  slots.compare = proxy_compare;
  slots.get_item = proxy_get_item;
  slots.set_item = proxy_set_item;
  slots.get_attribute = proxy_get_attribute;
  slots.set_attribute = proxy_set_attribute;
  slots.repr = proxy_repr;
}
void fill_callable_proxy(Slots& slots, Runtime& rt) {
  fill_proxy(slots, rt);
  slots.call = proxy_call;
}
void fill_ref(Slots& slots, Runtime&) {
  slots.make = weakref_make;
  slots.init = weakref_init;
  slots.call = weakref_call;
  slots.hash = weakref_hash;
  slots.compare = weakref_compare;
  slots.repr = weakref_repr;
}

constexpr Method ref_methods[] = {{"__class_getitem__($type, object, /)", generic_class_getitem, since(3, 9), Method::Class}};
bool set_readonly(Thread& thread, Ref, Ref) { return raise(thread, thread.rt.exc.AttributeError, "readonly attribute"); }
constexpr GetSetRow ref_getset[] = {{"__callback__", get_callback, set_readonly, since(3, 4)}};

}  // namespace

bool is_proxy(Thread& thread, Ref v) {
  return is<WeakRef>(v) && (v.object()->type == thread.rt.types.weakproxy || v.object()->type == thread.rt.types.weakcallableproxy);
}

static bool lists_modules_and_natives(const Release& r) { return r.since(3, 3); }

bool can_be_weakly_referenced(Thread& thread, Ref v) {
  if (!v.is_object()) return false;
  Type* type = type_of(thread, v);
  if ((type == thread.rt.types.module || type == thread.rt.types.native) && !lists_modules_and_natives(thread.rt.release)) return false;
  if (type->has(HasWeakrefs)) return true;
  switch (static_cast<Kind>(v.object()->kind)) {
    case Kind::Type: case Kind::Function: case Kind::Generator: case Kind::Module: case Kind::Native: case Kind::BoundMethod:
    case Kind::OldInstance: case Kind::ClassObj: case Kind::Code: return true;
    case Kind::MemoryView: return thread.rt.release.since(3, 0);
    default: return false;
  }
}

ErrorSet raise_no_weakref(Thread& thread, Ref v) {
  return raise_type_error(thread, "cannot create weak reference to '{}' object", type_name(thread, v));
}

void make_weakref_types(Runtime& rt) {
  static constexpr TypeSpec old_ref{.name = "weakref", .layout = layout_of<WeakRef>, .flags = BaseType, .methods = ref_methods, .getset = ref_getset, .fill = fill_ref};
  static constexpr TypeSpec ref{.name = "weakref.ReferenceType", .layout = layout_of<WeakRef>, .flags = BaseType, .methods = ref_methods, .getset = ref_getset, .fill = fill_ref};
  static constexpr TypeSpec proxy{.name = "weakref.ProxyType", .layout = layout_of<WeakRef>, .methods = proxy_methods, .fill = fill_proxy};
  static constexpr TypeSpec callable{.name = "weakref.CallableProxyType", .layout = layout_of<WeakRef>, .fill = fill_callable_proxy};
  static constexpr TypeSpec old_proxy{.name = "weakproxy", .layout = layout_of<WeakRef>, .methods = proxy_methods, .fill = fill_proxy};
  static constexpr TypeSpec old_callable{.name = "weakcallableproxy", .layout = layout_of<WeakRef>, .fill = fill_callable_proxy};
  bool late = module_prefixed(rt.release);
  rt.types.weakref = make_builtin_type(rt, late ? ref : old_ref);
  rt.types.weakproxy = make_builtin_type(rt, late ? proxy : old_proxy);
  rt.types.weakcallableproxy = make_builtin_type(rt, late ? callable : old_callable);
}

}  // namespace xvm
