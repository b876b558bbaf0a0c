// What stands before the code object in a .pyc.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "pyc/release.h"

namespace xvm {

enum class HeaderKind : std::uint8_t {
  Full,
  ZeroedMagic,  // as unpackers of frozen programs leave it: four zero bytes for the magic number
  Absent,       // the file begins with the code object
};

enum class Invalidation : std::uint8_t { Timestamp, UncheckedHash, CheckedHash };  // PEP 552, from 3.7

struct Header {
  HeaderKind kind = HeaderKind::Full;
  std::uint8_t bytes = 0;  // where the code object begins
  std::uint16_t magic = 0;
  Invalidation invalidation = Invalidation::Timestamp;
  std::uint32_t flags = 0;        // from 3.7
  std::uint32_t mtime = 0;        // Timestamp
  std::uint32_t source_size = 0;  // Timestamp, from 3.3; modulo 2**32
  std::uint64_t source_hash = 0;  // the other two
};

struct ReadOptions {
  const Release* release = nullptr;  // --version-tag; nullptr: what the header says
  bool ignore_magic = false;         // release wins over the header, which is then only skipped
};

struct ReadHeader {
  Header header;
  const Release* release = nullptr;
};

// Reads the header of a whole file. file_name is only for messages.
Result<ReadHeader> read_header(std::span<const std::uint8_t> file, std::string_view file_name,
                               const ReadOptions& options);

}  // namespace xvm
