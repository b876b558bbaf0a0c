// What the code generator hands to the assembler: the instructions of one code object, with labels in place of offsets.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <unordered_map>
#include <vector>

#include "compiler/ast.h"
#include "compiler/opcode.h"

namespace xvm {
struct Release;
}

namespace xvm::compiler {

enum class Label : std::int32_t {};
inline constexpr Label no_label{-1};

// One instruction as the release's own code generator emits it, before its optimiser: pseudo-operations of 3.11 on
// (SETUP_FINALLY, JUMP, LOAD_METHOD, ...) included. EXTENDED_ARG and CACHE are the assembler's.
struct CodeItem {
  Opcode opcode;
  std::int32_t arg = 0;     // operand; index into consts, names, locals, cells...; unused with a target
  Label target = no_label;  // of jumps and SETUP_*
  Location loc;             // line 0: artificial, no location
};

// Where a label stands, or (no_label) where the release's generator begins a new basic block without naming it. Marks
// are ordered by position; position is an index into items, the mark stands before that item.
struct BlockMark {
  std::uint32_t position;
  Label label;
};

// All that is needed to assemble one code object.
struct CodeUnit {
  const Release* release = nullptr;
  std::vector<CodeItem> items;
  std::vector<BlockMark> marks;
  std::int32_t labels = 0;  // how many were made

  Symbol name = nullptr;
  std::string qualname;      // 3.3 on
  std::int32_t first_line = 1;
  std::int32_t argcount = 0, posonlyargcount = 0, kwonlyargcount = 0;
  std::int32_t flags = 0;
  std::vector<ConstantId> consts;  // in the order of first use, merged as the release merges them
  std::unordered_map<std::uint32_t, std::int32_t> const_places;  // ConstantMerger's, of as many as it has looked at
  std::size_t consts_placed = 0;
  std::vector<Symbol> names, varnames, cellvars, freevars;
  std::vector<std::uint8_t> hidden;  // 3.12 on: 1 for a varname that only an inlined comprehension binds (CO_FAST_HIDDEN)
  bool nested = false;
};

}  // namespace xvm::compiler
