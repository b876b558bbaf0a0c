#include "bytecode/listing.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "../pyc/sample.h"
#include "assembler.h"
#include "bytecode/constant_text.h"
#include "bytecode/disassembler.h"
#include "bytecode/info.h"
#include "bytecode/opcodes.h"

namespace xvm {
namespace {

using Json = nlohmann::json;

std::string line_with(const std::string& text, std::string_view word) {
  std::size_t at = text.find(word);
  REQUIRE(at != std::string::npos);
  std::size_t begin = text.rfind('\n', at) + 1;
  return text.substr(begin, text.find('\n', at) - begin);
}

bool holds(const std::vector<const OpcodeRow*>& rows, std::string_view name) {
  return std::any_of(rows.begin(), rows.end(), [&](const OpcodeRow* row) { return row->name == name; });
}

std::string repr(std::string_view tag, const std::string& marshalled, ConstantStyle style = ConstantStyle::Repr) {
  auto file = sample::read(sample::pyc_with_constant(sample::release(tag), marshalled));
  REQUIRE_MESSAGE(file, file.error());
  std::string text;
  append_constant(text, (*file)->pool, sample::constant(**file), *(*file)->release, style);
  return text;
}

}  // namespace

TEST_CASE("opcodes are listed in columns, by number") {
  std::string text;
  append_opcodes(text, sample::release("3.12"));
  CHECK(line_with(text, "LOAD_ATTR ") ==
        "106  LOAD_ATTR                      name      1->1                      9  LOAD_ATTR|LOAD_METHOD");
  CHECK(line_with(text, "RESERVED") == " 17  RESERVED                       none      -                         0  -");
  Json json;
  for (const Release& release : all_releases()) {
    std::string out;
    append_opcodes_json(out, release);
    json = Json::parse(out);
    CHECK(json["opcodes"].size() == opcodes_of(release).rows.size());
  }
}

TEST_CASE("two releases' opcode sets are compared") {
  OpcodeComparison all = compare_opcodes(sample::release("3.7"), sample::release("3.8"));
  CHECK(holds(all.added, "BEGIN_FINALLY"));
  CHECK(holds(all.removed, "BREAK_LOOP"));
  CHECK(all.renumbered.empty());
  auto map_add = std::find_if(all.changed.begin(), all.changed.end(), [](auto& one) { return one.after->name == "MAP_ADD"; });
  REQUIRE(map_add != all.changed.end());
  CHECK(map_add->what == std::vector<std::string>{"meaning: MAP_ADD_KEY_ON_TOP -> MAP_ADD"});
  for (const Release& release : all_releases()) {
    OpcodeComparison same = compare_opcodes(release, release);
    CHECK(same.added.size() + same.removed.size() + same.renumbered.size() + same.changed.size() == 0);
    std::string out;
    append_comparison_json(out, all_releases().front(), release);
    CHECK(Json::parse(out).size() == 6);
  }
}

TEST_CASE("constants are written as the release's repr() writes them") {
  CHECK(repr("2.7", sample::sized('s', "a'\xff\n")) == R"("a'\xff\n")");
  CHECK(repr("3.7", sample::sized('s', "a")) == "b'a'");
  CHECK(repr("2.7", sample::sized('u', "\xe2\x82\xac")) == R"(u'\u20ac')");
  CHECK(repr("3.7", sample::sized('u', "\xe2\x82\xac")) == "'\xe2\x82\xac'");
  CHECK(repr("3.7", sample::sized('u', "\xed\xa0\x80")) == R"('\ud800')");
  CHECK(repr("3.7", sample::tuple({"N"})) == "(None,)");
  CHECK(repr("3.7", sample::tuple({"T", "i" + sample::int32(-3)}), ConstantStyle::Typed) == "tuple (True, int -3)");
  // 2 ** 60 in digits of 15 bits.
  CHECK(repr("3.7", "l" + sample::int32(5) + std::string("\0\0\0\0\0\0\0\0\1\0", 10)) == "1152921504606846976");
  CHECK(repr("2.7", "l" + sample::int32(-1) + std::string("\7\0", 2)) == "-7L");
  std::string tenth = "g\x9a\x99\x99\x99\x99\x99\xb9\x3f";
  CHECK(repr("2.6", tenth) == "0.10000000000000001");
  CHECK(repr("2.7", tenth) == "0.1");
}

TEST_CASE("the disassembly resolves operands in the words of the release") {
  auto shown = [](std::string_view tag, std::string_view code) {
    const Release& release = sample::release(tag);
    sample::Fields fields{{"co_code", sample::sized('s', assemble(release, code))},
                          {"co_names", sample::tuple({sample::name(release, "print")})}};
    auto file = sample::read(sample::pyc(release, fields));
    REQUIRE_MESSAGE(file, file.error());
    std::string out;
    append_disassembly_json(out, **file);
    return Json::parse(out)["codes"][0]["instructions"][0]["argrepr"].get<std::string>();
  };
  CHECK(shown("3.10", "LOAD_GLOBAL 0") == "print");
  CHECK(shown("3.11", "LOAD_GLOBAL 1") == "NULL + print");
  CHECK(shown("3.13", "LOAD_GLOBAL 1") == "print + NULL");
  CHECK(shown("3.12", "LOAD_ATTR 1") == "NULL|self + print");
  CHECK(shown("3.8", "COMPARE_OP 10") == "exception match");
  CHECK(shown("3.13", "COMPARE_OP 88") == "bool(==)");
  CHECK(shown("3.12", "BINARY_OP 13") == "+=");
  CHECK(shown("3.8", "JUMP_FORWARD 4") == "to 6");
  CHECK(shown("3.8", "MAKE_FUNCTION 9") == "defaults, closure");
  CHECK(shown("3.8", "LOAD_CONST 0") == "None");
  CHECK(shown("3.8", "LOAD_CONST 7") == "?");
}

TEST_CASE("all fields of a code object are in its info") {
  for (const Release& release : all_releases()) {
    CAPTURE(release.tag);
    auto file = sample::read(sample::pyc(release));
    REQUIRE(file);
    std::string out, text;
    append_info_json(out, **file);
    append_info(text, **file);
    Json code = Json::parse(out)["codes"][0];
    CHECK(code["fields"].size() == code_fields(release).size());
    for (const CodeField& field : code_fields(release)) {
      CHECK(code["fields"].contains(field.name));
      CHECK(text.find(field.name) != std::string::npos);
    }
    CHECK(code["fields"]["co_code"] == "64000053");
  }
}

}  // namespace xvm
