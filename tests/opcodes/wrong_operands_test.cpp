// Code that verifies but hands operations what no compiler would: each ends in an error of Python, none in a crash.
#include <doctest/doctest.h>

#include "run_code.h"

namespace xvm {
namespace {

// Constants are 0 None, 1 the number 1, 2 "a", 3 ("k",), 4 ("k", "l"), 5 2.5; local v, cell c, free variable f without a cell.
struct Case {
  std::string_view what;
  std::string_view text;       // run on each release that has all of its opcodes
  std::string_view expected;   // "SystemError" alone: whatever its message
  std::string_view first = "2.5", last = "3.13";
  int flags = 0;
};

constexpr int generator = 0x20;

const Case cases[] = {
    // Iteration
    {"an iterator", "LOAD_CONST 1 | FOR_ITER @end | RETURN_VALUE | end: LOAD_CONST 0 | RETURN_VALUE", "TypeError", "2.5", "3.11"},
    {"an iterator", "LOAD_CONST 1 | FOR_ITER @end | RETURN_VALUE | end: END_FOR | LOAD_CONST 0 | RETURN_VALUE", "TypeError", "3.12", "3.12"},
    {"an iterator", "LOAD_CONST 1 | FOR_ITER @end | RETURN_VALUE | end: END_FOR | POP_TOP | LOAD_CONST 0 | RETURN_VALUE", "TypeError", "3.13"},
    {"an iterable", "LOAD_CONST 1 | GET_ITER | RETURN_VALUE", "TypeError"},
    {"an iterable", "LOAD_CONST 1 | UNPACK_SEQUENCE 1 | RETURN_VALUE", "TypeError"},
    {"an iterable", "LOAD_CONST 1 | UNPACK_EX 0 | RETURN_VALUE", "TypeError"},
    // Containers
    {"a list", "LOAD_CONST 1 | LOAD_CONST 1 | LIST_APPEND | LOAD_CONST 0 | RETURN_VALUE", "SystemError", "2.5", "2.6"},
    {"a list", "LOAD_CONST 1 | LOAD_CONST 1 | LIST_APPEND | LOAD_CONST 0 | RETURN_VALUE", "SystemError", "3.0", "3.0"},
    {"a list", "LOAD_CONST 1 | LOAD_CONST 1 | LIST_APPEND 1 | RETURN_VALUE", "SystemError", "2.7", "2.7"},
    {"a list", "LOAD_CONST 1 | LOAD_CONST 1 | LIST_APPEND 1 | RETURN_VALUE", "SystemError", "3.1"},
    {"a set", "LOAD_CONST 1 | LOAD_CONST 1 | SET_ADD | LOAD_CONST 0 | RETURN_VALUE", "SystemError", "3.0", "3.0"},
    {"a set", "LOAD_CONST 1 | LOAD_CONST 1 | SET_ADD 1 | RETURN_VALUE", "SystemError", "2.7", "2.7"},
    {"a set", "LOAD_CONST 1 | LOAD_CONST 1 | SET_ADD 1 | RETURN_VALUE", "SystemError", "3.1"},
    {"a dict", "LOAD_CONST 1 | LOAD_CONST 1 | LOAD_CONST 1 | MAP_ADD 1 | RETURN_VALUE", "SystemError"},
    {"a list", "LOAD_CONST 1 | LOAD_CONST 3 | LIST_EXTEND 1 | RETURN_VALUE", "SystemError"},
    {"a list", "LOAD_CONST 3 | LIST_TO_TUPLE | RETURN_VALUE", "SystemError"},
    {"a list", "LOAD_CONST 3 | CALL_INTRINSIC_1 6 | RETURN_VALUE", "SystemError"},
    {"a set", "LOAD_CONST 1 | LOAD_CONST 3 | SET_UPDATE 1 | RETURN_VALUE", "SystemError"},
    {"a dict", "LOAD_CONST 1 | LOAD_CONST 3 | DICT_UPDATE 1 | RETURN_VALUE", "SystemError"},
    {"a mapping", "BUILD_MAP 0 | LOAD_CONST 1 | DICT_UPDATE 1 | RETURN_VALUE", "TypeError"},
    {"a dict", "LOAD_CONST 1 | LOAD_CONST 1 | LOAD_CONST 1 | LOAD_CONST 3 | DICT_MERGE 1 | RETURN_VALUE", "SystemError", "3.9", "3.10"},
    {"a dict", "LOAD_CONST 1 | LOAD_CONST 1 | LOAD_CONST 1 | LOAD_CONST 1 | LOAD_CONST 3 | DICT_MERGE 1 | RETURN_VALUE", "SystemError", "3.11"},
    {"a tuple of keys", "LOAD_CONST 1 | LOAD_CONST 1 | BUILD_CONST_KEY_MAP 1 | RETURN_VALUE", "SystemError"},
    {"as many keys", "LOAD_CONST 1 | LOAD_CONST 4 | BUILD_CONST_KEY_MAP 1 | RETURN_VALUE", "SystemError"},
    {"strings", "LOAD_CONST 2 | LOAD_CONST 1 | BUILD_STRING 2 | RETURN_VALUE", "SystemError"},
    {"a mapping", "LOAD_CONST 1 | BUILD_MAP_UNPACK 1 | RETURN_VALUE", "TypeError"},
    {"an iterable", "LOAD_CONST 1 | BUILD_LIST_UNPACK 1 | RETURN_VALUE", "TypeError"},
    {"a hashable value", "BUILD_LIST 0 | BUILD_SET 1 | RETURN_VALUE", "TypeError"},
    {"a sequence", "LOAD_CONST 1 | LOAD_CONST 1 | LOAD_CONST 1 | BINARY_SLICE | RETURN_VALUE", "TypeError"},
    {"a sequence", "LOAD_CONST 1 | LOAD_CONST 1 | LOAD_CONST 1 | LOAD_CONST 1 | STORE_SLICE | LOAD_CONST 0 | RETURN_VALUE", "TypeError"},
    {"a sequence", "LOAD_CONST 1 | LOAD_CONST 1 | LOAD_CONST 1 | SLICE+3 | RETURN_VALUE", "TypeError"},
    // Variables
    {"a cell", "LOAD_DEREF 1 | RETURN_VALUE", "SystemError", "2.5", "3.10"},
    {"a cell", "LOAD_DEREF 2 | RETURN_VALUE", "SystemError", "3.11"},
    {"a cell", "LOAD_CLOSURE 1 | RETURN_VALUE", "SystemError", "2.5", "3.10"},
    {"a cell", "LOAD_CLOSURE 2 | RETURN_VALUE", "SystemError", "3.11", "3.12"},
    {"a cell", "LOAD_CONST 1 | STORE_DEREF 1 | LOAD_CONST 0 | RETURN_VALUE", "SystemError", "2.5", "3.10"},
    {"a cell", "LOAD_CONST 1 | STORE_DEREF 2 | LOAD_CONST 0 | RETURN_VALUE", "SystemError", "3.11"},
    {"a cell", "DELETE_DEREF 1 | LOAD_CONST 0 | RETURN_VALUE", "SystemError", "3.2", "3.10"},
    {"a cell", "DELETE_DEREF 2 | LOAD_CONST 0 | RETURN_VALUE", "SystemError", "3.11"},
    {"a cell", "LOAD_CLASSDEREF 1 | RETURN_VALUE", "SystemError", "3.4", "3.10"},
    {"a cell", "LOAD_CLASSDEREF 2 | RETURN_VALUE", "SystemError", "3.11", "3.11"},
    {"a cell", "MAKE_CELL 1 | LOAD_CONST 1 | STORE_FAST 1 | LOAD_DEREF 1 | RETURN_VALUE", "SystemError", "3.11"},
    {"a closure", "COPY_FREE_VARS 1 | LOAD_CONST 0 | RETURN_VALUE", "SystemError"},
    {"a mapping", "LOAD_CONST 1 | LOAD_FROM_DICT_OR_GLOBALS 0 | RETURN_VALUE", "TypeError"},
    {"a mapping", "LOAD_CONST 1 | LOAD_FROM_DICT_OR_DEREF 2 | RETURN_VALUE", "TypeError"},
    {"a value", "LOAD_FAST 0 | RETURN_VALUE", "UnboundLocalError", "2.5", "3.11"},
    {"a value", "LOAD_FAST_CHECK 0 | RETURN_VALUE", "UnboundLocalError"},
    {"a value", "PUSH_NULL | STORE_FAST 0 | LOAD_FAST_CHECK 0 | RETURN_VALUE", "UnboundLocalError"},
    {"a value", "DELETE_FAST 0 | LOAD_CONST 0 | RETURN_VALUE", "UnboundLocalError"},
    {"a namespace", "LOAD_CONST 1 | STORE_LOCALS | LOAD_CONST 1 | STORE_NAME 0 | LOAD_CONST 0 | RETURN_VALUE", "TypeError"},
    {"a namespace", "LOAD_CONST 1 | STORE_LOCALS | LOAD_NAME 0 | RETURN_VALUE", "TypeError"},
    {"a namespace", "LOAD_CONST 1 | STORE_LOCALS | DELETE_NAME 0 | LOAD_CONST 0 | RETURN_VALUE", "TypeError"},
    {"a module", "LOAD_CONST 1 | STORE_LOCALS | LOAD_CONST 1 | IMPORT_STAR | LOAD_CONST 0 | RETURN_VALUE", "ImportError"},
    {"a namespace", "LOAD_NAME 0 | RETURN_VALUE", "SystemError", "2.5", "3.13", 3},
    {"a namespace", "LOAD_LOCALS | RETURN_VALUE", "SystemError", "2.5", "3.13", 3},
    // Functions and calls
    {"a code object", "LOAD_CONST 1 | MAKE_FUNCTION 0 | RETURN_VALUE", "SystemError", "2.5", "3.2"},
    {"a code object", "LOAD_CONST 1 | LOAD_CONST 2 | MAKE_FUNCTION 0 | RETURN_VALUE", "SystemError", "3.3", "3.10"},
    {"a code object", "LOAD_CONST 1 | MAKE_FUNCTION 0 | RETURN_VALUE", "SystemError", "3.11"},
    {"a code object", "LOAD_CONST 3 | LOAD_CONST 1 | MAKE_CLOSURE 0 | RETURN_VALUE", "SystemError", "2.5", "3.2"},
    {"a code object", "LOAD_CONST 3 | LOAD_CONST 1 | LOAD_CONST 2 | MAKE_CLOSURE 0 | RETURN_VALUE", "SystemError", "3.3", "3.5"},
    {"a function", "LOAD_CONST 3 | LOAD_CONST 1 | SET_FUNCTION_ATTRIBUTE 1 | RETURN_VALUE", "SystemError"},
    {"a callable", "LOAD_CONST 1 | CALL_FUNCTION 0 | RETURN_VALUE", "TypeError", "2.5", "3.10"},
    {"a callable", "PUSH_NULL | LOAD_CONST 1 | PRECALL 0 | CALL 0 | RETURN_VALUE", "TypeError"},
    {"a callable", "PUSH_NULL | LOAD_CONST 1 | CALL 0 | RETURN_VALUE", "TypeError", "3.12", "3.12"},
    {"a callable", "LOAD_CONST 1 | PUSH_NULL | CALL 0 | RETURN_VALUE", "TypeError", "3.13"},
    {"a callable", "LOAD_CONST 1 | LOAD_CONST 1 | CALL 0 | RETURN_VALUE", "TypeError", "3.12"},
    {"a callable", "LOAD_CONST 1 | LOAD_CONST 1 | CALL_METHOD 0 | RETURN_VALUE", "TypeError"},
    {"a name", "LOAD_CONST 1 | LOAD_CONST 1 | LOAD_CONST 1 | CALL_FUNCTION 256 | RETURN_VALUE", "SystemError", "2.5", "3.5"},
    {"a tuple of names", "LOAD_CONST 1 | LOAD_CONST 1 | LOAD_CONST 1 | CALL_FUNCTION_KW 1 | RETURN_VALUE", "SystemError", "3.6", "3.10"},
    {"few names", "LOAD_CONST 1 | LOAD_CONST 1 | LOAD_CONST 4 | CALL_FUNCTION_KW 1 | RETURN_VALUE", "SystemError", "3.6", "3.10"},
    {"a tuple of names", "LOAD_CONST 1 | PUSH_NULL | LOAD_CONST 1 | LOAD_CONST 1 | CALL_KW 1 | RETURN_VALUE", "SystemError"},
    {"few names", "LOAD_CONST 1 | PUSH_NULL | LOAD_CONST 1 | LOAD_CONST 4 | CALL_KW 1 | RETURN_VALUE", "SystemError"},
    {"an iterable", "LOAD_CONST 1 | LOAD_CONST 1 | CALL_FUNCTION_EX 0 | RETURN_VALUE", "TypeError", "3.6", "3.10"},
    {"a mapping", "LOAD_CONST 1 | LOAD_CONST 3 | LOAD_CONST 1 | CALL_FUNCTION_EX 1 | RETURN_VALUE", "TypeError", "3.6", "3.10"},
    {"an iterable", "PUSH_NULL | LOAD_CONST 1 | LOAD_CONST 1 | CALL_FUNCTION_EX 0 | RETURN_VALUE", "TypeError", "3.11", "3.12"},
    {"an iterable", "LOAD_CONST 1 | PUSH_NULL | LOAD_CONST 1 | CALL_FUNCTION_EX 0 | RETURN_VALUE", "TypeError", "3.13"},
    {"an iterable", "LOAD_CONST 1 | LOAD_CONST 1 | CALL_FUNCTION_VAR 0 | RETURN_VALUE", "TypeError"},
    {"a mapping", "LOAD_CONST 1 | LOAD_CONST 1 | CALL_FUNCTION_KW 0 | RETURN_VALUE", "TypeError", "2.5", "3.5"},
    {"a mapping", "LOAD_CONST 1 | LOAD_CONST 3 | LOAD_CONST 1 | CALL_FUNCTION_VAR_KW 0 | RETURN_VALUE", "TypeError"},
    {"super", "LOAD_CONST 1 | LOAD_CONST 1 | LOAD_CONST 1 | LOAD_SUPER_ATTR 0 | RETURN_VALUE", "TypeError"},
    {"super", "LOAD_CONST 1 | LOAD_CONST 1 | LOAD_CONST 1 | LOAD_SUPER_ATTR 3 | POP_TOP | RETURN_VALUE", "TypeError"},
    // Classes, type parameters, annotations
    {"a namespace", "LOAD_CONST 2 | LOAD_CONST 3 | LOAD_CONST 1 | BUILD_CLASS | RETURN_VALUE", "SystemError"},
    {"a tuple of bases", "LOAD_CONST 2 | LOAD_CONST 1 | BUILD_MAP 0 | BUILD_CLASS | RETURN_VALUE", "SystemError"},
    {"a class name", "LOAD_CONST 1 | LOAD_CONST 3 | BUILD_MAP 0 | BUILD_CLASS | RETURN_VALUE", "SystemError"},
    {"bases", "LOAD_CONST 2 | LOAD_CONST 3 | BUILD_MAP 0 | BUILD_CLASS | RETURN_VALUE", "TypeError"},
    {"annotations", "LOAD_CONST 1 | STORE_ANNOTATION 0 | LOAD_CONST 0 | RETURN_VALUE", "NameError"},
    {"a namespace", "SETUP_ANNOTATIONS | LOAD_CONST 0 | RETURN_VALUE", "SystemError", "3.6", "3.13", 3},
    {"a name", "LOAD_CONST 1 | CALL_INTRINSIC_1 7 | RETURN_VALUE", "SystemError"},
    {"a name", "LOAD_CONST 1 | CALL_INTRINSIC_1 8 | RETURN_VALUE", "SystemError"},
    {"a name", "LOAD_CONST 1 | CALL_INTRINSIC_1 9 | RETURN_VALUE", "SystemError"},
    {"parameters", "LOAD_CONST 1 | CALL_INTRINSIC_1 10 | RETURN_VALUE", "SystemError"},
    {"a triple", "LOAD_CONST 4 | CALL_INTRINSIC_1 11 | RETURN_VALUE", "SystemError"},
    {"a name", "LOAD_CONST 1 | LOAD_CONST 1 | CALL_INTRINSIC_2 2 | RETURN_VALUE", "SystemError"},
    {"a name", "LOAD_CONST 1 | LOAD_CONST 1 | CALL_INTRINSIC_2 3 | RETURN_VALUE", "SystemError"},
    {"a function", "LOAD_CONST 1 | LOAD_CONST 3 | CALL_INTRINSIC_2 4 | RETURN_VALUE", "SystemError"},
    {"a type parameter", "LOAD_CONST 1 | LOAD_CONST 1 | CALL_INTRINSIC_2 5 | RETURN_VALUE", "SystemError", "3.13"},
    // Exceptions and with
    {"an exception", "LOAD_CONST 1 | RERAISE | LOAD_CONST 0 | RETURN_VALUE", "SystemError", "3.11"},
    {"an exception", "LOAD_CONST 1 | RAISE_VARARGS 1", "TypeError"},
    {"a cause", "LOAD_CONST 1 | LOAD_CONST 1 | RAISE_VARARGS 2", "TypeError"},
    {"a traceback", "LOAD_CONST 1 | LOAD_CONST 1 | LOAD_CONST 1 | RAISE_VARARGS 3", "TypeError", "2.5", "2.7"},
    {"an exception", "RAISE_VARARGS 0", "TypeError", "2.5", "2.7"},
    {"an exception", "RAISE_VARARGS 0", "RuntimeError", "3.1"},
    {"an exception", "LOAD_CONST 1 | POP_EXCEPT | LOAD_CONST 0 | RETURN_VALUE", "SystemError", "3.11"},
    {"an exception class", "LOAD_CONST 1 | LOAD_CONST 1 | COMPARE_OP 10 | RETURN_VALUE", "TypeError", "3.0", "3.8"},
    {"an exception class", "LOAD_CONST 1 | LOAD_CONST 1 | JUMP_IF_NOT_EXC_MATCH @end | end: LOAD_CONST 0 | RETURN_VALUE", "TypeError"},
    {"an exception class", "LOAD_CONST 1 | LOAD_CONST 1 | CHECK_EXC_MATCH | RETURN_VALUE", "TypeError"},
    {"an exception", "LOAD_CONST 1 | LOAD_ASSERTION_ERROR | CHECK_EG_MATCH | RETURN_VALUE", "SystemError"},
    {"an exception class", "LOAD_CONST 1 | LOAD_CONST 1 | CHECK_EG_MATCH | RETURN_VALUE", "TypeError"},
    {"a list of exceptions", "LOAD_CONST 1 | LOAD_CONST 1 | PREP_RERAISE_STAR | RETURN_VALUE", "SystemError"},
    {"exceptions", "LOAD_CONST 1 | LOAD_CONST 1 | BUILD_LIST 1 | PREP_RERAISE_STAR | RETURN_VALUE", "SystemError"},
    {"a list of exceptions", "LOAD_CONST 1 | LOAD_CONST 1 | CALL_INTRINSIC_2 1 | RETURN_VALUE", "SystemError"},
    {"exceptions", "LOAD_CONST 1 | LOAD_CONST 1 | BUILD_LIST 1 | CALL_INTRINSIC_2 1 | RETURN_VALUE", "SystemError"},
    {"an exception", "LOAD_CONST 1 | CALL_INTRINSIC_1 3 | RETURN_VALUE", "SystemError"},
    {"an exception", "LOAD_CONST 1 | LOAD_CONST 1 | LOAD_CONST 1 | CLEANUP_THROW | RETURN_VALUE", "SystemError"},
    {"a manager", "LOAD_CONST 1 | SETUP_WITH @end | POP_TOP | POP_BLOCK | LOAD_CONST 0 | end: WITH_CLEANUP | END_FINALLY | LOAD_CONST 0 | RETURN_VALUE", "AttributeError", "2.7", "3.4"},
    {"a manager", "LOAD_CONST 1 | BEFORE_WITH | POP_TOP | RETURN_VALUE", "TypeError", "3.11"},
    {"an exception", "LOAD_CONST 1 | LOAD_CONST 1 | LOAD_CONST 1 | LOAD_CONST 1 | WITH_EXCEPT_START | RETURN_VALUE", "SystemError", "3.11"},
    {"an exit function", "LOAD_CONST 1 | SETUP_FINALLY @body | POP_BLOCK | LOAD_CONST 0 | body: WITH_CLEANUP | END_FINALLY | LOAD_CONST 0 | RETURN_VALUE", "TypeError", "2.7", "2.7"},
    {"an exit function", "LOAD_CONST 1 | SETUP_FINALLY @body | POP_BLOCK | LOAD_CONST 0 | body: WITH_CLEANUP | END_FINALLY | LOAD_CONST 0 | RETURN_VALUE", "TypeError", "3.2", "3.4"},
    {"an exit function", "LOAD_CONST 1 | SETUP_FINALLY @body | POP_BLOCK | LOAD_CONST 0 | body: WITH_CLEANUP_START | WITH_CLEANUP_FINISH | END_FINALLY | LOAD_CONST 0 | RETURN_VALUE", "TypeError", "3.5", "3.7"},
    // Generators and coroutines
    {"a generator", "LOAD_CONST 1 | LOAD_CONST 0 | YIELD_FROM | RETURN_VALUE", "AttributeError", "3.3", "3.10", generator | 3},
    {"a generator", "LOAD_CONST 1 | LOAD_CONST 0 | SEND @end | POP_TOP | end: RETURN_VALUE", "AttributeError", "3.11", "3.11"},
    {"a generator", "LOAD_CONST 1 | LOAD_CONST 0 | SEND @end | end: RETURN_VALUE", "AttributeError", "3.12"},
    {"an iterable", "LOAD_CONST 1 | GET_YIELD_FROM_ITER | RETURN_VALUE", "TypeError"},
    {"an awaitable", "LOAD_CONST 1 | GET_AWAITABLE 0 | RETURN_VALUE", "TypeError", "3.5", "3.13"},
    {"an asynchronous iterable", "LOAD_CONST 1 | GET_AITER | RETURN_VALUE", "TypeError"},
    {"an asynchronous iterator", "LOAD_CONST 1 | GET_ANEXT | RETURN_VALUE", "TypeError"},
    {"an asynchronous manager", "LOAD_CONST 1 | BEFORE_ASYNC_WITH | RETURN_VALUE", "AttributeError", "3.5", "3.10"},
    {"an asynchronous manager", "LOAD_CONST 1 | BEFORE_ASYNC_WITH | RETURN_VALUE", "TypeError", "3.11"},
    {"an exception", "LOAD_CONST 1 | LOAD_CONST 1 | END_ASYNC_FOR | LOAD_CONST 0 | RETURN_VALUE", "SystemError", "3.11"},
    // Imports
    {"a level", "LOAD_CONST 2 | LOAD_CONST 1 | IMPORT_NAME 0 | RETURN_VALUE", "TypeError"},
    {"a module", "LOAD_CONST 1 | IMPORT_FROM 0 | RETURN_VALUE", "ImportError"},
    {"a module", "LOAD_CONST 1 | IMPORT_STAR | LOAD_CONST 0 | RETURN_VALUE", "ImportError"},
    {"a module", "LOAD_CONST 1 | CALL_INTRINSIC_1 2 | RETURN_VALUE", "ImportError"},
    // Matching
    {"a tuple of keys", "LOAD_CONST 1 | LOAD_CONST 1 | MATCH_KEYS | RETURN_VALUE", "SystemError"},
    {"a mapping", "LOAD_CONST 1 | LOAD_CONST 3 | MATCH_KEYS | RETURN_VALUE", "AttributeError"},
    {"a tuple of names", "LOAD_CONST 1 | LOAD_ASSERTION_ERROR | LOAD_CONST 1 | MATCH_CLASS 0 | RETURN_VALUE", "SystemError"},
    {"a class", "LOAD_CONST 1 | LOAD_CONST 1 | LOAD_CONST 3 | MATCH_CLASS 0 | RETURN_VALUE", "TypeError"},
    {"a length", "LOAD_CONST 1 | GET_LEN | RETURN_VALUE", "TypeError"},
    {"a tuple of keys", "LOAD_CONST 1 | LOAD_CONST 1 | COPY_DICT_WITHOUT_KEYS | RETURN_VALUE", "SystemError"},
    // Text and printing
    {"a format", "LOAD_CONST 1 | LOAD_CONST 1 | FORMAT_VALUE 4 | RETURN_VALUE", "TypeError"},
    {"a format", "LOAD_CONST 1 | LOAD_CONST 1 | FORMAT_WITH_SPEC | RETURN_VALUE", "TypeError"},
    {"a file", "LOAD_CONST 1 | LOAD_CONST 1 | PRINT_ITEM_TO | LOAD_CONST 0 | RETURN_VALUE", "AttributeError"},
    {"a file", "LOAD_CONST 1 | PRINT_NEWLINE_TO | LOAD_CONST 0 | RETURN_VALUE", "AttributeError"},
    {"namespaces", "LOAD_CONST 1 | LOAD_CONST 1 | LOAD_CONST 1 | EXEC_STMT | LOAD_CONST 0 | RETURN_VALUE", "TypeError"},
};

sample::Fields fields_of(const Case& c) {
  sample::Fields fields;
  if (c.flags) fields = flags(c.flags);
  return fields;
}

}  // namespace

TEST_CASE("an operation that gets what it cannot work on raises") {
  for (const Release& release : all_releases()) {
    Machine machine(release);
    for (const Case& c : cases) {
      const Release &first = *find_release(c.first), &last = *find_release(c.last);
      if (release.version < first.version || last.version < release.version || !has_opcodes(release, c.text)) continue;
      CAPTURE(release.tag);
      CAPTURE(c.what);
      CAPTURE(c.text);
      std::string got = machine.run(c.text, fields_of(c));
      CHECK_MESSAGE(got.substr(0, got.find(':')) == c.expected, got);
    }
  }
}

}  // namespace xvm
