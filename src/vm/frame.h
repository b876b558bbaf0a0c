// Frame: a running code object. Slots (locals, cells, free variables) and the value stack lie right behind it, on the
// thread's stack or, for generators, in a block of their own.
#pragma once

#include <cstdint>

#include "objects/code.h"
#include "vm/args.h"
#include "vm/instruction.h"
#include "vm/thread.h"
#include "vm/value.h"

namespace xvm {

struct Dict;
struct Function;
struct Generator;
struct FrameObject;

// What happens with a frame's result when it returns (or, a generator's, when it yields).
enum class ReturnTo : std::uint8_t {
  Native,    // run_frame gives it to its caller
  Push,      // onto the value stack of `back`, which goes on behind its instruction
  Init,      // must be None; dropped: `back` has the new instance on its stack already
  ForIter,   // a generator under FOR_ITER: as Push; at its end the loop of `back` ends
  Send,      // a generator under SEND or YIELD_FROM
  Drop,      // dropped (a setter or the like)
  Attribute, // of LOAD_ATTR: in place of the receiver, which is on the stack of `back` still
  Operator,  // of BINARY_OP or COMPARE_OP, whose operands are still there: unless it is NotImplemented
};

struct Frame {
  Frame* back = nullptr;
  CodeObject* code = nullptr;      // kept alive by `owner`
  const Ins* pc = nullptr;         // the instruction being run; in suspended and calling frames too
  const Ins* stream = nullptr;     // code->fast or code->plain, its first instruction
  const Value* consts = nullptr;   // the code's
  Value* slots = nullptr;          // locals, cells, free variables
  Value* sp = nullptr;             // the next free place of the value stack
  Dict* globals = nullptr;         // kept alive by `owner`, as builtins
  Dict* builtins = nullptr;
  Value owner;                     // the function, or the code object of a module's or exec's frame
  Value globals_owner;             // when there is no function
  Value locals;                    // namespace of a module or class body; of a function only once locals() was asked for
  Value object;                    // FrameObject, when someone asked for it
  Value closure;                   // of code run without a function
  Generator* generator = nullptr;  // whose frame it is
  ErrorState saved_exceptions;     // 2.x: what the caller was handling when this frame first handled something
  ReturnTo return_to = ReturnTo::Push;
  bool saved_handled = false;      // saved_exceptions is in use
  bool stack_frame = true;         // lies on the thread's stack
  std::uint32_t levels = 1;        // of recursion that it counts for: the call itself may be one
  std::uint32_t kept = 0;          // values of a call, on top of the stack, that go when the frame above returns
  std::uint16_t native_levels = 0;   // of native recursion, where that has a limit of its own
  std::int32_t watched = -1;       // the instruction that was watched last; see watch.h
  std::int32_t raised_at = -1;     // RERAISE: the instruction whose line the traceback keeps

  Value* stack() const { return slots + code->slot_count; }   // its bottom
  std::size_t depth() const { return static_cast<std::size_t>(sp - stack()); }
  std::size_t instruction() const { return static_cast<std::size_t>(pc - stream); }
  // For handlers.
  void push(Value v) { new (sp++) Value(std::move(v)); }
  Value pop() { return Value::from_bits((--sp)->raw()); }
  Ref peek(std::size_t i = 0) const { return *(sp - 1 - i); }   // 0 is the top
  Value& top(std::size_t i = 0) { return *(sp - 1 - i); }
  void drop(std::size_t n) { while (n--) (--sp)->~Value(); }
};
// Slots are always initialised (null: unbound); the value stack holds Values below sp and nothing above it.

// A frame for a function call: room on the thread's stack, nothing bound yet. Null with the error set (recursion).
Frame* push_frame(Thread& thread, CodeObject* code, Ref owner, Dict* globals, Dict* builtins);
// Ends a frame: releases what it holds, hands its state to its FrameObject if that lives on.
void pop_frame(Thread& thread, Frame* frame);
// Binds arguments to a function's parameters in `frame`; false with the release's TypeError set. Takes nothing from args.
bool bind_arguments(Thread& thread, Frame* frame, Function& function, Args args);
// A frame with arguments bound, ready to run; for generator functions too (the loop makes the generator).
Frame* enter_function(Thread& thread, Function& function, Args args);
// Runs a code object as a module, class body or exec does. locals null: the globals.
Value run_code(Thread& thread, Ref code, Ref globals, Ref locals, Ref closure = {});
// The frame's FrameObject, made on demand.
Value frame_object(Thread& thread, Frame& frame);
// The frame's variables as a dict: f_locals, locals(). Borrowed from the frame.
Ref frame_locals(Thread& thread, Frame& frame);

struct FrameObject : Object {
  static constexpr Kind kind = Kind::Frame;
  static constexpr const char* layout_name = "frame";
  static constexpr bool gc = true;
  Frame* frame = nullptr;      // while it runs or is suspended; null when it has ended
  Value code, globals, builtins, locals, back, trace;
  Value extra;                 // 3.13: what f_locals holds beyond the variables
  std::uint32_t slot_count = 0;   // variables taken over when the frame ended; they lie behind the struct, which has room for the code's
  std::int32_t instruction = 0;
  std::int32_t line_override = -1;   // to 3.9, of a frame with a trace function: the line that it was told last
  const char* event = nullptr;       // what its trace function is being told
  bool begins = false;               // at its call event: the line is that of its def
  bool trace_lines = true, trace_opcodes = false;
  Value* slots() { return reinterpret_cast<Value*>(this + 1); }
  void drop_slots();
  ~FrameObject() { for (std::uint32_t i = 0; i < slot_count; ++i) slots()[i].~Value(); }
  void traverse(Visitor& v);
  void clear();
};

}  // namespace xvm
