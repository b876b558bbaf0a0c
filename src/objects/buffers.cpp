// The buffer protocol as the rest of the VM sees it.
#include "objects/bytes.h"
#include "vm/errors.h"
#include "vm/type.h"

namespace xvm {

bool has_buffer(Thread& thread, Ref v) { return v.is_object() && type_of(thread, v)->slots.buffer != nullptr; }

bool get_buffer(Thread& thread, Ref v, BufferView& view, bool writable) {
  BufferFn buffer = v.is_object() ? type_of(thread, v)->slots.buffer : nullptr;
  if (buffer) return buffer(thread, v, view, writable);
  const Release& r = thread.rt.release;
  std::string_view type = type_name(thread, v);
  if (r.python2()) return raise_type_error(thread, "'{}' does not have the buffer interface", type);
  if (r.until(3, 4)) return raise_type_error(thread, "'{}' does not support the buffer interface", type);
  return raise_type_error(thread, "a bytes-like object is required, not '{}'", type);
}

}  // namespace xvm
