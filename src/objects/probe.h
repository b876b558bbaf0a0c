// The order in which a dict's table is searched.
#pragma once

#include <cstdint>

namespace xvm {

// The sequence of slots for a hash.
struct Probe {
  std::uint64_t mask, perturb, at;
  Probe(std::uint32_t slots, std::int64_t hash) : mask(slots - 1), perturb(static_cast<std::uint64_t>(hash)), at(perturb & mask) {}
  std::uint32_t slot() const { return static_cast<std::uint32_t>(at); }
  void step() {
    at = (at * 5 + perturb + 1) & mask;
    perturb >>= 5;
  }
};

}  // namespace xvm
