// What the makers of frames share: sizes, initialisation, cells. For frame.cpp, the loop and generators.
#pragma once

#include "objects/module.h"
#include "vm/frame.h"

namespace xvm {

struct Function;
struct Tuple;

inline constexpr std::size_t stack_slack = 2;   // a call of a bound method spreads it into two
inline std::size_t frame_bytes(const CodeObject& code) {
  return sizeof(Frame) + (code.slot_count + code.stacksize + code.nested_method_calls + stack_slack) * sizeof(Value);
}
// Builds a Frame in raw memory of frame_bytes(): slots unbound, at the first instruction.
void init_frame(Frame* frame, CodeObject* code, Dict* globals, Dict* builtins);
// Drops slots, stack and locals; the frame's memory stays.
void release_frame_contents(Thread& thread, Frame* frame);
void detach_frame_object(Thread& thread, Frame& frame);
// The builtins that code with these globals sees: their __builtins__, else the runtime's. Null with the error set.
// From 3.3 it may be any mapping, for which an empty dict of a hidden type stands.
Value find_builtins(Thread& thread, Dict& globals);
Value shown_builtins(Ref builtins);   // what the program gave
// A builtin by name, null without an error where there is none; and the function that import calls.
Value builtin_item(Thread& thread, Dict& builtins, Ref name);
Value builtin_import_function(Thread& thread, Dict& builtins);
void make_builtins_mapping_type(Runtime& runtime);
void prepare_cells(Thread& thread, Frame* frame);           // to 3.10: cells of the code's own variables
void copy_closure(Frame* frame, const Tuple& closure);      // free variables into their slots
// What remains once arguments are bound: cells, closure, namespace.
void finish_entry(Thread& thread, Frame* frame, Function& function);
inline bool slot_is_cell(const CodeObject& code, std::uint32_t slot) { return code.slot_kinds[slot] != 0; }
// To 3.10: a cell variable that is also an argument has its value in the cell slot, behind this one.
inline bool slot_shadowed(const CodeObject& code, std::uint32_t slot) { return code.slot_kinds[slot] == 0 && code.shadowed[slot]; }

}  // namespace xvm
