// Reading values that marshal wrote.
#pragma once

#include <cstddef>
#include <string_view>

#include "vm/value.h"

namespace xvm {

class Thread;

// The object at the start of `data`; `end` says where it ends. Null with the release's error set.
Value unmarshal(Thread& thread, std::string_view data, std::size_t& end);

}  // namespace xvm
