#include "vm/main_program.h"

#include <vector>

#include "modules/atexit.h"
#include "objects/code.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/module.h"
#include "objects/text.h"
#include "vm/errors.h"
#include "vm/call.h"
#include "vm/frame.h"
#include "vm/heap.h"
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

// Sets a module's names to None as the interpreter does at its end: those with one underscore first.
void clear_module(Thread& thread, Ref module) {
  Value dict = as<Module>(module).dict;
  for (bool underscored : {true, false}) {
    std::vector<Value> names;
    DictCursor cursor;
    while (DictEntry* entry = cursor.next(as<Dict>(dict))) {
      if (!is_native_str(thread, entry->key) || entry->value.is_none()) continue;
      std::string name = native_utf8(entry->key);
      bool one = name.starts_with("_") && !name.starts_with("__");
      if (underscored ? one : name != "__builtins__") names.push_back(entry->key);
    }
    for (const Value& name : names)
      if (!dict_set(thread, as<Dict>(dict), name, none)) thread.clear_error();
  }
}

void flush_streams(Thread& thread) {
  for (Ref name : {thread.rt.names.stdout_.ref(), thread.rt.names.stderr_.ref()}) {
    Ref stream = dict_get_name(as<Dict>(thread.rt.sys_dict), name);
    if (!stream || stream.is_none()) continue;
    Value keep(stream);
    if (!call_method(thread, keep, thread.rt.names.flush_)) thread.clear_error();
  }
}

// What happens behind the program: exit functions, the end of its names, a last collection.
void end_main(Thread& thread, Ref main) {
  if (Ref given = thread.rt.python2() ? dict_get(thread, as<Dict>(thread.rt.sys_dict), "exitfunc") : Ref()) {
    Value function(given);
    if (!call(thread, function)) print_uncaught(thread);
  }
  run_exit_functions(thread);
  flush_streams(thread);
  if (is<Module>(main)) clear_module(thread, main);
  thread.rt.heap->enabled = true;
  collect(thread, generation_count - 1);
  thread.clear_error();
  flush_streams(thread);
}

}  // namespace

int run_main(Thread& thread, std::shared_ptr<const Code> stored) {
  Value main = make_main(thread);
  Value code = main ? make_code(thread, std::move(stored)) : Value();
  if (code) {
    Value globals = as<Module>(main).dict;
    Value result = run_code(thread, code, globals, {});
  }
  code = nullptr;
  int status = run_main_exit_status(thread);
  end_main(thread, main);
  return status;
}

}  // namespace xvm
