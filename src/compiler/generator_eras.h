// Helpers that several parts of the generator of expressions share: which instructions an era has, and stack moves that
// are spelled differently in each.
#pragma once

#include "compiler/generator.h"
#include "pyc/release.h"

namespace xvm::compiler {

// A conditional jump leaves its value on the stack, on both sides: 2.5, 2.6 and 3.0.
inline bool jumps_keep_value(const Release& r) { return r.until(2, 6) || (r.since(3, 0) && r.until(3, 0)); }
inline bool tests_jump_directly(const Release& r) { return r.since(3, 7); }   // `and`, `or`, `not` become jumps
inline bool jumps_have_no_place(const Release& r) { return r.since(3, 10); }
inline bool has_pseudo_jumps(const Release& r) { return r.since(3, 11); }
inline bool has_swap_and_copy(const Release& r) { return r.since(3, 11); }
inline bool or_pop_is_spelled_out(const Release& r) { return r.since(3, 12); }
inline bool converts_to_bool(const Release& r) { return r.since(3, 13); }
inline bool limits_stack_use(const Release& r) { return r.since(3, 10); }
inline bool builds_with_updates(const Release& r) { return r.since(3, 9); }  // LIST_EXTEND, DICT_UPDATE and kin
inline bool keys_are_constants(const Release& r) { return r.since(3, 6); }   // BUILD_CONST_KEY_MAP, tuples of keywords
inline bool has_intrinsics(const Release& r) { return r.since(3, 12); }
inline constexpr int stack_use_guideline = 30;

namespace intrinsic {
inline constexpr int AsyncGenWrap = 4, UnaryPositive = 5, ListToTuple = 6;
}

inline void duplicate_top(Generator& g) {
  has_swap_and_copy(g.release) ? g.emit(Opcode::COPY, 1) : g.emit(Opcode::DUP_TOP);
}
// The jump of a test whose value is on the stack, which it takes; with jumps_keep_value() the target begins with
// after_jump().
void pop_jump(Generator& g, Label target, bool when);

void emit_compare(Generator& g, CompareOperator op);

// LOAD_ATTR of an attribute that is no method.
inline void load_attribute(Generator& g, Symbol name) {
  std::int32_t index = g.name_index(name);
  g.emit(Opcode::LOAD_ATTR, has_intrinsics(g.release) ? index << 1 : index);
}

// Where the name of a multi-line attribute stands: its last line.
Location attribute_place(const Generator& g, Location loc, const Attribute& node);

// The type that an expression is known to have, or empty.
std::string_view inferred_type(const Generator& g, const Expr& node);

inline bool is_constant(const Expr& node) { return node.kind == ExprKind::Constant; }
bool all_constants(std::span<Expr* const> nodes);
ConstantId constant_tuple(Generator& g, std::span<Expr* const> nodes);

// 3.9 on: a display that may hold stars, behind `pushed` values on the stack that are its first.
enum class Display : std::uint8_t { List, Tuple, Set };
[[nodiscard]] bool build_display(Generator& g, ExprList elts, int pushed, Display display);

// 3.12 on: attr is of a plain super() or super(a, b), which become LOAD_SUPER_ATTR.
bool is_super_attribute(Generator& g, const Attribute& node);
[[nodiscard]] bool load_super_arguments(Generator& g, Call& node);

}  // namespace xvm::compiler
