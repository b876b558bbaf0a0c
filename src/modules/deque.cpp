// collections.deque: a ring of values.
#include <cstdlib>
#include <cstring>

#include "base/fatal.h"
#include "modules/collections.h"
#include "modules/iterator_struct.h"
#include "objects/sequence.h"
#include "vm/argument_words.h"
#include "vm/slot_table.h"

namespace xvm {

namespace {

constexpr Range sequence_methods = since(3, 5), from_27 = since(2, 7);

bool has_maxlen(const Release& r) { return r.since(2, 6); }
bool is_sequence(const Release& r) { return r.since(3, 5); }
bool adds_in_place(const Release& r) { return r.since(2, 7); }
bool reduces_to_iterator(const Release& r) { return r.since(3, 5); }
bool remove_shows_value(const Release& r) { return r.since(3, 10); }
bool iterators_in_collections(const Release& r) { return r.since(3, 12); }

struct Deque : Object {
  XVM_OBJECT("collections.deque")
  Value* items = nullptr;          // a ring of `capacity`, a power of two; unused places are null
  std::size_t head = 0, length = 0, capacity = 0;
  std::int64_t maxlen = -1;
  std::uint64_t changes = 0;       // what iterators compare
  ~Deque() {
    clear();
    std::free(static_cast<void*>(items));
  }
  void traverse(Visitor& v) { for (std::size_t i = 0; i < length; ++i) v(at(i)); }
  void clear() {
    Value* mine = std::exchange(items, nullptr);
    std::size_t first = head, count = length, mask = capacity - 1;
    head = length = capacity = 0;
    ++changes;
    for (std::size_t i = 0; i < count; ++i) mine[(first + i) & mask] = nullptr;
    std::free(static_cast<void*>(mine));
  }
  Value& at(std::size_t i) { return items[(head + i) & (capacity - 1)]; }
};

struct Types {
  Type *deque = nullptr, *iterator = nullptr, *reverse_iterator = nullptr;
};
Types made;   // of the present runtime, set when the module is made

struct DequeIterator : Object {
  XVM_OBJECT("collections.deque_iterator")
  Value deque;   // null when exhausted
  std::size_t index = 0, left = 0;
  std::uint64_t changes = 0;
  bool reversed = false;
  void traverse(Visitor& v) { v(deque); }
  void clear() { deque = nullptr; }
};

void grow(Deque& d) {
  std::size_t capacity = d.capacity ? d.capacity * 2 : 8;
  Value* items = static_cast<Value*>(std::calloc(capacity, sizeof(Value)));
  if (!items) out_of_memory();
  for (std::size_t i = 0; i < d.length; ++i) items[i] = std::move(d.at(i));
  std::free(static_cast<void*>(d.items));
  d.items = items;
  d.capacity = capacity;
  d.head = 0;
}

Value pop_left(Deque& d) {
  Value item = std::move(d.items[d.head]);
  d.head = (d.head + 1) & (d.capacity - 1);
  --d.length;
  ++d.changes;
  return item;
}
Value pop_right(Deque& d) {
  Value item = std::move(d.at(d.length - 1));
  --d.length;
  ++d.changes;
  return item;
}
void push_right(Deque& d, Value item) {
  if (d.length == d.capacity) grow(d);
  d.at(d.length) = std::move(item);
  ++d.length;
  ++d.changes;
  if (d.maxlen >= 0 && static_cast<std::int64_t>(d.length) > d.maxlen) Value dead = pop_left(d);
}
void push_left(Deque& d, Value item) {
  if (d.length == d.capacity) grow(d);
  d.head = (d.head - 1) & (d.capacity - 1);
  d.items[d.head] = std::move(item);
  ++d.length;
  ++d.changes;
  if (d.maxlen >= 0 && static_cast<std::int64_t>(d.length) > d.maxlen) Value dead = pop_right(d);
}
void rotate(Deque& d, std::int64_t n) {
  std::int64_t length = static_cast<std::int64_t>(d.length);
  if (length < 2) return;
  n %= length;
  if (n < 0) n += length;
  if (n > length / 2) n -= length;
  for (; n > 0; --n) {
    Value item = pop_right(d);
    if (d.length == d.capacity) grow(d);
    d.head = (d.head - 1) & (d.capacity - 1);
    d.items[d.head] = std::move(item);
    ++d.length;
  }
  for (; n < 0; ++n) {
    Value item = pop_left(d);
    d.at(d.length) = std::move(item);
    ++d.length;
  }
  ++d.changes;
}
Value delete_at(Deque& d, std::size_t i) {
  Value item = std::move(d.at(i));
  for (; i + 1 < d.length; ++i) d.at(i) = std::move(d.at(i + 1));
  --d.length;
  ++d.changes;
  return item;
}

Value mutated(Thread& thread, const char* when) { return raise(thread, thread.rt.exc.RuntimeError, fmt::format("deque mutated during {}", when)); }

bool extend(Thread& thread, Ref self, Ref iterable, bool left) {
  Deque& d = as<Deque>(self);
  Value source(iterable);
  if (self == iterable && !(source = to_list(thread, iterable))) return false;
  return for_each(thread, source, [&](Ref item) {
    if (left) push_left(d, Value(item));
    else push_right(d, Value(item));
    return true;
  });
}

Value deque_make(Thread&, Type* type, Args) {
  Deque* d = allocate<Deque>(type);
  track(d);
  return own(d);
}

bool deque_init(Thread& thread, Ref self, Args args) {
  Bound<2> a(thread, has_maxlen(thread.rt.release) ? "deque(iterable=(), maxlen=None)" : "deque(iterable=(), /)", args);
  if (!a) return false;
  std::int64_t maxlen = -1;
  if (a[1] && !a[1].is_none()) {
    if (!is_int(a[1]) && !a[1].is_bool()) return raise(thread, thread.rt.exc.TypeError, "an integer is required");
    if (!ssize_argument(thread, a[1], maxlen)) return false;
    if (maxlen < 0) return raise_value_error(thread, "maxlen must be non-negative");
  }
  Deque& d = as<Deque>(self);
  d.clear();
  d.maxlen = maxlen;
  return !a[0] || extend(thread, self, a[0], false);
}

// A deque of the same type, items and maxlen.
Value copy_of(Thread& thread, Ref self) {
  Deque& d = as<Deque>(self);
  if (self.object()->type == made.deque) {
    Value copy = deque_make(thread, made.deque, {});
    as<Deque>(copy).maxlen = d.maxlen;
    for (std::size_t i = 0; i < d.length; ++i) push_right(as<Deque>(copy), d.at(i));
    return copy;
  }
  if (d.maxlen < 0) return call(thread, type_ref(self), self);
  return call(thread, type_ref(self), self, make_int(thread, d.maxlen));
}
Value deque_copy(Thread& thread, Ref self, Args) { return copy_of(thread, self); }

// A copy that an operator goes on with.
Value copy_that_is_deque(Thread& thread, Ref self) {
  Value copy = copy_of(thread, self);
  if (copy && !is<Deque>(copy))
    return raise_type_error(thread, "{}() must return a deque, not {}", type_name(thread, self), type_name(thread, copy));
  return copy;
}

Value deque_append(Thread&, Ref self, Args args) {
  push_right(as<Deque>(self), Value(args[0]));
  return none_value();
}
Value deque_appendleft(Thread&, Ref self, Args args) {
  push_left(as<Deque>(self), Value(args[0]));
  return none_value();
}
Value deque_pop(Thread& thread, Ref self, Args) {
  if (as<Deque>(self).length == 0) return raise(thread, thread.rt.exc.IndexError, "pop from an empty deque");
  return pop_right(as<Deque>(self));
}
Value deque_popleft(Thread& thread, Ref self, Args) {
  if (as<Deque>(self).length == 0) return raise(thread, thread.rt.exc.IndexError, "pop from an empty deque");
  return pop_left(as<Deque>(self));
}
Value deque_extend(Thread& thread, Ref self, Args args) { return extend(thread, self, args[0], false) ? none_value() : Value(); }
Value deque_extendleft(Thread& thread, Ref self, Args args) { return extend(thread, self, args[0], true) ? none_value() : Value(); }
Value deque_clear(Thread&, Ref self, Args) {
  as<Deque>(self).clear();
  return none_value();
}
Value deque_rotate(Thread& thread, Ref self, Args args) {
  std::int64_t n = 1;
  if (args[0] && !ssize_argument(thread, args[0], n)) return error_set;
  rotate(as<Deque>(self), n);
  return none_value();
}
Value deque_reverse(Thread&, Ref self, Args) {
  Deque& d = as<Deque>(self);
  for (std::size_t i = 0, j = d.length; i + 1 < j; ++i) std::swap(d.at(i), d.at(--j));
  return none_value();
}
Value deque_count(Thread& thread, Ref self, Args args) {
  Deque& d = as<Deque>(self);
  std::int64_t count = 0;
  std::uint64_t changes = d.changes;
  for (std::size_t i = 0; i < d.length; ++i) {
    Value item = d.at(i);
    int same = equal(thread, item, args[0]);
    if (same < 0) return error_set;
    if (d.changes != changes) return mutated(thread, "iteration");
    count += same;
  }
  return Value::small(count);
}

Value not_in_deque(Thread& thread, Ref value) {
  TextBuilder text(thread);
  if (!text.add_repr(value)) return error_set;
  text.add(" is not in deque");
  return raise_value(thread, thread.rt.exc.ValueError, text.finish());
}

bool removes_by_iterating(const Release& r) { return r.since(3, 10); }

Value deque_remove(Thread& thread, Ref self, Args args) {
  Deque& d = as<Deque>(self);
  std::size_t length = d.length;
  for (std::size_t i = 0; i < length; ++i) {
    Value item = d.at(i);
    int same = equal(thread, item, args[0]);
    if (d.length != length) return raise(thread, thread.rt.exc.IndexError, removes_by_iterating(thread.rt.release) ? "deque mutated during iteration" : "deque mutated during remove().");
    if (same < 0) return error_set;
    if (!same) continue;
    Value dead = delete_at(d, i);
    return none_value();
  }
  if (remove_shows_value(thread.rt.release)) return not_in_deque(thread, args[0]);
  return raise_value_error(thread, "deque.remove(x): x not in deque");
}

Value deque_index(Thread& thread, Ref self, Args args) {
  Deque& d = as<Deque>(self);
  std::int64_t length = static_cast<std::int64_t>(d.length), low = 0, high = length;
  if (!search_bound(thread, args[1], low)) return error_set;
  if (!search_bound(thread, args[2], high)) return error_set;
  clamp_bounds(low, high, length);
  std::uint64_t changes = d.changes;
  for (std::int64_t i = low; i < high; ++i) {
    Value item = d.at(static_cast<std::size_t>(i));
    int same = equal(thread, item, args[0]);
    if (same < 0) return error_set;
    if (same) return Value::small(i);
    if (d.changes != changes) return mutated(thread, "iteration");
  }
  return not_in_deque(thread, args[0]);
}

Value deque_insert(Thread& thread, Ref self, Args args) {
  Deque& d = as<Deque>(self);
  std::int64_t index, length = static_cast<std::int64_t>(d.length);
  if (!ssize_argument(thread, args[0], index)) return error_set;
  if (d.maxlen == length) return raise(thread, thread.rt.exc.IndexError, "deque already at its maximum size");
  if (index >= length) {
    push_right(d, Value(args[1]));
  } else if (index <= -length || index == 0) {
    push_left(d, Value(args[1]));
  } else {
    rotate(d, -index);
    if (index < 0) push_right(d, Value(args[1]));
    else push_left(d, Value(args[1]));
    rotate(d, index);
  }
  return none_value();
}

Value deque_iter(Thread& thread, Ref self) {
  (void)thread;
  DequeIterator* it = allocate<DequeIterator>(made.iterator);
  it->deque = Value(self);
  it->left = as<Deque>(self).length;
  it->changes = as<Deque>(self).changes;
  track(it);
  return own(it);
}
Value deque_reversed(Thread&, Ref self, Args) {
  DequeIterator* it = allocate<DequeIterator>(made.reverse_iterator);
  it->deque = Value(self);
  it->left = as<Deque>(self).length;
  it->changes = as<Deque>(self).changes;
  it->reversed = true;
  track(it);
  return own(it);
}

Value deque_reduce(Thread& thread, Ref self, Args) {
  Deque& d = as<Deque>(self);
  Value dict = reduce_state(thread, self);
  if (!dict && thread.has_error()) return error_set;
  Value maxlen = d.maxlen < 0 ? none_value() : make_int(thread, d.maxlen);
  if (reduces_to_iterator(thread.rt.release)) {
    Value args = d.maxlen < 0 ? empty_tuple(thread) : make_tuple(thread, {empty_tuple(thread), maxlen});
    Value iterator = iterate(thread, self);
    if (!iterator) return iterator;
    return make_tuple(thread, {type_ref(self), args, dict ? Ref(dict) : none, iterator});
  }
  Value items = to_list(thread, self);
  if (!items) return items;
  Value args = d.maxlen < 0 && !dict ? make_tuple(thread, {items}) : make_tuple(thread, {items, maxlen});
  if (!dict) return make_tuple(thread, {type_ref(self), args});
  return make_tuple(thread, {type_ref(self), args, dict});
}

Value deque_sizeof(Thread& thread, Ref self, Args) {
  Deque& d = as<Deque>(self);
  return make_int(thread, static_cast<std::int64_t>(88 + (d.length / 64 + 1) * 528));
}

Value deque_maxlen(Thread& thread, Ref self) {
  std::int64_t maxlen = as<Deque>(self).maxlen;
  return maxlen < 0 ? none_value() : make_int(thread, maxlen);
}

Value deque_repr(Thread& thread, Ref self) {
  ReprGuard guard(thread, self);
  if (!guard.entered()) return native_str(thread, "[...]");
  Value items = to_list(thread, self);
  if (!items) return items;
  TextBuilder text(thread);
  std::string_view name = type_name(thread, self);
  text.add(thread.rt.release.until(3, 6) ? "deque" : name.substr(name.rfind('.') == name.npos ? 0 : name.rfind('.') + 1));
  text.add("(");
  if (!text.add_repr(items)) return error_set;
  std::int64_t maxlen = as<Deque>(self).maxlen;
  text.add(maxlen < 0 ? ")" : fmt::format(", maxlen={})", maxlen));
  return text.finish();
}

std::int64_t deque_length(Thread&, Ref self) { return static_cast<std::int64_t>(as<Deque>(self).length); }

int deque_contains(Thread& thread, Ref self, Ref value) {
  Deque& d = as<Deque>(self);
  std::uint64_t changes = d.changes;
  bool item_first = searches_item_first(thread);
  for (std::size_t i = 0; i < d.length; ++i) {
    Value item = d.at(i);
    int same = item_first ? equal(thread, item, value) : equal(thread, value, item);
    if (same) return same;
    if (d.changes != changes) {
      Value raised = mutated(thread, "iteration");
      return -1;
    }
  }
  return 0;
}

Value deque_compare(Thread& thread, Ref self, Ref other, Compare op) {
  if (!is<Deque>(self) || !is<Deque>(other)) return not_implemented_value();
  Deque &a = as<Deque>(self), &b = as<Deque>(other);
  if (self == other && op != Compare::Lt && op != Compare::Gt) return Value::of(op != Compare::Ne);
  if (a.length != b.length && (op == Compare::Eq || op == Compare::Ne)) return Value::of(op == Compare::Ne);
  Value left = iterate(thread, self), right = left ? iterate(thread, other) : Value();
  if (!right) return right;
  for (;;) {
    Value x = next(thread, left);
    if (!x && thread.has_error()) return x;
    Value y = next(thread, right);
    if (!y && thread.has_error()) return y;
    if (!x || !y) return Value::of(sized_right(op, x ? 1 : 0, y ? 1 : 0));
    int same = equal(thread, x, y);
    if (same < 0) return error_set;
    if (same) continue;
    if (op == Compare::Eq) return Value::of(false);
    if (op == Compare::Ne) return Value::of(true);
    return compare(thread, x, y, op);
  }
}

bool item_index(Thread& thread, Deque& d, Ref key, std::size_t& out) {
  if (!is_index(thread, key)) return raise_type_error(thread, "sequence index must be integer, not '{}'", type_name(thread, key));
  std::int64_t index;
  if (!index_value(thread, key, index)) return false;
  auto length = static_cast<std::int64_t>(d.length);
  if (index < 0) index += length;
  if (index < 0 || index >= length) return raise(thread, thread.rt.exc.IndexError, "deque index out of range");
  out = static_cast<std::size_t>(index);
  return true;
}
Value deque_get_item(Thread& thread, Ref self, Ref key) {
  std::size_t i;
  return item_index(thread, as<Deque>(self), key, i) ? as<Deque>(self).at(i) : Value();
}
Value deque_index_item(Thread& thread, Ref self, std::int64_t index) {
  if (index < 0 || index >= static_cast<std::int64_t>(as<Deque>(self).length))
    return raise(thread, thread.rt.exc.IndexError, "deque index out of range");
  return as<Deque>(self).at(static_cast<std::size_t>(index));
}
bool deque_set_item(Thread& thread, Ref self, Ref key, Ref value) {
  std::size_t i;
  if (!item_index(thread, as<Deque>(self), key, i)) return false;
  if (!value) {
    Value dead = delete_at(as<Deque>(self), i);
    return true;
  }
  Value fresh(value);
  std::swap(as<Deque>(self).at(i), fresh);
  return true;
}

Value deque_concat(Thread& thread, Ref self, Ref other) {
  if (!is<Deque>(other)) return raise_bad_concat(thread, "deque", other);
  Value result = copy_that_is_deque(thread, self);
  if (!result || !extend(thread, result, other, false)) return error_set;
  return result;
}
Value deque_inplace_concat(Thread& thread, Ref self, Ref other) { return extend(thread, self, other, false) ? Value(self) : Value(); }
Value deque_inplace_repeat(Thread& thread, Ref self, std::int64_t count) {
  Deque& d = as<Deque>(self);
  if (count <= 0) {
    d.clear();
    return Value(self);
  }
  std::size_t length = d.length;
  if (length == 0 || count == 1) return Value(self);
  if (d.maxlen >= 0 && count > (d.maxlen + static_cast<std::int64_t>(length) - 1) / static_cast<std::int64_t>(length))
    count = (d.maxlen + static_cast<std::int64_t>(length) - 1) / static_cast<std::int64_t>(length);
  if (count > max_items / static_cast<std::int64_t>(length) || !memory_for(length * static_cast<std::size_t>(count) * 16)) return raise_memory_error(thread);
  Value items = to_list(thread, self);
  if (!items) return items;
  for (std::int64_t round = 1; round < count; ++round)
    for (std::size_t i = 0; i < length; ++i) push_right(d, as<List>(items).items[i]);
  return Value(self);
}
Value deque_repeat(Thread& thread, Ref self, std::int64_t count) {
  Value result = copy_that_is_deque(thread, self);
  return result ? deque_inplace_repeat(thread, result, count) : Value();
}

Value deque_iterator_next(Thread& thread, Ref self) {
  DequeIterator& it = as<DequeIterator>(self);
  if (!it.deque) return Value();
  Deque& d = as<Deque>(it.deque);
  if (it.changes != d.changes) {
    it.left = 0;
    return mutated(thread, "iteration");
  }
  if (it.left == 0) return Value();
  --it.left;
  std::size_t i = it.index++;
  return d.at(it.reversed ? d.length - 1 - i : i);
}
Value deque_iterator_hint(Thread& thread, Ref self, Args) { return make_int(thread, static_cast<std::int64_t>(as<DequeIterator>(self).left)); }
Value deque_iterator_reduce(Thread& thread, Ref self, Args) {
  DequeIterator& it = as<DequeIterator>(self);
  std::int64_t done = it.deque ? static_cast<std::int64_t>(as<Deque>(it.deque).length - it.left) : 0;
  return make_tuple(thread, {type_ref(self), make_tuple(thread, {it.deque, make_int(thread, done)})});
}
template <bool reversed>
Value deque_iterator_make(Thread& thread, Type*, Args args) {
  Bound<2> a(thread, "_deque_iterator(deque, index=0, /)", args);
  std::int64_t index = 0;
  if (!a || (a[1] && !ssize_argument(thread, a[1], index))) return error_set;
  if (!is<Deque>(a[0])) return raise_type_error(thread, "argument 1 must be collections.deque, not {}", argument_type(thread, a[0]));
  Value it = reversed ? deque_reversed(thread, a[0], {}) : deque_iter(thread, a[0]);
  DequeIterator& iterator = as<DequeIterator>(it);
  std::size_t skip = index < 0 ? 0 : static_cast<std::size_t>(index);
  if (skip > iterator.left) skip = iterator.left;
  iterator.index = skip;
  iterator.left -= skip;
  return it;
}

void fill_deque(Slots& slots, Runtime& runtime) {
  slots.repr = deque_repr;
  slots.hash = unhashable;
  slots.length = deque_length;
  slots.compare = deque_compare;
  slots.iter = deque_iter;
  slots.get_item = deque_get_item;
  slots.set_item = deque_set_item;
  slots.index_item = deque_index_item;
  slots.make = deque_make;
  slots.init = deque_init;
  if (adds_in_place(runtime.release)) slots.inplace_concat = deque_inplace_concat;
  if (!is_sequence(runtime.release)) return;
  slots.contains = deque_contains;
  slots.concat = deque_concat;
  slots.repeat = deque_repeat;
  slots.inplace_repeat = deque_inplace_repeat;
}

constexpr Method deque_methods[] = {
    {"__class_getitem__($type, object, /)", generic_class_getitem, since(3, 9), Method::Class},
    {"__copy__(self, /)", deque_copy},
    {"__reduce__(self, /)", deque_reduce},
    {"__reversed__(self, /)", deque_reversed},
    {"__sizeof__(self, /)", deque_sizeof, from_27},
    {"append(self, item, /)", deque_append},
    {"appendleft(self, item, /)", deque_appendleft},
    {"clear(self, /)", deque_clear},
    {"copy(self, /)", deque_copy, sequence_methods},
    {"count(self, value, /)", deque_count, from_27},
    {"extend(self, iterable, /)", deque_extend},
    {"extendleft(self, iterable, /)", deque_extendleft},
    {"index(self, value, start=0, stop=<unrepresentable>, /)", deque_index, sequence_methods},
    {"insert(self, index, value, /)", deque_insert, sequence_methods},
    {"pop(self, /)", deque_pop},
    {"popleft(self, /)", deque_popleft},
    {"remove(self, value, /)", deque_remove},
    {"reverse(self, /)", deque_reverse, from_27},
    {"rotate(self, n=1, /)", deque_rotate},
};
constexpr GetSetRow deque_getset[] = {{"maxlen", deque_maxlen, nullptr, from_27}};
constexpr Method iterator_methods[] = {
    {"__length_hint__(self, /)", deque_iterator_hint},
    {"__reduce__(self, /)", deque_iterator_reduce, reducible},
};

}  // namespace

bool add_deque(Thread& thread, Module& module) {
  static constexpr TypeSpec deque{.name = "collections.deque", .layout = layout_of<Deque>, .flags = BaseType | HasWeakrefs | SequencePattern, .methods = deque_methods, .getset = deque_getset, .fill = fill_deque};
#define XVM_DEQUE_ITERATOR(text, old, reversed)                                                                  \
  {.name = text, .layout = layout_of<DequeIterator>, .name2 = old, .methods = iterator_methods,                  \
   .fill = fill_step<deque_iterator_make<reversed>, deque_iterator_next>}
  static constexpr TypeSpec iterators[] = {
      XVM_DEQUE_ITERATOR("_collections._deque_iterator", "deque_iterator", false),
      XVM_DEQUE_ITERATOR("_collections._deque_reverse_iterator", "deque_reverse_iterator", true),
      XVM_DEQUE_ITERATOR("collections._deque_iterator", nullptr, false),
      XVM_DEQUE_ITERATOR("collections._deque_reverse_iterator", nullptr, true),
  };
  std::size_t late = iterators_in_collections(thread.rt.release) ? 2 : 0;
  made.deque = make_builtin_type(thread.rt, deque);
  made.iterator = make_builtin_type(thread.rt, iterators[late]);
  made.reverse_iterator = make_builtin_type(thread.rt, iterators[late + 1]);
  if (!module_add_type(thread, module, made.deque)) return false;
  return !thread.rt.release.since(3, 3) ||
         (module_add_type(thread, module, made.iterator) && module_add_type(thread, module, made.reverse_iterator));
}

}  // namespace xvm
