// Traceback objects: the frames that an exception passed on its way up.
#include "bytecode/decoded.h"
#include "objects/code.h"
#include "objects/exception.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/text.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/operators.h"
#include "vm/signature.h"

namespace xvm {

static bool can_be_made(const Release& release) { return release.since(3, 7); }
static bool named_as_type(const Release& release) { return release.until(3, 12); }
static bool has_type_attributes(const Release& release) { return release.since(2, 6); }

void add_traceback(Thread& thread, Frame& frame) {
  ErrorState error = thread.take_error();
  Traceback* traceback = allocate<Traceback>(thread.rt.types.traceback);
  traceback->frame = frame_object(thread, frame);
  traceback->instruction = static_cast<std::int32_t>(frame.instruction());
  traceback->next = std::move(error.traceback);
  track(traceback);
  error.traceback = own(traceback);
  if (Exception* exception = thread.rt.python2() ? nullptr : try_as<Exception>(error.value)) {
    Value old = std::exchange(exception->traceback, error.traceback);
  }
  thread.restore_error(std::move(error));
}

static const CodeObject& code_of(const Traceback& traceback) { return as<CodeObject>(as<FrameObject>(traceback.frame).code); }

int traceback_line(const Traceback& traceback) {
  if (traceback.line >= 0) return traceback.line;
  return code_of(traceback).line_at(static_cast<std::size_t>(traceback.instruction));
}

std::int64_t traceback_offset(const Traceback& traceback) {
  if (traceback.lasti >= 0) return traceback.lasti;
  const CodeObject& code = code_of(traceback);
  std::size_t instruction = static_cast<std::size_t>(traceback.instruction);
  return code.decoded && instruction < code.decoded->offsets.size() ? static_cast<std::int64_t>(code.decoded->offsets[instruction]) : -1;
}

// Making

static bool check_next(Thread& thread, Ref next) {
  if (next.is_none() || is<Traceback>(next)) return true;
  return raise_type_error(thread, "expected traceback object or None, got '{}'", type_name(thread, next));
}

static Value traceback_new(Thread& thread, Type* type, Args args) {
  bool old_name = named_as_type(thread.rt.release);
  Bound<4> bound(thread, old_name ? "TracebackType(tb_next, tb_frame, tb_lasti, tb_lineno)" : "traceback(tb_next, tb_frame, tb_lasti, tb_lineno)", args);
  if (!bound) return error_set;
  if (!is<FrameObject>(bound[1]))
    return raise_type_error(thread, "{}() argument 'tb_frame' must be frame, not {}", old_name ? "TracebackType" : "traceback",
                            type_name(thread, bound[1]));
  std::int64_t lasti = 0, line = 0;
  if (!as_int64(thread, bound[2], lasti) || !as_int64(thread, bound[3], line)) return error_set;
  if (lasti != static_cast<std::int32_t>(lasti) || line != static_cast<std::int32_t>(line))
    return raise_overflow(thread, "Python int too large to convert to C int");
  if (!check_next(thread, bound[0])) return error_set;
  Traceback* traceback = allocate<Traceback>(type);
  traceback->frame = Value(bound[1]);
  if (is<Traceback>(bound[0])) traceback->next = Value(bound[0]);
  traceback->lasti = static_cast<std::int32_t>(lasti);
  traceback->line = static_cast<std::int32_t>(line);
  track(traceback);
  return own(traceback);
}

// Attributes

static bool refuse_setting(Thread& thread, Ref, Ref) {
  return raise(thread, thread.rt.python2() ? thread.rt.exc.TypeError : thread.rt.exc.AttributeError, "readonly attribute");
}

static Value get_next(Thread&, Ref self) {
  const Value& next = as<Traceback>(self).next;
  return next ? next : none_value();
}

static bool set_next(Thread& thread, Ref self, Ref value) {
  if (!value) return raise_type_error(thread, "can't delete tb_next attribute");
  if (!value.is_none() && !is<Traceback>(value))
    return raise_type_error(thread, "expected traceback object, got '{}'", type_name(thread, value));
  for (Ref at = value; is<Traceback>(at); at = as<Traceback>(at).next)
    if (at == self) return raise_value_error(thread, "traceback loop detected");
  Value old = std::exchange(as<Traceback>(self).next, value.is_none() ? Value() : Value(value));
  return true;
}

static Value get_frame(Thread&, Ref self) {
  const Value& frame = as<Traceback>(self).frame;
  return frame ? frame : none_value();
}
static Value get_lasti(Thread& thread, Ref self) { return make_int(thread, traceback_offset(as<Traceback>(self))); }
static Value get_line(Thread& thread, Ref self) {
  int line = traceback_line(as<Traceback>(self));
  return line < 0 ? none_value() : make_int(thread, line);
}

static constexpr Range with_attributes = since(2, 6);
static constexpr GetSetRow traceback_getset[] = {
    {"tb_frame", get_frame, refuse_setting, with_attributes},
    {"tb_lasti", get_lasti, refuse_setting, with_attributes},
    {"tb_lineno", get_line, refuse_setting, between(2, 6, 3, 10)},
    {"tb_lineno", get_line, nullptr, since(3, 11)},
    {"tb_next", get_next, refuse_setting, between(2, 6, 3, 6)},
    {"tb_next", get_next, set_next, since(3, 7)},
};

static Value traceback_dir(Thread& thread, Ref, Args) {
  Value list = make_list(thread, nullptr, 0);
  for (const char* name : {"tb_frame", "tb_next", "tb_lasti", "tb_lineno"})
    if (list) list_append(as<List>(list), native_str(thread, name));
  return list;
}
static constexpr Method traceback_methods[] = {{"__dir__(self, /)", traceback_dir, since(3, 0)}};

// 2.5: the type shows no attributes, its instances have them all the same.
static Value get_attribute_2_5(Thread& thread, Ref self, Ref name) {
  for (const GetSetRow& row : traceback_getset)
    if (native_is(name, row.name)) return row.get(thread, self);
  if (native_is(name, "__members__")) return traceback_dir(thread, self, {});
  return generic_get_attribute(thread, self, name);
}

static void fill_traceback(Slots& slots, Runtime& runtime) {
  if (can_be_made(runtime.release)) slots.make = traceback_new;
  if (!has_type_attributes(runtime.release)) slots.get_attribute = get_attribute_2_5;
}

void make_traceback_type(Runtime& runtime) {
  static TypeSpec spec{"traceback", layout_of<Traceback>};
  spec.flags = can_be_made(runtime.release) ? 0u : static_cast<std::uint32_t>(DisallowInstantiation);
  spec.methods = traceback_methods;
  spec.getset = traceback_getset;
  spec.fill = fill_traceback;
  runtime.types.traceback = make_builtin_type(runtime, spec);
}

}  // namespace xvm
