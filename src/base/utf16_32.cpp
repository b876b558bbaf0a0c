#include "base/utf16_32.h"

namespace xvm {
namespace {

char32_t read_unit(std::string_view bytes, std::size_t at, unsigned size, ByteOrder order) {
  char32_t unit = 0;
  for (unsigned i = 0; i < size; ++i) {
    unsigned place = order == ByteOrder::Little ? i : size - 1 - i;
    unit |= static_cast<char32_t>(static_cast<unsigned char>(bytes[at + i])) << (8 * place);
  }
  return unit;
}

void append_unit(std::string& out, char32_t unit, unsigned size, ByteOrder order) {
  for (unsigned i = 0; i < size; ++i) {
    unsigned place = order == ByteOrder::Little ? i : size - 1 - i;
    out += static_cast<char>(unit >> (8 * place) & 0xff);
  }
}

bool is_surrogate(char32_t c) { return c >= 0xd800 && c <= 0xdfff; }
bool is_high(char32_t c) { return c >= 0xd800 && c <= 0xdbff; }
bool is_low(char32_t c) { return c >= 0xdc00 && c <= 0xdfff; }

}  // namespace

std::size_t decode_utf16(std::string_view bytes, std::size_t at, ByteOrder order, Surrogates surrogates, bool final,
                         std::u32string& out, CodecError& error) {
  while (bytes.size() - at >= 2) {
    char32_t unit = read_unit(bytes, at, 2, order);
    if (is_surrogate(unit)) {
      if (is_high(unit) && bytes.size() - at < 4) {
        if (final && surrogates == Surrogates::Refuse) error = {at, bytes.size(), "unexpected end of data"};
        if (!final || error) return at;
      } else if (is_high(unit)) {
        char32_t next = read_unit(bytes, at + 2, 2, order);
        if (is_low(next)) {
          out += 0x10000 + ((unit & 0x3ff) << 10 | (next & 0x3ff));
          at += 4;
          continue;
        }
        if (surrogates == Surrogates::Refuse) {
          error = {at, at + 2, "illegal UTF-16 surrogate"};
          return at;
        }
      } else if (surrogates == Surrogates::Refuse) {
        error = {at, at + 2, "illegal encoding"};
        return at;
      }
    }
    out += unit;
    at += 2;
  }
  if (at < bytes.size() && final) error = {at, bytes.size(), "truncated data"};
  return at;
}

std::size_t decode_utf32(std::string_view bytes, std::size_t at, ByteOrder order, Surrogates surrogates, bool final,
                         std::u32string& out, CodecError& error) {
  for (; bytes.size() - at >= 4; at += 4) {
    char32_t c = read_unit(bytes, at, 4, order);
    if (c > 0x10ffff) {
      error = {at, at + 4, "code point not in range(0x110000)"};
      return at;
    }
    if (is_surrogate(c) && surrogates == Surrogates::Refuse) {
      error = {at, at + 4, "code point in surrogate code point range(0xd800, 0xe000)"};
      return at;
    }
    out += c;
  }
  if (at < bytes.size() && final) error = {at, bytes.size(), "truncated data"};
  return at;
}

std::size_t encode_utf16(std::u32string_view text, std::size_t at, ByteOrder order, Surrogates surrogates,
                         std::string& out, CodecError& error) {
  for (; at < text.size(); ++at) {
    char32_t c = text[at];
    if (is_surrogate(c) && surrogates == Surrogates::Refuse) {
      error = {at, at + 1, "surrogates not allowed"};
      return at;
    }
    if (c < 0x10000) {
      append_unit(out, c, 2, order);
    } else {
      append_unit(out, 0xd800 | ((c - 0x10000) >> 10), 2, order);
      append_unit(out, 0xdc00 | (c & 0x3ff), 2, order);
    }
  }
  return at;
}

std::size_t encode_utf32(std::u32string_view text, std::size_t at, ByteOrder order, Surrogates surrogates,
                         std::string& out, CodecError& error) {
  for (; at < text.size(); ++at) {
    if (is_surrogate(text[at]) && surrogates == Surrogates::Refuse) {
      error = {at, at + 1, "surrogates not allowed"};
      return at;
    }
    append_unit(out, text[at], 4, order);
  }
  return at;
}

}  // namespace xvm
