// Modules: making them, and native ones from their specs. The type's methods are in module_type.cpp.
#include "objects/module.h"

#include "objects/dict.h"
#include "objects/function.h"
#include "objects/text.h"
#include "vm/errors.h"
#include "vm/limits.h"
#include "vm/runtime.h"
#include "vm/thread.h"

namespace xvm {

namespace {

bool modules_have_package(const Release& r) { return r.since(2, 6); }
bool modules_have_loader(const Release& r) { return r.since(3, 3); }
bool modules_have_spec(const Release& r) { return r.since(3, 4); }

// The name of a row: its signature up to the parenthesis.
std::string_view row_name(const Method& row) {
  std::string_view text = row.signature;
  return text.substr(0, text.find('('));
}

}  // namespace

Value make_module(Thread& thread, std::string_view name) {
  Module* module = allocate<Module>(thread.rt.types.module);
  module->dict = make_dict(thread);
  module->name = native_intern(thread, name);
  track(module);
  Value owner = own(module);
  const Names& names = thread.rt.names;
  const Release& release = thread.rt.release;
  Dict& dict = as<Dict>(module->dict);
  bool ok = dict_set(thread, dict, names.name__, module->name) && dict_set(thread, dict, names.doc__, none);
  if (ok && modules_have_package(release)) ok = dict_set(thread, dict, names.package__, none);
  if (ok && modules_have_loader(release)) ok = dict_set(thread, dict, names.loader__, none);
  if (ok && modules_have_spec(release)) ok = dict_set(thread, dict, names.spec__, none);
  return ok ? std::move(owner) : Value();
}

bool module_add(Thread& thread, Module& module, const char* name, Value value) {
  if (!value) return false;
  Value key = native_intern(thread, name);
  return dict_set(thread, as<Dict>(module.dict), key, value);
}

bool module_add_functions(Thread& thread, Module& module, std::span<const Method> rows) {
  for (const Method& row : rows) {
    if (!thread.rt.in(row.releases)) continue;
    Value key = native_intern(thread, row_name(row));
    Value function = make_native(thread, row, Ref(&module), module.name);
    if (!dict_set(thread, as<Dict>(module.dict), key, function)) return false;
  }
  return true;
}

Value create_native_module(Thread& thread, const ModuleSpec& spec) {
  Value owner = make_module(thread, spec.name);
  if (!owner) return owner;
  Module& module = as<Module>(owner);
  if (spec.doc && !module_add(thread, module, "__doc__", native_str(thread, spec.doc))) return Value();
  if (!module_add_functions(thread, module, spec.methods)) return Value();
  if (spec.fill && !spec.fill(thread, module)) return Value();
  return owner;
}

const ModuleSpec* find_native_module(Runtime& runtime, std::string_view name) {
  if (in_sandbox && (name == "posix" || name == "signal" || name == "_signal" || name == "select" || name == "_posixsubprocess" || name == "zipimport")) return nullptr;
  for (const ModuleSpec* spec : native_modules())
    if (name == spec->name && runtime.in(spec->releases)) return spec;
  return nullptr;
}

}  // namespace xvm
