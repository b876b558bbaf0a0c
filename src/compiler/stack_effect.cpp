// Stack effects by release. Where a release counts otherwise than its interpreter does, its count stands.
#include "compiler/stack_effect.h"

#include "pyc/release.h"

namespace xvm::compiler {
namespace {

using enum Opcode;

// From 3.7 handlers are walked from the depth at which the block began.
bool handlers_begin_at_block(const Release& release) { return release.since(3, 7); }
bool has_exception_table(const Release& release) { return release.since(3, 11); }
bool exception_state_is_saved_on_stack(const Release& release) { return release.since(3, 0); }
bool drops_whole_triple(const Release& release) { return release.since(2, 7) && release.until(2, 7); }
bool slices_are_counted_high(const Release& release) { return release.until(2, 6); }
// The level is not counted as popped.
bool imports_leave_level(const Release& release) {
  return release.until(2, 6) || (release.since(3, 0) && release.until(3, 1));
}
bool functions_have_qualnames(const Release& release) { return release.since(3, 3); }

int call_arguments(std::int32_t arg) { return (arg & 0xff) + 2 * (arg >> 8 & 0xff); }

int setup_effect(const Release& release, Opcode opcode, bool taken) {
  bool with = opcode == SETUP_WITH, async = opcode == SETUP_ASYNC_WITH;
  if (handlers_begin_at_block(release)) {
    if (with) return taken ? 6 : 1;
    if (async) return taken ? 5 : 0;
    return taken ? 6 : 0;
  }
  if (async) return 6;
  if (exception_state_is_saved_on_stack(release)) return with ? 7 : 6;
  if (with) return 4;
  return release.since(2, 7) && release.until(2, 7) ? 0 : 3;
}

int function_effect(const Release& release, Opcode opcode, std::int32_t arg) {
  bool closure = opcode == MAKE_CLOSURE;
  if (release.python2()) return closure && release.since(2, 7) ? -arg - 1 : -arg;
  if (release.since(3, 13)) return 0;
  if (release.since(3, 6)) {
    int flags = ((arg & 1) != 0) + ((arg & 2) != 0) + ((arg & 4) != 0) + ((arg & 8) != 0);
    return (release.since(3, 11) ? 0 : -1) - flags;
  }
  int qualname = functions_have_qualnames(release);
  return -qualname - closure - call_arguments(arg) - (arg >> 16 & 0xffff);
}

int call_effect(const Release& release, Opcode opcode, std::int32_t arg) {
  switch (opcode) {
    case CALL_FUNCTION:
      return release.since(3, 6) ? -arg : -call_arguments(arg);
    case CALL_FUNCTION_VAR:
      return -call_arguments(arg) - 1;
    case CALL_FUNCTION_KW:
      return release.since(3, 6) ? -arg - 1 : -call_arguments(arg) - 1;
    case CALL_FUNCTION_VAR_KW:
      return -call_arguments(arg) - 2;
    case CALL_FUNCTION_EX:
      return (release.since(3, 11) ? -2 : -1) - ((arg & 1) != 0);
    case CALL:
      return release.since(3, 12) ? -1 - arg : -1;
    case CALL_KW:
      return -2 - arg;
    default:  // CALL_METHOD
      return -arg - 1;
  }
}

}  // namespace

int stack_effect(const Release& release, Opcode opcode, std::int32_t arg, bool taken) {
  switch (opcode) {
    case POP_TOP: case STORE_NAME: case STORE_GLOBAL: case STORE_FAST: case STORE_DEREF: case STORE_LOCALS:
    case PSEUDO_STORE_FAST_MAYBE_NULL: case STORE_ANNOTATION: case DELETE_ATTR: case PRINT_EXPR: case PRINT_ITEM:
    case PRINT_NEWLINE_TO: case RETURN_VALUE: case IMPORT_STAR: case YIELD_FROM: case COMPARE_OP: case IS_OP:
    case CONTAINS_OP: case POP_JUMP_IF_FALSE: case POP_JUMP_IF_TRUE: case POP_JUMP_IF_NONE: case POP_JUMP_IF_NOT_NONE:
    case PSEUDO_POP_JUMP_IF_FALSE: case PSEUDO_POP_JUMP_IF_TRUE: case PSEUDO_POP_JUMP_IF_NONE:
    case PSEUDO_POP_JUMP_IF_NOT_NONE: case BINARY_OP: case BINARY_ADD: case BINARY_AND: case BINARY_DIVIDE:
    case BINARY_FLOOR_DIVIDE: case BINARY_LSHIFT: case BINARY_MATRIX_MULTIPLY: case BINARY_MODULO: case BINARY_MULTIPLY:
    case BINARY_OR: case BINARY_POWER: case BINARY_RSHIFT: case BINARY_SUBSCR: case BINARY_SUBTRACT:
    case BINARY_TRUE_DIVIDE: case BINARY_XOR: case INPLACE_ADD: case INPLACE_AND: case INPLACE_DIVIDE:
    case INPLACE_FLOOR_DIVIDE: case INPLACE_LSHIFT: case INPLACE_MATRIX_MULTIPLY: case INPLACE_MODULO:
    case INPLACE_MULTIPLY: case INPLACE_OR: case INPLACE_POWER: case INPLACE_RSHIFT: case INPLACE_SUBTRACT:
    case INPLACE_TRUE_DIVIDE: case INPLACE_XOR: case LIST_EXTEND: case SET_UPDATE: case DICT_UPDATE: case DICT_MERGE:
    case CALL_INTRINSIC_2: case GEN_START: case END_SEND: case CLEANUP_THROW: case PREP_RERAISE_STAR:
    case FORMAT_WITH_SPEC: case SET_FUNCTION_ATTRIBUTE: case INTERPRETER_EXIT: case EXIT_INIT_CHECK:
      return -1;
    case SET_ADD: case LIST_APPEND:
      return release.until(2, 6) || (release.since(3, 0) && release.until(3, 0)) ? -2 : -1;
    case IMPORT_NAME:
      return imports_leave_level(release) ? 0 : -1;
    case DUP_TOP: case LOAD_CONST: case LOAD_NAME: case LOAD_FAST: case LOAD_FAST_CHECK: case LOAD_FAST_AND_CLEAR:
    case LOAD_CLOSURE: case PSEUDO_LOAD_CLOSURE: case LOAD_DEREF: case LOAD_CLASSDEREF: case LOAD_LOCALS:
    case LOAD_BUILD_CLASS: case LOAD_ASSERTION_ERROR: case IMPORT_FROM: case COPY: case PUSH_NULL: case PUSH_EXC_INFO:
    case BEFORE_WITH: case BEFORE_ASYNC_WITH: case GET_ANEXT: case GET_LEN: case MATCH_MAPPING: case MATCH_SEQUENCE:
    case WITH_EXCEPT_START: case LOAD_METHOD:
      return 1;
    case LOAD_GLOBAL:
      return release.since(3, 11) ? 1 + (arg & 1) : 1;
    case LOAD_ATTR:
      return release.since(3, 12) ? arg & 1 : 0;
    case LOAD_SUPER_ATTR:
      return -2 + (arg & 1);
    case DUP_TOP_TWO: case LOAD_FAST_LOAD_FAST:
      return 2;
    case DUP_TOPX:
      return arg;
    case STORE_ATTR: case DELETE_SUBSCR: case STORE_MAP: case PRINT_ITEM_TO: case BUILD_CLASS: case MAP_ADD:
    case JUMP_IF_NOT_EXC_MATCH: case STORE_FAST_STORE_FAST: case BINARY_SLICE:
      return -2;
    case STORE_SUBSCR: case EXEC_STMT:
      return -3;
    case STORE_SLICE:
      return -4;
    case SLICE_0:
      return slices_are_counted_high(release) ? 1 : 0;
    case SLICE_1: case SLICE_2:
      return slices_are_counted_high(release) ? 0 : -1;
    case SLICE_3:
      return slices_are_counted_high(release) ? -1 : -2;
    case STORE_SLICE_0:
      return -2;
    case STORE_SLICE_1: case STORE_SLICE_2:
      return -3;
    case STORE_SLICE_3:
      return -4;
    case DELETE_SLICE_0:
      return -1;
    case DELETE_SLICE_1: case DELETE_SLICE_2:
      return -2;
    case DELETE_SLICE_3:
      return -3;
    case UNPACK_SEQUENCE:
      return arg - 1;
    case UNPACK_EX:
      return (arg & 0xff) + (arg >> 8);
    case BUILD_TUPLE: case BUILD_LIST: case BUILD_SET: case BUILD_STRING: case BUILD_LIST_UNPACK: case BUILD_SET_UNPACK:
    case BUILD_TUPLE_UNPACK: case BUILD_TUPLE_UNPACK_WITH_CALL: case BUILD_MAP_UNPACK:
      return 1 - arg;
    case BUILD_MAP_UNPACK_WITH_CALL:
      return release.until(3, 5) ? 1 - (arg & 0xff) : 1 - arg;
    case BUILD_MAP:
      return release.since(3, 5) ? 1 - 2 * arg : 1;
    case BUILD_CONST_KEY_MAP:
      return -arg;
    case BUILD_SLICE:
      return arg == 3 ? -2 : -1;
    case FORMAT_VALUE:
      return (arg & 4) ? -1 : 0;
    case RAISE_VARARGS:
      return -arg;
    case FOR_ITER:
      return taken && handlers_begin_at_block(release) && !release.since(3, 12) ? -1 : 1;
    case SEND:
      return taken && !release.since(3, 12) ? -1 : 0;
    case END_FOR:
      return release.since(3, 13) ? -1 : -2;
    case JUMP_IF_FALSE_OR_POP: case JUMP_IF_TRUE_OR_POP:
      return taken || !handlers_begin_at_block(release) ? 0 : -1;
    case SETUP_EXCEPT: case SETUP_FINALLY: case SETUP_WITH: case SETUP_ASYNC_WITH:
      return setup_effect(release, opcode, taken);
    case PSEUDO_SETUP_FINALLY: case PSEUDO_SETUP_WITH:
      return taken;
    case PSEUDO_SETUP_CLEANUP:
      return taken ? 2 : 0;
    case BEGIN_FINALLY:
      return 6;
    case CALL_FINALLY:
      return taken;
    case POP_FINALLY:
      return -6;
    case END_FINALLY:
      return handlers_begin_at_block(release) ? -6 : drops_whole_triple(release) ? -3 : -1;
    case WITH_CLEANUP:
      return -1;
    case WITH_CLEANUP_START:
      return handlers_begin_at_block(release) ? 2 : 1;
    case WITH_CLEANUP_FINISH:
      return handlers_begin_at_block(release) ? -3 : -1;
    case END_ASYNC_FOR:
      return has_exception_table(release) ? -2 : -7;
    case POP_EXCEPT:
      return has_exception_table(release) ? -1 : handlers_begin_at_block(release) ? -3 : 0;
    case RERAISE:
      return has_exception_table(release) ? -1 : -3;
    case MATCH_CLASS:
      return has_exception_table(release) ? -2 : -1;
    case MATCH_KEYS:
      return has_exception_table(release) ? 1 : 2;
    case RETURN_GENERATOR:
      return release.since(3, 13);
    case PRECALL:
      return -arg;
    case CALL_FUNCTION: case CALL_FUNCTION_VAR: case CALL_FUNCTION_KW: case CALL_FUNCTION_VAR_KW: case CALL_FUNCTION_EX:
    case CALL: case CALL_KW: case CALL_METHOD:
      return call_effect(release, opcode, arg);
    case MAKE_FUNCTION: case MAKE_CLOSURE:
      return function_effect(release, opcode, arg);
    default:
      return 0;
  }
}

}  // namespace xvm::compiler
