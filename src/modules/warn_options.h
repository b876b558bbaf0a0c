// What -W and PYTHONWARNINGS ask for.
#pragma once

namespace xvm {

class Thread;

// Imports warnings where there are such options, and sets its filters: the library's module does that itself, ours has it
// done here. A bad option is told on standard error and left out.
void apply_warn_options(Thread& thread);

}  // namespace xvm
