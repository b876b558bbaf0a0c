// FrameLocalsProxy of 3.13 (PEP 667): f_locals of a function's frame, reading and writing its variables.
#pragma once

#include "vm/object.h"

namespace xvm {

class Thread;
class Runtime;

struct FrameLocalsProxy : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "FrameLocalsProxy";
  static constexpr bool gc = true;
  Value frame;   // FrameObject
  void traverse(Visitor& v) { v(frame); }
  void clear() { frame = nullptr; }
};

Value make_frame_locals_proxy(Thread& thread, Ref frame);
void make_frame_locals_proxy_type(Runtime& runtime);   // nothing before 3.13

}  // namespace xvm
