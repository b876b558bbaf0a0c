#include "objects/codec_names.h"

#include <string>

#include "pyc/release.h"

namespace xvm {

// Spellings without separators.
static constexpr struct { const char* name; Codec codec; } names[] = {
    {"utf8", Codec::Utf8}, {"u8", Codec::Utf8}, {"utf", Codec::Utf8}, {"utf8ucs2", Codec::Utf8}, {"utf8ucs4", Codec::Utf8}, {"cp65001", Codec::Utf8},
    {"utf8sig", Codec::Utf8Sig},
    {"utf16", Codec::Utf16}, {"u16", Codec::Utf16}, {"utf16le", Codec::Utf16Little}, {"unicodelittleunmarked", Codec::Utf16Little},
    {"utf16be", Codec::Utf16Big}, {"unicodebigunmarked", Codec::Utf16Big},
    {"utf32", Codec::Utf32}, {"u32", Codec::Utf32}, {"utf32le", Codec::Utf32Little}, {"utf32be", Codec::Utf32Big},
    {"utf7", Codec::Utf7}, {"u7", Codec::Utf7}, {"unicode11utf7", Codec::Utf7},
    {"latin1", Codec::Latin1}, {"latin", Codec::Latin1}, {"l1", Codec::Latin1}, {"iso88591", Codec::Latin1}, {"88591", Codec::Latin1}, {"iso8859", Codec::Latin1},
    {"8859", Codec::Latin1}, {"cp819", Codec::Latin1}, {"ibm819", Codec::Latin1}, {"isoir100", Codec::Latin1}, {"csisolatin1", Codec::Latin1}, {"iso885911987", Codec::Latin1},
    {"ascii", Codec::Ascii}, {"646", Codec::Ascii}, {"usascii", Codec::Ascii}, {"us", Codec::Ascii}, {"iso646us", Codec::Ascii}, {"cp367", Codec::Ascii},
    {"ibm367", Codec::Ascii}, {"csascii", Codec::Ascii}, {"isoir6", Codec::Ascii}, {"ansix341968", Codec::Ascii}, {"ansix341986", Codec::Ascii},
    {"unicodeescape", Codec::UnicodeEscape}, {"rawunicodeescape", Codec::RawUnicodeEscape}, {"unicodeinternal", Codec::UnicodeInternal},
    {"idna", Codec::Idna}, {"punycode", Codec::Punycode}, {"undefined", Codec::Undefined},
    {"hex", Codec::Hex}, {"hexcodec", Codec::Hex}, {"base64", Codec::Base64}, {"base64codec", Codec::Base64}, {"rot13", Codec::Rot13},
    {"zlib", Codec::Zlib}, {"zip", Codec::Zlib}, {"zlibcodec", Codec::Zlib}, {"stringescape", Codec::StringEscape},
    {"quopri", Codec::Quopri}, {"quopricodec", Codec::Quopri}, {"quotedprintable", Codec::Quopri}, {"uu", Codec::Uu}, {"uucodec", Codec::Uu},
};

NativeCodec find_codec(const Release& release, std::string_view name) {
  if (name == "utf-8" || name == "utf8") return {Codec::Utf8, nullptr};
  if (name == "ascii") return {Codec::Ascii, nullptr};
  std::string squeezed;
  for (char c : name) {
    if (c == '-' || c == '_' || c == ' ' || c == '.') continue;
    if (static_cast<unsigned char>(c) >= 0x80 || c < '0') return {};
    squeezed.push_back(c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c);
  }
  for (const auto& n : names) {
    if (squeezed != n.name) continue;
    bool binary = n.codec >= Codec::Hex;
    bool wide = n.codec >= Codec::Utf32 && n.codec <= Codec::Utf32Big;
    if (binary && !release.python2()) return {};
    if (wide && !release.since(2, 6)) return {};
    if (n.codec == Codec::UnicodeInternal && !release.until(3, 7)) return {};
    return {n.codec, nullptr};
  }
  if (const CodePage* page = find_code_page(squeezed)) return {Codec::CodePage, page};
  return {};
}

// "iso8859-15" of "iso885915".
static std::string page_name(std::string_view name) {
  for (std::string_view family : {"iso8859", "koi8", "mac"})
    if (name.starts_with(family) && name.size() > family.size()) return std::string(family) + "-" + std::string(name.substr(family.size()));
  return std::string(name);
}

std::string codec_name(const NativeCodec& codec) {
  switch (codec.codec) {
    case Codec::Utf8: return "utf-8";
    case Codec::Utf8Sig: return "utf-8-sig";
    case Codec::Utf16: return "utf-16";
    case Codec::Utf16Little: return "utf-16-le";
    case Codec::Utf16Big: return "utf-16-be";
    case Codec::Utf32: return "utf-32";
    case Codec::Utf32Little: return "utf-32-le";
    case Codec::Utf32Big: return "utf-32-be";
    case Codec::Utf7: return "utf-7";
    case Codec::Latin1: return "iso8859-1";
    case Codec::Ascii: return "ascii";
    case Codec::UnicodeEscape: return "unicode-escape";
    case Codec::RawUnicodeEscape: return "raw-unicode-escape";
    case Codec::UnicodeInternal: return "unicode-internal";
    case Codec::CodePage: return page_name(codec.page->name);
    case Codec::Idna: return "idna";
    case Codec::Punycode: return "punycode";
    case Codec::Undefined: return "undefined";
    case Codec::Hex: return "hex";
    case Codec::Base64: return "base64";
    case Codec::Rot13: return "rot-13";
    case Codec::Zlib: return "zlib";
    case Codec::StringEscape: return "string-escape";
    case Codec::Quopri: return "quopri";
    case Codec::Uu: return "uu";
    case Codec::None: break;
  }
  return "";
}

}  // namespace xvm
