// Operands: what they index is there, and constants are what the operation takes them for.
#include <fmt/format.h>

#include <algorithm>

#include "bytecode/verify_walk.h"
#include "pyc/code.h"

namespace xvm {
namespace {

bool is_generator(const Code& code) {
  return (code.flags & (code_flag::Generator | code_flag::Coroutine | code_flag::AsyncGenerator)) != 0;
}

}  // namespace

void Walk::add_operand_rules(Rows& rows) {
  auto add = [&](Op op, bool (*rule)(Walk&, const Instruction&)) { rows[static_cast<std::size_t>(op)].operands = rule; };
  add(Op::CALL_KW_NAMES, [](Walk& w, const Instruction& ins) { return w.check_keyword_names(ins); });
  add(Op::SET_FUNCTION_ATTRIBUTE, [](Walk& w, const Instruction& ins) { return (ins.arg & (ins.arg - 1)) == 0 || w.meaningless(); });
  add(Op::COPY_FREE_VARS, [](Walk& w, const Instruction& ins) {
    std::size_t count = w.code_.freevars().size();
    return ins.arg == count || w.refuse(fmt::format("{} copies {} of {} free variables", w.name(), ins.arg, count));
  });
}

bool Walk::meaningless() { return refuse(fmt::format("{} has no meaning for operand {}", name(), decoded_.raw_args[at_])); }

void Walk::find_operand_limits() {
  operand_limits_.fill(0xffffffff);
  auto limit = [&](Operand kind, std::size_t count) { operand_limits_[static_cast<std::size_t>(kind)] = static_cast<std::uint32_t>(count); };
  std::span<const ConstantId> consts = code_.consts();
  bool null = std::any_of(consts.begin(), consts.end(), [&](ConstantId id) { return code_.pool->kind(id) == ConstantKind::Null; });
  limit(Operand::Const, null ? 0 : consts.size());
  limit(Operand::Name, code_.names().size());
  limit(Operand::Local, cells_are_locals(release_) ? code_.localsplusnames().size() : code_.varnames().size());
  limit(Operand::Cell, 0);
}

bool Walk::check_operand(Operand kind, std::uint32_t value) {
  auto outside = [&](std::string_view what, std::size_t count) {
    return refuse(fmt::format("{} wants {} {} of {}", name(), what, value, count));
  };
  switch (kind) {
    case Operand::Const: {
      std::size_t count = code_.consts().size();
      if (value >= count) return outside("constant", count);
      return code_.pool->kind(code_.consts()[value]) != ConstantKind::Null ||
             refuse(fmt::format("{} wants constant {}, which is a null", name(), value));
    }
    case Operand::Name: return value < code_.names().size() || outside("name", code_.names().size());
    case Operand::Local: {
      std::size_t count = cells_are_locals(release_) ? code_.localsplusnames().size() : code_.varnames().size();
      return value < count || outside("local variable", count);
    }
    case Operand::Cell: {
      if (cells_are_locals(release_)) {
        std::span<const std::uint8_t> kinds = code_.localspluskinds();
        if (value >= kinds.size()) return outside("variable", kinds.size());
        return (kinds[value] & (local_kind::Cell | local_kind::Free)) != 0 ||
               refuse(fmt::format("{} wants variable {}, which is neither cell nor free", name(), value));
      }
      auto locals = static_cast<std::uint32_t>(code_.nlocals);
      std::size_t count = code_.cellvars().size() + code_.freevars().size();
      return value - locals < count || refuse(fmt::format("{} wants cell {} of {}", name(), value - locals, count));
    }
    default: return true;
  }
}

bool Walk::check_operands(std::uint32_t index) {
  const Instruction& ins = decoded_.instructions[index];
  const OperationInfo& row = info(ins.op);
  if (row.arg == Operand::None) return true;
  if (row.arg != Operand::Jump && (ins.arg < row.arg_min || ins.arg > row.arg_max)) return meaningless();
  if (!check_operand(row.arg, ins.arg)) return false;
  if (row.a != Operand::None && !check_operand(row.a, ins.a)) return false;
  if (row.b != Operand::None && !check_operand(row.b, ins.b)) return false;
  auto rule = rows_[static_cast<std::size_t>(ins.op)].operands;
  return !rule || rule(*this, ins);
}

bool Walk::check_keyword_names(const Instruction& ins) {
  const ConstantPool& pool = *code_.pool;
  ConstantId names = code_.consts()[ins.b];
  if (pool.kind(names) != ConstantKind::Tuple) return refuse("KW_NAMES wants a tuple of strings");
  for (ConstantId item : pool.items(names))
    if (pool.kind(item) != ConstantKind::Text) return refuse("KW_NAMES wants a tuple of strings");
  std::size_t count = pool.items(names).size();
  return count <= ins.arg || refuse(fmt::format("{} has {} keyword names for {} arguments", name(), count, ins.arg));
}

bool Walk::check_generator() {
  if (!is_generator(code_)) return refuse(fmt::format("{} stands in code that is no generator's", name()));
  return !code_makes_generator(release_) || generator_start_ != no_index ||
         refuse(fmt::format("{} stands in code that does not begin with RETURN_GENERATOR", name()));
}

// Before RETURN_GENERATOR nothing happens but the making of cells; an error there has no handler in this code.
bool Walk::find_generator_start() {
  if (!code_makes_generator(release_) || !is_generator(code_)) return true;
  for (std::uint32_t i = 0; i < size_; i++) {
    Op op = decoded_.instructions[i].op;
    if (op == Op::RETURN_GENERATOR) {
      generator_start_ = i;
      for (std::uint32_t before = 0; before <= i; before++) s_.entry_block[before] = no_block;
      break;
    }
    if (op != Op::NOP && op != Op::COPY_FREE_VARS && op != Op::MAKE_CELL) break;
  }
  return true;
}

}  // namespace xvm
