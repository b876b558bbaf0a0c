// Functions and classes: defaults, annotations, bodies, decorators.
#include <fmt/format.h>

#include <algorithm>

#include "compiler/generator.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

using enum Opcode;

bool keyword_defaults_first(const Release& r) { return r.until(3, 3); }
bool defaults_are_one_tuple(const Release& r) { return r.since(3, 6); }
bool annotations_are_pairs(const Release& r) { return r.since(3, 10); }
bool definition_begins_at_decorator(const Release& r) { return r.since(3, 8); }
bool class_takes_its_locals(const Release& r) { return r.since(3, 0) && r.until(3, 3); }
bool class_has_qualified_name(const Release& r) { return r.since(3, 3); }
bool class_cell_has_a_name(const Release& r) { return r.since(3, 6); }
bool class_knows_its_line(const Release& r) { return r.since(3, 13); }
bool null_before_callable(const Release& r) { return r.since(3, 11) && r.until(3, 12); }
bool null_behind_callable(const Release& r) { return r.since(3, 13); }
bool decorators_are_placed(const Release& r) { return r.since(3, 11); }
bool annotated_names_are_mangled(const Release& r) { return r.since(3, 4); }
bool docstring_sets_the_line(const Release& r) { return r.since(3, 7) && r.until(3, 9); }
bool stop_iteration_is_wrapped(const Release& r) { return r.since(3, 12); }
bool debug_is_no_parameter(const Release& r) { return r.since(3, 8); }
constexpr std::int32_t set_function_type_params = 4, subscript_generic = 10;

}  // namespace

bool Generator::decorators(ExprList list) { return expressions(list); }

void Generator::apply_decorators(ExprList list) {
  for (std::size_t i = list.size(); i-- > 0;) {
    if (!decorators_are_placed(release)) {
      emit(CALL_FUNCTION, 1);
      continue;
    }
    At at(*this, list[i]->loc);
    if (until(3, 11)) emit(PRECALL, 0);
    emit(CALL, 0);
  }
}

bool Generator::check_arguments(Arguments& args) {
  if (!debug_is_no_parameter(release)) return true;
  auto check = [&](const Arg& arg) { return forbidden_name(arg.name, Context::Store, since(3, 12) ? arg.loc : u->loc); };
  for (const Arg& arg : args.posonly)
    if (!check(arg)) return false;
  for (const Arg& arg : args.args)
    if (!check(arg)) return false;
  if (args.vararg && !check(*args.vararg)) return false;
  for (const Arg& arg : args.kwonly)
    if (!check(arg)) return false;
  return !args.kwarg || check(*args.kwarg);
}

void Generator::set_parameters(Arguments& args) {
  u->code.posonlyargcount = std::int32_t(args.posonly.size());
  u->code.argcount = std::int32_t(args.posonly.size() + args.args.size());
  u->code.kwonlyargcount = std::int32_t(args.kwonly.size());
}

bool Generator::tuple_parameters(Arguments& args) {
  for (std::size_t i = 0; i < args.args.size(); i++) {
    if (!args.args[i].tuple) continue;
    if (!name_operation(intern(fmt::format(".{}", i)), Context::Load)) return false;
    if (!assign_to(args.args[i].tuple)) return false;
  }
  return true;
}

bool Generator::keyword_defaults(Arguments& args, std::int32_t& count) {
  std::vector<ConstantId> names;
  count = 0;
  for (std::size_t i = 0; i < args.kwonly.size(); i++) {
    Expr* value = args.kw_defaults[i];
    if (!value) continue;
    ConstantId name = maker.name(text(mangled(args.kwonly[i].name)));
    if (!defaults_are_one_tuple(release)) emit_const(name);
    names.push_back(name);
    count++;
    if (!expression(value)) return false;
  }
  if (count > 0 && defaults_are_one_tuple(release)) {
    emit_const(maker.tuple(names));
    emit(BUILD_CONST_KEY_MAP, count);
  }
  return true;
}

bool Generator::defaults(Arguments& args, std::int32_t& flags, std::int32_t& counts) {
  flags = counts = 0;
  std::int32_t keywords = 0;
  bool one_tuple = defaults_are_one_tuple(release);
  if (keyword_defaults_first(release) && !keyword_defaults(args, keywords)) return false;
  if (!expressions(args.defaults)) return false;
  if (one_tuple && !args.defaults.empty()) {
    emit(BUILD_TUPLE, std::int32_t(args.defaults.size()));
    flags |= 1;
  }
  if (!keyword_defaults_first(release) && !keyword_defaults(args, keywords)) return false;
  if (keywords > 0) flags |= 2;
  counts = std::int32_t(args.defaults.size()) | keywords << 8;
  return true;
}

bool Generator::annotations(Arguments& args, Expr* returns, std::int32_t& flags, std::int32_t& counts) {
  std::vector<ConstantId> names;
  bool pairs = annotations_are_pairs(release);
  auto one = [&](Symbol name, Expr* value) {
    if (!value) return true;
    ConstantId text_of = maker.name(text(annotated_names_are_mangled(release) ? mangled(name) : name));
    names.push_back(text_of);
    if (pairs) emit_const(text_of);
    if (value->kind == ExprKind::Starred && !future(future::Annotations)) {
      if (!expression(as<Starred>(*value).value)) return false;
      emit(UNPACK_SEQUENCE, 1);
      return true;
    }
    return annotation(value);
  };
  for (const Arg& arg : args.args)
    if (!one(arg.name, arg.annotation)) return false;
  for (const Arg& arg : args.posonly)
    if (!one(arg.name, arg.annotation)) return false;
  if (args.vararg && !one(args.vararg->name, args.vararg->annotation)) return false;
  for (const Arg& arg : args.kwonly)
    if (!one(arg.name, arg.annotation)) return false;
  if (args.kwarg && !one(args.kwarg->name, args.kwarg->annotation)) return false;
  if (!one(intern("return"), returns)) return false;
  if (names.empty()) return true;
  flags |= 4;
  std::int32_t count = std::int32_t(names.size());
  if (pairs) {
    emit(BUILD_TUPLE, 2 * count);
  } else {
    emit_const(maker.tuple(names));
    if (defaults_are_one_tuple(release))
      emit(BUILD_CONST_KEY_MAP, count);
    else
      counts |= (count + 1) << 16;
  }
  return true;
}

static bool is_docstring(const ConstantPool& pool, Body body, bool python2) {
  if (body.empty() || body[0]->kind != StmtKind::Expr) return false;
  const Expr* value = static_cast<ExprStmt*>(body[0])->value;
  if (value->kind != ExprKind::Constant) return false;
  ConstantKind kind = pool.kind(static_cast<const Constant*>(value)->value);
  return kind == ConstantKind::Text || (python2 && kind == ConstantKind::Bytes);
}

bool Generator::function_body(FunctionDef& node, bool is_async, std::int32_t flags, std::int32_t counts,
                              std::int32_t first_line) {
  Location first{first_line, 0, first_line, 0};
  enter(node.name, is_async ? UnitKind::AsyncFunction : UnitKind::Function, &node, first, first_line);
  bool docstring = is_docstring(pool(), node.body, python2());
  ConstantId first_constant = maker.none();
  if (docstring && optimize() < 2) {
    first_constant = as<Constant>(*as<ExprStmt>(*node.body[0]).value).value;
    if (since(3, 13)) first_constant = clean_docstring(first_constant);
  }
  (void)const_index(first_constant);
  set_parameters(*node.args);
  if (!tuple_parameters(*node.args)) return false;
  bool wrapped = stop_iteration_is_wrapped(release) && (u->scope->coroutine || u->scope->generator);
  if (wrapped && !push_block(FrameBlockKind::StopIteration, no_label, no_label)) return false;
  if (docstring && docstring_sets_the_line(release)) place(node.body[0]->loc);
  if (!statements(node.body.subspan(docstring ? 1 : 0))) return false;
  if (wrapped) {
    wrap_in_stop_iteration_handler();
    pop_block(FrameBlockKind::StopIteration);
  }
  std::string qualname = u->code.qualname;
  Code* code = leave();
  if (!code) return false;
  make_closure(code, flags, counts, qualname);
  return true;
}

bool Generator::function(FunctionDef& node, bool is_async) {
  if (!check_arguments(*node.args)) return false;
  if (!decorators(node.decorators)) return false;
  std::int32_t first_line = node.loc.line;
  if (definition_begins_at_decorator(release) && !node.decorators.empty()) first_line = node.decorators[0]->loc.line;
  std::int32_t flags = 0, counts = 0;
  bool generic = !node.type_params.empty();
  if (generic && null_before_callable(release)) emit(PUSH_NULL);
  if (!defaults(*node.args, flags, counts)) return false;
  std::int32_t given = (flags & 1) + ((flags & 2) >> 1);
  if (generic) {
    if (given == 2) emit(SWAP, 2);
    enter(intern(fmt::format("<generic parameters of {}>", text(node.name))), UnitKind::TypeParams, type_params_key(&node),
          {first_line, 0, first_line, 0}, first_line);
    u->code.argcount = given;
    u->loc = node.loc;
    if (!type_parameters(node.type_params)) return false;
    u->loc = node.loc;
    for (std::int32_t i = 0; i < given; i++) emit(LOAD_FAST, i);
  }
  if (!annotations(*node.args, node.returns, flags, counts)) return false;
  if (!function_body(node, is_async, flags, counts, first_line)) return false;
  if (generic) {
    emit(SWAP, 2);
    emit(CALL_INTRINSIC_2, set_function_type_params);
    std::string qualname = u->code.qualname;
    Code* code = finish(false);
    if (!code) return false;
    make_closure(code, 0, 0, qualname);
    if (given > 0) {
      emit(SWAP, given + 1);
      emit(CALL, null_before_callable(release) ? given : given - 1);
    } else {
      if (null_behind_callable(release)) emit(PUSH_NULL);
      emit(CALL, 0);
    }
  }
  apply_decorators(node.decorators);
  return name_operation(node.name, Context::Store);
}

// ---- classes ----

bool Generator::class_2(ClassDef& node) {
  emit_const(maker.name(text(node.name)));
  if (!expressions(node.bases)) return false;
  emit(BUILD_TUPLE, std::int32_t(node.bases.size()));
  enter(node.name, UnitKind::Class, &node, node.loc, node.loc.line);
  u->private_name = node.name;
  if (!name_operation(intern("__name__"), Context::Load) || !name_operation(intern("__module__"), Context::Store))
    return false;
  if (!body(node.body, node.loc)) return false;
  emit(LOAD_LOCALS);
  emit(RETURN_VALUE);
  Code* code = leave();
  if (!code) return false;
  make_closure(code, 0, 0, {});
  emit(CALL_FUNCTION, 0);
  emit(BUILD_CLASS);
  return true;
}

bool Generator::class_body(ClassDef& node, std::int32_t first_line) {
  Location loc{first_line, 0, first_line, 0};
  enter(node.name, UnitKind::Class, &node, loc, first_line);
  u->private_name = node.name;
  if (since(3, 10)) u->loc = loc;
  if (class_takes_its_locals(release)) {
    u->code.argcount = 1;
    emit(LOAD_FAST, 0);
    emit(STORE_LOCALS);
  }
  if (!name_operation(intern("__name__"), Context::Load) || !name_operation(intern("__module__"), Context::Store))
    return false;
  if (class_has_qualified_name(release)) {
    emit_const(maker.name(u->code.qualname));
    if (!name_operation(intern("__qualname__"), Context::Store)) return false;
  }
  if (class_knows_its_line(release)) {
    emit_const(maker.integer(first_line));
    if (!name_operation(intern("__firstlineno__"), Context::Store)) return false;
  }
  if (!node.type_params.empty()) {
    if (!name_operation(intern(".type_params"), Context::Load) ||
        !name_operation(intern("__type_params__"), Context::Store))
      return false;
  }
  if (u->scope->needs_classdict) {
    emit(LOAD_LOCALS);
    emit(STORE_DEREF, cell_place(intern("__classdict__")));
  }
  if (!body(node.body, loc)) return false;
  no_place();
  if (class_knows_its_line(release)) {
    emit_const(static_attributes());
    if (!name_operation(intern("__static_attributes__"), Context::Store)) return false;
  }
  Opcode load = opcode_number(release, LOAD_CLOSURE) >= 0 ? LOAD_CLOSURE : PSEUDO_LOAD_CLOSURE;
  if (u->scope->needs_classdict) {
    emit(load, cell_place(intern("__classdict__")));
    if (!name_operation(intern("__classdictcell__"), Context::Store)) return false;
  }
  auto cell = u->cells.find(intern("__class__"));
  if (cell != u->cells.end() && cell->second < std::int32_t(u->code.cellvars.size())) {
    emit(load, cell->second);
    if (class_cell_has_a_name(release)) {
      if (since(3, 11))
        emit(COPY, 1);
      else
        emit(DUP_TOP);
      if (!name_operation(intern("__classcell__"), Context::Store)) return false;
    }
  } else {
    emit_none();
  }
  emit(RETURN_VALUE);
  Code* code = leave();
  if (!code) return false;
  if (null_before_callable(release)) emit(PUSH_NULL);
  emit(LOAD_BUILD_CLASS);
  if (null_behind_callable(release)) emit(PUSH_NULL);
  make_closure(code, 0, 0, std::string(text(node.name)));
  emit_const(maker.name(text(node.name)));
  return true;
}

bool Generator::class_definition(ClassDef& node) {
  if (!decorators(node.decorators)) return false;
  if (python2()) {
    if (!class_2(node)) return false;
    apply_decorators(node.decorators);
    return name_operation(node.name, Context::Store);
  }
  std::int32_t first_line = node.loc.line;
  if (definition_begins_at_decorator(release) && !node.decorators.empty()) first_line = node.decorators[0]->loc.line;
  bool generic = !node.type_params.empty();
  if (!generic) {
    if (!class_body(node, first_line)) return false;
    if (!call_with(2, node.bases, node.keywords, node.loc)) return false;
  } else {
    if (null_before_callable(release)) emit(PUSH_NULL);
    enter(intern(fmt::format("<generic parameters of {}>", text(node.name))), UnitKind::TypeParams, type_params_key(&node),
          {first_line, 0, first_line, 0}, first_line);
    u->private_name = node.name;
    u->loc = node.loc;
    if (!type_parameters(node.type_params)) return false;
    u->loc = node.loc;
    if (!name_operation(intern(".type_params"), Context::Store)) return false;
    if (!class_body(node, first_line)) return false;
    if (!name_operation(intern(".type_params"), Context::Load)) return false;
    emit(CALL_INTRINSIC_1, subscript_generic);
    if (!name_operation(intern(".generic_base"), Context::Store)) return false;
    Name base{{ExprKind::Name, node.loc}, intern(".generic_base"), Context::Load};
    std::vector<Expr*> bases(node.bases.begin(), node.bases.end());
    bases.push_back(&base);
    if (!call_with(2, bases, node.keywords, node.loc)) return false;
    std::string qualname = u->code.qualname;
    Code* code = finish(false);
    if (!code) return false;
    make_closure(code, 0, 0, qualname);
    if (null_behind_callable(release)) emit(PUSH_NULL);
    emit(CALL, 0);
  }
  apply_decorators(node.decorators);
  return name_operation(node.name, Context::Store);
}

ConstantId Generator::static_attributes() {
  std::vector<Symbol> sorted = u->static_attributes;
  std::sort(sorted.begin(), sorted.end(), [](Symbol a, Symbol b) { return a->text < b->text; });
  std::vector<ConstantId> names;
  for (Symbol name : sorted) names.push_back(maker.name(text(name)));
  return maker.tuple(names);
}

}  // namespace xvm::compiler
