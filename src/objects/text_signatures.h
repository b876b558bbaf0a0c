// What __text_signature__ says of built-in functions and types, which is CPython's wording and not derived from rows of ours.
#pragma once

#include "vm/value.h"

namespace xvm {

class Thread;
struct Type;
struct Native;

Value text_signature_of_type(Thread& thread, const Type& type);           // None where it has none
Value text_signature_of_native(Thread& thread, const Native& function);   // likewise

}  // namespace xvm
