#include "pyc/release.h"

#include <cstddef>

namespace xvm {

extern const Release release_table[];
extern const std::size_t release_count;

std::span<const Release> all_releases() { return {release_table, release_count}; }

const Release* find_release(std::string_view tag) {
  for (const Release& release : all_releases())
    if (release.tag == tag) return &release;
  return nullptr;
}

}  // namespace xvm
