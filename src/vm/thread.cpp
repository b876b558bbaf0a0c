#include "vm/thread.h"

#include <pthread.h>

#include <cstdlib>
#include <utility>
#include <vector>

#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/limits.h"
#include "vm/runtime.h"
#include "vm/type.h"

namespace xvm {

namespace {

Thread* current = nullptr;
constexpr std::size_t stack_reserve = 512 * 1024;   // what native code may use below the limit
std::vector<std::pair<Object*, const Thread*>> repr_running;   // by the thread that makes it

// The lowest address of the C++ stack that recursion may reach.
const std::byte* find_stack_limit() {
  pthread_attr_t attributes;
  void* low = nullptr;
  std::size_t size = 0;
  if (pthread_getattr_np(pthread_self(), &attributes) != 0) return nullptr;
  pthread_attr_getstack(&attributes, &low, &size);
  pthread_attr_destroy(&attributes);
  return static_cast<const std::byte*>(low) + stack_reserve;
}

}  // namespace

Thread& current_thread() { return *current; }
void set_current_thread(Thread* thread) { current = thread; }

Thread::Thread(Runtime& runtime) : rt(runtime), stack_limit(find_stack_limit()) {}

Thread::~Thread() {
  while (chunk) {
    StackChunk* previous = chunk->previous;
    std::free(chunk);
    chunk = previous;
  }
}

bool Thread::error_is(const Type* type) const {
  Ref t = error.type;
  return is<Type>(t) && is_subtype(&as<Type>(t), type);
}

bool recursion_allowed(Thread& thread, const char* where) {
  const auto* here = static_cast<const std::byte*>(__builtin_frame_address(0));
  bool over = false;
  if (++thread.depth <= thread.rt.recursion_limit + thread.recursion_headroom && here > thread.stack_limit && !(over = !count_step(thread))) return true;
  --thread.depth;
  return over ? false : static_cast<bool>(raise_recursion_error(thread, where));
}

Recursion::Recursion(Thread& thread, const char* where) : thread_(thread), ok_(recursion_allowed(thread, where)) {}
Recursion::~Recursion() {
  if (ok_) --thread_.depth;
}

ReprGuard::ReprGuard(Thread& thread, Ref object) : object_(object.object()), entered_(true) {
  for (auto& running : repr_running)
    if (running == std::pair<Object*, const Thread*>(object_, &thread)) entered_ = false;
  if (entered_) repr_running.emplace_back(object_, &thread);
}
ReprGuard::~ReprGuard() {
  if (!entered_) return;
  for (std::size_t i = repr_running.size(); i-- > 0;)
    if (repr_running[i] == std::pair<Object*, const Thread*>(object_, current)) {
      repr_running.erase(repr_running.begin() + static_cast<std::ptrdiff_t>(i));
      return;
    }
}

}  // namespace xvm
