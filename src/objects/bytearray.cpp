// bytearray: bytes that change. What it shares with bytes is in bytes_methods.h.
#include <algorithm>
#include <string>
#include <vector>

#include "objects/bytes_layout.h"
#include "objects/bytes_methods.h"
#include "objects/bytes_source.h"
#include "objects/dict.h"
#include "objects/int.h"
#include "objects/iterator_methods.h"
#include "objects/memoryview.h"
#include "objects/percent_format.h"
#include "objects/slice.h"
#include "objects/text_tables.h"
#include "objects/tuple.h"
#include "objects/type_object.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/limits.h"
#include "vm/operators.h"
#include "vm/shape.h"
#include "vm/signature.h"
#include "vm/slot_table.h"

namespace xvm {
namespace {

bool empty_pop_is_index_error(const Release& r) { return r.python2() ? r.since(2, 7) : r.since(3, 2); }
bool calls_itself_bytes(const Release& r) { return !r.python2() && r.until(3, 0); }
bool refuses_numbers_in_slices(const Release& r) { return r.python2() ? r.since(2, 7) : r.since(3, 2); }
bool value_before_index(const Release& r) { return r.since(3, 10); }
bool extend_words(const Release& r) { return r.since(3, 8); }
bool extend_words_for_str(const Release& r) { return r.since(3, 13); }
bool repr_names_subclass(const Release& r) { return r.since(3, 7); }
bool operands_in_order(const Release& r) { return r.since(3, 5); }
bool mentions_slices(const Release& r) { return r.since(3, 5); }
constexpr std::size_t absurd_size = std::size_t{1} << 40;

ByteArray& array_of(Ref v) { return as<ByteArray>(v); }

Value slot_repr(Thread& thread, Ref self) {
  std::string name = "bytearray";
  if (repr_names_subclass(thread.rt.release)) {
    name = type_name(thread, self);
    if (std::size_t dot = name.rfind('.'); dot != name.npos) name.erase(0, dot + 1);
  }
  return native_str(thread, name + "(" + bytes_repr_text(view_of(array_of(self)), "b", true) + ")");
}
Value slot_str(Thread& thread, Ref self) { return thread.rt.python2() ? make_bytes(thread, view_of(array_of(self))) : slot_repr(thread, self); }
std::int64_t slot_length(Thread&, Ref self) { return static_cast<std::int64_t>(array_of(self).items.size()); }

Value slot_compare(Thread& thread, Ref self, Ref other, Compare op) {
  if (is<Text>(other) || !has_buffer(thread, other)) return not_implemented_value();
  BufferView view;
  if (!get_buffer(thread, other, view)) {
    thread.clear_error();
    return not_implemented_value();
  }
  std::string_view a = view_of(array_of(self)), b = view.view();
  switch (op) {
    case Compare::Lt: return Value::of(a < b);
    case Compare::Le: return Value::of(a <= b);
    case Compare::Eq: return Value::of(a == b);
    case Compare::Ne: return Value::of(a != b);
    case Compare::Gt: return Value::of(a > b);
    default: return Value::of(a >= b);
  }
}

bool emptied_first(const Release& r) { return r.until(3, 9); }   // before the arguments of __init__ are looked at

ErrorSet no_concat(Thread& thread, Ref left, Ref right) {
  if (operands_in_order(thread.rt.release)) return raise_type_error(thread, "can't concat {} to {}", type_name(thread, right), type_name(thread, left));
  return raise_type_error(thread, "can't concat {} to {}", type_name(thread, left), type_name(thread, right));
}

Value slot_concat(Thread& thread, Ref left, Ref right) {
  if (is<Text>(right) || !has_buffer(thread, right)) return no_concat(thread, left, right);
  BufferView view;
  if (!get_buffer(thread, right, view)) return error_set;
  std::string joined(view_of(array_of(left)));
  joined += view.view();
  return make_bytearray(thread, joined);
}

// Puts `with` in the place of [start, end).
bool replace_range(Thread& thread, ByteArray& array, std::size_t start, std::size_t end, std::string_view with) {
  if (with.size() != end - start && !can_resize(thread, array)) return false;
  auto& items = array.items;
  if (with.size() <= end - start) {
    std::copy(with.begin(), with.end(), items.begin() + static_cast<std::ptrdiff_t>(start));
    items.erase(items.begin() + static_cast<std::ptrdiff_t>(start + with.size()), items.begin() + static_cast<std::ptrdiff_t>(end));
  } else {
    std::size_t kept = end - start;
    std::copy(with.begin(), with.begin() + static_cast<std::ptrdiff_t>(kept), items.begin() + static_cast<std::ptrdiff_t>(start));
    items.insert(items.begin() + static_cast<std::ptrdiff_t>(end), with.begin() + static_cast<std::ptrdiff_t>(kept), with.end());
  }
  return true;
}

Value inplace_concat(Thread& thread, Ref self, Ref other) {
  if (is<Text>(other) || !has_buffer(thread, other))   // in this order in all releases
    return raise_type_error(thread, "can't concat {} to {}", type_name(thread, other), type_name(thread, self));
  std::string added;
  {
    BufferView view;
    if (!get_buffer(thread, other, view)) return error_set;
    added = view.view();
  }
  ByteArray& array = array_of(self);
  if (!replace_range(thread, array, array.items.size(), array.items.size(), added)) return error_set;
  return Value(self);
}

bool repeated(Thread& thread, std::string_view view, std::int64_t count, std::string& out) {
  if (count <= 0 || view.empty()) return true;
  if (static_cast<std::uint64_t>(count) > absurd_size / view.size() || !has_memory(static_cast<std::size_t>(count) * view.size())) return raise_memory_error(thread);
  out.reserve(view.size() * static_cast<std::size_t>(count));
  for (std::int64_t i = 0; i < count; ++i) out += view;
  return true;
}
Value slot_repeat(Thread& thread, Ref self, std::int64_t count) {
  std::string out;
  if (!repeated(thread, view_of(array_of(self)), count, out)) return error_set;
  return make_bytearray(thread, out);
}
Value inplace_repeat(Thread& thread, Ref self, std::int64_t count) {
  std::string out;
  ByteArray& array = array_of(self);
  if (!repeated(thread, view_of(array), count, out) || !replace_range(thread, array, 0, array.items.size(), out)) return error_set;
  return Value(self);
}

Value slot_remainder(Thread& thread, Ref left, Ref right) {
  return is<ByteArray>(left) ? percent_format(thread, left, right) : not_implemented_value();
}

Value item_at(Thread& thread, Ref self, std::int64_t index) {
  const ByteArray& array = array_of(self);
  if (index < 0 || static_cast<std::size_t>(index) >= array.items.size()) return raise(thread, thread.rt.exc.IndexError, "bytearray index out of range");
  return Value::small(static_cast<unsigned char>(array.items[static_cast<std::size_t>(index)]));
}

ErrorSet bad_index(Thread& thread, Ref key, bool assigning) {
  if (mentions_slices(thread.rt.release)) return raise_type_error(thread, "bytearray indices must be integers or slices, not {}", type_name(thread, key));
  return raise_type_error(thread, "{}", assigning ? "bytearray indices must be integer" : "bytearray indices must be integers");
}

bool key_index(Thread& thread, Ref key, bool assigning, std::int64_t& index) {
  if (!is_int(key) && !type_of(thread, key)->slots.as_index) return bad_index(thread, key, assigning);
  if (as_int64(thread, key, index)) return true;
  if (!catch_error(thread, thread.rt.exc.OverflowError)) return false;
  return raise_format(thread, thread.rt.exc.IndexError, "cannot fit '{}' into an index-sized integer", type_name(thread, key));
}

Value slot_get_item(Thread& thread, Ref self, Ref key) {
  if (const Slice* slice = try_as<Slice>(key)) {
    SliceBounds bounds;
    if (!slice_bounds(thread, *slice, bounds)) return error_set;
    SliceRange range = slice_within(thread, bounds, slot_length(thread, self));
    std::string_view view = view_of(array_of(self));
    if (range.step == 1) return make_bytearray(thread, view.substr(static_cast<std::size_t>(range.start), static_cast<std::size_t>(range.count)));
    std::string out;
    for (std::int64_t i = 0, at = range.start; i < range.count && static_cast<std::size_t>(at) < view.size(); ++i, at += range.step) out.push_back(view[static_cast<std::size_t>(at)]);
    return make_bytearray(thread, out);
  }
  std::int64_t index;
  if (!key_index(thread, key, false, index)) return error_set;
  return item_at(thread, self, index < 0 ? index + slot_length(thread, self) : index);
}

// The bytes that are assigned to a slice.
bool assigned_bytes(Thread& thread, Ref value, std::string& out) {
  if (is<ByteArray>(value) || is<Bytes>(value)) {
    out = bytes_of(value);
    return true;
  }
  const Release& r = thread.rt.release;
  if (refuses_numbers_in_slices(r)) {
    const Slots& slots = type_of(thread, value)->slots;
    if (is<Text>(value) || is_int(value) || slots.as_int || slots.as_float || slots.as_index)
      return raise_type_error(thread, "can assign only bytes, buffers, or iterables of ints in range(0, 256)");
  }
  return bytes_from_source(thread, value, {}, {}, true, out);
}

bool assign_slice(Thread& thread, ByteArray& array, const Slice& slice, Ref value) {
  std::string with;
  SliceBounds bounds;
  if (!slice_bounds(thread, slice, bounds)) return false;
  if (value && !assigned_bytes(thread, value, with)) return false;
  SliceRange range = slice_within(thread, bounds, static_cast<std::int64_t>(array.items.size()));
  if (range.step == 1) {
    std::size_t start = std::min(static_cast<std::size_t>(range.start), array.items.size());
    return replace_range(thread, array, start, start + static_cast<std::size_t>(range.count), with);
  }
  if (!value || with.empty()) {
    if (range.count == 0) return true;
    if (!can_resize(thread, array)) return false;
    if (range.step < 0) range.start += (range.count - 1) * range.step, range.step = -range.step;
    std::size_t to = static_cast<std::size_t>(range.start), next = to;
    std::int64_t left = range.count;
    for (std::size_t from = to; from < array.items.size(); ++from) {
      if (left > 0 && from == next) --left, next += static_cast<std::size_t>(range.step);
      else array.items[to++] = array.items[from];
    }
    array.items.resize(to);
    return true;
  }
  if (static_cast<std::int64_t>(with.size()) != range.count)
    return raise_value_error(thread, "attempt to assign bytes of size {} to extended slice of size {}", with.size(), range.count);
  for (std::int64_t i = 0, at = range.start; i < range.count; ++i, at += range.step) array.items[static_cast<std::size_t>(at)] = with[static_cast<std::size_t>(i)];
  return true;
}

bool slot_set_item(Thread& thread, Ref self, Ref key, Ref value) {
  ByteArray& array = array_of(self);
  if (const Slice* slice = try_as<Slice>(key)) return assign_slice(thread, array, *slice, value);
  std::int64_t index;
  if (!key_index(thread, key, true, index)) return false;
  char byte = 0;
  if (index < 0) index += slot_length(thread, self);
  if (value && value_before_index(thread.rt.release) && !byte_value(thread, value, byte)) return false;
  bool inside = index >= 0 && index < slot_length(thread, self);
  if (!inside) return raise(thread, thread.rt.exc.IndexError, "bytearray index out of range");
  if (!value) return replace_range(thread, array, static_cast<std::size_t>(index), static_cast<std::size_t>(index) + 1, {});
  if (!value_before_index(thread.rt.release) && !byte_value(thread, value, byte)) return false;
  if (index >= slot_length(thread, self)) return raise(thread, thread.rt.exc.IndexError, "bytearray index out of range");
  array.items[static_cast<std::size_t>(index)] = byte;
  return true;
}

bool slot_buffer(Thread&, Ref self, BufferView& view, bool) {
  ByteArray& array = array_of(self);
  ++array.exports;
  view.owner = Value(self);
  view.data = array.items.data();
  view.length = array.items.size();
  view.readonly = false;
  view.on_release = [](Ref owner) { --as<ByteArray>(owner).exports; };
  return true;
}

Value make_new(Thread&, Type* type, Args) { return own(allocate<ByteArray>(type)); }

bool slot_init(Thread& thread, Ref self, Args args) {
  ByteArray& array = array_of(self);
  if (emptied_first(thread.rt.release) && !replace_range(thread, array, 0, array.items.size(), {})) return false;
  Bound<3> a(thread, "bytearray(source=b'', encoding='utf-8', errors='strict')", args);
  if (!a) return false;
  std::string out;
  if (!name_argument(thread, a[1], "bytearray", 2, out) || !name_argument(thread, a[2], "bytearray", 3, out)) return false;
  if (!replace_range(thread, array, 0, array.items.size(), {}) || !bytes_from_source(thread, a[0], a[1], a[2], true, out = {})) return false;
  return replace_range(thread, array, 0, array.items.size(), out);
}

Value array_append(Thread& thread, Ref self, Args args) {
  char byte;
  if (!byte_value(thread, args[0], byte) || !can_resize(thread, array_of(self))) return error_set;
  array_of(self).items.push_back(byte);
  return none_value();
}

Value array_extend(Thread& thread, Ref self, Args args) {
  std::string added;
  if (extend_words_for_str(thread.rt.release) && is<Text>(args[0]) && as<Text>(args[0]).length)
    return raise_type_error(thread, "expected iterable of integers; got: 'str'");
  if (!append_items(thread, args[0], true, added)) {
    if (extend_words(thread.rt.release) && !type_of(thread, args[0])->slots.iter && thread.error_is(thread.rt.exc.TypeError)) {
      thread.clear_error();
      return raise_type_error(thread, "can't extend bytearray with {}", type_name(thread, args[0]));
    }
    return error_set;
  }
  ByteArray& array = array_of(self);
  if (!replace_range(thread, array, array.items.size(), array.items.size(), added)) return error_set;
  return none_value();
}

Value array_insert(Thread& thread, Ref self, Args args) {
  std::int64_t index = 0;
  char byte;
  if (!size_argument(thread, args[0], index) || !byte_value(thread, args[1], byte) || !can_resize(thread, array_of(self))) return error_set;
  std::int64_t length = slot_length(thread, self);
  if (index < 0) index = std::max<std::int64_t>(index + length, 0);
  auto& items = array_of(self).items;
  items.insert(items.begin() + std::min(index, length), byte);
  return none_value();
}

Value array_pop(Thread& thread, Ref self, Args args) {
  std::int64_t index = -1;
  if (!size_argument(thread, args[0], index)) return error_set;
  ByteArray& array = array_of(self);
  const Release& r = thread.rt.release;
  if (array.items.empty()) {
    if (empty_pop_is_index_error(r)) return raise(thread, thread.rt.exc.IndexError, "pop from empty bytearray");
    return raise_overflow(thread, calls_itself_bytes(r) ? "cannot pop an empty bytes" : "cannot pop an empty bytearray");
  }
  std::int64_t length = slot_length(thread, self);
  if (index < 0) index += length;
  if (index < 0 || index >= length) return raise(thread, thread.rt.exc.IndexError, "pop index out of range");
  if (!can_resize(thread, array)) return error_set;
  unsigned char byte = static_cast<unsigned char>(array.items[static_cast<std::size_t>(index)]);
  array.items.erase(array.items.begin() + index);
  return Value::small(byte);
}

Value array_remove(Thread& thread, Ref self, Args args) {
  char byte;
  if (!byte_value(thread, args[0], byte)) return error_set;
  ByteArray& array = array_of(self);
  auto found = std::find(array.items.begin(), array.items.end(), byte);
  if (found == array.items.end())
    return raise_value_error(thread, "{}", calls_itself_bytes(thread.rt.release) ? "value not found in bytes" : "value not found in bytearray");
  if (!can_resize(thread, array)) return error_set;
  array.items.erase(found);
  return none_value();
}

Value array_reverse(Thread&, Ref self, Args) {
  std::reverse(array_of(self).items.begin(), array_of(self).items.end());
  return none_value();
}
Value array_clear(Thread& thread, Ref self, Args) {
  ByteArray& array = array_of(self);
  if (!replace_range(thread, array, 0, array.items.size(), {})) return error_set;
  return none_value();
}
Value array_copy(Thread& thread, Ref self, Args) { return make_bytearray(thread, view_of(array_of(self))); }
Value array_alloc(Thread& thread, Ref self, Args) {
  std::size_t capacity = array_of(self).items.capacity();
  return make_int(thread, capacity ? static_cast<std::int64_t>(capacity) + 1 : 0);
}
Value array_sizeof(Thread& thread, Ref self, Args) {
  std::size_t length = array_of(self).items.size();
  return make_int(thread, (thread.rt.python2() ? 48 : 56) + (length ? static_cast<std::int64_t>(length) + 1 : 0));
}
Value array_fromhex(Thread& thread, Ref type, Args args) {
  std::string out;
  if (!parse_hex(thread, args[0], out)) return error_set;
  Value bytes = make_bytes(thread, out);
  return call(thread, type, bytes);
}
Value array_reduce(Thread& thread, Ref self, Args) {
  Value text = make_text_latin1(thread, view_of(array_of(self))), codec = native_str(thread, "latin-1");
  Value arguments = make_tuple(thread, {text, codec});
  Value state = reduce_state(thread, self);
  if (!state && thread.has_error()) return error_set;
  return make_tuple(thread, {Ref(self.object()->type), arguments, state ? Ref(state) : none});
}
Value array_release_buffer(Thread& thread, Ref self, Args args) { return release_memory_of(thread, self, args[0]); }

constexpr Method own_rows[] = {
    {"__alloc__(self, /)", array_alloc},
    {"__reduce__(self, /)", array_reduce},
    {"__release_buffer__(self, buffer, /)", array_release_buffer, since(3, 12)},
    {"__sizeof__(self, /)", array_sizeof},
    {"append(self, item, /)", array_append},
    {"clear(self, /)", array_clear, since(3, 3)},
    {"copy(self, /)", array_copy, since(3, 3)},
    {"extend(self, iterable_of_ints, /)", array_extend},
    {"fromhex(cls, string, /)", array_fromhex, always, Method::Class},
    {"insert(self, index, item, /)", array_insert},
    {"pop(self, index=-1, /)", array_pop},
    {"remove(self, value, /)", array_remove},
    {"reverse(self, /)", array_reverse},
};

struct ByteArrayIterator : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "bytearray_iterator";
  static constexpr bool gc = true;
  Value array;
  std::size_t at = 0;
  void traverse(Visitor& v) { v(array); }
  void clear() { array = nullptr; }
  std::size_t length() const { return array ? as<ByteArray>(array).items.size() : 0; }
  Ref sequence() const { return array; }
};

Value iterate_array(Thread& thread, Ref self) {
  auto* iterator = allocate<ByteArrayIterator>(thread.rt.types.bytearray_iterator);
  iterator->array = Value(self);
  track(iterator);
  return own(iterator);
}
Value iterator_next(Thread&, Ref self) {
  auto& iterator = as<ByteArrayIterator>(self);
  if (!iterator.array) return {};
  const auto& items = as<ByteArray>(iterator.array).items;
  if (iterator.at < items.size()) return Value::small(static_cast<unsigned char>(items[iterator.at++]));
  iterator.array = nullptr;
  return {};
}

void fill_array(Slots& slots, Runtime& runtime) {
  slots.repr = slot_repr;
  slots.str = slot_str;
  slots.hash = unhashable;
  slots.length = slot_length;
  slots.contains = bytes_contains;
  slots.compare = slot_compare;
  slots.concat = slot_concat;
  slots.inplace_concat = inplace_concat;
  slots.repeat = slot_repeat;
  slots.inplace_repeat = inplace_repeat;
  if (runtime.release.since(3, 5)) slots.binary[static_cast<std::size_t>(Binary::Remainder)] = slot_remainder;
  slots.get_item = slot_get_item;
  slots.set_item = slot_set_item;
  slots.index_item = item_at;
  slots.iter = iterate_array;
  slots.buffer = slot_buffer;
  slots.make = make_new;
  slots.init = slot_init;
}

const std::vector<Method>& array_rows() {
  static const std::vector<Method> rows = [] {
    std::vector<Method> all(std::begin(own_rows), std::end(own_rows));
    for (auto part : {bytes_search_rows(), bytes_split_rows(), bytes_case_rows(), bytes_layout_rows()}) all.insert(all.end(), part.begin(), part.end());
    return all;
  }();
  return rows;
}

}  // namespace

void make_bytearray_types(Runtime& runtime) {
  if (!runtime.in(since(2, 6))) return;
  static const TypeSpec spec{.name = "bytearray", .layout = layout_of<ByteArray>, .flags = BaseType, .methods = array_rows(), .fill = fill_array};
  static const TypeSpec iterator{.name = "bytearray_iterator", .layout = layout_of<ByteArrayIterator>, .flags = DisallowInstantiation,
                                 .methods = index_iterator_rows<ByteArrayIterator>(),
                                 .fill = [](Slots& slots, Runtime&) { slots.iter = same_iterator, slots.next = iterator_next; }};
  runtime.types.bytearray = make_builtin_type(runtime, spec);
  runtime.types.bytearray_iterator = make_builtin_type(runtime, iterator);
}

}  // namespace xvm
