// dict: entries in insertion order and an index table probed exactly as the release's CPython probes; where the order a
// program sees was that of the slots (to 3.5), iteration walks the table.
#pragma once

#include <cstdint>

#include "vm/object.h"

namespace xvm {

class Thread;
struct Release;

struct DictEntry {
  Value key, value;    // both null: deleted
  std::int64_t hash;   // of a deleted one in slot order: the next free entry, or -1
};

// How tables grow and what order a program sees.
enum class DictEra : std::uint8_t {
  Quadrupling,   // to 3.2: slot order; after an insertion that fills two thirds, to four times the length
  Halves,        // 3.3 to 3.5: slot order; before an insertion that has no room, to twice the length and half the table
  Ordered,       // 3.6: insertion order, growth as before
  OrderedTripling,   // from 3.7: to three times the length
};

struct Dict : Object {
  static constexpr Kind kind = Kind::Dict;
  static constexpr const char* layout_name = "dict";
  static constexpr bool gc = true;
  DictEntry* entries = nullptr;     // `used_entries` of them, deleted ones included; the index lies in the same block
  std::uint8_t* index = nullptr;    // 1, 2 or 4 bytes a slot (index_width): entry number + 2; 0 never used, 1 dummy
  std::uint32_t slots = 0;          // size of the index table, a power of two; 0 while there is none
  std::uint32_t used_entries = 0, entry_capacity = 0;
  std::uint32_t length = 0;         // live entries
  std::uint32_t fill = 0;           // slots in use, dummies included
  std::uint32_t keys_version = 0;   // changes when a key is added, removed or moved: entries[i] stays put while it does not; 0 = not asked for yet
  std::int32_t free_entry = -1;     // slot order: the first deleted entry, for reuse
  DictEra era = DictEra::OrderedTripling;
  bool text_keys = true;            // only exact native str keys so far: lookups of such cannot run Python code
  bool shared_keys = false;         // 3.3 to 3.5: an instance's dict, whose table starts at 4 slots
  std::int64_t finger = 0;          // slot order: where popitem() looks next, CPython's hash field of slot 0
  ~Dict();
  void traverse(Visitor& v);
  void clear();
  bool ordered() const { return era >= DictEra::Ordered; }
};

Dict* allocate_dict(Thread& thread);                         // empty, tracked
Dict* allocate_dict(Thread& thread, Type* type);             // of a subclass
Dict* allocate_dict_presized(Thread& thread, std::size_t n); // for a display of n items, with the release's presizing
Value make_dict(Thread& thread);
DictEra dict_era(const Release& release);

// Lookups give a borrowed value: null without an error when absent, null with an error when hashing or comparing raised.
Ref dict_get(Thread& thread, Dict& dict, Ref key);
Ref dict_get_hashed(Thread& thread, Dict& dict, Ref key, std::int64_t hash);
Ref dict_get_name(Dict& dict, Ref name);                         // interned native str: never raises
Ref dict_get(Thread& thread, Dict& dict, const char* name);      // by a name of ours
bool dict_set(Thread& thread, Dict& dict, Ref key, Ref value);
bool dict_set_hashed(Thread& thread, Dict& dict, Ref key, std::int64_t hash, Ref value);
// Into a dict that dict_reserve() made room in: to 3.2 without the growth that other insertions cause.
bool dict_set_reserved(Thread& thread, Dict& dict, Ref key, std::int64_t hash, Ref value);
bool dict_set(Thread& thread, Dict& dict, const char* name, Ref value);
// The value of key, which is set to `otherwise` first when it is absent; borrowed. Null with the error set.
Ref dict_set_default(Thread& thread, Dict& dict, Ref key, Ref otherwise);
// 1 removed, 0 absent, -1 error. The removed value goes to *removed when that is given.
int dict_delete(Thread& thread, Dict& dict, Ref key, Value* removed = nullptr);
int dict_delete_hashed(Thread& thread, Dict& dict, Ref key, std::int64_t hash, Value* removed = nullptr);
int dict_contains(Thread& thread, Dict& dict, Ref key);
void dict_clear(Dict& dict);
bool dict_update(Thread& thread, Dict& dict, Ref mapping_or_pairs);         // dict.update(x)
bool dict_merge(Thread& thread, Dict& dict, Ref mapping, bool override);
bool dict_merge_pairs(Thread& thread, Dict& dict, Ref pairs, bool override);
Value dict_copy(Thread& thread, Dict& dict);
// Removes the entry popitem() takes: (key, value), or null without an error when the dict is empty.
Value dict_pop_item(Thread& thread, Dict& dict);
int dict_equal(Thread& thread, Dict& left, Dict& right);     // 1, 0, -1
void dict_reserve(Dict& dict, std::size_t minimum);          // CPython's dictresize(minimum)
// The number of a live entry for an interned name, or -1: for caches of globals. Valid while keys_version stays.
std::int64_t dict_entry_of(Dict& dict, Ref name);
std::uint32_t dict_keys_version(Dict& dict);   // gives the dict a version if it has none

// Iterates in the order that the program sees. Entries may be changed, not added or removed, meanwhile.
struct DictCursor {
  std::uint32_t position = 0;
  // The next live entry, or null at the end.
  DictEntry* next(const Dict& dict);
  DictEntry* next(Thread&, const Dict& dict) { return next(dict); }
};
// The same backwards; start with position = dict_cursor_end(dict).
std::uint32_t dict_cursor_end(const Dict& dict);
DictEntry* dict_cursor_previous(const Dict& dict, std::uint32_t& position);

// hash(key), with short ways for what is hashed most; false with the error set.
bool key_hash(Thread& thread, Ref key, std::int64_t& hash);

}  // namespace xvm
