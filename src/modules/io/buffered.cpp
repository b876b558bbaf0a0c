// BufferedReader, BufferedWriter, BufferedRandom: one struct with three faces.
#include <algorithm>
#include <cerrno>
#include <cstring>

#include "modules/io/io.h"
#include "objects/exception.h"
#include "vm/limits.h"

namespace xvm {

namespace {

bool position_is_never_negative(const Release& r) { return r.since(3, 13); }
bool read1_has_default(const Release& r) { return r.since(3, 7); }

Buffered& self_of(Ref self) { return as<Buffered>(self); }

bool usable(Thread& thread, const Buffered& b) {
  if (b.ready && b.raw) return true;
  if (b.detached) return raise_value_error(thread, "raw stream has been detached");
  return raise_value_error(thread, "I/O operation on uninitialized object");
}

FileIO* exact_file(const Buffered& b) { return is_exact<FileIO>(b.raw) ? &as<FileIO>(b.raw) : nullptr; }

int raw_closed(Thread& thread, Buffered& b) {
  if (FileIO* file = exact_file(b)) return file->fd < 0;
  Value raw = b.raw;
  return stream_closed(thread, raw);
}

// ValueError "read of closed file" and its kin.
bool open_for(Thread& thread, Buffered& b, const char* what) {
  if (!usable(thread, b)) return false;
  int closed = raw_closed(thread, b);
  if (closed > 0) return raise_value_error(thread, "{} closed file", what);
  return closed == 0;
}

// Appends one raw read of at most `size` to out: count, 0, -1, -2 as in io.h.
std::int64_t raw_read(Thread& thread, Buffered& b, std::size_t size, std::string& out) {
  std::size_t at = out.size();
  if (FileIO* file = exact_file(b)) {
    out.resize(at + size);
    std::int64_t got = file_read(thread, *file, out.data() + at, size);
    out.resize(at + static_cast<std::size_t>(got > 0 ? got : 0));
    return got;
  }
  Value raw = b.raw;
  Value array = make_bytearray(thread, std::string(size, '\0'));
  Value target = thread.rt.types.memoryview ? call(thread, Ref(thread.rt.types.memoryview), array) : array;
  if (!target) return -1;
  Value count = call_named(thread, raw, "readinto", {target});
  if (!count) return -1;
  if (count.is_none()) return -2;
  std::int64_t got = 0;
  if (!as_int64(thread, count, got)) return -1;
  std::string_view view = view_of(as<ByteArray>(array));
  if (got < 0 || static_cast<std::size_t>(got) > view.size()) {
    raise(thread, thread.rt.exc.IOError, fmt::format("raw readinto() returned invalid length {} (should have been between 0 and {})", got, size));
    return -1;
  }
  out += view.substr(0, static_cast<std::size_t>(got));
  return got;
}

std::int64_t raw_write(Thread& thread, Buffered& b, std::string_view data) {
  if (FileIO* file = exact_file(b)) return file_write(thread, *file, data);
  Value raw = b.raw;
  Value bytes = make_bytes(thread, data);
  Value view = thread.rt.types.memoryview ? call(thread, Ref(thread.rt.types.memoryview), bytes) : bytes;
  if (!view) return -1;
  Value count = call_method(thread, raw, thread.rt.names.write_, {view});
  if (!count) return -1;
  if (count.is_none()) return -2;
  std::int64_t put = 0;
  if (!as_int64(thread, count, put)) return -1;
  if (put < 0 || static_cast<std::size_t>(put) > data.size()) {
    raise(thread, thread.rt.exc.IOError, fmt::format("raw write() returned invalid length {} (should have been between 0 and {})", put, data.size()));
    return -1;
  }
  return put;
}

std::int64_t valid_position(Thread& thread, std::int64_t at) {
  if (at >= 0) return at;
  raise(thread, thread.rt.exc.IOError, fmt::format("Raw stream returned invalid position {}", at));
  return -1;
}
std::int64_t raw_seek(Thread& thread, Buffered& b, std::int64_t offset, int whence) {
  Value raw = b.raw, to = make_int(thread, offset), from = make_int(thread, whence);
  Value at = call_named(thread, raw, "seek", {to, from});
  std::int64_t result = -1;
  return at && as_int64(thread, at, result) ? valid_position(thread, result) : -1;
}
std::int64_t raw_tell(Thread& thread, Buffered& b) {
  Value raw = b.raw;
  Value at = call_named(thread, raw, "tell");
  std::int64_t result = -1;
  return at && as_int64(thread, at, result) ? valid_position(thread, result) : -1;
}

ErrorSet raise_blocked(Thread& thread) {
  Value number = Value::small(EAGAIN), text = native_str(thread, "write could not complete without blocking"), written = Value::small(0);
  Value made = new_exception(thread, thread.rt.exc.BlockingIOError ? thread.rt.exc.BlockingIOError : thread.rt.exc.IOError, {number.ref(), text.ref(), written.ref()});
  return made ? raise_instance(thread, made) : error_set;
}

bool write_all(Thread& thread, Buffered& b, std::string_view data, std::size_t& done) {
  done = 0;
  while (done < data.size()) {
    std::int64_t put = raw_write(thread, b, data.substr(done));
    if (put == -2) return raise_blocked(thread);
    if (put < 0) return false;
    done += static_cast<std::size_t>(put);
  }
  return true;
}

// A Random stream has read ahead: puts the raw position where the program thinks it is.
bool forget_ahead(Thread& thread, Buffered& b) {
  std::size_t ahead = b.ahead();
  b.in.clear();
  b.in_at = 0;
  return !ahead || b.role != Buffered::Random || raw_seek(thread, b, -static_cast<std::int64_t>(ahead), 1) >= 0;
}

bool before_read(Thread& thread, Buffered& b) { return b.out.empty() || buffered_flush(thread, b); }

void compact(Buffered& b) {
  if (b.in_at == b.in.size()) b.in.clear(), b.in_at = 0;
}

// Takes what is read ahead, at most `size`.
void take_ahead(Buffered& b, std::size_t size, std::string& out) {
  std::size_t count = std::min(size, b.ahead());
  out.append(b.in, b.in_at, count);
  b.in_at += count;
  compact(b);
}

// ---- reading

Value read_all(Thread& thread, Buffered& b) {
  if (!before_read(thread, b)) return error_set;
  std::string all;
  take_ahead(b, b.in.size(), all);
  Value raw = b.raw, name = native_intern(thread, "readall");
  Value method = find_attribute(thread, raw, name);
  if (!method && thread.has_error()) return error_set;
  if (method) {
    Value rest = call(thread, method);
    if (!rest) return rest;
    if (rest.is_none()) return all.empty() ? rest : make_bytes(thread, all);
    if (!is<Bytes>(rest)) return raise_type_error(thread, "readall() should return bytes");
    if (all.empty()) return rest;
    all += as<Bytes>(rest).view();
    return make_bytes(thread, all);
  }
  while (true) {
    Value piece = call_method(thread, raw, thread.rt.names.read_);
    if (!piece) return piece;
    if (piece.is_none()) return all.empty() ? piece : make_bytes(thread, all);
    if (!is<Bytes>(piece)) return raise_type_error(thread, "read() should return bytes");
    if (as<Bytes>(piece).length == 0) return make_bytes(thread, all);
    all += as<Bytes>(piece).view();
  }
}

// Gathers `size` bytes unless the end comes first; -2 when nothing came and it would block.
std::int64_t read_some(Thread& thread, Buffered& b, std::size_t size, std::string& out) {
  if (!before_read(thread, b)) return -1;
  take_ahead(b, size, out);
  while (out.size() < size) {
    std::size_t missing = size - out.size();
    std::int64_t got;
    if (missing >= b.size) {
      got = raw_read(thread, b, missing - missing % b.size, out);
    } else {
      got = raw_read(thread, b, b.size, b.in);
      if (got > 0) take_ahead(b, missing, out);
    }
    if (got == -1) return -1;
    if (got == -2) return out.empty() ? -2 : static_cast<std::int64_t>(out.size());
    if (got == 0) break;
  }
  return static_cast<std::int64_t>(out.size());
}

Value reader_read(Thread& thread, Ref self, Args args) {
  Buffered& b = self_of(self);
  std::int64_t size = -1;
  if (!usable(thread, b) || !size_or_none(thread, args[0], size)) return error_set;
  if (size < -1) return raise_value_error(thread, "read length must be {} or -1", thread.rt.release.since(3, 6) ? "non-negative" : "positive");
  if (!open_for(thread, b, "read of")) return error_set;
  if (size == -1) return read_all(thread, b);
  if (!room_for(size)) return raise_memory_error(thread);
  std::string out;
  std::int64_t got = read_some(thread, b, static_cast<std::size_t>(size), out);
  return got == -1 ? Value() : got == -2 ? none_value() : make_bytes(thread, out);
}

Value reader_read1(Thread& thread, Ref self, Args args) {
  Buffered& b = self_of(self);
  std::int64_t size = -1;
  if (!usable(thread, b)) return error_set;
  if (!args[0] && !read1_has_default(thread.rt.release)) return raise_type_error(thread, "read1() takes exactly one argument (0 given)");
  if (args[0] && !as_int64(thread, args[0], size)) return error_set;
  if (size < 0) {
    if (!read1_has_default(thread.rt.release)) return raise_value_error(thread, "read length must be positive");
    size = static_cast<std::int64_t>(b.size);
  }
  if (!open_for(thread, b, "read of")) return error_set;
  if (size == 0) return make_bytes(thread, "");
  std::string out;
  if (!open_for(thread, b, "read of") || !before_read(thread, b)) return error_set;
  // Past what is buffered, from 3.7 straight from the file.
  bool direct = read1_has_default(thread.rt.release) && b.ahead() == 0;
  std::int64_t got = direct ? raw_read(thread, b, static_cast<std::size_t>(size), out) : buffered_read1(thread, b, static_cast<std::size_t>(size), out);
  return got == -1 ? Value() : make_bytes(thread, out);
}

Value reader_peek(Thread& thread, Ref self, Args args) {
  Buffered& b = self_of(self);
  std::int64_t size = 0;   // how much is wanted says nothing of how much there is
  bool counts = !args[0] || (thread.rt.python2() ? offset_argument(thread, args[0], size) : static_cast<bool>(as_index(thread, args[0])));
  if (!counts) return error_set;
  if (!open_for(thread, b, "peek of") || !before_read(thread, b)) return error_set;
  if (b.ahead() == 0 && raw_read(thread, b, b.size, b.in) == -1) return error_set;
  return make_bytes(thread, std::string_view(b.in).substr(b.in_at));
}

// What is read ahead, and where that is not more than a buffer short of it one read of the file.
std::int64_t read_once(Thread& thread, Buffered& b, std::size_t size, std::string& out) {
  if (!before_read(thread, b)) return -1;
  take_ahead(b, size, out);
  std::size_t missing = size - out.size();
  if (missing > b.size) {
    std::int64_t got = raw_read(thread, b, missing, out);
    return got >= 0 ? static_cast<std::int64_t>(out.size()) : got == -2 && !out.empty() ? static_cast<std::int64_t>(out.size()) : got;
  }
  return out.empty() ? buffered_read1(thread, b, size, out) : static_cast<std::int64_t>(out.size());
}

Value read_into(Thread& thread, Ref self, Ref target, bool once) {
  Buffered& b = self_of(self);
  BufferView view;
  if (!writable_argument(thread, target, view, once ? "readinto1" : "readinto") || !open_for(thread, b, "readinto of")) return error_set;
  std::string out;
  std::int64_t got = once ? read_once(thread, b, view.length, out) : read_some(thread, b, view.length, out);
  if (got == -1) return error_set;
  if (got == -2) return none_value();
  std::memcpy(view.data, out.data(), out.size());
  return make_long(thread, static_cast<std::int64_t>(out.size()));
}
Value reader_readinto(Thread& thread, Ref self, Args args) { return read_into(thread, self, args[0], false); }
Value reader_readinto1(Thread& thread, Ref self, Args args) { return read_into(thread, self, args[0], true); }

Value line_of(Thread& thread, Buffered& b, std::int64_t limit) {
  if (!before_read(thread, b)) return error_set;
  std::string line;
  while (limit < 0 || static_cast<std::int64_t>(line.size()) < limit) {
    if (b.ahead() == 0) {
      std::int64_t got = raw_read(thread, b, b.size, b.in);
      if (got == -1) return error_set;
      if (got <= 0) break;
    }
    std::size_t room = limit < 0 ? b.ahead() : std::min(b.ahead(), static_cast<std::size_t>(limit) - line.size());
    const char* start = b.in.data() + b.in_at;
    const void* end = std::memchr(start, '\n', room);
    std::size_t count = end ? static_cast<std::size_t>(static_cast<const char*>(end) - start) + 1 : room;
    if (end && line.empty()) {
      Value result = make_bytes(thread, {start, count});
      b.in_at += count;
      compact(b);
      return result;
    }
    take_ahead(b, count, line);
    if (end) break;
  }
  return make_bytes(thread, line);
}
Value reader_readline(Thread& thread, Ref self, Args args) {
  Buffered& b = self_of(self);
  std::int64_t limit = -1;
  if (!size_or_none(thread, args[0], limit) || !open_for(thread, b, "readline of")) return error_set;
  return line_of(thread, b, limit);
}
Value reader_next(Thread& thread, Ref self) {
  Buffered& b = self_of(self);
  if (self.object()->type != io_types.reader && self.object()->type != io_types.random) return stream_next(thread, self);
  if (!open_for(thread, b, "readline of")) return error_set;
  Value line = line_of(thread, b, -1);
  return line && as<Bytes>(line).length ? std::move(line) : Value();
}

// ---- writing

Value writer_write(Thread& thread, Ref self, Args args) {
  Buffered& b = self_of(self);
  if (!usable(thread, b)) return error_set;
  if (is<Text>(args[0]) && !has_buffer(thread, args[0])) {
    if (thread.rt.python2()) return raise_type_error(thread, "'unicode' does not have the buffer interface");
  }
  BufferView view;
  if (!get_buffer(thread, args[0], view)) return error_set;
  if (!open_for(thread, b, "write to") || !buffered_write(thread, b, view.view())) return error_set;
  return make_long(thread, static_cast<std::int64_t>(view.length));
}

Value buffered_flush_method(Thread& thread, Ref self, Args) {
  Buffered& b = self_of(self);
  if (!open_for(thread, b, "flush of")) return error_set;
  if (b.role == Buffered::Reader) {
    Value raw = b.raw;
    return call_method(thread, raw, thread.rt.names.flush_);
  }
  return buffered_flush(thread, b) && (b.role != Buffered::Random || forget_ahead(thread, b)) ? none_value() : Value();
}

// ---- position and state

Value buffered_seek(Thread& thread, Ref self, Args args) {
  Buffered& b = self_of(self);
  int whence = 0;
  if (!usable(thread, b) || (args[1] && !int_argument(thread, args[1], whence))) return error_set;
  if (whence < 0 || whence > 4) return raise_value_error(thread, "whence value {} unsupported", whence);
  if (!open_for(thread, b, "seek of")) return error_set;
  Value raw = b.raw;
  Value seekable = call_named(thread, raw, "seekable");
  if (!seekable) return seekable;
  if (seekable.is_false()) return raise_unsupported(thread, "File or stream is not seekable.");
  std::int64_t offset = 0;
  if (!as_int64(thread, args[0], offset) || !before_read(thread, b)) return error_set;
  if (whence == 1) offset -= static_cast<std::int64_t>(b.ahead());
  b.in.clear();
  b.in_at = 0;
  std::int64_t at = raw_seek(thread, b, offset, whence);
  return at < 0 ? Value() : make_long(thread, at);
}
Value buffered_tell(Thread& thread, Ref self, Args) {
  Buffered& b = self_of(self);
  if (!usable(thread, b)) return error_set;
  std::int64_t at = raw_tell(thread, b);
  if (at < 0) return error_set;
  at += static_cast<std::int64_t>(b.out.size()) - static_cast<std::int64_t>(b.ahead());
  if (at < 0 && position_is_never_negative(thread.rt.release)) at = 0;
  return make_long(thread, at);
}
Value buffered_truncate(Thread& thread, Ref self, Args args) {
  Buffered& b = self_of(self);
  if (!open_for(thread, b, "truncate of")) return error_set;
  if (b.role == Buffered::Reader && thread.rt.release.since(3, 9)) return raise_unsupported(thread, "truncate");
  if (b.role != Buffered::Reader && !buffered_flush(thread, b)) return error_set;
  Value size = args[0] && !args[0].is_none() ? Value(args[0]) : buffered_tell(thread, self, {});
  if (!size || !forget_ahead(thread, b)) return error_set;
  Value raw = b.raw;
  return call_named(thread, raw, "truncate", {size});
}

Value buffered_close(Thread& thread, Ref self, Args) {
  Buffered& b = self_of(self);
  if (!usable(thread, b)) return error_set;
  int closed = raw_closed(thread, b);
  if (closed) return closed > 0 ? none_value() : Value();
  Value flushed = call_method(thread, self, thread.rt.names.flush_);
  ErrorState error = thread.take_error();
  Value raw = b.raw;
  Value done = call_method(thread, raw, thread.rt.names.close_);
  b.in.clear();
  b.in_at = 0;
  b.out.clear();
  return error ? Value(raise_first(thread, std::move(error))) : std::move(done);
}
bool buffered_finalize(Thread& thread, Ref self) {
  Buffered& b = self_of(self);
  if (!b.raw || !b.ready) return true;
  int closed = raw_closed(thread, b);
  if (closed < 0) thread.clear_error();
  if (closed) return true;
  b.closing = true;
  Value done = call_method(thread, self, thread.rt.names.close_);
  if (!done) drop_close_error(thread, self);
  return true;
}

Value buffered_detach(Thread& thread, Ref self, Args) {
  Buffered& b = self_of(self);
  if (!usable(thread, b)) return error_set;
  Value flushed = call_method(thread, self, thread.rt.names.flush_);
  if (!flushed) return flushed;
  Value raw = std::move(b.raw);
  b.ready = false;
  b.detached = true;
  return raw;
}

enum class Ask : std::uint8_t { Fileno, Isatty, Seekable, Readable, Writable };
template <Ask ask>
Value ask_raw(Thread& thread, Ref self, Args) {
  static constexpr const char* names[] = {"fileno", "isatty", "seekable", "readable", "writable"};
  Buffered& b = self_of(self);
  if (!usable(thread, b)) return error_set;
  Value raw = b.raw;
  return call_named(thread, raw, names[static_cast<std::size_t>(ask)]);
}
template <int which>
Value get_of_raw(Thread& thread, Ref self) {
  static constexpr const char* names[] = {"name", "mode", "closed"};
  Buffered& b = self_of(self);
  if (!usable(thread, b)) return error_set;
  Value raw = b.raw;
  return get_attribute(thread, raw, names[which]);
}
Value get_raw(Thread&, Ref self) { return self_of(self).raw ? self_of(self).raw : none_value(); }
Value get_finalizing(Thread&, Ref self) { return Value::of(self_of(self).closing); }
bool set_finalizing(Thread&, Ref self, Ref value) {
  self_of(self).closing = value.is_true();
  return true;
}
Value buffered_dealloc_warn(Thread&, Ref, Args) { return none_value(); }
Value buffered_sizeof(Thread& thread, Ref self, Args) { return make_int(thread, 176 + static_cast<std::int64_t>(self_of(self).size)); }

Value buffered_repr(Thread& thread, Ref self) {
  Value name = find_attribute(thread, self, thread.rt.names.name_);
  if (!name && thread.has_error() && !catch_error(thread, thread.rt.exc.ValueError)) return error_set;
  if (!name) return native_str(thread, fmt::format("<{}>", type_name(thread, self)));
  ReprGuard guard(thread, self);
  if (!guard.entered()) return raise(thread, thread.rt.exc.RuntimeError, fmt::format("reentrant call inside {}.__repr__", type_name(thread, self)));
  TextBuilder out(thread);
  out.add(fmt::format("<{} name=", type_name(thread, self)));
  if (!out.add_repr(name)) return error_set;
  out.add(">");
  return out.finish();
}

Value buffered_make(Thread&, Type* type, Args) {
  Buffered* b = allocate<Buffered>(type);
  track(b);
  return own(b);
}

bool set_up(Thread& thread, Buffered& b, Buffered::Role role, Ref raw, std::int64_t size) {
  if (size <= 0) return raise_value_error(thread, "buffer size must be strictly positive");
  b.role = role;
  b.raw = Value(raw);
  b.size = static_cast<std::size_t>(size);
  b.in.clear();
  b.out.clear();
  b.in_at = 0;
  b.detached = false;
  return b.ready = true;
}

template <Buffered::Role role>
bool buffered_init(Thread& thread, Ref self, Args args) {
  static constexpr const char* signatures[] = {"BufferedReader(raw, buffer_size=8192)", "BufferedWriter(raw, buffer_size=8192)", "BufferedRandom(raw, buffer_size=8192)"};
  Bound<2> a(thread, signatures[role], args);
  std::int64_t size = default_buffer_size;
  if (!a || (a[1] && !as_int64(thread, a[1], size))) return false;
  Value raw(a[0]);
  self_of(self).ready = false;
  self_of(self).detached = false;
  if (!is_exact<FileIO>(raw)) {
    if (role == Buffered::Random && !demand_able(thread, raw, "seekable")) return false;
    if (role != Buffered::Writer && !demand_able(thread, raw, "readable")) return false;
    if (role != Buffered::Reader && !demand_able(thread, raw, "writable")) return false;
  } else {
    const FileIO& file = as<FileIO>(raw);
    if (role != Buffered::Writer && !file.readable) return raise_unsupported(thread, "File or stream is not readable.");
    if (role != Buffered::Reader && !file.writable) return raise_unsupported(thread, "File or stream is not writable.");
  }
  return set_up(thread, self_of(self), role, raw, size);
}

#define XVM_BUFFERED_COMMON                                                  \
  {"__getstate__(self, /)", no_pickling, between(3, 0, 3, 7)},                      \
  {"__reduce__(self, /)", no_pickling, since(3, 12)},                        \
  {"__reduce_ex__(self, protocol, /)", no_pickling, since(3, 12)},           \
  {"__sizeof__(self, /)", buffered_sizeof, since(3, 4)},                     \
  {"_dealloc_warn(self, source, /)", buffered_dealloc_warn, since(3, 2)},    \
  {"close(self, /)", buffered_close},                                        \
  {"detach(self, /)", buffered_detach},                                      \
  {"fileno(self, /)", ask_raw<Ask::Fileno>},                                 \
  {"flush(self, /)", buffered_flush_method},                                 \
  {"isatty(self, /)", ask_raw<Ask::Isatty>},                                 \
  {"seek(self, target, whence=0, /)", buffered_seek},                        \
  {"seekable(self, /)", ask_raw<Ask::Seekable>},                             \
  {"tell(self, /)", buffered_tell},                                          \
  {"truncate(self, pos=None, /)", buffered_truncate}
#define XVM_BUFFERED_READ                                                    \
  {"peek(self, size=0, /)", reader_peek},                                    \
  {"read(self, size=-1, /)", reader_read},                                   \
  {"read1(self, size=-1, /)", reader_read1},                                 \
  {"readable(self, /)", ask_raw<Ask::Readable>},                             \
  {"readinto(self, buffer, /)", reader_readinto},                            \
  {"readinto1(self, buffer, /)", reader_readinto1, since(3, 5)},             \
  {"readline(self, size=-1, /)", reader_readline}
#define XVM_BUFFERED_WRITE                                                   \
  {"writable(self, /)", ask_raw<Ask::Writable>},                             \
  {"write(self, buffer, /)", writer_write}

constexpr Method reader_methods[] = {XVM_BUFFERED_COMMON, XVM_BUFFERED_READ};
constexpr Method writer_methods[] = {XVM_BUFFERED_COMMON, XVM_BUFFERED_WRITE};
constexpr Method random_methods[] = {XVM_BUFFERED_COMMON, XVM_BUFFERED_READ, XVM_BUFFERED_WRITE};
constexpr GetSetRow getset[] = {
    {"_finalizing", get_finalizing, set_finalizing, since(3, 4)},
    {"closed", get_of_raw<2>},
    {"mode", get_of_raw<1>},
    {"name", get_of_raw<0>},
    {"raw", get_raw},
};

template <Buffered::Role role>
void fill(Slots& slots, Runtime&) {
  slots.make = buffered_make;
  slots.init = buffered_init<role>;
  slots.repr = buffered_repr;
  slots.finalize = buffered_finalize;
  if (role != Buffered::Writer) slots.next = reader_next;
}

}  // namespace

std::int64_t buffered_read1(Thread& thread, Buffered& b, std::size_t size, std::string& out) {
  if (!open_for(thread, b, "read of") || !before_read(thread, b)) return -1;
  if (b.ahead() == 0 && size >= b.size) return raw_read(thread, b, size, out);
  if (b.ahead() == 0) {
    std::int64_t got = raw_read(thread, b, b.size, b.in);
    if (got <= 0) return got;
  }
  std::size_t before = out.size();
  take_ahead(b, size, out);
  return static_cast<std::int64_t>(out.size() - before);
}

bool buffered_flush(Thread& thread, Buffered& b) {
  if (b.out.empty()) return true;
  std::string data = std::move(b.out);
  b.out.clear();
  std::size_t done = 0;
  bool ok = write_all(thread, b, data, done);
  if (!ok) b.out = data.substr(done) + b.out;
  else if (b.out.empty()) data.clear(), b.out = std::move(data);   // keeps its room
  return ok;
}

bool buffered_write(Thread& thread, Buffered& b, std::string_view data) {
  if (b.ahead() && !forget_ahead(thread, b)) return false;
  if (b.out.size() + data.size() <= b.size) {
    b.out += data;
    return true;
  }
  if (!buffered_flush(thread, b)) return false;
  std::size_t done = 0, whole = data.size() > b.size ? data.size() : 0;
  if (whole && !write_all(thread, b, data.substr(0, whole), done)) return false;
  b.out += data.substr(whole);
  return true;
}

Value make_buffered(Thread& thread, Buffered::Role role, Ref raw, std::int64_t size) {
  Type* types[] = {io_types.reader, io_types.writer, io_types.random};
  Value owner = buffered_make(thread, types[role], {});
  return set_up(thread, self_of(owner), role, raw, size) ? std::move(owner) : Value();
}

void make_io_buffered_types(Runtime& rt) {
  static constexpr std::uint32_t flags = BaseType | HasWeakrefs | InstancesHaveDict;
  static constexpr TypeSpec reader{.name = "_io.BufferedReader", .layout = layout_of<Buffered>, .flags = flags, .methods = reader_methods, .getset = getset, .fill = fill<Buffered::Reader>};
  static constexpr TypeSpec writer{.name = "_io.BufferedWriter", .layout = layout_of<Buffered>, .flags = flags, .methods = writer_methods, .getset = getset, .fill = fill<Buffered::Writer>};
  static constexpr TypeSpec random{.name = "_io.BufferedRandom", .layout = layout_of<Buffered>, .flags = flags, .methods = random_methods, .getset = getset, .fill = fill<Buffered::Random>};
  io_types.reader = make_builtin_type(rt, reader, io_types.buffered);
  io_types.writer = make_builtin_type(rt, writer, io_types.buffered);
  io_types.random = make_builtin_type(rt, random, io_types.buffered);
}

}  // namespace xvm
