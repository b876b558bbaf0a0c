// file: the open file of 2.x, on C stdio.
#pragma once

#include <cstdio>
#include <string_view>

#include "vm/value.h"

namespace xvm {

class Thread;
struct Module;

// A file object over an open stream; close is fclose, pclose, or null where it is not ours to close.
Value make_file(Thread& thread, std::FILE* stream, Ref name, Ref mode, int (*close)(std::FILE*));
Value open_file(Thread& thread, Ref name, Ref mode, std::int64_t buffering);
bool add_standard_files(Thread& thread, Module& sys);
bool is_plain_file(Ref v);                                       // or of a subclass: print writes to those as well
bool file_put(Thread& thread, Ref file, std::string_view bytes);  // false with the error set
int* file_softspace(Ref file);                                   // of a plain file, else null
std::FILE* file_stream(Ref file);                                // of a file or of a subclass's; null where it is closed or none

}  // namespace xvm
