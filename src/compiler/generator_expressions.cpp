// Expressions: operators, conditions, lambdas, names with values; displays, subscripts and calls have files of their own.
#include <fmt/format.h>

#include "compiler/constant_math.h"
#include "compiler/faults.h"
#include "compiler/generator_eras.h"

namespace xvm::compiler {
namespace {

using enum Opcode;

bool has_binary_op(const Release& r) { return r.since(3, 11); }
bool has_identity_opcodes(const Release& r) { return r.since(3, 9); }
bool compare_has_mask(const Release& r) { return r.since(3, 12); }
int compare_shift(const Release& r) { return r.since(3, 13) ? 5 : 4; }
bool warns_of_literals(const Release& r) { return r.since(3, 8); }
bool warning_names_type(const Release& r) { return r.since(3, 12); }
// The place of a comparison stays in force behind it.
bool comparisons_keep_their_place(const Release& r) { return r.since(3, 10) && r.until(3, 11); }
bool jump_has_operand_place(const Release& r) { return r.since(3, 12); }
bool yield_error_names_the_yield(const Release& r) { return r.until(3, 9); }
bool star_error_is_new(const Release& r) { return r.since(3, 5); }
bool yield_from_has_own_iterator(const Release& r) { return r.since(3, 5); }
bool yield_from_is_loop(const Release& r) { return r.since(3, 11); }
bool delegation_handles_throw(const Release& r) { return r.since(3, 12); }
bool yields_mark_delegation(const Release& r) { return r.since(3, 13); }
bool wraps_async_values(const Release& r) { return r.since(3, 11); }
bool lambda_generator_pops(const Release& r) { return r.version == Version{2, 7} || (r.since(3, 1) && r.until(3, 3)); }
bool lambda_begins_with_none(const Release& r) { return r.since(2, 7) && !(r.since(3, 0) && r.until(3, 1)); }
bool return_has_body_place(const Release& r) { return r.since(3, 13); }
bool debug_is_constant(const Release& r) { return r.since(3, 6) && r.until(3, 6); }
// Which then counts as a line like any other, but does not show in the table.
bool lambda_returns_in_line_0(const Release& r) { return r.since(3, 10) && r.until(3, 10); }
bool only_numbers_are_true(const Release& r) { return r.until(3, 6); }  // and strings; not bytes of 3.x

// In the order of CompareOperator: bits of unordered, less, greater, equal.
constexpr int compare_masks[] = {2, 2 | 8, 8, 1 | 2 | 4, 4, 4 | 8};

// value, other: other stays below for the next link of a chain.
void keep_operand(Generator& g) {
  if (has_swap_and_copy(g.release)) {
    g.emit(SWAP, 2);
    g.emit(COPY, 2);
  } else {
    g.emit(DUP_TOP);
    g.emit(ROT_THREE);
  }
}

// Jumps with the value kept, or takes it off and goes on.
void jump_or_pop(Generator& g, Label target, bool when) {
  if (or_pop_is_spelled_out(g.release)) {
    g.emit(COPY, 1);
    if (converts_to_bool(g.release)) g.emit(TO_BOOL);
    g.emit_jump(when ? POP_JUMP_IF_TRUE : POP_JUMP_IF_FALSE, target);
    g.emit(POP_TOP);
  } else if (jumps_keep_value(g.release)) {
    g.emit_jump(when ? JUMP_IF_TRUE : JUMP_IF_FALSE, target);
    g.emit(POP_TOP);
  } else {
    g.emit_jump(when ? JUMP_IF_TRUE_OR_POP : JUMP_IF_FALSE_OR_POP, target);
  }
}

bool jump_if_chain(Generator& g, Compare& node, Label target, bool when) {
  Generator::At at(g, node.loc);
  if (!g.check_compare(node)) return false;
  Label cleanup = g.new_label();
  if (!g.expression(node.left)) return false;
  std::size_t last = node.ops.size() - 1;
  for (std::size_t i = 0; i < last; i++) {
    if (!g.expression(node.comparators[i])) return false;
    keep_operand(g);
    emit_compare(g, node.ops[i]);
    if (converts_to_bool(g.release)) g.emit(TO_BOOL);
    pop_jump(g, cleanup, false);
  }
  if (!g.expression(node.comparators[last])) return false;
  emit_compare(g, node.ops[last]);
  if (converts_to_bool(g.release)) g.emit(TO_BOOL);
  pop_jump(g, target, when);
  Label end = g.new_label();
  g.jump(end);
  g.use(cleanup);
  g.emit(POP_TOP);
  if (!when) g.jump(target);
  g.use(end);
  return true;
}

bool is_doubtful_operand(const Generator& g, const Expr& node) {
  if (!is_constant(node)) return false;
  switch (g.pool().kind(static_cast<const Constant&>(node).value)) {
    case ConstantKind::None:
    case ConstantKind::True:
    case ConstantKind::False:
    case ConstantKind::Ellipsis:
      return false;
    default:
      return true;
  }
}

bool if_expression(Generator& g, IfExp& node) {
  Label end = g.new_label(), otherwise = g.new_label();
  if (!g.jump_if(node.test, otherwise, false) || !g.expression(node.body)) return false;
  g.jump(end);
  g.use(otherwise);
  g.after_jump();
  if (!g.expression(node.orelse)) return false;
  g.use(end);
  return true;
}

bool unary(Generator& g, UnaryOp& node) {
  if (!g.expression(node.operand)) return false;
  switch (node.op) {
    case UnaryOperator::Invert:
      g.emit(UNARY_INVERT);
      break;
    case UnaryOperator::Not:
      if (converts_to_bool(g.release)) g.emit(TO_BOOL);
      g.emit(UNARY_NOT);
      break;
    case UnaryOperator::UAdd:
      has_intrinsics(g.release) ? g.emit(CALL_INTRINSIC_1, intrinsic::UnaryPositive) : g.emit(UNARY_POSITIVE);
      break;
    case UnaryOperator::USub:
      g.emit(UNARY_NEGATIVE);
      break;
  }
  return true;
}

bool starred(Generator& g, Starred& node) {
  if (node.ctx == Context::Store) return g.error(g.u->loc, "starred assignment target must be in a list or tuple");
  return g.error(g.u->loc, star_error_is_new(g.release) ? "can't use starred expression here"
                                                        : "can use starred expression only as assignment target");
}

}  // namespace

// ---- shared with the other parts ----

void emit_compare(Generator& g, CompareOperator op) {
  int number = int(op);
  if (has_identity_opcodes(g.release)) {
    switch (op) {
      case CompareOperator::Is:
        return g.emit(IS_OP, 0);
      case CompareOperator::IsNot:
        return g.emit(IS_OP, 1);
      case CompareOperator::In:
        return g.emit(CONTAINS_OP, 0);
      case CompareOperator::NotIn:
        return g.emit(CONTAINS_OP, 1);
      default:
        break;
    }
  }
  if (compare_has_mask(g.release)) number = number << compare_shift(g.release) | compare_masks[number];
  g.emit(COMPARE_OP, number);
}

void pop_jump(Generator& g, Label target, bool when) {
  if (jumps_keep_value(g.release)) {
    g.emit_jump(when ? JUMP_IF_TRUE : JUMP_IF_FALSE, target);
    g.emit(POP_TOP);
  } else if (has_pseudo_jumps(g.release) && !or_pop_is_spelled_out(g.release)) {
    g.emit_jump(when ? PSEUDO_POP_JUMP_IF_TRUE : PSEUDO_POP_JUMP_IF_FALSE, target);
  } else {
    g.emit_jump(when ? POP_JUMP_IF_TRUE : POP_JUMP_IF_FALSE, target);
  }
}

std::string_view inferred_type(const Generator& g, const Expr& node) {
  switch (node.kind) {
    case ExprKind::Tuple:
      return "tuple";
    case ExprKind::List:
    case ExprKind::ListComp:
      return "list";
    case ExprKind::Dict:
    case ExprKind::DictComp:
      return "dict";
    case ExprKind::Set:
    case ExprKind::SetComp:
      return "set";
    case ExprKind::GeneratorExp:
      return "generator";
    case ExprKind::Lambda:
      return "function";
    case ExprKind::JoinedStr:
    case ExprKind::FormattedValue:
      return "str";
    case ExprKind::Constant:
      break;
    default:
      return {};
  }
  switch (g.pool().kind(static_cast<const Constant&>(node).value)) {
    case ConstantKind::None:
      return "NoneType";
    case ConstantKind::True:
    case ConstantKind::False:
      return "bool";
    case ConstantKind::Ellipsis:
      return "ellipsis";
    case ConstantKind::Int:
    case ConstantKind::Long:
      return "int";
    case ConstantKind::Float:
      return "float";
    case ConstantKind::Complex:
      return "complex";
    case ConstantKind::Text:
      return "str";
    case ConstantKind::Bytes:
      return "bytes";
    case ConstantKind::Tuple:
      return "tuple";
    case ConstantKind::FrozenSet:
      return "frozenset";
    default:
      return {};
  }
}

// ---- conditions ----

int Generator::constant_truth(Expr* node) {
  if (node->kind == ExprKind::Name && only_numbers_are_true(release) && text(as<Name>(*node).id) == "__debug__")
    return optimize() == 0;
  if (!is_constant(*node)) return -1;
  ConstantId value = as<Constant>(*node).value;
  if (only_numbers_are_true(release) && !python2() && pool().kind(value) == ConstantKind::Bytes) return -1;
  return constant_is_true(pool(), value);
}

bool Generator::jump_if(Expr* test, Label target, bool when) {
  if (tests_jump_directly(release)) {
    switch (test->kind) {
      case ExprKind::UnaryOp:
        if (as<UnaryOp>(*test).op != UnaryOperator::Not) break;
        return jump_if(as<UnaryOp>(*test).operand, target, !when);
      case ExprKind::BoolOp: {
        BoolOp& node = as<BoolOp>(*test);
        bool decides = node.op == BoolOperator::Or;
        Label next = decides != when ? new_label() : target;
        for (std::size_t i = 0; i + 1 < node.values.size(); i++)
          if (!jump_if(node.values[i], next, decides)) return false;
        if (!jump_if(node.values.back(), target, when)) return false;
        if (decides != when) use(next);
        return true;
      }
      case ExprKind::IfExp: {
        IfExp& node = as<IfExp>(*test);
        Label end = new_label(), otherwise = new_label();
        if (!jump_if(node.test, otherwise, false) || !jump_if(node.body, target, when)) return false;
        jump(end);
        use(otherwise);
        if (!jump_if(node.orelse, target, when)) return false;
        use(end);
        return true;
      }
      case ExprKind::Compare:
        if (comparisons_keep_their_place(release)) u->loc = test->loc;
        if (as<Compare>(*test).ops.size() > 1) return jump_if_chain(*this, as<Compare>(*test), target, when);
        break;
      default:
        break;
    }
  }
  if (!expression(test)) return false;
  At at(*this, jump_has_operand_place(release) ? test->loc : u->loc);
  if (converts_to_bool(release)) emit(TO_BOOL);
  pop_jump(*this, target, when);
  return true;
}

void Generator::after_jump() {
  if (jumps_keep_value(release)) emit(POP_TOP);
}

bool Generator::bool_op(BoolOp& node) {
  Label end = new_label();
  for (std::size_t i = 0; i + 1 < node.values.size(); i++) {
    if (!expression(node.values[i])) return false;
    jump_or_pop(*this, end, node.op == BoolOperator::Or);
  }
  if (!expression(node.values.back())) return false;
  use(end);
  return true;
}

bool Generator::check_compare(Compare& node) {
  if (!warns_of_literals(release)) return true;
  const Expr* left = node.left;
  for (std::size_t i = 0; i < node.ops.size(); i++) {
    const Expr* right = node.comparators[i];
    bool is = node.ops[i] == CompareOperator::Is;
    if (is || node.ops[i] == CompareOperator::IsNot) {
      const Expr* doubtful = is_doubtful_operand(*this, *left) ? left : is_doubtful_operand(*this, *right) ? right : nullptr;
      if (doubtful) {
        std::string_view word = is ? "is" : "is not", instead = is ? "==" : "!=";
        if (!warning_names_type(release))
          return warn(node.loc, fmt::format("\"{}\" with a literal. Did you mean \"{}\"?", word, instead));
        return warn(node.loc, fmt::format("\"{}\" with '{}' literal. Did you mean \"{}\"?", word,
                                          inferred_type(*this, *doubtful), instead));
      }
    }
    left = right;
  }
  return true;
}

bool Generator::compare(Compare& node) {
  if (!check_compare(node) || !expression(node.left)) return false;
  std::size_t last = node.ops.size() - 1;
  if (last == 0) {
    if (!expression(node.comparators[0])) return false;
    emit_compare(*this, node.ops[0]);
    return true;
  }
  Label cleanup = new_label();
  for (std::size_t i = 0; i < last; i++) {
    if (!expression(node.comparators[i])) return false;
    keep_operand(*this);
    emit_compare(*this, node.ops[i]);
    jump_or_pop(*this, cleanup, false);
  }
  if (!expression(node.comparators[last])) return false;
  emit_compare(*this, node.ops[last]);
  Label end = new_label();
  jump(end);
  use(cleanup);
  swap_under();
  emit(POP_TOP);
  use(end);
  return true;
}

// ---- operators ----

void Generator::binary(Operator op, bool in_place) {
  if (has_binary_op(release)) {
    constexpr int in_place_from = 13;
    return emit(BINARY_OP, int(op) + (in_place ? in_place_from : 0));
  }
  struct Row {
    Opcode plain, in_place;
  };
  static constexpr Row rows[] = {
      {BINARY_ADD, INPLACE_ADD},
      {BINARY_AND, INPLACE_AND},
      {BINARY_FLOOR_DIVIDE, INPLACE_FLOOR_DIVIDE},
      {BINARY_LSHIFT, INPLACE_LSHIFT},
      {BINARY_MATRIX_MULTIPLY, INPLACE_MATRIX_MULTIPLY},
      {BINARY_MULTIPLY, INPLACE_MULTIPLY},
      {BINARY_MODULO, INPLACE_MODULO},
      {BINARY_OR, INPLACE_OR},
      {BINARY_POWER, INPLACE_POWER},
      {BINARY_RSHIFT, INPLACE_RSHIFT},
      {BINARY_SUBTRACT, INPLACE_SUBTRACT},
      {BINARY_TRUE_DIVIDE, INPLACE_TRUE_DIVIDE},
      {BINARY_XOR, INPLACE_XOR},
  };
  Row row = rows[std::size_t(op)];
  if (op == Operator::Div && python2() && !future(future::Division)) row = {BINARY_DIVIDE, INPLACE_DIVIDE};
  emit(in_place ? row.in_place : row.plain);
}

// ---- yield and await ----

void Generator::add_yield_from(bool await) {
  if (!yield_from_is_loop(release)) return emit(YIELD_FROM);
  constexpr int after_yield_from = 2, after_await = 3;
  int resume = await ? after_await : after_yield_from;
  if (!delegation_handles_throw(release)) {
    Label start = new_label(), resumed = new_label(), exit = new_label();
    use(start);
    emit_jump(SEND, exit);
    use(resumed);
    emit(YIELD_VALUE);
    emit(RESUME, resume);
    emit_jump(PSEUDO_JUMP_NO_INTERRUPT, start);
    use(exit);
    return;
  }
  Label send = new_label(), fail = new_label(), exit = new_label();
  use(send);
  emit_jump(SEND, exit);
  emit_jump(PSEUDO_SETUP_FINALLY, fail);
  emit(YIELD_VALUE, yields_mark_delegation(release) ? 1 : 0);
  emit_unplaced(PSEUDO_POP_BLOCK);
  emit(RESUME, resume);
  emit_jump(PSEUDO_JUMP_NO_INTERRUPT, send);
  use(fail);
  emit(CLEANUP_THROW);
  use(exit);
  emit(END_SEND);
}

bool Generator::yield(Yield& node) {
  if (u->scope->kind != BlockKind::Function) return error(yield_error_names_the_yield(release) ? node.loc : u->loc, "'yield' outside function");
  if (node.value) {
    if (!expression(node.value)) return false;
  } else {
    emit_none();
  }
  emit_yield();
  return true;
}

void Generator::emit_yield() {
  if (wraps_async_values(release) && u->scope->generator && u->scope->coroutine)
    has_intrinsics(release) ? emit(CALL_INTRINSIC_1, intrinsic::AsyncGenWrap) : emit(ASYNC_GEN_WRAP);
  emit(YIELD_VALUE);
  if (yield_from_is_loop(release)) emit(RESUME, 1);
}

bool Generator::yield_from(YieldFrom& node) {
  if (u->scope->kind != BlockKind::Function)
    return error(u->loc, since(3, 13) ? "'yield from' outside function" : "'yield' outside function");
  if (u->kind == UnitKind::AsyncFunction) return error(u->loc, "'yield from' inside async function");
  if (!expression(node.value)) return false;
  emit(yield_from_has_own_iterator(release) ? GET_YIELD_FROM_ITER : GET_ITER);
  emit_none();
  add_yield_from(false);
  return true;
}

bool Generator::await(Await& node) {
  bool at_top = options.allow_top_level_await && u->kind == UnitKind::Module;
  if (!at_top) {
    if (u->scope->kind != BlockKind::Function) return error(node.loc, "'await' outside function");
    if (u->kind != UnitKind::AsyncFunction && u->kind != UnitKind::Comprehension)
      return error(node.loc, "'await' outside async function");
  }
  if (!expression(node.value)) return false;
  emit(GET_AWAITABLE, 0);
  emit_none();
  add_yield_from(true);
  return true;
}

// ---- lambda ----

bool Generator::lambda(Lambda& node) {
  if (!check_arguments(*node.args)) return false;
  std::int32_t flags = 0, counts = 0;
  if (!defaults(*node.args, flags, counts)) return false;
  enter(intern("<lambda>"), UnitKind::Lambda, &node, node.loc, node.loc.line);
  if (lambda_begins_with_none(release)) const_index(maker.none());
  set_parameters(*node.args);
  if (python2() && !tuple_parameters(*node.args)) return false;
  if (!expression(node.body)) return false;
  Code* code;
  std::string qualname = u->code.qualname;
  if (u->scope->generator) {
    if (lambda_generator_pops(release)) emit(POP_TOP);
    code = finish(lambda_generator_pops(release));
  } else {
    Location loc = return_has_body_place(release) ? node.body->loc : u->loc;
    if (lambda_returns_in_line_0(release)) loc = {0, 0, 1, 0};
    At at(*this, loc);
    emit(RETURN_VALUE);
    code = nullptr;
  }
  if (!code) code = finish(true);
  if (!code) return false;
  make_closure(code, flags, counts, qualname);
  return true;
}

// ---- any expression ----

bool Generator::expressions(ExprList nodes) {
  for (Expr* node : nodes)
    if (!expression(node)) return false;
  return true;
}

// None, True and False are names to the compilers of 3.0 to 3.3, which their optimiser then makes constants.
static const char* constant_name(const Release& r, ConstantKind kind) {
  if (!r.since(3, 0) || !r.until(3, 3)) return nullptr;
  switch (kind) {
    case ConstantKind::None: return "None";
    case ConstantKind::True: return "True";
    case ConstantKind::False: return "False";
    default: return nullptr;
  }
}

bool Generator::expression(Expr* node) {
  Placed placed(*this, *node);
  switch (node->kind) {
    case ExprKind::NamedExpr: {
      NamedExpr& named = as<NamedExpr>(*node);
      if (!expression(named.value)) return false;
      duplicate_top(*this);
      return expression(named.target);
    }
    case ExprKind::BoolOp:
      return bool_op(as<BoolOp>(*node));
    case ExprKind::BinOp: {
      BinOp& operation = as<BinOp>(*node);
      if (!expression(operation.left) || !expression(operation.right)) return false;
      binary(operation.op, false);
      return true;
    }
    case ExprKind::UnaryOp:
      return unary(*this, as<UnaryOp>(*node));
    case ExprKind::Lambda:
      return lambda(as<Lambda>(*node));
    case ExprKind::IfExp:
      return if_expression(*this, as<IfExp>(*node));
    case ExprKind::Dict:
      return dict_display(as<Dict>(*node));
    case ExprKind::Set:
      return sequence_display(node, as<Set>(*node).elts, Context::Load);
    case ExprKind::List:
      return sequence_display(node, as<List>(*node).elts, as<List>(*node).ctx);
    case ExprKind::Tuple:
      return sequence_display(node, as<Tuple>(*node).elts, as<Tuple>(*node).ctx);
    case ExprKind::ListComp:
    case ExprKind::SetComp:
    case ExprKind::DictComp:
    case ExprKind::GeneratorExp:
      return comprehension(node);
    case ExprKind::Yield:
      return yield(as<Yield>(*node));
    case ExprKind::YieldFrom:
      return yield_from(as<YieldFrom>(*node));
    case ExprKind::Await:
      return await(as<Await>(*node));
    case ExprKind::Compare:
      return compare(as<Compare>(*node));
    case ExprKind::Call:
      return call(as<Call>(*node));
    case ExprKind::FormattedValue:
      return formatted_value(as<FormattedValue>(*node));
    case ExprKind::JoinedStr:
      return joined_string(as<JoinedStr>(*node));
    case ExprKind::Constant:
      if (const char* name = constant_name(release, pool().kind(as<Constant>(*node).value)))
        return name_operation(intern(name), Context::Load);
      emit_const(as<Constant>(*node).value);
      return true;
    case ExprKind::Attribute:
      return attribute(as<Attribute>(*node));
    case ExprKind::Subscript:
      return subscript(as<Subscript>(*node));
    case ExprKind::Starred:
      return starred(*this, as<Starred>(*node));
    case ExprKind::Name:
      if (debug_is_constant(release) && as<Name>(*node).ctx == Context::Load && text(as<Name>(*node).id) == "__debug__") {
        emit_const(maker.boolean(optimize() == 0));
        return true;
      }
      return name_operation(as<Name>(*node).id, as<Name>(*node).ctx);
    case ExprKind::Slice: {
      int count = 0;
      if (!slice_parts(as<Slice>(*node), count)) return false;
      emit(BUILD_SLICE, count);
      return true;
    }
    case ExprKind::ExtSlice:
      if (!expressions(as<ExtSlice>(*node).dims)) return false;
      emit(BUILD_TUPLE, std::int32_t(as<ExtSlice>(*node).dims.size()));
      return true;
    case ExprKind::Repr:
      if (!expression(as<Repr>(*node).value)) return false;
      emit(UNARY_CONVERT);
      return true;
  }
  return true;
}

bool Generator::assign_to(Expr* target) { return expression(target); }

}  // namespace xvm::compiler
