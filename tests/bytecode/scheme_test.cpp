// What verified code looks like: depths, blocks, and the operations that leaving them becomes.
#include <doctest/doctest.h>

#include "verified.h"

namespace xvm {
namespace {

std::string shape(std::string_view tag, std::string_view text, sample::Fields fields = {}) {
  Verified code = verified(tag, text, std::move(fields));
  REQUIRE(code.refusal == "");
  return canonical(code.decoded) + "\n" + depths(code.decoded) + "\n" + blocks(code.decoded);
}

}  // namespace

TEST_CASE("each instruction has one depth, and the deepest is told") {
  Verified code = verified("3.6", "LOAD_CONST 0 | LOAD_CONST 1 | BINARY_ADD | RETURN_VALUE | NOP");
  CHECK(depths(code.decoded) == "0 1 2 1 -");
  CHECK(code.decoded.max_depth == 2);
  CHECK(depths(verified("3.12", "LOAD_CONST 1 | GET_ITER | top: FOR_ITER @end | STORE_FAST 0 | JUMP_BACKWARD @top | "
                                "end: END_FOR | RETURN_CONST 0").decoded) == "0 1 1 2 1 - 0");
}

TEST_CASE("a loop's break and continue are jumps with a depth") {
  CHECK(shape("2.7", "SETUP_LOOP @end | LOAD_CONST 2 | GET_ITER | top: FOR_ITER @out | POP_JUMP_IF_TRUE @next | BREAK_LOOP | "
                     "next: CONTINUE_LOOP @top | out: POP_BLOCK | end: LOAD_CONST 0 | RETURN_VALUE") ==
        "SETUP_LOOP 8; LOAD_CONST 2; GET_ITER; FOR_ITER 7; POP_JUMP_IF_TRUE 6; BREAK_LOOP 8 0 0; CONTINUE_LOOP 3 0 1; "
        "POP_BLOCK; LOAD_CONST 0; RETURN_VALUE\n"
        "0 0 1 1 2 1 1 0 0 1\n"
        "Loop 0 to 8");
}

TEST_CASE("return, break and continue go by way of finally bodies") {
  CHECK(shape("2.7", "SETUP_LOOP @end | top: SETUP_FINALLY @body | LOAD_CONST 0 | POP_JUMP_IF_TRUE @a | BREAK_LOOP | "
                     "a: LOAD_CONST 0 | POP_JUMP_IF_TRUE @b | CONTINUE_LOOP @top | b: LOAD_CONST 0 | RETURN_VALUE | "
                     "body: END_FINALLY | end: LOAD_CONST 0 | RETURN_VALUE") ==
        "SETUP_LOOP 11; SETUP_FINALLY 10; LOAD_CONST 0; POP_JUMP_IF_TRUE 5; BREAK_LOOP_FINALLY 10; LOAD_CONST 0; "
        "POP_JUMP_IF_TRUE 8; CONTINUE_LOOP_FINALLY 10 1; LOAD_CONST 0; RETURN_VALUE_FINALLY 10; END_FINALLY 0; "
        "LOAD_CONST 0; RETURN_VALUE\n"
        "0 0 0 1 0 0 1 0 0 1 1 0 1\n"
        "Loop 0 to 11, Finally 0 to 10 in 0");
}

TEST_CASE("a finally body that nothing falls into does not go on behind its end") {
  const char* text = "SETUP_FINALLY @body | LOAD_CONST 0 | RETURN_VALUE | body: END_FINALLY | BINARY_ADD";
  CHECK(shape("3.4", text) == "SETUP_FINALLY 3; LOAD_CONST 0; RETURN_VALUE_FINALLY 3; END_FINALLY 0; ?\n0 0 1 1 -\nFinally 0 to 3");
}

TEST_CASE("a handler of 2.x is entered with three values, one of 3.x with six in a block") {
  CHECK(shape("2.7", "SETUP_EXCEPT @handler | POP_BLOCK | JUMP_FORWARD @end | handler: END_FINALLY | end: LOAD_CONST 0 | RETURN_VALUE") ==
        "SETUP_EXCEPT 3; POP_BLOCK; JUMP_FORWARD 4; RERAISE_TRIPLE 0; LOAD_CONST 0; RETURN_VALUE\n"
        "0 0 0 3 0 1\nExcept 0 to 3");
  const char* text = "SETUP_EXCEPT @handler | POP_BLOCK | JUMP_FORWARD @end | "
                     "handler: POP_TOP | POP_TOP | POP_TOP | POP_EXCEPT | end: LOAD_CONST 0 | RETURN_VALUE";
  CHECK(shape("3.5", text) ==
        "SETUP_EXCEPT 3; POP_BLOCK; JUMP_FORWARD 7; POP_TOP; POP_TOP; POP_TOP; POP_EXCEPT_TRIPLE; LOAD_CONST 0; RETURN_VALUE\n"
        "0 0 0 6 5 4 3 0 1\nExcept 0 to 3, Handler 0 to 3");
  Verified code = verified("3.5", text);
  CHECK(code.decoded.block_of == std::vector<std::int32_t>{-1, -1, -1, 1, 1, 1, 1, -1, -1});
}

TEST_CASE("a return in a handler of 3.x ends it, from 3.8 the code does so itself") {
  CHECK(canonical("3.7", "SETUP_EXCEPT @handler | POP_BLOCK | LOAD_CONST 0 | RETURN_VALUE | "
                         "handler: POP_TOP | POP_TOP | POP_TOP | LOAD_CONST 0 | RETURN_VALUE") ==
        "SETUP_EXCEPT 4; POP_BLOCK; LOAD_CONST 0; RETURN_VALUE; POP_TOP; POP_TOP; POP_TOP; LOAD_CONST 0; RETURN_VALUE_FINALLY 8");
  CHECK(canonical("3.8", "SETUP_FINALLY @handler | POP_BLOCK | LOAD_CONST 0 | RETURN_VALUE | "
                         "handler: POP_TOP | POP_TOP | POP_TOP | POP_EXCEPT | LOAD_CONST 0 | RETURN_VALUE") ==
        "SETUP_EXCEPT 4; POP_BLOCK; LOAD_CONST 0; RETURN_VALUE; POP_TOP; POP_TOP; POP_TOP; POP_EXCEPT_TRIPLE; LOAD_CONST 0; RETURN_VALUE");
}

TEST_CASE("except E as name: the handler ends before the finally body that unbinds the name") {
  CHECK(shape("3.4", "SETUP_EXCEPT @handler | POP_BLOCK | JUMP_FORWARD @end | "
                     "handler: POP_TOP | STORE_FAST 0 | POP_TOP | SETUP_FINALLY @body | POP_BLOCK | POP_EXCEPT | LOAD_CONST 0 | "
                     "body: LOAD_CONST 0 | STORE_FAST 0 | DELETE_FAST 0 | END_FINALLY | end: LOAD_CONST 0 | RETURN_VALUE") ==
        "SETUP_EXCEPT 3; POP_BLOCK; JUMP_FORWARD 14; POP_TOP; STORE_FAST 0; POP_TOP; SETUP_FINALLY 10; POP_BLOCK; POP_EXCEPT_KEEP; "
        "LOAD_CONST 0; LOAD_CONST 0; STORE_FAST 0; DELETE_FAST 0; END_FINALLY 3; LOAD_CONST 0; RETURN_VALUE\n"
        "0 0 0 6 5 4 3 3 3 3 4 5 4 4 0 1\n"
        "Except 0 to 3, Handler 0 to 3, Finally 3 to 10 in 1");
}

TEST_CASE("3.8 calls finally bodies with a return value or from an ended handler") {
  CHECK(shape("3.8", "SETUP_FINALLY @body | LOAD_CONST 1 | POP_BLOCK | CALL_FINALLY @body | RETURN_VALUE | "
                     "body: END_FINALLY | LOAD_CONST 0 | RETURN_VALUE") ==
        "SETUP_FINALLY 5; LOAD_CONST 1; POP_BLOCK; CALL_FINALLY 5 1 0; RETURN_VALUE; END_FINALLY 0; ?; ?\n"
        "0 0 1 1 1 1 - -\nFinally 0 to 5");
  CHECK(shape("3.8", "SETUP_FINALLY @handler | POP_BLOCK | LOAD_CONST 0 | RETURN_VALUE | "
                     "handler: POP_TOP | STORE_FAST 0 | POP_TOP | SETUP_FINALLY @body | LOAD_CONST 1 | ROT_FOUR | POP_BLOCK | POP_EXCEPT | "
                     "CALL_FINALLY @body | RETURN_VALUE | body: LOAD_CONST 0 | STORE_FAST 0 | DELETE_FAST 0 | END_FINALLY") ==
        "SETUP_EXCEPT 4; POP_BLOCK; LOAD_CONST 0; RETURN_VALUE; POP_TOP; STORE_FAST 0; POP_TOP; SETUP_FINALLY 14; LOAD_CONST 1; "
        "ROT_FOUR; POP_BLOCK; POP_EXCEPT_TRIPLE; CALL_FINALLY 14 1 3; RETURN_VALUE; LOAD_CONST 0; STORE_FAST 0; DELETE_FAST 0; "
        "END_FINALLY 0\n"
        "0 0 0 1 6 5 4 3 3 4 4 4 1 1 4 5 4 4\n"
        "Except 0 to 4, Handler 0 to 4, Finally 3 to 14 in 1");
}

TEST_CASE("a continue out of with leaves exit to the finally body") {
  CHECK(canonical("3.6", "SETUP_LOOP @end | LOAD_CONST 2 | GET_ITER | top: FOR_ITER @out | SETUP_WITH @body | POP_TOP | "
                         "CONTINUE_LOOP @top | POP_BLOCK | LOAD_CONST 0 | body: WITH_CLEANUP_START | WITH_CLEANUP_FINISH | "
                         "END_FINALLY | JUMP_ABSOLUTE @top | out: POP_BLOCK | end: LOAD_CONST 0 | RETURN_VALUE") ==
        "SETUP_LOOP 14; LOAD_CONST 2; GET_ITER; FOR_ITER 13; SETUP_WITH 9; POP_TOP; CONTINUE_LOOP_FINALLY 9 3; ?; ?; "
        "WITH_CLEANUP_START; WITH_CLEANUP_FINISH; END_FINALLY 0; JUMP_BACKWARD 3; POP_BLOCK; LOAD_CONST 0; RETURN_VALUE");
}

TEST_CASE("3.5 drops the iterator of async for at the end of its block") {
  CHECK(canonical("3.5", "SETUP_LOOP @end | LOAD_CONST 1 | POP_BLOCK | end: LOAD_CONST 0 | RETURN_VALUE") ==
        "SETUP_LOOP 3; LOAD_CONST 1; POP_TOP; LOAD_CONST 0; RETURN_VALUE");
}

TEST_CASE("the entries of an exception table are blocks") {
  std::string table = entry(1, 1, 3, 0) + entry(3, 2, 6, 1, true);
  CHECK(shape("3.12", "NOP | NOP | RETURN_CONST 0 | PUSH_EXC_INFO | POP_EXCEPT | RETURN_CONST 0 | COPY 3 | POP_EXCEPT | RERAISE 1",
              exception_table(table)) ==
        "NOP; NOP; RETURN_CONST 0; PUSH_EXC_INFO; POP_EXCEPT; RETURN_CONST 0; COPY 3; POP_EXCEPT; RERAISE 1\n"
        "0 0 0 1 2 1 3 4 3\nTable 0 to 3, Table 1 to 6 with lasti");
}

TEST_CASE("nulls go where compilers put them") {
  CHECK(refused("3.12", "LOAD_CONST 0 | LOAD_FAST_AND_CLEAR 0 | SWAP 2 | POP_TOP | STORE_FAST 0 | RETURN_CONST 0") == "");
  CHECK(refused("3.12", "LOAD_CONST 0 | LOAD_ATTR 1 | LOAD_CONST 0 | CALL 1 | RETURN_VALUE") == "");
  CHECK(refused("3.13", "LOAD_CONST 0 | PUSH_NULL | LOAD_CONST 0 | CALL_FUNCTION_EX 0 | RETURN_VALUE") == "");
  CHECK(refused("3.12", "PUSH_NULL | LOAD_CONST 0 | CALL 0 | RETURN_VALUE") == "");
}

}  // namespace xvm
