// Dataflow of the optimiser: which locals may be unbound where they are loaded (3.12), which exceptions go where, how
// deep the stack gets, and fused loads and stores (3.13).
#include <algorithm>

#include "compiler/flow_graph.h"
#include "compiler/stack_effect.h"
#include "pyc/code.h"

namespace xvm::compiler {
namespace {

using enum Opcode;

constexpr std::int32_t tracked_locals = 64;  // the rest is followed within one block only
constexpr std::int32_t deepest_start = 100;  // blocks are not walked again from deeper

bool yields_know_depth(const Release& release) { return release.until(3, 12); }
bool resumes_know_depth(const Release& release) { return release.since(3, 13); }
bool generators_begin_with_value(const Release& release) { return release.until(3, 12); }

class LocalsCheck {
 public:
  explicit LocalsCheck(FlowGraph& graph) : graph_(graph) {}

  void run(std::int32_t parameters) {
    std::int32_t count = std::int32_t(graph_.unit.varnames.size());
    if (count == 0) return;
    if (count > tracked_locals) {
      scan_many(count);
      count = tracked_locals;
    }
    graph_.clear_visited();
    std::uint64_t mask = 0;
    for (std::int32_t i = parameters; i < count; ++i) mask |= std::uint64_t(1) << i;
    reach(graph_.entry, mask);
    for (FlowBlock* block = graph_.entry; block; block = block->next) scan(*block);
    while (!stack_.empty()) {
      FlowBlock* block = stack_.back();
      stack_.pop_back();
      block->visited = false;
      scan(*block);
    }
  }

 private:
  void reach(FlowBlock* block, std::uint64_t mask) {
    std::uint64_t both = block->unsafe_locals | mask;
    if (both == block->unsafe_locals) return;
    block->unsafe_locals = both;
    if (block->visited) return;
    block->visited = true;
    stack_.push_back(block);
  }

  void scan(FlowBlock& block) {
    std::uint64_t mask = block.unsafe_locals;
    for (FlowItem& item : block.items) {
      if (item.handler) reach(item.handler, mask);
      if (item.arg < 0 || item.arg >= tracked_locals) continue;
      std::uint64_t bit = std::uint64_t(1) << item.arg;
      switch (item.opcode) {
        case DELETE_FAST: case LOAD_FAST_AND_CLEAR: case PSEUDO_STORE_FAST_MAYBE_NULL:
          mask |= bit;
          break;
        case LOAD_FAST:
          if (mask & bit) item.opcode = LOAD_FAST_CHECK;
          [[fallthrough]];
        case STORE_FAST: case LOAD_FAST_CHECK:
          mask &= ~bit;
          break;
        default:
          break;
      }
    }
    if (block.next && block.falls_through()) reach(block.next, mask);
    FlowItem* last = block.last();
    if (last && is_jump(last->opcode)) reach(last->target, mask);
  }

  void scan_many(std::int32_t count) {
    std::vector<std::int32_t> bound(std::size_t(count), 0);  // the block in which it is known to be bound
    std::int32_t number = 0;
    for (FlowBlock* block = graph_.entry; block; block = block->next) {
      ++number;
      for (FlowItem& item : block->items) {
        if (item.arg < tracked_locals || item.arg >= count) continue;
        std::int32_t& in = bound[std::size_t(item.arg)];
        switch (item.opcode) {
          case DELETE_FAST: case LOAD_FAST_AND_CLEAR: case PSEUDO_STORE_FAST_MAYBE_NULL:
            in = number - 1;
            break;
          case LOAD_FAST:
            if (in != number) item.opcode = LOAD_FAST_CHECK;
            [[fallthrough]];
          case STORE_FAST:
            in = number;
            break;
          default:
            break;
        }
      }
    }
  }

  FlowGraph& graph_;
  std::vector<FlowBlock*> stack_;
};

}  // namespace

void check_uninitialized_locals(FlowGraph& graph, std::int32_t parameters) { LocalsCheck(graph).run(parameters); }

void insert_superinstructions(FlowGraph& graph) {
  for (FlowBlock* block = graph.entry; block; block = block->next)
    for (std::size_t i = 0; i + 1 < block->items.size(); ++i) {
      FlowItem& first = block->items[i];
      FlowItem& second = block->items[i + 1];
      Opcode fused = NOP;
      if (first.opcode == LOAD_FAST && second.opcode == LOAD_FAST) fused = LOAD_FAST_LOAD_FAST;
      if (first.opcode == STORE_FAST && second.opcode == LOAD_FAST) fused = STORE_FAST_LOAD_FAST;
      if (first.opcode == STORE_FAST && second.opcode == STORE_FAST) fused = STORE_FAST_STORE_FAST;
      constexpr std::int32_t most = 16;  // four bits for each
      if (fused == NOP || first.arg >= most || second.arg >= most) continue;
      if (first.at.line >= 0 && second.at.line >= 0 && first.at.line != second.at.line) continue;
      set_operation(first, fused, first.arg << 4 | second.arg);
      set_operation(second, NOP);
    }
  remove_redundant_nops(graph);
}

void label_exception_targets(FlowGraph& graph) {
  graph.clear_visited();
  std::vector<FlowBlock*> stack{graph.entry};
  graph.entry->visited = true;
  graph.entry->handlers.clear();
  std::int32_t last_yield_depth = -1;
  auto reach = [&](FlowBlock* block, const std::vector<FlowBlock*>& handlers) {
    if (block->visited) return;
    block->visited = true;
    block->handlers = handlers;
    stack.push_back(block);
  };
  while (!stack.empty()) {
    FlowBlock* block = stack.back();
    stack.pop_back();
    std::vector<FlowBlock*> handlers = std::move(block->handlers);
    block->handlers.clear();
    for (FlowItem& item : block->items) {
      FlowBlock* handler = handlers.empty() ? nullptr : handlers.back();
      if (is_block_push(item.opcode)) {
        reach(item.target, handlers);
        if (item.opcode != PSEUDO_SETUP_FINALLY) item.target->preserve_lasti = true;
        handlers.push_back(item.target);
      } else if (item.opcode == POP_BLOCK || item.opcode == PSEUDO_POP_BLOCK) {
        if (!handlers.empty()) handlers.pop_back();
        if (resumes_know_depth(graph.release)) set_operation(item, NOP);
      } else if (is_jump(item.opcode)) {
        item.handler = handler;
        reach(item.target, handlers);
      } else {
        item.handler = handler;
        std::int32_t depth = std::int32_t(handlers.size());
        if (item.opcode == YIELD_VALUE) {
          if (graph.release.since(3, 12) && yields_know_depth(graph.release)) item.arg = depth;
          last_yield_depth = depth;
        } else if (item.opcode == RESUME && resumes_know_depth(graph.release) && item.arg != 0) {
          constexpr std::int32_t depth_one = 4;
          if (last_yield_depth == 1) item.arg |= depth_one;
          last_yield_depth = -1;
        }
      }
    }
    if (block->falls_through() && block->next) reach(block->next, handlers);
  }
}

std::int32_t stack_depth(FlowGraph& graph) {
  for (FlowBlock& block : graph.blocks) block.start_depth = -1;
  std::vector<FlowBlock*> stack;
  auto reach = [&](FlowBlock* block, std::int32_t depth) {
    if (block->start_depth >= depth || block->start_depth >= deepest_start) return;
    block->start_depth = depth;
    stack.push_back(block);
  };
  constexpr std::int32_t generator = code_flag::Generator | code_flag::Coroutine | code_flag::AsyncGenerator;
  bool value = (graph.unit.flags & generator) != 0 && generators_begin_with_value(graph.release);
  reach(graph.entry, value);
  std::int32_t deepest = 0;
  while (!stack.empty()) {
    FlowBlock* block = stack.back();
    stack.pop_back();
    std::int32_t depth = block->start_depth;
    FlowBlock* next = block->next;
    for (FlowItem& item : block->items) {
      std::int32_t after = depth + stack_effect(graph.release, item.opcode, item.arg, false);
      deepest = std::max(deepest, after);
      if (item.target && has_target(item.opcode)) {
        std::int32_t taken = depth + stack_effect(graph.release, item.opcode, item.arg, true);
        deepest = std::max(deepest, taken);
        reach(item.target, taken);
      }
      depth = after;
      if (is_unconditional_jump(item.opcode) || exits_scope(item.opcode)) {
        next = nullptr;
        break;
      }
    }
    if (next) reach(next, depth);
  }
  return deepest;
}

}  // namespace xvm::compiler
