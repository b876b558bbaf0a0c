// The items of a memoryview: values of one native format in memory.
#pragma once

#include <cstddef>
#include <string_view>

#include "vm/value.h"

namespace xvm {

class Thread;

// The format's letter, "@" before it allowed; 0 where it is not one native character.
char single_format(std::string_view format);
// Bytes of an item, 0 where the letter is no format.
std::size_t format_size(char letter);
Value unpack_item(Thread& thread, char letter, const char* item);
// Stores v; false with TypeError or ValueError set.
bool pack_item(Thread& thread, char letter, Ref v, char* item);

}  // namespace xvm
