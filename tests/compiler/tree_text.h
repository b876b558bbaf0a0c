// A syntax tree as text, for tests and for comparing with what a release's own ast module says.
#pragma once

#include <string>

#include "compiler/ast.h"

namespace xvm::compiler {

// What is said besides the nodes.
struct TreeStyle {
  bool places = false;  // "1:0"
  bool ends = false;    // "1:0-1:5"
  bool alias_places = false, slice_places = false;
  bool handler_names = false;  // the target of an except clause is a name, not an expression
  bool long_prefix = false;    // longs of 2.x differ from ints
};
std::string tree_text(const Module& module, const ConstantPool& pool, const TreeStyle& style);

}  // namespace xvm::compiler
