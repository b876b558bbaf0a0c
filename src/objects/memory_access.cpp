#include "objects/memory_access.h"

#include <cstdlib>
#include <algorithm>
#include <cstring>

#include "objects/codecs.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/memory_items.h"
#include "objects/slice.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/argument_words.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"

namespace xvm {
namespace {

bool old_views(const Release& r) { return r.until(3, 2); }           // items are byte strings, no steps
bool counts_dimensions(const Release& r) { return r.since(3, 5); }   // indexes of several dimensions; errors name one

ErrorSet out_of_bounds(Thread& thread, std::size_t dimension) {
  if (!counts_dimensions(thread.rt.release)) return raise(thread, thread.rt.exc.IndexError, "index out of bounds");
  return raise_format(thread, thread.rt.exc.IndexError, "index out of bounds on dimension {}", dimension + 1);
}

Value item_value(Thread& thread, const MemoryView& view, const char* item) {
  if (old_views(thread.rt.release)) return make_bytes(thread, {item, static_cast<std::size_t>(view.item_size)});
  char letter = single_format(view.format);
  if (!letter) return raise_format(thread, thread.rt.exc.NotImplementedError, "memoryview: format {} not supported", view.format);
  return unpack_item(thread, letter, item);
}

// The item of a tuple of indexes; null with the error set, or `sub` set where it is no item.
char* locate(Thread& thread, const MemoryView& view, const Tuple& key) {
  for (Ref part : key)
    if (!is_int(part) && !type_of(thread, part)->slots.as_index) return raise_type_error(thread, "memoryview: invalid slice key");
  if (key.length > view.shape.size())
    return raise_type_error(thread, "cannot index {}-dimension view with {}-element tuple", view.shape.size(), key.length);
  if (key.length < view.shape.size()) return raise(thread, thread.rt.exc.NotImplementedError, "sub-views are not implemented");
  char* item = view.data;
  for (std::size_t i = 0; i < key.length; ++i) {
    std::int64_t index;
    if (!as_int64(thread, key[i], index)) return nullptr;
    if (index < 0) index += view.shape[i];
    if (index < 0 || index >= view.shape[i]) return out_of_bounds(thread, i);
    item += index * view.strides[i];
  }
  return item;
}

ErrorSet bad_key(Thread& thread, Ref key) {
  if (old_views(thread.rt.release)) return raise_type_error(thread, "cannot index memory using \"{}\"", type_name(thread, key));
  return raise_type_error(thread, "memoryview: invalid slice key");
}

bool apply_slice(Thread& thread, MemoryView& view, const Slice& slice) {
  SliceRange range;
  if (!slice_range(thread, slice, view.shape[0], range)) return false;
  if (old_views(thread.rt.release) && range.step != 1) return raise(thread, thread.rt.exc.NotImplementedError, "");
  view.data += range.start * view.strides[0];
  view.shape[0] = range.count;
  if (range.count > 1 || std::abs(view.strides[0]) < (1 << 20)) view.strides[0] *= range.step;   // where it matters, or is small enough
  return true;
}

template <class Visit>
void visit_items(const MemoryView& view, std::size_t dimension, char* at, Visit& visit) {
  if (dimension == view.shape.size()) return visit(at);
  for (std::int64_t i = 0; i < view.shape[dimension]; ++i, at += view.strides[dimension]) visit_items(view, dimension + 1, at, visit);
}

Value nested_list(Thread& thread, const MemoryView& view, std::size_t dimension, const char* at) {
  if (dimension == view.shape.size()) {
    char letter = single_format(view.format);
    if (!letter) return raise_format(thread, thread.rt.exc.NotImplementedError, "memoryview: format {} not supported", view.format);
    return unpack_item(thread, letter, at);
  }
  List* list = allocate_list(thread, static_cast<std::size_t>(view.shape[dimension]));
  if (!list) return error_set;
  Value held = own(list);
  for (std::int64_t i = 0; i < view.shape[dimension]; ++i, at += view.strides[dimension]) {
    Value item = nested_list(thread, view, dimension + 1, at);
    if (!item) return error_set;
    list_append(*list, std::move(item));
  }
  return held;
}

// A view of any object with a buffer, for comparison and assignment; null with the error set.
Value view_of_any(Thread& thread, Ref v) { return is<MemoryView>(v) ? Value(v) : make_memoryview(thread, v); }

bool assign_view(Thread& thread, MemoryView& to, Ref value) {
  const Release& r = thread.rt.release;
  if (to.shape.size() > 1) return raise(thread, thread.rt.exc.NotImplementedError, "memoryview slice assignments are currently restricted to ndim = 1");
  if (!has_buffer(thread, value)) {
    BufferView unused;
    return get_buffer(thread, value, unused);
  }
  Value from_value = view_of_any(thread, value);
  if (!from_value) return false;
  const MemoryView& from = as<MemoryView>(from_value);
  if (!memory_alive(thread, from)) return false;
  bool same = from.shape.size() == 1 && from.shape[0] == to.shape[0] && from.item_size == to.item_size &&
              (old_views(r) || single_format(from.format) == single_format(to.format));
  if (!same) {
    return raise_value_error(thread, "{}", old_views(r) ? "cannot modify size of memoryview object"
                                                        : "memoryview assignment: lvalue and rvalue have different structures");
  }
  std::string items = memory_bytes(from);   // a copy: the two may overlap
  std::size_t at = 0, size = static_cast<std::size_t>(to.item_size);
  auto store = [&](char* item) {
    std::memcpy(item, items.data() + at, size);
    at += size;
  };
  visit_items(to, 0, to.data, store);
  return true;
}

}  // namespace

bool memory_alive(Thread& thread, const MemoryView& view) {
  if (view.managed) return true;
  return raise_value_error(thread, "operation forbidden on released memoryview object");
}

bool is_contiguous(const MemoryView& view, char order) {
  std::int64_t expected = view.item_size;
  std::size_t n = view.shape.size();
  for (std::int64_t extent : view.shape) if (extent == 0) return true;
  for (std::size_t k = 0; k < n; ++k) {
    std::size_t i = order == 'C' ? n - 1 - k : k;
    if (view.shape[i] > 1 && view.strides[i] != expected) return false;
    expected *= view.shape[i];
  }
  return true;
}

std::int64_t memory_items(const MemoryView& view) {
  std::int64_t count = 1;
  for (std::int64_t extent : view.shape) count *= extent;
  return count;
}

std::string memory_bytes(const MemoryView& view, char order) {
  std::size_t size = static_cast<std::size_t>(view.item_size);
  if (order == 'A') order = is_contiguous(view, 'F') && !is_contiguous(view, 'C') ? 'F' : 'C';
  if (is_contiguous(view, order)) return std::string(view.data, static_cast<std::size_t>(memory_items(view)) * size);
  std::string out;
  out.reserve(static_cast<std::size_t>(memory_items(view)) * size);
  auto add = [&](char* item) { out.append(item, size); };
  if (order == 'C') {
    visit_items(view, 0, view.data, add);
    return out;
  }
  std::size_t n = view.shape.size();
  std::vector<std::int64_t> at(n, 0);
  for (std::int64_t left = memory_items(view); left > 0; --left) {
    char* item = view.data;
    for (std::size_t i = 0; i < n; ++i) item += at[i] * view.strides[i];
    add(item);
    for (std::size_t i = 0; i < n && ++at[i] == view.shape[i]; ++i) at[i] = 0;
  }
  return out;
}

MemoryView* memory_clone(Thread& thread, const MemoryView& view) {
  MemoryView* clone = allocate<MemoryView>(thread.rt.types.memoryview);
  clone->managed = view.managed;
  clone->data = view.data;
  clone->format = view.format;
  clone->item_size = view.item_size;
  clone->shape = view.shape;
  clone->strides = view.strides;
  clone->readonly = view.readonly;
  track(clone);
  return clone;
}

Value memory_index(Thread& thread, Ref self, std::int64_t index) {
  const MemoryView& view = as<MemoryView>(self);
  if (!memory_alive(thread, view)) return error_set;
  if (view.shape.empty()) return raise_type_error(thread, "invalid indexing of 0-dim memory");
  if (index < 0 || index >= view.shape[0]) return out_of_bounds(thread, 0);
  if (view.shape.size() > 1) return raise(thread, thread.rt.exc.NotImplementedError, "multi-dimensional sub-views are not implemented");
  return item_value(thread, view, view.data + index * view.strides[0]);
}

Value memory_get(Thread& thread, Ref self, Ref key) {
  MemoryView& view = as<MemoryView>(self);
  if (!memory_alive(thread, view)) return error_set;
  if (view.shape.empty() && !is<Tuple>(key) && !key.is_ellipsis()) return raise_type_error(thread, "invalid indexing of 0-dim memory");
  if (const Slice* slice = try_as<Slice>(key)) {
    MemoryView* part = memory_clone(thread, view);
    Value held = own(part);
    return apply_slice(thread, *part, *slice) && memory_alive(thread, view) ? std::move(held) : Value();
  }
  if (key.is_ellipsis() && view.shape.empty()) return Value(self);
  if (const Tuple* tuple = try_as<Tuple>(key); tuple && counts_dimensions(thread.rt.release)) {
    char* item = locate(thread, view, *tuple);
    return item && memory_alive(thread, view) ? item_value(thread, view, item) : Value();
  }
  if (!is_int(key) && !(key.is_object() && type_of(thread, key)->slots.as_index)) return bad_key(thread, key);
  std::int64_t index;
  if (!as_int64(thread, key, index)) {
    if (!catch_error(thread, thread.rt.exc.OverflowError)) return error_set;
    return raise_format(thread, thread.rt.exc.IndexError, "cannot fit '{}' into an index-sized integer", type_name(thread, key));
  }
  if (!memory_alive(thread, view)) return error_set;
  return memory_index(thread, self, index < 0 ? index + view.shape[0] : index);
}

bool memory_set(Thread& thread, Ref self, Ref key, Ref value) {
  MemoryView& view = as<MemoryView>(self);
  if (!memory_alive(thread, view)) return false;
  bool deletes_first = thread.rt.python2();
  if (!value && deletes_first) return raise_type_error(thread, "cannot delete memory");
  if (view.readonly) return raise_type_error(thread, "cannot modify read-only memory");
  if (!value) return raise_type_error(thread, "cannot delete memory");
  if (const Slice* slice = try_as<Slice>(key)) {
    if (view.shape.empty()) return raise_type_error(thread, "invalid indexing of 0-dim memory");
    Value part = own(memory_clone(thread, view));
    return apply_slice(thread, as<MemoryView>(part), *slice) && memory_alive(thread, view) && assign_view(thread, as<MemoryView>(part), value);
  }
  char* item = nullptr;
  if (const Tuple* tuple = try_as<Tuple>(key); tuple && counts_dimensions(thread.rt.release)) {
    item = locate(thread, view, *tuple);
    if (!item) return false;
  } else {
    std::int64_t index;
    if (!is_int(key) && !(key.is_object() && type_of(thread, key)->slots.as_index)) return bad_key(thread, key);
    if (!as_sequence_index(thread, key, thread.rt.exc.IndexError, index)) return false;
    if (view.shape.empty()) return raise_type_error(thread, "invalid indexing of 0-dim memory");
    if (index < 0) index += view.shape[0];
    if (index < 0 || index >= view.shape[0]) return out_of_bounds(thread, 0);
    if (view.shape.size() > 1) return raise(thread, thread.rt.exc.NotImplementedError, "sub-views are not implemented");
    item = view.data + index * view.strides[0];
  }
  if (old_views(thread.rt.release)) {
    BufferView bytes;
    if (!get_buffer(thread, value, bytes)) return false;
    if (bytes.length != static_cast<std::size_t>(view.item_size)) return raise_value_error(thread, "cannot modify size of memoryview object");
    std::memcpy(item, bytes.data, bytes.length);
    return true;
  }
  char letter = single_format(view.format);
  if (!letter) return raise_format(thread, thread.rt.exc.NotImplementedError, "memoryview: format {} not supported", view.format);
  char packed[8];   // converting the value may run Python code: the view could be gone then
  if (!pack_item(thread, letter, value, packed) || !memory_alive(thread, view)) return false;
  std::memcpy(item, packed, static_cast<std::size_t>(view.item_size));
  return true;
}

Value memory_compare(Thread& thread, Ref self, Ref other, Compare op) {
  if ((op != Compare::Eq && op != Compare::Ne) || !has_buffer(thread, other) || is<Text>(other)) return not_implemented_value();
  const MemoryView& a = as<MemoryView>(self);
  if (!a.managed || (is<MemoryView>(other) && !as<MemoryView>(other).managed)) return Value::of((self == other) == (op == Compare::Eq));
  Value other_view = view_of_any(thread, other);
  if (!other_view) {
    thread.clear_error();
    return not_implemented_value();
  }
  const MemoryView& b = as<MemoryView>(other_view);
  bool same;
  char x = single_format(a.format), y = single_format(b.format);
  bool floats = x == 'f' || x == 'd' || x == 'e';
  if (a.shape != b.shape && !old_views(thread.rt.release)) {
    same = false;
  } else if (old_views(thread.rt.release) || (x == y && x && !floats)) {
    same = memory_bytes(a) == memory_bytes(b);
  } else if (!x || !y) {
    same = false;
  } else {
    Value p = memory_to_list(thread, a), q = p ? memory_to_list(thread, b) : Value();
    int equal_lists = q ? compare_true(thread, p, q, Compare::Eq) : -1;
    if (equal_lists < 0) return error_set;
    same = equal_lists == 1;
  }
  return Value::of(same == (op == Compare::Eq));
}

Value memory_to_list(Thread& thread, const MemoryView& view) { return nested_list(thread, view, 0, view.data); }

static void set_c_strides(MemoryView& view) {
  view.strides.assign(view.shape.size(), view.item_size);
  for (std::size_t i = view.shape.size(); i-- > 1;) view.strides[i - 1] = view.strides[i] * view.shape[i];
}

Value memory_cast(Thread& thread, Ref self, Args args) {
  MemoryView& view = as<MemoryView>(self);
  if (!memory_alive(thread, view)) return error_set;
  if (!is<Text>(args[0])) {
    if (thread.rt.release.since(3, 10)) return raise_type_error(thread, "cast() argument 'format' must be str, not {}", argument_type(thread, args[0]));
    return raise_type_error(thread, "memoryview: format argument must be a string");
  }
  if (!is_contiguous(view, 'C')) return raise_type_error(thread, "memoryview: casts are restricted to C-contiguous views");
  Ref shape = args[1];
  if (shape && !is<List>(shape) && !is<Tuple>(shape)) return raise_type_error(thread, "shape must be a list or a tuple");
  if ((shape || view.shape.size() != 1) && std::any_of(view.shape.begin(), view.shape.end(), [](std::int64_t n) { return n == 0; }))
    return raise_type_error(thread, "memoryview: cannot cast view with zeros in shape or strides");
  std::string format = text_utf8(args[0]);
  if (!as<Text>(args[0]).ascii && !encode_text(thread, args[0], "ascii", "strict")) return error_set;
  char from = single_format(view.format), to = single_format(format);
  if (!to) return raise_value_error(thread, "memoryview: destination format must be a native single character format prefixed with an optional '@'");
  if (!from) return raise_value_error(thread, "memoryview: source format must be a native single character format prefixed with an optional '@'");
  auto is_byte = [](char c) { return c == 'b' || c == 'B' || c == 'c'; };
  if (!is_byte(from) && !is_byte(to)) return raise_type_error(thread, "memoryview: cannot cast between two non-byte formats");
  std::int64_t size = static_cast<std::int64_t>(format_size(to)), bytes = memory_items(view) * view.item_size;
  if (bytes % size) return raise_type_error(thread, "memoryview: length is not a multiple of itemsize");
  std::vector<std::int64_t> extents{bytes / size};
  if (shape) {
    const Value* items = is<List>(shape) ? as<List>(shape).items : as<Tuple>(shape).items();
    std::size_t count = is<List>(shape) ? as<List>(shape).length : as<Tuple>(shape).length;
    if (count > 64) return raise_value_error(thread, "memoryview: number of dimensions must not exceed 64");
    if (count != 1 && view.shape.size() != 1) return raise_type_error(thread, "memoryview: cast must be 1D -> ND or ND -> 1D");
    extents.clear();
    std::int64_t product = size;
    for (std::size_t i = 0; i < count; ++i) {
      std::int64_t extent;
      if (!is_int(items[i])) return raise_type_error(thread, "memoryview.cast(): elements of shape must be integers");
      if (!int_fits(items[i], extent) || extent <= 0) return raise_value_error(thread, "memoryview.cast(): elements of shape must be integers > 0");
      if (extent > INT64_MAX / product) return raise_value_error(thread, "memoryview.cast(): product(shape) > SSIZE_MAX");
      product *= extent;
      extents.push_back(extent);
    }
    if (product != bytes) return raise_type_error(thread, "memoryview: product(shape) * itemsize != buffer size");
  }
  MemoryView* result = memory_clone(thread, view);
  result->format = format;
  result->item_size = size;
  result->shape = extents;
  set_c_strides(*result);
  return own(result);
}

}  // namespace xvm
