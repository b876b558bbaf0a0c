// What a run may use up, and a sandbox for programs that nobody trusts. Nothing is limited unless set_limits() says so; what
// it says holds for the runtime of this process.
#pragma once

#include <cstddef>
#include <cstdint>

namespace xvm {

class Thread;

struct Limits {
  // Steps are backward jumps, calls, items that native code takes from an iterator, and each 64 bytes of a block of memory.
  // 0: as many as it likes.
  std::uint64_t steps = 0;
  // No files are opened, no modules imported but native ones, nothing is done to the process, and nobody sleeps.
  bool sandbox = false;
};

void set_limits(Thread& thread, const Limits& limits);

// Whether steps are counted, and whether there is a sandbox.
extern bool counts_steps, in_sandbox;

// Takes steps. False, with SystemError set, when none are left: the run ends then, and no handler of the program is asked.
bool take_steps(Thread& thread, std::uint64_t steps);
inline bool count_step(Thread& thread) { return !counts_steps || take_steps(thread, 1); }
// Takes the steps for memory that was allocated. What is missing shows at the next step.
void charge_memory(std::size_t bytes);
inline void count_memory(std::size_t bytes) {
  if (counts_steps && bytes >= 64) charge_memory(bytes);
}
// Whether the steps that are left allow for this much memory; a little is always there.
bool memory_left_for(std::size_t bytes);
// Whether there is memory for a large block, steps and the system's together: what programs size is asked for here, and refused
// with MemoryError. For numbers that programs give: none or fewer items need none.
bool has_memory(std::size_t bytes);
bool room_for(std::int64_t count, std::size_t width = 1);
// Whether native recursion of the thread that runs may go this many levels deeper, where it has a limit of its own.
bool native_levels_left(std::uint32_t levels);
// The steps are used up: frames end without their handlers.
bool run_is_over();

// False, with errno set, in a sandbox: to be asked before anything outside the process is looked at.
bool may_open_files();

}  // namespace xvm
