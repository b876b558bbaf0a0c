// Code that is assembled and verified, in a module with something of everything: constants None, 1, "a", ("k",), ("k",
// "l"), 2.5; a name n; a local v, a cell c and a free variable f; a stack of 100.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "../pyc/sample.h"
#include "bytecode/verifier.h"

namespace xvm {

struct Verified {
  std::unique_ptr<PycFile> file;
  DecodedCode decoded;
  std::string refusal;  // empty where it is accepted; begins with the code's path
};

Verified verified(std::string_view tag, std::string_view text, sample::Fields fields = {});
// Of code in bytes.
Verified verified_bytes(std::string_view tag, const std::string& bytes, sample::Fields fields = {});

// Without "<module>: " and the release at the end.
std::string refused(std::string_view tag, std::string_view text, sample::Fields fields = {});

// "SETUP_LOOP 4; JUMP_BACKWARD 1; ?": canonical instructions with their operands, "?" where not reachable.
std::string canonical(const DecodedCode& decoded);
std::string canonical(std::string_view tag, std::string_view text, sample::Fields fields = {});
// "0 1 - 2": depths.
std::string depths(const DecodedCode& decoded);
// "Loop 0 to 7, Except 1 to 5 in 0": blocks with depth, target and parent.
std::string blocks(const DecodedCode& decoded);

sample::Fields flags(int value);
sample::Fields stacksize(int value);
sample::Fields exception_table(const std::string& bytes);
// An entry of the exception table, in code units.
std::string entry(int start, int length, int target, int depth, bool lasti = false);

}  // namespace xvm
