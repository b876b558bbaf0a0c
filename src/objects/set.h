// set and frozenset: a table probed as the release's CPython probes; iteration walks the table.
#pragma once

#include <cstdint>

#include "vm/object.h"

namespace xvm {

class Thread;

struct SetEntry {
  Value key;            // null: free or dummy
  std::int64_t hash;    // of a dummy: -1
};

struct Set : Object {
  static constexpr Kind kind = Kind::Set;
  static constexpr const char* layout_name = "set";
  static constexpr bool gc = true;
  SetEntry* table = nullptr;
  std::uint32_t slots = 0, length = 0, fill = 0;
  std::int64_t hash = -1;     // frozenset's
  std::uint32_t version = 0;  // changes with the set, for iterators
  ~Set();
  void traverse(Visitor& v);
  void clear();
};

bool is_frozen(Thread& thread, Ref set);
Value make_set(Thread& thread);
Value make_frozenset(Thread& thread, Ref iterable);          // iterable may be null
bool set_add(Thread& thread, Set& set, Ref key);
int set_contains(Thread& thread, Set& set, Ref key);         // 1, 0, -1
int set_discard(Thread& thread, Set& set, Ref key);          // 1 removed, 0 absent, -1
bool set_update(Thread& thread, Set& set, Ref iterable);
struct SetCursor {
  std::uint32_t position = 0;
  SetEntry* next(Set& set);
};

}  // namespace xvm
