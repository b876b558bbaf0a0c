// Where a codec stopped, in the form that UnicodeDecodeError and UnicodeEncodeError carry.
#pragma once

#include <cstddef>

namespace xvm {

struct CodecError {
  std::size_t start = 0, end = 0;  // units of the input
  const char* reason = nullptr;    // null: no error

  explicit operator bool() const { return reason != nullptr; }
};

}  // namespace xvm
