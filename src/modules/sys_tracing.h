// sys.settrace and its kin.
#pragma once

namespace xvm {

class Thread;
struct Module;

// Adds settrace, gettrace, setprofile, getprofile and call_tracing.
bool add_tracing(Thread& thread, Module& module);

}  // namespace xvm
