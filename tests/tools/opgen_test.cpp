#include <doctest/doctest.h>
#include <fmt/format.h>

#include "spec.h"

namespace xvm::opgen {
namespace {

std::string operation(std::string_view extra, std::string_view name = "NOP") {
  return fmt::format(R"({{"op": "{}", "pops": 0, "pushes": 0, "leaves": ["next"], "about": "x"{}}})", name, extra);
}

std::string release(std::string_view opcodes, std::string_view extra = "") {
  return fmt::format(R"({{"version": "3.7", "release": "3.7.0", "magic": 3394, "header_bytes": 16, "encoding": "wordcode",
    "jump_unit": "bytes", "exceptions": "block_stack", "line_table": "signed", "marshal_version": 4, "have_argument": 90,
    "cmp_op": []{}, "opcodes": [{}]}})", extra, opcodes);
}

// The one line that opgen says of these two files; "" where it accepts them.
std::string said(const std::string& operations, const std::string& versions, std::string_view handlers = "") {
  try {
    Specs specs;
    read_family(operations, "opcodes/f.json", specs);
    read_release(versions, "versions/3.7.json", specs);
    check(specs);
    if (!handlers.empty()) check_handlers(specs, handlers);
    operation_list(specs);
    operation_table(specs);
    opcode_tables(specs);
    release_table(specs);
  } catch (const SpecError& error) {
    return error.what();
  }
  return "";
}

std::string of_operations(std::string_view rows) {
  return said(fmt::format(R"({{"family": "f", "operations": [{}]}})", rows), release(""));
}

std::string of_opcodes(std::string_view rows, std::string_view extra = "") {
  return said(fmt::format(R"({{"family": "f", "operations": [{}]}})", operation("")), release(rows, extra));
}

}  // namespace

TEST_CASE("opgen accepts sound files") {
  CHECK(of_opcodes(R"({"code": 9, "name": "NOP", "operand": "none", "op": "NOP"})") == "");
}

TEST_CASE("opgen names file and row of what does not fit together") {
  CHECK(of_opcodes(R"({"code": 9, "name": "NOP", "operand": "none", "op": "NOPE"})") == "versions/3.7.json: NOP: no operation NOPE");
  CHECK(of_opcodes(R"({"code": 9, "name": "NOP", "operand": "none"}, {"code": 9, "name": "POP", "operand": "none"})") ==
        "versions/3.7.json: POP: code 9 is used twice");
  CHECK(of_opcodes(R"({"code": 9, "name": "NOP", "operand": "none"}, {"code": 8, "name": "NOP", "operand": "none"})") ==
        "versions/3.7.json: NOP: the name is used twice");
  CHECK(of_opcodes(R"({"code": 9, "name": "NOP", "operand": "none", "cases": [{"if": "arg", "is": 1, "op": "NOPE"}]})") ==
        "versions/3.7.json: NOP: no operation NOPE");
  CHECK(of_opcodes(R"({"code": 9, "name": "NOP", "operand": "none", "cases": [{"after": ["POP"], "op": "NOP"}]})") ==
        "versions/3.7.json: NOP: after: no opcode POP");
  CHECK(of_opcodes(R"({"code": 9, "name": "NOP", "operand": "none", "caches": 1})") ==
        "versions/3.7.json: NOP: the encoding has no inline caches");
  CHECK(of_operations(operation("") + ", " + operation("")) == "opcodes/f.json: NOP: the operation is there twice");
  CHECK(of_operations(operation(R"(, "backward": "BACK")")) == "opcodes/f.json: NOP: backward: no operation BACK");
  CHECK(of_operations(operation(R"(, "cache": true, "b": "count")")) ==
        "opcodes/f.json: NOP: an operation with a cache has no room for b");
}

TEST_CASE("opgen names file and row of what cannot be read") {
  CHECK(of_opcodes(R"({"code": 256, "name": "NOP", "operand": "none"})") ==
        "versions/3.7.json: NOP: \"code\" is not a number from 0 to 255");
  CHECK(of_opcodes(R"({"name": "NOP", "operand": "none"})") == "versions/3.7.json: NOP: \"code\" is missing");
  CHECK(of_opcodes(R"({"code": 9, "name": "NOP", "operand": "nun"})") == "versions/3.7.json: NOP: operand: no \"nun\" is known");
  CHECK(of_opcodes(R"({"code": 9, "name": "NOP", "operand": "none", "cashes": 1})") ==
        "versions/3.7.json: NOP: no key \"cashes\" is known");
  CHECK(of_opcodes(R"({"code": 9, "name": "NOP", "operand": "number", "arg": "arg >> x"})") ==
        "versions/3.7.json: NOP: arg: \"arg >> x\" is neither a number nor \"arg >> shift & mask\"");
  CHECK(of_opcodes("", R"(, "wide": 1)") == "versions/3.7.json: no key \"wide\" is known");
  CHECK(of_operations(R"({"op": "NOP", "pops": "1 +", "pushes": 0, "leaves": [], "about": ""})") ==
        "opcodes/f.json: NOP: pops: \"1 +\" does not parse at character 4");
  CHECK(of_operations(R"({"op": "NOP", "pops": "n", "pushes": 0, "leaves": [], "about": ""})") ==
        "opcodes/f.json: NOP: pops: \"n\" does not parse at character 1");
  CHECK(of_operations(R"({"op": "NOP", "pops": 0, "pushes": 0, "leaves": ["exit"], "about": ""})") ==
        "opcodes/f.json: NOP: leaves: no \"exit\" is known");
  CHECK(said("{", release("")).starts_with("opcodes/f.json: "));
}

TEST_CASE("opgen misses a handler") {
  std::string operations = fmt::format(R"({{"family": "f", "operations": [{}]}})", operation("", "POP_TOP"));
  CHECK(said(operations, release(""), "Next pop_top(Thread&)") == "");
  CHECK(said(operations, release(""), "Next xpop_top(Thread&) pop_top2()") == "opcodes/f.json: POP_TOP: no handler pop_top");
}

TEST_CASE("a stack effect becomes an expression") {
  CHECK(effect_expression("2 * arg + 1") == "((std::int64_t{2} * std::int64_t{ins.arg}) + std::int64_t{1})");
  CHECK(effect_expression("1 + (arg >> 1 & 1)") == "(std::int64_t{1} + ((std::int64_t{ins.arg} >> std::int64_t{1}) & std::int64_t{1}))");
  CHECK(constant_effect("3") == 3);
  CHECK(constant_effect("arg") == std::nullopt);
}

}  // namespace xvm::opgen
