// _weakref.
#include <algorithm>

#include "objects/dict.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/weakref.h"
#include "vm/argument_words.h"
#include "vm/errors.h"
#include "vm/heap.h"
#include "vm/operators.h"
#include "vm/runtime.h"

namespace xvm {

namespace {

const std::vector<WeakRef*>* references_to(Thread& thread, Ref v) {
  if (!v.is_object() || !(v.object()->flags & HasWeakRefs)) return nullptr;
  auto& table = thread.rt.heap->weakrefs;
  auto found = table.find(v.object());
  return found == table.end() ? nullptr : &found->second;
}

Value get_count(Thread& thread, Ref, Args args) {
  const auto* list = references_to(thread, args[0]);
  return make_int(thread, list ? static_cast<std::int64_t>(list->size()) : 0);
}
Value get_references(Thread& thread, Ref, Args args) {
  Value result = own(allocate_list(thread, 0));
  if (const auto* list = references_to(thread, args[0]))
    for (WeakRef* weak : weakrefs_in_order(thread, *list)) list_append(as<List>(result), Value(Ref(weak)));
  return result;
}
Value make_proxy(Thread& thread, Ref, Args args) {
  if (!can_be_weakly_referenced(thread, args[0])) return raise_no_weakref(thread, args[0]);
  bool callable = type_of(thread, args[0])->slots.call != nullptr;
  return make_weakref(thread, callable ? thread.rt.types.weakcallableproxy : thread.rt.types.weakproxy, args[0], args[1] ? args[1] : none);
}
Value remove_dead(Thread& thread, Ref, Args args) {
  if (!is<Dict>(args[0])) return raise_type_error(thread, "_remove_dead_weakref() argument 1 must be dict, not {}", argument_type(thread, args[0]));
  Ref found = dict_get(thread, as<Dict>(args[0]), args[1]);
  if (!found) return thread.has_error() ? Value() : none_value();
  if (!is<WeakRef>(found)) return raise_type_error(thread, "not a weakref");
  if (as<WeakRef>(found).alive()) return none_value();
  return dict_delete(thread, as<Dict>(args[0]), args[1]) < 0 ? Value() : none_value();
}

bool fill(Thread& thread, Module& module) {
  const Types& types = thread.rt.types;
  return module_add(thread, module, "ref", Value(Ref(types.weakref))) && module_add(thread, module, "ReferenceType", Value(Ref(types.weakref))) &&
         module_add(thread, module, "ProxyType", Value(Ref(types.weakproxy))) && module_add(thread, module, "CallableProxyType", Value(Ref(types.weakcallableproxy)));
}

constexpr Method rows[] = {
    {"_remove_dead_weakref(dct, key, /)", remove_dead, between(2, 7, 2, 7)},
    {"_remove_dead_weakref(dct, key, /)", remove_dead, since(3, 5)},
    {"getweakrefcount(object, /)", get_count},
    {"getweakrefs(object, /)", get_references},
    {"proxy(object, callback=None, /)", make_proxy},
};

}  // namespace

extern const ModuleSpec weakref_core_module;
const ModuleSpec weakref_core_module{.name = "_weakref", .methods = rows, .fill = fill};

}  // namespace xvm
