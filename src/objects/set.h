// set and frozenset: a table probed as the release's CPython probes; iteration walks the table.
#pragma once

#include <cstdint>

#include "vm/object.h"

namespace xvm {

class Thread;

struct SetEntry {
  Value key;            // null: free or dummy
  std::int64_t hash;    // of a dummy: -1; of a free one: 0
};

struct Set : Object {
  static constexpr Kind kind = Kind::Set;
  static constexpr const char* layout_name = "set";
  static constexpr bool gc = true;
  SetEntry* table = nullptr;  // null while there never was an item
  std::uint32_t slots = 0, length = 0, fill = 0;   // fill counts dummies too
  std::int64_t hash = -1;     // frozenset's
  std::int64_t finger = 0;    // where pop() looks next
  std::uint32_t version = 0;  // changes with the table, for iterators
  ~Set();
  void traverse(Visitor& v) { for (std::uint32_t i = 0; i < slots; ++i) v(table[i].key); }
  void clear();
};

bool is_frozen(Thread& thread, Ref set);                     // a frozenset or of a subclass
Set* allocate_set(Thread& thread, Type* type);               // empty, tracked
Value make_set(Thread& thread);
Value make_set(Thread& thread, Ref iterable);
Value make_frozenset(Thread& thread, Ref iterable);          // iterable may be null
bool set_add(Thread& thread, Set& set, Ref key);
bool set_add_hashed(Thread& thread, Set& set, Ref key, std::int64_t hash);
int set_contains(Thread& thread, Set& set, Ref key);         // 1, 0, -1; the hash of an unhashable set is that of a frozenset
int set_contains_hashed(Thread& thread, Set& set, Ref key, std::int64_t hash);
int set_discard(Thread& thread, Set& set, Ref key);          // 1 removed, 0 absent, -1
int set_discard_hashed(Thread& thread, Set& set, Ref key, std::int64_t hash);
bool set_update(Thread& thread, Set& set, Ref iterable);
void set_clear(Set& set);
Value set_pop(Thread& thread, Set& set);                     // null without an error when empty
void set_swap(Set& a, Set& b);                               // exchanges what they hold
void set_purge(Thread& thread, Set& set);                    // rebuilds the table when a fifth of it are dummies
int set_is_subset(Thread& thread, Set& set, Set& other);     // 1, 0, -1
struct SetCursor {
  std::uint32_t position = 0;
  SetEntry* next(const Set& set) {
    while (position < set.slots)
      if (SetEntry& entry = set.table[position++]; entry.key) return &entry;
    return nullptr;
  }
};

}  // namespace xvm
