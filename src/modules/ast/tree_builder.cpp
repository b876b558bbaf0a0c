// From checked nodes to the tree that the compiler works on.
#include <gmp.h>

#include <iterator>

#include "compiler/constant_merger.h"
#include "modules/ast/tree_reader.h"
#include "objects/bytes.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/operators.h"

namespace xvm {

namespace {

namespace c = compiler;

constexpr std::string_view operator_names[] = {"Add", "BitAnd", "FloorDiv", "LShift", "MatMult", "Mult", "Mod", "BitOr", "Pow", "RShift", "Sub", "Div", "BitXor"};
constexpr std::string_view unary_names[] = {"Invert", "Not", "UAdd", "USub"};
constexpr std::string_view compare_names[] = {"Lt", "LtE", "Eq", "NotEq", "Gt", "GtE", "In", "NotIn", "Is", "IsNot"};

template <class E, std::size_t N>
E value_of(const std::string_view (&names)[N], const TreeItem& item) {
  for (std::size_t i = 0; i < N; ++i)
    if (item.node->spec->name == names[i]) return E(i);
  return E(0);
}

bool names_stand_for_constants(const Release& r) { return r.since(3, 0) && r.until(3, 3); }

class Builder {
 public:
  Builder(Thread& thread, Arena& arena, c::SymbolPool& symbols, c::ConstantMaker& maker)
      : thread_(thread), release_(thread.rt.release), arena_(arena), symbols_(symbols), maker_(maker) {}

  c::Module* module(const TreeNode& n) {
    c::Module* made = arena_.make<c::Module>();
    made->kind = n.is("Interactive") ? c::ModuleKind::Interactive : n.is("Expression") ? c::ModuleKind::Expression : c::ModuleKind::Module;
    if (n.is("Expression")) made->expression = expr(n["body"]);
    else made->body = body(n["body"]);
    return made;
  }

 private:
  template <class N, class K, class... A>
  N* make(K kind, const TreeNode& n, A... fields) {
    N* made = static_cast<N*>(arena_.allocate(sizeof(N), alignof(N)));
    if constexpr (sizeof...(A) == 0) return new (made) N{kind, n.loc};
    else return new (made) N{{kind, n.loc}, fields...};
  }
  template <class X, class Make>
  std::span<X> list(const TreeItem& item, Make one) {
    std::vector<X> made;
    for (const TreeItem& each : item.items) made.push_back(one(each));
    return arena_.copy(std::span<const X>(made));
  }
  c::ExprList exprs(const TreeItem& item) {
    return list<c::Expr*>(item, [this](const TreeItem& one) { return expr(one); });
  }
  c::Body body(const TreeItem& item) {
    return list<c::Stmt*>(item, [this](const TreeItem& one) { return stmt(*one.node); });
  }
  static c::Context context(const TreeNode& n) {
    std::string_view name = n["ctx"].node->spec->name;
    return name == "Load" || name == "AugLoad" ? c::Context::Load : name == "Del" ? c::Context::Del : c::Context::Store;
  }
  std::span<c::Comprehension> comprehensions(const TreeNode& n) {
    return list<c::Comprehension>(n["generators"], [this](const TreeItem& one) {
      const TreeNode& g = *one.node;
      return c::Comprehension{expr(g["target"]), expr(g["iter"]), exprs(g["ifs"]), g["is_async"].number != 0};
    });
  }
  ConstantId constant(Ref v);
  c::Expr* constant_node(const TreeNode& n, Ref v, bool u_prefix = false) {
    return make<c::Constant>(c::ExprKind::Constant, n, v ? constant(v) : maker_.none(), u_prefix);
  }
  c::Expr* expr(const TreeItem& item) { return item.node ? expr(*item.node) : nullptr; }
  c::Expr* expr(const TreeNode& n);
  c::Expr* slice(const TreeNode& n);
  c::Expr* call(const TreeNode& n);
  // Positional and keyword arguments, those of to 3.4 with *args and **kwargs at their ends.
  void call_arguments(const TreeNode& n, const TreeItem& positional, c::ExprList& args, std::span<c::Keyword>& keywords);
  c::Arg argument(const TreeNode& n);
  c::Arguments* arguments(const TreeNode& n);
  c::Stmt* stmt(const TreeNode& n);
  c::Stmt* attempt(const TreeNode& n);
  std::span<c::ExceptHandler> handlers(const TreeNode& n);
  std::span<c::Alias> aliases(const TreeNode& n) {
    return list<c::Alias>(n["names"], [](const TreeItem& one) {
      const TreeNode& a = *one.node;
      return c::Alias{a["name"].name, a["asname"].name, a.loc};
    });
  }
  std::span<c::Symbol> names(const TreeItem& item) {
    return list<c::Symbol>(item, [](const TreeItem& one) { return one.name; });
  }
  c::Pattern* pattern(const TreeNode& n);
  std::span<c::Pattern*> patterns(const TreeItem& item) {
    return list<c::Pattern*>(item, [this](const TreeItem& one) { return pattern(*one.node); });
  }
  std::span<c::TypeParam*> type_params(const TreeNode& n) {
    return list<c::TypeParam*>(n["type_params"], [this](const TreeItem& one) {
      const TreeNode& p = *one.node;
      c::TypeParamKind kind = p.is("TypeVar") ? c::TypeParamKind::TypeVar : p.is("ParamSpec") ? c::TypeParamKind::ParamSpec : c::TypeParamKind::TypeVarTuple;
      return arena_.make<c::TypeParam>(kind, p["name"].name, expr(p["bound"]), expr(p["default_value"]), p.loc);
    });
  }

  Thread& thread_;
  const Release& release_;
  Arena& arena_;
  c::SymbolPool& symbols_;
  c::ConstantMaker& maker_;
};

ConstantId Builder::constant(Ref v) {
  if (v.is_none()) return maker_.none();
  if (v.is_bool()) return maker_.boolean(v.is_true());
  if (v.is_ellipsis()) return maker_.ellipsis();
  if (is_int(v)) {
    Integer number(v);
    return is_long(thread_, v) ? maker_.long_integer(number.get()) : maker_.integer(number.get());
  }
  if (v.is_double() || is<Float>(v)) return maker_.real(float_of(v));
  if (is<Complex>(v)) return maker_.complex(as<Complex>(v).real, as<Complex>(v).imag);
  if (is<Bytes>(v)) return maker_.bytes(as<Bytes>(v).view());
  if (is<Text>(v)) return maker_.text(text_utf8(v));
  std::vector<ConstantId> items;
  if (Value tuple = to_tuple(thread_, v))
    for (Ref item : as<Tuple>(tuple)) items.push_back(constant(item));
  return is<Tuple>(v) ? maker_.tuple(items) : maker_.frozenset(items);
}

c::Expr* Builder::slice(const TreeNode& n) {
  if (n.is("Index")) return expr(n["value"]);
  if (n.is("ExtSlice")) {
    c::ExprList dims = list<c::Expr*>(n["dims"], [this](const TreeItem& one) { return slice(*one.node); });
    return make<c::ExtSlice>(c::ExprKind::ExtSlice, n, dims);
  }
  if (n.is("Ellipsis")) return constant_node(n, ellipsis);
  return expr(n);
}

void Builder::call_arguments(const TreeNode& n, const TreeItem& positional, c::ExprList& args, std::span<c::Keyword>& keywords) {
  std::vector<c::Expr*> all;
  for (const TreeItem& one : positional.items) all.push_back(expr(one));
  if (const TreeNode* star = n["starargs"].node) {
    c::Expr* value = expr(*star);
    all.push_back(make<c::Starred>(c::ExprKind::Starred, *star, value, c::Context::Load));
  }
  args = arena_.copy(std::span<c::Expr* const>(all));
  std::vector<c::Keyword> named;
  for (const TreeItem& one : n["keywords"].items) named.push_back({(*one.node)["arg"].name, expr((*one.node)["value"]), one.node->loc});
  if (const TreeNode* stars = n["kwargs"].node) named.push_back({nullptr, expr(*stars), stars->loc});
  keywords = arena_.copy(std::span<const c::Keyword>(named));
}

c::Expr* Builder::call(const TreeNode& n) {
  c::Expr* function = expr(n["func"]);
  c::ExprList args;
  std::span<c::Keyword> keywords;
  call_arguments(n, n["args"], args, keywords);
  return make<c::Call>(c::ExprKind::Call, n, function, args, keywords);
}

c::Arg Builder::argument(const TreeNode& n) {
  if (n.is("Name")) return {n["id"].name, nullptr, n.loc};
  if (n.is("Tuple")) return {nullptr, nullptr, n.loc, expr(n)};
  return {n["arg"].name, expr(n["annotation"]), n.loc};
}

c::Arguments* Builder::arguments(const TreeNode& n) {
  auto all = [this](const TreeItem& item) {
    return list<c::Arg>(item, [this](const TreeItem& one) { return argument(*one.node); });
  };
  auto starred = [&](std::string_view name, std::string_view annotation) -> c::Arg* {
    const TreeItem& item = n[name];
    if (item.node) return arena_.make<c::Arg>(argument(*item.node));
    return item.name ? arena_.make<c::Arg>(c::Arg{item.name, expr(n[annotation]), {}}) : nullptr;
  };
  c::Arguments* made = arena_.make<c::Arguments>();
  made->posonly = all(n["posonlyargs"]);
  made->args = all(n["args"]);
  made->kwonly = all(n["kwonlyargs"]);
  made->vararg = starred("vararg", "varargannotation");
  made->kwarg = starred("kwarg", "kwargannotation");
  made->defaults = exprs(n["defaults"]);
  made->kw_defaults = exprs(n["kw_defaults"]);
  return made;
}

c::Expr* Builder::expr(const TreeNode& n) {
  using K = c::ExprKind;
  std::string_view kind = n.spec->name;
  if (kind == "Name") {
    std::string_view id = n["id"].name->text;
    if (names_stand_for_constants(release_) && context(n) == c::Context::Load) {
      if (id == "None") return constant_node(n, none);
      if (id == "True" || id == "False") return constant_node(n, Ref::from_bool(id == "True"));
    }
    return make<c::Name>(K::Name, n, n["id"].name, context(n));
  }
  if (kind == "Constant") {
    Ref mark = n["kind"].object;
    return constant_node(n, n["value"].object, mark && native_is(mark, "u"));
  }
  if (kind == "Num") return constant_node(n, n["n"].object);
  if (kind == "Str" || kind == "Bytes") return constant_node(n, n["s"].object);
  if (kind == "NameConstant") return constant_node(n, n["value"].object);
  if (kind == "Ellipsis") return constant_node(n, ellipsis);
  if (kind == "Attribute") return make<c::Attribute>(K::Attribute, n, expr(n["value"]), n["attr"].name, context(n));
  if (kind == "Call") return call(n);
  if (kind == "BinOp") return make<c::BinOp>(K::BinOp, n, expr(n["left"]), value_of<c::Operator>(operator_names, n["op"]), expr(n["right"]));
  if (kind == "BoolOp")
    return make<c::BoolOp>(K::BoolOp, n, n["op"].node->is("And") ? c::BoolOperator::And : c::BoolOperator::Or, exprs(n["values"]));
  if (kind == "NamedExpr") return make<c::NamedExpr>(K::NamedExpr, n, expr(n["target"]), expr(n["value"]));
  if (kind == "UnaryOp") return make<c::UnaryOp>(K::UnaryOp, n, value_of<c::UnaryOperator>(unary_names, n["op"]), expr(n["operand"]));
  if (kind == "Lambda") return make<c::Lambda>(K::Lambda, n, arguments(*n["args"].node), expr(n["body"]));
  if (kind == "IfExp") return make<c::IfExp>(K::IfExp, n, expr(n["test"]), expr(n["body"]), expr(n["orelse"]));
  if (kind == "Dict") return make<c::Dict>(K::Dict, n, exprs(n["keys"]), exprs(n["values"]));
  if (kind == "Set") return make<c::Set>(K::Set, n, exprs(n["elts"]));
  if (kind == "ListComp") return make<c::ListComp>(K::ListComp, n, expr(n["elt"]), comprehensions(n));
  if (kind == "SetComp") return make<c::SetComp>(K::SetComp, n, expr(n["elt"]), comprehensions(n));
  if (kind == "GeneratorExp") return make<c::GeneratorExp>(K::GeneratorExp, n, expr(n["elt"]), comprehensions(n));
  if (kind == "DictComp") return make<c::DictComp>(K::DictComp, n, expr(n["key"]), expr(n["value"]), comprehensions(n));
  if (kind == "Await") return make<c::Await>(K::Await, n, expr(n["value"]));
  if (kind == "Yield") return make<c::Yield>(K::Yield, n, expr(n["value"]));
  if (kind == "YieldFrom") return make<c::YieldFrom>(K::YieldFrom, n, expr(n["value"]));
  if (kind == "Compare") {
    auto ops = list<c::CompareOperator>(n["ops"], [](const TreeItem& one) { return value_of<c::CompareOperator>(compare_names, one); });
    return make<c::Compare>(K::Compare, n, expr(n["left"]), ops, exprs(n["comparators"]));
  }
  if (kind == "FormattedValue")
    return make<c::FormattedValue>(K::FormattedValue, n, expr(n["value"]), std::int32_t(n["conversion"].number), expr(n["format_spec"]));
  if (kind == "JoinedStr") return make<c::JoinedStr>(K::JoinedStr, n, exprs(n["values"]));
  if (kind == "Subscript") return make<c::Subscript>(K::Subscript, n, expr(n["value"]), slice(*n["slice"].node), context(n));
  if (kind == "Starred") return make<c::Starred>(K::Starred, n, expr(n["value"]), context(n));
  if (kind == "List") return make<c::List>(K::List, n, exprs(n["elts"]), context(n));
  if (kind == "Slice") return make<c::Slice>(K::Slice, n, expr(n["lower"]), expr(n["upper"]), expr(n["step"]));
  if (kind == "Repr") return make<c::Repr>(K::Repr, n, expr(n["value"]));
  return make<c::Tuple>(K::Tuple, n, exprs(n["elts"]), context(n));
}

std::span<c::ExceptHandler> Builder::handlers(const TreeNode& n) {
  return list<c::ExceptHandler>(n["handlers"], [this](const TreeItem& one) {
    const TreeNode& h = *one.node;
    c::Expr* target = expr(h["name"]);
    if (h["name"].name) target = make<c::Name>(c::ExprKind::Name, h, h["name"].name, c::Context::Store);
    return c::ExceptHandler{expr(h["type"]), target, body(h["body"]), h.loc};
  });
}

// TryFinally around nothing but a TryExcept is one statement to the compiler.
c::Stmt* Builder::attempt(const TreeNode& n) {
  c::Body last = body(n["finalbody"]);
  if (n.is("TryFinally")) {
    std::span<TreeItem> inner = n["body"].items;
    if (inner.size() == 1 && inner[0].node->is("TryExcept") && inner[0].node->loc == n.loc) {
      const TreeNode& t = *inner[0].node;
      return make<c::Try>(c::StmtKind::Try, n, body(t["body"]), handlers(t), body(t["orelse"]), last);
    }
  }
  return make<c::Try>(n.is("TryStar") ? c::StmtKind::TryStar : c::StmtKind::Try, n, body(n["body"]), handlers(n), body(n["orelse"]), last);
}

c::Stmt* Builder::stmt(const TreeNode& n) {
  using K = c::StmtKind;
  std::string_view kind = n.spec->name;
  if (kind == "Expr") return make<c::ExprStmt>(K::Expr, n, expr(n["value"]));
  if (kind == "Assign") return make<c::Assign>(K::Assign, n, exprs(n["targets"]), expr(n["value"]));
  if (kind == "FunctionDef" || kind == "AsyncFunctionDef") {
    const TreeItem& decorators = n["decorator_list"].items.empty() ? n["decorators"] : n["decorator_list"];
    return make<c::FunctionDef>(kind == "FunctionDef" ? K::FunctionDef : K::AsyncFunctionDef, n, n["name"].name, arguments(*n["args"].node),
                                body(n["body"]), exprs(decorators), expr(n["returns"]), type_params(n));
  }
  if (kind == "ClassDef") {
    c::ExprList bases;
    std::span<c::Keyword> keywords;
    call_arguments(n, n["bases"], bases, keywords);
    return make<c::ClassDef>(K::ClassDef, n, n["name"].name, bases, keywords, body(n["body"]), exprs(n["decorator_list"]), type_params(n));
  }
  if (kind == "Return") return make<c::Return>(K::Return, n, expr(n["value"]));
  if (kind == "Delete") return make<c::Delete>(K::Delete, n, exprs(n["targets"]));
  if (kind == "TypeAlias") return make<c::TypeAlias>(K::TypeAlias, n, expr(n["name"]), type_params(n), expr(n["value"]));
  if (kind == "AugAssign")
    return make<c::AugAssign>(K::AugAssign, n, expr(n["target"]), value_of<c::Operator>(operator_names, n["op"]), expr(n["value"]));
  if (kind == "AnnAssign")
    return make<c::AnnAssign>(K::AnnAssign, n, expr(n["target"]), expr(n["annotation"]), expr(n["value"]), n["simple"].number != 0);
  if (kind == "For" || kind == "AsyncFor")
    return make<c::For>(kind == "For" ? K::For : K::AsyncFor, n, expr(n["target"]), expr(n["iter"]), body(n["body"]), body(n["orelse"]));
  if (kind == "While") return make<c::While>(K::While, n, expr(n["test"]), body(n["body"]), body(n["orelse"]));
  if (kind == "If") return make<c::If>(K::If, n, expr(n["test"]), body(n["body"]), body(n["orelse"]));
  if (kind == "With" || kind == "AsyncWith") {
    std::vector<c::WithItem> items;
    if (n["context_expr"].node) items.push_back({expr(n["context_expr"]), expr(n["optional_vars"])});
    for (const TreeItem& one : n["items"].items) items.push_back({expr((*one.node)["context_expr"]), expr((*one.node)["optional_vars"])});
    return make<c::With>(kind == "With" ? K::With : K::AsyncWith, n, arena_.copy(std::span<const c::WithItem>(items)), body(n["body"]));
  }
  if (kind == "Match") {
    auto cases = list<c::MatchCase>(n["cases"], [this](const TreeItem& one) {
      const TreeNode& m = *one.node;
      return c::MatchCase{pattern(*m["pattern"].node), expr(m["guard"]), body(m["body"])};
    });
    return make<c::Match>(K::Match, n, expr(n["subject"]), cases);
  }
  if (kind == "Raise") {
    bool old = release_.python2();
    return make<c::Raise>(K::Raise, n, expr(n[old ? "type" : "exc"]), expr(n[old ? "inst" : "cause"]), expr(n["tback"]));
  }
  if (kind == "Try" || kind == "TryStar" || kind == "TryExcept" || kind == "TryFinally") return attempt(n);
  if (kind == "Assert") return make<c::Assert>(K::Assert, n, expr(n["test"]), expr(n["msg"]));
  if (kind == "Import") return make<c::Import>(K::Import, n, aliases(n));
  if (kind == "ImportFrom") {
    c::Symbol module = n["module"].name;
    if (module && module->text.empty()) module = nullptr;
    return make<c::ImportFrom>(K::ImportFrom, n, module, aliases(n), std::int32_t(n["level"].number));
  }
  if (kind == "Global") return make<c::Global>(K::Global, n, names(n["names"]));
  if (kind == "Nonlocal") return make<c::Global>(K::Nonlocal, n, names(n["names"]));
  if (kind == "Break") return make<c::Stmt>(K::Break, n);
  if (kind == "Continue") return make<c::Stmt>(K::Continue, n);
  if (kind == "Print") return make<c::Print>(K::Print, n, expr(n["dest"]), exprs(n["values"]), n["nl"].number != 0);
  if (kind == "Exec") return make<c::Exec>(K::Exec, n, expr(n["body"]), expr(n["globals"]), expr(n["locals"]));
  return make<c::Stmt>(K::Pass, n);
}

c::Pattern* Builder::pattern(const TreeNode& n) {
  using K = c::PatternKind;
  if (n.is("MatchValue")) return make<c::MatchValue>(K::Value, n, expr(n["value"]));
  if (n.is("MatchSingleton")) return make<c::MatchSingleton>(K::Singleton, n, constant(n["value"].object));
  if (n.is("MatchSequence")) return make<c::MatchSequence>(K::Sequence, n, patterns(n["patterns"]));
  if (n.is("MatchMapping")) return make<c::MatchMapping>(K::Mapping, n, exprs(n["keys"]), patterns(n["patterns"]), n["rest"].name);
  if (n.is("MatchClass"))
    return make<c::MatchClass>(K::Class, n, expr(n["cls"]), patterns(n["patterns"]), names(n["kwd_attrs"]), patterns(n["kwd_patterns"]));
  if (n.is("MatchStar")) return make<c::MatchStar>(K::Star, n, n["name"].name);
  if (n.is("MatchAs")) {
    c::Pattern* inner = n["pattern"].node ? pattern(*n["pattern"].node) : nullptr;
    return make<c::MatchAs>(K::As, n, inner, n["name"].name);
  }
  return make<c::MatchOr>(K::Or, n, patterns(n["patterns"]));
}

}  // namespace

c::Module* build_tree(Thread& thread, const TreeNode& module, Arena& arena, c::SymbolPool& symbols, c::ConstantMaker& maker) {
  c::Module* made = Builder(thread, arena, symbols, maker).module(module);
  return thread.has_error() ? nullptr : made;
}

}  // namespace xvm
