// How each release reports errors that are found after parsing: which columns it gives, and from where they count.
#pragma once

#include <string>

#include "compiler/ast.h"

namespace xvm {
struct Release;
}

namespace xvm::compiler {

struct Fault;
struct Warning;

// A SyntaxError at loc as the compiler proper of the release raises it (2.x gives no column, to 3.7 they count from 0).
void syntax_error(Fault& fault, const Release& release, Location loc, std::string message);

// The same from the symbol table: to 3.2 without a column; of imports to 3.4.
void symbol_error(Fault& fault, const Release& release, Location loc, std::string message);
void import_error(Fault& fault, const Release& release, Location loc, std::string message);

Warning syntax_warning(const Release& release, Location loc, std::string message);

}  // namespace xvm::compiler
