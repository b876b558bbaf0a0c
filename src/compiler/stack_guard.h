// How far this thread's C++ stack may be used: what recurses over hostile text asks before it goes deeper.
#pragma once

#include <pthread.h>

#include <cstddef>

namespace xvm::compiler {

inline bool stack_is_low() {
  constexpr std::size_t reserve = 384 * 1024;
  static thread_local const std::byte* const limit = [] {
    pthread_attr_t attributes;
    void* low = nullptr;
    std::size_t size = 0;
    if (pthread_getattr_np(pthread_self(), &attributes) != 0) return static_cast<const std::byte*>(nullptr);
    pthread_attr_getstack(&attributes, &low, &size);
    pthread_attr_destroy(&attributes);
    return static_cast<const std::byte*>(low) + reserve;
  }();
  return static_cast<const std::byte*>(__builtin_frame_address(0)) < limit;
}

}  // namespace xvm::compiler
