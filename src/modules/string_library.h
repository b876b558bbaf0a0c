// string, for programs without a standard library, is in several files.
#pragma once

namespace xvm {

class Thread;
struct Module;

bool add_string_template(Thread& thread, Module& module);

}  // namespace xvm
