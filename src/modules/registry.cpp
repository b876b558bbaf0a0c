// The native modules, in the order in which find_native_module looks.
#include "objects/module.h"

namespace xvm {

std::span<const ModuleSpec* const> native_modules() { return {}; }

}  // namespace xvm
