// The constants of sys.
#pragma once

namespace xvm {

class Thread;
struct Module;
class Value;

bool add_sys_constants(Thread& thread, Module& sys);   // version, flags, limits, names, paths of the installation
Value stdlib_module_names(Thread& thread);             // sys.stdlib_module_names, from 3.10
bool add_sys_monitoring(Thread& thread, Module& sys);  // sys.monitoring, from 3.12

}  // namespace xvm
