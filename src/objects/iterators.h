// Iterators of the built-in containers, laid open for loops that step through them without a call.
#pragma once

#include <cstddef>
#include <cstdint>

#include "objects/dict.h"
#include "objects/list.h"
#include "objects/set.h"
#include "objects/tuple.h"
#include "vm/object.h"

namespace xvm {

class Thread;

// iter(list): null list when exhausted.
struct ListIterator : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "list_iterator";
  static constexpr bool gc = true;
  Value list;
  std::size_t index = 0;
  void traverse(Visitor& v) { v(list); }
  void clear() { list = nullptr; }
};

struct ListReverseIterator : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "list_reverseiterator";
  static constexpr bool gc = true;
  Value list;
  std::ptrdiff_t index = -1;
  void traverse(Visitor& v) { v(list); }
  void clear() { list = nullptr; }
};

struct TupleIterator : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "tuple_iterator";
  static constexpr bool gc = true;
  Value tuple;
  std::size_t index = 0;
  void traverse(Visitor& v) { v(tuple); }
  void clear() { tuple = nullptr; }
};

enum class DictPart : std::uint8_t { Keys, Values, Items };

// Keys, values or items of a dict, forwards or (3.8) backwards.
struct DictIterator : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "dict_iterator";
  static constexpr bool gc = true;
  Value dict;                      // null when exhausted
  std::uint32_t length = 0;        // of the dict when iteration began; never_length once it changed
  std::uint32_t left = 0;          // items not given yet
  std::int64_t position = 0;       // of the cursor; backwards: the entry to look at next
  DictPart part = DictPart::Keys;
  bool reversed = false;
  Value spare;                     // the pair given last
  void traverse(Visitor& v) { v(dict), v(spare); }
  void clear() { dict = nullptr, spare = nullptr; }
};

struct SetIterator : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "set_iterator";
  static constexpr bool gc = true;
  Value set;                       // null when exhausted
  std::uint32_t length = 0, left = 0;
  std::uint32_t position = 0;
  void traverse(Visitor& v) { v(set); }
  void clear() { set = nullptr; }
};

inline constexpr std::uint32_t never_length = ~0U;

// One step; null without an error at the end.
inline Value list_iterator_next(Thread&, Ref self) {
  ListIterator& it = as<ListIterator>(self);
  if (it.list) {
    List& list = as<List>(it.list);
    if (it.index < list.length) return list.items[it.index++];
    it.list = nullptr;
  }
  return Value();
}
inline Value tuple_iterator_next(Thread&, Ref self) {
  TupleIterator& it = as<TupleIterator>(self);
  if (it.tuple) {
    Tuple& tuple = as<Tuple>(it.tuple);
    if (it.index < tuple.length) return tuple.items()[it.index++];
    it.tuple = nullptr;
  }
  return Value();
}
Value dict_iterator_next(Thread& thread, Ref self);
Value set_iterator_next(Thread& thread, Ref self);

Value make_dict_iterator(Thread& thread, Ref dict, DictPart part, bool reversed = false);
Value make_set_iterator(Thread& thread, Ref set);
Value make_sequence_iterator(Thread& thread, Ref sequence);              // the old protocol: sequence[0], sequence[1] ..
Value make_callable_iterator(Thread& thread, Ref callable, Ref sentinel);

}  // namespace xvm
