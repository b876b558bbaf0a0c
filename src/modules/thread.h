// Threads at the end of a program.
#pragma once

namespace xvm {

class Thread;

// Waits for the threads of the threading module, where it was imported, that are no daemons.
void wait_for_threads(Thread& thread);

}  // namespace xvm
