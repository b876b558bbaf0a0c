// The sys module.
#pragma once

namespace xvm {

class Thread;

bool make_sys_module(Thread& thread);   // into the runtime; false with the error set

}  // namespace xvm
