// Weak references: the table of referents and what happens when one dies. Methods of the types are in weakref_types.cpp.
#include "objects/weakref.h"

#include <algorithm>

#include "vm/call.h"
#include "vm/errors.h"
#include "vm/heap.h"
#include "vm/runtime.h"
#include "vm/thread.h"

namespace xvm {

static bool is_shared(Thread& thread, const WeakRef& weak) {
  const Types& t = thread.rt.types;
  return !weak.callback && (weak.type == t.weakref || weak.type == t.weakproxy || weak.type == t.weakcallableproxy);
}

std::vector<WeakRef*> weakrefs_in_order(Thread& thread, const std::vector<WeakRef*>& list) {
  auto first = list.begin();
  while (first != list.end() && first - list.begin() < 2 && is_shared(thread, **first)) ++first;
  std::vector<WeakRef*> out(list.begin(), first);
  out.insert(out.end(), list.rbegin(), std::make_reverse_iterator(first));
  return out;
}

Value make_weakref(Thread& thread, Type* type, Ref referent, Ref callback) {
  Object* object = referent.object();
  std::vector<WeakRef*>& list = thread.rt.heap->weakrefs[object];
  object->flags |= HasWeakRefs;
  bool plain = !callback || callback.is_none();
  // One reference and one proxy without a callback are shared, as long as they live: they stand in front, in this order.
  bool shared = plain && !type->has(HeapType);
  for (std::size_t i = 0; shared && i < list.size() && i < 2; ++i)
    if (!list[i]->callback && list[i]->type == type) return Value(Ref(list[i]));
  WeakRef* weak = allocate<WeakRef>(type);
  weak->referent = object;
  if (!plain) weak->callback = Value(callback);
  // The table may have grown while allocating.
  std::vector<WeakRef*>& now = thread.rt.heap->weakrefs[object];
  if (shared) now.insert(now.begin() + (type != thread.rt.types.weakref && !now.empty() && is_shared(thread, *now[0]) ? 1 : 0), weak);
  else now.push_back(weak);
  track(weak);
  return own(weak);
}

WeakRef::~WeakRef() {
  if (!referent) return;
  auto& table = current_thread().rt.heap->weakrefs;
  auto found = table.find(referent);
  if (found == table.end()) return;
  std::erase(found->second, this);
  if (found->second.empty()) {
    referent->flags &= static_cast<std::uint8_t>(~HasWeakRefs);
    table.erase(found);
  }
}

void clear_weakrefs(Object* referent) {
  Thread& thread = current_thread();
  auto& table = thread.rt.heap->weakrefs;
  auto found = table.find(referent);
  referent->flags &= static_cast<std::uint8_t>(~HasWeakRefs);
  if (found == table.end()) return;
  std::vector<WeakRef*> list = std::move(found->second);
  table.erase(found);
  std::vector<Value> calls;   // keeps alive those that have a callback to run
  for (WeakRef* weak : list) {
    weak->referent = nullptr;
    if (weak->callback && weak->refs > 0 && thread.rt.heap->finalizes) calls.push_back(Value(Ref(weak)));
  }
  ErrorState saved = thread.take_error();
  // The youngest first, as CPython walks its list.
  for (auto it = calls.rbegin(); it != calls.rend(); ++it) {
    WeakRef& weak = as<WeakRef>(*it);
    Value callback = std::move(weak.callback);
    if (!callback) continue;
    Value result = call(thread, callback, *it);
    if (!result) write_unraisable(thread, callback);
  }
  thread.restore_error(std::move(saved));
}

}  // namespace xvm
