// dict: the table. Lookup, insertion, growth, deletion, merging; methods are in dict_methods.cpp.
#include "objects/dict.h"

#include <cstdlib>
#include <cstring>
#include <vector>

#include "base/fatal.h"
#include "objects/bytes.h"
#include "objects/class_dict.h"
#include "objects/int.h"
#include "objects/iterators.h"
#include "objects/list.h"
#include "objects/probe.h"
#include "objects/set.h"
#include "objects/shared_keys.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/limits.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/thread.h"
#include "vm/type.h"

namespace xvm {

namespace {

constexpr std::uint32_t first_slots = 8;

// To be called before a dict changes: what caches borrow from a class's may go.
[[gnu::always_inline]] inline void changes(const Dict& d) {
  if (d.flags & ReachedClassDict) [[unlikely]] type_modified(current_thread().rt.types.object);
}

bool presizes_displays(const Release& r) { return r.since(2, 6); }

// Room for entries before the table must grow.
std::uint32_t usable(DictEra era, std::uint32_t slots) {
  std::uint64_t twice = std::uint64_t{slots} * 2;
  return static_cast<std::uint32_t>(era == DictEra::Halves ? (twice + 1) / 3 : era == DictEra::Quadrupling ? twice / 3 + 1 : twice / 3);
}

unsigned index_width(std::uint32_t slots) { return slots <= 256 ? 1 : slots <= 65536 ? 2 : 4; }

std::uint32_t index_at(const Dict& d, std::uint32_t slot) {
  if (d.slots <= 256) return d.index[slot];
  if (d.slots <= 65536) return reinterpret_cast<const std::uint16_t*>(d.index)[slot];
  return reinterpret_cast<const std::uint32_t*>(d.index)[slot];
}

void set_index(Dict& d, std::uint32_t slot, std::uint32_t to) {
  if (d.slots <= 256) d.index[slot] = static_cast<std::uint8_t>(to);
  else if (d.slots <= 65536) reinterpret_cast<std::uint16_t*>(d.index)[slot] = static_cast<std::uint16_t>(to);
  else reinterpret_cast<std::uint32_t*>(d.index)[slot] = to;
}

// A block for entries and index; the index is cleared.
void allocate_table(Dict& d, std::uint32_t slots, std::uint32_t capacity) {
  std::size_t index_bytes = std::size_t{slots} * index_width(slots);
  std::size_t entry_bytes = std::size_t{capacity} * sizeof(DictEntry);
  count_memory(entry_bytes + index_bytes);
  char* block = static_cast<char*>(std::malloc(entry_bytes + index_bytes));
  if (!block) out_of_memory();
  d.entries = reinterpret_cast<DictEntry*>(block);
  d.index = reinterpret_cast<std::uint8_t*>(block + entry_bytes);
  std::memset(d.index, 0, index_bytes);
  d.slots = slots;
  d.entry_capacity = capacity;
  d.used_entries = 0;
  d.free_entry = -1;
}

std::uint32_t slots_or_first(const Dict& d) { return d.slots ? d.slots : d.shared_keys ? shared_keys_of(d)->size() : first_slots; }

// Entries that an insertion may add before the table grows; of the second era.
std::uint32_t room_left(const Dict& d) {
  if (d.shared_keys) return shared_keys_of(d)->usable;
  if (d.slots == 0 && d.fill) return 0;   // by clear()
  std::uint32_t room = usable(d.era, slots_or_first(d));
  return room > d.fill ? room - d.fill : 0;
}

void stop_sharing(Dict& d) {
  SharedKeys* keys = shared_keys_of(d);
  d.shared_keys = false;
  d.finger = 0;
  --keys->dicts;
  release(keys);
}

// Puts an entry that is not in the table, taking over its references.
void insert_clean(Dict& d, const DictEntry& entry) {
  Probe probe(d.slots, entry.hash);
  while (index_at(d, probe.slot()) > 1) probe.step();
  set_index(d, probe.slot(), d.used_entries + 2);
  std::memcpy(static_cast<void*>(d.entries + d.used_entries), static_cast<const void*>(&entry), sizeof entry);
  ++d.used_entries;
  ++d.fill;
}

// Rebuilds the table with `slots` slots, entries in the order that the program sees.
void rebuild(Dict& d, std::uint32_t slots, std::uint32_t capacity) {
  Dict old;
  old.entries = d.entries, old.index = d.index, old.slots = d.slots;
  old.used_entries = d.used_entries, old.era = d.era;
  allocate_table(d, slots, capacity);
  d.fill = 0;
  if (d.shared_keys) [[unlikely]] stop_sharing(d);
  d.finger = 0;
  d.keys_version = 0;
  if (old.slots) {
    DictCursor cursor;
    while (DictEntry* entry = cursor.next(old)) insert_clean(d, *entry);
  }
  std::free(static_cast<void*>(old.entries));
  old.entries = nullptr, old.index = nullptr, old.slots = old.used_entries = 0;
}

std::uint32_t slots_for(DictEra era, std::uint64_t minimum) {
  std::uint64_t slots = first_slots;
  bool at_least = era >= DictEra::Ordered;
  while (at_least ? slots < minimum : slots <= minimum) slots <<= 1;
  if (slots > (std::uint64_t{1} << 31)) internal_error("a dict has grown too large");
  return static_cast<std::uint32_t>(slots);
}

void resize(Dict& d, std::uint64_t minimum) {
  std::uint32_t slots = slots_for(d.era, minimum);
  if (d.era == DictEra::Quadrupling && slots == first_slots && slots_or_first(d) == first_slots && d.fill == d.length) return;
  std::uint32_t capacity = usable(d.era, slots);
  if (capacity < d.length) capacity = d.length;
  rebuild(d, slots, capacity);
}

// The growth of a table that has no room for one more.
std::uint64_t grown(const Dict& d) {
  switch (d.era) {
    case DictEra::Quadrupling: return std::uint64_t{d.length} * (d.length > 50000 ? 2 : 4);
    case DictEra::OrderedTripling: return std::uint64_t{d.length} * 3;
    default: return std::uint64_t{d.length} * 2 + slots_or_first(d) / 2;
  }
}

// Makes the entries' room larger, the slots staying as they are.
void grow_entries(Dict& d) {
  Dict old;
  old.entries = d.entries, old.index = d.index, old.slots = d.slots, old.used_entries = d.used_entries;
  std::int32_t free_entry = d.free_entry;
  allocate_table(d, old.slots, old.entry_capacity + old.used_entries + 8);
  std::memcpy(d.index, old.index, std::size_t{old.slots} * index_width(old.slots));
  std::memcpy(static_cast<void*>(d.entries), static_cast<void*>(old.entries), old.used_entries * sizeof(DictEntry));
  d.used_entries = old.used_entries;
  d.free_entry = free_entry;
  std::free(static_cast<void*>(old.entries));
  old.entries = nullptr, old.index = nullptr, old.slots = old.used_entries = 0;
}

bool exact_name(Ref key, bool python2) {
  return key.is_object() && !(key.object()->flags & HeapInstance) &&
         key.object()->kind == static_cast<std::uint16_t>(python2 ? Kind::Bytes : Kind::Text);
}

enum Match : int { Differs = 0, Same = 1, Failed = -1, Restart = 2 };

// Whether two keys of equal hash, not identical, are equal.
Match compare_keys(Thread& thread, Dict& d, std::uint32_t number, Ref key) {
  Ref mine = d.entries[number].key;
  if (mine.is_object() && key.is_object() && mine.object()->kind == key.object()->kind &&
      !((mine.object()->flags | key.object()->flags) & HeapInstance)) {
    if (is<Text>(mine)) return text_equal(as<Text>(mine), as<Text>(key)) ? Same : Differs;
    if (is<Bytes>(mine)) return as<Bytes>(mine).view() == as<Bytes>(key).view() ? Same : Differs;
  }
  if (mine.is_small_int() && key.is_small_int()) return Differs;
  DictEntry* entries = d.entries;
  std::uint8_t* index = d.index;
  Value alive(mine), searched(key);
  int same = equal(thread, alive, searched);
  if (same < 0) return Failed;
  if (d.entries != entries || d.index != index || number >= d.used_entries || !(d.entries[number].key == alive)) return Restart;
  return same ? Same : Differs;
}

struct Found {
  std::int64_t entry;    // -1 absent, -2 failed
  std::uint32_t slot;    // of the entry; of an absent one: where it would go
};

// Finds a key; absent ones get the first dummy on their way, or the free slot at its end.
Found find(Thread& thread, Dict& d, Ref key, std::int64_t hash) {
restart:
  if (d.slots == 0) return {-1, 0};
  Probe probe(d.slots, hash);
  std::int64_t dummy = -1;
  for (;; probe.step()) {
    std::uint32_t at = index_at(d, probe.slot());
    if (at == 0) return {-1, dummy >= 0 ? static_cast<std::uint32_t>(dummy) : probe.slot()};
    if (at == 1) {
      if (dummy < 0) dummy = probe.slot();
      continue;
    }
    std::uint32_t number = at - 2;
    DictEntry& entry = d.entries[number];
    if (entry.key == key) return {number, probe.slot()};
    if (entry.hash != hash) continue;
    Match match = compare_keys(thread, d, number, key);
    if (match == Same) return {number, probe.slot()};
    if (match == Failed) return {-2, 0};
    if (match == Restart) goto restart;
  }
}

bool same_name(Ref mine, Ref name) {
  if (!mine.is_object() || mine.object()->kind != name.object()->kind || (mine.object()->flags & HeapInstance)) return false;
  if (is<Text>(mine)) return text_equal(as<Text>(mine), as<Text>(name));
  return as<Bytes>(mine).view() == as<Bytes>(name).view();
}

std::int64_t name_hash(Ref name) {
  if (is<Text>(name)) {
    Text& text = as<Text>(name);
    return text.hash != -1 ? text.hash : text_hash(current_thread(), text);
  }
  Bytes& bytes = as<Bytes>(name);
  return bytes.hash != -1 ? bytes.hash : bytes_hash(current_thread(), bytes);
}

template <class Index>
std::int64_t find_name_in(const Dict& d, Ref name, std::int64_t hash) {
  const Index* index = reinterpret_cast<const Index*>(d.index);
  for (Probe probe(d.slots, hash);; probe.step()) {
    std::uint32_t at = index[probe.slot()];
    if (at <= 1) {
      if (at == 0) return -1;
      continue;
    }
    const DictEntry& entry = d.entries[at - 2];
    if (entry.key == name) return at - 2;
    if (entry.hash == hash && same_name(entry.key, name)) return at - 2;
  }
}

std::int64_t find_name(const Dict& d, Ref name) {
  if (d.slots == 0) return -1;
  std::int64_t hash = name_hash(name);
  if (d.slots <= 256) return find_name_in<std::uint8_t>(d, name, hash);
  if (d.slots <= 65536) return find_name_in<std::uint16_t>(d, name, hash);
  return find_name_in<std::uint32_t>(d, name, hash);
}

// The slot for a key that is known to be absent.
std::uint32_t free_slot(const Dict& d, std::int64_t hash) {
  Probe probe(d.slots, hash);
  while (index_at(d, probe.slot()) > 1) probe.step();
  return probe.slot();
}

bool needs_room(const Dict& d, std::uint32_t slot) {
  bool virgin = index_at(d, slot) == 0;
  if (d.era == DictEra::Halves) return virgin && d.fill >= usable(d.era, d.slots);
  return d.used_entries >= d.entry_capacity || (virgin && d.fill >= usable(d.era, d.slots));
}

// The slot for a key that a dict with shared keys lacks, in a table of its own now if they have no room for it.
std::uint32_t shared_slot(Dict& d, Ref key, std::int64_t hash) {
  SharedKeys& keys = *shared_keys_of(d);
  if (d.slots == 0) allocate_table(d, keys.size(), keys.size());
  std::int64_t slot = exact_name(key, false) ? keys.slot_of(key, hash, true) : -1;
  if (slot < 0) {
    resize(d, grown(d));
    return free_slot(d, hash);
  }
  for (Probe probe(d.slots, hash); probe.slot() != slot; probe.step())   // names that only others have are no end of the search
    if (index_at(d, probe.slot()) == 0) set_index(d, probe.slot(), 1);
  return static_cast<std::uint32_t>(slot);
}

// Inserts an absent key. `raw` leaves out the growth after the insertion that the first era has (merging reserves before).
void insert_absent(Thread& thread, Dict& d, Ref key, std::int64_t hash, Ref value, std::uint32_t slot, bool raw = false) {
  if (d.era == DictEra::Halves && d.shared_keys) [[unlikely]] {
    slot = shared_slot(d, key, hash);
  } else if (d.slots == 0) {
    std::uint32_t slots = slots_or_first(d);
    allocate_table(d, slots, usable(d.era, slots));
    d.fill = 0;
    slot = free_slot(d, hash);
  } else if (d.era != DictEra::Quadrupling && needs_room(d, slot)) {
    resize(d, grown(d));
    slot = free_slot(d, hash);
  } else if (d.era == DictEra::Quadrupling && d.fill + 1 >= d.slots && index_at(d, slot) == 0) {
    resize(d, grown(d));
    slot = free_slot(d, hash);
  }
  std::uint32_t number;
  if (d.free_entry >= 0) {
    number = static_cast<std::uint32_t>(d.free_entry);
    d.free_entry = static_cast<std::int32_t>(d.entries[number].hash);
  } else {
    if (d.used_entries >= d.entry_capacity) grow_entries(d);
    number = d.used_entries++;
    std::memset(static_cast<void*>(d.entries + number), 0, sizeof(DictEntry));
  }
  if (index_at(d, slot) == 0) ++d.fill;
  set_index(d, slot, number + 2);
  DictEntry& entry = d.entries[number];
  entry.key = Value(key);
  entry.value = Value(value);
  entry.hash = hash;
  ++d.length;
  d.keys_version = 0;
  if (d.text_keys && !exact_name(key, thread.rt.python2())) d.text_keys = false;
  if (d.era == DictEra::Quadrupling && !raw && std::uint64_t{d.fill} * 3 >= std::uint64_t{d.slots} * 2) resize(d, grown(d));
}

bool store(Thread& thread, Dict& d, Ref key, std::int64_t hash, Ref value, bool raw = false) {
  if (d.slots) {
    Found found = find(thread, d, key, hash);
    if (found.entry == -2) return false;
    changes(d);
    if (found.entry >= 0) {
      Value fresh(value);
      std::swap(d.entries[found.entry].value, fresh);
      return true;
    }
    insert_absent(thread, d, key, hash, value, found.slot, raw);
    return true;
  }
  insert_absent(thread, d, key, hash, value, 0, raw);
  return true;
}

// Drops the entries in the order that the program sees, each key before its value.
void release_entries(Dict& d) {
  DictEntry* entries = std::exchange(d.entries, nullptr);
  std::uint32_t count = std::exchange(d.used_entries, 0), slots = std::exchange(d.slots, 0);
  auto drop = [&](std::uint32_t number) {
    entries[number].key.~Value();
    entries[number].value.~Value();
  };
  if (d.ordered()) {
    for (std::uint32_t number = 0; number < count; ++number) drop(number);
  } else {
    Dict index;
    index.index = d.index, index.slots = slots;
    for (std::uint32_t slot = 0; slot < slots; ++slot)
      if (std::uint32_t at = index_at(index, slot); at > 1) drop(at - 2);
    index.slots = 0;
  }
  std::free(static_cast<void*>(entries));
}

// Takes an entry out of the table and hands over what it held.
void take_entry(Dict& d, std::uint32_t number, std::uint32_t slot, Value& key, Value& value) {
  changes(d);
  DictEntry& entry = d.entries[number];
  key = std::move(entry.key);
  value = std::move(entry.value);
  set_index(d, slot, 1);
  --d.length;
  d.keys_version = 0;
  if (!d.ordered()) {
    if (slot == 0 && !d.shared_keys) d.finger = entry.hash;
    entry.hash = d.free_entry;
    d.free_entry = static_cast<std::int32_t>(number);
  }
}

// A name of ours as a key.
Value name_key(Thread& thread, const char* name) { return native_intern(thread, name); }

}  // namespace

DictEra dict_era(const Release& release) {
  return release.since(3, 7)   ? DictEra::OrderedTripling
         : release.since(3, 6) ? DictEra::Ordered
         : release.since(3, 3) ? DictEra::Halves
                               : DictEra::Quadrupling;
}

bool key_hash(Thread& thread, Ref key, std::int64_t& hash) {
  if (key.is_small_int()) {
    hash = key.small_int() == -1 ? -2 : key.small_int();
    return true;
  }
  if (key.is_object() && !(key.object()->flags & HeapInstance)) {
    if (is<Text>(key)) {
      Text& text = as<Text>(key);
      hash = text.hash != -1 ? text.hash : text_hash(thread, text);
      return true;
    }
    if (is<Bytes>(key)) {
      Bytes& bytes = as<Bytes>(key);
      hash = bytes.hash != -1 ? bytes.hash : bytes_hash(thread, bytes);
      return true;
    }
  }
  return hash_of(thread, key, hash);
}

Dict::~Dict() {
  if (shared_keys) [[unlikely]] stop_sharing(*this);
  release_entries(*this);
}

void Dict::traverse(Visitor& v) {
  for (std::uint32_t i = 0; i < used_entries; ++i) v(entries[i].key), v(entries[i].value);
}

void Dict::clear() { dict_clear(*this); }

Dict* allocate_dict(Thread& thread, Type* type) {
  Dict* dict = allocate<Dict>(type);
  dict->era = dict_era(thread.rt.release);
  track(dict);
  return dict;
}

Dict* allocate_dict(Thread& thread) { return allocate_dict(thread, thread.rt.types.dict); }

Dict* allocate_dict_presized(Thread& thread, std::size_t n) {
  Dict* dict = allocate_dict(thread);
  if (n > (std::size_t{1} << 20)) n = std::size_t{1} << 20;
  if (dict->ordered()) {
    if (n > 5) resize(*dict, (n * 3 + 1) / 2);
  } else if (n > 5 && presizes_displays(thread.rt.release)) {
    resize(*dict, n);
  }
  return dict;
}

Dict* allocate_shared_dict(Thread& thread, SharedKeys* keys) {
  Dict* dict = allocate_dict(thread);
  dict->shared_keys = true;
  dict->finger = reinterpret_cast<std::int64_t>(retain(keys));
  ++keys->dicts;
  return dict;
}

SharedKeys* share_keys(Dict& dict) {
  if (dict.shared_keys) return shared_keys_of(dict);
  if (!dict.text_keys || (dict.slots == 0 && dict.fill)) return nullptr;
  if (dict.slots == 0) allocate_table(dict, first_slots, usable(dict.era, first_slots));
  else if (dict.fill != dict.length) resize(dict, dict.slots);
  SharedKeys* keys = retain(new SharedKeys(dict.slots, room_left(dict)));
  for (std::uint32_t slot = 0; slot < dict.slots; ++slot) {
    std::uint32_t at = index_at(dict, slot);
    if (at > 1) keys->slots[slot] = {dict.entries[at - 2].key, dict.entries[at - 2].hash};
  }
  dict.shared_keys = true;
  dict.finger = reinterpret_cast<std::int64_t>(keys);
  ++keys->dicts;
  return keys;
}

Value make_dict(Thread& thread) { return own(allocate_dict(thread)); }

void dict_reserve(Dict& dict, std::size_t minimum) { resize(dict, minimum); }

Ref dict_get_hashed(Thread& thread, Dict& dict, Ref key, std::int64_t hash) {
  Found found = find(thread, dict, key, hash);
  return found.entry >= 0 ? Ref(dict.entries[found.entry].value) : Ref();
}

Ref dict_get(Thread& thread, Dict& dict, Ref key) {
  std::int64_t hash;
  if (!key_hash(thread, key, hash)) return {};
  return dict_get_hashed(thread, dict, key, hash);
}

Ref dict_get_name(Dict& dict, Ref name) {
  std::int64_t number = find_name(dict, name);
  return number < 0 ? Ref() : Ref(dict.entries[number].value);
}

Ref dict_get(Thread& thread, Dict& dict, const char* name) {
  Value key = name_key(thread, name);
  return dict_get_name(dict, key);
}

bool dict_set_hashed(Thread& thread, Dict& dict, Ref key, std::int64_t hash, Ref value) {
  return store(thread, dict, key, hash, value);
}

bool dict_set_reserved(Thread& thread, Dict& dict, Ref key, std::int64_t hash, Ref value) {
  return store(thread, dict, key, hash, value, true);
}

bool dict_set(Thread& thread, Dict& dict, Ref key, Ref value) {
  std::int64_t hash;
  return key_hash(thread, key, hash) && store(thread, dict, key, hash, value);
}

bool dict_set(Thread& thread, Dict& dict, const char* name, Ref value) {
  Value key = name_key(thread, name);
  return dict_set(thread, dict, key.ref(), value);
}

// setdefault() of 3.3 to 3.5 takes room for every key that it adds, even where the key's slot was used before.
static void make_room_for_default(Dict& dict, Ref key, std::int64_t hash, std::uint32_t& slot) {
  SharedKeys* keys = shared_keys_of(dict);
  if (dict.slots == 0 && !keys) return;
  if (room_left(dict) == 0) {
    resize(dict, grown(dict));
    slot = free_slot(dict, hash);
  } else if (!keys) {
    if (index_at(dict, slot) == 1) ++dict.fill;
  } else if (exact_name(key, false) && keys->slot_of(key, hash, false) >= 0) {
    --keys->usable;
  }
}

Ref dict_set_default(Thread& thread, Dict& dict, Ref key, Ref otherwise) {
  std::int64_t hash;
  if (!key_hash(thread, key, hash)) return {};
  Found found = find(thread, dict, key, hash);
  if (found.entry == -2) return {};
  if (found.entry >= 0) return dict.entries[found.entry].value;
  changes(dict);
  if (dict.era == DictEra::Halves) make_room_for_default(dict, key, hash, found.slot);
  insert_absent(thread, dict, key, hash, otherwise, found.slot);
  return otherwise;
}

int dict_delete_hashed(Thread& thread, Dict& dict, Ref key, std::int64_t hash, Value* removed) {
  Found found = find(thread, dict, key, hash);
  if (found.entry < 0) return found.entry == -2 ? -1 : 0;
  Value old_key, old_value;
  take_entry(dict, static_cast<std::uint32_t>(found.entry), found.slot, old_key, old_value);
  if (removed) *removed = std::move(old_value);
  return 1;
}

int dict_delete(Thread& thread, Dict& dict, Ref key, Value* removed) {
  std::int64_t hash;
  if (!key_hash(thread, key, hash)) return -1;
  return dict_delete_hashed(thread, dict, key, hash, removed);
}

int dict_contains(Thread& thread, Dict& dict, Ref key) {
  std::int64_t hash;
  if (!key_hash(thread, key, hash)) return -1;
  Found found = find(thread, dict, key, hash);
  return found.entry >= 0 ? 1 : found.entry == -2 ? -1 : 0;
}

void dict_clear(Dict& dict) {
  changes(dict);
  if (dict.shared_keys) [[unlikely]] stop_sharing(dict);
  Dict old;
  std::swap(old.entries, dict.entries), std::swap(old.index, dict.index), std::swap(old.slots, dict.slots);
  std::swap(old.used_entries, dict.used_entries);
  old.era = dict.era;
  dict.length = dict.fill = dict.entry_capacity = 0;
  dict.keys_version = 0;
  dict.free_entry = -1;
  dict.finger = 0;
  dict.text_keys = true;
  if (dict.era == DictEra::Halves) dict.fill = 1;   // without a table: room for nothing
}

DictEntry* DictCursor::next(const Dict& dict) {
  if (dict.ordered()) {
    while (position < dict.used_entries) {
      DictEntry& entry = dict.entries[position++];
      if (entry.value) return &entry;
    }
    return nullptr;
  }
  while (position < dict.slots) {
    std::uint32_t at = index_at(dict, position++);
    if (at > 1) return &dict.entries[at - 2];
  }
  return nullptr;
}

std::uint32_t dict_cursor_end(const Dict& dict) { return dict.ordered() ? dict.used_entries : dict.slots; }

DictEntry* dict_cursor_previous(const Dict& dict, std::uint32_t& position) {
  if (dict.ordered() && position > dict.used_entries) position = dict.used_entries;
  while (position > 0) {
    --position;
    if (dict.ordered()) {
      if (dict.entries[position].value) return &dict.entries[position];
    } else if (position < dict.slots && index_at(dict, position) > 1) {
      return &dict.entries[index_at(dict, position) - 2];
    }
  }
  return nullptr;
}

std::int64_t dict_entry_of(Dict& dict, Ref name) { return find_name(dict, name); }

std::uint32_t dict_keys_version(Dict& dict) {
  static std::uint32_t last = 0;
  if (dict.keys_version == 0 && last != ~0U && !(dict.flags & ReachedClassDict)) dict.keys_version = ++last;
  return dict.keys_version;
}

void class_dicts_are_reached(Thread& thread) {
  std::vector<Type*> work{thread.rt.types.object};
  while (!work.empty()) {
    Type* type = work.back();
    work.pop_back();
    if (Dict* dict = try_as<Dict>(type->dict)) {
      dict->flags |= ReachedClassDict;
      dict->keys_version = 0;
    }
    work.insert(work.end(), type->subtypes.begin(), type->subtypes.end());
  }
}

Value dict_pop_item(Thread& thread, Dict& dict) {
  if (dict.length == 0) return Value();
  if (dict.shared_keys) [[unlikely]] resize(dict, dict.slots);
  std::uint32_t number, slot;
  if (dict.ordered()) {
    number = dict.used_entries - 1;
    while (!dict.entries[number].value) --number;
    Probe probe(dict.slots, dict.entries[number].hash);
    while (index_at(dict, probe.slot()) != number + 2) probe.step();
    slot = probe.slot();
  } else {
    slot = 0;
    if (index_at(dict, 0) <= 1) {
      std::int64_t start = dict.finger;
      if (start >= static_cast<std::int64_t>(dict.slots) || start < 1) start = 1;
      slot = static_cast<std::uint32_t>(start);
      while (index_at(dict, slot) <= 1)
        if (++slot >= dict.slots) slot = 1;
    }
    number = index_at(dict, slot) - 2;
  }
  Value key, value;
  take_entry(dict, number, slot, key, value);
  if (dict.ordered()) dict.used_entries = number;
  else dict.finger = slot + 1;
  return make_tuple(thread, {key, value});
}

int dict_equal(Thread& thread, Dict& left, Dict& right) {
  if (left.length != right.length) return 0;
  bool right_first = thread.rt.release.since(3, 9);
  DictCursor cursor;
  while (DictEntry* entry = cursor.next(left)) {
    Value key = entry->key, mine = entry->value;
    std::int64_t hash = entry->hash;
    Value other(dict_get_hashed(thread, right, key, hash));
    if (!other) return thread.has_error() ? -1 : 0;
    int same = right_first ? equal(thread, other, mine) : equal(thread, mine, other);
    if (same <= 0) return same;
  }
  return 1;
}

namespace {

// From 3.7 (and 3.6.7) a subclass with an __iter__ of its own is merged by its keys().
bool merges_by_table(Thread& thread, Ref mapping) {
  if (!is<Dict>(mapping)) return false;
  if (is_exact<Dict>(mapping) || !as<Dict>(mapping).ordered()) return true;
  return type_of(thread, mapping)->slots.iter == thread.rt.types.dict->slots.iter;
}

bool merge_dict(Thread& thread, Dict& dict, Dict& other, bool override) {
  if (&dict == &other || other.length == 0) return true;
  if (dict.length == 0) override = true;
  switch (dict.era) {
    case DictEra::Quadrupling:
      if ((std::uint64_t{dict.fill} + other.length) * 3 >= std::uint64_t{slots_or_first(dict)} * 2)
        resize(dict, (std::uint64_t{dict.length} + other.length) * 2);
      break;
    case DictEra::Halves:
      if (std::uint64_t{room_left(dict)} * 3 < std::uint64_t{other.length} * 2)
        resize(dict, (std::uint64_t{dict.length} + other.length) * 2);
      break;
    default:
      if (usable(dict.era, slots_or_first(dict)) < other.length)
        resize(dict, ((std::uint64_t{dict.length} + other.length) * 3 + 1) / 2);
  }
  Value alive(&other);
  DictCursor cursor;
  while (DictEntry* entry = cursor.next(other)) {
    Value key = entry->key, value = entry->value;
    std::int64_t hash = entry->hash;
    DictEntry* before = other.entries;
    if (!override) {
      Found found = find(thread, dict, key, hash);
      if (found.entry == -2) return false;
      if (found.entry >= 0) continue;
    }
    if (!store(thread, dict, key, hash, value, true)) return false;
    if (other.entries != before && &other != &dict && !thread.rt.python2())
      return raise(thread, thread.rt.exc.RuntimeError, "dict mutated during update");
  }
  return true;
}

bool words_non_iterable_keys(const Release& r) { return r.since(3, 0); }
bool names_mapping_of_keys(const Release& r) { return r.since(3, 7); }

// What mapping.keys() gave, as something to iterate over.
Value iterable_keys(Thread& thread, Ref mapping) {
  Value keys = call_method(thread, mapping, thread.rt.names.keys_);
  if (!keys || is<List>(keys) || is<Tuple>(keys) || !words_non_iterable_keys(thread.rt.release)) return keys;
  Value iterator = iterate(thread, keys);
  if (iterator || !catch_error(thread, thread.rt.exc.TypeError)) return iterator;
  if (!names_mapping_of_keys(thread.rt.release)) return raise_type_error(thread, "o.keys() are not iterable");
  return raise_type_error(thread, "{}.keys() returned a non-iterable (type {})", type_name(thread, mapping), type_name(thread, keys));
}

}  // namespace

bool dict_merge(Thread& thread, Dict& dict, Ref mapping, bool override) {
  if (merges_by_table(thread, mapping)) return merge_dict(thread, dict, as<Dict>(mapping), override);
  Value keys = iterable_keys(thread, mapping);
  if (!keys) return false;
  return for_each(thread, keys, [&](Ref key) {
    if (!override) {
      int has = dict_contains(thread, dict, key);
      if (has) return has > 0;
    }
    Value value = get_item(thread, mapping, key);
    return value && dict_set(thread, dict, key, value);
  });
}

bool dict_merge_pairs(Thread& thread, Dict& dict, Ref pairs, bool override) {
  std::size_t number = 0;
  return for_each(thread, pairs, [&](Ref item) {
    Value pair = is<List>(item) || is<Tuple>(item) ? Value(item) : to_list(thread, item);
    if (!pair) {
      if (thread.error_is(thread.rt.exc.TypeError)) {
        thread.clear_error();
        return static_cast<bool>(raise_type_error(thread, "cannot convert dictionary update sequence element #{} to a sequence", number));
      }
      return false;
    }
    std::size_t count = is<List>(pair) ? as<List>(pair).length : as<Tuple>(pair).length;
    if (count != 2)
      return static_cast<bool>(
          raise_value_error(thread, "dictionary update sequence element #{} has length {}; 2 is required", number, count));
    const Value* parts = is<List>(pair) ? as<List>(pair).items : as<Tuple>(pair).items();
    Value key = parts[0], value = parts[1];
    ++number;
    if (!override) {
      int has = dict_contains(thread, dict, key);
      if (has) return has > 0;
    }
    return dict_set(thread, dict, key, value);
  });
}

bool dict_update(Thread& thread, Dict& dict, Ref from) {
  if (is<Dict>(from) && is_exact<Dict>(from)) return merge_dict(thread, dict, as<Dict>(from), true);
  Value keys = find_attribute(thread, from, thread.rt.names.keys_);
  if (!keys && thread.has_error()) return false;
  return keys ? dict_merge(thread, dict, from, true) : dict_merge_pairs(thread, dict, from, true);
}

Value dict_copy(Thread& thread, Dict& dict) {
  Dict* copy = allocate_dict(thread);
  Value owner = own(copy);
  bool same_table = dict.slots && ((dict.ordered() && dict.used_entries == dict.length) || dict.shared_keys);
  if (!same_table) {
    if (!merge_dict(thread, *copy, dict, true)) return error_set;
    return owner;
  }
  allocate_table(*copy, dict.slots, dict.entry_capacity);
  std::memcpy(copy->index, dict.index, std::size_t{dict.slots} * index_width(dict.slots));
  for (std::uint32_t i = 0; i < dict.used_entries; ++i) {
    new (&copy->entries[i].key) Value(dict.entries[i].key);
    new (&copy->entries[i].value) Value(dict.entries[i].value);
    copy->entries[i].hash = dict.entries[i].hash;
  }
  copy->used_entries = dict.used_entries;
  copy->length = dict.length;
  copy->fill = dict.fill;
  copy->free_entry = dict.free_entry;
  copy->text_keys = dict.text_keys;
  if (SharedKeys* keys = shared_keys_of(dict)) {
    copy->shared_keys = true;
    copy->finger = reinterpret_cast<std::int64_t>(retain(keys));
    ++keys->dicts;
  }
  return owner;
}

}  // namespace xvm
