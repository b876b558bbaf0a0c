// set and frozenset: operators, methods and the two types.
#include "base/hashing.h"
#include "objects/dict.h"
#include "objects/int.h"
#include "objects/iterators.h"
#include "objects/list.h"
#include "objects/sequence.h"
#include "objects/set.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "objects/type_object.h"
#include "vm/attributes.h"
#include "vm/builtin_types.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/shape.h"
#include "vm/signature.h"
#include "vm/slot_table.h"
#include "vm/thread.h"

namespace xvm {

namespace {

FrozensetHash frozenset_hash_form(const Release& r) { return r.since(3, 6) ? FrozensetHash::Dispersed : FrozensetHash::Xored; }
// Operations on instances of subclasses give the base class.
bool results_are_base_sets(const Release& r) { return r.since(3, 3); }
bool leaves_empty_sets(const Release& r) { return r.since(3, 6) && r.until(3, 6); }   // a difference from nothing looks at nothing
bool copies_for_small_difference(const Release& r) { return r.since(3, 2); }
// Comparing with something else is left to it; before it raised.
bool yields_to_others(const Release& r) { return r.since(2, 7); }

Type* result_type(Thread& thread, Ref set) {
  if (!results_are_base_sets(thread.rt.release)) return set.object()->type;
  return is_frozen(thread, set) ? thread.rt.types.frozenset : thread.rt.types.set;
}

Value new_result(Thread& thread, Ref like) { return own(allocate_set(thread, result_type(thread, like))); }

Value copy_of(Thread& thread, Ref set) {
  Value copy = new_result(thread, set);
  if (!set_update(thread, as<Set>(copy), set)) return error_set;
  return copy;
}

bool is_set(Ref v) { return is<Set>(v); }

Value set_union(Thread& thread, Ref self, Args others) {
  Value result = copy_of(thread, self);
  if (!result) return result;
  for (Ref other : others)
    if (!(other == self) && !set_update(thread, as<Set>(result), other)) return error_set;
  return result;
}

Value intersect(Thread& thread, Ref self, Ref other) {
  if (self == other) return copy_of(thread, self);
  Value result = new_result(thread, self);
  Value first(self), second(other);
  if (is_set(other)) {
    if (as<Set>(second).length > as<Set>(first).length) std::swap(first, second);
    SetCursor cursor;
    while (SetEntry* entry = cursor.next(as<Set>(second))) {
      Value key = entry->key;
      std::int64_t hash = entry->hash;
      int has = set_contains_hashed(thread, as<Set>(first), key, hash);
      if (has < 0 || (has && !set_add_hashed(thread, as<Set>(result), key, hash))) return error_set;
    }
    return result;
  }
  bool ok = for_each(thread, other, [&](Ref key) {
    std::int64_t hash;
    if (!key_hash(thread, key, hash)) return false;
    int has = set_contains_hashed(thread, as<Set>(self), key, hash);
    return has == 0 || (has > 0 && set_add_hashed(thread, as<Set>(result), key, hash));
  });
  return ok ? std::move(result) : Value();
}

Value set_intersection(Thread& thread, Ref self, Args others) {
  if (others.size() == 0) return copy_of(thread, self);
  Value result(self);
  for (Ref other : others)
    if (!(result = intersect(thread, result, other))) return error_set;
  return result;
}

bool difference_update(Thread& thread, Ref self, Ref other) {
  Set& set = as<Set>(self);
  if (set.length == 0 && leaves_empty_sets(thread.rt.release)) return true;
  if (self == other) {
    set_clear(set);
    return true;
  }
  if (is_set(other)) {
    Value alive(other);
    SetCursor cursor;
    while (SetEntry* entry = cursor.next(as<Set>(other))) {
      Value key = entry->key;
      if (set_discard_hashed(thread, set, key, entry->hash) < 0) return false;
    }
  } else if (!for_each(thread, other, [&](Ref key) { return set_discard(thread, set, key) >= 0; })) {
    return false;
  }
  set_purge(thread, set);
  return true;
}

Value copy_and_difference(Thread& thread, Ref self, Ref other) {
  Value result = copy_of(thread, self);
  if (!result || !difference_update(thread, result, other)) return error_set;
  return result;
}

Value subtract(Thread& thread, Ref self, Ref other) {
  bool exact_dict = is<Dict>(other) && is_exact<Dict>(other);
  if (!is_set(other) && !exact_dict) return copy_and_difference(thread, self, other);
  std::uint32_t size = is_set(other) ? as<Set>(other).length : as<Dict>(other).length;
  if (copies_for_small_difference(thread.rt.release) && (as<Set>(self).length >> 2) > size) return copy_and_difference(thread, self, other);
  Value result = new_result(thread, self), alive(other);
  SetCursor cursor;
  while (SetEntry* entry = cursor.next(as<Set>(self))) {
    Value key = entry->key;
    std::int64_t hash = entry->hash;
    int has;
    if (exact_dict) {
      has = dict_get_hashed(thread, as<Dict>(other), key, hash) ? 1 : 0;
      if (!has && thread.has_error()) return error_set;
    } else {
      has = set_contains_hashed(thread, as<Set>(other), key, hash);
    }
    if (has < 0 || (!has && !set_add_hashed(thread, as<Set>(result), key, hash))) return error_set;
  }
  return result;
}

Value set_difference(Thread& thread, Ref self, Args others) {
  if (others.size() == 0) return copy_of(thread, self);
  Value result = subtract(thread, self, others[0]);
  for (std::uint32_t i = 1; result && i < others.size(); ++i)
    if (!difference_update(thread, result, others[i])) return error_set;
  return result;
}

bool symmetric_update(Thread& thread, Ref self, Ref other) {
  Set& set = as<Set>(self);
  if (self == other) {
    set_clear(set);
    return true;
  }
  auto flip = [&](Ref key, std::int64_t hash) {
    int removed = set_discard_hashed(thread, set, key, hash);
    return removed > 0 || (removed == 0 && set_add_hashed(thread, set, key, hash));
  };
  if (is<Dict>(other) && is_exact<Dict>(other)) {
    Value alive(other);
    DictCursor cursor;
    while (DictEntry* entry = cursor.next(as<Dict>(other))) {
      Value key = entry->key;
      if (!flip(key, entry->hash)) return false;
    }
    return true;
  }
  Value items(other);
  if (!is_set(other)) {
    items = new_result(thread, self);
    if (!set_update(thread, as<Set>(items), other)) return false;
  }
  SetCursor cursor;
  while (SetEntry* entry = cursor.next(as<Set>(items))) {
    Value key = entry->key;
    if (!flip(key, entry->hash)) return false;
  }
  return true;
}

Value set_symmetric_difference(Thread& thread, Ref self, Args args) {
  Value result = new_result(thread, self);
  if (!set_update(thread, as<Set>(result), args[0]) || !symmetric_update(thread, result, self)) return error_set;
  return result;
}

// Operators.
Value set_and(Thread& thread, Ref a, Ref b) { return is_set(a) && is_set(b) ? intersect(thread, a, b) : not_implemented_value(); }
Value set_sub(Thread& thread, Ref a, Ref b) { return is_set(a) && is_set(b) ? subtract(thread, a, b) : not_implemented_value(); }
Value set_or(Thread& thread, Ref a, Ref b) {
  if (!is_set(a) || !is_set(b)) return not_implemented_value();
  Value result = copy_of(thread, a);
  if (result && !(a == b) && !set_update(thread, as<Set>(result), b)) return error_set;
  return result;
}
Value set_xor(Thread& thread, Ref a, Ref b) {
  if (!is_set(a) || !is_set(b)) return not_implemented_value();
  Value result = new_result(thread, a);
  if (!set_update(thread, as<Set>(result), b) || !symmetric_update(thread, result, a)) return error_set;
  return result;
}
Value set_inplace_and(Thread& thread, Ref self, Ref other) {
  if (!is_set(other)) return not_implemented_value();
  Value result = intersect(thread, self, other);
  if (!result) return result;
  set_swap(as<Set>(self), as<Set>(result));
  return Value(self);
}
Value set_inplace_or(Thread& thread, Ref self, Ref other) {
  if (!is_set(other)) return not_implemented_value();
  return set_update(thread, as<Set>(self), other) ? Value(self) : Value();
}
Value set_inplace_sub(Thread& thread, Ref self, Ref other) {
  if (!is_set(other)) return not_implemented_value();
  return difference_update(thread, self, other) ? Value(self) : Value();
}
Value set_inplace_xor(Thread& thread, Ref self, Ref other) {
  if (!is_set(other)) return not_implemented_value();
  return symmetric_update(thread, self, other) ? Value(self) : Value();
}

int equal_sets(Thread& thread, Ref a, Ref b) {
  Set &left = as<Set>(a), &right = as<Set>(b);
  if (left.length != right.length) return 0;
  if (left.hash != -1 && right.hash != -1 && left.hash != right.hash) return 0;
  return set_is_subset(thread, left, right);
}

Value set_compare(Thread& thread, Ref self, Ref other, Compare op) {
  if (!is_set(other)) {
    if (yields_to_others(thread.rt.release)) return not_implemented_value();
    if (op == Compare::Eq || op == Compare::Ne) return Value::of(op == Compare::Ne);
    return raise_type_error(thread, "can only compare to a set");
  }
  Set &a = as<Set>(self), &b = as<Set>(other);
  int result;
  switch (op) {
    case Compare::Eq: result = equal_sets(thread, self, other); break;
    case Compare::Ne:
      result = equal_sets(thread, self, other);
      if (result >= 0) result = !result;
      break;
    case Compare::Le: result = set_is_subset(thread, a, b); break;
    case Compare::Ge: result = set_is_subset(thread, b, a); break;
    case Compare::Lt: result = a.length < b.length ? set_is_subset(thread, a, b) : 0; break;
    default: result = b.length < a.length ? set_is_subset(thread, b, a) : 0;
  }
  return result < 0 ? Value() : Value::of(result > 0);
}

int set_three_way(Thread& thread, Ref, Ref) {
  raise_type_error(thread, "cannot compare sets using cmp()");
  return -2;
}

bool frozenset_hash(Thread& thread, Ref self, std::int64_t& hash) {
  Set& set = as<Set>(self);
  if (set.hash == -1) {
    FrozensetHasher hasher(frozenset_hash_form(thread.rt.release), set.length);
    SetCursor cursor;
    while (SetEntry* entry = cursor.next(set)) hasher.add(entry->hash);
    set.hash = hasher.finish();
  }
  hash = set.hash;
  return true;
}

Value items_of(Thread& thread, Set& set) {
  List* list = allocate_list(thread, set.length);
  SetCursor cursor;
  while (SetEntry* entry = cursor.next(set)) list_append(*list, entry->key);
  return own(list);
}

Value set_repr(Thread& thread, Ref self) {
  std::string_view name = type_name(thread, self);
  if (std::size_t dot = name.rfind('.'); dot != name.npos && !(self.object()->flags & HeapInstance)) name = name.substr(dot + 1);
  TextBuilder text(thread);
  ReprGuard guard(thread, self);
  bool python2 = thread.rt.python2();
  if (!guard.entered()) {
    text.add(name);
    text.add("(...)");
    return text.finish();
  }
  bool braces = !python2, named = python2 || self.object()->type != thread.rt.types.set;
  Recursion level(thread, " while getting the repr of an object", thread.rt.in(since(2, 6)));   // it is the repr of a list
  if (!level.ok()) return error_set;
  Value items = items_of(thread, as<Set>(self));
  List& list = as<List>(items);
  if (list.length == 0 && !python2) {
    text.add(name);
    text.add("()");
    return text.finish();
  }
  if (named) {
    text.add(name);
    text.add("(");
  }
  text.add(braces ? "{" : "[");
  for (std::size_t i = 0; i < list.length; ++i) {
    if (i) text.add(", ");
    if (!text.add_repr(list[i])) return error_set;
  }
  text.add(braces ? "}" : "]");
  if (named) text.add(")");
  return text.finish();
}

std::int64_t set_length(Thread&, Ref self) { return as<Set>(self).length; }
int set_contains_slot(Thread& thread, Ref self, Ref key) { return set_contains(thread, as<Set>(self), key); }

Value set_iter(Thread& thread, Ref self) { return make_set_iterator(thread, self); }

Value set_add_method(Thread& thread, Ref self, Args args) {
  return set_add(thread, as<Set>(self), args[0]) ? none_value() : Value();
}
Value set_discard_method(Thread& thread, Ref self, Args args) {
  return set_discard(thread, as<Set>(self), args[0]) >= 0 ? none_value() : Value();
}
Value set_remove(Thread& thread, Ref self, Args args) {
  int removed = set_discard(thread, as<Set>(self), args[0]);
  if (removed == 0) return raise_value(thread, thread.rt.exc.KeyError, args[0]);
  return removed > 0 ? none_value() : Value();
}
Value set_pop_method(Thread& thread, Ref self, Args) {
  Value item = set_pop(thread, as<Set>(self));
  if (!item) return raise(thread, thread.rt.exc.KeyError, "pop from an empty set");
  return item;
}
Value set_clear_method(Thread&, Ref self, Args) {
  set_clear(as<Set>(self));
  return none_value();
}
Value set_copy(Thread& thread, Ref self, Args) { return copy_of(thread, self); }
Value frozenset_copy(Thread& thread, Ref self, Args) {
  return self.object()->type == thread.rt.types.frozenset ? Value(self) : copy_of(thread, self);
}

// The rows with *others hand a tuple; those of 2.5 one value.
Args spread(Args args) {
  if (!args[0]) return {};
  Tuple& others = as<Tuple>(args[0]);
  return {others.items(), static_cast<std::uint32_t>(others.length), {}};
}
template <Value (*function)(Thread&, Ref, Args)>
Value with_others(Thread& thread, Ref self, Args args) { return function(thread, self, spread(args)); }

Value set_update_all(Thread& thread, Ref self, Args others) {
  for (Ref other : others)
    if (!set_update(thread, as<Set>(self), other)) return error_set;
  return none_value();
}
Value set_difference_update(Thread& thread, Ref self, Args others) {
  for (Ref other : others)
    if (!difference_update(thread, self, other)) return error_set;
  return none_value();
}
Value set_intersection_update(Thread& thread, Ref self, Args others) {
  Value result = set_intersection(thread, self, others);
  if (!result) return result;
  if (result == self) return none_value();
  set_swap(as<Set>(self), as<Set>(result));
  return none_value();
}
Value set_symmetric_difference_update(Thread& thread, Ref self, Args args) {
  return symmetric_update(thread, self, args[0]) ? none_value() : Value();
}

Value set_isdisjoint(Thread& thread, Ref self, Args args) {
  Ref other = args[0];
  if (self == other) return Value::of(as<Set>(self).length == 0);
  if (is_set(other)) {
    Ref first = self, second = other;
    if (as<Set>(second).length > as<Set>(first).length) std::swap(first, second);
    SetCursor cursor;
    while (SetEntry* entry = cursor.next(as<Set>(second))) {
      Value key = entry->key;
      int has = set_contains_hashed(thread, as<Set>(first), key, entry->hash);
      if (has) return has < 0 ? Value() : Value::of(false);
    }
    return Value::of(true);
  }
  bool disjoint = true;
  bool ok = for_each(thread, other, [&](Ref key) {
    std::int64_t hash;
    if (!key_hash(thread, key, hash)) return false;
    int has = set_contains_hashed(thread, as<Set>(self), key, hash);
    if (has > 0) disjoint = false;
    return has == 0;
  });
  if (!disjoint) return Value::of(false);
  return ok ? Value::of(true) : Value();
}

Value set_issubset(Thread& thread, Ref self, Args args) {
  Value other(args[0]);
  if (!is_set(other) && !(other = make_set(thread, args[0]))) return error_set;
  int result = set_is_subset(thread, as<Set>(self), as<Set>(other));
  return result < 0 ? Value() : Value::of(result > 0);
}

Value set_issuperset(Thread& thread, Ref self, Args args) {
  Value other(args[0]);
  if (!is_set(other) && !(other = make_set(thread, args[0]))) return error_set;
  int result = set_is_subset(thread, as<Set>(other), as<Set>(self));
  return result < 0 ? Value() : Value::of(result > 0);
}

Value set_reduce(Thread& thread, Ref self, Args) {
  Value items = make_tuple(thread, {items_of(thread, as<Set>(self))});
  Value state = reduce_state(thread, self);
  if (!state && thread.has_error()) return error_set;
  return make_tuple(thread, {Ref(self.object()->type), items, state ? Ref(state) : none});
}

Value set_sizeof(Thread& thread, Ref self, Args) {
  Set& set = as<Set>(self);
  return make_int(thread, 200 + (set.slots > 8 ? std::int64_t{set.slots} * 16 : 0));
}

Value set_make(Thread& thread, Type* type, Args args) {
  if (type == thread.rt.types.set && !check_no_keywords(thread, "set", args)) return error_set;
  return own(allocate_set(thread, type));
}

bool set_init(Thread& thread, Ref self, Args args) {
  if (!check_no_keywords(thread, "set", args) || !check_unpack_count(thread, "set", args.size(), 0, 1)) return false;
  set_clear(as<Set>(self));
  return args.size() == 0 || set_update(thread, as<Set>(self), args[0]);
}

Value frozenset_make(Thread& thread, Type* type, Args args) {
  bool exact = type == thread.rt.types.frozenset;
  if (!check_no_keywords(thread, "frozenset", args)) return error_set;
  if (!check_unpack_count(thread, type->name.c_str(), args.size(), 0, 1)) return error_set;
  if (exact) return make_frozenset(thread, args.size() ? args[0] : Ref());
  Value set = own(allocate_set(thread, type));
  if (args.size() && !set_update(thread, as<Set>(set), args[0])) return error_set;
  return set;
}

void fill_common(Slots& slots, Runtime& runtime) {
  slots.repr = set_repr;
  slots.length = set_length;
  slots.contains = set_contains_slot;
  slots.compare = set_compare;
  slots.iter = set_iter;
  slots.binary[static_cast<std::size_t>(Binary::And)] = set_and;
  slots.binary[static_cast<std::size_t>(Binary::Or)] = set_or;
  slots.binary[static_cast<std::size_t>(Binary::Subtract)] = set_sub;
  slots.binary[static_cast<std::size_t>(Binary::Xor)] = set_xor;
  if (runtime.python2()) slots.three_way = set_three_way;
}

void fill_set(Slots& slots, Runtime& runtime) {
  fill_common(slots, runtime);
  slots.hash = unhashable;
  slots.inplace[static_cast<std::size_t>(Binary::And)] = set_inplace_and;
  slots.inplace[static_cast<std::size_t>(Binary::Or)] = set_inplace_or;
  slots.inplace[static_cast<std::size_t>(Binary::Subtract)] = set_inplace_sub;
  slots.inplace[static_cast<std::size_t>(Binary::Xor)] = set_inplace_xor;
  slots.make = set_make;
  slots.init = set_init;
}

void fill_frozenset(Slots& slots, Runtime& runtime) {
  fill_common(slots, runtime);
  slots.hash = frozenset_hash;
  slots.make = frozenset_make;
}

#define XVM_SET_METHODS                                                                                     \
  {"__class_getitem__($type, object, /)", generic_class_getitem, since(3, 9), Method::Class},               \
  {"__reduce__(self, /)", set_reduce},                                                                      \
  {"__sizeof__(self, /)", set_sizeof, since(2, 6)},                                                         \
  {"difference(self, other, /)", set_difference, until(2, 5)},                                              \
  {"difference(self, *others)", with_others<set_difference>, since(2, 6)},                                  \
  {"intersection(self, other, /)", set_intersection, until(2, 5)},                                          \
  {"intersection(self, *others)", with_others<set_intersection>, since(2, 6)},                              \
  {"isdisjoint(self, other, /)", set_isdisjoint, since(2, 6)},                                              \
  {"issubset(self, other, /)", set_issubset},                                                               \
  {"issuperset(self, other, /)", set_issuperset},                                                           \
  {"symmetric_difference(self, other, /)", set_symmetric_difference},                                       \
  {"union(self, other, /)", set_union, until(2, 5)},                                                        \
  {"union(self, *others)", with_others<set_union>, since(2, 6)}

Value set_contains_method(Thread& thread, Ref self, Args args) {
  int found = set_contains_slot(thread, self, args[0]);
  return found < 0 ? Value() : Value::of(found > 0);
}

constexpr Method set_methods[] = {
    {"__contains__(self, object, /)", set_contains_method},
    XVM_SET_METHODS,
    {"add(self, object, /)", set_add_method},
    {"clear(self, /)", set_clear_method},
    {"copy(self, /)", set_copy},
    {"difference_update(self, other, /)", set_difference_update, until(2, 5)},
    {"difference_update(self, *others)", with_others<set_difference_update>, since(2, 6)},
    {"discard(self, object, /)", set_discard_method},
    {"intersection_update(self, other, /)", set_intersection_update, until(2, 5)},
    {"intersection_update(self, *others)", with_others<set_intersection_update>, since(2, 6)},
    {"pop(self, /)", set_pop_method},
    {"remove(self, object, /)", set_remove},
    {"symmetric_difference_update(self, other, /)", set_symmetric_difference_update},
    {"update(self, other, /)", set_update_all, until(2, 5)},
    {"update(self, *others)", with_others<set_update_all>, since(2, 6)},
};

constexpr Method frozenset_methods[] = {
    {"__contains__(self, object, /)", set_contains_method},
    XVM_SET_METHODS,
    {"copy(self, /)", frozenset_copy},
};

}  // namespace

void make_set_types(Runtime& runtime) {
  static constexpr TypeSpec set_spec{
      .name = "set", .layout = layout_of<Set>, .flags = BaseType | HasWeakrefs, .methods = set_methods, .fill = fill_set};
  static constexpr TypeSpec frozenset_spec{
      .name = "frozenset", .layout = layout_of<Set>, .flags = BaseType | HasWeakrefs, .methods = frozenset_methods, .fill = fill_frozenset};
  runtime.types.set = make_builtin_type(runtime, set_spec);
  runtime.types.frozenset = make_builtin_type(runtime, frozenset_spec);
}

}  // namespace xvm
