#include "vm/main_program.h"

#include "objects/code.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/module.h"
#include "objects/text.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/runtime.h"
#include "vm/thread.h"

namespace xvm {

namespace {

bool main_has_cached(const Release& r) { return r.since(3, 2); }
bool main_has_annotations(const Release& r) { return r.since(3, 7); }

// The namespace of __main__; null with the error set.
Value make_main(Thread& thread) {
  Runtime& rt = thread.rt;
  Value owner = make_module(thread, "__main__");
  if (!owner) return owner;
  Module& module = as<Module>(owner);
  Value name = native_intern(thread, "__main__");
  bool ok = dict_set(thread, as<Dict>(rt.modules), name, owner) && module_add(thread, module, "__builtins__", rt.builtins_module) &&
            module_add(thread, module, "__file__", native_str(thread, rt.settings.program));
  if (ok && main_has_cached(rt.release)) ok = module_add(thread, module, "__cached__", none_value());
  if (ok && main_has_annotations(rt.release)) ok = module_add(thread, module, "__annotations__", make_dict(thread));
  return ok ? std::move(owner) : Value();
}

}  // namespace

int run_main(Thread& thread, std::shared_ptr<const Code> stored) {
  Value main = make_main(thread);
  Value code = main ? make_code(thread, std::move(stored)) : Value();
  if (code) {
    Value globals = as<Module>(main).dict;
    Value result = run_code(thread, code, globals, {});
  }
  code = nullptr, main = nullptr;
  return run_main_exit_status(thread);
}

}  // namespace xvm
