// Folding of constants in the syntax tree, which the releases do from 3.7 on.
#pragma once

#include <cstdint>

#include "compiler/ast.h"

namespace xvm {
class Arena;
}

namespace xvm::compiler {

struct Options;
struct Fault;
class ConstantMaker;

// Replaces operations on constants by constants, as the release's own pass does; leaves the trees of older releases
// alone. futures: bits of namespace future in force. false: fault is filled in.
bool fold_constants(Module& module, const Options& options, std::uint32_t futures, Arena& arena, ConstantMaker& maker,
                    Fault& fault);

}  // namespace xvm::compiler
