// Text that is to become a number.
#pragma once

#include <string>

#include "vm/value.h"

namespace xvm {

class Thread;

// A Text as ASCII: decimal digits of all scripts as 0 to 9, white space as blanks; what else is beyond ASCII as "?".
// 2.x keeps Latin-1 as it is and raises UnicodeEncodeError for the rest.
bool decimal_ascii(Thread& thread, Ref text, std::string& out);

}  // namespace xvm
