// attrgetter, itemgetter and methodcaller of operator.
#pragma once

#include "vm/value.h"

namespace xvm {

class Thread;
struct Module;

// Makes the three types and puts them into the module.
bool add_operator_getters(Thread& thread, Module& module);

}  // namespace xvm
