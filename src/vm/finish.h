// The end of a program: its modules are taken down in the release's order.
#pragma once

#include "vm/value.h"

namespace xvm {

class Thread;

// What is run behind the program: exit functions, then the end of every module. `builtins` is what the builtins module held
// at first. Whoever holds `main` besides sys.modules keeps it alive. Takes and gives the exit status, which exit functions of 2.x can change.
int finish_program(Thread& thread, Value main, Value builtins, int status);

}  // namespace xvm
