// s += x without a copy: exact strings that nobody else refers to grow where they are.
#include <malloc.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>

#include "objects/bytes.h"
#include "objects/text.h"
#include "objects/text_units.h"
#include "vm/errors.h"
#include "vm/limits.h"

namespace xvm {

// The object with room for `size` bytes in all, moved if need be; it has no links or head in front, being exact and not the
// collector's. Memory from malloc is asked for with an eighth to spare, so that appending stays linear.
static Object* grow(Object* object, std::size_t size) {
  constexpr std::size_t granule = 16;   // of the heap's size classes
  if (object->block) return size <= object->block * granule ? object : nullptr;
  if (size <= malloc_usable_size(object)) return object;
  count_memory(size / 8);
  return static_cast<Object*>(std::realloc(static_cast<void*>(object), size + size / 8));
}

static bool may_grow(Ref v, Ref right) {
  Object* o = v.object();
  return o->refs == 1 && !(o->flags & (HeapInstance | Interned)) && !(v == right);
}

bool text_append_in_place(Thread&, Value& left, Ref right) {
  if (!is<Text>(left) || !is<Text>(right) || !may_grow(left, right)) return false;
  const Text& added = as<Text>(right);
  Text* text = &as<Text>(left);
  if (added.width > text->width || text->length == 0) return false;
  std::uint64_t length = std::uint64_t{text->length} + added.length;
  if (length > 0xfffffff0) return false;
  Object* grown = grow(text, sizeof(Text) + (length + 1) * text->width);
  if (!grown) return false;
  (void)left.take();
  left = Value::steal(grown);
  text = static_cast<Text*>(grown);
  if (added.length == 1 && text->width == 1) text->data1()[text->length] = *added.data1();
  else copy_units(*text, text->length, added, 0, added.length);
  text->length = static_cast<std::uint32_t>(length);
  text->ascii = text->ascii && added.ascii;
  text->hash = -1;
  if (text->width == 1) return text->data1()[length] = 0, true;
  std::memset(static_cast<char*>(text->data()) + length * text->width, 0, text->width);
  return true;
}

bool bytes_append_in_place(Thread&, Value& left, Ref right) {
  if (!is<Bytes>(left) || !is<Bytes>(right) || !may_grow(left, right)) return false;
  std::string_view added = as<Bytes>(right).view();
  Bytes* bytes = &as<Bytes>(left);
  if (bytes->length == 0) return false;
  Object* grown = grow(bytes, sizeof(Bytes) + bytes->length + added.size() + 1);
  if (!grown) return false;
  (void)left.take();
  left = Value::steal(grown);
  bytes = static_cast<Bytes*>(grown);
  std::memcpy(bytes->data() + bytes->length, added.data(), added.size());
  bytes->length += added.size();
  bytes->data()[bytes->length] = 0;
  bytes->hash = -1;
  return true;
}

}  // namespace xvm
