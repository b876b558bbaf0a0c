// The strings of the runtime that exist once: empty ones, those of one character, interned ones. And its string hash.
#pragma once

#include "base/hashing.h"
#include "objects/bytes.h"
#include "objects/text.h"

namespace xvm {

std::size_t interned_count();   // of the strings alive

Value empty_text(Thread& thread);
Value empty_bytes(Thread& thread);
Value bytes_char(Thread& thread, unsigned char c);   // of length 1

struct HashSetting {
  StringHash form;
  HashKey key;
};
const HashSetting& string_hashing(Thread& thread);

}  // namespace xvm
