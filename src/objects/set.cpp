// set: the table. Probing, growth and merging; the types and their methods are in set_methods.cpp.
#include "objects/set.h"

#include <cstdlib>
#include <cstring>

#include "base/fatal.h"
#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/text.h"
#include "vm/errors.h"
#include "vm/heap.h"
#include "vm/limits.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/thread.h"

namespace xvm {

namespace {

constexpr std::uint32_t first_slots = 8;
constexpr unsigned linear_probes = 9;

// How slots are probed, what load makes a table grow, and which dummy an insertion reuses.
struct Rules {
  bool linear;       // nearby slots first (3.4)
  bool wraps;        // these wrap around the end of the table (3.4); later there are none near the end
  bool fraction_of_mask;   // 3.6: the load is compared with the highest slot, not the number of slots
  bool three_fifths;       // 3.7: and may be three fifths, not two thirds
  enum { FirstDummy, LastDummy, NoDummy } reuse;   // 3.7; 3.9 alone reuses none
  bool copies_tables;      // 3.5: merging into an empty set copies or inserts without looking
};

Rules rules_of(const Release& r) {
  return {r.since(3, 4), r.until(3, 4), r.since(3, 6), r.since(3, 7),
          !r.since(3, 7) ? Rules::FirstDummy : r.since(3, 9) && r.until(3, 9) ? Rules::NoDummy : Rules::LastDummy,
          r.since(3, 5)};
}

const Rules& rules(Thread& thread) {
  static const Release* release = nullptr;
  static Rules known;
  if (release != &thread.rt.release) {
    release = &thread.rt.release;
    known = rules_of(*release);
  }
  return known;
}

bool is_free(const SetEntry& e) { return !e.key && e.hash == 0; }
bool is_dummy(const SetEntry& e) { return !e.key && e.hash == -1; }

bool overloaded(const Rules& r, std::uint64_t fill, std::uint32_t slots) {
  if (r.three_fifths) return fill * 5 >= std::uint64_t{slots - 1} * 3;
  if (r.fraction_of_mask) return fill * 3 >= std::uint64_t{slots - 1} * 2;
  return fill * 3 >= std::uint64_t{slots} * 2;
}

// Visits the slots for a hash until `visit` gives true.
template <class Visit>
void probe(const Rules& r, std::uint32_t slots, std::int64_t hash, Visit visit) {
  std::uint64_t mask = slots - 1, perturb = static_cast<std::uint64_t>(hash);
  if (!r.linear) {
    std::uint64_t at = perturb & mask;
    for (;;) {
      if (visit(static_cast<std::uint32_t>(at & mask))) return;
      at = at * 5 + perturb + 1;
      perturb >>= 5;
    }
  }
  std::uint64_t at = r.wraps ? perturb : perturb & mask;
  for (;;) {
    if (visit(static_cast<std::uint32_t>(at & mask))) return;
    if (r.wraps || at + linear_probes <= mask)
      for (unsigned j = 1; j <= linear_probes; ++j)
        if (visit(static_cast<std::uint32_t>((at + j) & mask))) return;
    perturb >>= 5;
    at = at * 5 + 1 + perturb;
    if (!r.wraps) at &= mask;
  }
}

// Small tables lie in blocks of the heap, large ones in fresh pages.
constexpr std::uint32_t most_block_slots = 32;

void allocate_table(Set& s, std::uint32_t slots) {
  count_memory(slots * sizeof(SetEntry));
  std::size_t size = slots * sizeof(SetEntry);
  if (slots <= most_block_slots) {
    s.table = static_cast<SetEntry*>(heap_allocate_block(size));
    std::memset(static_cast<void*>(s.table), 0, size);
  } else if (!(s.table = static_cast<SetEntry*>(std::calloc(slots, sizeof(SetEntry))))) {
    out_of_memory();
  }
  s.slots = slots;
  s.fill = 0;
}

void free_table(SetEntry* table, std::uint32_t slots) {
  if (slots <= most_block_slots) {
    if (table) heap_free_block(table, slots * sizeof(SetEntry));
  } else {
    std::free(static_cast<void*>(table));
  }
}

void need_table(Set& s) {
  if (!s.slots) allocate_table(s, first_slots);
}

// Puts a key that is not there into a table without dummies, taking over its reference.
void insert_clean(const Rules& r, Set& s, SetEntry& entry) {
  probe(r, s.slots, entry.hash, [&](std::uint32_t slot) {
    if (s.table[slot].key) return false;
    s.table[slot].key = std::move(entry.key);
    s.table[slot].hash = entry.hash;
    return true;
  });
  ++s.fill;
  ++s.length;
}

void resize(const Rules& r, Set& s, std::uint64_t minimum) {
  std::uint64_t slots = first_slots;
  while (slots <= minimum) slots <<= 1;
  if (slots > (std::uint64_t{1} << 31)) internal_error("a set has grown too large");
  if (!s.slots) return allocate_table(s, static_cast<std::uint32_t>(slots));
  if (slots == first_slots && s.slots == first_slots && s.fill == s.length) return;
  SetEntry* old = s.table;
  std::uint32_t old_slots = s.slots;
  allocate_table(s, static_cast<std::uint32_t>(slots));
  s.length = 0;
  ++s.version;
  if (!r.linear || r.wraps) s.finger = 0;
  for (std::uint32_t i = 0; i < old_slots; ++i)
    if (old[i].key) insert_clean(r, s, old[i]);
  free_table(old, old_slots);
}

std::uint64_t grown(const Set& s) { return std::uint64_t{s.length} * (s.length > 50000 ? 2 : 4); }

bool shares_empty_frozenset(const Release& r) { return r.until(3, 9); }

constexpr std::int64_t absent = -1, failed = -2;

// The slot of a key, or absent or failed. `open` is where an insertion would go, taken by release from dummies on the way
// or the free slot at the end.
std::int64_t find(Thread& thread, Set& s, Ref key, std::int64_t hash, std::uint32_t& open) {
  const Rules& r = rules(thread);
  need_table(s);
  // Mostly the first slot tells.
  std::uint32_t first = static_cast<std::uint32_t>(hash) & (s.slots - 1);
  if (SetEntry& entry = s.table[first]; entry.key == key && entry.hash == hash) return first;
  else if (is_free(entry)) return open = first, absent;
restart:
  std::int64_t found = absent, dummy = -1;
  bool again = false;
  probe(r, s.slots, hash, [&](std::uint32_t slot) {
    SetEntry& entry = s.table[slot];
    if (!entry.key) {
      if (is_dummy(entry)) {
        if (r.reuse == Rules::LastDummy || (r.reuse == Rules::FirstDummy && dummy < 0)) dummy = slot;
        return false;
      }
      open = dummy >= 0 ? static_cast<std::uint32_t>(dummy) : slot;
      return true;
    }
    if (entry.hash != hash) return false;
    if (entry.key == key) {
      found = slot;
      return true;
    }
    Ref mine = entry.key;
    if (mine.is_object() && key.is_object() && mine.object()->kind == key.object()->kind &&
        !((mine.object()->flags | key.object()->flags) & HeapInstance)) {
      if (is<Text>(mine)) {
        if (!text_equal(as<Text>(mine), as<Text>(key))) return false;
        found = slot;
        return true;
      }
      if (is<Bytes>(mine)) {
        if (as<Bytes>(mine).view() != as<Bytes>(key).view()) return false;
        found = slot;
        return true;
      }
    }
    SetEntry* table = s.table;
    Value alive(mine);
    int same = equal(thread, alive, key);
    if (same < 0) {
      found = failed;
      return true;
    }
    if (s.table != table || slot >= s.slots || !(s.table[slot].key == alive)) {
      again = true;
      return true;
    }
    if (same) found = slot;
    return same > 0;
  });
  if (again) {
    need_table(s);
    goto restart;
  }
  return found;
}

// Inserts without the growth that follows; false with the error set.
bool insert(Thread& thread, Set& s, Ref key, std::int64_t hash, bool& grew) {
  grew = false;
  std::uint32_t open = 0;
  std::int64_t slot = find(thread, s, key, hash, open);
  if (slot == failed) return false;
  if (slot >= 0) return true;
  SetEntry& entry = s.table[open];
  if (is_free(entry)) {
    ++s.fill;
    grew = true;
  } else {
    grew = !rules(thread).fraction_of_mask;   // before 3.6 the load was looked at after every insertion
  }
  entry.key = Value(key);
  entry.hash = hash;
  ++s.length;
  return true;
}

void grow_if_needed(Thread& thread, Set& s, std::uint64_t coming) {
  const Rules& r = rules(thread);
  if (overloaded(r, s.fill + coming, s.slots ? s.slots : first_slots)) resize(r, s, (std::uint64_t{s.length} + coming) * 2);
}

bool merge(Thread& thread, Set& s, Set& other) {
  if (&s == &other || other.length == 0) return true;
  const Rules& r = rules(thread);
  grow_if_needed(thread, s, other.length);
  need_table(s);
  if (r.copies_tables && s.fill == 0) {
    bool same_table = s.slots == other.slots && other.fill == other.length;
    for (std::uint32_t i = 0; i < other.slots; ++i) {
      SetEntry& from = other.table[i];
      if (!from.key) continue;
      if (same_table) {
        s.table[i].key = from.key;
        s.table[i].hash = from.hash;
      } else {
        SetEntry copy{from.key, from.hash};
        insert_clean(r, s, copy);
      }
    }
    if (same_table) s.fill = other.fill, s.length = other.length;
    return true;
  }
  Value alive(&other);
  for (std::uint32_t i = 0; i < other.slots; ++i) {
    if (!other.table[i].key) continue;
    Value key = other.table[i].key;
    bool grew;
    if (s.fill + 2 > s.slots) resize(r, s, grown(s));
    if (!insert(thread, s, key, other.table[i].hash, grew)) return false;
  }
  return true;
}

// The hash of a key that is looked for; a set that has none is looked for as a frozenset of the same items.
bool search_hash(Thread& thread, Ref key, std::int64_t& hash, Value& replacement) {
  if (key_hash(thread, key, hash)) return true;
  if (!is<Set>(key) || is_frozen(thread, key) || !thread.error_is(thread.rt.exc.TypeError)) return false;
  thread.clear_error();
  replacement = make_frozenset(thread, key);
  return replacement && hash_of(thread, replacement, hash);
}

}  // namespace

Set::~Set() {
  SetEntry* mine = std::exchange(table, nullptr);
  std::uint32_t count = std::exchange(slots, 0);
  for (std::uint32_t i = 0; i < count; ++i) mine[i].key.~Value();
  free_table(mine, count);
}

void Set::clear() { set_clear(*this); }

void set_clear(Set& set) {
  SetEntry* mine = std::exchange(set.table, nullptr);
  std::uint32_t count = std::exchange(set.slots, 0);
  set.length = set.fill = 0;
  set.hash = -1;
  if (set.finger) set.finger = 0;
  ++set.version;
  for (std::uint32_t i = 0; i < count; ++i) mine[i].key.~Value();
  free_table(mine, count);
}

bool is_frozen(Thread& thread, Ref set) {
  Type* type = set.object()->type;
  return type == thread.rt.types.frozenset || (type != thread.rt.types.set && is_subtype(type, thread.rt.types.frozenset));
}

Set* allocate_set(Thread&, Type* type) {
  Set* set = allocate<Set>(type);
  track(set);
  return set;
}

Value make_set(Thread& thread) { return own(allocate_set(thread, thread.rt.types.set)); }

Value make_set(Thread& thread, Ref iterable) {
  Value set = make_set(thread);
  if (!set_update(thread, as<Set>(set), iterable)) return error_set;
  return set;
}

Value make_frozenset(Thread& thread, Ref iterable) {
  Value set;
  if (iterable) {
    if (is<Set>(iterable) && iterable.object()->type == thread.rt.types.frozenset) return Value(iterable);
    set = own(allocate_set(thread, thread.rt.types.frozenset));
    if (!set_update(thread, as<Set>(set), iterable)) return error_set;
    if (as<Set>(set).length || !shares_empty_frozenset(thread.rt.release)) return set;
  } else if (!shares_empty_frozenset(thread.rt.release)) {
    return own(allocate_set(thread, thread.rt.types.frozenset));
  }
  Value& empty = thread.rt.empty_frozenset;
  if (!empty) empty = own(allocate_set(thread, thread.rt.types.frozenset));
  return empty;
}

bool set_add_hashed(Thread& thread, Set& set, Ref key, std::int64_t hash) {
  bool grew;
  if (!insert(thread, set, key, hash, grew)) return false;
  const Rules& r = rules(thread);
  if ((grew || set.fill + 2 > set.slots) && overloaded(r, set.fill, set.slots)) resize(r, set, grown(set));
  return true;
}

bool set_add(Thread& thread, Set& set, Ref key) {
  std::int64_t hash;
  return key_hash(thread, key, hash) && set_add_hashed(thread, set, key, hash);
}

int set_contains_hashed(Thread& thread, Set& set, Ref key, std::int64_t hash) {
  if (set.slots == 0) return 0;
  std::uint32_t open;
  std::int64_t slot = find(thread, set, key, hash, open);
  return slot >= 0 ? 1 : slot == failed ? -1 : 0;
}

int set_contains(Thread& thread, Set& set, Ref key) {
  std::int64_t hash;
  Value replacement;
  if (!search_hash(thread, key, hash, replacement)) return -1;
  return set_contains_hashed(thread, set, replacement ? Ref(replacement) : key, hash);
}

int set_discard_hashed(Thread& thread, Set& set, Ref key, std::int64_t hash) {
  if (set.slots == 0) return 0;
  std::uint32_t open;
  std::int64_t slot = find(thread, set, key, hash, open);
  if (slot < 0) return slot == failed ? -1 : 0;
  const Rules& r = rules(thread);
  if (slot == 0 && (!r.linear || r.wraps)) set.finger = set.table[slot].hash;
  Value dead = std::move(set.table[slot].key);
  set.table[slot].hash = -1;
  --set.length;
  return 1;
}

int set_discard(Thread& thread, Set& set, Ref key) {
  std::int64_t hash;
  Value replacement;
  if (!search_hash(thread, key, hash, replacement)) return -1;
  return set_discard_hashed(thread, set, replacement ? Ref(replacement) : key, hash);
}

Value set_pop(Thread& thread, Set& set) {
  if (set.length == 0) return Value();
  const Rules& r = rules(thread);
  std::int64_t slot = 0, slots = set.slots;
  bool old = !r.linear || r.wraps;   // to 3.4 slot 0 is skipped, its hash being the finger
  if (old) {
    if (!set.table[0].key) {
      slot = set.finger;
      if (slot >= slots || slot < 1) slot = 1;
      while (!set.table[slot].key)
        if (++slot >= slots) slot = 1;
    }
  } else {
    slot = set.finger & (slots - 1);
    while (!set.table[slot].key)
      if (++slot >= slots) slot = 0;
  }
  Value key = std::move(set.table[slot].key);
  set.table[slot].hash = -1;
  --set.length;
  set.finger = slot + 1;
  return key;
}

void set_swap(Set& a, Set& b) {
  std::swap(a.table, b.table);
  std::swap(a.slots, b.slots);
  std::swap(a.length, b.length);
  std::swap(a.fill, b.fill);
  std::swap(a.finger, b.finger);
  a.hash = b.hash = -1;
  ++a.version;
  ++b.version;
}

void set_purge(Thread& thread, Set& set) {
  if (set.slots == 0) return;
  std::uint64_t dummies = set.fill - set.length, mask = set.slots - 1;
  if (thread.rt.release.since(3, 6) ? dummies <= mask / 4 : dummies * 5 < mask) return;   // a quarter from 3.6
  resize(rules(thread), set, grown(set));
}

int set_is_subset(Thread& thread, Set& set, Set& other) {
  if (set.length > other.length) return 0;
  SetCursor cursor;
  while (SetEntry* entry = cursor.next(set)) {
    Value key = entry->key;
    int has = set_contains_hashed(thread, other, key, entry->hash);
    if (has <= 0) return has;
  }
  return 1;
}

bool set_update(Thread& thread, Set& set, Ref iterable) {
  if (is<Set>(iterable)) return merge(thread, set, as<Set>(iterable));
  if (is<Dict>(iterable) && is_exact<Dict>(iterable)) {
    Dict& dict = as<Dict>(iterable);
    Value alive(iterable);
    grow_if_needed(thread, set, dict.length);
    DictCursor cursor;
    while (DictEntry* entry = cursor.next(dict)) {
      Value key = entry->key;
      if (!set_add_hashed(thread, set, key, entry->hash)) return false;
    }
    return true;
  }
  return for_each(thread, iterable, [&](Ref key) { return set_add(thread, set, key); });
}

}  // namespace xvm
