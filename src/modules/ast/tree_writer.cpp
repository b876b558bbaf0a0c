#include "modules/ast/tree_writer.h"

#include <gmp.h>

#include <string>

#include "compiler/ast.h"
#include "compiler/stack_guard.h"
#include "modules/ast/tree_types.h"
#include "objects/bytes.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/set.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "pyc/constants.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"

namespace xvm {

namespace {

namespace c = compiler;

bool constants_have_one_class(const Release& r) { return r.since(3, 8); }
bool has_name_constant(const Release& r) { return r.since(3, 4); }
bool indexes_are_wrapped(const Release& r) { return r.until(3, 8); }
bool stars_have_fields(const Release& r) { return r.until(3, 4); }
bool with_has_one_item(const Release& r) { return r.until(3, 2); }
bool try_is_two(const Release& r) { return r.until(3, 2); }
bool star_parameters_are_names(const Release& r) { return r.until(3, 3); }
bool handlers_are_plain(const Release& r) { return r.until(2, 5); }
bool missing_module_is_empty(const Release& r) { return r.until(2, 6) || (r.since(3, 0) && r.until(3, 1)); }

struct Named {
  std::string_view name;
  Value value;
};
using Fields = std::initializer_list<Named>;

constexpr const char* operator_names[] = {"Add", "BitAnd", "FloorDiv", "LShift", "MatMult", "Mult", "Mod", "BitOr", "Pow", "RShift", "Sub", "Div", "BitXor"};
constexpr const char* unary_names[] = {"Invert", "Not", "UAdd", "USub"};
constexpr const char* compare_names[] = {"Lt", "LtE", "Eq", "NotEq", "Gt", "GtE", "In", "NotIn", "Is", "IsNot"};
constexpr const char* context_names[] = {"Load", "Store", "Del"};

class Writer {
 public:
  Writer(Thread& thread, NodeTypes& types, const ConstantPool& pool)
      : thread_(thread), release_(thread.rt.release), types_(types), pool_(pool) {}

  Value module(const c::Module& m);

 private:
  // A node with these fields by name; those that the release does not have are left out, those that are not given are
  // None or empty lists. Null where one of the values is.
  Value node(std::string_view name, const c::Location& loc, Fields fields);
  Value node(std::string_view name, Fields fields) { return node(name, {}, fields); }
  Value one(std::string_view name) { return types_.singleton(thread_, name); }
  Value identifier(c::Symbol name) { return name ? native_intern(thread_, name->text) : none_value(); }
  Value context(c::Context ctx) { return one(context_names[std::size_t(ctx)]); }

  template <class Items, class Make>
  Value list(const Items& items, Make make) {
    Value made = own(allocate_list(thread_, items.size()));
    for (const auto& item : items) {
      Value value = make(item);
      if (!value) return value;
      list_append(as<List>(made), std::move(value));
    }
    return made;
  }
  Value expressions(std::span<c::Expr* const> items) {
    return list(items, [this](c::Expr* e) { return optional(e); });
  }
  Value optional(const c::Expr* e) { return e ? expr(*e) : none_value(); }
  Value expr(const c::Expr& e);
  Value constant(const c::Constant& e);
  Value constant_value(ConstantId id);
  Value call(const c::Call& e);
  Value subscript(const c::Subscript& e);
  Value slice(const c::Expr& e);
  Value comprehensions(std::span<const c::Comprehension> items);
  Value keywords(std::span<const c::Keyword> items, bool with_stars);
  Value arguments(const c::Arguments& a);
  Value argument(const c::Arg& a);
  Value parameter(const c::Expr& e);
  Value body(c::Body statements) {
    return list(statements, [this](const c::Stmt* s) { return stmt(*s); });
  }
  Value stmt(const c::Stmt& s);
  Value class_definition(const c::ClassDef& s);
  Value with(const c::With& s, const char* name);
  Value attempt(const c::Try& s, const char* name);
  Value handler(const c::ExceptHandler& h);
  Value aliases(std::span<const c::Alias> items);
  Value names(std::span<const c::Symbol> items) {
    return list(items, [this](c::Symbol name) { return identifier(name); });
  }
  Value pattern(const c::Pattern& p);
  Value patterns(std::span<c::Pattern* const> items) {
    return list(items, [this](const c::Pattern* p) { return pattern(*p); });
  }
  Value type_params(std::span<c::TypeParam* const> items);
  Value comment(std::string_view text) { return text.data() ? native_str(thread_, text) : none_value(); }

  Thread& thread_;
  const Release& release_;
  NodeTypes& types_;
  const ConstantPool& pool_;
};

Value Writer::node(std::string_view name, const c::Location& loc, Fields fields) {
  const NodeType* type = types_.find(name);
  if (!type) return raise_system_error(thread_, fmt::format("no node class {}", name));
  for (const Named& field : fields)
    if (!field.value) return Value();
  Type* made_of = &as<Type>(type->type);
  Value made = made_of->slots.make(thread_, made_of, {});
  if (!made) return made;
  for (std::size_t i = 0; i < type->fields.size(); ++i) {
    const compiler::TreeField& wanted = type->spec->fields[i];
    Value value;
    for (const Named& field : fields)
      if (field.name == wanted.name) value = field.value;
    if (!value) value = wanted.quantity == compiler::Quantity::Many ? make_list(thread_, nullptr, 0) : none_value();
    if (!set_attribute(thread_, made, type->fields[i], value)) return Value();
  }
  const std::int32_t places[] = {loc.line, loc.column, loc.end_line, loc.end_column};
  for (std::size_t i = 0; i < type->attributes.size(); ++i)
    if (!set_attribute(thread_, made, type->attributes[i], Value::small(places[i]))) return Value();
  return made;
}

Value Writer::constant_value(ConstantId id) {
  switch (pool_.kind(id)) {
    case ConstantKind::None: return none_value();
    case ConstantKind::True: return Value(py_true);
    case ConstantKind::False: return Value(py_false);
    case ConstantKind::Ellipsis: return Value(ellipsis);
    case ConstantKind::Int: return make_int(thread_, pool_.integer(id));
    case ConstantKind::Long: {
      Big number;
      for (std::size_t i = pool_[id].count; i-- > 0;) {
        mpz_mul_2exp(number, number, 15);
        mpz_add_ui(number, number, pool_.digit(id, i));
      }
      if (pool_.negative(id)) mpz_neg(number, number);
      return make_long(thread_, number);
    }
    case ConstantKind::Float: return Value::of(pool_.real(id));
    case ConstantKind::Complex: return make_complex(thread_, pool_.real(id), pool_.imag(id));
    case ConstantKind::Bytes: return make_bytes(thread_, pool_.bytes(id));
    case ConstantKind::Text: return make_text(thread_, pool_.bytes(id));
    case ConstantKind::Tuple:
    case ConstantKind::FrozenSet: {
      std::vector<Value> items;
      for (ConstantId item : pool_.items(id)) {
        items.push_back(constant_value(item));
        if (!items.back()) return Value();
      }
      Value tuple = make_tuple(thread_, items.data(), items.size());
      return tuple && pool_.kind(id) == ConstantKind::FrozenSet ? make_frozenset(thread_, tuple) : std::move(tuple);
    }
    default: return raise_system_error(thread_, "a constant that no tree has");
  }
}

Value Writer::constant(const c::Constant& e) {
  Value value = constant_value(e.value);
  ConstantKind kind = pool_.kind(e.value);
  if (constants_have_one_class(release_))
    return node("Constant", e.loc, {{"value", value}, {"kind", e.u_prefix ? native_str(thread_, "u") : none_value()}});
  switch (kind) {
    case ConstantKind::None:
    case ConstantKind::True:
    case ConstantKind::False:
      if (has_name_constant(release_)) return node("NameConstant", e.loc, {{"value", value}});
      return node("Name", e.loc, {{"id", native_intern(thread_, kind == ConstantKind::None ? "None" : kind == ConstantKind::True ? "True" : "False")},
                                  {"ctx", one("Load")}});
    case ConstantKind::Ellipsis: return node("Ellipsis", e.loc, {});
    case ConstantKind::Bytes: return node(release_.python2() ? "Str" : "Bytes", e.loc, {{"s", value}});
    case ConstantKind::Text: return node("Str", e.loc, {{"s", value}});
    default: return node("Num", e.loc, {{"n", value}});
  }
}

Value Writer::comprehensions(std::span<const c::Comprehension> items) {
  return list(items, [this](const c::Comprehension& item) {
    return node("comprehension", {{"target", expr(*item.target)}, {"iter", expr(*item.iter)}, {"ifs", expressions(item.ifs)},
                                  {"is_async", Value::small(item.is_async)}});
  });
}

Value Writer::keywords(std::span<const c::Keyword> items, bool with_stars) {
  Value made = own(allocate_list(thread_, items.size()));
  for (const c::Keyword& item : items) {
    if (!item.name && !with_stars) continue;
    Value one = node("keyword", item.loc, {{"arg", identifier(item.name)}, {"value", expr(*item.value)}});
    if (!one) return one;
    list_append(as<List>(made), std::move(one));
  }
  return made;
}

Value Writer::call(const c::Call& e) {
  bool apart = stars_have_fields(release_);
  c::ExprList args = e.args;
  const c::Expr* star = nullptr;
  const c::Expr* double_star = nullptr;
  if (apart) {
    if (!args.empty() && args.back()->kind == c::ExprKind::Starred) {
      star = static_cast<const c::Starred*>(args.back())->value;
      args = args.first(args.size() - 1);
    }
    for (const c::Keyword& keyword : e.keywords)
      if (!keyword.name) double_star = keyword.value;
  }
  return node("Call", e.loc, {{"func", expr(*e.func)}, {"args", expressions(args)}, {"keywords", keywords(e.keywords, !apart)},
                              {"starargs", optional(star)}, {"kwargs", optional(double_star)}});
}

// What stands in the brackets of a subscript.
Value Writer::slice(const c::Expr& e) {
  if (!indexes_are_wrapped(release_) || e.kind == c::ExprKind::Slice) return expr(e);
  if (e.kind == c::ExprKind::ExtSlice)
    return node("ExtSlice", {{"dims", list(static_cast<const c::ExtSlice&>(e).dims, [this](const c::Expr* one) { return slice(*one); })}});
  if (release_.python2() && e.kind == c::ExprKind::Constant && pool_.kind(static_cast<const c::Constant&>(e).value) == ConstantKind::Ellipsis)
    return node("Ellipsis", {});
  return node("Index", {{"value", expr(e)}});
}

Value Writer::argument(const c::Arg& a) {
  return node("arg", a.loc, {{"arg", identifier(a.name)}, {"annotation", optional(a.annotation)}, {"type_comment", comment(a.type_comment)}});
}

// 2.x: a parameter that is a tuple, or a name in one.
Value Writer::parameter(const c::Expr& e) { return expr(e); }

Value Writer::arguments(const c::Arguments& a) {
  auto names = [this](std::span<const c::Arg> items) {
    return list(items, [this](const c::Arg& item) {
      if (!release_.python2()) return argument(item);
      if (item.tuple) return parameter(*item.tuple);
      return node("Name", item.loc, {{"id", identifier(item.name)}, {"ctx", one("Param")}});
    });
  };
  auto starred = [this](const c::Arg* item) {
    if (!item) return none_value();
    return release_.python2() || star_parameters_are_names(release_) ? identifier(item->name) : argument(*item);
  };
  return node("arguments", {{"posonlyargs", names(a.posonly)}, {"args", names(a.args)}, {"vararg", starred(a.vararg)},
                            {"varargannotation", optional(a.vararg ? a.vararg->annotation : nullptr)},
                            {"kwonlyargs", release_.python2() ? none_value() : names(a.kwonly)}, {"kw_defaults", expressions(a.kw_defaults)},
                            {"kwarg", starred(a.kwarg)}, {"kwargannotation", optional(a.kwarg ? a.kwarg->annotation : nullptr)},
                            {"defaults", expressions(a.defaults)}});
}

Value Writer::expr(const c::Expr& e) {
  if (c::stack_is_low()) return raise_format(thread_, thread_.rt.exc.RuntimeError, "maximum recursion depth exceeded during ast construction");
  const c::Location& loc = e.loc;
  auto comprehension = [&](const char* name, const auto& of) {
    return node(name, loc, {{"elt", expr(*of.elt)}, {"generators", comprehensions(of.generators)}});
  };
  switch (e.kind) {
    case c::ExprKind::BoolOp: {
      const auto& n = static_cast<const c::BoolOp&>(e);
      return node("BoolOp", loc, {{"op", one(n.op == c::BoolOperator::And ? "And" : "Or")}, {"values", expressions(n.values)}});
    }
    case c::ExprKind::NamedExpr: {
      const auto& n = static_cast<const c::NamedExpr&>(e);
      return node("NamedExpr", loc, {{"target", expr(*n.target)}, {"value", expr(*n.value)}});
    }
    case c::ExprKind::BinOp: {
      const auto& n = static_cast<const c::BinOp&>(e);
      return node("BinOp", loc, {{"left", expr(*n.left)}, {"op", one(operator_names[std::size_t(n.op)])}, {"right", expr(*n.right)}});
    }
    case c::ExprKind::UnaryOp: {
      const auto& n = static_cast<const c::UnaryOp&>(e);
      return node("UnaryOp", loc, {{"op", one(unary_names[std::size_t(n.op)])}, {"operand", expr(*n.operand)}});
    }
    case c::ExprKind::Lambda: {
      const auto& n = static_cast<const c::Lambda&>(e);
      return node("Lambda", loc, {{"args", arguments(*n.args)}, {"body", expr(*n.body)}});
    }
    case c::ExprKind::IfExp: {
      const auto& n = static_cast<const c::IfExp&>(e);
      return node("IfExp", loc, {{"test", expr(*n.test)}, {"body", expr(*n.body)}, {"orelse", expr(*n.orelse)}});
    }
    case c::ExprKind::Dict: {
      const auto& n = static_cast<const c::Dict&>(e);
      return node("Dict", loc, {{"keys", expressions(n.keys)}, {"values", expressions(n.values)}});
    }
    case c::ExprKind::Set: return node("Set", loc, {{"elts", expressions(static_cast<const c::Set&>(e).elts)}});
    case c::ExprKind::ListComp: return comprehension("ListComp", static_cast<const c::ListComp&>(e));
    case c::ExprKind::SetComp: return comprehension("SetComp", static_cast<const c::SetComp&>(e));
    case c::ExprKind::GeneratorExp: return comprehension("GeneratorExp", static_cast<const c::GeneratorExp&>(e));
    case c::ExprKind::DictComp: {
      const auto& n = static_cast<const c::DictComp&>(e);
      return node("DictComp", loc, {{"key", expr(*n.key)}, {"value", expr(*n.value)}, {"generators", comprehensions(n.generators)}});
    }
    case c::ExprKind::Await: return node("Await", loc, {{"value", expr(*static_cast<const c::Await&>(e).value)}});
    case c::ExprKind::Yield: return node("Yield", loc, {{"value", optional(static_cast<const c::Yield&>(e).value)}});
    case c::ExprKind::YieldFrom: return node("YieldFrom", loc, {{"value", expr(*static_cast<const c::YieldFrom&>(e).value)}});
    case c::ExprKind::Compare: {
      const auto& n = static_cast<const c::Compare&>(e);
      return node("Compare", loc, {{"left", expr(*n.left)},
                                   {"ops", list(n.ops, [this](c::CompareOperator op) { return one(compare_names[std::size_t(op)]); })},
                                   {"comparators", expressions(n.comparators)}});
    }
    case c::ExprKind::Call: return call(static_cast<const c::Call&>(e));
    case c::ExprKind::FormattedValue: {
      const auto& n = static_cast<const c::FormattedValue&>(e);
      return node("FormattedValue", loc, {{"value", expr(*n.value)}, {"conversion", Value::small(n.conversion)}, {"format_spec", optional(n.format_spec)}});
    }
    case c::ExprKind::JoinedStr: return node("JoinedStr", loc, {{"values", expressions(static_cast<const c::JoinedStr&>(e).values)}});
    case c::ExprKind::Constant: return constant(static_cast<const c::Constant&>(e));
    case c::ExprKind::Attribute: {
      const auto& n = static_cast<const c::Attribute&>(e);
      return node("Attribute", loc, {{"value", expr(*n.value)}, {"attr", identifier(n.attr)}, {"ctx", context(n.ctx)}});
    }
    case c::ExprKind::Subscript: {
      const auto& n = static_cast<const c::Subscript&>(e);
      return node("Subscript", loc, {{"value", expr(*n.value)}, {"slice", slice(*n.slice)}, {"ctx", context(n.ctx)}});
    }
    case c::ExprKind::Starred: {
      const auto& n = static_cast<const c::Starred&>(e);
      return node("Starred", loc, {{"value", expr(*n.value)}, {"ctx", context(n.ctx)}});
    }
    case c::ExprKind::Name: {
      const auto& n = static_cast<const c::Name&>(e);
      return node("Name", loc, {{"id", identifier(n.id)}, {"ctx", context(n.ctx)}});
    }
    case c::ExprKind::List: {
      const auto& n = static_cast<const c::List&>(e);
      return node("List", loc, {{"elts", expressions(n.elts)}, {"ctx", context(n.ctx)}});
    }
    case c::ExprKind::Tuple: {
      const auto& n = static_cast<const c::Tuple&>(e);
      return node("Tuple", loc, {{"elts", expressions(n.elts)}, {"ctx", context(n.ctx)}});
    }
    case c::ExprKind::Slice: {
      const auto& n = static_cast<const c::Slice&>(e);
      return node("Slice", loc, {{"lower", optional(n.lower)}, {"upper", optional(n.upper)}, {"step", optional(n.step)}});
    }
    case c::ExprKind::Repr: return node("Repr", loc, {{"value", expr(*static_cast<const c::Repr&>(e).value)}});
    case c::ExprKind::ExtSlice: return slice(e);
  }
  return raise_system_error(thread_, "an expression of no kind");
}

Value Writer::class_definition(const c::ClassDef& s) {
  bool apart = stars_have_fields(release_);
  c::ExprList bases = s.bases;
  const c::Expr* star = nullptr;
  const c::Expr* double_star = nullptr;
  if (apart && !bases.empty() && bases.back()->kind == c::ExprKind::Starred) {
    star = static_cast<const c::Starred*>(bases.back())->value;
    bases = bases.first(bases.size() - 1);
  }
  for (const c::Keyword& keyword : s.keywords)
    if (apart && !keyword.name) double_star = keyword.value;
  Value decorators = expressions(s.decorators);
  return node("ClassDef", s.loc, {{"name", identifier(s.name)}, {"bases", expressions(bases)}, {"keywords", release_.python2() ? none_value() : keywords(s.keywords, !apart)},
                                  {"starargs", optional(star)}, {"kwargs", optional(double_star)}, {"body", body(s.body)},
                                  {"decorator_list", decorators}, {"type_params", type_params(s.type_params)}});
}

Value Writer::with(const c::With& s, const char* name) {
  if (with_has_one_item(release_)) {
    const c::WithItem& item = s.items.front();
    return node(name, s.loc, {{"context_expr", expr(*item.context)}, {"optional_vars", optional(item.vars)}, {"body", body(s.body)}});
  }
  Value items = list(s.items, [this](const c::WithItem& item) {
    return node("withitem", {{"context_expr", expr(*item.context)}, {"optional_vars", optional(item.vars)}});
  });
  return node(name, s.loc, {{"items", items}, {"body", body(s.body)}, {"type_comment", comment(s.type_comment)}});
}

Value Writer::handler(const c::ExceptHandler& h) {
  Value target = release_.python2() || !h.target ? optional(h.target) : identifier(static_cast<const c::Name*>(h.target)->id);
  return node(handlers_are_plain(release_) ? "excepthandler" : "ExceptHandler", h.loc,
              {{"type", optional(h.type)}, {"name", target}, {"body", body(h.body)}, {"lineno", Value::small(h.loc.line)},
               {"col_offset", Value::small(h.loc.column)}});
}

Value Writer::attempt(const c::Try& s, const char* name) {
  Value inner = body(s.body), handlers = list(s.handlers, [this](const c::ExceptHandler& h) { return handler(h); });
  Value orelse = body(s.orelse), last = body(s.finalbody);
  if (!try_is_two(release_)) return node(name, s.loc, {{"body", inner}, {"handlers", handlers}, {"orelse", orelse}, {"finalbody", last}});
  if (!s.handlers.empty()) {
    Value made = node("TryExcept", s.loc, {{"body", inner}, {"handlers", handlers}, {"orelse", orelse}});
    if (s.finalbody.empty() || !made) return made;
    inner = make_list(thread_, &made, 1);
  }
  return node("TryFinally", s.loc, {{"body", inner}, {"finalbody", last}});
}

Value Writer::aliases(std::span<const c::Alias> items) {
  return list(items, [this](const c::Alias& item) {
    return node("alias", item.loc, {{"name", identifier(item.name)}, {"asname", identifier(item.asname)}});
  });
}

Value Writer::type_params(std::span<c::TypeParam* const> items) {
  return list(items, [this](const c::TypeParam* item) {
    const char* name = item->kind == c::TypeParamKind::TypeVar ? "TypeVar" : item->kind == c::TypeParamKind::ParamSpec ? "ParamSpec" : "TypeVarTuple";
    return node(name, item->loc, {{"name", identifier(item->name)}, {"bound", optional(item->bound)}, {"default_value", optional(item->default_value)}});
  });
}

Value Writer::pattern(const c::Pattern& p) {
  if (c::stack_is_low()) return raise_format(thread_, thread_.rt.exc.RuntimeError, "maximum recursion depth exceeded during ast construction");
  switch (p.kind) {
    case c::PatternKind::Value: return node("MatchValue", p.loc, {{"value", expr(*static_cast<const c::MatchValue&>(p).value)}});
    case c::PatternKind::Singleton: return node("MatchSingleton", p.loc, {{"value", constant_value(static_cast<const c::MatchSingleton&>(p).value)}});
    case c::PatternKind::Sequence: return node("MatchSequence", p.loc, {{"patterns", patterns(static_cast<const c::MatchSequence&>(p).patterns)}});
    case c::PatternKind::Mapping: {
      const auto& n = static_cast<const c::MatchMapping&>(p);
      return node("MatchMapping", p.loc, {{"keys", expressions(n.keys)}, {"patterns", patterns(n.patterns)}, {"rest", identifier(n.rest)}});
    }
    case c::PatternKind::Class: {
      const auto& n = static_cast<const c::MatchClass&>(p);
      return node("MatchClass", p.loc, {{"cls", expr(*n.cls)}, {"patterns", patterns(n.patterns)}, {"kwd_attrs", names(n.kwd_attrs)},
                                        {"kwd_patterns", patterns(n.kwd_patterns)}});
    }
    case c::PatternKind::Star: return node("MatchStar", p.loc, {{"name", identifier(static_cast<const c::MatchStar&>(p).name)}});
    case c::PatternKind::As: {
      const auto& n = static_cast<const c::MatchAs&>(p);
      return node("MatchAs", p.loc, {{"pattern", n.pattern ? pattern(*n.pattern) : none_value()}, {"name", identifier(n.name)}});
    }
    case c::PatternKind::Or: return node("MatchOr", p.loc, {{"patterns", patterns(static_cast<const c::MatchOr&>(p).patterns)}});
  }
  return raise_system_error(thread_, "a pattern of no kind");
}

Value Writer::stmt(const c::Stmt& s) {
  if (c::stack_is_low()) return raise_format(thread_, thread_.rt.exc.RuntimeError, "maximum recursion depth exceeded during ast construction");
  const c::Location& loc = s.loc;
  switch (s.kind) {
    case c::StmtKind::FunctionDef:
    case c::StmtKind::AsyncFunctionDef: {
      const auto& n = static_cast<const c::FunctionDef&>(s);
      Value decorators = expressions(n.decorators);
      return node(s.kind == c::StmtKind::FunctionDef ? "FunctionDef" : "AsyncFunctionDef", loc,
                  {{"name", identifier(n.name)}, {"args", arguments(*n.args)}, {"body", body(n.body)}, {"decorator_list", decorators},
                   {"decorators", decorators}, {"returns", optional(n.returns)}, {"type_comment", comment(n.type_comment)},
                   {"type_params", type_params(n.type_params)}});
    }
    case c::StmtKind::ClassDef: return class_definition(static_cast<const c::ClassDef&>(s));
    case c::StmtKind::Return: return node("Return", loc, {{"value", optional(static_cast<const c::Return&>(s).value)}});
    case c::StmtKind::Delete: return node("Delete", loc, {{"targets", expressions(static_cast<const c::Delete&>(s).targets)}});
    case c::StmtKind::Assign: {
      const auto& n = static_cast<const c::Assign&>(s);
      return node("Assign", loc, {{"targets", expressions(n.targets)}, {"value", expr(*n.value)}, {"type_comment", comment(n.type_comment)}});
    }
    case c::StmtKind::TypeAlias: {
      const auto& n = static_cast<const c::TypeAlias&>(s);
      return node("TypeAlias", loc, {{"name", expr(*n.name)}, {"type_params", type_params(n.type_params)}, {"value", expr(*n.value)}});
    }
    case c::StmtKind::AugAssign: {
      const auto& n = static_cast<const c::AugAssign&>(s);
      return node("AugAssign", loc, {{"target", expr(*n.target)}, {"op", one(operator_names[std::size_t(n.op)])}, {"value", expr(*n.value)}});
    }
    case c::StmtKind::AnnAssign: {
      const auto& n = static_cast<const c::AnnAssign&>(s);
      return node("AnnAssign", loc, {{"target", expr(*n.target)}, {"annotation", expr(*n.annotation)}, {"value", optional(n.value)},
                                     {"simple", Value::small(n.simple)}});
    }
    case c::StmtKind::For:
    case c::StmtKind::AsyncFor: {
      const auto& n = static_cast<const c::For&>(s);
      return node(s.kind == c::StmtKind::For ? "For" : "AsyncFor", loc,
                  {{"target", expr(*n.target)}, {"iter", expr(*n.iter)}, {"body", body(n.body)}, {"orelse", body(n.orelse)},
                   {"type_comment", comment(n.type_comment)}});
    }
    case c::StmtKind::While: {
      const auto& n = static_cast<const c::While&>(s);
      return node("While", loc, {{"test", expr(*n.test)}, {"body", body(n.body)}, {"orelse", body(n.orelse)}});
    }
    case c::StmtKind::If: {
      const auto& n = static_cast<const c::If&>(s);
      return node("If", loc, {{"test", expr(*n.test)}, {"body", body(n.body)}, {"orelse", body(n.orelse)}});
    }
    case c::StmtKind::With: return with(static_cast<const c::With&>(s), "With");
    case c::StmtKind::AsyncWith: return with(static_cast<const c::With&>(s), "AsyncWith");
    case c::StmtKind::Match: {
      const auto& n = static_cast<const c::Match&>(s);
      Value cases = list(n.cases, [this](const c::MatchCase& one) {
        return node("match_case", {{"pattern", pattern(*one.pattern)}, {"guard", optional(one.guard)}, {"body", body(one.body)}});
      });
      return node("Match", loc, {{"subject", expr(*n.subject)}, {"cases", cases}});
    }
    case c::StmtKind::Raise: {
      const auto& n = static_cast<const c::Raise&>(s);
      Value exc = optional(n.exc), cause = optional(n.cause);
      return node("Raise", loc, {{"exc", exc}, {"cause", cause}, {"type", exc}, {"inst", cause}, {"tback", optional(n.traceback)}});
    }
    case c::StmtKind::Try: return attempt(static_cast<const c::Try&>(s), "Try");
    case c::StmtKind::TryStar: return attempt(static_cast<const c::Try&>(s), "TryStar");
    case c::StmtKind::Assert: {
      const auto& n = static_cast<const c::Assert&>(s);
      return node("Assert", loc, {{"test", expr(*n.test)}, {"msg", optional(n.msg)}});
    }
    case c::StmtKind::Import: return node("Import", loc, {{"names", aliases(static_cast<const c::Import&>(s).names)}});
    case c::StmtKind::ImportFrom: {
      const auto& n = static_cast<const c::ImportFrom&>(s);
      Value module = !n.module && missing_module_is_empty(release_) ? native_intern(thread_, "") : identifier(n.module);
      return node("ImportFrom", loc, {{"module", module}, {"names", aliases(n.names)}, {"level", Value::small(n.level)}});
    }
    case c::StmtKind::Global: return node("Global", loc, {{"names", names(static_cast<const c::Global&>(s).names)}});
    case c::StmtKind::Nonlocal: return node("Nonlocal", loc, {{"names", names(static_cast<const c::Global&>(s).names)}});
    case c::StmtKind::Expr: return node("Expr", loc, {{"value", expr(*static_cast<const c::ExprStmt&>(s).value)}});
    case c::StmtKind::Pass: return node("Pass", loc, {});
    case c::StmtKind::Break: return node("Break", loc, {});
    case c::StmtKind::Continue: return node("Continue", loc, {});
    case c::StmtKind::Print: {
      const auto& n = static_cast<const c::Print&>(s);
      return node("Print", loc, {{"dest", optional(n.dest)}, {"values", expressions(n.values)}, {"nl", Value::of(n.newline)}});
    }
    case c::StmtKind::Exec: {
      const auto& n = static_cast<const c::Exec&>(s);
      return node("Exec", loc, {{"body", expr(*n.body)}, {"globals", optional(n.globals)}, {"locals", optional(n.locals)}});
    }
  }
  return raise_system_error(thread_, "a statement of no kind");
}

Value Writer::module(const c::Module& m) {
  switch (m.kind) {
    case c::ModuleKind::Module:
      return node("Module", {{"body", body(m.body)}, {"type_ignores", list(m.type_ignores, [this](const c::TypeIgnore& one) {
                                return node("TypeIgnore", {{"lineno", Value::small(one.line)}, {"tag", native_str(thread_, one.tag)}});
                              })}});
    case c::ModuleKind::Interactive: return node("Interactive", {{"body", body(m.body)}});
    case c::ModuleKind::Expression: return node("Expression", {{"body", expr(*m.expression)}});
    case c::ModuleKind::FunctionType:
      return node("FunctionType", {{"argtypes", expressions(m.argument_types)}, {"returns", expr(*m.expression)}});
  }
  return Value();
}

}  // namespace

Value write_tree(Thread& thread, const compiler::Module& module, const ConstantPool& pool) {
  NodeTypes* types = node_types(thread);
  return types ? Writer(thread, *types, pool).module(module) : Value();
}

}  // namespace xvm
