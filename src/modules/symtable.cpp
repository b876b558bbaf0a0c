// _symtable: the compiler's symbol table as programs see it.
#include <string>

#include "base/arena.h"
#include "compiler/ast.h"
#include "compiler/codegen.h"
#include "compiler/parser.h"
#include "compiler/symbol_table.h"
#include "modules/system_arguments.h"
#include "objects/dict.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/text.h"
#include "vm/at_end.h"
#include "vm/compile_text.h"
#include "vm/errors.h"

namespace xvm {

namespace {

namespace c = compiler;

bool gives_all_tables(const Release& r) { return r.until(2, 6) || (r.since(3, 0) && r.until(3, 1)); }
bool has_wide_scopes(const Release& r) { return r.since(3, 12); }
bool flags_are_old(const Release& r) { return r.until(2, 6); }
bool flags_have_tuples(const Release& r) { return r.since(3, 0) && r.until(3, 1); }
bool types_were_renamed(const Release& r) { return r.since(3, 13); }
bool has_optimized(const Release& r) { return r.python2(); }
bool comprehensions_keep_a_temporary(const Release& r) { return r.until(3, 6); }
bool comprehensions_have_no_line(const Release& r) { return r.until(3, 2); }
bool takes_bytes(const Release& r) { return r.since(3, 8); }

// A flag of ours, its number in a release (0: it has none) and its name.
struct FlagRow {
  const char* name;
  std::uint32_t ours;
  std::uint32_t old, v2, v30, v3;  // to 2.6, 2.7, 3.0 and 3.1, from 3.2
  Range releases = always;
};
namespace f = c::symbol_flag;
constexpr FlagRow flag_rows[] = {
    {"DEF_GLOBAL", f::Global, 1, 1, 1, 1},
    {"DEF_LOCAL", f::Local, 2, 2, 2, 2},
    {"DEF_PARAM", f::Param, 4, 4, 4, 4},
    {"DEF_NONLOCAL", f::Nonlocal, 0, 0, 8, 8, since(3, 8)},
    {"USE", f::Use, 8, 8, 16, 16},
    {"DEF_STAR", 0, 16, 0, 32, 0, until(2, 6)},
    {"DEF_STAR", 0, 16, 0, 32, 0, between(3, 0, 3, 1)},
    {"DEF_DOUBLESTAR", 0, 32, 0, 64, 0, until(2, 6)},
    {"DEF_DOUBLESTAR", 0, 32, 0, 64, 0, between(3, 0, 3, 1)},
    {"DEF_INTUPLE", 0, 64, 0, 128, 0, until(2, 6)},
    {"DEF_INTUPLE", 0, 64, 0, 128, 0, between(3, 0, 3, 1)},
    {"DEF_FREE", 0, 128, 16, 256, 32},
    {"DEF_FREE_GLOBAL", 0, 256, 0, 512, 0, until(2, 6)},
    {"DEF_FREE_GLOBAL", 0, 256, 0, 512, 0, between(3, 0, 3, 1)},
    {"DEF_FREE_CLASS", f::FreeClass, 512, 32, 1024, 64},
    {"DEF_IMPORT", f::Import, 1024, 64, 2048, 128},
    {"DEF_ANNOT", f::Annotated, 0, 0, 0, 256, since(3, 6)},
    {nullptr, f::ComprehensionTarget, 0, 0, 0, 512, since(3, 8)},
    {nullptr, f::TypeParam, 0, 0, 0, 1024, since(3, 12)},
    {nullptr, f::ComprehensionCell, 0, 0, 0, 2048, since(3, 12)},
    {nullptr, f::Nonlocal, 0, 0, 8, 8, until(3, 7)},
};
std::uint32_t number_of(const FlagRow& row, const Release& r) {
  return flags_are_old(r) ? row.old : r.python2() ? row.v2 : flags_have_tuples(r) ? row.v30 : row.v3;
}

constexpr int scope_shift = 11, wide_scope_shift = 12;
int shift_of(const Release& r) { return has_wide_scopes(r) ? wide_scope_shift : scope_shift; }

int type_of_block(c::BlockKind kind, const Release& r) {
  bool renamed = types_were_renamed(r);
  switch (kind) {
    case c::BlockKind::Function: return 0;
    case c::BlockKind::Class: return 1;
    case c::BlockKind::Module: return 2;
    case c::BlockKind::Annotation: return 3;
    case c::BlockKind::TypeVarBound: return renamed ? 6 : 4;
    case c::BlockKind::TypeAlias: return renamed ? 4 : 5;
    case c::BlockKind::TypeParams: return renamed ? 5 : 6;
  }
  return 0;
}

struct Entry : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "symtable entry";
  static constexpr bool gc = true;
  Value name, symbols, varnames, children;
  int type = 0, line = 0, nested = 0, optimized = 0;
  void traverse(Visitor& v) { v(name), v(symbols), v(varnames), v(children); }
  void clear() { children = nullptr; }
};

Type* entry_type = nullptr;
const bool forgets = at_runtime_end([] { entry_type = nullptr; });

std::uint64_t id_of(Ref entry) { return reinterpret_cast<std::uint64_t>(entry.object()); }

Value entry_repr(Thread& thread, Ref self) {
  const Entry& e = as<Entry>(self);
  return native_str(thread, fmt::format("<symtable entry {}({}), line {}>", native_utf8(e.name), id_of(self), e.line));
}
void fill_entry(Slots& slots, Runtime&) { slots.repr = entry_repr; }

constexpr GetSetRow entry_getset[] = {
    {"id", [](Thread& thread, Ref self) { return make_unsigned(thread, id_of(self)); }},
    {"name", [](Thread&, Ref self) { return as<Entry>(self).name; }},
    {"symbols", [](Thread&, Ref self) { return as<Entry>(self).symbols; }},
    {"varnames", [](Thread&, Ref self) { return as<Entry>(self).varnames; }},
    {"children", [](Thread&, Ref self) { return as<Entry>(self).children; }},
    {"type", [](Thread&, Ref self) { return Value::small(as<Entry>(self).type); }},
    {"lineno", [](Thread&, Ref self) { return Value::small(as<Entry>(self).line); }},
    {"nested", [](Thread&, Ref self) { return Value::small(as<Entry>(self).nested); }},
    {"optimized", [](Thread&, Ref self) { return Value::small(as<Entry>(self).optimized); }, nullptr, py2},
};

Type* type_of_entries(Thread& thread) {
  static constexpr TypeSpec spec{.name = "symtable entry", .layout = layout_of<Entry>, .flags = DisallowInstantiation, .getset = entry_getset, .fill = fill_entry};
  if (!entry_type) entry_type = make_builtin_type(thread.rt, spec);
  return entry_type;
}

class Tables {
 public:
  Tables(Thread& thread, Type* type) : thread_(thread), release_(thread.rt.release), type_(type), all_(make_dict(thread)) {}

  Value make(const c::Block& block) {
    Entry* entry = allocate<Entry>(type_);
    Value owner = own(entry);
    bool module = block.kind == c::BlockKind::Module;
    entry->name = native_intern(thread_, module ? std::string_view("top") : block.name ? block.name->text : std::string_view());
    entry->type = type_of_block(block.kind, release_);
    entry->nested = block.nested;
    entry->optimized = (block.import_star ? 1 : 0) | (block.exec ? 2 : 0) | (block.bare_exec ? 4 : 0) | (module && has_optimized(release_) ? 8 : 0);
    entry->symbols = make_dict(thread_);
    entry->varnames = own(allocate_list(thread_, 0));
    entry->children = own(allocate_list(thread_, 0));
    track(entry);
    for (const c::SymbolEntry& symbol : block.symbols)
      if (!add_symbol(*entry, symbol.name->text, flags_of(symbol))) return Value();
    std::string_view name = block.name ? block.name->text : std::string_view();
    bool function = block.kind == c::BlockKind::Function;
    bool temporary = function && (name == "listcomp" || name == "setcomp" || name == "dictcomp");
    bool placeless = comprehensions_have_no_line(release_) && (temporary || (function && name == "genexpr"));
    entry->line = module || placeless ? 0 : block.loc.line;
    if (temporary && comprehensions_keep_a_temporary(release_) && !add_symbol(*entry, "_[1]", 2 | 1 << shift_of(release_))) return Value();
    // The block of a function's type parameters takes the function's defaults, be there some or none.
    if (block.kind == c::BlockKind::TypeParams && !block.children.empty() && block.children.back()->kind == c::BlockKind::Function) {
      if (!add_symbol(*entry, ".defaults", 4 | 1u << shift_of(release_))) return Value();
      list_append(as<List>(entry->varnames), native_intern(thread_, ".defaults"));
    }
    for (c::Symbol parameter : block.parameters)
      if (parameter->text != ".defaults") list_append(as<List>(entry->varnames), native_intern(thread_, parameter->text));
    Value key = make_unsigned(thread_, id_of(owner));
    if (!dict_set(thread_, as<Dict>(all_), key, owner)) return Value();
    for (const c::Block* child : block.children) {
      Value made = make(*child);
      if (!made) return made;
      list_append(as<List>(entry->children), std::move(made));
    }
    return owner;
  }
  Value all() const { return all_; }

 private:
  std::uint32_t flags_of(const c::SymbolEntry& symbol) const {
    std::uint32_t flags = std::uint32_t(symbol.scope) << shift_of(release_);
    for (const FlagRow& row : flag_rows)
      if (row.ours && (symbol.flags & row.ours) && thread_.rt.in(row.releases)) flags |= number_of(row, release_);
    return flags;
  }
  bool add_symbol(Entry& entry, std::string_view name, std::uint32_t flags) {
    Value key = native_intern(thread_, name);
    return dict_set(thread_, as<Dict>(entry.symbols), key, Value::small(flags));
  }

  Thread& thread_;
  const Release& release_;
  Type* type_;
  Value all_;
};

// symtable(source, filename, startstr)
Value symtable(Thread& thread, Ref, Args args) {
  const Release& r = thread.rt.release;
  SourceText text;
  if (!takes_bytes(r) && !is_native_str(thread, args[0]) && !is<Text>(args[0]))
    return raise_type_error(thread, "symtable() argument 1 must be {}, not {}", r.python2() ? "string" : "str", type_name(thread, args[0]));
  if (!read_source(thread, args[0], text, "symtable() arg 1", "a string or bytes object")) return error_set;
  compiler::Options options;
  options.release = &r;
  if (!path_argument(thread, args[1], options.file_name)) return error_set;
  if (!is_native_str(thread, args[2])) return raise_type_error(thread, "symtable() argument 3 must be str, not {}", type_name(thread, args[2]));
  std::string mode = native_utf8(args[2]);
  if (mode == "exec") options.mode = c::Mode::Exec;
  else if (mode == "eval") options.mode = c::Mode::Eval;
  else if (mode == "single") options.mode = c::Mode::Single;
  else return raise_value_error(thread, "symtable() arg 3 must be 'exec' or 'eval' or 'single'");
  options.source_is_utf8 = text.decoded;
  Arena arena;
  c::SymbolPool symbols(arena);
  ConstantPool pool;
  c::Fault fault;
  fault.file_name = options.file_name;
  struct Silent : c::WarningSink {
    bool warn(const c::Warning&, c::Fault&) override { return true; }
  } silent;
  c::Module* module = c::parse(text.bytes, options, arena, symbols, pool, silent, fault);
  c::FutureImports imports;
  c::SymbolTable table;
  if (!module || !c::find_futures(*module, options, pool, imports, fault) ||
      !c::build_symbol_table(*module, options, imports.futures, symbols, silent, fault, table))
    return raise_compile_fault(thread, fault);
  Tables tables(thread, type_of_entries(thread));
  Value top = tables.make(*table.top());
  return top && gives_all_tables(r) ? tables.all() : std::move(top);
}

struct NumberRow {
  const char* name;
  int value;
  Range releases = always;
};
constexpr NumberRow number_rows[] = {
    {"TYPE_FUNCTION", 0}, {"TYPE_CLASS", 1}, {"TYPE_MODULE", 2}, {"TYPE_ANNOTATION", 3, since(3, 12)},
    {"TYPE_TYPE_VAR_BOUND", 4, between(3, 12, 3, 12)}, {"TYPE_TYPE_ALIAS", 5, between(3, 12, 3, 12)}, {"TYPE_TYPE_PARAM", 6, between(3, 12, 3, 12)},
    {"TYPE_TYPE_ALIAS", 4, since(3, 13)}, {"TYPE_TYPE_PARAMETERS", 5, since(3, 13)}, {"TYPE_TYPE_VARIABLE", 6, since(3, 13)},
    {"LOCAL", 1}, {"GLOBAL_EXPLICIT", 2}, {"GLOBAL_IMPLICIT", 3}, {"FREE", 4}, {"CELL", 5},
    {"OPT_IMPORT_STAR", 1, until(3, 4)}, {"OPT_EXEC", 2, py2}, {"OPT_BARE_EXEC", 4, py2}, {"OPT_TOPLEVEL", 2, between(3, 0, 3, 4)},
    {"SCOPE_OFF", 11, between(2, 6, 3, 11)}, {"SCOPE_OFF", 12, since(3, 12)}, {"SCOPE_MASK", 7, between(2, 6, 3, 1)}, {"SCOPE_MASK", 15, since(3, 2)},
    {"DEF_BOUND", 1030, until(2, 6)}, {"DEF_BOUND", 70, between(2, 7, 2, 7)}, {"DEF_BOUND", 2054, between(3, 0, 3, 1)}, {"DEF_BOUND", 134, since(3, 2)},
};

bool fill(Thread& thread, Module& module) {
  for (const FlagRow& row : flag_rows)
    if (row.name && thread.rt.in(row.releases) && !module_add(thread, module, row.name, Value::small(number_of(row, thread.rt.release)))) return false;
  for (const NumberRow& row : number_rows)
    if (thread.rt.in(row.releases) && !module_add(thread, module, row.name, Value::small(row.value))) return false;
  return true;
}

constexpr Method rows[] = {{"symtable(source, filename, startstr, /)", symtable}};

}  // namespace

extern const ModuleSpec symtable_module;
const ModuleSpec symtable_module{.name = "_symtable", .methods = rows, .fill = fill};

}  // namespace xvm
