// What may be assigned to and deleted, and how errors name what may not.
#include <fmt/format.h>

#include "compiler/parser_impl.h"
#include "pyc/release.h"

namespace xvm::compiler {

static bool empty_tuple_is_assigned_to(const Release& r) { return r.since(3, 0) && r.until(3, 1); }
static bool keywords_are_names(const Release& r) { return r.since(3, 0) && r.until(3, 3); }

// None, True or False.
bool Parser::is_keyword(const Expr* e) const {
  if (e->kind != ExprKind::Constant) return false;
  ConstantKind kind = context_.pool.kind(static_cast<const Constant*>(e)->value);
  return kind == ConstantKind::None || kind == ConstantKind::True || kind == ConstantKind::False;
}

std::string expression_name(const Expr* e, const Dialect& d, const ConstantPool& pool) {
  switch (e->kind) {
    case ExprKind::Attribute: return "attribute";
    case ExprKind::Subscript: return "subscript";
    case ExprKind::Starred: return "starred";
    case ExprKind::Name: return "name";
    case ExprKind::List: return "list";
    case ExprKind::Tuple: return "tuple";
    case ExprKind::Lambda: return "lambda";
    case ExprKind::Call: return "function call";
    case ExprKind::BoolOp:
    case ExprKind::BinOp:
    case ExprKind::UnaryOp: return d.expression_words ? "expression" : "operator";
    case ExprKind::GeneratorExp: return "generator expression";
    case ExprKind::Yield:
    case ExprKind::YieldFrom: return "yield expression";
    case ExprKind::Await: return "await expression";
    case ExprKind::ListComp: return "list comprehension";
    case ExprKind::SetComp: return "set comprehension";
    case ExprKind::DictComp: return "dict comprehension";
    case ExprKind::Dict: return d.expression_words ? "dict literal" : d.end_positions ? "dict display" : "literal";
    case ExprKind::Set: return d.end_positions ? "set display" : "literal";
    case ExprKind::JoinedStr:
    case ExprKind::FormattedValue: return d.end_positions || d.release.since(3, 8) ? "f-string expression" : "literal";
    case ExprKind::Constant:
      switch (pool.kind(static_cast<const Constant*>(e)->value)) {
        case ConstantKind::None: return d.end_positions ? "None" : "keyword";
        case ConstantKind::True: return d.end_positions ? "True" : "keyword";
        case ConstantKind::False: return d.end_positions ? "False" : "keyword";
        case ConstantKind::Ellipsis: return d.expression_words ? "ellipsis" : "Ellipsis";
        default: return "literal";
      }
    case ExprKind::Compare: return "comparison";
    case ExprKind::IfExp: return "conditional expression";
    case ExprKind::NamedExpr: return "named expression";
    case ExprKind::Repr: return "repr";
    default: return "expression";
  }
}

void Parser::refuse_target(const Expr* e, Context context, Location place) {
  std::string name = expression_name(e, d_, context_.pool);
  if (e->kind == ExprKind::Tuple) name = "()";
  const char* how = d_.cannot_words ? "cannot" : "can't";
  refuse(fmt::format("{} {} {}", how, context == Context::Del ? "delete" : "assign to", name), place);
}

bool Parser::forbidden_name(Symbol name, Location place, bool target) {
  std::string_view text = name->text;
  if (d_.peg) return true;  // the code generator's
  if (text == "__debug__" && (d_.debug_is_forbidden || (target && !d_.python2))) {
    if (d_.python2) refuse("cannot assign to __debug__", place);
    else refuse(d_.cannot_words ? "cannot assign to __debug__" : "assignment to keyword", place);
    return false;
  }
  if (d_.python2) {
    if (text == "None") {
      refuse(d_.release.since(2, 7) ? "cannot assign to None" : "assignment to None", place);
      return false;
    }
    return true;
  }
  return true;
}

void Parser::set_target_list(Expr* e) {
  if (!bare_list_ || e->kind != ExprKind::Tuple) {
    set_context(e, Context::Store);
    return;
  }
  as<Tuple>(*e).ctx = Context::Store;
  for (Expr* item : as<Tuple>(*e).elts)
    if (!set_context(item, Context::Store)) return;
}

bool Parser::set_context(Expr* e, Context context, Location place) {
  bool store = context == Context::Store;
  auto refused = [&] {
    if (d_.peg) fail();
    else refuse_target(e, context, place);
    return false;
  };
  Depth depth(*this, 1);
  switch (e->kind) {
    case ExprKind::Attribute:
      as<Attribute>(*e).ctx = context;
      if (store && !d_.peg && !forbidden_name(as<Attribute>(*e).attr, place)) return false;
      return true;
    case ExprKind::Subscript: as<Subscript>(*e).ctx = context; return true;
    case ExprKind::Name:
      as<Name>(*e).ctx = context;
      if ((store || d_.delete_checks_names) && !d_.peg && !forbidden_name(as<Name>(*e).id, place, true)) return false;
      return true;
    case ExprKind::Starred:
      if (d_.peg && !store) return refused();
      as<Starred>(*e).ctx = context;
      return set_context(as<Starred>(*e).value, context, place);
    case ExprKind::List:
      as<List>(*e).ctx = context;
      for (Expr* item : as<List>(*e).elts)
        if (!set_context(item, context, place)) return false;
      return true;
    case ExprKind::Tuple:
      if (as<Tuple>(*e).elts.empty() && !d_.empty_tuple_target) {
        if (!empty_tuple_is_assigned_to(d_.release)) return refused();
        refuse("can't assign to ()", place);
        return false;
      }
      as<Tuple>(*e).ctx = context;
      for (Expr* item : as<Tuple>(*e).elts)
        if (!set_context(item, context, place)) return false;
      return true;
    case ExprKind::Constant:
      if (keywords_are_names(d_.release) && is_keyword(e)) {
        if (store) refuse("assignment to keyword", place);
        return !store;
      }
      break;
    default: break;
  }
  return refused();
}

}  // namespace xvm::compiler
