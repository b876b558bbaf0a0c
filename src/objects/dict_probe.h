// The look into a dict's index table that the loop takes without a call.
#pragma once

#include <cstdint>

#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/probe.h"
#include "objects/text.h"

namespace xvm {

inline constexpr std::int64_t key_absent = -1, key_unknown = -2;

// The number of the entry whose key is the very same object or small int as this str, bytes or int; key_absent where none is
// equal to it; key_unknown where keys would have to be compared, hashed or looked for further.
[[gnu::always_inline]] inline std::int64_t entry_of_same(const Dict& d, Ref key) {
  std::int64_t hash;
  if (key.is_small_int()) hash = key.small_int() == -1 ? -2 : key.small_int();
  else if (is_exact<Text>(key)) hash = as<Text>(key).hash;
  else if (is_exact<Bytes>(key)) hash = as<Bytes>(key).hash;
  else return key_unknown;
  if (hash == -1 || d.slots == 0 || d.slots > 65536) return key_unknown;
  Probe probe(d.slots, hash);
  for (int tries = 0; tries < 6; ++tries, probe.step()) {
    std::uint32_t at = d.slots <= 256 ? d.index[probe.slot()] : reinterpret_cast<const std::uint16_t*>(d.index)[probe.slot()];
    if (at == 0) return key_absent;
    if (at == 1) continue;
    const DictEntry& entry = d.entries[at - 2];
    if (entry.key == key) return at - 2;
    if (entry.hash == hash) return key_unknown;
  }
  return key_unknown;
}

}  // namespace xvm
