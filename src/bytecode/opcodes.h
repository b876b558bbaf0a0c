// Every opcode of every release and the operation that it means: the rows of versions/*.json.
#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include "bytecode/instruction.h"

namespace xvm {

struct Release;

// What the operand is to the release. Jump: forwards from the next instruction; JumpBack: backwards from it; JumpTo:
// from the start of the code. Prefix is EXTENDED_ARG, Cache an entry of an inline cache.
enum class OperandForm : std::uint8_t {
  None, Number, Const, Name, Local, Cell, Compare, Jump, JumpBack, JumpTo, Prefix, Cache
};

constexpr bool is_jump(OperandForm form) {
  return form == OperandForm::Jump || form == OperandForm::JumpBack || form == OperandForm::JumpTo;
}

// A canonical operand from the stored one.
struct OperandField {
  std::uint8_t shift;
  std::uint32_t mask, add;
  constexpr std::uint32_t of(std::uint32_t arg) const { return ((arg >> shift) & mask) + add; }
};

// Another operation in place of the row's, when the test of the operand or the opcodes before say so.
struct OpcodeCase {
  OperandField test;
  std::uint32_t is;
  std::int16_t previous, before_previous;  // opcodes directly before; -1: any. With previous >= 0 there is no test.
  Op op;
  OperandField arg, a, b;
};

struct OpcodeRow {
  std::string_view name;
  std::uint8_t code;
  OperandForm form;
  std::uint8_t caches;  // code units of inline cache behind it
  std::uint8_t skip;    // code units to skip at the target of the jump
  Op op;                // no_op: never executed from a file, unless a case applies
  std::uint32_t max;    // the largest operand that it has a meaning for
  OperandField arg, a, b;
  std::uint16_t first_case, case_count;
};

struct OpcodeTable {
  std::span<const OpcodeRow> rows;  // by code
  std::span<const OpcodeCase> cases;
  std::array<std::uint8_t, 256> row_of;  // 255: undefined
  std::span<const std::string_view> compare, operators, symbols, intrinsics_1, intrinsics_2;
  std::uint8_t have_argument;  // opcodes from here on have an operand

  const OpcodeRow* find(std::uint8_t code) const { return row_of[code] == 255 ? nullptr : &rows[row_of[code]]; }
  const OpcodeRow* find(std::string_view name) const;
  std::span<const OpcodeCase> cases_of(const OpcodeRow& row) const { return cases.subspan(row.first_case, row.case_count); }
};

const OpcodeTable& opcodes_of(const Release& release);

// From 3.11 cells and free variables are numbered together with the locals.
bool cells_are_locals(const Release& release);

}  // namespace xvm
