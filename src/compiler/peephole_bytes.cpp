// The peephole optimiser of 2.5 to 3.5, on instructions of one or three bytes.
#include <algorithm>
#include <optional>

#include "bytecode/opcodes.h"
#include "compiler/constant_math.h"
#include "compiler/constant_merger.h"
#include "compiler/peephole.h"
#include "compiler/sequence.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

using enum Opcode;

// JUMP_IF_FALSE and JUMP_IF_TRUE leave the value for a POP_TOP.
bool jumps_keep_value(const Release& release) { return release.until(2, 6) || (release.since(3, 0) && release.until(3, 0)); }
// None (from 3.0 also True and False) is a name like others, which the optimiser knows.
bool none_is_name(const Release& release) { return release.until(3, 3); }
bool truth_is_name(const Release& release) { return release.since(3, 0) && release.until(3, 3); }
// Constants are followed through what was folded, not only counted.
bool remembers_constants(const Release& release) { return release.since(3, 3); }
bool folds_sets(const Release& release) { return release.since(3, 2); }
bool folds_empty_tuples(const Release& release) { return !remembers_constants(release); }
// Values dropped on both sides of a jump over one of the drops.
bool joins_drops(const Release& release) { return release.since(3, 0) && release.until(3, 0); }
bool returns_at_jumps(const Release& release) { return release.since(2, 6); }
bool keeps_zero_sign(const Release& release) { return release.until(3, 2); }
bool skips_long_function_annotations(const Release& release) { return release.since(3, 2); }
bool folds_subscripts_of_text(const Release& release) { return release.until(2, 6) || release.since(3, 0); }
bool text_folds_within_plane(const Release& release) { return release.since(3, 0) && release.until(3, 2); }
bool refuses_long_code(const Release& release, std::size_t size) {
  return size > (release.until(2, 5) ? 32000u : 32700u);
}

class BytePeephole {
 public:
  BytePeephole(CodeUnit& unit, ConstantMerger& merger, std::vector<std::uint8_t>& code,
               std::vector<std::uint8_t>& line_table)
      : unit_(unit), release_(*unit.release), maker_(merger.maker()), result_(code), line_table_(line_table) {}

  void run();

 private:
  std::uint8_t number(Opcode opcode) const {
    int found = opcode_number(release_, opcode);
    return found < 0 ? 255 : std::uint8_t(found);
  }
  bool is(std::size_t at, Opcode opcode) const {
    int found = opcode_number(release_, opcode);
    return found >= 0 && code_[at] == found;
  }
  std::size_t size_at(std::size_t at) const { return code_[at] >= opcodes_of(release_).have_argument ? 3 : 1; }
  std::int32_t arg(std::size_t at) const { return code_[at + 1] | code_[at + 2] << 8; }
  void set_arg(std::size_t at, std::int32_t value) {
    code_[at + 1] = std::uint8_t(value);
    code_[at + 2] = std::uint8_t(value >> 8);
  }
  void nops(std::size_t from, std::size_t count) {
    std::fill_n(code_.begin() + std::ptrdiff_t(from), count, number(NOP));
  }
  bool one_block(std::size_t from, std::size_t bytes) const { return blocks_[from] == blocks_[from + bytes - 1]; }
  bool absolute(std::size_t at) const;
  bool relative(std::size_t at) const;
  bool unconditional(std::size_t at) const { return is(at, JUMP_ABSOLUTE) || is(at, JUMP_FORWARD); }
  std::size_t target(std::size_t at) const { return std::size_t(arg(at)) + (absolute(at) ? 0 : at + 3); }
  ConstantId constant(std::int32_t index) const { return unit_.consts[std::size_t(index)]; }
  bool is_true(std::size_t load) const { return constant_is_true(maker_.pool(), constant(arg(load))); }

  bool mark_blocks();
  bool optimize();
  bool step(std::size_t& i);  // false: leave all as it was
  void invert_test(std::size_t& i);
  bool load_name(std::size_t i);
  void load_constant(std::size_t i);
  void build(std::size_t i);
  bool build_constant(std::size_t i, std::int32_t count);
  void binary(std::size_t& i, Operator op, bool subscript);
  void unary(std::size_t& i, std::optional<UnaryOperator> op);  // or repr()
  bool short_circuit(std::size_t i);
  void jump(std::size_t i);
  void after_return(std::size_t i);
  void finish();

  void push_constant(std::size_t at) { known_.push_back({at, constant(arg(at))}); }

  struct Known {
    std::size_t at;
    ConstantId value;
  };

  CodeUnit& unit_;
  const Release& release_;
  ConstantMaker& maker_;
  std::vector<std::uint8_t>& result_;
  std::vector<std::uint8_t>& line_table_;
  std::vector<std::uint8_t> code_;
  std::size_t length_ = 0;
  std::vector<std::uint32_t> blocks_;
  std::size_t loads_ = 0, loads_before_ = 0;  // how many LOAD_CONST stand in a row
  std::vector<Known> known_;
  bool in_constants_ = false;
  bool again_ = false;
};

bool BytePeephole::absolute(std::size_t at) const {
  return is(at, JUMP_ABSOLUTE) || is(at, CONTINUE_LOOP) || is(at, POP_JUMP_IF_FALSE) || is(at, POP_JUMP_IF_TRUE) ||
         is(at, JUMP_IF_FALSE_OR_POP) || is(at, JUMP_IF_TRUE_OR_POP);
}

bool BytePeephole::relative(std::size_t at) const {
  return is(at, FOR_ITER) || is(at, JUMP_FORWARD) || is(at, JUMP_IF_FALSE) || is(at, JUMP_IF_TRUE) ||
         is(at, SETUP_LOOP) || is(at, SETUP_EXCEPT) || is(at, SETUP_FINALLY) || is(at, SETUP_WITH) ||
         is(at, SETUP_ASYNC_WITH);
}

bool BytePeephole::mark_blocks() {
  blocks_.assign(code_.size(), 0);
  for (std::size_t i = 0; i < length_; i += size_at(i)) {
    if (!absolute(i) && !relative(i)) continue;
    std::size_t to = target(i);
    if (to >= length_) return false;
    blocks_[to] = 1;
  }
  std::uint32_t count = 0;
  for (std::uint32_t& block : blocks_) block = count += block;
  return true;
}

// not x, then a jump if false: a jump if true.
void BytePeephole::invert_test(std::size_t& i) {
  if (jumps_keep_value(release_)) {
    if (!is(i + 1, JUMP_IF_FALSE) || !is(i + 4, POP_TOP) || !one_block(i, 5)) return;
    if (!is(target(i + 1), POP_TOP)) return;
    std::int32_t to = arg(i + 1) + 1;
    code_[i] = number(JUMP_IF_TRUE);
    set_arg(i, to);
    code_[i + 3] = number(POP_TOP);
    code_[i + 4] = number(NOP);
    return;
  }
  if (!is(i + 1, POP_JUMP_IF_FALSE) || !one_block(i, 4)) return;
  std::int32_t to = arg(i + 1);
  code_[i] = number(POP_JUMP_IF_TRUE);
  set_arg(i, to);
  code_[i + 3] = number(NOP);
  again_ = true;
}

bool BytePeephole::load_name(std::size_t i) {
  if (!none_is_name(release_)) return false;
  std::string_view name = unit_.names[std::size_t(arg(i))]->text;
  bool truth = truth_is_name(release_);
  ConstantId value = name == "None"             ? maker_.none()
                     : truth && name == "True"  ? maker_.boolean(true)
                     : truth && name == "False" ? maker_.boolean(false)
                                                : no_constant;
  if (value == no_constant) return false;
  auto found = std::find_if(unit_.consts.begin(), unit_.consts.end(),
                            [&](ConstantId id) { return maker_.pool().kind(id) == maker_.pool().kind(value); });
  std::int32_t index = std::int32_t(found - unit_.consts.begin());
  if (found == unit_.consts.end()) unit_.consts.push_back(value);
  code_[i] = number(LOAD_CONST);
  set_arg(i, index);
  return true;
}

// A test of a true constant that never jumps.
void BytePeephole::load_constant(std::size_t i) {
  loads_ = loads_before_ + 1;
  push_constant(i);
  in_constants_ = true;
  std::size_t length = jumps_keep_value(release_) ? 7 : 6;
  bool test = jumps_keep_value(release_) ? is(i + 3, JUMP_IF_FALSE) && is(i + 6, POP_TOP) : is(i + 3, POP_JUMP_IF_FALSE);
  if (!test || !one_block(i, length) || !is_true(i)) return;
  nops(i, length);
  loads_ = 0;
  known_.clear();
}

bool BytePeephole::build_constant(std::size_t i, std::int32_t count) {
  std::size_t n = std::size_t(count);
  if (n == 0 && !folds_empty_tuples(release_)) return false;
  std::size_t from = i;
  if (remembers_constants(release_)) {
    if (n > known_.size()) return false;
    from = known_[known_.size() - n].at;
  } else {
    if (n > loads_before_ || i < 3 * n) return false;
    from = i - 3 * n;
  }
  bool contained = is(i + 3, COMPARE_OP) && (arg(i + 3) == 6 || arg(i + 3) == 7);
  if (is(i, BUILD_TUPLE) ? !one_block(from, i - from + 3) : !contained || !one_block(from, i - from + 6)) return false;
  std::vector<ConstantId> items;
  for (std::size_t k = 0; k < n; ++k)
    items.push_back(remembers_constants(release_) ? known_[known_.size() - n + k].value : constant(arg(from + 3 * k)));
  unit_.consts.push_back(is(i, BUILD_SET) ? frozenset_constant(maker_, items) : maker_.tuple(items));
  nops(from, i - from);
  code_[i] = number(LOAD_CONST);
  set_arg(i, std::int32_t(unit_.consts.size()) - 1);
  loads_ = 1;
  known_.resize(known_.size() - std::min(n, known_.size()));
  push_constant(i);
  in_constants_ = true;
  return true;
}

void BytePeephole::build(std::size_t i) {
  std::int32_t count = arg(i);
  if (count == 0 && !folds_empty_tuples(release_)) return;
  if (build_constant(i, count)) return;
  if (!is(i + 3, UNPACK_SEQUENCE) || !one_block(i, 6) || arg(i + 3) != count || is(i, BUILD_SET)) return;
  if (count == 1) {
    nops(i, 6);
  } else if (count == 2) {
    nops(i, 6);
    code_[i] = number(ROT_TWO);
    known_.clear();
  } else if (count == 3) {
    nops(i, 6);
    code_[i] = number(ROT_THREE);
    code_[i + 1] = number(ROT_TWO);
    known_.clear();
  }
}

void BytePeephole::binary(std::size_t& i, Operator op, bool subscript) {
  std::size_t from = 0;
  ConstantId left, right;
  if (remembers_constants(release_)) {
    if (known_.size() < 2) return;
    from = known_[known_.size() - 2].at;
    left = known_[known_.size() - 2].value;
    right = known_.back().value;
  } else {
    if (loads_before_ < 2) return;
    from = i - 6;
    left = constant(arg(from));
    right = constant(arg(from + 3));
  }
  if (!one_block(from, i - from + 1)) return;
  ConstantId value = no_constant;
  if (subscript) {
    bool text = maker_.pool().kind(left) == ConstantKind::Text;
    if (text && !folds_subscripts_of_text(release_)) return;
    value = fold_subscript(maker_, left, right);
    constexpr std::uint8_t beyond_plane = 0xf0;
    if (value != no_constant && text && text_folds_within_plane(release_) &&
        std::uint8_t(maker_.pool().bytes(value)[0]) >= beyond_plane)
      return;
  } else {
    value = fold_binary(maker_, op, left, right, FoldLimits::ShortResults);
  }
  if (value == no_constant) return;
  unit_.consts.push_back(value);
  nops(from, i - from + 1);
  i -= 2;
  code_[i] = number(LOAD_CONST);
  set_arg(i, std::int32_t(unit_.consts.size()) - 1);
  loads_ = 1;
  if (remembers_constants(release_)) {
    known_.resize(known_.size() - 2);
    push_constant(i);
    in_constants_ = true;
  }
}

void BytePeephole::unary(std::size_t& i, std::optional<UnaryOperator> op) {
  std::size_t from = 0;
  if (remembers_constants(release_)) {
    if (known_.empty()) return;
    from = known_.back().at;
  } else {
    if (loads_before_ < 1) return;
    from = i - 3;
  }
  if (!one_block(from, i - from + 1)) return;
  ConstantId operand = remembers_constants(release_) ? known_.back().value : constant(arg(from));
  if (op == UnaryOperator::USub && keeps_zero_sign(release_) && !constant_is_true(maker_.pool(), operand)) return;
  ConstantId value = op ? fold_unary(maker_, *op, operand) : fold_repr(maker_, operand);
  if (value == no_constant) return;
  unit_.consts.push_back(value);
  nops(from, i - from + 1);
  i -= 2;
  code_[i] = number(LOAD_CONST);
  set_arg(i, std::int32_t(unit_.consts.size()) - 1);
  loads_ = 1;
  if (remembers_constants(release_)) {
    known_.pop_back();
    push_constant(i);
    in_constants_ = true;
  }
}

// A jump to a test whose outcome is known. true: done.
bool BytePeephole::short_circuit(std::size_t i) {
  std::size_t to = target(i);
  if (jumps_keep_value(release_)) {
    if (!is(to, JUMP_IF_FALSE) && !is(to, JUMP_IF_TRUE)) return false;
    if (code_[to] == code_[i]) set_arg(i, std::int32_t(target(to)) - std::int32_t(i) - 3);
    else set_arg(i, std::int32_t(to - i));
    return true;
  }
  bool on_true = is(i, JUMP_IF_TRUE_OR_POP);
  bool test_on_true = is(to, POP_JUMP_IF_TRUE) || is(to, JUMP_IF_TRUE_OR_POP);
  if (!test_on_true && !is(to, POP_JUMP_IF_FALSE) && !is(to, JUMP_IF_FALSE_OR_POP)) return false;
  if (on_true == test_on_true) {
    code_[i] = code_[to];
    set_arg(i, arg(to));
  } else {
    code_[i] = number(on_true ? POP_JUMP_IF_TRUE : POP_JUMP_IF_FALSE);
    set_arg(i, std::int32_t(to) + 3);
  }
  again_ = true;
  return true;
}

// A jump to an unconditional jump goes where that goes.
void BytePeephole::jump(std::size_t i) {
  std::size_t to = target(i);
  if (unconditional(i) && is(to, RETURN_VALUE) && returns_at_jumps(release_)) {
    code_[i] = number(RETURN_VALUE);
    nops(i + 1, 2);
    return;
  }
  if (!unconditional(to)) return;
  std::int32_t further = std::int32_t(target(to));
  std::uint8_t opcode = is(i, JUMP_FORWARD) ? number(JUMP_ABSOLUTE) : code_[i];
  if (!absolute(i) && opcode != number(JUMP_ABSOLUTE)) further -= std::int32_t(i) + 3;
  if (further < 0) return;
  code_[i] = opcode;
  set_arg(i, further);
}

void BytePeephole::after_return(std::size_t i) {
  if (i + 4 < length_ && is(i + 4, RETURN_VALUE) && one_block(i, 5)) {
    nops(i + 1, 4);
  } else if (returns_at_jumps(release_) && i + 1 < length_ && unconditional(i + 1) && one_block(i, 4)) {
    nops(i + 1, 3);
  }
}

bool BytePeephole::step(std::size_t& i) {
  loads_before_ = loads_;
  loads_ = 0;
  if (!in_constants_) known_.clear();
  in_constants_ = false;
  struct Fold {
    Opcode opcode;
    Operator op;
  };
  static constexpr Fold folds[] = {
      {BINARY_POWER, Operator::Pow},         {BINARY_MULTIPLY, Operator::Mult}, {BINARY_TRUE_DIVIDE, Operator::Div},
      {BINARY_FLOOR_DIVIDE, Operator::FloorDiv}, {BINARY_MODULO, Operator::Mod}, {BINARY_ADD, Operator::Add},
      {BINARY_SUBTRACT, Operator::Sub},      {BINARY_LSHIFT, Operator::LShift}, {BINARY_RSHIFT, Operator::RShift},
      {BINARY_AND, Operator::BitAnd},        {BINARY_XOR, Operator::BitXor},    {BINARY_OR, Operator::BitOr}};
  if (is(i, UNARY_NOT)) {
    invert_test(i);
  } else if (is(i, COMPARE_OP)) {
    constexpr std::int32_t in = 6, is_not = 9;
    std::int32_t op = arg(i);
    if (op < in || op > is_not || !is(i + 3, UNARY_NOT) || !one_block(i, 4)) return true;
    set_arg(i, op ^ 1);
    code_[i + 3] = number(NOP);
  } else if (is(i, LOAD_NAME) || is(i, LOAD_GLOBAL)) {
    if (load_name(i)) {
      loads_ = loads_before_ + 1;
      push_constant(i);
      in_constants_ = true;
    }
  } else if (is(i, LOAD_CONST)) {
    load_constant(i);
  } else if (is(i, BUILD_TUPLE) || is(i, BUILD_LIST) || (is(i, BUILD_SET) && folds_sets(release_))) {
    build(i);
  } else if (is(i, BINARY_SUBSCR)) {
    binary(i, Operator::Add, true);
  } else if (is(i, UNARY_NEGATIVE)) {
    unary(i, UnaryOperator::USub);
  } else if (is(i, UNARY_CONVERT)) {
    unary(i, std::nullopt);
  } else if (is(i, UNARY_INVERT)) {
    unary(i, UnaryOperator::Invert);
  } else if (is(i, UNARY_POSITIVE) && remembers_constants(release_)) {
    unary(i, UnaryOperator::UAdd);
  } else if (is(i, JUMP_IF_FALSE) || is(i, JUMP_IF_TRUE) || is(i, JUMP_IF_FALSE_OR_POP) || is(i, JUMP_IF_TRUE_OR_POP)) {
    if (!short_circuit(i)) jump(i);
  } else if (absolute(i) || relative(i)) {
    jump(i);
  } else if (is(i, EXTENDED_ARG)) {
    if (!skips_long_function_annotations(release_) || !is(i + 3, MAKE_FUNCTION)) return false;
    i += 3;
  } else if (is(i, POP_TOP)) {
    bool over_drop = unconditional(i + 1) && target(i + 1) == i + 5 && is(i + 4, POP_TOP) && one_block(i, 4);
    if (over_drop && joins_drops(release_)) nops(i, 4);
  } else if (is(i, RETURN_VALUE)) {
    after_return(i);
  } else {
    for (const Fold& fold : folds)
      if (is(i, fold.opcode)) {
        binary(i, fold.op, false);
        break;
      }
  }
  return true;
}

bool BytePeephole::optimize() {
  for (std::size_t i = 0; i < length_; i += size_at(i)) {
    int rounds = 0;
    do {
      again_ = false;
      if (!step(i)) return false;
    } while (again_ && ++rounds < 1000);
  }
  return true;
}

void BytePeephole::finish() {
  std::vector<std::uint32_t> moved(code_.size(), 0);
  std::uint32_t removed = 0;
  for (std::size_t i = 0; i < length_; i += size_at(i)) {
    moved[i] = std::uint32_t(i) - removed;
    if (code_[i] == number(NOP)) ++removed;
  }
  std::uint32_t offset = 0, last = 0;
  for (std::size_t i = 0; i + 1 < line_table_.size(); i += 2) {
    offset += line_table_[i];
    std::uint32_t now = moved[offset];
    line_table_[i] = std::uint8_t(now - last);
    last = now;
  }
  std::vector<std::uint8_t> out;
  for (std::size_t i = 0; i < length_;) {
    std::size_t size = size_at(i);
    if (code_[i] == number(NOP)) {
      i += size;
      continue;
    }
    if (absolute(i)) set_arg(i, std::int32_t(moved[std::size_t(arg(i))]));
    else if (relative(i)) set_arg(i, std::int32_t(moved[std::size_t(arg(i)) + i + 3]) - std::int32_t(moved[i]) - 3);
    for (std::size_t k = 0; k < size; ++k) out.push_back(code_[i + k]);
    i += size;
  }
  result_ = std::move(out);
}

void BytePeephole::run() {
  constexpr std::uint8_t continued = 255;
  if (std::find(line_table_.begin(), line_table_.end(), continued) != line_table_.end()) return;
  length_ = result_.size();
  if (length_ == 0 || refuses_long_code(release_, length_)) return;
  code_ = result_;
  constexpr std::size_t look_ahead = 16;
  code_.resize(length_ + look_ahead, number(STOP_CODE));
  if (!is(length_ - 1, RETURN_VALUE) || !mark_blocks()) return;
  if (optimize()) finish();
}

}  // namespace

void optimize_bytes(CodeUnit& unit, ConstantMerger& merger, std::vector<std::uint8_t>& code,
                    std::vector<std::uint8_t>& line_table) {
  BytePeephole(unit, merger, code, line_table).run();
}

}  // namespace xvm::compiler
