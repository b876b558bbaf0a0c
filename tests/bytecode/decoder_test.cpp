#include "bytecode/decoder.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "../pyc/sample.h"
#include "assembler.h"
#include "bytecode/disassembler.h"
#include "bytecode/operations.h"

using namespace std::string_literals;

namespace xvm {
namespace {

struct Sample {
  std::unique_ptr<PycFile> file;
  DecodedCode decoded;
};

Sample decode_bytes(const Release& release, const std::string& bytes, sample::Fields fields = {}) {
  fields["co_code"] = sample::sized('s', bytes);
  auto file = sample::read(sample::pyc(release, fields));
  REQUIRE_MESSAGE(file, file.error());
  Sample result{std::move(*file), {}};
  decode(*result.file->top, result.decoded);
  return result;
}

// "LOAD_CONST 0; BINARY_OP 13": canonical instructions with the operands that they have.
std::string canonical(const std::string& tag, const std::string& bytes, sample::Fields fields = {}) {
  Sample sample = decode_bytes(sample::release(tag), bytes, std::move(fields));
  std::string text;
  for (std::uint32_t i = 0; i < sample.decoded.size(); i++) {
    const Instruction& ins = sample.decoded.instructions[i];
    if (i > 0) text += "; ";
    if (ins.op == no_op) {
      text += "(" + describe_fault(sample.decoded, i) + ")";
      continue;
    }
    const OperationInfo& operation = info(ins.op);
    text += operation.name;
    if (operation.arg != Operand::None) text += fmt::format(" {}", ins.arg);
    if (operation.a != Operand::None) text += fmt::format(" {}", ins.a);
    if (operation.b != Operand::None) text += fmt::format(" {}", ins.b);
  }
  return text;
}

std::string decoded(const std::string& tag, std::string_view text, sample::Fields fields = {}) {
  return canonical(tag, assemble(sample::release(tag), text), std::move(fields));
}

}  // namespace

TEST_CASE("old spellings of an operation are one operation") {
  CHECK(decoded("2.7", "BINARY_ADD | INPLACE_ADD | BINARY_DIVIDE | INPLACE_DIVIDE") ==
        "BINARY_OP 0; BINARY_OP 13; BINARY_OP 26; BINARY_OP 27");
  CHECK(decoded("3.12", "BINARY_OP 0 | BINARY_OP 13") == "BINARY_OP 0; BINARY_OP 13");
  CHECK(decoded("3.10", "ROT_TWO | DUP_TOP | DUP_TOP_TWO") == "ROT_TWO; DUP_TOP; DUP_TOPX 2");
  CHECK(decoded("3.11", "SWAP 2 | SWAP 3 | COPY 1 | COPY 2") == "ROT_TWO; SWAP 3; DUP_TOP; COPY 2");
  CHECK(decoded("2.7", "SLICE+0 | STORE_SLICE+3 | STORE_MAP") == "SLICE_PLUS 0; STORE_SLICE_PLUS 3; MAP_ADD_KEY_ON_TOP 1");
}

TEST_CASE("COMPARE_OP is taken apart and its operator is unpacked") {
  CHECK(decoded("3.8", "COMPARE_OP 2 | COMPARE_OP 6 | COMPARE_OP 7 | COMPARE_OP 8 | COMPARE_OP 9 | COMPARE_OP 10") ==
        "COMPARE_OP 2 0; CONTAINS_OP 0; CONTAINS_OP 1; IS_OP 0; IS_OP 1; EXC_MATCH");
  CHECK(decoded("3.9", "COMPARE_OP 5") == "COMPARE_OP 5 0");
  CHECK(decoded("3.12", "COMPARE_OP 34") == "COMPARE_OP 2 0");
  CHECK(decoded("3.13", "COMPARE_OP 72 | COMPARE_OP 88") == "COMPARE_OP 2 0; COMPARE_OP 2 1");
}

TEST_CASE("bits of an operand that change the operation choose another one") {
  CHECK(decoded("3.10", "LOAD_GLOBAL 3 | LOAD_ATTR 3") == "LOAD_GLOBAL 3; LOAD_ATTR 3");
  CHECK(decoded("3.11", "LOAD_GLOBAL 3 | LOAD_GLOBAL 2 | LOAD_ATTR 3") == "NULL_LOAD_GLOBAL 1; LOAD_GLOBAL 1; LOAD_ATTR 3");
  CHECK(decoded("3.12", "LOAD_ATTR 3 | LOAD_ATTR 2 | LOAD_SUPER_ATTR 7 | LOAD_SUPER_ATTR 4") ==
        "LOAD_METHOD 1; LOAD_ATTR 1; LOAD_SUPER_METHOD 1 1; LOAD_SUPER_ATTR 1 0");
  CHECK(decoded("3.12", "CALL_INTRINSIC_1 5 | CALL_INTRINSIC_1 1 | CALL_INTRINSIC_2 1") ==
        "UNARY_POSITIVE; INTRINSIC_PRINT; PREP_RERAISE_STAR");
}

TEST_CASE("operands that hold two are unpacked") {
  CHECK(decoded("3.5", "CALL_FUNCTION 2 | CALL_FUNCTION 258 | UNPACK_EX 513") ==
        "CALL_FUNCTION 2; CALL_FUNCTION_PAIRS 2 1; UNPACK_EX 1 2");
  CHECK(decoded("3.4", "CALL_FUNCTION_VAR 257") == "CALL_FUNCTION_VAR 1 1");
  CHECK(decoded("3.5", "CALL_FUNCTION_VAR 257") == "CALL_FUNCTION_VAR_FIRST 1 1");
  CHECK(decoded("3.13", "LOAD_FAST_LOAD_FAST 18 | STORE_FAST_STORE_FAST 33") ==
        "LOAD_FAST_LOAD_FAST 1 2; STORE_FAST_STORE_FAST 2 1");
  CHECK(decoded("3.3", "MAKE_FUNCTION 131329") == "MAKE_FUNCTION_COUNTS_QUALNAME 1 1 2");
}

TEST_CASE("EXTENDED_ARG belongs to its instruction, in every encoding") {
  for (const Release& release : all_releases()) {
    CAPTURE(release.tag);
    std::string bytes = assemble(release, "LOAD_CONST 74565 | RETURN_VALUE");
    Sample sample = decode_bytes(release, bytes);
    REQUIRE(sample.decoded.size() == 2);
    CHECK(sample.decoded.instructions[0].arg == 74565);
    CHECK(sample.decoded.start_of(0) == 0);
    CHECK(sample.decoded.offsets[0] == (release.since(3, 6) ? 4 : 3));
    CHECK(sample.decoded.end_of(1) == bytes.size());
    CHECK(sample.decoded.index_of(0) == 0);
    CHECK(sample.decoded.index_of(sample.decoded.offsets[0]) == no_index);
  }
}

TEST_CASE("jumps go to instruction indexes, backward ones look at signals") {
  CHECK(decoded("2.7", "top: LOAD_CONST 0 | POP_JUMP_IF_TRUE @end | JUMP_ABSOLUTE @top | end: RETURN_VALUE") ==
        "LOAD_CONST 0; POP_JUMP_IF_TRUE 3; JUMP_BACKWARD 0; RETURN_VALUE");
  CHECK(decoded("3.10", "top: LOAD_CONST 0 | POP_JUMP_IF_TRUE @top | LOAD_CONST 0 | RETURN_VALUE") ==
        "LOAD_CONST 0; POP_JUMP_BACKWARD_IF_TRUE 0; LOAD_CONST 0; RETURN_VALUE");
  CHECK(decoded("3.11", "top: LOAD_CONST 0 | POP_JUMP_BACKWARD_IF_NONE @top | JUMP_BACKWARD_NO_INTERRUPT @top") ==
        "LOAD_CONST 0; POP_JUMP_BACKWARD_IF_NONE 0; JUMP_BACKWARD_NO_INTERRUPT 0");
}

TEST_CASE("a jump to an EXTENDED_ARG is a jump to its instruction") {
  CHECK(decoded("3.6", "JUMP_FORWARD @end | end: LOAD_CONST 256 | RETURN_VALUE") == "JUMP_FORWARD 1; LOAD_CONST 256; RETURN_VALUE");
}

TEST_CASE("FOR_ITER jumps behind what its end has done already") {
  std::string_view rest = " | LOAD_CONST 0 | RETURN_VALUE";
  CHECK(decoded("3.11", "FOR_ITER @end | POP_TOP | end: LOAD_CONST 0 | RETURN_VALUE") ==
        "FOR_ITER 2; POP_TOP; LOAD_CONST 0; RETURN_VALUE");
  CHECK(decoded("3.12", std::string("FOR_ITER @end | POP_TOP | end: END_FOR") + std::string(rest)) ==
        "FOR_ITER 3; POP_TOP; END_FOR; LOAD_CONST 0; RETURN_VALUE");
  CHECK(decoded("3.13", std::string("FOR_ITER @end | POP_TOP | end: END_FOR | POP_TOP") + std::string(rest)) ==
        "FOR_ITER 4; POP_TOP; POP_TOP; POP_TOP; LOAD_CONST 0; RETURN_VALUE");
}

TEST_CASE("cells and free variables are slots behind the locals") {
  sample::Fields two_locals{{"co_nlocals", sample::int32(2)},
                            {"co_varnames", sample::tuple({sample::name(sample::release("3.8"), "a"),
                                                           sample::name(sample::release("3.8"), "b")})},
                            {"co_cellvars", sample::tuple({sample::name(sample::release("3.8"), "c")})}};
  CHECK(decoded("3.8", "LOAD_FAST 1 | LOAD_DEREF 0 | LOAD_CLOSURE 0", two_locals) == "LOAD_FAST 1; LOAD_DEREF 2; LOAD_CLOSURE 2");
  CHECK(decoded("3.12", "LOAD_FAST 1 | LOAD_DEREF 2") == "LOAD_FAST 1; LOAD_DEREF 2");
}

TEST_CASE("KW_NAMES gives its constant to the CALL behind it") {
  CHECK(decoded("3.11", "KW_NAMES 3 | PRECALL 2 | CALL 2 | CALL 1") == "KW_NAMES 3; PRECALL 2; CALL_KW_NAMES 2 3; CALL 1");
  CHECK(decoded("3.12", "KW_NAMES 3 | CALL 2") == "KW_NAMES 3; CALL_KW_NAMES 2 3");
  CHECK(decoded("3.12", "KW_NAMES 3 | POP_TOP | CALL 2") == "(no CALL follows KW_NAMES); POP_TOP; CALL 2");
  CHECK(decoded("3.12", "KW_NAMES 3") == "(no CALL follows KW_NAMES)");
}

TEST_CASE("what an await stands behind is part of its operand") {
  CHECK(decoded("3.8", "GET_AWAITABLE | BEFORE_ASYNC_WITH | GET_AWAITABLE | WITH_CLEANUP_START | GET_AWAITABLE") ==
        "GET_AWAITABLE 0; BEFORE_ASYNC_WITH; GET_AWAITABLE 1; WITH_CLEANUP_START; GET_AWAITABLE 2");
  CHECK(decoded("3.10", "DUP_TOP | CALL_FUNCTION 3 | GET_AWAITABLE") == "DUP_TOP; CALL_FUNCTION 3; GET_AWAITABLE 2");
  CHECK(decoded("3.5", "BEFORE_ASYNC_WITH | GET_AWAITABLE") == "BEFORE_ASYNC_WITH; GET_AWAITABLE 0");
}

TEST_CASE("what cannot be executed says why") {
  CHECK(canonical("3.7", "\x08\x01"s) == "(opcode 8 is not defined in Python 3.7)");
  CHECK(canonical("2.7", "\0"s) == "(STOP_CODE is never executed in Python 2.7)");
  CHECK(decoded("3.12", "CALL_INTRINSIC_1 99") == "(CALL_INTRINSIC_1 has no operation 99 in Python 3.12)");
  CHECK(decoded("3.11", "BINARY_OP 26") == "(BINARY_OP has no meaning for operand 26 in Python 3.11)");
  CHECK(decoded("3.6", "JUMP_FORWARD 100") == "(JUMP_FORWARD jumps to 102, outside the code's 2 bytes)");
  CHECK(decoded("3.6", "JUMP_FORWARD 1 | NOP | NOP") == "(JUMP_FORWARD jumps to 3, where no instruction begins); NOP; NOP");
  CHECK(canonical("2.7", "\x64\0"s) == "(the code ends within LOAD_CONST)");
  CHECK(canonical("3.12", "\x6a\0\0\0"s) == "(the code ends within LOAD_ATTR)");
}

TEST_CASE("junk that is jumped over does not hide the instruction behind it") {
  // The byte 100 is LOAD_CONST, whose operand would be the next two bytes.
  CHECK(decoded("2.7", "JUMP_FORWARD @on | byte 100 | on: LOAD_CONST 0 | RETURN_VALUE") ==
        "JUMP_FORWARD 2; (the code ends within LOAD_CONST); LOAD_CONST 0; RETURN_VALUE");
  CHECK(decoded("3.8", "JUMP_FORWARD @on | byte 144 1 | on: LOAD_CONST 0 | RETURN_VALUE") ==
        "JUMP_FORWARD 2; (the code ends within EXTENDED_ARG); LOAD_CONST 0; RETURN_VALUE");
}

TEST_CASE("every byte of the code belongs to one instruction, whatever it holds") {
  for (const Release& release : all_releases()) {
    CAPTURE(release.tag);
    std::uint32_t random = 12345;
    for (int round = 0; round < 40; round++) {
      std::string bytes;
      for (int i = 0; i < 60; i++) bytes += static_cast<char>((random = random * 1664525 + 1013904223) >> 24);
      Sample sample = decode_bytes(release, bytes);
      std::uint32_t at = 0;
      for (std::uint32_t i = 0; i < sample.decoded.size(); i++) {
        CHECK(sample.decoded.start_of(i) == at);
        CHECK(sample.decoded.index_of(at) == i);
        CHECK(sample.decoded.offsets[i] >= at);
        at = sample.decoded.end_of(i);
        const Instruction& ins = sample.decoded.instructions[i];
        if (ins.op != no_op && info(ins.op).arg == Operand::Jump) CHECK(ins.arg < sample.decoded.size());
      }
      CHECK(at == bytes.size());
      std::string text;
      append_disassembly(text, *sample.file);
      append_disassembly_json(text, *sample.file);
    }
  }
}

}  // namespace xvm
