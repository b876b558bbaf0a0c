// itertools is in three files by what its types do; each adds its own to the module.
#pragma once

namespace xvm {

class Thread;
struct Module;

bool add_itertools_combinatorics(Thread& thread, Module& module);
bool add_itertools_groups(Thread& thread, Module& module);

}  // namespace xvm
