// Blocks from the generator's items.
#include "compiler/flow_graph.h"

#include <algorithm>

namespace xvm::compiler {
namespace {

using enum Opcode;

// From 3.12 a label only names a position: blocks begin where labels stand and after jumps. Before, the generator
// decides where blocks begin.
bool labels_are_positions(const Release& release) { return release.since(3, 12); }
// From 3.13 only labels that are used begin a block.
bool unused_labels_vanish(const Release& release) { return release.since(3, 13); }

Opcode internal_opcode(Opcode opcode) {
  switch (opcode) {
    case PSEUDO_POP_JUMP_IF_FALSE:
      return POP_JUMP_IF_FALSE;
    case PSEUDO_POP_JUMP_IF_TRUE:
      return POP_JUMP_IF_TRUE;
    case PSEUDO_POP_JUMP_IF_NONE:
      return POP_JUMP_IF_NONE;
    case PSEUDO_POP_JUMP_IF_NOT_NONE:
      return POP_JUMP_IF_NOT_NONE;
    default:
      return opcode;
  }
}

void attribute_operand(FlowItem& item) {
  switch (item.opcode) {
    case PSEUDO_LOAD_METHOD:
      return set_operation(item, LOAD_ATTR, item.arg << 1 | 1);
    case PSEUDO_LOAD_SUPER_METHOD:
      return set_operation(item, LOAD_SUPER_ATTR, item.arg << 2 | 3);
    case PSEUDO_LOAD_ZERO_SUPER_METHOD:
      return set_operation(item, LOAD_SUPER_ATTR, item.arg << 2 | 1);
    case PSEUDO_LOAD_ZERO_SUPER_ATTR:
      return set_operation(item, LOAD_SUPER_ATTR, item.arg << 2);
    default:
      return;
  }
}

Position position(const Location& loc) {
  if (loc.line == 0 && loc.end_line == 0) return {};
  return {loc.line, loc.column, loc.end_line, loc.end_column};
}

}  // namespace

bool is_unconditional_jump(Opcode opcode) {
  return opcode == PSEUDO_JUMP || opcode == PSEUDO_JUMP_NO_INTERRUPT || opcode == JUMP_ABSOLUTE ||
         opcode == JUMP_FORWARD || opcode == JUMP_BACKWARD || opcode == JUMP_BACKWARD_NO_INTERRUPT;
}

bool is_jump(Opcode opcode) {
  switch (opcode) {
    case POP_JUMP_IF_FALSE: case POP_JUMP_IF_TRUE: case POP_JUMP_IF_NONE: case POP_JUMP_IF_NOT_NONE:
    case JUMP_IF_FALSE_OR_POP: case JUMP_IF_TRUE_OR_POP: case JUMP_IF_NOT_EXC_MATCH: case FOR_ITER: case SEND:
      return true;
    default:
      return is_unconditional_jump(opcode);
  }
}

bool is_block_push(Opcode opcode) {
  return opcode == PSEUDO_SETUP_FINALLY || opcode == PSEUDO_SETUP_WITH || opcode == PSEUDO_SETUP_CLEANUP ||
         opcode == SETUP_FINALLY || opcode == SETUP_WITH || opcode == SETUP_ASYNC_WITH;
}

bool has_target(Opcode opcode) { return is_jump(opcode) || is_block_push(opcode); }

bool exits_scope(Opcode opcode) {
  return opcode == RETURN_VALUE || opcode == RETURN_CONST || opcode == RAISE_VARARGS || opcode == RERAISE;
}

bool FlowBlock::exits_scope() const { return !items.empty() && compiler::exits_scope(items.back().opcode); }

bool FlowBlock::falls_through() const {
  return items.empty() || !(exits_scope() || is_unconditional_jump(items.back().opcode));
}

void set_operation(FlowItem& item, Opcode opcode, std::int32_t arg) {
  item.opcode = opcode;
  item.arg = arg;
  if (!has_target(opcode)) item.target = nullptr;
}

FlowBlock* FlowGraph::new_block(std::int32_t made) {
  FlowBlock& block = blocks.emplace_back();
  block.made = made;
  return &block;
}

std::vector<FlowBlock*> FlowGraph::newest_first() {
  std::vector<FlowBlock*> all;
  for (auto block = blocks.rbegin(); block != blocks.rend(); ++block) all.push_back(&*block);
  std::stable_sort(all.begin(), all.end(), [](const FlowBlock* a, const FlowBlock* b) { return a->made > b->made; });
  return all;
}

void FlowGraph::clear_visited() {
  for (FlowBlock& block : blocks) block.visited = false;
}

FlowBlock* nonempty(FlowBlock* block) {
  while (block && block->items.empty()) block = block->next;
  return block;
}

void build_flow_graph(FlowGraph& graph) {
  CodeUnit& unit = graph.unit;
  const Release& release = graph.release;
  std::vector<FlowBlock*> label_blocks(std::size_t(unit.labels), nullptr);
  std::vector<bool> used(std::size_t(unit.labels), false);
  for (const CodeItem& item : unit.items)
    if (item.target != no_label) used[std::size_t(item.target)] = true;

  // Order of making: labels by their number, a block without a label after the labels in use so far. Twice the number
  // leaves a place between.
  FlowBlock* current = graph.entry = graph.new_block(-1);
  std::int32_t newest = -1;
  auto begin = [&](std::int32_t made) {
    FlowBlock* block = graph.new_block(made);
    current->next = block;
    current = block;
  };
  std::size_t mark = 0;
  for (std::size_t at = 0; at <= unit.items.size(); ++at) {
    for (; mark < unit.marks.size() && unit.marks[mark].position <= at; ++mark) {
      Label label = unit.marks[mark].label;
      if (label == no_label) {
        if (!labels_are_positions(release)) begin(2 * newest + 1);
        continue;
      }
      newest = std::max(newest, std::int32_t(label));
      bool splits = !unused_labels_vanish(release) || used[std::size_t(label)];
      bool joins = labels_are_positions(release) && current->items.empty();
      if (splits && !joins) begin(2 * std::int32_t(label));
      if (splits) current->labelled = true;
      label_blocks[std::size_t(label)] = current;
    }
    if (at == unit.items.size()) break;
    const CodeItem& item = unit.items[at];
    if (FlowItem* last = current->last(); last && (is_jump(last->opcode) || exits_scope(last->opcode)))
      begin(2 * newest + 1);
    FlowItem& added = current->items.emplace_back();
    added = {internal_opcode(item.opcode), item.arg, nullptr, position(item.loc), nullptr};
    attribute_operand(added);
    if (item.target != no_label) {
      added.arg = std::int32_t(item.target);
      newest = std::max(newest, std::int32_t(item.target));
    }
  }
  for (FlowBlock& block : graph.blocks)
    for (FlowItem& item : block.items)
      if (has_target(item.opcode)) {
        item.target = label_blocks[std::size_t(item.arg)];
        if (!item.target) item.target = current;
        item.arg = 0;
      }
}

}  // namespace xvm::compiler
