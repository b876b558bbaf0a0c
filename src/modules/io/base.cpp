// The base classes of streams: _IOBase, _RawIOBase, _BufferedIOBase, _TextIOBase.
#include "modules/io/io.h"
#include "objects/exception.h"
#include "objects/list.h"
#include "objects/type_object.h"
#include "vm/argument_words.h"
#include "vm/iteration.h"
#include "vm/limits.h"

namespace xvm {

IoTypes io_types;

namespace {

bool named_unsupported(const Release& r) { return r.since(3, 1); }

Value closed_key(Thread& thread) { return native_intern(thread, "__IOBase_closed"); }

template <class T>
Value base_make(Thread&, Type* type, Args) {
  T* object = allocate<T>(type);
  track(object);
  return own(object);
}

Value base_seek(Thread& thread, Ref, Args) { return raise_unsupported(thread, "seek"); }
Value base_truncate(Thread& thread, Ref, Args) { return raise_unsupported(thread, "truncate"); }
Value base_fileno(Thread& thread, Ref, Args) { return raise_unsupported(thread, "fileno"); }
Value base_tell(Thread& thread, Ref self, Args) {
  Value zero = Value::small(0), one = Value::small(1);
  return call_named(thread, self, "seek", {zero, one});
}
Value base_flush(Thread& thread, Ref self, Args) {
  Value mark = find_attribute(thread, self, closed_key(thread));
  if (mark) return raise_value_error(thread, "I/O operation on closed file.");
  return thread.has_error() ? Value() : none_value();
}
Value base_false(Thread&, Ref, Args) { return Value::of(false); }
Value base_isatty(Thread& thread, Ref self, Args) { return check_not_closed(thread, self) ? Value::of(false) : Value(); }

Value base_closed(Thread& thread, Ref self) {
  Value mark = find_attribute(thread, self, closed_key(thread));
  return thread.has_error() ? Value() : Value::of(static_cast<bool>(mark));
}

Value base_dict(Thread& thread, Ref self) { return instance_dict_row.get(thread, self); }

Value base_exit(Thread& thread, Ref self, Args) { return call_named(thread, self, "close"); }

template <int which>
Value base_check(Thread& thread, Ref self, Args) {
  static constexpr const char* methods[] = {"seekable", "readable", "writable"};
  return demand_able(thread, self, methods[which]) ? Value::of(true) : Value();
}
Value base_check_closed(Thread& thread, Ref self, Args) { return check_not_closed(thread, self) ? none_value() : Value(); }

Value base_readline(Thread& thread, Ref self, Args args) {
  std::int64_t limit = -1;
  if (!size_or_none(thread, args[0], limit)) return error_set;
  Value peek_name = native_intern(thread, "peek");
  Value peek = find_attribute(thread, self, peek_name);
  if (!peek && thread.has_error()) return error_set;
  std::string line;
  while (limit < 0 || static_cast<std::int64_t>(line.size()) < limit) {
    std::int64_t count = 1;
    if (peek) {
      Value one = Value::small(1);
      Value ahead = call(thread, peek, one);
      if (!ahead) return ahead;
      if (!is<Bytes>(ahead)) return raise(thread, thread.rt.exc.IOError, fmt::format("peek() should have returned a bytes object, not '{}'", type_name(thread, ahead)));
      std::string_view view = as<Bytes>(ahead).view();
      std::size_t end = view.find('\n');
      count = static_cast<std::int64_t>(end == view.npos ? view.size() : end + 1);
      if (limit >= 0 && count > limit - static_cast<std::int64_t>(line.size())) count = limit - static_cast<std::int64_t>(line.size());
      if (count == 0) count = 1;
    }
    Value size = make_int(thread, count);
    Value piece = call_method(thread, self, thread.rt.names.read_, {size});
    if (!piece) return piece;
    if (!is<Bytes>(piece)) return raise(thread, thread.rt.exc.IOError, fmt::format("read() should have returned a bytes object, not '{}'", type_name(thread, piece)));
    if (as<Bytes>(piece).length == 0) break;
    line += as<Bytes>(piece).view();
    if (line.back() == '\n') break;
  }
  return make_bytes(thread, line);
}

Value base_writelines(Thread& thread, Ref self, Args args) {
  if (!check_not_closed(thread, self)) return error_set;
  bool ok = for_each(thread, args[0], [&](Ref line) { return static_cast<bool>(call_method(thread, self, thread.rt.names.write_, {line})); });
  return ok ? none_value() : Value();
}

bool base_finalize(Thread& thread, Ref self) {
  int closed = stream_closed(thread, self);
  if (closed < 0) thread.clear_error();
  if (closed != 0) return true;
  Value result = call_method(thread, self, thread.rt.names.close_);
  if (!result) drop_close_error(thread, self);
  return true;
}

void fill_base(Slots& slots, Runtime&) {
  slots.make = base_make<Instance>;
  slots.iter = stream_iter;
  slots.next = stream_next;
  slots.finalize = base_finalize;
}

// Raw streams

Value raw_read(Thread& thread, Ref self, Args args) {
  std::int64_t size = -1;
  if (!size_or_none(thread, args[0], size)) return error_set;
  if (size < 0) return call_named(thread, self, "readall");
  if (!room_for(size)) return raise_memory_error(thread);
  Value array = make_bytearray(thread, std::string(static_cast<std::size_t>(size), '\0'));
  Value count = call_named(thread, self, "readinto", {array});
  if (!count || count.is_none()) return count;
  std::int64_t got = 0;
  if (!as_int64(thread, count, got)) return error_set;
  std::string_view view = view_of(as<ByteArray>(array));
  if (got < 0 || got > static_cast<std::int64_t>(view.size()))
    return raise_value_error(thread, "readinto returned {} outside buffer size {}", got, view.size());
  return make_bytes(thread, view.substr(0, static_cast<std::size_t>(got)));
}

Value raw_readall(Thread& thread, Ref self, Args) {
  std::string all;
  Value size = Value::small(default_buffer_size);
  while (true) {
    Value piece = call_method(thread, self, thread.rt.names.read_, {size});
    if (!piece) return piece;
    if (piece.is_none()) {
      if (all.empty()) return piece;
      break;
    }
    if (!is<Bytes>(piece)) return raise_type_error(thread, "read() should return bytes");
    if (as<Bytes>(piece).length == 0) break;
    all += as<Bytes>(piece).view();
  }
  return make_bytes(thread, all);
}

template <int which>
Value unsupported_method(Thread& thread, Ref, Args) {
  static constexpr const char* names[] = {"detach", "read", "read1", "write", "readline"};
  return raise_unsupported(thread, names[which]);
}

Value not_done(Thread& thread, Ref, Args) { return raise_class(thread, thread.rt.exc.NotImplementedError); }

Value into(Thread& thread, Ref self, Ref target, const char* function, const char* method) {
  BufferView view;
  if (!writable_argument(thread, target, view, function)) return error_set;
  Value size = make_int(thread, static_cast<std::int64_t>(view.length));
  Value data = call_named(thread, self, method, {size});
  if (!data) return data;
  if (!is<Bytes>(data)) return raise_type_error(thread, "read() should return bytes");
  std::string_view bytes = as<Bytes>(data).view();
  if (bytes.size() > view.length)
    return raise_value_error(thread, "read() returned too much data: {} bytes requested, {} returned", view.length, bytes.size());
  std::copy(bytes.begin(), bytes.end(), view.data);
  return make_long(thread, static_cast<std::int64_t>(bytes.size()));
}
Value buffered_readinto(Thread& thread, Ref self, Args args) { return into(thread, self, args[0], "readinto", "read"); }
Value buffered_readinto1(Thread& thread, Ref self, Args args) { return into(thread, self, args[0], "readinto1", "read1"); }

Value no_attribute(Thread&, Ref) { return none_value(); }

constexpr Method base_methods[] = {
    {"__enter__(self, /)", same_stream},
    {"__exit__(self, *args)", base_exit},
    {"_checkClosed(self, /)", base_check_closed},
    {"_checkReadable(self, /)", base_check<1>},
    {"_checkSeekable(self, /)", base_check<0>},
    {"_checkWritable(self, /)", base_check<2>},
    {"close(self, /)", base_close},
    {"fileno(self, /)", base_fileno},
    {"flush(self, /)", base_flush},
    {"isatty(self, /)", base_isatty},
    {"readable(self, /)", base_false},
    {"readline(self, size=-1, /)", base_readline},
    {"readlines(self, hint=-1, /)", base_readlines},
    {"seek(self, offset, whence=0, /)", base_seek},
    {"seekable(self, /)", base_false},
    {"tell(self, /)", base_tell},
    {"truncate(self, size=None, /)", base_truncate},
    {"writable(self, /)", base_false},
    {"writelines(self, lines, /)", base_writelines},
};
constexpr GetSetRow base_getset[] = {{"__dict__", base_dict, nullptr, since(3, 3)}, {"closed", base_closed}};

constexpr Method raw_methods[] = {{"read(self, size=-1, /)", raw_read}, {"readall(self, /)", raw_readall}, {"readinto(self, *args)", not_done, since(3, 5)}, {"write(self, *args)", not_done, since(3, 5)}};
constexpr Method buffered_methods[] = {
    {"detach(self, /)", unsupported_method<0>, since(2, 7)},
    {"read(self, *args)", unsupported_method<1>, until(3, 11), Method::Raw},
    {"read(self, size=-1, /)", unsupported_method<1>, since(3, 12)},
    {"read1(self, *args)", unsupported_method<2>, until(3, 11), Method::Raw},
    {"read1(self, size=-1, /)", unsupported_method<2>, since(3, 12)},
    {"readinto(self, buffer, /)", buffered_readinto},
    {"readinto1(self, buffer, /)", buffered_readinto1, since(3, 5)},
    {"write(self, *args)", unsupported_method<3>, until(3, 11), Method::Raw},
    {"write(self, b, /)", unsupported_method<3>, since(3, 12)},
};
constexpr Method text_methods[] = {
    {"detach(self, /)", unsupported_method<0>, since(2, 7)},
    {"read(self, *args)", unsupported_method<1>, until(3, 11), Method::Raw},
    {"read(self, size=-1, /)", unsupported_method<1>, since(3, 12)},
    {"readline(self, *args)", unsupported_method<4>, until(3, 11), Method::Raw},
    {"readline(self, size=-1, /)", unsupported_method<4>, since(3, 12)},
    {"write(self, *args)", unsupported_method<3>, until(3, 11), Method::Raw},
    {"write(self, s, /)", unsupported_method<3>, since(3, 12)},
};
constexpr GetSetRow text_getset[] = {{"encoding", no_attribute}, {"errors", no_attribute}, {"newlines", no_attribute}};

}  // namespace

ErrorSet raise_unsupported(Thread& thread, std::string_view message) {
  return raise(thread, &as<Type>(io_types.unsupported), message);
}

int stream_closed(Thread& thread, Ref self) {
  static constexpr const char* name = "closed";
  Value key = native_intern(thread, name);
  Value closed = get_attribute(thread, self, key);
  return closed ? truth(thread, closed) : -1;
}

bool check_not_closed(Thread& thread, Ref self) {
  int closed = stream_closed(thread, self);
  if (closed > 0) return raise_value_error(thread, "I/O operation on closed file.");
  return closed == 0;
}

Value same_stream(Thread& thread, Ref self, Args) { return check_not_closed(thread, self) ? Value(self) : Value(); }

bool writable_argument(Thread& thread, Ref v, BufferView& view, const char* function, bool numbered) {
  if (get_buffer(thread, v, view, true)) return true;
  if (!thread.rt.release.since(3, 5) || (!catch_error(thread, thread.rt.exc.TypeError) && !catch_error(thread, thread.rt.exc.BufferError))) return false;
  return raise_type_error(thread, "{}() argument {}must be read-write bytes-like object, not {}", function, numbered ? "1 " : "", argument_type(thread, v));
}

bool demand_able(Thread& thread, Ref stream, const char* which) {
  Value able = call_named(thread, stream, which);
  if (!able || able.is_true()) return static_cast<bool>(able);
  std::string text = fmt::format("File or stream is not {}.", which);
  return named_unsupported(thread.rt.release) ? raise_unsupported(thread, text) : raise(thread, thread.rt.exc.IOError, text);
}

ErrorSet raise_first(Thread& thread, ErrorState first) {
  if (!thread.has_error()) thread.restore_error(std::move(first));
  else if (!thread.rt.python2() && is<Exception>(thread.error.value)) as<Exception>(thread.error.value).context = first.value;
  return error_set;
}

static bool shows_close_errors(const Release& r) { return r.since(3, 13); }
void drop_close_error(Thread& thread, Ref stream) {
  if (shows_close_errors(thread.rt.release)) write_unraisable(thread, stream);
  else thread.clear_error();
}

Value no_pickling(Thread& thread, Ref self, Args) {
  if (thread.rt.release.since(3, 12)) {
    std::string_view name = type_name(thread, self);
    return raise_type_error(thread, "cannot pickle '{}' instances", name.substr(name.rfind('.') + 1));
  }
  return raise_type_error(thread, "cannot serialize '{}' object", type_name(thread, self));
}

Value base_close(Thread& thread, Ref self, Args) {
  Value mark = find_attribute(thread, self, closed_key(thread));
  if (mark) return none_value();
  if (thread.has_error()) return error_set;
  Value flushed = call_method(thread, self, thread.rt.names.flush_);
  ErrorState error = thread.take_error();
  bool set = set_attribute(thread, self, closed_key(thread), py_true);
  if (error) thread.restore_error(std::move(error));
  return flushed && set ? none_value() : Value();
}

Value stream_iter(Thread& thread, Ref self) { return check_not_closed(thread, self) ? Value(self) : Value(); }

Value stream_next(Thread& thread, Ref self) {
  Value line = call_method(thread, self, thread.rt.names.readline_);
  if (!line) return line;
  std::int64_t size = is<Bytes>(line) ? static_cast<std::int64_t>(as<Bytes>(line).length) : is<Text>(line) ? as<Text>(line).length : length(thread, line);
  return size > 0 ? std::move(line) : Value();
}

Value base_readlines(Thread& thread, Ref self, Args args) {
  std::int64_t hint = -1, total = 0;
  if (!size_or_none(thread, args[0], hint)) return error_set;
  Value lines = own(allocate_list(thread, 0)), keep(self);
  Value iterator = iterate(thread, self);
  if (!iterator) return iterator;
  while (Value line = next(thread, iterator)) {
    std::int64_t size = length(thread, line);
    if (size < 0) return error_set;
    total += size;
    list_append(as<List>(lines), std::move(line));
    if (hint > 0 && total > hint) break;
  }
  return thread.has_error() ? Value() : std::move(lines);
}

void make_io_base_types(Runtime& rt) {
  static constexpr std::uint32_t flags = BaseType | HasWeakrefs | InstancesHaveDict;
  static constexpr TypeSpec base{.name = "_io._IOBase", .layout = layout_of<Instance>, .flags = flags, .methods = base_methods, .getset = base_getset, .fill = fill_base};
  static constexpr TypeSpec raw{.name = "_io._RawIOBase", .layout = layout_of<Instance>, .flags = flags, .methods = raw_methods, .fill = [](Slots& s, Runtime&) { s.make = base_make<Instance>; }};
  static constexpr TypeSpec buffered{.name = "_io._BufferedIOBase", .layout = layout_of<Instance>, .flags = flags, .methods = buffered_methods, .fill = [](Slots& s, Runtime&) { s.make = base_make<Instance>; }};
  static constexpr TypeSpec text{.name = "_io._TextIOBase", .layout = layout_of<Instance>, .flags = flags, .methods = text_methods, .getset = text_getset, .fill = [](Slots& s, Runtime&) { s.make = base_make<Instance>; }};
  io_types.base = make_builtin_type(rt, base);
  io_types.raw = make_builtin_type(rt, raw, io_types.base);
  io_types.buffered = make_builtin_type(rt, buffered, io_types.base);
  io_types.text_base = make_builtin_type(rt, text, io_types.base);
}

}  // namespace xvm
