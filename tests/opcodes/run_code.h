// Assembled code, verified and run in a runtime of its release.
#pragma once

#include <string>
#include <string_view>

#include "../bytecode/verified.h"
#include "pyc/release.h"

namespace xvm {

// Whether the release has every opcode that is named in the text.
bool has_opcodes(const Release& release, std::string_view text);

// What running it gives: the repr of the result, "TypeError: message", or "refused: why". A generator that it returns is
// asked for one item. The code is that of tests/bytecode/verified.h, run as a module's, its free variable bound to no cell.
class Machine {
 public:
  explicit Machine(const Release& release);
  ~Machine();
  std::string run(std::string_view text, sample::Fields fields = {});

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace xvm
