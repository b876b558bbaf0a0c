// buffer of 2.x: a read-only window on the bytes of an object.
#include <fmt/format.h>

#include <algorithm>

#include "objects/bytes.h"
#include "objects/int.h"
#include "objects/slice.h"
#include "objects/text.h"
#include "objects/text_arguments.h"
#include "objects/text_tables.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/signature.h"

namespace xvm {
namespace {

struct Buffer : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "buffer";
  static constexpr bool gc = true;
  Value base;
  std::int64_t offset = 0, size = -1;   // -1: to the end
  void traverse(Visitor& v) { v(base); }
  void clear() {}
};

// The bytes that the buffer shows now, held by `view`.
bool bytes_of(Thread& thread, Ref self, BufferView& view, std::string_view& out) {
  const Buffer& buffer = as<Buffer>(self);
  if (const Text* text = try_as<Text>(buffer.base)) {   // its characters, four bytes each
    std::string units;
    for (std::size_t i = 0; i < text->length; ++i) for (int shift = 0; shift < 32; shift += 8) units.push_back(static_cast<char>(text->at(i) >> shift));
    Value copy = make_bytes(thread, units);
    if (!get_buffer(thread, copy, view)) return false;
  } else if (!get_buffer(thread, buffer.base, view)) {
    return false;
  }
  out = view.view();
  out.remove_prefix(std::min(out.size(), static_cast<std::size_t>(buffer.offset)));
  if (buffer.size >= 0) out = out.substr(0, static_cast<std::size_t>(buffer.size));
  return true;
}

Value slot_str(Thread& thread, Ref self) {
  BufferView view;
  std::string_view bytes;
  return bytes_of(thread, self, view, bytes) ? make_bytes(thread, bytes) : Value();
}
Value slot_repr(Thread& thread, Ref self) {
  const Buffer& buffer = as<Buffer>(self);
  return native_str(thread, fmt::format("<read-only buffer for {:#x}, size {}, offset {} at {:#x}>", reinterpret_cast<std::uintptr_t>(buffer.base.object()),
                                        buffer.size, buffer.offset, reinterpret_cast<std::uintptr_t>(self.object())));
}
bool slot_hash(Thread& thread, Ref self, std::int64_t& hash) {
  Value bytes = slot_str(thread, self);
  if (!bytes) return false;
  hash = bytes_hash(thread, as<Bytes>(bytes));
  return true;
}
std::int64_t slot_length(Thread& thread, Ref self) {
  BufferView view;
  std::string_view bytes;
  return bytes_of(thread, self, view, bytes) ? static_cast<std::int64_t>(bytes.size()) : -1;
}
int slot_three_way(Thread& thread, Ref self, Ref other) {
  BufferView a, b;
  std::string_view x, y;
  if (!bytes_of(thread, self, a, x) || !bytes_of(thread, other, b, y)) return -2;
  return x < y ? -1 : x > y;
}
Value slot_concat(Thread& thread, Ref self, Ref other) {
  if (!has_buffer(thread, other)) return raise_type_error(thread, "bad argument type for built-in operation");
  Value left = slot_str(thread, self);
  BufferView view;
  if (!left || !get_buffer(thread, other, view)) return error_set;
  return bytes_concat(thread, as<Bytes>(left).view(), view.view());
}
Value slot_repeat(Thread& thread, Ref self, std::int64_t count) {
  Value bytes = slot_str(thread, self);
  return bytes ? binary_op(thread, Binary::Multiply, bytes, make_int(thread, count)) : Value();
}
Value item_at(Thread& thread, Ref self, std::int64_t index) {
  BufferView view;
  std::string_view bytes;
  if (!bytes_of(thread, self, view, bytes)) return error_set;
  if (index < 0 || static_cast<std::size_t>(index) >= bytes.size()) return raise(thread, thread.rt.exc.IndexError, "buffer index out of range");
  return bytes_char(thread, static_cast<unsigned char>(bytes[static_cast<std::size_t>(index)]));
}
bool takes_extended_slices(const Release& r) { return r.since(2, 6); }

Value slot_get_item(Thread& thread, Ref self, Ref key) {
  Value bytes = slot_str(thread, self);
  if (!bytes) return error_set;
  if (is<Slice>(key) && takes_extended_slices(thread.rt.release)) return get_item(thread, bytes, key);
  std::int64_t index;
  if (!is_int(key) && !type_of(thread, key)->slots.as_index) return raise_type_error(thread, "sequence index must be integer, not '{}'", type_name(thread, key));
  if (!as_int64(thread, key, index)) return error_set;
  return item_at(thread, self, index < 0 ? index + static_cast<std::int64_t>(as<Bytes>(bytes).length) : index);
}
Value slot_get_slice(Thread& thread, Ref self, std::int64_t low, std::int64_t high) {
  BufferView view;
  std::string_view bytes;
  if (!bytes_of(thread, self, view, bytes)) return error_set;
  std::int64_t size = static_cast<std::int64_t>(bytes.size()), start = std::clamp<std::int64_t>(low, 0, size), end = std::clamp<std::int64_t>(high, start, size);
  return make_bytes(thread, bytes.substr(static_cast<std::size_t>(start), static_cast<std::size_t>(end - start)));
}
bool slot_set_item(Thread& thread, Ref, Ref, Ref) { return raise_type_error(thread, "buffer is read-only"); }
bool slot_set_slice(Thread& thread, Ref, std::int64_t, std::int64_t, Ref) { return raise_type_error(thread, "buffer is read-only"); }
bool slot_buffer(Thread& thread, Ref self, BufferView& out, bool) {
  BufferView view;
  std::string_view bytes;
  if (!bytes_of(thread, self, view, bytes)) return false;
  out.owner = std::move(view.owner);
  out.on_release = view.on_release;
  view.on_release = nullptr;
  out.data = const_cast<char*>(bytes.data());
  out.length = bytes.size();
  return true;
}

Value make_new(Thread& thread, Type* type, Args args) {
  if (args.keywords()) return raise_type_error(thread, "buffer() does not take keyword arguments");
  Bound<3> a(thread, "buffer(object, offset=0, size=-1, /)", args);
  if (!a) return error_set;
  std::int64_t offset = 0, size = -1;
  if (!size_argument(thread, a[1], offset) || !size_argument(thread, a[2], size)) return error_set;
  // A memoryview has the new kind of buffer alone.
  if (!is<Text>(a[0]) && (!has_buffer(thread, a[0]) || a[0].object()->kind == static_cast<std::uint16_t>(Kind::MemoryView)))
    return raise_type_error(thread, "buffer object expected");
  if (offset < 0) return raise_value_error(thread, "offset must be zero or positive");
  if (size < -1) return raise_value_error(thread, "size must be zero or positive");
  auto* buffer = allocate<Buffer>(type);
  buffer->base = Value(a[0]);
  if (const Buffer* inner = try_as<Buffer>(a[0])) {
    buffer->base = inner->base;
    if (inner->size >= 0) {
      std::int64_t room = std::max<std::int64_t>(inner->size - offset, 0);
      size = size < 0 ? room : std::min(size, room);
    }
    offset += inner->offset;
  }
  buffer->offset = offset;
  buffer->size = size;
  track(buffer);
  return own(buffer);
}

void fill(Slots& slots, Runtime&) {
  slots.repr = slot_repr;
  slots.str = slot_str;
  slots.hash = slot_hash;
  slots.length = slot_length;
  slots.three_way = slot_three_way;
  slots.concat = slot_concat;
  slots.repeat = slot_repeat;
  slots.get_item = slot_get_item;
  slots.set_item = slot_set_item;
  slots.index_item = item_at;
  slots.get_slice = slot_get_slice;
  slots.set_slice = slot_set_slice;
  slots.buffer = slot_buffer;
  slots.make = make_new;
}

}  // namespace

void make_buffer_types(Runtime& runtime) {
  static const TypeSpec spec{.name = "buffer", .layout = layout_of<Buffer>, .fill = fill};
  if (runtime.python2()) runtime.types.buffer = make_builtin_type(runtime, spec);
}

}  // namespace xvm
