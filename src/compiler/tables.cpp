#include "compiler/tables.h"

#include <algorithm>

namespace xvm::compiler {
namespace {

bool has_signed_lines(const Release& release) { return release.since(3, 6); }
bool skips_same_line(const Release& release) { return release.since(3, 9); }

}  // namespace

void LineNumberTable::pair(std::int32_t bytes, std::int32_t lines) {
  table_.push_back(std::uint8_t(bytes));
  table_.push_back(std::uint8_t(lines));
}

void LineNumberTable::add(std::int32_t offset, std::int32_t line) {
  constexpr std::int32_t most = 255;
  std::int32_t bytes = offset - offset_, lines = line - line_;
  if (lines == 0 && (bytes == 0 || skips_same_line(release_))) return;
  // What is too much goes in whole steps, even where nothing is left then.
  if (bytes > most) {
    for (; bytes >= most; bytes -= most) pair(most, 0);
  }
  std::int32_t highest = has_signed_lines(release_) ? 127 : most, lowest = -128;
  bool falls = has_signed_lines(release_) && lines < lowest;
  if (lines > highest || falls) {
    std::int32_t step = falls ? lowest : highest;
    for (std::int32_t left = lines / step; left > 0; --left) {
      pair(bytes, step);
      bytes = 0;
    }
    lines %= step;
  }
  pair(bytes, lines);
  line_ = line;
  offset_ = offset;
}

void RangeTable::pair(std::int32_t bytes, std::int32_t lines) {
  table_.push_back(std::uint8_t(bytes));
  table_.push_back(std::uint8_t(lines));
}

void RangeTable::add(std::int32_t offset, std::int32_t line) {
  if (line == line_) return;
  end(offset);
  line_ = line;
  start_ = offset;
}

void RangeTable::end(std::int32_t offset) {
  constexpr std::int32_t longest = 254, highest = 127, no_line_delta = -128;
  std::int32_t bytes = offset - start_;
  if (bytes == 0) return;
  std::int32_t lines = no_line_delta;
  if (line_ >= 0) {
    lines = line_ - previous_line_;
    previous_line_ = line_;
    for (; lines > highest; lines -= highest) pair(0, highest);
    for (; lines < -highest; lines += highest) pair(0, -highest);
  }
  for (; bytes > longest; bytes -= longest) {
    pair(longest, lines);
    lines = line_ < 0 ? no_line_delta : 0;
  }
  pair(bytes, lines);
}

LocationTable::LocationTable(const Release& release, std::int32_t first_line)
    : merges_(release.since(3, 12)), line_(first_line) {}

void LocationTable::start(std::int32_t form, std::int32_t code_units) {
  table_.push_back(std::uint8_t(0x80 | form << 3 | (code_units - 1)));
}

void LocationTable::varint(std::uint32_t value) {
  for (; value >= 64; value >>= 6) table_.push_back(std::uint8_t(0x40 | (value & 0x3f)));
  table_.push_back(std::uint8_t(value));
}

void LocationTable::signed_varint(std::int32_t value) {
  varint(value < 0 ? (std::uint32_t(-value) << 1 | 1) : std::uint32_t(value) << 1);
}

void LocationTable::entry(const Position& at, std::int32_t code_units) {
  constexpr std::int32_t one_line = 10, no_columns = 13, long_form = 14, no_location = 15;
  if (at.line < 0) return start(no_location, code_units);
  std::int32_t delta = at.line - line_, column = at.column, end = at.end_column;
  line_ = at.line;
  if (column < 0 || end < 0) {
    if (at.end_line == at.line || at.end_line == -1) {
      start(no_columns, code_units);
      return signed_varint(delta);
    }
  } else if (at.end_line == at.line) {
    if (delta == 0 && column < 80 && end - column < 16 && end >= column) {
      start(column >> 3, code_units);
      table_.push_back(std::uint8_t((column & 7) << 4 | (end - column)));
      return;
    }
    if (delta >= 0 && delta < 3 && column < 128 && end < 128) {
      start(one_line + delta, code_units);
      table_.push_back(std::uint8_t(column));
      table_.push_back(std::uint8_t(end));
      return;
    }
  }
  start(long_form, code_units);
  signed_varint(delta);
  varint(std::uint32_t(std::max(at.end_line - at.line, 0)));
  varint(std::uint32_t(column + 1));
  varint(std::uint32_t(end + 1));
}

void LocationTable::flush() {
  constexpr std::int32_t longest = 8;
  for (; pending_units_ > longest; pending_units_ -= longest) entry(pending_, longest);
  if (pending_units_ > 0) entry(pending_, pending_units_);
  pending_units_ = 0;
}

void LocationTable::add(const Position& at, std::int32_t code_units) {
  if (!merges_ || !(at == pending_)) flush();
  pending_ = at;
  pending_units_ += code_units;
}

void LocationTable::end() { flush(); }

namespace {

// Six bits a byte, most significant first; the first byte of an entry is marked.
void exception_varint(Bytes& table, std::int32_t value, std::uint8_t mark) {
  bool begun = false;
  for (int shift = 24; shift > 0; shift -= 6) {
    if (!begun && value < 1 << shift) continue;
    table.push_back(std::uint8_t((value >> shift & 0x3f) | 0x40 | mark));
    mark = 0;
    begun = true;
  }
  table.push_back(std::uint8_t((value & 0x3f) | mark));
}

}  // namespace

void add_exception_entry(Bytes& table, std::int32_t start, std::int32_t end, std::int32_t target, std::int32_t depth,
                         bool lasti) {
  constexpr std::uint8_t first = 0x80;
  exception_varint(table, start, first);
  exception_varint(table, end - start, 0);
  exception_varint(table, target, 0);
  exception_varint(table, depth << 1 | int(lasti), 0);
}

}  // namespace xvm::compiler
