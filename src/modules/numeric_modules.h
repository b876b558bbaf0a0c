// math, cmath, operator.
#pragma once

namespace xvm {

struct ModuleSpec;
extern const ModuleSpec math_module, cmath_module;
extern const ModuleSpec operator_module, operator_native_module, operator_python_module;   // to 3.3; _operator and operator from 3.4

}  // namespace xvm
