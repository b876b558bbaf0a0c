#include "trace/events.h"

#include "generated/ops.h"
#include "objects/cell.h"
#include "objects/code.h"
#include "objects/descriptor.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/generator.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "trace/counts.h"
#include "trace/lines.h"
#include "trace/monitoring.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/frame_layout.h"
#include "vm/operators.h"

namespace xvm {
namespace {

bool locals_are_a_proxy(const Release& r) { return r.since(3, 13); }
// f_lineno of a frame with a trace function is the line of its last line event.
bool remembers_line(const Release& r) { return r.until(3, 9); }
// A generator's end raises StopIteration for a for loop to see, even where it returns None.
bool ends_with_stop_iteration(const Release& r) { return r.since(3, 4) && r.until(3, 9); }
bool tells_what_is_thrown(const Release& r) { return r.since(3, 12) && r.until(3, 12); }   // into a generator, to profile functions
bool tells_stop_iteration(const Release& r) { return r.since(3, 4); }   // that ends a loop or a yield from
bool none_ends_in_silence(const Release& r) { return r.since(3, 10) && r.until(3, 11); }   // a generator under yield from
bool profiles_calls_with_keywords(const Release& r) { return r.python2() ? r.since(2, 7) : r.since(3, 1); }

// What a trace function did to f_locals is done to the variables.
void write_back_locals(Frame& frame) {
  const CodeObject& code = *frame.code;
  if (!(code.flags & co_optimized) || !is<Dict>(frame.locals)) return;
  std::vector<Value> old;
  Dict& locals = as<Dict>(frame.locals);
  for (std::uint32_t i = 0; i < code.slot_count; ++i) {
    if (slot_shadowed(code, i)) continue;
    Value value(dict_get_name(locals, code.slot_names[i]));
    Cell* cell = try_as<Cell>(frame.slots[i]);
    Value& place = cell && slot_is_cell(code, i) ? cell->content : frame.slots[i];
    if (!cell && slot_is_cell(code, i)) continue;
    old.push_back(std::exchange(place, std::move(value)));
  }
}

// function(frame, event, arg), with no event while it runs.
Value call_with_event(Thread& thread, Frame& frame, Ref function, const char* event, Ref arg) {
  Value object = frame_object(thread, frame), name = native_intern(thread, event), held(function);
  if (!object || !name) return error_set;
  bool shared_locals = frame.locals && ((frame.code->flags & co_optimized) || thread.rt.python2());
  if (shared_locals && !frame_locals(thread, frame)) return error_set;
  thread.tracing = true;
  update_watched(thread);
  const char* outer = std::exchange(as<FrameObject>(object).event, event);
  Value result = call(thread, held, object, name, arg ? arg : none);
  as<FrameObject>(object).event = outer;
  thread.tracing = false;
  update_watched(thread);
  if (!locals_are_a_proxy(thread.rt.release)) write_back_locals(frame);
  return result;
}

bool trace_event(Thread& thread, Frame& frame, const char* event, Ref arg, bool global) {
  if (!thread.trace_function) return true;
  Value held;
  if (global) held = thread.trace_function;
  else if (frame.object) held = as<FrameObject>(frame.object).trace;
  if (!held) return true;
  Value result = call_with_event(thread, frame, held, event, arg);
  FrameObject& object = as<FrameObject>(frame.object);
  if (!result) {
    ErrorState error = thread.take_error();
    Value old = std::exchange(object.trace, Value());
    set_trace_function(thread, Value());
    thread.restore_error(std::move(error));
    return false;
  }
  if (!result.is_none()) held = std::exchange(object.trace, std::move(result));
  return true;
}

bool profile_event(Thread& thread, Frame& frame, const char* event, Ref arg) {
  if (!thread.profile_function) return true;
  Value held = thread.profile_function;
  if (call_with_event(thread, frame, held, event, arg)) return true;
  ErrorState error = thread.take_error();
  set_profile_function(thread, Value());
  thread.restore_error(std::move(error));
  return false;
}

bool call_event(Thread& thread, Frame& frame, Ref thrown = {}) {
  // A frame that begins is at the line of its def, not yet at that of its first instruction.
  bool begins = frame.pc == frame.stream && !traces_from_resume(*frame.code);
  Value object = frame_object(thread, frame);
  if (!object) return false;
  FrameObject& shown = as<FrameObject>(object);
  if (begins) shown.begins = true, shown.line_override = static_cast<std::int32_t>(frame.code->first_line);
  Ref told = tells_what_is_thrown(thread.rt.release) ? thrown : Ref();
  bool ok = trace_event(thread, frame, "call", {}, true) && profile_event(thread, frame, "call", told);
  shown.begins = false;
  if (!remembers_line(thread.rt.release)) shown.line_override = -1;
  return ok;
}

// 2.x's errors may not have become instances yet; programs see them as they are.
Value error_tuple(Thread& thread, const ErrorState& error) {
  Value value = error.value ? error.value : none_value(), traceback = error.traceback ? error.traceback : none_value();
  return make_tuple(thread, {error.type, value, traceback});
}

}  // namespace

// In 3.12 opcode events come after the next sys.settrace only, once a frame has asked for them.
static bool late_opcode_events = true;
static bool asks_before(const Release& r) { return r.since(3, 12) && r.until(3, 12); }
static bool opcode_events_asked = false;

void ask_for_opcode_events() { opcode_events_asked = true; }

bool has_events(const Thread& thread) { return !thread.tracing && (thread.trace_function || thread.profile_function); }

void update_watched(Thread& thread) { thread.watched = thread.rt.settings.trace_level > 0 || counts_instructions() || has_events(thread) || (thread.monitored && !thread.tracing); }

void set_trace_function(Thread& thread, Value function) {
  Value old = std::exchange(thread.trace_function, std::move(function));
  late_opcode_events = !opcode_events_asked;
  update_watched(thread);
}

void set_profile_function(Thread& thread, Value function) {
  Value old = std::exchange(thread.profile_function, std::move(function));
  update_watched(thread);
}

bool events_on_entry(Thread& thread, Frame& frame, LoopEntry entry, Ref thrown) {
  if (traces_from_resume(*frame.code) && entry != LoopEntry::Throw) return true;
  return call_event(thread, frame, thrown);
}

// The frame in whose present instruction an iterator stopped under native code.
static const Frame* stopped_in;

bool events_before_instruction(Thread& thread, Frame& frame) {
  stopped_in = nullptr;
  auto index = static_cast<std::int32_t>(frame.instruction());
  const CodeObject& code = *frame.code;
  if (traces_from_resume(code) && static_cast<Op>(frame.pc->op) == Op::RESUME) return call_event(thread, frame);
  if (!thread.trace_function || !frame.object || !as<FrameObject>(frame.object).trace) return true;
  FrameObject& object = as<FrameObject>(frame.object);
  if (has_line_event(code, index, frame.watched)) {
    if (remembers_line(thread.rt.release)) object.line_override = code.line_at(frame.instruction());
    if (object.trace_lines && !trace_event(thread, frame, "line", {}, false)) return false;
  }
  return !object.trace_opcodes || (late_opcode_events && asks_before(thread.rt.release)) || trace_event(thread, frame, "opcode", {}, false);
}

bool events_on_leaving(Thread& thread, Frame& frame, Ref value) {
  return trace_event(thread, frame, "return", value, false) && profile_event(thread, frame, "return", value);
}

void events_on_raising(Thread& thread, Frame& frame) {
  if (!thread.trace_function || !frame.object || !as<FrameObject>(frame.object).trace) return;
  ErrorState error = thread.take_error();
  if (Value arg = error_tuple(thread, error); arg && trace_event(thread, frame, "exception", arg, false)) thread.restore_error(std::move(error));
}

void events_on_unwinding(Thread& thread, Frame& frame) {
  ErrorState error = thread.take_error();
  if (events_on_leaving(thread, frame, {})) thread.restore_error(std::move(error));
}

void watch_exhausted(Thread& thread, Frame& frame) {
  if (thread.has_error()) {
    if (thread.monitored && !thread.tracing) monitor_stop(thread, frame);
    if (has_events(thread) && tells_stop_iteration(thread.rt.release)) events_on_raising(thread, frame);
    return;
  }
  if (thread.monitored && !thread.tracing && !monitor_exhausted(thread, frame)) return;
  if (!has_events(thread) || !ends_with_stop_iteration(thread.rt.release)) return;
  raise_class(thread, thread.rt.exc.StopIteration);
  events_on_raising(thread, frame);
}

void watch_delegate_ended(Thread& thread, Frame& frame, bool coroutine, Ref value) {
  const Release& r = thread.rt.release;
  if (!has_events(thread) || !tells_stop_iteration(r) || (value.is_none() && !coroutine && none_ends_in_silence(r))) return;
  if (value.is_none()) raise_class(thread, thread.rt.exc.StopIteration);
  else raise_value(thread, thread.rt.exc.StopIteration, value);
  events_on_raising(thread, frame);
  thread.clear_error();
}

void watch_stopped(Thread& thread, Ref iterator) {
  if (thread.has_error() || (is<Generator>(iterator) && ends_with_stop_iteration(thread.rt.release))) stopped_in = thread.frame;
}

void watch_native_end(Thread& thread, Frame& frame) {
  if (stopped_in != &frame || !has_events(thread) || !tells_stop_iteration(thread.rt.release)) return;
  raise_class(thread, thread.rt.exc.StopIteration);
  events_on_raising(thread, frame);
  thread.clear_error();
}

static Value call_watched(Thread& thread, Frame& frame, Ref callable, Args args) {
  return thread.monitored && !thread.tracing ? monitor_native_call(thread, frame, callable, args) : call_by_code(thread, callable, args);
}

Value watch_native_call(Thread& thread, Frame& frame, Ref callable, Args args) {
  bool native = is<Native>(callable) || is<MethodDescriptor>(callable);
  if (args.names && !profiles_calls_with_keywords(thread.rt.release)) native = false;
  if (!native || thread.tracing || !thread.profile_function) return call_watched(thread, frame, callable, args);
  Value shown(callable);
  if (is<MethodDescriptor>(callable) && args.positional > 0) {
    const MethodDescriptor& method = as<MethodDescriptor>(callable);
    shown = make_native(thread, *method.row, args[0], {}, method.owner);
    if (!shown) return error_set;
  }
  if (!profile_event(thread, frame, "c_call", shown)) return error_set;
  Value result = call_watched(thread, frame, callable, args);
  if (result) return profile_event(thread, frame, "c_return", shown) ? std::move(result) : Value();
  ErrorState error = thread.take_error();
  if (profile_event(thread, frame, "c_exception", shown)) thread.restore_error(std::move(error));
  return error_set;
}

}  // namespace xvm
