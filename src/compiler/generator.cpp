// The code generator's core: emitting, places, names, units.
#include "compiler/generator.h"

#include <fmt/format.h>

#include <algorithm>

#include "compiler/assembler.h"
#include "compiler/faults.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

using enum Opcode;

bool nesting_is_system_error(const Release& r) { return r.until(2, 6) || (r.since(3, 0) && r.until(3, 1)); }
bool nesting_error_has_place(const Release& r) { return r.since(3, 9); }
bool lines_are_set_once(const Release& r) { return r.until(3, 9); }
bool lines_only_grow(const Release& r) { return r.until(3, 7); }
bool has_resume(const Release& r) { return r.since(3, 11); }
bool returns_always(const Release& r) { return r.since(3, 12); }
bool has_qualified_names(const Release& r) { return r.since(3, 3); }
bool global_names_are_not_nested(const Release& r) { return r.since(3, 4); }
bool qualified_name_is_loaded(const Release& r) { return r.since(3, 3) && r.until(3, 10); }
bool closure_has_own_opcode(const Release& r) { return r.until(3, 5); }
bool attributes_set_afterwards(const Release& r) { return r.since(3, 13); }
bool free_names_in_class_read_locals(const Release& r) { return r.since(3, 4); }
bool globals_may_push_null(const Release& r) { return r.since(3, 11); }
bool class_dict_is_read(const Release& r) { return r.since(3, 12); }
bool deletes_cells(const Release& r) { return r.since(3, 2); }
bool flags_cells(const Release& r) { return r.until(3, 10); }
bool class_has_new_locals(const Release& r) { return r.until(3, 3); }
bool function_like_scopes(const Release& r) { return r.since(3, 12); }
bool parents_of_type_parameters(const Release& r) { return r.since(3, 12); }
bool module_begins_in_line_1(const Release& r) { return r.since(3, 10); }
constexpr std::size_t block_limit = 20;

std::int32_t future_flags(const Release& r, std::uint32_t futures) {
  struct Row {
    std::uint32_t bit;
    std::int32_t flag;
  };
  static constexpr Row rows[] = {
      {future::Division, 0x2000},       {future::AbsoluteImport, 0x4000}, {future::WithStatement, 0x8000},
      {future::PrintFunction, 0x10000}, {future::UnicodeLiterals, 0x20000}, {future::BarryAsBdfl, 0x40000},
      {future::GeneratorStop, 0x80000}, {future::Annotations, 0x100000},
  };
  int shift = r.since(3, 8) ? 4 : 0;  // moved out of the way of new flags of code
  std::int32_t flags = 0;
  for (const Row& row : rows)
    if (futures & row.bit) flags |= row.flag << shift;
  return flags;
}

}  // namespace

// ---- emitting ----

void Generator::emit(Opcode opcode, std::int32_t arg) {
  if (silent > 0) return;
  CodeItem item{opcode, arg, no_label, u->loc};
  if (lines_are_set_once(release)) {
    if (u->line_set) item.loc = {};
    u->line_set = true;
  }
  u->code.items.push_back(item);
}

void Generator::emit_jump(Opcode opcode, Label target) {
  if (silent > 0) return;
  emit(opcode);
  u->code.items.back().target = target;
}

void Generator::emit_const(ConstantId constant) { emit(LOAD_CONST, const_index(constant)); }

void Generator::emit_named(Opcode opcode, Symbol name) { emit(opcode, name_index(name)); }

void Generator::use(Label label) { u->code.marks.push_back({std::uint32_t(u->code.items.size()), label}); }

void Generator::next_block() { use(no_label); }

bool Generator::reachable_end() const {
  std::uint32_t start = u->code.marks.empty() ? 0 : u->code.marks.back().position;
  const auto& items = u->code.items;
  if (has_resume(release)) return items.size() == start || items.back().opcode != RETURN_VALUE;
  return std::none_of(items.begin() + start, items.end(), [](const CodeItem& i) { return i.opcode == RETURN_VALUE; });
}

std::int32_t Generator::const_index(ConstantId constant) {
  if (silent > 0) return 0;
  return generation.merger.index_of(u->code, constant);
}

std::int32_t Generator::add_name(Symbol name) {
  if (silent > 0) return 0;
  auto [place, is_new] = u->names.emplace(name, std::int32_t(u->code.names.size()));
  if (is_new) u->code.names.push_back(name);
  return place->second;
}

std::int32_t Generator::name_index(Symbol name) { return add_name(mangled(name)); }

void Generator::place(Location loc) {
  u->loc = loc;
  u->line_set = false;
}

void Generator::no_place() {
  if (!lines_are_set_once(release)) u->loc = {};
}

Generator::Placed::Placed(Generator& generator, const Expr& node)
    : g(generator), before(generator.u->loc), line_set(generator.u->line_set) {
  if (!lines_are_set_once(g.release)) {
    g.u->loc = node.loc;
  } else if (lines_only_grow(g.release) ? node.loc.line > g.u->loc.line : node.loc.line != g.u->loc.line) {
    g.u->loc = node.loc;
    g.u->line_set = false;
  }
}

Generator::Placed::~Placed() {
  if (!lines_are_set_once(g.release)) {
    g.u->loc = before;
  } else if (!lines_only_grow(g.release) && g.u->loc.line != before.line) {
    g.u->loc = before;
    g.u->line_set = false;
  }
}

Generator::At::At(Generator& generator, Location loc) : g(generator), before(generator.u->loc) {
  if (!lines_are_set_once(g.release)) g.u->loc = loc;
}

Generator::At::~At() {
  if (!lines_are_set_once(g.release)) g.u->loc = before;
}

// ---- names ----

Scope Generator::scope_of(Symbol name) const {
  SymbolEntry* entry = u->scope->find(name);
  return entry ? entry->scope : Scope::None;
}

bool Generator::name_operation(Symbol name, Context ctx) {
  if (ctx != Context::Load && !forbidden_name(name, ctx, u->loc)) return false;
  Symbol full = mangled(name);
  Scope scope = scope_of(full);
  bool in_function =
      function_like_scopes(release) ? u->scope->function_like() : u->scope->kind == BlockKind::Function;
  bool in_class = u->scope->kind == BlockKind::Class;
  auto by_context = [&](Opcode load, Opcode store, Opcode del) {
    return ctx == Context::Load ? load : ctx == Context::Store ? store : del;
  };
  if (scope == Scope::Free || scope == Scope::Cell) {
    std::int32_t place = cell_place(full);
    if (scope == Scope::Free && u->kind == UnitKind::Class) {  // beside a cell of its own for __class__
      auto free = std::find(u->code.freevars.begin(), u->code.freevars.end(), full);
      place = std::int32_t(u->code.cellvars.size()) + std::int32_t(free - u->code.freevars.begin());
    }
    if (ctx == Context::Load && class_dict_is_read(release)) {
      if (in_class && u->inlined == 0) {
        emit(LOAD_LOCALS);
        emit(LOAD_FROM_DICT_OR_DEREF, place);
        return true;
      }
      if (u->scope->sees_class_scope) {
        emit(LOAD_DEREF, cell_place(intern("__classdict__")));
        emit(LOAD_FROM_DICT_OR_DEREF, place);
        return true;
      }
    }
    if (ctx == Context::Load && in_class && free_names_in_class_read_locals(release) && !class_dict_is_read(release)) {
      emit(LOAD_CLASSDEREF, place);
      return true;
    }
    if (ctx == Context::Del && !deletes_cells(release)) {
      fault = Fault{};
      fault.message = fmt::format("can not delete variable '{}' referenced in nested scope", text(name));
      return error(u->loc, fault.message);
    }
    emit(by_context(LOAD_DEREF, STORE_DEREF, DELETE_DEREF), place);
    return true;
  }
  bool hidden = std::find(u->fast_hidden.begin(), u->fast_hidden.end(), full) != u->fast_hidden.end();
  if (scope == Scope::Local && (in_function || hidden)) {
    if (silent > 0) return true;
    auto [place, is_new] = u->varnames.emplace(full, std::int32_t(u->code.varnames.size()));
    if (is_new) u->code.varnames.push_back(full);
    emit(by_context(LOAD_FAST, STORE_FAST, DELETE_FAST), place->second);
    return true;
  }
  bool global = scope == Scope::GlobalExplicit ||
                (scope == Scope::GlobalImplicit && in_function && !(python2() && u->scope->unoptimized()));
  if (global) {
    if (ctx == Context::Load && class_dict_is_read(release) && u->scope->sees_class_scope &&
        scope == Scope::GlobalImplicit) {
      emit(LOAD_DEREF, cell_place(intern("__classdict__")));
      emit(LOAD_FROM_DICT_OR_GLOBALS, add_name(full));
      return true;
    }
    bool shifted = ctx == Context::Load && globals_may_push_null(release);
    emit(by_context(LOAD_GLOBAL, STORE_GLOBAL, DELETE_GLOBAL), add_name(full) << (shifted ? 1 : 0));
    return true;
  }
  bool global_load = in_class && u->inlined > 0 && ctx == Context::Load;
  if (global_load) emit(LOAD_GLOBAL, add_name(full) << 1);
  else emit(by_context(LOAD_NAME, STORE_NAME, DELETE_NAME), add_name(full));
  return true;
}

bool Generator::forbidden_name(Symbol name, Context ctx, Location loc) {
  if (ctx == Context::Load || text(name) != "__debug__") return true;
  if (since(3, 0) && until(3, 1)) return true;  // the parser has refused what these releases refuse
  if (ctx == Context::Del && since(3, 9)) return error(loc, "cannot delete __debug__");
  if (ctx == Context::Del && !python2() && until(3, 8)) return true;
  return error(loc, since(3, 9) ? "cannot assign to __debug__"
                    : python2() && until(2, 6) ? "can not assign to __debug__"
                    : since(3, 8) ? "cannot assign to __debug__" : "assignment to keyword");
}

Symbol Generator::temporary_name() { return intern(fmt::format("_[{}]", ++u->temporaries)); }

// ---- units ----

std::string Generator::qualified_name(Symbol name, UnitKind kind) const {
  std::string plain(name->text);
  if (kind == UnitKind::Module || units.empty()) return plain;
  std::size_t parent = units.size() - 1;  // the unit that encloses the one being entered
  if (parents_of_type_parameters(release) && units[parent]->kind == UnitKind::TypeParams) {
    if (parent == 0) return plain;
    parent--;
  }
  const Unit& outer = *units[parent];
  if (outer.kind == UnitKind::Module) return plain;
  bool named = kind == UnitKind::Function || kind == UnitKind::AsyncFunction || kind == UnitKind::Class;
  if (named && global_names_are_not_nested(release)) {
    SymbolEntry* entry = outer.scope->find(mangle(symbols, outer.private_name, name));
    if (entry && entry->scope == Scope::GlobalExplicit) return plain;
  }
  bool function = outer.kind == UnitKind::Function || outer.kind == UnitKind::AsyncFunction || outer.kind == UnitKind::Lambda;
  return outer.code.qualname + (function ? ".<locals>." : ".") + plain;
}

void Generator::enter(Symbol name, UnitKind kind, const void* key, Location loc, std::int32_t first_line) {
  auto unit = std::make_unique<Unit>();
  unit->kind = kind;
  unit->code.release = &release;
  unit->code.name = name;
  unit->code.first_line = first_line;
  unit->code.qualname = has_qualified_names(release) ? qualified_name(name, kind) : std::string(text(name));
  unit->scope = key ? generation.table.find(key) : generation.table.top();
  unit->private_name = u ? u->private_name : nullptr;
  unit->code.nested = unit->scope->nested;
  for (Symbol parameter : unit->scope->parameters) {
    unit->varnames.emplace(parameter, std::int32_t(unit->code.varnames.size()));
    unit->code.varnames.push_back(parameter);
  }
  unit->code.cellvars = ordered_names(*unit->scope, release, Scope::Cell, symbol_flag::ComprehensionCell);
  auto has_cell = [&](Symbol name) {
    return std::find(unit->code.cellvars.begin(), unit->code.cellvars.end(), name) != unit->code.cellvars.end();
  };
  if (unit->scope->needs_class_closure && !has_cell(intern("__class__"))) unit->code.cellvars.push_back(intern("__class__"));
  if (unit->scope->needs_classdict) unit->code.cellvars.push_back(intern("__classdict__"));
  unit->code.freevars = ordered_names(*unit->scope, release, Scope::Free, symbol_flag::FreeClass);
  for (Symbol cell : unit->code.cellvars) unit->cells.emplace(cell, std::int32_t(unit->cells.size()));
  std::int32_t place = std::int32_t(unit->code.cellvars.size());
  // A name that is free here and a cell of an inlined comprehension is read as the free one, but in a class.
  for (Symbol free : unit->code.freevars) {
    auto [at, added] = unit->cells.emplace(free, place);
    if (!added && unit->scope->kind != BlockKind::Class) at->second = place;
    ++place;
  }
  units.push_back(std::move(unit));
  u = units.back().get();
  if (has_resume(release)) {
    u->loc = {loc.line, 0, loc.line, 0};
    if (kind == UnitKind::Module) u->loc = {0, 0, 1, 0};
    emit(RESUME, 0);
    if (kind == UnitKind::Module) u->loc = {};
  }
}

std::int32_t Generator::unit_flags() {
  const Block& scope = *u->scope;
  std::int32_t flags = u->code.flags;
  bool function = function_like_scopes(release) ? scope.function_like() : scope.kind == BlockKind::Function;
  if (function) {
    flags |= code_flag::NewLocals;
    if (!(python2() && scope.unoptimized())) flags |= code_flag::Optimized;
    if (scope.nested) flags |= code_flag::Nested;
    if (scope.generator && scope.coroutine && since(3, 6))
      flags |= code_flag::AsyncGenerator;
    else {
      if (scope.generator) flags |= code_flag::Generator;
      if (scope.coroutine) flags |= code_flag::Coroutine;
    }
    if (scope.varargs) flags |= code_flag::VarArgs;
    if (scope.varkeywords) flags |= code_flag::VarKeywords;
  } else if (scope.kind != BlockKind::Module && class_has_new_locals(release)) {
    flags |= code_flag::NewLocals;
  }
  if (!function && options.allow_top_level_await && scope.coroutine && !scope.generator) flags |= code_flag::Coroutine;
  flags |= future_flags(release, generation.imports.futures);
  if (flags_cells(release) && u->code.cellvars.empty() && u->code.freevars.empty()) flags |= code_flag::NoFree;
  return flags;
}

Code* Generator::leave() { return finish(true); }

Code* Generator::finish(bool add_none) {
  if (silent > 0) {  // what make_closure() then does not look at
    units.pop_back();
    u = units.back().get();
    return &maker.pool().code(maker.code());
  }
  if (returns_always(release) || reachable_end()) {
    if (lines_are_set_once(release)) next_block();
    no_place();
    if (add_none) emit_none();
    emit(RETURN_VALUE);
  }
  u->code.flags = unit_flags();
  if (u->code.first_line == 0) {
    bool entry_is_empty = !u->code.marks.empty() && u->code.marks.front().position == 0;
    std::int32_t line = entry_is_empty ? 0 : u->code.items.front().loc.line;
    u->code.first_line = line != 0 ? line : 1;
  }
  if (!u->code.hidden.empty()) u->code.hidden.resize(u->code.varnames.size());
  Code* code = assemble(u->code, maker.pool(), generation.file_name, generation.merger, fault);
  units.pop_back();
  u = units.empty() ? nullptr : units.back().get();
  return code;
}

void Generator::make_closure(Code* code, std::int32_t flags, std::int32_t counts, const std::string& qualname) {
  if (silent > 0) return;
  std::vector<ConstantId> free(code->freevars().begin(), code->freevars().end());
  if (!free.empty()) {
    Opcode load = opcode_number(release, LOAD_CLOSURE) >= 0 ? LOAD_CLOSURE : PSEUDO_LOAD_CLOSURE;
    for (ConstantId name : free) emit(load, cell_place(intern(std::string(maker.pool().bytes(name)))));
    emit(BUILD_TUPLE, std::int32_t(free.size()));
    flags |= 8;
  }
  emit_const(code->id);
  if (qualified_name_is_loaded(release)) emit_const(maker.name(qualname));
  if (closure_has_own_opcode(release)) {
    emit(free.empty() ? MAKE_FUNCTION : MAKE_CLOSURE, counts);
  } else if (attributes_set_afterwards(release)) {
    emit(MAKE_FUNCTION);
    for (std::int32_t flag : {8, 4, 2, 1})
      if (flags & flag) emit(SET_FUNCTION_ATTRIBUTE, flag);
  } else {
    emit(MAKE_FUNCTION, flags);
  }
}

Unit* Generator::class_unit() {
  for (std::size_t i = units.size(); i-- > 0;)
    if (units[i]->kind == UnitKind::Class) return units[i].get();
  return nullptr;
}

std::int32_t Generator::cell_place(Symbol name) {
  auto found = u->cells.find(name);
  if (found != u->cells.end()) return found->second;
  if (!lost) {
    lost = true;
    fault = Fault{};
    fault.type = "SystemError";
    fault.message = fmt::format("compiler_lookup_arg(name='{}') failed in {}", text(name), text(u->code.name));
  }
  return 0;
}

// ---- frame blocks ----

bool Generator::push_block(FrameBlockKind kind, Label block, Label exit, const void* datum) {
  if (u->blocks.size() >= block_limit) {
    if (nesting_error_has_place(release)) return error(u->loc, "too many statically nested blocks");
    fault = Fault{};
    if (nesting_is_system_error(release)) fault.type = "SystemError";
    fault.message = "too many statically nested blocks";
    return false;
  }
  u->blocks.push_back({kind, block, exit, datum, u->loc});
  return true;
}

void Generator::pop_block(FrameBlockKind) { u->blocks.pop_back(); }

// ---- errors ----

bool Generator::error(Location loc, std::string message) {
  syntax_error(fault, release, loc, std::move(message));
  return false;
}

bool Generator::warn(Location loc, std::string message, std::string_view category) {
  Warning warning = syntax_warning(release, loc, std::move(message));
  warning.category = std::string(category);
  warning.stays_warning = until(3, 7);
  if (generation.warnings.warn(warning, fault)) return true;
  return fault.message.empty() ? error(loc, std::move(warning.message)) : false;
}

// ---- modules ----

Code* generate(Module& module, const Generation& generation, Fault& fault) {
  Generator g(generation, fault);
  bool line_1 = module_begins_in_line_1(*generation.options.release);
  g.enter(g.intern("<module>"), UnitKind::Module, nullptr, {}, line_1 ? 1 : 0);
  bool fine = true;
  switch (module.kind) {
    case ModuleKind::Module: fine = g.body(module.body, {}); break;
    case ModuleKind::Interactive:
      if (g.finds_annotations(module.body)) {
        g.place(module.body[0]->loc);
        g.emit(SETUP_ANNOTATIONS);
      }
      g.interactive = true;
      fine = g.statements(module.body);
      break;
    case ModuleKind::Expression:
    case ModuleKind::FunctionType: fine = g.expression(module.expression); break;
  }
  if (!fine || g.lost) return nullptr;
  return g.finish(module.kind != ModuleKind::Expression);
}

}  // namespace xvm::compiler
