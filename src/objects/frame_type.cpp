// The frame type: what programs see of running, suspended and ended frames.
#include "objects/code.h"
#include "objects/dict.h"
#include "objects/frame_locals_proxy.h"
#include "objects/generator.h"
#include "objects/int.h"
#include "objects/text.h"
#include "vm/errors.h"
#include "vm/frame_layout.h"
#include "vm/frame.h"
#include "vm/frame_view.h"
#include "vm/operators.h"
#include "vm/scope.h"
#include "vm/watch.h"

namespace xvm {

static bool repr_tells_place(const Release& release) { return release.since(3, 7); }
static bool line_may_be_none(const Release& release) { return release.since(3, 10); }
static bool locals_are_a_proxy(const Release& release) { return release.since(3, 13); }
static bool refuses_suspended(const Release& release) { return release.since(3, 13); }

static FrameObject& frame_of(Ref self) { return as<FrameObject>(self); }
static Value or_none(const Value& v) { return v ? v : none_value(); }

static bool refuse_setting(Thread& thread, Ref, Ref) {
  return raise(thread, thread.rt.python2() ? thread.rt.exc.TypeError : thread.rt.exc.AttributeError, "readonly attribute");
}

static Value get_back(Thread& thread, Ref self) {
  FrameObject& frame = frame_of(self);
  if (!frame.frame) return or_none(frame.back);
  return frame.frame->back ? frame_object(thread, *frame.frame->back) : none_value();
}

static Value get_code(Thread&, Ref self) { return frame_of(self).code; }
static Value get_globals(Thread&, Ref self) { return frame_of(self).globals; }
static Value get_builtins(Thread&, Ref self) { return shown_builtins(frame_of(self).builtins); }
static Value get_lasti(Thread& thread, Ref self) { return make_int(thread, frame_object_lasti(frame_of(self))); }

static Value get_locals(Thread& thread, Ref self) {
  FrameObject& frame = frame_of(self);
  bool optimized = as<CodeObject>(frame.code).flags & co_optimized;
  if (locals_are_a_proxy(thread.rt.release) && (optimized || (frame.frame && shows_hidden_locals(*frame.frame))))
    return make_frame_locals_proxy(thread, self);
  Value variables = frame_object_variables(thread, frame);
  return variables && frame.frame ? with_hidden_locals(thread, *frame.frame, variables) : variables;
}

static Value get_line(Thread& thread, Ref self) {
  int line = frame_object_line(frame_of(self));
  return line < 0 && line_may_be_none(thread.rt.release) ? none_value() : make_int(thread, line);
}

static bool set_line(Thread& thread, Ref self, Ref value) {
  if (!value) return raise(thread, thread.rt.exc.AttributeError, "cannot delete attribute");
  return set_frame_line(thread, frame_of(self), value);
}

static Value get_trace(Thread&, Ref self) { return or_none(frame_of(self).trace); }
static bool set_trace(Thread&, Ref self, Ref value) {
  Value old = std::exchange(frame_of(self).trace, !value || value.is_none() ? Value() : Value(value));
  return true;
}

template <bool FrameObject::*flag>
Value get_flag(Thread&, Ref self) { return Value::of(frame_of(self).*flag); }
template <bool FrameObject::*flag>
bool set_flag(Thread& thread, Ref self, Ref value) {
  if (!value) return raise_type_error(thread, "can't delete numeric/char attribute");
  if (!value.is_bool()) return raise_type_error(thread, "attribute value type must be bool");
  frame_of(self).*flag = value.is_true();
  if (flag == &FrameObject::trace_opcodes && value.is_true()) ask_for_opcode_events();
  return true;
}

// 2.x: what the caller was handling when this frame began to handle something.
template <Value ErrorState::*part>
Value get_saved(Thread&, Ref self) {
  const Frame* frame = frame_of(self).frame;
  return frame && frame->saved_handled ? or_none(frame->saved_exceptions.*part) : none_value();
}
static Value get_restricted(Thread& thread, Ref self) { return Value::of(!(frame_of(self).builtins == thread.rt.builtins)); }

static Value frame_clear(Thread& thread, Ref self, Args) {
  FrameObject& frame = frame_of(self);
  if (Frame* running = frame.frame) {
    Generator* generator = running->generator;
    if (!generator || generator->state == Generator::Running) return raise(thread, thread.rt.exc.RuntimeError, "cannot clear an executing frame");
    if (generator->state == Generator::Suspended && refuses_suspended(thread.rt.release))
      return raise(thread, thread.rt.exc.RuntimeError, "cannot clear a suspended frame");
    Value held(self), owner{Ref(static_cast<Object*>(generator))};
    if (!generator_close(thread, owner)) write_unraisable(thread, owner);
    if (frame.frame) return none_value();
  }
  if (as<CodeObject>(frame.code).flags & co_optimized) {
    Value old = std::move(frame.locals);
    frame.drop_slots();
  }
  return none_value();
}

static Value frame_repr(Thread& thread, Ref self) {
  FrameObject& frame = frame_of(self);
  CodeObject& code = as<CodeObject>(frame.code);
  TextBuilder out(thread);
  out.add(fmt::format("<frame at {}, file ", static_cast<const void*>(&frame)));
  if (!out.add_repr(code.filename)) return error_set;
  int line = frame_object_line(frame);
  out.add(line < 0 && line_may_be_none(thread.rt.release) ? ", line None, code " : fmt::format(", line {}, code ", line));
  out.add_value(code.name);
  out.add(">");
  return out.finish();
}

static constexpr Method frame_methods[] = {{"clear(self, /)", frame_clear, since(3, 4)}};

static constexpr GetSetRow frame_getset[] = {
    {"f_back", get_back, refuse_setting, until(3, 10)},
    {"f_back", get_back, nullptr, since(3, 11)},
    {"f_builtins", get_builtins, refuse_setting, until(3, 10)},
    {"f_builtins", get_builtins, nullptr, since(3, 11)},
    {"f_code", get_code, refuse_setting, until(3, 10)},
    {"f_code", get_code, nullptr, since(3, 11)},
    {"f_exc_traceback", get_saved<&ErrorState::traceback>, nullptr, py2},
    {"f_exc_type", get_saved<&ErrorState::type>, nullptr, py2},
    {"f_exc_value", get_saved<&ErrorState::value>, nullptr, py2},
    {"f_globals", get_globals, refuse_setting, until(3, 10)},
    {"f_globals", get_globals, nullptr, since(3, 11)},
    {"f_lasti", get_lasti, refuse_setting, until(3, 9)},
    {"f_lasti", get_lasti, nullptr, since(3, 10)},
    {"f_lineno", get_line, set_line},
    {"f_locals", get_locals},
    {"f_restricted", get_restricted, nullptr, py2},
    {"f_trace", get_trace, set_trace},
    {"f_trace_lines", get_flag<&FrameObject::trace_lines>, set_flag<&FrameObject::trace_lines>, since(3, 7)},
    {"f_trace_opcodes", get_flag<&FrameObject::trace_opcodes>, set_flag<&FrameObject::trace_opcodes>, since(3, 7)},
};

void make_frame_type(Runtime& runtime) {
  static constexpr TypeSpec spec{"frame", layout_of<FrameObject>, DisallowInstantiation, nullptr, frame_methods, frame_getset,
                                 [](Slots& slots, Runtime& rt) { if (repr_tells_place(rt.release)) slots.repr = frame_repr; }};
  runtime.types.frame = make_builtin_type(runtime, spec);
  make_frame_locals_proxy_type(runtime);
  make_builtins_mapping_type(runtime);
}

}  // namespace xvm
