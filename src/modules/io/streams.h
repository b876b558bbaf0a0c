// What others ask of streams without seeing their structs.
#pragma once

#include <cstdint>
#include <string_view>

#include "vm/value.h"

namespace xvm {

class Thread;
struct Module;

bool ensure_io(Thread& thread);    // makes the types of _io once a runtime; false with the error set
void forget_io();                  // drops what is kept of them
// sys.stdin, sys.stdout, sys.stderr and their hidden doubles.
bool add_standard_streams(Thread& thread, Module& sys);
// The short ways of printing. stream_writes: `file` is a stream of ours that no program changed, for which the others hold.
bool stream_writes(Ref file);
bool stream_write(Thread& thread, Ref file, Ref text);                       // text of the release's str; unicode too in 3.x
bool stream_write_ascii(Thread& thread, Ref file, std::string_view ascii);   // false with the error set
bool stream_flush(Thread& thread, Ref file);

}  // namespace xvm
