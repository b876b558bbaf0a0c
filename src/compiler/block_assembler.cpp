// The assembler of 2.5 to 3.9: blocks in their order, offsets, lnotab, stack depth, then the peephole optimiser.
#include <algorithm>

#include "bytecode/opcodes.h"
#include "compiler/code_maker.h"
#include "compiler/constant_merger.h"
#include "compiler/peephole.h"
#include "compiler/sequence.h"
#include "compiler/stack_effect.h"
#include "compiler/tables.h"
#include "pyc/release.h"

namespace xvm::compiler {
namespace {

using enum Opcode;

bool is_wordcode(const Release& release) { return release.since(3, 6); }
// The walk goes on from a jump's target at a depth of its own.
bool targets_have_effects(const Release& release) { return release.since(3, 7); }
bool loops_end_shallower(const Release& release) { return release.since(3, 2) || (release.python2() && release.since(2, 7)); }
bool short_circuits_pop(const Release& release) { return release.since(3, 4) || (release.python2() && release.since(2, 7)); }
bool ends_at_breaks(const Release& release) { return release.until(3, 7); }

struct Instruction {
  Opcode opcode;
  std::int32_t arg;
  std::int32_t target;  // block, or -1
  std::int32_t line;
};

struct BasicBlock {
  std::vector<Instruction> items;
  std::int32_t offset = 0;
  std::int32_t start_depth = -1;
  bool seen = false;
};

class BlockAssembler {
 public:
  BlockAssembler(CodeUnit& unit, ConstantMerger& merger) : unit_(unit), release_(*unit.release), merger_(merger) {}
  AssembledBytes run();

 private:
  void build();
  std::int32_t size(const Instruction& item) const;
  void resolve_offsets();
  std::int32_t stack_depth();
  std::int32_t stack_depth_by_paths();
  OperandForm form(Opcode opcode) const;

  CodeUnit& unit_;
  const Release& release_;
  ConstantMerger& merger_;
  std::vector<BasicBlock> blocks_;
};

OperandForm BlockAssembler::form(Opcode opcode) const {
  int number = opcode_number(release_, opcode);
  const OpcodeRow* row = number < 0 ? nullptr : opcodes_of(release_).find(std::uint8_t(number));
  return row ? row->form : OperandForm::None;
}

void BlockAssembler::build() {
  std::vector<std::int32_t> block_of(std::size_t(unit_.labels), -1);
  blocks_.emplace_back();
  std::size_t mark = 0;
  for (std::size_t at = 0; at <= unit_.items.size(); ++at) {
    for (; mark < unit_.marks.size() && unit_.marks[mark].position <= at; ++mark) {
      if (!blocks_.back().items.empty()) blocks_.emplace_back();
      Label label = unit_.marks[mark].label;
      if (label != no_label) block_of[std::size_t(label)] = std::int32_t(blocks_.size()) - 1;
    }
    if (at == unit_.items.size()) break;
    const CodeItem& item = unit_.items[at];
    std::int32_t target = item.target == no_label ? -1 : std::int32_t(item.target);
    blocks_.back().items.push_back({item.opcode, target >= 0 ? 0 : item.arg, target, item.loc.line});
  }
  for (BasicBlock& block : blocks_)
    for (Instruction& item : block.items)
      if (item.target >= 0) item.target = std::max(block_of[std::size_t(item.target)], 0);
}

std::int32_t BlockAssembler::size(const Instruction& item) const {
  if (is_wordcode(release_)) return instruction_units(std::uint32_t(item.arg));
  int number = opcode_number(release_, item.opcode);
  if (number < opcodes_of(release_).have_argument) return 1;
  return std::uint32_t(item.arg) > 0xffff ? 6 : 3;
}

// Units are bytes to 3.5 and code units after; operands of jumps count bytes.
void BlockAssembler::resolve_offsets() {
  std::int32_t unit = is_wordcode(release_) ? 2 : 1;
  for (bool changed = true; changed;) {
    std::int32_t offset = 0;
    for (BasicBlock& block : blocks_) {
      block.offset = offset;
      for (Instruction& item : block.items) offset += size(item);
    }
    changed = false;
    for (BasicBlock& block : blocks_) {
      std::int32_t after = block.offset;
      for (Instruction& item : block.items) {
        std::int32_t before = size(item);
        after += before;
        if (item.target < 0) continue;
        std::int32_t to = blocks_[std::size_t(item.target)].offset;
        item.arg = (form(item.opcode) == OperandForm::JumpTo ? to : std::max(to - after, 0)) * unit;
        changed |= size(item) != before;
      }
    }
  }
}

// From 3.7: each block from the depth at which it is first reached.
std::int32_t BlockAssembler::stack_depth() {
  std::vector<std::size_t> stack;
  constexpr std::int32_t deepest_start = 100;
  auto reach = [&](std::size_t block, std::int32_t depth) {
    BasicBlock& to = blocks_[block];
    if (to.start_depth >= depth || to.start_depth >= deepest_start) return;
    to.start_depth = depth;
    stack.push_back(block);
  };
  std::int32_t deepest = 0;
  reach(0, 0);
  while (!stack.empty()) {
    std::size_t at = stack.back();
    stack.pop_back();
    std::int32_t depth = blocks_[at].start_depth;
    bool falls_through = at + 1 < blocks_.size();
    for (const Instruction& item : blocks_[at].items) {
      std::int32_t after = depth + stack_effect(release_, item.opcode, item.arg, false);
      deepest = std::max(deepest, after);
      if (item.target >= 0) {
        std::int32_t taken = depth + stack_effect(release_, item.opcode, item.arg, true);
        deepest = std::max(deepest, taken);
        if (item.opcode != CONTINUE_LOOP) reach(std::size_t(item.target), taken);
      }
      depth = after;
      if (item.opcode == JUMP_ABSOLUTE || item.opcode == JUMP_FORWARD || item.opcode == RETURN_VALUE ||
          item.opcode == RAISE_VARARGS || item.opcode == RERAISE || item.opcode == CONTINUE_LOOP ||
          (item.opcode == BREAK_LOOP && ends_at_breaks(release_))) {
        falls_through = false;
        break;
      }
    }
    if (falls_through) reach(at + 1, depth);
  }
  return deepest;
}

// To 3.6: along all paths without cycles, a block again where it is reached deeper than before.
std::int32_t BlockAssembler::stack_depth_by_paths() {
  struct Step {
    std::size_t block;
    std::size_t item = 0;
    std::int32_t depth = 0;
    bool at_target = false;  // the jump of the item before was walked
  };
  std::vector<Step> path;
  std::int32_t deepest = 0;
  auto enter = [&](std::size_t block, std::int32_t depth) {
    BasicBlock& to = blocks_[block];
    if (to.seen || to.start_depth >= depth) return;
    to.seen = true;
    to.start_depth = depth;
    path.push_back({block, 0, depth, false});
  };
  enter(0, 0);
  while (!path.empty()) {
    Step& step = path.back();
    BasicBlock& block = blocks_[step.block];
    bool dead = false, entered = false;
    if (step.at_target) {
      Opcode opcode = block.items[step.item - 1].opcode;
      dead = opcode == JUMP_ABSOLUTE || opcode == JUMP_FORWARD;
      step.at_target = false;
    }
    while (!dead && step.item < block.items.size()) {
      const Instruction& item = block.items[step.item++];
      step.depth += stack_effect(release_, item.opcode, item.arg, false);
      deepest = std::max(deepest, step.depth);
      if (item.target < 0) continue;
      std::int32_t target_depth = step.depth;
      if (loops_end_shallower(release_)) {
        if (item.opcode == FOR_ITER) {
          target_depth -= 2;
        } else if (item.opcode == SETUP_FINALLY || item.opcode == SETUP_EXCEPT) {
          target_depth += 3;
          deepest = std::max(deepest, target_depth);
        } else if (short_circuits_pop(release_) &&
                   (item.opcode == JUMP_IF_FALSE_OR_POP || item.opcode == JUMP_IF_TRUE_OR_POP)) {
          step.depth -= 1;
        }
      }
      step.at_target = true;
      std::size_t length = path.size();
      enter(std::size_t(item.target), target_depth);
      entered = path.size() != length;
      break;
    }
    if (entered) continue;
    Step& again = path.back();
    if (again.at_target) continue;
    std::size_t at = again.block;
    std::int32_t depth = again.depth;
    // The end of the block: on to the next as the last thing done for this one.
    if (!dead && again.item != std::size_t(-1) && at + 1 < blocks_.size()) {
      again.item = std::size_t(-1);
      std::size_t length = path.size();
      enter(at + 1, depth);
      if (path.size() != length) continue;
    }
    blocks_[at].seen = false;
    path.pop_back();
  }
  return deepest;
}

AssembledBytes BlockAssembler::run() {
  AssembledBytes bytes;
  build();
  bytes.stack_size = targets_have_effects(release_) ? stack_depth() : stack_depth_by_paths();
  resolve_offsets();
  LineNumberTable lines(release_, unit_.first_line);
  for (const BasicBlock& block : blocks_)
    for (const Instruction& item : block.items) {
      if (item.line > 0) lines.add(std::int32_t(bytes.code.size()), item.line);
      emit_instruction(bytes.code, release_, opcode_number(release_, item.opcode), std::uint32_t(item.arg));
    }
  bytes.line_table = lines.take();
  if (is_wordcode(release_)) optimize_words(unit_, merger_, bytes.code, bytes.line_table);
  else optimize_bytes(unit_, merger_, bytes.code, bytes.line_table);
  return bytes;
}

}  // namespace

AssembledBytes assemble_blocks(CodeUnit& unit, ConstantMerger& merger) { return BlockAssembler(unit, merger).run(); }

}  // namespace xvm::compiler
