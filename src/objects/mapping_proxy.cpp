// mappingproxy (2.x dictproxy): a mapping that cannot be changed through it.
#include "objects/class_dict.h"
#include "objects/descriptor.h"
#include "objects/dict.h"
#include "objects/list.h"
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

Ref mapping_of(Ref self) { return as<MappingProxy>(self).mapping; }

Value proxy_repr(Thread& thread, Ref self) {
  TextBuilder text(thread);
  text.add(thread.rt.in(until(3, 2)) ? "dict_proxy(" : "mappingproxy(");
  if (!text.add_repr(mapping_of(self))) return error_set;
  text.add(")");
  return text.finish();
}
// 2.5 and 2.6 know only the address.
Value proxy_str(Thread& thread, Ref self) { return str(thread, mapping_of(self)); }

std::int64_t proxy_length(Thread& thread, Ref self) { return length(thread, mapping_of(self)); }
int proxy_contains(Thread& thread, Ref self, Ref key) {
  if (Dict* dict = try_as<Dict>(mapping_of(self)); dict && is_exact<Dict>(mapping_of(self))) return dict_contains(thread, *dict, key);
  return contains(thread, mapping_of(self), key);
}
Value proxy_get_item(Thread& thread, Ref self, Ref key) { return get_item(thread, mapping_of(self), key); }
Value proxy_iter(Thread& thread, Ref self) { return iterate(thread, mapping_of(self)); }
// The other operand's methods are handed the mapping itself.
void hand_out(Thread& thread, Ref other) {
  if (other.is_object() && !is_exact<Dict>(other) && !is<MappingProxy>(other)) class_dicts_are_reached(thread);
}
Value proxy_compare(Thread& thread, Ref self, Ref other, Compare op) {
  hand_out(thread, other);
  return compare(thread, mapping_of(self), other, op);
}
int proxy_three_way(Thread& thread, Ref self, Ref other) {
  hand_out(thread, other);
  return three_way(thread, mapping_of(self), other);
}
bool proxy_hash(Thread& thread, Ref self, std::int64_t& hash) { return hash_of(thread, mapping_of(self), hash); }

Value proxy_or(Thread& thread, Ref left, Ref right) {
  hand_out(thread, left);
  hand_out(thread, right);
  if (is<MappingProxy>(left)) left = mapping_of(left);
  if (is<MappingProxy>(right)) right = mapping_of(right);
  return binary_op(thread, Binary::Or, left, right);
}
Value proxy_ior(Thread& thread, Ref self, Ref) {
  return raise_type_error(thread, "'|=' is not supported by {}; use '|' instead", type_name(thread, self));
}

Value forward(Thread& thread, Ref self, const char* name, std::initializer_list<Ref> args = {}) {
  Value keep = native_intern(thread, name);
  return call_method(thread, mapping_of(self), keep, args);
}
Value proxy_get(Thread& thread, Ref self, Args args) {
  return args[1] ? forward(thread, self, "get", {args[0], args[1]}) : forward(thread, self, "get", {args[0], none});
}
Value proxy_has_key(Thread& thread, Ref self, Args args) {
  int r = contains(thread, mapping_of(self), args[0]);
  return r < 0 ? Value() : Value::of(r != 0);
}
Value proxy_keys(Thread& thread, Ref self, Args) { return forward(thread, self, "keys"); }
Value proxy_values(Thread& thread, Ref self, Args) { return forward(thread, self, "values"); }
Value proxy_items(Thread& thread, Ref self, Args) { return forward(thread, self, "items"); }
Value proxy_iterkeys(Thread& thread, Ref self, Args) { return forward(thread, self, "iterkeys"); }
Value proxy_itervalues(Thread& thread, Ref self, Args) { return forward(thread, self, "itervalues"); }
Value proxy_iteritems(Thread& thread, Ref self, Args) { return forward(thread, self, "iteritems"); }
Value proxy_copy(Thread& thread, Ref self, Args) { return forward(thread, self, "copy"); }
Value proxy_reversed(Thread& thread, Ref self, Args) { return forward(thread, self, "__reversed__"); }
Value proxy_class_getitem(Thread& thread, Ref self, Args args) { return call(thread, Ref(thread.rt.types.generic_alias), self, args[0]); }

Value proxy_make(Thread& thread, Type* type, Args args) {
  static const Signature& signature = signature_of("mappingproxy(mapping)");
  Bound<1> bound(thread, signature, args);
  if (!bound) return error_set;
  Ref mapping = bound[0];
  Type* of = type_of(thread, mapping);
  if (!of->slots.get_item || is<List>(mapping) || is<Tuple>(mapping))
    return raise_type_error(thread, "mappingproxy() argument must be a mapping, not {}", of->name);
  MappingProxy* proxy = allocate<MappingProxy>(type);
  proxy->mapping = mapping;
  track(proxy);
  return own(proxy);
}

constexpr Method proxy_methods[] = {
    {"get(self, key, default=None, /)", proxy_get},
    {"has_key(self, key, /)", proxy_has_key, py2},
    {"keys(self, /)", proxy_keys},
    {"values(self, /)", proxy_values},
    {"items(self, /)", proxy_items},
    {"iterkeys(self, /)", proxy_iterkeys, py2},
    {"itervalues(self, /)", proxy_itervalues, py2},
    {"iteritems(self, /)", proxy_iteritems, py2},
    {"copy(self, /)", proxy_copy},
    {"__class_getitem__(cls, object, /)", proxy_class_getitem, since(3, 9), Method::Class},
    {"__reversed__(self, /)", proxy_reversed, since(3, 9)},
};

void fill_proxy(Slots& slots, Runtime& rt) {
  slots.repr = rt.in(until(2, 6)) ? nullptr : proxy_repr;
  slots.str = proxy_str;
  slots.length = proxy_length;
  slots.contains = proxy_contains;
  slots.get_item = proxy_get_item;
  slots.iter = proxy_iter;
  slots.compare = proxy_compare;
  if (rt.python2()) slots.three_way = proxy_three_way;
  if (rt.in(since(3, 12))) slots.hash = proxy_hash;
  if (rt.in(since(3, 9))) {
    slots.binary[static_cast<std::size_t>(Binary::Or)] = proxy_or;
    slots.inplace[static_cast<std::size_t>(Binary::Or)] = proxy_ior;
  }
  if (rt.in(since(3, 3))) slots.make = proxy_make;
}

const TypeSpec proxy_spec{.name = "mappingproxy", .layout = layout_of<MappingProxy>, .flags = MappingPattern, .name2 = "dictproxy", .methods = proxy_methods, .fill = fill_proxy};

}  // namespace

Value make_mapping_proxy(Thread& thread, Ref mapping) {
  MappingProxy* proxy = allocate<MappingProxy>(thread.rt.types.mapping_proxy);
  proxy->mapping = mapping;
  track(proxy);
  return own(proxy);
}

void make_mapping_proxy_types(Runtime& rt) {
  TypeSpec spec = proxy_spec;
  if (rt.in(between(3, 0, 3, 2))) spec.name = "dict_proxy";
  rt.types.mapping_proxy = make_builtin_type(rt, spec);
  rt.types.dict_proxy = rt.types.mapping_proxy;
}

}  // namespace xvm
