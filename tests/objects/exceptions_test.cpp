#include <doctest/doctest.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>

#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/type_dict.h"

using namespace xvm;

namespace {

// What each release says of its exceptions: {release: {name: {bases, adds}}}, adds being what dir() has beyond the bases'.
const nlohmann::json& facts_of(const Release& release) {
  static const nlohmann::json facts = nlohmann::json::parse(std::ifstream(EXCEPTIONS_JSON));
  return facts.at(std::string(release.tag));
}

// The class of a built-in exception by its name; null where the release has none of it.
Type* exception_named(Runtime& runtime, const std::string& name) {
#define X(n, base, releases) \
  if (name == #n) return runtime.exc.n;
  XVM_EXCEPTIONS(X)
#undef X
  return nullptr;
}

void add_names(Ref type, std::set<std::string>& names) {
  Dict& dict = as<Dict>(filled_dict(as<Type>(type)));
  for (std::uint32_t i = 0; i < dict.used_entries; ++i)
    if (dict.entries[i].value) names.insert(native_utf8(dict.entries[i].key));
}

// Names in the class's own dict that no class behind it in the MRO has.
std::set<std::string> added_names(Type* type) {
  const Tuple& mro = as<Tuple>(type->mro);
  std::set<std::string> own, inherited;
  add_names(mro[0], own);
  for (std::size_t i = 1; i < mro.length; ++i) add_names(mro[i], inherited);
  std::erase_if(own, [&](const std::string& name) { return inherited.contains(name); });
  return own;
}

}  // namespace

TEST_CASE("exceptions have the bases that each release gives them") {
  for (const Release& release : all_releases()) {
    auto runtime = Runtime::create(release, {});
    REQUIRE(runtime);
    for (auto& [name, row] : facts_of(release).items()) {
      const nlohmann::json& bases = row["bases"];
      Type* type = exception_named(*runtime, name);
      REQUIRE_MESSAGE(type, release.tag << " " << name);
      const Tuple& own = as<Tuple>(type->bases);
      REQUIRE_MESSAGE(own.length == bases.size(), release.tag << " " << name);
      for (std::size_t i = 0; i < own.length; ++i)
        CHECK_MESSAGE(exception_class_name(*runtime->main_thread, own[i]) == bases[i].get<std::string>(), release.tag << " " << name);
    }
  }
}

TEST_CASE("dir() of an exception names what the release's does") {
  for (const Release& release : all_releases()) {
    auto runtime = Runtime::create(release, {});
    REQUIRE(runtime);
    for (auto& [name, row] : facts_of(release).items()) {
      std::set<std::string> got = added_names(exception_named(*runtime, name)), expected = row["adds"];
      std::string difference;
      for (const std::string& n : got) if (!expected.contains(n)) difference += " +" + n;
      for (const std::string& n : expected) if (!got.contains(n)) difference += " -" + n;
      CHECK_MESSAGE(difference.empty(), release.tag << " " << name << difference);
    }
  }
}

TEST_CASE("an error set natively is normalised, matched and printed") {
  for (const Release& release : all_releases()) {
    auto runtime = Runtime::create(release, {});
    REQUIRE(runtime);
    Thread& thread = *runtime->main_thread;
    raise(thread, runtime->exc.KeyError, "key");
    REQUIRE(thread.error_is(runtime->exc.LookupError));
    ErrorState error = thread.take_error();
    REQUIRE(normalize_error(thread, error));
    REQUIRE(is<Exception>(error.value));
    CHECK(exception_matches(thread, error.value, Ref(runtime->exc.LookupError)) == 1);
    CHECK(exception_matches(thread, error.value, Ref(runtime->exc.OSError)) == 0);
    CHECK(native_utf8(repr(thread, error.value)) == (release.since(3, 7) ? "KeyError('key')" : "KeyError('key',)"));
    CHECK(format_exception(thread, error) == "KeyError: 'key'\n");
  }
}
