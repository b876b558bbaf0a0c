// The optimiser of 3.10 to 3.13 over whole graphs: NOPs, jumps, reachability, lines of exits, and the order of blocks.
#include <algorithm>

#include "compiler/constant_merger.h"
#include "compiler/flow_graph.h"

namespace xvm::compiler {
namespace {

using enum Opcode;

constexpr std::size_t small_exit = 4;  // items of a block that is copied instead of jumped to

bool copies_exits_with_lines(const Release& release) { return release.since(3, 12) || release.until(3, 10); }
bool nops_hand_on_their_place(const Release& release) { return release.until(3, 10); }
bool looks_back_for_lines(const Release& release) { return release.until(3, 10); }
bool skips_lineless_nops(const Release& release) { return release.since(3, 12); }
bool resolves_lines_first(const Release& release) { return release.since(3, 13); }
bool keeps_first_constant(const Release& release) { return release.since(3, 11) || release.until(3, 10); }

bool has_no_line(const FlowBlock& block) {
  return std::all_of(block.items.begin(), block.items.end(), [](const FlowItem& item) { return item.at.line < 0; });
}

// To 3.10 the first instruction tells.
bool exit_has_no_line(const Release& release, const FlowBlock& block) {
  return release.until(3, 10) ? block.items[0].at.line < 0 : has_no_line(block);
}

bool has_eval_break(const FlowBlock& block) {
  return std::any_of(block.items.begin(), block.items.end(), [](const FlowItem& item) {
    return item.opcode == PSEUDO_JUMP || item.opcode == CALL || item.opcode == CALL_KW ||
           item.opcode == CALL_FUNCTION_EX || item.opcode == RESUME || item.opcode == JUMP_BACKWARD;
  });
}

void mark_reachable(FlowGraph& graph) {
  for (FlowBlock& block : graph.blocks) block.predecessors = 0;
  graph.clear_visited();
  std::vector<FlowBlock*> stack{graph.entry};
  graph.entry->predecessors = 1;
  graph.entry->visited = true;
  auto reach = [&](FlowBlock* block) {
    if (!block->visited) {
      block->visited = true;
      stack.push_back(block);
    }
    block->predecessors++;
  };
  while (!stack.empty()) {
    FlowBlock* block = stack.back();
    stack.pop_back();
    if (block->next && block->falls_through()) reach(block->next);
    for (FlowItem& item : block->items)
      if (item.target && has_target(item.opcode)) reach(item.target);
  }
}

void remove_unreachable(FlowGraph& graph) {
  mark_reachable(graph);
  for (FlowBlock* block = graph.entry; block; block = block->next)
    if (block->predecessors == 0) {
      block->items.clear();
      block->except_handler = false;
    }
}

// 3.10 to 3.12: chain and targets no longer lead to blocks without items.
void drop_empty_blocks(FlowGraph& graph) {
  bool keeps_last = graph.release.until(3, 11);
  for (FlowBlock* block = graph.entry; block; block = block->next) {
    FlowBlock* next = block->next;
    while (next && next->items.empty() && (next->next || !keeps_last)) next = next->next;
    block->next = next;
  }
  if (!keeps_last)
    while (graph.entry->next && graph.entry->items.empty()) graph.entry = graph.entry->next;
  for (FlowBlock* block = graph.entry; block; block = block->next)
    for (FlowItem& item : block->items) {
      if (!item.target || !has_target(item.opcode)) continue;
      if (keeps_last && (!is_jump(item.opcode) || &item != block->last())) continue;
      FlowBlock* target = nonempty(item.target);
      if (target && target != item.target) {
        target->labelled = true;
        item.target = target;
      }
    }
}

bool inline_exit(FlowGraph& graph, FlowBlock& block, bool small = true) {
  FlowItem* last = block.last();
  if (!last || !is_unconditional_jump(last->opcode)) return false;
  if (graph.release.until(3, 11) && last->opcode == PSEUDO_JUMP_NO_INTERRUPT) return false;
  FlowBlock* target = last->target;
  if (!target || target == &block) return false;
  bool exit = small && target->exits_scope() && target->items.size() <= small_exit;
  if (exit && !copies_exits_with_lines(graph.release) && !has_no_line(*target)) exit = false;
  bool lineless = resolves_lines_first(graph.release) && has_no_line(*target) && !target->falls_through();
  if (!exit && !lineless) return false;
  Opcode removed = last->opcode;
  set_operation(*last, NOP);
  std::vector<FlowItem> copied = target->items;
  block.items.insert(block.items.end(), copied.begin(), copied.end());
  if (lineless && removed == PSEUDO_JUMP && is_unconditional_jump(block.last()->opcode))
    block.last()->opcode = PSEUDO_JUMP;
  target->predecessors--;
  return true;
}

// small: exits of few items are copied, too.
void inline_exits(FlowGraph& graph, bool small = true) {
  for (bool changed = true; changed;) {
    changed = false;
    for (FlowBlock* block = graph.entry; block; block = block->next) changed |= inline_exit(graph, *block, small);
    if (!resolves_lines_first(graph.release)) return;
  }
}

void remove_nops_and_pairs(FlowGraph& graph) {
  for (bool done = false; !done;) {
    done = true;
    FlowItem* previous = nullptr;
    FlowItem* item = nullptr;
    for (FlowBlock* block = graph.entry; block; block = block->next) {
      remove_redundant_nops(graph, *block);
      if (block->labelled) item = nullptr;
      for (FlowItem& at : block->items) {
        previous = item;
        item = &at;
        if (at.opcode != POP_TOP || !previous) continue;
        if (previous->opcode != LOAD_CONST && !(previous->opcode == COPY && previous->arg == 1)) continue;
        set_operation(*previous, NOP);
        set_operation(at, NOP);
        done = false;
      }
      if ((item && is_jump(item->opcode)) || !block->falls_through()) item = nullptr;
    }
  }
}

void remove_nops_and_jumps(FlowGraph& graph) {
  while (remove_redundant_nops(graph) + remove_redundant_jumps(graph) > 0) {
  }
}

// Blocks that end the frame, or may be interrupted, must know their line.
bool needs_line(const FlowGraph& graph, const FlowBlock& block) {
  bool kind = block.exits_scope() || (resolves_lines_first(graph.release) && has_eval_break(block));
  return kind && exit_has_no_line(graph.release, block);
}

void duplicate_exits_without_line(FlowGraph& graph) {
  std::vector<FlowBlock*> order;
  if (graph.release.until(3, 11)) {
    order = graph.newest_first();
  } else {
    for (FlowBlock* block = graph.entry; block; block = block->next) order.push_back(block);
  }
  for (std::size_t i = 0; i < order.size(); ++i) {
    FlowBlock* block = order[i];
    FlowItem* last = block->last();
    if (!last || !(is_jump(last->opcode) || (graph.release.until(3, 10) && is_block_push(last->opcode)))) continue;
    FlowBlock* target = graph.release.until(3, 11) ? last->target : nonempty(last->target);
    if (!target || target->items.empty() || target->predecessors <= 1 || !needs_line(graph, *target)) continue;
    if (target->falls_through()) continue;
    FlowBlock* copy = graph.new_block(target->made);
    copy->items = target->items;
    copy->items[0].at = last->at;
    copy->labelled = true;
    copy->predecessors = 1;
    copy->except_handler = false;
    copy->cold = target->cold;
    last->target = copy;
    target->predecessors--;
    copy->next = target->next;
    target->next = copy;
  }
  if (graph.release.until(3, 11))
    for (FlowBlock* block : graph.newest_first())
      while (block->next && block->next->items.empty()) block->next = block->next->next;
  for (FlowBlock* block = graph.entry; block; block = block->next) {
    FlowBlock* next = resolves_lines_first(graph.release) ? nonempty(block->next) : block->next;
    if (block->falls_through() && next && !block->items.empty() && !next->items.empty() && needs_line(graph, *next))
      next->items[0].at = block->last()->at;
  }
}

void propagate_lines(FlowGraph& graph) {
  for (FlowBlock* block = graph.entry; block; block = block->next) {
    if (block->items.empty()) continue;
    Position previous;
    for (FlowItem& item : block->items) {
      if (item.at.line < 0) item.at = previous;
      else previous = item.at;
    }
    auto inherit = [&](FlowBlock* to) {
      if (to && to->predecessors == 1 && !to->items.empty() && to->items[0].at.line < 0) to->items[0].at = previous;
    };
    if (block->falls_through()) inherit(block->next);
    FlowItem* last = block->last();
    if (is_jump(last->opcode)) inherit(last->target);
  }
}

void give_exits_lines(FlowGraph& graph) {
  std::int32_t line = graph.unit.first_line;
  for (FlowBlock* block = graph.entry; block; block = block->next) {
    FlowItem* last = block->last();
    if (!last) continue;
    if (last->at.line >= 0) {
      line = last->at.line;
    } else if (last->opcode == RETURN_VALUE) {
      for (FlowItem& item : block->items) item.at.line = line;
    }
  }
}

void resolve_lines(FlowGraph& graph) {
  duplicate_exits_without_line(graph);
  propagate_lines(graph);
  if (!resolves_lines_first(graph.release)) give_exits_lines(graph);
}

void remove_unused_constants(FlowGraph& graph) {
  std::vector<ConstantId>& consts = graph.unit.consts;
  if (consts.empty()) return;
  std::vector<std::int32_t> places(consts.size(), -1);
  std::vector<bool> used(consts.size(), false);
  used[0] = keeps_first_constant(graph.release);  // may be the docstring
  auto loads_constant = [](Opcode opcode) {
    return opcode == LOAD_CONST || opcode == RETURN_CONST || opcode == KW_NAMES;
  };
  for (FlowBlock* block = graph.entry; block; block = block->next)
    for (FlowItem& item : block->items)
      if (loads_constant(item.opcode)) used[std::size_t(item.arg)] = true;
  std::vector<ConstantId> kept;
  if (graph.release.until(3, 11)) {  // only at the end
    std::size_t count = consts.size();
    while (count > 1 && !used[count - 1]) --count;
    consts.resize(count);
    return;
  }
  for (std::size_t i = 0; i < consts.size(); ++i) {
    if (!used[i]) continue;
    places[i] = std::int32_t(kept.size());
    kept.push_back(consts[i]);
  }
  for (FlowBlock* block = graph.entry; block; block = block->next)
    for (FlowItem& item : block->items)
      if (loads_constant(item.opcode)) item.arg = places[std::size_t(item.arg)];
  consts = std::move(kept);
  graph.unit.const_places.clear(), graph.unit.consts_placed = 0;
}

// 3.10 and 3.11.
void optimize_by_cleaning(FlowGraph& graph, ConstantMaker& maker, ConstantMerger& merger) {
  for (FlowBlock& block : graph.blocks)
    for (FlowItem& item : block.items)
      if (is_jump(item.opcode) && nonempty(item.target)) item.target = nonempty(item.target);
  for (FlowBlock* block : graph.newest_first()) inline_exit(graph, *block);
  for (FlowBlock* block = graph.entry; block; block = block->next) {
    optimize_block(graph, *block, maker, merger);
    remove_redundant_nops(graph, *block);
  }
  for (FlowBlock* block : graph.newest_first()) inline_exit(graph, *block);
  remove_unreachable(graph);
  FlowBlock* before = nullptr;
  for (FlowBlock* block = graph.entry; block; block = block->next) {
    bool knows = looks_back_for_lines(graph.release) && before && !before->items.empty();
    remove_redundant_nops(graph, *block, knows ? before->last()->at.line : -1);
    before = block->falls_through() ? block : nullptr;
  }
  drop_empty_blocks(graph);
  bool empties = false;
  for (FlowBlock* block = graph.entry; block; block = block->next) {
    FlowItem* last = block->last();
    bool jumps = last && is_unconditional_jump(last->opcode) && last->opcode != PSEUDO_JUMP_NO_INTERRUPT;
    if (!jumps || last->target != block->next) continue;
    set_operation(*last, NOP);
    remove_redundant_nops(graph, *block);
    empties = true;
  }
  if (empties) drop_empty_blocks(graph);
  duplicate_exits_without_line(graph);
  remove_unused_constants(graph);
  propagate_lines(graph);
  give_exits_lines(graph);
}

std::int32_t parameter_count(const CodeUnit& unit) {
  constexpr std::int32_t star_args = 4, star_kwargs = 8;
  return unit.argcount + unit.kwonlyargcount + ((unit.flags & star_args) != 0) + ((unit.flags & star_kwargs) != 0);
}

// 3.12.
void optimize_by_labels(FlowGraph& graph, ConstantMaker& maker, ConstantMerger& merger) {
  drop_empty_blocks(graph);
  inline_exits(graph);
  for (FlowBlock* block = graph.entry; block; block = block->next) optimize_block(graph, *block, maker, merger);
  remove_nops_and_pairs(graph);
  inline_exits(graph);
  remove_unreachable(graph);
  for (FlowBlock* block = graph.entry; block; block = block->next) remove_redundant_nops(graph, *block);
  drop_empty_blocks(graph);
  remove_redundant_jumps(graph);
  remove_unused_constants(graph);
  check_uninitialized_locals(graph, parameter_count(graph.unit));
  push_cold_blocks_to_end(graph);
  resolve_lines(graph);
}

// 3.13.
void optimize_by_lines(FlowGraph& graph, ConstantMaker& maker, ConstantMerger& merger) {
  inline_exits(graph);
  remove_unreachable(graph);
  resolve_lines(graph);
  for (FlowBlock* block = graph.entry; block; block = block->next) optimize_constant_loads(graph, *block, maker, merger);
  for (FlowBlock* block = graph.entry; block; block = block->next) optimize_block(graph, *block, maker, merger);
  remove_nops_and_pairs(graph);
  inline_exits(graph, false);
  remove_unreachable(graph);
  remove_nops_and_jumps(graph);
  remove_unused_constants(graph);
  check_uninitialized_locals(graph, parameter_count(graph.unit));
  insert_superinstructions(graph);
  push_cold_blocks_to_end(graph);
  resolve_lines(graph);
}

void mark_warm(FlowGraph& graph) {
  graph.clear_visited();
  std::vector<FlowBlock*> stack{graph.entry};
  graph.entry->visited = true;
  auto reach = [&](FlowBlock* block) {
    if (block->visited) return;
    block->visited = true;
    stack.push_back(block);
  };
  while (!stack.empty()) {
    FlowBlock* block = stack.back();
    stack.pop_back();
    block->warm = true;
    if (block->next && block->falls_through()) reach(block->next);
    for (FlowItem& item : block->items)
      if (is_jump(item.opcode)) reach(item.target);
  }
}

void mark_cold(FlowGraph& graph) {
  mark_warm(graph);
  graph.clear_visited();
  std::vector<FlowBlock*> stack;
  auto reach = [&](FlowBlock* block) {
    if (block->warm || block->visited) return;
    block->visited = true;
    stack.push_back(block);
  };
  for (FlowBlock* block = graph.entry; block; block = block->next)
    if (block->except_handler) {
      block->visited = true;
      stack.push_back(block);
    }
  while (!stack.empty()) {
    FlowBlock* block = stack.back();
    stack.pop_back();
    block->cold = true;
    if (block->next && block->falls_through()) reach(block->next);
    for (FlowItem& item : block->items)
      if (is_jump(item.opcode)) reach(item.target);
  }
}

}  // namespace

int remove_redundant_nops(FlowGraph& graph, FlowBlock& block, std::int32_t previous_line) {
  std::vector<FlowItem>& items = block.items;
  std::size_t kept = 0;
  for (std::size_t i = 0; i < items.size(); ++i) {
    std::int32_t line = items[i].at.line;
    if (items[i].opcode == NOP) {
      if (line < 0 || previous_line == line) continue;
      if (i + 1 < items.size()) {
        std::int32_t next_line = items[i + 1].at.line;
        if (next_line < 0 || (next_line == line && nops_hand_on_their_place(graph.release))) {
          items[i + 1].at = items[i].at;
          continue;
        }
        if (next_line == line) continue;
      } else if (FlowBlock* next = nonempty(block.next)) {
        std::int32_t next_line = next->items[0].at.line;
        if (skips_lineless_nops(graph.release)) {
          auto first = std::find_if(next->items.begin(), next->items.end(),
                                    [](const FlowItem& item) { return item.opcode != NOP || item.at.line >= 0; });
          next_line = first == next->items.end() ? -1 : first->at.line;
        }
        if (next_line == line) continue;
      }
    }
    if (kept != i) items[kept] = items[i];
    ++kept;
    previous_line = line;
  }
  int removed = int(items.size() - kept);
  items.erase(items.begin() + std::ptrdiff_t(kept), items.end());
  return removed;
}

int remove_redundant_nops(FlowGraph& graph) {
  int removed = 0;
  for (FlowBlock* block = graph.entry; block; block = block->next) removed += remove_redundant_nops(graph, *block);
  return removed;
}

int remove_redundant_jumps(FlowGraph& graph) {
  int removed = 0;
  for (FlowBlock* block = graph.entry; block; block = block->next) {
    FlowItem* last = block->last();
    if (!last || !is_unconditional_jump(last->opcode)) continue;
    FlowBlock* target = nonempty(last->target);
    if (!target || target != nonempty(block->next)) continue;
    set_operation(*last, NOP);
    ++removed;
  }
  return removed;
}

void push_cold_blocks_to_end(FlowGraph& graph) {
  if (!graph.entry->next) return;
  mark_cold(graph);
  // Cold blocks that run on into warm ones need a jump.
  for (FlowBlock* block = graph.entry; block; block = block->next) {
    if (!block->cold || !block->falls_through() || !block->next || !block->next->warm) continue;
    FlowBlock* jump = graph.new_block(block->next->made);
    Opcode opcode = resolves_lines_first(graph.release) ? PSEUDO_JUMP_NO_INTERRUPT : PSEUDO_JUMP;
    jump->items.push_back({opcode, 0, block->next, {}, nullptr});
    block->next->labelled = true;
    jump->cold = true;
    jump->predecessors = resolves_lines_first(graph.release);
    jump->next = block->next;
    block->next = jump;
  }
  std::vector<FlowBlock*> warm, cold;
  for (FlowBlock* block = graph.entry; block; block = block->next) (block->cold ? cold : warm).push_back(block);
  std::size_t warm_count = warm.size();
  warm.insert(warm.end(), cold.begin(), cold.end());
  for (std::size_t i = 0; i < warm.size(); ++i) warm[i]->next = i + 1 < warm.size() ? warm[i + 1] : nullptr;
  if (warm.size() == warm_count) return;
  if (resolves_lines_first(graph.release)) remove_nops_and_jumps(graph);
  else remove_redundant_jumps(graph);
}

void optimize_flow_graph(FlowGraph& graph, ConstantMaker& maker, ConstantMerger& merger) {
  if (graph.release.until(3, 11)) return optimize_by_cleaning(graph, maker, merger);
  for (FlowBlock& block : graph.blocks)
    for (FlowItem& item : block.items)
      if (is_block_push(item.opcode)) item.target->except_handler = true;
  label_exception_targets(graph);
  if (graph.release.until(3, 12)) optimize_by_labels(graph, maker, merger);
  else optimize_by_lines(graph, maker, merger);
}

}  // namespace xvm::compiler
