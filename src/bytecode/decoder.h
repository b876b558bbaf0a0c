// From a release's bytecode to canonical instructions.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "bytecode/decoded.h"

namespace xvm {

// Fills the decoder's part of decoded, whose vectors are used again. Never fails: what cannot be executed becomes an
// instruction without operation (see DecodeFault), for the verifier to refuse where it is reachable. Instructions
// follow one another from the first byte; only where a jump goes elsewhere are boundaries found by following the code.
void decode(const Code& code, DecodedCode& decoded);

// The byte offset that a jump goes to as the release's dis shows it; nothing for other instructions.
std::optional<std::int64_t> jump_target(const DecodedCode& decoded, std::uint32_t index);

// "opcode 9 is not defined in Python 3.7", for an instruction without operation.
std::string describe_fault(const DecodedCode& decoded, std::uint32_t index);

}  // namespace xvm
