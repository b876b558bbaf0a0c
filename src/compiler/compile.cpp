// The way from source text to code objects.
#include "compiler/compile.h"

#include "base/arena.h"
#include "compiler/codegen.h"
#include "compiler/constant_merger.h"
#include "compiler/dialect.h"
#include "compiler/fold_constants.h"
#include "compiler/parser.h"
#include "compiler/source.h"
#include "compiler/symbol_table.h"

namespace xvm::compiler {

const Code* compile_source(std::string_view source, const Options& options, ConstantPool& pool, WarningSink& warnings,
                           Fault& fault, std::uint32_t* futures) {
  Arena arena;
  SymbolPool symbols(arena);
  fault.file_name = options.file_name;
  Module* module = parse(source, options, arena, symbols, pool, warnings, fault);
  return module ? compile_tree(*module, options, arena, symbols, pool, warnings, fault, futures) : nullptr;
}

static const Code* generate_code(Module& module, const Options& options, Arena& arena, SymbolPool& symbols, ConstantPool& pool,
                                 WarningSink& warnings, Fault& fault, std::uint32_t* futures) {
  FutureImports imports;
  if (!find_futures(module, options, pool, imports, fault)) return nullptr;
  if (futures) *futures = imports.futures;
  ConstantMerger merger(pool, *options.release);
  if (!fold_constants(module, options, imports.futures, arena, merger.maker(), fault)) return nullptr;
  SymbolTable table;
  if (!build_symbol_table(module, options, imports.futures, symbols, warnings, fault, table)) return nullptr;
  Generation generation{options, imports,        symbols, table, merger.maker(), merger,
                        merger.maker().file_name(options.file_name), warnings};
  return generate(module, generation, fault);
}

const Code* compile_tree(Module& module, const Options& options, Arena& arena, SymbolPool& symbols, ConstantPool& pool,
                         WarningSink& warnings, Fault& fault, std::uint32_t* futures) {
  const Code* code = generate_code(module, options, arena, symbols, pool, warnings, fault, futures);
  if (!code && !fault.text && fault.type == "SyntaxError")
    fault.text = line_of_file(options.file_name, fault.line, dialect_of(*options.release));
  return code;
}

}  // namespace xvm::compiler
