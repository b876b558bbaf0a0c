// Classic classes of 2.x: classobj and instance.
#pragma once

#include "vm/object.h"

namespace xvm {

class Thread;

struct ClassObj : Object {
  static constexpr Kind kind = Kind::ClassObj;
  static constexpr const char* layout_name = "classobj";
  static constexpr bool gc = true;
  Value bases, dict, name;   // tuple of ClassObj, Dict, str
  void traverse(Visitor& v) { v(bases), v(dict); }
  void clear() { dict = nullptr; }
};

struct OldInstance : Object {
  static constexpr Kind kind = Kind::OldInstance;
  static constexpr const char* layout_name = "instance";
  static constexpr bool gc = true;
  Value class_, dict;        // ClassObj, Dict
  void traverse(Visitor& v) { v(class_), v(dict); }
  void clear() { dict = nullptr; }
};

// name in the class or its bases, depth first; borrowed, null if absent. `found_in`: the class that has it.
Ref class_lookup(ClassObj& c, Ref name, ClassObj** found_in = nullptr);
bool class_is_subclass(ClassObj& c, ClassObj& base);
Value make_class_obj(Thread& thread, Ref name, Ref bases, Ref dict);
Value make_old_instance(Thread& thread, Ref class_obj);   // without calling __init__
bool has_del_method(Thread& thread, OldInstance& instance);   // whether its death runs anything

}  // namespace xvm
