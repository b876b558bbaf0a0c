// codecs.CodecInfo and what it holds for the codecs that xvm has itself: encoders and decoders, whole, step by step, on streams.
#pragma once

#include "objects/codec_names.h"
#include "vm/value.h"

namespace xvm {

class Thread;
class Runtime;
struct Type;

struct CodecTypes {
  Type *info = nullptr, *encoder = nullptr, *decoder = nullptr, *stream = nullptr;
};
const CodecTypes& codec_types(Runtime& runtime);   // made on first use
void forget_codec_types();
Value codec_of_factory(Ref v);   // the name of the codec that gave this function or class; null for others
Value make_codec_info(Thread& thread, const NativeCodec& codec);
// A reader and writer of text over a stream of bytes; `stream` is held.
Value make_codec_stream(Thread& thread, const NativeCodec& codec, Ref stream, Ref errors);

}  // namespace xvm
