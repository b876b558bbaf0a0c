// opcodes/imports.cpp: the import statement.
#include "objects/dict.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "opcodes/cold.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/frame_layout.h"
#include "vm/frame_view.h"
#include "vm/import.h"
#include "vm/loop_slow.h"
#include "vm/operators.h"

namespace xvm::cold {

// IMPORT_NAME i: [level fromlist] -> [module]; calls builtins.__import__.
Next import_name(Thread& thread, Frame& frame, const Ins& ins) {
  Value keep = builtin_import_function(thread, *frame.builtins);
  if (!keep && thread.has_error()) return Next::Unwind;
  if (!keep) return raise(thread, thread.rt.exc.ImportError, "__import__ not found"), Next::Unwind;
  Value globals{Ref(frame.globals)};
  Value locals = frame.locals ? frame.locals : none_value();
  Value args[] = {frame.code->names[ins.arg], globals, locals, Value(frame.peek(0)), Value(frame.peek(1))};
  // In 2.x a level of -1 is not passed on.
  bool without_level = thread.rt.python2() && args[4].is_small_int() && args[4].small_int() == -1;
  return replace_top(frame, call(thread, keep, Args{args, without_level ? 4u : 5u, {}}), 2);
}

// IMPORT_FROM i: [module] -> [module attribute]
Next import_from(Thread& thread, Frame& frame, const Ins& ins) {
  Value value = import_from_module(thread, frame.peek(), frame.code->names[ins.arg]);
  if (!value) return Next::Unwind;
  frame.push(std::move(value));
  return Next::Continue;
}

namespace {

bool import_star_from(Thread& thread, Frame& frame, Ref module) {
  Ref locals = frame_locals(thread, frame);
  if (!locals) return thread.has_error() ? false : static_cast<bool>(raise_system_error(thread, "no locals found during 'import *'"));
  bool done = import_all(thread, module, locals);
  if (thread.rt.python2()) locals_to_variables(frame);
  return done;
}

}  // namespace

// IMPORT_STAR: [module] -> []
Next import_star(Thread& thread, Frame& frame, const Ins&) {
  Value module = frame.pop();
  return import_star_from(thread, frame, module) ? Next::Continue : Next::Unwind;
}

// INTRINSIC_IMPORT_STAR: [module] -> [None]; from 3.12.
Next intrinsic_import_star(Thread& thread, Frame& frame, const Ins&) {
  if (!import_star_from(thread, frame, frame.peek())) return Next::Unwind;
  return replace_top(frame, none_value());
}

}  // namespace xvm::cold
