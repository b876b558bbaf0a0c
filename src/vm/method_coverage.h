// Which native methods a run called; empty unless configured with -Dmethod_coverage=true.
#pragma once

#include "generated/method_coverage_config.h"
#include "vm/type.h"

namespace xvm {

#if XVM_METHOD_COVERAGE
// Remembers the call. When the process ends, the file that XVM_METHOD_COVERAGE names gets a line "called X.Y type.method"
// for each method that was, and a line "has X.Y type.method" for each that the built-in types of the release have; likewise
// "module.function", for the modules of which a function was called, and for the methods of their types.
void note_method_call(Thread& thread, Ref self, const Type* owner, std::string_view name);
#else
inline void note_method_call(Thread&, Ref, const Type*, std::string_view) {}
#endif

}  // namespace xvm
