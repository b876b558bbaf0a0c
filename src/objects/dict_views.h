// What keys(), values() and items() give in 3.x, and viewkeys() and its kin in 2.7.
#pragma once

#include "objects/iterators.h"
#include "vm/object.h"

namespace xvm {

struct DictView : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "dict_view";
  static constexpr bool gc = true;
  Value dict;
  DictPart part = DictPart::Keys;
  void traverse(Visitor& v) { v(dict); }
  void clear() {}
};

Value make_dict_view(Thread& thread, Ref dict, DictPart part);

}  // namespace xvm
