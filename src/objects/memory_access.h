// Reading and writing of memoryviews by index and slice, comparison, and conversion to other formats and shapes.
#pragma once

#include "objects/memoryview.h"
#include "vm/type.h"

namespace xvm {

// False with ValueError set when the view was released.
bool memory_alive(Thread& thread, const MemoryView& view);
bool is_contiguous(const MemoryView& view, char order);   // 'C' or 'F'
std::int64_t memory_items(const MemoryView& view);        // how many
Value memory_get(Thread& thread, Ref self, Ref key);
bool memory_set(Thread& thread, Ref self, Ref key, Ref value);
Value memory_index(Thread& thread, Ref self, std::int64_t index);
Value memory_compare(Thread& thread, Ref self, Ref other, Compare op);
Value memory_to_list(Thread& thread, const MemoryView& view);
Value memory_cast(Thread& thread, Ref self, Args args);
// A view of the same buffer, to be changed before anyone sees it.
MemoryView* memory_clone(Thread& thread, const MemoryView& view);

}  // namespace xvm
