#include "base/utf8.h"

#include <cstring>

namespace xvm {
namespace {

unsigned char byte_at(std::string_view text, std::size_t at) { return static_cast<unsigned char>(text[at]); }

bool is_continuation(unsigned char byte) { return (byte & 0xc0) == 0x80; }

// Bytes that a sequence beginning with this one has; 0 where none begins with it.
unsigned sequence_length(unsigned char first) {
  if (first < 0x80) return 1;
  if (first < 0xc2) return 0;
  if (first < 0xe0) return 2;
  if (first < 0xf0) return 3;
  return first < 0xf5 ? 4 : 0;
}

// Whether second may follow first: this is where overlong forms, surrogates and what is above 0x10ffff are found.
bool second_fits(unsigned char first, unsigned char second, Surrogates surrogates) {
  if (!is_continuation(second)) return false;
  switch (first) {
    case 0xe0:
      return second >= 0xa0;
    case 0xed:
      return surrogates != Surrogates::Refuse || second < 0xa0;
    case 0xf0:
      return second >= 0x90;
    case 0xf4:
      return second < 0x90;
    default:
      return true;
  }
}

char32_t decode_sequence(std::string_view text, std::size_t at, unsigned length) {
  auto tail = [&](std::size_t i) { return static_cast<char32_t>(byte_at(text, at + i) & 0x3f); };
  char32_t first = byte_at(text, at);
  switch (length) {
    case 1:
      return first;
    case 2:
      return (first & 0x1f) << 6 | tail(1);
    case 3:
      return (first & 0x0f) << 12 | tail(1) << 6 | tail(2);
    default:
      return (first & 0x07) << 18 | tail(1) << 12 | tail(2) << 6 | tail(3);
  }
}

// Why no sequence begins at text[at], as reported from 3.3 on. A tail that may yet be completed is cut.
struct Fault {
  CodecError error;
  bool cut = false;
};

Fault fault_from_3_3(std::string_view text, std::size_t at, Surrogates surrogates) {
  unsigned char first = byte_at(text, at);
  unsigned length = sequence_length(first);
  if (length == 0) return {{at, at + 1, "invalid start byte"}};
  std::size_t have = text.size() - at;
  for (std::size_t i = 1; i < length; ++i) {
    if (i == have) return {{at, text.size(), "unexpected end of data"}, true};
    unsigned char byte = byte_at(text, at + i);
    bool fits = i == 1 ? second_fits(first, byte, surrogates) : is_continuation(byte);
    if (!fits) return {{at, at + i, "invalid continuation byte"}};
  }
  return {};
}

// 2.6, 2.7, 3.1 and 3.2: the end of data is looked for first, and what follows the first byte is taken along while it
// looks like a continuation.
Fault fault_to_3_2(std::string_view text, std::size_t at) {
  unsigned length = sequence_length(byte_at(text, at));
  if (length == 0) return {{at, at + 1, "invalid start byte"}};
  std::size_t have = text.size() - at, end = at + 1;
  bool cut = have < length;
  std::size_t limit = cut ? have : length - 1;
  for (std::size_t i = 1; i < limit && is_continuation(byte_at(text, at + i)); ++i) ++end;
  return {{at, end, cut ? "unexpected end of data" : "invalid continuation byte"}, cut};
}

// 2.5 and 3.0: the whole sequence is refused together.
Fault fault_oldest(std::string_view text, std::size_t at) {
  unsigned char first = byte_at(text, at);
  if (first < 0xc0 || first >= 0xfe) return {{at, at + 1, "unexpected code byte"}};
  unsigned length = first < 0xe0 ? 2 : first < 0xf0 ? 3 : first < 0xf8 ? 4 : first < 0xfc ? 5 : 6;
  if (text.size() - at < length) return {{at, text.size(), "unexpected end of data"}, true};
  if (length > 4) return {{at, at + length, "unsupported Unicode code range"}};
  for (std::size_t i = 1; i < length; ++i)
    if (!is_continuation(byte_at(text, at + i))) return {{at, at + length, "invalid data"}};
  return {{at, at + length, "illegal encoding"}};
}

Fault fault_at(std::string_view text, std::size_t at, Surrogates surrogates, Utf8Errors errors) {
  switch (errors) {
    case Utf8Errors::Oldest:
      return fault_oldest(text, at);
    case Utf8Errors::To32:
      return fault_to_3_2(text, at);
    default:
      return fault_from_3_3(text, at, surrogates);
  }
}

template <class Unit>
void copy_units(std::string_view valid, Unit* out) {
  for (std::size_t at = 0; at < valid.size();) {
    std::size_t ascii = ascii_prefix(valid.substr(at));
    for (std::size_t end = at + ascii; at < end; ++at) *out++ = static_cast<Unit>(byte_at(valid, at));
    while (at < valid.size() && byte_at(valid, at) >= 0x80) {
      unsigned length = sequence_length(byte_at(valid, at));
      *out++ = static_cast<Unit>(decode_sequence(valid, at, length));
      at += length;
    }
  }
}

bool is_surrogate(char32_t c) { return c >= 0xd800 && c <= 0xdfff; }

template <class Unit>
std::size_t encode_units(std::span<const Unit> text, std::size_t at, Surrogates surrogates, std::string& out,
                         CodecError& error) {
  for (; at < text.size(); ++at) {
    if (is_surrogate(text[at]) && surrogates == Surrogates::Refuse) {
      std::size_t end = at + 1;
      while (end < text.size() && is_surrogate(text[end])) ++end;
      error = {at, end, "surrogates not allowed"};
      return at;
    }
    char32_t c = text[at];
    if (surrogates == Surrogates::Join && c >= 0xd800 && c <= 0xdbff && at + 1 < text.size() &&
        text[at + 1] >= 0xdc00 && text[at + 1] <= 0xdfff)
      c = 0x10000 + ((c & 0x3ff) << 10 | (text[++at] & 0x3ff));
    append_utf8(out, c);
  }
  return at;
}

}  // namespace

void append_utf8(std::string& out, char32_t c) {
  if (c < 0x80) {
    out += static_cast<char>(c);
  } else if (c < 0x800) {
    out += static_cast<char>(0xc0 | (c >> 6));
    out += static_cast<char>(0x80 | (c & 0x3f));
  } else if (c < 0x10000) {
    out += static_cast<char>(0xe0 | (c >> 12));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (c & 0x3f));
  } else {
    out += static_cast<char>(0xf0 | (c >> 18));
    out += static_cast<char>(0x80 | ((c >> 12) & 0x3f));
    out += static_cast<char>(0x80 | ((c >> 6) & 0x3f));
    out += static_cast<char>(0x80 | (c & 0x3f));
  }
}

std::size_t utf8_sequence(std::string_view text, std::size_t at) {
  if (at >= text.size()) return 0;
  unsigned char first = byte_at(text, at);
  unsigned length = sequence_length(first);
  if (length < 2) return length;
  if (text.size() - at < length || !second_fits(first, byte_at(text, at + 1), Surrogates::Pass)) return 0;
  for (std::size_t i = 2; i < length; ++i)
    if (!is_continuation(byte_at(text, at + i))) return 0;
  return length;
}

std::size_t ascii_prefix(std::string_view text) {
  std::size_t at = 0;
  for (; at + 8 <= text.size(); at += 8) {
    std::uint64_t block;
    std::memcpy(&block, text.data() + at, 8);
    if (block & 0x8080808080808080) break;
  }
  while (at < text.size() && byte_at(text, at) < 0x80) ++at;
  return at;
}

Utf8Scan scan_utf8(std::string_view text, std::size_t at, Surrogates surrogates, bool final, Utf8Errors errors) {
  Utf8Scan scan;
  while (at < text.size()) {
    unsigned char first = byte_at(text, at);
    if (first < 0x80) {
      std::size_t ascii = ascii_prefix(text.substr(at));
      at += ascii;
      scan.characters += ascii;
      continue;
    }
    std::size_t length = utf8_sequence(text, at);
    bool surrogate = length == 3 && first == 0xed && byte_at(text, at + 1) >= 0xa0;
    if (length == 0 || (surrogate && surrogates == Surrogates::Refuse)) {
      Fault fault = fault_at(text, at, surrogates, errors);
      if (final || !fault.cut) scan.error = fault.error;
      break;
    }
    char32_t c = length == 2 ? decode_sequence(text, at, 2) : length == 3 ? 0xffff : 0x10ffff;
    if (c > scan.widest) scan.widest = c;
    at += length;
    ++scan.characters;
  }
  if (scan.widest == 0) scan.widest = 0x7f;
  scan.stop = at;
  return scan;
}

void copy_utf8(std::string_view valid, std::uint8_t* out) { copy_units(valid, out); }
void copy_utf8(std::string_view valid, char16_t* out) { copy_units(valid, out); }
void copy_utf8(std::string_view valid, char32_t* out) { copy_units(valid, out); }

void encode_utf8(std::span<const std::uint8_t> text, std::string& out) {
  for (std::uint8_t c : text) append_utf8(out, c);
}

std::size_t encode_utf8(std::span<const char16_t> text, std::size_t at, Surrogates surrogates, std::string& out,
                        CodecError& error) {
  return encode_units(text, at, surrogates, out, error);
}

std::size_t encode_utf8(std::span<const char32_t> text, std::size_t at, Surrogates surrogates, std::string& out,
                        CodecError& error) {
  return encode_units(text, at, surrogates, out, error);
}

std::u32string utf8_to_u32(std::string_view text) {
  std::u32string out(scan_utf8(text, 0, Surrogates::Pass).characters, U'\0');
  copy_utf8(text, out.data());
  return out;
}

std::string u32_to_utf8(std::u32string_view text) {
  std::string out;
  for (char32_t c : text) append_utf8(out, c);
  return out;
}

}  // namespace xvm
