// 2.x: the module exceptions, with the classes of all built-in exceptions.
#include "objects/module.h"
#include "vm/runtime.h"
#include "vm/thread.h"

namespace xvm {

static bool fill_exceptions(Thread& thread, Module& module) {
  Runtime& rt = thread.rt;
#define X(name, base, releases) \
  if (rt.in(releases) && !module_add(thread, module, #name, Value(Ref(rt.exc.name)))) return false;
  XVM_EXCEPTIONS(X)
#undef X
  return true;
}

extern const ModuleSpec exceptions_module;
const ModuleSpec exceptions_module = {"exceptions", {}, fill_exceptions, py2};

}  // namespace xvm
