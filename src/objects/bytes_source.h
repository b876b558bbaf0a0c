// What bytes() and bytearray() are made from.
#pragma once

#include <string>

#include "vm/value.h"

namespace xvm {

class Thread;

// The bytes of bytes(source, encoding, errors), or of bytearray(...): null refs where not given.
bool bytes_from_source(Thread& thread, Ref source, Ref encoding, Ref errors, bool array, std::string& out);
// One item of a bytearray: an int in range, in 2.x a str of length 1 too.
bool byte_value(Thread& thread, Ref v, char& byte);
// Appends the items of bytes-like objects and iterables of ints.
bool append_items(Thread& thread, Ref source, bool array, std::string& out);

}  // namespace xvm
