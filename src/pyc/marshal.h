// marshal, all versions: from bytes to nodes and back, byte for byte.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "pyc/constants.h"

namespace xvm {

struct Release;

// What a stream can do wrong. Each is one of CPython's errors, so that marshal.loads can speak in its words.
enum class MarshalFaultKind : std::uint8_t {
  Truncated,
  UnknownType,
  SizeOutOfRange,
  NullObject,
  InvalidReference,
  DigitOutOfRange,
  UnnormalizedLong,
  BadText,
  BadNumber,
  TooDeep,
};

struct MarshalFault {
  MarshalFaultKind kind;
  std::size_t offset;   // in the input, of the byte that begins what is at fault
  std::string message;  // without the offset: "a tuple claims 70000 items, but 12 bytes are left"
};

inline constexpr std::size_t marshal_depth_limit = 2000;  // as CPython's

struct MarshalOptions {
  // Whether a list, dict, set or tuple may contain itself, as marshal.loads allows from 3.4.
  bool cycles = false;
};

struct Unmarshalled {
  ConstantId root = no_constant;
  std::size_t end = 0;  // offset after the object
};

// Reads the one object that begins at input[offset] into pool. Memory used stays within a small
// factor of the input. Types of code fields are not checked; see check_code_objects.
std::optional<MarshalFault> read_marshal(ConstantPool& pool, const Release& release,
                                         std::span<const std::uint8_t> input, std::size_t offset,
                                         const MarshalOptions& options, Unmarshalled& result);

// Appends root as it was stored: with its type bytes, flags, references and interned strings.
void write_marshal(const ConstantPool& pool, ConstantId root, const Release& release, std::vector<std::uint8_t>& out);

// Checks the fields of all code objects of pool against what their names say, and fills what is derived from them.
// Gives the first fault as "<module>.f: co_names is a list, not a tuple of strings".
std::optional<std::string> check_code_objects(ConstantPool& pool);

}  // namespace xvm
