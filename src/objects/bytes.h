// Bytes: 3.x bytes and 2.x str, one struct with two faces; and bytearray.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "vm/object.h"

namespace xvm {

class Thread;

class Runtime;
struct Type;
void forget_interned(Object* str);   // text.h

struct Bytes : Object {
  static constexpr Kind kind = Kind::Bytes;
  static constexpr const char* layout_name = "bytes";
  std::int64_t hash = -1;   // -1: not computed yet
  std::size_t length = 0;
  // length bytes follow, then a zero
  char* data() { return reinterpret_cast<char*>(this + 1); }
  const char* data() const { return reinterpret_cast<const char*>(this + 1); }
  std::string_view view() const { return {data(), length}; }
  ~Bytes() { if (flags & Interned) forget_interned(this); }
};

Value make_bytes(Thread& thread, std::string_view bytes);
Bytes* allocate_bytes(Thread& thread, std::size_t length);   // uninitialised but for the final zero
Bytes* allocate_bytes(Thread& thread, Type* type, std::size_t length);   // of a subclass
Value bytes_concat(Thread& thread, std::string_view a, std::string_view b);
Value bytes_repr(Thread& thread, std::string_view bytes, bool prefix);   // native str; prefix: b'...'
// As text_append_in_place, for 2.x str and 3.x bytes.
std::string bytes_repr_text(std::string_view bytes, const char* prefix, bool escape_single);
bool bytes_append_in_place(Thread& thread, Value& left, Ref right);
std::int64_t bytes_hash(Thread& thread, Bytes& bytes);

struct ByteArray : Object {
  static constexpr Kind kind = Kind::ByteArray;
  static constexpr const char* layout_name = "bytearray";
  std::vector<char> items;
  std::uint32_t exports = 0;   // buffers in use: resizing raises BufferError
};

inline std::string_view view_of(const ByteArray& a) { return {a.items.data(), a.items.size()}; }
Value make_bytearray(Thread& thread, std::string_view bytes);
// False with BufferError set while buffers of it are in use.
bool can_resize(Thread& thread, const ByteArray& array);

// A simple contiguous view of an object's bytes (the buffer protocol); release() when done.
struct BufferView {
  Value owner;
  char* data = nullptr;
  std::size_t length = 0;
  bool readonly = true;
  std::string format = "B";
  std::int64_t item_size = 1;
  std::vector<std::int64_t> shape, strides;   // empty: one dimension of bytes
  void (*on_release)(Ref owner) = nullptr;
  BufferView() = default;
  BufferView(const BufferView&) = delete;
  BufferView& operator=(const BufferView&) = delete;
  ~BufferView() { release(); }
  void release();
  std::string_view view() const { return {data, length}; }
};
// Fills view from any bytes-like object; TypeError otherwise ("a bytes-like object is required, not 'int'").
bool get_buffer(Thread& thread, Ref v, BufferView& view, bool writable = false);
bool has_buffer(Thread& thread, Ref v);

}  // namespace xvm
