// Writing to sys.stderr from native code.
#pragma once

#include <string>
#include <string_view>

#include "vm/value.h"

namespace xvm {

class Thread;
struct ErrorState;

// Through sys.stderr.write; to file descriptor 2 while there is no sys.stderr, nowhere when it is None. Keeps no error set.
// False when writing failed.
bool write_stderr(Thread& thread, std::string_view utf8);
// 2.x: ends the line that a print statement left open on sys.stdout.
void end_print_line(Thread& thread);
// Calls flush() of sys.stdout and sys.stderr; false when flushing stdout failed.
bool flush_standard_files(Thread& thread);
// 2.x: what is said at the very end where sys.stdout could not be written.
void tell_lost_output(Thread& thread);
// What sys.__unraisablehook__ prints.
std::string unraisable_text(Thread& thread, const ErrorState& error, Ref where, std::string_view message);

}  // namespace xvm
