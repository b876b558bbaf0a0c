// Runs verified code at random, values and all being mere kinds, by the contract in verifier.h and nothing else: every
// branch and every error is a throw of dice. What the contract promises is checked at each step.
#pragma once

#include <cstdint>
#include <string>

#include "bytecode/decoded.h"

namespace xvm {

struct MachineRun {
  std::string fault;         // the promise that was broken, with the offset; empty: none
  bool ended = false;        // returned or raised within the steps
  bool handled_kept = true;  // at its end the same exception is being handled as at its beginning (3.0 on)
};

MachineRun run_at_random(const DecodedCode& decoded, std::uint64_t seed, std::uint32_t steps);

}  // namespace xvm
