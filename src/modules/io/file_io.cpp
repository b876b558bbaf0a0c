// FileIO: a file descriptor as a raw stream.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "modules/io/io.h"
#include "vm/argument_words.h"
#include "vm/limits.h"
#include "vm/warnings.h"

namespace xvm {

namespace {

bool has_create_mode(const Release& r) { return r.since(3, 3); }
bool shows_closefd(const Release& r) { return r.since(3, 5); }
bool warns_of_unclosed(const Release& r) { return r.since(3, 2); }

ErrorSet raise_closed(Thread& thread) { return raise_value_error(thread, "I/O operation on closed file"); }
bool is_open(Thread& thread, const FileIO& file) { return file.fd >= 0 || raise_closed(thread); }
ErrorSet raise_io(Thread& thread, Ref name = {}) { return raise_errno(thread, thread.rt.exc.IOError, errno, name); }

const char* mode_text(const FileIO& f) {
  if (f.created) return f.readable ? "xb+" : "xb";
  if (f.appending) return f.readable ? "ab+" : "ab";
  return f.readable ? (f.writable ? "rb+" : "rb") : "wb";
}

bool parse_mode(Thread& thread, std::string_view mode, FileIO& f, int& flags) {
  bool plus = false;
  int kinds = 0;
  flags = 0;
  auto bad = [&] {
    return raise_value_error(thread, "{}", has_create_mode(thread.rt.release)
                                               ? "Must have exactly one of create/read/write/append mode and at most one plus"
                                               : "Must have exactly one of read/write/append mode");
  };
  for (char c : mode) {
    switch (c) {
      case 'x':
        if (!has_create_mode(thread.rt.release)) return raise_value_error(thread, "invalid mode: {}", mode);
        f.created = f.writable = true;
        flags |= O_EXCL | O_CREAT;
        ++kinds;
        break;
      case 'r': f.readable = true; ++kinds; break;
      case 'w': f.writable = true; flags |= O_CREAT | O_TRUNC; ++kinds; break;
      case 'a': f.writable = f.appending = true; flags |= O_APPEND | O_CREAT; ++kinds; break;
      case 'b': break;
      case '+':
        if (plus) return bad();
        plus = f.readable = f.writable = true;
        break;
      default: return raise_value_error(thread, "invalid mode: {}", mode);
    }
    if (kinds > 1) return bad();
  }
  if (kinds != 1) return bad();
  flags |= f.readable && f.writable ? O_RDWR : f.readable ? O_RDONLY : O_WRONLY;
  return true;
}

bool close_descriptor(Thread& thread, FileIO& f) {
  int fd = std::exchange(f.fd, -1);
  return fd < 0 || ::close(fd) == 0 || raise_io(thread);
}

bool open_name(Thread& thread, FileIO& f, Ref name, int flags, Ref opener) {
  if (opener && !opener.is_none()) {
    Value flag_value = make_int(thread, flags | O_CLOEXEC);
    Value made = call(thread, opener, name, flag_value);
    if (!made) return false;
    if (!is_int(made)) return raise_type_error(thread, "expected integer from opener");
    if (!int_argument(thread, made, f.fd)) return false;
    return f.fd >= 0 || raise_value_error(thread, "opener returned {}", f.fd);
  }
  std::string path;
  if (!path_argument(thread, name, path)) return false;
  if (!may_open_files()) return raise_io(thread, name);
  do f.fd = ::open(path.c_str(), flags | O_CLOEXEC, 0666);
  while (f.fd < 0 && errno == EINTR);
  return f.fd >= 0 || raise_io(thread, name);
}

// False with the error set; the object is closed then.
bool file_open(Thread& thread, Ref self, Ref name, std::string_view mode, bool closes, Ref opener) {
  FileIO& f = as<FileIO>(self);
  if (f.fd >= 0 && f.closes && !close_descriptor(thread, f)) return false;
  f.fd = -1;
  f.readable = f.writable = f.appending = f.created = false;
  f.seekable = -1;
  f.closes = closes;
  bool by_number = is_int(name);
  int flags = 0, given = -1;
  if (by_number) {
    if (!int_argument(thread, name, given)) return false;
    if (given < 0) return raise_value_error(thread, "{}", thread.rt.python2() ? "Negative filedescriptor" : thread.rt.release.since(3, 11) ? "negative file descriptor" : "negative file descriptor");
  }
  if (!parse_mode(thread, mode, f, flags)) return false;
  if (by_number) {
    if (!may_open_files()) return raise_io(thread);
    f.fd = given;
  } else {
    if (!closes) return raise_value_error(thread, "Cannot use closefd=False with file name");
    if (!open_name(thread, f, name, flags, opener)) return false;
  }
  struct stat status;
  int failed = ::fstat(f.fd, &status) < 0 ? errno : S_ISDIR(status.st_mode) ? EISDIR : 0;
  if (failed) {
    if (!by_number) ::close(f.fd);
    f.fd = -1;
    return raise_errno(thread, thread.rt.exc.IOError, failed, failed == EISDIR || !by_number ? name : Ref());
  }
  if (!set_attribute(thread, self, thread.rt.names.name_, name)) return false;
  if (f.appending) ::lseek(f.fd, 0, SEEK_END);
  return true;
}

bool file_init(Thread& thread, Ref self, Args args) {
  Bound<4> a(thread, thread.rt.release.since(3, 3) ? "FileIO(file, mode='r', closefd=True, opener=None)" : "FileIO(file, mode='r', closefd=True)", args);
  if (!a) return false;
  int closes = a[2] ? truth(thread, a[2]) : 1;
  if (closes < 0) return false;
  if (a[1] && !is<Text>(a[1]) && !is<Bytes>(a[1])) return raise_type_error(thread, "FileIO() argument 'mode' must be str, not {}", argument_type(thread, a[1]));
  std::string mode = a[1] ? native_utf8(a[1]) : "r";
  Value opener(thread.rt.release.since(3, 3) ? a[3] : Ref()), name(a[0]);
  return file_open(thread, self, name, mode, closes != 0, opener);
}

Value file_make(Thread&, Type* type, Args) {
  FileIO* file = allocate<FileIO>(type);
  track(file);
  return own(file);
}

Value file_repr(Thread& thread, Ref self) {
  FileIO& f = as<FileIO>(self);
  std::string type(thread.rt.release.since(3, 13) ? type_name(thread, self) : std::string_view("_io.FileIO"));
  if (f.fd < 0) return native_str(thread, fmt::format("<{} [closed]>", type));
  Value name = find_attribute(thread, self, thread.rt.names.name_);
  if (!name && thread.has_error()) return error_set;
  std::string tail = shows_closefd(thread.rt.release) ? fmt::format(" closefd={}", f.closes ? "True" : "False") : "";
  if (!name) return native_str(thread, fmt::format("<{} fd={} mode='{}'{}>", type, f.fd, mode_text(f), tail));
  TextBuilder out(thread);
  out.add(fmt::format("<{} name=", type));
  if (!out.add_repr(name)) return error_set;
  out.add(fmt::format(" mode='{}'{}>", mode_text(f), tail));
  return out.finish();
}

Value need_readable(Thread& thread, const FileIO& f) {
  if (!is_open(thread, f)) return error_set;
  return f.readable ? none_value() : Value(raise_unsupported(thread, "File not open for reading"));
}
Value need_writable(Thread& thread, const FileIO& f) {
  if (!is_open(thread, f)) return error_set;
  return f.writable ? none_value() : Value(raise_unsupported(thread, "File not open for writing"));
}

Value file_readall(Thread& thread, Ref self, Args) {
  FileIO& f = as<FileIO>(self);
  if (!is_open(thread, f)) return error_set;
  std::string all;
  while (true) {
    std::size_t at = all.size(), room = at < 65536 ? 65536 : at;
    struct stat status;
    if (at == 0 && ::fstat(f.fd, &status) == 0 && S_ISREG(status.st_mode)) {
      off_t here = ::lseek(f.fd, 0, SEEK_CUR);
      if (here >= 0 && status.st_size >= here) room = static_cast<std::size_t>(status.st_size - here) + 1;
    }
    all.resize(at + room);
    std::int64_t got = file_read(thread, f, all.data() + at, room);
    all.resize(at + static_cast<std::size_t>(got > 0 ? got : 0));
    if (got == -1) return error_set;
    if (got == -2) {
      if (at == 0) return none_value();
      break;
    }
    if (got == 0) break;
  }
  return make_bytes(thread, all);
}

Value file_read_method(Thread& thread, Ref self, Args args) {
  FileIO& f = as<FileIO>(self);
  if (!need_readable(thread, f)) return error_set;
  std::int64_t size = -1;
  if (!size_or_none(thread, args[0], size)) return error_set;
  if (size < 0) return file_readall(thread, self, args);
  if (!room_for(size)) return raise_memory_error(thread);
  std::string data(static_cast<std::size_t>(size), '\0');
  std::int64_t got = file_read(thread, f, data.data(), data.size());
  if (got == -1) return error_set;
  if (got == -2) return none_value();
  return make_bytes(thread, std::string_view(data).substr(0, static_cast<std::size_t>(got)));
}

Value file_readinto(Thread& thread, Ref self, Args args) {
  FileIO& f = as<FileIO>(self);
  BufferView view;
  if (!writable_argument(thread, args[0], view, "readinto", thread.rt.release.since(3, 12)) || !need_readable(thread, f)) return error_set;
  std::int64_t got = file_read(thread, f, view.data, view.length);
  return got == -1 ? Value() : got == -2 ? none_value() : make_long(thread, got);
}

Value file_write_method(Thread& thread, Ref self, Args args) {
  FileIO& f = as<FileIO>(self);
  BufferView view;
  if (!need_writable(thread, f) || !get_buffer(thread, args[0], view)) return error_set;
  std::int64_t put = file_write(thread, f, view.view());
  return put == -1 ? Value() : put == -2 ? none_value() : make_long(thread, put);
}

Value seek_to(Thread& thread, FileIO& f, std::int64_t offset, int whence) {
  off_t at = ::lseek(f.fd, offset, whence);
  return at < 0 ? Value(raise_io(thread)) : make_long(thread, at);
}
Value file_seek(Thread& thread, Ref self, Args args) {
  FileIO& f = as<FileIO>(self);
  int whence = 0;
  std::int64_t offset = 0;
  if (!is_open(thread, f)) return error_set;
  if (args[0].is_double()) return raise_type_error(thread, "an integer is required");
  if (!as_int64(thread, args[0], offset) || (args[1] && !int_argument(thread, args[1], whence))) return error_set;
  return seek_to(thread, f, offset, whence);
}
Value file_tell(Thread& thread, Ref self, Args) {
  FileIO& f = as<FileIO>(self);
  return is_open(thread, f) ? seek_to(thread, f, 0, SEEK_CUR) : Value();
}
Value file_truncate(Thread& thread, Ref self, Args args) {
  FileIO& f = as<FileIO>(self);
  if (!need_writable(thread, f)) return error_set;
  Value size = args[0] && !args[0].is_none() ? Value(args[0]) : file_tell(thread, self, {});
  std::int64_t to = 0;
  if (!size || !as_int64(thread, size, to)) return error_set;
  return ::ftruncate(f.fd, to) < 0 ? Value(raise_io(thread)) : size;
}

Value file_close(Thread& thread, Ref self, Args args) {
  FileIO& f = as<FileIO>(self);
  if (!f.closes) {
    f.fd = -1;
    return base_close(thread, self, args);
  }
  Value base = base_close(thread, self, args);
  ErrorState error = thread.take_error();
  bool closed = close_descriptor(thread, f);
  if (error) {
    thread.clear_error();
    thread.restore_error(std::move(error));
    return error_set;
  }
  return closed ? none_value() : Value();
}

bool file_finalize(Thread& thread, Ref self) {
  FileIO& f = as<FileIO>(self);
  if (f.fd < 0) return true;
  if (f.closes && warns_of_unclosed(thread.rt.release) && thread.rt.exc.ResourceWarning) {
    Value message = native_str(thread, "unclosed file " + repr_utf8(thread, self));
    if (!warn_value(thread, Ref(thread.rt.exc.ResourceWarning), message, 1, self)) thread.clear_error();
  }
  Value done = call_method(thread, self, thread.rt.names.close_);
  if (!done) drop_close_error(thread, self);
  return true;
}

Value file_seekable(Thread& thread, Ref self, Args) {
  FileIO& f = as<FileIO>(self);
  if (!is_open(thread, f)) return error_set;
  if (f.seekable < 0) f.seekable = ::lseek(f.fd, 0, SEEK_CUR) >= 0;
  return Value::of(f.seekable == 1);
}
Value file_readable(Thread& thread, Ref self, Args) { return is_open(thread, as<FileIO>(self)) ? Value::of(as<FileIO>(self).readable) : Value(); }
Value file_writable(Thread& thread, Ref self, Args) { return is_open(thread, as<FileIO>(self)) ? Value::of(as<FileIO>(self).writable) : Value(); }
Value file_fileno(Thread& thread, Ref self, Args) { return is_open(thread, as<FileIO>(self)) ? make_int(thread, as<FileIO>(self).fd) : Value(); }
Value file_isatty(Thread& thread, Ref self, Args) { return is_open(thread, as<FileIO>(self)) ? Value::of(::isatty(as<FileIO>(self).fd) == 1) : Value(); }
Value file_dealloc_warn(Thread&, Ref, Args) { return none_value(); }

Value get_closed(Thread&, Ref self) { return Value::of(as<FileIO>(self).fd < 0); }
Value get_closefd(Thread&, Ref self) { return Value::of(as<FileIO>(self).closes); }
Value get_mode(Thread& thread, Ref self) { return native_str(thread, mode_text(as<FileIO>(self))); }
Value get_finalizing(Thread&, Ref self) { return Value::of(as<FileIO>(self).closing); }
bool set_finalizing(Thread&, Ref self, Ref value) {
  as<FileIO>(self).closing = value.is_true();
  return true;
}
Value get_blksize(Thread&, Ref) { return Value::small(default_buffer_size); }

constexpr Method methods[] = {
    {"__getstate__(self, /)", no_pickling, between(3, 0, 3, 7)},
    {"__reduce__(self, /)", no_pickling, since(3, 12)},
    {"__reduce_ex__(self, protocol, /)", no_pickling, since(3, 12)},
    {"_dealloc_warn(self, source, /)", file_dealloc_warn, since(3, 2)},
    {"close(self, /)", file_close},
    {"fileno(self, /)", file_fileno},
    {"isatty(self, /)", file_isatty},
    {"read(self, size=-1, /)", file_read_method},
    {"readable(self, /)", file_readable},
    {"readall(self, /)", file_readall},
    {"readinto(self, buffer, /)", file_readinto},
    {"seek(self, pos, whence=0, /)", file_seek},
    {"seekable(self, /)", file_seekable},
    {"tell(self, /)", file_tell},
    {"truncate(self, size=None, /)", file_truncate},
    {"writable(self, /)", file_writable},
    {"write(self, b, /)", file_write_method},
};
constexpr GetSetRow getset[] = {
    {"_blksize", get_blksize, nullptr, since(3, 3)},
    {"_finalizing", get_finalizing, set_finalizing, since(3, 4)},
    {"closed", get_closed},
    {"closefd", get_closefd},
    {"mode", get_mode},
};

void fill(Slots& slots, Runtime&) {
  slots.make = file_make;
  slots.init = file_init;
  slots.repr = file_repr;
  slots.finalize = file_finalize;
}

}  // namespace

std::int64_t file_read(Thread& thread, FileIO& file, char* out, std::size_t size) {
  if (!need_readable(thread, file)) return -1;
  ssize_t got;
  do got = ::read(file.fd, out, size);
  while (got < 0 && errno == EINTR);
  if (got >= 0) return got;
  if (errno == EAGAIN) return -2;
  raise_io(thread);
  return -1;
}

std::int64_t file_write(Thread& thread, FileIO& file, std::string_view data) {
  if (!need_writable(thread, file)) return -1;
  ssize_t put;
  do put = ::write(file.fd, data.data(), data.size());
  while (put < 0 && errno == EINTR);
  if (put >= 0) return put;
  if (errno == EAGAIN) return -2;
  raise_io(thread);
  return -1;
}

Value open_file_io(Thread& thread, Ref name, std::string_view mode, bool closes, Ref opener) {
  Value file = file_make(thread, io_types.file, {});
  return file_open(thread, file, name, mode, closes, opener) ? std::move(file) : Value();
}

void make_io_file_type(Runtime& rt) {
  static constexpr TypeSpec spec{.name = "_io.FileIO", .layout = layout_of<FileIO>, .flags = BaseType | HasWeakrefs | InstancesHaveDict, .methods = methods, .getset = getset, .fill = fill};
  io_types.file = make_builtin_type(rt, spec, io_types.raw);
}

}  // namespace xvm
