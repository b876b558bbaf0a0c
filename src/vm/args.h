// Arguments of a call, as they lie on the value stack: positional values, then the values of keywords, whose names are a tuple.
#pragma once

#include <cstdint>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#include "vm/value.h"

namespace xvm {

struct Args {
  const Value* data = nullptr;
  std::uint32_t positional = 0, unused = 0;
  Ref names;  // null, or a tuple of native str naming the values behind the positional ones

  Args() = default;
#if defined(__SSE2__)
  // One store: arguments are copied by 16 bytes right after, and two smaller stores would have to reach memory first.
  Args(const Value* values, std::uint32_t count, Ref keywords = {}) : names(keywords) {
    _mm_storeu_si128(reinterpret_cast<__m128i*>(this), _mm_set_epi64x(count, reinterpret_cast<std::intptr_t>(values)));
  }
#else
  Args(const Value* values, std::uint32_t count, Ref keywords = {}) : data(values), positional(count), names(keywords) {}
#endif
  Ref operator[](std::uint32_t i) const { return data[i]; }
  std::uint32_t size() const { return positional; }
  const Value* begin() const { return data; }
  const Value* end() const { return data + positional; }
  std::uint32_t keywords() const;  // how many values follow the positional ones (args.cpp)
};

}  // namespace xvm
