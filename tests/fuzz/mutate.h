// Mutations of a .pyc that keep its structure: instructions, operands, constants, names, flags, sizes and exception tables
// are changed, swapped and copied in place, so that much of what comes out still verifies.
#pragma once

#include <cstddef>
#include <cstdint>

#include "pyc/pyc.h"

namespace xvm {

class Random {
 public:
  explicit Random(std::uint64_t seed) : state_(seed * 0x9e3779b97f4a7c15ULL + 0x2545f4914f6cdd1dULL) { next(); }
  std::uint64_t next() {
    state_ ^= state_ << 13, state_ ^= state_ >> 7, state_ ^= state_ << 17;
    return state_ * 0x2545f4914f6cdd1dULL >> 16;
  }
  std::size_t below(std::size_t n) { return n ? next() % n : 0; }   // 0 of none
  bool one_in(std::size_t n) { return below(n) == 0; }

 private:
  std::uint64_t state_;
};

// One change of one code object. The file is to be written and read again before use: nothing is checked here.
void mutate(PycFile& file, Random& random);

}  // namespace xvm
