// Generators, coroutines and async generators: a frame of their own that runs where it lies.
#pragma once

#include "vm/frame.h"
#include "vm/object.h"
#include "vm/thread.h"

namespace xvm {

struct Generator : Object {
  static constexpr Kind kind = Kind::Generator;
  static constexpr const char* layout_name = "generator";
  static constexpr bool gc = true;
  enum State : std::uint8_t { Created, Suspended, Running, Finished };
  State state = Created;
  bool hooks_called = false, async_running = false, closed = false;   // async generators
  Frame* frame = nullptr;       // owned, on the heap; null when finished
  Value name, qualname, code;
  Value origin;                 // cr_origin
  Value finalizer;              // async generators
  ExceptionState exceptions;    // what it handles while it runs
  ~Generator();
  void traverse(Visitor& v);
  void clear();
};

// What resuming gave.
enum class Resumed : std::uint8_t { Yielded, Returned, Raised };
// Resumes with a value (None to start) or, when `error` is set in the thread and throwing, by raising it there.
Resumed resume(Thread& thread, Generator& generator, Ref value, bool throwing, Value& result);
Value generator_send(Thread& thread, Ref generator, Ref value);     // raises StopIteration at the end
Value generator_throw(Thread& thread, Ref generator, Args args);
bool generator_close(Thread& thread, Ref generator);
Ref generator_delegate(Generator& generator);    // what it awaits or yields from (gi_yieldfrom), null if nothing

}  // namespace xvm
