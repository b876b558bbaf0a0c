// What operands stand for, in the words of the releases' dis.
#include <fmt/format.h>

#include "bytecode/constant_text.h"
#include "bytecode/decoder.h"
#include "bytecode/disassembler.h"
#include "bytecode/operations.h"
#include "pyc/code.h"
#include "pyc/release.h"

namespace xvm {
namespace {

bool null_above_callable(const Release& r) { return r.since(3, 13); }
bool names_bool_comparisons(const Release& r) { return r.since(3, 13); }

std::string_view item(const Code& code, std::span<const ConstantId> names, std::uint64_t index) {
  return index < names.size() ? code.text(names[index]) : std::string_view("?");
}

std::string slot_name(const Code& code, std::uint32_t slot) {
  if (cells_are_locals(*code.release)) return std::string(item(code, code.localsplusnames(), slot));
  auto locals = static_cast<std::uint32_t>(code.nlocals);
  if (slot < locals) return std::string(item(code, code.varnames(), slot));
  std::uint32_t cell = slot - locals;
  auto cells = static_cast<std::uint32_t>(code.cellvars().size());
  if (cell < cells) return std::string(item(code, code.cellvars(), cell));
  return std::string(item(code, code.freevars(), cell - cells));
}

std::string name_text(const DecodedCode& decoded, std::uint32_t index, const Instruction& ins) {
  const Code& code = *decoded.code;
  std::string name(item(code, code.names(), ins.arg));
  bool above = null_above_callable(*code.release);
  if (ins.op == Op::LOAD_GLOBAL_NULL || ins.op == Op::NULL_LOAD_GLOBAL) return above ? name + " + NULL" : "NULL + " + name;
  bool folded = decoded.row(index)->case_count > 0;  // LOAD_ATTR and LOAD_SUPER_ATTR with a bit that makes a method of it
  if (folded && (ins.op == Op::LOAD_METHOD || ins.op == Op::LOAD_SUPER_METHOD))
    return above ? name + " + NULL|self" : "NULL|self + " + name;
  return name;
}

// "defaults, closure"
std::string function_parts(std::uint32_t flags) {
  std::string result;
  static constexpr std::string_view parts[] = {"defaults", "kwdefaults", "annotations", "closure"};
  for (std::size_t bit = 0; bit < 4; bit++) {
    if ((flags >> bit & 1) == 0) continue;
    if (!result.empty()) result += ", ";
    result += parts[bit];
  }
  return result;
}

std::string number_text(const OpcodeTable& table, const DecodedCode& decoded, std::uint32_t index) {
  const Instruction& ins = decoded.instructions[index];
  std::uint32_t arg = decoded.raw_args[index];
  const OpcodeRow& row = *decoded.row(index);
  switch (info(ins.op).arg) {
    case Operand::Operator:
      // Only where the operator is the operand, not the opcode.
      return row.form == OperandForm::Number && ins.arg < table.symbols.size() ? std::string(table.symbols[ins.arg]) : "";
    case Operand::FunctionFlags:
    case Operand::FunctionAttribute: return function_parts(ins.arg);
    case Operand::Flag:
      if (row.name == "IS_OP") return ins.arg ? "is not" : "is";
      if (row.name == "CONTAINS_OP") return ins.arg ? "not in" : "in";
      return "";
    case Operand::Conversion: {
      static constexpr std::string_view conversions[] = {"", "str", "repr", "ascii"};
      std::string result(conversions[ins.arg & 3]);
      if (ins.a) result += result.empty() ? "with format" : ", with format";
      return row.form == OperandForm::Number ? result : "";
    }
    default: break;
  }
  if (row.name == "CALL_INTRINSIC_1" && arg < table.intrinsics_1.size()) return std::string(table.intrinsics_1[arg]);
  if (row.name == "CALL_INTRINSIC_2" && arg < table.intrinsics_2.size()) return std::string(table.intrinsics_2[arg]);
  if (info(ins.op).a == Operand::Count && row.name.starts_with("CALL_FUNCTION"))
    return fmt::format("{} positional, {} keyword pair", arg & 255, arg >> 8 & 255);
  if (row.name == "CALL_FUNCTION" && table.have_argument == 90 && decoded.code->release->encoding == Encoding::OneOrThreeBytes)
    return fmt::format("{} positional, 0 keyword pair", arg & 255);
  return "";
}

}  // namespace

std::string operand_text(const DecodedCode& decoded, std::uint32_t index, std::size_t limit) {
  const Code& code = *decoded.code;
  const OpcodeTable& table = opcodes_of(*code.release);
  const Instruction& ins = decoded.instructions[index];
  const OpcodeRow* row = decoded.row(index);
  if (!row || row->form == OperandForm::None) return {};
  if (auto target = jump_target(decoded, index)) return fmt::format("to {}", *target);
  if (ins.op == no_op) return {};
  switch (row->form) {
    case OperandForm::Const: {
      auto constants = code.consts();
      if (ins.arg >= constants.size()) return "?";
      std::string text;
      append_constant(text, *code.pool, constants[ins.arg], *code.release, ConstantStyle::Repr, limit);
      return text;
    }
    case OperandForm::Name: return name_text(decoded, index, ins);
    case OperandForm::Local:
    case OperandForm::Cell:
      if (info(ins.op).a == Operand::Local) return slot_name(code, ins.arg) + ", " + slot_name(code, ins.a);
      return slot_name(code, ins.arg);
    case OperandForm::Compare: {
      std::uint32_t which = row->arg.of(decoded.raw_args[index]);
      std::string symbol(which < table.compare.size() ? table.compare[which] : "?");
      return names_bool_comparisons(*code.release) && ins.a ? fmt::format("bool({})", symbol) : symbol;
    }
    case OperandForm::Number: return number_text(table, decoded, index);
    default: return {};
  }
}

}  // namespace xvm
