// The optimisers of 2.5 to 3.9, which work on finished bytecode.
#pragma once

#include <cstdint>
#include <vector>

#include "pyc/constants.h"

namespace xvm::compiler {

struct CodeUnit;
class ConstantMerger;

// Each may append to the unit's consts and rewrites code and line table in place, or leaves both alone.
void optimize_bytes(CodeUnit& unit, ConstantMerger& merger, std::vector<std::uint8_t>& code,
                    std::vector<std::uint8_t>& line_table);  // to 3.5
void optimize_words(CodeUnit& unit, ConstantMerger& merger, std::vector<std::uint8_t>& code,
                    std::vector<std::uint8_t>& line_table);  // 3.6 to 3.9

}  // namespace xvm::compiler
