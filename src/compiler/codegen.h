// From the syntax tree to code objects: the instructions that the release's own compiler makes.
#pragma once

#include <cstdint>

#include "compiler/ast.h"
#include "compiler/symbols.h"

namespace xvm::compiler {

struct Options;
struct Fault;
class ConstantMaker;
class ConstantMerger;
class SymbolTable;
class WarningSink;

// What the __future__ imports of a module turn on. futures: bits of namespace future, those of the options included.
struct FutureImports {
  std::uint32_t futures = 0;
  std::int32_t last_line = 0;  // of the last of these imports
};

// false: fault is filled in.
bool find_futures(const Module& module, const Options& options, const ConstantPool& pool, FutureImports& imports,
                  Fault& fault);

struct Generation {
  const Options& options;
  FutureImports imports;
  SymbolPool& symbols;
  SymbolTable& table;  // built by build_symbol_table() with the same futures
  ConstantMaker& maker;
  ConstantMerger& merger;
  ConstantId file_name;
  WarningSink& warnings;
};

// The module's code, assembled, or nullptr with fault filled in. In units, an instruction has no place of its own where
// both line and end_line are 0: to 3.9 it continues the line before, from 3.10 it is artificial. (RESUME of a module
// stands in line 0 and ends in line 1.)
Code* generate(Module& module, const Generation& generation, Fault& fault);

}  // namespace xvm::compiler
