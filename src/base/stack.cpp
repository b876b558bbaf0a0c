#include "base/stack.h"

#include <pthread.h>

namespace xvm {

static thread_local const std::byte* told = nullptr;

void set_lowest_of_stack(const std::byte* lowest) { told = lowest; }

const std::byte* lowest_of_stack() {
  if (told) return told;
  pthread_attr_t attributes;
  void* low = nullptr;
  std::size_t size = 0;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return nullptr;
  pthread_attr_getstack(&attributes, &low, &size);
  pthread_attr_destroy(&attributes);
  return static_cast<const std::byte*>(low);
}

}  // namespace xvm
