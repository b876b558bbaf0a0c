// Expressions back to text, as annotations are kept under `from __future__ import annotations` (PEP 563).
#pragma once

#include <string>

#include "compiler/ast.h"

namespace xvm {
struct Release;
}

namespace xvm::compiler {

// In the form of the release's compiler: as few brackets as precedence allows, blanks around operators.
std::string unparse_expression(const Expr& node, const ConstantPool& pool, const Release& release);

}  // namespace xvm::compiler
