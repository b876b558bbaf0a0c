#include "pyc/exception_table.h"

#include <fmt/format.h>

namespace xvm {
namespace {

constexpr std::uint8_t begins_entry = 0x80, continues = 0x40;
constexpr std::uint32_t value_limit = 0x3fffffff;  // in code units; offsets in bytes stay within 32 bits

// Numbers of six bits a byte, the highest first. Gives an empty string, or what is wrong.
std::string read_number(std::span<const std::uint8_t> table, std::size_t& at, bool first, std::uint32_t& value) {
  value = 0;
  for (bool more = true; more; first = false) {
    if (at == table.size()) return "ends inside an entry";
    std::uint8_t byte = table[at++];
    if (bool(byte & begins_entry) != first)
      return fmt::format("{} at byte {}", first ? "has no beginning of an entry" : "begins an entry inside another",
                         at - 1);
    if (value > value_limit >> 6) return fmt::format("has a number that is too large at byte {}", at - 1);
    value = value << 6 | (byte & 0x3f);
    more = byte & continues;
  }
  return {};
}

}  // namespace

Result<std::vector<ExceptionTableEntry>> parse_exception_table(std::span<const std::uint8_t> table) {
  std::vector<ExceptionTableEntry> entries;
  for (std::size_t at = 0; at < table.size();) {
    std::uint32_t start, length, target, depth_and_lasti;
    std::uint32_t* numbers[] = {&start, &length, &target, &depth_and_lasti};
    for (std::uint32_t* number : numbers)
      if (std::string wrong = read_number(table, at, number == &start, *number); !wrong.empty())
        return Refusal{"co_exceptiontable " + wrong};
    entries.push_back({.start = 2 * start,
                       .end = 2 * (start + length),
                       .target = 2 * target,
                       .depth = depth_and_lasti >> 1,
                       .lasti = (depth_and_lasti & 1) != 0});
  }
  return entries;
}

}  // namespace xvm
