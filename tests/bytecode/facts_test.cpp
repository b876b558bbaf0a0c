// Every release's tables against what that CPython says of itself (tests/facts).
#include <doctest/doctest.h>
#include <fmt/format.h>

#include <fstream>
#include <nlohmann/json.hpp>
#include <set>

#include "bytecode/opcodes.h"
#include "bytecode/operations.h"
#include "pyc/release.h"

namespace xvm {
namespace {

using Json = nlohmann::json;

Json facts(const Release& release) {
  std::ifstream in(fmt::format(FACTS_DIR "/{}.json", release.tag));
  REQUIRE(in);
  return Json::parse(in);
}

// Pseudo and INSTRUMENTED_ opcodes never stand in a .pyc.
bool in_files(const Json& opcode) {
  return opcode["code"] < 256 && !opcode["name"].get<std::string>().starts_with("INSTRUMENTED_");
}

std::string category(OperandForm form) {
  switch (form) {
    case OperandForm::Const: return "const";
    case OperandForm::Name: return "name";
    case OperandForm::Local: return "local";
    case OperandForm::Cell: return "free";
    case OperandForm::Compare: return "compare";
    case OperandForm::Jump:
    case OperandForm::JumpBack: return "jrel";
    case OperandForm::JumpTo: return "jabs";
    default: return "";
  }
}

// What the decoder makes of the row and an operand, without resolving it.
Instruction translate(const OpcodeTable& table, const OpcodeRow& row, std::uint32_t arg) {
  for (const OpcodeCase& one : table.cases_of(row))
    if (one.previous < 0 && one.test.of(arg) == one.is)
      return {one.op, static_cast<std::uint16_t>(one.a.of(arg)), one.arg.of(arg), one.b.of(arg)};
  return {row.op, static_cast<std::uint16_t>(row.a.of(arg)), row.arg.of(arg), row.b.of(arg)};
}

// Where our depth differs from CPython's on purpose.
bool differs(const Release& release, std::string_view name, bool jump) {
  // One opaque slot in place of a finally state, and blocks that push only when they are entered.
  for (std::string_view one : {"SETUP_EXCEPT", "SETUP_FINALLY", "SETUP_WITH", "SETUP_ASYNC_WITH"})
    if (name == one) return jump || release.until(3, 7);
  if (name == "END_FINALLY" || name == "WITH_CLEANUP_START") return release.since(3, 7);
  if (name == "BEGIN_FINALLY" || name == "POP_FINALLY" || name == "WITH_CLEANUP_FINISH") return true;
  // To 3.6 said as if the handler's saved exception were not there.
  if (name == "POP_EXCEPT" && release.until(3, 6)) return true;
  // The frame gets what is sent into it: 3.13 counts that, GEN_START pops it.
  if (name == "RETURN_GENERATOR" && release.until(3, 12)) return true;
  if (name == "GEN_START") return true;
  // PRECALL and CALL of 3.11 share what CALL does.
  if (release.version == Version{3, 11} && (name == "PRECALL" || name == "CALL")) return true;
  // To 3.7 given for one way only, that of most use to the compiler.
  if (release.until(3, 7) && jump && (name == "FOR_ITER" || name.ends_with("_OR_POP"))) return true;
  if (release.until(3, 7) && !jump && name.ends_with("_OR_POP")) return true;
  // From 3.12 the jump lands behind END_FOR, and behind POP_TOP in 3.13.
  if (release.since(3, 12) && jump && name == "FOR_ITER") return true;
  return false;
}

std::int64_t effect(const Instruction& ins, bool jump) {
  return jump ? jump_pushes(ins) - jump_pops(ins) : pushes(ins) - pops(ins);
}

bool can_jump(const Instruction& ins) { return info(ins.op).leaves_by(leave::Jump) || info(ins.op).arg == Operand::Jump; }

}  // namespace

TEST_CASE("a release's numbers are CPython's") {
  for (const Release& release : all_releases()) {
    CAPTURE(release.tag);
    Json known = facts(release);
    const OpcodeTable& table = opcodes_of(release);
    CHECK(release.magic == known["magic"].get<int>());
    CHECK(release.full_version == known["release"].get<std::string>());
    CHECK(table.have_argument == known["have_argument"].get<int>());
    const OpcodeRow* prefix = table.find("EXTENDED_ARG");
    REQUIRE(prefix);
    CHECK(prefix->code == known["extended_arg"].get<int>());
    CHECK(prefix->form == OperandForm::Prefix);
  }
}

TEST_CASE("a release has the opcodes that CPython has, with their operands and caches") {
  CHECK(all_releases().size() == 17);
  for (const Release& release : all_releases()) {
    CAPTURE(release.tag);
    Json known = facts(release);
    const OpcodeTable& table = opcodes_of(release);
    std::size_t count = 0;
    for (const Json& opcode : known["opcodes"]) {
      if (!in_files(opcode)) continue;
      count++;
      std::string name = opcode["name"];
      CAPTURE(name);
      const OpcodeRow* row = table.find(opcode["code"].get<std::uint8_t>());
      REQUIRE(row);
      CHECK(row->name == name);
      CHECK(row->code == opcode["code"].get<int>());
      CHECK(row->caches == opcode.value("cache", 0));
      // 3.13's HAVE_ARGUMENT is the last opcode without an operand.
      bool takes = opcode.value("takes_arg", false) && !(release.since(3, 13) && row->code == table.have_argument);
      CHECK((row->form != OperandForm::None && row->form != OperandForm::Cache) == takes);
      std::string has;
      for (const Json& one : opcode.value("has", Json::array()))
        if (one != "arg" && one != "nargs") has = one;
      CHECK(category(row->form) == has);
    }
    CHECK(count == table.rows.size());
  }
}

TEST_CASE("comparisons, operators and intrinsics are named as CPython names them") {
  for (const Release& release : all_releases()) {
    CAPTURE(release.tag);
    Json known = facts(release);
    const OpcodeTable& table = opcodes_of(release);
    auto same = [](std::span<const std::string_view> ours, const Json& theirs) {
      return Json(std::vector<std::string>(ours.begin(), ours.end())) == theirs;
    };
    CHECK(same(table.compare, known["cmp_op"]));
    CHECK(same(table.intrinsics_1, known.value("intrinsic_1", Json::array())));
    CHECK(same(table.intrinsics_2, known.value("intrinsic_2", Json::array())));
    Json operators = known.value("nb_ops", Json::array());
    REQUIRE(table.operators.size() == operators.size());
    for (std::size_t i = 0; i < operators.size(); i++) {
      CHECK(table.operators[i] == operators[i][0].get<std::string>());
      CHECK(table.symbols[i] == operators[i][1].get<std::string>());
    }
  }
}

TEST_CASE("stack effects are CPython's, but where a comment says otherwise") {
  std::size_t compared = 0;
  for (const Release& release : all_releases()) {
    CAPTURE(release.tag);
    const OpcodeTable& table = opcodes_of(release);
    Json known = facts(release);
    for (const Json& opcode : known["opcodes"]) {
      if (!in_files(opcode) || !opcode.contains("stack_effect")) continue;
      std::string name = opcode["name"];
      const OpcodeRow& row = *table.find(opcode["code"].get<std::uint8_t>());
      for (const auto& item : opcode["stack_effect"].items()) {
        const std::string& key = item.key();  // "0", "-", "0,jump", ",next"
        bool jump = key.ends_with("jump");
        std::uint32_t arg = key[0] >= '0' && key[0] <= '3' ? static_cast<std::uint32_t>(key[0] - '0') : 0;
        Instruction ins = translate(table, row, arg);
        if (ins.op == no_op) continue;
        const OperationInfo& operation = info(ins.op);
        if (operation.arg != Operand::Jump && (ins.arg < operation.arg_min || ins.arg > operation.arg_max)) continue;
        bool keyed = key.find(',') != std::string::npos;
        if (jump && !can_jump(ins)) continue;
        // Without a key CPython gives the larger of the two.
        std::int64_t ours = effect(ins, jump);
        if (!keyed && can_jump(ins)) ours = std::max(ours, effect(ins, true));
        CAPTURE(name);
        CAPTURE(key);
        if (differs(release, name, jump)) continue;
        CHECK(ours == item.value().get<std::int64_t>());
        compared++;
      }
    }
  }
  CHECK(compared > 2900);
}

TEST_CASE("every opcode that a file may hold means an operation") {
  for (const Release& release : all_releases()) {
    CAPTURE(release.tag);
    for (const OpcodeRow& row : opcodes_of(release).rows) {
      static const std::set<std::string_view> never = {"STOP_CODE", "CACHE", "EXTENDED_ARG", "RESERVED",
                                                       "INTERPRETER_EXIT", "ENTER_EXECUTOR", "EXIT_INIT_CHECK"};
      CAPTURE(row.name);
      CHECK((row.op == no_op && row.case_count == 0) == never.contains(row.name));
    }
  }
}

}  // namespace xvm
