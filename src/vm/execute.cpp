#include "vm/execute.h"

#include "objects/class_obj.h"
#include "objects/code.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/compile_text.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/operators.h"
#include "vm/scope.h"

namespace xvm {

namespace {

const char* mode_name(ExecuteMode mode) { return mode == ExecuteMode::Eval ? "eval" : "exec"; }

bool counts_namespaces(const Release& r) { return r.until(3, 4); }   // exec() arg 2, arg 3

bool exec_takes_closure(const Release& r) { return r.since(3, 11); }

bool is_mapping(Thread& thread, Ref v) {
  if (thread.rt.python2() && is<OldInstance>(v)) {
    Value found = find_attribute(thread, v, thread.rt.names.getitem__);
    thread.clear_error();
    return static_cast<bool>(found);
  }
  const Slots& slots = type_of(thread, v)->slots;
  return slots.get_item != nullptr && !(thread.rt.python2() && slots.get_slice);
}

bool check_eval_namespaces(Thread& thread, Ref globals, Ref locals) {
  if (!locals.is_none() && !is_mapping(thread, locals)) return raise_type_error(thread, "locals must be a mapping");
  if (globals.is_none() || is<Dict>(globals)) return true;
  if (is_mapping(thread, globals)) return raise_type_error(thread, "globals must be a real dict; try eval(expr, {{}}, mapping)");
  return raise_type_error(thread, "globals must be a dict");
}

bool check_exec_namespaces(Thread& thread, Ref globals, Ref locals) {
  bool counts = counts_namespaces(thread.rt.release);
  if (!is<Dict>(globals))
    return raise_type_error(thread, "exec() {} must be a dict, not {}", counts ? "arg 2" : "globals", type_name(thread, globals));
  if (!is_mapping(thread, locals))
    return raise_type_error(thread, "{} must be a mapping or None, not {}", counts ? "arg 3" : "locals", type_name(thread, locals));
  return true;
}

// The namespaces to run in, checked; false with the release's TypeError.
bool find_namespaces(Thread& thread, Value& globals, Value& locals, ExecuteMode mode) {
  if (!globals) globals = none_value();
  if (!locals) locals = none_value();
  if (mode == ExecuteMode::Eval && !check_eval_namespaces(thread, globals, locals)) return false;
  if (globals.is_none()) {
    if (!thread.frame) return raise_system_error(thread, "globals and locals cannot be NULL");
    globals = Value(Ref(thread.frame->globals));
    if (locals.is_none()) locals = current_locals(thread, *thread.frame);
    if (!locals) return false;
  } else if (locals.is_none()) {
    locals = globals;
  }
  if (mode == ExecuteMode::Exec && !check_exec_namespaces(thread, globals, locals)) return false;
  Dict& dict = as<Dict>(globals);
  if (!dict_get_name(dict, thread.rt.names.builtins__) && !dict_set(thread, dict, thread.rt.names.builtins__, thread.rt.builtins_module)) return false;
  return true;
}

const char* source_argument(const Release& r, ExecuteMode mode) {
  if (mode == ExecuteMode::Eval) return r.python2() ? "eval() arg 1" : "eval() arg 1";
  return r.python2() ? "exec: arg 1" : "exec() arg 1";
}

const char* source_kinds(const Release& r, ExecuteMode mode) {
  if (r.python2()) return mode == ExecuteMode::Eval ? "a string or code object" : "a string, file, or code object";
  return "a string, bytes or code object";
}

// 2.x: exec takes an open file, too.
bool is_open_file(Thread& thread, Ref source) {
  return thread.rt.types.file && source.is_object() && is_subtype(source.object()->type, thread.rt.types.file);
}

bool read_open_file(Thread& thread, Ref source, SourceText& text) {
  Value name = native_intern(thread, "read"), read = get_attribute(thread, source, name);
  Value bytes = read ? call(thread, read) : Value();
  return bytes && read_source(thread, bytes, text, "exec: arg 1", "a string");
}

}  // namespace

Value execute(Thread& thread, Ref source, Ref given_globals, Ref given_locals, ExecuteMode mode) {
  Value globals(given_globals), locals(given_locals);
  if (!find_namespaces(thread, globals, locals, mode)) return error_set;
  if (is<CodeObject>(source)) {
    const CodeObject& code = as<CodeObject>(source);
    if (code.free_count && mode == ExecuteMode::Exec && exec_takes_closure(thread.rt.release))
      return raise_type_error(thread, "code object requires a closure of exactly length {}", code.free_count);
    if (code.free_count)
      return raise_type_error(thread, "code object passed to {}() may not contain free variables", mode_name(mode));
    bool takes_arguments = code.argcount > 0 || code.kwonly > 0 || (code.flags & (co_varargs | co_varkeywords));
    if ((code.flags & co_optimized) && (takes_arguments || (code.flags & co_generator))) {   // a function's code: called without any
      Value function = make_function(thread, source, globals);
      if (!function) return error_set;
      as<Function>(function).qualname = code.name;   // which is all that it is called by
      return call(thread, function);
    }
    return run_code(thread, source, globals, locals);
  }
  SourceText text;
  if (is_open_file(thread, source)) {
    if (!read_open_file(thread, source, text)) return error_set;
  } else if (!read_source(thread, source, text, source_argument(thread.rt.release, mode), source_kinds(thread.rt.release, mode))) {
    return error_set;
  }
  compiler::Options options;
  options.given_as_text = !is_open_file(thread, source);
  options.mode = mode == ExecuteMode::Eval ? compiler::Mode::Eval : compiler::Mode::Exec;
  options.optimize = thread.rt.settings.optimize;
  if (mode == ExecuteMode::Eval) text.bytes.erase(0, text.bytes.find_first_not_of(" \t"));
  inherit_flags(thread, options);
  Value code = compile_text(thread, text, std::move(options));
  return code ? run_code(thread, code, globals, locals) : Value();
}

Value execute_with_closure(Thread& thread, Ref source, Ref given_globals, Ref given_locals, Ref closure) {
  Value globals(given_globals), locals(given_locals);
  if (!find_namespaces(thread, globals, locals, ExecuteMode::Exec)) return error_set;
  if (!is<CodeObject>(source)) return raise_type_error(thread, "closure can only be used when source is a code object");
  const CodeObject& code = as<CodeObject>(source);
  if (!code.free_count) return raise_type_error(thread, "cannot use a closure with this code object");
  if (!is_closure_of(closure, code)) return raise_type_error(thread, "code object requires a closure of exactly length {}", code.free_count);
  return run_code(thread, source, globals, locals, closure);
}

}  // namespace xvm
