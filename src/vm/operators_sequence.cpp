// Subscripts, slices, membership, length and iteration of any value.
#include <algorithm>
#include <limits>

#include "objects/class_obj.h"
#include "objects/dict.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/iterators.h"
#include "objects/slice.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/limits.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/watch.h"

namespace xvm {

namespace {

bool types_take_items(const Release& r) { return r.since(3, 7); }           // PEP 560
bool names_type_not_subscriptable(const Release& r) { return r.since(3, 11); }
bool keeps_errors_of_iter(const Release& r) { return r.since(3, 8); }       // `in`: only a TypeError is reworded
bool needle_on_the_right(const Release& r) { return r.since(3, 9); }        // of == when searching
bool quotes_non_iterator(const Release& r) { return r.since(3, 3); }

// To 3.6 an index into what has some operation of sequences, as all classes made by programs have, is told in other words.
bool tells_indexing(const Release& r) { return r.until(3, 6); }
bool sequence_like(const Type* type) {
  const Slots& s = type->slots;
  return type->has(HeapType) || s.length || s.contains || s.concat || s.repeat;
}
ErrorSet not_indexable(Thread& thread, Ref v) {
  if (thread.rt.in(until(2, 5))) return raise_type_error(thread, "'{}' object is unindexable", type_name(thread, v));
  return raise_type_error(thread, "'{}' object does not support indexing", type_name(thread, v));
}

ErrorSet not_subscriptable(Thread& thread, Ref v) {
  const Release& r = thread.rt.release;
  std::string_view name = type_name(thread, v);
  if (r.until(2, 6) || (r.since(3, 0) && r.until(3, 0))) return raise_type_error(thread, "'{}' object is unsubscriptable", name);
  if (r.python2()) return raise_type_error(thread, "'{}' object has no attribute '__getitem__'", name);
  return raise_type_error(thread, "'{}' object is not subscriptable", name);
}

// The old sequence protocol: an index counted from the end where it is negative.
Value sequence_item(Thread& thread, Ref v, GetItemIndexFn function, std::int64_t index) {
  if (index < 0 && type_of(thread, v)->slots.length) {
    std::int64_t n = length(thread, v);
    if (n < 0) return error_set;
    index += n;
  }
  return function(thread, v, index);
}

static bool none_is_no_class_getitem(const Release& r) { return r.since(3, 12); }

Value class_item(Thread& thread, Ref type, Ref key) {
  if (type == Ref(thread.rt.types.type)) {
    if (thread.rt.types.generic_alias && thread.rt.release.since(3, 9)) {
      if (Value alias = Value(Ref(thread.rt.types.generic_alias))) return call(thread, alias, type, key);
    }
  }
  Value method = find_attribute(thread, type, thread.rt.names.class_getitem__);
  if (method && !(method.is_none() && none_is_no_class_getitem(thread.rt.release))) return call(thread, method, key);
  if (thread.has_error()) return error_set;
  if (names_type_not_subscriptable(thread.rt.release)) return raise_type_error(thread, "type '{}' is not subscriptable", as<Type>(type).name);
  return not_subscriptable(thread, type);
}

bool no_item_assignment(Thread& thread, Ref v, Ref key, bool deletion) {
  bool by_index = deletion && has_sequence_table(type_of(thread, v)) && has_index(thread, key);
  return raise_type_error(thread, "'{}' object {} support item {}", type_name(thread, v), by_index ? "doesn't" : "does not", deletion ? "deletion" : "assignment");
}

// 2.x slice bounds: what is absent is 0 or the largest; null in `out` of `usable` where a bound is no index.
bool slice_bounds(Thread& thread, Ref v, Ref low, Ref high, std::int64_t& i, std::int64_t& j) {
  i = 0, j = std::numeric_limits<std::int64_t>::max();
  if (low && !as_clamped_index(thread, low, i)) return false;
  if (high && !as_clamped_index(thread, high, j)) return false;
  if ((i < 0 || j < 0) && type_of(thread, v)->slots.length) {
    std::int64_t n = length(thread, v);
    if (n < 0) return false;
    if (i < 0) i += n;
    if (j < 0) j += n;
  }
  return true;
}

bool old_slice_bounds(Thread& thread, Ref low, Ref high) {
  return thread.rt.python2() && (!low || has_index(thread, low)) && (!high || has_index(thread, high));
}

}  // namespace

Value get_item(Thread& thread, Ref v, Ref key) {
  if (key.is_small_int() && v.is_object()) {
    std::int64_t i = key.small_int();
    if (is_exact<List>(v)) {
      List& list = as<List>(v);
      if (i < 0) i += static_cast<std::int64_t>(list.length);
      if (static_cast<std::uint64_t>(i) < list.length) return list.items[i];
    } else if (is_exact<Tuple>(v)) {
      Tuple& tuple = as<Tuple>(v);
      if (i < 0) i += static_cast<std::int64_t>(tuple.length);
      if (static_cast<std::uint64_t>(i) < tuple.length) return tuple.items()[i];
    }
  }
  Type* type = type_of(thread, v);
  if (BinaryFn function = type->slots.get_item) return function(thread, v, key);
  if (GetItemIndexFn function = type->slots.index_item) {
    if (!has_index(thread, key)) return raise_type_error(thread, "sequence index must be integer, not '{}'", type_name(thread, key));
    std::int64_t i;
    if (!as_sequence_index(thread, key, thread.rt.exc.IndexError, i)) return error_set;
    return sequence_item(thread, v, function, i);
  }
  if (types_take_items(thread.rt.release) && is<Type>(v)) return class_item(thread, v, key);
  if (tells_indexing(thread.rt.release) && sequence_like(type) && has_index(thread, key)) return not_indexable(thread, v);
  return not_subscriptable(thread, v);
}

bool set_item(Thread& thread, Ref v, Ref key, Ref value) {
  if (SetFn function = type_of(thread, v)->slots.set_item) return function(thread, v, key, value);
  return no_item_assignment(thread, v, key, !value);
}

Value get_slice(Thread& thread, Ref v, Ref low, Ref high) {
  Type* type = type_of(thread, v);
  if (type->slots.get_slice && old_slice_bounds(thread, low, high)) {
    std::int64_t i, j;
    if (!slice_bounds(thread, v, low, high, i, j)) return error_set;
    if (GetSliceFn function = type_of(thread, v)->slots.get_slice) return function(thread, v, i, j);
  }
  Value slice = make_slice(thread, low, high, {});
  return get_item(thread, v, slice);
}

bool set_slice(Thread& thread, Ref v, Ref low, Ref high, Ref value) {
  Type* type = type_of(thread, v);
  if (type->slots.set_slice && old_slice_bounds(thread, low, high)) {
    std::int64_t i, j;
    if (!slice_bounds(thread, v, low, high, i, j)) return error_set;
    if (SetSliceFn function = type_of(thread, v)->slots.set_slice) return function(thread, v, i, j, value);
  }
  Value slice = make_slice(thread, low, high, {});
  return set_item(thread, v, slice, value);
}

int contains(Thread& thread, Ref container, Ref item) {
  if (ContainsFn function = type_of(thread, container)->slots.contains) return function(thread, container, item);
  Value iterator = iterate(thread, container);
  if (!iterator) {
    if (!keeps_errors_of_iter(thread.rt.release) || thread.error_is(thread.rt.exc.TypeError)) {
      thread.clear_error();
      return raise_type_error(thread, "argument of type '{}' is not iterable", type_name(thread, container)), -1;
    }
    return -1;
  }
  while (Value candidate = next(thread, iterator)) {
    int same = needle_on_the_right(thread.rt.release) ? equal(thread, candidate, item) : equal(thread, item, candidate);
    if (same) return same;
  }
  return thread.has_error() ? -1 : 0;
}

std::int64_t length(Thread& thread, Ref v) {
  if (LengthFn function = type_of(thread, v)->slots.length) return function(thread, v);
  return raise_type_error(thread, "object of type '{}' has no len()", type_name(thread, v)), -1;
}

std::int64_t length_hint(Thread& thread, Ref v, std::int64_t otherwise) {
  const Release& r = thread.rt.release;
  if (type_of(thread, v)->slots.length) {
    std::int64_t n = length(thread, v);
    if (n >= 0) return n;
    if (!thread.error_is(thread.rt.exc.TypeError) && !(r.python2() && thread.error_is(thread.rt.exc.AttributeError))) return -1;
    thread.clear_error();
  }
  Value hint;
  if (r.python2()) {
    hint = is<OldInstance>(v) ? find_attribute(thread, v, thread.rt.names.length_hint__) : lookup_special(thread, v, thread.rt.names.length_hint__);
    if (!hint) {
      if (!thread.has_error()) return otherwise;
      if (!catch_error(thread, thread.rt.exc.TypeError)) return -1;
      return otherwise;
    }
    hint = call(thread, hint);
  } else {
    bool found = false;
    hint = call_special(thread, v, thread.rt.names.length_hint__, {}, found);
    if (!found && !thread.has_error()) return otherwise;
  }
  if (!hint) {
    if (!catch_error(thread, thread.rt.exc.TypeError) && !(r.python2() && catch_error(thread, thread.rt.exc.AttributeError))) return -1;
    return otherwise;
  }
  if (hint.is_not_implemented()) return otherwise;
  std::int64_t n;
  if (!is_int(hint)) {
    if (r.python2()) return otherwise;
    return raise_type_error(thread, "__length_hint__ must be an integer, not {}", type_name(thread, hint)), -1;
  }
  if (!as_int64(thread, hint, n)) return -1;
  if (n < 0) {
    if (r.python2()) return otherwise;
    return raise_value_error(thread, "__length_hint__() should return >= 0"), -1;
  }
  return n;
}

Value iterate(Thread& thread, Ref v) {
  Type* type = type_of(thread, v);
  if (UnaryFn function = type->slots.iter) {
    Value iterator = function(thread, v);
    if (iterator && !type_of(thread, iterator)->slots.next)
      return raise_type_error(thread, "iter() returned non-iterator of type '{}'", type_name(thread, iterator));
    return iterator;
  }
  if (type->slots.index_item && !is<Dict>(v)) return make_sequence_iterator(thread, v);
  return raise_type_error(thread, "'{}' object is not iterable", type_name(thread, v));
}

Value next(Thread& thread, Ref iterator) {
  NextFn function = type_of(thread, iterator)->slots.next;
  if (!function) {
    if (quotes_non_iterator(thread.rt.release)) return raise_type_error(thread, "'{}' object is not an iterator", type_name(thread, iterator));
    return raise_type_error(thread, "{} object is not an iterator", type_name(thread, iterator));
  }
  // Iterators of iterators call each other without a frame between: the C++ stack is their only limit.
  if (__builtin_frame_address(0) < static_cast<const void*>(thread.stack_limit)) return raise_recursion_error(thread, "");
  if (!count_step(thread)) return error_set;
  Value item = function(thread, iterator);
  if (item) return item;
  bool stopped = thread.has_error() && thread.error_is(thread.rt.exc.StopIteration);
  if (thread.watched && (stopped || !thread.has_error())) [[unlikely]] watch_stopped(thread, iterator);
  if (stopped) thread.clear_error();
  return item;
}

}  // namespace xvm
