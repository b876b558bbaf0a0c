// A thread of execution: its frames, the error that is set, the exceptions being handled.
#pragma once

#include <cstddef>
#include <cstdint>

#include "vm/value.h"

namespace xvm {

class Runtime;
struct Frame;
struct Type;
struct Traceback;

// An error that is set. From 3.x `value` is always the exception instance; in 2.x it may still be unnormalised
// (type a class, value its argument) until a handler or the program sees it.
struct ErrorState {
  Value type, value, traceback;
  explicit operator bool() const { return static_cast<bool>(type); }
};

// The exception being handled, as sys.exc_info() shows it. 3.x: one for each running generator and one for the thread;
// 2.x: saved and restored by frames.
struct ExceptionState {
  ErrorState handled;   // all null when none
  ExceptionState* previous = nullptr;
};

// A contiguous stack of frames, in chunks; a frame never straddles two.
struct StackChunk {
  StackChunk* previous;
  std::byte* end;
  std::byte* top;
};

class Thread {
 public:
  explicit Thread(Runtime& runtime);
  ~Thread();
  Thread(const Thread&) = delete;

  Runtime& rt;
  Frame* frame = nullptr;          // the running one
  ErrorState error;                // set by whatever failed
  ExceptionState base_exceptions;
  ExceptionState* exceptions = &base_exceptions;
  Value result;                    // of the frame that was left last (Next::Leave)
  StackChunk* chunk = nullptr;
  std::uint32_t depth = 0;         // Python frames and native recursions, against rt.recursion_limit
  std::uint32_t recursion_headroom = 0;
  std::uint32_t native_depth = 0;          // from 3.12: native recursions, which have a limit of their own
  std::uint32_t native_limit = 0;          // that limit; 0: they count in depth
  std::uint32_t compare_limit = ~0U;       // at this depth even comparing two numbers is one level too deep
  // What calls count for besides the frame that they enter; the releases differ.
  struct CallCounts {
    bool functions, methods, natives;      // called by native code
    bool natives_by_code;                  // called by bytecode
    bool plain_natives;                    // those of exactly one argument or none
    bool special_methods;                  // bound before they are called
    bool constructors;                     // of list, dict and their like
    bool late_constructors;                // of map, zip and their like
  } counts;
  const std::byte* stack_limit = nullptr;  // the C++ stack may not grow below this
  bool tracing = false;            // a trace or profile function is running
  bool watched = false;            // runs in the loop that watches; see watch.h
  bool monitored = false;          // a tool of sys.monitoring wants events
  bool changes_loop = false;       // a loop was left for the other one
  Value trace_function, profile_function;
  Value context;                   // contextvars
  Value async_hooks_firstiter, async_hooks_finalizer, coroutine_wrapper;
  std::int32_t coroutine_origin_depth = 0;
  std::uint64_t id = 1;
  class AttributeTable* attributes = nullptr;   // owned; see attribute_cache.h
  // Something wants the loop's attention at the next backward jump or call: a collection, a signal, another thread.
  bool attention = false;

  bool has_error() const { return static_cast<bool>(error.type); }
  void clear_error() { error = ErrorState{}; }
  ErrorState take_error() { ErrorState e = std::move(error); error = ErrorState{}; return e; }
  void restore_error(ErrorState e) { error = std::move(e); }
  // Whether the error that is set is (a subclass of) this class.
  bool error_is(const Type* type) const;
};

Thread& current_thread();   // for destructors; everything else is handed its thread
void set_current_thread(Thread* thread);

// One level deeper: counts and checks, false with the recursion error set. The caller takes one from depth when it leaves.
bool recursion_allowed(Thread& thread, const char* where);

// Whether the C++ stack has room for one more recursion; false with the recursion error set.
bool stack_left(Thread& thread);
// Sets the limit that sys.setrecursionlimit() gave.
void set_recursion_limit(Thread& thread, std::uint32_t limit);
// A call into the loop by native code; false with the error set.
bool enter_native(Thread& thread);
void leave_native(Thread& thread);

inline constexpr const char* while_calling = " while calling a Python object";

// Counts one level of native recursion (repr, comparison, a callback into Python). ok() is false, with the release's
// recursion error set, when the limit or the C++ stack is reached. `where` ends the message: " while getting the repr of an object".
class Recursion {
 public:
  Recursion(Thread& thread, const char* where);
  Recursion(Thread& thread, const char* where, bool counts) : thread_(thread), ok_(true), counted_(counts) { if (counts) count(where); }
  ~Recursion() { if (counted_ && ok_) leave(); }
  Recursion(const Recursion&) = delete;
  bool ok() const { return ok_; }

 private:
  void count(const char* where);
  void leave() { if (thread_.native_limit) --thread_.native_depth; else --thread_.depth; }
  Thread& thread_;
  bool ok_, counted_ = true;
};

// repr() of containers that contain themselves: entered() is false when this object's repr is already being made.
class ReprGuard {
 public:
  ReprGuard(Thread& thread, Ref object);
  ~ReprGuard();
  bool entered() const { return entered_; }

 private:
  Object* object_;
  bool entered_;
};

}  // namespace xvm
