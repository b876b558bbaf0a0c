// opcodes/classes.cpp: classes, annotations, type parameters.
#include "objects/class_build.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "objects/type_parameters.h"
#include "opcodes/cold.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/frame_layout.h"
#include "vm/loop_slow.h"
#include "vm/operators.h"

namespace xvm::cold {

// BUILD_CLASS: [name bases namespace] -> [class]; 2.x.
Next build_class(Thread& thread, Frame& frame, const Ins&) {
  if (!is<Dict>(frame.peek(0)) || !is<Tuple>(frame.peek(1)) || !is_native_str(thread, frame.peek(2))) return wrong_operand(thread, &frame, "BUILD_CLASS");
  return replace_top(frame, build_class_2(thread, frame.peek(0), frame.peek(1), frame.peek(2), Ref(frame.globals)), 3);
}

static bool misses_as_import_error(const Release& r) { return r.until(3, 2); }

// LOAD_BUILD_CLASS: [] -> [__build_class__]
Next load_build_class(Thread& thread, Frame& frame, const Ins&) {
  Value function = builtin_item(thread, *frame.builtins, thread.rt.names.build_class__);
  if (!function && thread.has_error()) return Next::Unwind;
  if (!function) return raise(thread, misses_as_import_error(thread.rt.release) ? thread.rt.exc.ImportError : thread.rt.exc.NameError, "__build_class__ not found"), Next::Unwind;
  frame.push(std::move(function));
  return Next::Continue;
}

namespace {

// The namespace's __annotations__, made when asked to; null with the error set where there is none.
Value annotations_of(Thread& thread, Frame& frame, bool make) {
  const Value& name = thread.rt.names.annotations__;
  if (!frame.locals) return raise_system_error(thread, "no locals found when setting up annotations");
  Value found = is_exact<Dict>(frame.locals) ? Value(dict_get(thread, as<Dict>(frame.locals), name)) : get_item(thread, frame.locals, name);
  if (found || !make) return found;
  if (thread.has_error() && !catch_error(thread, thread.rt.exc.KeyError)) return error_set;
  found = make_dict(thread);
  return set_item(thread, frame.locals, name, found) ? std::move(found) : Value();
}

}  // namespace

// SETUP_ANNOTATIONS: [] -> []; PEP 526.
Next setup_annotations(Thread& thread, Frame& frame, const Ins&) { return annotations_of(thread, frame, true) ? Next::Continue : Next::Unwind; }

// STORE_ANNOTATION i: [v] -> []; 3.6.
Next store_annotation(Thread& thread, Frame& frame, const Ins& ins) {
  Value value = frame.pop(), annotations = annotations_of(thread, frame, false);
  if (!annotations) {
    if (!thread.has_error()) raise(thread, thread.rt.exc.NameError, "__annotations__ not found");
    return Next::Unwind;
  }
  return set_item(thread, annotations, frame.code->names[ins.arg], value) ? Next::Continue : Next::Unwind;
}

// PEP 695: [name] -> [type parameter]
Next intrinsic_typevar(Thread& thread, Frame& frame, const Ins&) {
  if (!is<Text>(frame.peek())) return wrong_operand(thread, &frame, "INTRINSIC_TYPEVAR");
  return replace_top(frame, make_type_var(thread, frame.peek(), {}, {}));
}
Next intrinsic_paramspec(Thread& thread, Frame& frame, const Ins&) {
  if (!is<Text>(frame.peek())) return wrong_operand(thread, &frame, "INTRINSIC_PARAMSPEC");
  return replace_top(frame, make_param_spec(thread, frame.peek()));
}
Next intrinsic_typevartuple(Thread& thread, Frame& frame, const Ins&) {
  if (!is<Text>(frame.peek())) return wrong_operand(thread, &frame, "INTRINSIC_TYPEVARTUPLE");
  return replace_top(frame, make_type_var_tuple(thread, frame.peek()));
}
Next intrinsic_subscript_generic(Thread& thread, Frame& frame, const Ins&) { return replace_top(frame, subscript_generic(thread, frame.peek())); }

// INTRINSIC_TYPEALIAS: [(name, parameters, function)] -> [alias]
Next intrinsic_typealias(Thread& thread, Frame& frame, const Ins&) {
  if (!is<Tuple>(frame.peek()) || as<Tuple>(frame.peek()).length != 3) return wrong_operand(thread, &frame, "INTRINSIC_TYPEALIAS");
  const Tuple& parts = as<Tuple>(frame.peek());
  return replace_top(frame, make_type_alias(thread, parts[0], parts[1], parts[2]));
}

// [name function] -> [type parameter]
Next intrinsic_typevar_with_bound(Thread& thread, Frame& frame, const Ins&) {
  if (!is<Text>(frame.peek(1))) return wrong_operand(thread, &frame, "INTRINSIC_TYPEVAR_WITH_BOUND");
  return replace_top(frame, make_type_var(thread, frame.peek(1), frame.peek(0), {}), 2);
}
Next intrinsic_typevar_with_constraints(Thread& thread, Frame& frame, const Ins&) {
  if (!is<Text>(frame.peek(1))) return wrong_operand(thread, &frame, "INTRINSIC_TYPEVAR_WITH_CONSTRAINTS");
  return replace_top(frame, make_type_var(thread, frame.peek(1), {}, frame.peek(0)), 2);
}

// INTRINSIC_SET_FUNCTION_TYPE_PARAMS: [function parameters] -> [function]
Next intrinsic_set_function_type_params(Thread& thread, Frame& frame, const Ins&) {
  if (!is<Tuple>(frame.peek(0)) || !is<Function>(frame.peek(1))) return wrong_operand(thread, &frame, "INTRINSIC_SET_FUNCTION_TYPE_PARAMS");
  Value parameters = frame.pop();
  as<Function>(frame.peek()).type_params = std::move(parameters);
  return Next::Continue;
}

// INTRINSIC_SET_TYPEPARAM_DEFAULT: [parameter function] -> [parameter]; 3.13.
Next intrinsic_set_typeparam_default(Thread& thread, Frame& frame, const Ins&) {
  Value function = frame.pop();
  return set_type_parameter_default(thread, frame.peek(), function) ? Next::Continue : Next::Unwind;
}

}  // namespace xvm::cold
