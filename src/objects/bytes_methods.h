// The methods that bytes (2.x str) and bytearray share; self is a Bytes or a ByteArray, and so are results.
#pragma once

#include <span>
#include <string_view>

#include "objects/bytes.h"
#include "objects/text_arguments.h"
#include "vm/type.h"

namespace xvm {

std::span<const Method> bytes_search_rows();   // bytes_search.cpp
std::span<const Method> bytes_split_rows();    // bytes_split.cpp
std::span<const Method> bytes_case_rows();     // bytes_case.cpp
std::span<const Method> bytes_layout_rows();   // bytes_layout.cpp

inline std::string_view bytes_of(Ref v) { return is<Bytes>(v) ? as<Bytes>(v).view() : view_of(as<ByteArray>(v)); }
// A bytes or bytearray, as `like` is, never of a subclass; for a whole exact bytes the same object.
Value bytes_like(Thread& thread, Ref like, std::string_view view);

// An argument that is searched for: bytes-like, or an int where the release allows one.
class BytesArgument {
 public:
  // False with the error set; `words` as for need_bytes. byte_allowed: int is a byte.
  bool take(Thread& thread, Ref self, Ref v, BytesWords words, bool byte_allowed = false);
  std::string_view view() const { return is_byte_ ? std::string_view(&byte_, 1) : buffer_.view(); }

 private:
  BufferView buffer_;
  char byte_ = 0;
  bool is_byte_ = false;
};

// A 2.x str that was given unicode: the method of unicode on the decoded str. True when it applied; then result is set.
bool through_unicode(Thread& thread, const char* name, Ref self, Args args, std::uint32_t looked_at, Value& result);

Value bytes_join(Thread& thread, Ref separator, Ref iterable);
int bytes_contains(Thread& thread, Ref self, Ref item);

}  // namespace xvm
