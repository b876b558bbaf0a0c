#include "objects/codec_info.h"

#include <string>

#include "modules/iterator_struct.h"
#include "modules/system_arguments.h"
#include "objects/bytes.h"
#include "objects/codecs.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/native_codecs.h"
#include "objects/text_arguments.h"
#include "vm/attributes.h"

namespace xvm {

namespace {

bool tells_text_codecs(const Release& r) { return r.since(2, 7); }   // _is_text_encoding
bool is_binary(Codec codec) { return codec >= Codec::Hex; }

CodecTypes made;   // of the present runtime

bool put(Thread& thread, Ref object, const char* name, Ref value) {
  Value key = native_intern(thread, name);
  return set_attribute(thread, object, key, value);
}

Value result_pair(Thread& thread, Value result, std::int64_t length) {
  if (!result) return result;
  Value count = make_int(thread, length);
  return make_tuple(thread, {result, count});
}

// ---- whole: self is the codec's name

Value whole_encode(Thread& thread, Ref self, Args args) {
  std::string errors;
  if (!name_argument(thread, args[1], "encode", 2, errors)) return error_set;
  Value keep(args[0]);
  return result_pair(thread, codec_encode(thread, keep, native_utf8(self), errors), std::max<std::int64_t>(length(thread, keep), 0));
}
Value whole_decode(Thread& thread, Ref self, Args args) {
  std::string errors;
  if (!name_argument(thread, args[1], "decode", 2, errors)) return error_set;
  Value keep(args[0]);
  return result_pair(thread, codec_decode(thread, keep, native_utf8(self), errors), std::max<std::int64_t>(length(thread, keep), 0));
}

// ---- step by step

struct StepEncoder : Object {
  XVM_OBJECT("codecs.IncrementalEncoder")
  NativeCodec codec;
  Value errors;
  bool started = false;   // the mark was written
  void traverse(Visitor& v) { v(errors); }
  void clear() {}
};
struct StepDecoder : Object {
  XVM_OBJECT("codecs.IncrementalDecoder")
  NativeCodec codec;
  Value errors;
  std::string pending;
  int order = 0;
  bool started = false;
  void traverse(Visitor& v) { v(errors); }
  void clear() {}
};

std::string errors_of(const Value& errors) { return errors && !errors.is_none() ? native_utf8(errors) : std::string(); }

Value encode_step(Thread& thread, StepEncoder& e, Ref input) {
  std::string errors = errors_of(e.errors);
  if (is_binary(e.codec.codec)) return codec_encode(thread, input, codec_name(e.codec), errors);
  Value text = need_text(thread, input);
  if (!text) return text;
  NativeCodec codec = e.codec;
  if (e.started) {   // the mark stands at the start alone
    if (codec.codec == Codec::Utf8Sig) codec.codec = Codec::Utf8;
    if (codec.codec == Codec::Utf16) codec.codec = Codec::Utf16Little;
    if (codec.codec == Codec::Utf32) codec.codec = Codec::Utf32Little;
  }
  Value bytes = encode_native(thread, codec, text, errors);
  if (bytes) e.started = true;
  return bytes;
}

Value decode_step(Thread& thread, StepDecoder& d, Ref input, bool final) {
  std::string errors = errors_of(d.errors);
  BufferView view;
  if (!get_buffer(thread, input, view)) return error_set;
  if (is_binary(d.codec.codec)) return codec_decode(thread, input, codec_name(d.codec), errors);
  std::string data = d.pending + std::string(view.view());
  NativeCodec codec = d.codec;
  std::size_t skipped = 0;
  if (codec.codec == Codec::Utf8Sig) {
    constexpr std::string_view mark = "\xef\xbb\xbf";
    if (!d.started && !final && data.size() < mark.size() && mark.starts_with(data)) {
      d.pending = data;
      return make_text(thread, "");
    }
    if (!d.started && data.starts_with(mark)) skipped = mark.size();
    codec.codec = Codec::Utf8;
  }
  std::size_t used = 0;
  bool marked = codec.codec == Codec::Utf16 || codec.codec == Codec::Utf32;
  Value text = decode_native(thread, codec, std::string_view(data).substr(skipped), errors, final, &used, marked ? &d.order : nullptr);
  if (!text) return text;
  if (marked && d.order == 0 && used > 0)
    return raise(thread, thread.rt.exc.UnicodeError, codec.codec == Codec::Utf16 ? "UTF-16 stream does not start with BOM" : "UTF-32 stream does not start with BOM");
  d.started = d.started || used + skipped > 0;
  d.pending = data.substr(std::min(used + skipped, data.size()));
  return text;
}

Value step_encode(Thread& thread, Ref self, Args args) { return encode_step(thread, as<StepEncoder>(self), args[0]); }
Value step_encoder_reset(Thread&, Ref self, Args) {
  as<StepEncoder>(self).started = false;
  return none_value();
}
Value step_encoder_state(Thread&, Ref self, Args) { return Value::small(as<StepEncoder>(self).started ? 0 : 2); }
Value step_encoder_set_state(Thread& thread, Ref self, Args args) {
  std::int64_t state = 0;
  if (!as_int64(thread, args[0], state)) return error_set;
  as<StepEncoder>(self).started = state == 0;
  return none_value();
}
Value step_decode(Thread& thread, Ref self, Args args) {
  int final = args[1] ? truth(thread, args[1]) : 0;
  return final < 0 ? Value() : decode_step(thread, as<StepDecoder>(self), args[0], final);
}
Value step_decoder_reset(Thread&, Ref self, Args) {
  StepDecoder& d = as<StepDecoder>(self);
  d.pending.clear(), d.order = 0, d.started = false;
  return none_value();
}
Value step_decoder_state(Thread& thread, Ref self, Args) {
  StepDecoder& d = as<StepDecoder>(self);
  Value pending = make_bytes(thread, d.pending), flags = Value::small((d.started ? 4 : 0) + d.order + 1);
  return make_tuple(thread, {pending, flags});
}
Value step_decoder_set_state(Thread& thread, Ref self, Args args) {
  std::int64_t flags = 0;
  if (!is<Tuple>(args[0]) || as<Tuple>(args[0]).length != 2 || !is<Bytes>(as<Tuple>(args[0])[0])) return raise_type_error(thread, "state must be a tuple of bytes and int");
  if (!as_int64(thread, as<Tuple>(args[0])[1], flags)) return error_set;
  StepDecoder& d = as<StepDecoder>(self);
  d.pending = std::string(as<Bytes>(as<Tuple>(args[0])[0]).view());
  d.started = flags & 4, d.order = flags ? static_cast<int>(flags & 3) - 1 : 0;
  return none_value();
}
template <class Step>
Value get_errors(Thread&, Ref self) { return as<Step>(self).errors; }
template <class Step>
bool set_errors(Thread& thread, Ref self, Ref value) {
  if (!value) return raise_type_error(thread, "cannot delete attribute");
  Value old = std::exchange(as<Step>(self).errors, Value(value));
  return true;
}

template <class Step>
Value make_step(Thread& thread, Type* type, const NativeCodec& codec, Ref errors) {
  Step* step = allocate<Step>(type);
  step->codec = codec;
  step->errors = errors ? Value(errors) : native_str(thread, "strict");
  track(step);
  return own(step);
}
NativeCodec codec_of(Thread& thread, Ref name) { return find_codec(thread.rt.release, native_utf8(name)); }
// Factories: self is the codec's name.
Value new_encoder(Thread& thread, Ref self, Args args) { return make_step<StepEncoder>(thread, made.encoder, codec_of(thread, self), args[0]); }
Value new_decoder(Thread& thread, Ref self, Args args) { return make_step<StepDecoder>(thread, made.decoder, codec_of(thread, self), args[0]); }
Value new_stream(Thread& thread, Ref self, Args args) { return make_codec_stream(thread, codec_of(thread, self), args[0], args[1]); }

// ---- on streams

struct CodecStream : Object {
  XVM_OBJECT("codecs.StreamReaderWriter")
  Value stream, encoder, decoder, encoding, pending;   // pending: text that was decoded and not yet given
  void traverse(Visitor& v) { v(stream), v(encoder), v(decoder), v(encoding), v(pending); }
  void clear() { stream = none_value(); }
};

bool append_decoded(Thread& thread, CodecStream& s, Ref data, bool final) {
  Value text = decode_step(thread, as<StepDecoder>(s.decoder), data, final);
  if (!text) return false;
  Value all = binary_op(thread, Binary::Add, s.pending, text);
  if (all) s.pending = std::move(all);
  return !thread.has_error();
}
Value take_pending(Thread& thread, CodecStream& s, std::int64_t count) {
  Value all = s.pending, stop = make_int(thread, count);
  Value head = get_slice(thread, all, {}, stop), tail = head ? get_slice(thread, all, stop, {}) : Value();
  if (tail) s.pending = std::move(tail);
  return tail || !thread.has_error() ? std::move(head) : Value();
}

Value stream_read(Thread& thread, Ref self, Args args) {
  CodecStream& s = as<CodecStream>(self);
  Value held(self);
  std::int64_t size = -1, characters = -1;
  if (!size_or_none(thread, args[0], size) || !size_or_none(thread, args[1], characters)) return error_set;
  if (characters < 0) characters = size;
  for (;;) {
    std::int64_t have = length(thread, s.pending);
    if (characters >= 0 && have >= characters) return take_pending(thread, s, characters);
    Value count = make_int(thread, std::max<std::int64_t>(size, 72));
    Value data = size < 0 ? call_named(thread, s.stream, "read") : call_named(thread, s.stream, "read", {count});
    if (!data) return data;
    bool ended = size < 0 || length(thread, data) <= 0;
    if (!append_decoded(thread, s, data, ended && length(thread, data) == 0)) return error_set;
    if (ended) return take_pending(thread, s, characters < 0 ? max_items : characters);
  }
}
Value stream_read_line(Thread& thread, Ref self, Args args) {
  CodecStream& s = as<CodecStream>(self);
  Value held(self);
  int keep = args[1] ? truth(thread, args[1]) : 1;
  if (keep < 0) return error_set;
  for (;;) {
    Value ends = Value::of(true);
    Value lines = call_named(thread, s.pending, "splitlines", {ends});
    if (!is<List>(lines)) return error_set;
    bool whole = as<List>(lines).length > 1;
    if (as<List>(lines).length == 1) {
      Value bare = call_named(thread, s.pending, "splitlines");
      if (!is<List>(bare)) return error_set;
      whole = length(thread, as<List>(bare)[0]) < length(thread, as<List>(lines)[0]);
    }
    Value data = whole ? Value() : call_named(thread, s.stream, "readline");
    if (!whole && !data) return error_set;
    if (!whole && length(thread, data) > 0) {
      if (!append_decoded(thread, s, data, false)) return error_set;
      continue;
    }
    if (as<List>(lines).length == 0) return make_text(thread, "");
    Value line = take_pending(thread, s, length(thread, as<List>(lines)[0]));
    if (!line || keep) return line;
    Value parts = call_named(thread, line, "splitlines");
    return parts ? Value(as<List>(parts)[0]) : Value();
  }
}
Value stream_read_lines(Thread& thread, Ref self, Args) {
  Value nothing[2], text = stream_read(thread, self, Args{nothing, 2, {}}), ends = Value::of(true);
  return text ? call_named(thread, text, "splitlines", {ends}) : Value();
}
Value stream_next(Thread& thread, Ref self) {
  Value nothing[2], line = stream_read_line(thread, self, Args{nothing, 2, {}});
  return line && length(thread, line) > 0 ? std::move(line) : Value();
}
Value stream_write(Thread& thread, Ref self, Args args) {
  CodecStream& s = as<CodecStream>(self);
  Value bytes = encode_step(thread, as<StepEncoder>(s.encoder), args[0]), stream = s.stream;
  return bytes && call_named(thread, stream, "write", {bytes}) ? none_value() : Value();
}
Value stream_write_lines(Thread& thread, Ref self, Args args) {
  Value held(self), nothing = make_text(thread, ""), text = call_named(thread, nothing, "join", {args[0]});
  return text ? stream_write(thread, held, Args{&text, 1, {}}) : Value();
}
Value stream_reset(Thread& thread, Ref self, Args) {
  CodecStream& s = as<CodecStream>(self);
  s.pending = make_text(thread, "");
  return step_decoder_reset(thread, s.decoder, {});
}
Value stream_seek(Thread& thread, Ref self, Args args) {
  Value whence = args[1] ? Value(args[1]) : Value::small(0), stream = as<CodecStream>(self).stream;
  Value place = call_named(thread, stream, "seek", {args[0], whence});
  return place ? stream_reset(thread, self, {}) : Value();
}
Value stream_enter(Thread&, Ref self, Args) { return Value(self); }
Value stream_exit(Thread& thread, Ref self, Args) {
  Value stream = as<CodecStream>(self).stream;
  return call_named(thread, stream, "close") ? none_value() : Value();
}
Value stream_attribute(Thread& thread, Ref self, Ref name) {
  Value found = generic_find_attribute(thread, self, name);
  return found || thread.has_error() ? std::move(found) : get_attribute(thread, Value(as<CodecStream>(self).stream), name);
}
// StreamReaderWriter(stream, Reader, Writer, errors='strict'), of the readers and writers of codecs that are native.
Value stream_make(Thread& thread, Type*, Args args) {
  Bound<4> a(thread, "__init__(stream, Reader, Writer, errors='strict')", args);
  if (!a) return error_set;
  Value reader = codec_of_factory(a[1]), writer = codec_of_factory(a[2]);
  if (!reader || !writer) return raise_type_error(thread, "StreamReaderWriter() needs the reader and the writer of a codec");
  Value made = make_codec_stream(thread, codec_of(thread, reader), a[0], a[3]);
  if (made) as<CodecStream>(made).encoder = make_step<StepEncoder>(thread, codec_types(thread.rt).encoder, codec_of(thread, writer), a[3]);
  return made;
}
Value get_encoding(Thread& thread, Ref self) {
  Value encoding = as<CodecStream>(self).encoding;
  return encoding ? std::move(encoding) : native_str(thread, "unknown");
}
bool set_encoding(Thread&, Ref self, Ref value) {
  Value old = std::exchange(as<CodecStream>(self).encoding, value ? Value(value) : Value());
  return true;
}
Value get_stream(Thread&, Ref self) { return as<CodecStream>(self).stream; }

// ---- CodecInfo: a tuple of four with attributes

Value info_make(Thread& thread, Type* type, Args args) {
  Bound<8> a(thread, "CodecInfo(encode, decode, streamreader=None, streamwriter=None, incrementalencoder=None, incrementaldecoder=None, name=None, *, _is_text_encoding=None)", args);
  if (!a) return error_set;
  auto given = [&](std::size_t i) { return a[i] ? a[i] : none; };
  Tuple* info = allocate<Tuple>(type, 4 * sizeof(Value));
  info->length = 4;
  for (std::size_t i = 0; i < 4; ++i) new (info->items() + i) Value(given(i));
  track(info);
  Value owner = own(info);
  constexpr const char* names[] = {"encode", "decode", "streamreader", "streamwriter", "incrementalencoder", "incrementaldecoder", "name"};
  for (std::size_t i = 0; i < 7; ++i)
    if (!put(thread, owner, names[i], given(i))) return error_set;
  if (tells_text_codecs(thread.rt.release) && !put(thread, owner, "_is_text_encoding", a[7] ? a[7] : py_true)) return error_set;
  return owner;
}
bool info_init(Thread&, Ref, Args) { return true; }
Value info_repr(Thread& thread, Ref self) {
  Value name = get_attribute(thread, self, "name");
  return name ? native_str(thread, fmt::format("<codecs.CodecInfo object for encoding {} at {:#x}>", native_utf8(name), self.raw() & 0xffffffffffff)) : Value();
}

constexpr Method encoder_methods[] = {
    {"encode(self, input, final=False)", step_encode},
    {"getstate(self)", step_encoder_state},
    {"reset(self)", step_encoder_reset},
    {"setstate(self, state)", step_encoder_set_state},
};
constexpr Method decoder_methods[] = {
    {"decode(self, input, final=False)", step_decode},
    {"getstate(self)", step_decoder_state},
    {"reset(self)", step_decoder_reset},
    {"setstate(self, state)", step_decoder_set_state},
};
constexpr Method stream_methods[] = {
    {"__enter__(self)", stream_enter},
    {"__exit__(self, type, value, tb)", stream_exit},
    {"read(self, size=-1, chars=-1)", stream_read},
    {"readline(self, size=None, keepends=True)", stream_read_line},
    {"readlines(self, sizehint=None)", stream_read_lines},
    {"reset(self)", stream_reset},
    {"seek(self, offset, whence=0)", stream_seek},
    {"write(self, data)", stream_write},
    {"writelines(self, list)", stream_write_lines},
};
constexpr GetSetRow encoder_getset[] = {{"errors", get_errors<StepEncoder>, set_errors<StepEncoder>}};
constexpr GetSetRow decoder_getset[] = {{"errors", get_errors<StepDecoder>, set_errors<StepDecoder>}};
constexpr GetSetRow stream_getset[] = {{"encoding", get_encoding, set_encoding}, {"stream", get_stream}};
constexpr GetSetRow info_getset[] = {{"__dict__", own_dict, set_own_dict}};

void fill_info(Slots& slots, Runtime&) { slots.make = info_make, slots.init = info_init, slots.repr = info_repr; }
void fill_stream(Slots& slots, Runtime&) { slots.make = stream_make, slots.iter = identity, slots.next = stream_next, slots.get_attribute = stream_attribute; }

constexpr Method factory_rows[] = {
    {"encode(input, errors='strict')", whole_encode},
    {"decode(input, errors='strict')", whole_decode},
    {"StreamReader(stream, errors='strict')", new_stream},
    {"StreamWriter(stream, errors='strict')", new_stream},
    {"IncrementalEncoder(errors='strict')", new_encoder},
    {"IncrementalDecoder(errors='strict')", new_decoder},
};

}  // namespace

Value codec_of_factory(Ref v) {
  const Native* native = try_as<Native>(v);
  if (!native || native->row < factory_rows || native->row >= std::end(factory_rows)) return Value();
  return native->self;
}

const CodecTypes& codec_types(Runtime& rt) {
  if (made.info) return made;
  static constexpr TypeSpec info{.name = "codecs.CodecInfo", .layout = layout_of<Tuple>, .flags = BaseType | InstancesHaveHead | InstancesHaveDict, .getset = info_getset, .fill = fill_info};
  static constexpr TypeSpec encoder{.name = "codecs.IncrementalEncoder", .layout = layout_of<StepEncoder>, .flags = DisallowInstantiation, .methods = encoder_methods, .getset = encoder_getset};
  static constexpr TypeSpec decoder{.name = "codecs.IncrementalDecoder", .layout = layout_of<StepDecoder>, .flags = DisallowInstantiation, .methods = decoder_methods, .getset = decoder_getset};
  static constexpr TypeSpec stream{.name = "codecs.StreamReaderWriter", .layout = layout_of<CodecStream>, .flags = CustomGetAttribute, .methods = stream_methods,
                                   .getset = stream_getset, .fill = fill_stream};
  made.info = make_builtin_type(rt, info, rt.types.tuple);
  made.encoder = make_builtin_type(rt, encoder);
  made.decoder = make_builtin_type(rt, decoder);
  made.stream = make_builtin_type(rt, stream);
  return made;
}
void forget_codec_types() { made = {}; }

Value make_codec_info(Thread& thread, const NativeCodec& codec) {
  Value name = native_str(thread, codec_name(codec)), parts[8];
  for (std::size_t i = 0; i < 6; ++i) {
    parts[i] = make_native(thread, factory_rows[i], name, {});
    if (!parts[i]) return error_set;
  }
  parts[6] = name;
  parts[7] = Value::of(!is_binary(codec.codec));
  Value key = native_intern(thread, "_is_text_encoding"), keys = make_tuple(thread, {key});
  return info_make(thread, codec_types(thread.rt).info, Args{parts, 7, keys});
}

Value make_codec_stream(Thread& thread, const NativeCodec& codec, Ref stream, Ref errors) {
  const CodecTypes& types = codec_types(thread.rt);
  CodecStream* s = allocate<CodecStream>(types.stream);
  Value owner = own(s);
  s->stream = Value(stream);
  s->encoder = make_step<StepEncoder>(thread, types.encoder, codec, errors);
  s->decoder = make_step<StepDecoder>(thread, types.decoder, codec, errors);
  s->pending = make_text(thread, "");
  track(s);
  return owner;
}

}  // namespace xvm
