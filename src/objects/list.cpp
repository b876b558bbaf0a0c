// list: growth and what handlers call, then what Python calls, then the type.
#include "objects/list.h"

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "base/fatal.h"
#include "objects/int.h"
#include "objects/iterators.h"
#include "objects/list_items.h"
#include "objects/sequence.h"
#include "objects/set.h"
#include "objects/slice.h"
#include "objects/text.h"
#include "vm/builtin_types.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/heap.h"
#include "vm/limits.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/operators_internal.h"
#include "vm/signature.h"
#include "vm/slot_table.h"
#include "vm/thread.h"

namespace xvm {

namespace {

bool calls_all_slices_extended(const Release& r) { return r.since(3, 13); }
// A step that is given, be it 1, makes a slice an extended one.
bool step_makes_extended(const Release& r) { return r.until(2, 5); }
// list(x) asks for len(x), to make room for exactly that many.
bool asks_length_first(const Release& r) { return r.since(3, 8) && r.until(3, 9); }
bool list_takes_keyword(const Release& r) { return r.until(3, 6); }
bool grows_in_steps_of_four(const Release& r) { return r.since(3, 9); }
// What list.index() raises names the value.
bool index_error_shows_value(const Release& r) { return (r.python2() && r.since(2, 7)) || r.since(3, 2); }

// The items of short lists lie in blocks of the heap, those of others in malloc's.
constexpr std::size_t most_in_block = 16;

void set_capacity(List& list, std::size_t capacity) {
  void *old = static_cast<void*>(list.items), *items;
  if (capacity > most_in_block && (!old || list.capacity > most_in_block)) {
    items = std::realloc(old, capacity * sizeof(Value));
    if (!items) out_of_memory();
  } else {
    if (capacity == 0) capacity = 1;
    items = capacity > most_in_block ? std::malloc(capacity * sizeof(Value)) : heap_allocate_block(capacity * sizeof(Value));
    if (!items) out_of_memory();
    if (old) {
      std::memcpy(items, old, std::min(list.length, capacity) * sizeof(Value));
      list_free_items(list.items, list.capacity);
    }
  }
  count_memory(capacity * sizeof(Value));
  list.items = static_cast<Value*>(items);
  list.capacity = capacity;
}

// Drops items that are no longer part of any list.
void drop_items(Value* items, std::size_t count) {
  for (std::size_t i = count; i-- > 0;) items[i].~Value();
}

}  // namespace

void list_free_items(Value* items, std::size_t capacity) {
  if (!items) return;
  if (capacity > most_in_block) std::free(static_cast<void*>(items));
  else heap_free_block(items, capacity * sizeof(Value));
}

List::~List() {
  Value* mine = items;
  std::size_t count = std::exchange(length, 0);
  items = nullptr;
  drop_items(mine, count);
  list_free_items(mine, capacity);
}

void List::clear() {
  Value* mine = std::exchange(items, nullptr);
  std::size_t count = std::exchange(length, 0);
  std::size_t room = std::exchange(capacity, 0);
  drop_items(mine, count);
  list_free_items(mine, room);
}

void list_grow(List& list, std::size_t length) {
  if (length <= list.capacity) return;
  std::size_t capacity;
  if (grows_in_steps_of_four(current_thread().rt.release)) {
    capacity = (length + (length >> 3) + 6) & ~std::size_t{3};
    if (length - list.length > capacity - length) capacity = (length + 3) & ~std::size_t{3};
  } else {
    capacity = (length >> 3) + (length < 9 ? 3 : 6) + length;
  }
  set_capacity(list, capacity);
}

List* allocate_list(Thread& thread, std::size_t capacity) {
  List* list = static_cast<List*>(allocate_tracked(thread.rt.types.list, Kind::List, sizeof(List)));
  list->items = nullptr;
  list->length = list->capacity = 0;
  if (capacity) set_capacity(*list, capacity);
  return list;
}

Value make_list(Thread& thread, const Value* items, std::size_t count) {
  List* list = allocate_list(thread, count);
  for (std::size_t i = 0; i < count; ++i) new (list->items + i) Value(items[i]);
  list->length = count;
  return own(list);
}

Value make_list_moved(Thread& thread, Value* items, std::size_t count) {
  List* list = allocate_list(thread, count);
  if (count) {
    std::memcpy(static_cast<void*>(list->items), static_cast<void*>(items), count * sizeof(Value));
    std::memset(static_cast<void*>(items), 0, count * sizeof(Value));
  }
  list->length = count;
  return own(list);
}

void list_insert(List& list, std::size_t index, Value item) {
  if (list.length == list.capacity) list_grow(list, list.length + 1);
  Value* at = list.items + index;
  std::memmove(static_cast<void*>(at + 1), static_cast<void*>(at), (list.length - index) * sizeof(Value));
  new (at) Value(std::move(item));
  ++list.length;
}

namespace {

// After items were taken out: gives memory back when less than half is used.
void shrink(List& list) {
  if (list.length >= list.capacity / 2 || list.capacity < 8) return;
  std::size_t length = list.length;
  if (length == 0) {
    list_free_items(list.items, list.capacity);
    list.items = nullptr;
    list.capacity = 0;
    return;
  }
  std::size_t capacity = grows_in_steps_of_four(current_thread().rt.release) ? (length + (length >> 3) + 6) & ~std::size_t{3}
                                                                             : (length >> 3) + (length < 9 ? 3 : 6) + length;
  set_capacity(list, capacity);
}

}  // namespace

Value list_pop(List& list, std::size_t index) {
  Value* at = list.items + index;
  Value item = std::move(*at);
  --list.length;
  std::memmove(static_cast<void*>(at), static_cast<void*>(at + 1), (list.length - index) * sizeof(Value));
  shrink(list);
  return item;
}

Value list_to_tuple(Thread& thread, const List& list) { return make_tuple(thread, list.items, list.length); }

Value list_slice(Thread& thread, const List& list, std::size_t low, std::size_t high) {
  return make_list(thread, list.items + low, high - low);
}

void list_reverse(List& list) {
  for (std::size_t i = 0, j = list.length; i + 1 < j; ++i) std::swap(list.items[i], list.items[--j]);
}

void list_splice(List& list, std::size_t low, std::size_t high, const Value* items, std::size_t count) {
  std::size_t removed = high - low, rest = list.length - high;
  Value few[8];
  Value* fresh = count <= 8 ? few : static_cast<Value*>(std::calloc(count, sizeof(Value)));
  Value* dead = removed ? static_cast<Value*>(std::malloc(removed * sizeof(Value))) : nullptr;
  if (!fresh || (removed && !dead)) out_of_memory();
  for (std::size_t i = 0; i < count; ++i) fresh[i] = items[i];
  if (removed) std::memcpy(static_cast<void*>(dead), static_cast<void*>(list.items + low), removed * sizeof(Value));
  list_grow(list, list.length - removed + count);
  if (rest)
    std::memmove(static_cast<void*>(list.items + low + count), static_cast<void*>(list.items + high), rest * sizeof(Value));
  if (count) {
    std::memcpy(static_cast<void*>(list.items + low), static_cast<void*>(fresh), count * sizeof(Value));
    std::memset(static_cast<void*>(fresh), 0, count * sizeof(Value));
  }
  list.length = list.length - removed + count;
  shrink(list);
  if (fresh != few) std::free(static_cast<void*>(fresh));
  if (removed) {
    drop_items(dead, removed);
    std::free(static_cast<void*>(dead));
  }
}

bool list_extend(Thread& thread, List& list, Ref iterable) {
  if (is<List>(iterable) && is_exact<List>(iterable)) {
    std::size_t count = as<List>(iterable).length;
    list_grow(list, list.length + count);
    for (std::size_t i = 0; i < count; ++i) new (list.items + list.length + i) Value(as<List>(iterable).items[i]);
    list.length += count;
    return true;
  }
  if (is<Tuple>(iterable) && is_exact<Tuple>(iterable)) {
    Tuple& tuple = as<Tuple>(iterable);
    list_grow(list, list.length + tuple.length);
    for (std::size_t i = 0; i < tuple.length; ++i) new (list.items + list.length + i) Value(tuple.items()[i]);
    list.length += tuple.length;
    return true;
  }
  if (is_exact<Set>(iterable) && !counts_steps) {
    Set& set = as<Set>(iterable);
    if (list.length == 0 && list.capacity < set.length && set.length <= 4096) set_capacity(list, set.length);
    SetCursor cursor;
    while (SetEntry* entry = cursor.next(set)) list_append(list, entry->key);
    return true;
  }
  Value iterator = iterate(thread, iterable);
  if (!iterator) return false;
  std::int64_t hint = length_hint(thread, iterable, 8);
  if (hint < 0) return false;
  bool lies = hint > INT64_MAX - static_cast<std::int64_t>(list.length);   // there may be room for what really comes
  if (!lies && (hint > max_items || !room_for(hint, sizeof(Value)))) return raise_memory_error(thread);
  if (list.length == 0 && list.capacity < static_cast<std::size_t>(hint) && hint <= 4096) set_capacity(list, static_cast<std::size_t>(hint));
  while (Value item = next(thread, iterator)) list_append(list, std::move(item));
  return !thread.has_error();
}

Value to_list(Thread& thread, Ref iterable) {
  Value list = own(allocate_list(thread, 0));
  if (!list_extend(thread, as<List>(list), iterable)) return error_set;
  return list;
}

Value to_tuple(Thread& thread, Ref iterable) {
  if (is<Tuple>(iterable) && is_exact<Tuple>(iterable)) return Value(iterable);
  if (is<List>(iterable) && is_exact<List>(iterable)) return list_to_tuple(thread, as<List>(iterable));
  Value list = to_list(thread, iterable);
  if (!list) return list;
  return make_tuple_moved(thread, as<List>(list).items, std::exchange(as<List>(list).length, 0));
}

bool sort_reverse_flag(Thread& thread, Ref v, bool& out) {
  out = false;
  if (!v) return true;
  if (v.is_bool() || v.is_small_int()) {
    out = !v.is_false() && !(v.is_small_int() && v.small_int() == 0);
    return true;
  }
  if (thread.rt.release.since(3, 12)) {   // any object's truth
    int t = truth(thread, v);
    out = t > 0;
    return t >= 0;
  }
  if (!is_index(thread, v)) {
    if (v.is_double() && thread.rt.release.until(3, 9))
      return raise_type_error(thread, "integer argument expected, got float");
    if (thread.rt.release.until(3, 9)) return raise_type_error(thread, "an integer is required{}", thread.rt.python2() ? "" : thread.rt.release.since(3, 4) ? fmt::format(" (got type {})", type_name(thread, v)) : "");
    Value no_index = as_index(thread, v);
    return false;
  }
  std::int64_t number;
  if (!as_int64(thread, v, number)) return false;
  out = number != 0;
  return true;
}

namespace {

// Later repr() itself does.
bool items_count_recursion(const Release& r) { return r.until(2, 6) || (r.since(3, 0) && r.until(3, 5)); }

Value list_repr(Thread& thread, Ref self) {
  List& list = as<List>(self);
  if (list.length == 0) return native_str(thread, "[]");
  ReprGuard guard(thread, self);
  if (!guard.entered()) return native_str(thread, "[...]");
  TextBuilder text(thread);
  text.add("[");
  for (std::size_t i = 0; i < list.length; ++i) {
    if (i) text.add(", ");
    Value item = list.items[i];
    Recursion level(thread, " while getting the repr of a list", items_count_recursion(thread.rt.release));
    if (!level.ok() || !text.add_repr(item)) return error_set;
  }
  text.add("]");
  return text.finish();
}

std::int64_t list_length(Thread&, Ref self) { return static_cast<std::int64_t>(as<List>(self).length); }

int list_contains(Thread& thread, Ref self, Ref item) {
  List& list = as<List>(self);
  bool item_first = searches_item_first(thread);
  for (std::size_t i = 0; i < list.length; ++i) {
    if (list[i] == item) return 1;
    Value mine = list.items[i];
    int same = item_first ? equal(thread, mine, item) : equal(thread, item, mine);
    if (same) return same;
  }
  return 0;
}

Value list_compare(Thread& thread, Ref self, Ref other, Compare op) {
  List* right = try_as<List>(other);
  if (!right || !is<List>(self)) return not_implemented_value();
  List& left = as<List>(self);
  if (left.length != right->length && (op == Compare::Eq || op == Compare::Ne)) return Value::of(op == Compare::Ne);
  std::size_t i = 0;
  for (; i < left.length && i < right->length; ++i) {
    if (left[i] == (*right)[i]) continue;
    Value a = left.items[i], b = right->items[i];
    int same = equal(thread, a, b);
    if (same < 0) return error_set;
    if (!same) break;
  }
  if (i >= left.length || i >= right->length)
    return Value::of(sized_right(op, static_cast<std::int64_t>(left.length), static_cast<std::int64_t>(right->length)));
  if (op == Compare::Eq) return Value::of(false);
  if (op == Compare::Ne) return Value::of(true);
  Value a = left.items[i], b = right->items[i];
  return compare(thread, a, b, op);
}

Value list_index_item(Thread& thread, Ref self, std::int64_t index) {
  List& list = as<List>(self);
  if (index < 0 || index >= static_cast<std::int64_t>(list.length))
    return raise(thread, thread.rt.exc.IndexError, "list index out of range");
  return list.items[index];
}

Value list_get_item(Thread& thread, Ref self, Ref key) {
  List& list = as<List>(self);
  if (const Slice* slice = try_as<Slice>(key)) {
    SliceBounds bounds;
    if (!slice_bounds(thread, *slice, bounds)) return error_set;
    SliceRange range = slice_within(thread, bounds, static_cast<std::int64_t>(list.length));
    std::size_t count = range.count > 0 ? static_cast<std::size_t>(range.count) : 0;
    List* out = allocate_list(thread, count);
    std::int64_t at = range.start;
    for (std::size_t i = 0; i < count; ++i, at += range.step) new (out->items + i) Value(list.items[at]);
    out->length = count;
    return own(out);
  }
  if (!is_index(thread, key)) return raise_bad_index(thread, "list", key);
  std::int64_t index;
  if (!index_value(thread, key, index)) return error_set;
  return list_index_item(thread, self, index < 0 ? index + static_cast<std::int64_t>(list.length) : index);
}

// Replaces or deletes (value null) an extended slice.
bool set_extended_slice(Thread& thread, List& list, const SliceBounds& bounds, Ref value) {
  SliceRange range;
  if (value) {
    Value items;
    if (value.is_object() && value.object() == static_cast<Object*>(&list)) items = list_slice(thread, list, 0, list.length);
    else if (is<List>(value) || is<Tuple>(value)) items = Value(value);
    else {
      items = to_list(thread, value);
      if (!items) {
        if (thread.error_is(thread.rt.exc.TypeError)) {
          thread.clear_error();
          return raise_type_error(thread, "must assign iterable to extended slice");
        }
        return false;
      }
    }
    const Value* source = is<List>(items) ? as<List>(items).items : as<Tuple>(items).items();
    std::size_t count = is<List>(items) ? as<List>(items).length : as<Tuple>(items).length;
    range = slice_within(thread, bounds, static_cast<std::int64_t>(list.length));   // the iteration may have changed it
    if (static_cast<std::int64_t>(count) != range.count)
      return raise_value_error(thread, "attempt to assign sequence of size {} to extended slice of size {}", count, range.count);
    if (count == 0) return true;
    Value dead = own(allocate_list(thread, count));   // holds what was replaced until the list is whole
    for (std::int64_t i = 0, at = range.start; i < range.count; ++i, at += range.step) {
      Value fresh = source[i];
      std::swap(list.items[at], fresh);
      list_append(as<List>(dead), std::move(fresh));
    }
    return true;
  }
  range = slice_within(thread, bounds, static_cast<std::int64_t>(list.length));
  if (range.count <= 0) return true;
  if (range.step < 0) {
    range.start += range.step * (range.count - 1);
    range.step = -range.step;
  }
  Value dead = own(allocate_list(thread, static_cast<std::size_t>(range.count)));
  std::size_t out = static_cast<std::size_t>(range.start);
  std::int64_t next_removed = range.start, removed = 0;
  for (std::size_t i = out; i < list.length; ++i) {
    if (removed < range.count && static_cast<std::int64_t>(i) == next_removed) {
      list_append(as<List>(dead), std::move(list.items[i]));
      ++removed;
      next_removed += range.step;
    } else {
      std::swap(list.items[out++], list.items[i]);
    }
  }
  list.length = out;
  shrink(list);
  return true;
}

bool set_simple_slice(Thread& thread, List& list, std::int64_t low, std::int64_t high, Ref value) {
  Value items;
  if (value) {
    if (is<List>(value) || is<Tuple>(value)) items = Value(value);
    else {
      items = to_list(thread, value);
      if (!items) {
        if (thread.error_is(thread.rt.exc.TypeError)) {
          thread.clear_error();
          return raise(thread, thread.rt.exc.TypeError,
                       calls_all_slices_extended(thread.rt.release) ? "must assign iterable to extended slice" : "can only assign an iterable");
        }
        return false;
      }
    }
  }
  std::int64_t length = static_cast<std::int64_t>(list.length);   // iterating may have changed it
  if (low < 0) low = 0;
  if (low > length) low = length;
  if (high < low) high = low;
  if (high > length) high = length;
  const Value* source = !items ? nullptr : is<List>(items) ? as<List>(items).items : as<Tuple>(items).items();
  std::size_t count = !items ? 0 : is<List>(items) ? as<List>(items).length : as<Tuple>(items).length;
  list_splice(list, static_cast<std::size_t>(low), static_cast<std::size_t>(high), source, count);
  return true;
}

bool list_set_item(Thread& thread, Ref self, Ref key, Ref value) {
  List& list = as<List>(self);
  if (const Slice* slice = try_as<Slice>(key)) {
    SliceBounds bounds;
    if (!slice_bounds(thread, *slice, bounds)) return false;
    SliceRange range = slice_within(thread, bounds, static_cast<std::int64_t>(list.length));
    if (range.step == 1 && (slice->step.is_none() || !step_makes_extended(thread.rt.release))) return set_simple_slice(thread, list, range.start, range.stop, value);
    return set_extended_slice(thread, list, bounds, value);
  }
  if (!is_index(thread, key)) return raise_bad_index(thread, "list", key);
  std::int64_t index;
  if (!index_value(thread, key, index)) return false;
  if (index < 0) index += static_cast<std::int64_t>(list.length);
  if (index < 0 || index >= static_cast<std::int64_t>(list.length))
    return raise(thread, thread.rt.exc.IndexError, "list assignment index out of range");
  if (value) {
    Value fresh(value);
    std::swap(list.items[index], fresh);
  } else {
    Value dead = list_pop(list, static_cast<std::size_t>(index));
  }
  return true;
}

Value list_concat(Thread& thread, Ref self, Ref other) {
  if (!is<List>(other)) return raise_bad_concat(thread, "list", other);
  List &left = as<List>(self), &right = as<List>(other);
  List* out = allocate_list(thread, left.length + right.length);
  for (std::size_t i = 0; i < left.length; ++i) new (out->items + i) Value(left.items[i]);
  for (std::size_t i = 0; i < right.length; ++i) new (out->items + left.length + i) Value(right.items[i]);
  out->length = left.length + right.length;
  return own(out);
}

Value list_inplace_concat(Thread& thread, Ref self, Ref other) {
  if (!list_extend(thread, as<List>(self), other)) return error_set;
  return Value(self);
}

// False with MemoryError when length * count items cannot be had.
bool repeat_fits(Thread& thread, std::size_t length, std::int64_t count) {
  if (length == 0 || count <= 0) return true;
  if (count > max_items / static_cast<std::int64_t>(length) || !memory_for(length * static_cast<std::size_t>(count) * sizeof(Value)))
    return raise_memory_error(thread);
  return true;
}

Value list_repeat(Thread& thread, Ref self, std::int64_t count) {
  List& list = as<List>(self);
  if (!repeat_fits(thread, list.length, count)) return error_set;
  std::size_t total = count > 0 ? list.length * static_cast<std::size_t>(count) : 0;
  List* out = allocate_list(thread, total);
  if (list.length == 1) {
    Ref item = list[0];
    for (std::size_t i = 0; i < total; ++i) new (out->items + i) Value(item);
  } else {
    for (std::size_t i = 0, from = 0; i < total; ++i) {
      new (out->items + i) Value(list.items[from]);
      if (++from == list.length) from = 0;
    }
  }
  out->length = total;
  return own(out);
}

Value list_inplace_repeat(Thread& thread, Ref self, std::int64_t count) {
  List& list = as<List>(self);
  if (!repeat_fits(thread, list.length, count)) return error_set;
  if (count <= 0) {
    list.clear();
  } else if (list.length) {
    std::size_t length = list.length, total = length * static_cast<std::size_t>(count);
    list_grow(list, total);
    for (std::size_t i = length; i < total; ++i) new (list.items + i) Value(list.items[i - length]);
    list.length = total;
  }
  return Value(self);
}

Value list_iter(Thread& thread, Ref self) {
  ListIterator* it = allocate<ListIterator>(thread.rt.types.list_iterator);
  it->list = Value(self);
  track(it);
  return own(it);
}

Value list_reversed(Thread& thread, Ref self, Args) {
  ListReverseIterator* it = allocate<ListReverseIterator>(thread.rt.types.list_reverse_iterator);
  it->list = Value(self);
  it->index = static_cast<std::ptrdiff_t>(as<List>(self).length) - 1;
  track(it);
  return own(it);
}

Value list_append_method(Thread&, Ref self, Args args) {
  list_append(as<List>(self), Value(args[0]));
  return none_value();
}

Value list_clear(Thread&, Ref self, Args) {
  as<List>(self).clear();
  return none_value();
}

Value list_copy(Thread& thread, Ref self, Args) { return make_list(thread, as<List>(self).items, as<List>(self).length); }

Value list_count(Thread& thread, Ref self, Args args) {
  List& list = as<List>(self);
  std::int64_t count = 0;
  for (std::size_t i = 0; i < list.length; ++i) {
    if (list[i] == args[0]) {
      ++count;
      continue;
    }
    Value item = list.items[i];
    int same = equal(thread, item, args[0]);
    if (same < 0) return error_set;
    count += same;
  }
  return Value::small(count);
}

Value list_extend_method(Thread& thread, Ref self, Args args) {
  if (!list_extend(thread, as<List>(self), args[0])) return error_set;
  return none_value();
}

Value list_index(Thread& thread, Ref self, Args args) {
  List& list = as<List>(self);
  std::int64_t low = 0, high = INT64_MAX;
  if (!search_bound(thread, args[1], low) || !search_bound(thread, args[2], high)) return error_set;
  std::int64_t length = static_cast<std::int64_t>(list.length);
  if (low < 0) low = low + length < 0 ? 0 : low + length;
  if (high < 0) high = high + length < 0 ? 0 : high + length;
  for (std::int64_t i = low; i < high && i < static_cast<std::int64_t>(list.length); ++i) {
    Value item = list.items[i];
    int same = equal(thread, item, args[0]);
    if (same < 0) return error_set;
    if (same) return Value::small(i);
  }
  if (!index_error_shows_value(thread.rt.release)) return raise_value_error(thread, "list.index(x): x not in list");
  TextBuilder text(thread);
  if (!text.add_repr(args[0])) return error_set;
  text.add(" is not in list");
  return raise_value(thread, thread.rt.exc.ValueError, text.finish());
}

Value list_insert_method(Thread& thread, Ref self, Args args) {
  List& list = as<List>(self);
  std::int64_t index;
  if (!as_int64(thread, args[0], index)) return error_set;
  std::int64_t length = static_cast<std::int64_t>(list.length);
  if (index < 0) index = index + length < 0 ? 0 : index + length;
  list_insert(list, static_cast<std::size_t>(index > length ? length : index), Value(args[1]));
  return none_value();
}

Value list_pop_method(Thread& thread, Ref self, Args args) {
  List& list = as<List>(self);
  std::int64_t index = -1;
  if (args[0] && !ssize_argument(thread, args[0], index)) return error_set;
  if (list.length == 0) return raise(thread, thread.rt.exc.IndexError, "pop from empty list");
  if (index < 0) index += static_cast<std::int64_t>(list.length);
  if (index < 0 || index >= static_cast<std::int64_t>(list.length))
    return raise(thread, thread.rt.exc.IndexError, "pop index out of range");
  return list_pop(list, static_cast<std::size_t>(index));
}

Value list_remove(Thread& thread, Ref self, Args args) {
  List& list = as<List>(self);
  for (std::size_t i = 0; i < list.length; ++i) {
    Value item = list.items[i];
    int same = equal(thread, item, args[0]);
    if (same < 0) return error_set;
    if (!same) continue;
    if (i < list.length) Value dead = list_pop(list, i);
    return none_value();
  }
  return raise_value_error(thread, "list.remove(x): x not in list");
}

Value list_reverse_method(Thread&, Ref self, Args) {
  list_reverse(as<List>(self));
  return none_value();
}

Value list_sort_method(Thread& thread, Ref self, Args args) {   // key, reverse
  bool reverse;
  if (!sort_reverse_flag(thread, args[1], reverse)) return error_set;
  if (!list_sort(thread, as<List>(self), args[0] && !args[0].is_none() ? args[0] : Ref(), reverse)) return error_set;
  return none_value();
}

// To 3.6 the arguments are parsed as if they could be positional, and refused afterwards.
Value list_sort_method_old(Thread& thread, Ref self, Args args) {
  Bound<2> a(thread, "sort(key=None, reverse=False)", args);
  int reverse;
  if (!a || (a[1] && !as_c_int(thread, a[1], reverse))) return error_set;
  if (args.positional) return raise_type_error(thread, "must use keyword argument for key function");
  Borrowed<2> bound(a[0], a[1]);
  return list_sort_method(thread, self, bound.args());
}

Value list_sort_cmp_method(Thread& thread, Ref self, Args args) {   // cmp, key, reverse
  bool reverse;
  if (!sort_reverse_flag(thread, args[2], reverse)) return error_set;
  Ref cmp = args[0] && !args[0].is_none() ? args[0] : Ref(), key = args[1] && !args[1].is_none() ? args[1] : Ref();
  if (!list_sort(thread, as<List>(self), key, reverse, cmp)) return error_set;
  return none_value();
}

Value list_sizeof(Thread& thread, Ref self, Args) {
  return make_int(thread, static_cast<std::int64_t>(40 + as<List>(self).capacity * sizeof(Value)));
}

// The bounds of a slice of 2.x, where negative ones had the length added already.
void clip_old_bounds(const List& list, std::int64_t& low, std::int64_t& high) {
  auto length = static_cast<std::int64_t>(list.length);
  low = std::clamp<std::int64_t>(low, 0, length);
  high = std::clamp(high, low, length);
}

Value list_get_slice(Thread& thread, Ref self, std::int64_t low, std::int64_t high) {
  clip_old_bounds(as<List>(self), low, high);
  return list_slice(thread, as<List>(self), static_cast<std::size_t>(low), static_cast<std::size_t>(high));
}

bool list_set_slice(Thread& thread, Ref self, std::int64_t low, std::int64_t high, Ref value) {
  clip_old_bounds(as<List>(self), low, high);
  return set_simple_slice(thread, as<List>(self), low, high, value);
}

Value list_make(Thread& thread, Type* type, Args) {
  if (type == thread.rt.types.list) return own(allocate_list(thread, 0));
  List* list = allocate<List>(type);
  track(list);
  return own(list);
}

bool list_init(Thread& thread, Ref self, Args args) {
  Ref source;
  Type* type = self.object()->type;
  if (args.names && args.keywords() && type->has(HeapType) && !list_takes_keyword(thread.rt.release) &&
      (thread.rt.in(until(3, 10)) || type->slots.make != thread.rt.types.list->slots.make))
    args = Args{args.data, args.positional, {}};   // meant for the subclass
  if (!iterable_argument(thread, "list", list_takes_keyword(thread.rt.release) ? "list(sequence=())" : nullptr, args, source)) return false;
  as<List>(self).clear();
  if (source && asks_length_first(thread.rt.release) && type_of(thread, source)->slots.length && length(thread, source) < 0 &&
      !catch_error(thread, thread.rt.exc.TypeError))
    return false;
  return !source || list_extend(thread, as<List>(self), source);
}

void fill_list(Slots& slots, Runtime& runtime) {
  if (runtime.python2()) {
    slots.get_slice = list_get_slice;
    slots.set_slice = list_set_slice;
  }
  slots.repr = list_repr;
  slots.length = list_length;
  slots.contains = list_contains;
  slots.compare = list_compare;
  slots.concat = list_concat;
  slots.inplace_concat = list_inplace_concat;
  slots.repeat = list_repeat;
  slots.inplace_repeat = list_inplace_repeat;
  slots.get_item = list_get_item;
  slots.set_item = list_set_item;
  slots.index_item = list_index_item;
  slots.iter = list_iter;
  slots.make = list_make;
  slots.init = list_init;
  slots.hash = unhashable;
}

Value list_getitem(Thread& thread, Ref self, Args args) { return list_get_item(thread, self, args[0]); }

constexpr Method list_methods[] = {
    {"__class_getitem__($type, object, /)", generic_class_getitem, since(3, 9), Method::Class},
    {"__getitem__(self, index, /)", list_getitem},
    {"__reversed__(self, /)", list_reversed},
    {"__sizeof__(self, /)", list_sizeof, since(2, 6)},
    {"append(self, object, /)", list_append_method, always, Method::Normal, nullptr, Intrinsic::Append},
    {"clear(self, /)", list_clear, since(3, 3)},
    {"copy(self, /)", list_copy, since(3, 3)},
    {"count(self, value, /)", list_count},
    {"extend(self, iterable, /)", list_extend_method},
    {"index(self, value, start=0, stop=sys.maxsize, /)", list_index},
    {"insert(self, index, object, /)", list_insert_method},
    {"pop(self, index=-1, /)", list_pop_method},
    {"remove(self, value, /)", list_remove},
    {"reverse(self, /)", list_reverse_method},
    {"sort(self, cmp=None, key=None, reverse=False)", list_sort_cmp_method, py2},
    {"sort(self, /, *, key=None, reverse=False)", list_sort_method_old, between(3, 0, 3, 6), Method::Raw},
    {"sort(self, /, *, key=None, reverse=False)", list_sort_method, since(3, 7)},
};

}  // namespace

void make_list_types(Runtime& runtime) {
  static constexpr TypeSpec spec{
      .name = "list", .layout = layout_of<List>, .flags = BaseType | SequencePattern, .methods = list_methods, .fill = fill_list};
  runtime.types.list = make_builtin_type(runtime, spec);
}

}  // namespace xvm
