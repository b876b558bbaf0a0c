// The order in which names of a block become cells and free variables.
#include <algorithm>

#include "base/utf8.h"
#include "compiler/symbol_table.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

bool walks_symbols_by_hash(const Release& release) { return release.until(2, 6) || (release.since(3, 0) && release.until(3, 1)); }

// Of a str, as the releases in question hash it.
std::uint64_t old_hash(std::u32string_view units) {
  if (units.empty()) return 0;
  std::uint64_t hash = std::uint64_t(units[0]) << 7;
  for (char32_t unit : units) hash = (1000003 * hash) ^ unit;
  hash ^= units.size();
  return hash == ~std::uint64_t(0) ? ~std::uint64_t(1) : hash;
}

// Keys in the order in which a dict of those releases gives them back after inserting them in turn.
class OldDict {
 public:
  void insert(std::uint32_t key, std::uint64_t hash) {
    place({key, hash});
    if (++used_ * 3 < slots_.size() * 2) return;
    std::size_t wanted = used_ * (used_ > 50000 ? 2 : 4), size = 8;
    while (size <= wanted) size <<= 1;
    std::vector<Slot> old(size, Slot{});
    old.swap(slots_);
    for (Slot slot : old)
      if (slot.key != empty) place(slot);
  }
  template <class Visitor>
  void each(Visitor visit) const {
    for (const Slot& slot : slots_)
      if (slot.key != empty) visit(slot.key);
  }

 private:
  static constexpr std::uint32_t empty = 0xffffffff;
  struct Slot {
    std::uint32_t key = empty;
    std::uint64_t hash = 0;
  };
  void place(Slot slot) {
    std::size_t mask = slots_.size() - 1;
    std::uint64_t i = slot.hash;
    for (std::uint64_t perturb = slot.hash; slots_[i & mask].key != empty; perturb >>= 5) i = (i << 2) + i + perturb + 1;
    slots_[i & mask] = slot;
  }
  std::vector<Slot> slots_{8};
  std::size_t used_ = 0;
};

}  // namespace

std::vector<Symbol> ordered_names(Block& block, const Release& release, Scope scope, std::uint32_t or_flag) {
  std::vector<Symbol> names;
  auto take = [&](const SymbolEntry& entry) {
    if (entry.scope == scope || (entry.flags & or_flag)) names.push_back(entry.name);
  };
  if (!walks_symbols_by_hash(release)) {
    for (const SymbolEntry& entry : block.symbols) take(entry);
    std::sort(names.begin(), names.end(), [](Symbol a, Symbol b) { return a->text < b->text; });
    return names;
  }
  bool any = std::any_of(block.symbols.begin(), block.symbols.end(),
                         [&](const SymbolEntry& entry) { return entry.scope == scope || (entry.flags & or_flag); });
  if (!any) return names;
  OldDict dict;
  for (std::uint32_t i = 0; i < block.symbols.size(); ++i)
    dict.insert(i, old_hash(utf8_to_u32(block.symbols[i].name->text)));
  dict.each([&](std::uint32_t i) { take(block.symbols[i]); });
  return names;
}

}  // namespace xvm::compiler
