#include "vm/printing.h"

#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/execute.h"
#include "vm/frame.h"
#include "vm/operators.h"

namespace xvm {

namespace {

Value write_to(Thread& thread, Ref file, Ref text) { return call_method(thread, file, thread.rt.names.write_, {text}); }

Ref sys_stream(Thread& thread, Ref name) { return dict_get_name(as<Dict>(thread.rt.sys_dict), name); }

// sys.stdout, or the file given. Null with the release's RuntimeError where it is gone.
Value target_file(Thread& thread, Ref file) {
  if (!file.is_none()) return Value(file);
  Ref out = sys_stream(thread, thread.rt.names.stdout_);
  return out ? Value(out) : Value(raise(thread, thread.rt.exc.RuntimeError, "lost sys.stdout"));
}

bool softspace(Thread& thread, Ref file) {
  Value flag = find_attribute(thread, file, thread.rt.names.softspace_);
  thread.clear_error();
  return flag && truth(thread, flag) > 0;
}

void set_softspace(Thread& thread, Ref file, bool on) {
  if (!set_attribute(thread, file, thread.rt.names.softspace_, Value::small(on))) thread.clear_error();
}

// After text that ends in white space other than a blank no space is due (language reference, print statement).
bool wants_space_after(Ref v) {
  std::string text;
  if (is<Bytes>(v)) text = std::string(as<Bytes>(v).view());
  else if (is<Text>(v)) text = native_utf8(v);
  else return true;
  if (text.empty()) return true;
  char last = text.back();
  return last == ' ' || !(last == '\n' || last == '\t' || last == '\r' || last == '\v' || last == '\f');
}

}  // namespace

bool print_item_to_file(Thread& thread, Ref value, Ref file_or_none) {
  Value file = target_file(thread, file_or_none);
  if (!file) return false;
  if (softspace(thread, file)) {
    Value space = native_str(thread, " ");
    if (!write_to(thread, file, space)) return false;
  }
  set_softspace(thread, file, false);
  Value text = is<Text>(value) ? Value(value) : str(thread, value);
  if (!text || !write_to(thread, file, text)) return false;
  set_softspace(thread, file, wants_space_after(value));
  return true;
}

bool print_newline_to_file(Thread& thread, Ref file_or_none) {
  Value file = target_file(thread, file_or_none);
  if (!file) return false;
  Value newline = native_str(thread, "\n");
  if (!write_to(thread, file, newline)) return false;
  set_softspace(thread, file, false);
  return true;
}

bool exec_statement(Thread& thread, Frame&, Ref source, Ref globals, Ref locals) {

  // exec (source, globals, locals): a tuple stands for the three.
  if (is<Tuple>(source) && globals.is_none() && locals.is_none()) {
    const Tuple& parts = as<Tuple>(source);
    if (parts.length == 2 || parts.length == 3) return static_cast<bool>(execute(thread, parts[0], parts[1], parts.length == 3 ? parts[2] : Ref(), ExecuteMode::Exec));
  }
  return static_cast<bool>(execute(thread, source, globals, locals, ExecuteMode::Exec));
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
  return raise_type_error(thread, "{} must be None or a string, not {}", name, type_name(thread, v));
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
  Value space = sep && !sep.is_none() ? Value(sep) : native_str(thread, " ");
  Value newline = end && !end.is_none() ? Value(end) : native_str(thread, "\n");
  for (std::size_t i = 0; i < items.length; ++i) {
    if (i && !write_to(thread, keep_file, space)) return false;
    Value text = str(thread, items[i]);
    if (!text || !write_to(thread, keep_file, text)) return false;
  }
  return write_to(thread, keep_file, newline) && (!flush || flushes(thread, keep_file));
}

}  // namespace xvm
