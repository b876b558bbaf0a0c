// The codecs that xvm has itself, found by name in any spelling.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "codecs/code_pages.h"

namespace xvm {

struct Release;

enum class Codec : std::uint8_t {
  None, Utf8, Utf8Sig, Utf16, Utf16Little, Utf16Big, Utf32, Utf32Little, Utf32Big, Utf7, Latin1, Ascii, UnicodeEscape,
  RawUnicodeEscape, UnicodeInternal, CodePage, Idna, Punycode, Undefined,
  // from bytes to bytes
  Hex, Base64, Rot13, Zlib, StringEscape, Quopri, Uu
};

struct NativeCodec {
  Codec codec = Codec::None;
  const CodePage* page = nullptr;
};
NativeCodec find_codec(const Release& release, std::string_view name);
// codecs.lookup(name).name
std::string codec_name(const NativeCodec& codec);

}  // namespace xvm
