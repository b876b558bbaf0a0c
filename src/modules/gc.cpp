// gc: the cycle collector, as programs see and steer it.
#include <algorithm>
#include <vector>

#include "modules/system_arguments.h"
#include "objects/class_dict.h"
#include "objects/dict.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "objects/type_object.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/found_count.h"
#include "vm/heap.h"
#include "vm/operators.h"
#include "vm/runtime.h"

namespace xvm {

namespace {

bool skips_text_keys(const Release& r) { return r.since(3, 3); }   // of a dict that has no others, strings being in no cycles
bool calls_back(const Release& r) { return r.since(3, 3); }

Heap& heap_of(Thread& thread) { return *thread.rt.heap; }

bool run_callbacks(Thread& thread, const char* phase, int generation, std::int64_t collected, std::int64_t uncollectable) {
  Value callbacks = heap_of(thread).callbacks;
  if (!calls_back(thread.rt.release) || !is<List>(callbacks) || as<List>(callbacks).length == 0) return true;
  Value info = make_dict(thread), name = native_str(thread, phase);
  Dict& d = as<Dict>(info);
  if (!dict_set(thread, d, "generation", Value::small(generation)) || !dict_set(thread, d, "collected", Value::small(collected)) || !dict_set(thread, d, "uncollectable", Value::small(uncollectable))) return false;
  for (std::size_t i = 0; i < as<List>(callbacks).length; ++i) {
    Value callback(as<List>(callbacks)[i]);
    if (!call(thread, callback, name, info)) write_unraisable(thread, callback);
  }
  return true;
}

Value gc_collect(Thread& thread, Ref, Args args) {
  int generation = generation_count - 1;
  if (args[0] && !int_argument(thread, args[0], generation)) return error_set;
  if (generation < 0 || generation >= generation_count) return raise_value_error(thread, "invalid generation");
  Heap& heap = heap_of(thread);
  if (heap.collecting) return Value::small(0);
  std::int64_t before = heap.statistics[generation].uncollectable;
  if (!run_callbacks(thread, "start", generation, 0, 0)) return error_set;
  std::int64_t found = collect(thread, generation), uncollectable = heap.statistics[generation].uncollectable - before;
  if (!run_callbacks(thread, "stop", generation, found - uncollectable, uncollectable)) return error_set;
  return make_int(thread, found);
}

Value gc_enable(Thread& thread, Ref, Args) { return heap_of(thread).enabled = true, none_value(); }
Value gc_disable(Thread& thread, Ref, Args) { return heap_of(thread).enabled = false, none_value(); }
Value gc_isenabled(Thread& thread, Ref, Args) { return Value::of(heap_of(thread).enabled); }
Value gc_get_debug(Thread& thread, Ref, Args) { return make_int(thread, heap_of(thread).debug); }
Value gc_set_debug(Thread& thread, Ref, Args args) { return int_argument(thread, args[0], heap_of(thread).debug) ? none_value() : Value(); }

Value triple(Thread& thread, const std::int64_t* numbers) {
  Value a = make_int(thread, numbers[0]), b = make_int(thread, numbers[1]), c = make_int(thread, numbers[2]);
  return make_tuple(thread, {a.ref(), b.ref(), c.ref()});
}
Value gc_get_threshold(Thread& thread, Ref, Args) { return triple(thread, heap_of(thread).thresholds); }
Value gc_get_count(Thread& thread, Ref, Args) { return triple(thread, heap_of(thread).counts); }
Value gc_set_threshold(Thread& thread, Ref, Args args) {
  for (std::uint32_t i = 0; i < 3; ++i) {
    int value = 0;
    if (!args[i]) continue;
    if (!int_argument(thread, args[i], value)) return error_set;
    heap_of(thread).thresholds[i] = value;
  }
  return none_value();
}

template <class Step>
void each_tracked(Heap& heap, int first, int last, Step step) {
  for (int g = first; g <= last; ++g)
    for (Object *o = heap.generations[g].next, *end = ring_end(&heap.generations[g]); o != end; o = gc_links(o)->next) step(o);
}

Value gc_get_objects(Thread& thread, Ref, Args args) {
  class_dicts_are_reached(thread);
  int first = 0, last = generation_count - 1;
  if (args.size() && args[0] && !args[0].is_none()) {
    if (!is_int(args[0])) return raise_type_error(thread, "argument should be integer or None, not '{}'", type_name(thread, args[0]));
    if (!int_argument(thread, args[0], first)) return error_set;
    if (first >= generation_count) return raise_value_error(thread, "generation parameter must be less than the number of available generations ({})", generation_count);
    if (first < 0) return raise_value_error(thread, "generation parameter cannot be negative");
    last = first;
  }
  std::vector<Object*> objects;
  each_tracked(heap_of(thread), first, last, [&](Object* o) { objects.push_back(o); });
  Value list = own(allocate_list(thread, objects.size()));
  for (Object* o : objects) list_append(as<List>(list), Value(Ref(o)));
  return list;
}

struct Gather final : Visitor {
  std::vector<Object*> found;
  void visit(Object* object) override { found.push_back(object); }
};
void traverse(Object* o, Visitor& visitor) {
  const Layout& layout = layout_of_object(o);
  if (layout.traverse) layout.traverse(o, visitor);
  if (o->flags & HasHead) {
    InstanceHead* head = head_of(o);
    for (std::uint32_t i = 0; i < head->capacity; ++i) visitor(head->values[i]);
    visitor(head->dict);
  }
}

bool has_text_keys_only(Ref dict) {
  DictCursor cursor;
  while (DictEntry* entry = cursor.next(as<Dict>(dict)))
    if (!is_exact<Text>(entry->key)) return false;
  return true;
}
Value gc_get_referents(Thread& thread, Ref, Args args) {
  class_dicts_are_reached(thread);
  Value list = own(allocate_list(thread, 0));
  for (const Value& v : as<Tuple>(args[0])) {
    if (!v.is_object() || !(layout_of_object(v.object()).gc || (v.object()->flags & HasHead)) || is_builtin_type(v)) continue;
    Gather gather;
    if (is_exact<List>(v) || is_exact<Tuple>(v)) {   // numbers and None, too
      const Value* items = is<List>(v) ? as<List>(v).items : as<Tuple>(v).items();
      std::size_t length = is<List>(v) ? as<List>(v).length : as<Tuple>(v).length;
      for (std::size_t i = 0; i < length; ++i) list_append(as<List>(list), Value(items[i]));
      continue;
    }
    if (is_exact<Dict>(v)) {
      bool only_values = skips_text_keys(thread.rt.release) && has_text_keys_only(v);
      DictCursor cursor;
      while (DictEntry* entry = cursor.next(as<Dict>(v))) {
        if (!only_values) list_append(as<List>(list), entry->key);
        list_append(as<List>(list), entry->value);
      }
      continue;
    }
    traverse(v.object(), gather);
    for (Object* o : gather.found) list_append(as<List>(list), Value(Ref(o)));
  }
  return list;
}
Value gc_get_referrers(Thread& thread, Ref, Args args) {
  class_dicts_are_reached(thread);
  std::vector<Object*> found;
  const Tuple& targets = as<Tuple>(args[0]);
  each_tracked(heap_of(thread), 0, generation_count - 1, [&](Object* o) {
    if (o == args[0].object()) return;
    Gather gather;
    traverse(o, gather);
    for (const Value& target : targets)
      if (target.is_object() && std::find(gather.found.begin(), gather.found.end(), target.object()) != gather.found.end()) {
        found.push_back(o);
        return;
      }
  });
  Value list = own(allocate_list(thread, 0));
  for (Object* o : found) list_append(as<List>(list), Value(Ref(o)));
  return list;
}

Value gc_is_tracked(Thread& thread, Ref, Args args) {
  if (is_builtin_type(args[0])) return Value::of(false);
  if (type_of(thread, args[0]) == thread.rt.types.object) return Value::of(false);
  return Value::of(args[0].is_object() && (args[0].object()->flags & Tracked) && !holds_only_atoms(args[0]));
}
Value gc_is_finalized(Thread&, Ref, Args args) { return Value::of(args[0].is_object() && (args[0].object()->flags & Finalized)); }

Value gc_get_stats(Thread& thread, Ref, Args) {
  Value list = own(allocate_list(thread, 3));
  for (const Heap::Statistics& s : heap_of(thread).statistics) {
    Value dict = make_dict(thread);
    Dict& d = as<Dict>(dict);
    if (!dict_set(thread, d, "collections", Value::small(s.collections)) || !dict_set(thread, d, "collected", Value::small(s.collected)) || !dict_set(thread, d, "uncollectable", Value::small(s.uncollectable))) return error_set;
    list_append(as<List>(list), std::move(dict));
  }
  return list;
}

// Moves whole rings.
void splice(GcLinks& from, GcLinks& to) {
  Object *first = from.next, *last = from.previous;
  if (first == ring_end(&from)) return;
  gc_links(first)->previous = to.previous;
  gc_links(to.previous)->next = first;
  gc_links(last)->next = ring_end(&to);
  to.previous = last;
  from.next = from.previous = ring_end(&from);
}
Value gc_freeze(Thread& thread, Ref, Args) {
  Heap& heap = heap_of(thread);
  for (int g = 0; g < generation_count; ++g) splice(heap.generations[g], heap.permanent), heap.counts[g] = 0;
  return none_value();
}
Value gc_unfreeze(Thread& thread, Ref, Args) { return splice(heap_of(thread).permanent, heap_of(thread).generations[generation_count - 1]), none_value(); }
Value gc_get_freeze_count(Thread& thread, Ref, Args) {
  std::int64_t count = 0;
  Heap& heap = heap_of(thread);
  for (Object* o = heap.permanent.next; o != ring_end(&heap.permanent); o = gc_links(o)->next) ++count;
  return make_int(thread, count);
}

constexpr Method rows[] = {
    {"collect(generation=2)", gc_collect},
    {"disable()", gc_disable},
    {"enable()", gc_enable},
    {"freeze()", gc_freeze, since(3, 7)},
    {"get_count()", gc_get_count},
    {"get_debug()", gc_get_debug},
    {"get_freeze_count()", gc_get_freeze_count, since(3, 7)},
    {"get_objects()", gc_get_objects, until(3, 7)},
    {"get_objects(generation=None)", gc_get_objects, since(3, 8)},
    {"get_referents(*objs)", gc_get_referents},
    {"get_referrers(*objs)", gc_get_referrers},
    {"get_stats()", gc_get_stats, since(3, 4)},
    {"get_threshold()", gc_get_threshold},
    {"is_finalized(obj, /)", gc_is_finalized, since(3, 9)},
    {"is_tracked(obj, /)", gc_is_tracked, between(2, 7, 2, 7)},
    {"is_tracked(obj, /)", gc_is_tracked, since(3, 1)},
    {"isenabled()", gc_isenabled},
    {"set_debug(flags, /)", gc_set_debug},
    {"set_threshold(threshold0, threshold1=None, threshold2=None, /)", gc_set_threshold},
    {"unfreeze()", gc_unfreeze, since(3, 7)},
};

bool fill(Thread& thread, Module& module) {
  Heap& heap = heap_of(thread);
  if (!heap.callbacks) heap.callbacks = own(allocate_list(thread, 0));
  bool ok = module_add(thread, module, "garbage", heap.garbage) && (!calls_back(thread.rt.release) || module_add(thread, module, "callbacks", heap.callbacks));
  struct Row { const char* name; int value; Range releases = always; };
  for (auto [name, value, releases] : {Row{"DEBUG_STATS", 1}, Row{"DEBUG_COLLECTABLE", 2}, Row{"DEBUG_UNCOLLECTABLE", 4}, Row{"DEBUG_INSTANCES", 8, py2}, Row{"DEBUG_OBJECTS", 16, py2},
                                       Row{"DEBUG_SAVEALL", 32}, Row{"DEBUG_LEAK", thread.rt.python2() ? 62 : 38}})
    if (ok && thread.rt.in(releases)) ok = module_add(thread, module, name, Value::small(value));
  return ok;
}

}  // namespace

extern const ModuleSpec gc_module;
const ModuleSpec gc_module{.name = "gc", .methods = rows, .fill = fill};

}  // namespace xvm
