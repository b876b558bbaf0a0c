// From node objects to the compiler's syntax tree, in three steps: read by the release's table, checked, built.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "base/arena.h"
#include "compiler/ast.h"
#include "compiler/tree_classes.h"
#include "vm/value.h"

namespace xvm {

class Thread;
class NodeTypes;
struct NodeType;

namespace compiler {
class ConstantMaker;
}

struct TreeNode;

// What a field holds, by the type that the table gives it; nothing where it is absent or None.
struct TreeItem {
  TreeNode* node = nullptr;              // of another class
  compiler::Symbol name = nullptr;       // identifier
  std::int64_t number = 0;               // int, bool
  Ref object;                            // string, constant and the like; kept alive by the reader
  std::span<TreeItem> items;             // of a field of many
};

struct TreeNode {
  const compiler::TreeClass* spec;
  std::span<TreeItem> fields;
  compiler::Location loc;

  bool is(std::string_view name) const { return spec->name == name; }
  // A field by name; an empty one where the release does not have it.
  const TreeItem& operator[](std::string_view name) const;
};

class TreeReader {
 public:
  TreeReader(Thread& thread, NodeTypes& types, Arena& arena, compiler::SymbolPool& symbols)
      : thread_(thread), types_(types), arena_(arena), symbols_(symbols) {}

  // Null with the error set.
  TreeNode* read(Ref v, std::string_view type);

 private:
  bool read_node(Ref v, const NodeType& type, TreeNode*& out);
  bool read_fields(Ref v, const NodeType& type, TreeNode& node);
  bool read_place(Ref v, const NodeType& type, compiler::Location& loc);
  bool read_item(Ref v, const compiler::TreeField& field, TreeItem& item);
  bool read_number(Ref v, std::int64_t& number);
  // The attribute, null without an error where there is none.
  Value get(Ref v, Ref name);

  Thread& thread_;
  NodeTypes& types_;
  Arena& arena_;
  compiler::SymbolPool& symbols_;
  std::vector<Value> kept_;
  std::uint32_t depth_ = 0;
};

// What the release's compiler asks of a tree that a program made; false with the error set. No tree that it passes can
// harm the compiler.
bool check_tree(Thread& thread, const TreeNode& module);

// Null with the error set.
compiler::Module* build_tree(Thread& thread, const TreeNode& module, Arena& arena, compiler::SymbolPool& symbols,
                             compiler::ConstantMaker& maker);

}  // namespace xvm
