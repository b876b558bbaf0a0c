// The end of a program that raised: sys.excepthook, exit statuses, what goes to stderr.
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>

#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/exception_report.h"
#include "objects/code.h"
#include "objects/codecs.h"
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

static bool dumps_where_stderr_fails(const Release& release) { return release.since(3, 11); }
static bool dumps_by_fields(const Release& release) { return release.since(3, 8); }
static bool reports_failed_exit(const Release& release) { return release.since(3, 12); }   // a status that cannot be read or told
static bool names_flushing(const Release& release) { return release.since(3, 13); }
static bool names_threading_shutdown(const Release& release) { return release.since(3, 13); }
static bool says_why_closing_failed(const Release& release) { return release.until(2, 5); }
static std::size_t references_told(const Release& release) { return dumps_by_fields(release) && release.until(3, 11) ? 2 : 3; }

static constexpr int flush_failed_status = 120;
static int stdout_errno = 0;   // of writing what sys.stdout held, 2.x

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

bool write_stderr(Thread& thread, std::string_view utf8) {
  if (utf8.empty()) return true;
  bool good = true;
  ErrorState saved = thread.take_error();
  Value file = sys_entry(thread, "stderr");
  if (!file) {
    write_descriptor(utf8);
  } else if (!file.is_none()) {
    Value text = native_str(thread, utf8);
    good = bool(text ? call_method(thread, file, thread.rt.names.write_, {text.ref()}) : Value());
    thread.clear_error();
  }
  thread.restore_error(std::move(saved));
  return good;
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
    if (thread.rt.python2() && name == std::string_view("stdout") && file == sys_entry(thread, "__stdout__")) stdout_errno = errno;
    if (reports_failed_flush(thread.rt.release)) {
      if (name == std::string_view("stdout")) {
        if (names_flushing(thread.rt.release)) write_unraisable(thread, {}, "Exception ignored on flushing sys.stdout");
        else write_unraisable(thread, file);
      }
      good = false;
    }
    thread.clear_error();
  }
  thread.restore_error(std::move(saved));
  return good;
}

void tell_lost_output(Thread& thread) {
  if (int error = std::exchange(stdout_errno, 0); error != 0 && says_why_closing_failed(thread.rt.release))
    write_descriptor(fmt::format("close failed: [Errno {}] {}\n", error, std::strerror(error)));
  else if (error != 0)
    write_descriptor("close failed in file object destructor:\nsys.excepthook is missing\nlost sys.stderr\n");
}

// What an exception is, for whoever debugs a program without sys.stderr.
static std::string dump_of(Thread& thread, Ref value) {
  const Release& release = thread.rt.release;
  std::string text = repr_utf8(thread, value);
  thread.clear_error();
  std::string_view type = type_name(thread, value);
  const void *address = value.is_object() ? value.object() : nullptr, *type_address = type_of(thread, value);
  if (!dumps_by_fields(release))
    return fmt::format("object  : {}\ntype    : {}\nrefcount: {}\naddress : {}\n", text, type, references_told(release), address);
  return fmt::format("object address  : {}\nobject refcount : {}\nobject type     : {}\nobject type name: {}\nobject repr     : {}\n", address, references_told(release), type_address, type, text);
}

void display_exception(Thread& thread, const ErrorState& error) {
  end_print_line(thread);
  Value file = sys_entry(thread, "stderr");
  bool lost = !file || (file.is_none() && thread.rt.python2());
  if (!lost) lost = !write_stderr(thread, format_exception(thread, error)) && dumps_where_stderr_fails(thread.rt.release);
  if (lost) write_descriptor((thread.rt.python2() || !error.value ? std::string() : dump_of(thread, error.value)) + "lost sys.stderr\n");
}

std::string format_exception(Thread& thread, const ErrorState& error) {
  ExceptionReport report(thread);
  report.add(error);
  return report.take();
}

// What SystemExit says, on sys.stderr or else on the file that this was. 2.x: unicode must be ASCII where sys.stderr has no encoding.
static bool write_exit_message(Thread& thread, Ref code) {
  Value text = str(thread, code), file = sys_entry(thread, "stderr");
  if (thread.rt.python2() && is<Text>(text)) {
    Value encoding = file && !file.is_none() ? find_attribute(thread, file, native_intern(thread, "encoding")) : Value();
    thread.clear_error();
    if (!encoding || encoding.is_none()) text = coerce_to_bytes(thread, text);
  }
  ErrorState failed = thread.take_error();
  std::string words = text ? native_utf8(text) : std::string();
  if (file && file.is_none()) {
    write_descriptor(words + "\n");
  } else {
    write_stderr(thread, words);
    write_stderr(thread, "\n");
  }
  thread.restore_error(std::move(failed));
  return bool(text);
}

// From 3.12 what is wrong with the status is told late, by whoever looks at errors next.
static void tell_failed_exit(Thread& thread) {
  const Release& release = thread.rt.release;
  if (!reports_failed_exit(release)) return thread.clear_error();
  write_unraisable(thread, {}, names_threading_shutdown(release) ? "Exception ignored on threading shutdown" : "");
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
    if (int_fits(code, number)) return static_cast<int>(number & 0xff);
    raise_overflow(thread, "Python int too large to convert to C long");
    tell_failed_exit(thread);
    return 0xff;
  }
  if (!write_exit_message(thread, code)) tell_failed_exit(thread);
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
  bool interrupt = false;
  if (thread.has_error()) {
    ErrorState error = thread.take_error();
    if (may_exit && is_exit(thread, error)) {
      status = exit_status(thread, error);
    } else {
      interrupt = Ref(error.type) == Ref(thread.rt.exc.KeyboardInterrupt) && interrupts_by_signal(thread.rt.release);
      int from_hook = report(thread, std::move(error));
      status = from_hook >= 0 ? from_hook : 1;
    }
  }
  end_print_line(thread);
  if (!flush_standard_files(thread)) status = flush_failed_status;
  return interrupt ? -SIGINT : status;
}

}  // namespace xvm
