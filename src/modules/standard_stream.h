// sys.stdin, sys.stdout and sys.stderr.
#pragma once

namespace xvm {

class Thread;
struct Module;

bool add_standard_streams(Thread& thread, Module& sys);   // false with the error set

}  // namespace xvm
