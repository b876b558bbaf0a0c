// The standard streams, and the short ways of printing to them.
#include "modules/io/streams.h"

#include <sys/stat.h>
#include <unistd.h>

#include <cstdlib>

#include "modules/io/io.h"
#include "objects/file.h"

namespace xvm {

namespace {

bool errors_are_line_buffered(const Release& r) { return r.since(3, 9); }
bool has_write_through(const Release& r) { return r.since(3, 3); }
bool errors_escape(const Release& r) { return r.since(3, 1); }
bool has_utf8_mode_errors(const Release& r) { return r.since(3, 5); }

bool names_encoding_low(const Release& r) { return r.since(3, 8); }

// PYTHONIOENCODING: encoding[:errors].
void io_encoding(const Settings& settings, std::string& encoding, std::string& errors) {
  const char* text = settings.ignore_environment ? nullptr : std::getenv("PYTHONIOENCODING");
  if (!text || !*text) return;
  std::string_view all = text;
  std::size_t colon = all.find(':');
  encoding = all.substr(0, colon);
  if (colon != all.npos) errors = all.substr(colon + 1);
}

Value open_stream(Thread& thread, int fd, const char* name) {
  Runtime& rt = thread.rt;
  struct stat status;
  if (::fstat(fd, &status) != 0) return none_value();
  Value number = Value::small(fd), label = native_str(thread, name);
  Value raw = open_file_io(thread, number, fd == 0 ? "r" : "w", false, {});
  if (!raw || !set_attribute(thread, raw, rt.names.name_, label)) return error_set;
  bool unbuffered = rt.settings.unbuffered && fd != 0, terminal = ::isatty(fd) == 1;
  Value buffer = unbuffered ? raw : make_buffered(thread, fd == 0 ? Buffered::Reader : Buffered::Writer, raw, default_buffer_size);
  if (!buffer) return buffer;
  std::string encoding = "UTF-8", errors = "strict";
  if (names_encoding_low(rt.release)) encoding = "utf-8";
  io_encoding(rt.settings, encoding, errors);
  if (encoding.empty()) encoding = "UTF-8";
  if (errors.empty()) errors = "strict";
  const char* locale = std::getenv("LC_ALL");
  if (!locale || !*locale) locale = std::getenv("LC_CTYPE");
  if (!locale || !*locale) locale = std::getenv("LANG");
  bool plain_locale = !locale || !*locale || std::string_view(locale) == "C" || std::string_view(locale) == "POSIX";
  if (errors == "strict" && has_utf8_mode_errors(rt.release) && (plain_locale || std::string_view(locale).starts_with("C."))) {
    const char* given = std::getenv("PYTHONIOENCODING");
    if (!given || !*given) errors = "surrogateescape";
  }
  if (fd == 2 && errors_escape(rt.release)) errors = "backslashreplace";
  Value encoding_value = make_text(thread, encoding), error_value = make_text(thread, errors), newline = fd == 0 ? none_value() : make_text(thread, "\n");
  TextOptions options{encoding_value, error_value, newline};
  options.line_buffering = terminal || unbuffered || (fd == 2 && errors_are_line_buffered(rt.release));
  options.write_through = (unbuffered || (fd == 2 && !errors_are_line_buffered(rt.release))) && has_write_through(rt.release);
  if (fd == 2 && !errors_are_line_buffered(rt.release)) options.line_buffering = true;
  Value stream = make_text_io(thread, buffer, options);
  Value mode = make_text(thread, fd == 0 ? "r" : "w"), key = native_intern(thread, "mode");
  return stream && set_attribute(thread, stream, key, mode) ? std::move(stream) : Value();
}

}  // namespace

bool add_standard_streams(Thread& thread, Module& sys) {
  if (thread.rt.python2()) return add_standard_files(thread, sys);
  if (!ensure_io(thread)) return false;
  struct Row { int fd; const char *name, *hidden, *label; };
  for (auto [fd, name, hidden, label] : {Row{0, "stdin", "__stdin__", "<stdin>"}, Row{1, "stdout", "__stdout__", "<stdout>"}, Row{2, "stderr", "__stderr__", "<stderr>"}}) {
    Value stream = open_stream(thread, fd, label);
    if (!stream || !module_add(thread, sys, name, stream) || !module_add(thread, sys, hidden, stream)) return false;
  }
  return true;
}

bool stream_writes(Ref file) { return is_exact<TextIO>(file) || is_plain_file(file); }

bool stream_write(Thread& thread, Ref file, Ref text) {
  if (is<TextIO>(file) && is<Text>(text)) return text_io_write(thread, as<TextIO>(file), text);
  if (is_plain_file(file) && is<Bytes>(text)) return file_put(thread, file, as<Bytes>(text).view());
  return static_cast<bool>(call_method(thread, file, thread.rt.names.write_, {text}));
}

bool stream_write_ascii(Thread& thread, Ref file, std::string_view ascii) {
  if (is<TextIO>(file)) return text_io_write_ascii(thread, as<TextIO>(file), ascii);
  return file_put(thread, file, ascii);
}

bool stream_flush(Thread& thread, Ref file) {
  return static_cast<bool>(call_method(thread, file, thread.rt.names.flush_));
}

}  // namespace xvm
