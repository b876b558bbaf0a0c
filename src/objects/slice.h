// slice, and the arithmetic of indices.
#pragma once

#include <cstdint>

#include "vm/object.h"

namespace xvm {

class Thread;

struct Slice : Object {
  static constexpr Kind kind = Kind::Slice;
  static constexpr const char* layout_name = "slice";
  static constexpr bool gc = true;
  Value start, stop, step;   // None where left out
  void traverse(Visitor& v) { v(start), v(stop), v(step); }
  void clear() {}
};
Value make_slice(Thread& thread, Ref start, Ref stop, Ref step);   // null refs become None

struct SliceRange { std::int64_t start, stop, step, count; };
// start/stop/step of a slice over a sequence of `length`, as PySlice_GetIndicesEx; false with the error set.
bool slice_range(Thread& thread, const Slice& slice, std::int64_t length, SliceRange& out);
// The same in two steps, for sequences that __index__ methods may change: the first calls them, the second calls nothing.
struct SliceBounds { std::int64_t start = 0, stop = 0, step = 1; bool has_start = false, has_stop = false; };
bool slice_bounds(Thread& thread, const Slice& slice, SliceBounds& out);
SliceRange slice_within(Thread& thread, const SliceBounds& bounds, std::int64_t length);
// The same as a tuple of ints of any size, for an int length: what slice.indices() gives.
Value slice_indices(Thread& thread, const Slice& slice, Ref length);

}  // namespace xvm
