// Bad code objects, each refused for its own reason.
#include <doctest/doctest.h>

#include "verified.h"

namespace xvm {
namespace {

struct Bad {
  const char* tag;
  const char* text;
  const char* why;
};

constexpr Bad operands[] = {
    {"3.7", "byte 9 0 | byte 14 0", "offset 2: opcode 14 is not defined in Python 3.7"},
    {"2.5", "STOP_CODE", "offset 0: STOP_CODE is never executed in Python 2.5"},
    {"3.11", "CACHE", "offset 0: CACHE is never executed in Python 3.11"},
    {"2.7", "byte 100 0", "offset 0: the code ends within LOAD_CONST"},
    {"3.12", "byte 106 0 | byte 0 0", "offset 0: the code ends within LOAD_ATTR"},
    {"3.8", "LOAD_CONST 0 | EXTENDED_ARG 1", "offset 2: the code ends within EXTENDED_ARG"},
    {"3.6", "LOAD_CONST 6 | RETURN_VALUE", "offset 0: LOAD_CONST wants constant 6 of 6"},
    {"3.12", "RETURN_CONST 9", "offset 0: RETURN_CONST wants constant 9 of 6"},
    {"2.7", "LOAD_NAME 1 | RETURN_VALUE", "offset 0: LOAD_NAME wants name 1 of 1"},
    {"3.4", "LOAD_CONST 0 | STORE_GLOBAL 65536", "offset 6: STORE_GLOBAL wants name 65536 of 1"},
    {"3.12", "LOAD_CONST 0 | LOAD_ATTR 3", "offset 2: LOAD_ATTR wants name 1 of 1"},
    {"3.6", "LOAD_FAST 1 | RETURN_VALUE", "offset 0: LOAD_FAST wants local variable 1 of 1"},
    {"3.13", "LOAD_FAST 3 | RETURN_VALUE", "offset 0: LOAD_FAST wants local variable 3 of 3"},
    {"3.13", "LOAD_FAST_LOAD_FAST 3 | RETURN_VALUE", "offset 0: LOAD_FAST_LOAD_FAST wants local variable 3 of 3"},
    {"3.13", "LOAD_FAST_LOAD_FAST 48 | RETURN_VALUE", "offset 0: LOAD_FAST_LOAD_FAST wants local variable 3 of 3"},
    {"3.3", "LOAD_DEREF 2 | RETURN_VALUE", "offset 0: LOAD_DEREF wants cell 2 of 2"},
    {"3.11", "LOAD_DEREF 3 | RETURN_VALUE", "offset 0: LOAD_DEREF wants variable 3 of 3"},
    {"3.11", "LOAD_DEREF 0 | RETURN_VALUE", "offset 0: LOAD_DEREF wants variable 0, which is neither cell nor free"},
    {"3.11", "MAKE_CELL 0 | LOAD_CONST 0 | RETURN_VALUE", "offset 0: MAKE_CELL wants variable 0, which is neither cell nor free"},
    {"3.12", "COPY_FREE_VARS 2 | RETURN_CONST 0", "offset 0: COPY_FREE_VARS copies 2 of 1 free variables"},
    {"3.12", "CALL_INTRINSIC_1 99", "offset 0: CALL_INTRINSIC_1 has no operation 99 in Python 3.12"},
    {"3.13", "LOAD_CONST 0 | LOAD_CONST 0 | BINARY_OP 26", "offset 4: BINARY_OP has no meaning for operand 26 in Python 3.13"},
    {"3.8", "LOAD_CONST 0 | LOAD_CONST 0 | COMPARE_OP 12", "offset 4: COMPARE_OP has no meaning for operand 12"},
    {"3.11", "LOAD_CONST 0 | SWAP 0", "offset 2: SWAP has no meaning for operand 0"},
    {"3.13", "LOAD_CONST 0 | COPY 0", "offset 2: COPY has no meaning for operand 0"},
    {"3.10", "LOAD_CONST 0 | ROT_N 0", "offset 2: ROT_N has no meaning for operand 0"},
    {"3.13", "LOAD_CONST 0 | LOAD_CONST 0 | SET_FUNCTION_ATTRIBUTE 3", "offset 4: SET_FUNCTION_ATTRIBUTE has no meaning for operand 3"},
    {"2.6", "LOAD_CONST 0 | DUP_TOPX 4", "offset 3: DUP_TOPX has no meaning for operand 4"},
    {"3.13", "LOAD_CONST 0 | CONVERT_VALUE 0", "offset 2: CONVERT_VALUE has no meaning for operand 0"},
    {"3.11", "KW_NAMES 0 | NOP", "offset 0: no CALL follows KW_NAMES"},
    {"3.12", "PUSH_NULL | LOAD_CONST 0 | KW_NAMES 0 | CALL 0", "offset 6: KW_NAMES wants a tuple of strings"},
    {"3.12", "PUSH_NULL | LOAD_CONST 0 | KW_NAMES 3 | CALL 0", "offset 6: CALL has 1 keyword names for 0 arguments"},
};

constexpr Bad jumps[] = {
    {"3.5", "JUMP_ABSOLUTE 90", "offset 0: JUMP_ABSOLUTE jumps to 90, outside the code's 3 bytes"},
    {"3.9", "JUMP_FORWARD 0", "offset 0: JUMP_FORWARD jumps to 2, outside the code's 2 bytes"},
    {"3.11", "JUMP_BACKWARD 9", "offset 0: JUMP_BACKWARD jumps to -16, outside the code's 2 bytes"},
    {"2.7", "JUMP_ABSOLUTE 1", "offset 0: JUMP_ABSOLUTE jumps to 1, where no instruction begins"},
    {"3.7", "JUMP_ABSOLUTE 1", "offset 0: JUMP_ABSOLUTE jumps to 1, where no instruction begins"},
    {"3.12", "LOAD_CONST 0 | LOAD_ATTR 0 | JUMP_BACKWARD 3", "offset 22: JUMP_BACKWARD jumps to 18, where no instruction begins"},
    {"3.6", "LOAD_CONST 0 | POP_TOP", "offset 2: the code ends behind POP_TOP"},
    {"3.10", "again: LOAD_CONST 0 | JUMP_ABSOLUTE @again", "offset 2: offset 0 is reached with a stack of 1, from elsewhere of 0"},
    {"2.7", "LOAD_CONST 0 | POP_JUMP_IF_TRUE @end | LOAD_CONST 0 | end: LOAD_CONST 0 | RETURN_VALUE",
     "offset 6: offset 9 is reached with a stack of 1, from elsewhere of 0"},
};

constexpr Bad stacks[] = {
    {"3.6", "RETURN_VALUE", "offset 0: RETURN_VALUE takes 1 from a stack of 0"},
    {"2.5", "LOAD_CONST 0 | BINARY_ADD", "offset 3: BINARY_ADD takes 2 from a stack of 1"},
    {"3.8", "LOAD_CONST 0 | CALL_FUNCTION 200", "offset 2: CALL_FUNCTION takes 201 from a stack of 1"},
    {"3.3", "LOAD_CONST 0 | CALL_FUNCTION 257", "offset 3: CALL_FUNCTION takes 4 from a stack of 1"},
    {"3.10", "LOAD_CONST 0 | LOAD_CONST 0 | LIST_APPEND 2", "offset 4: LIST_APPEND looks at slot 3 of a stack of 2"},
    {"3.12", "LOAD_CONST 0 | COPY 2", "offset 2: COPY takes 2 from a stack of 1"},
    {"2.7", "LOAD_CONST 0 | UNPACK_SEQUENCE 4294967295", "offset 6: verifying the code takes too many steps"},
    {"3.12", "PUSH_NULL | RETURN_VALUE", "offset 2: RETURN_VALUE takes a slot that may be null"},
    {"3.11", "LOAD_CONST 0 | PUSH_NULL | BINARY_OP 0", "offset 4: BINARY_OP takes a slot that may be null"},
    {"3.12", "LOAD_FAST_AND_CLEAR 0 | RETURN_VALUE", "offset 2: RETURN_VALUE takes a slot that may be null"},
    {"3.12", "LOAD_FAST_AND_CLEAR 0 | COPY 1 | LIST_APPEND 1", "offset 4: LIST_APPEND looks at a slot that may be null"},
    {"3.12", "LOAD_FAST_AND_CLEAR 0 | LOAD_CONST 0 | LIST_APPEND 1", "offset 4: LIST_APPEND looks at a slot that may be null"},
    {"3.9", "LOAD_CONST 0 | LOAD_METHOD 0 | STORE_NAME 0", "offset 4: STORE_NAME takes a slot that may be null"},
    {"3.12", "PUSH_NULL | PUSH_NULL | CALL 0", "offset 4: CALL may find no callable"},
    {"3.12", "LOAD_FAST_AND_CLEAR 0 | LOAD_FAST_AND_CLEAR 0 | CALL 0", "offset 4: CALL may find no callable"},
    {"3.13", "LOAD_CONST 0 | LOAD_CONST 0 | LOAD_CONST 0 | CALL_FUNCTION_EX 0", "offset 6: CALL_FUNCTION_EX may find no callable"},
    {"3.11", "PUSH_NULL | LOAD_CONST 0 | PUSH_NULL | PRECALL 1 | CALL 1", "offset 10: CALL takes a slot that may be null"},
    {"3.12", "LOAD_CONST 0 | POP_JUMP_IF_TRUE @null | LOAD_CONST 0 | JUMP_FORWARD @end | null: PUSH_NULL | end: RETURN_VALUE",
     "offset 10: RETURN_VALUE takes a slot that may be null"},
    {"3.11", "LOAD_CONST 0 | LOAD_CONST 0 | RERAISE 1", "offset 4: RERAISE finds no instruction in slot 2"},
};

constexpr Bad blocks_of_2_and_3[] = {
    {"2.7", "POP_BLOCK", "offset 0: POP_BLOCK has no block to end"},
    {"3.6", "BREAK_LOOP", "offset 0: BREAK_LOOP is not in a loop"},
    {"2.7", "SETUP_FINALLY @end | BREAK_LOOP | end: END_FINALLY", "offset 3: BREAK_LOOP is not in a loop"},
    {"3.7", "again: NOP | CONTINUE_LOOP @again", "offset 2: CONTINUE_LOOP is not in a loop"},
    {"2.7", "SETUP_LOOP @end | CONTINUE_LOOP @end | end: LOAD_CONST 0 | RETURN_VALUE",
     "offset 3: CONTINUE_LOOP goes to offset 6, which is no start of its loop"},
    {"2.7", "LOAD_CONST 0 | SETUP_LOOP @end | POP_TOP | end: LOAD_CONST 0 | RETURN_VALUE",
     "offset 6: POP_TOP takes 1 from a stack of 1, whose lower 1 belong to the block around it"},
    {"2.7", "SETUP_LOOP @end | LOAD_CONST 0 | LOAD_CONST 0 | POP_BLOCK | end: LOAD_CONST 0 | RETURN_VALUE",
     "offset 9: POP_BLOCK ends a block with a stack of 2 that began with 0"},
    {"3.6", "SETUP_LOOP @end | JUMP_FORWARD @end | end: LOAD_CONST 0 | POP_BLOCK | LOAD_CONST 0 | POP_JUMP_IF_TRUE @end | LOAD_CONST 0 | RETURN_VALUE",
     "offset 10: offset 4 is reached in other blocks from elsewhere"},
    {"3.6", "again: SETUP_LOOP @end | LOAD_CONST 0 | POP_JUMP_IF_TRUE @again | end: LOAD_CONST 0 | RETURN_VALUE",
     "offset 4: offset 0 is reached in other blocks from elsewhere"},
    {"3.9", "again: SETUP_FINALLY @end | JUMP_ABSOLUTE @again | end: RERAISE", "offset 2: offset 0 is reached in other blocks from elsewhere"},
    {"2.7", "END_FINALLY", "offset 0: END_FINALLY takes 1 from a stack of 0"},
    {"2.7", "LOAD_CONST 1 | END_FINALLY", "offset 3: END_FINALLY has no finally state"},
    {"3.4", "SETUP_FINALLY @body | POP_BLOCK | LOAD_CONST 1 | body: END_FINALLY | LOAD_CONST 0 | RETURN_VALUE",
     "offset 4: offset 7 is reached with a finally state where there is a value from elsewhere"},
    {"3.4", "SETUP_FINALLY @body | POP_BLOCK | LOAD_CONST 0 | body: POP_TOP | LOAD_CONST 0 | RETURN_VALUE",
     "offset 7: POP_TOP takes a finally state"},
    {"2.7", "SETUP_FINALLY @body | POP_BLOCK | LOAD_CONST 0 | body: DUP_TOP | END_FINALLY | END_FINALLY | LOAD_CONST 0 | RETURN_VALUE",
     "offset 7: DUP_TOP copies a finally state"},
    {"3.8", "SETUP_FINALLY @body | POP_BLOCK | BEGIN_FINALLY | body: STORE_NAME 0 | LOAD_CONST 0 | RETURN_VALUE",
     "offset 6: STORE_NAME takes a finally state"},
    {"3.6", "SETUP_FINALLY @body | POP_BLOCK | LOAD_CONST 0 | body: SETUP_LOOP @end | END_FINALLY | end: LOAD_CONST 0 | RETURN_VALUE",
     "offset 8: END_FINALLY takes 1 from a stack of 1, whose lower 1 belong to the block around it"},
    {"3.8", "CALL_FINALLY @body | LOAD_CONST 0 | RETURN_VALUE | body: END_FINALLY | LOAD_CONST 0 | RETURN_VALUE",
     "offset 0: CALL_FINALLY goes to offset 6, which is no finally body"},
    {"3.8", "SETUP_FINALLY @body | LOAD_CONST 0 | LOAD_CONST 0 | POP_BLOCK | CALL_FINALLY @body | RETURN_VALUE | body: END_FINALLY",
     "offset 8: CALL_FINALLY calls a finally body with a stack of 2, it wants 0"},
    {"3.8", "SETUP_FINALLY @body | CALL_FINALLY @body | RETURN_VALUE | body: END_FINALLY",
     "offset 2: CALL_FINALLY calls a finally body of other blocks"},
    {"3.8", "SETUP_FINALLY @body | POP_BLOCK | BEGIN_FINALLY | body: LOAD_CONST 0 | ROT_TWO | END_FINALLY | LOAD_CONST 0 | RETURN_VALUE",
     "offset 10: END_FINALLY ends a finally body with a stack of 1, it wants 0"},
    {"3.8", "LOAD_CONST 1 | POP_FINALLY 0 | LOAD_CONST 0 | RETURN_VALUE", "offset 2: POP_FINALLY has no finally state"},
    {"3.5", "LOAD_CONST 1 | LOAD_CONST 1 | WITH_CLEANUP_START", "offset 6: WITH_CLEANUP_START has no finally state"},
    {"2.7", "LOAD_CONST 1 | LOAD_CONST 1 | WITH_CLEANUP", "offset 6: WITH_CLEANUP has no finally state"},
};

constexpr Bad handlers[] = {
    {"3.4", "LOAD_CONST 0 | LOAD_CONST 0 | LOAD_CONST 0 | POP_EXCEPT", "offset 9: POP_EXCEPT is not in a handler"},
    {"3.9", "SETUP_FINALLY @handler | POP_BLOCK | LOAD_CONST 0 | RETURN_VALUE | handler: POP_EXCEPT | RERAISE",
     "offset 8: POP_EXCEPT does not find what the handler saved"},
    {"3.9", "SETUP_FINALLY @handler | POP_BLOCK | LOAD_CONST 0 | RETURN_VALUE | handler: POP_BLOCK | RERAISE",
     "offset 8: POP_BLOCK ends a handler"},
    {"3.9", "SETUP_FINALLY @handler | POP_BLOCK | LOAD_CONST 0 | RETURN_VALUE | handler: ROT_TWO | RERAISE",
     "offset 10: RERAISE has no exception to raise"},
    {"3.9", "LOAD_CONST 0 | LOAD_CONST 0 | LOAD_CONST 0 | RERAISE", "offset 6: RERAISE has no exception to raise"},
    {"3.10", "LOAD_CONST 0 | SETUP_FINALLY @handler | POP_BLOCK | RETURN_VALUE | handler: ROT_N 7 | RERAISE 0",
     "offset 8: ROT_N takes 7 from a stack of 7, whose lower 1 belong to the block around it"},
    {"3.7", "SETUP_EXCEPT @handler | POP_BLOCK | LOAD_CONST 0 | RETURN_VALUE | handler: POP_TOP | POP_TOP | POP_TOP | ROT_TWO | SETUP_LOOP @end | end: POP_BLOCK | POP_EXCEPT",
     "offset 16: SETUP_LOOP begins a block in a handler that lost what it saved"},
    {"3.8", "END_ASYNC_FOR", "offset 0: END_ASYNC_FOR takes 7 from a stack of 0"},
    {"3.9", "LOAD_CONST 0 | DUP_TOP_TWO", "offset 2: DUP_TOP_TWO takes 2 from a stack of 1"},
};

constexpr Bad generators[] = {
    {"2.7", "LOAD_CONST 0 | YIELD_VALUE", "offset 3: YIELD_VALUE stands in code that is no generator's"},
    {"3.6", "LOAD_CONST 0 | LOAD_CONST 0 | YIELD_FROM", "offset 4: YIELD_FROM stands in code that is no generator's"},
    {"3.12", "RETURN_GENERATOR", "offset 0: RETURN_GENERATOR is not where a generator begins"},
};

constexpr Bad flagged_generators[] = {
    {"3.12", "LOAD_CONST 0 | YIELD_VALUE 0", "offset 2: YIELD_VALUE stands in code that does not begin with RETURN_GENERATOR"},
    {"3.11", "LOAD_CONST 0 | POP_TOP | RETURN_GENERATOR", "offset 4: RETURN_GENERATOR is not where a generator begins"},
    {"3.13", "RETURN_GENERATOR | RETURN_GENERATOR", "offset 2: RETURN_GENERATOR is not where a generator begins"},
    {"3.11", "again: RETURN_GENERATOR | POP_TOP | JUMP_BACKWARD @again", "offset 4: offset 0 is reached again before the generator is made"},
};

void check(std::span<const Bad> table, const sample::Fields& fields = {}) {
  for (const Bad& bad : table) {
    CAPTURE(bad.tag);
    CAPTURE(bad.text);
    CHECK(refused(bad.tag, bad.text, fields) == bad.why);
  }
}

}  // namespace

TEST_CASE("operands that mean nothing are refused") { check(operands); }
TEST_CASE("jumps that lead nowhere, or to another stack, are refused") { check(jumps); }
TEST_CASE("stacks without what an operation takes are refused") { check(stacks); }
TEST_CASE("blocks that do not nest are refused") { check(blocks_of_2_and_3); }
TEST_CASE("handlers that lose what they were entered with are refused") { check(handlers); }
TEST_CASE("what suspends is refused outside generators") {
  check(generators);
  check(flagged_generators, flags(0x20));
}

TEST_CASE("an empty code object is refused") { CHECK(refused("3.6", "") == "the code is empty"); }

TEST_CASE("a stack deeper than the code says is refused") {
  CHECK(refused("3.8", "LOAD_CONST 0 | LOAD_CONST 0 | LOAD_CONST 0 | RETURN_VALUE", stacksize(2)) ==
        "the stack gets 3 deep, but co_stacksize is 2");
  CHECK(refused("3.8", "LOAD_CONST 0 | LOAD_CONST 0 | LOAD_CONST 0 | RETURN_VALUE", stacksize(3)) == "");
}

TEST_CASE("blocks nest only so deep") {
  std::string text;
  for (int i = 0; i < 41; i++) text += "SETUP_LOOP 0 | ";
  CHECK(refused("2.7", text + "LOAD_CONST 0 | RETURN_VALUE") == "offset 120: SETUP_LOOP nests more than 40 blocks");
}

TEST_CASE("an exception table that does not fit the code is refused") {
  auto why = [](const std::string& table) { return refused("3.12", "NOP | RETURN_CONST 0 | POP_TOP | RETURN_CONST 0", exception_table(table)); };
  CHECK(why(entry(0, 1, 2, 0)) == "");
  CHECK(why("\x01") == "co_exceptiontable has no beginning of an entry at byte 0");
  CHECK(why("\x80") == "co_exceptiontable ends inside an entry");
  CHECK(why(entry(0, 5, 2, 0)) == "co_exceptiontable has an entry for 0 to 10, beyond the code's 8 bytes");
  CHECK(why(entry(0, 1, 4, 0)) == "co_exceptiontable has an entry for 0 to 2, to 8, where no instruction begins");
  CHECK(why(entry(0, 0, 2, 0)) == "co_exceptiontable has an entry for 0 to 0, out of order");
  CHECK(why(entry(1, 1, 2, 0) + entry(0, 1, 2, 0)) == "co_exceptiontable has an entry for 0 to 2, out of order");
  CHECK(why(entry(0, 1, 2, 1)) == "offset 0: NOP has a stack of 0, its handler wants 1");
  CHECK(why(entry(0, 1, 2, 0) + entry(1, 1, 2, 0, true)) ==
        "offset 2: offset 4 is reached with a stack of 2, from elsewhere of 1");
}

TEST_CASE("a refusal names the code object, the offset and the release") {
  CHECK(verified("3.6", "RETURN_VALUE").refusal == "<module>: offset 0: RETURN_VALUE takes 1 from a stack of 0 (Python 3.6)");
  CHECK(verified("2.6", "NOP | byte 200 0 0").refusal == "<module>: offset 1: opcode 200 is not defined in Python 2.6");
}

TEST_CASE("what is not reachable is not refused") {
  Verified code = verified("3.7", "LOAD_CONST 0 | RETURN_VALUE | byte 200 200 | LOAD_CONST 99 | BINARY_ADD | JUMP_ABSOLUTE 77");
  CHECK(code.refusal == "");
  auto totals = verify_all(*code.file);
  REQUIRE(totals);
  CHECK(totals->instructions == 6);
  CHECK(totals->unreachable == 4);
  CHECK(totals->junk == 2);
  CHECK(verified("2.5", "JUMP_FORWARD @end | byte 100 | end: LOAD_CONST 0 | RETURN_VALUE").refusal == "");
  CHECK(verified("3.12", "RETURN_CONST 0 | byte 255 0").refusal == "");
}

}  // namespace xvm
