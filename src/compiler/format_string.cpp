#include "compiler/format_string.h"

#include <algorithm>

#include <fmt/format.h>

#include "compiler/parser_impl.h"
#include "pyc/release.h"

namespace xvm::compiler {

// One literal, or several side by side, to 3.11: fields are text that is parsed for itself.
class FormatString {
 public:
  FormatString(Parser& parser, ParseContext& context, Location loc, bool u_prefix, const Token& first)
      : parser_(parser), context_(context), d_(context.dialect), loc_(loc), u_prefix_(u_prefix), first_(first) {}

  struct Parts {
    std::string literal;
    std::vector<Expr*> values;
  };

  bool add(std::string_view body, bool raw, const Token& token, Parts& parts) {
    token_ = &token;
    body_ = body;
    raw_ = raw;
    std::size_t at = 0;
    if (!level(at, 0, parts)) return false;
    if (at < body_.size()) return fail("f-string: unexpected end of string");
    return true;
  }

  Expr* finish(Parts& parts) { return finish(parts, loc_); }

 private:
  Expr* finish(Parts& parts, Location loc) {
    flush(parts, loc);
    return parser_.node<JoinedStr>(ExprKind::JoinedStr, loc, parser_.arena_.copy(parts.values));
  }

  bool fail(std::string message) {
    parser_.raise_string("SyntaxError", std::move(message), *token_);
    return false;
  }

  void flush(Parts& parts, Location loc) {
    if (parts.literal.empty()) return;
    Constant* made = parser_.node<Constant>(ExprKind::Constant, loc, context_.pool.add_text(parts.literal), false);
    made->u_prefix = u_prefix_ && d_.end_positions;
    parts.values.push_back(made);
    parts.literal.clear();
  }

  bool level(std::size_t& at, int depth, Parts& parts) {
    for (;;) {
      bool again = false;
      if (!literal(at, depth, parts, again)) return false;
      if (again) continue;
      if (at >= body_.size() || body_[at] == '}') return true;
      if (!field(at, depth, parts)) return false;
    }
  }

  bool literal(std::size_t& at, int depth, Parts& parts, bool& again) {
    std::size_t begin = at, end = at;
    std::size_t n = body_.size();
    bool doubled = false;
    while (at < n) {
      char c = body_[at++];
      end = at;
      if (!raw_ && c == '\\' && at < n) {
        c = body_[at++];
        end = at;
        if (c == 'N') {
          if (at < n && body_[at++] == '{') {
            while (at < n && body_[at++] != '}') {}
            end = at;
            continue;
          }
          end = at;
          if (d_.release.until(3, 7)) break;
          at = end;
          continue;
        }
        if (c == '{' && !parser_.bad_escape("{", *token_, false)) return false;
      }
      if (c == '{' || c == '}') {
        if (depth == 0) {
          if (at < n && body_[at] == c) {
            end = at;
            ++at;
            doubled = true;
            break;
          }
          if (c == '}') return fail("f-string: single '}' is not allowed");
        }
        --at;
        end = at;
        break;
      }
    }
    again = doubled;
    if (end == begin) return true;
    std::string_view text = body_.substr(begin, end - begin);
    if (raw_) {
      parts.literal += text;
      return true;
    }
    return parser_.decode_text(text, false, *token_, parts.literal);
  }

  bool field(std::size_t& at, int depth, Parts& parts) {
    if (depth >= 2) return fail("f-string: expressions nested too deeply");
    ++at;
    std::size_t begin = at, n = body_.size();
    std::string open;
    char quote = 0;
    bool triple = false;
    bool debug_known = d_.format_debug;
    for (; at < n; ++at) {
      char c = body_[at];
      if (c == '\\') return fail("f-string expression part cannot include a backslash");
      if (quote) {
        if (c == quote) {
          if (triple) {
            if (at + 2 < n && body_[at + 1] == c && body_[at + 2] == c) {
              at += 2;
              quote = 0;
            }
          } else {
            quote = 0;
          }
        }
        continue;
      }
      if (c == '\'' || c == '"') {
        quote = c;
        triple = at + 2 < n && body_[at + 1] == c && body_[at + 2] == c;
        if (triple) at += 2;
        continue;
      }
      if (c == '[' || c == '{' || c == '(') {
        if (open.size() >= 200 && debug_known) return fail("f-string: too many nested parenthesis");
        open += c;
        continue;
      }
      if (c == '#') return fail("f-string expression part cannot include '#'");
      if (open.empty()) {
        if (debug_known) {
          if (c == '!' || c == ':' || c == '}' || c == '=' || c == '>' || c == '<') {
            if (at + 1 < n && body_[at + 1] == '=' && (c == '!' || c == '=' || c == '<' || c == '>')) {
              ++at;
              continue;
            }
            if (c == '>' || c == '<') continue;
            break;
          }
        } else {
          if (c == '!' && at + 1 < n && body_[at + 1] == '=') continue;
          if (c == '!' || c == ':' || c == '}') break;
        }
      }
      if (c == ']' || c == '}' || c == ')') {
        if (open.empty()) {
          if (debug_known) return fail(fmt::format("f-string: unmatched '{}'", c));
          continue;
        }
        char last = open.back();
        if (debug_known) {
          bool matches = (last == '(' && c == ')') || (last == '[' && c == ']') || (last == '{' && c == '}');
          if (!matches) return fail(fmt::format("f-string: closing parenthesis '{}' does not match opening parenthesis '{}'", c, last));
        }
        open.pop_back();
      }
    }
    std::size_t end = at;
    if (quote) return fail("f-string: unterminated string");
    if (!open.empty()) {
      if (debug_known) return fail(fmt::format("f-string: unmatched '{}'", open.back()));
      return fail("f-string: mismatched '(', '{', or '['");
    }
    if (at >= n) return fail("f-string: expecting '}'");
    Expr* value = expression(begin, end);
    if (!value) return false;
    bool debug = false;
    std::string_view shown;
    if (debug_known && body_[at] == '=') {
      ++at;
      while (at < n && (body_[at] == ' ' || (body_[at] >= '\t' && body_[at] <= '\r'))) ++at;
      shown = body_.substr(begin, at - begin);
      debug = true;
      if (at >= n) return fail("f-string: expecting '}'");
    }
    int conversion = -1;
    if (body_[at] == '!') {
      ++at;
      if (at >= n) return fail("f-string: expecting '}'");
      conversion = std::uint8_t(body_[at++]);
      if (conversion != 's' && conversion != 'r' && conversion != 'a') {
        return fail("f-string: invalid conversion character: expected 's', 'r', or 'a'");
      }
    }
    if (at >= n) return fail("f-string: expecting '}'");
    Expr* spec = nullptr;
    if (body_[at] == ':') {
      ++at;
      Parts inner;
      if (!level(at, depth + 1, inner)) return false;
      spec = finish(inner, d_.peg ? parser_.span_of(*token_) : loc_);
    }
    if (at >= n || body_[at] != '}') return fail("f-string: expecting '}'");
    ++at;
    if (debug) {
      parts.literal += shown;
      if (conversion < 0 && !spec) conversion = 'r';
    }
    flush(parts, loc_);
    parts.values.push_back(parser_.node<FormattedValue>(ExprKind::FormattedValue, loc_, value, conversion, spec));
    return true;
  }

  Expr* expression(std::size_t begin, std::size_t end) {
    std::string_view inner = body_.substr(begin, end - begin);
    if (inner.find_first_not_of(" \t\n\f\r") == inner.npos) {
      char next = end < body_.size() ? body_[end] : '}';
      if (d_.field_before_words && (next == '!' || next == ':' || next == '=')) fail(fmt::format("f-string: expression required before '{}'", next));
      else fail("f-string: empty expression not allowed");
      return nullptr;
    }
    std::string& text = *new (context_.arena.allocate(sizeof(std::string), alignof(std::string))) std::string();
    text.reserve(inner.size() + 3);
    text += '(';
    text += inner;
    text += ')';
    TokenizeOptions options;
    options.mode = Mode::Eval;
    place(inner, options);
    std::string_view kept = context_.arena.copy(text);
    text.~basic_string();
    if (context_.format_depth >= 100) {
      fail("f-string: expressions nested too deeply");
      return nullptr;
    }
    ++context_.format_depth;
    Parser sub(context_, kept, tokenize(kept, d_, options));
    Expr* value = sub.field_expression();
    if (sub.failed() && !context_.faulted) explain_field(sub, kept, options);
    --context_.format_depth;
    if (sub.failed()) {
      parser_.stop();
      return nullptr;
    }
    if (sub.refused_ && !parser_.refused_) {
      parser_.refused_ = true;
      parser_.refusal_ = sub.refusal_;
      parser_.refusal_place_ = sub.refusal_place_;
    }
    return value;
  }

  void explain_field(Parser& sub, std::string_view text, const TokenizeOptions& options) {
    explain(sub, context_, text, options);
  }

  // Where the release says that the field's expression stands.
  void place(std::string_view inner, TokenizeOptions& options) const {
    auto lines_in = [](std::string_view text) { return std::int32_t(std::count(text.begin(), text.end(), '\n')); };
    if (d_.format_places_by_search) {  // the field without conversion and specification, looked for in the first literal
      std::string_view whole = parser_.text_of(first_);
      options.first_line = first_.line;
      options.column_shift = first_.column;
      std::size_t at = whole.find("{" + std::string(inner) + "}");
      if (at == whole.npos) return;
      std::size_t start = at;
      while (start > 0 && whole[start] != '\n') --start;
      options.column_shift += std::int32_t(at - start);
      if (d_.string_end_position) options.first_line -= lines_in(whole);  // the literal is placed on its last line
      options.first_line += lines_in(whole.substr(0, at));
      return;
    }
    std::string_view whole = parser_.text_of(*token_);
    std::size_t at = std::size_t(inner.data() - whole.data()) - 1;  // of the brace
    std::size_t after = inner.find_first_not_of(" \t\f");
    bool newline_after_brace = after == inner.npos || inner[after] == '\n';
    std::int32_t columns = 0;
    std::int32_t lines = lines_in(whole.substr(0, at));
    if (!newline_after_brace) {
      std::size_t start = at;
      while (start > 0 && whole[start] != '\n') --start;
      columns = std::int32_t(at - start);
      if (d_.format_places_exact && lines) --columns;
    }
    options.first_line = token_->line + lines;
    options.column_shift = d_.format_places_exact && lines ? columns : token_->column + columns;
  }

  Parser& parser_;
  ParseContext& context_;
  const Dialect& d_;
  Location loc_;
  bool u_prefix_;
  Token first_;  // of the literals side by side
  const Token* token_ = nullptr;
  std::string_view body_;
  bool raw_ = false;
};

Expr* Parser::format_strings_here(std::size_t count) {
  const Token& first = tok();
  const Token& last = peek(count - 1);
  Location loc{first.line, first.column, last.end_line, last.end_column};
  StringParts first_parts = string_parts(text_of(first));
  FormatString format(*this, context_, loc, first_parts.unicode, first);
  FormatString::Parts parts;
  std::size_t first_index = pos_;
  for (std::size_t i = 0; i < count && !failed_; ++i) {
    const Token token = tok();
    StringParts here = string_parts(text_of(token));
    if (here.bytes != first_parts.bytes) {
      if (d_.peg) raise_string("SyntaxError", "cannot mix bytes and nonbytes literals", token, first_index);
      else refuse("cannot mix bytes and nonbytes literals", tokens_.tokens[first_index]);
      advance();
      continue;
    }
    bool fine = here.format ? format.add(here.body, here.raw, token, parts)
                            : decode_text(here.body, here.raw, token, parts.literal);
    if (!fine && failed_) break;
    advance();
  }
  return format.finish(parts);
}

Expr* format_strings(Parser& parser, ParseContext&, std::size_t count) { return parser.format_strings_here(count); }

// ---- From 3.12 on: the fields are tokens like any others.

Expr* Parser::format_tokens(std::size_t) {
  Depth depth(*this, 6);
  Start from = start();
  std::vector<Expr*> flat;
  bool mixed = false, bytes = false, started = false;
  std::size_t first_index = pos_;
  while ((at(T::String) || at(T::FStringStart)) && !failed_) {
    const Token token = tok();
    if (at(T::String)) {
      StringParts parts = string_parts(text_of(token));
      if (!started) bytes = parts.bytes;
      else if (bytes != parts.bytes) mixed = true;
      started = true;
      std::string text;
      if (parts.bytes) {
        if (!decode_bytes(parts.body, parts.raw, token, text)) break;
      } else if (!decode_text(parts.body, parts.raw, token, text)) {
        break;
      }
      advance();
      Constant* made = node<Constant>(ExprKind::Constant, span_of(token), parts.bytes ? context_.pool.add_bytes(text) : context_.pool.add_text(text), false);
      made->u_prefix = parts.unicode;
      flat.push_back(made);
      continue;
    }
    if (started && bytes) mixed = true;
    started = true;
    bool raw = text_of(token).find_first_of("rR") < text_of(token).find_first_of("\"'");
    advance();
    if (!format_parts(flat, raw, false)) break;
    expect(T::FStringEnd);
  }
  if (failed_) return constant(ConstantPool::singleton(ConstantKind::None), span(from));
  if (mixed) {
    raise_string("SyntaxError", "cannot mix bytes and nonbytes literals", tokens_.tokens[last_], first_index);
    return constant(ConstantPool::singleton(ConstantKind::None), span(from));
  }
  return node<JoinedStr>(ExprKind::JoinedStr, span(from), arena_.copy(fold_constants(flat)));
}

// Neighbouring constants as one; empty ones are left out.
std::vector<Expr*> Parser::fold_constants(const std::vector<Expr*>& flat) {
  std::vector<Expr*> out;
  auto text_in = [&](Expr* e) { return context_.pool.bytes(as<Constant>(*e).value); };
  for (std::size_t i = 0; i < flat.size();) {
    if (flat[i]->kind != ExprKind::Constant) {
      out.push_back(flat[i++]);
      continue;
    }
    std::size_t end = i;
    while (end < flat.size() && flat[end]->kind == ExprKind::Constant) ++end;
    if (end - i == 1) {
      if (!text_in(flat[i]).empty()) out.push_back(flat[i]);
    } else {
      std::string joined;
      Expr* first = nullptr;
      Expr* last = nullptr;
      for (std::size_t k = i; k < end; ++k) {
        if (text_in(flat[k]).empty()) continue;
        if (!first) first = flat[k];
        last = flat[k];
        joined += text_in(flat[k]);
      }
      if (first && !joined.empty()) {
        Constant* made = node<Constant>(ExprKind::Constant, Location{first->loc.line, first->loc.column, last->loc.end_line, last->loc.end_column},
                                        context_.pool.add_text(joined), false);
        made->u_prefix = as<Constant>(*first).u_prefix;
        out.push_back(made);
      }
    }
    i = end;
  }
  return out;
}

// A backslash that no other one escapes.
static bool ends_in_escape(std::string_view text) {
  std::size_t last = text.find_last_not_of('\\');
  return (text.size() - (last == text.npos ? 0 : last + 1)) % 2 == 1;
}

// Text and fields up to the end of the string, or of a format specification.
bool Parser::format_parts(std::vector<Expr*>& values, bool raw, bool spec) {
  for (;;) {
    if (failed_) return false;
    if (spec && d_.empty_spec_end && kind() == T::LBrace && peek(1).kind == T::LBrace && peek(1).begin == tok().end)
      values.push_back(node<Constant>(ExprKind::Constant, Location{tok().line, tok().column, tok().line, tok().column}, context_.pool.add_text(""), false));
    if (kind() == T::FStringMiddle) {
      const Token token = tok();
      std::string text;
      if (!decode_text(text_of(token), raw && !spec, token, text)) return false;   // in a specification, raw means nothing
      if (!raw && ends_in_escape(text_of(token)) && peek(1).kind == T::LBrace && !bad_escape("{", token, false)) return false;
      advance();
      values.push_back(node<Constant>(ExprKind::Constant, span_of(token), context_.pool.add_text(text), false));
    } else if (kind() == T::LBrace) {
      if (!format_field(values)) return false;
    } else {
      return true;
    }
  }
}

// The first != from a place of a field on that is within no brackets of it.
const Token* Parser::first_unequal(std::size_t at) const {
  int depth = 0;
  for (; at < pos_; ++at) {
    const Token& token = tokens_.tokens[at];
    if (token.kind == T::LPar || token.kind == T::LSqb || token.kind == T::LBrace) ++depth;
    else if (token.kind == T::RPar || token.kind == T::RSqb || token.kind == T::RBrace) --depth;
    else if (token.kind == T::NotEqual && depth == 0) return &token;
    if (depth < 0) break;
  }
  return nullptr;
}

bool Parser::format_field(std::vector<Expr*>& values) {
  Depth depth(*this, 4);
  Start from = start();
  const Token open = tok();
  advance();
  std::size_t first = pos_;
  Expr* value = value_or_yield(true);
  bool debug = false;
  if (accept(T::Equal)) debug = true;
  Token conversion_token, colon;
  bool converted = false;
  int conversion = -1;
  if (kind() == T::Exclamation) {
    conversion_token = tok();
    advance();
    const Token name = tok();
    if (!at_name()) {
      fail();
      return false;
    }
    if (name.begin != conversion_token.end) {
      raise("SyntaxError", "f-string: conversion type must come right after the exclamanation mark", {conversion_token.line, conversion_token.column, name.end_line, name.end_column});
      return false;
    }
    std::string_view text = text_of(name);
    if (text != "s" && text != "r" && text != "a") {
      raise("SyntaxError", fmt::format("f-string: invalid conversion character '{}': expected 's', 'r', or 'a'", text), span_of(name));
      return false;
    }
    conversion = std::uint8_t(text[0]);
    converted = true;
    advance();
  }
  Expr* spec = nullptr;
  if (at(T::Colon)) {
    colon = tok();
    Start place = start();
    advance();
    std::vector<Expr*> parts;
    if (!format_parts(parts, false, true)) return false;   // even of a raw string
    if (d_.empty_spec_end && !parts.empty() && parts.back()->kind != ExprKind::Constant)
      parts.push_back(node<Constant>(ExprKind::Constant, Location{tok().line, tok().column, tok().line, tok().column}, context_.pool.add_text(""), false));
    std::vector<Expr*> kept = d_.fold_format_spec ? fold_constants(parts) : parts;
    spec = node<JoinedStr>(ExprKind::JoinedStr, span(place), arena_.copy(kept));
  }
  if (kind() != T::RBrace) {
    fail();
    return false;
  }
  const Token close = tok();
  advance();
  if (failed_) return false;
  if (debug) {
    const Token* unequal = first_unequal(first);   // whose ! ends what is shown, as if a conversion followed
    const Token& end = unequal ? *unequal : converted ? conversion_token : spec ? colon : close;
    std::string_view shown = text_.substr(open.end, end.begin - open.end);
    std::string clean;
    if (shown.find('#') != shown.npos) {  // comments are not shown
      char quote = 0;
      for (std::size_t i = 0; i < shown.size(); ++i) {
        char c = shown[i];
        if (quote) {
          if (c == quote) quote = 0;
        } else if (c == '"' || c == '\'') {
          quote = c;
        } else if (c == '#') {
          while (i < shown.size() && shown[i] != '\n') ++i;
          if (i >= shown.size()) break;
          c = '\n';
        }
        clean += c;
      }
      shown = clean;
    }
    Location place{open.line, open.column + 1, end.line, end.column};
    values.push_back(node<Constant>(ExprKind::Constant, place, context_.pool.add_text(shown), false));
    if (!converted && !spec) conversion = 'r';
  }
  values.push_back(node<FormattedValue>(ExprKind::FormattedValue, span(from), value, conversion, spec));
  return true;
}

}  // namespace xvm::compiler
