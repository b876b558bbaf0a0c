// Calls: how each era passes arguments, methods called without binding, super() without a call.
#include <fmt/format.h>

#include "compiler/faults.h"
#include "compiler/generator_eras.h"

namespace xvm::compiler {
namespace {

using enum Opcode;

bool arguments_are_packed(const Release& r) { return r.until(3, 4); }  // CALL_FUNCTION_VAR, which takes one * and one **
bool unpacking_is_packed(const Release& r) { return r.since(3, 5) && r.until(3, 5); }
bool has_method_calls(const Release& r) { return r.since(3, 7); }
bool methods_take_keywords(const Release& r) { return r.since(3, 11); }
bool calls_have_null(const Release& r) { return r.since(3, 11); }
bool null_follows_callable(const Release& r) { return r.since(3, 13); }
bool has_precall(const Release& r) { return r.since(3, 11) && r.until(3, 11); }
bool keywords_call_has_own_opcode(const Release& r) { return r.since(3, 13); }
bool checks_keywords(const Release& r) { return r.since(3, 9); }
bool warns_of_callers(const Release& r) { return r.since(3, 8); }
bool spares_imported_modules(const Release& r) { return r.since(3, 11); }
bool warns_at_node(const Release& r) { return r.since(3, 12); }
bool has_super_attributes(const Release& r) { return r.since(3, 12); }
bool attribute_has_end_line(const Release& r) { return r.since(3, 10); }

bool any_starred(ExprList args) {
  for (Expr* arg : args)
    if (arg->kind == ExprKind::Starred) return true;
  return false;
}

bool any_unpacked(std::span<Keyword> keywords) {
  for (const Keyword& keyword : keywords)
    if (!keyword.name) return true;
  return false;
}

void emit_keyword_name(Generator& g, const Keyword& keyword) { g.emit_const(g.maker.name(g.text(keyword.name))); }

ConstantId keyword_names(Generator& g, std::span<Keyword> keywords) {
  std::vector<ConstantId> names;
  for (const Keyword& keyword : keywords) names.push_back(g.maker.name(g.text(keyword.name)));
  return g.maker.tuple(names);
}

bool keyword_values(Generator& g, std::span<Keyword> keywords) {
  for (Keyword& keyword : keywords)
    if (!g.expression(keyword.value)) return false;
  return true;
}

bool check_keywords(Generator& g, std::span<Keyword> keywords) {
  if (!checks_keywords(g.release)) return true;
  for (std::size_t i = 0; i < keywords.size(); i++) {
    Symbol name = keywords[i].name;
    if (!name) continue;
    if (!g.forbidden_name(name, Context::Store, keywords[i].loc)) return false;
    for (std::size_t j = i + 1; j < keywords.size(); j++)
      if (keywords[j].name == name)
        return g.error(keywords[j].loc, fmt::format("keyword argument repeated: {}", g.text(name)));
  }
  return true;
}

bool check_caller(Generator& g, const Expr& node) {
  if (!warns_of_callers(g.release)) return true;
  switch (node.kind) {
    case ExprKind::Constant: case ExprKind::Tuple: case ExprKind::List: case ExprKind::ListComp: case ExprKind::Dict:
    case ExprKind::DictComp: case ExprKind::Set: case ExprKind::SetComp: case ExprKind::GeneratorExp:
    case ExprKind::JoinedStr: case ExprKind::FormattedValue:
      return g.warn(warns_at_node(g.release) ? node.loc : g.u->loc,
                    fmt::format("'{}' object is not callable; perhaps you missed a comma?", inferred_type(g, node)));
    default:
      return true;
  }
}

// A dict of keywords that come together in a call with **.
bool keyword_dict(Generator& g, std::span<Keyword> keywords) {
  auto count = std::int32_t(keywords.size());
  bool big = limits_stack_use(g.release) && count * 2 > stack_use_guideline;
  if (count > 1 && !big && keys_are_constants(g.release)) {
    if (!keyword_values(g, keywords)) return false;
    g.emit_const(keyword_names(g, keywords));
    g.emit(BUILD_CONST_KEY_MAP, count);
    return true;
  }
  if (big) g.emit(BUILD_MAP, 0);
  for (Keyword& keyword : keywords) {
    emit_keyword_name(g, keyword);
    if (!g.expression(keyword.value)) return false;
    if (big) g.emit_unplaced(MAP_ADD, 1);
  }
  if (!big) g.emit(BUILD_MAP, count);
  return true;
}

// To 3.4: positional arguments, keywords, then *args and **kwargs.
bool call_packed(Generator& g, int given, ExprList args, std::span<Keyword> keywords) {
  int count = given, named = 0, code = 0;
  Expr* star = nullptr;
  Expr* mapping = nullptr;
  for (Expr* arg : args) {
    if (arg->kind == ExprKind::Starred) {
      star = as<Starred>(*arg).value;
      continue;
    }
    if (!g.expression(arg)) return false;
    count++;
  }
  for (Keyword& keyword : keywords) {
    if (!keyword.name) {
      mapping = keyword.value;
      continue;
    }
    emit_keyword_name(g, keyword);
    if (!g.expression(keyword.value)) return false;
    named++;
  }
  if (star && !g.expression(star)) return false;
  if (mapping && !g.expression(mapping)) return false;
  if (star) code |= 1;
  if (mapping) code |= 2;
  static constexpr Opcode opcodes[] = {CALL_FUNCTION, CALL_FUNCTION_VAR, CALL_FUNCTION_KW, CALL_FUNCTION_VAR_KW};
  g.emit(opcodes[code], count | named << 8);
  return true;
}

// 3.5: any number of stars, behind the positional arguments that precede the first.
bool call_unpacking(Generator& g, int given, ExprList args, std::span<Keyword> keywords) {
  int count = given, pending = 0, tuples = 0, named = 0, dicts = 0;
  for (Expr* arg : args) {
    if (arg->kind == ExprKind::Starred) {
      if (pending) {
        g.emit(BUILD_TUPLE, pending);
        pending = 0;
        tuples++;
      }
      if (!g.expression(as<Starred>(*arg).value)) return false;
      tuples++;
      continue;
    }
    if (!g.expression(arg)) return false;
    ++(tuples ? pending : count);
  }
  if (pending) {
    g.emit(BUILD_TUPLE, pending);
    tuples++;
  }
  if (tuples > 1) g.emit(BUILD_LIST_UNPACK, tuples);
  pending = 0;
  for (Keyword& keyword : keywords) {
    if (keyword.name) {
      emit_keyword_name(g, keyword);
      if (!g.expression(keyword.value)) return false;
      ++(dicts ? pending : named);
      continue;
    }
    if (pending) {
      g.emit(BUILD_MAP, pending);
      pending = 0;
      dicts++;
    }
    if (!g.expression(keyword.value)) return false;
    dicts++;
  }
  if (pending) {
    g.emit(BUILD_MAP, pending);
    dicts++;
  }
  int code = (tuples ? 1 : 0) | (dicts ? 2 : 0);
  if (dicts > 1) {
    int function_place = count + (code & 1) + 2 * named + 1;
    g.emit(BUILD_MAP_UNPACK_WITH_CALL, dicts | function_place << 8);
  }
  static constexpr Opcode opcodes[] = {CALL_FUNCTION, CALL_FUNCTION_VAR, CALL_FUNCTION_KW, CALL_FUNCTION_VAR_KW};
  g.emit(opcodes[code], count | named << 8);
  return true;
}

// 3.6 to 3.8: CALL_FUNCTION_EX of concatenated parts.
bool call_concatenated(Generator& g, int given, ExprList args, std::span<Keyword> keywords) {
  int pending = given, tuples = 0, dicts = 0;
  for (Expr* arg : args) {
    if (arg->kind == ExprKind::Starred) {
      if (pending) {
        g.emit(BUILD_TUPLE, pending);
        pending = 0;
        tuples++;
      }
      if (!g.expression(as<Starred>(*arg).value)) return false;
      tuples++;
      continue;
    }
    if (!g.expression(arg)) return false;
    pending++;
  }
  if (pending) {
    g.emit(BUILD_TUPLE, pending);
    tuples++;
  }
  if (tuples > 1) g.emit(BUILD_TUPLE_UNPACK_WITH_CALL, tuples);
  if (tuples == 0) g.emit(BUILD_TUPLE, 0);
  std::size_t first = 0;
  auto flush = [&](std::size_t end) {
    if (first == end) return true;
    dicts++;
    return keyword_dict(g, keywords.subspan(first, end - first));
  };
  for (std::size_t i = 0; i < keywords.size(); i++) {
    if (keywords[i].name) continue;
    if (!flush(i) || !g.expression(keywords[i].value)) return false;
    first = i + 1;
    dicts++;
  }
  if (!flush(keywords.size())) return false;
  if (dicts > 1) g.emit(BUILD_MAP_UNPACK_WITH_CALL, dicts);
  g.emit(CALL_FUNCTION_EX, dicts > 0);
  return true;
}

// 3.9 on: CALL_FUNCTION_EX of a tuple and a dict that are built step by step.
bool call_built(Generator& g, int given, ExprList args, std::span<Keyword> keywords) {
  if (given == 0 && args.size() == 1 && args[0]->kind == ExprKind::Starred) {
    if (!g.expression(as<Starred>(*args[0]).value)) return false;
  } else if (!build_display(g, args, given, Display::Tuple)) {
    return false;
  }
  bool has_dict = false;
  std::size_t first = 0;
  auto flush = [&](std::size_t end) {
    if (first == end) return true;
    if (!keyword_dict(g, keywords.subspan(first, end - first))) return false;
    if (has_dict) g.emit(DICT_MERGE, 1);
    has_dict = true;
    return true;
  };
  for (std::size_t i = 0; i < keywords.size(); i++) {
    if (keywords[i].name) continue;
    if (!flush(i)) return false;
    if (!has_dict) g.emit(BUILD_MAP, 0);
    has_dict = true;
    if (!g.expression(keywords[i].value)) return false;
    g.emit(DICT_MERGE, 1);
    first = i + 1;
  }
  if (!flush(keywords.size())) return false;
  g.emit(CALL_FUNCTION_EX, !keywords.empty());
  return true;
}

// The call instruction behind values of args and keywords.
void emit_call(Generator& g, int count, std::span<Keyword> keywords) {
  if (keywords.empty()) return g.call_plain(count);
  if (!calls_have_null(g.release)) {
    g.emit_const(keyword_names(g, keywords));
    return g.emit(CALL_FUNCTION_KW, count);
  }
  if (keywords_call_has_own_opcode(g.release)) {
    g.emit_const(keyword_names(g, keywords));
    return g.emit(CALL_KW, count);
  }
  g.emit(KW_NAMES, g.const_index(keyword_names(g, keywords)));
  g.call_plain(count);
}

// Within comprehensions of a module.
bool inlining_hides_imports(const Release& r) { return r.since(3, 13); }

bool is_method_call(Generator& g, Call& node) {
  if (!has_method_calls(g.release) || node.func->kind != ExprKind::Attribute) return false;
  Attribute& method = as<Attribute>(*node.func);
  if (!methods_take_keywords(g.release)) {
    if (!node.keywords.empty()) return false;
    if (limits_stack_use(g.release) && node.args.size() >= std::size_t(stack_use_guideline)) return false;
    return !any_starred(node.args);
  }
  bool hidden = inlining_hides_imports(g.release) && g.u->kind == UnitKind::Module && g.u->inlined > 0;
  if (spares_imported_modules(g.release) && !hidden && method.value->kind == ExprKind::Name &&
      g.generation.table.top()->flags_of(g.mangled(as<Name>(*method.value).id)) & symbol_flag::Import)
    return false;
  std::size_t total = node.args.size() + node.keywords.size() + !node.keywords.empty();
  return total < std::size_t(stack_use_guideline) && !any_starred(node.args) && !any_unpacked(node.keywords);
}

bool call_method(Generator& g, Call& node) {
  Attribute& method = as<Attribute>(*node.func);
  bool super = is_super_attribute(g, method);
  Location place = method.loc;
  if (super) {
    Call& call = as<Call>(*method.value);
    if (!load_super_arguments(g, call)) return false;
    Generator::At at(g, place);
    g.emit_named(call.args.empty() ? PSEUDO_LOAD_ZERO_SUPER_METHOD : PSEUDO_LOAD_SUPER_METHOD, method.attr);
    place = g.u->loc = attribute_place(g, place, method);
    g.emit(NOP);
  } else {
    if (!g.expression(method.value)) return false;
    if (!methods_take_keywords(g.release)) {
      Location before = g.u->loc;
      if (attribute_has_end_line(g.release)) g.u->loc = attribute_place(g, before, method);
      g.emit_named(LOAD_METHOD, method.attr);
      if (!g.expressions(node.args)) return false;
      g.emit(CALL_METHOD, std::int32_t(node.args.size()));
      if (attribute_has_end_line(g.release)) g.u->loc = before;
      return true;
    }
    place = attribute_place(g, place, method);
    Generator::At at(g, place);
    g.emit_named(has_super_attributes(g.release) ? PSEUDO_LOAD_METHOD : LOAD_METHOD, method.attr);
  }
  {
    Generator::At at(g, place);
    if (!g.expressions(node.args) || !keyword_values(g, node.keywords)) return false;
    if (!node.keywords.empty() && !keywords_call_has_own_opcode(g.release))
      g.emit(KW_NAMES, g.const_index(keyword_names(g, node.keywords)));
    else if (!node.keywords.empty())
      g.emit_const(keyword_names(g, node.keywords));
  }
  Generator::At at(g, attribute_place(g, node.loc, method));
  auto count = std::int32_t(node.args.size() + node.keywords.size());
  if (!node.keywords.empty() && keywords_call_has_own_opcode(g.release))
    g.emit(CALL_KW, count);
  else
    g.call_plain(count);
  return true;
}

}  // namespace

Location attribute_place(const Generator& g, Location loc, const Attribute& node) {
  if (!attribute_has_end_line(g.release)) return loc;
  if (!calls_have_null(g.release)) {
    loc.line = node.loc.end_line;
    return loc;
  }
  if (loc.line == node.loc.end_line) return loc;
  loc.line = node.loc.end_line;
  std::int32_t length = 0;
  for (char c : node.attr->text) length += (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  if (length <= node.loc.end_column)
    loc.column = node.loc.end_column - length;
  else
    loc.column = loc.end_column = -1;
  return loc;
}

bool is_super_attribute(Generator& g, const Attribute& node) {
  if (!has_super_attributes(g.release) || node.value->kind != ExprKind::Call) return false;
  Call& call = as<Call>(*node.value);
  if (g.text(node.attr) == "__class__") return false;
  if (call.func->kind != ExprKind::Name || g.text(as<Name>(*call.func).id) != "super" || !call.keywords.empty())
    return false;
  Symbol super = as<Name>(*call.func).id;
  if (g.scope_of(super) != Scope::GlobalImplicit) return false;
  SymbolEntry* top = g.generation.table.top()->find(super);
  if (top && top->scope != Scope::None) return false;
  if (call.args.size() == 2) return !any_starred(call.args);
  if (!call.args.empty()) return false;
  if (g.u->code.argcount + g.u->code.posonlyargcount == 0 || g.u->code.varnames.empty()) return false;
  return g.scope_of(g.intern("__class__")) == Scope::Free;
}

bool load_super_arguments(Generator& g, Call& node) {
  {
    Generator::At at(g, node.func->loc);
    if (!g.name_operation(as<Name>(*node.func).id, Context::Load)) return false;
  }
  if (!node.args.empty()) return g.expressions(node.args);
  Generator::At at(g, node.loc);
  return g.name_operation(g.intern("__class__"), Context::Load) &&
         g.name_operation(g.u->code.varnames.front(), Context::Load);
}

void Generator::push_null() {
  if (calls_have_null(release)) emit(PUSH_NULL);
}

void Generator::call_plain(int count) {
  if (!calls_have_null(release)) return emit(CALL_FUNCTION, count);
  if (has_precall(release)) emit(PRECALL, count);
  emit(CALL, count);
}

bool Generator::call_with(int given, ExprList args, std::span<Keyword> keywords, Location loc) {
  At at(*this, loc);
  if (!check_keywords(*this, keywords)) return false;
  if (arguments_are_packed(release)) return call_packed(*this, given, args, keywords);
  if (unpacking_is_packed(release)) return call_unpacking(*this, given, args, keywords);
  bool crowded = limits_stack_use(release) &&
                 given + args.size() + 2 * keywords.size() > std::size_t(stack_use_guideline);
  if (any_starred(args) || any_unpacked(keywords) || crowded)
    return builds_with_updates(release) ? call_built(*this, given, args, keywords)
                                        : call_concatenated(*this, given, args, keywords);
  if (!expressions(args) || !keyword_values(*this, keywords)) return false;
  emit_call(*this, int(given + args.size() + keywords.size()), keywords);
  return true;
}

bool Generator::call(Call& node) {
  if (!check_keywords(*this, node.keywords)) return false;
  if (is_method_call(*this, node)) return call_method(*this, node);
  if (!check_caller(*this, *node.func)) return false;
  if (calls_have_null(release) && !null_follows_callable(release)) {
    At at(*this, node.func->loc);
    push_null();
  }
  if (!expression(node.func)) return false;
  if (null_follows_callable(release)) {
    At at(*this, node.func->loc);
    push_null();
  }
  return call_with(0, node.args, node.keywords, u->loc);
}

}  // namespace xvm::compiler
