// From the optimised graph to bytes, 3.10 to 3.13: prefix instructions, directions of jumps, offsets, tables.
#include <algorithm>
#include <map>

#include "bytecode/opcodes.h"
#include "compiler/code_maker.h"
#include "compiler/constant_merger.h"
#include "compiler/flow_graph.h"
#include "compiler/tables.h"
#include "pyc/code.h"

namespace xvm::compiler {
namespace {

using enum Opcode;

bool has_exception_table(const Release& release) { return release.since(3, 11); }
bool prefix_is_optimized(const Release& release) { return release.until(3, 11); }
bool conditional_jumps_go_forward(const Release& release) { return release.since(3, 12); }
bool jumps_begin_as_indexes(const Release& release) { return release.since(3, 13); }
bool generator_prefix_has_line(const Release& release) { return release.since(3, 13); }

class FlowAssembler {
 public:
  FlowAssembler(CodeUnit& unit, ConstantMerger& merger)
      : unit_(unit), release_(*unit.release), merger_(merger), graph_(release_, unit) {}

  AssembledBytes run();

 private:
  void insert_prefix();
  void fix_cell_operands();
  void convert_pseudo_operations();
  void normalize_jumps();
  void direct_jump(FlowItem& item, bool forward);
  std::int32_t units(const FlowItem& item) const;
  void resolve_offsets();
  void emit(AssembledBytes& bytes);
  void exception_table(AssembledBytes& bytes);

  CodeUnit& unit_;
  const Release& release_;
  ConstantMerger& merger_;
  FlowGraph graph_;
};

void FlowAssembler::insert_prefix() {
  std::vector<FlowItem> prefix;
  Opcode first = graph_.entry->items.empty() ? NOP : graph_.entry->items[0].opcode;
  constexpr std::int32_t generator = code_flag::Generator | code_flag::Coroutine | code_flag::AsyncGenerator;
  bool is_generator = (unit_.flags & generator) != 0;
  if (!has_exception_table(release_)) {
    if (is_generator && first != GEN_START) {
      std::int32_t kind = (unit_.flags & code_flag::Coroutine) ? 1 : (unit_.flags & code_flag::AsyncGenerator) ? 2 : 0;
      prefix.push_back({GEN_START, kind, nullptr, {}, nullptr});
    }
  } else {
    std::vector<std::int32_t> places = cell_places(unit_);
    if (!unit_.freevars.empty())
      prefix.push_back({COPY_FREE_VARS, std::int32_t(unit_.freevars.size()), nullptr, {}, nullptr});
    std::vector<std::int32_t> cells(places.begin(), places.begin() + std::ptrdiff_t(unit_.cellvars.size()));
    std::sort(cells.begin(), cells.end());
    for (std::int32_t cell : cells) prefix.push_back({MAKE_CELL, cell, nullptr, {}, nullptr});
    if (is_generator) {
      Position at{unit_.first_line, -1, unit_.first_line, -1};
      prefix.push_back({RETURN_GENERATOR, 0, nullptr, at, nullptr});
      prefix.push_back({POP_TOP, 0, nullptr, generator_prefix_has_line(release_) ? at : Position{}, nullptr});
    }
  }
  graph_.entry->items.insert(graph_.entry->items.begin(), prefix.begin(), prefix.end());
}

void FlowAssembler::fix_cell_operands() {
  if (!has_exception_table(release_)) return;
  std::vector<std::int32_t> places = cell_places(unit_);
  for (FlowBlock& block : graph_.blocks)
    for (FlowItem& item : block.items) switch (item.opcode) {
        case LOAD_CLOSURE: case PSEUDO_LOAD_CLOSURE: case LOAD_DEREF: case STORE_DEREF: case DELETE_DEREF:
        case LOAD_CLASSDEREF: case LOAD_FROM_DICT_OR_DEREF: case MAKE_CELL:
          if (std::size_t(item.arg) < places.size()) item.arg = places[std::size_t(item.arg)];
          break;
        default:
          break;
      }
}

void FlowAssembler::convert_pseudo_operations() {
  for (FlowBlock* block = graph_.entry; block; block = block->next)
    for (FlowItem& item : block->items) {
      if (is_block_push(item.opcode) || item.opcode == POP_BLOCK || item.opcode == PSEUDO_POP_BLOCK) set_operation(item, NOP);
      if (item.opcode == PSEUDO_STORE_FAST_MAYBE_NULL) item.opcode = STORE_FAST;
      if (item.opcode == PSEUDO_LOAD_CLOSURE) item.opcode = LOAD_FAST;
    }
  remove_redundant_nops(graph_);
  if (release_.since(3, 13))
    while (remove_redundant_jumps(graph_) + remove_redundant_nops(graph_) > 0) {
    }
}

void FlowAssembler::direct_jump(FlowItem& item, bool forward) {
  if (!has_exception_table(release_)) {
    if (item.opcode == JUMP_ABSOLUTE || item.opcode == JUMP_FORWARD) item.opcode = forward ? JUMP_FORWARD : JUMP_ABSOLUTE;
    return;
  }
  switch (item.opcode) {
    case PSEUDO_JUMP:
      item.opcode = forward ? JUMP_FORWARD : JUMP_BACKWARD;
      return;
    case PSEUDO_JUMP_NO_INTERRUPT:
      item.opcode = forward ? JUMP_FORWARD : JUMP_BACKWARD_NO_INTERRUPT;
      return;
    case POP_JUMP_IF_FALSE:
      item.opcode = forward ? POP_JUMP_FORWARD_IF_FALSE : POP_JUMP_BACKWARD_IF_FALSE;
      return;
    case POP_JUMP_IF_TRUE:
      item.opcode = forward ? POP_JUMP_FORWARD_IF_TRUE : POP_JUMP_BACKWARD_IF_TRUE;
      return;
    case POP_JUMP_IF_NONE:
      item.opcode = forward ? POP_JUMP_FORWARD_IF_NONE : POP_JUMP_BACKWARD_IF_NONE;
      return;
    case POP_JUMP_IF_NOT_NONE:
      item.opcode = forward ? POP_JUMP_FORWARD_IF_NOT_NONE : POP_JUMP_BACKWARD_IF_NOT_NONE;
      return;
    default:
      return;
  }
}

Opcode opposite(Opcode opcode) {
  switch (opcode) {
    case POP_JUMP_IF_FALSE:
      return POP_JUMP_IF_TRUE;
    case POP_JUMP_IF_TRUE:
      return POP_JUMP_IF_FALSE;
    case POP_JUMP_IF_NONE:
      return POP_JUMP_IF_NOT_NONE;
    default:
      return POP_JUMP_IF_NONE;
  }
}

void FlowAssembler::normalize_jumps() {
  graph_.clear_visited();
  for (FlowBlock* block = graph_.entry; block; block = block->next) {
    block->visited = true;
    FlowItem* last = block->last();
    if (!last || !is_jump(last->opcode)) continue;
    bool forward = !last->target->visited;
    bool conditional = last->opcode == POP_JUMP_IF_FALSE || last->opcode == POP_JUMP_IF_TRUE ||
                       last->opcode == POP_JUMP_IF_NONE || last->opcode == POP_JUMP_IF_NOT_NONE;
    if (!conditional || !conditional_jumps_go_forward(release_)) {
      direct_jump(*last, forward);
      continue;
    }
    if (forward) continue;
    FlowBlock* back = graph_.new_block(block->made);
    back->items.push_back({PSEUDO_JUMP, 0, last->target, last->at, nullptr});  // outside of any handler
    last->opcode = opposite(last->opcode);
    last->target = block->next;
    back->cold = block->cold;
    back->next = block->next;
    block->next = back;
  }
}

std::int32_t FlowAssembler::units(const FlowItem& item) const {
  const OpcodeRow* row = opcodes_of(release_).find(std::uint8_t(opcode_number(release_, item.opcode)));
  return instruction_units(std::uint32_t(item.arg)) + (row ? row->caches : 0);
}

// Until no operand of a jump needs another prefix. More than one outcome can be stable: what the operands are at first counts.
void FlowAssembler::resolve_offsets() {
  if (jumps_begin_as_indexes(release_)) {
    std::int32_t index = 0;
    for (FlowBlock* block = graph_.entry; block; block = block->next) {
      block->offset = index;
      index += std::int32_t(block->items.size());
    }
    for (FlowBlock* block = graph_.entry; block; block = block->next)
      for (FlowItem& item : block->items)
        if (item.target) item.arg = item.target->offset;
  }
  for (bool changed = true; changed;) {
    std::int32_t offset = 0;
    for (FlowBlock* block = graph_.entry; block; block = block->next) {
      block->offset = offset;
      for (FlowItem& item : block->items) offset += units(item);
    }
    changed = false;
    for (FlowBlock* block = graph_.entry; block; block = block->next) {
      std::int32_t after = block->offset;
      for (FlowItem& item : block->items) {
        std::int32_t size = units(item);
        after += size;
        if (!has_target(item.opcode) && !item.target) continue;
        const OpcodeRow* row = opcodes_of(release_).find(std::uint8_t(opcode_number(release_, item.opcode)));
        bool absolute = row && row->form == OperandForm::JumpTo;
        std::int32_t to = item.target->offset;
        item.arg = absolute ? to : to < after ? after - to : to - after;
        changed |= units(item) != size;
      }
    }
  }
}

void FlowAssembler::exception_table(AssembledBytes& bytes) {
  FlowBlock* handler = nullptr;
  std::int32_t start = 0, offset = 0;
  auto end_entry = [&] {
    if (!handler || offset <= start) return;
    std::int32_t depth = std::max(handler->start_depth - 1 - int(handler->preserve_lasti), 0);
    add_exception_entry(bytes.exception_table, start, offset, handler->offset, depth, handler->preserve_lasti);
  };
  for (FlowBlock* block = graph_.entry; block; block = block->next)
    for (FlowItem& item : block->items) {
      if (item.handler != handler) {
        end_entry();
        start = offset;
        handler = item.handler;
      }
      offset += units(item);
    }
  end_entry();
}

void FlowAssembler::emit(AssembledBytes& bytes) {
  RangeTable ranges(unit_.first_line);
  LocationTable locations(release_, unit_.first_line);
  for (FlowBlock* block = graph_.entry; block; block = block->next)
    for (FlowItem& item : block->items) {
      if (has_exception_table(release_)) locations.add(item.at, units(item));
      else if (item.at.line != 0) ranges.add(std::int32_t(bytes.code.size()), item.at.line);  // 0: as before
      emit_instruction(bytes.code, release_, opcode_number(release_, item.opcode), std::uint32_t(item.arg));
    }
  if (has_exception_table(release_)) {
    locations.end();
    bytes.line_table = locations.take();
    exception_table(bytes);
  } else {
    ranges.end(std::int32_t(bytes.code.size()));
    bytes.line_table = ranges.take();
  }
}

AssembledBytes FlowAssembler::run() {
  AssembledBytes bytes;
  build_flow_graph(graph_);
  if (prefix_is_optimized(release_)) {
    fix_cell_operands();
    insert_prefix();
  }
  optimize_flow_graph(graph_, merger_.maker(), merger_);
  if (!prefix_is_optimized(release_)) {
    fix_cell_operands();
    insert_prefix();
  }
  bytes.stack_size = stack_depth(graph_);
  if (has_exception_table(release_)) {
    if (prefix_is_optimized(release_)) label_exception_targets(graph_);
    convert_pseudo_operations();
  }
  normalize_jumps();
  resolve_offsets();
  emit(bytes);
  return bytes;
}

}  // namespace

AssembledBytes assemble_flow(CodeUnit& unit, ConstantMerger& merger) { return FlowAssembler(unit, merger).run(); }

}  // namespace xvm::compiler
