// Walks the tree and notes what each block says of its names.
#include "compiler/symbol_table.h"

#include <fmt/format.h>

#include "compiler/compile.h"
#include "compiler/faults.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

bool listcomps_are_functions(const Release& r) { return r.since(3, 0); }
bool comprehension_uses_temporary(const Release& r) { return r.since(3, 0) && r.until(3, 0); }  // _[1] holds what is being built
bool listcomp_uses_temporary(const Release& r) { return r.until(2, 6); }
bool with_keeps_exit_in_name(const Release& r) { return r.until(2, 5) || (r.since(3, 0) && r.until(3, 1)); }
bool with_keeps_value_in_name(const Release& r) { return r.until(2, 6) || (r.since(3, 0) && r.until(3, 1)); }
bool generator_return_needs_no_value(const Release& r) { return r.until(3, 2); }
bool annotated_global_is_an_error(const Release& r) { return r.until(3, 7); }  // in a module too
bool late_global_is_an_error(const Release& r) { return r.since(3, 6); }
bool class_has_locals_parameter(const Release& r) { return r.since(3, 0) && r.until(3, 3); }
bool nested_import_star_is_an_error(const Release& r) { return r.since(3, 0); }
bool yield_in_comprehension_is_an_error(const Release& r) { return r.since(3, 8); }
bool yield_in_comprehension_warns(const Release& r) { return r.since(3, 7) && r.until(3, 7); }
// 3.8 and 3.9: errors about := in comprehensions have columns from 0, others stand at the comprehension itself.
bool named_errors_count_from_zero(const Release& r) { return r.since(3, 8) && r.until(3, 9); }
bool comprehension_errors_are_at_block(const Release& r) { return r.since(3, 8) && r.until(3, 9); }
bool named_conflicts_are_mangled(const Release& r) { return r.since(3, 13); }
bool annotations_are_blocks(const Release& r) { return r.since(3, 10); }
bool errors_name_the_argument(const Release& r) { return r.since(3, 10); }

// Levels of statements and expressions. To 3.2 there is no limit but the C stack's, for which a bound stands here.
int recursion_limit(const Release& r) {
  if (r.until(3, 2)) return 20000;
  return r.since(3, 13) ? 9997 : r.since(3, 6) && r.until(3, 6) ? 2997 : 2994;
}
std::string_view recursion_error(const Release& r) { return r.since(3, 5) ? "RecursionError" : "RuntimeError"; }

namespace bits = symbol_flag;

class Visitor {
 public:
  Visitor(const Options& options, std::uint32_t futures, SymbolPool& symbols, WarningSink& warnings, Fault& fault,
          SymbolTable& table)
      : release_(*options.release), future_annotations_(futures & future::Annotations), symbols_(symbols),
        warnings_(warnings), fault_(fault), table_(table) {}

  bool module(Module& module) {
    enter(symbols_.intern("top"), BlockKind::Module, &module, {0, 0, 0, 0});
    switch (module.kind) {
      case ModuleKind::Expression:
        expr(module.expression);
        break;
      case ModuleKind::FunctionType:
        for (Expr* type : module.argument_types) expr(type);
        expr(module.expression);
        break;
      default:
        body(module.body);
    }
    current_ = nullptr;
    return !failed_;
  }

 private:
  // Blocks
  Block* enter(Symbol name, BlockKind kind, const void* key, Location loc) {
    Block* block = table_.add(kind, key);
    block->name = name;
    block->loc = loc;
    block->parent = current_;
    if (current_) block->in_iterable = current_->in_iterable;
    if (current_) {
      block->nested = current_->nested || current_->function_like();
      if (kind != BlockKind::Annotation) current_->children.push_back(block);
    }
    return current_ = block;
  }
  void leave() { current_ = current_->parent; }

  void fail(Location loc, std::string message) {
    if (failed_) return;
    failed_ = true;
    symbol_error(fault_, release_, loc, std::move(message));
  }
  void fail_import(Location loc, std::string message) {
    if (failed_) return;
    failed_ = true;
    import_error(fault_, release_, loc, std::move(message));
  }
  void warn(Location loc, std::string message) {
    if (failed_) return;
    Warning warning = syntax_warning(release_, loc, std::move(message));
    if (!warnings_.warn(warning, fault_)) {
      failed_ = true;
      if (fault_.message.empty()) symbol_error(fault_, release_, loc, warning.message);
    }
  }
  bool too_deep() {
    if (failed_) return true;
    if (depth_ < recursion_limit(release_)) return false;
    failed_ = true;
    fault_.type = recursion_error(release_);
    fault_.message = "maximum recursion depth exceeded during compilation";
    return true;
  }

  // Names
  void define(Symbol name, std::uint32_t flag, Location loc) { define_in(*current_, name, flag, loc); }

  void define_in(Block& block, Symbol name, std::uint32_t flag, Location loc) {
    if (failed_) return;
    name = mangle(symbols_, class_, name);
    SymbolEntry& entry = block.entry(name);
    if ((flag & bits::Param) && (entry.flags & bits::Param)) {
      fail(errors_name_the_argument(release_) ? loc : block.loc,
           fmt::format("duplicate argument '{}' in function definition", name->text));
      return;
    }
    if ((flag & bits::TypeParam) && (entry.flags & bits::TypeParam)) {
      fail(loc, fmt::format("duplicate type parameter '{}'", name->text));
      return;
    }
    if (block.in_target && (flag & (bits::Global | bits::Nonlocal)) == 0 && (flag & bits::Local)) {
      if (entry.flags & (bits::Global | bits::Nonlocal)) {
        fail(comprehension_errors_are_at_block(release_) ? block.loc : loc,
             fmt::format("comprehension inner loop cannot rebind assignment expression target '{}'", name->text));
        return;
      }
      entry.flags |= bits::ComprehensionTarget;
    }
    entry.flags |= flag;
    if (flag & bits::Param)
      block.parameters.push_back(name);
    else if (flag & bits::Global)
      // What is global in any block is a symbol of the module.
      table_.top()->entry(name).flags |= bits::Global;
  }

  void implicit_parameter(int index, Location loc) { define(symbols_.intern(fmt::format(".{}", index)), bits::Param, loc); }

  void temporary(Location loc) { define(symbols_.intern(fmt::format("_[{}]", ++current_->temporaries)), bits::Local, loc); }

  // Statements
  void body(Body statements) {
    for (Stmt* statement : statements) {
      if (failed_) return;
      stmt(statement);
    }
  }
  void exprs(ExprList list) {
    for (Expr* e : list)
      if (e) expr(e);
  }
  void maybe(Expr* e) {
    if (e) expr(e);
  }

  void stmt(Stmt* node) {
    if (too_deep()) return;
    ++depth_;
    switch (node->kind) {
      case StmtKind::FunctionDef:
      case StmtKind::AsyncFunctionDef:
        function(as<FunctionDef>(*node));
        break;
      case StmtKind::ClassDef:
        class_def(as<ClassDef>(*node));
        break;
      case StmtKind::Return: {
        Expr* value = as<Return>(*node).value;
        if (value) {
          expr(value);
          current_->returns_value = true;
          if (generator_return_needs_no_value(release_) && current_->generator)
            fail(node->loc, "'return' with argument inside generator");
        }
        break;
      }
      case StmtKind::Delete:
        exprs(as<Delete>(*node).targets);
        break;
      case StmtKind::Assign:
        exprs(as<Assign>(*node).targets);
        expr(as<Assign>(*node).value);
        break;
      case StmtKind::TypeAlias:
        type_alias(as<TypeAlias>(*node));
        break;
      case StmtKind::AugAssign:
        expr(as<AugAssign>(*node).target);
        expr(as<AugAssign>(*node).value);
        break;
      case StmtKind::AnnAssign:
        annotated(as<AnnAssign>(*node));
        break;
      case StmtKind::For:
      case StmtKind::AsyncFor: {
        For& loop = as<For>(*node);
        expr(loop.target);
        expr(loop.iter);
        body(loop.body);
        body(loop.orelse);
        break;
      }
      case StmtKind::While: {
        While& loop = as<While>(*node);
        expr(loop.test);
        body(loop.body);
        body(loop.orelse);
        break;
      }
      case StmtKind::If: {
        If& test = as<If>(*node);
        expr(test.test);
        body(test.body);
        body(test.orelse);
        break;
      }
      case StmtKind::With:
      case StmtKind::AsyncWith:
        with(as<With>(*node));
        break;
      case StmtKind::Match: {
        Match& match = as<Match>(*node);
        expr(match.subject);
        for (MatchCase& one : match.cases) {
          pattern(one.pattern);
          maybe(one.guard);
          body(one.body);
        }
        break;
      }
      case StmtKind::Raise: {
        Raise& raise = as<Raise>(*node);
        maybe(raise.exc);
        maybe(raise.cause);
        maybe(raise.traceback);
        break;
      }
      case StmtKind::Try:
      case StmtKind::TryStar: {
        Try& attempt = as<Try>(*node);
        body(attempt.body);
        if (release_.python2()) body(attempt.orelse);
        for (ExceptHandler& handler : attempt.handlers) {
          maybe(handler.type);
          maybe(handler.target);
          body(handler.body);
        }
        if (!release_.python2()) body(attempt.orelse);
        body(attempt.finalbody);
        break;
      }
      case StmtKind::Assert:
        expr(as<Assert>(*node).test);
        maybe(as<Assert>(*node).msg);
        break;
      case StmtKind::Import:
        for (Alias& alias : as<Import>(*node).names) import(alias, node->loc);
        break;
      case StmtKind::ImportFrom:
        for (Alias& alias : as<ImportFrom>(*node).names) import(alias, node->loc);
        break;
      case StmtKind::Global:
        declare(as<compiler::Global>(*node), bits::Global, "global");
        break;
      case StmtKind::Nonlocal:
        declare(as<compiler::Global>(*node), bits::Nonlocal, "nonlocal");
        break;
      case StmtKind::Expr:
        expr(as<ExprStmt>(*node).value);
        break;
      case StmtKind::Pass:
      case StmtKind::Break:
      case StmtKind::Continue:
        break;
      case StmtKind::Print:
        maybe(as<Print>(*node).dest);
        exprs(as<Print>(*node).values);
        break;
      case StmtKind::Exec: {
        Exec& exec = as<Exec>(*node);
        expr(exec.body);
        if (!current_->unoptimized_line) current_->unoptimized_line = node->loc.line;
        if (exec.globals) {
          current_->exec = true;
          expr(exec.globals);
          maybe(exec.locals);
        } else {
          current_->bare_exec = true;
          current_->unoptimized_line = node->loc.line;
        }
        break;
      }
    }
    --depth_;
  }

  void with(With& node) {
    for (WithItem& item : node.items) {
      if (release_.python2() || with_keeps_value_in_name(release_)) {
        if (with_keeps_exit_in_name(release_)) temporary(node.loc);
        if (with_keeps_value_in_name(release_) && item.vars) temporary(node.loc);
      }
      expr(item.context);
      maybe(item.vars);
    }
    body(node.body);
  }

  void import(Alias& alias, Location statement) {
    Location loc = errors_name_the_argument(release_) ? alias.loc : statement;
    Location star = errors_name_the_argument(release_) ? alias.loc : current_->loc;
    std::string_view text = (alias.asname ? alias.asname : alias.name)->text;
    if (text == "*") {
      if (current_->kind == BlockKind::Module) return;
      if (nested_import_star_is_an_error(release_)) return fail_import(star, "import * only allowed at module level");
      warn(star, "import * only allowed at module level");
      current_->import_star = true;
      current_->unoptimized_line = statement.line;
      return;
    }
    define(symbols_.intern(alias.asname ? text : text.substr(0, text.find('.'))), bits::Import, loc);
  }

  void declare(compiler::Global& node, std::uint32_t flag, std::string_view word) {
    for (Symbol name : node.names) {
      Symbol own = mangle(symbols_, class_, name);
      std::uint32_t flags = current_->flags_of(own);
      std::string_view text = (release_.since(3, 0) ? own : name)->text;
      if (late_global_is_an_error(release_)) {
        if (flags & (bits::Param | bits::Local | bits::Use | bits::Annotated)) {
          std::string message;
          if (flags & bits::Param)
            message = fmt::format("name '{}' is parameter and {}", text, word);
          else if (flags & bits::Use)
            message = fmt::format("name '{}' is used prior to {} declaration", text, word);
          else if (flags & bits::Annotated)
            message = fmt::format("annotated name '{}' can't be {}", text, word);
          else
            message = fmt::format("name '{}' is assigned to before {} declaration", text, word);
          return fail(node.loc, message);
        }
      } else if (flags & (bits::Local | bits::Use)) {
        warn(node.loc, fmt::format("name '{}' is {} {} declaration", text,
                                   flags & bits::Local ? "assigned to before" : "used prior to", word));
      }
      define(name, flag, node.loc);
      current_->directives.push_back({own, node.loc});
    }
  }

  void annotated(AnnAssign& node) {
    if (node.target->kind == ExprKind::Name) {
      Name& target = as<Name>(*node.target);
      std::uint32_t flags = current_->flags_of(mangle(symbols_, class_, target.id));
      if ((flags & (bits::Global | bits::Nonlocal)) && node.simple &&
          (current_->kind != BlockKind::Module || annotated_global_is_an_error(release_)))
        return fail(node.loc, fmt::format("annotated name '{}' can't be {}", target.id->text,
                                          flags & bits::Global ? "global" : "nonlocal"));
      if (node.simple)
        define(target.id, bits::Annotated | bits::Local, node.target->loc);
      else if (node.value)
        define(target.id, bits::Local, node.target->loc);
    } else {
      expr(node.target);
    }
    annotation(node.annotation);
    maybe(node.value);
  }

  void annotation(Expr* node) {
    if (!node) return;
    if (!annotations_are_blocks(release_) || !future_annotations_) return expr(node);
    Block* outer = current_;
    enter(symbols_.intern("_annotation"), BlockKind::Annotation, reinterpret_cast<const char*>(node) + 2, node->loc);
    expr(node);
    current_ = outer;
  }

  // Functions
  void annotations(Arguments& args, Expr* returns) {
    auto all = [&](std::span<Arg> list) {
      for (Arg& arg : list) annotation(arg.annotation);
    };
    all(args.posonly);
    all(args.args);
    if (args.vararg) annotation(args.vararg->annotation);
    if (args.kwarg) annotation(args.kwarg->annotation);
    all(args.kwonly);
    annotation(returns);
  }

  void parameters(Arguments& args) {
    auto all = [&](std::span<Arg> list) {
      for (std::size_t i = 0; i < list.size(); ++i) {
        if (list[i].tuple)
          implicit_parameter(int(i), list[i].loc);
        else
          define(list[i].name, bits::Param, list[i].loc);
      }
    };
    all(args.posonly);
    all(args.args);
    all(args.kwonly);
    if (args.vararg) {
      define(args.vararg->name, bits::Param, args.vararg->loc);
      current_->varargs = true;
    }
    if (args.kwarg) {
      define(args.kwarg->name, bits::Param, args.kwarg->loc);
      current_->varkeywords = true;
    }
    for (Arg& arg : args.args)
      if (arg.tuple) tuple_parameter(arg.tuple);
  }

  // Names inside of a tuple parameter of 2.x are parameters of their own, behind the others.
  void tuple_parameter(Expr* node) {
    if (node->kind != ExprKind::Tuple) return;
    for (Expr* item : as<Tuple>(*node).elts)
      if (item->kind == ExprKind::Name) define(as<Name>(*item).id, bits::Param, item->loc);
    for (Expr* item : as<Tuple>(*node).elts) tuple_parameter(item);
  }

  void function(FunctionDef& node) {
    define(node.name, bits::Local, node.loc);
    bool generic = !node.type_params.empty();
    bool decorators_first = release_.since(3, 12);
    if (decorators_first) exprs(node.decorators);
    exprs(node.args->defaults);
    exprs(node.args->kw_defaults);
    if (generic) {
      bool kw_defaults = false;
      for (Expr* e : node.args->kw_defaults) kw_defaults |= e != nullptr;
      type_params(node.name, &node, node.type_params, false, true, kw_defaults, node.loc);
    }
    annotations(*node.args, node.returns);
    if (!decorators_first) exprs(node.decorators);
    enter(node.name, BlockKind::Function, &node, node.loc);
    if (node.kind == StmtKind::AsyncFunctionDef) current_->coroutine = true;
    parameters(*node.args);
    body(node.body);
    leave();
    if (generic) leave();
  }

  void class_def(ClassDef& node) {
    define(node.name, bits::Local, node.loc);
    bool generic = !node.type_params.empty();
    Symbol outer_class = class_;
    bool decorators_first = release_.since(3, 12);
    if (decorators_first) exprs(node.decorators);
    if (generic) type_params(node.name, &node, node.type_params, true, false, false, node.loc);
    exprs(node.bases);
    for (Keyword& keyword : node.keywords) expr(keyword.value);
    if (!decorators_first) exprs(node.decorators);
    enter(node.name, BlockKind::Class, &node, node.loc);
    if (class_has_locals_parameter(release_)) {
      define(symbols_.intern("__class__"), bits::Local, node.loc);
      define(symbols_.intern("__locals__"), bits::Param, node.loc);
    }
    class_ = node.name;
    if (generic) {
      define(symbols_.intern("__type_params__"), bits::Local, node.loc);
      define(symbols_.intern(".type_params"), bits::Use, node.loc);
    }
    body(node.body);
    leave();
    if (generic) leave();
    class_ = outer_class;
  }

  // Enters the block of type parameters and stays in it.
  void type_params(Symbol name, const void* node, std::span<TypeParam*> params, bool is_class, bool defaults,
                   bool kw_defaults, Location loc) {
    BlockKind outer = current_->kind;
    enter(name, BlockKind::TypeParams, type_params_key(node), loc);
    if (outer == BlockKind::Class) {
      current_->sees_class_scope = true;
      define(symbols_.intern("__classdict__"), bits::Use, loc);
    }
    if (is_class) {
      define(symbols_.intern(".type_params"), bits::Local, loc);
      define(symbols_.intern(".type_params"), bits::Use, loc);
      define(symbols_.intern(".generic_base"), bits::Local, loc);
      define(symbols_.intern(".generic_base"), bits::Use, loc);
    }
    if (is_class) class_ = name;  // which mangles the names of its parameters
    if (defaults) define(symbols_.intern(".defaults"), bits::Param, loc);
    if (kw_defaults) define(symbols_.intern(".kwdefaults"), bits::Param, loc);
    for (TypeParam* param : params) {
      define(param->name, bits::TypeParam | bits::Local, param->loc);
      if (param->bound)
        type_param_part(param->name, param->bound, bound_key(param),
                        param->bound->kind == ExprKind::Tuple ? "a TypeVar constraint" : "a TypeVar bound");
      if (param->default_value)
        type_param_part(param->name, param->default_value, default_key(param),
                        param->kind == TypeParamKind::TypeVar      ? "a TypeVar default"
                        : param->kind == TypeParamKind::ParamSpec ? "a ParamSpec default"
                                                                  : "a TypeVarTuple default");
    }
  }

  // A function within an annotation that sees the names of a class.
  void may_nest(std::string_view what, Location loc) {
    if (current_->sees_class_scope && !nests_in_annotations(release_))
      fail(loc, fmt::format("Cannot use {} in annotation scope within class scope", what));
  }

  void type_param_part(Symbol name, Expr* value, const void* key, std::string_view) {
    bool sees_class = current_->sees_class_scope;
    enter(name, BlockKind::TypeVarBound, key, value->loc);
    current_->sees_class_scope = sees_class;
    if (sees_class) define(symbols_.intern("__classdict__"), bits::Use, value->loc);
    expr(value);
    leave();
  }

  void type_alias(TypeAlias& node) {
    expr(node.name);
    Symbol name = as<Name>(*node.name).id;
    bool in_class = current_->kind == BlockKind::Class;
    bool generic = !node.type_params.empty();
    if (generic) type_params(name, &node, node.type_params, false, false, false, node.loc);
    enter(name, BlockKind::TypeAlias, &node, node.loc);
    current_->sees_class_scope = in_class;
    if (in_class) define(symbols_.intern("__classdict__"), bits::Use, node.value->loc);
    expr(node.value);
    leave();
    if (generic) leave();
  }

  // Expressions
  void expr(Expr* node) {
    if (too_deep()) return;
    ++depth_;
    switch (node->kind) {
      case ExprKind::NamedExpr:
        if (current_->in_iterable > 0)
          fail(named_place(node->loc), "assignment expression cannot be used in a comprehension iterable expression");
        else if (forbidden("named expression", node->loc))
          break;
        if (!failed_ && current_->comprehension != ComprehensionKind::None) extend_named(node);
        expr(as<NamedExpr>(*node).value);
        expr(as<NamedExpr>(*node).target);
        break;
      case ExprKind::BoolOp:
        exprs(as<compiler::BoolOp>(*node).values);
        break;
      case ExprKind::BinOp:
        expr(as<BinOp>(*node).left);
        expr(as<BinOp>(*node).right);
        break;
      case ExprKind::UnaryOp:
        expr(as<UnaryOp>(*node).operand);
        break;
      case ExprKind::Lambda: {
        Lambda& lambda = as<Lambda>(*node);
        may_nest("lambda", node->loc);
        exprs(lambda.args->defaults);
        exprs(lambda.args->kw_defaults);
        enter(symbols_.intern("lambda"), BlockKind::Function, node, node->loc);
        parameters(*lambda.args);
        expr(lambda.body);
        leave();
        break;
      }
      case ExprKind::IfExp:
        expr(as<IfExp>(*node).test);
        expr(as<IfExp>(*node).body);
        expr(as<IfExp>(*node).orelse);
        break;
      case ExprKind::Dict: {
        exprs(as<Dict>(*node).keys);
        exprs(as<Dict>(*node).values);
        break;
      }
      case ExprKind::Set:
        exprs(as<Set>(*node).elts);
        break;
      case ExprKind::ListComp: {
        ListComp& comp = as<ListComp>(*node);
        if (listcomps_are_functions(release_)) {
          comprehension(node, "listcomp", ComprehensionKind::List, comp.generators, comp.elt, nullptr);
        } else {
          if (listcomp_uses_temporary(release_)) temporary(node->loc);
          expr(comp.elt);
          for (Comprehension& part : comp.generators) {
            expr(part.target);
            expr(part.iter);
            exprs(part.ifs);
          }
        }
        break;
      }
      case ExprKind::SetComp:
        comprehension(node, "setcomp", ComprehensionKind::Set, as<SetComp>(*node).generators, as<SetComp>(*node).elt, nullptr);
        break;
      case ExprKind::DictComp:
        comprehension(node, "dictcomp", ComprehensionKind::Dict, as<DictComp>(*node).generators, as<DictComp>(*node).key,
                      as<DictComp>(*node).value);
        break;
      case ExprKind::GeneratorExp:
        comprehension(node, "genexpr", ComprehensionKind::Generator, as<GeneratorExp>(*node).generators,
                      as<GeneratorExp>(*node).elt, nullptr);
        break;
      case ExprKind::Yield:
        if (forbidden("yield expression", node->loc)) break;
        maybe(as<Yield>(*node).value);
        yields(node);
        break;
      case ExprKind::YieldFrom:
        if (forbidden("yield expression", node->loc)) break;
        expr(as<YieldFrom>(*node).value);
        yields(node);
        break;
      case ExprKind::Await:
        if (forbidden("await expression", node->loc)) break;
        expr(as<Await>(*node).value);
        current_->coroutine = true;
        if (release_.until(3, 5)) current_->generator = true;
        break;
      case ExprKind::Compare:
        expr(as<Compare>(*node).left);
        exprs(as<Compare>(*node).comparators);
        break;
      case ExprKind::Call: {
        Call& call = as<Call>(*node);
        expr(call.func);
        exprs(call.args);
        for (Keyword& keyword : call.keywords) expr(keyword.value);
        break;
      }
      case ExprKind::FormattedValue:
        expr(as<FormattedValue>(*node).value);
        maybe(as<FormattedValue>(*node).format_spec);
        break;
      case ExprKind::JoinedStr:
        exprs(as<JoinedStr>(*node).values);
        break;
      case ExprKind::Constant:
        break;
      case ExprKind::Attribute:
        expr(as<Attribute>(*node).value);
        break;
      case ExprKind::Subscript:
        expr(as<Subscript>(*node).value);
        expr(as<Subscript>(*node).slice);
        break;
      case ExprKind::Starred:
        expr(as<Starred>(*node).value);
        break;
      case ExprKind::Name: {
        Name& name = as<Name>(*node);
        define(name.id, name.ctx == Context::Load ? bits::Use : bits::Local, node->loc);
        if (!release_.python2() && name.ctx == Context::Load && current_->function_like() && name.id->text == "super")
          define(symbols_.intern("__class__"), bits::Use, node->loc);
        break;
      }
      case ExprKind::List:
        exprs(as<List>(*node).elts);
        break;
      case ExprKind::Tuple:
        exprs(as<Tuple>(*node).elts);
        break;
      case ExprKind::Slice:
        maybe(as<Slice>(*node).lower);
        maybe(as<Slice>(*node).upper);
        maybe(as<Slice>(*node).step);
        break;
      case ExprKind::Repr:
        expr(as<Repr>(*node).value);
        break;
      case ExprKind::ExtSlice:
        exprs(as<ExtSlice>(*node).dims);
        break;
    }
    --depth_;
  }

  void yields(Expr* node) {
    current_->generator = true;
    if (generator_return_needs_no_value(release_) && current_->returns_value)
      fail(node->loc, "'return' with argument inside generator");
    if (current_->comprehension == ComprehensionKind::None) return;
    static constexpr std::string_view what[] = {"", "list comprehension", "set comprehension", "dict comprehension",
                                                "generator expression"};
    std::string message = fmt::format("'yield' inside {}", what[int(current_->comprehension)]);
    if (yield_in_comprehension_is_an_error(release_))
      fail(comprehension_errors_are_at_block(release_) ? current_->loc : node->loc, message);
    else if (yield_in_comprehension_warns(release_))
      deprecation(node->loc, message);
  }

  void deprecation(Location loc, std::string message) {
    if (failed_) return;
    Warning warning = syntax_warning(release_, loc, std::move(message));
    warning.category = "DeprecationWarning";
    if (!warnings_.warn(warning, fault_)) {
      failed_ = true;
      if (fault_.message.empty()) symbol_error(fault_, release_, loc, warning.message);
    }
  }

  // Yield, await and := have no place in some blocks of 3.10 on.
  bool forbidden(std::string_view what, Location loc) {
    switch (current_->kind) {
      case BlockKind::Annotation:
        fail(loc, fmt::format("{} cannot be used within an annotation", what));
        return true;
      case BlockKind::TypeVarBound:
        fail(loc, fmt::format("{} cannot be used within a TypeVar bound", what));
        return true;
      case BlockKind::TypeAlias:
        fail(loc, fmt::format("{} cannot be used within a type alias", what));
        return true;
      case BlockKind::TypeParams:
        fail(loc, fmt::format("{} cannot be used within the definition of a generic", what));
        return true;
      default:
        return false;
    }
  }

  // Where errors of := in comprehensions are, whose columns were counted from 0.
  Location named_place(Location loc) const {
    if (named_errors_count_from_zero(release_)) --loc.column;
    return loc;
  }

  // The target of := in a comprehension belongs to the function or module around it.
  void extend_named(Expr* node) {
    Symbol target = as<Name>(*as<NamedExpr>(*node).target).id;
    Location loc = as<NamedExpr>(*node).target->loc;
    for (Block* block = current_; block; block = block->parent) {
      if (block->comprehension != ComprehensionKind::None) {
        std::uint32_t flags = block->flags_of(named_conflicts_are_mangled(release_) ? mangle(symbols_, class_, target) : target);
        if ((flags & bits::ComprehensionTarget) && (flags & bits::Local)) {
          return fail(named_place(loc), fmt::format("assignment expression cannot rebind comprehension iteration variable '{}'",
                                       target->text));
        }
        continue;
      }
      switch (block->kind) {
        case BlockKind::Function: {
          std::uint32_t flags = block->flags_of(mangle(symbols_, class_, target));
          define(target, flags & bits::Global ? bits::Global : bits::Nonlocal, loc);
          current_->directives.push_back({mangle(symbols_, class_, target), loc});
          return define_in(*block, target, bits::Local, loc);
        }
        case BlockKind::Module:
          define(target, bits::Global, loc);
          current_->directives.push_back({mangle(symbols_, class_, target), loc});
          return define_in(*block, target, bits::Global, loc);
        case BlockKind::Class:
          return fail(named_place(loc), "assignment expression within a comprehension cannot be used in a class body");
        case BlockKind::TypeParams:
          return fail(loc, "assignment expression within a comprehension cannot be used within the definition of a generic");
        case BlockKind::TypeAlias:
          return fail(loc, "assignment expression within a comprehension cannot be used in a type alias");
        case BlockKind::TypeVarBound:
          return fail(loc, "assignment expression within a comprehension cannot be used in a TypeVar bound");
        default:
          return;
      }
    }
  }

  void comprehension(Expr* node, std::string_view name, ComprehensionKind kind, std::span<Comprehension> generators,
                     Expr* elt, Expr* value) {
    bool is_generator = kind == ComprehensionKind::Generator;
    may_nest("comprehension", node->loc);
    ++current_->in_iterable;
    expr(generators[0].iter);
    --current_->in_iterable;
    enter(symbols_.intern(name), BlockKind::Function, node, node->loc);
    if (release_.since(3, 7)) current_->comprehension = kind;
    if (generators[0].is_async) current_->coroutine = true;
    current_->generator = is_generator;
    implicit_parameter(0, generators[0].iter->loc);
    if (!is_generator && comprehension_uses_temporary(release_)) temporary(node->loc);
    target(generators[0].target);
    exprs(generators[0].ifs);
    for (Comprehension& part : generators.subspan(1)) {
      target(part.target);
      ++current_->in_iterable;
      expr(part.iter);
      --current_->in_iterable;
      exprs(part.ifs);
      if (part.is_async) current_->coroutine = true;
    }
    if (value) expr(value);
    expr(elt);
    if (release_.since(3, 8)) current_->generator = is_generator;  // before, a yield makes it one
    bool is_async = current_->coroutine && !is_generator;
    leave();
    if (is_async && release_.since(3, 11)) current_->coroutine = true;
  }

  void target(Expr* node) {
    current_->in_target = release_.since(3, 8);
    expr(node);
    current_->in_target = false;
  }

  // Patterns
  void pattern(Pattern* node) {
    if (too_deep()) return;
    ++depth_;
    switch (node->kind) {
      case PatternKind::Value:
        expr(as<MatchValue>(*node).value);
        break;
      case PatternKind::Singleton:
        break;
      case PatternKind::Sequence:
        patterns(as<MatchSequence>(*node).patterns);
        break;
      case PatternKind::Mapping:
        exprs(as<MatchMapping>(*node).keys);
        patterns(as<MatchMapping>(*node).patterns);
        if (as<MatchMapping>(*node).rest) define(as<MatchMapping>(*node).rest, bits::Local, node->loc);
        break;
      case PatternKind::Class:
        expr(as<MatchClass>(*node).cls);
        patterns(as<MatchClass>(*node).patterns);
        patterns(as<MatchClass>(*node).kwd_patterns);
        break;
      case PatternKind::Star:
        if (as<MatchStar>(*node).name) define(as<MatchStar>(*node).name, bits::Local, node->loc);
        break;
      case PatternKind::As:
        if (as<MatchAs>(*node).pattern) pattern(as<MatchAs>(*node).pattern);
        if (as<MatchAs>(*node).name) define(as<MatchAs>(*node).name, bits::Local, node->loc);
        break;
      case PatternKind::Or:
        patterns(as<MatchOr>(*node).patterns);
        break;
    }
    --depth_;
  }
  void patterns(std::span<Pattern*> list) {
    for (Pattern* one : list) pattern(one);
  }

  const Release& release_;
  bool future_annotations_;
  SymbolPool& symbols_;
  WarningSink& warnings_;
  Fault& fault_;
  SymbolTable& table_;
  Block* current_ = nullptr;
  Symbol class_ = nullptr;
  bool failed_ = false;
  int depth_ = 0;
};

}  // namespace

Symbol mangle(SymbolPool& symbols, Symbol owner, Symbol name) {
  if (!owner || !name->text.starts_with("__") || name->text.ends_with("__") ||
      name->text.find('.') != std::string_view::npos)
    return name;
  std::size_t start = owner->text.find_first_not_of('_');
  if (start == std::string_view::npos) return name;
  return symbols.intern(fmt::format("_{}{}", owner->text.substr(start), name->text));
}

bool build_symbol_table(Module& module, const Options& options, std::uint32_t futures, SymbolPool& symbols,
                        WarningSink& warnings, Fault& fault, SymbolTable& table) {
  return Visitor(options, futures, symbols, warnings, fault, table).module(module) &&
         analyze_symbols(table, *options.release, symbols, fault);
}

}  // namespace xvm::compiler
