#include "codecs/utf7.h"

#include <cstdint>

namespace xvm {

static constexpr char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int base64_value(char c) {
  if (c >= 'A' && c <= 'Z') return c - 'A';
  if (c >= 'a' && c <= 'z') return c - 'a' + 26;
  if (c >= '0' && c <= '9') return c - '0' + 52;
  return c == '+' ? 62 : c == '/' ? 63 : -1;
}

// Written as they are: all of ASCII that prints but + \ ~, and white space.
static bool direct(char32_t c) {
  return c == ' ' || c == '\t' || c == '\n' || c == '\r' || (c > 0x20 && c < 0x7f && c != '+' && c != '\\' && c != '~');
}

static bool high_surrogate(char32_t c) { return c >= 0xd800 && c <= 0xdbff; }
static bool low_surrogate(char32_t c) { return c >= 0xdc00 && c <= 0xdfff; }

std::size_t decode_utf7(std::string_view bytes, std::size_t at, bool final, bool empty_shifts, std::u32string& out, CodecError& error) {
  error = {};
  bool shifted = false;
  std::size_t shift_start = 0, out_start = 0;
  std::uint32_t buffer = 0;
  int bits = 0;
  char32_t surrogate = 0;
  while (at < bytes.size()) {
    char c = bytes[at];
    if (shifted) {
      int value = base64_value(c);
      if (value >= 0) {
        buffer = buffer << 6 | static_cast<std::uint32_t>(value);
        bits += 6;
        ++at;
        if (bits < 16) continue;
        char32_t unit = (buffer >> (bits - 16)) & 0xffff;
        bits -= 16;
        buffer &= (1u << bits) - 1;
        if (surrogate) {
          if (low_surrogate(unit)) {
            out.push_back(0x10000 + ((surrogate - 0xd800) << 10) + (unit - 0xdc00));
            surrogate = 0;
            continue;
          }
          out.push_back(surrogate);
          surrogate = 0;
        }
        if (high_surrogate(unit)) surrogate = unit;
        else out.push_back(unit);
        continue;
      }
      shifted = false;
      ++at;
      if (bits > 0) {
        if (bits >= 6) {
          error = {shift_start, at, "partial character in shift sequence"};
          return at;
        }
        if (buffer != 0) {
          error = {shift_start, at, "non-zero padding bits in shift sequence"};
          return at;
        }
      }
      if (surrogate && (static_cast<unsigned char>(c) > 127 || direct(static_cast<unsigned char>(c)) || c == '-')) out.push_back(surrogate);
      surrogate = 0;
      if (c == '-') continue;
      --at;   // an ordinary character ends the sequence
      if (static_cast<unsigned char>(c) > 127) {
        error = {at, at + 1, "unexpected special character"};
        return at;
      }
    }
    if (c == '+') {
      shift_start = at++;
      if (at < bytes.size() && bytes[at] == '-') {
        ++at;
        out.push_back('+');
      } else if (!empty_shifts && at < bytes.size() && base64_value(bytes[at]) < 0) {
        error = {shift_start, at + 1, "ill-formed sequence"};
        return shift_start;
      } else {
        shifted = true;
        out_start = out.size();
        bits = 0, buffer = 0, surrogate = 0;
      }
    } else if (static_cast<unsigned char>(c) < 0x80) {
      out.push_back(static_cast<unsigned char>(c));
      ++at;
    } else {
      error = {at, at + 1, "unexpected special character"};
      return at;
    }
  }
  if (shifted) {
    if (!final) {
      out.resize(out_start);
      return shift_start;
    }
    if (surrogate || bits >= 6 || (bits > 0 && buffer != 0)) {
      error = {shift_start, bytes.size(), "unterminated shift sequence"};
      return shift_start;
    }
  }
  return at;
}

std::string encode_utf7(std::u32string_view text) {
  std::string out;
  bool shifted = false;
  std::uint64_t buffer = 0;
  int bits = 0;
  auto flush = [&] {
    while (bits >= 6) out.push_back(base64_digits[(buffer >> (bits - 6)) & 63]), bits -= 6;
  };
  for (char32_t c : text) {
    if (shifted && direct(c)) {
      if (bits) out.push_back(base64_digits[(buffer << (6 - bits)) & 63]), bits = 0;
      buffer = 0;
      shifted = false;
      if (base64_value(static_cast<char>(c)) >= 0 || c == '-') out.push_back('-');
    }
    if (!shifted) {
      if (c == '+') {
        out += "+-";
        continue;
      }
      if (direct(c)) {
        out.push_back(static_cast<char>(c));
        continue;
      }
      out.push_back('+');
      shifted = true;
    }
    if (c >= 0x10000) {
      buffer = buffer << 16 | (0xd800 + ((c - 0x10000) >> 10));
      bits += 16;
      flush();
      c = 0xdc00 + ((c - 0x10000) & 0x3ff);
    }
    buffer = buffer << 16 | c;
    bits += 16;
    flush();
  }
  if (shifted) {
    if (bits) out.push_back(base64_digits[(buffer << (6 - bits)) & 63]);
    out.push_back('-');
  }
  return out;
}

}  // namespace xvm
