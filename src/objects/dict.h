// dict: entries in insertion order and an index table probed exactly as the release's CPython probes; where the order a
// program sees was that of the slots (to 3.5), iteration walks the table.
#pragma once

#include <cstdint>

#include "vm/object.h"

namespace xvm {

class Thread;

struct DictEntry {
  Value key, value;    // both null: deleted
  std::int64_t hash;
};

struct Dict : Object {
  static constexpr Kind kind = Kind::Dict;
  static constexpr const char* layout_name = "dict";
  static constexpr bool gc = true;
  DictEntry* entries = nullptr;     // `used_entries` of them, deleted ones included
  std::uint8_t* index = nullptr;    // 1, 2 or 4 bytes a slot: entry number + 2; 0 never used, 1 dummy
  std::uint32_t slots = 0;          // size of the index table, a power of two; 0 while there is none
  std::uint32_t used_entries = 0, entry_capacity = 0;
  std::uint32_t length = 0;         // live entries
  std::uint32_t fill = 0;           // slots in use, dummies included
  std::uint32_t keys_version = 0;   // changes when a key is added, removed or moved: entries[i] stays put while it does not; 0 = not asked for yet
  bool text_keys = true;            // only native str keys so far: lookups cannot run Python code
  ~Dict();
  void traverse(Visitor& v);
  void clear();
};

Dict* allocate_dict(Thread& thread);   // empty, tracked
Value make_dict(Thread& thread);

// Lookups give a borrowed value: null without an error when absent, null with an error when hashing or comparing raised.
Ref dict_get(Thread& thread, Dict& dict, Ref key);
Ref dict_get_name(Dict& dict, Ref name);                         // interned native str: never raises
Ref dict_get(Thread& thread, Dict& dict, const char* name);      // by a name of ours
bool dict_set(Thread& thread, Dict& dict, Ref key, Ref value);
bool dict_set_hashed(Thread& thread, Dict& dict, Ref key, std::int64_t hash, Ref value);
bool dict_set(Thread& thread, Dict& dict, const char* name, Ref value);
// 1 removed, 0 absent, -1 error. The removed value goes to *removed when that is given.
int dict_delete(Thread& thread, Dict& dict, Ref key, Value* removed = nullptr);
int dict_contains(Thread& thread, Dict& dict, Ref key);
void dict_clear(Dict& dict);
bool dict_update(Thread& thread, Dict& dict, Ref mapping_or_pairs);         // dict.update(x)
bool dict_merge(Thread& thread, Dict& dict, Ref mapping, bool override);
Value dict_copy(Thread& thread, Dict& dict);
// The number of a live entry for an interned name, or -1: for caches of globals. Valid while keys_version stays.
std::int64_t dict_entry_of(Dict& dict, Ref name);
std::uint32_t dict_keys_version(Dict& dict);   // gives the dict a version if it has none

// Iterates in the order that the program sees. Entries may be changed, not added or removed, meanwhile.
struct DictCursor {
  std::uint32_t position = 0;
  // The next live entry, or null at the end.
  DictEntry* next(Thread& thread, Dict& dict);
};

}  // namespace xvm
