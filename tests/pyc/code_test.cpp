#include "pyc/code.h"

#include <doctest/doctest.h>

#include "sample.h"

using namespace sample;
using xvm::all_releases;
using xvm::Code;
using xvm::Release;

namespace {

std::string joined(const Code& code, std::span<const xvm::ConstantId> names) {
  std::string out;
  for (xvm::ConstantId name : names) out += std::string(code.text(name)) + " ";
  return out;
}

std::string refused(std::string_view tag, const Fields& fields) {
  std::string text = refusal(pyc(release(tag), fields));
  return text.starts_with("f.pyc: ") ? text.substr(7) : text;
}

}  // namespace

TEST_CASE("a code object has the fields that its release stores") {
  for (const Release& of : all_releases()) {
    CAPTURE(of.tag);
    auto file = read(pyc(of));
    REQUIRE(file);
    const Code& code = *(*file)->top;
    CHECK(code.name() == "<module>");
    CHECK(code.qualname() == "<module>");
    CHECK(code.filename() == "f.py");
    CHECK(code.stacksize == 1);
    CHECK(code.firstlineno == 1);
    CHECK(code.bytecode().size() == 4);
    CHECK(code.consts().size() == 1);
    CHECK(code.varnames().empty());
    CHECK(code.release == &of);
    CHECK(written(**file) == pyc(of));
  }
}

TEST_CASE("to 3.10 locals, cells and free variables are stored apart") {
  const Release& of = release("3.10");
  auto file = read(pyc(of, {{"co_argcount", int32(1)},
                            {"co_nlocals", int32(2)},
                            {"co_varnames", tuple({name(of, "a"), name(of, "b")})},
                            {"co_cellvars", tuple({name(of, "a")})},
                            {"co_freevars", tuple({name(of, "c")})}}));
  REQUIRE_MESSAGE(file, file.error());
  const Code& code = *(*file)->top;
  CHECK(joined(code, code.varnames()) == "a b ");
  CHECK(joined(code, code.cellvars()) == "a ");
  CHECK(joined(code, code.freevars()) == "c ");
}

TEST_CASE("from 3.11 they are told apart by kind, and a parameter may be a cell too") {
  const Release& of = release("3.11");
  auto file = read(pyc(of, {{"co_argcount", int32(1)},
                            {"co_localsplusnames", tuple({name(of, "a"), name(of, "b"), name(of, "x"), name(of, "c")})},
                            {"co_localspluskinds", sized('s', "\x60\x20\x40\x80")}}));
  REQUIRE_MESSAGE(file, file.error());
  const Code& code = *(*file)->top;
  CHECK(code.nlocals == 2);
  CHECK(joined(code, code.varnames()) == "a b ");
  CHECK(joined(code, code.cellvars()) == "a x ");
  CHECK(joined(code, code.freevars()) == "c ");
}

TEST_CASE("a nested code object knows what encloses it, and messages name it by its path") {
  for (const Release& of : all_releases()) {
    CAPTURE(of.tag);
    std::string inner = code(of, {{"co_name", name(of, "g")}});
    std::string outer = code(of, {{"co_name", name(of, "f")}, {"co_consts", tuple({inner})}});
    auto file = read(pyc(of, {{"co_consts", tuple({"N", outer, "N"})}}));
    REQUIRE_MESSAGE(file, file.error());
    const auto& codes = (*file)->pool.codes();
    REQUIRE(codes.size() == 3);
    CHECK(codes[2].path() == "<module>.f.g");
    CHECK(codes[2].outer == &codes[1]);
    CHECK(codes[0].outer == nullptr);
    CHECK(&codes[0] == (*file)->top);
  }
}

TEST_CASE("a fault is told of the code object that has it") {
  const Release& of = release("3.6");
  std::string inner = code(of, {{"co_name", name(of, "g")}, {"co_names", "N"}});
  CHECK(refused("3.6", {{"co_consts", tuple({inner})}}) == "<module>.g: co_names is None, not a tuple of strings");
}

TEST_CASE("names in messages are made printable and short") {
  const Release& of = release("3.6");
  CHECK(refused("3.6", {{"co_name", name(of, "a\nb\x1b")}, {"co_names", "N"}}) ==
        "a\\x0ab\\x1b: co_names is None, not a tuple of strings");
  CHECK(refused("3.6", {{"co_name", name(of, repeat(10000, "x"))}, {"co_names", "N"}}) ==
        repeat(80, "x") + "...: co_names is None, not a tuple of strings");
}

TEST_CASE("every field of the wrong type is refused") {
  for (const Release& of : all_releases())
    for (const xvm::CodeField& field : xvm::code_fields(of)) {
      if (field.type == xvm::FieldType::Number) continue;
      CAPTURE(of.tag);
      CAPTURE(field.name);
      for (const std::string& wrong : {"N"s, "i" + int32(1), "[" + int32(0), "g" + std::string(8, '\0')})
        CHECK(refusal(pyc(of, {{std::string(field.name), wrong}})).find(": " + std::string(field.name) + " is ") !=
              std::string::npos);
    }
}

TEST_CASE("names are byte strings in 2.x and text in 3.x") {
  CHECK(refused("2.7", {{"co_names", tuple({sized('u', "a")})}}) ==
        "<module>: co_names is not a tuple of strings: it holds unicode");
  CHECK(refused("3.2", {{"co_names", tuple({sized('s', "a")})}}) ==
        "<module>: co_names is not a tuple of strings: it holds bytes");
  CHECK(refused("2.7", {{"co_name", sized('u', "a")}}) == "a: co_name is unicode, not a string");
  CHECK(refused("2.7", {{"co_name", "N"}}) == "<unnamed>: co_name is None, not a string");
  CHECK(refused("3.2", {{"co_code", sized('u', "a")}}) == "<module>: co_code is a string, not bytes");
}

TEST_CASE("counts that contradict each other are refused") {
  CHECK(refused("3.2", {{"co_stacksize", int32(-1)}}) == "<module>: co_stacksize is -1");
  CHECK(refused("3.2", {{"co_argcount", int32(-1)}}) == "<module>: co_argcount is -1");
  CHECK(refused("3.2", {{"co_nlocals", int32(2)}}) == "<module>: co_nlocals is 2, but co_varnames has 0 names");
  CHECK(refused("3.2", {{"co_argcount", int32(1)}}) == "<module>: 1 parameters, but co_varnames has only 0 names");
  CHECK(refused("3.2", {{"co_flags", int32(4)}}) == "<module>: 1 parameters, but co_varnames has only 0 names");
  CHECK(refused("3.8", {{"co_posonlyargcount", int32(1)}}) ==
        "<module>: co_posonlyargcount is 1, more than co_argcount, 0");
  CHECK(refused("3.13", {{"co_argcount", int32(0x7fffffff)}, {"co_kwonlyargcount", int32(0x7fffffff)}}) ==
        "<module>: 4294967294 parameters, but co_varnames has only 0 names");
}

TEST_CASE("kinds of variables fit their names and stand in order") {
  const Release& of = release("3.12");
  auto kinds = [&](std::string_view kinds) {
    return refused("3.12", {{"co_localsplusnames", tuple({name(of, "a"), name(of, "b")})},
                            {"co_localspluskinds", sized('s', kinds)}});
  };
  CHECK(kinds("\x20\x80") == "");
  CHECK(kinds("\x30\x40") == "");
  CHECK(kinds("\x20") == "<module>: co_localspluskinds has 1 bytes for 2 names in co_localsplusnames");
  CHECK(kinds("\x20\x01") == "<module>: co_localspluskinds has 0x01 at 1, which is no kind of variable");
  CHECK(kinds("\x20\x10") == "<module>: co_localspluskinds has 0x10 at 1, which is no kind of variable");
  CHECK(kinds("\x20\xa0") == "<module>: co_localspluskinds has 0xa0 at 1, which is no kind of variable");
  CHECK(kinds("\x80\x20") == "<module>: co_localspluskinds is not in the order locals, cells, free variables (at 1)");
}
