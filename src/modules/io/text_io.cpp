// TextIOWrapper: text over a buffered stream.
#include <algorithm>
#include <cstring>

#include "base/utf8.h"
#include "modules/io/io.h"
#include "objects/codecs.h"
#include "objects/tuple.h"
#include "vm/argument_words.h"

namespace xvm {

namespace {

TextIO& self_of(Ref self) { return as<TextIO>(self); }

bool usable(Thread& thread, const TextIO& t) {
  if (t.ready && t.buffer) return true;
  if (t.detached) return raise_value_error(thread, "underlying buffer has been detached");
  return raise_value_error(thread, "I/O operation on uninitialized object");
}

Buffered* exact_buffered(const TextIO& t) { return is_exact<Buffered>(t.buffer) && as<Buffered>(t.buffer).ready ? &as<Buffered>(t.buffer) : nullptr; }

int buffer_closed(Thread& thread, TextIO& t) {
  if (Buffered* b = exact_buffered(t); b && is_exact<FileIO>(b->raw)) return as<FileIO>(b->raw).fd < 0;
  Value buffer = t.buffer;
  return stream_closed(thread, buffer);
}
bool is_open(Thread& thread, TextIO& t) {
  if (!usable(thread, t)) return false;
  int closed = buffer_closed(thread, t);
  if (closed > 0) return raise_value_error(thread, "I/O operation on closed file.");
  return closed == 0;
}

std::string lower(std::string_view name) {
  std::string out;
  for (char c : name) out += c == '_' ? '-' : c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c;
  return out;
}
TextCodec codec_of(std::string_view name) {
  std::string n = lower(name);
  if (n == "utf-8" || n == "utf8") return TextCodec::Utf8;
  if (n == "ascii" || n == "us-ascii" || n == "ansi-x3.4-1968" || n == "646") return TextCodec::Ascii;
  if (n == "latin-1" || n == "latin1" || n == "iso-8859-1" || n == "iso8859-1") return TextCodec::Latin1;
  return TextCodec::Other;
}

// ---- writing

bool give_pending(Thread& thread, TextIO& t) {
  if (t.pending.empty()) return true;
  std::string data = std::move(t.pending);
  t.pending.clear();
  if (Buffered* b = exact_buffered(t); b && b->role != Buffered::Reader) {
    if (buffer_closed(thread, t) == 1) return raise_value_error(thread, "write to closed file");
    bool ok = buffered_write(thread, *b, data);
    if (t.pending.empty()) data.clear(), t.pending = std::move(data);   // keeps its room
    return ok;
  }
  Value bytes = make_bytes(thread, data), buffer = t.buffer;
  return static_cast<bool>(call_method(thread, buffer, thread.rt.names.write_, {bytes}));
}

bool flush_buffer(Thread& thread, TextIO& t) {
  if (Buffered* b = exact_buffered(t); b && b->role == Buffered::Writer) return buffered_flush(thread, *b);
  Value buffer = t.buffer;
  return static_cast<bool>(call_method(thread, buffer, thread.rt.names.flush_));
}

std::string translated(std::string_view text, std::string_view newline) {
  std::string out;
  for (char c : text) {
    if (c == '\n') out += newline;
    else out += c;
  }
  return out;
}

// Encodes into pending. Text with line ends to translate comes as a fresh text.
bool encode_into(Thread& thread, TextIO& t, Ref text) {
  const Text& s = as<Text>(text);
  if (t.newlines.write_as != "\n") {
    std::string utf8 = text_utf8(text);
    if (utf8.find('\n') != utf8.npos) {
      Value fresh = make_text(thread, translated(utf8, t.newlines.write_as));
      std::string keep = std::exchange(t.newlines.write_as, "\n");
      bool ok = encode_into(thread, t, fresh);
      t.newlines.write_as = keep;
      return ok;
    }
  }
  if (s.ascii && t.codec != TextCodec::Other) {
    t.pending += s.ascii_view();
    return true;
  }
  if (t.codec == TextCodec::Utf8) {
    std::size_t before = t.pending.size();
    CodecError error;
    std::size_t stop = s.length;
    if (s.width == 1) encode_utf8(std::span<const std::uint8_t>(s.data1(), s.length), t.pending);
    else if (s.width == 2) stop = encode_utf8(std::span<const char16_t>(s.data2(), s.length), 0, Surrogates::Refuse, t.pending, error);
    else stop = encode_utf8(std::span<const char32_t>(s.data4(), s.length), 0, Surrogates::Refuse, t.pending, error);
    if (stop == s.length) return true;
    t.pending.resize(before);
  }
  std::string encoding = t.encoding_name, name = lower(encoding);
  if (t.has_written) {   // one byte order mark is enough
    if (name == "utf-16" || name == "utf16") encoding = "utf-16-le";
    if (name == "utf-32" || name == "utf32") encoding = "utf-32-le";
    if (name == "utf-8-sig") encoding = "utf-8";
  }
  Value bytes = encode_text_quietly(thread, text, encoding, t.error_name);
  if (!bytes) return false;
  t.has_written = true;
  t.pending += as<Bytes>(bytes).view();
  return true;
}

bool after_write(Thread& thread, TextIO& t, bool line_end) {
  if (static_cast<std::int64_t>(t.pending.size()) > t.chunk || t.write_through || (t.line_buffering && line_end)) {
    if (!give_pending(thread, t)) return false;
    if (t.line_buffering && line_end) return flush_buffer(thread, t);
    if (t.write_through && exact_buffered(t)) return true;
  }
  return true;
}

bool has_line_end(const Text& s) {
  if (s.width == 1) return std::memchr(s.data1(), '\n', s.length) || std::memchr(s.data1(), '\r', s.length);
  for (std::size_t i = 0; i < s.length; ++i)
    if (s.at(i) == '\n' || s.at(i) == '\r') return true;
  return false;
}

Value text_write(Thread& thread, Ref self, Args args) {
  TextIO& t = self_of(self);
  if (!is<Text>(args[0])) {
    if (!usable(thread, t)) return error_set;
    if (thread.rt.python2()) return raise_type_error(thread, "must be unicode, not {}", type_name(thread, args[0]));
    if (thread.rt.release.since(3, 5)) return raise_type_error(thread, "write() argument must be str, not {}", argument_type(thread, args[0]));
    if (thread.rt.release.since(3, 1)) return raise_type_error(thread, "must be str, not {}", type_name(thread, args[0]));
    return raise_type_error(thread, "can't write {} to text stream", type_name(thread, args[0]));
  }
  return text_io_write(thread, t, args[0]) ? make_long(thread, as<Text>(args[0]).length) : Value();
}

// ---- reading

bool can_read(Thread& thread, TextIO& t) {
  if (!is_open(thread, t)) return false;
  if (Buffered* b = exact_buffered(t)) return b->role != Buffered::Writer || raise_unsupported(thread, "not readable");
  Value buffer = t.buffer;
  Value able = call_named(thread, buffer, "readable");
  if (!able) return false;
  int yes = truth(thread, able);
  return yes > 0 || (yes == 0 && raise_unsupported(thread, "not readable"));
}

Value decode(Thread& thread, TextIO& t, std::string_view bytes) {
  switch (t.codec) {
    case TextCodec::Latin1: return make_text_latin1(thread, bytes);
    case TextCodec::Other: return make_text(thread, bytes);
    default: return is_ascii(bytes) ? make_text_latin1(thread, bytes) : decode_bytes_quietly(thread, bytes, t.encoding_name, t.error_name);
  }
}

void note_newlines(TextIO& t, std::string_view piece) {
  for (std::size_t i = 0; t.newlines.seen != 7 && i < piece.size(); ++i) {
    if (piece[i] == '\n') t.newlines.seen |= 2;
    if (piece[i] == '\r') {
      bool pair = i + 1 < piece.size() && piece[i + 1] == '\n';
      t.newlines.seen |= pair ? 4 : 1;
      i += pair;
    }
  }
}

// Bytes at the end of `in` that begin a UTF-8 sequence which goes on in the next chunk.
std::size_t unfinished_tail(std::string_view in) {
  for (std::size_t back = 1; back <= 3 && back <= in.size(); ++back) {
    unsigned char c = static_cast<unsigned char>(in[in.size() - back]);
    if (c < 0x80) return 0;
    if (c >= 0xc0) return (c >= 0xf0 ? 4u : c >= 0xe0 ? 3u : 2u) > back ? back : 0;
  }
  return 0;
}

// Reads another chunk: 1, 0 at the end, -1 with the error set.
int load(Thread& thread, TextIO& t) {
  if (t.at_end) return 0;
  if (!give_pending(thread, t)) return -1;
  if (t.in_at) t.in.erase(0, t.in_at), t.in_at = 0;
  Value buffer = t.buffer;
  if (t.codec == TextCodec::Other) {
    Value all = call_method(thread, buffer, thread.rt.names.read_);
    if (!all) return -1;
    if (!is<Bytes>(all)) return raise_type_error(thread, "underlying read() should have returned a bytes-like object, not '{}'", type_name(thread, all)) ? -1 : -1;
    Value text = decode_bytes_quietly(thread, as<Bytes>(all).view(), t.encoding_name, t.error_name);
    if (!text) return -1;
    t.at_end = true;
    if (!is<Text>(text)) return raise_type_error(thread, "decoder should return a string result, not '{}'", type_name(thread, text)) ? -1 : -1;
    t.in += text_utf8(text);
    return as<Text>(text).length > 0;
  }
  std::size_t before = t.in.size();
  if (Buffered* b = exact_buffered(t)) {
    std::int64_t got = buffered_read1(thread, *b, static_cast<std::size_t>(t.chunk), t.in);
    if (got == -1) return -1;
    t.at_end = got <= 0;
  } else {
    Value read1_name = native_intern(thread, "read1"), size = make_int(thread, t.chunk);
    Value method = find_attribute(thread, buffer, read1_name);
    if (!method && thread.has_error()) return -1;
    Value data = method ? call(thread, method, size) : call_method(thread, buffer, thread.rt.names.read_, {size});
    if (!data) return -1;
    BufferView view;
    if (!is<Bytes>(data) && !has_buffer(thread, data)) {
      raise_type_error(thread, "underlying {}() should have returned a bytes-like object, not '{}'", method ? "read1" : "read", type_name(thread, data));
      return -1;
    }
    if (!get_buffer(thread, data, view)) return -1;
    t.in += view.view();
    t.at_end = view.length == 0;
  }
  // Errors show when the chunk is decoded, before anything of it is used.
  if (t.strict && t.codec != TextCodec::Latin1) {
    std::string_view fresh = std::string_view(t.in).substr(before > 3 ? before - unfinished_tail(std::string_view(t.in).substr(0, before)) : 0);
    if (!is_ascii(fresh)) {
      if (!t.at_end && t.codec == TextCodec::Utf8) fresh.remove_suffix(unfinished_tail(fresh));
      if (!decode(thread, t, fresh)) {
        t.in.resize(before);
        return -1;
      }
    }
  }
  return t.in.size() > before ? 1 : 0;
}

std::string_view ahead(const TextIO& t) { return std::string_view(t.in).substr(t.in_at); }

// How many bytes of `bytes` make `count` characters, line ends counted as translated. short_by: characters missing.
std::size_t bytes_of_characters(const TextIO& t, std::string_view bytes, std::size_t count, bool final, std::size_t& short_by) {
  bool wide = t.codec == TextCodec::Utf8 || t.codec == TextCodec::Other;
  bool pairs = t.newlines.universal && t.newlines.translate;
  std::size_t at = 0;
  while (count > 0 && at < bytes.size()) {
    std::size_t step = 1;
    if (wide && static_cast<unsigned char>(bytes[at]) >= 0x80) {
      step = utf8_sequence(bytes, at);
      if (step == 0) {
        if (!final && bytes.size() - at < 4 && unfinished_tail(bytes) == bytes.size() - at) break;
        step = 1;
      }
    } else if (pairs && bytes[at] == '\r') {
      if (at + 1 == bytes.size() && !final) break;
      if (at + 1 < bytes.size() && bytes[at + 1] == '\n') step = 2;
    }
    at += step;
    --count;
  }
  short_by = count;
  return at;
}

// The text of the next `size` bytes, line ends translated.
Value take(Thread& thread, TextIO& t, std::size_t size) {
  std::string_view piece = ahead(t).substr(0, size);
  note_newlines(t, piece);
  Value text;
  if (t.newlines.universal && t.newlines.translate && piece.find('\r') != piece.npos) {
    std::string plain;
    for (std::size_t i = 0; i < piece.size(); ++i) {
      if (piece[i] != '\r') plain += piece[i];
      else if (i + 1 == piece.size() || piece[i + 1] != '\n') plain += '\n';
    }
    text = decode(thread, t, plain);
  } else {
    text = decode(thread, t, piece);
  }
  if (!text) return text;
  t.in_at += size;
  if (t.in_at == t.in.size()) t.in.clear(), t.in_at = 0;
  return text;
}

Value text_read(Thread& thread, Ref self, Args args) {
  TextIO& t = self_of(self);
  std::int64_t size = -1;
  if (!usable(thread, t) || !size_or_none(thread, args[0], size) || !can_read(thread, t)) return error_set;
  if (size < 0) {
    if (t.codec != TextCodec::Other) {
      if (!give_pending(thread, t)) return error_set;
      Value buffer = t.buffer;
      Value rest = call_method(thread, buffer, thread.rt.names.read_);
      if (!rest) return rest;
      BufferView view;
      if (!rest.is_none()) {
        if (!get_buffer(thread, rest, view)) return error_set;
        t.in += view.view();
      }
    } else if (load(thread, t) < 0) {
      return error_set;
    }
    t.at_end = false;
    Value all = take(thread, t, ahead(t).size());
    if (t.codec == TextCodec::Other) t.at_end = true;
    return all;
  }
  while (true) {
    std::size_t missing = 0, bytes = bytes_of_characters(t, ahead(t), static_cast<std::size_t>(size), t.at_end, missing);
    if (missing == 0 || t.at_end) {
      if (t.codec != TextCodec::Other) t.at_end = false;
      return take(thread, t, bytes);
    }
    if (load(thread, t) < 0) return error_set;
  }
}

// Where the line that starts at ahead() ends, 0 where it is not all there.
std::size_t find_line_end(const TextIO& t, std::string_view text, std::size_t from) {
  if (t.newlines.universal) {
    const char* data = text.data();
    for (std::size_t i = from; i < text.size();) {
      if (t.newlines.translate && !std::memchr(data + i, '\r', text.size() - i)) {
        const void* hit = std::memchr(data + i, '\n', text.size() - i);
        return hit ? static_cast<std::size_t>(static_cast<const char*>(hit) - data) + 1 : 0;
      }
      for (; i < text.size() && data[i] != '\n' && data[i] != '\r'; ++i) {}
      if (i == text.size()) return 0;
      if (data[i] == '\n') return i + 1;
      if (i + 1 < text.size()) return data[i + 1] == '\n' ? i + 2 : i + 1;
      return t.at_end ? i + 1 : 0;
    }
    return 0;
  }
  std::size_t at = text.find(t.newlines.end, from);
  return at == text.npos ? 0 : at + t.newlines.end.size();
}

Value next_line(Thread& thread, TextIO& t, std::int64_t limit) {
  std::size_t searched = 0;
  while (true) {
    std::string_view text = ahead(t);
    std::size_t end = find_line_end(t, text, searched ? searched - 1 : 0);
    searched = text.size();
    std::size_t bytes = end ? end : text.size(), missing = 0;
    if (limit >= 0) {
      std::size_t cut = bytes_of_characters(t, text.substr(0, bytes), static_cast<std::size_t>(limit), true, missing);
      if (missing == 0) return take(thread, t, cut);
    }
    if (end || t.at_end) {
      if (t.codec != TextCodec::Other) t.at_end = false;
      return take(thread, t, bytes);
    }
    if (load(thread, t) < 0) return error_set;
  }
}

Value text_readline(Thread& thread, Ref self, Args args) {
  TextIO& t = self_of(self);
  std::int64_t limit = -1;
  if (!usable(thread, t)) return error_set;
  if (args[0] && !as_int64(thread, args[0], limit)) return error_set;
  return can_read(thread, t) ? next_line(thread, t, limit) : Value();
}

Value text_next(Thread& thread, Ref self) {
  TextIO& t = self_of(self);
  if (self.object()->type != io_types.text) return stream_next(thread, self);
  if (!can_read(thread, t)) return error_set;
  t.iterating = true;
  Value line = next_line(thread, t, -1);
  if (!line) return line;
  if (as<Text>(line).length) return line;
  t.iterating = false;
  return error_set;
}

// ---- position

Value text_tell(Thread& thread, Ref self, Args) {
  TextIO& t = self_of(self);
  if (!is_open(thread, t)) return error_set;
  if (t.iterating) return raise(thread, thread.rt.exc.IOError, "telling position disabled by next() call");
  if (!give_pending(thread, t)) return error_set;
  Value buffer = t.buffer;
  Value seekable = call_named(thread, buffer, "seekable");
  if (!seekable) return seekable;
  if (!truth(thread, seekable)) return raise_unsupported(thread, "underlying stream is not seekable");
  Value flushed = call_method(thread, buffer, thread.rt.names.flush_);
  Value at = flushed ? call_named(thread, buffer, "tell") : Value();
  std::int64_t position = 0;
  if (!at || !as_int64(thread, at, position)) return error_set;
  return make_long(thread, position - static_cast<std::int64_t>(ahead(t).size()));
}

Value text_seek(Thread& thread, Ref self, Args args) {
  TextIO& t = self_of(self);
  int whence = 0;
  std::int64_t cookie = 0;
  if (!is_open(thread, t) || (args[1] && !int_argument(thread, args[1], whence))) return error_set;
  Value buffer = t.buffer;
  Value seekable = call_named(thread, buffer, "seekable");
  if (!seekable) return seekable;
  if (!truth(thread, seekable)) return raise_unsupported(thread, "underlying stream is not seekable");
  Value offset(args[0]);
  if (!as_int64(thread, offset, cookie)) return error_set;
  if (whence == 1) {
    if (cookie) return raise_unsupported(thread, "can't do nonzero cur-relative seeks");
    t.iterating = false;
    offset = text_tell(thread, self, {});
    if (!offset) return offset;
    whence = 0;
  } else if (whence == 2) {
    if (cookie) return raise_unsupported(thread, "can't do nonzero end-relative seeks");
  } else if (whence != 0) {
    return raise_value_error(thread, "invalid whence ({}, should be 0, 1 or 2)", whence);
  } else if (cookie < 0) {
    return raise_value_error(thread, "negative seek position {}", cookie);
  }
  if (!give_pending(thread, t)) return error_set;
  Value flushed = call_method(thread, buffer, thread.rt.names.flush_);
  if (!flushed) return flushed;
  Value from = make_int(thread, whence);
  t.in.clear();
  t.in_at = 0;
  t.at_end = t.iterating = false;
  t.has_written = cookie != 0;
  Value at = call_named(thread, buffer, "seek", {offset, from});
  return at && whence == 0 ? std::move(offset) : std::move(at);
}

Value text_truncate(Thread& thread, Ref self, Args args) {
  TextIO& t = self_of(self);
  if (!is_open(thread, t)) return error_set;
  Value flushed = call_method(thread, self, thread.rt.names.flush_);
  if (!flushed) return flushed;
  Value buffer = t.buffer, size = args[0] ? Value(args[0]) : none_value();
  return call_named(thread, buffer, "truncate", {size});
}

// ---- state

Value text_flush(Thread& thread, Ref self, Args) {
  TextIO& t = self_of(self);
  if (!is_open(thread, t)) return error_set;
  t.iterating = false;
  return text_io_flush(thread, t) ? none_value() : Value();
}

Value text_close(Thread& thread, Ref self, Args) {
  TextIO& t = self_of(self);
  if (!usable(thread, t)) return error_set;
  int closed = buffer_closed(thread, t);
  if (closed) return closed > 0 ? none_value() : Value();
  Value flushed = call_method(thread, self, thread.rt.names.flush_);
  ErrorState error = thread.take_error();
  Value buffer = t.buffer;
  Value done = call_method(thread, buffer, thread.rt.names.close_);
  return error ? Value(raise_first(thread, std::move(error))) : std::move(done);
}

bool text_finalize(Thread& thread, Ref self) {
  TextIO& t = self_of(self);
  if (!t.ready || !t.buffer) return true;
  int closed = buffer_closed(thread, t);
  if (closed < 0) thread.clear_error();
  if (closed) return true;
  Value done = call_method(thread, self, thread.rt.names.close_);
  if (!done) drop_close_error(thread, self);
  return true;
}

Value text_detach(Thread& thread, Ref self, Args) {
  TextIO& t = self_of(self);
  if (!usable(thread, t)) return error_set;
  Value flushed = call_method(thread, self, thread.rt.names.flush_);
  if (!flushed) return flushed;
  Value buffer = std::move(t.buffer);
  t.ready = false;
  t.detached = true;
  return buffer;
}

template <int which>
Value ask_buffer(Thread& thread, Ref self, Args) {
  static constexpr const char* names[] = {"fileno", "isatty", "seekable", "readable", "writable"};
  TextIO& t = self_of(self);
  if (!usable(thread, t)) return error_set;
  Value buffer = t.buffer;
  return call_named(thread, buffer, names[which]);
}
template <int which>
Value get_of_buffer(Thread& thread, Ref self) {
  static constexpr const char* names[] = {"name", "closed"};
  TextIO& t = self_of(self);
  if (!usable(thread, t)) return error_set;
  Value buffer = t.buffer;
  return get_attribute(thread, buffer, names[which]);
}
Value get_buffer_attribute(Thread&, Ref self) { return self_of(self).buffer ? self_of(self).buffer : none_value(); }
Value get_encoding(Thread&, Ref self) { return self_of(self).encoding ? self_of(self).encoding : none_value(); }
Value get_errors(Thread&, Ref self) { return self_of(self).errors ? self_of(self).errors : none_value(); }
Value get_newlines(Thread& thread, Ref self) { return newlines_seen(thread, self_of(self).newlines.universal ? self_of(self).newlines.seen : 0); }
Value get_line_buffering(Thread&, Ref self) { return Value::of(self_of(self).line_buffering); }
Value get_write_through(Thread&, Ref self) { return Value::of(self_of(self).write_through); }
Value get_chunk(Thread& thread, Ref self) { return make_int(thread, self_of(self).chunk); }
bool set_chunk(Thread& thread, Ref self, Ref value) {
  std::int64_t size = 0;
  if (!value) return raise(thread, thread.rt.exc.AttributeError, "cannot delete attribute");
  if (!as_int64(thread, value, size)) return false;
  if (size <= 0) return raise_value_error(thread, "a strictly positive integer is required");
  self_of(self).chunk = size;
  return true;
}
Value get_finalizing(Thread&, Ref self) { return Value::of(self_of(self).closing); }
bool set_finalizing(Thread&, Ref self, Ref value) {
  self_of(self).closing = value.is_true();
  return true;
}

Value text_repr(Thread& thread, Ref self) {
  TextIO& t = self_of(self);
  TextBuilder out(thread);
  std::string type(thread.rt.release.since(3, 13) ? type_name(thread, self) : std::string_view("_io.TextIOWrapper"));
  out.add("<" + type);
  for (const char* name : {"name", "mode"}) {
    Value key = native_intern(thread, name);
    Value value = find_attribute(thread, self, key);
    if (!value && thread.has_error() && !catch_error(thread, thread.rt.exc.ValueError)) return error_set;
    if (!value) continue;
    out.add(fmt::format(" {}=", name));
    if (!out.add_repr(value)) return error_set;
  }
  out.add(" encoding=");
  Value encoding = t.encoding ? t.encoding : none_value();
  if (!out.add_repr(encoding)) return error_set;
  out.add(">");
  return out.finish();
}

Value text_make(Thread&, Type* type, Args) {
  TextIO* t = allocate<TextIO>(type);
  track(t);
  return own(t);
}

bool name_of(Thread& thread, Ref v, const char* argument, std::string& out) {
  if (!v || v.is_none()) return true;
  if (!is<Text>(v) && !is_native_str(thread, v))
    return raise_type_error(thread, "TextIOWrapper() argument '{}' must be str or None, not {}", argument, type_name(thread, v));
  out = native_utf8(v);
  return true;
}

// Whether what is written goes behind something: no byte order mark then.
bool continues_file(Thread& thread, Ref buffer, bool& continues) {
  Value writable = call_named(thread, buffer, "writable"), seekable = writable && writable.is_true() ? call_named(thread, buffer, "seekable") : writable;
  if (!seekable || !seekable.is_true()) return static_cast<bool>(seekable);
  Value at = call_named(thread, buffer, "tell"), zero = Value::small(0);
  int at_start = at ? equal(thread, at, zero) : -1;
  continues = at_start == 0;
  return at_start >= 0;
}

bool set_up(Thread& thread, TextIO& t, Ref buffer, const TextOptions& options) {
  std::string encoding = "UTF-8", errors = "strict";
  if (thread.rt.python2()) encoding = "UTF-8";
  if (!name_of(thread, options.encoding, "encoding", encoding) || !name_of(thread, options.errors, "errors", errors)) return false;
  if (encoding == "locale" && thread.rt.release.since(3, 10)) encoding = "UTF-8";
  t.codec = codec_of(encoding);
  if (t.codec == TextCodec::Other) {   // LookupError "unknown encoding: x" comes now
    Value probe = make_text(thread, "");
    if (!encode_text(thread, probe, encoding, "strict")) return false;
  }
  if (!set_newline(thread, t.newlines, t.newline_none, options.newline)) return false;
  t.encoding_name = encoding;
  t.error_name = errors;
  t.strict = errors == "strict";
  t.encoding = native_str(thread, encoding);
  t.errors = native_str(thread, errors);
  t.line_buffering = options.line_buffering;
  t.write_through = options.write_through;
  t.buffer = Value(buffer);
  t.pending.clear();
  t.in.clear();
  t.in_at = 0;
  t.at_end = t.detached = t.has_written = false;
  if (t.codec == TextCodec::Other && !continues_file(thread, buffer, t.has_written)) return false;
  return t.ready = true;
}

// A program's stream is asked at once what it can do.
bool ask_what_it_can(Thread& thread, const TextIO& t) {
  if (exact_buffered(t) || is_exact<BytesIO>(t.buffer)) return true;
  Value buffer = t.buffer;
  for (const char* method : {"readable", "writable", "seekable"}) {
    Value answer = call_named(thread, buffer, method);
    if (!answer || truth(thread, answer) < 0) return false;
  }
  return true;
}

bool text_init(Thread& thread, Ref self, Args args) {
  Bound<6> a(thread, thread.rt.release.since(3, 3) ? "TextIOWrapper(buffer, encoding=None, errors=None, newline=None, line_buffering=False, write_through=False)"
                                                   : "TextIOWrapper(buffer, encoding=None, errors=None, newline=None, line_buffering=False)", args);
  if (!a) return false;
  TextOptions options{a[1], a[2], a[3]};
  int line = a[4] ? truth(thread, a[4]) : 0, through = a[5] ? truth(thread, a[5]) : 0;
  if (line < 0 || through < 0) return false;
  options.line_buffering = line;
  options.write_through = through;
  if (a[3] && is_native_str(thread, a[3])) {
    std::string text = native_utf8(a[3]);
    if (!text.empty() && text != "\n" && text != "\r" && text != "\r\n") return raise_value_error(thread, "illegal newline value: {}", text);
  }
  return set_up(thread, self_of(self), a[0], options) && ask_what_it_can(thread, self_of(self));
}

Value text_reconfigure(Thread& thread, Ref self, Args args) {
  TextIO& t = self_of(self);
  if (!usable(thread, t)) return error_set;
  bool recodes = (args[0] && !args[0].is_none()) || (args[1] && !args[1].is_none()) || (args[2] && !args[2].is_ellipsis());
  if (recodes && (!ahead(t).empty() || t.at_end))
    return raise_unsupported(thread, "It is not possible to set the encoding or newline of stream after the first read");
  if (!text_io_flush(thread, t)) return error_set;
  std::string encoding = t.encoding_name, errors = args[0] && !args[0].is_none() ? "strict" : t.error_name;
  if (!name_of(thread, args[0], "encoding", encoding) || !name_of(thread, args[1], "errors", errors)) return error_set;
  if (codec_of(encoding) == TextCodec::Other) {
    Value probe = make_text(thread, "");
    if (!encode_text(thread, probe, encoding, "strict")) return error_set;
  }
  if (args[2] && !args[2].is_ellipsis() && !set_newline(thread, t.newlines, t.newline_none, args[2])) return error_set;
  for (int i : {3, 4}) {
    if (!args[static_cast<std::uint32_t>(i)] || args[static_cast<std::uint32_t>(i)].is_none()) continue;
    int on = truth(thread, args[static_cast<std::uint32_t>(i)]);
    if (on < 0) return error_set;
    (i == 3 ? t.line_buffering : t.write_through) = on;
  }
  t.encoding_name = encoding;
  t.error_name = errors;
  t.strict = errors == "strict";
  t.codec = codec_of(encoding);
  t.encoding = native_str(thread, encoding);
  t.errors = native_str(thread, errors);
  return none_value();
}

constexpr Method methods[] = {
    {"__getstate__(self, /)", no_pickling, between(3, 0, 3, 7)},
    {"__reduce__(self, /)", no_pickling, since(3, 12)},
    {"__reduce_ex__(self, protocol, /)", no_pickling, since(3, 12)},
    {"close(self, /)", text_close},
    {"detach(self, /)", text_detach},
    {"fileno(self, /)", ask_buffer<0>},
    {"flush(self, /)", text_flush},
    {"isatty(self, /)", ask_buffer<1>},
    {"read(self, size=-1, /)", text_read},
    {"readable(self, /)", ask_buffer<3>},
    {"readline(self, size=-1, /)", text_readline},
    {"reconfigure(self, /, *, encoding=None, errors=None, newline=None, line_buffering=None, write_through=None)", text_reconfigure, since(3, 7)},
    {"seek(self, cookie, whence=0, /)", text_seek},
    {"seekable(self, /)", ask_buffer<2>},
    {"tell(self, /)", text_tell},
    {"truncate(self, pos=None, /)", text_truncate},
    {"writable(self, /)", ask_buffer<4>},
    {"write(self, text, /)", text_write},
};
constexpr GetSetRow getset[] = {
    {"_CHUNK_SIZE", get_chunk, set_chunk},
    {"_finalizing", get_finalizing, set_finalizing, since(3, 4)},
    {"buffer", get_buffer_attribute},
    {"closed", get_of_buffer<1>},
    {"encoding", get_encoding},
    {"errors", get_errors},
    {"line_buffering", get_line_buffering},
    {"name", get_of_buffer<0>},
    {"newlines", get_newlines},
    {"write_through", get_write_through, nullptr, since(3, 7)},
};

void fill(Slots& slots, Runtime&) {
  slots.make = text_make;
  slots.init = text_init;
  slots.repr = text_repr;
  slots.next = text_next;
  slots.finalize = text_finalize;
}

}  // namespace

bool text_io_write(Thread& thread, TextIO& t, Ref text) {
  if (!is_open(thread, t)) return false;
  if (Buffered* b = exact_buffered(t); b && b->role == Buffered::Reader) return raise_unsupported(thread, "not writable");
  if (!ahead(t).empty()) {
    t.in.clear();
    t.in_at = 0;
  }
  bool line_end = t.line_buffering && has_line_end(as<Text>(text));
  return encode_into(thread, t, text) && after_write(thread, t, line_end);
}

bool text_io_write_ascii(Thread& thread, TextIO& t, std::string_view ascii) {
  if (t.codec == TextCodec::Other || t.newlines.write_as != "\n" || !t.in.empty()) {
    Value text = make_text(thread, ascii);
    return text_io_write(thread, t, text);
  }
  if (!is_open(thread, t)) return false;
  if (Buffered* b = exact_buffered(t); b && b->role == Buffered::Reader) return raise_unsupported(thread, "not writable");
  t.pending += ascii;
  return after_write(thread, t, t.line_buffering && ascii.find('\n') != ascii.npos);
}

bool text_io_flush(Thread& thread, TextIO& t) { return give_pending(thread, t) && flush_buffer(thread, t); }

Value make_text_io(Thread& thread, Ref buffer, const TextOptions& options) {
  Value owner = text_make(thread, io_types.text, {});
  return set_up(thread, self_of(owner), buffer, options) ? std::move(owner) : Value();
}

bool set_newline(Thread& thread, Newlines& newlines, bool& none, Ref newline) {
  Newlines fresh;
  fresh.seen = 0;
  none = !newline || newline.is_none();
  if (!none) {
    if (!is<Text>(newline) && !is_native_str(thread, newline))
      return raise_type_error(thread, "newline must be str or None, not {}", type_name(thread, newline));
    std::string text = native_utf8(newline);
    if (!text.empty() && text != "\n" && text != "\r" && text != "\r\n") return raise_value_error(thread, "illegal newline value: {}", repr_utf8(thread, newline));
    fresh.universal = text.empty();
    fresh.translate = false;
    if (!text.empty()) fresh.end = fresh.write_as = text;
  }
  newlines = fresh;
  return true;
}

Value newlines_seen(Thread& thread, std::uint8_t seen) {
  static constexpr const char* texts[] = {"\r", "\n", "\r\n"};
  Value values[3];
  std::size_t count = 0;
  for (std::size_t i = 0; i < 3; ++i)
    if (seen & (1 << i)) values[count++] = make_text(thread, texts[i]);
  if (count == 0) return none_value();
  return count == 1 ? values[0] : make_tuple(thread, values, count);
}

void make_io_text_type(Runtime& rt) {
  static constexpr TypeSpec spec{.name = "_io.TextIOWrapper", .layout = layout_of<TextIO>, .flags = BaseType | HasWeakrefs | InstancesHaveDict, .methods = methods, .getset = getset, .fill = fill};
  io_types.text = make_builtin_type(rt, spec, io_types.text_base);
}

}  // namespace xvm
