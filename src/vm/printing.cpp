#include "vm/printing.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "modules/io/streams.h"
#include "objects/bytes.h"
#include "objects/code.h"
#include "objects/dict.h"
#include "objects/file.h"
#include "objects/int.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/execute.h"
#include "vm/frame.h"
#include "vm/frame_view.h"
#include "vm/operators.h"

namespace xvm {

namespace {

bool write_to(Thread& thread, Ref file, Ref text) {
  if (stream_writes(file)) return stream_write(thread, file, text);
  Recursion guard(thread, while_calling, thread.counts.functions);   // the bound method is called
  return guard.ok() && call_method(thread, file, thread.rt.names.write_, {text});
}
bool write_ascii(Thread& thread, Ref file, std::string_view text) {
  if (stream_writes(file)) return stream_write_ascii(thread, file, text);
  Value value = native_str(thread, text);
  return write_to(thread, file, value);
}

// str(value), written. Streams of our own get small ints without a str in between.
bool write_str(Thread& thread, Ref file, Ref value) {
  if (value.is_small_int() && stream_writes(file)) {
    char digits[24];
    char* end = std::to_chars(digits, digits + sizeof digits, value.small_int()).ptr;
    return stream_write_ascii(thread, file, {digits, static_cast<std::size_t>(end - digits)});
  }
  Value text = is<Text>(value) && thread.rt.python2() ? Value(value) : str(thread, value);
  return text && write_to(thread, file, text);
}

Ref sys_stream(Thread& thread, Ref name) { return dict_get_name(as<Dict>(thread.rt.sys_dict), name); }

// sys.stdout, or the file given. Null with the release's RuntimeError where it is gone.
Value target_file(Thread& thread, Ref file) {
  if (!file.is_none()) return Value(file);
  Ref out = sys_stream(thread, thread.rt.names.stdout_);
  return out ? Value(out) : Value(raise(thread, thread.rt.exc.RuntimeError, "lost sys.stdout"));
}

// After text that ends in white space other than a blank no space is due (language reference, print statement).
bool wants_space_after(Ref v) {
  char32_t last = U'x';
  if (is<Bytes>(v) && as<Bytes>(v).length) last = static_cast<unsigned char>(as<Bytes>(v).view().back());
  if (is<Text>(v) && as<Text>(v).length) last = as<Text>(v).at(as<Text>(v).length - 1);
  return last == ' ' || !(last == '\n' || last == '\t' || last == '\r' || last == '\v' || last == '\f');
}

}  // namespace

bool swap_softspace(Thread& thread, Ref file, bool on) {
  if (int* flag = file_softspace(file)) return std::exchange(*flag, on) != 0;
  Value flag = find_attribute(thread, file, thread.rt.names.softspace_);
  thread.clear_error();
  std::int64_t number = 0;
  bool was = flag && is_int(flag) && (!int_fits(flag, number) || number != 0);
  if (!set_attribute(thread, file, thread.rt.names.softspace_, Value::small(on))) thread.clear_error();
  return was;
}

bool print_item_to_file(Thread& thread, Ref value, Ref file_or_none) {
  Value file = target_file(thread, file_or_none);
  if (!file) return false;
  if (swap_softspace(thread, file, false) && !write_ascii(thread, file, " ")) return false;
  if (!write_str(thread, file, value)) return false;
  if (wants_space_after(value)) swap_softspace(thread, file, true);
  return true;
}

bool print_newline_to_file(Thread& thread, Ref file_or_none) {
  Value file = target_file(thread, file_or_none);
  if (!file) return false;
  if (!write_ascii(thread, file, "\n")) return false;
  swap_softspace(thread, file, false);
  return true;
}

bool exec_statement(Thread& thread, Frame& frame, Ref given, Ref given_globals, Ref given_locals) {
  Value source(given), globals(given_globals), locals(given_locals);
  // exec (source, globals, locals): a tuple stands for the three.
  if (const Tuple* parts = try_as<Tuple>(source); parts && globals.is_none() && locals.is_none() && (parts->length == 2 || parts->length == 3)) {
    globals = Value((*parts)[1]);
    if (parts->length == 3) locals = Value((*parts)[2]);
    source = Value((*parts)[0]);
  }
  bool own = globals.is_none() && locals.is_none();   // the variables of the function may change
  if (globals.is_none()) {
    globals = Value(Ref(frame.globals));
    if (own && !(locals = Value(frame_locals(thread, frame)))) return false;
  } else if (locals.is_none()) {
    locals = globals;
  }
  if (!is<Bytes>(source) && !is<Text>(source) && !is<CodeObject>(source) && !is_subtype(type_of(thread, source), thread.rt.types.file))
    return raise_type_error(thread, "exec: arg 1 must be a string, file, or code object");
  if (!is<Dict>(globals)) return raise_type_error(thread, "exec: arg 2 must be a dictionary or None");
  if (!type_of(thread, locals)->slots.get_item) return raise_type_error(thread, "exec: arg 3 must be a mapping or None");
  bool done = static_cast<bool>(execute(thread, source, globals, locals, ExecuteMode::Exec));
  if (own) locals_to_variables(frame);
  return done;
}

Value display(Thread& thread, Ref value) {
  Value name = native_intern(thread, "displayhook");
  Ref hook = sys_stream(thread, name);
  if (!hook) return raise(thread, thread.rt.exc.RuntimeError, "lost sys.displayhook");
  Value keep(hook);
  return call(thread, keep, value);
}

namespace {

bool flushes(Thread& thread, Ref file) { return static_cast<bool>(call_method(thread, file, thread.rt.names.flush_)); }

// sep and end: None or text.
bool check_separator(Thread& thread, Ref v, const char* name) {
  if (!v || v.is_none() || is<Text>(v) || (thread.rt.python2() && is<Bytes>(v))) return true;
  return raise_type_error(thread, "{} must be {}, not {}", name, thread.rt.python2() ? "None, str or unicode" : "None or a string", type_name(thread, v));
}

}  // namespace

bool print_values(Thread& thread, const Tuple& items, Ref sep, Ref end, Ref file_or_null, bool flush) {
  Value keep_file;
  if (!file_or_null || file_or_null.is_none()) {
    Ref out = sys_stream(thread, thread.rt.names.stdout_);
    if (!out) return raise(thread, thread.rt.exc.RuntimeError, "lost sys.stdout");
    if (out.is_none()) return true;
    keep_file = Value(out);
  } else {
    keep_file = Value(file_or_null);
  }
  if (!check_separator(thread, sep, "sep") || !check_separator(thread, end, "end")) return false;
  bool plain_sep = !sep || sep.is_none(), plain_end = !end || end.is_none();
  Value blank, line_end;   // 2.x: unicode as soon as something to print is
  bool unicode = thread.rt.python2() && (is<Text>(sep) || is<Text>(end) || std::any_of(items.begin(), items.end(), [](const Value& v) { return is<Text>(v); }));
  if (unicode && plain_sep) sep = blank = make_text(thread, " "), plain_sep = false;
  if (unicode && plain_end) end = line_end = make_text(thread, "\n"), plain_end = false;
  for (std::size_t i = 0; i < items.length; ++i) {
    if (i && !(plain_sep ? write_ascii(thread, keep_file, " ") : write_to(thread, keep_file, sep))) return false;
    if (!write_str(thread, keep_file, items[i])) return false;
  }
  return (plain_end ? write_ascii(thread, keep_file, "\n") : write_to(thread, keep_file, end)) && (!flush || flushes(thread, keep_file));
}

}  // namespace xvm
