// Slot functions of classes made by programs.
#include "vm/slot_functions.h"

#include <vector>

#include "objects/bytes.h"
#include "objects/descriptor.h"
#include "objects/int.h"
#include "objects/iterators.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "objects/type_object.h"
#include "vm/attributes.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/signature.h"

namespace xvm {

namespace {

bool none_makes_unhashable(const Release& r) { return r.since(2, 6); }
// __iter__ = None and __contains__ = None say that a class is not iterable or no container; from 3.6.
bool none_blocks(const Release& r) { return r.since(3, 6); }

Ref find(Thread& thread, Ref self, Ref name) { return type_find(type_of(thread, self), name); }

const char* overflow_words(const Release& r) { return r.until(2, 6) ? "long int too large to convert to int" : "Python int too large to convert to C long"; }

ErrorSet raise_missing(Thread& thread, Ref name) { return raise_value(thread, thread.rt.exc.AttributeError, name); }

// self.name(args...) by type; AttributeError naming the method where the type has none.
Value call_required(Thread& thread, Ref self, Ref name, std::initializer_list<Ref> args) {
  Ref f = find(thread, self, name);
  if (!f) return raise_missing(thread, name);
  return call_found(thread, f, self, args);
}

// The same, NotImplemented where the type has none.
Value call_maybe(Thread& thread, Ref self, Ref name, std::initializer_list<Ref> args) {
  Ref f = find(thread, self, name);
  if (!f) return not_implemented_value();
  return call_found(thread, f, self, args);
}

// The same where a look-up that raises counts as none; `found` says whether there was a method.
Value call_quietly(Thread& thread, Ref self, Ref name, std::initializer_list<Ref> args, bool& found) {
  Ref f = find(thread, self, name);
  found = static_cast<bool>(f);
  if (!f) return {};
  if (!f.is_object() || type_of(thread, f)->has(MethodDescr)) return call_found(thread, f, self, args);
  Value function(f), bound = bind_found(thread, function, self, Ref(type_of(thread, self)));
  if (!bound) {
    thread.clear_error();
    found = false;
    return {};
  }
  Value data[2];
  std::uint32_t n = 0;
  for (Ref a : args) data[n++] = a;
  Recursion guard(thread, while_calling, thread.counts.special_methods);
  return guard.ok() ? call(thread, bound, Args{data, n, {}}) : Value();
}

using NameOf = Value Names::*;
struct BinaryNames { NameOf name, reflected, inplace; };
constexpr BinaryNames binary_names[binary_count] = {
    {&Names::add__, &Names::radd__, &Names::iadd__},
    {&Names::and__, &Names::rand__, &Names::iand__},
    {&Names::floordiv__, &Names::rfloordiv__, &Names::ifloordiv__},
    {&Names::lshift__, &Names::rlshift__, &Names::ilshift__},
    {&Names::matmul__, &Names::rmatmul__, &Names::imatmul__},
    {&Names::mul__, &Names::rmul__, &Names::imul__},
    {&Names::mod__, &Names::rmod__, &Names::imod__},
    {&Names::or__, &Names::ror__, &Names::ior__},
    {&Names::pow__, &Names::rpow__, &Names::ipow__},
    {&Names::rshift__, &Names::rrshift__, &Names::irshift__},
    {&Names::sub__, &Names::rsub__, &Names::isub__},
    {&Names::truediv__, &Names::rtruediv__, &Names::itruediv__},
    {&Names::xor__, &Names::rxor__, &Names::ixor__},
    {&Names::div__, &Names::rdiv__, &Names::idiv__},
    {&Names::divmod__, &Names::rdivmod__, &Names::divmod__},
};

// What both operands' types say to a binary operator, when at least one has `mine` as its slot.
template <class Mine>
Value binary_by_methods(Thread& thread, Ref left, Ref right, const BinaryNames& of, Mine mine) {
  const Names& names = thread.rt.names;
  Type *a = type_of(thread, left), *b = type_of(thread, right);
  bool try_right = a != b && mine(b);
  if (mine(a)) {
    Ref reflected = names.*of.reflected;
    if (try_right && is_subtype(b, a)) {
      Ref override = type_find(b, reflected);
      if (override && !(override == type_find(a, reflected))) {
        Value result = call_maybe(thread, right, reflected, {left});
        if (!result.is_not_implemented()) return result;
        try_right = false;
      }
    }
    Value result = call_maybe(thread, left, names.*of.name, {right});
    if (!result.is_not_implemented() || a == b) return result;
  }
  if (try_right) return call_maybe(thread, right, names.*of.reflected, {left});
  return not_implemented_value();
}

template <std::size_t op>
Value binary_slot(Thread& thread, Ref left, Ref right) {
  return binary_by_methods(thread, left, right, binary_names[op], [](Type* t) { return t->slots.binary[op] == binary_slot<op>; });
}

template <std::size_t op>
Value inplace_slot(Thread& thread, Ref left, Ref right) {
  return call_required(thread, left, thread.rt.names.*binary_names[op].inplace, {right});
}

template <std::size_t... op>
AnyFn binary_at(std::size_t i, std::index_sequence<op...>) {
  constexpr BinaryFn table[] = {binary_slot<op>...};
  return reinterpret_cast<AnyFn>(table[i]);
}
template <std::size_t... op>
AnyFn inplace_at(std::size_t i, std::index_sequence<op...>) {
  constexpr BinaryFn table[] = {inplace_slot<op>...};
  return reinterpret_cast<AnyFn>(table[i]);
}

constexpr NameOf unary_names[] = {&Names::repr__, &Names::str__, &Names::iter__, &Names::neg__, &Names::pos__, &Names::invert__,
                                  &Names::abs__, &Names::int__, &Names::long__, &Names::float__, &Names::index__, &Names::oct__,
                                  &Names::hex__, &Names::await__, &Names::aiter__, &Names::anext__};

template <std::size_t which>
Value unary_slot(Thread& thread, Ref self) {
  Ref name = thread.rt.names.*unary_names[which];
  Ref f = find(thread, self, name);
  if (f.is_none() && none_blocks(thread.rt.release) && which == static_cast<std::size_t>(Unary::Iter))
    return raise_type_error(thread, "'{}' object is not iterable", type_name(thread, self));
  if (!f) return raise_missing(thread, name);
  constexpr bool is_repr = which == static_cast<std::size_t>(Unary::Repr), is_str = which == static_cast<std::size_t>(Unary::Str);
  constexpr bool is_iter = which == static_cast<std::size_t>(Unary::Iter);
  if ((is_repr || is_str || is_iter) && !type_of(thread, f)->has(MethodDescr) && (!is_str || thread.rt.python2())) {
    bool found = false;
    Value result = call_quietly(thread, self, name, {}, found);
    if (found) return result;
    if (is_repr) return object_repr(thread, self);
    if (is_str) return xvm::repr(thread, self);
    if (type_of(thread, self)->slots.index_item && find(thread, self, thread.rt.names.getitem__)) return make_sequence_iterator(thread, self);
    return raise_type_error(thread, "'{}' object is not iterable", type_name(thread, self));
  }
  return call_found(thread, f, self, {});
}
template <std::size_t... which>
AnyFn unary_at(std::size_t i, std::index_sequence<which...>) {
  constexpr UnaryFn table[] = {unary_slot<which>...};
  return reinterpret_cast<AnyFn>(table[i]);
}

constexpr NameOf compare_names[] = {&Names::lt__, &Names::le__, &Names::eq__, &Names::ne__, &Names::gt__, &Names::ge__};
Compare swapped(Compare op) {
  switch (op) {
    case Compare::Lt: return Compare::Gt;
    case Compare::Le: return Compare::Ge;
    case Compare::Gt: return Compare::Lt;
    case Compare::Ge: return Compare::Le;
    default: return op;
  }
}

Value half_compare(Thread& thread, Ref self, Ref other, Compare op) {
  bool found = false;
  Value result = call_quietly(thread, self, thread.rt.names.*compare_names[static_cast<std::size_t>(op)], {other}, found);
  return found ? result : not_implemented_value();
}

// One operand's __cmp__: -1, 0, 1; 2 when it does not say; -2 with the error set.
int half_three_way(Thread& thread, Ref self, Ref other) {
  bool found = false;
  Value result = call_quietly(thread, self, thread.rt.names.cmp__, {other}, found);
  if (!found) return 2;
  if (!result) return -2;
  if (result.is_not_implemented()) return 2;
  return three_way_result(thread, result, "an integer is required");
}

// What a truth method of 3.x and 2.x may give.
int truth_result(Thread& thread, Ref result, bool from_length) {
  if (result.is_bool()) return result.is_true();
  if (thread.rt.python2()) {
    if (is_int(result) && !is_long(thread, result)) return int_sign(result) != 0;
    (void)raise_type_error(thread, "{} should return bool or int, returned {}", from_length ? "__len__" : "__nonzero__", type_name(thread, result));
    return -1;
  }
  (void)raise_type_error(thread, "__bool__ should return bool, returned {}", type_name(thread, result));
  return -1;
}

}  // namespace

int three_way_result(Thread& thread, Ref result, const char* words) {
  Value number(result);
  if (!is_int(number)) {
    UnaryFn as_int = type_of(thread, number)->slots.as_int;
    if (as_int) number = as_int(thread, number);
    if (!as_int || !number || !is_int(number)) {
      if (!as_int || number) (void)raise(thread, thread.rt.exc.TypeError, words);
      return -2;
    }
  }
  std::int64_t n;
  if (!int_fits(number, n)) {
    (void)raise(thread, thread.rt.exc.OverflowError, overflow_words(thread.rt.release));
    return -2;
  }
  return n < 0 ? -1 : n > 0;
}

AnyFn heap_binary(Binary op) { return binary_at(static_cast<std::size_t>(op), std::make_index_sequence<binary_count>()); }
AnyFn heap_inplace(Binary op) { return inplace_at(static_cast<std::size_t>(op), std::make_index_sequence<binary_count>()); }
AnyFn heap_unary(Unary which) {
  return unary_at(static_cast<std::size_t>(which), std::make_index_sequence<static_cast<std::size_t>(Unary::Count)>());
}

// Only the left operand's __pow__ is asked when there is a modulus.
Value heap_power(Thread& thread, Ref base, Ref exponent, Ref modulus) {
  if (modulus.is_none())
    return binary_by_methods(thread, base, exponent, binary_names[static_cast<std::size_t>(Binary::Power)],
                             [](Type* t) { return t->slots.power == heap_power; });
  if (type_of(thread, base)->slots.power == heap_power) return call_required(thread, base, thread.rt.names.pow__, {exponent, modulus});
  return not_implemented_value();
}

Value heap_inplace_power(Thread& thread, Ref base, Ref exponent, Ref) {
  return call_required(thread, base, thread.rt.names.ipow__, {exponent});
}

Value heap_next(Thread& thread, Ref self) {
  return call_required(thread, self, thread.rt.python2() ? thread.rt.names.next_ : thread.rt.names.next__, {});
}

int heap_truth(Thread& thread, Ref self) {
  const Names& names = thread.rt.names;
  Ref f = find(thread, self, thread.rt.python2() ? names.nonzero__ : names.bool__);
  bool from_length = false;
  if (!f) {
    f = find(thread, self, names.len__);
    if (!f) return 1;
    from_length = true;
    if (!thread.rt.python2()) {
      std::int64_t n = heap_length(thread, self);
      return n < 0 ? -1 : n > 0;
    }
  }
  Value result = call_found(thread, f, self, {});
  return result ? truth_result(thread, result, from_length) : -1;
}

bool heap_hash(Thread& thread, Ref self, std::int64_t& hash) {
  const Names& names = thread.rt.names;
  Ref f = find(thread, self, names.hash__);
  if (!f || (f.is_none() && none_makes_unhashable(thread.rt.release))) return unhashable(thread, self, hash);
  bool found = false;
  Value result = call_quietly(thread, self, names.hash__, {}, found);
  if (!found) {
    bool by_address = thread.rt.python2() && !find(thread, self, names.eq__) && !find(thread, self, names.cmp__);
    return by_address ? thread.rt.types.object->slots.hash(thread, self, hash) : unhashable(thread, self, hash);
  }
  if (!result) return error_set;
  if (!is_int(result)) {
    bool old = thread.rt.in(until(3, 1));
    UnaryFn as_int = type_of(thread, result)->slots.as_int;
    if (old && as_int) result = as_int(thread, result);   // floats are taken
    if (!result) return error_set;
    if (!is_int(result)) return raise(thread, thread.rt.exc.TypeError, old ? "an integer is required" : "__hash__ method should return an integer");
  }
  if (!int_fits(result, hash) && !int_hash(thread, result, hash)) return error_set;
  if (hash == -1) hash = -2;
  return true;
}

std::int64_t heap_length(Thread& thread, Ref self) {
  Value result = call_required(thread, self, thread.rt.names.len__, {});
  if (!result) return -1;
  if (thread.rt.python2()) {
    if (UnaryFn as_int = type_of(thread, result)->slots.as_int; as_int && !is_int(result)) result = as_int(thread, result);   // floats are taken
    if (!result) return -1;
    if (!is_int(result)) {
      (void)raise(thread, thread.rt.exc.TypeError, "an integer is required");
      return -1;
    }
  } else if (!is_int(result)) {
    result = as_index(thread, result);
    if (!result) return -1;
  }
  if (int_sign(result) < 0) {
    (void)raise(thread, thread.rt.exc.ValueError, "__len__() should return >= 0");
    return -1;
  }
  std::int64_t n;
  if (!int_fits(result, n)) {
    (void)raise(thread, thread.rt.exc.OverflowError,
                thread.rt.python2() ? "long int too large to convert to int" : fmt::format("cannot fit '{}' into an index-sized integer", type_name(thread, result)));
    return -1;
  }
  return n;
}

int heap_contains(Thread& thread, Ref self, Ref item) {
  Ref f = find(thread, self, thread.rt.names.contains__);
  if (f.is_none() && none_blocks(thread.rt.release)) {
    (void)raise_type_error(thread, "'{}' object is not a container", type_name(thread, self));
    return -1;
  }
  if (f) {
    Value result = call_found(thread, f, self, {item});
    return result ? truth(thread, result) : -1;
  }
  Value iterator = iterate(thread, self);
  if (!iterator) return -1;
  while (Value candidate = next(thread, iterator)) {
    int same = equal(thread, candidate, item);
    if (same != 0) return same;
  }
  return thread.has_error() ? -1 : 0;
}

// To 3.1 the other operand is asked too, though its own slot is asked again later.
bool asks_other_operand(const Release& r) { return r.until(3, 1); }
Value heap_compare(Thread& thread, Ref self, Ref other, Compare op) {
  if (!asks_other_operand(thread.rt.release)) return half_compare(thread, self, other, op);
  if (type_of(thread, self)->slots.compare == heap_compare) {
    Value result = half_compare(thread, self, other, op);
    if (!result.is_not_implemented()) return result;
  }
  if (type_of(thread, other)->slots.compare == heap_compare) {
    Value result = half_compare(thread, other, self, swapped(op));
    if (!result.is_not_implemented()) return result;
  }
  return not_implemented_value();
}

int heap_three_way(Thread& thread, Ref self, Ref other) {
  if (type_of(thread, self)->slots.three_way == heap_three_way) {
    int c = half_three_way(thread, self, other);
    if (c <= 1) return c;
  }
  if (type_of(thread, other)->slots.three_way == heap_three_way) {
    int c = half_three_way(thread, other, self);
    if (c < -1) return -2;
    if (c <= 1) return -c;
  }
  return self.raw() < other.raw() ? -1 : self.raw() > other.raw();
}

Value heap_get_item(Thread& thread, Ref self, Ref key) { return call_required(thread, self, thread.rt.names.getitem__, {key}); }

bool heap_set_item(Thread& thread, Ref self, Ref key, Ref value) {
  Value done = value ? call_required(thread, self, thread.rt.names.setitem__, {key, value})
                     : call_required(thread, self, thread.rt.names.delitem__, {key});
  return static_cast<bool>(done);
}

Value heap_index_item(Thread& thread, Ref self, std::int64_t index) {
  Value number = make_int(thread, index);
  return call_required(thread, self, thread.rt.names.getitem__, {number});
}

Value heap_get_slice(Thread& thread, Ref self, std::int64_t low, std::int64_t high) {
  Value a = make_int(thread, low), b = make_int(thread, high);
  return call_required(thread, self, thread.rt.names.getslice__, {a, b});
}

bool heap_set_slice(Thread& thread, Ref self, std::int64_t low, std::int64_t high, Ref value) {
  Value a = make_int(thread, low), b = make_int(thread, high);
  Value done = value ? call_required(thread, self, thread.rt.names.setslice__, {a, b, value})
                     : call_required(thread, self, thread.rt.names.delslice__, {a, b});
  return static_cast<bool>(done);
}

int heap_coerce(Thread& thread, Value& left, Value& right) {
  auto ask = [&](Value& self, Value& other) {
    Value result = call_maybe(thread, self, thread.rt.names.coerce__, {other});
    if (!result) return -1;
    if (result.is_not_implemented() || result.is_none()) return 0;
    Tuple* pair = try_as<Tuple>(result);
    if (!pair || pair->length != 2) {
      (void)raise_type_error(thread, "__coerce__ didn't return a 2-tuple");
      return -1;
    }
    Value a(pair->items()[0]), b(pair->items()[1]);
    self = std::move(a);
    other = std::move(b);
    return 1;
  };
  if (type_of(thread, left)->slots.coerce == heap_coerce)
    if (int r = ask(left, right)) return r;
  if (type_of(thread, right)->slots.coerce == heap_coerce)
    if (int r = ask(right, left)) return r;
  return 0;
}

// __getattr__ and __getattribute__ were bound before they were called for one release longer than other special methods.
static Value call_bound_hook(Thread& thread, Ref hook, Ref self, Ref name) {
  Recursion guard(thread, while_calling, thread.counts.methods && !thread.counts.special_methods);
  return guard.ok() ? call_found(thread, hook, self, {name}) : Value();
}

Value heap_get_attribute(Thread& thread, Ref self, Ref name) {
  const Names& names = thread.rt.names;
  Type* type = type_of(thread, self);
  Value by_default(type_find(type, names.getattr__));
  Ref getattribute = type_find(type, names.getattribute__);
  Value result;
  if (SlotWrapper* wrapper = try_as<SlotWrapper>(getattribute)) {
    GetAttrFn native = wrapper->owner->slots.get_attribute;
    if (native == generic_get_attribute && by_default) {
      result = generic_find_attribute(thread, self, name);
      if (!result && !thread.has_error()) return call_bound_hook(thread, by_default, self, name);
    } else {
      result = native(thread, self, name);
    }
  } else if (getattribute) {
    result = by_default ? call_bound_hook(thread, getattribute, self, name) : call_found(thread, getattribute, self, {name});
  } else {
    result = generic_get_attribute(thread, self, name);
  }
  if (result || !by_default || !catch_error(thread, thread.rt.exc.AttributeError)) return result;
  return call_bound_hook(thread, by_default, self, name);
}

bool heap_set_attribute(Thread& thread, Ref self, Ref name, Ref value) {
  Value done = value ? call_required(thread, self, thread.rt.names.setattr__, {name, value})
                     : call_required(thread, self, thread.rt.names.delattr__, {name});
  return static_cast<bool>(done);
}

Value heap_call(Thread& thread, Ref self, Args args) {
  Ref f = find(thread, self, thread.rt.names.call__);
  if (!f) return raise_missing(thread, thread.rt.names.call__);
  Value function(f);
  Type* of = type_of(thread, function);
  if (!of->has(MethodDescr)) {
    Value bound = bind_found(thread, function, self, Ref(type_of(thread, self)));
    return bound ? call(thread, bound, args) : Value();
  }
  Recursion guard(thread, while_calling, thread.counts.special_methods);
  return guard.ok() ? call_prepended(thread, function, self, args) : Value();
}

Value heap_descr_get(Thread& thread, Ref self, Ref instance, Ref owner) {
  Ref f = find(thread, self, thread.rt.names.get__);
  if (!f) return Value(self);
  Value data[] = {Value(self), Value(instance ? instance : none), Value(owner ? owner : none)};
  return call(thread, f, Args{data, 3, {}});
}

bool heap_descr_set(Thread& thread, Ref self, Ref instance, Ref value) {
  Value done = value ? call_required(thread, self, thread.rt.names.set__, {instance, value})
                     : call_required(thread, self, thread.rt.names.delete__, {instance});
  return static_cast<bool>(done);
}

Value heap_make(Thread& thread, Type* type, Args args) {
  Value make = get_attribute(thread, Ref(type), thread.rt.names.new__);
  return make ? call_prepended(thread, make, Ref(type), args) : Value();
}

bool heap_init(Thread& thread, Ref self, Args args) {
  Ref f = find(thread, self, thread.rt.names.init__);
  if (!f) return raise_missing(thread, thread.rt.names.init__);
  Value function(f), result;
  if (type_of(thread, function)->has(MethodDescr)) {
    Recursion guard(thread, while_calling, thread.counts.special_methods);
    if (guard.ok()) result = call_prepended(thread, function, self, args);
  } else {
    Value bound = bind_found(thread, function, self, Ref(type_of(thread, self)));
    if (bound) result = call(thread, bound, args);
  }
  if (!result) return error_set;
  if (result.is_none()) return true;
  return raise_type_error(thread, "__init__() should return None, not '{}'", type_name(thread, result));
}

bool heap_finalize(Thread& thread, Ref self) {
  Ref f = find(thread, self, thread.rt.names.del__);
  if (!f) return true;
  Value function(f);
  bool found = false;
  Value result = call_quietly(thread, self, thread.rt.names.del__, {}, found);
  if (result || !found) return true;
  Value where = thread.rt.in(until(3, 6)) ? Value() : Value(function);
  if (!where) {   // these name the bound method
    ErrorState saved = thread.take_error();
    where = bind_found(thread, function, self, Ref(type_of(thread, self)));
    if (!where) where = function;
    thread.restore_error(std::move(saved));
  }
  write_unraisable(thread, where);
  return true;
}

// What stands between a buffer that a class's __buffer__ gave and those who use it, so that __release_buffer__ hears of the
// end: the memoryview, whose it is, and the buffer of that.
struct BufferWrapper : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "_buffer_wrapper";
  static constexpr bool gc = true;
  Value memory, object;
  BufferView view;
  void traverse(Visitor& v) { v(memory), v(object), v(view.owner); }
  void clear() {}   // the users let go of it
};
static Type* wrapper_type = nullptr;   // of the runtime that is current

void make_buffer_wrapper_type(Runtime& runtime) {
  if (!runtime.in(since(3, 12))) return;
  static const TypeSpec spec{.name = "_buffer_wrapper", .layout = layout_of<BufferWrapper>, .flags = DisallowInstantiation};
  wrapper_type = make_builtin_type(runtime, spec);
}

static void tell_release(Ref owner) {
  Thread& thread = current_thread();
  BufferWrapper& wrapper = as<BufferWrapper>(owner);
  Value memory = std::move(wrapper.memory), object = std::move(wrapper.object);
  wrapper.view.release();
  if (!memory || !object) return;
  ErrorState saved = thread.take_error();
  bool found = false;
  Value key = native_intern(thread, "__release_buffer__");
  Value result = call_quietly(thread, object, key, {memory.ref()}, found);
  if (!result && found) write_unraisable(thread, object, fmt::format("Exception ignored in __release_buffer__ of {}", type_name(thread, object)));
  thread.restore_error(std::move(saved));
}

bool heap_buffer(Thread& thread, Ref self, BufferView& view, bool writable) {
  Value flags = Value::small(writable ? 0x11d : 0x11c);   // PyBUF_FULL, PyBUF_FULL_RO
  Value memory = call_required(thread, self, thread.rt.names.buffer__, {flags});
  if (!memory) return error_set;
  if (type_of(thread, memory) != thread.rt.types.memoryview) return raise_type_error(thread, "__buffer__ returned non-memoryview object");
  BufferWrapper* wrapper = allocate<BufferWrapper>(wrapper_type);
  Value held = own(wrapper);
  if (!get_buffer(thread, memory, wrapper->view, writable)) return error_set;
  const BufferView& inner = wrapper->view;
  view.data = inner.data, view.length = inner.length, view.readonly = inner.readonly, view.format = inner.format;
  view.item_size = inner.item_size, view.shape = inner.shape, view.strides = inner.strides;
  wrapper->memory = std::move(memory), wrapper->object = Value(self);
  track(wrapper);
  view.owner = std::move(held);
  view.on_release = tell_release;
  return true;
}

}  // namespace xvm
