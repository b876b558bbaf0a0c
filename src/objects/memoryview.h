// memoryview: a window on the memory of another object, with items of a format in one or more dimensions.
#pragma once

#include <string>
#include <vector>

#include "objects/bytes.h"

namespace xvm {

// The buffer that views of one exporter share; given back when the last of them goes.
struct ManagedBuffer : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "managedbuffer";
  static constexpr bool gc = true;
  BufferView view;
  void traverse(Visitor& v) { v(view.owner); }
  void clear() {}   // the views let go of it
};

struct MemoryView : Object {
  static constexpr Kind kind = Kind::MemoryView;
  static constexpr const char* layout_name = "memoryview";
  static constexpr bool gc = true;
  Value managed;                    // null once released
  char* data = nullptr;             // its first item
  std::string format = "B";
  std::int64_t item_size = 1;
  std::vector<std::int64_t> shape, strides;   // none: a single item
  bool readonly = true;
  std::uint32_t exports = 0;
  std::int64_t hash = -1;
  void traverse(Visitor& v) { v(managed); }
  void clear() { managed = nullptr; }
};

Value make_memoryview(Thread& thread, Ref object, bool writable = false);
// One of the memory that `fill` gives of the object, which is no other way of asking for it.
Value make_memoryview(Thread& thread, Ref object, bool (*fill)(Thread& thread, Ref self, BufferView& view, bool writable), bool writable);
// __release_buffer__ of a native object: the memoryview lets go of it, if it is one of the object's memory.
Value release_memory_of(Thread& thread, Ref object, Ref memory);
// All items in C order as bytes.
std::string memory_bytes(const MemoryView& view, char order = 'C');

}  // namespace xvm
