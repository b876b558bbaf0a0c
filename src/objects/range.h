// range of 3.x, xrange of 2.x, and their iterators.
#pragma once

#include <cstdint>
#include <utility>

#include "vm/object.h"

namespace xvm {

class Thread;
class Big;

struct RangeObject : Object {
  static constexpr Kind kind = Kind::Range;
  static constexpr const char* layout_name = "range";
  Value start, stop, step, length;   // ints; to 3.9 a bool or an instance of a subclass stays one
  // The same as machine integers, where start, stop, step and length all fit.
  std::int64_t first = 0, stride = 0, count = 0;
  bool small = false;
};
Value make_range(Thread& thread, Ref start, Ref stop, Ref step);   // exact ints, step not 0

// The iterator over a range whose numbers are machine integers; FOR_ITER has a short way for it.
struct RangeIterator : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "range_iterator";
  std::int64_t current = 0, remaining = 0, step = 0;
  std::int64_t total = 0;   // how many there were, for __reduce__
  // The next of those that remain, of 64 bits: more than Value::small holds.
  std::int64_t take() {
    --remaining;
    return std::exchange(current, static_cast<std::int64_t>(static_cast<std::uint64_t>(current) + static_cast<std::uint64_t>(step)));
  }
};

struct LongRangeIterator : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "longrange_iterator";
  Value start, step, length, index;
};

}  // namespace xvm
