// From source text to the syntax tree, by the grammar of a release.
#pragma once

#include <cstdint>
#include <string_view>

#include "compiler/ast.h"

namespace xvm {
class Arena;
}

namespace xvm::compiler {

struct Options;
struct Fault;
class WarningSink;

// Gives the tree, in the arena, with its constants in pool; or nullptr with fault filled in. futures, where not null,
// takes the futures that steered the parser (print_function, unicode_literals, with_statement, barry_as_FLUFL), those of
// the options included. Bounded in depth: no input overflows the C++ stack.
Module* parse(std::string_view source, const Options& options, Arena& arena, SymbolPool& symbols, ConstantPool& pool,
              WarningSink& warnings, Fault& fault, std::uint32_t* futures = nullptr);

}  // namespace xvm::compiler
