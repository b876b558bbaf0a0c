// Abstract stacks as nodes of a tree, each stack one number: equal stacks are the same node, so that keeping one for
// every instruction and comparing two costs nothing.
#pragma once

#include <cstdint>
#include <vector>

#include "bytecode/slots.h"

namespace xvm {

using StackId = std::uint32_t;
inline constexpr StackId empty_stack = 0;
inline constexpr StackId no_stack = 0xffffffff;

class StackPool {
 public:
  StackPool();

  // For the next code object: work is what push() and merging may cost in steps, nodes what they may add.
  void begin(std::uint64_t work, std::size_t nodes);
  // Neither limit of begin() is exceeded. Once it is, stacks may be shallower than what was pushed.
  bool within_limits() const { return work_ >= 0; }
  void spend(std::int64_t steps) { work_ -= steps; }

  Slot top(StackId stack) const { return nodes_[stack].top; }
  StackId below(StackId stack) const { return nodes_[stack].below; }
  std::uint32_t depth(StackId stack) const { return nodes_[stack].depth; }
  bool holds_state(StackId stack) const { return nodes_[stack].holds_state; }

  StackId push(StackId below, Slot top) {
    for (StackId child = nodes_[below].first_above; child != no_stack; child = nodes_[child].next_beside) {
      if (nodes_[child].top == top) return child;
      work_--;
    }
    return add(below, top);
  }
  StackId push_value(StackId below) {
    StackId known = nodes_[below].value_above;
    return known != no_stack ? known : push(below, SlotKind::Value);
  }
  // The lowest depth slots; depth is not more than there are.
  StackId cut(StackId stack, std::uint32_t depth) {
    work_ -= nodes_[stack].depth - depth;
    while (nodes_[stack].depth > depth) stack = nodes_[stack].below;
    return stack;
  }
  // i counts from the top, 0 is the top itself.
  Slot peek(StackId stack, std::uint32_t i) {
    work_ -= i;
    for (; i > 0; i--) stack = nodes_[stack].below;
    return nodes_[stack].top;
  }
  // Of stacks of the same depth; no_stack when a slot has two uses.
  StackId merge(StackId a, StackId b);

 private:
  struct Node {
    StackId below, first_above, next_beside;
    StackId value_above;  // of those above, the one whose top is a Value
    std::uint32_t depth;
    Slot top;
    bool holds_state;  // a State is in it
  };
  StackId add(StackId below, Slot top);

  std::vector<Node> nodes_;
  std::vector<Slot> merged_;
  std::int64_t work_ = 0;
  std::size_t node_limit_ = 0;
};

}  // namespace xvm
