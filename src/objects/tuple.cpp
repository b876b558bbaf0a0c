// tuple: making them, what handlers call, then the type.
#include "objects/tuple.h"

#include <algorithm>
#include <cstring>

#include "base/hashing.h"
#include "objects/iterators.h"
#include "objects/sequence.h"
#include "objects/slice.h"
#include "objects/text.h"
#include "vm/builtin_types.h"
#include "vm/errors.h"
#include "vm/heap.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/signature.h"
#include "vm/thread.h"

namespace xvm {

namespace {

TupleHash tuple_hash_form(const Release& r) { return r.since(3, 8) ? TupleHash::Xx : TupleHash::Multiplied; }
bool tuple_takes_keyword(const Release& r) { return r.until(3, 6); }

}  // namespace

Tuple* allocate_tuple(Thread& thread, std::size_t length) {
  Tuple* tuple = allocate<Tuple>(thread.rt.types.tuple, length * sizeof(Value));
  tuple->length = length;
  std::memset(static_cast<void*>(tuple->items()), 0, length * sizeof(Value));
  return tuple;
}

// Tracked, with whatever lies there as items: the caller writes all of them at once.
static Tuple* allocate_raw(Thread& thread, std::size_t length) {
  Tuple* tuple = static_cast<Tuple*>(allocate_tracked(thread.rt.types.tuple, Kind::Tuple, sizeof(Tuple) + length * sizeof(Value)));
  tuple->length = length;
  return tuple;
}

Value empty_tuple(Thread& thread) {
  Value& empty = thread.rt.empty_tuple;
  if (!empty) empty = own(allocate_tuple(thread, 0));
  return empty;
}

Value make_tuple(Thread& thread, std::initializer_list<Ref> items) {
  if (items.size() == 0) return empty_tuple(thread);
  Tuple* tuple = allocate_raw(thread, items.size());
  Value* out = tuple->items();
  for (Ref item : items) new (out++) Value(item);
  return own(tuple);
}

Value make_tuple(Thread& thread, const Value* items, std::size_t count) {
  if (count == 0) return empty_tuple(thread);
  Tuple* tuple = allocate_raw(thread, count);
  Value* out = tuple->items();
  for (std::size_t i = 0; i < count; ++i) new (out + i) Value(items[i]);
  return own(tuple);
}

Value make_tuple_moved(Thread& thread, Value* items, std::size_t count) {
  if (count == 0) return empty_tuple(thread);
  Tuple* tuple = allocate_raw(thread, count);
  for (std::size_t i = 0; i < count; ++i) new (tuple->items() + i) Value(std::move(items[i]));
  return own(tuple);
}

Value make_pair_in(Thread& thread, Value& spare, Value first, Value second) {
  if (spare && spare.object()->refs == 1) {
    Value given = spare;   // what dies now must find the pair taken
    Value* items = as<Tuple>(given).items();
    Value old_first = std::exchange(items[0], std::move(first)), old_second = std::exchange(items[1], std::move(second));
    if (!(given.object()->flags & Tracked)) track(given.object());
    return given;
  }
  Value pair[] = {std::move(first), std::move(second)};
  Value made = make_tuple_moved(thread, pair, 2);
  if (!spare) spare = made;
  return made;
}

Value tuple_slice(Thread& thread, const Tuple& tuple, std::size_t low, std::size_t high) {
  return make_tuple(thread, tuple.items() + low, high > low ? high - low : 0);
}

namespace {

// Later repr() itself does.
bool items_count_recursion(const Release& r) { return r.until(2, 6) || (r.since(3, 0) && r.until(3, 5)); }

Value tuple_repr(Thread& thread, Ref self) {
  Tuple& tuple = as<Tuple>(self);
  if (tuple.length == 0) return native_str(thread, "()");
  ReprGuard guard(thread, self);
  if (!guard.entered()) return native_str(thread, "(...)");
  TextBuilder text(thread);
  text.add("(");
  for (std::size_t i = 0; i < tuple.length; ++i) {
    if (i) text.add(", ");
    Recursion level(thread, " while getting the repr of a tuple", items_count_recursion(thread.rt.release));
    if (!level.ok() || !text.add_repr(tuple[i])) return error_set;
  }
  text.add(tuple.length == 1 ? ",)" : ")");
  return text.finish();
}

bool tuple_hash(Thread& thread, Ref self, std::int64_t& hash) {
  Tuple& tuple = as<Tuple>(self);
  TupleHasher hasher(tuple_hash_form(thread.rt.release), tuple.length);
  for (Ref item : tuple) {
    std::int64_t one;
    if (is<Tuple>(item) && !stack_left(thread)) return false;
    if (!hash_of(thread, item, one)) return false;
    hasher.add(one);
  }
  hash = hasher.finish();
  return true;
}

std::int64_t tuple_length(Thread&, Ref self) { return static_cast<std::int64_t>(as<Tuple>(self).length); }

int tuple_contains(Thread& thread, Ref self, Ref item) {
  bool item_first = searches_item_first(thread);
  for (Ref own_item : as<Tuple>(self)) {
    int same = own_item == item ? 1 : item_first ? equal(thread, own_item, item) : equal(thread, item, own_item);
    if (same) return same;
  }
  return 0;
}

Value tuple_compare(Thread& thread, Ref self, Ref other, Compare op) {
  Tuple* right = try_as<Tuple>(other);
  if (!right || !is<Tuple>(self)) return not_implemented_value();
  Tuple& left = as<Tuple>(self);
  std::size_t shorter = left.length < right->length ? left.length : right->length, i = 0;
  for (; i < shorter; ++i) {
    int same = equal(thread, left[i], (*right)[i]);
    if (same < 0) return error_set;
    if (!same) break;
  }
  if (i == shorter)
    return Value::of(sized_right(op, static_cast<std::int64_t>(left.length), static_cast<std::int64_t>(right->length)));
  if (op == Compare::Eq) return Value::of(false);
  if (op == Compare::Ne) return Value::of(true);
  return compare(thread, left[i], (*right)[i], op);
}

Value tuple_index_item(Thread& thread, Ref self, std::int64_t index) {
  Tuple& tuple = as<Tuple>(self);
  if (index < 0 || index >= static_cast<std::int64_t>(tuple.length))
    return raise(thread, thread.rt.exc.IndexError, "tuple index out of range");
  return Value(tuple[static_cast<std::size_t>(index)]);
}

Value tuple_get_item(Thread& thread, Ref self, Ref key) {
  Tuple& tuple = as<Tuple>(self);
  if (const Slice* slice = try_as<Slice>(key)) {
    SliceRange range;
    if (!slice_range(thread, *slice, static_cast<std::int64_t>(tuple.length), range)) return error_set;
    if (range.count <= 0) return empty_tuple(thread);
    if (range.step == 1 && range.start == 0 && range.count == static_cast<std::int64_t>(tuple.length) && is_exact<Tuple>(self))
      return Value(self);
    Tuple* out = allocate_tuple(thread, static_cast<std::size_t>(range.count));
    for (std::int64_t i = 0, at = range.start; i < range.count; ++i, at += range.step)
      out->items()[i] = Value(tuple[static_cast<std::size_t>(at)]);
    track(out);
    return own(out);
  }
  if (!is_index(thread, key)) return raise_bad_index(thread, "tuple", key);
  std::int64_t index;
  if (!index_value(thread, key, index)) return error_set;
  return tuple_index_item(thread, self, index < 0 ? index + static_cast<std::int64_t>(tuple.length) : index);
}

Value tuple_concat(Thread& thread, Ref self, Ref other) {
  if (!is<Tuple>(other)) return raise_bad_concat(thread, "tuple", other);
  Tuple &left = as<Tuple>(self), &right = as<Tuple>(other);
  if (left.length == 0 && is_exact<Tuple>(other)) return Value(other);
  if (right.length == 0 && is_exact<Tuple>(self)) return Value(self);
  if (left.length + right.length == 0) return empty_tuple(thread);
  Tuple* out = allocate_tuple(thread, left.length + right.length);
  Value* to = out->items();
  for (Ref item : left) *to++ = Value(item);
  for (Ref item : right) *to++ = Value(item);
  track(out);
  return own(out);
}

Value tuple_repeat(Thread& thread, Ref self, std::int64_t count) {
  Tuple& tuple = as<Tuple>(self);
  if (count < 0) count = 0;
  if ((tuple.length == 0 || count == 1) && is_exact<Tuple>(self)) return Value(self);
  if (tuple.length == 0 || count == 0) return empty_tuple(thread);
  if (count > max_items / static_cast<std::int64_t>(tuple.length)) return raise_memory_error(thread);
  std::size_t total = tuple.length * static_cast<std::size_t>(count);
  if (!memory_for(total * sizeof(Value))) return raise_memory_error(thread);
  Tuple* out = allocate_tuple(thread, total);
  for (std::size_t i = 0, from = 0; i < total; ++i) {
    new (out->items() + i) Value(tuple[from]);
    if (++from == tuple.length) from = 0;
  }
  track(out);
  return own(out);
}

Value tuple_iter(Thread& thread, Ref self) {
  TupleIterator* it = allocate<TupleIterator>(thread.rt.types.tuple_iterator);
  it->tuple = Value(self);
  track(it);
  return own(it);
}

Value tuple_count(Thread& thread, Ref self, Args args) {
  std::int64_t count = 0;
  for (Ref item : as<Tuple>(self)) {
    int same = equal(thread, item, args[0]);
    if (same < 0) return error_set;
    count += same;
  }
  return Value::small(count);
}

Value tuple_index(Thread& thread, Ref self, Args args) {
  Tuple& tuple = as<Tuple>(self);
  std::int64_t length = static_cast<std::int64_t>(tuple.length), low = 0, high = length;
  if (!search_bound(thread, args[1], low) || !search_bound(thread, args[2], high)) return error_set;
  clamp_bounds(low, high, length);
  for (std::int64_t i = low; i < high; ++i) {
    int same = equal(thread, tuple[static_cast<std::size_t>(i)], args[0]);
    if (same < 0) return error_set;
    if (same) return Value::small(i);
  }
  return raise_value_error(thread, "tuple.index(x): x not in tuple");
}

Value tuple_getnewargs(Thread& thread, Ref self, Args) {
  Tuple& tuple = as<Tuple>(self);
  return make_tuple(thread, {make_tuple(thread, tuple.items(), tuple.length)});
}

Value tuple_get_slice(Thread& thread, Ref self, std::int64_t low, std::int64_t high) {   // 2.x
  Tuple& tuple = as<Tuple>(self);
  auto length = static_cast<std::int64_t>(tuple.length);
  low = std::clamp<std::int64_t>(low, 0, length);
  high = std::clamp(high, low, length);
  if (low == 0 && high == length && is_exact<Tuple>(self)) return Value(self);
  return make_tuple(thread, tuple.items() + low, static_cast<std::size_t>(high - low));
}

Value tuple_make(Thread& thread, Type* type, Args args) {
  Ref source;
  if (!iterable_argument(thread, "tuple", tuple_takes_keyword(thread.rt.release) ? "tuple(sequence=())" : nullptr, args, source)) return error_set;
  Value plain = source ? to_tuple(thread, source) : empty_tuple(thread);
  if (!plain || type == thread.rt.types.tuple) return plain;
  Tuple& items = as<Tuple>(plain);
  Tuple* tuple = allocate<Tuple>(type, items.length * sizeof(Value));
  tuple->length = items.length;
  for (std::size_t i = 0; i < items.length; ++i) new (tuple->items() + i) Value(items.items()[i]);
  track(tuple);
  return own(tuple);
}

void fill_tuple(Slots& slots, Runtime& runtime) {
  slots.repr = tuple_repr;
  slots.hash = tuple_hash;
  slots.length = tuple_length;
  slots.contains = tuple_contains;
  slots.compare = tuple_compare;
  if (runtime.python2()) slots.get_slice = tuple_get_slice;
  slots.concat = tuple_concat;
  slots.repeat = tuple_repeat;
  slots.get_item = tuple_get_item;
  slots.index_item = tuple_index_item;
  slots.iter = tuple_iter;
  slots.make = tuple_make;
}

constexpr Method tuple_methods[] = {
    {"__class_getitem__($type, object, /)", generic_class_getitem, since(3, 9), Method::Class},
    {"__getnewargs__(self, /)", tuple_getnewargs},
    {"count(self, value, /)", tuple_count, since(2, 6)},
    {"index(self, value, start=0, stop=sys.maxsize, /)", tuple_index, since(2, 6)},
};

}  // namespace

void make_tuple_types(Runtime& runtime) {
  static constexpr TypeSpec spec{
      .name = "tuple", .layout = layout_of<Tuple>, .flags = BaseType | SequencePattern, .methods = tuple_methods, .fill = fill_tuple};
  runtime.types.tuple = make_builtin_type(runtime, spec);
}

}  // namespace xvm
