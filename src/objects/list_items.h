// The memory of a list's items, between the files of list.
#pragma once

#include <cstddef>

#include "vm/value.h"

namespace xvm {

void list_free_items(Value* items, std::size_t capacity);   // which hold nothing any more; items may be null

}  // namespace xvm
