// Text to bytes and back by the name of an encoding.
#include "objects/codecs.h"

#include <string>

#include "base/utf8.h"
#include "objects/bytes.h"
#include "objects/codec_registry.h"
#include "objects/native_codecs.h"
#include "objects/text.h"
#include "objects/text_arguments.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"

namespace xvm {
namespace {

bool refuses_other_codecs(const Release& r) { return r.since(3, 4); }   // str.encode to something that is not bytes
bool nothing_needs_no_codec(const Release& r) { return r.since(3, 3); }
bool names_the_codec(const Release& r) { return r.since(3, 4); }

const char* encoder_words(const Release& r) { return r.python2() ? "encoder must return a tuple (object,integer)" : "encoder must return a tuple (object, integer)"; }

std::string_view default_encoding(Thread& thread) { return thread.rt.python2() ? "ascii" : "utf-8"; }
bool is_binary(Codec codec) { return codec >= Codec::Hex; }

// Known in 3.x by codecs.encode alone.
bool other_codec_name(std::string_view name) {
  for (const char* other : {"hex", "hex_codec", "base64", "base64_codec", "bz2", "bz2_codec", "rot13", "rot_13", "quopri", "quopri_codec", "uu", "uu_codec", "zlib", "zlib_codec", "zip"})
    if (name == other) return true;
  return false;
}

const char* const operations[] = {"encoding", "decoding"};

Value run_registered(Thread& thread, Ref codec, std::size_t which, Ref object, std::string_view encoding, std::string_view errors) {
  Value function((as<Tuple>(codec))[which]);
  Value handler = errors.empty() ? Value() : native_str(thread, errors);
  Value result = handler ? call(thread, function, object, handler) : call(thread, function, object);
  if (!result) return tell_codec_failure(thread, operations[which], encoding), error_set;
  if (!is<Tuple>(result) || as<Tuple>(result).length != 2)
    return raise_type_error(thread, "{}", which ? "decoder must return a tuple (object,integer)" : encoder_words(thread.rt.release));
  return Value(as<Tuple>(result)[0]);
}

// A codec for str.encode and bytes.decode, which from 3.4 on take those for text alone.
Value lookup_text_codec(Thread& thread, std::string_view encoding, const char* use) {
  if (refuses_other_codecs(thread.rt.release) && other_codec_name(encoding))
    return raise_format(thread, thread.rt.exc.LookupError, "'{}' is not a text encoding; use {} to handle arbitrary codecs", encoding, use);
  Value codec = lookup_codec(thread, encoding);
  if (!codec || !refuses_other_codecs(thread.rt.release)) return codec;
  Value is_text = find_attribute(thread, codec, native_intern(thread, "_is_text_encoding"));
  if (!is_text) return thread.has_error() ? Value() : std::move(codec);
  int text = truth(thread, is_text);
  if (text < 0) return error_set;
  if (text == 0) return raise_format(thread, thread.rt.exc.LookupError, "'{}' is not a text encoding; use {} to handle arbitrary codecs", encoding, use);
  return codec;
}

bool runs_native(Thread& thread, std::string_view encoding) {
  NativeCodec native = find_codec(thread.rt.release, encoding);
  return native.codec != Codec::None && !is_binary(native.codec);
}

ErrorSet not_convertible(Thread& thread, Ref object) { return raise_type_error(thread, "must be string or buffer, not {}", type_name(thread, object)); }

}  // namespace

Value encode_text(Thread& thread, Ref text, std::string_view encoding, std::string_view errors) {
  Value result = encode_text_quietly(thread, text, encoding, errors);
  if (!result && !codec_has_shortcut(encoding) && runs_native(thread, encoding)) tell_codec_failure(thread, operations[0], encoding);
  return result;
}

Value encode_text_quietly(Thread& thread, Ref text, std::string_view encoding, std::string_view errors) {
  if (encoding.empty()) encoding = default_encoding(thread);
  NativeCodec native = find_codec(thread.rt.release, encoding);
  if (native.codec != Codec::None && !is_binary(native.codec)) return encode_native(thread, native, text, errors);
  if (thread.rt.python2()) {
    Value result = codec_encode(thread, text, encoding, errors);
    if (result && !is<Bytes>(result) && !is<Text>(result))
      return raise_type_error(thread, "encoder did not return a string/unicode object (type={})", type_name(thread, result));
    return result;
  }
  Value codec = lookup_text_codec(thread, encoding, "codecs.encode()");
  Value result = codec ? run_registered(thread, codec, 0, text, encoding, errors) : Value();
  if (!result || is<Bytes>(result)) return result;
  if (is<ByteArray>(result)) return make_bytes(thread, view_of(as<ByteArray>(result)));
  if (!names_the_codec(thread.rt.release)) return raise_type_error(thread, "encoder did not return a bytes object (type={})", type_name(thread, result));
  return raise_type_error(thread, "'{}' encoder returned '{}' instead of 'bytes'; use codecs.encode() to encode to arbitrary types", encoding, type_name(thread, result));
}

Value decode_bytes(Thread& thread, std::string_view bytes, std::string_view encoding, std::string_view errors) {
  Value result = decode_bytes_quietly(thread, bytes, encoding, errors);
  if (!result && !codec_has_shortcut(encoding) && runs_native(thread, encoding)) tell_codec_failure(thread, operations[1], encoding);
  return result;
}

Value decode_bytes_quietly(Thread& thread, std::string_view bytes, std::string_view encoding, std::string_view errors) {
  if (bytes.empty() && nothing_needs_no_codec(thread.rt.release)) return make_text(thread, bytes);
  if (encoding.empty()) encoding = default_encoding(thread);
  NativeCodec native = find_codec(thread.rt.release, encoding);
  if (native.codec != Codec::None && !is_binary(native.codec)) return decode_native(thread, native, bytes, errors);
  Value object = make_bytes(thread, bytes);
  Value result;
  if (thread.rt.python2()) {
    result = codec_decode(thread, object, encoding, errors);
    if (result && !is<Text>(result)) return raise_type_error(thread, "decoder did not return an unicode object (type={})", type_name(thread, result));
    return result;
  }
  Value codec = lookup_text_codec(thread, encoding, "codecs.decode()");
  if (codec) result = run_registered(thread, codec, 1, object, encoding, errors);
  if (!result || is<Text>(result)) return result;
  if (!names_the_codec(thread.rt.release)) return raise_type_error(thread, "decoder did not return a str object (type={})", type_name(thread, result));
  return raise_type_error(thread, "'{}' decoder returned '{}' instead of 'str'; use codecs.decode() to decode to arbitrary types", encoding, type_name(thread, result));
}

Value codec_encode(Thread& thread, Ref object, std::string_view encoding, std::string_view errors) {
  if (encoding.empty()) encoding = default_encoding(thread);
  NativeCodec native = find_codec(thread.rt.release, encoding);
  Value keep(object);
  if (native.codec != Codec::None && (is<Text>(object) || (thread.rt.python2() && is<Bytes>(object)))) {
    if (is_binary(native.codec)) {
      Value bytes = coerce_to_bytes(thread, object);
      return bytes ? encode_binary(thread, native.codec, as<Bytes>(bytes).view()) : Value();
    }
    Value text = coerce_to_text(thread, object);
    return text ? encode_native(thread, native, text, errors) : Value();
  }
  if (native.codec != Codec::None) return need_text(thread, object) ? not_convertible(thread, object) : Value();
  Value codec = lookup_codec(thread, encoding);
  return codec ? run_registered(thread, codec, 0, object, encoding, errors) : Value();
}

Value codec_decode(Thread& thread, Ref object, std::string_view encoding, std::string_view errors) {
  if (encoding.empty()) encoding = default_encoding(thread);
  NativeCodec native = find_codec(thread.rt.release, encoding);
  Value keep(object);
  if (native.codec != Codec::None && (has_buffer(thread, object) || (thread.rt.python2() && is<Text>(object)))) {
    Value bytes = is<Text>(object) ? coerce_to_bytes(thread, object) : Value(object);
    if (!bytes) return error_set;
    BufferView view;
    if (!get_buffer(thread, bytes, view)) return error_set;
    return is_binary(native.codec) ? decode_binary(thread, native.codec, view.view(), errors) : decode_native(thread, native, view.view(), errors);
  }
  if (native.codec != Codec::None) {
    BufferView view;
    return get_buffer(thread, object, view) ? not_convertible(thread, object) : Value();
  }
  Value codec = lookup_codec(thread, encoding);
  return codec ? run_registered(thread, codec, 1, object, encoding, errors) : Value();
}

Value coerce_to_text(Thread& thread, Ref v) {
  if (is<Text>(v)) return Value(v);
  BufferView view;
  if (!get_buffer(thread, v, view)) return error_set;
  return decode_native(thread, {Codec::Ascii, nullptr}, view.view(), {});
}

Value coerce_to_bytes(Thread& thread, Ref v) {
  if (is<Bytes>(v)) return Value(v);
  return encode_native(thread, {Codec::Ascii, nullptr}, v, {});
}

}  // namespace xvm
