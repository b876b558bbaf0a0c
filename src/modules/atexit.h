// What runs when the program ends.
#pragma once

namespace xvm {

class Thread;

// The latest first; errors are printed. 2.x: false with the last error set where there was any.
bool run_exit_functions(Thread& thread);

}  // namespace xvm
