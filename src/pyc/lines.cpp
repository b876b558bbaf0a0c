// Line tables: lnotab to 3.9, address ranges in 3.10, locations with columns from 3.11.
#include "pyc/lines.h"

#include <algorithm>
#include <limits>

#include "pyc/code.h"
#include "pyc/release.h"

namespace xvm {
namespace {

bool no_line_starts_a_line(const Release& release) { return release.since(3, 13); }

std::int32_t clamp_line(std::int64_t line) {
  return std::int32_t(std::clamp<std::int64_t>(line, std::numeric_limits<std::int32_t>::min(),
                                               std::numeric_limits<std::int32_t>::max()));
}

class TableReader {
 public:
  TableReader(const Code& code)
      : table_(code.linetable()), code_size_(code.bytecode().size()), line_(code.firstlineno) {}

  LineTableView read(LineTable format) {
    switch (format) {
      case LineTable::Unsigned:
      case LineTable::Signed:
        lnotab(format == LineTable::Signed);
        break;
      case LineTable::Ranges:
        ranges();
        break;
      case LineTable::Locations:
        locations();
        break;
    }
    return std::move(view_);
  }

 private:
  void lnotab(bool is_signed);
  void ranges();
  void locations();
  bool location();
  bool varint(std::uint32_t& value);
  bool byte(std::uint8_t& value);

  // The next bytes of bytecode, of which only those that exist are kept.
  void cover(std::uint64_t bytes, LineRange range) {
    std::uint64_t end = std::min<std::uint64_t>(at_ + bytes, code_size_);
    if (end <= at_) return;
    range.start = std::uint32_t(at_);
    range.end = std::uint32_t(end);
    view_.ranges.push_back(range);
    at_ = end;
  }
  static LineRange only_line(std::int64_t line) { return {.line = clamp_line(line), .end_line = clamp_line(line)}; }

  std::span<const std::uint8_t> table_;
  std::uint64_t code_size_;
  std::int64_t line_;
  std::size_t read_ = 0;  // in table_
  std::uint64_t at_ = 0;  // in the bytecode
  LineTableView view_;
};

// Pairs: so many bytes on, so many lines on. Pairs of no lines continue the range before.
void TableReader::lnotab(bool is_signed) {
  std::uint64_t pending = 0;
  for (std::size_t i = 0; i + 1 < table_.size(); i += 2) {
    pending += table_[i];
    if (table_[i + 1] == 0) continue;
    cover(pending, only_line(line_));
    pending = 0;
    line_ += is_signed ? std::int64_t(std::int8_t(table_[i + 1])) : std::int64_t(table_[i + 1]);
  }
  cover(code_size_, only_line(line_));
  view_.well_formed = table_.size() % 2 == 0;
}

void TableReader::ranges() {
  constexpr int no_line_delta = -128;
  for (std::size_t i = 0; i + 1 < table_.size(); i += 2) {
    int delta = std::int8_t(table_[i + 1]);
    if (delta != no_line_delta) line_ += delta;
    cover(table_[i], delta == no_line_delta ? LineRange{} : only_line(line_));
  }
  view_.well_formed = table_.size() % 2 == 0;
}

void TableReader::locations() {
  while (read_ < table_.size() && view_.well_formed) view_.well_formed = location();
}

bool TableReader::byte(std::uint8_t& value) {
  if (read_ == table_.size() || table_[read_] & 0x80) return false;
  value = table_[read_++];
  return true;
}

bool TableReader::varint(std::uint32_t& value) {
  std::uint64_t sum = 0;
  std::uint8_t part = 0x40;
  for (int shift = 0; part & 0x40; shift += 6) {
    if (shift > 30 || !byte(part)) return false;
    sum |= std::uint64_t(part & 0x3f) << shift;
  }
  value = std::uint32_t(sum);
  return sum <= std::numeric_limits<std::uint32_t>::max();
}

bool TableReader::location() {
  constexpr int short_forms = 10, one_line_forms = 13, no_columns = 13, long_form = 14;
  std::uint8_t head = table_[read_++];
  if (!(head & 0x80)) return false;
  int form = head >> 3 & 15;
  std::uint64_t bytes = 2 * ((head & 7u) + 1);
  LineRange range;
  if (form < short_forms) {
    std::uint8_t columns;
    if (read_ == table_.size()) return false;
    columns = table_[read_++];
    range = only_line(line_);
    range.column = form * 8 + (columns >> 4 & 7);
    range.end_column = range.column + (columns & 15);
  } else if (form < one_line_forms) {
    if (table_.size() - read_ < 2) return false;
    line_ += form - short_forms;
    range = only_line(line_);
    range.column = table_[read_++];
    range.end_column = table_[read_++];
  } else if (form == no_columns || form == long_form) {
    std::uint32_t delta;
    if (!varint(delta)) return false;
    line_ += delta & 1 ? -std::int64_t(delta >> 1) : std::int64_t(delta >> 1);
    range = only_line(line_);
    if (form == long_form) {
      std::uint32_t lines, column, end_column;
      if (!varint(lines) || !varint(column) || !varint(end_column)) return false;
      range.end_line = clamp_line(line_ + lines);
      range.column = clamp_line(std::int64_t(column) - 1);
      range.end_column = clamp_line(std::int64_t(end_column) - 1);
    }
  }
  cover(bytes, range);
  return true;
}

}  // namespace

LineTableView read_line_table(const Code& code) { return TableReader(code).read(code.release->line_table); }

const LineRange* range_at(const LineTableView& table, std::uint32_t offset) {
  auto after = std::upper_bound(table.ranges.begin(), table.ranges.end(), offset,
                                [](std::uint32_t at, const LineRange& range) { return at < range.start; });
  if (after == table.ranges.begin()) return nullptr;
  const LineRange& range = *std::prev(after);
  return offset < range.end ? &range : nullptr;
}

std::int32_t line_at(const LineTableView& table, std::uint32_t offset) {
  const LineRange* range = range_at(table, offset);
  return range ? range->line : no_line;
}

std::vector<std::pair<std::uint32_t, std::int32_t>> line_starts(const LineTableView& table, const Release& release) {
  std::vector<std::pair<std::uint32_t, std::int32_t>> starts;
  for (const LineRange& range : table.ranges) {
    if (range.line == no_line && !no_line_starts_a_line(release)) continue;
    if (starts.empty() || starts.back().second != range.line) starts.emplace_back(range.start, range.line);
  }
  return starts;
}

}  // namespace xvm
