// Every magic number that a Python has put before its bytecode, by number: final, pre-release and foreign.
#pragma once

#include <cstdint>
#include <string>

#include "pyc/release.h"

namespace xvm {

struct MagicInfo {
  const Release* release = nullptr;  // where xvm runs it, else nullptr
  std::string name;                  // "Python 3.7", "Python 3.7a1", "PyPy 3.9", "Python 2.4"; empty where unknown
  std::string refusal;               // why it is not run, to follow the name: ", a pre-release, which is not supported"
  std::uint8_t header_bytes = 0;     // 0 where unknown
};

// magic is the first two bytes of the file, little end first.
MagicInfo identify_magic(std::uint16_t magic);

}  // namespace xvm
