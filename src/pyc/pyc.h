// A .pyc in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "pyc/code.h"
#include "pyc/constants.h"
#include "pyc/header.h"

namespace xvm {

// Its Code objects point into pool: they live as long as this does and it does not move.
struct PycFile {
  std::string file_name;
  Header header;
  const Release* release = nullptr;
  ConstantPool pool;
  const Code* top = nullptr;             // the module's; pool.codes() has all of them
  std::size_t trailing_bytes = 0;        // after the code object: ignored, as CPython does
  std::vector<std::uint8_t> head_bytes;  // the header as stored
};

// Reads a whole .pyc and checks the type of each field of each code object, but not the bytecode. A refusal is one line
// that begins with file_name.
Result<std::unique_ptr<PycFile>> read_pyc(std::span<const std::uint8_t> file, std::string_view file_name,
                                          const ReadOptions& options = {});

// The bytes that were read, without the trailing ones.
std::vector<std::uint8_t> write_pyc(const PycFile& pyc);

}  // namespace xvm
