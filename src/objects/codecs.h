// Text to bytes and back: the codecs of the release by name, their error handlers, and the registry that programs extend.
#pragma once

#include <string_view>

#include "base/codec_error.h"
#include "vm/value.h"

namespace xvm {

class Thread;
class Runtime;

// text.encode(encoding, errors) and bytes.decode(...): the result is bytes, or text, as the release checks. `encoding` and
// `errors` are UTF-8; empty means the default (utf-8, in 2.x ascii) and "strict".
Value encode_text(Thread& thread, Ref text, std::string_view encoding = {}, std::string_view errors = {});
Value decode_bytes(Thread& thread, std::string_view bytes, std::string_view encoding = {}, std::string_view errors = {});
// The same without a word of the codec in its errors: what streams do.
Value encode_text_quietly(Thread& thread, Ref text, std::string_view encoding, std::string_view errors);
Value decode_bytes_quietly(Thread& thread, std::string_view bytes, std::string_view encoding, std::string_view errors);
// Any codec, also those that are not between text and bytes: codecs.encode(object, encoding, errors).
Value codec_encode(Thread& thread, Ref object, std::string_view encoding, std::string_view errors);
Value codec_decode(Thread& thread, Ref object, std::string_view encoding, std::string_view errors);

// The implicit conversion of 2.x where str meets unicode: ASCII, with UnicodeDecodeError. Text is given back as it is.
Value coerce_to_text(Thread& thread, Ref v);
// The implicit conversion of 2.x unicode to str: ASCII, with UnicodeEncodeError.
Value coerce_to_bytes(Thread& thread, Ref v);

// UnicodeDecodeError and its kin, set in the thread. object: the bytes (or text) that could not be converted.
ErrorSet raise_decode_error(Thread& thread, std::string_view encoding, Ref object, const CodecError& error);
ErrorSet raise_encode_error(Thread& thread, std::string_view encoding, Ref text, const CodecError& error);

}  // namespace xvm
