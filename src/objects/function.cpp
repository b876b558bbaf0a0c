// Making functions and methods. Their types' attributes and methods are in function_types.cpp.
#include "objects/function.h"

#include "objects/cell.h"
#include "objects/code.h"
#include "objects/dict.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/frame_layout.h"
#include "vm/heap.h"
#include "vm/runtime.h"
#include "vm/thread.h"

namespace xvm {

Value make_function(Thread& thread, Ref code_ref, Ref globals, Ref qualname) {
  CodeObject& code = as<CodeObject>(code_ref);
  Value builtins = find_builtins(thread, as<Dict>(globals));
  if (!builtins) return Value();
  Function* function = allocate<Function>(thread.rt.types.function);
  function->code = Value(code_ref);
  function->globals = Value(globals);
  function->builtins = std::move(builtins);
  function->name = code.name;
  function->qualname = qualname ? Value(qualname) : code.qualname;
  Ref module = dict_get_name(as<Dict>(globals), thread.rt.names.name__);
  function->module = Value(module ? module : none);
  function->doc = code.doc ? code.doc : none_value();
  track(function);
  return own(function);
}

bool is_closure_of(Ref closure, const CodeObject& code) {
  if (!is<Tuple>(closure) || as<Tuple>(closure).length != code.free_count) return false;
  for (const Value& cell : as<Tuple>(closure))
    if (!is<Cell>(cell)) return false;
  return true;
}

bool code_wants_closure(Thread& thread, const Function& function) {
  const CodeObject& code = *function.code_object();
  if (!code.copies_closure || function.closure) return false;
  raise_system_error(thread, "a function with free variables is made without a closure");
  return true;
}

Value annotations_dict(Thread& thread, Value annotations) {
  if (is<Dict>(annotations)) return annotations;
  if (!is<Tuple>(annotations) || as<Tuple>(annotations).length % 2) return raise_system_error(thread, "MAKE_FUNCTION has an operand of the wrong type");
  Value dict = make_dict(thread);
  const Tuple& pairs = as<Tuple>(annotations);
  for (std::size_t i = 0; i < pairs.length; i += 2)
    if (!dict_set(thread, as<Dict>(dict), pairs[i], pairs[i + 1])) return error_set;
  return dict;
}

void Function::traverse(Visitor& v) {
  v(code), v(globals), v(builtins), v(module), v(defaults), v(kwdefaults), v(doc), v(name), v(dict), v(closure), v(annotations), v(qualname),
      v(type_params);
}

void Function::clear() {
  defaults = nullptr, kwdefaults = nullptr, closure = nullptr, annotations = nullptr, dict = nullptr, module = nullptr, doc = nullptr;
}

Value make_native(Thread& thread, const Method& row, Ref self, Ref module, Type* owner) {
  Native* native = allocate<Native>(thread.rt.types.native);
  native->row = &row;
  native->self = Value(self);
  native->module = Value(module);
  native->owner = owner;
  track(native);
  return own(native);
}

Value make_method(Thread& thread, Ref function, Ref self, Ref owner) {
  BoundMethod* method = allocate<BoundMethod>(thread.rt.types.bound_method);
  method->function = Value(function);
  method->self = Value(self);
  method->owner = Value(owner);
  track(method);
  return own(method);
}

Value make_cell(Thread& thread, Value content) {
  Cell* cell = allocate<Cell>(thread.rt.types.cell);
  cell->content = std::move(content);
  track(cell);
  return own(cell);
}

}  // namespace xvm
