// opcodes/attributes.h: attribute access with inline caches; inlined in the loop.
#pragma once

#include "objects/descriptor.h"
#include "objects/function.h"
#include "vm/attribute_cache.h"
#include "vm/loop.h"
#include "vm/loop_calls.h"
#include "vm/loop_slow.h"
#include "vm/operators.h"
#include "vm/shape.h"
#include "vm/special_calls.h"
#include "vm/type.h"

namespace xvm::hot {

// LOAD_ATTR i: [v] -> [v.name]; the getter of a property is entered.
XVM_HOT Next load_attr(Registers& r, const Ins& ins) {
  Ref self = r.top();
  InlineCache* cache = ins.cache;
  r.save();
  bool holds = self.is_object() && cache->kind >= cache_property && cache_holds(cache, self.object());
  Value value;
  if (!holds) {
    learn_load(r.thread, r.frame, ins, self);
    value = cached_attribute(cache, self);
    holds = self.is_object() && cache_holds(cache, self.object());
  }
  // The function may have another code or other defaults than when the cache was filled.
  if (!value && holds && cache->kind == cache_property && can_be_entered(as<Property>(Ref(cache->object)).getter, 1)) {
    Value receiver = r.pop();
    r.save();
    return enter_getter(r.thread, as<Property>(Ref(cache->object)).getter, std::move(receiver)) ? Next::Enter : Next::Unwind;
  }
  if (!value && holds && cache->kind == cache_bound) value = bind_cached(r.thread, *cache, self);
  if (!value && !r.thread.has_error()) {
    Ref name = r.frame->code->names[ins.arg];
    if (int entered = enter_load_attribute(r.thread, r.frame, name, value)) return entered > 0 ? Next::Enter : Next::Unwind;
    if (!value) value = get_attribute(r.thread, self, name);
  }
  if (!value) return Next::Unwind;
  r.replace_top(std::move(value));
  return Next::Continue;
}

// LOAD_METHOD i: [v] -> [function v], or [v.name null]
XVM_HOT Next load_method(Registers& r, const Ins& ins) {
  Value function;
  r.save();
  if (load_method_slow(r.thread, r.frame, ins, r.top(), function)) {
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
  if (cache->kind == cache_slot && self.is_object() && cache_holds(cache, self.object())) {
    Value& place = head_of(self.object())->values[cache->index];
    Value owner = r.pop();
    Value old = std::exchange(place, r.pop());
    return Next::Continue;
  }
  r.save();
  if (cache->kind == cache_hopeless || cache->kind == cache_empty)
    if (int entered = enter_store_attribute(r.thread, r.frame, r.frame->code->names[ins.arg])) return entered > 0 ? Next::Enter : Next::Unwind;
  Value owner = r.pop(), value = r.pop();
  return store_attr_slow(r.thread, r.frame, ins, owner, value) ? Next::Continue : Next::Unwind;
}

}  // namespace xvm::hot
