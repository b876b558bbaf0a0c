// The peephole optimiser of 3.6 to 3.9, on code units.
#include <algorithm>
#include <optional>

#include "compiler/code_maker.h"
#include "compiler/constant_math.h"
#include "compiler/constant_merger.h"
#include "compiler/peephole.h"
#include "compiler/sequence.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

using enum Opcode;

// Arithmetic, comparisons and negations; from 3.7 they are the tree's matter.
bool folds_expressions(const Release& release) { return release.until(3, 6); }
// A line table with an offset of 255 is left alone; to 3.7 one with that byte anywhere.
bool only_offsets_continue(const Release& release) { return release.since(3, 8); }
bool threads_blocks(const Release& release) { return release.until(3, 7); }
bool keeps_ends_of_finally(const Release& release) { return release.since(3, 8); }

class WordPeephole {
 public:
  WordPeephole(CodeUnit& unit, ConstantMerger& merger, std::vector<std::uint8_t>& code,
               std::vector<std::uint8_t>& line_table)
      : unit_(unit), release_(*unit.release), maker_(merger.maker()), result_(code), line_table_(line_table) {}

  void run();

 private:
  struct Word {
    std::uint8_t opcode, arg;
  };

  std::uint8_t number(Opcode opcode) const {
    int found = opcode_number(release_, opcode);
    return found < 0 ? 255 : std::uint8_t(found);
  }
  bool is(std::size_t at, Opcode opcode) const {
    int found = opcode_number(release_, opcode);
    return found >= 0 && at < code_.size() && code_[at].opcode == found;
  }
  std::size_t find_operation(std::size_t i) const {
    while (i < code_.size() && is(i, EXTENDED_ARG)) ++i;
    return i;
  }
  std::uint32_t arg(std::size_t i) const {
    std::uint32_t value = code_[i].arg;
    for (std::size_t k = 1; k <= 3 && i >= k && is(i - k, EXTENDED_ARG); ++k) value |= std::uint32_t(code_[i - k].arg) << 8 * k;
    return value;
  }
  void nops(std::size_t from, std::size_t to) {
    for (; from < to; ++from) code_[from] = {number(NOP), number(NOP)};
  }
  bool one_block(std::size_t from, std::size_t to) const {
    return to < blocks_.size() ? blocks_[from] == blocks_[to] : true;
  }
  bool absolute(std::uint8_t opcode) const;
  bool relative(std::uint8_t opcode) const;
  bool unconditional(std::size_t at) const { return is(at, JUMP_ABSOLUTE) || is(at, JUMP_FORWARD); }
  std::size_t target(std::size_t i) const { return arg(i) / 2 + (absolute(code_[i].opcode) ? 0 : i + 1); }
  void write(std::size_t at, std::uint8_t opcode, std::uint32_t value, std::int32_t units);
  std::optional<std::size_t> set_arg(std::size_t i, std::uint32_t value);
  std::optional<std::size_t> put(std::size_t from, std::uint8_t opcode, std::uint32_t value, std::size_t end);
  std::size_t first_of_loads(std::size_t i, std::size_t count) const;

  bool mark_blocks();
  void step(std::size_t i, std::size_t start, std::size_t& next);
  void build(std::size_t i, std::size_t start, std::size_t next);
  void expression(std::size_t i, std::size_t start, std::size_t next);
  void fold(std::size_t i, std::size_t start, std::size_t count, ConstantId value);
  bool short_circuit(std::size_t i, std::size_t& next);
  void jump(std::size_t i, std::size_t start);
  bool finish();

  CodeUnit& unit_;
  const Release& release_;
  ConstantMaker& maker_;
  std::vector<std::uint8_t>& result_;
  std::vector<std::uint8_t>& line_table_;
  std::vector<Word> code_;
  std::vector<std::uint32_t> blocks_;
  std::vector<ConstantId> known_;  // constants on the stack, loaded without anything between
  bool in_constants_ = false;
};

bool WordPeephole::absolute(std::uint8_t opcode) const {
  for (Opcode jump : {JUMP_ABSOLUTE, CONTINUE_LOOP, POP_JUMP_IF_FALSE, POP_JUMP_IF_TRUE, JUMP_IF_FALSE_OR_POP,
                      JUMP_IF_TRUE_OR_POP, JUMP_IF_NOT_EXC_MATCH})
    if (opcode_number(release_, jump) == opcode) return true;
  return false;
}

bool WordPeephole::relative(std::uint8_t opcode) const {
  for (Opcode jump : {FOR_ITER, JUMP_FORWARD, SETUP_LOOP, SETUP_EXCEPT, SETUP_FINALLY, SETUP_WITH, SETUP_ASYNC_WITH,
                      CALL_FINALLY})
    if (opcode_number(release_, jump) == opcode) return true;
  return false;
}

void WordPeephole::write(std::size_t at, std::uint8_t opcode, std::uint32_t value, std::int32_t units) {
  for (std::int32_t left = units - 1; left > 0; --left) code_[at++] = {number(EXTENDED_ARG), std::uint8_t(value >> 8 * left)};
  code_[at] = {opcode, std::uint8_t(value)};
}

// Replaces the operand where its prefixes leave room. Gives the place of the operation.
std::optional<std::size_t> WordPeephole::set_arg(std::size_t i, std::uint32_t value) {
  std::uint32_t current = arg(i);
  if (current == value) return i;
  std::int32_t before = instruction_units(current), after = instruction_units(value);
  if (before < after) return std::nullopt;
  std::size_t start = i + 1 - std::size_t(before);
  write(start, code_[i].opcode, value, after);
  nops(start + std::size_t(after), i + 1);
  return start + std::size_t(after) - 1;
}

// Writes an instruction so that it ends at end, with NOPs before it from from on.
std::optional<std::size_t> WordPeephole::put(std::size_t from, std::uint8_t opcode, std::uint32_t value, std::size_t end) {
  std::size_t units = std::size_t(instruction_units(value));
  if (from + units > end) return std::nullopt;
  write(end - units, opcode, value, std::int32_t(units));
  nops(from, end - units);
  return end - 1;
}

bool WordPeephole::mark_blocks() {
  blocks_.assign(code_.size(), 0);
  for (std::size_t i = 0; i < code_.size(); ++i) {
    if (!absolute(code_[i].opcode) && !relative(code_[i].opcode)) continue;
    std::size_t to = target(i);
    if (to >= code_.size()) return false;
    blocks_[to] = 1;
  }
  std::uint32_t count = 0;
  for (std::uint32_t& block : blocks_) block = count += block;
  return true;
}

// Where the n-th LOAD_CONST before i begins, prefixes included.
std::size_t WordPeephole::first_of_loads(std::size_t i, std::size_t count) const {
  while (i > 0) {
    --i;
    if (!is(i, LOAD_CONST) || --count) continue;
    while (i > 0 && is(i - 1, EXTENDED_ARG)) --i;
    return i;
  }
  return 0;
}

void WordPeephole::fold(std::size_t i, std::size_t start, std::size_t count, ConstantId value) {
  unit_.consts.push_back(value);
  std::size_t from = count ? first_of_loads(start, count) : start;
  if (!put(from, number(LOAD_CONST), std::uint32_t(unit_.consts.size()) - 1, i + 1)) return;
  known_.resize(known_.size() - count);
  known_.push_back(value);
  in_constants_ = true;
}

void WordPeephole::build(std::size_t i, std::size_t start, std::size_t next) {
  std::size_t count = arg(i);
  if (count > 0 && known_.size() >= count) {
    std::size_t from = first_of_loads(start, count);
    bool tuple = is(i, BUILD_TUPLE) && one_block(from, start);
    bool contained = is(next, COMPARE_OP) && (code_[next].arg == 6 || code_[next].arg == 7);
    bool other = !is(i, BUILD_TUPLE) && (contained || is(next, GET_ITER)) && one_block(from, i + 1);
    if (tuple || other) {
      std::vector<ConstantId> items(known_.end() - std::ptrdiff_t(count), known_.end());
      return fold(i, start, count, is(i, BUILD_SET) ? frozenset_constant(maker_, items) : maker_.tuple(items));
    }
  }
  if (!is(next, UNPACK_SEQUENCE) || !one_block(start, i + 1) || count != arg(next) || is(i, BUILD_SET)) return;
  if (count < 2) {
    nops(start, next + 1);
  } else if (count == 2) {
    nops(start, next + 1);
    code_[start] = {number(ROT_TWO), 0};
    known_.clear();
  } else if (count == 3) {
    nops(start, next + 1);
    code_[start] = {number(ROT_THREE), 0};
    code_[start + 1] = {number(ROT_TWO), 0};
    known_.clear();
  }
}

// 3.6: operations on constants, and negations of tests.
void WordPeephole::expression(std::size_t i, std::size_t start, std::size_t next) {
  if (is(i, UNARY_NOT)) {
    if (!is(next, POP_JUMP_IF_FALSE) || !one_block(start, i + 1)) return;
    nops(start, i + 1);
    code_[next].opcode = number(POP_JUMP_IF_TRUE);
    return;
  }
  if (is(i, COMPARE_OP)) {
    constexpr std::uint32_t in = 6, is_not = 9;
    std::uint32_t op = arg(i);
    if (op < in || op > is_not || !is(next, UNARY_NOT) || !one_block(start, i + 1)) return;
    code_[i].arg = std::uint8_t(op ^ 1);
    nops(i + 1, next + 1);
    return;
  }
  auto unary = [&](UnaryOperator op) {
    if (known_.empty() || !one_block(first_of_loads(start, 1), start)) return;
    ConstantId value = fold_unary(maker_, op, known_.back());
    if (value != no_constant) fold(i, start, 1, value);
  };
  if (is(i, UNARY_NEGATIVE)) return unary(UnaryOperator::USub);
  if (is(i, UNARY_INVERT)) return unary(UnaryOperator::Invert);
  if (is(i, UNARY_POSITIVE)) return unary(UnaryOperator::UAdd);
  struct Fold {
    Opcode opcode;
    Operator op;
  };
  static constexpr Fold folds[] = {
      {BINARY_POWER, Operator::Pow},         {BINARY_MULTIPLY, Operator::Mult}, {BINARY_TRUE_DIVIDE, Operator::Div},
      {BINARY_FLOOR_DIVIDE, Operator::FloorDiv}, {BINARY_MODULO, Operator::Mod}, {BINARY_ADD, Operator::Add},
      {BINARY_SUBTRACT, Operator::Sub},      {BINARY_LSHIFT, Operator::LShift}, {BINARY_RSHIFT, Operator::RShift},
      {BINARY_AND, Operator::BitAnd},        {BINARY_XOR, Operator::BitXor},    {BINARY_OR, Operator::BitOr},
      {BINARY_SUBSCR, Operator::Add}};
  for (const Fold& row : folds) {
    if (!is(i, row.opcode)) continue;
    if (known_.size() < 2 || !one_block(first_of_loads(start, 2), start)) return;
    ConstantId left = known_[known_.size() - 2], right = known_.back();
    ConstantId value = row.opcode == BINARY_SUBSCR
                           ? fold_subscript(maker_, left, right)
                           : fold_binary(maker_, row.op, left, right, FoldLimits::SmallSequences);
    if (value != no_constant) fold(i, start, 2, value);
    return;
  }
}

bool WordPeephole::short_circuit(std::size_t i, std::size_t& next) {
  std::size_t to = find_operation(arg(i) / 2);
  if (to >= code_.size()) return false;
  bool on_true = is(i, JUMP_IF_TRUE_OR_POP);
  bool test_on_true = is(to, POP_JUMP_IF_TRUE) || is(to, JUMP_IF_TRUE_OR_POP);
  if (!test_on_true && !is(to, POP_JUMP_IF_FALSE) && !is(to, JUMP_IF_FALSE_OR_POP)) return false;
  std::uint8_t opcode = code_[to].opcode;
  std::uint32_t further = arg(to);
  if (on_true != test_on_true) {
    opcode = number(on_true ? POP_JUMP_IF_TRUE : POP_JUMP_IF_FALSE);
    further = std::uint32_t(to + 1) * 2;
  }
  std::optional<std::size_t> place = set_arg(i, further);
  if (!place) return false;
  next = *place;
  code_[next].opcode = opcode;
  return true;
}

void WordPeephole::jump(std::size_t i, std::size_t start) {
  std::size_t to = find_operation(target(i));
  if (to >= code_.size()) return;
  if (unconditional(i) && is(to, RETURN_VALUE)) {
    code_[start] = {number(RETURN_VALUE), 0};
    nops(start + 1, i + 1);
    return;
  }
  if (!unconditional(to)) return;
  std::size_t further = target(to);
  std::uint8_t opcode = code_[i].opcode;
  if (is(i, JUMP_FORWARD)) {
    opcode = number(JUMP_ABSOLUTE);
  } else if (!absolute(opcode)) {
    if (further < i + 1) return;
    further -= i + 1;
  }
  put(start, opcode, std::uint32_t(further) * 2, i + 1);
}

void WordPeephole::step(std::size_t i, std::size_t start, std::size_t& next) {
  if (!in_constants_) known_.clear();
  in_constants_ = false;
  if (is(i, LOAD_CONST)) {
    ConstantId value = unit_.consts[arg(i)];
    known_.push_back(value);
    in_constants_ = true;
    if (!is(next, POP_JUMP_IF_FALSE) || !one_block(start, i + 1) || !constant_is_true(maker_.pool(), value)) return;
    nops(start, next + 1);
    if (folds_expressions(release_)) known_.pop_back();
    else known_.clear();
  } else if (is(i, BUILD_TUPLE) || (folds_expressions(release_) && (is(i, BUILD_LIST) || is(i, BUILD_SET)))) {
    build(i, start, next);
  } else if (is(i, JUMP_IF_FALSE_OR_POP) || is(i, JUMP_IF_TRUE_OR_POP)) {
    if (!short_circuit(i, next)) jump(i, start);
  } else if (is(i, POP_JUMP_IF_FALSE) || is(i, POP_JUMP_IF_TRUE) || is(i, JUMP_FORWARD) || is(i, JUMP_ABSOLUTE)) {
    jump(i, start);
  } else if (threads_blocks(release_) && (absolute(code_[i].opcode) || relative(code_[i].opcode))) {
    jump(i, start);
  } else if (is(i, RETURN_VALUE)) {
    std::size_t end = i + 1;
    for (; end < code_.size() && blocks_[i] == blocks_[end]; ++end) {
      if (!keeps_ends_of_finally(release_)) continue;
      if (is(end, END_FINALLY) || is(end, RERAISE)) break;
      if (is(end, SETUP_FINALLY)) {
        while (end > i + 1 && is(end - 1, EXTENDED_ARG)) --end;
        break;
      }
    }
    if (end > i + 1) {
      nops(i + 1, end);
      next = find_operation(end);
    }
  } else if (folds_expressions(release_)) {
    expression(i, start, next);
  }
}

bool WordPeephole::finish() {
  std::vector<std::uint32_t> moved(code_.size() + 1, 0);
  std::uint32_t removed = 0;
  for (std::size_t i = 0; i < code_.size(); ++i) {
    moved[i] = std::uint32_t(i) - removed;
    if (is(i, NOP)) ++removed;
  }
  moved[code_.size()] = std::uint32_t(code_.size()) - removed;
  std::vector<std::uint8_t> out, table = line_table_;
  std::uint32_t offset = 0, last = 0;
  for (std::size_t i = 0; i + 1 < table.size(); i += 2) {
    offset += table[i];
    std::uint32_t now = moved[std::min<std::size_t>(offset / 2, code_.size())] * 2;
    table[i] = std::uint8_t(now - last);
    last = now;
  }
  for (std::size_t i = 0; i < code_.size(); ++i) {
    std::size_t start = i;
    i = std::min(find_operation(i), code_.size() - 1);
    std::uint32_t value = arg(i);
    if (is(i, NOP)) continue;
    if (absolute(code_[i].opcode)) value = moved[std::min<std::size_t>(value / 2, code_.size())] * 2;
    else if (relative(code_[i].opcode))
      value = (moved[std::min(value / 2 + i + 1, code_.size())] - moved[i] - 1) * 2;
    std::int32_t units = std::int32_t(i - start) + 1;
    if (instruction_units(value) > units) return false;
    for (std::int32_t left = units - 1; left > 0; --left) {
      out.push_back(number(EXTENDED_ARG));
      out.push_back(std::uint8_t(value >> 8 * left));
    }
    out.push_back(code_[i].opcode);
    out.push_back(std::uint8_t(value));
  }
  result_ = std::move(out);
  line_table_ = std::move(table);
  return true;
}

void WordPeephole::run() {
  constexpr std::uint8_t continued = 255;
  std::size_t step_of = only_offsets_continue(release_) ? 2 : 1;
  for (std::size_t i = 0; i < line_table_.size(); i += step_of)
    if (line_table_[i] == continued) return;
  for (std::size_t i = 0; i + 1 < result_.size(); i += 2) code_.push_back({result_[i], result_[i + 1]});
  if (code_.empty() || !mark_blocks()) return;
  std::size_t next = 0;
  for (std::size_t i = find_operation(0); i < code_.size(); i = next) {
    std::size_t start = i;
    while (start >= 1 && is(start - 1, EXTENDED_ARG)) --start;
    next = find_operation(i + 1);
    step(i, start, next);
  }
  finish();
}

}  // namespace

void optimize_words(CodeUnit& unit, ConstantMerger& merger, std::vector<std::uint8_t>& code,
                    std::vector<std::uint8_t>& line_table) {
  WordPeephole(unit, merger, code, line_table).run();
}

}  // namespace xvm::compiler
