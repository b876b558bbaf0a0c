// Invariants of our own: where one is broken the process ends, naming it.
#pragma once

#include <string_view>

namespace xvm {

// Writes "internal error: " and message as one line to stderr and ends the process with exit status 70.
[[noreturn]] void internal_error(std::string_view message);

// The same, with the file and line where the invariant stands.
[[noreturn]] void check_failed(const char* file, int line, std::string_view message);

// There is no memory for something small: says so and ends the process with exit status 1. What may be large is asked for
// in ways that end in MemoryError. Serves as std::new_handler, too.
[[noreturn]] void out_of_memory();

}  // namespace xvm

#define XVM_CHECK(condition, message) \
  (__builtin_expect(static_cast<bool>(condition), 1) ? void() : ::xvm::check_failed(__FILE__, __LINE__, (message)))
