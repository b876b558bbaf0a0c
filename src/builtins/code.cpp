// Builtin functions that run code, import and print.
#include "builtins/builtins_module.h"
#include "objects/code.h"
#include "objects/codecs.h"
#include "objects/dict.h"
#include "objects/int.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/argument_words.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/execute.h"
#include "vm/frame.h"
#include "vm/import.h"
#include "vm/operators.h"
#include "vm/printing.h"

namespace xvm {

namespace {

Value builtin_import(Thread& thread, Ref, Args args) {
  if (thread.rt.python2() && is<Text>(args[0])) {
    Value name = coerce_to_bytes(thread, args[0]);
    Value given[] = {name, Value(args[1]), Value(args[2]), Value(args[3]), Value(args[4])};
    return name ? builtin_import(thread, {}, Args{given, 5, {}}) : Value();
  }
  if (!is_native_str(thread, args[0])) {
    const Release& r = thread.rt.release;
    if (r.since(3, 11)) return raise_type_error(thread, "module name must be a string");
    return raise_type_error(thread, "__import__() argument 1 must be {}, not {}", r.until(3, 1) ? "string" : "str", argument_type(thread, args[0]));
  }
  std::int64_t level = thread.rt.python2() ? -1 : 0;
  if (args[4] && !as_int64(thread, args[4], level)) return error_set;
  return import_module(thread, args[0], args[1], args[3], level);
}

Value builtin_eval(Thread& thread, Ref, Args args) { return execute(thread, args[0], args[1], args[2], ExecuteMode::Eval); }
Value builtin_exec(Thread& thread, Ref, Args args) {
  Value result = execute(thread, args[0], args[1], args[2], ExecuteMode::Exec);
  return result ? none_value() : Value();
}
Value builtin_exec_closure(Thread& thread, Ref, Args args) {
  if (args[3] && !args[3].is_none()) {
    Value result = execute_with_closure(thread, args[0], args[1], args[2], args[3]);
    return result ? none_value() : Value();
  }
  return builtin_exec(thread, {}, args);
}
Value builtin_compile(Thread& thread, Ref, Args) { return raise_no_compiler(thread, "compile()"); }

// print(*args, sep=' ', end='\n', file=sys.stdout, flush=False)
Value builtin_print(Thread& thread, Ref, Args args) {
  const Tuple& items = as<Tuple>(args[0]);
  bool flush = args.size() > 4 && args[4] && truth(thread, args[4]) == 1;
  return print_values(thread, items, args[1], args[2], args[3], flush) ? none_value() : Value();
}

constexpr Method rows[] = {
    {"__import__(name, globals=None, locals=None, fromlist=(), level=0)", builtin_import},
    {"compile(source, filename, mode, flags=0, dont_inherit=0)", builtin_compile, until(3, 1)},
    {"compile(source, filename, mode, flags=0, dont_inherit=False, optimize=-1)", builtin_compile, between(3, 2, 3, 7)},
    {"compile(source, filename, mode, flags=0, dont_inherit=False, optimize=-1, *, _feature_version=-1)", builtin_compile, since(3, 8)},
    {"eval(source, globals=None, locals=None, /)", builtin_eval, until(3, 12)},
    {"eval(source, /, globals=None, locals=None)", builtin_eval, since(3, 13)},
    {"exec(source, globals=None, locals=None, /)", builtin_exec, between(3, 0, 3, 10)},
    {"exec(source, globals=None, locals=None, /, *, closure=None)", builtin_exec_closure, between(3, 11, 3, 12)},
    {"exec(source, /, globals=None, locals=None, *, closure=None)", builtin_exec_closure, since(3, 13)},
    {"print(*args, sep=' ', end='\\n', file=None)", builtin_print, between(2, 6, 3, 2)},
    {"print(*args, sep=' ', end='\\n', file=None, flush=False)", builtin_print, since(3, 3)},
};

}  // namespace

std::span<const Method> code_builtins() { return rows; }

}  // namespace xvm
