// Values in a line of a trace. Runs no Python code, so that watching a program changes nothing in it.
#pragma once

#include <string>

#include "vm/value.h"

namespace xvm {

class Thread;

// As repr() where that is short and built in, else what it is: "<Point object>", "[1, 2, 3, ... 97 more]".
void append_traced_value(std::string& out, Thread& thread, Ref value);

}  // namespace xvm
