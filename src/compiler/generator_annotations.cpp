// Annotations of variables, type aliases and type parameters.
#include <fmt/format.h>

#include "bytecode/constant_text.h"
#include "compiler/generator.h"
#include "compiler/unparse.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

using enum Opcode;

// Bounds and defaults.
bool values_keep_their_place(const Release& r) { return r.since(3, 13); }

bool annotation_has_own_opcode(const Release& r) { return r.until(3, 6); }
bool null_before_callable(const Release& r) { return r.until(3, 12); }
constexpr std::int32_t typevar = 7, paramspec = 8, typevartuple = 9, typealias = 11;        // CALL_INTRINSIC_1
constexpr std::int32_t typevar_with_bound = 2, typevar_with_constraints = 3, set_default = 5;  // CALL_INTRINSIC_2

bool finds_in(Body body) {
  for (const Stmt* node : body) {
    switch (node->kind) {
      case StmtKind::AnnAssign: return true;
      case StmtKind::For:
      case StmtKind::AsyncFor: {
        auto& loop = as<const For>(*node);
        if (finds_in(loop.body) || finds_in(loop.orelse)) return true;
        break;
      }
      case StmtKind::While: {
        auto& loop = as<const While>(*node);
        if (finds_in(loop.body) || finds_in(loop.orelse)) return true;
        break;
      }
      case StmtKind::If: {
        auto& branch = as<const If>(*node);
        if (finds_in(branch.body) || finds_in(branch.orelse)) return true;
        break;
      }
      case StmtKind::With:
      case StmtKind::AsyncWith:
        if (finds_in(as<const With>(*node).body)) return true;
        break;
      case StmtKind::Match:
        for (const MatchCase& entry : as<const Match>(*node).cases)
          if (finds_in(entry.body)) return true;
        break;
      case StmtKind::Try:
      case StmtKind::TryStar: {
        auto& attempt = as<const Try>(*node);
        for (const ExceptHandler& handler : attempt.handlers)
          if (finds_in(handler.body)) return true;
        if (finds_in(attempt.body) || finds_in(attempt.finalbody) || finds_in(attempt.orelse)) return true;
        break;
      }
      default: break;
    }
  }
  return false;
}

}  // namespace

bool Generator::finds_annotations(Body list) const { return since(3, 6) && finds_in(list); }

std::string Generator::constant_repr(ConstantId id) {
  std::string out;
  append_constant(out, pool(), id, release, ConstantStyle::Repr);
  return out;
}

std::string Generator::unparse(Expr* node) { return unparse_expression(*node, pool(), release); }

bool Generator::annotation(Expr* node) {
  if (!future(future::Annotations) || until(3, 6)) return expression(node);
  At at(*this, since(3, 12) ? node->loc : u->loc);
  emit_const(maker.text(unparse(node)));
  return true;
}

bool Generator::evaluate_and_drop(Expr* node) {
  if (!expression(node)) return false;
  At at(*this, since(3, 12) ? node->loc : u->loc);
  emit(POP_TOP);
  return true;
}

bool Generator::check_annotated_subscript(Expr* slice) {
  switch (slice->kind) {
    case ExprKind::Slice: {
      auto& parts = as<Slice>(*slice);
      for (Expr* part : {parts.lower, parts.upper, parts.step})
        if (part && !evaluate_and_drop(part)) return false;
      return true;
    }
    case ExprKind::ExtSlice:
      for (Expr* part : as<ExtSlice>(*slice).dims)
        if (!check_annotated_subscript(part)) return false;
      return true;
    case ExprKind::Tuple:
      if (since(3, 9)) {
        for (Expr* part : as<Tuple>(*slice).elts)
          if (!check_annotated_subscript(part)) return false;
        return true;
      }
      return evaluate_and_drop(slice);
    default: return evaluate_and_drop(slice);
  }
}

bool Generator::annotated_assignment(AnnAssign& node) {
  bool evaluated = u->kind == UnitKind::Module || u->kind == UnitKind::Class;
  Location loc = u->loc;
  if (node.value && (!expression(node.value) || !assign_to(node.target))) return false;
  if (since(3, 10)) u->loc = loc;
  switch (node.target->kind) {
    case ExprKind::Name: {
      Symbol name = as<Name>(*node.target).id;
      if (!forbidden_name(name, Context::Store, node.loc)) return false;
      if (!node.simple || !evaluated) break;
      if (!annotation(node.annotation)) return false;
      if (annotation_has_own_opcode(release)) {
        emit_named(STORE_ANNOTATION, name);
      } else {
        emit(LOAD_NAME, add_name(intern("__annotations__")));
        emit_const(maker.name(text(mangled(name))));
        emit(STORE_SUBSCR);
      }
      break;
    }
    case ExprKind::Attribute:
      if (!forbidden_name(as<Attribute>(*node.target).attr, Context::Store, node.loc)) return false;
      if (!node.value && !evaluate_and_drop(as<Attribute>(*node.target).value)) return false;
      break;
    case ExprKind::Subscript: {
      auto& target = as<Subscript>(*node.target);
      if (!node.value && (!evaluate_and_drop(target.value) || !check_annotated_subscript(target.slice))) return false;
      break;
    }
    default: return error(node.loc, "illegal target for annotation");
  }
  if (node.simple || !evaluated || (future(future::Annotations) && since(3, 8))) return true;
  if (future(future::Annotations) && since(3, 7)) {
    if (!annotation(node.annotation)) return false;
    emit(POP_TOP);
    return true;
  }
  return evaluate_and_drop(node.annotation);
}

// ---- type parameters, 3.12 on ----

bool Generator::lazily(Symbol name, const void* key, Expr* value, bool may_be_starred) {
  Location loc = u->loc;
  enter(name, UnitKind::TypeParams, key, value->loc, value->loc.line);
  if (may_be_starred && value->kind == ExprKind::Starred) {
    if (!expression(as<Starred>(*value).value)) return false;
    u->loc = value->loc;
    emit(UNPACK_SEQUENCE, 1);
  } else if (!expression(value)) {
    return false;
  }
  if (values_keep_their_place(release)) loc = value->loc;
  u->loc = loc;
  emit(RETURN_VALUE);
  std::string qualname = u->code.qualname;
  Code* code = finish(true);
  if (!code) return false;
  At at(*this, values_keep_their_place(release) ? loc : u->loc);
  make_closure(code, 0, 0, qualname);
  return true;
}

bool Generator::type_parameters(std::span<TypeParam*> params) {
  bool seen_default = false;
  for (TypeParam* param : params) {
    u->loc = param->loc;
    emit_const(maker.name(text(param->name)));
    if (param->kind == TypeParamKind::TypeVar && param->bound) {
      if (!lazily(param->name, bound_key(param), param->bound, false)) return false;
      emit(CALL_INTRINSIC_2, param->bound->kind == ExprKind::Tuple || is_constant_tuple(param->bound)
                                 ? typevar_with_constraints
                                 : typevar_with_bound);
    } else {
      emit(CALL_INTRINSIC_1, param->kind == TypeParamKind::TypeVar     ? typevar
                             : param->kind == TypeParamKind::ParamSpec ? paramspec
                                                                       : typevartuple);
    }
    if (param->default_value) {
      seen_default = true;
      if (!lazily(param->name, default_key(param), param->default_value, param->kind == TypeParamKind::TypeVarTuple))
        return false;
      emit(CALL_INTRINSIC_2, set_default);
    } else if (seen_default) {
      return error(param->loc, fmt::format("non-default type parameter '{}' follows default type parameter", text(param->name)));
    }
    emit(COPY, 1);
    if (!name_operation(param->name, Context::Store)) return false;
  }
  u->loc = params[0]->loc;
  emit(BUILD_TUPLE, std::int32_t(params.size()));
  return true;
}

bool Generator::is_constant_tuple(const Expr* node) const {
  return node->kind == ExprKind::Constant && pool().kind(as<const Constant>(*node).value) == ConstantKind::Tuple;
}

bool Generator::type_alias(TypeAlias& node) {
  Symbol name = as<Name>(*node.name).id;
  bool generic = !node.type_params.empty();
  if (generic) {
    if (null_before_callable(release)) emit(PUSH_NULL);
    enter(intern(fmt::format("<generic parameters of {}>", text(name))), UnitKind::TypeParams, type_params_key(&node),
          node.loc, node.loc.line);
    u->loc = node.loc;
    emit_const(maker.name(text(name)));
    if (!type_parameters(node.type_params)) return false;
    u->loc = node.loc;
  } else {
    emit_const(maker.name(text(name)));
    emit_none();
  }
  enter(name, UnitKind::Function, &node, node.loc, node.loc.line);
  (void)const_index(maker.none());
  if (!expression(node.value)) return false;
  u->loc = node.loc;
  emit(RETURN_VALUE);
  std::string qualname = u->code.qualname;
  Code* code = finish(false);
  if (!code) return false;
  make_closure(code, 0, 0, qualname);
  emit(BUILD_TUPLE, 3);
  emit(CALL_INTRINSIC_1, typealias);
  if (generic) {
    qualname = u->code.qualname;
    Code* outer = finish(false);
    if (!outer) return false;
    make_closure(outer, 0, 0, qualname);
    if (!null_before_callable(release)) emit(PUSH_NULL);
    emit(CALL, 0);
  }
  return name_operation(name, Context::Store);
}

}  // namespace xvm::compiler
