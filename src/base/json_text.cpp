#include "base/json_text.h"

#include <fmt/format.h>

#include <iterator>

#include "base/utf8.h"

namespace xvm {
namespace {

void append_ascii(std::string& out, char c) {
  switch (c) {
    case '"': out += "\\\""; return;
    case '\\': out += "\\\\"; return;
    case '\n': out += "\\n"; return;
    case '\r': out += "\\r"; return;
    case '\t': out += "\\t"; return;
    default: break;
  }
  if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f)
    fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<unsigned>(c));
  else
    out += c;
}

}  // namespace

void append_json_string(std::string& out, std::string_view text) {
  out += '"';
  for (std::size_t at = 0; at < text.size();) {
    if (static_cast<unsigned char>(text[at]) < 0x80) {
      append_ascii(out, text[at++]);
      continue;
    }
    std::size_t length = utf8_sequence(text, at);
    if (length == 0) {
      out += "\\ufffd";
      at++;
      continue;
    }
    auto unit = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    if (length == 3 && unit(0) == 0xed && unit(1) >= 0xa0)
      fmt::format_to(std::back_inserter(out), "\\u{:04x}", 0xd000u | (unit(1) & 0x3fu) << 6 | (unit(2) & 0x3fu));
    else
      out += text.substr(at, length);
    at += length;
  }
  out += '"';
}

void append_hex(std::string& out, std::string_view bytes) {
  static constexpr char digits[] = "0123456789abcdef";
  for (char c : bytes) {
    auto byte = static_cast<unsigned char>(c);
    out += digits[byte >> 4];
    out += digits[byte & 15];
  }
}

}  // namespace xvm
