// The native modules, in the order in which find_native_module looks.
#include "objects/module.h"

namespace xvm {

#define XVM_NATIVE_MODULES(X) \
  X(cmath_module) \
  X(codecs_module) \
  X(collections_module) \
  X(collections_module_25) \
  X(exceptions_module) \
  X(functools_module) \
  X(future_module) \
  X(io_core_module) \
  X(io_module) \
  X(itertools_module) \
  X(math_module) \
  X(operator_module) \
  X(operator_native_module) \
  X(operator_python_module) \
  X(string_module) \
  X(typing_native_module) \
  X(warnings_core_module) \
  X(warnings_module)

#define X(name) extern const ModuleSpec name;
XVM_NATIVE_MODULES(X)
#undef X

std::span<const ModuleSpec* const> native_modules() {
#define X(name) &name,
  static const ModuleSpec* const modules[] = {XVM_NATIVE_MODULES(X)};
#undef X
  return modules;
}

}  // namespace xvm
