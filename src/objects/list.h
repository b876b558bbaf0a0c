// list: a growable array. Growth is CPython's, since sys.getsizeof and timing of moves show it.
#pragma once

#include <cstddef>

#include "vm/object.h"

namespace xvm {

class Thread;

struct List : Object {
  static constexpr Kind kind = Kind::List;
  static constexpr const char* layout_name = "list";
  static constexpr bool gc = true;
  Value* items = nullptr;        // `length` of `capacity` live
  std::size_t length = 0, capacity = 0;
  ~List();
  void traverse(Visitor& v) { for (std::size_t i = length; i-- > 0;) v(items[i]); }
  void clear();
  Ref operator[](std::size_t i) const { return items[i]; }
  const Value* begin() const { return items; }
  const Value* end() const { return items + length; }
};

List* allocate_list(Thread& thread, std::size_t capacity);        // empty, tracked
Value make_list(Thread& thread, const Value* items, std::size_t count);
Value make_list_moved(Thread& thread, Value* items, std::size_t count);   // takes the items, leaving nulls
void list_grow(List& list, std::size_t length);                   // room for `length` items, over-allocating as CPython does
inline void list_append(List& list, Value item) {
  if (list.length == list.capacity) list_grow(list, list.length + 1);
  new (list.items + list.length) Value(std::move(item));
  ++list.length;
}
void list_insert(List& list, std::size_t index, Value item);      // index up to length
Value list_pop(List& list, std::size_t index);                    // index below length
bool list_extend(Thread& thread, List& list, Ref iterable);       // false with the error set
bool list_sort(Thread& thread, List& list, Ref key, bool reverse, Ref cmp = {});
// The reverse= argument of sort and sorted (null: not given), as the release takes it.
bool sort_reverse_flag(Thread& thread, Ref v, bool& out);
Value list_to_tuple(Thread& thread, const List& list);
void list_reverse(List& list);
// list[low:high] as a new list, and its replacement by `count` items, which are copied first; low <= high <= length.
Value list_slice(Thread& thread, const List& list, std::size_t low, std::size_t high);
void list_splice(List& list, std::size_t low, std::size_t high, const Value* items, std::size_t count);

}  // namespace xvm
