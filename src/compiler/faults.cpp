// Errors found after parsing.
#include "compiler/faults.h"

#include "compiler/compile.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

bool compiler_errors_have_columns(const Release& release) { return release.since(3, 2); }
bool symbol_errors_have_columns(const Release& release) { return release.since(3, 3); }
bool import_errors_have_columns(const Release& release) { return release.since(3, 5); }
bool error_columns_count_from_one(const Release& release) { return release.since(3, 8); }
bool errors_have_ends(const Release& release) { return release.since(3, 10); }

void place(Fault& fault, const Release& release, Location loc, std::string message, bool column) {
  fault.type = "SyntaxError";
  fault.message = std::move(message);
  fault.line = loc.line;
  fault.offset = column ? loc.column + (error_columns_count_from_one(release) ? 1 : 0) : -1;
  if (errors_have_ends(release)) {
    fault.end_line = loc.end_line;
    fault.end_offset = loc.end_column + 1;
  }
}

}  // namespace

void syntax_error(Fault& fault, const Release& release, Location loc, std::string message) {
  place(fault, release, loc, std::move(message), compiler_errors_have_columns(release));
}

void symbol_error(Fault& fault, const Release& release, Location loc, std::string message) {
  place(fault, release, loc, std::move(message), symbol_errors_have_columns(release));
  fault.message_only = true;
}

void import_error(Fault& fault, const Release& release, Location loc, std::string message) {
  place(fault, release, loc, std::move(message), import_errors_have_columns(release));
  fault.message_only = true;
}

Warning syntax_warning(const Release& release, Location loc, std::string message) {
  Warning warning{"SyntaxWarning", std::move(message), loc.line};
  if (compiler_errors_have_columns(release)) warning.offset = loc.column + (error_columns_count_from_one(release) ? 1 : 0);
  if (errors_have_ends(release)) {
    warning.end_line = loc.end_line;
    warning.end_offset = loc.end_column + 1;
  }
  return warning;
}

}  // namespace xvm::compiler
