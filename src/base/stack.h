// The C++ stack of the running thread.
#pragma once

#include <cstddef>

namespace xvm {

const std::byte* lowest_of_stack();                  // null when the system does not say
void set_lowest_of_stack(const std::byte* lowest);   // when this thread moves to a stack that the system knows nothing of

}  // namespace xvm
