// What is derived from a code object's stored fields.
#include "pyc/code.h"

#include <algorithm>

#include "base/printable.h"

namespace xvm {

std::span<const std::uint8_t> Code::raw(ConstantId field) const {
  if (field == no_constant) return {};
  std::string_view content = pool->bytes(field);
  return {reinterpret_cast<const std::uint8_t*>(content.data()), content.size()};
}

std::span<const ConstantId> Code::localsplusnames() const {
  return localsplusnames_id == no_constant ? std::span<const ConstantId>() : pool->items(localsplusnames_id);
}

void Code::derive_locals() {
  std::span<const ConstantId> all = localsplusnames();
  std::span<const std::uint8_t> kinds = localspluskinds();
  derived_locals = true;
  for (std::size_t i = 0; i < std::min(all.size(), kinds.size()); ++i) {
    if (kinds[i] & local_kind::Local) locals_.push_back(all[i]);
    if (kinds[i] & local_kind::Cell) cells_.push_back(all[i]);
    if (kinds[i] & local_kind::Free) frees_.push_back(all[i]);
  }
  nlocals = std::int32_t(locals_.size());
}

std::string Code::path() const {
  constexpr std::size_t name_limit = 80;  // bytes a level: a hostile name cannot make messages long
  std::vector<const Code*> chain;
  for (const Code* at = this; at; at = at->outer) chain.push_back(at);
  std::string path;
  for (auto at = chain.rbegin(); at != chain.rend(); ++at) {
    if (!path.empty()) path += '.';
    bool named = (*at)->name_id != no_constant && pool->kind((*at)->name_id) >= ConstantKind::Bytes &&
                 pool->kind((*at)->name_id) <= ConstantKind::Text;
    path += named ? printable((*at)->name(), name_limit) : "<unnamed>";
  }
  return path;
}

}  // namespace xvm
