// Importing: sys.modules, native modules, from and star imports.
#include "vm/import.h"

#include "objects/dict.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"

namespace xvm {

namespace {

bool has_module_not_found(const Release& r) { return r.since(3, 6); }
bool quotes_missing_module(const Release& r) { return r.since(3, 3); }

ErrorSet no_module(Thread& thread, std::string_view name) {
  Type* type = has_module_not_found(thread.rt.release) ? thread.rt.exc.ModuleNotFoundError : thread.rt.exc.ImportError;
  return quotes_missing_module(thread.rt.release) ? raise_format(thread, type, "No module named '{}'", name) : raise_format(thread, type, "No module named {}", name);
}

}  // namespace

Value import_module(Thread& thread, Ref name, Ref, Ref, std::int64_t) {
  Ref found = dict_get(thread, as<Dict>(thread.rt.modules), name);
  if (found) return Value(found);
  if (thread.has_error()) return error_set;
  std::string text = native_utf8(name);
  const ModuleSpec* spec = find_native_module(thread.rt, text);
  if (!spec) return no_module(thread, text);
  Value module = create_native_module(thread, *spec);
  return module && dict_set(thread, as<Dict>(thread.rt.modules), name, module) ? std::move(module) : Value();
}

Value import_from_module(Thread& thread, Ref module, Ref name) {
  Value found = find_attribute(thread, module, name);
  if (found || thread.has_error()) return found;
  return raise_format(thread, thread.rt.exc.ImportError, "cannot import name {}", native_utf8(name));
}

bool import_all(Thread& thread, Ref module, Ref locals) {
  Value dict = get_attribute(thread, module, thread.rt.names.dict__);
  if (!dict) return false;
  return for_each(thread, dict, [&](Ref name) {
    if (native_utf8(name).starts_with("_")) return true;
    Value value = get_attribute(thread, module, name);
    return value && set_item(thread, locals, name, value);
  });
}

}  // namespace xvm
