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

// Turns the running frame, arguments bound, into a generator, coroutine or async generator (by its code's flags), and ends
// it on the thread's stack. The frame's pc is where the first resumption goes on.
Value make_generator(Thread& thread, Frame* frame);
// Makes a generator's frame the running one, on top of the current one; the value is what its yield gives; null: an error is to be raised at the yield.
// False with the error set when it cannot (recursion).
bool enter_generator(Thread& thread, Generator& generator, Value value, ReturnTo return_to);
// After a yield or return: unlinks the frame from the thread. finish() also drops frame and variables.
void suspend_generator(Thread& thread, Generator& generator);
void finish_generator(Thread& thread, Generator& generator);
// From 3.11 a generator's first resumption pushes None, which its code pops.
bool starts_with_pop(const Release& release);
// To 3.2 what a generator returns is one more item of it: that of a lambda with a yield, to 2.6 and in 3.0.
bool yields_what_it_returns(const Release& release);

// What resuming gave.
enum class Resumed : std::uint8_t { Yielded, Returned, Raised };
// Resumes with a value (None to start) or, when `error` is set in the thread and throwing, by raising it there.
Resumed resume(Thread& thread, Generator& generator, Ref value, bool throwing, Value& result);
// resume() with CPython's checks: already executing, not started, finished (Returned with None).
Resumed resume_checked(Thread& thread, Generator& generator, Ref value, Value& result);
// The value of the StopIteration that is set, which is cleared.
Value take_stop_iteration_value(Thread& thread);
Value generator_send(Thread& thread, Ref generator, Ref value);     // raises StopIteration at the end
Value generator_throw(Thread& thread, Ref generator, Args args);
// `value` takes what the generator returned on the way (3.13), if it did.
bool generator_close(Thread& thread, Ref generator, Value* value = nullptr);
Ref generator_delegate(Generator& generator);    // what it awaits or yields from (gi_yieldfrom), null if nothing

}  // namespace xvm
