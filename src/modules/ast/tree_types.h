// The classes of _ast and what is kept of them: made of the release's table when first asked for.
#pragma once

#include <string_view>
#include <unordered_map>
#include <vector>

#include "compiler/tree_classes.h"
#include "vm/type.h"
#include "vm/value.h"

namespace xvm {

class Thread;

struct NodeType {
  const compiler::TreeClass* spec = nullptr;
  Value type;
  std::vector<Value> fields, attributes;  // their names, interned
  const NodeType* sum = nullptr;          // of a constructor
  std::vector<const NodeType*> constructors;
};

class NodeTypes {
 public:
  const NodeType* find(std::string_view name) const {
    auto found = by_name_.find(name);
    return found == by_name_.end() ? nullptr : found->second;
  }
  const std::vector<NodeType>& all() const { return types_; }
  Ref base() const { return base_; }  // AST

  // The one instance of a constructor without fields that trees are made with: Load(), Add().
  Value singleton(Thread& thread, std::string_view name);

 private:
  friend NodeTypes* node_types(Thread& thread);
  bool make(Thread& thread);

  std::vector<NodeType> types_;
  std::unordered_map<std::string_view, const NodeType*> by_name_;
  std::unordered_map<std::string_view, Value> singletons_;
  Value base_;
};

// Null with the error set.
NodeTypes* node_types(Thread& thread);

bool is_tree(Thread& thread, Ref v);  // an instance of AST; false before any was made

}  // namespace xvm
