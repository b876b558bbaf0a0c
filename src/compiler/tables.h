// Line tables of all eras and exception tables: the bytes.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/flow_graph.h"

namespace xvm::compiler {

using Bytes = std::vector<std::uint8_t>;

// lnotab to 3.9: unsigned line deltas to 3.5, signed after.
class LineNumberTable {
 public:
  LineNumberTable(const Release& release, std::int32_t first_line) : release_(release), line_(first_line) {}
  void add(std::int32_t offset, std::int32_t line);  // offset in bytes
  Bytes take() { return std::move(table_); }

 private:
  void pair(std::int32_t bytes, std::int32_t lines);

  const Release& release_;
  Bytes table_;
  std::int32_t line_, offset_ = 0;
};

// 3.10: ranges of bytecode with their line.
class RangeTable {
 public:
  explicit RangeTable(std::int32_t first_line) : line_(first_line), previous_line_(first_line) {}
  void add(std::int32_t offset, std::int32_t line);  // line -1: none
  void end(std::int32_t offset);
  Bytes take() { return std::move(table_); }

 private:
  void pair(std::int32_t bytes, std::int32_t lines);

  Bytes table_;
  std::int32_t line_, previous_line_, start_ = 0;
};

// 3.11 on: lines and columns. From 3.12 neighbours with the same position share an entry.
class LocationTable {
 public:
  LocationTable(const Release& release, std::int32_t first_line);
  void add(const Position& at, std::int32_t code_units);
  void end();
  Bytes take() { return std::move(table_); }

 private:
  void flush();
  void entry(const Position& at, std::int32_t code_units);
  void start(std::int32_t form, std::int32_t code_units);
  void varint(std::uint32_t value);
  void signed_varint(std::int32_t value);

  bool merges_;
  Bytes table_;
  std::int32_t line_;
  Position pending_;
  std::int32_t pending_units_ = 0;
};

// One entry of the exception table; all in code units.
void add_exception_entry(Bytes& table, std::int32_t start, std::int32_t end, std::int32_t target, std::int32_t depth,
                         bool lasti);

}  // namespace xvm::compiler
