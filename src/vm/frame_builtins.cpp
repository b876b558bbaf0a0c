// What code finds its builtins in: a dict, or from 3.3 whatever its globals name as __builtins__.
#include "objects/dict.h"
#include "objects/module.h"
#include "objects/type_object.h"
#include "vm/errors.h"
#include "vm/frame_layout.h"
#include "vm/heap.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/thread.h"

namespace xvm {

namespace {

bool takes_any_mapping(const Release& r) { return r.since(3, 3); }
bool imports_by_item(const Release& r) { return r.since(3, 13); }

// Stands for builtins that are no plain dict. It stays empty, so that no cache of names ever holds one of its entries.
struct BuiltinsMapping : Dict {
  static constexpr const char* layout_name = "builtins mapping";
  Value mapping;
  void traverse(Visitor& v) {
    Dict::traverse(v);
    v(mapping);
  }
  void clear() { mapping = nullptr; }
};
Type* mapping_type = nullptr;   // of the present runtime

bool stands_for_mapping(const Dict& builtins) { return builtins.type == mapping_type; }

}  // namespace

Value find_builtins(Thread& thread, Dict& globals) {
  Ref found = dict_get_name(globals, thread.rt.names.builtins__);
  if (Module* module = try_as<Module>(found)) found = module->dict;
  if (!found) return thread.rt.builtins;
  if (is_exact<Dict>(found)) return Value(found);
  if (!takes_any_mapping(thread.rt.release)) {
    if (is<Dict>(found)) return Value(found);
    Value least = make_dict(thread);   // None at least
    return dict_set(thread, as<Dict>(least), "None", none) ? std::move(least) : Value();
  }
  BuiltinsMapping* made = allocate<BuiltinsMapping>(mapping_type);
  made->era = dict_era(thread.rt.release);
  made->mapping = Value(found);
  track(made);
  return own(made);
}

Value shown_builtins(Ref builtins) {
  if (!is<Dict>(builtins) || !stands_for_mapping(as<Dict>(builtins))) return Value(builtins);
  return static_cast<BuiltinsMapping&>(as<Dict>(builtins)).mapping;
}

Value builtin_item(Thread& thread, Dict& builtins, Ref name) {
  if (!stands_for_mapping(builtins)) return Value(dict_get(thread, builtins, name));
  Value mapping = static_cast<BuiltinsMapping&>(builtins).mapping, found = get_item(thread, mapping, name);
  if (!found) catch_error(thread, thread.rt.exc.KeyError);
  return found;
}

Value builtin_import_function(Thread& thread, Dict& builtins) {
  const Value& name = thread.rt.names.import__;
  if (!stands_for_mapping(builtins) || imports_by_item(thread.rt.release)) return builtin_item(thread, builtins, name);
  Ref mapping = static_cast<BuiltinsMapping&>(builtins).mapping;
  return is<Dict>(mapping) ? Value(dict_get_name(as<Dict>(mapping), name)) : Value();
}

void make_builtins_mapping_type(Runtime& runtime) {
  static constexpr TypeSpec spec{.name = "builtins", .layout = layout_of<BuiltinsMapping>, .flags = DisallowInstantiation};
  mapping_type = make_builtin_type(runtime, spec, runtime.types.dict);
}

}  // namespace xvm
