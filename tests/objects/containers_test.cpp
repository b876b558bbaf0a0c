// dict and set keep the order that each release shows; lists sort and slice.
#include <doctest/doctest.h>

#include "objects/dict.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/set.h"
#include "objects/shared_keys.h"
#include "objects/slice.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/thread.h"

using namespace xvm;

namespace {

constexpr const char* keys[] = {"name", "value", "left", "right", "parent", "size", "color", "key"};

struct Python {
  explicit Python(const char* tag) : rt(Runtime::create(*find_release(tag), {})), thread(*rt->main_thread) {}
  std::unique_ptr<Runtime> rt;
  Thread& thread;

  Value dict_of_keys() {
    Value dict = make_dict(thread);
    std::int64_t i = 0;
    for (const char* key : keys) REQUIRE(dict_set(thread, as<Dict>(dict), key, Value::small(i++)));
    return dict;
  }
  Value set_of_keys() {
    Value set = make_set(thread);
    for (const char* key : keys) REQUIRE(set_add(thread, as<Set>(set), native_str(thread, key)));
    return set;
  }
  std::string text(Ref v) { return repr_utf8(thread, v); }
};

}  // namespace

TEST_CASE("A dict shows its keys in the order of slots to 3.5 and of insertion from 3.6") {
  {
    Python p("2.7");
    Value d = p.dict_of_keys();
    CHECK(p.text(d) == "{'right': 3, 'name': 0, 'parent': 4, 'color': 6, 'value': 1, 'key': 7, 'left': 2, 'size': 5}");
  }
  for (const char* tag : {"3.6", "3.8", "3.13"}) {
    Python p(tag);
    Value d = p.dict_of_keys();
    CHECK(p.text(d) == "{'name': 0, 'value': 1, 'left': 2, 'right': 3, 'parent': 4, 'size': 5, 'color': 6, 'key': 7}");
  }
}

TEST_CASE("Dicts that share keys show them by their slots, and have a table of their own once the keys are full") {
  for (const char* tag : {"3.3", "3.4", "3.5"}) {
    CAPTURE(tag);
    Python p(tag);
    SharedKeys* keys = retain(new SharedKeys(4, 3));
    Value first = own(allocate_shared_dict(p.thread, keys)), second = own(allocate_shared_dict(p.thread, keys));
    Dict &one = as<Dict>(first), &other = as<Dict>(second);
    for (const char* name : {"b", "a", "c"}) REQUIRE(dict_set(p.thread, one, name, Value::small(1)));
    for (const char* name : {"c", "a", "b"}) REQUIRE(dict_set(p.thread, other, name, Value::small(1)));
    CHECK(keys->usable == 0);
    CHECK(p.text(Value(first)) == p.text(Value(second)));
    REQUIRE(dict_set(p.thread, other, "d", Value::small(1)));
    CHECK(one.shared_keys);
    CHECK(!other.shared_keys);
    CHECK(other.length == 4);
    CHECK(keys->dicts == 1);
    for (const char* name : {"a", "b", "c", "d"}) CHECK(dict_get(p.thread, other, name));
    first = nullptr;
    CHECK(keys->dicts == 0);
    release(keys);
  }
}

TEST_CASE("popitem takes the first slot in 2.7 and the last entry from 3.6") {
  for (auto [tag, first] : {std::pair{"2.7", "('right', 3)"}, {"3.6", "('key', 7)"}}) {
    Python p(tag);
    Value d = p.dict_of_keys();
    CHECK(p.text(dict_pop_item(p.thread, as<Dict>(d))) == first);
    CHECK(as<Dict>(d).length == 7);
  }
}

TEST_CASE("A set shows its items in the order of the release's table") {
  for (auto [tag, shown] : {std::pair{"2.7", "set(['right', 'name', 'parent', 'color', 'value', 'key', 'left', 'size'])"},
                            {"3.6", "{'parent', 'value', 'name', 'size', 'key', 'right', 'left', 'color'}"},
                            {"3.13", "{'key', 'parent', 'name', 'color', 'right', 'left', 'value', 'size'}"}}) {
    CAPTURE(tag);
    Python p(tag);
    Value s = p.set_of_keys();
    CHECK(p.text(s) == shown);
  }
}

TEST_CASE("Deleted keys leave room that insertions reuse, and every key is found again") {
  for (const Release& release : all_releases()) {
    CAPTURE(release.tag);
    Python p(std::string(release.tag).c_str());
    Value owner = make_dict(p.thread), items = make_set(p.thread);
    Dict& dict = as<Dict>(owner);
    for (std::int64_t i = 0; i < 3000; ++i) {
      REQUIRE(dict_set(p.thread, dict, Value::small(i * 7), Value::small(i)));
      REQUIRE(set_add(p.thread, as<Set>(items), Value::small(i * 7)));
      if (i < 20) continue;
      REQUIRE(dict_delete(p.thread, dict, Value::small((i - 20) * 7)) == 1);
      REQUIRE(set_discard(p.thread, as<Set>(items), Value::small((i - 20) * 7)) == 1);
    }
    CHECK(dict.length == 20);
    CHECK(dict.slots <= 128);
    for (std::int64_t i = 2980; i < 3000; ++i) {
      CHECK(dict_get(p.thread, dict, Value::small(i * 7)) == Value::small(i));
      CHECK(set_contains(p.thread, as<Set>(items), Value::small(i * 7)) == 1);
    }
    CHECK(!dict_get(p.thread, dict, Value::small(7)));
  }
}

TEST_CASE("Sorting is stable, also in reverse") {
  Python p("3.8");
  Value owner = own(allocate_list(p.thread, 0));
  List& list = as<List>(owner);
  for (std::int64_t i = 0; i < 500; ++i) list_append(list, Value::small((i * 7919) % 503));
  REQUIRE(list_sort(p.thread, list, {}, false));
  for (std::size_t i = 1; i < list.length; ++i) CHECK(list[i - 1].small_int() <= list[i].small_int());
  REQUIRE(list_sort(p.thread, list, {}, true));
  for (std::size_t i = 1; i < list.length; ++i) CHECK(list[i - 1].small_int() >= list[i].small_int());
}

TEST_CASE("A slice assigned from the list itself copies it first") {
  Python p("3.8");
  Value owner = own(allocate_list(p.thread, 0));
  List& list = as<List>(owner);
  for (std::int64_t i = 1; i <= 3; ++i) list_append(list, Value::small(i));
  list_splice(list, 1, 1, list.items, list.length);
  CHECK(p.text(owner) == "[1, 1, 2, 3, 2, 3]");
}
