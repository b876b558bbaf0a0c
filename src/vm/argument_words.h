// How messages about arguments name what was given.
#pragma once

#include <string_view>

#include "vm/errors.h"

namespace xvm {

// The name of v's type, but "None" for None, as the checks of C arguments have it.
inline std::string_view argument_type(Thread& thread, Ref v) { return v.is_none() ? "None" : type_name(thread, v); }

}  // namespace xvm
