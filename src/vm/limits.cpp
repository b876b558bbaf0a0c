#include "vm/limits.h"

#include <cerrno>
#include <cstdlib>

#include "base/sanitizers.h"
#include "vm/errors.h"

namespace xvm {

bool counts_steps = false, in_sandbox = false;

namespace {
std::uint64_t steps_left = 0;
constexpr std::size_t bytes_a_step = 64, always_there = 65536;
}  // namespace

void set_limits(Thread& thread, const Limits& limits) {
  steps_left = limits.steps;
  counts_steps = limits.steps != 0;
  in_sandbox = limits.sandbox;
  if (counts_steps) thread.attention = true;   // and it stays so
}

bool take_steps(Thread& thread, std::uint64_t steps) {
  if (!counts_steps) return true;
  if (steps_left > steps) return steps_left -= steps, true;
  steps_left = 0;
  return raise_system_error(thread, "the run has used up its steps");
}

void charge_memory(std::size_t bytes) {
  std::uint64_t steps = bytes / bytes_a_step;
  steps_left = steps_left > steps ? steps_left - steps : 0;
}

bool memory_left_for(std::size_t bytes) { return !counts_steps || bytes < always_there || bytes / bytes_a_step < steps_left; }

bool has_memory(std::size_t bytes) {
  if (!memory_left_for(bytes)) return false;
  if (bytes < (std::size_t{1} << 26)) return true;
  if (XVM_ADDRESS_SANITIZER && bytes > (std::size_t{1} << 40)) return false;   // asking for it is an error of its own there
  void* volatile block = std::malloc(bytes);   // volatile: compilers take away what is freed unused, and say it was there
  std::free(block);
  return block != nullptr;
}

bool room_for(std::int64_t count, std::size_t width) {
  return count <= 0 || (count <= std::int64_t{1} << 44 && has_memory(static_cast<std::size_t>(count) * width));
}

bool run_is_over() { return counts_steps && steps_left == 0; }

bool may_open_files() {
  if (!in_sandbox) return true;
  errno = EACCES;
  return false;
}

}  // namespace xvm
