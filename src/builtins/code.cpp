// Builtin functions that run code, import and print.
#include "builtins/builtins_module.h"
#include "compiler/flag_bits.h"
#include "modules/ast/tree_types.h"
#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/code.h"
#include "objects/codecs.h"
#include "objects/dict.h"
#include "objects/int.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/argument_words.h"
#include "vm/call.h"
#include "vm/compile_text.h"
#include "vm/errors.h"
#include "vm/execute.h"
#include "vm/frame.h"
#include "vm/import.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
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
  if (int number; args[4]) {
    if (!as_c_int(thread, args[4], number)) return error_set;
    level = number;
  }
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

bool compiles_function_types(const Release& r) { return r.since(3, 8); }
bool wrong_mode_names_it(const Release& r) { return r.since(3, 5); }
bool separates_modes_by_or(const Release& r) { return r.until(2, 5); }
bool names_mode(const Release& r) { return r.since(3, 8); }
bool compiles_trees(const Release& r) { return r.since(2, 6); }

bool check_mode_type(Thread& thread, Ref given) {
  const Release& r = thread.rt.release;
  if (is_native_str(thread, given) || is<Text>(given)) return true;
  return raise_type_error(thread, "compile() {} must be {}, not {}", names_mode(r) ? "argument 'mode'" : "argument 3",
                          r.python2() ? "string" : "str", argument_type(thread, given));
}

bool compile_mode(Thread& thread, Ref given, std::uint32_t flags, compiler::Mode& mode) {
  const Release& r = thread.rt.release;
  std::string name = native_utf8(given);
  bool tree = (flags & compiler::flag_bit::OnlyAst) != 0;
  if (name == "exec") mode = compiler::Mode::Exec;
  else if (name == "eval") mode = compiler::Mode::Eval;
  else if (name == "single") mode = compiler::Mode::Single;
  else if (name == "func_type" && compiles_function_types(r)) {
    if (!tree) return raise_value_error(thread, "compile() mode 'func_type' requires flag PyCF_ONLY_AST");
    mode = compiler::Mode::FunctionType;
  } else if (compiles_function_types(r) && tree) {
    return raise_value_error(thread, "compile() mode must be 'exec', 'eval', 'single' or 'func_type'");
  } else {
    if (separates_modes_by_or(r)) return raise_value_error(thread, "compile() arg 3 must be 'exec' or 'eval' or 'single'");
    return raise_value_error(thread, "compile() {} must be 'exec', 'eval' or 'single'", wrong_mode_names_it(r) ? "mode" : "arg 3");
  }
  return true;
}

// The file name in compile(), checked; what is none is told as the release's conversion does.
bool compile_file_name(Thread& thread, Ref name, std::string& out) {
  const Release& r = thread.rt.release;
  bool good = is<Text>(name) || is<Bytes>(name) || is<ByteArray>(name);
  if (good || r.since(3, 6)) return path_argument(thread, name, out);
  if (r.since(3, 5)) return raise_type_error(thread, "path should be string or bytes, not {}", type_name(thread, name));
  if (r.since(3, 4)) return raise_type_error(thread, "'{}' object is not iterable", type_name(thread, name));
  if (r.since(3, 1)) return raise_type_error(thread, "Can't convert '{}' object to str implicitly", type_name(thread, name));
  return raise_type_error(thread, "compile() argument 2 must be string, not {}", argument_type(thread, name));
}

// compile(source, filename, mode, flags, dont_inherit, optimize)
Value builtin_compile(Thread& thread, Ref, Args args) {
  const Release& r = thread.rt.release;
  std::int64_t flags = 0, optimize = -1;
  compiler::Options options;
  if (!compile_file_name(thread, args[1], options.file_name) || !check_mode_type(thread, args[2])) return error_set;
  if (args[3] && !as_int64(thread, args[3], flags)) return error_set;
  int own_flags = args[4] ? truth(thread, args[4]) : 0;
  if (own_flags < 0) return error_set;
  if (args.size() > 5 && args[5] && !as_int64(thread, args[5], optimize)) return error_set;
  if (flags & ~std::int64_t{compiler::known_flag_bits(r)}) return raise_value_error(thread, "compile(): unrecognised flags");
  if (optimize < -1 || optimize > 2) return raise_value_error(thread, "compile(): invalid optimize value");
  std::uint32_t bits = std::uint32_t(flags);
  if (!compile_mode(thread, args[2], bits, options.mode)) return error_set;
  options.futures = compiler::futures_of_bits(r, bits);
  options.dont_imply_dedent = (bits & compiler::flag_bit::DontImplyDedent) != 0;
  options.allow_top_level_await = (bits & compiler::flag_bit::TopLevelAwait) != 0;
  options.allow_incomplete_input = (bits & compiler::flag_bit::IncompleteInput) != 0;
  options.type_comments = (bits & compiler::flag_bit::TypeComments) != 0;
  options.optimize = optimize < 0 ? thread.rt.settings.optimize : int(optimize);
  if (!own_flags) inherit_flags(thread, options);
  options.given_as_text = true;
  bool tree = (bits & compiler::flag_bit::OnlyAst) != 0;
  if (is_tree(thread, args[0]) && compiles_trees(r)) {
    if (bits & compiler::flag_bit::OptimizedAst) return fold_nodes(thread, args[0], std::move(options));
    return tree ? Value(args[0]) : compile_nodes(thread, args[0], std::move(options));
  }
  if (r.python2() && !is<Text>(args[0]) && !is<Bytes>(args[0]) && !has_buffer(thread, args[0]))
    return raise_type_error(thread, "expected a readable buffer object");
  if (is<CodeObject>(args[0])) return Value(args[0]);
  SourceText text;
  std::string_view wanted = r.python2() ? "a string or AST object" : "a string, bytes or AST object";
  if (!read_source(thread, args[0], text, "compile() arg 1", wanted)) return error_set;
  if (tree) return parse_text(thread, text, std::move(options), (bits & compiler::flag_bit::OptimizedAst) != 0);
  return compile_text(thread, text, std::move(options));
}

// print(*args, sep=' ', end='\n', file=sys.stdout, flush=False)
Value builtin_print(Thread& thread, Ref, Args args) {
  const Tuple& items = as<Tuple>(args[0]);
  bool flush = args.size() > 4 && args[4] && truth(thread, args[4]) == 1;
  return print_values(thread, items, args[1], args[2], args[3], flush) ? none_value() : Value();
}

constexpr Method rows[] = {
    {"__import__(name, globals=None, locals=None, fromlist=(), level=0)", builtin_import},
    {"compile(source, filename, mode, flags=0, dont_inherit=0, /)", builtin_compile, until(2, 5)},
    {"compile(source, filename, mode, flags=0, dont_inherit=0)", builtin_compile, between(2, 6, 3, 1)},
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
