// Scopes of names: local, global, cell or free, block by block from the outside in and back.
#include <unordered_set>

#include <fmt/format.h>

#include "compiler/compile.h"
#include "compiler/faults.h"
#include "compiler/symbol_table.h"
#include "pyc/release.h"

namespace xvm::compiler {

bool nests_in_annotations(const Release& release) { return release.since(3, 13); }
bool is_future_import(const ImportFrom& import, const Release& release) {
  return import.module && import.module->text == "__future__" && (import.level == 0 || release.until(3, 12));
}

namespace {

bool analysis_errors_have_lines(const Release& r) { return r.since(2, 6); }

using Names = std::unordered_set<Symbol>;

// A class block binds __class__ for its methods by a symbol of its own, from 3.0 to 3.3.
bool class_cell_is_a_symbol(const Release& release) { return release.until(3, 3); }
bool class_cell_is_global_inlined(const Release& release) { return release.since(3, 13); }
bool inlines_comprehensions(const Release& release) { return release.since(3, 12); }
bool says_is_contains(const Release& release) { return release.until(2, 6); }
bool says_because(const Release& release) { return release.since(2, 7); }
bool inherited_global_is_explicit(const Release& release) { return release.until(2, 6); }

class Analysis {
 public:
  Analysis(const Release& release, SymbolPool& symbols, Fault& fault)
      : release_(release), fault_(fault), class_(symbols.intern("__class__")), classdict_(symbols.intern("__classdict__")) {}

  bool block(Block& block, const Names* bound, Names& free, Names& global, Names& type_params, Block* class_entry) {
    Names local, newglobal, newfree, newbound, inlined_cells, outer_bound;
    if (bound) outer_bound = *bound;
    Names* mutable_bound = bound ? &outer_bound : nullptr;
    bool is_class = block.kind == BlockKind::Class;
    if (is_class) {
      newglobal = global;
      newbound = outer_bound;
    }
    for (std::size_t i = 0; i < block.symbols.size(); ++i)
      if (!name(block, block.symbols[i], mutable_bound, local, free, global, type_params, class_entry)) return false;
    if (!is_class) {
      if (block.function_like()) newbound = local;
      newbound.insert(outer_bound.begin(), outer_bound.end());
      newglobal.insert(global.begin(), global.end());
    } else if (!release_.python2()) {
      newbound.insert(class_);
      if (inlines_comprehensions(release_)) newbound.insert(classdict_);
    }
    std::vector<Block*> children;
    for (std::size_t i = 0; i < block.children.size(); ++i) {
      Block& child = *block.children[i];
      Names child_free, child_global = newglobal, child_params = type_params;
      Block* child_class = nullptr;
      if (child.sees_class_scope) child_class = is_class ? &block : class_entry;
      Names child_bound = newbound;
      if (!this->block(child, &child_bound, child_free, child_global, child_params, child_class)) return false;
      bool inlined = inlines_comprehensions(release_) && child.comprehension != ComprehensionKind::None &&
                     child.comprehension != ComprehensionKind::Generator && !block.sees_class_scope;
      if (inlined) {
        inline_into(block, child, child_free, inlined_cells);
        child.inlined = true;
      }
      newfree.insert(child_free.begin(), child_free.end());
      if (child.has_free || child.child_free) block.child_free = true;
      if (inlined)
        children.insert(children.end(), child.children.begin(), child.children.end());
      else
        children.push_back(&child);
    }
    block.children = std::move(children);
    if (block.function_like())
      cells(block, newfree, inlined_cells);
    else if (is_class && !release_.python2())
      class_cells(block, newfree);
    update(block, mutable_bound, newfree, inlined_cells, is_class);
    if (block.sees_class_scope)
      for (Symbol name : newfree)
        if (SymbolEntry* entry = block.find(name)) entry->flags |= symbol_flag::FreeClass;
    if (!optimizable(block)) return false;
    free.insert(newfree.begin(), newfree.end());
    return true;
  }

 private:
  bool name(Block& block, SymbolEntry& entry, Names* bound, Names& local, Names& free, Names& global, Names& type_params,
            Block* class_entry) {
    Symbol name = entry.name;
    std::uint32_t flags = entry.flags;
    if (flags & symbol_flag::Global) {
      if (flags & symbol_flag::Param)
        return fail(block, name, release_.python2() ? "name '{}' is local and global" : "name '{}' is parameter and global");
      if (flags & symbol_flag::Nonlocal) return fail(block, name, "name '{}' is nonlocal and global");
      entry.scope = Scope::GlobalExplicit;
      global.insert(name);
      if (bound) bound->erase(name);
      return true;
    }
    if (flags & symbol_flag::Nonlocal) {
      if (flags & symbol_flag::Param) return fail(block, name, "name '{}' is parameter and nonlocal");
      if (!bound) return fail(block, name, "nonlocal declaration not allowed at module level");
      if (!bound->count(name)) return fail(block, name, "no binding for nonlocal '{}' found");
      if (type_params.count(name)) return fail(block, name, "nonlocal binding not allowed for type parameter '{}'");
      entry.scope = Scope::Free;
      block.has_free = true;
      free.insert(name);
      return true;
    }
    if (flags & symbol_flag::Bound) {
      entry.scope = Scope::Local;
      local.insert(name);
      global.erase(name);
      if (flags & symbol_flag::TypeParam)
        type_params.insert(name);
      else
        type_params.erase(name);
      return true;
    }
    if (class_entry) {
      std::uint32_t class_flags = class_entry->flags_of(name);
      if (class_flags & symbol_flag::Global) {
        entry.scope = Scope::GlobalExplicit;
        return true;
      }
      if (class_flags & symbol_flag::Bound && !(class_flags & symbol_flag::Nonlocal)) {
        entry.scope = Scope::GlobalImplicit;
        return true;
      }
    }
    if (bound && bound->count(name)) {
      entry.scope = Scope::Free;
      block.has_free = true;
      free.insert(name);
      return true;
    }
    if (global.count(name)) {
      entry.scope = inherited_global_is_explicit(release_) ? Scope::GlobalExplicit : Scope::GlobalImplicit;
      return true;
    }
    if (block.nested) block.has_free = true;
    entry.scope = Scope::GlobalImplicit;
    return true;
  }

  static bool free_in_child(Block& block, Symbol name) {
    for (Block* child : block.children) {
      SymbolEntry* entry = child->find(name);
      if (entry && entry->scope == Scope::Free) return true;
    }
    return false;
  }

  void inline_into(Block& block, Block& child, Names& child_free, Names& inlined_cells) {
    for (SymbolEntry& in_child : child.symbols) {
      SymbolEntry entry = in_child;
      if (entry.flags & symbol_flag::Param) continue;
      if (entry.scope == Scope::Cell || (entry.flags & symbol_flag::ComprehensionCell)) inlined_cells.insert(entry.name);
      if (entry.scope == Scope::Free && block.kind == BlockKind::Class && entry.name == class_ && class_cell_is_global_inlined(release_)) {
        in_child.scope = entry.scope = Scope::GlobalImplicit;
        child_free.erase(entry.name);
      }
      SymbolEntry* existing = block.find(entry.name);
      if (!existing) {
        block.entry(entry.name) = {entry.name, entry.flags, entry.scope};
      } else if ((existing->flags & symbol_flag::Bound) && block.kind != BlockKind::Class &&
                 !free_in_child(child, entry.name)) {
        child_free.erase(entry.name);
      }
    }
  }

  static void cells(Block& block, Names& free, const Names& inlined_cells) {
    for (SymbolEntry& entry : block.symbols) {
      if (entry.scope != Scope::Local) continue;
      if (!free.count(entry.name) && !inlined_cells.count(entry.name)) continue;
      entry.scope = Scope::Cell;
      free.erase(entry.name);
    }
  }

  void class_cells(Block& block, Names& free) {
    if (class_cell_is_a_symbol(release_)) {
      SymbolEntry* entry = block.find(class_);
      if (entry && entry->scope == Scope::Local && free.erase(class_)) entry->scope = Scope::Cell;
      return;
    }
    if (free.erase(class_)) block.needs_class_closure = true;
    if (inlines_comprehensions(release_) && free.erase(classdict_)) block.needs_classdict = true;
  }

  void update(Block& block, const Names* bound, const Names& free, const Names& inlined_cells, bool is_class) {
    if (!inlined_cells.empty())
      for (SymbolEntry& entry : block.symbols)
        if (inlined_cells.count(entry.name)) entry.flags |= symbol_flag::ComprehensionCell;
    for (Symbol name : free) {
      if (SymbolEntry* entry = block.find(name)) {
        if (is_class && (entry->flags & (symbol_flag::Bound | symbol_flag::Global))) entry->flags |= symbol_flag::FreeClass;
        continue;
      }
      if (bound && !bound->count(name)) continue;
      block.entry(name).scope = Scope::Free;
    }
  }

  // 2.x: names that only the run tells cannot be cells.
  bool optimizable(Block& block) {
    if (!release_.python2() || block.kind != BlockKind::Function || !(block.has_free || block.child_free)) return true;
    std::string_view trailer =
        block.child_free ? "contains a nested function with free variables" : "is a nested function";
    std::string_view it_is = says_is_contains(release_) && block.child_free ? "is " : "";
    std::string message;
    if (block.import_star && (block.bare_exec || block.exec))
      message = fmt::format("function '{}' uses import * and bare exec, which are illegal because it {}", block.name->text,
                            trailer);
    else if (block.import_star)
      message = fmt::format("import * is not allowed in function '{}' because it {}{}", block.name->text, it_is, trailer);
    else if (block.bare_exec && block.exec)
      message = fmt::format("function '{}' uses import * and bare exec, which are illegal because it {}", block.name->text,
                            trailer);
    else if (block.bare_exec)
      message = fmt::format("unqualified exec is not allowed in function '{}' {}it {}", block.name->text,
                            says_because(release_) ? "because " : "", trailer);
    else
      return true;
    symbol_error(fault_, release_, {block.unoptimized_line, 0, 0, 0}, message);
    return false;
  }

  bool fail(Block& block, Symbol name, std::string_view text) {
    Location loc = block.loc;
    for (const Directive& directive : block.directives)
      if (directive.name == name) {
        loc = directive.loc;
        break;
      }
    if (release_.python2()) loc = analysis_errors_have_lines(release_) ? block.loc : Location{};
    symbol_error(fault_, release_, loc, fmt::format(fmt::runtime(text), name->text));
    return false;
  }

  const Release& release_;
  Fault& fault_;
  Symbol class_, classdict_;
};

}  // namespace

bool analyze_symbols(SymbolTable& table, const Release& release, SymbolPool& symbols, Fault& fault) {
  Names free, global, type_params;
  return Analysis(release, symbols, fault).block(*table.top(), nullptr, free, global, type_params, nullptr);
}

}  // namespace xvm::compiler
