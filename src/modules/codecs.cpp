// _codecs: the registry of codecs and each built-in codec as a function.
#include <string>

#include <fmt/format.h>

#include "codecs/escapes.h"
#include "objects/bytes.h"
#include "objects/codec_errors.h"
#include "objects/codec_registry.h"
#include "objects/codecs.h"
#include "objects/int.h"
#include "objects/module.h"
#include "objects/native_codecs.h"
#include "objects/text.h"
#include "objects/text_arguments.h"
#include "objects/tuple.h"
#include "vm/argument_words.h"
#include "vm/errors.h"
#include "vm/operators.h"

namespace xvm {
namespace {

bool escapes_are_final(const Release& r) { return r.until(3, 9); }

Value pair(Thread& thread, Value result, std::size_t length) {
  if (!result) return result;
  Value count = make_int(thread, static_cast<std::int64_t>(length));
  return make_tuple(thread, {result, count});
}

bool names_encoder(const Release& r) { return r.since(3, 6); }
bool names_parameters(const Release& r) { return r.since(3, 8); }   // of encode and decode
bool texts_are_data(const Release& r) { return r.python2(); }

// Each codec's functions are its name and what they do.
constexpr std::string_view function_name(Codec codec) {
  switch (codec) {
    case Codec::Utf8: return "utf_8";
    case Codec::Utf7: return "utf_7";
    case Codec::Utf16: return "utf_16";
    case Codec::Utf16Little: return "utf_16_le";
    case Codec::Utf16Big: return "utf_16_be";
    case Codec::Utf32: return "utf_32";
    case Codec::Utf32Little: return "utf_32_le";
    case Codec::Utf32Big: return "utf_32_be";
    case Codec::Ascii: return "ascii";
    case Codec::Latin1: return "latin_1";
    case Codec::RawUnicodeEscape: return "raw_unicode_escape";
    case Codec::UnicodeEscape: return "unicode_escape";
    case Codec::UnicodeInternal: return "unicode_internal";
    default: return "codec";
  }
}
struct FunctionName {
  std::string_view codec;
  const char* what;
  std::string text() const { return fmt::format("{}{}", codec, what); }
};
template <Codec codec>
constexpr FunctionName encoder{function_name(codec), "_encode"};
template <Codec codec>
constexpr FunctionName decoder{function_name(codec), "_decode"};

bool errors_argument(Thread& thread, Ref v, FunctionName function, std::string& errors) {
  if (!v || v.is_none()) return true;
  if (is<Text>(v) || (thread.rt.python2() && is<Bytes>(v))) return name_argument(thread, v, "", 2, errors);
  return raise_type_error(thread, "{}() argument 2 must be {} or None, not {}", function.text(), thread.rt.release.until(3, 1) ? "string" : "str", argument_type(thread, v));
}

ErrorSet refuse_non_text(Thread& thread, Ref v, FunctionName function) {
  if (names_encoder(thread.rt.release)) return raise_type_error(thread, "{}() argument 1 must be str, not {}", function.text(), argument_type(thread, v));
  return raise_type_error(thread, "argument 1 must be str, not {}", argument_type(thread, v));
}

// The text and errors that an encoder was given: in the order in which the release looks at them.
bool text_arguments(Thread& thread, Args args, FunctionName function, std::string& errors) {
  bool text_first = names_encoder(thread.rt.release);
  auto text = [&] { return is<Text>(args[0]) || thread.rt.python2() || refuse_non_text(thread, args[0], function); };
  if (text_first && !text()) return false;
  return errors_argument(thread, args[1], function, errors) && (text_first || text());
}

template <Codec codec>
Value encode(Thread& thread, Ref, Args args) {
  std::string errors;
  if (!text_arguments(thread, args, encoder<codec>, errors)) return error_set;
  if (codec == Codec::UnicodeInternal && !is<Text>(args[0])) {   // bytes are what the codec makes
    BufferView view;
    if (get_buffer(thread, args[0], view)) return pair(thread, make_bytes(thread, view.view()), static_cast<std::int64_t>(view.length));
    return catch_error(thread, thread.rt.exc.TypeError) ? Value(raise_type_error(thread, "expected a readable buffer object")) : Value();
  }
  Value text = need_text(thread, args[0]);
  if (!text) return error_set;
  return pair(thread, encode_native(thread, {codec, nullptr}, text, errors), as<Text>(text).length);
}

// utf_16_encode and utf_32_encode: with the byte order as a number.
template <Codec marked, Codec little, Codec big>
Value encode_ordered(Thread& thread, Ref, Args args) {
  std::string errors;
  std::int64_t order = 0;
  if (!text_arguments(thread, args, encoder<marked>, errors) || !size_argument(thread, args[2], order)) return error_set;
  Value text = need_text(thread, args[0]);
  if (!text) return error_set;
  return pair(thread, encode_native(thread, {order < 0 ? little : order > 0 ? big : marked, nullptr}, text, errors), as<Text>(text).length);
}

// What a decoder was given: bytes; for some functions, and in 2.x, text may stand for its bytes.
bool data_argument(Thread& thread, Ref v, FunctionName function, bool takes_text, BufferView& view, Value& held) {
  if (is<Text>(v) && (takes_text || texts_are_data(thread.rt.release))) {
    held = encode_text(thread, v, thread.rt.python2() ? "ascii" : "utf-8");
    return held && get_buffer(thread, held, view);
  }
  if (get_buffer(thread, v, view)) return true;
  if (!thread.rt.python2() || !catch_error(thread, thread.rt.exc.TypeError)) return false;
  std::string_view what = takes_text ? "string or read-only buffer" : thread.rt.release.until(2, 5) ? "string or read-only character buffer" : "string or buffer";
  return raise_type_error(thread, "{}() argument 1 must be {}, not {}", function.text(), what, argument_type(thread, v));
}

template <Codec codec>
Value decode(Thread& thread, Ref, Args args) {
  std::string errors;
  constexpr bool escape = codec == Codec::UnicodeEscape || codec == Codec::RawUnicodeEscape;
  bool final = escape;
  BufferView view;
  Value held;
  bool takes_text = (escape && !thread.rt.python2()) || codec == Codec::UnicodeInternal;
  if (!data_argument(thread, args[0], decoder<codec>, takes_text, view, held) || !errors_argument(thread, args[1], decoder<codec>, errors)) return error_set;
  if (args.size() > 2 && !(escape && escapes_are_final(thread.rt.release)) && !flag_argument(thread, args[2], final)) return error_set;
  std::size_t used = view.length;
  Value text = decode_native(thread, {codec, nullptr}, view.view(), errors, final, &used);
  return pair(thread, std::move(text), used);
}

// utf_16_ex_decode: gives the byte order back.
template <Codec codec>
Value decode_ordered(Thread& thread, Ref, Args args) {
  std::string errors;
  std::int64_t given = 0;
  bool final = false;
  BufferView view;
  Value held;
  constexpr FunctionName function{function_name(codec), "_ex_decode"};
  if (!data_argument(thread, args[0], function, false, view, held) || !errors_argument(thread, args[1], function, errors) ||
      !size_argument(thread, args[2], given) || !flag_argument(thread, args[3], final))
    return error_set;
  std::size_t used = 0;
  int order = given < 0 ? -1 : given > 0;
  Value text = decode_native(thread, {codec, nullptr}, view.view(), errors, final, &used, &order);
  if (!text) return error_set;
  Value count = make_int(thread, static_cast<std::int64_t>(used)), found = make_int(thread, order);
  return make_tuple(thread, {text, count, found});
}

Value codecs_register(Thread& thread, Ref, Args args) { return register_search(thread, args[0]) ? none_value() : Value(); }
Value codecs_unregister(Thread& thread, Ref, Args args) {
  unregister_search(thread, args[0]);
  return none_value();
}
// The one argument of a function.
bool one_name(Thread& thread, Ref v, const char* function, std::string& name) {
  if (is<Text>(v) || !thread.rt.release.since(3, 5)) return name_argument(thread, v, function, 1, name);
  return raise_type_error(thread, "{}() argument must be str, not {}", function, argument_type(thread, v));
}
Value codecs_lookup(Thread& thread, Ref, Args args) {
  std::string name;
  if (!one_name(thread, args[0], "lookup", name)) return error_set;
  if (name.find('\0') != std::string::npos) {
    if (thread.rt.python2()) return raise_type_error(thread, "lookup() argument 1 must be string without null bytes, not str");
    return raise_value_error(thread, "embedded null character");
  }
  return lookup_codec(thread, name);
}
Value codecs_forget(Thread& thread, Ref, Args args) {
  std::string name;
  if (!name_argument(thread, args[0], "_forget_codec", 1, name)) return error_set;
  forget_codec(name);
  return none_value();
}
// A codec of a program's has told of its failure itself.
Value told(Thread& thread, Value result, const char* operation, std::string_view encoding) {
  if (encoding.empty()) encoding = thread.rt.python2() ? "ascii" : "utf-8";
  if (!result && find_codec(thread.rt.release, encoding).codec != Codec::None) tell_codec_failure(thread, operation, encoding);
  return result;
}
// The encoding and errors of encode and decode.
bool codec_arguments(Thread& thread, Args args, const char* function, std::string& encoding, std::string& errors) {
  for (std::uint32_t i = 1; i < 3; ++i) {
    Ref v = args[i];
    bool refused = v && !is<Text>(v) && names_parameters(thread.rt.release);
    if (refused) return raise_type_error(thread, "{}() argument '{}' must be str, not {}", function, i == 1 ? "encoding" : "errors", argument_type(thread, v));
    if (!name_argument(thread, v, function, static_cast<int>(i) + 1, i == 1 ? encoding : errors)) return false;
  }
  return true;
}
Value codecs_encode(Thread& thread, Ref, Args args) {
  std::string encoding, errors;
  if (!codec_arguments(thread, args, "encode", encoding, errors)) return error_set;
  return told(thread, codec_encode(thread, args[0], encoding, errors), "encoding", encoding);
}
Value codecs_decode(Thread& thread, Ref, Args args) {
  std::string encoding, errors;
  if (!codec_arguments(thread, args, "decode", encoding, errors)) return error_set;
  return told(thread, codec_decode(thread, args[0], encoding, errors), "decoding", encoding);
}
Value codecs_register_error(Thread& thread, Ref, Args args) {
  std::string name;
  if (!name_argument(thread, args[0], "register_error", 1, name)) return error_set;
  return register_error_handler(thread, name, args[1]) ? none_value() : Value();
}
Value codecs_lookup_error(Thread& thread, Ref, Args args) {
  std::string name;
  if (!one_name(thread, args[0], "lookup_error", name)) return error_set;
  if (name.empty()) return raise(thread, thread.rt.exc.LookupError, "unknown error handler name ''");
  return find_error_handler(thread, name);
}

Value escape_decode(Thread& thread, Ref, Args args) {
  std::string errors, out;
  BufferView view;
  Value held;
  constexpr FunctionName function{"escape", "_decode"};
  if (!data_argument(thread, args[0], function, true, view, held) || !errors_argument(thread, args[1], function, errors)) return error_set;
  std::size_t at = 0;
  char handling = errors.empty() || errors == "strict" ? 's' : errors == "ignore" ? 'i' : 'r';
  if (!decode_string_escape(view.view(), handling, out, at)) {
    if (at == std::string::npos) return raise_value_error(thread, "Trailing \\ in string");
    if (thread.rt.python2()) return raise_value_error(thread, "invalid \\x escape");
    return raise_value_error(thread, "invalid \\x escape at position {}", at);
  }
  return pair(thread, make_bytes(thread, out), view.length);
}
Value escape_encode(Thread& thread, Ref, Args args) {
  if (!is<Bytes>(args[0]))
    return raise_type_error(thread, "escape_encode() argument 1 must be {}, not {}", thread.rt.python2() ? "string" : "bytes", argument_type(thread, args[0]));
  std::string errors;
  if (!errors_argument(thread, args[1], {"escape", "_encode"}, errors)) return error_set;
  std::string_view bytes = as<Bytes>(args[0]).view();
  std::string out = encode_string_escape(bytes);
  return pair(thread, make_bytes(thread, out), thread.rt.release.until(2, 5) ? out.size() : bytes.size());
}

Value map_decode(Thread& thread, Ref, Args args) {
  std::string errors;
  BufferView view;
  Value held;
  constexpr FunctionName function{"charmap", "_decode"};
  if (!data_argument(thread, args[0], function, false, view, held) || !errors_argument(thread, args[1], function, errors)) return error_set;
  return pair(thread, charmap_decode(thread, view.view(), errors, args[2]), view.length);
}
Value map_encode(Thread& thread, Ref, Args args) {
  std::string errors;
  if (!text_arguments(thread, args, {"charmap", "_encode"}, errors)) return error_set;
  Value text = need_text(thread, args[0]);
  return text ? pair(thread, charmap_encode(thread, text, errors, args[2]), as<Text>(text).length) : Value();
}
Value map_build(Thread& thread, Ref, Args args) {
  if (!is<Text>(args[0]) && thread.rt.python2()) return raise_type_error(thread, "charmap_build() argument 1 must be unicode, not {}", argument_type(thread, args[0]));
  if (!is<Text>(args[0])) return raise_type_error(thread, "charmap_build() argument must be str, not {}", argument_type(thread, args[0]));
  return charmap_build(thread, args[0]);
}
template <const char* name>
Value buffer_encode(Thread& thread, Ref, Args args) {
  std::string errors;
  BufferView view;
  Value held;
  constexpr FunctionName function{name, "_encode"};
  if (!data_argument(thread, args[0], function, true, view, held) || !errors_argument(thread, args[1], function, errors)) return error_set;
  return pair(thread, make_bytes(thread, view.view()), view.length);
}

constexpr char of_characters[] = "charbuffer", of_readable[] = "readbuffer";

constexpr Method rows[] = {
    {"_forget_codec(encoding, /)", codecs_forget, between(3, 4, 3, 9)},
    {"ascii_decode(data, errors=None, /)", decode<Codec::Ascii>},
    {"ascii_encode(str, errors=None, /)", encode<Codec::Ascii>},
    {"charbuffer_encode(data, errors=None, /)", buffer_encode<of_characters>, until(3, 1)},
    {"charmap_build(map, /)", map_build},
    {"charmap_decode(data, errors=None, mapping=None, /)", map_decode},
    {"charmap_encode(str, errors=None, mapping=None, /)", map_encode},
    {"decode(obj, encoding='utf-8', errors='strict')", codecs_decode},
    {"encode(obj, encoding='utf-8', errors='strict')", codecs_encode},
    {"escape_decode(data, errors=None, /)", escape_decode},
    {"escape_encode(data, errors=None, /)", escape_encode},
    {"latin_1_decode(data, errors=None, /)", decode<Codec::Latin1>},
    {"latin_1_encode(str, errors=None, /)", encode<Codec::Latin1>},
    {"lookup(encoding, /)", codecs_lookup},
    {"lookup_error(name, /)", codecs_lookup_error},
    {"raw_unicode_escape_decode(data, errors=None, /)", decode<Codec::RawUnicodeEscape>, until(3, 8)},
    {"raw_unicode_escape_decode(data, errors=None, final=True, /)", decode<Codec::RawUnicodeEscape>, since(3, 9)},
    {"raw_unicode_escape_encode(str, errors=None, /)", encode<Codec::RawUnicodeEscape>},
    {"readbuffer_encode(data, errors=None, /)", buffer_encode<of_readable>},
    {"register(search_function, /)", codecs_register},
    {"register_error(errors, handler, /)", codecs_register_error},
    {"unicode_escape_decode(data, errors=None, /)", decode<Codec::UnicodeEscape>, until(3, 8)},
    {"unicode_escape_decode(data, errors=None, final=True, /)", decode<Codec::UnicodeEscape>, since(3, 9)},
    {"unicode_escape_encode(str, errors=None, /)", encode<Codec::UnicodeEscape>},
    {"unicode_internal_decode(obj, errors=None, /)", decode<Codec::UnicodeInternal>, until(3, 7)},
    {"unicode_internal_encode(obj, errors=None, /)", encode<Codec::UnicodeInternal>, until(3, 7)},
    {"unregister(search_function, /)", codecs_unregister, since(3, 10)},
    {"utf_16_be_decode(data, errors=None, final=False, /)", decode<Codec::Utf16Big>},
    {"utf_16_be_encode(str, errors=None, /)", encode<Codec::Utf16Big>},
    {"utf_16_decode(data, errors=None, final=False, /)", decode<Codec::Utf16>},
    {"utf_16_encode(str, errors=None, byteorder=0, /)", encode_ordered<Codec::Utf16, Codec::Utf16Little, Codec::Utf16Big>},
    {"utf_16_ex_decode(data, errors=None, byteorder=0, final=False, /)", decode_ordered<Codec::Utf16>},
    {"utf_16_le_decode(data, errors=None, final=False, /)", decode<Codec::Utf16Little>},
    {"utf_16_le_encode(str, errors=None, /)", encode<Codec::Utf16Little>},
    {"utf_32_be_decode(data, errors=None, final=False, /)", decode<Codec::Utf32Big>, since(2, 6)},
    {"utf_32_be_encode(str, errors=None, /)", encode<Codec::Utf32Big>, since(2, 6)},
    {"utf_32_decode(data, errors=None, final=False, /)", decode<Codec::Utf32>, since(2, 6)},
    {"utf_32_encode(str, errors=None, byteorder=0, /)", encode_ordered<Codec::Utf32, Codec::Utf32Little, Codec::Utf32Big>, since(2, 6)},
    {"utf_32_ex_decode(data, errors=None, byteorder=0, final=False, /)", decode_ordered<Codec::Utf32>, since(2, 6)},
    {"utf_32_le_decode(data, errors=None, final=False, /)", decode<Codec::Utf32Little>, since(2, 6)},
    {"utf_32_le_encode(str, errors=None, /)", encode<Codec::Utf32Little>, since(2, 6)},
    {"utf_7_decode(data, errors=None, final=False, /)", decode<Codec::Utf7>},
    {"utf_7_encode(str, errors=None, /)", encode<Codec::Utf7>},
    {"utf_8_decode(data, errors=None, final=False, /)", decode<Codec::Utf8>},
    {"utf_8_encode(str, errors=None, /)", encode<Codec::Utf8>},
};

}  // namespace

extern const ModuleSpec codecs_module;
const ModuleSpec codecs_module{.name = "_codecs", .methods = rows};

}  // namespace xvm
