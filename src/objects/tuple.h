// tuple: a fixed array of values.
#pragma once

#include <initializer_list>

#include "vm/object.h"

namespace xvm {

class Thread;

struct Tuple : Object {
  static constexpr Kind kind = Kind::Tuple;
  static constexpr const char* layout_name = "tuple";
  static constexpr bool gc = true;
  std::size_t length = 0;   // values follow
  Value* items() { return reinterpret_cast<Value*>(this + 1); }
  const Value* items() const { return reinterpret_cast<const Value*>(this + 1); }
  Ref operator[](std::size_t i) const { return items()[i]; }
  const Value* begin() const { return items(); }
  const Value* end() const { return items() + length; }
  ~Tuple() { for (std::size_t i = length; i-- > 0;) items()[i].~Value(); }   // the last first, as CPython
  void traverse(Visitor& v) { for (std::size_t i = length; i-- > 0;) v(items()[i]); }
  void clear() {}
};

Value make_tuple(Thread& thread, std::initializer_list<Ref> items);
Value make_tuple(Thread& thread, const Value* items, std::size_t count);        // copies references
Value make_tuple_moved(Thread& thread, Value* items, std::size_t count);        // takes them, leaving nulls
Value empty_tuple(Thread& thread);
// A pair as iterators give it: in `spare`, the one given last, when nobody else refers to that any more; else a new one.
Value make_pair_in(Thread& thread, Value& spare, Value first, Value second);
Value tuple_slice(Thread& thread, const Tuple& tuple, std::size_t low, std::size_t high);   // low, high within the tuple
// A tuple of null values, untracked: the caller fills every item, then calls track().
Tuple* allocate_tuple(Thread& thread, std::size_t length);

}  // namespace xvm
