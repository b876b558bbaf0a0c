#include "trace/lines.h"

#include "bytecode/decoded.h"
#include "bytecode/operations.h"
#include "objects/code.h"
#include "pyc/code.h"
#include "pyc/release.h"

namespace xvm {
namespace {

// To 3.9 an event is where a line begins in the line table, or where control goes backwards; from 3.10, where the line of
// the instruction is not that of the one before.
bool compares_lines(const Release& r) { return r.since(3, 10); }
// In 2.5, 2.6, 3.0 and 3.1 entries of the table that stay on their line count too (a for statement has one for each
// round), and going backwards counts only within the line.
bool counts_all_entries(const Release& r) { return r.until(2, 6) || (r.since(3, 0) && r.until(3, 1)); }
// 3.9: a handler that is entered from within a line is told, unless that is the table's first.
bool tells_handlers(const Release& r) { return r.since(3, 9) && r.until(3, 9); }
bool starts_at_resume(const Release& r) { return r.since(3, 11); }
// From 3.12 ends of loops belong to the loop's line without being an event of it.
bool skips_ends(const Release& r) { return r.since(3, 12); }

// Where an offset is in the table of releases to 3.9: pairs of bytes that add to offset and line.
struct TablePlace {
  std::uint32_t entry = 0;  // offset of the last entry not behind it
  std::uint32_t start = 0;  // of the last one that changes the line
};

TablePlace find_place(const CodeObject& code, std::int32_t instruction) {
  std::span<const std::uint8_t> table = code.stored->linetable();
  std::uint32_t offset = code.decoded->start_of(static_cast<std::uint32_t>(instruction));
  TablePlace place;
  for (std::size_t i = 0; i + 1 < table.size() && place.entry + table[i] <= offset; i += 2) {
    place.entry += table[i];
    if (table[i + 1] != 0) place.start = place.entry;
  }
  return place;
}

Op op_at(const CodeObject& code, std::int32_t instruction) { return static_cast<Op>(code.plain[static_cast<std::size_t>(instruction)].op); }

bool begins_by_table(const CodeObject& code, std::int32_t instruction, std::int32_t previous) {
  std::uint32_t offset = code.decoded->start_of(static_cast<std::uint32_t>(instruction));
  TablePlace here = find_place(code, instruction);
  if (!counts_all_entries(*code.release)) return here.start == offset || instruction < previous;
  bool same = previous >= 0 && find_place(code, previous).start == here.start;
  return same ? instruction <= previous : here.entry == offset;
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

// Whether the instruction is the first of its line, or may be reached other than from the one before.
bool begins_or_is_target(const CodeObject& code, std::int32_t instruction) {
  auto at = static_cast<std::uint32_t>(instruction);
  if (at == 0 || code.line_at(at) != code.line_at(at - 1) || !info(op_at(code, instruction - 1)).leaves_by(leave::Next)) return true;
  for (const Ins& ins : code.plain)
    if (info(static_cast<Op>(ins.op)).leaves_by(leave::Jump) && ins.arg == at) return true;
  for (const Block& block : code.decoded->blocks)
    if (block.target == at) return true;
  return false;
}

}  // namespace

bool is_predicted(const CodeObject& code, std::int32_t instruction, std::int32_t previous) {
  if (previous < 0 || !counts_all_entries(*code.release) || op_at(code, previous) != Op::FOR_ITER) return false;
  Op op = op_at(code, instruction);
  return instruction == previous + 1 && (op == Op::STORE_FAST || op == Op::UNPACK_SEQUENCE);
}

bool handlers_begin_lines(const CodeObject& code, std::int32_t previous) {
  if (!tells_handlers(*code.release)) return false;
  if (previous < 0) return true;
  TablePlace place = find_place(code, previous);
  return place.start > 0 && place.start != code.decoded->start_of(static_cast<std::uint32_t>(previous));
}

bool traces_from_resume(const CodeObject& code) { return starts_at_resume(*code.release); }

bool forgets_calls(const CodeObject& code, std::int32_t instruction) {
  if (!skips_ends(*code.release) || !code.release->until(3, 12)) return false;
  Op op = op_at(code, instruction);
  return op == Op::CALL || op == Op::CALL_KW_NAMES;
}

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
  if (previous == -1 && instruction > 0) previous = instruction - 1;   // watching began in the middle
  if (previous == after_call) return begins_or_is_target(code, instruction);
  int last = previous < 0 ? -1 : code.line_at(static_cast<std::size_t>(previous));
  return line != last || (instruction < previous && op != Op::SEND && op != Op::SEND_POP);
}

}  // namespace xvm
