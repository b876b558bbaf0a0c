// Warnings from native code, through the filters that the program sees in `warnings`.
#pragma once

#include <cstdint>
#include <string_view>

#include "vm/value.h"

namespace xvm {

class Thread;
struct Type;

// Issues a warning for the line `stack_level` frames up (1: the running one). False with the error set when a filter turns
// it into an error.
bool warn(Thread& thread, Type* category, std::string_view text, std::int64_t stack_level = 1);
bool warn_value(Thread& thread, Ref category, Ref message, std::int64_t stack_level, Ref source = {});

}  // namespace xvm
