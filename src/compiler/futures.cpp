// Imports from __future__ at the head of a module.
#include <fmt/format.h>

#include "compiler/codegen.h"
#include "compiler/compile.h"
#include "compiler/faults.h"
#include "compiler/symbol_table.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

bool only_docstring_stands_before(const Release& r) { return r.since(3, 4) || (r.python2() && r.since(2, 7)); }
bool late_import_counts_from_zero(const Release& r) { return r.since(3, 8) && r.until(3, 11); }
bool future_errors_have_no_end(const Release& r) { return r.since(3, 10); }
bool late_import_has_an_end(const Release& r) { return r.since(3, 12); }

bool refuse(Fault& fault, const Release& release, Location loc, std::string message) {
  import_error(fault, release, loc, std::move(message));
  if (future_errors_have_no_end(release)) {
    fault.end_line = fault.line;
    fault.end_offset = Fault::no_end;
  }
  return false;
}

struct Feature {
  std::string_view name;
  std::uint32_t bit;
  int major, minor;  // known from
  bool mandatory3 = false;
};

constexpr Feature features[] = {
    {"nested_scopes", 0, 2, 5},
    {"generators", 0, 2, 5},
    {"division", future::Division, 2, 5, true},
    {"absolute_import", future::AbsoluteImport, 2, 5, true},
    {"with_statement", future::WithStatement, 2, 5, true},
    {"print_function", future::PrintFunction, 2, 6, true},
    {"unicode_literals", future::UnicodeLiterals, 2, 6, true},
    {"barry_as_FLUFL", future::BarryAsBdfl, 3, 1},
    {"generator_stop", future::GeneratorStop, 3, 5},
    {"annotations", future::Annotations, 3, 7},
};

bool generator_stop_is_mandatory(const Release& r) { return r.since(3, 7); }

bool is_text(const Stmt& node, const ConstantPool& pool) {
  if (node.kind != StmtKind::Expr) return false;
  const Expr* value = static_cast<const ExprStmt&>(node).value;
  if (value->kind != ExprKind::Constant) return false;
  ConstantKind kind = pool.kind(static_cast<const Constant*>(value)->value);
  return kind == ConstantKind::Text || kind == ConstantKind::Bytes;
}

bool take(const ImportFrom& node, const Release& release, FutureImports& imports, Fault& fault) {
  for (const Alias& alias : node.names) {
    const Feature* found = nullptr;
    for (const Feature& feature : features)
      if (feature.name == alias.name->text && release.since(feature.major, feature.minor)) found = &feature;
    if (!found) {
      std::string message = alias.name->text == "braces"
                                ? "not a chance"
                                : fmt::format("future feature {} is not defined", alias.name->text);
      return refuse(fault, release, node.loc, message);
    }
    bool mandatory = !release.python2() && found->mandatory3;
    if (found->bit == future::GeneratorStop && generator_stop_is_mandatory(release)) mandatory = true;
    if (!mandatory) imports.futures |= found->bit;
  }
  return true;
}

}  // namespace

bool find_futures(const Module& module, const Options& options, const ConstantPool& pool, FutureImports& imports,
                  Fault& fault) {
  const Release& release = *options.release;
  imports.futures = options.futures;
  if (module.kind != ModuleKind::Module && module.kind != ModuleKind::Interactive) return true;
  bool done = false;
  std::int32_t line = 0;
  for (std::size_t i = 0; i < module.body.size(); ++i) {
    const Stmt& node = *module.body[i];
    if (done && node.loc.line > line) return true;
    line = node.loc.line;
    if (node.kind == StmtKind::ImportFrom) {
      const ImportFrom& import = static_cast<const ImportFrom&>(node);
      if (is_future_import(import, release)) {
        if (done) {
          refuse(fault, release, node.loc, "from __future__ imports must occur at the beginning of the file");
          if (late_import_has_an_end(release)) import_error(fault, release, node.loc, std::move(fault.message));
          if (late_import_counts_from_zero(release)) fault.offset--;
          fault.message_only = false;
          return false;
        }
        if (!take(import, release, imports, fault)) return false;
        imports.last_line = node.loc.line;
      } else {
        done = true;
      }
    } else if (!is_text(node, pool) || (only_docstring_stands_before(release) && i > 0)) {
      done = true;
    }
  }
  return true;
}

}  // namespace xvm::compiler
