// Arguments that name things of the system: paths, descriptors.
#pragma once

#include <string>

#include "vm/value.h"

namespace xvm {

class Thread;

// A file name from str, bytes, unicode or (3.6 on) os.PathLike; no zero characters. `what` opens messages ("open", or empty).
// False with the error set.
bool path_argument(Thread& thread, Ref v, std::string& path, const char* what = "");
// A file name as the release shows it: native str, 3.x with surrogate escapes.
Value path_text(Thread& thread, std::string_view path);
// An int or an object with fileno().
bool descriptor_argument(Thread& thread, Ref v, int& fd);
// An int argument that fits the C type; OverflowError and TypeError in the release's words.
bool int_argument(Thread& thread, Ref v, int& out);
// A place in a file, or another number that C has in 64 bits.
bool offset_argument(Thread& thread, Ref v, std::int64_t& out);
bool size_or_none(Thread& thread, Ref v, std::int64_t& out);   // null and None leave `out`
// self.name(args), by a name of ours.
Value call_named(Thread& thread, Ref self, const char* name, std::initializer_list<Ref> args = {});

}  // namespace xvm
