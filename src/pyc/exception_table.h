// The exception table of 3.11 on: what is protected by which handler.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "base/result.h"

namespace xvm {

// Byte offsets; an exception in [start, end) cuts the value stack to depth, pushes the offset if lasti, then the
// exception, and goes on at target.
struct ExceptionTableEntry {
  std::uint32_t start = 0, end = 0, target = 0, depth = 0;
  bool lasti = false;
};

// Entries as stored. A refusal says what is malformed, without naming file or code object. Whether offsets lie within
// the bytecode is for the verifier.
Result<std::vector<ExceptionTableEntry>> parse_exception_table(std::span<const std::uint8_t> table);

}  // namespace xvm
