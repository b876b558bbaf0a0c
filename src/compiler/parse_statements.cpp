// Simple statements.
#include "compiler/parser_impl.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

bool augmented(T kind, bool matmul, Operator& op) {
  switch (kind) {
    case T::PlusEqual: op = Operator::Add; return true;
    case T::MinusEqual: op = Operator::Sub; return true;
    case T::StarEqual: op = Operator::Mult; return true;
    case T::SlashEqual: op = Operator::Div; return true;
    case T::PercentEqual: op = Operator::Mod; return true;
    case T::AmperEqual: op = Operator::BitAnd; return true;
    case T::VBarEqual: op = Operator::BitOr; return true;
    case T::CircumflexEqual: op = Operator::BitXor; return true;
    case T::LeftShiftEqual: op = Operator::LShift; return true;
    case T::RightShiftEqual: op = Operator::RShift; return true;
    case T::DoubleStarEqual: op = Operator::Pow; return true;
    case T::DoubleSlashEqual: op = Operator::FloorDiv; return true;
    case T::AtEqual: op = Operator::MatMult; return matmul;
    default: return false;
  }
}

}  // namespace

void Parser::simple_statements(Gather<Stmt*>& out) {
  Depth depth(*this, 3);
  for (;;) {
    out.add(simple_statement());
    std::size_t before = last_;
    if (!accept(T::Semi)) break;
    if (at(T::Newline)) {
      if (!d_.peg) last_ = before;  // a block ends with its last statement
      break;
    }
  }
  expect(T::Newline);
}

Stmt* Parser::simple_statement() {
  if (name_like_[std::size_t(kind())]) {
    if (d_.type_parameters && kind() == T::Name && text_of(tok()) == "type" && name_like_[std::size_t(peek(1).kind)] &&
        (peek(2).kind == T::Equal || peek(2).kind == T::LSqb))
      return type_alias();
    return expression_statement();
  }
  Start from = start();
  switch (kind()) {
    case T::Pass: advance(); return node<Stmt>(StmtKind::Pass, span(from));
    case T::Break: advance(); return node<Stmt>(StmtKind::Break, span(from));
    case T::Continue: advance(); return node<Stmt>(StmtKind::Continue, span(from));
    case T::Return: return return_statement();
    case T::Raise: return raise_statement();
    case T::Global: return global_statement(StmtKind::Global);
    case T::Nonlocal: return global_statement(StmtKind::Nonlocal);
    case T::Del: return delete_statement();
    case T::Assert: return assert_statement();
    case T::Import: return import_statement();
    case T::From: return import_from_statement();
    case T::Print: return print_statement();
    case T::Exec: return exec_statement();
    default: return expression_statement();
  }
}

Stmt* Parser::expression_statement() {
  Start from = start();
  const Token first = tok();
  Expr* e = at(T::Yield) ? yield_expression() : star_expressions();
  Operator op;
  if (first.kind == T::Yield && !d_.peg) return node<ExprStmt>(StmtKind::Expr, span(from), e);  // a statement of its own
  if (at(T::Equal)) {
    Gather<Expr*> targets(expr_stack_);
    Expr* value = e;
    Token begin = first;
    while (at(T::Equal) && !failed_) {
      if (begin.kind == T::Yield && !d_.peg) refuse("assignment to yield expression not possible", begin);
      else set_context(value, Context::Store, span_of(begin));
      targets.add(value);
      advance();
      begin = tok();
      value = value_or_yield(d_.starred);
    }
    std::string_view type = type_comment();
    return node<Assign>(StmtKind::Assign, span(from), targets.keep(arena_), value, type);
  }
  if (augmented(kind(), d_.matmul, op)) {
    bool fine = e->kind == ExprKind::Name || e->kind == ExprKind::Attribute || e->kind == ExprKind::Subscript;
    if (d_.peg) {
      if (!fine) fail();
      else set_context(e, Context::Store);
    } else if (d_.augmented_names) {
      if (e->kind == ExprKind::GeneratorExp) refuse("augmented assignment to generator expression not possible", e->loc);
      else if (e->kind == ExprKind::Yield) refuse("augmented assignment to yield expression not possible", e->loc);
      else if (!fine && !is_keyword(e)) refuse("illegal expression for augmented assignment", e->loc);
      else set_context(e, Context::Store);
    } else {
      bool target = set_context(e, Context::Store, span_of(first));
      if (target && !fine) refuse("illegal expression for augmented assignment", span_of(first));
    }
    advance();
    Expr* value = value_or_yield(d_.for_iter_starred);
    return node<AugAssign>(StmtKind::AugAssign, span(from), e, op, value);
  }
  if (at(T::Colon) && d_.variable_annotations) {
    bool bare = first.kind != T::LPar;
    bool simple = e->kind == ExprKind::Name && bare;
    if (d_.peg) {
      bool fine = e->kind == ExprKind::Name || e->kind == ExprKind::Attribute || e->kind == ExprKind::Subscript;
      if (!fine) fail();
      else set_context(e, Context::Store);
      if (failed_) return node<Stmt>(StmtKind::Pass, span(from));
    } else {
      if (e->kind == ExprKind::List) refuse("only single target (not list) can be annotated", span_of(first));
      else if (e->kind == ExprKind::Tuple) refuse("only single target (not tuple) can be annotated", span(from));
      else if (e->kind != ExprKind::Name && e->kind != ExprKind::Attribute && e->kind != ExprKind::Subscript)
        refuse("illegal target for annotation", span_of(first));
      else set_context(e, Context::Store, span_of(first));
    }
    advance();
    Expr* annotation = expression();
    Expr* value = nullptr;
    if (accept(T::Equal)) value = d_.annotation_starred_value ? value_or_yield(true) : expression();
    return node<AnnAssign>(StmtKind::AnnAssign, span(from), e, annotation, value, simple);
  }
  return node<ExprStmt>(StmtKind::Expr, span(from), e);
}

Stmt* Parser::print_statement() {
  Start from = start();
  advance();
  Expr* destination = nullptr;
  Gather<Expr*> values(expr_stack_);
  bool newline = true;
  auto rest = [&] {
    while (at_expression() && !failed_) {
      newline = true;
      values.add(expression());
      if (!accept(T::Comma)) return;
      newline = false;
    }
  };
  if (accept(T::RightShift)) {
    destination = expression();
    if (accept(T::Comma)) {
      if (!at_expression()) fail();
      rest();
    }
  } else {
    rest();
  }
  return node<Print>(StmtKind::Print, span(from), destination, values.keep(arena_), newline);
}

Stmt* Parser::exec_statement() {
  Start from = start();
  advance();
  Expr* body = binary(1);
  Expr* globals = nullptr;
  Expr* locals = nullptr;
  if (accept(T::In)) {
    globals = expression();
    if (accept(T::Comma)) locals = expression();
  } else if (d_.exec_tuple && body->kind == ExprKind::Tuple) {
    ExprList items = as<Tuple>(*body).elts;
    if (items.size() == 2 || items.size() == 3) {
      body = items[0];
      globals = items[1];
      if (items.size() == 3) locals = items[2];
    }
  }
  return node<Exec>(StmtKind::Exec, span(from), body, globals, locals);
}

Stmt* Parser::delete_statement() {
  Start from = start();
  advance();
  const Token begin = tok();
  Expr* list = target_list();
  Gather<Expr*> targets(expr_stack_);
  if (list->kind == ExprKind::Tuple && bare_list_) {
    for (Expr* e : as<Tuple>(*list).elts) {
      set_context(e, Context::Del);
      targets.add(e);
    }
  } else {
    set_context(list, Context::Del, span_of(begin));
    targets.add(list);
  }
  if (d_.peg && !at(T::Semi) && !at(T::Newline)) fail();
  return node<Delete>(StmtKind::Delete, span(from), targets.keep(arena_));
}

Stmt* Parser::return_statement() {
  Start from = start();
  advance();
  Expr* value = nullptr;
  if (d_.return_starred ? at_star_expression() : at_expression()) value = d_.return_starred ? star_expressions() : expressions();
  return node<Return>(StmtKind::Return, span(from), value);
}

Stmt* Parser::raise_statement() {
  Start from = start();
  advance();
  Expr* exc = nullptr;
  Expr* cause = nullptr;
  Expr* traceback = nullptr;
  if (at_expression()) {
    exc = expression();
    if (d_.python2) {
      if (accept(T::Comma)) {
        cause = expression();
        if (accept(T::Comma)) traceback = expression();
      }
    } else if (accept(T::From)) {
      cause = expression();
    }
  }
  return node<Raise>(StmtKind::Raise, span(from), exc, cause, traceback);
}

Stmt* Parser::global_statement(StmtKind kind) {
  Start from = start();
  advance();
  std::vector<Symbol> names;
  do names.push_back(expect_name());
  while (accept(T::Comma));
  return node<Global>(kind, span(from), arena_.copy(names));
}

Stmt* Parser::assert_statement() {
  Start from = start();
  advance();
  Expr* test = expression();
  Expr* message = nullptr;
  if (accept(T::Comma)) message = expression();
  return node<Assert>(StmtKind::Assert, span(from), test, message);
}

Symbol Parser::dotted_name() {
  Symbol name = expect_name();
  if (!at(T::Dot)) return name;
  std::string joined(name->text);
  while (at(T::Dot) && !failed_) {
    advance();
    joined += '.';
    joined += expect_name()->text;
  }
  return context_.symbols.intern(joined);
}

Stmt* Parser::import_statement() {
  Start from = start();
  advance();
  std::vector<Alias> names;
  do {
    Start place = start();
    const Token token = tok();
    Symbol name = dotted_name();
    bool dotted = name->text.find('.') != name->text.npos;
    Symbol as_name = nullptr;
    if (at_as()) {
      advance();
      const Token target = tok();
      as_name = expect_name();
      forbidden_name(as_name, span_of(target));
    } else if (!dotted) {
      forbidden_name(name, span_of(token));
    }
    names.push_back({name, as_name, span(place)});
  } while (accept(T::Comma));
  return node<Import>(StmtKind::Import, span(from), arena_.copy(names));
}

Stmt* Parser::import_from_statement() {
  Start from = start();
  advance();
  std::int32_t level = 0;
  for (;;) {
    if (accept(T::Dot)) ++level;
    else if (accept(T::Ellipsis)) level += 3;
    else break;
  }
  Symbol module = nullptr;
  if (!at(T::Import) || !level) module = dotted_name();
  expect(T::Import);
  std::vector<Alias> names;
  if (at(T::Star)) {
    Location loc = span_of(tok());
    advance();
    names.push_back({context_.symbols.intern("*"), nullptr, loc});
  } else {
    bool parens = accept(T::LPar);
    const Token begin = tok();
    for (;;) {
      Start place = start();
      const Token token = tok();
      Symbol name = expect_name();
      Symbol as_name = nullptr;
      if (at_as()) {
        advance();
        const Token target = tok();
        as_name = expect_name();
        forbidden_name(as_name, span_of(target));
      } else {
        forbidden_name(name, span_of(token));
      }
      names.push_back({name, as_name, span(place)});
      if (failed_ || !at(T::Comma)) break;
      if (parens) {
        advance();
        if (at(T::RPar)) break;
      } else if (peek(1).kind == T::Newline || peek(1).kind == T::Semi || !name_like_[std::size_t(peek(1).kind)]) {
        if (d_.peg) {
          fail();
        } else {
          advance();
          if (at(T::Newline) || at(T::Semi)) refuse("trailing comma not allowed without surrounding parentheses", begin);
          else fail();
        }
        break;
      } else {
        advance();
      }
    }
    if (parens) expect(T::RPar);
  }
  std::span<const Alias> kept = arena_.copy(names);
  if (!failed_) future_features(module, level, kept);
  return node<ImportFrom>(StmtKind::ImportFrom, span(from), module, std::span<Alias>(const_cast<Alias*>(kept.data()), kept.size()), level);
}

// What steers the parser itself: in 2.x print_function and unicode_literals (2.5: with_statement), wherever they stand.
void Parser::future_features(Symbol module, std::int32_t level, std::span<const Alias> names) {
  if (!module || level || module->text != "__future__") return;
  for (const Alias& alias : names) {
    std::string_view name = alias.name->text;
    if (name == "with_statement" && !d_.as_keyword) {
      context_.futures |= future::WithStatement;
      name_like_[std::size_t(T::With)] = name_like_[std::size_t(T::As)] = false;
    } else if (name == "print_function" && d_.python2 && d_.as_keyword) {
      context_.futures |= future::PrintFunction;
      name_like_[std::size_t(T::Print)] = true;
    } else if (name == "unicode_literals" && d_.python2 && d_.as_keyword) {
      context_.futures |= future::UnicodeLiterals;
    } else if (name == "barry_as_FLUFL" && d_.flufl) {
      context_.futures |= future::BarryAsBdfl;
    }
  }
}

Stmt* Parser::type_alias() {
  Start from = start();
  advance();
  Expr* name = name_node(Context::Store);
  std::span<TypeParam*> params;
  if (at(T::LSqb)) params = type_parameters();
  expect(T::Equal);
  Expr* value = expression();
  return node<TypeAlias>(StmtKind::TypeAlias, span(from), name, params, value);
}

}  // namespace xvm::compiler
