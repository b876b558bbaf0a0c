// The % operator of str, unicode, bytes and bytearray.
#pragma once

#include "vm/value.h"

namespace xvm {

class Thread;

// format is a Text, Bytes or ByteArray; arguments a tuple, a mapping or one value. The result has format's type, or is unicode
// where a 2.x str meets a unicode argument.
Value percent_format(Thread& thread, Ref format, Ref arguments);

}  // namespace xvm
