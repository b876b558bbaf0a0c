#include "codecs/binary.h"

#include <algorithm>

namespace xvm {

static constexpr char hex_digits[] = "0123456789abcdef";
static constexpr char base64_digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

static int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

std::string encode_hex(std::string_view bytes) {
  std::string out;
  for (char c : bytes) out.push_back(hex_digits[static_cast<unsigned char>(c) >> 4]), out.push_back(hex_digits[c & 15]);
  return out;
}

const char* decode_hex(std::string_view text, std::string& out) {
  if (text.size() % 2) return "Odd-length string";
  for (std::size_t i = 0; i < text.size(); i += 2) {
    int high = hex_value(text[i]), low = hex_value(text[i + 1]);
    if (high < 0 || low < 0) return "Non-hexadecimal digit found";
    out.push_back(static_cast<char>(high * 16 + low));
  }
  return nullptr;
}

std::string encode_base64_lines(std::string_view bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes.size(); i += 57) {
    std::string_view line = bytes.substr(i, 57);
    for (std::size_t j = 0; j < line.size(); j += 3) {
      unsigned n = 0, count = static_cast<unsigned>(std::min<std::size_t>(3, line.size() - j));
      for (unsigned k = 0; k < 3; ++k) n = n << 8 | (k < count ? static_cast<unsigned char>(line[j + k]) : 0u);
      for (unsigned k = 0; k < 4; ++k) out.push_back(k <= count ? base64_digits[n >> (18 - 6 * k) & 63] : '=');
    }
    out.push_back('\n');
  }
  return out;
}

const char* decode_base64(std::string_view text, std::string& out) {
  unsigned buffer = 0;
  int bits = 0, pads = 0, digits = 0;
  for (char c : text) {
    const char* found = c ? std::find(base64_digits, base64_digits + 64, c) : base64_digits + 64;
    if (c == '=') {
      if (digits % 4 >= 2 && digits % 4 + ++pads >= 4) {
        bits = 0, digits = 0, pads = 0;
      }
      continue;
    }
    if (found == base64_digits + 64) continue;
    pads = 0;
    ++digits;
    buffer = buffer << 6 | static_cast<unsigned>(found - base64_digits);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out.push_back(static_cast<char>(buffer >> bits));
      buffer &= (1u << bits) - 1;
    }
  }
  return digits % 4 ? "Incorrect padding" : nullptr;
}

std::string encode_quopri(std::string_view bytes, bool quote_tabs) {
  std::string out;
  std::size_t line = 0;
  static constexpr char upper[] = "0123456789ABCDEF";
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    unsigned char c = static_cast<unsigned char>(bytes[i]);
    if (c == '\n') {
      out.push_back('\n');
      line = 0;
      continue;
    }
    bool last = i + 1 == bytes.size() || bytes[i + 1] == '\n';
    bool quoted = c > 126 || c == '=' || (c < 33 && c != ' ' && c != '\t') || ((c == ' ' || c == '\t') && (quote_tabs || last)) ||
                  (c == '.' && line == 0 && last);
    std::size_t width = quoted ? 3 : 1;
    if (line + width >= 76 && !(line + width == 76 && last)) {
      out += "=\n";
      line = 0;
    }
    if (quoted) out.push_back('='), out.push_back(upper[c >> 4]), out.push_back(upper[c & 15]);
    else out.push_back(static_cast<char>(c));
    line += width;
  }
  return out;
}

void decode_quopri(std::string_view text, std::string& out) {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] != '=') {
      out.push_back(text[i]);
      continue;
    }
    if (i + 1 >= text.size()) break;
    if (text[i + 1] == '\n' || text[i + 1] == '\r') {
      ++i;
      while (i < text.size() && text[i] != '\n') ++i;
    } else if (i + 2 < text.size() && hex_value(text[i + 1]) >= 0 && hex_value(text[i + 2]) >= 0) {
      out.push_back(static_cast<char>(hex_value(text[i + 1]) * 16 + hex_value(text[i + 2])));
      i += 2;
    } else {
      out.push_back('=');
    }
  }
}

std::string encode_uu(std::string_view bytes) {
  std::string out = "begin 666 <data>\n";
  for (std::size_t i = 0; i < bytes.size(); i += 45) {
    std::string_view line = bytes.substr(i, 45);
    out.push_back(static_cast<char>(' ' + line.size()));
    for (std::size_t j = 0; j < line.size(); j += 3) {
      unsigned n = 0;
      for (std::size_t k = 0; k < 3; ++k) n = n << 8 | (j + k < line.size() ? static_cast<unsigned char>(line[j + k]) : 0u);
      for (unsigned k = 0; k < 4; ++k) out.push_back(static_cast<char>(' ' + (n >> (18 - 6 * k) & 63)));
    }
    out.push_back('\n');
  }
  return out + " \nend\n";
}

const char* decode_uu(std::string_view text, std::string& out) {
  std::size_t at = text.find("begin");
  if (at == text.npos) return "Missing \"begin\" line in input data";
  at = text.find('\n', at);
  while (at != text.npos) {
    std::string_view line = text.substr(++at);
    std::size_t end = line.find('\n');
    at = end == line.npos ? end : at + end;
    line = line.substr(0, end);
    if (line == "end") return nullptr;
    if (line.empty()) continue;
    std::size_t count = static_cast<std::size_t>(line[0] - ' ') & 63;
    std::size_t before = out.size();
    for (std::size_t i = 1; out.size() < before + count; i += 4) {
      unsigned n = 0;
      for (std::size_t k = 0; k < 4; ++k) n = n << 6 | (i + k < line.size() ? static_cast<unsigned>(line[i + k] - ' ') & 63 : 0u);
      for (unsigned k = 0; k < 3 && out.size() < before + count; ++k) out.push_back(static_cast<char>(n >> (16 - 8 * k)));
    }
  }
  return "Truncated input data";
}

std::string rot13(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if ((c >= 'a' && c <= 'm') || (c >= 'A' && c <= 'M')) c = static_cast<char>(c + 13);
    else if ((c >= 'n' && c <= 'z') || (c >= 'N' && c <= 'Z')) c = static_cast<char>(c - 13);
  }
  return out;
}

}  // namespace xvm
