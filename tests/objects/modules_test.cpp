// The members of the native modules, release by release.
#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "fact_ranges.h"
#include "objects/list.h"
#include "objects/type_object.h"
#include "python.h"
#include "vm/import.h"

using namespace xvm;

namespace {

std::set<std::string> members_of(Python& py, Ref module) {
  std::set<std::string> names;
  Value list = list_attributes(py.thread(), module);
  REQUIRE(list);
  for (const Value& name : as<List>(list)) names.insert(native_utf8(name));
  return names;
}

// What a module lacks or has besides in some releases, with the reason.
const std::map<std::string, std::string> excused = {
    {"sys.exitfunc", "2.x: atexit puts it there"},
};

// Of modules that CPython loads from files: theirs are native here.
bool of_files(const std::string& member) { return member == "__file__" || member == "__cached__" || member == "__builtins__"; }

}  // namespace

TEST_CASE("the members of native modules are those of the release") {
  std::ifstream file(MODULES_JSON);
  nlohmann::json facts = nlohmann::json::parse(file);
  std::map<std::string, std::string> missing, extra;
  for (const Release& release : all_releases()) {
    CAPTURE(release.tag);
    Python py(release);
    for (auto& [module, rows] : facts.items()) {
      if (!listed(release, rows[""])) continue;
      CAPTURE(module);
      Value name = py.str(module), found = import_module(py.thread(), name, {}, {}, 0);
      if (!found) {
        missing[module] += std::string(release.tag) + " ";
        py.raised();
        continue;
      }
      std::set<std::string> got = members_of(py, found), wanted;
      for (auto& [member, ranges] : rows.items())
        if (member != "" && listed(release, ranges)) wanted.insert(member);
      for (const std::string& n : wanted)
        if (!of_files(n) && !got.contains(n)) missing[module + "." + n] += std::string(release.tag) + " ";
      for (const std::string& n : got)
        if (!wanted.contains(n)) extra[module + "." + n] += std::string(release.tag) + " ";
    }
  }
  for (auto& [name, releases] : missing) {
    CAPTURE(releases);
    CHECK_MESSAGE(excused.contains(name), "lacks ", name);
  }
  for (auto& [name, releases] : extra) {
    CAPTURE(releases);
    CHECK_MESSAGE(excused.contains(name), "has besides ", name);
  }
  for (auto& [name, reason] : excused) CHECK_MESSAGE((missing.contains(name) || extra.contains(name)), "no longer: ", name);
}
