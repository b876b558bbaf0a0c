// The constants of sys.
#pragma once

namespace xvm {

class Thread;
struct Module;

bool add_sys_constants(Thread& thread, Module& sys);   // version, flags, limits, names, paths of the installation
bool add_sys_monitoring(Thread& thread, Module& sys);  // sys.monitoring, from 3.12

}  // namespace xvm
