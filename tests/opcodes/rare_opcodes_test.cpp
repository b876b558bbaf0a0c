// Opcodes that compilers of some releases hardly ever emit: each does its work where a release has it.
#include <doctest/doctest.h>

#include "run_code.h"

namespace xvm {
namespace {

// Constants are 0 None, 1 the number 1, 2 "a", 3 ("k",), 4 ("k", "l"), 5 2.5.
void check_result(std::string_view text, std::string_view expected, auto fields_of) {
  int releases = 0;
  for (const Release& release : all_releases()) {
    if (!has_opcodes(release, text)) continue;
    CAPTURE(release.tag);
    CAPTURE(text);
    Machine machine(release);
    CHECK(machine.run(text, fields_of(release)) == expected);
    ++releases;
  }
  CHECK(releases > 0);
}
void check_result(std::string_view text, std::string_view expected) {
  check_result(text, expected, [](const Release&) { return sample::Fields(); });
}

}  // namespace

TEST_CASE("NOP does nothing") { check_result("LOAD_CONST 1 | NOP | NOP | RETURN_VALUE", "1"); }

TEST_CASE("the rotations lift the second, third and fourth value") {
  check_result("LOAD_CONST 1 | LOAD_CONST 5 | ROT_TWO | BUILD_TUPLE 2 | RETURN_VALUE", "(2.5, 1)");
  check_result("LOAD_CONST 0 | LOAD_CONST 1 | LOAD_CONST 5 | ROT_THREE | BUILD_TUPLE 3 | RETURN_VALUE", "(2.5, None, 1)");
  check_result("LOAD_CONST 0 | LOAD_CONST 1 | LOAD_CONST 2 | LOAD_CONST 5 | ROT_FOUR | BUILD_TUPLE 4 | RETURN_VALUE", "(2.5, None, 1, 'a')");
}

TEST_CASE("IMPORT_STAR binds what the module has in the namespace") {
  auto names = [](const Release& release) {
    return sample::Fields{{"co_names", sample::tuple({sample::name(release, "__builtins__"), sample::name(release, "len")})}};
  };
  check_result("LOAD_NAME 0 | IMPORT_STAR | DELETE_NAME 1 | LOAD_CONST 1 | RETURN_VALUE", "1", names);
  check_result("LOAD_NAME 0 | CALL_INTRINSIC_1 2 | POP_TOP | DELETE_NAME 1 | LOAD_CONST 1 | RETURN_VALUE", "1", names);
}

TEST_CASE("END_FOR takes the exhausted iterator, or in 3.13 what stands on top") {
  CHECK(Machine(*find_release("3.12")).run("LOAD_CONST 1 | LOAD_CONST 2 | LOAD_CONST 5 | END_FOR | RETURN_VALUE") == "1");
  CHECK(Machine(*find_release("3.13")).run("LOAD_CONST 1 | LOAD_CONST 2 | END_FOR | RETURN_VALUE") == "1");
}

}  // namespace xvm
