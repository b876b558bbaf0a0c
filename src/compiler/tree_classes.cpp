#include "compiler/tree_classes.h"

#include "pyc/release.h"

namespace xvm::compiler {

extern const std::span<const TreeClass> tree_tables[];

std::span<const TreeClass> tree_classes(const Release& release) {
  return tree_tables[std::size_t(&release - all_releases().data())];
}

}  // namespace xvm::compiler
