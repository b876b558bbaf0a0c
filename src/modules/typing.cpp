// _typing: what the module typing takes from the interpreter.
#include "objects/module.h"
#include "objects/type_parameters.h"
#include "vm/runtime.h"
#include "vm/thread.h"

namespace xvm {

namespace {

Value idfunc(Thread&, Ref, Args args) { return Value(args[0]); }

constexpr Method rows[] = {{"_idfunc(x, /)", idfunc}};

bool fill_typing(Thread& thread, Module& module) {
  const Types& types = thread.rt.types;
  if (!types.type_var) return true;
  return module_add(thread, module, "TypeVar", Value(Ref(types.type_var))) && module_add(thread, module, "ParamSpec", Value(Ref(types.param_spec))) &&
         module_add(thread, module, "TypeVarTuple", Value(Ref(types.type_var_tuple))) &&
         module_add(thread, module, "ParamSpecArgs", Value(type_parameter_part_type(false))) &&
         module_add(thread, module, "ParamSpecKwargs", Value(type_parameter_part_type(true))) &&
         module_add(thread, module, "TypeAliasType", Value(Ref(types.type_alias))) && module_add(thread, module, "Generic", Value(generic_class())) &&
         (!no_default(thread) || module_add(thread, module, "NoDefault", Value(no_default(thread))));
}

}  // namespace

extern const ModuleSpec typing_native_module;
const ModuleSpec typing_native_module{.name = "_typing", .methods = rows, .fill = fill_typing, .releases = since(3, 11)};

}  // namespace xvm
