// Objects whose call counts as no level of recursion in some releases.
#pragma once

#include <cstdint>

#include "vm/thread.h"

namespace xvm {

// Takes back, while it lives, the level that calling an object counted.
class UncountedCall {
 public:
  UncountedCall(Thread& thread, bool uncounted)
      : levels_(thread.native_limit ? thread.native_depth : thread.depth), taken_(uncounted && levels_ > 0) { levels_ -= taken_; }
  ~UncountedCall() { levels_ += taken_; }
  UncountedCall(const UncountedCall&) = delete;

 private:
  std::uint32_t& levels_;
  std::uint32_t taken_;
};

}  // namespace xvm
