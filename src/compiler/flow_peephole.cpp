// What the optimiser of 3.10 to 3.13 does within one block.
#include <algorithm>

#include "compiler/constant_math.h"
#include "compiler/constant_merger.h"
#include "compiler/flow_graph.h"

namespace xvm::compiler {
namespace {

using enum Opcode;

bool nops_keep_their_operand(const Release& release) { return release.until(3, 10); }
bool has_swap(const Release& release) { return release.since(3, 11); }
bool jumps_are_pseudo(const Release& release) { return release.since(3, 11); }
bool threads_over_lineless_jumps(const Release& release) { return release.since(3, 12); }
bool threads_keep_locations(const Release& release) { return release.since(3, 13); }
bool returns_constants(const Release& release) { return release.since(3, 12); }
bool sees_copied_constants(const Release& release) { return release.since(3, 12); }
bool has_to_bool(const Release& release) { return release.since(3, 13); }
bool swaps_come_last(const Release& release) { return release.since(3, 13); }
bool tests_none_directly(const Release& release) { return release.since(3, 11); }

bool swappable(Opcode opcode) {
  return opcode == STORE_FAST || opcode == PSEUDO_STORE_FAST_MAYBE_NULL || opcode == POP_TOP;
}

std::int32_t stored_local(const FlowItem& item) {
  return item.opcode == STORE_FAST || item.opcode == PSEUDO_STORE_FAST_MAYBE_NULL ? item.arg : -1;
}

class Peephole {
 public:
  Peephole(FlowGraph& graph, FlowBlock& block, ConstantMaker& maker, ConstantMerger& merger)
      : graph_(graph), release_(graph.release), block_(block), items_(block.items), maker_(maker), merger_(merger) {}

  void run();
  void load_constants();

 private:
  Opcode opcode_at(std::size_t i) const { return i < items_.size() ? items_[i].opcode : CACHE; }
  void drop(FlowItem& item) { set_operation(item, NOP, nops_keep_their_operand(release_) ? item.arg : 0); }
  Opcode jump() const { return jumps_are_pseudo(release_) ? PSEUDO_JUMP : JUMP_ABSOLUTE; }
  ConstantId constant(std::int32_t index) const { return graph_.unit.consts[std::size_t(index)]; }
  bool is_true(std::int32_t index) const;
  std::int32_t add_constant(ConstantId id);

  bool step(std::size_t& i);  // true: look at the same place again
  void constant_load(std::size_t& i, std::int32_t arg);
  void test_none(std::size_t i, std::int32_t arg);
  bool pack_and_unpack(std::size_t i);
  void fold_tuple(std::size_t i);
  bool thread(FlowItem& item, const FlowItem& target, Opcode opcode);
  bool thread_or_pop(FlowItem& item, const FlowItem& target);
  void rotate(std::size_t i);
  std::size_t minimize_swaps(std::size_t begin);
  void apply_swaps(std::ptrdiff_t i);
  std::ptrdiff_t next_swappable(std::ptrdiff_t i, std::int32_t line) const;
  void to_bool(std::size_t i);

  FlowGraph& graph_;
  const Release& release_;
  FlowBlock& block_;
  std::vector<FlowItem>& items_;
  ConstantMaker& maker_;
  ConstantMerger& merger_;
  Opcode effective_ = CACHE;  // of the item, or of the LOAD_CONST that it copies
  std::int32_t effective_arg_ = 0;
};

bool Peephole::is_true(std::int32_t index) const { return constant_is_true(maker_.pool(), constant(index)); }

std::int32_t Peephole::add_constant(ConstantId id) { return merger_.index_of(graph_.unit, id); }

// The jump goes to a jump: goes on to where that leads.
bool Peephole::thread(FlowItem& item, const FlowItem& target, Opcode opcode) {
  if (item.target == target.target) return false;
  if (threads_keep_locations(release_)) {
    FlowItem jump{opcode, 0, target.target, target.at, nullptr};
    drop(item);
    items_.push_back(jump);
    return true;
  }
  bool same_line = item.at.line == target.at.line || (threads_over_lineless_jumps(release_) && target.at.line == -1);
  if (!same_line) return false;
  item.target = target.target;
  item.opcode = opcode;
  return true;
}

// 3.10 and 3.11: a short-circuit jump to a test whose outcome it knows.
bool Peephole::thread_or_pop(FlowItem& item, const FlowItem& target) {
  bool on_true = item.opcode == JUMP_IF_TRUE_OR_POP;
  Opcode pops = on_true ? POP_JUMP_IF_TRUE : POP_JUMP_IF_FALSE;
  if (target.opcode == pops) return thread(item, target, pops);
  if (target.opcode == item.opcode || target.opcode == PSEUDO_JUMP || target.opcode == JUMP_ABSOLUTE ||
      target.opcode == JUMP_FORWARD)
    return thread(item, target, item.opcode);
  bool opposite = target.opcode == (on_true ? JUMP_IF_FALSE_OR_POP : JUMP_IF_TRUE_OR_POP) ||
                  target.opcode == (on_true ? POP_JUMP_IF_FALSE : POP_JUMP_IF_TRUE);
  if (!opposite || item.at.line != target.at.line || !item.target->next) return false;
  item.opcode = pops;
  item.target = item.target->next;
  return true;
}

bool Peephole::pack_and_unpack(std::size_t i) {
  std::int32_t count = items_[i].arg;
  if (opcode_at(i + 1) != UNPACK_SEQUENCE || items_[i + 1].arg != count || count < 1 || count > 3) return false;
  if (count == 1) {
    drop(items_[i]);
    drop(items_[i + 1]);
  } else if (has_swap(release_)) {
    drop(items_[i]);
    set_operation(items_[i + 1], SWAP, count);
  } else {
    set_operation(items_[i], count == 2 ? ROT_TWO : ROT_THREE, count);
    set_operation(items_[i + 1], count == 2 ? NOP : ROT_TWO, count);
  }
  return true;
}

void Peephole::fold_tuple(std::size_t i) {
  std::size_t count = std::size_t(items_[i].arg);
  if (i < count) return;
  std::vector<ConstantId> elements;
  for (std::size_t at = i - count; at < i; ++at) {
    if (items_[at].opcode != LOAD_CONST) return;
    elements.push_back(constant(items_[at].arg));
  }
  std::int32_t index = add_constant(merger_.merge(maker_.tuple(elements)));
  for (std::size_t at = i - count; at < i; ++at) drop(items_[at]);
  set_operation(items_[i], LOAD_CONST, index);
}

// LOAD_CONST None, IS_OP, conditional jump: one jump.
void Peephole::test_none(std::size_t i, std::int32_t arg) {
  if (maker_.pool().kind(constant(arg)) != ConstantKind::None) return;
  std::size_t jump = i + 2;
  if (has_to_bool(release_) && opcode_at(jump) == TO_BOOL) drop(items_[jump++]);
  Opcode opcode = opcode_at(jump);
  if (opcode != POP_JUMP_IF_FALSE && opcode != POP_JUMP_IF_TRUE) return;
  bool inverted = (items_[i + 1].arg != 0) != (opcode == POP_JUMP_IF_FALSE);
  drop(items_[i]);
  drop(items_[i + 1]);
  items_[jump].opcode = inverted ? POP_JUMP_IF_NOT_NONE : POP_JUMP_IF_NONE;
}

void Peephole::constant_load(std::size_t& i, std::int32_t arg) {
  switch (opcode_at(i + 1)) {
    case POP_JUMP_IF_FALSE:
    case POP_JUMP_IF_TRUE: {
      FlowItem& next = items_[i + 1];
      bool jumps = is_true(arg) == (next.opcode == POP_JUMP_IF_TRUE);
      drop(items_[i]);
      if (jumps) next.opcode = jump();
      else drop(next);
      return;
    }
    case JUMP_IF_FALSE_OR_POP:
    case JUMP_IF_TRUE_OR_POP: {
      FlowItem& next = items_[i + 1];
      if (is_true(arg) == (next.opcode == JUMP_IF_TRUE_OR_POP)) {
        next.opcode = jump();
      } else {
        drop(items_[i]);
        drop(next);
      }
      return;
    }
    case IS_OP:
      if (tests_none_directly(release_)) test_none(i, arg);
      return;
    case RETURN_VALUE:
      if (!returns_constants(release_)) return;
      drop(items_[i]);
      set_operation(items_[++i], RETURN_CONST, arg);
      return;
    case TO_BOOL: {
      std::int32_t index = add_constant(merger_.merge(maker_.boolean(is_true(arg))));
      drop(items_[i]);
      set_operation(items_[i + 1], LOAD_CONST, index);
      return;
    }
    default:
      return;
  }
}

// 3.10: n rotations by n leave everything in place.
void Peephole::rotate(std::size_t i) {
  std::int32_t count = items_[i].arg;
  if (count < 2) return drop(items_[i]);
  if (count == 2) items_[i].opcode = ROT_TWO;
  if (count == 3) items_[i].opcode = ROT_THREE;
  if (count == 4) items_[i].opcode = ROT_FOUR;
  if (i + 1 < std::size_t(count)) return;
  std::size_t begin = i + 1 - std::size_t(count);
  for (std::size_t at = begin; at <= i; ++at) {
    const FlowItem& item = items_[at];
    std::int32_t by = item.opcode == ROT_TWO     ? 2
                      : item.opcode == ROT_THREE ? 3
                      : item.opcode == ROT_FOUR  ? 4
                      : item.opcode == ROT_N     ? item.arg
                                                 : 0;
    if (by != count) return;
  }
  for (std::size_t at = begin; at <= i; ++at) drop(items_[at]);
}

// Replaces the run of SWAPs and NOPs that begins here by the shortest with the same effect, written from its end. Gives
// the last place of the run.
std::size_t Peephole::minimize_swaps(std::size_t begin) {
  std::size_t end = begin + 1;
  std::int32_t depth = items_[begin].arg;
  bool more = false;
  for (; end < items_.size(); ++end) {
    if (items_[end].opcode == SWAP) {
      depth = std::max(depth, items_[end].arg);
      more = true;
    } else if (items_[end].opcode != NOP) {
      break;
    }
  }
  if (!more) return begin;
  constexpr std::int32_t placed = -1;
  std::vector<std::int32_t> stack(static_cast<std::size_t>(depth));
  for (std::int32_t i = 0; i < depth; ++i) stack[std::size_t(i)] = i;
  for (std::size_t i = begin; i < end; ++i)
    if (items_[i].opcode == SWAP) std::swap(stack[0], stack[std::size_t(items_[i].arg - 1)]);
  std::size_t free = end;  // places before are still to be filled
  auto emit = [&](std::int32_t depth_of_swap) {
    items_[--free].opcode = SWAP;
    items_[free].arg = depth_of_swap;
  };
  for (std::int32_t i = 0; i < depth; ++i) {
    if (stack[std::size_t(i)] == placed || stack[std::size_t(i)] == i) continue;
    for (std::int32_t at = i;;) {
      if (at) emit(at + 1);
      if (stack[std::size_t(at)] == placed) break;
      std::int32_t following = stack[std::size_t(at)];
      stack[std::size_t(at)] = placed;
      at = following;
    }
  }
  while (free > begin) drop(items_[--free]);
  return end - 1;
}

std::ptrdiff_t Peephole::next_swappable(std::ptrdiff_t i, std::int32_t line) const {
  for (++i; i < std::ptrdiff_t(items_.size()); ++i) {
    const FlowItem& item = items_[std::size_t(i)];
    if (line >= 0 && item.at.line != line) return -1;
    if (item.opcode == NOP) continue;
    return swappable(item.opcode) ? i : -1;
  }
  return -1;
}

// Exchanges the stores behind a SWAP instead of the values, from here backwards.
void Peephole::apply_swaps(std::ptrdiff_t i) {
  for (; i >= 0; --i) {
    FlowItem& swap = items_[std::size_t(i)];
    if (swap.opcode != SWAP) {
      if (swap.opcode == NOP || swappable(swap.opcode)) continue;
      return;
    }
    std::ptrdiff_t first = next_swappable(i, -1);
    if (first < 0) return;
    std::ptrdiff_t second = first;
    std::int32_t line = items_[std::size_t(first)].at.line;
    for (std::int32_t count = swap.arg - 1; count > 0; --count) {
      second = next_swappable(second, line);
      if (second < 0) return;
    }
    std::int32_t a = stored_local(items_[std::size_t(first)]), b = stored_local(items_[std::size_t(second)]);
    if (a >= 0 || b >= 0) {
      if (a == b) return;
      for (std::ptrdiff_t between = first + 1; between < second; ++between) {
        std::int32_t local = stored_local(items_[std::size_t(between)]);
        if (local >= 0 && (local == a || local == b)) return;
      }
    }
    drop(swap);
    std::swap(items_[std::size_t(first)], items_[std::size_t(second)]);
  }
}

// 3.13: results that are bool already.
void Peephole::to_bool(std::size_t i) {
  FlowItem& item = items_[i];
  Opcode next = opcode_at(i + 1);
  if (item.opcode == UNARY_NOT && next == UNARY_NOT) {
    drop(items_[i + 1]);
    return drop(item);
  }
  if (next != TO_BOOL) return;
  if (item.opcode != TO_BOOL) {
    std::int32_t arg = item.opcode == COMPARE_OP ? item.arg | 16 : item.arg;
    set_operation(items_[i + 1], item.opcode, arg);
  }
  drop(item);
}

bool Peephole::step(std::size_t& i) {
  FlowItem& item = items_[i];
  static const FlowItem no_target{NOP, 0, nullptr, {}, nullptr};
  Opcode opcode = item.opcode;
  std::int32_t arg = item.arg;
  if (sees_copied_constants(release_)) {
    bool copy = effective_ == LOAD_CONST && item.opcode == COPY && item.arg == 1;
    if (!copy) {
      effective_ = item.opcode;
      effective_arg_ = item.arg;
    }
    opcode = effective_;
    arg = effective_arg_;
  }
  const FlowItem* target = &no_target;
  if (has_target(item.opcode) && item.target) {
    if (FlowBlock* block = nonempty(item.target)) {
      item.target = block;
      target = &block->items[0];
    }
  }
  switch (opcode) {
    case LOAD_CONST:
      if (!has_to_bool(release_)) constant_load(i, arg);
      return false;
    case BUILD_TUPLE:
      if (!pack_and_unpack(i)) fold_tuple(i);
      return false;
    case JUMP_IF_FALSE_OR_POP:
    case JUMP_IF_TRUE_OR_POP:
      return thread_or_pop(item, *target);
    case POP_JUMP_IF_NONE:
    case POP_JUMP_IF_NOT_NONE:
    case POP_JUMP_IF_FALSE:
    case POP_JUMP_IF_TRUE: {
      bool to_jump = target->opcode == PSEUDO_JUMP || target->opcode == JUMP_ABSOLUTE || target->opcode == JUMP_FORWARD;
      return to_jump && thread(item, *target, item.opcode);
    }
    case JUMP_ABSOLUTE:
    case JUMP_FORWARD:
      return (target->opcode == JUMP_FORWARD || target->opcode == JUMP_ABSOLUTE) &&
             thread(item, *target, target->opcode);
    case PSEUDO_JUMP:
      if (target->opcode == PSEUDO_JUMP_NO_INTERRUPT && has_to_bool(release_)) return thread(item, *target, PSEUDO_JUMP);
      return target->opcode == PSEUDO_JUMP && thread(item, *target, PSEUDO_JUMP);
    case PSEUDO_JUMP_NO_INTERRUPT:
      if (!has_to_bool(release_)) return false;
      if (target->opcode == PSEUDO_JUMP) return thread(item, *target, PSEUDO_JUMP);
      return target->opcode == PSEUDO_JUMP_NO_INTERRUPT && thread(item, *target, PSEUDO_JUMP_NO_INTERRUPT);
    case FOR_ITER:
      return target->opcode == JUMP_FORWARD && thread(item, *target, FOR_ITER);
    case ROT_N:
      rotate(i);
      return false;
    case STORE_FAST:
      if (has_to_bool(release_) && opcode_at(i + 1) == STORE_FAST && items_[i + 1].arg == item.arg &&
          items_[i + 1].at.line == item.at.line)
        set_operation(item, POP_TOP);
      return false;
    case SWAP:
      if (item.arg == 1) {
        drop(item);
      } else if (!swaps_come_last(release_)) {
        i = minimize_swaps(i);
        apply_swaps(std::ptrdiff_t(i));
      }
      return false;
    case PUSH_NULL:
      if (!has_to_bool(release_) && opcode_at(i + 1) == LOAD_GLOBAL) {
        drop(item);
        items_[i + 1].arg |= 1;
      }
      return false;
    case LOAD_GLOBAL:
      if (has_to_bool(release_) && opcode_at(i + 1) == PUSH_NULL && !(item.arg & 1)) {
        item.arg |= 1;
        drop(items_[i + 1]);
      }
      return false;
    case COMPARE_OP:
    case CONTAINS_OP:
    case IS_OP:
    case TO_BOOL:
    case UNARY_NOT:
      if (has_to_bool(release_)) to_bool(i);
      return false;
    default:
      return false;
  }
}

void Peephole::run() {
  for (std::size_t i = 0; i < items_.size(); ++i)
    while (i < items_.size() && step(i)) {
    }
  if (!swaps_come_last(release_)) return;
  for (std::size_t i = 0; i < items_.size(); ++i)
    if (items_[i].opcode == SWAP) {
      i = minimize_swaps(i);
      apply_swaps(std::ptrdiff_t(i));
    }
}

void Peephole::load_constants() {
  for (std::size_t i = 0; i < items_.size(); ++i) {
    const FlowItem& item = items_[i];
    bool copy = effective_ == LOAD_CONST && item.opcode == COPY && item.arg == 1;
    if (!copy) {
      effective_ = item.opcode;
      effective_arg_ = item.arg;
    }
    if (effective_ == LOAD_CONST) constant_load(i, effective_arg_);
  }
}

}  // namespace

void optimize_block(FlowGraph& graph, FlowBlock& block, ConstantMaker& maker, ConstantMerger& merger) {
  Peephole(graph, block, maker, merger).run();
}

void optimize_constant_loads(FlowGraph& graph, FlowBlock& block, ConstantMaker& maker, ConstantMerger& merger) {
  Peephole(graph, block, maker, merger).load_constants();
}

}  // namespace xvm::compiler
