#include "vm/thread.h"

#include <algorithm>
#include <cstdlib>
#include <set>
#include <utility>
#include <vector>

#include "base/stack.h"
#include "vm/attribute_cache.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/limits.h"
#include "vm/loop_calls.h"
#include "vm/runtime.h"
#include "vm/type.h"

namespace xvm {

namespace {

Thread* current = nullptr;
constexpr std::size_t stack_reserve = 512 * 1024;   // what native code may use below the limit
// What repr() is making, with the thread that does, the outermost first; those that stand behind the first few are in a set too.
std::vector<std::pair<Object*, const Thread*>> repr_running;
std::set<std::pair<Object*, const Thread*>> deep_repr_running;
constexpr std::size_t repr_searched = 64;

// The lowest address of the C++ stack that recursion may reach.
const std::byte* find_stack_limit() {
  const std::byte* lowest = lowest_of_stack();
  return lowest ? lowest + stack_reserve : nullptr;
}

}  // namespace

Thread& current_thread() { return *current; }
void set_current_thread(Thread* thread) { current = thread; }

bool native_levels_left(std::uint32_t levels) {
  return !current || !current->native_limit || current->native_depth + levels < current->native_limit;
}

namespace {

Thread::CallCounts call_counts(const Release& r) {
  bool counts = r.since(2, 6);
  return {.functions = counts && r.until(3, 6),
          .methods = counts && r.until(3, 7),
          .natives = counts && r.until(3, 10),
          .natives_by_code = r.since(3, 7) && r.until(3, 10),
          .plain_natives = r.since(3, 11),
          .special_methods = counts && r.until(3, 6),
          .constructors = r.until(3, 8),
          .late_constructors = r.until(3, 9)};
}

// From 3.12 frames alone count against the recursion limit.
std::uint32_t native_limit_of(const Release& r) { return r.until(3, 11) ? 0 : r.until(3, 12) ? 1500 : 10000; }
// From 3.11 comparisons of numbers are specialised.
bool comparing_counts(const Release& r) { return r.until(3, 10); }

}  // namespace

Thread::Thread(Runtime& runtime)
    : rt(runtime), native_limit(native_limit_of(runtime.release)), counts(call_counts(runtime.release)), stack_limit(find_stack_limit()), attributes(new AttributeTable) {
  set_recursion_limit(*this, runtime.recursion_limit);
}

void set_recursion_limit(Thread& thread, std::uint32_t limit) {
  thread.rt.recursion_limit = limit;
  if (comparing_counts(thread.rt.release)) thread.compare_limit = limit;
}

bool enter_native(Thread& thread) {
  if (!thread.native_limit) return true;
  thread.native_depth += loop_units;
  if (thread.native_depth <= thread.native_limit) return true;
  thread.native_depth -= loop_units;
  return raise_recursion_error(thread, "");
}

void leave_native(Thread& thread) {
  if (thread.native_limit) thread.native_depth -= loop_units;
}

Thread::~Thread() {
  delete attributes;
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

bool stack_left(Thread& thread) {
  const auto* here = static_cast<const std::byte*>(__builtin_frame_address(0));
  return here > thread.stack_limit || raise_recursion_error(thread, "");
}

Recursion::Recursion(Thread& thread, const char* where) : thread_(thread), ok_(true) { count(where); }
void Recursion::count(const char* where) {
  if (!thread_.native_limit) return void(ok_ = recursion_allowed(thread_, where));
  const auto* here = static_cast<const std::byte*>(__builtin_frame_address(0));
  if (thread_.native_depth < thread_.native_limit && here > thread_.stack_limit) return void(++thread_.native_depth);
  ok_ = raise_recursion_error(thread_, where);
}

ReprGuard::ReprGuard(Thread& thread, Ref object) : object_(object.object()), entered_(true) {
  std::pair<Object*, const Thread*> wanted(object_, &thread);
  std::size_t near = std::min(repr_running.size(), repr_searched);
  for (std::size_t i = 0; i < near; ++i)
    if (repr_running[i] == wanted) entered_ = false;
  if (repr_running.size() > repr_searched && deep_repr_running.contains(wanted)) entered_ = false;
  if (!entered_) return;
  if (repr_running.size() >= repr_searched) deep_repr_running.insert(wanted);
  repr_running.push_back(wanted);
}
ReprGuard::~ReprGuard() {
  if (!entered_) return;
  for (std::size_t i = repr_running.size(); i-- > 0;)
    if (repr_running[i] == std::pair<Object*, const Thread*>(object_, current)) {
      if (i >= repr_searched) deep_repr_running.erase(repr_running[i]);
      repr_running.erase(repr_running.begin() + static_cast<std::ptrdiff_t>(i));
      if (i < repr_searched && repr_running.size() >= repr_searched) deep_repr_running.erase(repr_running[repr_searched - 1]);
      return;
    }
}

}  // namespace xvm
