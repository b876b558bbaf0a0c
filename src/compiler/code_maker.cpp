#include "compiler/code_maker.h"

#include <algorithm>

#include "bytecode/opcodes.h"
#include "compiler/assembler.h"
#include "compiler/constant_merger.h"
#include "compiler/sequence.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

bool has_locals_plus(const Release& release) { return release.since(3, 11); }
bool flags_tell_of_closures(const Release& release) { return release.until(3, 10); }
bool keeps_wordcode(const Release& release) { return release.since(3, 6); }
bool needs_one_stack_slot(const Release& release) { return release.since(3, 13); }
bool optimizes_graphs(const Release& release) { return release.since(3, 10); }
bool hides_comprehension_locals(const Release& release) { return release.since(3, 12); }

ConstantId name_tuple(ConstantMerger& merger, const std::vector<Symbol>& symbols) {
  std::vector<ConstantId> items;
  for (Symbol symbol : symbols) items.push_back(merger.maker().name(symbol->text));
  return merger.merge(merger.maker().tuple(items));
}

void set_locals_plus(Code& code, const CodeUnit& unit, ConstantMerger& merger) {
  std::vector<ConstantId> names;
  std::vector<std::uint8_t> kinds;
  ConstantMaker& maker = merger.maker();
  for (std::size_t i = 0; i < unit.varnames.size(); ++i) {
    names.push_back(maker.name(unit.varnames[i]->text));
    std::uint8_t kind = local_kind::Local;
    if (hides_comprehension_locals(*unit.release) && i < unit.hidden.size() && unit.hidden[i]) kind |= local_kind::Hidden;
    kinds.push_back(kind);
  }
  for (Symbol cell : unit.cellvars) {
    auto local = std::find(unit.varnames.begin(), unit.varnames.end(), cell);
    if (local != unit.varnames.end()) {
      kinds[std::size_t(local - unit.varnames.begin())] |= local_kind::Cell;
      continue;
    }
    names.push_back(maker.name(cell->text));
    kinds.push_back(local_kind::Cell);
  }
  for (Symbol free : unit.freevars) {
    names.push_back(maker.name(free->text));
    kinds.push_back(local_kind::Free);
  }
  code.localsplusnames_id = merger.merge(maker.tuple(names));
  code.localspluskinds_id = merger.merge(maker.raw_bytes(kinds));
}

}  // namespace

std::vector<std::int32_t> cell_places(const CodeUnit& unit) {
  std::vector<std::int32_t> places;
  std::int32_t next = std::int32_t(unit.varnames.size());
  for (Symbol cell : unit.cellvars) {
    auto local = std::find(unit.varnames.begin(), unit.varnames.end(), cell);
    places.push_back(local == unit.varnames.end() ? next++ : std::int32_t(local - unit.varnames.begin()));
  }
  for (std::size_t i = 0; i < unit.freevars.size(); ++i) places.push_back(next++);
  return places;
}

std::int32_t instruction_units(std::uint32_t arg) { return arg > 0xffffff ? 4 : arg > 0xffff ? 3 : arg > 0xff ? 2 : 1; }

void emit_instruction(std::vector<std::uint8_t>& code, const Release& release, int number, std::uint32_t arg) {
  const OpcodeTable& table = opcodes_of(release);
  int prefix_number = opcode_number(release, Opcode::EXTENDED_ARG);
  if (keeps_wordcode(release)) {
    for (std::int32_t left = instruction_units(arg) - 1; left > 0; --left) {
      code.push_back(std::uint8_t(prefix_number));
      code.push_back(std::uint8_t(arg >> 8 * left));
    }
    code.push_back(std::uint8_t(number));
    code.push_back(std::uint8_t(arg));
    const OpcodeRow* row = table.find(std::uint8_t(number));
    for (int i = 0; row && i < 2 * row->caches; ++i) code.push_back(0);
    return;
  }
  auto three = [&](int opcode, std::uint32_t operand) {
    code.push_back(std::uint8_t(opcode));
    code.push_back(std::uint8_t(operand));
    code.push_back(std::uint8_t(operand >> 8));
  };
  if (number < table.have_argument) {
    code.push_back(std::uint8_t(number));
    return;
  }
  if (arg > 0xffff) three(prefix_number, arg >> 16);
  three(number, arg & 0xffff);
}

// 2.x interns no name of a comprehension.
static bool is_plain_string(const Release& release, std::string_view name) {
  return release.python2() && name.starts_with('<') && name != "<module>" && name != "<lambda>";
}

Code* make_code(CodeUnit& unit, const AssembledBytes& bytes, ConstantId file_name, ConstantMerger& merger) {
  const Release& release = *unit.release;
  ConstantMaker& maker = merger.maker();
  ConstantPool& pool = maker.pool();
  ConstantId id = maker.code();
  Code& code = pool.code(id);
  code.argcount = unit.argcount;
  code.posonlyargcount = unit.posonlyargcount;
  code.kwonlyargcount = unit.kwonlyargcount;
  code.nlocals = std::int32_t(unit.varnames.size());
  code.stacksize = bytes.stack_size;
  if (needs_one_stack_slot(release)) code.stacksize = std::max(code.stacksize, 1);
  code.flags = unit.flags;
  if (flags_tell_of_closures(release) && unit.cellvars.empty() && unit.freevars.empty())
    code.flags |= code_flag::NoFree;
  code.firstlineno = unit.first_line;
  code.code_id = maker.raw_bytes(bytes.code);
  code.consts_id = maker.tuple(unit.consts);
  code.names_id = name_tuple(merger, unit.names);
  if (has_locals_plus(release)) {
    set_locals_plus(code, unit, merger);
    code.qualname_id = unit.qualname == unit.name->text ? maker.name(unit.qualname) : maker.file_name(unit.qualname);
    code.exceptiontable_id = merger.merge(maker.raw_bytes(bytes.exception_table));
  } else {
    code.varnames_id = name_tuple(merger, unit.varnames);
    code.freevars_id = name_tuple(merger, unit.freevars);
    code.cellvars_id = name_tuple(merger, unit.cellvars);
  }
  code.filename_id = file_name;
  code.name_id = is_plain_string(release, unit.name->text) ? maker.file_name(unit.name->text) : maker.name(unit.name->text);
  code.linetable_id = maker.raw_bytes(bytes.line_table);
  for (ConstantId constant : unit.consts)
    if (pool.kind(constant) == ConstantKind::Code && !pool.code(constant).outer) pool.code(constant).outer = &code;
  if (has_locals_plus(release)) code.derive_locals();
  return &code;
}

Code* assemble(CodeUnit& unit, ConstantPool&, ConstantId file_name, ConstantMerger& merger, Fault&) {
  AssembledBytes bytes = optimizes_graphs(*unit.release) ? assemble_flow(unit, merger) : assemble_blocks(unit, merger);
  return make_code(unit, bytes, file_name, merger);
}

}  // namespace xvm::compiler
