// How far this thread's C++ stack may be used: what recurses over hostile text asks before it goes deeper.
#pragma once

#include "base/stack.h"

namespace xvm::compiler {

inline bool stack_is_low() {
  constexpr std::size_t reserve = 384 * 1024;
  static thread_local const std::byte* const lowest = lowest_of_stack();
  return lowest && static_cast<const std::byte*>(__builtin_frame_address(0)) < lowest + reserve;
}

}  // namespace xvm::compiler
