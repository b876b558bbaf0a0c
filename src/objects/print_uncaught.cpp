// The end of a program that raised: sys.excepthook, exit statuses, what goes to stderr.
#include <unistd.h>

#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/exception_report.h"
#include "objects/code.h"
#include "objects/function.h"
#include "objects/int.h"
#include "objects/stderr_text.h"
#include "objects/text.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"

namespace xvm {

static bool interrupts_by_signal(const Release& release) { return release.since(3, 8); }
static bool keeps_last_exc(const Release& release) { return release.since(3, 12); }
static bool reports_failed_flush(const Release& release) { return release.since(3, 6); }

static constexpr int interrupted_status = 130, flush_failed_status = 120;

static Value sys_entry(Thread& thread, const char* name) {
  Dict* sys = try_as<Dict>(thread.rt.sys_dict);
  return sys ? Value(dict_get(thread, *sys, name)) : Value();
}

static void write_descriptor(std::string_view text) {
  while (!text.empty()) {
    ssize_t written = write(STDERR_FILENO, text.data(), text.size());
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

void write_stderr(Thread& thread, std::string_view utf8) {
  if (utf8.empty()) return;
  ErrorState saved = thread.take_error();
  Value file = sys_entry(thread, "stderr");
  if (!file) {
    write_descriptor(utf8);
  } else if (!file.is_none()) {
    Value text = native_str(thread, utf8);
    Value result = text ? call_method(thread, file, thread.rt.names.write_, {text.ref()}) : Value();
    thread.clear_error();
  }
  thread.restore_error(std::move(saved));
}

void end_print_line(Thread& thread) {
  if (!thread.rt.python2()) return;
  ErrorState saved = thread.take_error();
  Value file = sys_entry(thread, "stdout");
  Value space = file && !file.is_none() ? find_attribute(thread, file, thread.rt.names.softspace_) : Value();
  thread.clear_error();
  if (space && is_int(space) && int_sign(space) != 0) {
    Value zero = Value::small(0), line = native_str(thread, "\n");
    set_attribute(thread, file, thread.rt.names.softspace_, zero);
    thread.clear_error();
    Value result = call_method(thread, file, thread.rt.names.write_, {line.ref()});
    thread.clear_error();
  }
  thread.restore_error(std::move(saved));
}

bool flush_standard_files(Thread& thread) {
  ErrorState saved = thread.take_error();
  bool good = true;
  for (const char* name : {"stdout", "stderr"}) {
    Value file = sys_entry(thread, name);
    if (!file || file.is_none()) continue;
    Value closed = find_attribute(thread, file, native_intern(thread, "closed"));
    thread.clear_error();
    if (closed && truth(thread, closed) > 0) continue;
    thread.clear_error();
    Value result = call_method(thread, file, thread.rt.names.flush_);
    if (result) continue;
    if (reports_failed_flush(thread.rt.release)) {
      if (name == std::string_view("stdout")) write_unraisable(thread, file);
      good = false;
    }
    thread.clear_error();
  }
  thread.restore_error(std::move(saved));
  return good;
}

void display_exception(Thread& thread, const ErrorState& error) {
  end_print_line(thread);
  Value file = sys_entry(thread, "stderr");
  if (!file || (file.is_none() && thread.rt.python2())) return write_descriptor("lost sys.stderr\n");
  write_stderr(thread, format_exception(thread, error));
}

std::string format_exception(Thread& thread, const ErrorState& error) {
  ExceptionReport report(thread);
  report.add(error);
  return report.take();
}

// SystemExit: prints a message that is no number and gives the status.
static int exit_status(Thread& thread, const ErrorState& error) {
  end_print_line(thread);
  Value code = error.value;
  if (is<Exception>(code)) {
    Value found = find_attribute(thread, code, thread.rt.names.code_);
    thread.clear_error();
    if (found) code = std::move(found);
  }
  if (!code || code.is_none()) return 0;
  if (is_int(code)) {
    std::int64_t number = 0;
    return int_fits(code, number) ? static_cast<int>(number & 0xff) : 0xff;
  }
  Value text = str(thread, code);
  thread.clear_error();
  write_stderr(thread, (text ? native_utf8(text) : std::string()) + "\n");
  return 1;
}

static void set_last(Thread& thread, const ErrorState& error) {
  Dict* sys = try_as<Dict>(thread.rt.sys_dict);
  if (!sys) return;
  auto set = [&](Ref name, const Value& value) {
    if (!dict_set(thread, *sys, name, value ? value.ref() : none)) thread.clear_error();
  };
  set(thread.rt.names.last_type_, error.type);
  set(thread.rt.names.last_value_, error.value);
  set(thread.rt.names.last_traceback_, error.traceback);
  if (keeps_last_exc(thread.rt.release)) set(native_intern(thread, "last_exc"), error.value);
}

static bool is_exit(Thread& thread, const ErrorState& error) {
  const Type* type = try_as<Type>(error.type);
  return type && is_subtype(type, thread.rt.exc.SystemExit);
}

// Reports through sys.excepthook; gives the status where the hook itself ends the program by SystemExit, else -1.
static int report(Thread& thread, ErrorState error) {
  normalize_error(thread, error);
  if (Exception* exception = try_as<Exception>(error.value); exception && !thread.rt.python2() && !exception->traceback)
    exception->traceback = error.traceback;
  set_last(thread, error);
  Value hook = sys_entry(thread, "excepthook"), standard = sys_entry(thread, "__excepthook__");
  if (!hook || (hook.is_none() && thread.rt.python2())) {
    write_stderr(thread, "sys.excepthook is missing\n");
    display_exception(thread, error);
    return -1;
  }
  if (hook == standard && is<Native>(hook)) {
    display_exception(thread, error);
    return -1;
  }
  auto or_none = [](const Value& v) { return v ? v.ref() : none; };
  Value result = call(thread, hook, or_none(error.type), or_none(error.value), or_none(error.traceback));
  if (result) return -1;
  ErrorState second = thread.take_error();
  if (is_exit(thread, second)) {
    normalize_error(thread, second);
    return exit_status(thread, second);
  }
  normalize_error(thread, second);
  end_print_line(thread);
  write_stderr(thread, "Error in sys.excepthook:\n");
  display_exception(thread, second);
  write_stderr(thread, "\nOriginal exception was:\n");
  display_exception(thread, error);
  return -1;
}

void print_uncaught(Thread& thread) {
  if (thread.has_error()) report(thread, thread.take_error());
}

int run_main_exit_status(Thread& thread, bool may_exit) {
  int status = 0;
  if (thread.has_error()) {
    ErrorState error = thread.take_error();
    if (may_exit && is_exit(thread, error)) {
      status = exit_status(thread, error);
    } else {
      bool interrupt = is<Type>(error.type) && is_subtype(&as<Type>(error.type), thread.rt.exc.KeyboardInterrupt);
      int from_hook = report(thread, std::move(error));
      status = from_hook >= 0 ? from_hook : interrupt && interrupts_by_signal(thread.rt.release) ? interrupted_status : 1;
    }
  }
  end_print_line(thread);
  if (!flush_standard_files(thread)) status = flush_failed_status;
  return status;
}

}  // namespace xvm
