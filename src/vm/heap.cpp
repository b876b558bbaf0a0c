// Memory, allocation and destruction of objects. The cycle collector is in collector.cpp.
#include "vm/heap.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <map>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>
#include <vector>

#include "base/fatal.h"
#include "base/sanitizers.h"
#include "base/stack.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/list.h"
#include "objects/slice.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "objects/weakref.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/leaks.h"
#include "vm/limits.h"
#include "vm/runtime.h"
#include "vm/thread.h"
#include "vm/type.h"

namespace xvm {

namespace {

// Tools that look at memory then see each block end.
#if defined(XVM_SHOWS_LEAKS)
constexpr bool plain_malloc = true;
#else
constexpr bool plain_malloc = XVM_ADDRESS_SANITIZER;
#endif

// Size classes of 16 bytes up to 512, for types up to what a header's `block` can name; carved from chunks that are kept for reuse.
constexpr std::size_t granule = 16, largest_class = 512, largest_type = 255 * granule, chunk_size = 512 * 1024;
struct FreeBlock { FreeBlock* next; };
FreeBlock* free_lists[largest_type / granule + 1];
char *chunk_at = nullptr, *chunk_end = nullptr;

void* allocate_large(std::size_t size) {
  count_memory(size);
  void* p = std::malloc(size ? size : 1);
  if (!p) out_of_memory();
  return p;
}

[[gnu::noinline]] void* carve(std::size_t index) {
  std::size_t size = index * granule;
  if (static_cast<std::size_t>(chunk_end - chunk_at) < size) {
    chunk_at = static_cast<char*>(allocate_large(chunk_size));
    chunk_end = chunk_at + chunk_size;
  }
  void* block = chunk_at;
  chunk_at += size;
  return block;
}

// The size class for a block, 0 where malloc serves it.
std::size_t class_of(std::size_t size, std::size_t largest = largest_class) {
  return plain_malloc || size > largest ? 0 : (size + granule - 1) / granule;
}

void* allocate_class(std::size_t index, std::size_t size) {
  if (index == 0) return allocate_large(size);
  if (FreeBlock* block = free_lists[index]) {
    free_lists[index] = block->next;
    return block;
  }
  return carve(index);
}

void free_class(void* block, std::size_t index) {
  if (index == 0) return std::free(block);
  FreeBlock* free = static_cast<FreeBlock*>(block);
  free->next = free_lists[index];
  free_lists[index] = free;
}

std::size_t front_of(bool gc, std::uint8_t flags) {
  return (gc || (flags & HasHead) ? sizeof(GcLinks) : 0) + (flags & HasHead ? sizeof(InstanceHead) : 0);
}

}  // namespace

void* heap_allocate_block(std::size_t size) { return allocate_class(class_of(size ? size : 1), size); }
void heap_free_block(void* block, std::size_t size) { free_class(block, class_of(size ? size : 1)); }

// The heap of the process's runtime.
static Heap* heap_now = nullptr;

Heap::Heap() {
  heap_now = this;
  for (GcLinks* ring : {&generations[0], &generations[1], &generations[2], &permanent, &builtin_types}) ring->next = ring->previous = ring_end(ring);
}

Heap::~Heap() {
  if (heap_now == this) heap_now = nullptr;
}

const Layout& layout_of_object(const Object* object) { return *object->type->layout; }

// The objects that live, while anybody wants to know.
static std::unordered_set<Object*>* listed = nullptr;

void list_objects(bool wanted) {
  if (!counts_objects) return;
  delete std::exchange(listed, wanted ? new std::unordered_set<Object*> : nullptr);
}

std::string listed_objects(std::size_t& count) {
  std::map<std::string, std::size_t> kinds;
  count = 0;
  if (listed)
    for (Object* o : *listed) {
      if (is<Type>(Ref(o)) && !static_cast<Type*>(o)->has(HeapType)) continue;
      ++count;
      std::string name = o->type->name;
      if (is<Text>(Ref(o)) && listed->size() < 4000) name += " '" + text_utf8(Ref(o)) + "'";
      ++kinds[name];
    }
  std::vector<std::pair<std::size_t, std::string>> order;
  for (auto& [name, n] : kinds) order.emplace_back(n, name);
  std::sort(order.rbegin(), order.rend());
  std::string out;
  for (auto& [n, name] : order) {
    if (out.size() > 400) return out + ", ...";
    out += (out.empty() ? "" : ", ") + std::to_string(n) + " " + name;
  }
  return out;
}

// One reference, and the rest of the header's first word, by one store.
static void put_header(Object* object, Kind kind, std::uint8_t flags, std::uint8_t block) {
  struct { std::uint32_t refs; std::uint16_t kind; std::uint8_t flags, block; } head{1, static_cast<std::uint16_t>(kind), flags, block};
  std::uint64_t word = std::bit_cast<std::uint64_t>(head);
  std::memcpy(static_cast<void*>(object), &word, sizeof word);
}

static Object* begin_object(void* at, Type* type, Kind kind, std::size_t index) {
  Object* object = static_cast<Object*>(at);
  put_header(object, kind, 0, static_cast<std::uint8_t>(index));
  object->type = type;
  if constexpr (counts_objects)
    if (listed) listed->insert(object);
  return object;
}

void* allocate_plain(Type* type, Kind kind, std::size_t size) {
  std::size_t index = class_of(size);
  return begin_object(allocate_class(index, size), type, kind, index);
}

void* allocate_object(Type* type, const Layout& layout, std::size_t extra) {
  if (!(type->type_flags & (HeapType | InstancesHaveHead))) [[likely]] {
    if (!layout.gc) return allocate_plain(type, layout.kind, layout.size + extra);
    std::size_t size = sizeof(GcLinks) + layout.size + extra, index = class_of(size, layout.kind == Kind::Type ? largest_type : largest_class);
    GcLinks* links = static_cast<GcLinks*>(allocate_class(index, size));
    links->next = links->previous = nullptr;
    return begin_object(links + 1, type, layout.kind, index);
  }
  std::uint8_t flags = static_cast<std::uint8_t>((type->has(HeapType) ? HeapInstance : 0) | (type->has(InstancesHaveHead) ? HasHead : 0));
  std::size_t inline_values = (flags & HasHead) && extra == 0 ? type->inline_values : 0;
  std::size_t front = front_of(layout.gc, flags);
  std::size_t size = front + layout.size + extra + inline_values * sizeof(Value);
  std::size_t index = class_of(size);
  char* block = static_cast<char*>(allocate_class(index, size));
  Object* object = reinterpret_cast<Object*>(block + front);
  put_header(object, layout.kind, flags, static_cast<std::uint8_t>(index));
  object->type = type;
  if (flags & HeapInstance) ++type->refs;
  if constexpr (counts_objects)
    if (listed) listed->insert(object);
  if (flags & HasHead) {
    InstanceHead* head = new (head_of(object)) InstanceHead{};
    head->shape = type->root_shape;
    head->inline_values = static_cast<std::uint32_t>(inline_values);
    if (inline_values) {
      head->values = reinterpret_cast<Value*>(reinterpret_cast<char*>(object) + layout.size);
      std::memset(static_cast<void*>(head->values), 0, inline_values * sizeof(Value));
      head->capacity = head->inline_values;
    } else if (type->slot_values) {
      head->values = static_cast<Value*>(heap_allocate_block(type->slot_values * sizeof(Value)));
      std::memset(static_cast<void*>(head->values), 0, type->slot_values * sizeof(Value));
      head->capacity = type->slot_values;
    }
  }
  if (layout.gc || (flags & HasHead)) {
    GcLinks* links = gc_links(object);
    links->next = links->previous = nullptr;
    if (!layout.gc) track(object);
  }
  return object;
}

static inline void link_youngest(Object* object) {
  object->flags |= Tracked;
  Heap& heap = *heap_now;
  append_to_ring(&heap.generations[0], object);
  if (++heap.counts[0] > heap.thresholds[0] && heap.thresholds[0] && heap.enabled && !heap.due) {
    heap.due = true;
    current_thread().attention = true;
  }
}

void keep_type(Heap& heap, Object* type) {
  type->flags |= Tracked;
  append_to_ring(&heap.builtin_types, type);
}

void track(Object* object) {
  if (!(object->flags & Tracked)) link_youngest(object);
}

void* allocate_tracked(Type* type, Kind kind, std::size_t size) {
  size += sizeof(GcLinks);
  std::size_t index = class_of(size);
  Object* object = begin_object(static_cast<GcLinks*>(allocate_class(index, size)) + 1, type, kind, index);
  link_youngest(object);
  return object;
}

static inline void unlink(Object* object) {
  object->flags &= static_cast<std::uint8_t>(~Tracked);
  GcLinks* links = gc_links(object);
  gc_links(links->previous)->next = links->next;
  gc_links(links->next)->previous = links->previous;
  links->next = links->previous = nullptr;
  Heap& heap = *heap_now;
  if (heap.counts[0] > 0) --heap.counts[0];
}

void untrack(Object* object) {
  if (object->flags & Tracked) unlink(object);
}

static bool is_atom(const Object* object) {
  constexpr std::uint64_t atoms = 1U << static_cast<int>(Kind::Int) | 1U << static_cast<int>(Kind::Float) | 1U << static_cast<int>(Kind::Complex) |
                                  1U << static_cast<int>(Kind::Text) | 1U << static_cast<int>(Kind::Bytes);
  return object->kind < 64 && (atoms >> object->kind & 1);
}

// ---- the order in which attributes die: to 3.5 that of the slots of a dict with these keys

static bool slot_order(const Release& r) { return r.until(3, 5); }
static bool attributes_die_by_slot = false;

struct DeathOrder { std::uint8_t count = 0, indexes[max_shape_values]; };

// Whether two attributes or more die with the instance, so that their order may be seen.
static bool several_die(const InstanceHead* head, std::size_t first) {
  std::size_t dying = 0;
  for (std::size_t i = first; i < head->shape->size; ++i)
    dying += head->values[i].is_object() && head->values[i].object()->refs == 1 && !is_atom(head->values[i].object());
  return dying > 1;
}

// The order for the instance's shape, kept by shape. Found by giving the instance its dict: then there is none left to follow.
static DeathOrder order_of_deaths(Object* object) {
  static std::unordered_map<std::uint32_t, DeathOrder> known;
  constexpr std::size_t most_known = 4096;
  InstanceHead* head = head_of(object);
  Shape* shape = head->shape;
  if (auto found = known.find(shape->id); shape->id && found != known.end()) return found->second;
  Thread& thread = current_thread();
  Dict* dict = instance_dict(thread, object);
  if (!dict || shape->size > max_shape_values) return {};
  DeathOrder order;
  DictCursor cursor;
  while (DictEntry* entry = cursor.next(*dict)) {
    std::int32_t index = shape->find(entry->key);
    if (index < 0 || order.count == max_shape_values) return {};
    order.indexes[order.count++] = static_cast<std::uint8_t>(index);
  }
  if (known.size() >= most_known) known.clear();
  if (shape->id) known.emplace(shape->id, order);
  return {};
}

void release_head(Object* object) {
  InstanceHead* head = head_of(object);
  DeathOrder order;
  if (attributes_die_by_slot && head->shape && several_die(head, object->type->slot_values)) order = order_of_deaths(object);
  Value* values = std::exchange(head->values, nullptr);
  std::uint32_t capacity = std::exchange(head->capacity, 0);
  head->shape = nullptr;
  Value dict = std::move(head->dict);
  for (std::uint32_t i = 0, end = order.count ? std::min(capacity, object->type->slot_values) : 0; i < end; ++i) values[i] = nullptr;
  for (std::uint32_t i = 0; i < order.count; ++i)
    if (order.indexes[i] < capacity) values[order.indexes[i]] = nullptr;
  for (std::uint32_t i = 0; i < capacity; ++i) values[i] = nullptr;
  if (capacity > head->inline_values) heap_free_block(values, capacity * sizeof(Value));
}

namespace {

// From 3.4 (PEP 442) __del__ runs once and before weak references die; earlier releases run it at every death, after them.
bool finalizes_once(const Release& release) { return release.since(3, 4); }

// Runs __del__; false when the object lives on.
bool finalize(Thread& thread, Object* object, bool once) {
  if (once) object->flags |= Finalized;
  object->refs = 1;
  ErrorState saved = thread.take_error();
  if (!object->type->slots.finalize(thread, Ref(object))) thread.clear_error();
  thread.restore_error(std::move(saved));
  return --object->refs == 0;
}

bool cuts_chains(const Release& r) { return r.until(3, 7); }
constexpr int deepest_trash = 50;
int trash_depth = 0;                // nested deaths of instances and containers, as CPython's trashcan counts them
std::vector<Object*> cut_off;

int destroy_depth = 0;
int deepest_destroy = 100;          // to 3.12 what CPython's trashcan allows; from 3.13 deeper while there is C++ stack
bool destroys_deeper = false, dict_counts = false;
std::vector<Object*> postponed;   // deaths too deep on the C++ stack

int trash_limit(const Release& r) { return r.since(3, 8) && r.until(3, 12) ? deepest_trash : 100; }
bool bounds_deaths_by_stack(const Release& r) { return r.since(3, 13); }
bool dict_dies_apart(const Release& r) { return r.until(3, 10); }   // then an instance's attributes are in it

[[gnu::noinline]] bool may_die_deeper() {
  constexpr int deepest = 9950;
  constexpr std::ptrdiff_t kept = 1024 * 1024;   // of the stack
  constexpr std::uint32_t kept_levels = 50;      // of native recursion, for what the object calls
  static thread_local const std::byte* lowest = lowest_of_stack();   // the Thread may be gone
  return destroys_deeper && destroy_depth < deepest && native_levels_left(kept_levels) && lowest && static_cast<const std::byte*>(__builtin_frame_address(0)) - lowest > kept;
}

[[gnu::always_inline]] inline void destroy_now(Object* object) {
  if ((object->flags & HasWeakRefs) || object->type->slots.finalize) {
    Thread& thread = current_thread();
    bool once = finalizes_once(thread.rt.release), finalizes = thread.rt.heap->finalizes;
    if (once && finalizes && object->type->slots.finalize && !(object->flags & Finalized) && !finalize(thread, object, true)) return;
    if (object->flags & HasWeakRefs) {
      bool tracked = object->flags & Tracked;
      if (tracked) untrack(object);   // callbacks must not find it through the collector,
      object->refs = 1;               // nor see it die twice
      clear_weakrefs(object);
      bool lives = --object->refs != 0;
      if (tracked && (lives || !once)) track(object);
      if (lives) return;
    }
    if (!once && finalizes && object->type->slots.finalize && !finalize(thread, object, false)) return;
  }
  Type* type = object->type;   // __del__ may have set another
  const Layout& layout = *type->layout;
  if (layout.gc || (object->flags & HasHead)) untrack(object);
  std::uint8_t flags = object->flags, block = object->block;
  if (flags & HasHead) {
    bool one_more = dict_counts;
    trash_depth += one_more, destroy_depth += one_more;
    release_head(object);
    trash_depth -= one_more, destroy_depth -= one_more;
  }
  if constexpr (counts_objects)
    if (listed) listed->erase(object);
  layout.destruct(object);
  char* start = reinterpret_cast<char*>(object) - front_of(layout.gc, flags);
  free_class(start, block);
  if (flags & HeapInstance) Value dead = Value::steal(type);
}

[[gnu::noinline]] void destroy_postponed() {
  while (!postponed.empty()) {
    Object* next = postponed.back();
    postponed.pop_back();
    if (--next->refs != 0) continue;
    ++destroy_depth;
    destroy_now(next);
    --destroy_depth;
  }
}

[[gnu::always_inline]] inline void destroy_bounded(Object* object) {
  if (destroy_depth >= deepest_destroy && !may_die_deeper()) [[unlikely]] {
    object->refs = 1;   // the list's: the intern table or a weak reference may still give it to somebody
    postponed.push_back(object);
    return;
  }
  ++destroy_depth;
  destroy_now(object);
  if (--destroy_depth == 0 && !postponed.empty()) [[unlikely]] destroy_postponed();
}

bool is_trash_container(const Object* object) {
  switch (static_cast<Kind>(object->kind)) {
    case Kind::Tuple: case Kind::List: case Kind::Dict: case Kind::Set: case Kind::Traceback: return true;
    default: return false;
  }
}

[[gnu::noinline]] void destroy_counting(Object* object) {
  bool instance = object->flags & HeapInstance;
  if (!instance && !is_trash_container(object)) return destroy_bounded(object);
  if (trash_depth + instance >= deepest_trash) {
    if (object->type->layout->gc || (object->flags & HasHead)) untrack(object);
    cut_off.push_back(object);
    deaths_pending = true;
    return;
  }
  ++trash_depth;
  destroy_bounded(object);
  --trash_depth;
  if (!instance && deaths_pending) release_pending_deaths();
}

bool counts_deaths = false;

}  // namespace

bool deaths_pending = false;

void release_pending_deaths() {
  if (trash_depth > 0) return;
  while (!cut_off.empty()) {
    Object* next = cut_off.back();
    cut_off.pop_back();
    ++trash_depth;
    destroy_counting(next);
    --trash_depth;
  }
  deaths_pending = false;
}

// Objects of built-in types that own others and that nothing is special about: as destroy_bounded, without asking what they are.
template <class T>
static inline void destroy_container(Object* object) {
  ++destroy_depth;
  if (object->flags) unlink(object);
  if constexpr (counts_objects)
    if (listed) listed->erase(object);
  static_cast<T*>(object)->~T();
  free_class(gc_links(object), object->block);
  --destroy_depth;
  if (destroy_depth == 0 && !postponed.empty()) [[unlikely]] destroy_postponed();
}

void destroy_object(Object* object) {
  // Numbers and strings own nothing, whatever their release does with deaths.
  if (object->flags == 0 && is_atom(object)) {
    if constexpr (counts_objects)
      if (listed) listed->erase(object);
    return free_class(object, object->block);
  }
  if ((object->flags & ~Tracked) == 0 && !counts_deaths && destroy_depth < deepest_destroy) {
    switch (static_cast<Kind>(object->kind)) {
      case Kind::Tuple: return destroy_container<Tuple>(object);
      case Kind::List: return destroy_container<List>(object);
      case Kind::Slice: return destroy_container<Slice>(object);
      case Kind::Exception: return destroy_container<Exception>(object);
      case Kind::Traceback: return destroy_container<Traceback>(object);
      case Kind::Frame: return destroy_container<FrameObject>(object);
      default: break;
    }
  }
  if (counts_deaths) destroy_counting(object);
  else destroy_bounded(object);
}

void count_deaths(const Release& release) {
  counts_deaths = cuts_chains(release);
  deepest_destroy = trash_limit(release);
  destroys_deeper = bounds_deaths_by_stack(release);
  dict_counts = dict_dies_apart(release);
  attributes_die_by_slot = slot_order(release);
}

}  // namespace xvm
