// cell: a variable shared by closures.
#pragma once

#include "vm/object.h"

namespace xvm {

class Thread;

struct Cell : Object {
  static constexpr Kind kind = Kind::Cell;
  static constexpr const char* layout_name = "cell";
  static constexpr bool gc = true;
  Value content;   // null: empty
  void traverse(Visitor& v) { v(content); }
  void clear() { content = nullptr; }
};
Value make_cell(Thread& thread, Value content);

}  // namespace xvm
