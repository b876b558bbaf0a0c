// Arguments of calls and classes, and parameters of functions and lambdas.
#include <fmt/format.h>

#include "compiler/parser_impl.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

constexpr std::size_t argument_limit = 255;

}  // namespace

// From after "(" to before ")". open is the index of "(".
void Parser::call_arguments(ExprList& args, std::span<Keyword>& keywords, bool of_class, std::size_t open) {
  Depth depth(*this, 3);
  if (at(T::RPar)) return;
  Gather<Expr*> positional(expr_stack_);
  Gather<Keyword> named(keyword_stack_);
  if (d_.peg) peg_call_arguments(positional, named, open, of_class);
  else old_call_arguments(positional, named, open, of_class);
  args = positional.keep(arena_);
  keywords = named.keep(arena_);
}

void Parser::peg_call_arguments(Gather<Expr*>& args, Gather<Keyword>& keywords, std::size_t open, bool of_class) {
  bool unpacked = false, comma = false;
  while (!at(T::RPar) && !failed_) {
    Start from = start();
    if (at(T::DoubleStar)) {
      advance();
      Expr* value = expression();
      keywords.add({nullptr, value, span(from)});
      unpacked = true;
    } else if (at(T::Star)) {
      if (unpacked) return fail();
      advance();
      Expr* value = expression();
      args.add(node<Starred>(ExprKind::Starred, span(from), value, Context::Load));
    } else if (at_name() && peek(1).kind == T::Equal) {
      Symbol name = symbol_of(tok());
      advance();
      advance();
      Expr* value = expression();
      keywords.add({name, value, span(from)});
    } else {
      if (keywords.size()) return fail();
      Expr* value = named_expression();
      if (at_comprehension()) {
        std::span<Comprehension> generators = comprehensions();
        if (args.size() || comma || of_class || !at(T::RPar)) return fail();
        // Its place is that of the call's brackets, known when the closing one is.
        args.add(node<GeneratorExp>(ExprKind::GeneratorExp, Location{tokens_.tokens[open].line, tokens_.tokens[open].column, 0, 0}, value, generators));
        return;
      }
      if (at(T::Equal)) return fail();
      args.add(value);
    }
    if (!accept(T::Comma)) return;
    comma = true;
  }
}

void Parser::old_call_arguments(Gather<Expr*>& args, Gather<Keyword>& keywords, std::size_t open, bool of_class) {
  Expr* starred = nullptr;       // to 3.4, put behind the others
  Keyword unpacked{nullptr, nullptr, {}};
  bool any_unpacked = false;
  int generators = 0;
  Location generator_place;
  bool comma_behind_generator = false;
  const Token& begin = tok();
  while (!failed_) {
    Start from = start();
    if (at(T::DoubleStar)) {
      advance();
      Expr* value = expression();
      if (d_.unpacking) {
        keywords.add({nullptr, value, span(from)});
        any_unpacked = true;
      } else {
        unpacked = {nullptr, value, span(from)};
        break;  // nothing may follow
      }
    } else if (at(T::Star)) {
      if (!d_.unpacking && starred) return fail();
      advance();
      Expr* value = expression();
      Location loc = span(from);
      if (d_.end_positions) loc.end_line = value->loc.end_line, loc.end_column = value->loc.end_column;
      Expr* made = node<Starred>(ExprKind::Starred, loc, value, Context::Load);
      if (d_.unpacking) {
        if (any_unpacked) refuse("iterable argument unpacking follows keyword argument unpacking", span(from));
        args.add(made);
      } else {
        starred = made;
        if (!d_.keywords_after_star) {  // only ** may follow
          if (at(T::Comma)) {
            advance();
            if (!at(T::DoubleStar)) return fail();
            continue;
          }
          break;
        }
      }
    } else {
      const Token& first = tok();
      Expr* value = expression();
      if (at(T::For) || at_comprehension()) {
        std::span<Comprehension> parts = comprehensions();
        Start place = d_.inner_position ? from : Start{tokens_.tokens[open].line, tokens_.tokens[open].column};
        Location loc = span(place);
        if (!d_.inner_position) loc.end_line = 0;
        Expr* made = node<GeneratorExp>(ExprKind::GeneratorExp, loc, value, parts);
        if (!generators++) generator_place = span(from);
        if (of_class && d_.class_generator_refused) refuse("invalid syntax", first);
        if (d_.keywords_after_star && starred) refuse("only named arguments may follow *expression", span(from));
        args.add(made);
        if (at(T::Comma)) comma_behind_generator = true;
      } else if (at(T::ColonEqual) && d_.walrus) {
        advance();
        Expr* right = expression();
        if (value->kind != ExprKind::Name) refuse("cannot use assignment expressions with " + expression_name(value, d_, context_.pool), value->loc);
        else set_context(value, Context::Store);
        if (keywords.size()) refuse(any_unpacked ? "positional argument follows keyword argument unpacking" : "positional argument follows keyword argument", value->loc);
        args.add(node<NamedExpr>(ExprKind::NamedExpr, span(from), value, right));
      } else if (at(T::Equal)) {
        advance();
        Expr* right = expression();
        Symbol name = nullptr;
        if (value->kind == ExprKind::Lambda) {
          refuse(!d_.keyword_lambda_message ? "expression cannot contain assignment, perhaps you meant \"==\"?" : "lambda cannot contain assignment", value->loc);
        } else if (value->kind != ExprKind::Name || (d_.keyword_must_be_bare && first.kind == T::LPar)) {
          bool singleton = value->kind == ExprKind::Constant && (first.kind == T::None || first.kind == T::True || first.kind == T::False);
          if (d_.end_positions && singleton) refuse("cannot assign to " + std::string(text_of(first)), value->loc);
          else if (d_.end_positions) refuse("expression cannot contain assignment, perhaps you meant \"==\"?", span(from));
          else refuse(singleton && d_.release.until(3, 3) ? "assignment to keyword" : "keyword can't be an expression", span(from));
        } else {
          name = as<Name>(*value).id;
          if (forbidden_name(name, value->loc)) {
            if (d_.repeated_keywords)
              for (std::size_t i = 0; i < keywords.size(); ++i)
                if (keywords[i].name == name) refuse("keyword argument repeated", value->loc);
          }
        }
        keywords.add({name ? name : context_.symbols.intern("?"), right, span(from)});
      } else {
        if (keywords.size()) {
          if (d_.unpacking) refuse(any_unpacked ? "positional argument follows keyword argument unpacking" : "positional argument follows keyword argument", span(from));
          else refuse("non-keyword arg after keyword arg", span(from));
        }
        if (!d_.unpacking && starred) refuse("only named arguments may follow *expression", span(from));
        args.add(value);
      }
    }
    if (!at(T::Comma)) break;
    if (!d_.unpacking && (unpacked.value)) break;
    advance();
    if (at(T::RPar)) {
      if (!d_.unpacking && starred) return fail();
      break;
    }
  }
  if (generators) {
    std::size_t all = args.size() + keywords.size();
    if (all > 1 || (d_.bare_generator_alone && comma_behind_generator))
      refuse(d_.python2 ? "Generator expression must be parenthesized if not sole argument" : d_.bare_generator_alone || d_.end_positions ? "Generator expression must be parenthesized" : "Generator expression must be parenthesized if not sole argument",
             d_.call_limit ? span_of(begin) : generator_place);
  }
  if (d_.call_limit && args.size() + keywords.size() > argument_limit) refuse("more than 255 arguments", begin);
  if (starred && !d_.unpacking) args.add(starred);
  if (unpacked.value) keywords.add(unpacked);
}

// ---- Parameters.

Expr* Parser::tuple_parameter() {
  Depth depth(*this, 2);
  expect(T::LPar);
  Start from = start();
  Gather<Expr*> items(expr_stack_);
  bool comma = false;
  do {
    if (comma && !at_name() && !at(T::LPar)) break;
    if (at(T::LPar)) {
      items.add(tuple_parameter());
    } else {
      Expr* e = name_node(Context::Store);
      forbidden_name(as<Name>(*e).id, e->loc);
      items.add(e);
    }
    comma = at(T::Comma);
  } while (accept(T::Comma));
  Location loc = span(from);
  expect(T::RPar);
  if (items.size() == 1 && !comma_before_close()) return items[0];  // (a) is a
  return node<Tuple>(ExprKind::Tuple, loc, items.keep(arena_), Context::Store);
}

// Whether the token before the closing bracket just taken is a comma.
bool Parser::comma_before_close() const { return pos_ >= 2 && tokens_.tokens[pos_ - 2].kind == T::Comma; }

Arguments* Parser::parameters(T end) {
  bool annotated = d_.keyword_only && end == T::RPar;
  Gather<Arg> args(arg_stack_);
  Gather<Expr*> defaults(expr_stack_);
  std::vector<Arg> keyword_only;
  std::vector<Expr*> keyword_defaults;
  Arguments* made = arena_.make<Arguments>();
  std::size_t positional_only = 0;
  bool after_star = false, missing_default = false;
  const Token begin = tok();
  bool double_star = false;
  // A type comment behind a parameter, before its comma or after it.
  auto note_type = [&](Arg& arg) {
    if (std::string_view type = type_comment(); type.data()) arg.type_comment = type;
  };
  auto one = [&](bool star_annotation) {
    Arg arg{nullptr, nullptr, {}};
    Start from = start();
    const Token token = tok();
    arg.name = expect_name();
    forbidden_name(arg.name, span_of(token));
    if (annotated && accept(T::Colon)) {
      arg.annotation = star_annotation && d_.star_index && at(T::Star) ? star_expression() : expression();
    }
    arg.loc = span(from);
    if (after_star && !star_annotation && d_.keyword_only_ends_at_name && !double_star) arg.loc.end_line = token.end_line, arg.loc.end_column = token.end_column;
    return arg;
  };
  while (!failed_ && !at(end)) {
    if (at(T::DoubleStar)) {
      advance();
      double_star = true;
      made->kwarg = arena_.make<Arg>(one(false));
      if (d_.trailing_comma_after_star) accept(T::Comma);
      note_type(*made->kwarg);
      break;
    }
    if (at(T::Star)) {
      if (after_star) {
        fail();
        break;
      }
      Token star = tok();
      advance();
      after_star = true;
      if (d_.keyword_only && at(T::Comma)) {
        // A bare star: a name must follow.
        if (!(peek(1).kind != T::DoubleStar && name_like_[std::size_t(peek(1).kind)])) {
          if (d_.peg) {
            fail();
            break;
          }
          advance();
          if (at(T::DoubleStar)) refuse("named arguments must follow bare *", tok());
          else if (!at_name() && !at(end)) fail();
          else if (at(end)) {
            if (d_.trailing_comma_after_star) refuse("named arguments must follow bare *", star);
            else fail();
          }
          continue;
        }
      } else if (d_.keyword_only && at(end) && !d_.peg) {
        refuse("named arguments must follow bare *", star);
        break;
      } else {
        made->vararg = arena_.make<Arg>(one(true));
        note_type(*made->vararg);
      }
      if (!at(T::Comma)) break;
      advance();
      if (made->vararg) note_type(*made->vararg);
      else if (kind() == T::TypeComment) raise("SyntaxError", "bare * has associated type comment", span_of(tok()));
      if (at(end) && !d_.trailing_comma_after_star) fail();
      if (!d_.keyword_only && !at(T::DoubleStar)) fail();
      continue;
    }
    if (at(T::Slash) && d_.positional_only && args.size() && !after_star && !positional_only) {
      advance();
      positional_only = args.size();
      if (!accept(T::Comma)) break;
      continue;
    }
    Arg arg{nullptr, nullptr, {}};
    bool bracketed = false;
    if (d_.tuple_parameters && at(T::LPar)) {
      Start from = start();
      Expr* tuple = tuple_parameter();
      arg.loc = span(from);
      if (tuple->kind == ExprKind::Name) arg.name = as<Name>(*tuple).id;
      else arg.tuple = tuple;
      bracketed = arg.name != nullptr;
      if (arg.name) arg.loc = tuple->loc;
    } else {
      arg = one(false);
    }
    Expr* value = nullptr;
    if (accept(T::Equal)) value = expression();
    if (value && bracketed && d_.as_keyword) refuse("parenthesized arg with default", begin);
    if (after_star) {
      keyword_only.push_back(arg);
      keyword_defaults.push_back(value);
    } else {
      if (value) {
        defaults.add(value);
      } else if (defaults.size() && !missing_default) {
        if (d_.peg) {
          fail();
          break;
        }
        missing_default = true;
        refuse("non-default argument follows default argument", begin);
      }
      args.add(arg);
    }
    Arg& last = after_star ? keyword_only.back() : args[args.size() - 1];
    note_type(last);
    if (!at(T::Comma)) break;
    advance();
    note_type(last);
    if (after_star && at(end) && !d_.trailing_comma_after_star) fail();
  }
  if (d_.parameter_limit && args.size() + keyword_only.size() > argument_limit) refuse("more than 255 arguments", begin);
  std::span<Arg> all = args.keep(arena_);
  made->posonly = all.subspan(0, positional_only);
  made->args = all.subspan(positional_only);
  made->kwonly = arena_.copy(keyword_only);
  made->defaults = defaults.keep(arena_);
  made->kw_defaults = arena_.copy(keyword_defaults);
  return made;
}

}  // namespace xvm::compiler
