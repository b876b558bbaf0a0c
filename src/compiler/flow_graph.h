// The control flow graph of one code object, from 3.10 on: what the optimiser and the assembler of those releases work on.
#pragma once

#include <cstdint>
#include <deque>
#include <vector>

#include "compiler/opcode.h"
#include "compiler/sequence.h"
#include "pyc/release.h"

namespace xvm::compiler {

class ConstantMerger;
class ConstantMaker;
struct FlowBlock;

// As in Location, but line -1 where there is none, and columns -1 where only the line is known.
struct Position {
  std::int32_t line = -1, column = -1, end_line = -1, end_column = -1;
  friend bool operator==(const Position&, const Position&) = default;
};

struct FlowItem {
  Opcode opcode;
  std::int32_t arg = 0;
  FlowBlock* target = nullptr;   // of jumps and SETUP_*
  Position at;
  FlowBlock* handler = nullptr;  // of exceptions raised here, once they are labelled
};

struct FlowBlock {
  std::vector<FlowItem> items;
  FlowBlock* next = nullptr;
  std::int32_t made = 0;      // blocks in the order in which the release's generator makes them
  bool labelled = false;      // may be jumped to
  bool visited = false, except_handler = false, preserve_lasti = false, cold = false, warm = false;
  std::int32_t predecessors = 0;
  std::int32_t start_depth = -1;
  std::int32_t offset = 0;    // in code units
  std::uint64_t unsafe_locals = 0;
  std::vector<FlowBlock*> handlers;  // while exception targets are labelled

  FlowItem* last() { return items.empty() ? nullptr : &items.back(); }
  bool exits_scope() const;
  bool falls_through() const;
};

bool is_jump(Opcode opcode);         // SETUP_* not among them
bool is_unconditional_jump(Opcode opcode);
bool is_block_push(Opcode opcode);
bool exits_scope(Opcode opcode);
bool has_target(Opcode opcode);

struct FlowGraph {
  const Release& release;
  CodeUnit& unit;
  std::deque<FlowBlock> blocks;  // addresses are stable
  FlowBlock* entry = nullptr;

  FlowGraph(const Release& r, CodeUnit& u) : release(r), unit(u) {}
  FlowBlock* new_block(std::int32_t made);
  std::vector<FlowBlock*> newest_first();  // all blocks that the chain from entry holds, and those it dropped
  void clear_visited();
};

// From the unit's items and marks.
void build_flow_graph(FlowGraph& graph);

// The release's optimiser, up to the final order of blocks and the final locations; may change consts of the unit.
void optimize_flow_graph(FlowGraph& graph, ConstantMaker& maker, ConstantMerger& merger);

// One block of the above; see flow_peephole.cpp.
void optimize_block(FlowGraph& graph, FlowBlock& block, ConstantMaker& maker, ConstantMerger& merger);
void optimize_constant_loads(FlowGraph& graph, FlowBlock& block, ConstantMaker& maker, ConstantMerger& merger);  // 3.13

// NOPs that no line needs; from 3.12 gives how many went.
int remove_redundant_nops(FlowGraph& graph, FlowBlock& block, std::int32_t previous_line = -1);
int remove_redundant_nops(FlowGraph& graph);
int remove_redundant_jumps(FlowGraph& graph);
FlowBlock* nonempty(FlowBlock* block);  // the first block with items from here on, or nullptr

// Fills handlers of all items and preserve_lasti of blocks.
void label_exception_targets(FlowGraph& graph);
void check_uninitialized_locals(FlowGraph& graph, std::int32_t parameters);  // 3.12
void insert_superinstructions(FlowGraph& graph);                             // 3.13
void push_cold_blocks_to_end(FlowGraph& graph);                              // 3.12

std::int32_t stack_depth(FlowGraph& graph);

void set_operation(FlowItem& item, Opcode opcode, std::int32_t arg = 0);

}  // namespace xvm::compiler
