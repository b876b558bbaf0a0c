// Identifiers and other names of one compilation, each kept once: equal names are equal pointers.
#pragma once

#include <string_view>
#include <unordered_map>

#include "base/arena.h"

namespace xvm::compiler {

struct SymbolText {
  std::string_view text;  // UTF-8, normalised (NFKC) from 3.0 on
};
using Symbol = const SymbolText*;

class SymbolPool {
 public:
  explicit SymbolPool(Arena& arena) : arena_(arena) {}
  Symbol intern(std::string_view text) {
    auto found = symbols_.find(text);
    if (found != symbols_.end()) return found->second;
    std::string_view kept = arena_.copy(text);
    return symbols_.emplace(kept, arena_.make<SymbolText>(kept)).first->second;
  }

 private:
  Arena& arena_;
  std::unordered_map<std::string_view, Symbol> symbols_;
};

}  // namespace xvm::compiler
