// Class and mapping patterns (PEP 634).
#pragma once

#include <cstdint>

#include "vm/value.h"

namespace xvm {

class Thread;

// The values of keys in a mapping as a tuple; None when one is missing. ValueError for a key that comes twice.
Value match_keys(Thread& thread, Ref mapping, Ref keys);
// The attributes of a class pattern as a tuple: `positional` ones by __match_args__, then those named. None when it does not match.
Value match_class(Thread& thread, Ref subject, Ref pattern, std::uint32_t positional, Ref names);

}  // namespace xvm
