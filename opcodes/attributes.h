// opcodes/attributes.h: attribute access with inline caches; inlined in the loop.
#pragma once

#include "objects/function.h"
#include "vm/loop.h"
#include "vm/loop_slow.h"
#include "vm/shape.h"
#include "vm/type.h"

namespace xvm::hot {

// Whether what the cache learned holds for this object.
XVM_HOT bool cache_holds(const InlineCache* cache, Ref self) {
  if (!self.is_object()) return false;
  Object* o = self.object();
  if (cache->shape_id) {
    if (!(o->flags & HasHead)) return false;
    Shape* shape = head_of(o)->shape;
    return shape && shape->id == cache->shape_id;
  }
  return cache->type_version && o->type->version == cache->type_version;
}

// LOAD_ATTR i: [v] -> [v.name]
XVM_HOT Next load_attr(Registers& r, const Ins& ins) {
  Ref self = r.top();
  InlineCache* cache = ins.cache;
  if (cache_holds(cache, self)) [[likely]] {
    if (cache->kind == cache_slot) {
      Value value = head_of(self.object())->values[cache->index];
      if (value) [[likely]] {
        r.replace_top(std::move(value));
        return Next::Continue;
      }
    } else if (cache->kind == cache_constant) {
      r.replace_top(Value(Ref(cache->object)));
      return Next::Continue;
    }
  }
  r.save();
  Value value = load_attr_slow(r.thread, r.frame, ins, self);
  if (!value) return Next::Unwind;
  r.replace_top(std::move(value));
  return Next::Continue;
}

// Finds v.name for a call. `function` set and true: to be called with v in front; false: the callable itself, or null and an error.
XVM_HOT bool find_method(Registers& r, const Ins& ins, Ref self, Value& function) {
  InlineCache* cache = ins.cache;
  if (cache_holds(cache, self)) [[likely]] {
    if (cache->kind == cache_method) {
      function = Value(Ref(cache->object));
      return true;
    }
    if (cache->kind == cache_slot) {
      function = head_of(self.object())->values[cache->index];
      if (function) return false;
    }
  }
  r.save();
  return load_method_slow(r.thread, r.frame, ins, self, function);
}

// LOAD_METHOD i: [v] -> [function v], or [v.name null]
XVM_HOT Next load_method(Registers& r, const Ins& ins) {
  Value function;
  if (find_method(r, ins, r.top(), function)) {
    Value self = std::exchange(r.sp[-1], std::move(function));
    r.push(std::move(self));
    return Next::Continue;
  }
  if (!function) return Next::Unwind;
  r.replace_top(std::move(function));
  r.push(Value());
  return Next::Continue;
}

// STORE_ATTR i: [value v] -> []
XVM_HOT Next store_attr(Registers& r, const Ins& ins) {
  Ref self = r.top();
  InlineCache* cache = ins.cache;
  if (cache->kind == cache_slot && cache_holds(cache, self)) [[likely]] {
    Value& place = head_of(self.object())->values[cache->index];
    Value owner = r.pop();
    Value old = std::exchange(place, r.pop());
    return Next::Continue;
  }
  r.save();
  Value owner = r.pop(), value = r.pop();
  return store_attr_slow(r.thread, r.frame, ins, owner, value) ? Next::Continue : Next::Unwind;
}

}  // namespace xvm::hot
