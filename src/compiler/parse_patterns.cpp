// The match statement and its patterns, from 3.10.
#include "compiler/parser_impl.h"
#include "pyc/release.h"

namespace xvm::compiler {

// nullptr, with nothing taken, where "match" is a name here.
Stmt* Parser::match_statement() {
  Mark before = mark();
  Start from = start();
  advance();
  if (!at_star_expression()) {
    reset(before);
    return nullptr;
  }
  Start inner = start();
  Expr* subject = star_named_expression();
  if (at(T::Comma)) {
    Gather<Expr*> items(expr_stack_);
    items.add(subject);
    while (accept(T::Comma)) {
      if (!at_star_expression()) break;
      items.add(star_named_expression());
    }
    subject = node<Tuple>(ExprKind::Tuple, span(inner), items.keep(arena_), Context::Load);
  } else if (subject->kind == ExprKind::Starred) {
    fail();
  }
  bool here = !failed_ && at(T::Colon) && peek(1).kind == T::Newline && peek(2).kind == T::Indent && peek(3).kind == T::Name &&
              text_of(peek(3)) == "case";
  if (!here) {
    if (context_.faulted) return node<Stmt>(StmtKind::Pass, span(from));
    reset(before);
    return nullptr;
  }
  advance();
  advance();
  advance();
  Depth depth(*this, 4);
  std::vector<MatchCase> cases;
  while (at_text("case") && !failed_) cases.push_back(case_block());
  expect(T::Dedent);
  return node<Match>(StmtKind::Match, span(from), subject, arena_.copy(cases));
}

MatchCase Parser::case_block() {
  advance();
  Pattern* pattern = patterns();
  Expr* guard = nullptr;
  if (accept(T::If)) guard = named_expression();
  expect(T::Colon);
  return {pattern, guard, block()};
}

Pattern* Parser::patterns() {
  Start from = start();
  Pattern* first = pattern(true);
  if (!at(T::Comma)) {
    if (first->kind == PatternKind::Star) fail();
    return first;
  }
  Gather<Pattern*> items(pattern_stack_);
  items.add(first);
  while (accept(T::Comma)) {
    if (at(T::If) || at(T::Colon)) break;
    items.add(pattern(true));
  }
  return node<MatchSequence>(PatternKind::Sequence, span(from), items.keep(arena_));
}

Symbol Parser::capture_name() {
  if (at_text("_")) {
    fail();
    return context_.symbols.intern("_");
  }
  Symbol name = expect_name();
  if (at(T::Dot) || at(T::LPar) || at(T::Equal)) fail();
  return name;
}

// One that may be a star pattern, or have "as".
Pattern* Parser::pattern(bool star_allowed) {
  Depth depth(*this, 6);
  Start from = start();
  if (star_allowed && at(T::Star)) {
    advance();
    Symbol name = nullptr;
    if (at_text("_")) advance();
    else name = capture_name();
    return node<MatchStar>(PatternKind::Star, span(from), name);
  }
  Pattern* made = or_pattern();
  if (!accept(T::As)) return made;
  Symbol name = capture_name();
  return node<MatchAs>(PatternKind::As, span(from), made, name);
}

Pattern* Parser::or_pattern() {
  Start from = start();
  Pattern* first = closed_pattern();
  if (!at(T::VBar)) return first;
  Gather<Pattern*> items(pattern_stack_);
  items.add(first);
  while (accept(T::VBar)) items.add(closed_pattern());
  return node<MatchOr>(PatternKind::Or, span(from), items.keep(arena_));
}

// A number, with its sign, and an imaginary part perhaps.
Expr* Parser::pattern_number() {
  Start from = start();
  auto is_imaginary = [&](const Token& token) { return token.kind == T::Number && (text_[token.end - 1] | 32) == 'j'; };
  auto signed_number = [&]() -> Expr* {
    Start place = start();
    bool negative = accept(T::Minus);
    if (!at(T::Number)) fail();
    Expr* value = failed_ ? constant(ConstantPool::singleton(ConstantKind::None), {}) : number();
    return negative ? node<UnaryOp>(ExprKind::UnaryOp, span(place), UnaryOperator::USub, value) : value;
  };
  const Token& literal = at(T::Minus) ? peek(1) : tok();
  bool real = !is_imaginary(literal);
  Expr* left = signed_number();
  if (!at(T::Plus) && !at(T::Minus)) return left;
  Operator op = at(T::Plus) ? Operator::Add : Operator::Sub;
  if (peek(1).kind == T::Number && !real) {
    raise("SyntaxError", "real number required in complex literal", left->loc);
    return left;
  }
  advance();
  if (!at(T::Number)) {
    fail();
    return left;
  }
  if (!is_imaginary(tok())) {
    raise("SyntaxError", "imaginary number required in complex literal", span_of(tok()));
    return left;
  }
  Expr* right = number();
  return node<BinOp>(ExprKind::BinOp, span(from), left, op, right);
}

Expr* Parser::pattern_name_or_attribute() {
  Start from = start();
  Expr* e = name_node(Context::Load);
  while (at(T::Dot) && !failed_) {
    advance();
    Symbol name = expect_name();
    e = node<Attribute>(ExprKind::Attribute, span(from), e, name, Context::Load);
  }
  return e;
}

Pattern* Parser::closed_pattern() {
  Start from = start();
  switch (kind()) {
    case T::Number:
    case T::Minus: {
      Expr* value = pattern_number();
      return node<MatchValue>(PatternKind::Value, span(from), value);
    }
    case T::String:
    case T::FStringStart: {
      Expr* value = strings();
      return node<MatchValue>(PatternKind::Value, span(from), value);
    }
    case T::None:
    case T::True:
    case T::False: {
      ConstantKind value = kind() == T::None ? ConstantKind::None : kind() == T::True ? ConstantKind::True : ConstantKind::False;
      advance();
      return node<MatchSingleton>(PatternKind::Singleton, span(from), ConstantPool::singleton(value));
    }
    case T::LPar: return sequence_pattern(T::RPar);
    case T::LSqb: return sequence_pattern(T::RSqb);
    case T::LBrace: return mapping_pattern();
    default: break;
  }
  if (!at_name()) {
    fail();
    return node<MatchAs>(PatternKind::As, span(from), static_cast<Pattern*>(nullptr), static_cast<Symbol>(nullptr));
  }
  T next = peek(1).kind;
  if (next == T::Dot || next == T::LPar) {
    Expr* e = pattern_name_or_attribute();
    if (at(T::LPar)) return class_pattern(e, from);
    return node<MatchValue>(PatternKind::Value, span(from), e);
  }
  Symbol name = nullptr;
  if (at_text("_")) advance();
  else name = capture_name();
  return node<MatchAs>(PatternKind::As, span(from), static_cast<Pattern*>(nullptr), name);
}

// "(...)" is a group where it holds one pattern without a comma.
Pattern* Parser::sequence_pattern(T close) {
  Depth depth(*this, 2);
  Start from = start();
  advance();
  Gather<Pattern*> items(pattern_stack_);
  bool comma = false;
  while (!at(close) && !failed_) {
    items.add(pattern(true));
    comma = accept(T::Comma);
    if (!comma) break;
  }
  expect(close);
  if (close == T::RPar && items.size() == 1 && !comma) {
    if (items[0]->kind == PatternKind::Star) fail();
    return items[0];
  }
  return node<MatchSequence>(PatternKind::Sequence, span(from), items.keep(arena_));
}

Pattern* Parser::mapping_pattern() {
  Depth depth(*this, 2);
  Start from = start();
  advance();
  std::vector<Expr*> keys;
  std::vector<Pattern*> values;
  Symbol rest = nullptr;
  while (!at(T::RBrace) && !failed_) {
    if (accept(T::DoubleStar)) {
      rest = capture_name();
      accept(T::Comma);
      break;
    }
    Expr* key;
    switch (kind()) {
      case T::Number:
      case T::Minus: key = pattern_number(); break;
      case T::String:
      case T::FStringStart: key = strings(); break;
      case T::None:
      case T::True:
      case T::False: key = atom(); break;
      default:
        key = pattern_name_or_attribute();
        if (key->kind == ExprKind::Name) fail();
        break;
    }
    keys.push_back(key);
    expect(T::Colon);
    values.push_back(pattern(false));
    if (!accept(T::Comma)) break;
  }
  expect(T::RBrace);
  return node<MatchMapping>(PatternKind::Mapping, span(from), arena_.copy(keys), arena_.copy(values), rest);
}

Pattern* Parser::class_pattern(Expr* cls, Start from) {
  Depth depth(*this, 2);
  advance();
  std::vector<Pattern*> positional, keyword_patterns;
  std::vector<Symbol> names;
  while (!at(T::RPar) && !failed_) {
    if (at_name() && peek(1).kind == T::Equal) {
      names.push_back(expect_name());
      advance();
      keyword_patterns.push_back(pattern(false));
    } else {
      if (!names.empty()) {
        fail();
        break;
      }
      positional.push_back(pattern(false));
    }
    if (!accept(T::Comma)) break;
  }
  expect(T::RPar);
  return node<MatchClass>(PatternKind::Class, span(from), cls, arena_.copy(positional), arena_.copy(names), arena_.copy(keyword_patterns));
}

}  // namespace xvm::compiler
