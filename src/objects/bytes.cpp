// bytes and 2.x str: storage and what other types call. Methods are in bytes_methods.cpp, the type in bytes_type.cpp.
#include "objects/bytes.h"
#include "objects/sequence.h"

#include <malloc.h>

#include <cstring>

#include "objects/text_tables.h"
#include "vm/errors.h"

namespace xvm {

// Nothing of this size can be had: refused before the allocator is asked.
static constexpr std::size_t absurd_size = std::size_t{1} << 40;

Bytes* allocate_bytes(Thread& thread, Type* type, std::size_t length) {
  if (length > absurd_size || !memory_for(length)) return raise_memory_error(thread);
  Bytes* bytes = allocate<Bytes>(type, length + 1);
  bytes->length = length;
  bytes->data()[length] = 0;
  return bytes;
}

Bytes* allocate_bytes(Thread& thread, std::size_t length) { return allocate_bytes(thread, thread.rt.types.bytes, length); }

Value make_bytes(Thread& thread, std::string_view view) {
  if (view.size() == 1) return bytes_char(thread, static_cast<unsigned char>(view[0]));
  if (view.empty()) return empty_bytes(thread);
  Bytes* bytes = allocate_bytes(thread, view.size());
  if (!bytes) return error_set;
  std::memcpy(bytes->data(), view.data(), view.size());
  return own(bytes);
}

Value bytes_concat(Thread& thread, std::string_view a, std::string_view b) {
  Bytes* bytes = allocate_bytes(thread, a.size() + b.size());
  if (!bytes) return error_set;
  if (!a.empty()) std::memcpy(bytes->data(), a.data(), a.size());
  if (!b.empty()) std::memcpy(bytes->data() + a.size(), b.data(), b.size());
  return own(bytes);
}

Value make_bytearray(Thread& thread, std::string_view view) {
  ByteArray* array = allocate<ByteArray>(thread.rt.types.bytearray);
  array->items.assign(view.begin(), view.end());
  return own(array);
}

bool can_resize(Thread& thread, const ByteArray& array) {
  if (array.exports == 0) return true;
  return raise(thread, thread.rt.exc.BufferError, "Existing exports of data: object cannot be re-sized");
}

void BufferView::release() {
  if (!owner) return;
  if (on_release) on_release(owner);
  owner = nullptr;
}

}  // namespace xvm
