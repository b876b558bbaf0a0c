// Which names each block of a module binds, and where the others come from: by the rules of the release.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/ast.h"
#include "compiler/symbols.h"

namespace xvm {
struct Release;
}

namespace xvm::compiler {

struct Options;
struct Fault;
class WarningSink;

enum class BlockKind : std::uint8_t { Module, Class, Function, Annotation, TypeVarBound, TypeAlias, TypeParams };
enum class Scope : std::uint8_t { None, Local, GlobalExplicit, GlobalImplicit, Free, Cell };
enum class ComprehensionKind : std::uint8_t { None, List, Set, Dict, Generator };

namespace symbol_flag {
inline constexpr std::uint32_t Global = 1, Local = 2, Param = 4, Nonlocal = 8, Use = 16, FreeClass = 32, Import = 64,
                               Annotated = 128, ComprehensionTarget = 256, TypeParam = 512, ComprehensionCell = 1024,
                               Bound = Local | Param | Import | TypeParam;
}

struct SymbolEntry {
  Symbol name;  // mangled
  std::uint32_t flags = 0;
  Scope scope = Scope::None;
};

struct Directive {
  Symbol name;
  Location loc;
};

// A scope of the source. Type parameters (3.12 on) and comprehensions that are functions are blocks too.
struct Block {
  BlockKind kind;
  Symbol name;
  Location loc;
  Block* parent = nullptr;
  std::vector<Block*> children;
  std::vector<SymbolEntry> symbols;  // in the order of first mention
  std::unordered_map<Symbol, std::uint32_t> places;
  std::vector<Symbol> parameters;    // ordinary ones, *args and **kwargs last
  std::vector<Directive> directives;
  ComprehensionKind comprehension = ComprehensionKind::None;
  bool nested = false, has_free = false, child_free = false;
  bool generator = false, coroutine = false, varargs = false, varkeywords = false, returns_value = false;
  bool needs_class_closure = false, needs_classdict = false;
  bool inlined = false;          // a comprehension that becomes part of its parent (3.12 on)
  bool sees_class_scope = false;
  bool in_target = false;        // the target of a comprehension is being visited
  int in_iterable = 0;
  bool import_star = false, exec = false, bare_exec = false;  // 2.x: names may appear that no statement binds
  bool unoptimized() const { return import_star || bare_exec || exec; }
  std::int32_t unoptimized_line = 0;
  int temporaries = 0;

  SymbolEntry* find(Symbol name) {
    auto found = places.find(name);
    return found == places.end() ? nullptr : &symbols[found->second];
  }
  std::uint32_t flags_of(Symbol name) {
    SymbolEntry* entry = find(name);
    return entry ? entry->flags : 0;
  }
  SymbolEntry& entry(Symbol name) {
    auto [place, is_new] = places.emplace(name, std::uint32_t(symbols.size()));
    if (is_new) symbols.push_back({name});
    return symbols[place->second];
  }
  bool function_like() const {
    return kind == BlockKind::Function || kind == BlockKind::TypeVarBound || kind == BlockKind::TypeAlias ||
           kind == BlockKind::TypeParams;
  }
};

// Whether lambdas and comprehensions may stand in type parameters' and aliases' parts within a class.
bool nests_in_annotations(const Release& release);
// from __future__ import ..; to 3.12 from .__future__, too.
bool is_future_import(const ImportFrom& import, const Release& release);

// Blocks of one module. Keys are addresses inside of the tree, see the functions below.
class SymbolTable {
 public:
  Block* top() const { return blocks_.front().get(); }
  Block* find(const void* key) const {
    auto found = by_key_.find(key);
    return found == by_key_.end() ? nullptr : found->second;
  }
  Block* add(BlockKind kind, const void* key) {
    blocks_.push_back(std::make_unique<Block>());
    blocks_.back()->kind = kind;
    by_key_[key] = blocks_.back().get();
    return blocks_.back().get();
  }

 private:
  std::vector<std::unique_ptr<Block>> blocks_;
  std::unordered_map<const void*, Block*> by_key_;
};

// A node is the key of the block of its body; where it has more blocks than one, these are the others.
inline const void* type_params_key(const void* node) { return static_cast<const char*>(node) + 1; }
inline const void* bound_key(const TypeParam* node) { return node; }
inline const void* default_key(const TypeParam* node) { return reinterpret_cast<const char*>(node) + 1; }

// __name inside of class owner. owner may be null.
Symbol mangle(SymbolPool& symbols, Symbol owner, Symbol name);

// futures: those in force. false: fault is filled in.
bool build_symbol_table(Module& module, const Options& options, std::uint32_t futures, SymbolPool& symbols,
                        WarningSink& warnings, Fault& fault, SymbolTable& table);

// Decides the scope of every name. false: fault is filled in.
bool analyze_symbols(SymbolTable& table, const Release& release, SymbolPool& symbols, Fault& fault);

// The names of a block in the order in which the release walks its dict: that of the hash table in 2.5, 2.6, 3.0 and 3.1, sorted in others.
std::vector<Symbol> ordered_names(Block& block, const Release& release, Scope scope, std::uint32_t or_flag);

}  // namespace xvm::compiler
