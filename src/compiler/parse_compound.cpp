// Compound statements.
#include "compiler/parser_impl.h"
#include "pyc/release.h"

namespace xvm::compiler {

void Parser::statement(Gather<Stmt*>& out) {
  switch (kind()) {
    case T::If: out.add(if_statement()); return;
    case T::While: out.add(while_statement()); return;
    case T::For: out.add(for_statement(start(), false)); return;
    case T::Try: out.add(try_statement()); return;
    case T::With:
      if (!at(T::With)) break;
      out.add(with_statement(start(), false));
      return;
    case T::Def: out.add(function_definition(start(), {}, false)); return;
    case T::Class: out.add(class_definition(start(), {})); return;
    case T::At: out.add(decorated()); return;
    case T::Async: out.add(async_statement()); return;
    case T::Name:
      if (d_.match && text_of(tok()) == "match") {
        if (Stmt* made = match_statement()) {
          out.add(made);
          return;
        }
      }
      break;
    default: break;
  }
  simple_statements(out);
}

Body Parser::block() {
  Depth depth(*this, 4);
  Gather<Stmt*> out(stmt_stack_);
  if (!at(T::Newline)) {
    simple_statements(out);
    return out.keep(arena_);
  }
  advance();
  if (kind() != T::Indent && !failed_) expected_indent_ = true;
  expect(T::Indent);
  do statement(out);
  while (!failed_ && !at(T::Dedent) && !at(T::EndMarker));
  expect(T::Dedent);
  return out.keep(arena_);
}

Body Parser::else_block() {
  if (!accept(T::Else)) return {};
  expect(T::Colon);
  return block();
}

Stmt* Parser::if_statement() {
  struct Branch { Start from; Expr* test; Body body; };
  std::vector<Branch> branches;
  int levels = 0;   // the grammar of 3.9 on has each elif inside the one before
  do {
    if (d_.peg && !branches.empty()) {
      ++levels;
      if (!enter(1)) break;
    }
    Start from = start();
    advance();
    if (d_.elif_at_test && !branches.empty()) from = start();
    Expr* test = named_expression();
    expect(T::Colon);
    branches.push_back({from, test, block()});
  } while (at(T::Elif));
  leave(levels);
  Body orelse = else_block();
  Stmt* made = nullptr;
  for (std::size_t i = branches.size(); i-- > 0;) {
    made = node<If>(StmtKind::If, span(branches[i].from), branches[i].test, branches[i].body, orelse);
    orelse = single(made);
  }
  return made;
}

Stmt* Parser::while_statement() {
  Start from = start();
  advance();
  Expr* test = named_expression();
  expect(T::Colon);
  Body body = block();
  Body orelse = else_block();
  return node<While>(StmtKind::While, span(from), test, body, orelse);
}

Stmt* Parser::for_statement(Start from, bool async) {
  advance();
  Expr* target = target_list();
  set_target_list(target);
  expect(T::In);
  Expr* iter = d_.for_iter_starred ? star_expressions() : expressions();
  expect(T::Colon);
  std::string_view type = type_comment();
  Body body = block();
  Body orelse = else_block();
  return node<For>(async ? StmtKind::AsyncFor : StmtKind::For, span(from), target, iter, body, orelse, type);
}

Stmt* Parser::try_statement() {
  Start from = start();
  advance();
  expect(T::Colon);
  Body body = block();
  std::vector<ExceptHandler> handlers;
  bool star = false;
  if (!at(T::Except) && !at(T::Finally)) fail();
  while (at(T::Except) && !failed_) {
    Start place = start();
    advance();
    if (d_.except_star && (handlers.empty() ? at(T::Star) : star)) {
      expect(T::Star);
      star = true;
    }
    Expr* type = nullptr;
    Expr* target = nullptr;
    if (!at(T::Colon) || star) {
      type = expression();
      if (at_as() && d_.except_as) {
        advance();
        if (d_.old_except_comma) {
          target = expression();
          set_context(target, Context::Store);
        } else {
          target = name_node(Context::Store);
          forbidden_name(as<Name>(*target).id, target->loc);
        }
      } else if (d_.old_except_comma && accept(T::Comma)) {
        target = expression();
        set_context(target, Context::Store);
      }
    }
    expect(T::Colon);
    Body handler = block();
    handlers.push_back({type, target, handler, span(place)});
  }
  Body orelse, finalbody;
  if (!handlers.empty()) orelse = else_block();
  if (accept(T::Finally)) {
    expect(T::Colon);
    finalbody = block();
  }
  return node<Try>(star ? StmtKind::TryStar : StmtKind::Try, span(from), body, arena_.copy(handlers), orelse, finalbody);
}

bool Parser::with_items(std::vector<WithItem>& items, std::vector<Location>& places, bool parenthesized) {
  for (;;) {
    Start place = start();
    Expr* context = expression();
    Expr* target = nullptr;
    if (at_as()) {
      advance();
      target = kind() == T::Star && d_.starred && d_.peg ? star_expression() : binary(1);
      set_context(target, Context::Store, Location{place.line, place.column, 0, 0});
    }
    items.push_back({context, target});
    places.push_back(span(place));
    if (failed_) return false;
    if (!at(T::Comma) || !d_.with_items) return true;
    advance();
    if (parenthesized && at(T::RPar)) return true;
  }
}

Stmt* Parser::with_statement(Start from, bool async) {
  advance();
  std::vector<WithItem> items;
  std::vector<Location> places;
  bool done = false;
  if (d_.parenthesized_with && at(T::LPar)) {
    Mark before = mark();
    advance();
    done = with_items(items, places, true) && accept(T::RPar) && at(T::Colon);
    if (!done) {
      reset(before);
      items.clear();
      places.clear();
    }
  }
  if (!done) with_items(items, places, false);
  expect(T::Colon);
  std::string_view type = type_comment();
  Body body = block();
  StmtKind kind = async ? StmtKind::AsyncWith : StmtKind::With;
  if (d_.with_item_nodes) return node<With>(kind, span(from), arena_.copy(items), body, type);
  // Each item's statement stands in that of the item before.
  Stmt* made = nullptr;
  for (std::size_t i = items.size(); i-- > 0;) {
    Start place = i || d_.with_at_item ? Start{places[i].line, places[i].column} : from;
    std::vector<WithItem> one{items[i]};
    made = node<With>(kind, span(place), arena_.copy(one), body);
    body = single(made);
  }
  return made;
}

Body Parser::single(Stmt* statement) {
  Gather<Stmt*> one(stmt_stack_);
  one.add(statement);
  return one.keep(arena_);
}

Stmt* Parser::async_statement() {
  Start from = start();
  advance();
  Start place = d_.async_def_at_def ? start() : from;
  switch (kind()) {
    case T::Def: return function_definition(place, {}, true);
    case T::With: return with_statement(d_.async_inner_position ? start() : from, true);
    case T::For: return for_statement(d_.async_inner_position ? start() : from, true);
    default: fail(); return node<Stmt>(StmtKind::Pass, span(from));
  }
}

Expr* Parser::old_decorator() {
  Start from = start();
  expect(T::At);
  Start place = start();
  Expr* e = name_node(Context::Load);
  while (at(T::Dot) && !failed_) {
    advance();
    Symbol name = expect_name();
    e = node<Attribute>(ExprKind::Attribute, span(place), e, name, Context::Load);
  }
  if (at(T::LPar)) {
    std::size_t open = pos_;
    advance();
    if (at(T::RPar)) {
      advance();
      e = node<Call>(ExprKind::Call, span(d_.bare_call_at_sign ? from : place), e, ExprList{}, std::span<Keyword>{});
    } else {
      ExprList args;
      std::span<Keyword> keywords;
      call_arguments(args, keywords, false, open);
      expect(T::RPar);
      if (d_.end_positions && args.size() == 1 && keywords.empty() && args[0]->kind == ExprKind::GeneratorExp && args[0]->loc.end_line == 0)
        args[0]->loc = span({tokens_.tokens[open].line, tokens_.tokens[open].column});
      e = node<Call>(ExprKind::Call, span(place), e, args, keywords);
    }
  }
  return e;
}

Stmt* Parser::decorated() {
  Start first = start();
  std::vector<Expr*> decorators;
  while (at(T::At) && !failed_) {
    if (d_.any_decorator) {
      advance();
      decorators.push_back(named_expression());
    } else {
      decorators.push_back(old_decorator());
    }
    expect(T::Newline);
  }
  ExprList kept = arena_.copy(decorators);
  Start from = d_.decorator_position ? first : start();
  switch (kind()) {
    case T::Def: return function_definition(from, kept, false);
    case T::Class:
      if (d_.class_decorators) return class_definition(from, kept);
      break;
    case T::Async:
      advance();
      if (at(T::Def)) return function_definition(from, kept, true);
      break;
    default: break;
  }
  fail();
  return node<Stmt>(StmtKind::Pass, span(first));
}

Stmt* Parser::function_definition(Start from, ExprList decorators, bool async) {
  expect(T::Def);
  const Token name_token = tok();
  Symbol name = expect_name();
  forbidden_name(name, span_of(name_token));
  std::span<TypeParam*> params;
  if (d_.type_parameters && at(T::LSqb)) params = type_parameters();
  expect(T::LPar);
  Arguments* args = parameters(T::RPar);
  expect(T::RPar);
  Expr* returns = nullptr;
  if (d_.keyword_only && accept(T::Arrow)) returns = expression();
  expect(T::Colon);
  std::string_view type = type_comment();
  if (at(T::Newline) && peek(1).kind == T::TypeComment && peek(2).kind == T::Newline && peek(3).kind == T::Indent) {
    advance();  // on a line of its own
    if (type.data()) raise("SyntaxError", "Cannot have two type comments on def", span_of(tok()));
    type = type_comment();
  }
  Body body = block();
  return node<FunctionDef>(async ? StmtKind::AsyncFunctionDef : StmtKind::FunctionDef, span(from), name, args, body, decorators,
                           returns, params, type);
}

Stmt* Parser::class_definition(Start from, ExprList decorators) {
  advance();
  const Token name_token = tok();
  Symbol name = expect_name();
  std::span<TypeParam*> params;
  if (d_.type_parameters && at(T::LSqb)) params = type_parameters();
  ExprList bases;
  std::span<Keyword> keywords;
  if (at(T::LPar)) {
    std::size_t open = pos_;
    advance();
    if (d_.class_arguments) {
      call_arguments(bases, keywords, true, open);
    } else if (!at(T::RPar)) {
      Gather<Expr*> items(expr_stack_);
      items.add(expression());
      while (accept(T::Comma)) {
        if (!at_expression()) break;
        items.add(expression());
      }
      bases = items.keep(arena_);
    }
    expect(T::RPar);
  }
  expect(T::Colon);
  Body body = block();
  forbidden_name(name, span_of(name_token));
  return node<ClassDef>(StmtKind::ClassDef, span(from), name, bases, keywords, body, decorators, params);
}

std::span<TypeParam*> Parser::type_parameters() {
  expect(T::LSqb);
  std::vector<TypeParam*> params;
  do {
    if (at(T::RSqb) && !params.empty()) break;
    Start from = start();
    TypeParamKind kind = TypeParamKind::TypeVar;
    if (accept(T::Star)) kind = TypeParamKind::TypeVarTuple;
    else if (accept(T::DoubleStar)) kind = TypeParamKind::ParamSpec;
    Symbol name = expect_name();
    Expr* bound = nullptr;
    Expr* value = nullptr;
    if (kind == TypeParamKind::TypeVar && accept(T::Colon)) bound = expression();
    if (d_.type_defaults && accept(T::Equal)) value = kind == TypeParamKind::TypeVarTuple ? star_expression() : expression();
    params.push_back(arena_.make<TypeParam>(kind, name, bound, value, span(from)));
  } while (accept(T::Comma) && !failed_);
  expect(T::RSqb);
  return arena_.copy(params);
}

}  // namespace xvm::compiler
