// Expressions, but for literals, calls and parameters.
#include "compiler/parser_impl.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

struct BinaryRow {
  int level = 0;  // 0: not a binary operator; 6 binds tightest
  Operator op = Operator::Add;
};

BinaryRow binary_row(T kind) {
  switch (kind) {
    case T::VBar: return {1, Operator::BitOr};
    case T::Circumflex: return {2, Operator::BitXor};
    case T::Amper: return {3, Operator::BitAnd};
    case T::LeftShift: return {4, Operator::LShift};
    case T::RightShift: return {4, Operator::RShift};
    case T::Plus: return {5, Operator::Add};
    case T::Minus: return {5, Operator::Sub};
    case T::Star: return {6, Operator::Mult};
    case T::Slash: return {6, Operator::Div};
    case T::DoubleSlash: return {6, Operator::FloorDiv};
    case T::Percent: return {6, Operator::Mod};
    case T::At: return {6, Operator::MatMult};
    default: return {};
  }
}

}  // namespace

bool Parser::starts_expression(T k) const {
  switch (k) {
    case T::Name: case T::Number: case T::String: case T::FStringStart: case T::LPar: case T::LSqb: case T::LBrace:
    case T::Plus: case T::Minus: case T::Tilde: case T::Not: case T::Lambda: case T::None: case T::True: case T::False:
    case T::Ellipsis: case T::Await: case T::Backquote:
      return true;
    default:
      return name_like_[std::size_t(k)];
  }
}

Expr* Parser::name_node(Context context) {
  if (!at_name()) {
    fail();
    return node<Name>(ExprKind::Name, Location{}, context_.symbols.intern("?"), context);
  }
  const Token& token = tok();
  Expr* made = node<Name>(ExprKind::Name, span_of(token), symbol_of(token), context);
  advance();
  return made;
}

Expr* Parser::expression() {
  Depth depth(*this, d_.expression_steps);
  return expression_body();
}

Expr* Parser::expression_body() {
  if (at(T::Lambda)) return lambda();
  Start from = start();
  Expr* body = disjunction();
  if (!at(T::If)) return body;
  advance();
  Expr* test = disjunction();
  expect(T::Else);
  Depth depth(*this, 1);
  Expr* orelse = expression_body();
  return node<IfExp>(ExprKind::IfExp, span(from), test, body, orelse);
}

Expr* Parser::named_expression() {
  if (d_.walrus && at_name() && (d_.peg ? peek(1).kind == T::ColonEqual : false)) {
    Start from = start();
    Expr* target = name_node(Context::Store);
    advance();
    Expr* value = expression();
    return node<NamedExpr>(ExprKind::NamedExpr, span(from), target, value);
  }
  Start from = start();
  Expr* e = expression();
  if (d_.walrus && at(T::ColonEqual)) {
    if (d_.peg) {
      fail();
      return e;
    }
    advance();
    Expr* value = expression();
    if (e->kind != ExprKind::Name) {
      refuse("cannot use assignment expressions with " + expression_name(e, d_, context_.pool), e->loc);
    } else {
      set_context(e, Context::Store);
    }
    return node<NamedExpr>(ExprKind::NamedExpr, span(from), e, value);
  }
  return e;
}

Expr* Parser::star_expression() {
  if (kind() == T::Star && d_.starred) {
    Start from = start();
    advance();
    Expr* value = binary(1);
    return node<Starred>(ExprKind::Starred, span(from), value, Context::Load);
  }
  return expression();
}

Expr* Parser::star_named_expression() { return kind() == T::Star ? star_expression() : named_expression(); }

Expr* Parser::expression_list(bool star, bool named) {
  Start from = start();
  Expr* first = star ? (named ? star_named_expression() : star_expression()) : named ? named_expression() : expression();
  if (!at(T::Comma)) return first;
  Gather<Expr*> items(expr_stack_);
  items.add(first);
  while (accept(T::Comma)) {
    if (!(star ? at_star_expression() : at_expression())) break;
    items.add(star ? (named ? star_named_expression() : star_expression()) : named ? named_expression() : expression());
  }
  return node<Tuple>(ExprKind::Tuple, span(from), items.keep(arena_), Context::Load);
}

Expr* Parser::star_expressions() { return expression_list(d_.starred, false); }
Expr* Parser::expressions() { return expression_list(false, false); }

Expr* Parser::target_list() {
  Start from = start();
  auto one = [&] { return kind() == T::Star && d_.starred ? star_expression() : binary(1); };
  Expr* first = one();
  bare_list_ = at(T::Comma);
  if (!bare_list_) return first;
  Gather<Expr*> items(expr_stack_);
  items.add(first);
  while (accept(T::Comma)) {
    if (!at_star_expression() || at(T::Not) || at(T::Lambda)) break;
    items.add(one());
  }
  bare_list_ = true;
  if (d_.target_tuple_position) from = start_of(items[0]);
  return node<Tuple>(ExprKind::Tuple, span(from), items.keep(arena_), Context::Load);
}

Expr* Parser::yield_expression() {
  Start from = start();
  expect(T::Yield);
  if (at(T::From) && d_.yield_from) {
    advance();
    Expr* value = expression();
    return node<YieldFrom>(ExprKind::YieldFrom, span(from), value);
  }
  Expr* value = nullptr;
  if (d_.return_starred ? at_star_expression() : at_expression()) value = d_.return_starred ? star_expressions() : expressions();
  return node<Yield>(ExprKind::Yield, span(from), value);
}

Expr* Parser::value_or_yield(bool star) {
  if (at(T::Yield)) return yield_expression();
  return star ? star_expressions() : expressions();
}

Expr* Parser::disjunction() {
  Start from = start();
  Expr* first = conjunction();
  if (!at(T::Or)) return first;
  Gather<Expr*> values(expr_stack_);
  values.add(first);
  while (accept(T::Or)) values.add(conjunction());
  return node<BoolOp>(ExprKind::BoolOp, span(from), BoolOperator::Or, values.keep(arena_));
}

Expr* Parser::conjunction() {
  Start from = start();
  Expr* first = inversion();
  if (!at(T::And)) return first;
  Gather<Expr*> values(expr_stack_);
  values.add(first);
  while (accept(T::And)) values.add(inversion());
  return node<BoolOp>(ExprKind::BoolOp, span(from), BoolOperator::And, values.keep(arena_));
}

Expr* Parser::inversion() {
  if (!at(T::Not)) return comparison();
  Depth depth(*this, 1);
  Start from = start();
  advance();
  Expr* operand = inversion();
  return node<UnaryOp>(ExprKind::UnaryOp, span(from), UnaryOperator::Not, operand);
}

Expr* Parser::comparison() {
  Start from = start();
  Expr* left = binary(1);
  auto next_operator = [&](CompareOperator& op) {
    switch (kind()) {
      case T::Less: op = CompareOperator::Lt; break;
      case T::LessEqual: op = CompareOperator::LtE; break;
      case T::Greater: op = CompareOperator::Gt; break;
      case T::GreaterEqual: op = CompareOperator::GtE; break;
      case T::EqEqual: op = CompareOperator::Eq; break;
      case T::NotEqual:
      case T::LessGreater: {
        bool flufl = (context_.futures & future::BarryAsBdfl) != 0;
        if (!d_.python2 && (kind() == T::LessGreater) != flufl) {
          if (kind() == T::LessGreater && !d_.less_greater_token) return false;
          if (flufl) {
            if (d_.peg) raise("SyntaxError", "with Barry as BDFL, use '<>' instead of '!='", span_of(tok()));
            else fail();
          } else {
            fail();
          }
          return false;
        }
        op = CompareOperator::NotEq;
        break;
      }
      case T::In: op = CompareOperator::In; break;
      case T::Is:
        op = CompareOperator::Is;
        if (peek(1).kind == T::Not) {
          advance();
          op = CompareOperator::IsNot;
        }
        break;
      case T::Not:
        if (peek(1).kind != T::In) {
          if (!d_.peg) {  // one token decides: "not" is taken, and "in" must follow
            advance();
            fail();
          }
          return false;
        }
        advance();
        op = CompareOperator::NotIn;
        break;
      default: return false;
    }
    advance();
    return true;
  };
  CompareOperator op;
  if (!next_operator(op)) return left;
  Gather<CompareOperator> ops(compare_stack_);
  Gather<Expr*> comparators(expr_stack_);
  do {
    ops.add(op);
    comparators.add(binary(1));
  } while (next_operator(op));
  return node<Compare>(ExprKind::Compare, span(from), left, ops.keep(arena_), comparators.keep(arena_));
}

Expr* Parser::binary(int least) {
  Start from = start();
  Expr* left = factor();
  int chain = 0;  // the level of the operation that left is
  for (;;) {
    BinaryRow row = binary_row(kind());
    if (row.level < least || row.level == 0) return left;
    if (row.op == Operator::MatMult && !d_.matmul) return left;
    Start place = chain == row.level && d_.operator_position ? start() : from;
    advance();
    Expr* right = row.level == 6 ? factor() : binary(row.level + 1);
    left = node<BinOp>(ExprKind::BinOp, span(place), left, row.op, right);
    chain = row.level;
  }
}

Expr* Parser::factor() {
  UnaryOperator op;
  switch (kind()) {
    case T::Plus: op = UnaryOperator::UAdd; break;
    case T::Minus: op = UnaryOperator::USub; break;
    case T::Tilde: op = UnaryOperator::Invert; break;
    default: return power();
  }
  Depth depth(*this, 1);
  Start from = start();
  advance();
  if (d_.negative_literals && op == UnaryOperator::USub && kind() == T::Number && peek(1).kind != T::DoubleStar &&
      peek(1).kind != T::Dot && peek(1).kind != T::LPar && peek(1).kind != T::LSqb) {
    if (Expr* folded = negative_number(from)) return folded;
  }
  Expr* operand = factor();
  return node<UnaryOp>(ExprKind::UnaryOp, span(from), op, operand);
}

Expr* Parser::power() {
  Start from = start();
  Expr* base = primary();
  if (!at(T::DoubleStar)) return base;
  Depth depth(*this, 2);
  advance();
  Expr* exponent = factor();
  return node<BinOp>(ExprKind::BinOp, span(from), base, Operator::Pow, exponent);
}

Expr* Parser::primary() {
  Start from = start();
  if (at(T::Await)) {
    advance();
    Start inner = start();
    Expr* value = atom();
    value = trailers(value, d_.inner_position ? start_of(value) : inner);
    return node<Await>(ExprKind::Await, span(from), value);
  }
  Expr* e = atom();
  return trailers(e, d_.inner_position ? start_of(e) : from);
}

Expr* Parser::trailers(Expr* e, Start from) {
  for (;;) {
    switch (kind()) {
      case T::Dot: {
        advance();
        Symbol name = expect_name();
        e = node<Attribute>(ExprKind::Attribute, span(from), e, name, Context::Load);
        break;
      }
      case T::LPar: {
        std::size_t open = pos_;
        advance();
        ExprList args;
        std::span<Keyword> keywords;
        call_arguments(args, keywords, false, open);
        expect(T::RPar);
        if (d_.end_positions && args.size() == 1 && keywords.empty() && args[0]->kind == ExprKind::GeneratorExp &&
            args[0]->loc.end_line == 0)
          args[0]->loc = span({tokens_.tokens[open].line, tokens_.tokens[open].column});
        e = node<Call>(ExprKind::Call, span(from), e, args, keywords);
        break;
      }
      case T::LSqb: {
        advance();
        Expr* index = subscript();
        expect(T::RSqb);
        e = node<Subscript>(ExprKind::Subscript, span(from), e, index, Context::Load);
        break;
      }
      default: return e;
    }
    if (failed_) return e;
  }
}

Expr* Parser::slice() {
  Start from = start();
  if (d_.python2 && at(T::Dot)) {
    if (peek(1).kind == T::Dot && peek(2).kind == T::Dot) {
      advance();
      advance();
      advance();
      return constant(ConstantPool::singleton(ConstantKind::Ellipsis), span(from));
    }
    advance();
    if (at(T::Dot)) advance();
    fail();
    return constant(ConstantPool::singleton(ConstantKind::Ellipsis), span(from));
  }
  if (d_.star_index && at(T::Star)) {
    advance();
    Expr* value = expression();
    return node<Starred>(ExprKind::Starred, span(from), value, Context::Load);
  }
  Expr* lower = nullptr;
  if (!at(T::Colon)) {
    lower = d_.walrus_in_index ? named_expression() : expression();
    if (!at(T::Colon)) return lower;
    if (lower->kind == ExprKind::NamedExpr && lower->loc.column == from.column && lower->loc.line == from.line) {
      fail();
      return lower;
    }
  }
  expect(T::Colon);
  Expr* upper = at_expression() ? expression() : nullptr;
  Expr* step = nullptr;
  if (accept(T::Colon)) {
    if (at_expression()) step = expression();
    else if (d_.python2) step = node<Name>(ExprKind::Name, span_of(tokens_.tokens[last_]), context_.symbols.intern("None"), Context::Load);
  }
  return node<Slice>(ExprKind::Slice, span(from), lower, upper, step);
}

Expr* Parser::subscript() {
  Depth depth(*this, 3);
  Start from = start();
  auto starts = [&] { return at_expression() || at(T::Colon) || (d_.star_index && at(T::Star)) || (d_.python2 && at(T::Dot)); };
  Expr* first = slice();
  if (!at(T::Comma)) {
    if (first->kind == ExprKind::Starred) {
      Gather<Expr*> one(expr_stack_);
      one.add(first);
      return node<Tuple>(ExprKind::Tuple, span(from), one.keep(arena_), Context::Load);
    }
    return first;
  }
  Gather<Expr*> items(expr_stack_);
  items.add(first);
  auto has_place = [&](Expr* e) {
    return e->kind == ExprKind::Slice || (d_.python2 && e->kind == ExprKind::Constant &&
                                          context_.pool.kind(as<Constant>(*e).value) == ConstantKind::Ellipsis);
  };
  bool slices = has_place(first);
  while (accept(T::Comma)) {
    if (!starts()) break;
    items.add(slice());
    slices |= has_place(items[items.size() - 1]);
  }
  if (slices && d_.index_nodes) return node<ExtSlice>(ExprKind::ExtSlice, span(from), items.keep(arena_));
  return node<Tuple>(ExprKind::Tuple, span(from), items.keep(arena_), Context::Load);
}

Expr* Parser::atom() {
  switch (kind()) {
    case T::Name: return name_node(Context::Load);
    case T::Number: return number();
    case T::String:
    case T::FStringStart: return strings();
    case T::None:
    case T::True:
    case T::False: {
      ConstantKind value = kind() == T::None ? ConstantKind::None : kind() == T::True ? ConstantKind::True : ConstantKind::False;
      Location loc = span_of(tok());
      advance();
      return constant(ConstantPool::singleton(value), loc);
    }
    case T::Ellipsis: {
      Location loc = span_of(tok());
      advance();
      return constant(ConstantPool::singleton(ConstantKind::Ellipsis), loc);
    }
    case T::LPar: return parenthesized();
    case T::LSqb: return bracketed();
    case T::LBrace: return braced();
    case T::Backquote: return backquoted();
    default: return name_node(Context::Load);  // or the failure
  }
}

Expr* Parser::parenthesized() {
  Depth depth(*this, d_.bracket_steps);
  Start from = start();
  advance();
  if (accept(T::RPar)) return node<Tuple>(ExprKind::Tuple, span(from), ExprList{}, Context::Load);
  if (at(T::Yield)) {
    Expr* value = yield_expression();
    expect(T::RPar);
    return value;
  }
  Start inner = start();
  Start place = d_.inner_position ? inner : from;
  bool star = d_.starred;
  Expr* first = star ? star_named_expression() : named_expression();
  if (at_comprehension()) {
    if (first->kind == ExprKind::Starred) {
      if (d_.peg) fail();
      else refuse("iterable unpacking cannot be used in comprehension", first->loc);
    }
    std::span<Comprehension> generators = comprehensions();
    expect(T::RPar);
    return node<GeneratorExp>(ExprKind::GeneratorExp, span(place), first, generators);
  }
  if (at(T::Comma)) {
    Gather<Expr*> items(expr_stack_);
    items.add(first);
    while (accept(T::Comma)) {
      if (!(star ? at_star_expression() : at_expression())) break;
      items.add(star ? star_named_expression() : named_expression());
    }
    Location before = span(place);
    expect(T::RPar);
    return node<Tuple>(ExprKind::Tuple, d_.inner_position ? before : span(place), items.keep(arena_), Context::Load);
  }
  if (first->kind == ExprKind::Starred && d_.peg) fail();
  expect(T::RPar);
  return first;
}

Expr* Parser::bracketed() {
  Depth depth(*this, d_.bracket_steps);
  Start from = start();
  advance();
  Gather<Expr*> items(expr_stack_);
  if (!at(T::RSqb)) {
    Start inner = start();
    items.add(d_.starred ? star_named_expression() : named_expression());
    if (at_comprehension()) {
      if (items[0]->kind == ExprKind::Starred) {
        if (d_.peg) fail();
        else refuse("iterable unpacking cannot be used in comprehension", items[0]->loc);
      }
      std::span<Comprehension> generators = comprehensions(d_.old_list_comp_iter);
      expect(T::RSqb);
      return node<ListComp>(ExprKind::ListComp, span(d_.inner_position ? inner : from), items[0], generators);
    }
    while (accept(T::Comma)) {
      if (!(d_.starred ? at_star_expression() : at_expression())) break;
      items.add(d_.starred ? star_named_expression() : named_expression());
    }
  }
  expect(T::RSqb);
  return node<List>(ExprKind::List, span(from), items.keep(arena_), Context::Load);
}

Expr* Parser::braced() {
  Depth depth(*this, 2);
  Start from = start();
  advance();
  if (accept(T::RBrace)) return node<Dict>(ExprKind::Dict, span(from), ExprList{}, ExprList{});
  Start inner = start();
  Gather<Expr*> keys(expr_stack_);
  bool unpack = d_.unpacking && at(T::DoubleStar);
  Expr* first = nullptr;
  if (!unpack) {
    if (d_.unpacking && at(T::Star)) {
      first = star_expression();
    } else {
      first = d_.walrus_in_set ? named_expression() : expression();
    }
    if (!at(T::Colon) || first->kind == ExprKind::Starred) {
      if (!d_.set_display) {
        fail();
        return first;
      }
      if (at_comprehension()) {
        if (first->kind == ExprKind::Starred) {
          if (d_.peg) fail();
          else refuse("iterable unpacking cannot be used in comprehension", first->loc);
        }
        std::span<Comprehension> generators = comprehensions();
        expect(T::RBrace);
        return node<SetComp>(ExprKind::SetComp, span(d_.inner_display_position ? inner : from), first, generators);
      }
      keys.add(first);
      while (accept(T::Comma)) {
        if (!(d_.unpacking ? at_star_expression() : at_expression())) break;
        keys.add(d_.unpacking && at(T::Star) ? star_expression() : d_.walrus_in_set ? named_expression() : expression());
      }
      expect(T::RBrace);
      return node<Set>(ExprKind::Set, span(from), keys.keep(arena_));
    }
    if (first->kind == ExprKind::NamedExpr && first->loc.column == inner.column && first->loc.line == inner.line) fail();
  }
  // A dict: keys at even places, values at odd ones.
  for (;;) {
    if (d_.unpacking && at(T::DoubleStar)) {
      advance();
      keys.add(nullptr);
      keys.add(binary(1));
      if (at_comprehension() && keys.size() == 2) {
        if (d_.peg) {
          fail();
        } else {
          Location place{from.line, from.column, 0, 0};
          comprehensions();
          refuse("dict unpacking cannot be used in dict comprehension", place);
        }
      }
    } else {
      Expr* key = first ? first : expression();
      first = nullptr;
      expect(T::Colon);
      Expr* value = expression();
      if (keys.size() == 0 && at_comprehension() && d_.set_display) {
        std::span<Comprehension> generators = comprehensions();
        expect(T::RBrace);
        return node<DictComp>(ExprKind::DictComp, span(d_.inner_display_position ? inner : from), key, value, generators);
      }
      keys.add(key);
      keys.add(value);
    }
    if (!accept(T::Comma)) break;
    if (!at_expression() && !(d_.unpacking && at(T::DoubleStar))) break;
  }
  expect(T::RBrace);
  std::vector<Expr*> left, right;
  for (std::size_t i = 0; i + 1 < keys.size(); i += 2) {
    left.push_back(keys[i]);
    right.push_back(keys[i + 1]);
  }
  return node<Dict>(ExprKind::Dict, span(from), arena_.copy(left), arena_.copy(right));
}

Expr* Parser::backquoted() {
  Depth depth(*this, 2);
  Start from = start();
  advance();
  // Inside, a comma may separate but not end: testlist1.
  Start inner = start();
  Expr* value = expression();
  if (at(T::Comma)) {
    Gather<Expr*> items(expr_stack_);
    items.add(value);
    while (accept(T::Comma)) items.add(expression());
    value = node<Tuple>(ExprKind::Tuple, span(inner), items.keep(arena_), Context::Load);
  }
  expect(T::Backquote);
  return node<Repr>(ExprKind::Repr, span(from), value);
}

Expr* Parser::old_expression() {
  Depth depth(*this, d_.expression_steps);
  if (at(T::Lambda)) return lambda(true);
  return disjunction();
}

Expr* Parser::lambda(bool no_condition) {
  Start from = start();
  expect(T::Lambda);
  Arguments* args = parameters(T::Colon);
  expect(T::Colon);
  Depth depth(*this, 2);
  Expr* body = no_condition ? old_expression() : expression_body();
  return node<Lambda>(ExprKind::Lambda, span(from), args, body);
}

std::span<Comprehension> Parser::comprehensions(bool list_of_2x) {
  Gather<Comprehension> generators(comprehension_stack_);
  while (at_comprehension() && !failed_) {
    bool async = accept(T::Async);
    expect(T::For);
    Expr* target = target_list();
    set_target_list(target);
    expect(T::In);
    Expr* iter;
    if (list_of_2x) {  // testlist_safe: a tuple needs a comma between two
      Start from = start();
      iter = old_expression();
      if (at(T::Comma)) {
        Gather<Expr*> items(expr_stack_);
        items.add(iter);
        accept(T::Comma);
        items.add(old_expression());
        while (accept(T::Comma)) {
          if (!at_expression()) break;
          items.add(old_expression());
        }
        iter = node<Tuple>(ExprKind::Tuple, span(from), items.keep(arena_), Context::Load);
      }
    } else {
      iter = disjunction();
    }
    Gather<Expr*> conditions(expr_stack_);
    while (accept(T::If)) conditions.add(d_.lambda_in_old_test ? old_expression() : disjunction());
    generators.add({target, iter, conditions.keep(arena_), async});
  }
  return generators.keep(arena_);
}

}  // namespace xvm::compiler
