// From bytecode offsets to source lines, for the line tables of all eras.
#pragma once

#include <cstdint>
#include <utility>
#include <vector>

namespace xvm {

struct Code;
struct Release;

inline constexpr std::int32_t no_line = -1;
inline constexpr std::int32_t no_column = -1;

// Half-open range of byte offsets with one position. Columns count UTF-8 bytes from 0 and exist from 3.11 on.
struct LineRange {
  std::uint32_t start = 0, end = 0;
  std::int32_t line = no_line, end_line = no_line;
  std::int32_t column = no_column, end_column = no_column;
};

struct LineTableView {
  std::vector<LineRange> ranges;  // in order, without gaps from 0, empty ranges dropped; within the bytecode
  bool well_formed = true;        // false: ranges hold what could be read before the fault
};

// Never fails: where the table says nothing, offsets have no range. To 3.9 lines begin at co_firstlineno.
LineTableView read_line_table(const Code& code);

// The line of the instruction at offset; no_line where the table gives none.
std::int32_t line_at(const LineTableView& table, std::uint32_t offset);

// The range around offset; nullptr where there is none.
const LineRange* range_at(const LineTableView& table, std::uint32_t offset);

// Offsets at which a new line begins, as the release's dis.findlinestarts has them; from 3.13 no_line counts as a line.
std::vector<std::pair<std::uint32_t, std::int32_t>> line_starts(const LineTableView& table, const Release& release);

}  // namespace xvm
