// cPickle of 2.x: the library's pickle under the name by which the faster of the two was known.
#include <vector>

#include "objects/dict.h"
#include "objects/module.h"
#include "objects/text.h"
#include "vm/import.h"
#include "vm/runtime.h"

namespace xvm {

namespace {

bool fill(Thread& thread, Module& module) {
  Value pickle = import_module(thread, "pickle");
  if (!is<Module>(pickle)) return false;
  std::vector<std::pair<Value, Value>> entries;
  DictCursor cursor;
  while (DictEntry* entry = cursor.next(as<Dict>(as<Module>(pickle).dict))) entries.emplace_back(entry->key, entry->value);
  for (auto& [name, value] : entries)
    if (!native_utf8(name).starts_with("__") && !dict_set(thread, as<Dict>(module.dict), name, value)) return false;
  return true;
}

}  // namespace

extern const ModuleSpec c_pickle_module;
const ModuleSpec c_pickle_module{.name = "cPickle", .fill = fill, .releases = py2, .fallback = true};

}  // namespace xvm
