// Attributes, subscripts and slices, and assignments like += to them.
#include <fmt/format.h>

#include "compiler/faults.h"
#include "compiler/generator_eras.h"

namespace xvm::compiler {
namespace {

using enum Opcode;

bool has_slice_opcodes(const Release& r) { return r.python2(); }  // SLICE+0 and its kin
bool duplicates_by_count(const Release& r) { return r.until(3, 1); }  // DUP_TOPX
bool slices_have_places(const Release& r) { return r.since(3, 9); }
bool has_binary_slice(const Release& r) { return r.since(3, 12); }
bool warns_of_subscripts(const Release& r) { return r.since(3, 8); }
bool warns_at_node(const Release& r) { return r.since(3, 12); }
bool augmented_visits_target_twice(const Release& r) { return r.until(3, 8); }
bool augmented_has_target_place(const Release& r) { return r.since(3, 10); }
bool target_place_stays(const Release& r) { return r.since(3, 10) && r.until(3, 11); }  // in force behind the statement
bool keeps_static_attributes(const Release& r) { return r.since(3, 13); }

bool is_two_part_slice(const Expr& node) {
  return node.kind == ExprKind::Slice && !static_cast<const Slice&>(node).step;
}

bool check_subscripter(Generator& g, const Expr& node) {
  switch (node.kind) {
    case ExprKind::Constant:
      switch (g.pool().kind(static_cast<const Constant&>(node).value)) {
        case ConstantKind::None: case ConstantKind::Ellipsis: case ConstantKind::True: case ConstantKind::False:
        case ConstantKind::Int: case ConstantKind::Long: case ConstantKind::Float: case ConstantKind::Complex:
        case ConstantKind::FrozenSet:
          break;
        default:
          return true;
      }
      break;
    case ExprKind::Set: case ExprKind::SetComp: case ExprKind::GeneratorExp: case ExprKind::Lambda:
      break;
    default:
      return true;
  }
  return g.warn(warns_at_node(g.release) ? node.loc : g.u->loc,
                fmt::format("'{}' object is not subscriptable; perhaps you missed a comma?", inferred_type(g, node)));
}

bool check_index(Generator& g, const Expr& node, const Expr& index) {
  std::string_view index_type = inferred_type(g, index);
  if (index_type.empty() || index_type == "int" || index_type == "bool") return true;
  switch (node.kind) {
    case ExprKind::Constant:
      switch (g.pool().kind(static_cast<const Constant&>(node).value)) {
        case ConstantKind::Text: case ConstantKind::Bytes: case ConstantKind::Tuple:
          break;
        default:
          return true;
      }
      break;
    case ExprKind::Tuple: case ExprKind::List: case ExprKind::ListComp: case ExprKind::JoinedStr:
    case ExprKind::FormattedValue:
      break;
    default:
      return true;
  }
  return g.warn(warns_at_node(g.release) ? node.loc : g.u->loc,
                fmt::format("{} indices must be integers or slices, not {}; perhaps you missed a comma?",
                            inferred_type(g, node), index_type));
}

// The operand of SLICE and its kin: which bounds stand on the stack.
int bounds_of(const Slice& node) { return (node.lower ? 1 : 0) + (node.upper ? 2 : 0); }
bool is_simple_slice(const Generator& g, const Expr& node) {
  return has_slice_opcodes(g.release) && is_two_part_slice(node);
}

void emit_slice(Generator& g, const Slice& node, Context ctx) {
  static constexpr Opcode opcodes[][4] = {{SLICE_0, SLICE_1, SLICE_2, SLICE_3},
                                          {STORE_SLICE_0, STORE_SLICE_1, STORE_SLICE_2, STORE_SLICE_3},
                                          {DELETE_SLICE_0, DELETE_SLICE_1, DELETE_SLICE_2, DELETE_SLICE_3}};
  g.emit(opcodes[std::size_t(ctx)][bounds_of(node)]);
}

bool slice_bounds(Generator& g, Slice& node) {
  return (!node.lower || g.expression(node.lower)) && (!node.upper || g.expression(node.upper));
}

void duplicate(Generator& g, int count) {
  if (count == 1) return duplicate_top(g);
  if (has_swap_and_copy(g.release)) {
    for (int i = 0; i < count; i++) g.emit(COPY, count);
  } else if (duplicates_by_count(g.release)) {
    g.emit(DUP_TOPX, count);
  } else {
    g.emit(DUP_TOP_TWO);
  }
}

// Puts the top below `below` others.
void sink(Generator& g, int below) {
  if (has_swap_and_copy(g.release)) {
    for (int i = below + 1; i > 1; i--) g.emit(SWAP, i);
    return;
  }
  static constexpr Opcode opcodes[] = {ROT_TWO, ROT_THREE, ROT_FOUR};
  g.emit(opcodes[below - 1]);
}

// The container and index of a target stay on the stack for the store; load is what lies above them.
bool augmented_load(Generator& g, Expr* target) {
  if (target->kind == ExprKind::Attribute) {
    Attribute& node = as<Attribute>(*target);
    if (!g.expression(node.value)) return false;
    duplicate_top(g);
    Generator::At at(g, attribute_place(g, g.u->loc, node));
    load_attribute(g, node.attr);
    return true;
  }
  Subscript& node = as<Subscript>(*target);
  if (!g.expression(node.value)) return false;
  if (is_simple_slice(g, *node.slice)) {
    Slice& slice = as<Slice>(*node.slice);
    if (!slice_bounds(g, slice)) return false;
    duplicate(g, 1 + (slice.lower != nullptr) + (slice.upper != nullptr));
    emit_slice(g, slice, Context::Load);
    return true;
  }
  if (has_binary_slice(g.release) && is_two_part_slice(*node.slice)) {
    int count = 0;
    if (!g.slice_parts(as<Slice>(*node.slice), count)) return false;
    duplicate(g, 3);
    g.emit(BINARY_SLICE);
    return true;
  }
  if (!g.expression(node.slice)) return false;
  duplicate(g, 2);
  g.emit(BINARY_SUBSCR);
  return true;
}

void augmented_store(Generator& g, Expr* target) {
  if (target->kind == ExprKind::Attribute) {
    Attribute& node = as<Attribute>(*target);
    Generator::At at(g, attribute_place(g, g.u->loc, node));
    sink(g, 1);
    g.emit_named(STORE_ATTR, node.attr);
    return;
  }
  Subscript& node = as<Subscript>(*target);
  if (is_simple_slice(g, *node.slice)) {
    Slice& slice = as<Slice>(*node.slice);
    sink(g, 1 + (slice.lower != nullptr) + (slice.upper != nullptr));
    emit_slice(g, slice, Context::Store);
  } else if (has_binary_slice(g.release) && is_two_part_slice(*node.slice)) {
    sink(g, 3);
    g.emit(STORE_SLICE);
  } else {
    sink(g, 2);
    g.emit(STORE_SUBSCR);
  }
}

// 3.13: a class notes which attributes its methods assign to self.
void note_static_attribute(Generator& g, Attribute& node) {
  if (!keeps_static_attributes(g.release) || node.ctx != Context::Store) return;
  if (node.value->kind != ExprKind::Name || g.text(as<Name>(*node.value).id) != "self") return;
  Unit* owner = g.class_unit();
  if (!owner) return;
  for (Symbol known : owner->static_attributes)
    if (known == node.attr) return;
  owner->static_attributes.push_back(node.attr);
}

}  // namespace

bool Generator::attribute(Attribute& node) {
  if (node.ctx == Context::Load && is_super_attribute(*this, node)) {
    Call& call = as<Call>(*node.value);
    if (!load_super_arguments(*this, call)) return false;
    if (call.args.empty()) {
      emit_named(PSEUDO_LOAD_ZERO_SUPER_ATTR, node.attr);
    } else {
      emit(LOAD_SUPER_ATTR, name_index(node.attr) << 2 | 2);
    }
    At at(*this, attribute_place(*this, node.loc, node));
    emit(NOP);
    return true;
  }
  note_static_attribute(*this, node);
  if (!expression(node.value)) return false;
  At at(*this, attribute_place(*this, u->loc, node));
  if (node.ctx != Context::Load && !forbidden_name(node.attr, node.ctx, u->loc)) return false;
  if (node.ctx == Context::Load)
    load_attribute(*this, node.attr);
  else
    emit_named(node.ctx == Context::Store ? STORE_ATTR : DELETE_ATTR, node.attr);
  return true;
}

bool Generator::slice_parts(Slice& node, int& count) {
  count = node.step ? 3 : 2;
  At at(*this, slices_have_places(release) ? node.loc : u->loc);
  for (Expr* part : {node.lower, node.upper}) {
    if (!part) {
      emit_none();
    } else if (!expression(part)) {
      return false;
    }
  }
  return !node.step || expression(node.step);
}

bool Generator::subscript(Subscript& node) {
  if (node.ctx == Context::Load && warns_of_subscripts(release) &&
      (!check_subscripter(*this, *node.value) || !check_index(*this, *node.value, *node.slice)))
    return false;
  if (!expression(node.value)) return false;
  if (is_simple_slice(*this, *node.slice)) {
    if (!slice_bounds(*this, as<Slice>(*node.slice))) return false;
    emit_slice(*this, as<Slice>(*node.slice), node.ctx);
    return true;
  }
  if (has_binary_slice(release) && is_two_part_slice(*node.slice) && node.ctx != Context::Del) {
    int count = 0;
    if (!slice_parts(as<Slice>(*node.slice), count)) return false;
    emit(node.ctx == Context::Load ? BINARY_SLICE : STORE_SLICE);
    return true;
  }
  if (node.slice->kind == ExprKind::Slice && !slices_have_places(release)) {
    int count = 0;
    if (!slice_parts(as<Slice>(*node.slice), count)) return false;
    emit(BUILD_SLICE, count);
  } else if (!expression(node.slice)) {
    return false;
  }
  emit(node.ctx == Context::Load ? BINARY_SUBSCR : node.ctx == Context::Store ? STORE_SUBSCR : DELETE_SUBSCR);
  return true;
}

bool Generator::augmented(AugAssign& node) {
  if (node.target->kind == ExprKind::Name) {
    Symbol name = as<Name>(*node.target).id;
    {
      At at(*this, node.target->loc);
      if (!name_operation(name, Context::Load)) return false;
    }
    if (!expression(node.value)) return false;
    binary(node.op, true);
    At at(*this, node.target->loc);
    if (!name_operation(name, Context::Store)) return false;
    if (target_place_stays(release)) at.before = node.target->loc;
    return true;
  }
  if (augmented_visits_target_twice(release)) {
    {
      Placed placed(*this, *node.target);
      if (!augmented_load(*this, node.target)) return false;
    }
    if (!expression(node.value)) return false;
    binary(node.op, true);
    Placed placed(*this, *node.target);
    augmented_store(*this, node.target);
    return true;
  }
  {
    At at(*this, augmented_has_target_place(release) ? node.target->loc : u->loc);
    if (!augmented_load(*this, node.target)) return false;
  }
  if (!expression(node.value)) return false;
  binary(node.op, true);
  At at(*this, augmented_has_target_place(release) ? node.target->loc : u->loc);
  augmented_store(*this, node.target);
  if (target_place_stays(release)) at.before = node.target->loc;
  return true;
}

}  // namespace xvm::compiler
