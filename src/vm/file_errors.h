// Where syntax errors at the end of a program's file stand.
#pragma once

#include <string_view>

namespace xvm {

class Thread;

// To 3.9 a program is read from its file line by line, and an error at the end is one of the line behind the last one, which is empty. Takes
// the error that compiling the same text gave.
void place_error_as_of_file(Thread& thread, std::string_view source);

}  // namespace xvm
