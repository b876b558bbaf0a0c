// sys.getsizeof.
#pragma once

#include "vm/value.h"

namespace xvm {

class Thread;

// What the release's CPython says on x86-64: __sizeof__() and the collector's header. Null with the error set.
Value size_of_object(Thread& thread, Ref v);

}  // namespace xvm
