#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "../objects/fact_ranges.h"
#include "../objects/python.h"
#include "objects/dict.h"
#include "objects/module.h"
#include "vm/import_system.h"

using namespace xvm;

namespace {

// module: {name: "2.5-2.7 3.3", ...}; "" stands for the module itself.
using Table = std::map<std::string, std::map<std::string, std::string>>;

Table read_table(const char* path) {
  std::ifstream in(path);
  return nlohmann::json::parse(in).get<Table>();
}
// What is lacking is listed by reason.
Table read_lacking(const char* path) {
  std::ifstream in(path);
  Table all;
  for (auto& [reason, table] : nlohmann::json::parse(in).get<std::map<std::string, Table>>())
    for (auto& [module, names] : table) all[module].insert(names.begin(), names.end());
  return all;
}

// What every module of the release has is the import system's affair.
bool is_compared(const std::string& name) {
  static const std::set<std::string> others = {"__doc__", "__file__", "__name__", "__loader__", "__package__", "__spec__", "__builtins__", "__cached__", "__initializing__", "__path__"};
  return !others.contains(name);
}

std::set<std::string> names_in(Ref module) {
  std::set<std::string> names;
  DictCursor cursor;
  while (DictEntry* entry = cursor.next(as<Dict>(as<Module>(module).dict)))
    if (std::string name = native_utf8(entry->key); is_compared(name)) names.insert(name);
  return names;
}

Value native_module(Python& py, const std::string& name) {
  Thread& thread = py.thread();
  Value key = native_intern(thread, name);
  if (Ref known = dict_get(thread, as<Dict>(thread.rt.modules), key)) return Value(known);
  const ModuleSpec* spec = find_native_module(thread.rt, name);
  if (!spec || spec->fallback) return Value();
  return import_native(thread, name, false);
}

}  // namespace

// lacking.json lists what is not there, and why: a name that has come must go from the list.
TEST_CASE("native modules have the names that the release's have") {
  Table modules = read_table(MODULES_JSON), lacking = read_lacking(LACKING_JSON);
  for (const Release& release : all_releases()) {
    CAPTURE(release.tag);
    Python py(release);
    for (const auto& [module, names] : modules) {
      if (!listed(release, names.at(""))) continue;
      CAPTURE(module);
      const auto& lacks = lacking[module];
      auto may_lack = [&](const std::string& name) {
        auto found = lacks.find(name);
        return found != lacks.end() && listed(release, found->second);
      };
      Value made = native_module(py, module);
      INFO("error: " << (py.thread().has_error() ? py.raised() : "none"));
      CHECK(static_cast<bool>(made) != may_lack(""));
      if (!made) continue;
      std::set<std::string> ours = names_in(made);
      std::string missing, extra, outdated;
      for (const auto& [name, ranges] : names) {
        if (name.empty() || !listed(release, ranges)) continue;
        bool there = ours.erase(name) > 0;
        if (!there && !may_lack(name)) missing += " " + name;
        if (there && may_lack(name)) outdated += " " + name;
      }
      for (const std::string& name : ours)
        if (!may_lack("+" + name)) extra += " " + name;
      CHECK(missing == "");
      CHECK(extra == "");
      CHECK(outdated == "");
    }
  }
}
