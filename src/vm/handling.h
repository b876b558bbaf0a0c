// What is being handled: sys.exc_info(), and the finally state of releases up to 3.8.
#pragma once

#include "vm/object.h"
#include "vm/thread.h"

namespace xvm {

struct Frame;
struct Release;

// A finally body's one slot when it was not entered by falling into it (then the slot holds None).
struct FinallyState : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "finally state";
  static constexpr bool gc = true;
  enum Reason : std::uint8_t { Raise, Return, Break, Continue, Call };
  Reason reason = Raise;
  bool previous_saved = false;   // 3.x: previous is to be handled again afterwards
  std::uint32_t target = 0;      // Break: none; Continue: the loop's start; Call: where to go on
  std::uint8_t drops = 0;        // Call: slots under the state that END_FINALLY drops
  Value value;                   // Return, and a Call with a return value
  ErrorState error;              // Raise
  ErrorState previous;
  void traverse(Visitor& v);
  void clear() {}
};
FinallyState* new_finally_state(Thread& thread, FinallyState::Reason reason);

// From 3.0 a handler's end puts back what was handled before; in 2.x the end of the function does.
bool handlers_restore(const Release& release);
// Begins to handle an error, as an except clause or finally body does; 2.x remembers in `frame` what its caller handled.
void begin_handling(Thread& thread, Frame& frame, const ErrorState& error);
void handle_again(Thread& thread, ErrorState previous);
void forget_handled(Thread& thread);   // sys.exc_clear() of 2.x
// Pops values down to a depth; finally states among them give back what was handled before them.
void cut_stack(Thread& thread, Frame& frame, std::size_t depth);
// The three values of a handled exception as the stack and sys.exc_info() have them: None where there is none.
Value handled_type(Thread& thread, const ErrorState& error);
Value handled_value(const ErrorState& error);
Value handled_traceback(const ErrorState& error);
ErrorState state_from(Thread& thread, Value type, Value value, Value traceback);   // None in type: nothing

}  // namespace xvm
