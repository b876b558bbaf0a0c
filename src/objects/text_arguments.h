// What the methods of str, unicode, bytes and bytearray ask of their arguments, in the releases' words.
#pragma once

#include <cstdint>

#include "objects/bytes.h"
#include "objects/text.h"
#include "vm/type.h"
#include "vm/value.h"

namespace xvm {

class Thread;

// v as a Text: 2.x decodes str. Null with TypeError set. From `named_since` on the message begins with `named`:
// "replace() argument 1 must be str, not int".
Value need_text(Thread& thread, Ref v, const char* named = nullptr, Range named_since = since(3, 6));
// start or end of find and its kin: value stays when v is null or None. finding: of find and index, not count or startswith.
bool slice_bound(Thread& thread, Ref v, std::int64_t& value, bool finding);
struct Bounds { std::size_t start = 0, end = 0; bool empty = false; };   // empty: start lies beyond the end
bool find_bounds(Thread& thread, Ref start, Ref end, std::size_t length, Bounds& bounds, bool finding);
// The clamping alone, where length is known only later.
Bounds clamp_bounds(std::int64_t start, std::int64_t end, std::size_t length);
// An int argument; value stays when v is null.
bool size_argument(Thread& thread, Ref v, std::int64_t& value);
// The same for what CPython reads as a C int, with other words for what is no int.
bool int_argument(Thread& thread, Ref v, std::int64_t& value);
bool flag_argument(Thread& thread, Ref v, bool& value);
// codecs' names: a native str or text as UTF-8. `what`: "encode() argument 1". False with TypeError set.
bool name_argument(Thread& thread, Ref v, const char* method, int position, std::string& value);

// A bytes-like argument of bytes and bytearray methods.
enum class BytesWords : std::uint8_t { Plain, Find, Replace, Partition };
bool need_bytes(Thread& thread, Ref v, BufferView& view, BytesWords words = BytesWords::Plain);

}  // namespace xvm
