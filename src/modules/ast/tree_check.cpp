// What the compiler asks of a tree: lists that may not be empty, contexts, constants, places.
#include <string>

#include "modules/ast/tree_reader.h"
#include "objects/bytes.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/set.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/operators.h"

namespace xvm {

namespace {

bool trees_are_validated(const Release& r) { return r.since(3, 3); }
bool places_are_validated(const Release& r) { return r.since(3, 11); }
bool names_are_validated(const Release& r) { return r.since(3, 8); }
bool named_targets_are_validated(const Release& r) { return r.since(3, 12); }
bool names_are_identifiers(const Release& r) { return r.since(3, 10); }
bool inner_constant_is_named(const Release& r) { return r.since(3, 9); }

class Checker {
 public:
  explicit Checker(Thread& thread) : thread_(thread), release_(thread.rt.release), strict_(trees_are_validated(thread.rt.release)) {}

  bool module(const TreeNode& m) {
    if (m.is("Expression")) return expr(*m["body"].node, "Load");
    if (m.is("FunctionType")) return exprs(m["argtypes"].items, "Load") && expr(*m["returns"].node, "Load");
    return stmts(m["body"].items);
  }

 private:
  template <class... A>
  bool refuse(fmt::format_string<A...> text, A&&... args) { return raise_value_error(thread_, text, std::forward<A>(args)...); }

  bool some(const TreeNode& n, std::string_view field) {
    if (!n[field].items.empty() || !strict_) return true;
    return refuse("empty {} on {}", field, n.spec->name);
  }
  bool place(const TreeNode& n) {
    if (!places_are_validated(release_)) return true;
    const compiler::Location& l = n.loc;
    if (l.line > l.end_line) return refuse("AST node line range ({}, {}) is not valid", l.line, l.end_line);
    if ((l.line < 0 && l.end_line != l.line) || (l.column < 0 && l.column != l.end_column))
      return refuse("AST node column range ({}, {}) for line range ({}, {}) is not valid", l.column, l.end_column, l.line, l.end_line);
    if (l.line == l.end_line && l.column > l.end_column)
      return refuse("line {}, column {}-{} is not a valid range", l.line, l.column, l.end_column);
    return true;
  }
  bool name(compiler::Symbol symbol) {
    if (!names_are_validated(release_) || !symbol) return true;
    for (const char* word : {"None", "True", "False"})
      if (symbol->text == word)
        return names_are_identifiers(release_) ? refuse("identifier field can't represent '{}' constant", word)
                                               : refuse("Name node can't be used with '{}' constant", word);
    return true;
  }
  bool optional(const TreeItem& item) { return !item.node || expr(*item.node, "Load"); }
  bool load(const TreeNode& n, std::string_view field) { return optional(n[field]); }
  bool exprs(std::span<TreeItem> items, std::string_view context, bool none_fits = false) {
    for (const TreeItem& item : items) {
      if (item.node ? !expr(*item.node, context) : !none_fits && !refuse("None disallowed in expression list")) return false;
    }
    return true;
  }
  bool targets(const TreeNode& n, std::string_view context) { return some(n, "targets") && exprs(n["targets"].items, context); }
  bool stmts(std::span<TreeItem> items) {
    for (const TreeItem& item : items) {
      if (!item.node) return refuse("None disallowed in statement list");
      if (!stmt(*item.node)) return false;
    }
    return true;
  }
  bool body(const TreeNode& n, std::string_view owner = {}) {
    if (n["body"].items.empty() && strict_) return refuse("empty body on {}", owner.empty() ? n.spec->name : owner);
    return stmts(n["body"].items);
  }
  // Products and handlers in lists, which may not be None either.
  template <class Check>
  bool each(std::span<TreeItem> items, std::string_view what, Check check) {
    for (const TreeItem& item : items) {
      if (!item.node) return refuse("None disallowed in {} list", what);
      if (!check(*item.node)) return false;
    }
    return true;
  }
  bool keywords(const TreeNode& n) {
    return each(n["keywords"].items, "keyword", [this](const TreeNode& k) { return load(k, "value"); });
  }
  bool decorators(const TreeNode& n) { return exprs(n["decorator_list"].items, "Load") && exprs(n["decorators"].items, "Load"); }
  bool comprehensions(const TreeNode& n) {
    if (n["generators"].items.empty()) return refuse("comprehension with no generators");
    return each(n["generators"].items, "comprehension", [this](const TreeNode& g) {
      return expr(*g["target"].node, "Store") && expr(*g["iter"].node, "Load") && exprs(g["ifs"].items, "Load");
    });
  }
  bool parameter(const TreeNode& n);
  bool parameters(std::span<TreeItem> items) {
    return each(items, "parameter", [this](const TreeNode& a) { return parameter(a); });
  }
  bool arguments(const TreeNode& n);
  bool expr(const TreeNode& n, std::string_view context);
  bool constant(Ref v);
  bool constant_node(const TreeNode& n);
  bool slice(const TreeNode& n);
  bool stmt(const TreeNode& n);
  bool attempt(const TreeNode& n);
  bool pattern(const TreeNode& n, bool star);
  bool patterns(std::span<TreeItem> items, bool star) {
    return each(items, "pattern", [this, star](const TreeNode& p) { return pattern(p, star); });
  }
  bool capture(compiler::Symbol symbol) {
    if (symbol && symbol->text == "_") return refuse("can't capture name '_' in patterns");
    return name(symbol);
  }
  bool pattern_value(const TreeNode& n);
  bool type_params(const TreeNode& n) {
    return each(n["type_params"].items, "type_param", [this](const TreeNode& p) {
      return place(p) && name(p["name"].name) && optional(p["bound"]) && optional(p["default_value"]);
    });
  }

  Thread& thread_;
  const Release& release_;
  bool strict_;
};

bool Checker::parameter(const TreeNode& n) {
  if (!release_.python2()) return !n.spec->has_place() ? load(n, "annotation") : place(n) && load(n, "annotation");
  if (n.is("Name")) return true;
  if (n.is("Tuple")) return parameters(n["elts"].items);
  return raise(thread_, thread_.rt.exc.SyntaxError, "invalid expression in parameter list");
}

bool Checker::arguments(const TreeNode& n) {
  for (std::string_view list : {"posonlyargs", "args", "kwonlyargs"})
    if (!parameters(n[list].items)) return false;
  for (std::string_view one : {"vararg", "kwarg"})
    if (n[one].node && !parameter(*n[one].node)) return false;
  if (!load(n, "varargannotation") || !load(n, "kwargannotation")) return false;
  if (n["defaults"].items.size() > n["posonlyargs"].items.size() + n["args"].items.size())
    return refuse("more positional defaults than args on arguments");
  if (n["kw_defaults"].items.size() != n["kwonlyargs"].items.size())
    return refuse("length of kwonlyargs is not the same as kw_defaults on arguments");
  return exprs(n["defaults"].items, "Load") && exprs(n["kw_defaults"].items, "Load", true);
}

bool Checker::constant(Ref v) {
  if (v.is_none() || v.is_ellipsis() || v.is_bool() || is_exact_int(v) || v.is_double() || is_exact<Float>(v) || is_exact<Complex>(v) ||
      is_exact<Bytes>(v) || is_exact<Text>(v))
    return true;
  if (!is_exact<Tuple>(v) && type_of(thread_, v) != thread_.rt.types.frozenset)
    return raise_type_error(thread_, "got an invalid type in Constant: {}", type_name(thread_, v));
  Value items = to_tuple(thread_, v);
  if (!items) return false;
  for (Ref item : as<Tuple>(items)) {
    if (constant(item)) continue;
    if (inner_constant_is_named(release_)) return false;
    thread_.clear_error();
    return raise_type_error(thread_, "got an invalid type in Constant: {}", type_name(thread_, v));
  }
  return true;
}

bool Checker::constant_node(const TreeNode& n) {
  if (n.is("Constant")) return constant(n["value"].object);
  if (n.is("Num")) {
    Ref v = n["n"].object;
    if (v && (is_exact_int(v) || v.is_double() || is_exact<Float>(v) || is_exact<Complex>(v))) return true;
    return raise_type_error(thread_, "non-numeric type in Num");
  }
  if (n.is("Str")) {
    Ref v = n["s"].object;
    if (v && (is_exact<Text>(v) || (release_.python2() && is_exact<Bytes>(v)))) return true;
    return raise_type_error(thread_, "non-string type in Str");
  }
  if (n.is("Bytes") && !(n["s"].object && is_exact<Bytes>(n["s"].object))) return raise_type_error(thread_, "non-bytes type in Bytes");
  return true;
}

bool Checker::slice(const TreeNode& n) {
  if (n.is("Index")) return load(n, "value");
  if (n.is("ExtSlice")) {
    if (n["dims"].items.empty()) return refuse("empty dims on ExtSlice");
    return each(n["dims"].items, "slice", [this](const TreeNode& one) { return slice(one); });
  }
  if (n.is("Slice")) return load(n, "lower") && load(n, "upper") && load(n, "step");
  return n.spec->sum == "slice" || expr(n, "Load");
}

bool Checker::expr(const TreeNode& n, std::string_view context) {
  if (!place(n)) return false;
  const TreeItem& own = n["ctx"];
  if (n.is("Name") && !name(n["id"].name)) return false;
  std::string_view actual = own.node ? own.node->spec->name : std::string_view("Load");
  if (!own.node && context != "Load") return refuse("expression which can't be assigned to in {} context", context);
  if (own.node && actual != context)
    return refuse("expression must have {} context but has {} instead", context, actual);
  std::string_view kind = n.spec->name;
  if (kind == "BoolOp") {
    if (n["values"].items.size() < 2) return refuse("BoolOp with less than 2 values");
    return exprs(n["values"].items, "Load");
  }
  if (kind == "NamedExpr" && named_targets_are_validated(release_) && !n["target"].node->is("Name"))
    return raise_type_error(thread_, "NamedExpr target must be a Name");
  if (kind == "NamedExpr") return expr(*n["target"].node, "Store") && load(n, "value");
  if (kind == "Lambda") return arguments(*n["args"].node) && load(n, "body");
  if (kind == "Dict") {
    if (n["keys"].items.size() != n["values"].items.size()) return refuse("Dict doesn't have the same number of keys as values");
    bool unpacks = release_.since(3, 5);
    return exprs(n["keys"].items, "Load", unpacks) && exprs(n["values"].items, "Load");
  }
  if (kind == "ListComp" || kind == "SetComp" || kind == "GeneratorExp") return comprehensions(n) && load(n, "elt");
  if (kind == "DictComp") return comprehensions(n) && load(n, "key") && load(n, "value");
  if (kind == "Compare") {
    if (n["comparators"].items.empty()) return refuse("Compare with no comparators");
    if (n["comparators"].items.size() != n["ops"].items.size()) return refuse("Compare has a different number of comparators and operands");
    return exprs(n["comparators"].items, "Load") && load(n, "left");
  }
  if (kind == "Call") return load(n, "func") && exprs(n["args"].items, "Load") && keywords(n) && load(n, "starargs") && load(n, "kwargs");
  if (kind == "FormattedValue") {
    std::int64_t conversion = n["conversion"].number;
    if (!load(n, "value") || !load(n, "format_spec")) return false;
    if (conversion == 's' || conversion == 'r' || conversion == 'a' || conversion == -1) return true;
    return raise_system_error(thread_, release_.since(3, 8) ? fmt::format("Unrecognized conversion character {}", conversion) : "Unrecognized conversion character");
  }
  if (kind == "Subscript") return slice(*n["slice"].node) && load(n, "value");
  if (kind == "Starred") return expr(*n["value"].node, context);
  if (kind == "List" || kind == "Tuple") return exprs(n["elts"].items, context);
  if (kind == "Constant" || kind == "Num" || kind == "Str" || kind == "Bytes") return constant_node(n);
  for (std::size_t i = 0; i < n.fields.size(); ++i) {
    if (n.spec->fields[i].type != "expr") continue;
    if (n.spec->fields[i].quantity == compiler::Quantity::Many ? !exprs(n.fields[i].items, "Load") : !optional(n.fields[i])) return false;
  }
  return true;
}

bool Checker::attempt(const TreeNode& n) {
  if (!body(n)) return false;
  bool handlers = !n["handlers"].items.empty(), last = !n["finalbody"].items.empty();
  if (!handlers && !last) return refuse("{} has neither except handlers nor finalbody", n.spec->name);
  if (!handlers && !n["orelse"].items.empty()) return refuse("{} has orelse but no except handlers", n.spec->name);
  bool ok = each(n["handlers"].items, "handler", [this](const TreeNode& h) {
    bool target = release_.python2() && h["name"].node;
    return place(h) && load(h, "type") && (!target || expr(*h["name"].node, "Store")) && body(h, "ExceptHandler");
  });
  return ok && stmts(n["finalbody"].items) && stmts(n["orelse"].items);
}

bool Checker::stmt(const TreeNode& n) {
  if (!place(n)) return false;
  std::string_view kind = n.spec->name;
  if (kind == "FunctionDef" || kind == "AsyncFunctionDef")
    return body(n) && type_params(n) && arguments(*n["args"].node) && decorators(n) && load(n, "returns");
  if (kind == "ClassDef")
    return body(n) && type_params(n) && exprs(n["bases"].items, "Load") && keywords(n) && load(n, "starargs") && load(n, "kwargs") && decorators(n);
  if (kind == "Delete") return targets(n, "Del");
  if (kind == "Assign") return targets(n, "Store") && load(n, "value");
  if (kind == "AugAssign") return expr(*n["target"].node, "Store") && load(n, "value");
  if (kind == "AnnAssign") {
    if (!n["target"].node->is("Name") && n["simple"].number) return raise_type_error(thread_, "AnnAssign with simple non-Name target");
    return expr(*n["target"].node, "Store") && load(n, "value") && load(n, "annotation");
  }
  if (kind == "TypeAlias") {
    if (!n["name"].node->is("Name")) return raise_type_error(thread_, "TypeAlias with non-Name name");
    return expr(*n["name"].node, "Store") && type_params(n) && load(n, "value");
  }
  if (kind == "For" || kind == "AsyncFor")
    return expr(*n["target"].node, "Store") && load(n, "iter") && body(n) && stmts(n["orelse"].items);
  if (kind == "While" || kind == "If") return load(n, "test") && body(n) && stmts(n["orelse"].items);
  if (kind == "With" || kind == "AsyncWith") {
    auto item = [this](const TreeNode& one) {
      return load(one, "context_expr") && (!one["optional_vars"].node || expr(*one["optional_vars"].node, "Store"));
    };
    if (n.fields.empty() || n.spec->fields.front().name == "context_expr") return item(n) && body(n);
    if (n["items"].items.empty()) return refuse("empty items on {}", kind);
    return each(n["items"].items, "withitem", item) && body(n);
  }
  if (kind == "Match") {
    if (!load(n, "subject") || !some(n, "cases")) return false;
    return each(n["cases"].items, "match_case", [this](const TreeNode& one) {
      return pattern(*one["pattern"].node, false) && load(one, "guard") && body(one);
    });
  }
  if (kind == "Raise") {
    if (strict_ && !n["exc"].node && n["cause"].node) return refuse("Raise with cause but no exception");
    for (std::string_view part : {"exc", "cause", "type", "inst", "tback"})
      if (!load(n, part)) return false;
    return true;
  }
  if (kind == "Try" || kind == "TryStar") return attempt(n);
  if (kind == "TryExcept" || kind == "TryFinally") return attempt(n);
  if (kind == "Import" || kind == "ImportFrom") {
    if (kind == "ImportFrom" && strict_ && n["level"].number < 0) return refuse("Negative ImportFrom level");
    return some(n, "names") && each(n["names"].items, "alias", [](const TreeNode&) { return true; });
  }
  if (kind == "Global" || kind == "Nonlocal") {
    if (!some(n, "names")) return false;
    for (const TreeItem& item : n["names"].items)
      if (!item.name) return refuse("None disallowed in identifier list");
    return true;
  }
  for (std::size_t i = 0; i < n.fields.size(); ++i) {
    if (n.spec->fields[i].type != "expr") continue;
    if (n.spec->fields[i].quantity == compiler::Quantity::Many ? !exprs(n.fields[i].items, "Load") : !optional(n.fields[i])) return false;
  }
  return true;
}

// Literals, -1, 1+2j and names with dots.
bool Checker::pattern_value(const TreeNode& n) {
  auto bad = [this] { return refuse("patterns may only match literals and attribute lookups"); };
  auto number = [](const TreeNode& e, bool real, bool imaginary) {
    const TreeNode* operand = &e;
    if (real && e.is("UnaryOp") && e["op"].node->is("USub")) operand = e["operand"].node;
    if (!operand->is("Constant")) return false;
    Ref v = (*operand)["value"].object;
    bool is_real = is_exact_int(v) || v.is_double() || is_exact<Float>(v);
    return (real && is_real) || (imaginary && is_exact<Complex>(v));
  };
  if (!expr(n, "Load")) return false;
  if (n.is("Constant")) {
    Ref v = n["value"].object;
    bool literal = is_exact_int(v) || v.is_double() || is_exact<Float>(v) || is_exact<Bytes>(v) || is_exact<Complex>(v) || is_exact<Text>(v);
    return literal ? true : refuse("unexpected constant inside of a literal pattern");
  }
  if (n.is("Attribute") || n.is("JoinedStr")) return true;
  if (n.is("UnaryOp")) return n["op"].node->is("USub") && number(*n["operand"].node, true, true) ? true : bad();
  if (n.is("BinOp")) {
    bool sum = n["op"].node->is("Add") || n["op"].node->is("Sub");
    return sum && number(*n["left"].node, true, false) && number(*n["right"].node, false, true) ? true : bad();
  }
  return bad();
}

bool Checker::pattern(const TreeNode& n, bool star) {
  if (!place(n)) return false;
  if (n.is("MatchValue")) return pattern_value(*n["value"].node);
  if (n.is("MatchSingleton")) {
    Ref v = n["value"].object;
    return v && (v.is_none() || v.is_bool()) ? true : refuse("MatchSingleton can only contain True, False and None");
  }
  if (n.is("MatchSequence")) return patterns(n["patterns"].items, true);
  if (n.is("MatchMapping")) {
    if (n["keys"].items.size() != n["patterns"].items.size()) return refuse("MatchMapping doesn't have the same number of keys as patterns");
    if (!capture(n["rest"].name)) return false;
    for (const TreeItem& key : n["keys"].items) {
      if (!key.node) return refuse("None disallowed in expression list");
      if (key.node->is("Constant") && (key.node->operator[]("value").object.is_none() || key.node->operator[]("value").object.is_bool())) continue;
      if (!pattern_value(*key.node)) return false;
    }
    return patterns(n["patterns"].items, false);
  }
  if (n.is("MatchClass")) {
    if (n["kwd_attrs"].items.size() != n["kwd_patterns"].items.size())
      return refuse("MatchClass doesn't have the same number of keyword attributes as patterns");
    if (!expr(*n["cls"].node, "Load")) return false;
    const TreeNode* cls = n["cls"].node;
    while (cls->is("Attribute")) cls = (*cls)["value"].node;
    if (!cls->is("Name")) return refuse("MatchClass cls field can only contain Name or Attribute nodes.");
    for (const TreeItem& attribute : n["kwd_attrs"].items) {
      if (!attribute.name) return refuse("None disallowed in identifier list");
      if (!name(attribute.name)) return false;
    }
    return patterns(n["patterns"].items, false) && patterns(n["kwd_patterns"].items, false);
  }
  if (n.is("MatchStar")) return star ? capture(n["name"].name) : refuse("can't use MatchStar here");
  if (n.is("MatchAs")) {
    if (!capture(n["name"].name)) return false;
    if (!n["pattern"].node) return true;
    if (!n["name"].name) return refuse("MatchAs must specify a target name if a pattern is given");
    return pattern(*n["pattern"].node, false);
  }
  if (n["patterns"].items.size() < 2) return refuse("MatchOr requires at least 2 patterns");
  return patterns(n["patterns"].items, false);
}

}  // namespace

bool check_tree(Thread& thread, const TreeNode& module) { return Checker(thread).module(module); }

}  // namespace xvm
