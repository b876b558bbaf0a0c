#include "trace/monitoring.h"

#include "bytecode/decoded.h"
#include "generated/ops.h"
#include "objects/code.h"
#include "objects/exception.h"
#include "objects/function.h"
#include "objects/generator.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/tuple.h"
#include "trace/lines.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/runtime.h"

namespace xvm {

namespace {

Monitoring state;

constexpr const char* event_names[] = {"PY_START", "PY_RESUME", "PY_RETURN", "PY_YIELD", "CALL", "LINE", "INSTRUCTION", "JUMP", "BRANCH", "STOP_ITERATION",
                                       "RAISE", "EXCEPTION_HANDLED", "PY_UNWIND", "PY_THROW", "RERAISE", "C_RETURN", "C_RAISE"};

// Events of calls that native code ends come with CALL.
MonitorEvent asked_by(MonitorEvent event) {
  return event == MonitorEvent::CReturn || event == MonitorEvent::CRaise ? MonitorEvent::Call : event;
}

// The tools that want an event of an instruction, as bits.
std::uint8_t wanted(const CodeObject& code, std::uint32_t instruction, MonitorEvent event) {
  std::uint32_t bit = monitor_bit(asked_by(event));
  std::uint8_t tools = 0;
  for (int t = 0; t < monitor_tools; ++t) tools |= static_cast<std::uint8_t>(((state.events[t] & bit) != 0) << t);
  if (!state.local.empty())
    if (auto at = state.local.find(&code); at != state.local.end())
      for (int t = 0; t < monitor_tools; ++t) tools |= static_cast<std::uint8_t>(((at->second.events[t] & bit) != 0) << t);
  if (tools && !state.disabled.empty())
    if (auto at = state.disabled.find({&code, instruction, static_cast<std::uint32_t>(asked_by(event))}); at != state.disabled.end())
      tools &= static_cast<std::uint8_t>(~at->second);
  return tools;
}

// A tool wants no more of this event here. False with the error set where the event cannot be disabled.
bool disable(Thread& thread, CodeObject& code, std::uint32_t instruction, MonitorEvent event, int tool) {
  int index = static_cast<int>(event);
  if (index >= local_monitor_events) {
    Value gone = std::move(state.callbacks[tool][index]);
    return raise_value_error(thread, "Cannot disable {} events. Callback removed.", event_names[index]);
  }
  state.disabled[{&code, instruction, static_cast<std::uint32_t>(event)}] |= static_cast<std::uint8_t>(1 << tool);
  state.disabled_codes.emplace(&code, Value(Ref(&code)));
  return true;
}

// Calls the tools' callbacks with the code, a place, and what else the event has.
bool tell(Thread& thread, Frame& frame, MonitorEvent event, std::uint32_t instruction, std::int64_t place, std::initializer_list<Ref> rest = {}) {
  std::uint8_t tools = wanted(*frame.code, instruction, event);
  if (!tools || thread.tracing) return true;
  Value held[2], args[4] = {Value(Ref(frame.code)), Value::small(place), {}, {}};
  std::uint32_t count = 2;
  for (Ref r : rest) args[count++] = Value(r);
  Value code = args[0];
  for (int t = 0; t < monitor_tools; ++t) {
    if (!(tools >> t & 1)) continue;
    Value callback = state.callbacks[t][static_cast<int>(event)];
    if (!callback) continue;
    thread.tracing = true;
    update_watched(thread);
    Value result = call(thread, callback, Args{args, count, {}});
    thread.tracing = false;
    update_watched(thread);
    if (!result) return false;
    if (result == state.disable && !disable(thread, as<CodeObject>(code), instruction, event, t)) return false;
  }
  return true;
}

bool tells_spread_calls(const Release& r) { return r.since(3, 13); }   // f(*args) of a Python function
// From 3.13 an error's place is the code unit before the next instruction, or before the call that another frame came from.
bool errors_lie_behind(const Release& r) { return r.since(3, 13); }

std::int64_t offset_of(const Frame& frame, std::uint32_t instruction) { return frame.code->decoded->offsets[instruction]; }
std::uint32_t here(const Frame& frame) { return static_cast<std::uint32_t>(frame.instruction()); }
Op op_at(const Frame& frame, std::uint32_t i) { return static_cast<Op>(frame.code->plain[i].op); }

bool is_jump(Op op) { return op == Op::JUMP_FORWARD || op == Op::JUMP_BACKWARD; }
bool is_branch(Op op) {
  switch (op) {
    case Op::POP_JUMP_IF_FALSE: case Op::POP_JUMP_IF_TRUE: case Op::POP_JUMP_IF_NONE: case Op::POP_JUMP_IF_NOT_NONE:
    case Op::POP_JUMP_BACKWARD_IF_FALSE: case Op::POP_JUMP_BACKWARD_IF_TRUE: case Op::FOR_ITER: return true;
    default: return false;
  }
}

// Where the instruction before this one has led to.
bool tell_jump(Thread& thread, Frame& frame, std::uint32_t from, std::uint32_t to) {
  Op op = op_at(frame, from);
  if (!is_jump(op) && !is_branch(op)) return true;
  if (to != from + 1 && to != frame.code->plain[from].arg) return true;   // an exception came between
  Value target = Value::small(offset_of(frame, to));
  return tell(thread, frame, is_jump(op) ? MonitorEvent::Jump : MonitorEvent::Branch, from, offset_of(frame, from), {target});
}

// To 3.12 a function whose body stands in the line of its def has an event for it.
bool first_lines_are_told(const Release& r) { return r.until(3, 12); }

// Whether a line begins at the instruction, run behind `previous`.
bool begins_line(const Frame& frame, std::uint32_t at, std::int32_t previous) {
  Op op = op_at(frame, at);
  if (op == Op::RESUME || op == Op::END_FOR || op == Op::END_SEND) return false;
  const CodeObject& code = *frame.code;
  int line = code.line_at(at);
  if (line < 0) return false;
  bool in_row = at == 0 || code.line_at(at - 1) != line;   // a line begins here in the order of the code
  if (previous == after_call) return has_line_event(code, static_cast<std::int32_t>(at), previous);
  if (previous < 0) return in_row;
  const Ins& before = code.plain[static_cast<std::size_t>(previous)];
  if (static_cast<Op>(before.op) == Op::RESUME) return in_row || (before.arg == 0 && first_lines_are_told(*code.release));
  return code.line_at(static_cast<std::size_t>(previous)) != line;
}

bool before_resume(const Frame& frame, std::uint32_t at) {
  for (std::uint32_t i = 0; i < at; ++i)
    if (op_at(frame, i) == Op::RESUME) return false;
  return op_at(frame, at) != Op::RESUME;
}

bool is_plain_function(Ref callable) { return is<Function>(callable) || is<BoundMethod>(callable); }

// The callable and first argument that a call is about to use.
bool tell_call(Thread& thread, Frame& frame, std::uint32_t at) {
  const Ins& ins = frame.code->plain[at];
  Op op = static_cast<Op>(ins.op);
  Ref callable, first = state.missing;
  if (op == Op::CALL || op == Op::CALL_KW || op == Op::CALL_KW_NAMES) {
    std::size_t n = ins.arg + (op == Op::CALL_KW);
    if (frame.depth() < n + 2) return true;
    Ref low = frame.peek(n + 1), high = frame.peek(n);
    callable = low ? low : high;
    if (low && high) first = high;
    else if (ins.arg) first = frame.peek(n - 1);
  } else if (op == Op::CALL_EX || op == Op::CALL_FUNCTION_EX) {
    std::size_t n = 1 + ins.arg;
    if (frame.depth() < n + 1) return true;
    Ref args = frame.peek(ins.arg);
    callable = frame.peek(n);
    if (!callable && frame.depth() > n + 1) callable = frame.peek(n + 1);
    if (is_plain_function(callable) && !tells_spread_calls(*frame.code->release)) return true;
    if (is<Tuple>(args) && as<Tuple>(args).length) first = as<Tuple>(args)[0];
    if (is<List>(args) && as<List>(args).length) first = as<List>(args).items[0];
  } else if (op == Op::LOAD_SUPER_ATTR) {
    // super() is called, and has returned, before the attribute is looked for.
    if (frame.depth() < 3) return true;
    Value super(frame.peek(2)), of(ins.a ? frame.peek(1) : Ref(state.missing));
    return tell(thread, frame, MonitorEvent::Call, at, offset_of(frame, at), {super, of}) &&
           tell(thread, frame, MonitorEvent::CReturn, at, offset_of(frame, at), {super, of});
  } else {
    return true;
  }
  return !callable || tell(thread, frame, MonitorEvent::Call, at, offset_of(frame, at), {callable, first});
}

// A generator or coroutine that was awaited has returned.
bool tell_end_of_send(Thread& thread, Frame& frame, std::uint32_t at) {
  if (frame.depth() < 2 || !is<Generator>(frame.peek(1)) || !wanted(*frame.code, at, MonitorEvent::StopIteration)) return true;
  Value exception = new_exception(thread, thread.rt.exc.StopIteration, {frame.peek(0)});
  return exception && tell(thread, frame, MonitorEvent::StopIteration, at, offset_of(frame, at), {exception});
}

}  // namespace

const char* monitor_event_name(int event) { return event_names[event]; }
Monitoring& monitoring() { return state; }
void stop_monitoring() {
  Monitoring dead = std::move(state);
  state = Monitoring{};
}

void update_monitored(Thread& thread) {
  thread.monitored = !state.local.empty();
  for (std::uint32_t events : state.events) thread.monitored = thread.monitored || events;
  update_watched(thread);
}

bool monitor_thrown(Thread& thread, Frame& frame) { return monitor_error(thread, frame, MonitorEvent::PyThrow); }

bool monitor_instruction(Thread& thread, Frame& frame) {
  std::uint32_t at = here(frame);
  if (frame.watched >= 0 && !tell_jump(thread, frame, static_cast<std::uint32_t>(frame.watched), at)) return false;
  if (before_resume(frame, at)) return true;
  if (begins_line(frame, at, frame.watched) && !tell(thread, frame, MonitorEvent::Line, at, frame.code->line_at(at))) return false;
  if (op_at(frame, at) == Op::RESUME)
    return tell(thread, frame, frame.code->plain[at].arg == 0 ? MonitorEvent::PyStart : MonitorEvent::PyResume, at, offset_of(frame, at));
  if (!tell(thread, frame, MonitorEvent::Instruction, at, offset_of(frame, at))) return false;
  return op_at(frame, at) == Op::END_SEND ? tell_end_of_send(thread, frame, at) : tell_call(thread, frame, at);
}

bool monitor_left(Thread& thread, Frame& frame, Ref value) {
  std::uint32_t at = here(frame);
  MonitorEvent event = op_at(frame, at) == Op::YIELD_VALUE ? MonitorEvent::PyYield : MonitorEvent::PyReturn;
  Value held(value ? value : none);
  return tell(thread, frame, event, at, offset_of(frame, at), {held});
}

namespace {

struct LastError { const Frame* frame = nullptr; std::int64_t place = 0; } last_error;

std::int64_t place_of_error(Frame& frame, MonitorEvent event, std::uint32_t at, bool from_callee) {
  constexpr std::int64_t unit = 2;
  std::int64_t offset = offset_of(frame, at);
  if (!errors_lie_behind(*frame.code->release) || event == MonitorEvent::ExceptionHandled) return offset;
  if (event == MonitorEvent::PyThrow) return offset + unit;
  if (event == MonitorEvent::PyUnwind && last_error.frame == &frame) return last_error.place;
  last_error = {&frame, from_callee ? offset - unit : static_cast<std::int64_t>(frame.code->decoded->end_of(at)) - unit};
  return last_error.place;
}

// The error that is set, kept or replaced.
bool tell_error(Thread& thread, Frame& frame, MonitorEvent event, std::uint32_t at, std::int64_t place) {
  if (!wanted(*frame.code, at, event)) return true;
  ErrorState error = thread.take_error();
  Value exception = error.value ? error.value : none_value();
  if (!tell(thread, frame, event, at, place, {exception})) return false;
  thread.restore_error(std::move(error));
  return true;
}

}  // namespace

bool monitor_error(Thread& thread, Frame& frame, MonitorEvent event, bool from_callee) {
  std::uint32_t at = here(frame);
  if (event == MonitorEvent::PyUnwind && frame.watched >= 0) at = static_cast<std::uint32_t>(frame.watched);   // where it was raised last
  return tell_error(thread, frame, event, at, place_of_error(frame, event, at, from_callee));
}

bool monitor_stop(Thread& thread, Frame& frame) {
  return tell_error(thread, frame, MonitorEvent::Raise, here(frame), offset_of(frame, here(frame)));
}

bool monitor_exhausted(Thread& thread, Frame& frame) {
  std::uint32_t end = frame.code->plain[here(frame)].arg;
  if (op_at(frame, end) != Op::END_FOR) --end;
  if (wanted(*frame.code, here(frame), MonitorEvent::Branch) || !wanted(*frame.code, end, MonitorEvent::StopIteration)) return true;
  Value exception = new_exception(thread, thread.rt.exc.StopIteration, {none});
  return exception && tell(thread, frame, MonitorEvent::StopIteration, end, offset_of(frame, end), {exception});
}

Value monitor_native_call(Thread& thread, Frame& frame, Ref callable, Args args) {
  std::uint32_t at = here(frame);
  Value held(callable), first(args.positional + args.keywords() ? Ref(args.data[0]) : Ref(state.missing));
  bool told = !is_plain_function(callable) && wanted(*frame.code, at, MonitorEvent::CReturn) != 0;
  Value result = call_by_code(thread, callable, args);
  if (!told || thread.tracing) return result;
  if (result) return tell(thread, frame, MonitorEvent::CReturn, at, offset_of(frame, at), {held, first}) ? std::move(result) : Value();
  ErrorState error = thread.take_error();
  if (tell(thread, frame, MonitorEvent::CRaise, at, offset_of(frame, at), {held, first})) thread.restore_error(std::move(error));
  return error_set;
}

}  // namespace xvm
