// zlib.
#include <zlib.h>

#include <string>

#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/int.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/signature.h"

namespace xvm {

namespace {

// An argument that some releases' rows lack.
Ref given(Args args, std::uint32_t i) { return i < args.size() ? args[i] : Ref(); }

Value& error_class = *new Value;   // never destroyed: what it holds may be gone before

bool has_stream_reader(const Release& r) { return r.since(3, 12); }
bool checksums_are_signed(const Release& r) { return r.python2(); }

ErrorSet fail(Thread& thread, std::string_view message) { return raise(thread, &as<Type>(error_class), message); }
ErrorSet fail(Thread& thread, const z_stream& stream, int error, const char* what) {
  const char* why = stream.msg;
  if (error == Z_VERSION_ERROR) why = "library version mismatch";
  if (!why && error == Z_BUF_ERROR) why = "incomplete or truncated stream";
  if (!why && error == Z_STREAM_ERROR) why = "inconsistent stream state";
  if (!why && error == Z_DATA_ERROR) why = "invalid input data";
  return fail(thread, why ? fmt::format("Error {} {}: {}", error, what, why) : fmt::format("Error {} {}", error, what));
}

struct Stream : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "zlib stream";
  z_stream stream{};
  bool compresses = false, open = false, eof = false;
  Value unused_data, unconsumed_tail;
  std::string dictionary;
  ~Stream() {
    if (open) compresses ? deflateEnd(&stream) : inflateEnd(&stream);
  }
};
struct Compressor : Stream { static constexpr const char* layout_name = "Compress"; };
struct Decompressor : Stream { static constexpr const char* layout_name = "Decompress"; };

struct StreamReader : Stream { static constexpr const char* layout_name = "_ZlibDecompressor"; };

struct { Type *compressor = nullptr, *decompressor = nullptr; } made;

void feed(z_stream& stream, std::string_view data) {
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(data.data()));
  stream.avail_in = static_cast<uInt>(data.size());
}

// Runs the stream until it needs more input or room beyond `most`; gives the last status.
template <int (*step)(z_streamp, int)>
int pump(z_stream& stream, int flush, std::string& out, std::size_t most = static_cast<std::size_t>(-1)) {
  char block[16384];
  while (true) {
    std::size_t room = std::min(sizeof block, most - out.size());
    stream.next_out = reinterpret_cast<Bytef*>(block);
    stream.avail_out = static_cast<uInt>(room);
    int status = step(&stream, flush);
    out.append(block, room - stream.avail_out);
    if (status != Z_OK || stream.avail_out != 0 || out.size() >= most) return status;
  }
}

Value compress_all(Thread& thread, Ref, Args args) {
  BufferView view;
  int level = Z_DEFAULT_COMPRESSION, bits = MAX_WBITS;
  if (!get_buffer(thread, args[0], view) || (given(args, 1) && !int_argument(thread, given(args, 1), level)) || (given(args, 2) && !int_argument(thread, given(args, 2), bits))) return error_set;
  if (view.length > 0xffffffffu) return raise_overflow(thread, "Size does not fit in an unsigned int");
  z_stream stream{};
  int status = deflateInit2(&stream, level, Z_DEFLATED, bits, 8, Z_DEFAULT_STRATEGY);
  if (status == Z_STREAM_ERROR) return fail(thread, "Bad compression level");
  if (status != Z_OK) return fail(thread, stream, status, "while compressing data");
  std::string out;
  feed(stream, view.view());
  status = pump<deflate>(stream, Z_FINISH, out);
  deflateEnd(&stream);
  return status == Z_STREAM_END ? make_bytes(thread, out) : Value(fail(thread, stream, status, "while compressing data"));
}
Value decompress_all(Thread& thread, Ref, Args args) {
  BufferView view;
  int bits = MAX_WBITS;
  if (!get_buffer(thread, args[0], view) || (given(args, 1) && !int_argument(thread, given(args, 1), bits))) return error_set;
  z_stream stream{};
  feed(stream, view.view());
  int status = inflateInit2(&stream, bits);
  if (status != Z_OK) return fail(thread, stream, status, "while preparing to decompress data");
  std::string out;
  status = pump<inflate>(stream, Z_NO_FLUSH, out);
  Value result;
  if (status == Z_STREAM_END) result = make_bytes(thread, out);
  else fail(thread, stream, status == Z_OK || (status == Z_BUF_ERROR) ? Z_BUF_ERROR : status, "while decompressing data");
  inflateEnd(&stream);
  return result;
}

Value open_stream(Thread& thread, Stream* stream, int status, const char* what) {
  Value owner = own(stream);
  stream->unused_data = make_bytes(thread, {});
  stream->unconsumed_tail = stream->unused_data;
  if (status == Z_STREAM_ERROR) return raise_value_error(thread, "Invalid initialization option");
  if (status != Z_OK) return fail(thread, stream->stream, status, what);
  stream->open = true;
  return owner;
}
Value compress_object(Thread& thread, Ref, Args args) {
  int level = Z_DEFAULT_COMPRESSION, method = Z_DEFLATED, bits = MAX_WBITS, memory = 8, strategy = Z_DEFAULT_STRATEGY;
  if ((args[0] && !int_argument(thread, args[0], level)) || (given(args, 1) && !int_argument(thread, given(args, 1), method)) || (given(args, 2) && !int_argument(thread, given(args, 2), bits)) ||
      (given(args, 3) && !int_argument(thread, given(args, 3), memory)) || (given(args, 4) && !int_argument(thread, given(args, 4), strategy)))
    return error_set;
  Stream* stream = allocate<Compressor>(made.compressor);
  stream->compresses = true;
  int status = deflateInit2(&stream->stream, level, method, bits, memory, strategy);
  Value owner = open_stream(thread, stream, status, "while creating compression object");
  if (owner && given(args, 5) && !given(args, 5).is_none()) {
    BufferView view;
    if (!get_buffer(thread, given(args, 5), view)) return error_set;
    if (deflateSetDictionary(&stream->stream, reinterpret_cast<const Bytef*>(view.data), static_cast<uInt>(view.length)) != Z_OK) return raise_value_error(thread, "Invalid dictionary");
  }
  return owner;
}
Value decompress_object(Thread& thread, Ref, Args args) {
  int bits = MAX_WBITS;
  BufferView view;
  if (args[0] && !int_argument(thread, args[0], bits)) return error_set;
  if (given(args, 1) && !get_buffer(thread, given(args, 1), view)) return error_set;
  Stream* stream = allocate<Decompressor>(made.decompressor);
  int status = inflateInit2(&stream->stream, bits);
  stream->dictionary = view.view();
  return open_stream(thread, stream, status, "while creating decompression object");
}

Value compressor_compress(Thread& thread, Ref self, Args args) {
  Stream& s = as<Compressor>(self);
  BufferView view;
  if (!get_buffer(thread, args[0], view)) return error_set;
  std::string out;
  feed(s.stream, view.view());
  int status = pump<deflate>(s.stream, Z_NO_FLUSH, out);
  if (status != Z_OK && status != Z_BUF_ERROR) return fail(thread, s.stream, status, thread.rt.release.since(3, 0) ? "while compressing data" : "while compressing");
  return make_bytes(thread, out);
}
Value compressor_flush(Thread& thread, Ref self, Args args) {
  Stream& s = as<Compressor>(self);
  int mode = Z_FINISH;
  if (args[0] && !int_argument(thread, args[0], mode)) return error_set;
  if (mode == Z_NO_FLUSH) return make_bytes(thread, {});
  std::string out;
  feed(s.stream, {});
  int status = pump<deflate>(s.stream, mode, out);
  if (mode == Z_FINISH && status == Z_STREAM_END) {
    deflateEnd(&s.stream);
    s.open = false;
  } else if (status != Z_OK && status != Z_BUF_ERROR) {
    return fail(thread, s.stream, status, "while flushing");
  }
  return make_bytes(thread, out);
}

// What was not used, after a step over `data`: behind the end of the stream, or held back for want of room.
bool keep_rest(Thread& thread, Stream& s, int status, bool limited) {
  std::string_view rest(reinterpret_cast<const char*>(s.stream.next_in), s.stream.avail_in);
  if (status == Z_STREAM_END) {
    s.eof = true;
    if (!rest.empty()) s.unused_data = bytes_concat(thread, as<Bytes>(s.unused_data).view(), rest);
    s.unconsumed_tail = make_bytes(thread, {});
  } else {
    s.unconsumed_tail = make_bytes(thread, limited ? rest : std::string_view());
  }
  return s.unused_data && s.unconsumed_tail;
}
int inflate_some(Stream& s, int flush, std::string& out, std::size_t most) {
  int status = pump<inflate>(s.stream, flush, out, most);
  if (status == Z_NEED_DICT && !s.dictionary.empty() && inflateSetDictionary(&s.stream, reinterpret_cast<const Bytef*>(s.dictionary.data()), static_cast<uInt>(s.dictionary.size())) == Z_OK)
    status = pump<inflate>(s.stream, flush, out, most);
  return status;
}
Value decompressor_decompress(Thread& thread, Ref self, Args args) {
  Stream& s = as<Decompressor>(self);
  BufferView view;
  std::int64_t most = 0;
  if (!get_buffer(thread, args[0], view) || (given(args, 1) && !as_int64(thread, given(args, 1), most))) return error_set;
  if (most < 0) return raise(thread, thread.rt.exc.ValueError, thread.rt.release.since(3, 6) ? "max_length must be non-negative" : "max_length must be greater than zero");
  std::string out;
  feed(s.stream, view.view());
  if (s.eof) return keep_rest(thread, s, Z_STREAM_END, false) ? make_bytes(thread, {}) : Value();
  int status = inflate_some(s, Z_SYNC_FLUSH, out, most ? static_cast<std::size_t>(most) : static_cast<std::size_t>(-1));
  if (!keep_rest(thread, s, status, most > 0)) return error_set;
  if (status != Z_OK && status != Z_BUF_ERROR && status != Z_STREAM_END) return fail(thread, s.stream, status, thread.rt.release.since(3, 0) ? "while decompressing data" : "while decompressing");
  return make_bytes(thread, out);
}
Value decompressor_flush(Thread& thread, Ref self, Args) {
  Stream& s = as<Decompressor>(self);
  Value tail = s.unconsumed_tail;
  std::string out;
  if (s.eof) return make_bytes(thread, {});
  feed(s.stream, as<Bytes>(tail).view());
  int status = inflate_some(s, Z_FINISH, out, static_cast<std::size_t>(-1));
  if (!keep_rest(thread, s, status, true)) return error_set;
  return make_bytes(thread, out);
}
template <class T>
Value stream_copy(Thread& thread, Ref self, Args) {
  Stream& from = as<T>(self);
  if (!from.open) return raise_value_error(thread, "Inconsistent stream state");
  Stream* to = allocate<T>(self.object()->type);
  Value owner = own(static_cast<T*>(to));
  to->compresses = from.compresses;
  to->eof = from.eof;
  to->unused_data = from.unused_data;
  to->unconsumed_tail = from.unconsumed_tail;
  to->dictionary = from.dictionary;
  int status = from.compresses ? deflateCopy(&to->stream, &from.stream) : inflateCopy(&to->stream, &from.stream);
  if (status != Z_OK) return raise_value_error(thread, "Inconsistent stream state");
  to->open = true;
  return owner;
}
Value get_unused(Thread&, Ref self) { return as<Decompressor>(self).unused_data; }
Value get_tail(Thread&, Ref self) { return as<Decompressor>(self).unconsumed_tail; }
Value get_eof(Thread&, Ref self) { return Value::of(as<Decompressor>(self).eof); }

// ---- _ZlibDecompressor, which gzip reads through: keeps the input that it has no room for

Value reader_make(Thread& thread, Type* type, Args args) {
  Bound<2> a(thread, "_ZlibDecompressor(wbits=15, zdict=b'')", args);
  int bits = MAX_WBITS;
  BufferView view;
  if (!a || (a[0] && !int_argument(thread, a[0], bits)) || (a[1] && !get_buffer(thread, a[1], view))) return error_set;
  Stream* stream = allocate<StreamReader>(type);
  int status = inflateInit2(&stream->stream, bits);
  stream->dictionary = view.view();
  Value owner = open_stream(thread, stream, status, "while creating decompression object");
  if (owner && bits < 0 && !stream->dictionary.empty())
    inflateSetDictionary(&stream->stream, reinterpret_cast<const Bytef*>(stream->dictionary.data()), static_cast<uInt>(stream->dictionary.size()));
  return owner;
}
Value reader_decompress(Thread& thread, Ref self, Args args) {
  Stream& s = as<StreamReader>(self);
  BufferView view;
  std::int64_t most = -1;
  if (!get_buffer(thread, args[0], view) || (given(args, 1) && !as_int64(thread, given(args, 1), most))) return error_set;
  if (s.eof) return raise(thread, thread.rt.exc.EOFError, "End of stream already reached");
  Value held = s.unconsumed_tail;
  std::string input = std::string(as<Bytes>(held).view()) + std::string(view.view()), out;
  feed(s.stream, input);
  int status = most == 0 ? Z_OK : inflate_some(s, Z_SYNC_FLUSH, out, most < 0 ? static_cast<std::size_t>(-1) : static_cast<std::size_t>(most));
  if (!keep_rest(thread, s, status, true)) return error_set;
  if (status != Z_OK && status != Z_BUF_ERROR && status != Z_STREAM_END) return fail(thread, s.stream, status, "while decompressing data");
  return make_bytes(thread, out);
}
Value reader_unused(Thread&, Ref self) { return as<StreamReader>(self).unused_data; }
Value reader_eof(Thread&, Ref self) { return Value::of(as<StreamReader>(self).eof); }
Value reader_needs_input(Thread&, Ref self) {
  const Stream& s = as<StreamReader>(self);
  return Value::of(!s.eof && as<Bytes>(s.unconsumed_tail).view().empty());
}

template <uLong (*function)(uLong, const Bytef*, z_size_t)>
Value checksum(Thread& thread, Ref, Args args, std::uint32_t start) {
  BufferView view;
  if (given(args, 1)) {
    if (!is_int(given(args, 1))) return raise_type_error(thread, "an integer is required");
    Integer number(given(args, 1));
    Big low;
    mpz_fdiv_r_2exp(low, number.get(), 32);
    start = static_cast<std::uint32_t>(mpz_get_ui(low));
  }
  if (!get_buffer(thread, args[0], view)) return error_set;
  std::uint32_t sum = static_cast<std::uint32_t>(function(start, reinterpret_cast<const Bytef*>(view.data ? view.data : ""), view.length));
  return checksums_are_signed(thread.rt.release) ? make_int(thread, static_cast<std::int32_t>(sum)) : make_int(thread, sum);
}
Value adler(Thread& thread, Ref self, Args args) { return checksum<::adler32_z>(thread, self, args, 1); }
Value crc(Thread& thread, Ref self, Args args) { return checksum<::crc32_z>(thread, self, args, 0); }

constexpr Method compressor_methods[] = {
    {"__copy__(self)", stream_copy<Compressor>, since(3, 8)}, {"__deepcopy__(self, memo, /)", stream_copy<Compressor>, since(3, 8)}, {"compress(self, data, /)", compressor_compress},
    {"copy(self)", stream_copy<Compressor>}, {"flush(self, mode=4, /)", compressor_flush},
};
constexpr Method decompressor_methods[] = {
    {"__copy__(self)", stream_copy<Decompressor>, since(3, 8)}, {"__deepcopy__(self, memo, /)", stream_copy<Decompressor>, since(3, 8)},
    {"copy(self)", stream_copy<Decompressor>}, {"decompress(self, data, /, max_length=0)", decompressor_decompress}, {"flush(self, length=16384, /)", decompressor_flush},
};
constexpr Method reader_methods[] = {{"decompress(self, data, max_length=-1)", reader_decompress}};
constexpr GetSetRow reader_getset[] = {{"eof", reader_eof}, {"needs_input", reader_needs_input}, {"unused_data", reader_unused}};
void fill_reader(Slots& slots, Runtime&) { slots.make = reader_make; }
constexpr GetSetRow decompressor_getset[] = {{"eof", get_eof, nullptr, since(3, 3)}, {"unconsumed_tail", get_tail}, {"unused_data", get_unused}};
constexpr Method rows[] = {
    {"adler32(data, value=1, /)", adler},
    {"compress(data, level=-1, /)", compress_all, until(3, 5)},
    {"compress(data, /, level=-1)", compress_all, between(3, 6, 3, 10)},
    {"compress(data, /, level=-1, wbits=15)", compress_all, since(3, 11)},
    {"compressobj(level=-1, method=8, wbits=15, memLevel=8, strategy=0, /)", compress_object, until(3, 2)},
    {"compressobj(level=-1, method=8, wbits=15, memLevel=8, strategy=0, zdict=None)", compress_object, since(3, 3)},
    {"crc32(data, value=0, /)", crc},
    {"decompress(data, wbits=15, bufsize=16384, /)", decompress_all, until(3, 5)},
    {"decompress(data, /, wbits=15, bufsize=16384)", decompress_all, since(3, 6)},
    {"decompressobj(wbits=15, /)", decompress_object, until(3, 2)},
    {"decompressobj(wbits=15, zdict=b'')", decompress_object, since(3, 3)},
};

bool fill(Thread& thread, Module& module) {
  static constexpr TypeSpec compressor{.name = "zlib.Compress", .layout = layout_of<Compressor>, .flags = DisallowInstantiation, .methods = compressor_methods};
  static constexpr TypeSpec decompressor{.name = "zlib.Decompress", .layout = layout_of<Decompressor>, .flags = DisallowInstantiation, .methods = decompressor_methods, .getset = decompressor_getset};
  static constexpr TypeSpec reader{.name = "zlib._ZlibDecompressor", .layout = layout_of<StreamReader>, .methods = reader_methods, .getset = reader_getset, .fill = fill_reader};
  Runtime& rt = thread.rt;
  if (has_stream_reader(rt.release) && !module_add(thread, module, "_ZlibDecompressor", Value(Ref(make_builtin_type(rt, reader))))) return false;
  made.compressor = make_builtin_type(rt, compressor);
  made.decompressor = make_builtin_type(rt, decompressor);
  Value name = native_str(thread, "error"), space = make_dict(thread), bases = make_tuple(thread, {Ref(rt.exc.Exception)}), home = native_str(thread, "zlib");
  error_class.take();   // what another runtime left is gone with it
  error_class = dict_set(thread, as<Dict>(space), rt.names.module__, home) ? call(thread, Ref(rt.types.type), name, bases, space) : Value();
  if (!error_class || !module_add(thread, module, "error", error_class)) return false;
  struct Row { const char* name; int value; Range releases = always; };
  for (auto [constant, value, releases] :
       {Row{"DEFLATED", Z_DEFLATED}, Row{"DEF_MEM_LEVEL", 8}, Row{"MAX_WBITS", MAX_WBITS}, Row{"DEF_BUF_SIZE", 16384, since(3, 4)}, Row{"Z_BEST_COMPRESSION", 9}, Row{"Z_BEST_SPEED", 1},
        Row{"Z_DEFAULT_COMPRESSION", -1}, Row{"Z_DEFAULT_STRATEGY", 0}, Row{"Z_FILTERED", 1}, Row{"Z_FINISH", 4}, Row{"Z_FULL_FLUSH", 3}, Row{"Z_HUFFMAN_ONLY", 2}, Row{"Z_NO_FLUSH", 0},
        Row{"Z_SYNC_FLUSH", 2}, Row{"Z_NO_COMPRESSION", 0, since(3, 6)}, Row{"Z_PARTIAL_FLUSH", 1, since(3, 6)}, Row{"Z_BLOCK", 5, since(3, 6)}, Row{"Z_TREES", 6, since(3, 6)}, Row{"Z_RLE", 3, since(3, 6)},
        Row{"Z_FIXED", 4, since(3, 6)}})
    if (rt.in(releases) && !module_add(thread, module, constant, Value::small(value))) return false;
  return module_add(thread, module, "ZLIB_VERSION", native_str(thread, ZLIB_VERSION)) && module_add(thread, module, "__version__", native_str(thread, "1.0")) &&
         (!rt.release.since(3, 3) || module_add(thread, module, "ZLIB_RUNTIME_VERSION", native_str(thread, ::zlibVersion())));
}

}  // namespace

extern const ModuleSpec zlib_module;
const ModuleSpec zlib_module{.name = "zlib", .methods = rows, .fill = fill};

}  // namespace xvm
