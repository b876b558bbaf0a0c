#include "bytecode/stack_pool.h"

namespace xvm {

// Nodes are kept from one code object to the next, as most stacks are the same, but not without end.
constexpr std::size_t kept_nodes = 512;

StackPool::StackPool() { nodes_.push_back({no_stack, no_stack, no_stack, no_stack, 0, SlotKind::Null, false}); }

void StackPool::begin(std::uint64_t work, std::size_t nodes) {
  if (nodes_.size() > kept_nodes) {
    nodes_.resize(1);
    nodes_.shrink_to_fit();
    nodes_[empty_stack].first_above = nodes_[empty_stack].value_above = no_stack;
  }
  work_ = static_cast<std::int64_t>(work);
  node_limit_ = nodes_.size() + nodes;
}

StackId StackPool::add(StackId below, Slot top) {
  work_--;
  if (nodes_.size() >= node_limit_) {
    work_ = -1;
    return below;
  }
  auto id = static_cast<StackId>(nodes_.size());
  nodes_.push_back({below, no_stack, nodes_[below].first_above, no_stack, nodes_[below].depth + 1, top,
                    nodes_[below].holds_state || top.is_state()});
  nodes_[below].first_above = id;
  if (top == Slot(SlotKind::Value)) nodes_[below].value_above = id;
  return id;
}

StackId StackPool::merge(StackId a, StackId b) {
  merged_.clear();
  while (a != b) {
    Slot slot;
    if (!xvm::merge(top(a), top(b), slot)) return no_stack;
    merged_.push_back(slot);
    a = below(a);
    b = below(b);
  }
  work_ -= static_cast<std::int64_t>(merged_.size());
  while (!merged_.empty()) {
    a = push(a, merged_.back());
    merged_.pop_back();
  }
  return a;
}

}  // namespace xvm
