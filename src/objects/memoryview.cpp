// The type memoryview, and its iterator.
#include "objects/memoryview.h"

#include <fmt/format.h>

#include "objects/bytes_layout.h"
#include "objects/int.h"
#include "objects/iterator_methods.h"
#include "objects/list.h"
#include "objects/memory_access.h"
#include "objects/memory_items.h"
#include "objects/text.h"
#include "objects/text_arguments.h"
#include "objects/text_tables.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/signature.h"
#include "vm/slot_table.h"

namespace xvm {
namespace {

Type* managed_type = nullptr;   // of the runtime that is current

bool empty_suboffsets(const Release& r) { return r.since(3, 3); }

ErrorSet no_buffer(Thread& thread, Ref v) {
  const Release& r = thread.rt.release;
  if (r.until(3, 2)) return raise_type_error(thread, "cannot make memory view because object does not have the buffer interface");
  if (r.until(3, 4)) return raise_type_error(thread, "memoryview: {} object does not have the buffer interface", type_name(thread, v));
  return raise_type_error(thread, "memoryview: a bytes-like object is required, not '{}'", type_name(thread, v));
}

Value number(Thread& thread, std::int64_t n) { return thread.rt.python2() ? make_long(thread, n) : make_int(thread, n); }
Value number_tuple(Thread& thread, const std::vector<std::int64_t>& numbers) {
  Tuple* tuple = allocate_tuple(thread, numbers.size());
  for (std::size_t i = 0; i < numbers.size(); ++i) tuple->items()[i] = number(thread, numbers[i]);
  track(tuple);
  return own(tuple);
}

MemoryView* alive(Thread& thread, Ref self) { return memory_alive(thread, as<MemoryView>(self)) ? &as<MemoryView>(self) : nullptr; }

Value slot_repr(Thread& thread, Ref self) {
  const char* what = as<MemoryView>(self).managed ? "memory" : "released memory";
  return native_str(thread, fmt::format("<{} at {:#x}>", what, reinterpret_cast<std::uintptr_t>(self.object())));
}
std::int64_t slot_length(Thread& thread, Ref self) {
  MemoryView* view = alive(thread, self);
  if (!view) return -1;
  if (!view->shape.empty()) return view->shape[0];
  if (thread.rt.release.since(3, 12)) {
    (void)raise_type_error(thread, "0-dim memory has no length");
    return -1;
  }
  return 1;
}

bool slot_hash(Thread& thread, Ref self, std::int64_t& hash) {
  MemoryView& view = as<MemoryView>(self);
  if (view.hash == -1) {
    if (!memory_alive(thread, view)) return false;
    if (!view.readonly) return raise_value_error(thread, "cannot hash writable memoryview object");
    char letter = single_format(view.format);
    if (letter != 'B' && letter != 'b' && letter != 'c') return raise_value_error(thread, "memoryview: hashing is restricted to formats 'B', 'b' or 'c'");
    Value bytes = make_bytes(thread, memory_bytes(view));
    view.hash = bytes_hash(thread, as<Bytes>(bytes));
  }
  hash = view.hash;
  return true;
}

bool slot_buffer(Thread& thread, Ref self, BufferView& out, bool writable) {
  MemoryView* view = alive(thread, self);
  if (!view) return false;
  if (writable && view->readonly) return raise(thread, thread.rt.exc.BufferError, "memoryview: underlying buffer is not writable");
  if (!is_contiguous(*view, 'C')) {   // what is asked for is plain bytes: a copy of the items
    if (writable) return raise(thread, thread.rt.exc.BufferError, "memoryview: underlying buffer is not C-contiguous");
    Value copy = make_bytes(thread, memory_bytes(*view));
    return get_buffer(thread, copy, out);
  }
  ++view->exports;
  out.owner = Value(self);
  out.data = view->data;
  out.length = static_cast<std::size_t>(memory_items(*view) * view->item_size);
  out.readonly = view->readonly;
  out.format = view->format;
  out.item_size = view->item_size;
  out.shape = view->shape;
  out.strides = view->strides;
  out.on_release = [](Ref owner) { --as<MemoryView>(owner).exports; };
  return true;
}

Value make_new(Thread& thread, Type*, Args args) {
  Bound<1> a(thread, "memoryview(object)", args);
  return a ? make_memoryview(thread, a[0]) : Value();
}

Value view_tolist(Thread& thread, Ref self, Args) {
  MemoryView* view = alive(thread, self);
  if (!view) return error_set;
  if (thread.rt.release.until(3, 2) && view->format != "B") return raise(thread, thread.rt.exc.NotImplementedError, "tolist() only supports byte views");
  return memory_to_list(thread, *view);
}
Value view_tobytes(Thread& thread, Ref self, Args args) {
  MemoryView* view = alive(thread, self);
  if (!view) return error_set;
  char order = 'C';
  if (args.size() > 0 && args[0] && !args[0].is_none()) {
    if (!is<Text>(args[0]))
      return raise_type_error(thread, "{}argument {} must be str or None, not {}", thread.rt.release.since(3, 10) ? "tobytes() " : "",
                              thread.rt.release.since(3, 10) ? "'order'" : "1", type_name(thread, args[0]));
    std::string text = text_utf8(args[0]);
    if (text != "C" && text != "F" && text != "A") return raise_value_error(thread, "order must be 'C', 'F' or 'A'");
    order = text[0];
  }
  return make_bytes(thread, memory_bytes(*view, order));
}
Value view_hex(Thread& thread, Ref self, Args args) {
  MemoryView* view = alive(thread, self);
  if (!view) return error_set;
  std::string bytes = memory_bytes(*view);
  return hex_of(thread, self, args, bytes);
}
Value view_release(Thread& thread, Ref self, Args) {
  MemoryView& view = as<MemoryView>(self);
  if (view.exports) return raise_format(thread, thread.rt.exc.BufferError, "memoryview has {} exported buffer{}", view.exports, view.exports == 1 ? "" : "s");
  view.managed = nullptr;
  return none_value();
}
Value view_enter(Thread& thread, Ref self, Args) { return alive(thread, self) ? Value(self) : Value(); }
Value view_exit(Thread& thread, Ref self, Args) { return view_release(thread, self, {}); }
Value view_toreadonly(Thread& thread, Ref self, Args) {
  MemoryView* view = alive(thread, self);
  if (!view) return error_set;
  MemoryView* clone = memory_clone(thread, *view);
  clone->readonly = true;
  return own(clone);
}
Value view_from_flags(Thread& thread, Ref, Args args) {
  int flags;
  if (!as_c_int(thread, args[1], flags)) return error_set;
  constexpr int writable = 1;
  return make_memoryview(thread, args[0], (flags & writable) != 0);
}
Value view_release_buffer(Thread& thread, Ref self, Args args) { return release_memory_of(thread, self, args[0]); }

Value get_obj(Thread& thread, Ref self) {
  MemoryView* view = alive(thread, self);
  return view ? as<ManagedBuffer>(view->managed).view.owner : Value();
}
Value get_nbytes(Thread& thread, Ref self) {
  MemoryView* view = alive(thread, self);
  return view ? number(thread, memory_items(*view) * view->item_size) : Value();
}
Value get_readonly(Thread& thread, Ref self) {
  MemoryView* view = alive(thread, self);
  return view ? Value::of(view->readonly) : Value();
}
Value get_itemsize(Thread& thread, Ref self) {
  MemoryView* view = alive(thread, self);
  return view ? make_int(thread, view->item_size) : Value();
}
Value get_format(Thread& thread, Ref self) {
  MemoryView* view = alive(thread, self);
  return view ? native_str(thread, view->format) : Value();
}
Value get_ndim(Thread& thread, Ref self) {
  MemoryView* view = alive(thread, self);
  return view ? make_int(thread, static_cast<std::int64_t>(view->shape.size())) : Value();
}
Value get_shape(Thread& thread, Ref self) {
  MemoryView* view = alive(thread, self);
  return view ? number_tuple(thread, view->shape) : Value();
}
Value get_strides(Thread& thread, Ref self) {
  MemoryView* view = alive(thread, self);
  return view ? number_tuple(thread, view->strides) : Value();
}
Value get_suboffsets(Thread& thread, Ref self) {
  if (!alive(thread, self)) return error_set;
  return empty_suboffsets(thread.rt.release) ? empty_tuple(thread) : none_value();
}
Value get_c_contiguous(Thread& thread, Ref self) {
  MemoryView* view = alive(thread, self);
  return view ? Value::of(is_contiguous(*view, 'C')) : Value();
}
Value get_f_contiguous(Thread& thread, Ref self) {
  MemoryView* view = alive(thread, self);
  return view ? Value::of(is_contiguous(*view, 'F')) : Value();
}
Value get_contiguous(Thread& thread, Ref self) {
  MemoryView* view = alive(thread, self);
  return view ? Value::of(is_contiguous(*view, 'C') || is_contiguous(*view, 'F')) : Value();
}

constexpr Method rows[] = {
    {"__enter__(self, /)", view_enter, since(3, 2)},
    {"__exit__(self, /, *args)", view_exit, since(3, 2)},
    {"__release_buffer__(self, buffer, /)", view_release_buffer, since(3, 12)},
    {"_from_flags(cls, /, object, flags)", view_from_flags, since(3, 12), Method::Class},
    {"cast(self, /, format, shape=None)", memory_cast, since(3, 3)},
    {"hex(self, /)", view_hex, between(3, 5, 3, 7)},
    {"hex(self, /, sep=None, bytes_per_sep=1)", view_hex, since(3, 8)},
    {"release(self, /)", view_release, since(3, 2)},
    {"tobytes(self, /)", view_tobytes, until(3, 7)},
    {"tobytes(self, /, order='C')", view_tobytes, since(3, 8)},
    {"tolist(self, /)", view_tolist},
    {"toreadonly(self, /)", view_toreadonly, since(3, 8)},
};
constexpr GetSetRow getset_rows[] = {
    {"c_contiguous", get_c_contiguous, nullptr, since(3, 3)}, {"contiguous", get_contiguous, nullptr, since(3, 3)},
    {"f_contiguous", get_f_contiguous, nullptr, since(3, 3)}, {"format", get_format},
    {"itemsize", get_itemsize}, {"nbytes", get_nbytes, nullptr, since(3, 3)},
    {"ndim", get_ndim}, {"obj", get_obj, nullptr, since(3, 3)},
    {"readonly", get_readonly}, {"shape", get_shape},
    {"strides", get_strides}, {"suboffsets", get_suboffsets},
};

struct MemoryIterator : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "memory_iterator";
  static constexpr bool gc = true;
  Value view;
  std::int64_t at = 0;
  void traverse(Visitor& v) { v(view); }
  void clear() { view = nullptr; }
};

Value iterate_memory(Thread& thread, Ref self) {
  MemoryView* view = alive(thread, self);
  if (!view) return error_set;
  if (view->shape.empty()) return raise_type_error(thread, "invalid indexing of 0-dim memory");
  auto* iterator = allocate<MemoryIterator>(thread.rt.types.memory_iterator);
  iterator->view = Value(self);
  track(iterator);
  return own(iterator);
}
Value iterator_next(Thread& thread, Ref self) {
  auto& iterator = as<MemoryIterator>(self);
  if (!iterator.view) return {};
  MemoryView* view = alive(thread, iterator.view);
  if (!view) return error_set;
  if (iterator.at < view->shape[0]) return memory_index(thread, iterator.view, iterator.at++);
  iterator.view = nullptr;
  return {};
}

void fill(Slots& slots, Runtime& runtime) {
  slots.repr = slot_repr;
  slots.hash = runtime.release.since(3, 3) ? slot_hash : unhashable;
  slots.length = slot_length;
  slots.compare = memory_compare;
  slots.get_item = memory_get;
  slots.set_item = memory_set;
  slots.index_item = memory_index;
  slots.buffer = slot_buffer;
  slots.make = make_new;
  if (runtime.release.since(3, 10)) slots.iter = iterate_memory;
}

}  // namespace

Value release_memory_of(Thread& thread, Ref object, Ref memory) {
  const MemoryView* view = try_as<MemoryView>(memory);
  if (!view) return raise_type_error(thread, "expected a memoryview object");
  if (!view->managed) return raise_value_error(thread, "memoryview's buffer has already been released");
  if (!(as<ManagedBuffer>(view->managed).view.owner == object)) return raise_value_error(thread, "memoryview's buffer is not this object");
  return view_release(thread, memory, {});
}

Value make_memoryview(Thread& thread, Ref object, bool writable) {
  if (const MemoryView* view = try_as<MemoryView>(object)) {
    if (!memory_alive(thread, *view)) return error_set;
    return own(memory_clone(thread, *view));
  }
  if (!has_buffer(thread, object)) return no_buffer(thread, object);
  return make_memoryview(thread, object, get_buffer, writable);
}

Value make_memoryview(Thread& thread, Ref object, bool (*fill)(Thread& thread, Ref self, BufferView& view, bool writable), bool writable) {
  auto* managed = allocate<ManagedBuffer>(managed_type);
  Value held = own(managed);
  if (!fill(thread, object, managed->view, writable)) return error_set;
  track(managed);
  BufferView& buffer = managed->view;
  MemoryView* view = allocate<MemoryView>(thread.rt.types.memoryview);
  view->managed = std::move(held);
  view->data = buffer.data;
  view->readonly = buffer.readonly;
  view->format = buffer.format;
  view->item_size = buffer.item_size;
  view->shape = buffer.shape;
  view->strides = buffer.strides;
  if (view->shape.empty() || view->strides.size() != view->shape.size()) {
    view->shape = {static_cast<std::int64_t>(buffer.length) / buffer.item_size};
    view->strides = {buffer.item_size};
  }
  track(view);
  return own(view);
}

void make_memoryview_types(Runtime& runtime) {
  if (!runtime.in(since(2, 7))) return;
  static const TypeSpec managed{.name = "managedbuffer", .layout = layout_of<ManagedBuffer>, .flags = DisallowInstantiation};
  static const TypeSpec spec{.name = "memoryview", .layout = layout_of<MemoryView>, .flags = HasWeakrefs | SequencePattern, .methods = rows, .getset = getset_rows, .fill = fill};
  static const TypeSpec iterator{.name = "memory_iterator", .layout = layout_of<MemoryIterator>, .flags = DisallowInstantiation,
                                 .fill = [](Slots& slots, Runtime&) { slots.iter = same_iterator, slots.next = iterator_next; }};
  managed_type = make_builtin_type(runtime, managed);
  runtime.types.memoryview = make_builtin_type(runtime, spec);
  if (runtime.release.since(3, 10)) runtime.types.memory_iterator = make_builtin_type(runtime, iterator);
}

}  // namespace xvm
