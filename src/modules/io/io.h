// _io: the structs behind streams, and what its files ask of each other.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/int.h"
#include "objects/module.h"
#include "objects/text.h"
#include "modules/system_arguments.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/signature.h"
#include "vm/thread.h"

namespace xvm {

inline constexpr std::int64_t default_buffer_size = 8192;

// The members of a struct of kind Other that owns nothing by itself; its attributes are in its head.
#define XVM_IO_OBJECT(text)                     \
  static constexpr Kind kind = Kind::Other;     \
  static constexpr const char* layout_name = text; \
  static constexpr bool gc = true;

struct FileIO : Object {
  XVM_IO_OBJECT("FileIO")
  int fd = -1;
  bool readable = false, writable = false, appending = false, created = false, closes = true;
  bool closing = false;
  std::int8_t seekable = -1;   // not asked yet
  void traverse(Visitor&) {}
  void clear() {}
};

struct BytesIO : Object {
  XVM_IO_OBJECT("BytesIO")
  std::string data;
  std::size_t position = 0;
  std::uint32_t exports = 0;
  bool closed = false;
  void traverse(Visitor&) {}
  void clear() {}
};

// What BytesIO.getbuffer() gives a view of: it has the BytesIO's bytes, which keep their size meanwhile.
struct LentBytes : Object {
  XVM_IO_OBJECT("_BytesIOBuffer")
  Value source;
  void traverse(Visitor& v) { v(source); }
  void clear() {}
};

// IncrementalNewlineDecoder's and readers' rules for line ends.
struct Newlines {
  bool universal = true, translate = true;
  std::string end = "\n";      // of a line, where not universal
  std::string write_as = "\n"; // what "\n" is written as
  std::uint8_t seen = 0;       // 1: \r, 2: \n, 4: \r\n
};

struct StringIO : Object {
  XVM_IO_OBJECT("StringIO")
  std::u32string data;
  std::size_t position = 0;
  Newlines newlines;
  bool keeps_newline_none = false;   // newline=None
  bool ready = false, closed = false;
  void traverse(Visitor&) {}
  void clear() {}
};

struct NewlineDecoder : Object {
  XVM_IO_OBJECT("IncrementalNewlineDecoder")
  Value decoder, errors;
  bool translate = false, pending = false, ready = false;
  std::uint8_t seen = 0;
  void traverse(Visitor& v) { v(decoder), v(errors); }
  void clear() { decoder = nullptr; }
};

struct Buffered : Object {
  XVM_IO_OBJECT("Buffered")
  enum Role : std::uint8_t { Reader, Writer, Random };
  Value raw;
  Role role = Reader;
  bool ready = false, detached = false, busy = false, closing = false;
  std::size_t size = default_buffer_size;
  std::string in;              // read ahead; in_at: what is taken already
  std::size_t in_at = 0;
  std::string out;             // not yet written
  std::size_t ahead() const { return in.size() - in_at; }
  void traverse(Visitor& v) { v(raw); }
  void clear() { raw = nullptr; }
};

struct BufferedPair : Object {
  XVM_IO_OBJECT("BufferedRWPair")
  Value reader, writer;
  void traverse(Visitor& v) { v(reader), v(writer); }
  void clear() { reader = nullptr, writer = nullptr; }
};

enum class TextCodec : std::uint8_t { Utf8, Latin1, Ascii, Other };

struct TextIO : Object {
  XVM_IO_OBJECT("TextIOWrapper")
  Value buffer, encoding, errors;
  std::string encoding_name, error_name;
  TextCodec codec = TextCodec::Utf8;
  bool strict = true;
  bool ready = false, detached = false, line_buffering = false, write_through = false, telling = true, closing = false;
  bool has_written = false;       // a byte order mark is out
  Newlines newlines;
  bool newline_none = true;
  std::string pending;            // encoded, not yet given to the buffer
  std::int64_t chunk = 8192;
  // Reading: bytes that the codec has not seen (text in UTF-8 for TextCodec::Other), and how far they are used.
  std::string in;
  std::size_t in_at = 0;
  bool at_end = false, iterating = false;
  std::int64_t other_start = 0;
  void traverse(Visitor& v) { v(buffer), v(encoding), v(errors); }
  void clear() { buffer = nullptr; }
};

struct IoTypes {
  Type *base = nullptr, *raw = nullptr, *buffered = nullptr, *text_base = nullptr;
  Type *file = nullptr, *bytes = nullptr, *lent_bytes = nullptr, *string = nullptr, *newline_decoder = nullptr;
  Type *reader = nullptr, *writer = nullptr, *random = nullptr, *pair = nullptr, *text = nullptr;
  Value unsupported;
};
extern IoTypes io_types;

void make_io_base_types(Runtime& rt);
void make_io_file_type(Runtime& rt);
void make_io_memory_types(Runtime& rt);
void make_io_buffered_types(Runtime& rt);
void make_io_text_type(Runtime& rt);

ErrorSet raise_unsupported(Thread& thread, std::string_view message);
// Of two steps that both had to be done the first has failed; the second is pending where it failed, too: it is the one
// that is raised, in 3.x with the first as its context.
ErrorSet raise_first(Thread& thread, ErrorState first);
// The error of a close() that nobody sees.
void drop_close_error(Thread& thread, Ref stream);
// Fails as _checkReadable() and its kin do, for any object: which is readable, writable or seekable.
bool demand_able(Thread& thread, Ref stream, const char* which);
// ValueError "I/O operation on closed file." when self.closed is true.
bool check_not_closed(Thread& thread, Ref self);
// What `function` reads into; numbered: the message says which argument it is.
bool writable_argument(Thread& thread, Ref v, BufferView& view, const char* function, bool numbered = false);
int stream_closed(Thread& thread, Ref self);   // truth of self.closed: 1, 0, -1
Value same_stream(Thread& thread, Ref self, Args args);   // __enter__
Value no_pickling(Thread& thread, Ref self, Args args);
Value base_close(Thread& thread, Ref self, Args args);
Value stream_iter(Thread& thread, Ref self);
Value stream_next(Thread& thread, Ref self);   // readline() until it gives nothing
Value base_readlines(Thread& thread, Ref self, Args args);

// FileIO's system calls. Give the count, -1 with the error set, -2 where it would block.
std::int64_t file_read(Thread& thread, FileIO& file, char* out, std::size_t size);
std::int64_t file_write(Thread& thread, FileIO& file, std::string_view data);
Value open_file_io(Thread& thread, Ref name, std::string_view mode, bool closes, Ref opener);

Value make_buffered(Thread& thread, Buffered::Role role, Ref raw, std::int64_t size);
// Bytes for a writer; false with the error set.
bool buffered_write(Thread& thread, Buffered& b, std::string_view data);
bool buffered_flush(Thread& thread, Buffered& b);
// Appends what one read gives (at most `size`) to out: count, 0 at the end, -1 with the error set, -2 where it would block.
std::int64_t buffered_read1(Thread& thread, Buffered& b, std::size_t size, std::string& out);

struct TextOptions {
  Ref encoding, errors, newline;
  bool line_buffering = false, write_through = false;
};
Value make_text_io(Thread& thread, Ref buffer, const TextOptions& options);
bool set_newline(Thread& thread, Newlines& newlines, bool& none, Ref newline);
Value newlines_seen(Thread& thread, std::uint8_t seen);
// Writes text through an exact TextIOWrapper; false with the error set.
bool text_io_write(Thread& thread, TextIO& stream, Ref text);
bool text_io_write_ascii(Thread& thread, TextIO& stream, std::string_view ascii);   // without line ends to translate
bool text_io_flush(Thread& thread, TextIO& stream);

Value io_open(Thread& thread, Ref self, Args args);
std::span<const Method> io_functions();

}  // namespace xvm
