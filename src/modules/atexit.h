// What runs when the program ends.
#pragma once

namespace xvm {

class Thread;

void run_exit_functions(Thread& thread);   // the latest first; errors are printed and dropped

}  // namespace xvm
