// The codecs that programs register, as codecs.lookup finds them.
#pragma once

#include <string_view>

#include "vm/value.h"

namespace xvm {

class Thread;

bool register_search(Thread& thread, Ref function);
void unregister_search(Thread& thread, Ref function);
// The tuple (or CodecInfo) of an encoding: from registered functions, from the encodings package where there is one, or of
// xvm's own codecs. Null with LookupError set.
Value lookup_codec(Thread& thread, std::string_view encoding);
void forget_codec(std::string_view encoding);
void forget_codecs();

// Has the error that is set, if any, say which codec failed, in the release's way. operation: "encoding" or "decoding".
void tell_codec_failure(Thread& thread, std::string_view operation, std::string_view encoding);
bool codec_has_shortcut(std::string_view encoding);   // whose failures are not told by str.encode() and its kin

}  // namespace xvm
