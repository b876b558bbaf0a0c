// Inline caches of attributes: what they hold and whether that applies to an object. Filled by loop_slow.cpp from
// describe_load() and describe_store(); what one instruction has learned, others find in a table of the thread's.
#pragma once

#include "objects/dict.h"
#include "objects/module.h"
#include "vm/instruction.h"
#include "vm/loop_slow.h"
#include "vm/shape.h"
#include "vm/type.h"

namespace xvm {

// Whether an object has the shape, or is of the type, that the cache was filled for.
[[gnu::always_inline]] inline bool cache_holds(const InlineCache* cache, Object* o) {
  if (cache->shape_id) [[likely]] {
    if (!(o->flags & HasHead)) return false;
    Shape* shape = head_of(o)->shape;
    return shape && shape->id == cache->shape_id;
  }
  return cache->type_version && o->type->version == cache->type_version;
}

// The class or module that the cache was filled for.
[[gnu::always_inline]] inline bool cache_holds_class(const InlineCache* cache, Object* o) {
  return is<Type>(Ref(o)) && static_cast<Type*>(o)->version == cache->type_version;
}
[[gnu::always_inline]] inline Ref cached_module_entry(const InlineCache* cache, Object* o) {
  if (!is<Module>(Ref(o)) || o->type->version != cache->shape_id || !is<Dict>(static_cast<Module*>(o)->dict)) return {};
  const Dict& dict = as<Dict>(static_cast<Module*>(o)->dict);
  return dict.keys_version == cache->type_version ? Ref(dict.entries[cache->index].value) : Ref();
}

// The attribute where it is at hand, borrowed; null where it is not, or has to be made.
[[gnu::always_inline]] inline Ref cached_attribute(const InlineCache* cache, Ref self) {
  if (!self.is_object()) [[unlikely]] return {};
  Object* o = self.object();
  switch (cache->kind) {
    case cache_slot: return cache_holds(cache, o) ? Ref(head_of(o)->values[cache->index]) : Ref();
    case cache_constant: return cache_holds(cache, o) ? Ref::from_bits(cache->bits) : Ref();
    case cache_class: return cache_holds_class(cache, o) ? Ref::from_bits(cache->bits) : Ref();
    case cache_module: return cached_module_entry(cache, o);
    default: return {};
  }
}

// What a thread's instructions have learned about attributes, by name and shape or type.
class AttributeTable {
 public:
  enum Use : std::uint8_t { Load, Method, Store };
  struct Entry {
    Value name;                 // kept, so that its address stays its own
    std::uint64_t guard = 0;
    Use use = Load;
    InlineCache cache;
  };
  AttributeTable();
  ~AttributeTable();
  Entry& at(Ref name, std::uint64_t guard, Use use);
  void clear();

 private:
  Entry* entries_;
};

}  // namespace xvm
