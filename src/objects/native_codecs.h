// The codecs that xvm has itself, run with error handlers.
#pragma once

#include <string_view>

#include "objects/codec_names.h"
#include "vm/value.h"

namespace xvm {

class Thread;

// Decodes to text. final: what is incomplete at the end is an error; otherwise `used` says how much was read. byte_order: for
// UTF-16 and UTF-32, -1 little, 1 big, 0 by the mark; set to what was found.
Value decode_native(Thread& thread, const NativeCodec& codec, std::string_view bytes, std::string_view errors, bool final = true,
                    std::size_t* used = nullptr, int* byte_order = nullptr);
Value encode_native(Thread& thread, const NativeCodec& codec, Ref text, std::string_view errors);
// byte_order as for utf_16_encode: -1 little, 1 big, 0 with a mark.
// The codecs of 2.x from bytes to bytes.
Value decode_binary(Thread& thread, Codec codec, std::string_view bytes, std::string_view errors);
Value encode_binary(Thread& thread, Codec codec, std::string_view bytes);

// codecs.charmap_encode and charmap_decode; mapping null: latin-1.
Value charmap_decode(Thread& thread, std::string_view bytes, std::string_view errors, Ref mapping);
Value charmap_encode(Thread& thread, Ref text, std::string_view errors, Ref mapping);
Value charmap_build(Thread& thread, Ref decoding_table);

}  // namespace xvm
