#include "vm/execute.h"

#include "objects/code.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/operators.h"

namespace xvm {

namespace {

const char* mode_name(ExecuteMode mode) { return mode == ExecuteMode::Eval ? "eval" : "exec"; }

// The namespaces to run in, checked; false with the release's TypeError.
bool find_namespaces(Thread& thread, Ref& globals, Ref& locals, const char* name) {
  if (globals && globals.is_none()) globals = {};
  if (locals && locals.is_none()) locals = {};
  if (!globals) {
    if (!thread.frame) return raise_system_error(thread, "globals and locals cannot be NULL");
    globals = Ref(thread.frame->globals);
    if (!locals) locals = frame_locals(thread, *thread.frame);
    if (!locals) return false;
  }
  if (!is<Dict>(globals)) return raise_type_error(thread, "{}() globals must be a dict, not {}", name, type_name(thread, globals));
  if (!locals) locals = globals;
  Dict& dict = as<Dict>(globals);
  if (!dict_get_name(dict, thread.rt.names.builtins__) && !dict_set(thread, dict, thread.rt.names.builtins__, thread.rt.builtins_module)) return false;
  return true;
}

}  // namespace

Value raise_no_compiler(Thread& thread, std::string_view what) {
  return raise(thread, thread.rt.exc.NotImplementedError, fmt::format("{}: this xvm has no compiler for source text", what));
}

Value execute(Thread& thread, Ref source, Ref globals, Ref locals, ExecuteMode mode) {
  if (!find_namespaces(thread, globals, locals, mode_name(mode))) return error_set;
  if (!is<CodeObject>(source)) return raise_no_compiler(thread, mode == ExecuteMode::Eval ? "eval()" : "exec");
  if (as<CodeObject>(source).free_count)
    return raise_type_error(thread, "code object passed to {}() may not contain free variables", mode_name(mode));
  const CodeObject& code = as<CodeObject>(source);
  bool takes_arguments = code.argcount > 0 || code.kwonly > 0 || (code.flags & (co_varargs | co_varkeywords));
  if ((code.flags & co_optimized) && (takes_arguments || (code.flags & co_generator))) {   // a function's code: called without any
    Value function = make_function(thread, source, globals);
    return function ? call(thread, function) : Value();
  }
  return run_code(thread, source, globals, locals);
}

Value execute_with_closure(Thread& thread, Ref source, Ref globals, Ref locals, Ref closure) {
  if (!find_namespaces(thread, globals, locals, "exec")) return error_set;
  if (!is<CodeObject>(source)) return raise_type_error(thread, "closure can only be used when source is a code object");
  const CodeObject& code = as<CodeObject>(source);
  if (!code.free_count) return raise_type_error(thread, "cannot use a closure with this code object");
  if (!is<Tuple>(closure) || as<Tuple>(closure).length != code.free_count)
    return raise_type_error(thread, "code object requires a closure of exactly length {}", code.free_count);
  return run_code(thread, source, globals, locals, closure);
}

}  // namespace xvm
