#include "vm/leaks.h"

#include <algorithm>
#include <cstdio>
#include <map>
#include <vector>

#include "modules/io/streams.h"
#include "objects/shared_keys.h"
#include "objects/text.h"
#include "objects/type_object.h"
#include "trace/monitoring.h"
#include "vm/at_end.h"
#include "vm/attribute_cache.h"
#include "vm/heap.h"
#include "vm/runtime.h"
#include "vm/shape.h"
#include "vm/thread.h"

namespace xvm {

namespace {


void collect_tracked(Heap& heap, std::vector<Value>& all) {
  for (GcLinks* ring : {&heap.generations[0], &heap.generations[1], &heap.generations[2], &heap.permanent, &heap.builtin_types})
    for (Object* o = ring->next; o != ring_end(ring); o = gc_links(o)->next) all.push_back(Value(Ref(o)));
}

void take_apart(Object* o) {
  if (o->flags & HasHead) {
    InstanceHead* head = head_of(o);
    Value dict = std::move(head->dict);
    head->shape = nullptr;
    for (std::uint32_t i = 0; i < head->capacity; ++i) head->values[i] = nullptr;
  }
  if (const Layout& layout = layout_of_object(o); layout.clear) layout.clear(o);
}

// What a type owns besides itself.
void strip(Type& type, std::vector<Value>& parts) {
  for (Value* part : {&type.dict, &type.mro, &type.bases, &type.base_ref, &type.type_name, &type.qualname, &type.subclasses, &type.new_method})
    parts.push_back(std::move(*part));
  delete std::exchange(type.root_shape, nullptr);
  forget_class_keys(&type);
}

void forget_thread(Thread& thread) {
  thread.clear_error();
  thread.exceptions = &thread.base_exceptions;
  thread.base_exceptions.handled = ErrorState{};
  for (Value* v : {&thread.result, &thread.trace_function, &thread.profile_function, &thread.context, &thread.async_hooks_firstiter,
                   &thread.async_hooks_finalizer, &thread.coroutine_wrapper})
    *v = nullptr;
}

}  // namespace

void release_everything(Runtime& rt) {
  Thread& thread = *rt.main_thread;
  Heap& heap = *rt.heap;
  heap.finalizes = false;
  heap.enabled = false;
  forget_thread(thread);
  stop_monitoring();
  forget_runtime();
  for (Value* v : {&rt.sys_module, &rt.sys_dict, &rt.builtins_module, &rt.modules, &rt.builtins, &rt.empty_tuple, &rt.empty_frozenset, &heap.garbage, &heap.callbacks})
    *v = nullptr;
  release_pending_deaths();

  std::vector<Value> all, types, parts;
  collect_tracked(heap, all);
  heap.collecting = true;
  for (Value& v : all)
    if (!is_builtin_type(v)) take_apart(v.object());
  for (Value& v : all)
    if (is_builtin_type(v)) types.push_back(std::move(v));
  all.clear();
  forget_io();
  thread.attributes->clear();
  rt.names = Names{};
  stop_texts();
  finish_types(rt);
  for (Value& v : types) strip(as<Type>(v), parts);
  parts.clear();
  release_pending_deaths();

  if (rt.settings.release_memory && counts_objects) {
    std::size_t count = 0;
    std::string left = listed_objects(count);
    if (count) std::fprintf(stderr, "xvm: %zu objects left: %s\n", count, left.c_str());
  }
  list_objects(false);
  // Every type last of all, and `type` behind the others: it says how they are freed.
  Type* metatype = rt.types.type;
  for (Value& v : types) {
    Object* type = Ref::from_bits(v.take()).object();
    if (type == metatype) continue;
    type->refs = 1;
    Value dead = Value::steal(type);
  }
  metatype->refs = 1;
  Value dead = Value::steal(metatype);
}

}  // namespace xvm
