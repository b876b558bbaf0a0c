// BytesIO and StringIO: streams in memory.
#include <algorithm>

#include "modules/io/io.h"
#include "objects/list.h"
#include "objects/tuple.h"
#include "objects/type_object.h"
#include "vm/limits.h"

namespace xvm {

namespace {

// ---- BytesIO

BytesIO& bytes_self(Ref self) { return as<BytesIO>(self); }
bool bytes_open(Thread& thread, const BytesIO& b) { return !b.closed || raise_value_error(thread, "I/O operation on closed file."); }
bool bytes_resizable(Thread& thread, const BytesIO& b) {
  return b.exports == 0 || raise(thread, thread.rt.exc.BufferError, "Existing exports of data: object cannot be re-sized");
}
std::string_view rest_of(const BytesIO& b) { return b.position < b.data.size() ? std::string_view(b.data).substr(b.position) : std::string_view(); }

Value take_bytes(Thread& thread, BytesIO& b, std::size_t count) {
  std::string_view piece = rest_of(b).substr(0, count);
  Value result = make_bytes(thread, piece);
  b.position += piece.size();
  return result;
}

void put_bytes(BytesIO& b, std::string_view data) {
  if (data.empty()) return;
  if (b.position > b.data.size()) b.data.resize(b.position);
  if (b.position == b.data.size()) b.data += data;
  else b.data.replace(b.position, std::min(data.size(), b.data.size() - b.position), data);
  b.position += data.size();
}

Value bytes_read(Thread& thread, Ref self, Args args) {
  BytesIO& b = bytes_self(self);
  std::int64_t size = -1;
  if (!size_or_none(thread, args[0], size) || !bytes_open(thread, b)) return error_set;
  return take_bytes(thread, b, size < 0 ? std::string::npos : static_cast<std::size_t>(size));
}
Value bytes_readinto(Thread& thread, Ref self, Args args) {
  BytesIO& b = bytes_self(self);
  BufferView view;
  if (!writable_argument(thread, args[0], view, "readinto") || !bytes_open(thread, b)) return error_set;
  std::string_view piece = rest_of(b).substr(0, view.length);
  std::copy(piece.begin(), piece.end(), view.data);
  b.position += piece.size();
  return make_long(thread, static_cast<std::int64_t>(piece.size()));
}
Value bytes_line(Thread& thread, BytesIO& b, std::int64_t limit) {
  std::string_view rest = rest_of(b);
  std::size_t end = rest.find('\n'), count = end == rest.npos ? rest.size() : end + 1;
  if (limit >= 0) count = std::min(count, static_cast<std::size_t>(limit));
  return take_bytes(thread, b, count);
}
Value bytes_readline(Thread& thread, Ref self, Args args) {
  std::int64_t limit = -1;
  if (!size_or_none(thread, args[0], limit) || !bytes_open(thread, bytes_self(self))) return error_set;
  return bytes_line(thread, bytes_self(self), limit);
}
Value bytes_readlines(Thread& thread, Ref self, Args args) {
  BytesIO& b = bytes_self(self);
  std::int64_t hint = 0;
  std::size_t total = 0;
  if (!size_or_none(thread, args[0], hint) || !bytes_open(thread, b)) return error_set;
  Value lines = own(allocate_list(thread, 0));
  while (!rest_of(b).empty()) {
    Value line = bytes_line(thread, b, -1);
    total += as<Bytes>(line).length;
    list_append(as<List>(lines), std::move(line));
    if (hint > 0 && total >= static_cast<std::size_t>(hint)) break;
  }
  return lines;
}
Value bytes_next(Thread& thread, Ref self) {
  BytesIO& b = bytes_self(self);
  if (!bytes_open(thread, b) || rest_of(b).empty()) return error_set;
  return bytes_line(thread, b, -1);
}
Value bytes_write(Thread& thread, Ref self, Args args) {
  BytesIO& b = bytes_self(self);
  if (!bytes_open(thread, b) || !bytes_resizable(thread, b)) return error_set;
  BufferView view;
  if (is<Text>(args[0]) && thread.rt.python2()) return raise_type_error(thread, "'unicode' does not have the buffer interface");
  if (!get_buffer(thread, args[0], view)) return error_set;
  if (b.position + view.length > (std::size_t{1} << 40) || !has_memory(b.position + view.length)) return raise_memory_error(thread);
  put_bytes(b, std::string(view.view()));
  return make_long(thread, static_cast<std::int64_t>(view.length));
}
Value bytes_writelines(Thread& thread, Ref self, Args args) {
  if (!bytes_open(thread, bytes_self(self))) return error_set;
  bool ok = for_each(thread, args[0], [&](Ref line) { return static_cast<bool>(call_method(thread, self, thread.rt.names.write_, {line})); });
  return ok ? none_value() : Value();
}
Value bytes_seek(Thread& thread, Ref self, Args args) {
  BytesIO& b = bytes_self(self);
  std::int64_t offset = 0;
  int whence = 0;
  if (!as_int64(thread, args[0], offset) || (args[1] && !int_argument(thread, args[1], whence)) || !bytes_open(thread, b)) return error_set;
  if (offset < 0 && whence == 0) return raise_value_error(thread, "negative seek value {}", offset);
  if (whence == 1) offset += static_cast<std::int64_t>(b.position);
  else if (whence == 2) offset += static_cast<std::int64_t>(b.data.size());
  else if (whence != 0) return raise_value_error(thread, "invalid whence ({}, should be 0, 1 or 2)", whence);
  b.position = static_cast<std::size_t>(offset < 0 ? 0 : offset);
  return make_long(thread, static_cast<std::int64_t>(b.position));
}
Value bytes_tell(Thread& thread, Ref self, Args) { return bytes_open(thread, bytes_self(self)) ? make_long(thread, static_cast<std::int64_t>(bytes_self(self).position)) : Value(); }
Value bytes_truncate(Thread& thread, Ref self, Args args) {
  BytesIO& b = bytes_self(self);
  std::int64_t size = static_cast<std::int64_t>(b.position);
  if (!bytes_open(thread, b) || !bytes_resizable(thread, b) || !size_or_none(thread, args[0], size)) return error_set;
  if (size < 0) return raise_value_error(thread, "negative size value {}", size);
  if (static_cast<std::size_t>(size) < b.data.size()) b.data.resize(static_cast<std::size_t>(size));
  return make_long(thread, size);
}
Value bytes_getvalue(Thread& thread, Ref self, Args) { return bytes_open(thread, bytes_self(self)) ? make_bytes(thread, bytes_self(self).data) : Value(); }
Value bytes_getbuffer(Thread& thread, Ref self, Args) {
  if (!bytes_open(thread, bytes_self(self))) return error_set;
  LentBytes* lent = allocate<LentBytes>(io_types.lent_bytes);
  Value owner = own(lent);
  lent->source = Value(self);
  track(lent);
  return call(thread, Ref(thread.rt.types.memoryview), owner);
}
Value bytes_close(Thread& thread, Ref self, Args) {
  BytesIO& b = bytes_self(self);
  if (!bytes_resizable(thread, b)) return error_set;
  b.closed = true;
  b.data.clear();
  return none_value();
}
Value bytes_flush(Thread& thread, Ref self, Args) { return bytes_open(thread, bytes_self(self)) ? none_value() : Value(); }
Value bytes_yes(Thread& thread, Ref self, Args) { return bytes_open(thread, bytes_self(self)) ? Value::of(true) : Value(); }
Value bytes_isatty(Thread& thread, Ref self, Args) { return bytes_open(thread, bytes_self(self)) ? Value::of(false) : Value(); }
Value bytes_closed(Thread&, Ref self) { return Value::of(bytes_self(self).closed); }
Value state_dict(Thread& thread, Ref self) {
  Value dict = instance_dict_row.get(thread, self);
  thread.clear_error();
  return dict && as<Dict>(dict).length ? dict_copy(thread, as<Dict>(dict)) : none_value();
}
Value bytes_getstate(Thread& thread, Ref self, Args) {
  BytesIO& b = bytes_self(self);
  if (!bytes_open(thread, b)) return error_set;
  Value data = make_bytes(thread, b.data), at = make_int(thread, static_cast<std::int64_t>(b.position)), dict = state_dict(thread, self);
  return make_tuple(thread, {data.ref(), at.ref(), dict.ref()});
}
// The attributes in a pickled state.
bool take_attributes(Thread& thread, Ref self, Ref given, const char* which) {
  if (given.is_none()) return true;
  if (!is<Dict>(given)) return raise_type_error(thread, "{} item of state should be a dict, got a {}", which, type_name(thread, given));
  Value own = instance_dict_row.get(thread, self);
  return own && dict_update(thread, as<Dict>(own), given);
}
Value bytes_setstate(Thread& thread, Ref self, Args args) {
  BytesIO& b = bytes_self(self);
  if (!bytes_resizable(thread, b)) return error_set;
  if (!is<Tuple>(args[0]) || as<Tuple>(args[0]).length < 3)
    return raise_type_error(thread, "{}.__setstate__ argument should be 3-tuple, got {}", type_name(thread, self), type_name(thread, args[0]));
  const Tuple& state = as<Tuple>(args[0]);
  BufferView view;
  std::int64_t at = 0;
  if (!bytes_open(thread, b) || !get_buffer(thread, state[0], view)) return error_set;
  b.data = std::string(view.view());
  b.position = b.data.size();
  if (!is_int(state[1]) && !state[1].is_bool()) return raise_type_error(thread, "second item of state must be an integer, not {}", type_name(thread, state[1]));
  if (!as_int64(thread, state[1], at)) return error_set;
  if (at < 0) return raise_value_error(thread, "position value cannot be negative");
  b.position = static_cast<std::size_t>(at);
  return take_attributes(thread, self, state[2], "third") ? none_value() : Value();
}
Value bytes_sizeof(Thread& thread, Ref self, Args) { return make_int(thread, 104 + static_cast<std::int64_t>(bytes_self(self).data.size())); }
bool lent_buffer(Thread&, Ref self, BufferView& view, bool) {
  BytesIO& b = as<BytesIO>(as<LentBytes>(self).source);
  view.owner = Value(self);
  view.data = b.data.data();
  view.length = b.data.size();
  view.readonly = false;
  view.on_release = [](Ref owner) { --as<BytesIO>(as<LentBytes>(owner).source).exports; };
  ++b.exports;
  return true;
}
Value bytes_make(Thread&, Type* type, Args) {
  BytesIO* b = allocate<BytesIO>(type);
  track(b);
  return own(b);
}
bool bytes_init(Thread& thread, Ref self, Args args) {
  Bound<1> a(thread, "BytesIO(initial_bytes=b'')", args);
  if (!a) return false;
  BytesIO& b = bytes_self(self);
  if (!bytes_resizable(thread, b)) return false;
  b.data.clear();
  b.position = 0;
  if (!a[0] || a[0].is_none()) return true;
  BufferView view;
  if (!get_buffer(thread, a[0], view)) return false;
  b.data = std::string(view.view());
  return true;
}

// ---- StringIO

StringIO& string_self(Ref self) { return as<StringIO>(self); }
bool string_open(Thread& thread, const StringIO& s) {
  if (!s.ready) return raise_value_error(thread, "I/O operation on uninitialized object");
  return !s.closed || raise_value_error(thread, "I/O operation on closed file");
}

std::u32string with_line_ends(const StringIO& s, std::u32string_view text, std::uint8_t& seen) {
  std::u32string out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    char32_t c = text[i];
    if (c == U'\r' && s.newlines.universal && s.newlines.translate) {
      bool pair = i + 1 < text.size() && text[i + 1] == U'\n';
      seen |= pair ? 4 : 1;
      i += pair;
      out += U'\n';
    } else if (c == U'\n' && s.newlines.write_as != "\n") {
      for (char e : s.newlines.write_as) out += static_cast<char32_t>(e);
    } else {
      if (c == U'\n') seen |= 2;
      out += c;
    }
  }
  return out;
}

void put_text(StringIO& s, std::u32string_view text) {
  if (text.empty()) return;
  if (s.position > s.data.size()) s.data.resize(s.position);
  if (s.position == s.data.size()) s.data += text;
  else s.data.replace(s.position, std::min(text.size(), s.data.size() - s.position), text);
  s.position += text.size();
}
void write_text(StringIO& s, Ref v) {
  const Text& text = as<Text>(v);
  bool plain = s.newlines.write_as == "\n" && !(s.newlines.universal && s.newlines.translate);
  if (plain && text.width == 1 && s.position == s.data.size()) {
    s.data.append(text.data1(), text.data1() + text.length);
    s.position += text.length;
    return;
  }
  std::u32string wide = text_u32(v);
  put_text(s, plain ? wide : with_line_ends(s, wide, s.newlines.seen));
}

std::u32string_view rest_of(const StringIO& s) { return s.position < s.data.size() ? std::u32string_view(s.data).substr(s.position) : std::u32string_view(); }
Value take_text(Thread& thread, StringIO& s, std::size_t count) {
  std::u32string_view piece = rest_of(s).substr(0, count);
  Value result = make_text(thread, piece.data(), piece.size());
  s.position += piece.size();
  return result;
}

Value string_read(Thread& thread, Ref self, Args args) {
  StringIO& s = string_self(self);
  std::int64_t size = -1;
  if (!string_open(thread, s) || !size_or_none(thread, args[0], size)) return error_set;
  return take_text(thread, s, size < 0 ? std::u32string::npos : static_cast<std::size_t>(size));
}
Value string_line(Thread& thread, StringIO& s, std::int64_t limit) {
  std::u32string_view rest = rest_of(s);
  std::size_t count = rest.size();
  if (s.newlines.universal && !s.newlines.translate) {
    for (std::size_t i = 0; i < rest.size(); ++i)
      if (rest[i] == U'\n' || rest[i] == U'\r') {
        count = rest[i] == U'\r' && i + 1 < rest.size() && rest[i + 1] == U'\n' ? i + 2 : i + 1;
        break;
      }
  } else {
    std::u32string end(s.newlines.end.begin(), s.newlines.end.end());
    std::size_t at = rest.find(end);
    if (at != rest.npos) count = at + end.size();
  }
  if (limit >= 0) count = std::min(count, static_cast<std::size_t>(limit));
  return take_text(thread, s, count);
}
Value string_readline(Thread& thread, Ref self, Args args) {
  std::int64_t limit = -1;
  if (!string_open(thread, string_self(self)) || !size_or_none(thread, args[0], limit)) return error_set;
  return string_line(thread, string_self(self), limit);
}
Value string_next(Thread& thread, Ref self) {
  if (self.object()->type != io_types.string) return stream_next(thread, self);
  StringIO& s = string_self(self);
  if (!string_open(thread, s) || rest_of(s).empty()) return error_set;
  return string_line(thread, s, -1);
}
Value string_write(Thread& thread, Ref self, Args args) {
  StringIO& s = string_self(self);
  if (!is<Text>(args[0])) return raise_type_error(thread, "{} argument expected, got '{}'", thread.rt.python2() ? "unicode" : "string", type_name(thread, args[0]));
  if (!string_open(thread, s)) return error_set;
  write_text(s, args[0]);
  return make_long(thread, as<Text>(args[0]).length);
}
Value string_seek(Thread& thread, Ref self, Args args) {
  StringIO& s = string_self(self);
  std::int64_t offset = 0;
  int whence = 0;
  if (!string_open(thread, s) || !as_int64(thread, args[0], offset) || (args[1] && !int_argument(thread, args[1], whence))) return error_set;
  if (whence < 0 || whence > 2) return raise_value_error(thread, "Invalid whence ({}, should be 0, 1 or 2)", whence);
  if (offset < 0 && whence == 0) return raise_value_error(thread, "Negative seek position {}", offset);
  if (whence != 0 && offset != 0) return raise(thread, thread.rt.exc.IOError, "Can't do nonzero cur-relative seeks");
  if (whence == 1) offset = static_cast<std::int64_t>(s.position);
  if (whence == 2) offset = static_cast<std::int64_t>(s.data.size());
  s.position = static_cast<std::size_t>(offset);
  return make_long(thread, offset);
}
Value string_tell(Thread& thread, Ref self, Args) { return string_open(thread, string_self(self)) ? make_long(thread, static_cast<std::int64_t>(string_self(self).position)) : Value(); }
Value string_truncate(Thread& thread, Ref self, Args args) {
  StringIO& s = string_self(self);
  std::int64_t size = static_cast<std::int64_t>(s.position);
  if (!string_open(thread, s) || !size_or_none(thread, args[0], size)) return error_set;
  if (size < 0) return raise_value_error(thread, "Negative size value {}", size);
  if (static_cast<std::size_t>(size) < s.data.size()) s.data.resize(static_cast<std::size_t>(size));
  return make_long(thread, size);
}
Value string_getvalue(Thread& thread, Ref self, Args) {
  StringIO& s = string_self(self);
  return string_open(thread, s) ? make_text(thread, s.data.data(), s.data.size()) : Value();
}
Value string_close(Thread&, Ref self, Args) {
  string_self(self).closed = true;
  string_self(self).data.clear();
  return none_value();
}
Value string_yes(Thread& thread, Ref self, Args) { return string_open(thread, string_self(self)) ? Value::of(true) : Value(); }
Value string_closed(Thread& thread, Ref self) {
  if (!string_self(self).ready) return raise_value_error(thread, "I/O operation on uninitialized object");
  return Value::of(string_self(self).closed);
}
Value string_newlines(Thread& thread, Ref self) {
  if (!string_open(thread, string_self(self))) return error_set;
  return newlines_seen(thread, string_self(self).newlines.universal ? string_self(self).newlines.seen : 0);
}
Value string_line_buffering(Thread& thread, Ref self) { return string_open(thread, string_self(self)) ? Value::of(false) : Value(); }
Value string_getstate(Thread& thread, Ref self, Args) {
  StringIO& s = string_self(self);
  Value data = string_getvalue(thread, self, {});
  if (!data) return data;
  Value newline = s.keeps_newline_none ? none_value() : native_str(thread, s.newlines.universal ? "" : s.newlines.end);
  Value at = make_int(thread, static_cast<std::int64_t>(s.position)), dict = state_dict(thread, self);
  return make_tuple(thread, {data.ref(), newline.ref(), at.ref(), dict.ref()});
}
bool string_set_up(Thread& thread, StringIO& s, Ref initial, Ref newline) {
  if (!set_newline(thread, s.newlines, s.keeps_newline_none, newline)) return false;
  if (s.newlines.end == "\r\n" || s.newlines.end == "\r") s.newlines.write_as = s.newlines.end;
  s.data.clear();
  s.position = 0;
  s.closed = false;
  s.ready = true;
  if (initial && !initial.is_none()) {
    if (!is<Text>(initial))
      return raise_type_error(thread, "initial_value must be {} or None, not {}", thread.rt.python2() ? "unicode" : "str", type_name(thread, initial));
    write_text(s, initial);
  }
  s.position = 0;
  return true;
}
Value string_setstate(Thread& thread, Ref self, Args args) {
  if (!is<Tuple>(args[0]) || as<Tuple>(args[0]).length < 4)
    return raise_type_error(thread, "{}.__setstate__ argument should be 4-tuple, got {}", type_name(thread, self), type_name(thread, args[0]));
  const Tuple& state = as<Tuple>(args[0]);
  StringIO& s = string_self(self);
  std::int64_t at = 0;
  if (s.closed && !string_open(thread, s)) return error_set;
  if (!is<Text>(state[0]) && !state[0].is_none())
    return raise_type_error(thread, "initial_value must be {} or None, not {}", thread.rt.python2() ? "unicode" : "str", type_name(thread, state[0]));
  if (!string_set_up(thread, s, {}, state[1])) return error_set;
  if (!is_int(state[2]) && !state[2].is_bool()) return raise_type_error(thread, "third item of state must be an integer, got {}", type_name(thread, state[2]));
  if (!as_int64(thread, state[2], at)) return error_set;
  if (at < 0) return raise_value_error(thread, "position value cannot be negative");
  s.data = is<Text>(state[0]) ? text_u32(state[0]) : std::u32string();
  s.position = static_cast<std::size_t>(at);
  return take_attributes(thread, self, state[3], "fourth") ? none_value() : Value();
}
Value string_make(Thread&, Type* type, Args) {
  StringIO* s = allocate<StringIO>(type);
  track(s);
  return own(s);
}
bool string_init(Thread& thread, Ref self, Args args) {
  Bound<2> a(thread, "StringIO(initial_value='', newline='\\n')", args);
  if (!a) return false;
  Value line_feed = make_text(thread, "\n");
  return string_set_up(thread, string_self(self), a[0], a[1] ? a[1] : Ref(line_feed));
}

constexpr Method bytes_methods[] = {
    {"__getstate__(self, /)", bytes_getstate, since(2, 7)},
    {"__setstate__(self, state, /)", bytes_setstate, since(2, 7)},
    {"__sizeof__(self, /)", bytes_sizeof},
    {"close(self, /)", bytes_close},
    {"flush(self, /)", bytes_flush},
    {"getbuffer(self, /)", bytes_getbuffer, since(3, 2)},
    {"getvalue(self, /)", bytes_getvalue},
    {"isatty(self, /)", bytes_isatty},
    {"read(self, size=-1, /)", bytes_read},
    {"read1(self, size, /)", bytes_read, until(3, 6)},
    {"read1(self, size=-1, /)", bytes_read, since(3, 7)},
    {"readable(self, /)", bytes_yes},
    {"readinto(self, buffer, /)", bytes_readinto},
    {"readline(self, size=-1, /)", bytes_readline},
    {"readlines(self, size=None, /)", bytes_readlines},
    {"seek(self, pos, whence=0, /)", bytes_seek},
    {"seekable(self, /)", bytes_yes},
    {"tell(self, /)", bytes_tell},
    {"truncate(self, size=None, /)", bytes_truncate},
    {"writable(self, /)", bytes_yes},
    {"write(self, b, /)", bytes_write},
    {"writelines(self, lines, /)", bytes_writelines},
};
constexpr GetSetRow bytes_getset[] = {{"closed", bytes_closed}};
constexpr Method string_methods[] = {
    {"__getstate__(self, /)", string_getstate},
    {"__setstate__(self, state, /)", string_setstate},
    {"close(self, /)", string_close},
    {"getvalue(self, /)", string_getvalue},
    {"read(self, size=-1, /)", string_read},
    {"readable(self, /)", string_yes},
    {"readline(self, size=-1, /)", string_readline},
    {"seek(self, pos, whence=0, /)", string_seek},
    {"seekable(self, /)", string_yes},
    {"tell(self, /)", string_tell},
    {"truncate(self, pos=None, /)", string_truncate},
    {"writable(self, /)", string_yes},
    {"write(self, s, /)", string_write},
};
constexpr GetSetRow string_getset[] = {{"closed", string_closed}, {"line_buffering", string_line_buffering}, {"newlines", string_newlines}};

void fill_bytes(Slots& slots, Runtime&) {
  slots.make = bytes_make;
  slots.init = bytes_init;
  slots.next = bytes_next;
}
void fill_string(Slots& slots, Runtime&) {
  slots.make = string_make;
  slots.init = string_init;
  slots.next = string_next;
}

}  // namespace

void make_io_memory_types(Runtime& rt) {
  static constexpr std::uint32_t flags = BaseType | HasWeakrefs | InstancesHaveDict;
  static constexpr TypeSpec bytes{.name = "_io.BytesIO", .layout = layout_of<BytesIO>, .flags = flags, .methods = bytes_methods, .getset = bytes_getset, .fill = fill_bytes};
  static constexpr TypeSpec string{.name = "_io.StringIO", .layout = layout_of<StringIO>, .flags = flags, .methods = string_methods, .getset = string_getset, .fill = fill_string};
  static constexpr TypeSpec lent{.name = "_io._BytesIOBuffer", .layout = layout_of<LentBytes>, .flags = DisallowInstantiation, .fill = [](Slots& s, Runtime&) { s.buffer = lent_buffer; }};
  io_types.bytes = make_builtin_type(rt, bytes, io_types.buffered);
  io_types.lent_bytes = make_builtin_type(rt, lent);
  io_types.string = make_builtin_type(rt, string, io_types.text_base);
}

}  // namespace xvm
