// instance: an instance of a classic class of 2.x. Every operation asks for a special method as an attribute.
#include "objects/bytes.h"
#include "objects/class_obj.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/int.h"
#include "objects/slice.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/attributes.h"
#include "vm/builtin_types.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/signature.h"
#include "vm/slot_functions.h"

namespace xvm {

Value make_sequence_iterator(Thread& thread, Ref sequence);   // sequence_iterator.cpp

namespace {

OldInstance& instance_of(Ref self) { return as<OldInstance>(self); }
ClassObj& class_of(Ref self) { return as<ClassObj>(instance_of(self).class_); }
std::string class_name(Ref self) { return native_utf8(class_of(self).name); }

// In the instance or its class, bound; null without an error where there is none. No __getattr__.
Value find_plain(Thread& thread, Ref self, Ref name) {
  OldInstance& instance = instance_of(self);
  if (Ref found = instance.dict ? dict_get_name(as<Dict>(instance.dict), name) : Ref()) return Value(found);
  Ref found = class_lookup(class_of(self), name);
  if (!found) return {};
  Value keep(found), owner = instance.class_;
  return bind_found(thread, keep, self, owner);
}

ErrorSet raise_absent(Thread& thread, Ref self, Ref name) {
  return raise_format(thread, thread.rt.exc.AttributeError, "{} instance has no attribute '{}'", class_name(self), native_utf8(name));
}

Value instance_get_attribute(Thread& thread, Ref self, Ref name) {
  const Names& names = thread.rt.names;
  if (name == names.dict__.ref()) return instance_of(self).dict;
  if (name == names.class__.ref()) return instance_of(self).class_;
  Value found = find_plain(thread, self, name);
  if (found || (thread.has_error() && !thread.error_is(thread.rt.exc.AttributeError))) return found;
  Ref hook = class_lookup(class_of(self), names.getattr__);
  if (!hook) {
    if (thread.has_error()) return error_set;
    return raise_absent(thread, self, name);
  }
  thread.clear_error();
  Value keep(hook);
  return call(thread, keep, self, name);
}

bool instance_set_attribute(Thread& thread, Ref self, Ref name, Ref value) {
  const Names& names = thread.rt.names;
  OldInstance& instance = instance_of(self);
  Value keep(self);
  if (name == names.dict__.ref()) {
    if (!value || !is<Dict>(value)) return raise_type_error(thread, "__dict__ must be set to a dictionary");
    Value old = std::exchange(instance.dict, Value(value));
    return true;
  }
  if (name == names.class__.ref()) {
    if (!value || !is<ClassObj>(value)) return raise_type_error(thread, "__class__ must be set to a class");
    Value old = std::exchange(instance.class_, Value(value));
    return true;
  }
  if (Ref hook = class_lookup(class_of(self), value ? names.setattr__ : names.delattr__)) {
    Value function(hook);
    return static_cast<bool>(value ? call(thread, function, self, name, value) : call(thread, function, self, name));
  }
  Value dict = instance.dict;
  if (value) return dict_set(thread, as<Dict>(dict), name, value);
  Value old;
  int r = dict_delete(thread, as<Dict>(dict), name, &old);
  return r == 0 ? static_cast<bool>(raise_absent(thread, self, name)) : r > 0;
}

// A special method: null without an error where there is none.
Value find_method(Thread& thread, Ref self, Ref name) {
  Value method = instance_get_attribute(thread, self, name);
  if (!method) (void)catch_error(thread, thread.rt.exc.AttributeError);
  return method;
}

Value call_required(Thread& thread, Ref self, Ref name, std::initializer_list<Ref> args) {
  Value method = instance_get_attribute(thread, self, name);
  if (!method) return error_set;
  Value data[4];
  std::uint32_t n = 0;
  for (Ref a : args) data[n++] = a;
  return call(thread, method, Args{data, n, {}});
}

// ---- text, hash, truth, size

Value instance_repr(Thread& thread, Ref self) {
  Value method = find_method(thread, self, thread.rt.names.repr__);
  if (method) return call(thread, method);
  if (thread.has_error()) return error_set;
  Ref module = dict_get_name(as<Dict>(class_of(self).dict), thread.rt.names.module__);
  std::string path = (module && is<Bytes>(module) ? native_utf8(module) : "?") + "." + class_name(self);
  return native_str(thread, fmt::format("<{} instance at 0x{:x}>", path, self.raw()));
}

Value instance_str(Thread& thread, Ref self) {
  Value method = find_method(thread, self, thread.rt.names.str__);
  if (method) return call(thread, method);
  return thread.has_error() ? Value() : instance_repr(thread, self);
}

bool instance_hash(Thread& thread, Ref self, std::int64_t& hash) {
  const Names& names = thread.rt.names;
  Value method = find_method(thread, self, names.hash__);
  if (!method) {
    if (thread.has_error()) return error_set;
    for (const Value* name : {&names.eq__, &names.cmp__}) {
      Value other = find_method(thread, self, *name);
      if (other) return raise_type_error(thread, "unhashable instance");
      if (thread.has_error()) return error_set;
    }
    hash = static_cast<std::int64_t>(self.raw() >> 4);
    return true;
  }
  Value result = call(thread, method);
  if (!result) return error_set;
  if (!is_int(result)) return raise_type_error(thread, "__hash__() should return an int");
  if (!int_fits(result, hash) && !int_hash(thread, result, hash)) return error_set;
  if (hash == -1) hash = -2;
  return true;
}

std::int64_t length_result(Thread& thread, Ref result) {
  std::int64_t n;
  if (!is_int(result) || is_long(thread, result)) {
    (void)raise_type_error(thread, "__len__() should return an int");
    return -1;
  }
  if (!int_fits(result, n)) {
    (void)raise(thread, thread.rt.exc.OverflowError, "long int too large to convert to int");
    return -1;
  }
  if (n < 0) {
    (void)raise_value_error(thread, "__len__() should return >= 0");
    return -1;
  }
  return n;
}

std::int64_t instance_length(Thread& thread, Ref self) {
  Value result = call_required(thread, self, thread.rt.names.len__, {});
  return result ? length_result(thread, result) : -1;
}

int instance_truth(Thread& thread, Ref self) {
  const Names& names = thread.rt.names;
  Value method = find_method(thread, self, names.nonzero__);
  if (!method) {
    if (thread.has_error()) return -1;
    method = find_method(thread, self, names.len__);
    if (!method) return thread.has_error() ? -1 : 1;
  }
  Value result = call(thread, method);
  if (!result) return -1;
  if (result.is_bool()) return result.is_true();
  if (!is_int(result) || is_long(thread, result)) {
    (void)raise_type_error(thread, "__nonzero__ should return an int");
    return -1;
  }
  if (int_sign(result) < 0) {
    (void)raise_value_error(thread, "__nonzero__ should return >= 0");
    return -1;
  }
  return int_sign(result) > 0;
}

// ---- comparison

constexpr Value Names::* compare_names[] = {&Names::lt__, &Names::le__, &Names::eq__, &Names::ne__, &Names::gt__, &Names::ge__};
constexpr Compare swapped[] = {Compare::Gt, Compare::Ge, Compare::Eq, Compare::Ne, Compare::Lt, Compare::Le};

Value half_rich(Thread& thread, Ref self, Ref other, Compare op) {
  Value method = find_method(thread, self, thread.rt.names.*compare_names[static_cast<std::size_t>(op)]);
  if (!method) return thread.has_error() ? Value() : not_implemented_value();
  return call(thread, method, other);
}

Value instance_compare(Thread& thread, Ref self, Ref other, Compare op) {
  if (is<OldInstance>(self)) {
    Value result = half_rich(thread, self, other, op);
    if (!result.is_not_implemented()) return result;
  }
  if (is<OldInstance>(other)) {
    Value result = half_rich(thread, other, self, swapped[static_cast<std::size_t>(op)]);
    if (!result.is_not_implemented()) return result;
  }
  return not_implemented_value();
}

// __cmp__ of one: -1, 0, 1; 2 where it does not say, -2 with the error set.
int half_three_way(Thread& thread, Ref self, Ref other) {
  Value method = find_method(thread, self, thread.rt.names.cmp__);
  if (!method) return thread.has_error() ? -2 : 2;
  Value result = call(thread, method, other);
  if (!result) return -2;
  if (result.is_not_implemented()) return 2;
  int c = three_way_result(thread, result, "");
  if (c == -2) {   // whatever it was
    thread.clear_error();
    (void)raise_type_error(thread, "comparison did not return an int");
  }
  return c;
}

int instance_coerce(Thread& thread, Value& left, Value& right);

// 2 where neither knows.
int instance_three_way(Thread& thread, Ref left, Ref right) {
  Value v(left), w(right);
  int coerced = 0;
  if (type_of(thread, v) != type_of(thread, w)) {
    if (is<OldInstance>(v)) coerced = instance_coerce(thread, v, w);
    if (coerced == 0 && is<OldInstance>(w)) coerced = instance_coerce(thread, w, v);
  } else {
    coerced = instance_coerce(thread, v, w);
    if (coerced == 0) coerced = instance_coerce(thread, w, v);
  }
  if (coerced < 0) return -2;
  if (coerced > 0 && !is<OldInstance>(v) && !is<OldInstance>(w)) return three_way(thread, v, w);
  if (is<OldInstance>(v)) {
    int c = half_three_way(thread, v, w);
    if (c <= 1) return c;
  }
  if (is<OldInstance>(w)) {
    int c = half_three_way(thread, w, v);
    if (c == -2) return c;
    if (c <= 1) return -c;
  }
  return 2;
}

// ---- numbers

struct OperatorNames { Value Names::*name, Names::*reflected, Names::*inplace; };
constexpr OperatorNames operator_names[binary_count] = {
    {&Names::add__, &Names::radd__, &Names::iadd__},         {&Names::and__, &Names::rand__, &Names::iand__},
    {&Names::floordiv__, &Names::rfloordiv__, &Names::ifloordiv__}, {&Names::lshift__, &Names::rlshift__, &Names::ilshift__},
    {&Names::matmul__, &Names::rmatmul__, &Names::imatmul__}, {&Names::mul__, &Names::rmul__, &Names::imul__},
    {&Names::mod__, &Names::rmod__, &Names::imod__},         {&Names::or__, &Names::ror__, &Names::ior__},
    {&Names::pow__, &Names::rpow__, &Names::ipow__},         {&Names::rshift__, &Names::rrshift__, &Names::irshift__},
    {&Names::sub__, &Names::rsub__, &Names::isub__},         {&Names::truediv__, &Names::rtruediv__, &Names::itruediv__},
    {&Names::xor__, &Names::rxor__, &Names::ixor__},         {&Names::div__, &Names::rdiv__, &Names::idiv__},
    {&Names::divmod__, &Names::rdivmod__, &Names::divmod__}};

// What __coerce__ of `self` makes of the two: 1 done, 0 it has none or declines.
int ask_coerce(Thread& thread, Ref self, Ref other, Value& first, Value& second) {
  Value method = find_method(thread, self, thread.rt.names.coerce__);
  if (!method) return thread.has_error() ? -1 : 0;
  Value result = call(thread, method, other);
  if (!result) return -1;
  if (result.is_none() || result.is_not_implemented()) return 0;
  Tuple* pair = try_as<Tuple>(result);
  if (!pair || pair->length != 2) {
    (void)raise_type_error(thread, "coercion should return None or 2-tuple");
    return -1;
  }
  first = pair->items()[0];
  second = pair->items()[1];
  return 1;
}

int instance_coerce(Thread& thread, Value& left, Value& right) {
  if (!is<OldInstance>(left)) return 0;
  Value a, b;
  int r = ask_coerce(thread, left, right, a, b);
  if (r > 0) left = std::move(a), right = std::move(b);
  return r;
}

Value by_name(Thread& thread, Ref self, Ref other, Ref name) {
  Value method = find_attribute(thread, self, name);
  if (!method) return thread.has_error() ? Value() : not_implemented_value();
  return call(thread, method, other);
}

// One operand's half of a binary operator, `again` doing the operation afresh on what coercion made.
template <class Again>
Value half_binary(Thread& thread, Ref self, Ref other, Ref name, bool reversed, Again again) {
  if (!is<OldInstance>(self)) return not_implemented_value();
  Value a, b;
  int r = ask_coerce(thread, self, other, a, b);
  if (r < 0) return error_set;
  if (r == 0) return by_name(thread, self, other, name);
  if (is<OldInstance>(a)) return by_name(thread, a, b, name);
  Recursion guard(thread, " after coercion");
  if (!guard.ok()) return error_set;
  return reversed ? again(b, a) : again(a, b);
}

Value do_binary(Thread& thread, Ref left, Ref right, std::size_t op) {
  auto again = [&](Ref a, Ref b) { return binary_op(thread, static_cast<Binary>(op), a, b); };
  const Names& names = thread.rt.names;
  Value result = half_binary(thread, left, right, names.*operator_names[op].name, false, again);
  if (!result.is_not_implemented()) return result;
  return half_binary(thread, right, left, names.*operator_names[op].reflected, true, again);
}

template <std::size_t op>
Value instance_binary(Thread& thread, Ref left, Ref right) { return do_binary(thread, left, right, op); }

template <std::size_t op>
Value instance_inplace(Thread& thread, Ref left, Ref right) {
  auto again = [&](Ref a, Ref b) { return inplace_op(thread, static_cast<Binary>(op), a, b); };
  Value result = half_binary(thread, left, right, thread.rt.names.*operator_names[op].inplace, false, again);
  if (!result.is_not_implemented()) return result;
  return do_binary(thread, left, right, op);
}

Value instance_power(Thread& thread, Ref base, Ref exponent, Ref modulus) {
  if (modulus.is_none()) return do_binary(thread, base, exponent, static_cast<std::size_t>(Binary::Power));
  if (!is<OldInstance>(base)) return not_implemented_value();
  return call_required(thread, base, thread.rt.names.pow__, {exponent, modulus});
}
Value instance_inplace_power(Thread& thread, Ref base, Ref exponent, Ref modulus) {
  if (modulus.is_none()) return instance_inplace<static_cast<std::size_t>(Binary::Power)>(thread, base, exponent);
  Value method = find_method(thread, base, thread.rt.names.ipow__);
  if (method) return call(thread, method, exponent, modulus);
  return thread.has_error() ? Value() : instance_power(thread, base, exponent, modulus);
}

template <Value Names::*name>
Value instance_unary(Thread& thread, Ref self) { return call_required(thread, self, thread.rt.names.*name, {}); }

bool tries_trunc(const Release& r) { return r.since(2, 6); }

Value instance_int(Thread& thread, Ref self) {
  if (!tries_trunc(thread.rt.release)) return call_required(thread, self, thread.rt.names.int__, {});
  Value method = find_method(thread, self, thread.rt.names.int__);
  if (method) return call(thread, method);
  return thread.has_error() ? Value() : call_required(thread, self, thread.rt.names.trunc__, {});
}

Value instance_index(Thread& thread, Ref self) {
  Value method = find_method(thread, self, thread.rt.names.index__);
  if (method) return call(thread, method);
  if (thread.has_error()) return error_set;
  return raise_type_error(thread, "object cannot be interpreted as an index");
}

// ---- containers

Value instance_get_item(Thread& thread, Ref self, Ref key) { return call_required(thread, self, thread.rt.names.getitem__, {key}); }
bool instance_set_item(Thread& thread, Ref self, Ref key, Ref value) {
  return static_cast<bool>(value ? call_required(thread, self, thread.rt.names.setitem__, {key, value}) : call_required(thread, self, thread.rt.names.delitem__, {key}));
}
Value instance_index_item(Thread& thread, Ref self, std::int64_t index) {
  Value number = make_int(thread, index);
  return instance_get_item(thread, self, number);
}

Value instance_get_slice(Thread& thread, Ref self, std::int64_t low, std::int64_t high) {
  Value a = make_int(thread, low), b = make_int(thread, high);
  Value method = find_method(thread, self, thread.rt.names.getslice__);
  if (method) return call(thread, method, a, b);
  if (thread.has_error()) return error_set;
  Value slice = make_slice(thread, a, b, none);
  return instance_get_item(thread, self, slice);
}
bool instance_set_slice(Thread& thread, Ref self, std::int64_t low, std::int64_t high, Ref value) {
  const Names& names = thread.rt.names;
  Value a = make_int(thread, low), b = make_int(thread, high);
  Value method = find_method(thread, self, value ? names.setslice__ : names.delslice__);
  if (method) return static_cast<bool>(value ? call(thread, method, a, b, value) : call(thread, method, a, b));
  if (thread.has_error()) return error_set;
  Value slice = make_slice(thread, a, b, none);
  return instance_set_item(thread, self, slice, value);
}

Value instance_iter(Thread& thread, Ref self) {
  const Names& names = thread.rt.names;
  Value method = find_method(thread, self, names.iter__);
  if (method) {
    Value result = call(thread, method);
    if (result && !type_of(thread, result)->slots.next) return raise_type_error(thread, "__iter__ returned non-iterator of type '{}'", type_name(thread, result));
    return result;
  }
  if (thread.has_error()) return error_set;
  Value get = find_method(thread, self, names.getitem__);
  if (!get) return thread.has_error() ? Value() : Value(raise_type_error(thread, "iteration over non-sequence"));
  Value again = find_method(thread, self, names.getitem__);   // making the iterator asks whether this is a sequence
  if (!again && thread.has_error()) return error_set;
  return make_sequence_iterator(thread, self);
}

Value instance_next(Thread& thread, Ref self) {
  Value method = find_method(thread, self, thread.rt.names.next_);
  if (method) return call(thread, method);
  if (thread.has_error()) return error_set;
  return raise_type_error(thread, "instance has no next() method");
}

int instance_contains(Thread& thread, Ref self, Ref item) {
  Value method = find_method(thread, self, thread.rt.names.contains__);
  if (method) {
    Value result = call(thread, method, item);
    return result ? truth(thread, result) : -1;
  }
  if (thread.has_error()) return -1;
  Value iterator = iterate(thread, self);
  if (!iterator) {
    if (catch_error(thread, thread.rt.exc.TypeError)) (void)raise_type_error(thread, "argument of type '{}' is not iterable", type_name(thread, self));
    return -1;
  }
  while (Value candidate = next(thread, iterator)) {
    int same = equal(thread, item, candidate);
    if (same != 0) return same;
  }
  return thread.has_error() ? -1 : 0;
}

Value instance_call(Thread& thread, Ref self, Args args) {
  Value method = find_method(thread, self, thread.rt.names.call__);
  if (!method) {
    if (thread.has_error()) return error_set;
    return raise_format(thread, thread.rt.exc.AttributeError, "{} instance has no __call__ method", class_name(self));
  }
  Recursion guard(thread, " in __call__");
  if (!guard.ok()) return error_set;
  return call(thread, method, args);
}

Value instance_descr_get(Thread& thread, Ref self, Ref instance, Ref owner) {
  Value method = find_method(thread, self, thread.rt.names.get__);
  if (!method) return thread.has_error() ? Value() : Value(self);
  return call(thread, method, instance ? instance : none, owner ? owner : none);
}

bool instance_finalize(Thread& thread, Ref self) {
  Value method = find_plain(thread, self, thread.rt.names.del__);
  if (!method) {
    thread.clear_error();
    return true;
  }
  if (!call(thread, method)) write_unraisable(thread, method);
  return true;
}

Value instance_make(Thread& thread, Type*, Args args) {
  static const Signature& signature = signature_of("instance(class, dict=None)");
  Bound<2> bound(thread, signature, args);
  if (!bound) return error_set;
  if (!is<ClassObj>(bound[0])) return raise_type_error(thread, "instance() argument 1 must be classobj, not {}", type_name(thread, bound[0]));
  if (bound[1] && !bound[1].is_none() && !is<Dict>(bound[1])) return raise_type_error(thread, "instance() second arg must be dictionary or None");
  Value made = make_old_instance(thread, bound[0]);
  if (bound[1] && !bound[1].is_none()) as<OldInstance>(made).dict = bound[1];
  return made;
}

template <std::size_t... op>
void fill_operators(Slots& slots, std::index_sequence<op...>) {
  constexpr auto matmul = static_cast<std::size_t>(Binary::MatrixMultiply), divmod = static_cast<std::size_t>(Binary::DivMod), power = static_cast<std::size_t>(Binary::Power);
  ((slots.binary[op] = op == matmul || op == power ? nullptr : instance_binary<op>), ...);
  ((slots.inplace[op] = op == matmul || op == power || op == divmod ? nullptr : instance_inplace<op>), ...);
}

void fill_instance(Slots& slots, Runtime&) {
  fill_operators(slots, std::make_index_sequence<binary_count>());
  slots.power = instance_power;
  slots.inplace_power = instance_inplace_power;
  slots.negative = instance_unary<&Names::neg__>;
  slots.positive = instance_unary<&Names::pos__>;
  slots.absolute = instance_unary<&Names::abs__>;
  slots.invert = instance_unary<&Names::invert__>;
  slots.as_int = instance_int;
  slots.as_long = instance_unary<&Names::long__>;
  slots.as_float = instance_unary<&Names::float__>;
  slots.oct = instance_unary<&Names::oct__>;
  slots.hex = instance_unary<&Names::hex__>;
  slots.as_index = instance_index;
  slots.coerce = instance_coerce;
  slots.truth = instance_truth;
  slots.repr = instance_repr;
  slots.str = instance_str;
  slots.hash = instance_hash;
  slots.compare = instance_compare;
  slots.three_way = instance_three_way;
  slots.length = instance_length;
  slots.contains = instance_contains;
  slots.get_item = instance_get_item;
  slots.set_item = instance_set_item;
  slots.index_item = instance_index_item;
  slots.get_slice = instance_get_slice;
  slots.set_slice = instance_set_slice;
  slots.iter = instance_iter;
  slots.next = instance_next;
  slots.call = instance_call;
  slots.descr_get = instance_descr_get;
  slots.get_attribute = instance_get_attribute;
  slots.set_attribute = instance_set_attribute;
  slots.finalize = instance_finalize;
  slots.make = instance_make;
}

const TypeSpec instance_spec{.name = "instance", .layout = layout_of<OldInstance>, .flags = HasWeakrefs, .fill = fill_instance};

}  // namespace

bool has_del_method(Thread& thread, OldInstance& instance) {
  const Value& name = thread.rt.names.del__;
  return (instance.dict && dict_get_name(as<Dict>(instance.dict), name)) || class_lookup(as<ClassObj>(instance.class_), name);
}

Value make_old_instance(Thread& thread, Ref class_obj) {
  OldInstance* instance = allocate<OldInstance>(thread.rt.types.old_instance);
  instance->class_ = class_obj;
  instance->dict = make_dict(thread);
  track(instance);
  return own(instance);
}

void make_old_instance_types(Runtime& rt) { rt.types.old_instance = make_builtin_type(rt, instance_spec); }

}  // namespace xvm
