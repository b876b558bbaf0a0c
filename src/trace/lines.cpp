#include "trace/lines.h"

#include "bytecode/decoded.h"
#include "bytecode/operations.h"
#include "objects/code.h"
#include "pyc/lines.h"
#include "pyc/release.h"

namespace xvm {
namespace {

// To 3.9 an event is where a line begins in the line table, or where control goes backwards; from 3.10, where the line of
// the instruction is not that of the one before.
bool compares_lines(const Release& r) { return r.since(3, 10); }
bool only_at_starts(const Release& r) { return r.until(2, 6); }
bool starts_at_resume(const Release& r) { return r.since(3, 11); }
// From 3.12 ends of loops belong to the loop's line without being an event of it.
bool skips_ends(const Release& r) { return r.since(3, 12); }

const LineRange* range_of(const CodeObject& code, std::int32_t instruction) {
  code.line_at(static_cast<std::size_t>(instruction));  // reads the table
  return code.lines ? range_at(*code.lines, code.decoded->start_of(static_cast<std::uint32_t>(instruction))) : nullptr;
}

// A range of the same line right before belongs to it.
bool is_start(const CodeObject& code, std::int32_t instruction) {
  const LineRange* range = range_of(code, instruction);
  if (!range || range->start != code.decoded->start_of(static_cast<std::uint32_t>(instruction))) return false;
  return range == code.lines->ranges.data() || range[-1].line != range->line;
}

Op op_at(const CodeObject& code, std::int32_t instruction) { return static_cast<Op>(code.plain[static_cast<std::size_t>(instruction)].op); }

bool begins_by_table(const CodeObject& code, std::int32_t instruction, std::int32_t previous) {
  if (!only_at_starts(*code.release)) return is_start(code, instruction) || instruction < previous;
  bool same = previous >= 0 && range_of(code, previous) == range_of(code, instruction);
  return same ? instruction <= previous : is_start(code, instruction);
}

bool is_first_resume(const CodeObject& code, std::int32_t instruction) {
  return op_at(code, instruction) == Op::RESUME && code.plain[static_cast<std::size_t>(instruction)].arg == 0;
}

// The instructions before the first RESUME make cells and the generator.
bool before_resume(const CodeObject& code, std::int32_t instruction) {
  for (std::int32_t i = 0; i < instruction; i++)
    if (op_at(code, i) == Op::RESUME) return false;
  return true;
}

}  // namespace

bool traces_from_resume(const CodeObject& code) { return starts_at_resume(*code.release); }

bool has_line_event(const CodeObject& code, std::int32_t instruction, std::int32_t previous) {
  const Release& release = *code.release;
  if (!compares_lines(release)) return begins_by_table(code, instruction, previous);
  Op op = op_at(code, instruction);
  int line = code.line_at(static_cast<std::size_t>(instruction));
  if (line < 0) return false;
  if (starts_at_resume(release)) {
    if (op == Op::RESUME || before_resume(code, instruction)) return false;
    if (previous >= 0 && is_first_resume(code, previous)) return true;
  }
  if (skips_ends(release) && (op == Op::END_FOR || op == Op::END_SEND)) return false;
  int last = previous < 0 ? -1 : code.line_at(static_cast<std::size_t>(previous));
  return line != last || (instruction < previous && op != Op::SEND);
}

}  // namespace xvm
