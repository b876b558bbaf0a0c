// opcodes/names.cpp: deleting variables, cells and free variables, namespaces.
#include "objects/cell.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "opcodes/cold.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/loop_slow.h"
#include "vm/operators.h"

namespace xvm::cold {

namespace {

Next done(bool ok) { return ok ? Next::Continue : Next::Unwind; }

// mapping[name], null without an error where it is not there.
Value find_in(Thread& thread, Ref mapping, Ref name) {
  if (is_exact<Dict>(mapping)) return Value(dict_get(thread, as<Dict>(mapping), name));
  Value found = get_item(thread, mapping, name);
  if (!found) catch_error(thread, thread.rt.exc.KeyError);
  return found;
}

Next push_cell_content(Thread& thread, Frame& frame, std::uint32_t slot) {
  Cell* cell = try_as<Cell>(frame.slots[slot]);
  if (!cell || !cell->content) return unbound_cell(thread, &frame, slot);
  frame.push(cell->content);
  return Next::Continue;
}

}  // namespace

// DELETE_FAST i: [] -> []
Next delete_fast(Thread& thread, Frame& frame, const Ins& ins) {
  if (!frame.slots[ins.arg]) return unbound_local(thread, &frame, ins.arg);
  Value old = std::move(frame.slots[ins.arg]);
  return Next::Continue;
}

// DELETE_GLOBAL i: [] -> []
Next delete_global(Thread& thread, Frame& frame, const Ins& ins) {
  Ref name = frame.code->names[ins.arg];
  int removed = dict_delete(thread, *frame.globals, name);
  if (removed == 0) return undefined_name(thread, name, deletes_globally_named(thread.rt.release));
  return done(removed > 0);
}

// DELETE_NAME i: [] -> []
Next delete_name(Thread& thread, Frame& frame, const Ins& ins) {
  Ref name = frame.code->names[ins.arg];
  if (!frame.locals) return raise_system_error(thread, "no locals when deleting " + native_utf8(name)), Next::Unwind;
  if (is_exact<Dict>(frame.locals)) {
    int removed = dict_delete(thread, as<Dict>(frame.locals), name);
    return removed == 0 ? undefined_name(thread, name, false) : done(removed > 0);
  }
  if (set_item(thread, frame.locals, name, {})) return Next::Continue;
  if (catch_error(thread, thread.rt.exc.KeyError)) return undefined_name(thread, name, false);
  return Next::Unwind;
}

// DELETE_DEREF i: [] -> []
Next delete_deref(Thread& thread, Frame& frame, const Ins& ins) {
  Cell* cell = try_as<Cell>(frame.slots[ins.arg]);
  if (!cell || !cell->content) return unbound_cell(thread, &frame, ins.arg);
  Value old = std::move(cell->content);
  return Next::Continue;
}

// LOAD_CLASSDEREF i: [] -> [value]; PEP 227 for class bodies.
Next load_classderef(Thread& thread, Frame& frame, const Ins& ins) {
  if (frame.locals) {
    Value found = find_in(thread, frame.locals, frame.code->slot_names[ins.arg]);
    if (!found && thread.has_error()) return Next::Unwind;
    if (found) return frame.push(std::move(found)), Next::Continue;
  }
  return push_cell_content(thread, frame, ins.arg);
}

// LOAD_FROM_DICT_OR_DEREF i: [mapping] -> [value]
Next load_from_dict_or_deref(Thread& thread, Frame& frame, const Ins& ins) {
  Value mapping = frame.pop();
  Value found = find_in(thread, mapping, frame.code->slot_names[ins.arg]);
  if (!found && thread.has_error()) return Next::Unwind;
  if (found) return frame.push(std::move(found)), Next::Continue;
  return push_cell_content(thread, frame, ins.arg);
}

// LOAD_FROM_DICT_OR_GLOBALS i: [mapping] -> [value]
Next load_from_dict_or_globals(Thread& thread, Frame& frame, const Ins& ins) {
  Value mapping = frame.pop();
  Ref name = frame.code->names[ins.arg];
  Value found = find_in(thread, mapping, name);
  if (!found && !thread.has_error()) found = find_global(thread, &frame, name);
  if (!found && !thread.has_error()) return undefined_name(thread, name, false);
  if (!found) return Next::Unwind;
  frame.push(std::move(found));
  return Next::Continue;
}

// LOAD_CLOSURE i: [] -> [cell]
Next load_closure(Thread& thread, Frame& frame, const Ins& ins) {
  if (!is<Cell>(frame.slots[ins.arg])) return not_a_cell(thread);
  frame.push(frame.slots[ins.arg]);
  return Next::Continue;
}

// MAKE_CELL i: [] -> []; from 3.11.
Next make_cell(Thread& thread, Frame& frame, const Ins& ins) {
  Value content = std::move(frame.slots[ins.arg]);
  frame.slots[ins.arg] = xvm::make_cell(thread, std::move(content));
  return Next::Continue;
}

// COPY_FREE_VARS n: [] -> []; from 3.11.
Next copy_free_vars(Thread& thread, Frame& frame, const Ins& ins) {
  Function* function = try_as<Function>(frame.owner);
  Ref closure = function ? Ref(function->closure) : Ref(frame.closure);
  const Tuple* cells = try_as<Tuple>(closure);
  if (!cells || cells->length < ins.arg || frame.code->free_count != ins.arg) return raise_system_error(thread, "a closure does not match its code"), Next::Unwind;
  copy_closure(&frame, *cells);
  return Next::Continue;
}

// LOAD_LOCALS: [] -> [namespace]
Next load_locals(Thread& thread, Frame& frame, const Ins&) {
  if (!frame.locals) return raise_system_error(thread, "no locals"), Next::Unwind;
  frame.push(frame.locals);
  return Next::Continue;
}

// STORE_LOCALS: [namespace] -> []; 3.0 to 3.3.
Next store_locals(Thread&, Frame& frame, const Ins&) {
  frame.locals = frame.pop();
  return Next::Continue;
}

}  // namespace xvm::cold
