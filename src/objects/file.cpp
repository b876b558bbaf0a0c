// file: the open file of 2.x.
#include "objects/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <new>

#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/codecs.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/argument_words.h"
#include "vm/builtin_types.h"
#include "vm/errors.h"
#include "vm/limits.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/runtime.h"
#include "vm/signature.h"

namespace xvm {

namespace {

struct File : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "file";
  static constexpr bool gc = true;
  std::FILE* stream = nullptr;
  int (*close)(std::FILE*) = nullptr;
  Value name, mode, encoding, errors;
  int softspace = 0;
  bool binary = false, universal = false, readable = false, writable = false, skip_line_feed = false;
  std::uint8_t newlines = 0;   // 1: \r, 2: \n, 4: \r\n
  std::string ahead;           // of iteration
  std::size_t ahead_at = 0;
  std::unique_ptr<char[]> buffer;   // the stream's, of the size that was asked for
  bool has_ahead() const { return ahead_at < ahead.size(); }
  void drop_ahead() { ahead.clear(), ahead_at = 0; }
  void traverse(Visitor& v) { v(name), v(mode), v(encoding), v(errors); }
  void clear() {}
  ~File() {
    if (stream && close) close(stream);
  }
};

Type* file_type = nullptr;

bool has_mode_checks(const Release& r) { return r.since(2, 6); }
bool names_argument(const Release& r) { return r.until(2, 6); }
constexpr std::int64_t max_buffer = std::int64_t{1} << 30;
bool names_folder(const Release& r) { return r.since(2, 6); }   // in the error of opening one

File& self_of(Ref self) { return as<File>(self); }
bool is_open(Thread& thread, const File& f) { return f.stream || raise_value_error(thread, "I/O operation on closed file"); }
ErrorSet raise_io(Thread& thread, Ref name = {}) {
  int error = errno;
  return raise_errno(thread, thread.rt.exc.IOError, error, name);
}
bool can_read(Thread& thread, const File& f) {
  if (!is_open(thread, f)) return false;
  return f.readable || !has_mode_checks(thread.rt.release) || raise(thread, thread.rt.exc.IOError, "File not open for reading");
}
bool can_write(Thread& thread, const File& f) {
  if (!is_open(thread, f)) return false;
  return f.writable || !has_mode_checks(thread.rt.release) || raise(thread, thread.rt.exc.IOError, "File not open for writing");
}
bool no_ahead(Thread& thread, const File& f) {
  return !f.has_ahead() || raise_value_error(thread, "Mixing iteration and read methods would lose data");
}

// One character, line ends translated in universal mode.
int get_char(File& f) {
  int c = getc_unlocked(f.stream);
  if (!f.universal) return c;
  if (f.skip_line_feed) {
    f.skip_line_feed = false;
    if (c == '\n') {
      f.newlines |= 4;
      c = getc_unlocked(f.stream);
    } else {
      f.newlines |= 1;
    }
  }
  if (c == '\r') {
    f.skip_line_feed = true;
    return '\n';
  }
  if (c == '\n') f.newlines |= 2;
  else if (c == EOF && f.skip_line_feed) f.newlines |= 1;
  return c;
}

std::size_t read_block(File& f, char* out, std::size_t size) {
  if (!f.universal) return std::fread(out, 1, size, f.stream);
  std::size_t count = 0;
  for (int c; count < size && (c = get_char(f)) != EOF;) out[count++] = static_cast<char>(c);
  return count;
}

bool read_failed(Thread& thread, File& f) {
  if (!std::ferror(f.stream)) return false;
  raise_io(thread);
  std::clearerr(f.stream);
  return true;
}

Value file_read(Thread& thread, Ref self, Args args) {
  File& f = self_of(self);
  std::int64_t size = -1;
  if (!can_read(thread, f) || !no_ahead(thread, f) || (args[0] && !as_int64(thread, args[0], size))) return error_set;
  std::string data;
  if (size < 0) {
    char block[16384];
    while (std::size_t got = read_block(f, block, sizeof block)) data.append(block, got);
  } else {
    if (!room_for(size)) return raise_memory_error(thread);
    data.resize(static_cast<std::size_t>(size));
    data.resize(read_block(f, data.data(), data.size()));
  }
  if (data.empty() && read_failed(thread, f)) return error_set;
  std::clearerr(f.stream);
  return make_bytes(thread, data);
}

Value file_readinto(Thread& thread, Ref self, Args args) {
  File& f = self_of(self);
  BufferView view;
  if (!can_read(thread, f) || !no_ahead(thread, f) || !get_buffer(thread, args[0], view, true)) return error_set;
  std::size_t got = read_block(f, view.data, view.length);
  if (got == 0 && read_failed(thread, f)) return error_set;
  return make_int(thread, static_cast<std::int64_t>(got));
}

Value line_of(Thread& thread, File& f, std::int64_t limit) {
  std::string line;
  while (limit < 0 || static_cast<std::int64_t>(line.size()) < limit) {
    int c = get_char(f);
    if (c == EOF) {
      if (line.empty() && read_failed(thread, f)) return error_set;
      std::clearerr(f.stream);
      break;
    }
    line += static_cast<char>(c);
    if (c == '\n') break;
  }
  return make_bytes(thread, line);
}
Value file_readline(Thread& thread, Ref self, Args args) {
  File& f = self_of(self);
  std::int64_t limit = -1;
  if (!can_read(thread, f) || !no_ahead(thread, f) || (args[0] && !as_int64(thread, args[0], limit))) return error_set;
  return line_of(thread, f, limit);
}
Value file_readlines(Thread& thread, Ref self, Args args) {
  File& f = self_of(self);
  std::int64_t hint = 0, total = 0;
  if (!can_read(thread, f) || !no_ahead(thread, f) || (args[0] && !as_int64(thread, args[0], hint))) return error_set;
  Value lines = own(allocate_list(thread, 0));
  constexpr std::int64_t block = 8192;   // a hint counts in blocks
  if (hint > 0) hint = (hint + block - 1) / block * block;
  while (true) {
    Value line = line_of(thread, f, -1);
    if (!line) return line;
    std::size_t size = as<Bytes>(line).length;
    if (size == 0) return lines;
    list_append(as<List>(lines), std::move(line));
    total += static_cast<std::int64_t>(size);
    if (hint > 0 && total >= hint) return lines;
  }
}

// Iteration reads blocks ahead of the program.
Value file_next(Thread& thread, Ref self) {
  File& f = self_of(self);
  if (!can_read(thread, f)) return error_set;
  std::string line;
  while (true) {
    if (!f.has_ahead()) {
      f.ahead.resize(8192);
      f.ahead_at = 0;
      std::size_t got = 0;
      if (!f.universal && ::isatty(fileno(f.stream)) == 1) {
        char* end = fgets_unlocked(f.ahead.data(), static_cast<int>(f.ahead.size()), f.stream);
        got = end ? std::strlen(f.ahead.data()) : 0;
      } else {
        got = read_block(f, f.ahead.data(), f.ahead.size());
      }
      f.ahead.resize(got);
      if (got == 0) {
        if (line.empty() && read_failed(thread, f)) return error_set;
        std::clearerr(f.stream);
        return line.empty() ? Value() : make_bytes(thread, line);
      }
    }
    std::size_t end = f.ahead.find('\n', f.ahead_at), count = (end == f.ahead.npos ? f.ahead.size() : end + 1) - f.ahead_at;
    line.append(f.ahead, f.ahead_at, count);
    f.ahead_at += count;
    if (end != f.ahead.npos) return make_bytes(thread, line);
  }
}
Value file_next_method(Thread& thread, Ref self, Args) {
  Value line = file_next(thread, self);
  if (!line && !thread.has_error()) return raise_class(thread, thread.rt.exc.StopIteration);
  return line;
}

bool put(Thread& thread, File& f, std::string_view bytes) {
  f.softspace = 0;
  if (fwrite_unlocked(bytes.data(), 1, bytes.size(), f.stream) == bytes.size()) return true;
  raise_io(thread);
  std::clearerr(f.stream);
  return false;
}

// What is written of a value: bytes as they are, unicode encoded; binary files take any buffer.
bool write_value(Thread& thread, File& f, Ref v) {
  if (is<Bytes>(v)) return put(thread, f, as<Bytes>(v).view());
  if (is<Text>(v)) {
    std::string encoding = is<Bytes>(f.encoding) && !f.binary ? std::string(as<Bytes>(f.encoding).view()) : std::string();
    std::string errors = is<Bytes>(f.errors) ? std::string(as<Bytes>(f.errors).view()) : "strict";
    Value bytes = encoding.empty() ? coerce_to_bytes(thread, v) : encode_text(thread, v, encoding, errors);
    return bytes && put(thread, f, as<Bytes>(bytes).view());
  }
  if (!has_buffer(thread, v)) {
    if (f.binary) return raise_type_error(thread, "must be string or buffer, not {}", type_name(thread, v));
    if (names_argument(thread.rt.release)) return raise_type_error(thread, "argument 1 must be string or read-only character buffer, not {}", type_name(thread, v));
    return raise_type_error(thread, "expected a string or other character buffer object");
  }
  BufferView view;
  return get_buffer(thread, v, view) && put(thread, f, view.view());
}
Value file_write(Thread& thread, Ref self, Args args) {
  File& f = self_of(self);
  return can_write(thread, f) && write_value(thread, f, args[0]) ? none_value() : Value();
}
Value file_writelines(Thread& thread, Ref self, Args args) {
  File& f = self_of(self);
  if (!can_write(thread, f)) return error_set;
  Value items = iterate(thread, args[0]);
  if (!items) {
    if (catch_error(thread, thread.rt.exc.TypeError)) return raise_type_error(thread, "writelines() requires an iterable argument");
    return error_set;
  }
  while (Value line = next(thread, items)) {
    if (!is<Bytes>(line) && !is<Text>(line) && !has_buffer(thread, line)) return raise_type_error(thread, "writelines() argument must be a sequence of strings");
    if (!is_open(thread, f) || !write_value(thread, f, line)) return error_set;
  }
  return thread.has_error() ? Value() : none_value();
}

Value file_seek(Thread& thread, Ref self, Args args) {
  File& f = self_of(self);
  std::int64_t offset = 0, whence = 0;
  if (!is_open(thread, f)) return error_set;
  f.drop_ahead();
  Value to(args[0]);
  if (args[0].is_double()) to = int_from_double(thread, args[0].as_double());
  if (!to || !as_int64(thread, to, offset) || (args[1] && !as_int64(thread, args[1], whence))) return error_set;
  if (::fseeko(f.stream, offset, static_cast<int>(whence)) != 0) return raise_io(thread);
  f.skip_line_feed = false;
  return none_value();
}
Value file_tell(Thread& thread, Ref self, Args) {
  File& f = self_of(self);
  if (!is_open(thread, f)) return error_set;
  off_t at = ::ftello(f.stream);
  if (at < 0) return raise_io(thread);
  if (f.skip_line_feed) {
    int c = std::getc(f.stream);
    if (c == '\n') ++at, f.skip_line_feed = false;
    else if (c != EOF) std::ungetc(c, f.stream);
  }
  return make_int(thread, at);
}
Value file_truncate(Thread& thread, Ref self, Args args) {
  File& f = self_of(self);
  if (!can_write(thread, f)) return error_set;
  std::fflush(f.stream);
  std::int64_t size = ::ftello(f.stream);
  if (args[0] && !args[0].is_none() && !as_int64(thread, args[0], size)) return error_set;
  return ::ftruncate(fileno(f.stream), size) == 0 ? none_value() : Value(raise_io(thread));
}
Value file_flush(Thread& thread, Ref self, Args) {
  File& f = self_of(self);
  if (!is_open(thread, f)) return error_set;
  return std::fflush(f.stream) == 0 ? none_value() : Value(raise_io(thread));
}
Value file_close(Thread& thread, Ref self, Args) {
  File& f = self_of(self);
  std::FILE* stream = std::exchange(f.stream, nullptr);
  f.drop_ahead();
  if (!stream || !f.close) return none_value();
  int status = f.close(stream);
  if (status < 0) return raise_io(thread);
  return status == 0 ? none_value() : make_int(thread, status);
}
Value file_fileno(Thread& thread, Ref self, Args) { return is_open(thread, self_of(self)) ? make_int(thread, fileno(self_of(self).stream)) : Value(); }
Value file_isatty(Thread& thread, Ref self, Args) { return is_open(thread, self_of(self)) ? Value::of(::isatty(fileno(self_of(self).stream)) == 1) : Value(); }
Value file_self(Thread& thread, Ref self, Args) { return is_open(thread, self_of(self)) ? Value(self) : Value(); }
Value file_iter(Thread& thread, Ref self) { return file_self(thread, self, {}); }
Value file_exit(Thread& thread, Ref self, Args) {
  Value done = call_named(thread, self, "close");
  return done ? none_value() : Value();
}

Value file_repr(Thread& thread, Ref self) {
  File& f = self_of(self);
  TextBuilder out(thread);
  out.add(f.stream ? "<open file " : "<closed file ");
  Value name = f.name ? f.name : none_value();
  if (is<Text>(name)) {
    std::string text = repr_utf8(thread, name);
    out.add(text);
  } else if (!out.add_repr(name)) {
    return error_set;
  }
  out.add(", mode '");
  Value mode = f.mode ? str(thread, f.mode) : native_str(thread, "<uninitialized file>");
  if (!mode) return error_set;
  out.add_value(mode);
  out.add(fmt::format("' at {:#x}>", self.raw() & 0xffffffffffff));
  return out.finish();
}

Value or_none(const Value& v) { return v ? v : none_value(); }
Value get_closed(Thread&, Ref self) { return Value::of(!self_of(self).stream); }
Value get_encoding(Thread&, Ref self) { return or_none(self_of(self).encoding); }
Value get_errors(Thread&, Ref self) { return or_none(self_of(self).errors); }
Value get_mode(Thread&, Ref self) { return or_none(self_of(self).mode); }
Value get_name(Thread&, Ref self) { return or_none(self_of(self).name); }
Value get_newlines(Thread& thread, Ref self) {
  static constexpr const char* texts[] = {"\r", "\n", "\r\n"};
  Value values[3];
  std::size_t count = 0;
  for (std::size_t i = 0; i < 3; ++i)
    if (self_of(self).newlines & (1 << i)) values[count++] = make_bytes(thread, texts[i]);
  return count == 0 ? none_value() : count == 1 ? values[0] : make_tuple(thread, values, count);
}
Value get_softspace(Thread& thread, Ref self) { return make_int(thread, self_of(self).softspace); }
bool set_softspace(Thread& thread, Ref self, Ref value) {
  if (!value) return raise_type_error(thread, "can't delete softspace attribute");
  std::int64_t flag = 0;
  if (!as_int64(thread, value, flag)) return false;
  self_of(self).softspace = static_cast<int>(flag);
  return true;
}

// open()'s mode for fopen: "U" is universal newlines.
bool read_mode(Thread& thread, File& f, std::string_view mode, std::string& c_mode) {
  if (mode.empty()) return raise_value_error(thread, "empty mode string");
  c_mode = mode;
  std::size_t at = c_mode.find('U');
  if (at != c_mode.npos) {
    c_mode.erase(at, 1);
    if (!c_mode.empty() && (c_mode[0] == 'w' || c_mode[0] == 'a'))
      return raise_value_error(thread, "universal newline mode can only be used with modes starting with 'r'");
    if (c_mode.empty() || c_mode[0] != 'r') c_mode.insert(0, "r");
    if (c_mode.find('b') == c_mode.npos) c_mode.insert(1, "b");
    f.universal = true;
  } else if (c_mode[0] != 'r' && c_mode[0] != 'w' && c_mode[0] != 'a') {
    return raise_value_error(thread, "mode string must begin with one of 'r', 'w', 'a' or 'U', not '{}'", mode.substr(0, 200));
  }
  return true;
}

void note_mode(File& f, std::string_view mode) {
  f.binary = mode.find('b') != mode.npos;
  f.universal = mode.find('U') != mode.npos;
  bool update = mode.find('+') != mode.npos;
  f.readable = mode.starts_with('r') || f.universal || update;
  f.writable = mode.starts_with('w') || mode.starts_with('a') || update;
}

void set_buffering(File& f, std::int64_t size) {
  if (size < 0) return;
  if (size == 0) std::setvbuf(f.stream, nullptr, _IONBF, 0);
  if (size == 0 || size > max_buffer) return;
  std::size_t bytes = size == 1 ? BUFSIZ : static_cast<std::size_t>(size);
  std::unique_ptr<char[]> made(new (std::nothrow) char[bytes]);   // without room of our own the C library would not heed the size
  if (!made || std::setvbuf(f.stream, made.get(), size == 1 ? _IOLBF : _IOFBF, bytes) != 0) return;
  f.buffer = std::move(made);
}

bool open_into(Thread& thread, File& f, Ref name, Ref mode, std::int64_t buffering) {
  std::string path, c_mode, text = mode ? native_utf8(mode) : "r";
  Value keep_name(name), keep_mode = mode ? Value(mode) : native_str(thread, "r");
  if (!path_argument(thread, name, path) || !read_mode(thread, f, text, c_mode)) return false;
  if (f.stream && f.close) f.close(std::exchange(f.stream, nullptr));
  f.drop_ahead();
  f.stream = may_open_files() ? std::fopen(path.c_str(), c_mode.c_str()) : nullptr;
  struct stat status;
  if (f.stream && ::fstat(fileno(f.stream), &status) == 0 && S_ISDIR(status.st_mode)) {
    std::fclose(f.stream);
    f.stream = nullptr;
    errno = EISDIR;
  }
  if (!f.stream) {
    if (errno == EINVAL) {
      Value number = Value::small(EINVAL), message = native_str(thread, fmt::format("invalid mode ('{}') or filename", text));
      Value pair = make_tuple(thread, {number.ref(), message.ref()});
      return raise_value(thread, thread.rt.exc.IOError, pair);
    }
    return raise_io(thread, errno == EISDIR && !names_folder(thread.rt.release) ? Ref() : keep_name.ref());
  }
  f.close = std::fclose;
  f.name = keep_name;
  f.mode = keep_mode;
  f.encoding = f.errors = none_value();
  note_mode(f, text);
  set_buffering(f, buffering);
  return true;
}

Value file_make(Thread&, Type* type, Args) {
  File* f = allocate<File>(type);
  track(f);
  return own(f);
}
bool file_init(Thread& thread, Ref self, Args args) {
  Bound<3> a(thread, "file(name, mode='r', buffering=-1)", args);
  std::int64_t buffering = -1;
  if (!a || (a[2] && !as_int64(thread, a[2], buffering))) return false;
  if (a[1] && !is<Bytes>(a[1]) && !is<Text>(a[1])) return raise_type_error(thread, "file() argument 2 must be string, not {}", argument_type(thread, a[1]));
  return open_into(thread, self_of(self), a[0], a[1], buffering);
}

constexpr Method methods[] = {
    {"__enter__(self, /)", file_self},
    {"__exit__(self, *args)", file_exit},
    {"close(self)", file_close},
    {"fileno(self)", file_fileno},
    {"flush(self)", file_flush},
    {"isatty(self)", file_isatty},
    {"next(self)", file_next_method},
    {"read(self, size=-1, /)", file_read},
    {"readinto(self, buffer, /)", file_readinto},
    {"readline(self, size=-1, /)", file_readline},
    {"readlines(self, size=0, /)", file_readlines},
    {"seek(self, offset, whence=0, /)", file_seek},
    {"tell(self)", file_tell},
    {"truncate(self, size=None, /)", file_truncate},
    {"write(self, text, /)", file_write},
    {"writelines(self, lines, /)", file_writelines},
    {"xreadlines(self)", file_self},
};
constexpr GetSetRow getset[] = {
    {"closed", get_closed}, {"encoding", get_encoding, readonly_member}, {"errors", get_errors, readonly_member, since(2, 6)}, {"mode", get_mode, readonly_member},
    {"name", get_name, readonly_member}, {"newlines", get_newlines}, {"softspace", get_softspace, set_softspace},
};

void fill(Slots& slots, Runtime&) {
  slots.make = file_make;
  slots.init = file_init;
  slots.repr = file_repr;
  slots.iter = file_iter;
  slots.next = file_next;
}

}  // namespace

void make_file_types(Runtime& rt) {
  file_type = nullptr;
  if (!rt.python2()) return;
  static constexpr TypeSpec spec{.name = "file", .layout = layout_of<File>, .flags = BaseType | HasWeakrefs, .methods = methods, .getset = getset, .fill = fill};
  file_type = rt.types.file = make_builtin_type(rt, spec);
}

Value make_file(Thread& thread, std::FILE* stream, Ref name, Ref mode, int (*close)(std::FILE*)) {
  Value owner = file_make(thread, file_type, {});
  File& f = self_of(owner);
  f.stream = stream;
  f.close = close;
  f.name = Value(name);
  f.mode = Value(mode);
  f.encoding = f.errors = none_value();
  note_mode(f, native_utf8(mode));
  return owner;
}

Value open_file(Thread& thread, Ref name, Ref mode, std::int64_t buffering) {
  Value owner = file_make(thread, file_type, {});
  return open_into(thread, self_of(owner), name, mode, buffering) ? std::move(owner) : Value();
}

bool add_standard_files(Thread& thread, Module& sys) {
  struct Row { std::FILE* stream; const char *name, *hidden, *label, *mode; };
  std::string encoding, errors;
  const char* given = thread.rt.settings.ignore_environment ? nullptr : std::getenv("PYTHONIOENCODING");
  if (given && thread.rt.release.since(2, 6)) {
    std::string_view all = given;
    encoding = all.substr(0, all.find(':'));
    if (all.find(':') != all.npos) errors = all.substr(all.find(':') + 1);
  }
  if (thread.rt.settings.unbuffered) std::setvbuf(stdout, nullptr, _IONBF, 0);
  for (auto [stream, name, hidden, label, mode] : {Row{stdin, "stdin", "__stdin__", "<stdin>", "r"}, Row{stdout, "stdout", "__stdout__", "<stdout>", "w"}, Row{stderr, "stderr", "__stderr__", "<stderr>", "w"}}) {
    Value label_value = native_str(thread, label), mode_value = native_str(thread, mode);
    Value file = make_file(thread, stream, label_value, mode_value, nullptr);
    if (!encoding.empty()) self_of(file).encoding = native_str(thread, encoding);
    if (!errors.empty()) self_of(file).errors = native_str(thread, errors);
    if (!module_add(thread, sys, name, file) || !module_add(thread, sys, hidden, file)) return false;
  }
  return true;
}

bool is_plain_file(Ref v) { return file_type && is<File>(v); }

bool file_put(Thread& thread, Ref file, std::string_view bytes) {
  File& f = self_of(file);
  return can_write(thread, f) && put(thread, f, bytes);
}

int* file_softspace(Ref file) { return is_plain_file(file) ? &self_of(file).softspace : nullptr; }
std::FILE* file_stream(Ref file) { return is<File>(file) ? self_of(file).stream : nullptr; }

}  // namespace xvm
