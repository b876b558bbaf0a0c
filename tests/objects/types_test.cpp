#include <doctest/doctest.h>

#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "fact_ranges.h"
#include "objects/class_build.h"
#include "objects/dict.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/type_object.h"
#include "python.h"
#include "vm/attributes.h"
#include "vm/shape.h"
#include "vm/signature.h"

using namespace xvm;

namespace {

std::set<std::string> names_of(Python& py, Ref type) {
  std::set<std::string> names;
  Value list = list_attributes(py.thread(), type);
  REQUIRE(list);
  for (const Value& name : as<List>(list)) names.insert(native_utf8(name));
  return names;
}

// The built-in types of a runtime by the names under which types.json has them.
std::map<std::string, Type*> types_by_name(Runtime& rt) {
  static const std::map<std::string, std::string> aliases = {{"dictproxy", "mappingproxy"}, {"dict_proxy", "mappingproxy"}, {"instancemethod", "method"}};
  std::map<std::string, Type*> found;
  auto add = [&](Type* type) {
    if (!type) return;
    std::string name = type->name.starts_with("exceptions.") ? type->name.substr(11) : type->name;
    if (auto alias = aliases.find(name); alias != aliases.end()) name = alias->second;
    found.emplace(name, type);
  };
#define X(n) add(rt.types.n);
  XVM_TYPES(X)
#undef X
#define X(n, base, releases) add(rt.exc.n);
  XVM_EXCEPTIONS(X)
#undef X
  return found;
}

// What types lack still; an entry that no longer holds fails the test.
const std::set<std::string> lacking = {};

// type(name, bases, dict).
Value make_class(Python& py, const char* name, std::initializer_list<Ref> bases, std::initializer_list<std::pair<const char*, Ref>> members = {}) {
  Value dict = make_dict(py.thread());
  for (auto& [key, value] : members) REQUIRE(dict_set(py.thread(), as<Dict>(dict), key, value));
  Value title = py.str(name), tuple = make_tuple(py.thread(), bases);
  return call(py.thread(), Ref(py.runtime().types.type), title, tuple, dict);
}

}  // namespace

TEST_CASE("dir() of every built-in type is that of the release") {
  std::ifstream file(TYPES_JSON);
  nlohmann::json facts = nlohmann::json::parse(file);
  std::set<std::string> lacked;
  for (const Release& release : all_releases()) {
    CAPTURE(release.tag);
    Python py(release);
    std::map<std::string, Type*> types = types_by_name(py.runtime());
    std::set<std::string> object = names_of(py, Ref(py.runtime().types.object));
    std::set<std::string> exception = names_of(py, Ref(py.runtime().exc.BaseException));
    std::size_t compared = 0;
    for (auto& [name, rows] : facts.items()) {
      auto type = types.find(name);
      if (!listed(release, rows[""]) || type == types.end()) continue;
      CAPTURE(name);
      const std::set<std::string>& base = rows.contains("<") ? exception : object;
      std::set<std::string> wanted = name == "object" ? std::set<std::string>() : base;
      for (auto& [attribute, ranges] : rows.items())
        if (attribute != "" && attribute != "<" && listed(release, ranges)) wanted.insert(attribute);
      std::set<std::string> got = names_of(py, Ref(type->second));
      std::string missing, extra;
      for (const std::string& n : wanted) {
        if (got.contains(n)) continue;
        if (lacking.contains(name + "." + n)) lacked.insert(name + "." + n);
        else missing += n + " ";
      }
      for (const std::string& n : got) if (!wanted.contains(n)) extra += n + " ";
      CHECK(missing == "");
      CHECK(extra == "");
      ++compared;
    }
    CHECK(compared > 80);
  }
  for (const std::string& name : lacking) {
    CAPTURE(name);
    CHECK(lacked.contains(name));
  }
}

TEST_CASE("the MRO is C3's, and an impossible one is refused") {
  for (const Release& release : all_releases()) {
    CAPTURE(release.tag);
    Python py(release);
    Ref object(py.runtime().types.object);
    Value a = make_class(py, "A", {object}), b = make_class(py, "B", {a}), c = make_class(py, "C", {a}), d = make_class(py, "D", {b, c});
    REQUIRE(d);
    std::string order;
    for (const Value& t : as<Tuple>(as<Type>(d).mro)) order += as<Type>(t).name + " ";
    CHECK(order == "D B C A object ");
    CHECK(!make_class(py, "X", {a, b}));
    CHECK(py.raised().starts_with("TypeError: Cannot create a consistent method resolution"));
    CHECK(!make_class(py, "Y", {Ref(py.runtime().types.int_), Ref(py.runtime().types.text)}));
    CHECK(py.raised() == "TypeError: multiple bases have instance lay-out conflict");
    CHECK(!make_class(py, "Z", {Ref(py.runtime().types.bool_)}));
    CHECK(py.raised() == "TypeError: type 'bool' is not an acceptable base type");
  }
}

TEST_CASE("instances of a class share shapes, and a change of the class renews what caches compare") {
  Python py("3.8");
  Thread& thread = py.thread();
  Value c = make_class(py, "C", {Ref(py.runtime().types.object)});
  Value p = call(thread, c), q = call(thread, c), x = native_intern(thread, "x"), y = native_intern(thread, "y");
  for (const Value* o : {&p, &q}) {
    REQUIRE(set_attribute(thread, *o, x, *o));
    REQUIRE(set_attribute(thread, *o, y, none));
  }
  CHECK(head_of(p.object())->shape == head_of(q.object())->shape);
  AttributeLookup first, second;
  REQUIRE(describe_load(thread, p, x, first));
  CHECK(first.kind == AttributeLookup::InstanceSlot);
  CHECK(head_of(p.object())->values[first.index] == p);
  REQUIRE(set_attribute(thread, c, native_intern(thread, "z"), none));
  REQUIRE(describe_load(thread, p, x, second));
  CHECK(first.shape_id != second.shape_id);
  CHECK(first.type_version != second.type_version);
  CHECK(instance_dict(thread, p.object()) != nullptr);
  CHECK(head_of(p.object())->shape == nullptr);
  CHECK(get_attribute(thread, p, x) == p);
  CHECK(!describe_load(thread, p, x, second));
}

TEST_CASE("special methods of a class fill its slots, also when set later or found in a base") {
  for (const Release& release : all_releases()) {
    CAPTURE(release.tag);
    Python py(release);
    Thread& thread = py.thread();
    Value length = get_attribute(thread, Ref(py.runtime().types.int_), "__abs__");   // any callable
    Value c = make_class(py, "C", {Ref(py.runtime().types.object)}), d = make_class(py, "D", {c});
    CHECK(!as<Type>(d).slots.length);
    REQUIRE(set_attribute(thread, c, native_intern(thread, "__len__"), length));
    CHECK(static_cast<bool>(as<Type>(d).slots.length));
    REQUIRE(set_attribute(thread, c, native_intern(thread, "__len__"), Ref()));
    CHECK(!as<Type>(d).slots.length);
    Value l = make_class(py, "L", {Ref(py.runtime().types.list)});
    bool same = as<Type>(l).slots.length == py.runtime().types.list->slots.length;
    CHECK(same);
  }
}

TEST_CASE("native functions word wrong calls as the release does") {
  auto said = [](const char* tag, const char* signature, std::initializer_list<Ref> positional) {
    Python py(tag);
    std::vector<Value> values;
    for (Ref r : positional) values.emplace_back(r);
    std::uint64_t out[8];
    BindKeep keep;
    bool ok = bind_native(py.thread(), signature_of(signature), Args{values.data(), static_cast<std::uint32_t>(values.size()), {}}, out, keep, py.runtime().types.list);
    return ok ? "ok" : py.raised();
  };
  const char *insert = "insert(self, index, object, /)", *pop = "pop(self, index=-1, /)", *append = "append(self, object, /)", *split = "split(self, sep=None, maxsplit=-1)";
  CHECK(said("2.7", append, {}) == "TypeError: append() takes exactly one argument (0 given)");
  CHECK(said("3.9", append, {}) == "TypeError: list.append() takes exactly one argument (0 given)");
  CHECK(said("3.7", insert, {none}) == "TypeError: insert() takes exactly 2 arguments (1 given)");
  CHECK(said("3.8", insert, {none}) == "TypeError: insert expected 2 arguments, got 1");
  CHECK(said("3.7", pop, {none, none}) == "TypeError: pop() takes at most 1 argument (2 given)");
  CHECK(said("3.8", pop, {none, none}) == "TypeError: pop expected at most 1 argument, got 2");
  CHECK(said("3.8", split, {none, none, none}) == "TypeError: split() takes at most 2 arguments (3 given)");
  CHECK(said("3.8", split, {none}) == "ok");
}
