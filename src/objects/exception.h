// Exceptions: the struct behind every one of them, and tracebacks.
#pragma once

#include "vm/object.h"

namespace xvm {

class Thread;
struct Frame;

struct Exception : Object {
  static constexpr Kind kind = Kind::Exception;
  static constexpr const char* layout_name = "BaseException";
  static constexpr bool gc = true;
  Value args, dict;
  Value traceback, context, cause;   // null: None
  bool suppress_context = false;
  Value notes_list;
  // Fields of particular exceptions, null where unset: StopIteration.value, SystemExit.code, OSError's and SyntaxError's fields,
  // UnicodeError's, ImportError's, NameError.name, AttributeError.name and obj, groups' message and exceptions; 2.x message.
  Value fields[12];
  void traverse(Visitor& v);
  void clear();
};

struct Traceback : Object {
  static constexpr Kind kind = Kind::Traceback;
  static constexpr const char* layout_name = "traceback";
  static constexpr bool gc = true;
  Value next, frame;        // Traceback or null, FrameObject
  std::int32_t instruction = 0;   // index in the code's stream
  std::int32_t line = -1;         // -1: from the instruction
  void traverse(Visitor& v) { v(next), v(frame); }
  void clear() { next = nullptr; frame = nullptr; }
};

// Puts an entry for `frame` in front of the traceback of the error that is set.
void add_traceback(Thread& thread, Frame& frame);
// Prints an error as the interpreter does for an uncaught one: "Traceback (most recent call last): ..." to sys.stderr.
void print_uncaught(Thread& thread);
Value make_exception(Thread& thread, Ref type, Ref args_tuple);   // type(*args) by the normal call

}  // namespace xvm
