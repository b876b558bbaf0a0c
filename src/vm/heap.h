// The heap: memory in size classes, and the cycle collector's lists.
#pragma once

#include <cstddef>
#include <cstdint>
#include <unordered_map>
#include <vector>

#include "vm/object.h"
#include "vm/shape.h"

namespace xvm {

class Thread;
struct Release;

// Blocks of up to 512 bytes come from free lists by size; larger ones from malloc. Never null; size is what was asked for.
void* heap_allocate_block(std::size_t size);
void heap_free_block(void* block, std::size_t size);

// As allocate_object, for a built-in type whose objects neither have attributes nor are seen by the cycle collector.
void* allocate_plain(Type* type, Kind kind, std::size_t size);
// The same for one whose objects the cycle collector sees, from now on: it is to be whole before anything else runs.
void* allocate_tracked(Type* type, Kind kind, std::size_t size);

inline constexpr int generation_count = 3;

struct Heap {
  Heap();
  ~Heap();

  // One doubly linked ring a generation; the links here stand in front of an object that is none (ring_end).
  GcLinks generations[generation_count];
  GcLinks permanent;                               // gc.freeze()
  GcLinks builtin_types;                           // CPython's static types: never collected, and nothing shows them
  std::int64_t counts[generation_count] = {0, 0, 0};
  std::int64_t thresholds[generation_count] = {700, 10, 10};
  std::int64_t long_lived_total = 0, long_lived_pending = 0;
  struct Statistics { std::int64_t collections = 0, collected = 0, uncollectable = 0; } statistics[generation_count];
  bool finalizes = true;                           // __del__ and weak reference callbacks run when objects die
  bool enabled = true, collecting = false, due = false;   // due: the loop calls collect_due() at its next check
  int debug = 0;
  Value garbage, callbacks;                        // gc.garbage, gc.callbacks
  std::unordered_map<Object*, std::vector<struct WeakRef*>> weakrefs;
  std::uint32_t next_shape_id = 1, next_type_version = 1, next_keys_version = 1, next_function_version = 1;
};

// The place behind a ring's own links, as if an object stood there: what ends a walk through next.
inline Object* ring_end(GcLinks* ring) { return reinterpret_cast<Object*>(ring + 1); }
inline void append_to_ring(GcLinks* ring, Object* o) {
  GcLinks* links = gc_links(o);
  links->next = ring_end(ring);
  links->previous = ring->previous;
  gc_links(ring->previous)->next = o;
  ring->previous = o;
}

// To 3.7 a long chain of dying instances is cut; what is left of it dies with the next container or frame.
extern bool deaths_pending;
void release_pending_deaths();
void count_deaths(const Release& release);   // whether this release does so

// Takes a new built-in type for good: the collector does not look at it.
void keep_type(Heap& heap, Object* type);

// Drops the attributes of an object with HasHead: its values and its dict.
void release_head(Object* object);

#if defined(__SANITIZE_ADDRESS__) || !defined(__OPTIMIZE__)
inline constexpr bool counts_objects = true;
#else
inline constexpr bool counts_objects = false;
#endif

// Runs a collection of a generation and the younger ones; gives the number of unreachable objects found.
std::int64_t collect(Thread& thread, int generation);
void collect_due(Thread& thread);
// What is there when a program begins counts as having survived a collection.
void settle_startup(Heap& heap);

}  // namespace xvm
