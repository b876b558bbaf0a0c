#include "compiler/fold_constants.h"

#include <algorithm>
#include <optional>
#include <string>

#include "base/arena.h"
#include "compiler/compile.h"
#include "compiler/constant_math.h"
#include "compiler/constant_merger.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

bool folds_trees(const Release& release) { return release.since(3, 7); }
bool lists_become_tuples(const Release& release) { return release.since(3, 8); }
bool formats_become_joined_strings(const Release& release) { return release.since(3, 11); }
bool named_values_are_folded(const Release& release) { return release.since(3, 10); }
bool drops_docstrings(const Release& release) { return release.since(3, 13); }
std::int32_t deepest_tree(const Release& release) {
  if (release.since(3, 13)) return 10000;
  return release.since(3, 9) && release.until(3, 11) ? 3000 : 6000;
}

class Folder {
 public:
  Folder(const Options& options, std::uint32_t futures, Arena& arena, ConstantMaker& maker, Fault& fault)
      : options_(options), release_(*options.release), futures_(futures), arena_(arena), maker_(maker),
        pool_(maker.pool()), fault_(fault) {}

  bool module(Module& tree) {
    if (tree.kind == ModuleKind::Expression) fold(tree.expression);
    else if (tree.kind == ModuleKind::Interactive) statements(tree.body);
    else if (tree.kind == ModuleKind::Module) body(tree.body, true);
    return !failed_;
  }

 private:
  bool annotations_are_text() const { return (futures_ & future::Annotations) != 0 && release_.since(3, 9); }  // 3.7 and 3.8 fold them first
  Expr* constant(const Location& loc, ConstantId value) {
    Constant* node = arena_.make<Constant>();
    node->kind = ExprKind::Constant;
    node->loc = loc;
    node->value = value;
    return node;
  }
  static bool is_constant(const Expr* node) { return node && node->kind == ExprKind::Constant; }
  static ConstantId value_of(const Expr* node) { return static_cast<const Constant*>(node)->value; }
  static bool has_starred(ExprList elements) {
    return std::any_of(elements.begin(), elements.end(), [](Expr* e) { return e->kind == ExprKind::Starred; });
  }

  void fold(Expr*& node);
  void fold_all(ExprList nodes) {
    for (Expr*& node : nodes)
      if (node) fold(node);
  }
  Expr* folded(Expr* node);
  Expr* unary(UnaryOp* node);
  Expr* binary(BinOp* node);
  Expr* formatted(BinOp* node, const std::string& format, ExprList arguments);
  std::optional<ConstantId> constant_tuple(ExprList elements);
  void iterable(Expr*& node);
  void comprehensions(std::span<Comprehension> generators);
  void arguments(Arguments* args);
  void argument(Arg& arg) {
    if (arg.annotation && !annotations_are_text()) fold(arg.annotation);
  }
  void keywords(std::span<Keyword> list) {
    for (Keyword& keyword : list) fold(keyword.value);
  }
  void statement(Stmt* node);
  void statements(Body list) {
    for (Stmt* node : list) statement(node);
  }
  void body(Body& list, bool has_docstring_place);
  bool begins_with_string(Body list) const;
  void pattern(Pattern* node);
  void type_params(std::span<TypeParam*> params) {
    for (TypeParam* param : params) {
      if (param->bound) fold(param->bound);
      if (param->default_value) fold(param->default_value);
    }
  }

  const Options& options_;
  const Release& release_;
  std::uint32_t futures_;
  Arena& arena_;
  ConstantMaker& maker_;
  ConstantPool& pool_;
  Fault& fault_;
  std::int32_t depth_ = 0;
  bool failed_ = false;
};

Expr* Folder::unary(UnaryOp* node) {
  if (is_constant(node->operand)) {
    ConstantId value = fold_unary(maker_, node->op, value_of(node->operand));
    return value == no_constant ? node : constant(node->loc, value);
  }
  if (node->op != UnaryOperator::Not || node->operand->kind != ExprKind::Compare) return node;
  Compare* compare = static_cast<Compare*>(node->operand);
  if (compare->ops.size() != 1) return node;
  switch (compare->ops[0]) {
    case CompareOperator::Is:
      compare->ops[0] = CompareOperator::IsNot;
      return compare;
    case CompareOperator::IsNot:
      compare->ops[0] = CompareOperator::Is;
      return compare;
    case CompareOperator::In:
      compare->ops[0] = CompareOperator::NotIn;
      return compare;
    case CompareOperator::NotIn:
      compare->ops[0] = CompareOperator::In;
      return compare;
    default:
      return node;
  }
}

// "%s: %5r" % (a, b): an f-string, where the format has nothing but %s, %r and %a with width and precision.
Expr* Folder::formatted(BinOp* node, const std::string& format, ExprList arguments) {
  constexpr int most_digits = 3;
  std::vector<Expr*> values;
  std::size_t used = 0, at = 0;
  auto number = [&](int& value) {
    int digits = 0;
    while (at < format.size() && format[at] >= '0' && format[at] <= '9') {
      value = std::max(value, 0) * 10 + (format[at++] - '0');
      if (++digits >= most_digits) return false;
    }
    return true;
  };
  while (at < format.size()) {
    std::string literal;
    for (; at < format.size(); ++at) {
      if (format[at] == '%') {
        if (at + 1 >= format.size() || format[at + 1] != '%') break;
        ++at;
      }
      literal += format[at];
    }
    if (!literal.empty()) values.push_back(constant({}, maker_.text(literal)));
    if (at >= format.size()) break;
    if (used >= arguments.size()) return node;
    Expr* argument = arguments[used++];
    ++at;
    bool left = false;
    for (; at < format.size() && std::string_view("-+ #0").find(format[at]) != std::string_view::npos; ++at)
      left |= format[at] == '-';
    int width = -1, precision = -1;
    if (!number(width)) return node;
    if (at < format.size() && format[at] == '.') {
      ++at;
      precision = 0;
      if (!number(precision)) return node;
    }
    if (at >= format.size()) return node;
    char conversion = format[at++];
    if (conversion != 's' && conversion != 'r' && conversion != 'a') return node;
    std::string spec;
    if (!left && width > 0) spec += '>';
    if (width >= 0) spec += std::to_string(width);
    if (precision >= 0) spec += "." + std::to_string(precision);
    FormattedValue* value = arena_.make<FormattedValue>();
    value->kind = ExprKind::FormattedValue;
    value->loc = argument->loc;
    value->value = argument;
    value->conversion = conversion;
    value->format_spec = spec.empty() ? nullptr : constant(argument->loc, maker_.text(spec));
    values.push_back(value);
  }
  if (used < arguments.size()) return node;
  JoinedStr* joined = arena_.make<JoinedStr>();
  joined->kind = ExprKind::JoinedStr;
  joined->loc = node->loc;
  joined->values = arena_.copy(values);
  return joined;
}

Expr* Folder::binary(BinOp* node) {
  if (!is_constant(node->left)) return node;
  ConstantId left = value_of(node->left);
  bool text = pool_.kind(left) == ConstantKind::Text;
  if (node->op == Operator::Mod && text && node->right->kind == ExprKind::Tuple &&
      formats_become_joined_strings(release_)) {
    ExprList elements = static_cast<Tuple*>(node->right)->elts;
    if (!has_starred(elements)) return formatted(node, std::string(pool_.bytes(left)), elements);
  }
  if (!is_constant(node->right)) return node;
  if (node->op == Operator::Mod && (text || pool_.kind(left) == ConstantKind::Bytes)) return node;
  ConstantId value = fold_binary(maker_, node->op, left, value_of(node->right), FoldLimits::LargerSequences);
  return value == no_constant ? node : constant(node->loc, value);
}

std::optional<ConstantId> Folder::constant_tuple(ExprList elements) {
  std::vector<ConstantId> values;
  for (Expr* element : elements) {
    if (!is_constant(element)) return std::nullopt;
    values.push_back(value_of(element));
  }
  return maker_.tuple(values);
}

// A list or set that is only gone through or searched.
void Folder::iterable(Expr*& node) {
  if (node->kind == ExprKind::List) {
    ExprList elements = static_cast<List*>(node)->elts;
    if (lists_become_tuples(release_)) {
      if (has_starred(elements)) return;
      Tuple* tuple = arena_.make<Tuple>();
      tuple->kind = ExprKind::Tuple;
      tuple->loc = node->loc;
      tuple->elts = elements;
      tuple->ctx = static_cast<List*>(node)->ctx;
      node = tuple;
    }
    if (std::optional<ConstantId> value = constant_tuple(elements)) node = constant(node->loc, *value);
  } else if (node->kind == ExprKind::Set) {
    std::optional<ConstantId> value = constant_tuple(static_cast<Set*>(node)->elts);
    if (!value) return;
    std::vector<ConstantId> items(pool_.items(*value).begin(), pool_.items(*value).end());
    node = constant(node->loc, frozenset_constant(maker_, items));
  }
}

void Folder::comprehensions(std::span<Comprehension> generators) {
  for (Comprehension& generator : generators) {
    fold(generator.target);
    fold(generator.iter);
    fold_all(generator.ifs);
    iterable(generator.iter);
  }
}

void Folder::arguments(Arguments* args) {
  for (Arg& arg : args->posonly) argument(arg);
  for (Arg& arg : args->args) argument(arg);
  if (args->vararg) argument(*args->vararg);
  for (Arg& arg : args->kwonly) argument(arg);
  fold_all(args->kw_defaults);
  if (args->kwarg) argument(*args->kwarg);
  fold_all(args->defaults);
}

void Folder::fold(Expr*& node) {
  if (failed_) return;
  if (++depth_ > deepest_tree(release_)) {
    failed_ = true;
    fault_.type = "RecursionError";
    fault_.message = "maximum recursion depth exceeded during compilation";
  } else {
    node = folded(node);
  }
  --depth_;
}

Expr* Folder::folded(Expr* node) {
  switch (node->kind) {
    case ExprKind::BoolOp:
      fold_all(static_cast<BoolOp*>(node)->values);
      return node;
    case ExprKind::NamedExpr:
      if (named_values_are_folded(release_)) fold(static_cast<NamedExpr*>(node)->value);
      return node;
    case ExprKind::BinOp: {
      BinOp* op = static_cast<BinOp*>(node);
      fold(op->left);
      fold(op->right);
      return binary(op);
    }
    case ExprKind::UnaryOp:
      fold(static_cast<UnaryOp*>(node)->operand);
      return unary(static_cast<UnaryOp*>(node));
    case ExprKind::Lambda:
      arguments(static_cast<Lambda*>(node)->args);
      fold(static_cast<Lambda*>(node)->body);
      return node;
    case ExprKind::IfExp:
      fold(static_cast<IfExp*>(node)->test);
      fold(static_cast<IfExp*>(node)->body);
      fold(static_cast<IfExp*>(node)->orelse);
      return node;
    case ExprKind::Dict:
      fold_all(static_cast<Dict*>(node)->keys);
      fold_all(static_cast<Dict*>(node)->values);
      return node;
    case ExprKind::Set:
      fold_all(static_cast<Set*>(node)->elts);
      return node;
    case ExprKind::ListComp:
      fold(static_cast<ListComp*>(node)->elt);
      comprehensions(static_cast<ListComp*>(node)->generators);
      return node;
    case ExprKind::SetComp:
      fold(static_cast<SetComp*>(node)->elt);
      comprehensions(static_cast<SetComp*>(node)->generators);
      return node;
    case ExprKind::DictComp:
      fold(static_cast<DictComp*>(node)->key);
      fold(static_cast<DictComp*>(node)->value);
      comprehensions(static_cast<DictComp*>(node)->generators);
      return node;
    case ExprKind::GeneratorExp:
      fold(static_cast<GeneratorExp*>(node)->elt);
      comprehensions(static_cast<GeneratorExp*>(node)->generators);
      return node;
    case ExprKind::Await:
      fold(static_cast<Await*>(node)->value);
      return node;
    case ExprKind::Yield:
      if (static_cast<Yield*>(node)->value) fold(static_cast<Yield*>(node)->value);
      return node;
    case ExprKind::YieldFrom:
      fold(static_cast<YieldFrom*>(node)->value);
      return node;
    case ExprKind::Compare: {
      Compare* compare = static_cast<Compare*>(node);
      fold(compare->left);
      fold_all(compare->comparators);
      CompareOperator last = compare->ops.back();
      if (last == CompareOperator::In || last == CompareOperator::NotIn) iterable(compare->comparators.back());
      return node;
    }
    case ExprKind::Call:
      fold(static_cast<Call*>(node)->func);
      fold_all(static_cast<Call*>(node)->args);
      keywords(static_cast<Call*>(node)->keywords);
      return node;
    case ExprKind::FormattedValue:
      fold(static_cast<FormattedValue*>(node)->value);
      if (static_cast<FormattedValue*>(node)->format_spec) fold(static_cast<FormattedValue*>(node)->format_spec);
      return node;
    case ExprKind::JoinedStr:
      fold_all(static_cast<JoinedStr*>(node)->values);
      return node;
    case ExprKind::Attribute:
      fold(static_cast<Attribute*>(node)->value);
      return node;
    case ExprKind::Subscript: {
      Subscript* subscript = static_cast<Subscript*>(node);
      fold(subscript->value);
      fold(subscript->slice);
      if (subscript->ctx != Context::Load || !is_constant(subscript->value) || !is_constant(subscript->slice))
        return node;
      ConstantId value = fold_subscript(maker_, value_of(subscript->value), value_of(subscript->slice));
      return value == no_constant ? node : constant(node->loc, value);
    }
    case ExprKind::Starred:
      fold(static_cast<Starred*>(node)->value);
      return node;
    case ExprKind::Name: {
      Name* name = static_cast<Name*>(node);
      if (name->ctx != Context::Load || name->id->text != "__debug__") return node;
      return constant(node->loc, maker_.boolean(options_.optimize == 0));
    }
    case ExprKind::List:
      fold_all(static_cast<List*>(node)->elts);
      return node;
    case ExprKind::Tuple: {
      Tuple* tuple = static_cast<Tuple*>(node);
      fold_all(tuple->elts);
      if (tuple->ctx != Context::Load) return node;
      std::optional<ConstantId> value = constant_tuple(tuple->elts);
      return value ? constant(node->loc, *value) : node;
    }
    case ExprKind::Slice: {
      Slice* slice = static_cast<Slice*>(node);
      if (slice->lower) fold(slice->lower);
      if (slice->upper) fold(slice->upper);
      if (slice->step) fold(slice->step);
      return node;
    }
    case ExprKind::ExtSlice:
      fold_all(static_cast<ExtSlice*>(node)->dims);
      return node;
    default:
      return node;
  }
}

bool Folder::begins_with_string(Body list) const {
  if (list.empty() || list[0]->kind != StmtKind::Expr) return false;
  const Expr* value = static_cast<const ExprStmt*>(list[0])->value;
  return is_constant(value) && pool_.kind(value_of(value)) == ConstantKind::Text;
}

// Expressions that fold to a string are no docstrings.
void Folder::body(Body& list, bool has_docstring_place) {
  bool docstring = has_docstring_place && begins_with_string(list);
  if (docstring && options_.optimize >= 2 && drops_docstrings(release_)) {
    if (list.size() == 1) {
      Stmt* pass = arena_.make<Stmt>();
      pass->kind = StmtKind::Pass;
      pass->loc = list[0]->loc;
      list[0] = pass;
    } else {
      list = list.subspan(1);
    }
    docstring = false;
  }
  statements(list);
  if (!has_docstring_place || docstring || !begins_with_string(list)) return;
  ExprStmt* first = static_cast<ExprStmt*>(list[0]);
  JoinedStr* joined = arena_.make<JoinedStr>();
  joined->kind = ExprKind::JoinedStr;
  joined->loc = first->value->loc;
  std::vector<Expr*> values{first->value};
  joined->values = arena_.copy(values);
  first->value = joined;
}

void Folder::pattern(Pattern* node) {
  if (!node) return;
  switch (node->kind) {
    case PatternKind::Value:
      return fold(static_cast<MatchValue*>(node)->value);
    case PatternKind::Sequence:
      for (Pattern* part : static_cast<MatchSequence*>(node)->patterns) pattern(part);
      return;
    case PatternKind::Mapping:
      fold_all(static_cast<MatchMapping*>(node)->keys);
      for (Pattern* part : static_cast<MatchMapping*>(node)->patterns) pattern(part);
      return;
    case PatternKind::Class:
      fold(static_cast<MatchClass*>(node)->cls);
      for (Pattern* part : static_cast<MatchClass*>(node)->patterns) pattern(part);
      for (Pattern* part : static_cast<MatchClass*>(node)->kwd_patterns) pattern(part);
      return;
    case PatternKind::As:
      return pattern(static_cast<MatchAs*>(node)->pattern);
    case PatternKind::Or:
      for (Pattern* part : static_cast<MatchOr*>(node)->patterns) pattern(part);
      return;
    default:
      return;
  }
}

void Folder::statement(Stmt* node) {
  if (failed_) return;
  switch (node->kind) {
    case StmtKind::FunctionDef:
    case StmtKind::AsyncFunctionDef: {
      FunctionDef* def = static_cast<FunctionDef*>(node);
      type_params(def->type_params);
      arguments(def->args);
      body(def->body, true);
      fold_all(def->decorators);
      if (def->returns && !annotations_are_text()) fold(def->returns);
      return;
    }
    case StmtKind::ClassDef: {
      ClassDef* def = static_cast<ClassDef*>(node);
      type_params(def->type_params);
      fold_all(def->bases);
      keywords(def->keywords);
      body(def->body, true);
      fold_all(def->decorators);
      return;
    }
    case StmtKind::Return:
      if (static_cast<Return*>(node)->value) fold(static_cast<Return*>(node)->value);
      return;
    case StmtKind::Delete:
      return fold_all(static_cast<Delete*>(node)->targets);
    case StmtKind::Assign:
      fold_all(static_cast<Assign*>(node)->targets);
      return fold(static_cast<Assign*>(node)->value);
    case StmtKind::TypeAlias:
      type_params(static_cast<TypeAlias*>(node)->type_params);
      return fold(static_cast<TypeAlias*>(node)->value);
    case StmtKind::AugAssign:
      fold(static_cast<AugAssign*>(node)->target);
      return fold(static_cast<AugAssign*>(node)->value);
    case StmtKind::AnnAssign: {
      AnnAssign* assign = static_cast<AnnAssign*>(node);
      fold(assign->target);
      if (!annotations_are_text()) fold(assign->annotation);
      if (assign->value) fold(assign->value);
      return;
    }
    case StmtKind::For:
    case StmtKind::AsyncFor: {
      For* loop = static_cast<For*>(node);
      fold(loop->target);
      fold(loop->iter);
      statements(loop->body);
      statements(loop->orelse);
      if (node->kind == StmtKind::For) iterable(loop->iter);
      return;
    }
    case StmtKind::While:
      fold(static_cast<While*>(node)->test);
      statements(static_cast<While*>(node)->body);
      return statements(static_cast<While*>(node)->orelse);
    case StmtKind::If:
      fold(static_cast<If*>(node)->test);
      statements(static_cast<If*>(node)->body);
      return statements(static_cast<If*>(node)->orelse);
    case StmtKind::With:
    case StmtKind::AsyncWith:
      for (WithItem& item : static_cast<With*>(node)->items) {
        fold(item.context);
        if (item.vars) fold(item.vars);
      }
      return statements(static_cast<With*>(node)->body);
    case StmtKind::Match:
      fold(static_cast<Match*>(node)->subject);
      for (MatchCase& one : static_cast<Match*>(node)->cases) {
        pattern(one.pattern);
        if (one.guard) fold(one.guard);
        statements(one.body);
      }
      return;
    case StmtKind::Raise:
      if (static_cast<Raise*>(node)->exc) fold(static_cast<Raise*>(node)->exc);
      if (static_cast<Raise*>(node)->cause) fold(static_cast<Raise*>(node)->cause);
      return;
    case StmtKind::Try:
    case StmtKind::TryStar: {
      Try* attempt = static_cast<Try*>(node);
      statements(attempt->body);
      for (ExceptHandler& handler : attempt->handlers) {
        if (handler.type) fold(handler.type);
        statements(handler.body);
      }
      statements(attempt->orelse);
      return statements(attempt->finalbody);
    }
    case StmtKind::Assert:
      fold(static_cast<Assert*>(node)->test);
      if (static_cast<Assert*>(node)->msg) fold(static_cast<Assert*>(node)->msg);
      return;
    case StmtKind::Expr:
      return fold(static_cast<ExprStmt*>(node)->value);
    default:
      return;
  }
}

}  // namespace

bool fold_constants(Module& module, const Options& options, std::uint32_t futures, Arena& arena, ConstantMaker& maker,
                    Fault& fault) {
  if (!folds_trees(*options.release)) return true;
  return Folder(options, futures, arena, maker, fault).module(module);
}

}  // namespace xvm::compiler
