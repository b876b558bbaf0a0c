// Arguments of a call, as they lie on the value stack: positional values, then the values of keywords, whose names are a tuple.
#pragma once

#include <cstdint>

#include "vm/value.h"

namespace xvm {

struct Args {
  const Value* data = nullptr;
  std::uint32_t positional = 0;
  Ref names;  // null, or a tuple of native str naming the values behind the positional ones

  Ref operator[](std::uint32_t i) const { return data[i]; }
  std::uint32_t size() const { return positional; }
  const Value* begin() const { return data; }
  const Value* end() const { return data + positional; }
  std::uint32_t keywords() const;  // how many values follow the positional ones (args.cpp)
};

}  // namespace xvm
