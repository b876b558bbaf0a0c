#include "codecs/escapes.h"

#include <fmt/format.h>

#include <iterator>

#include "base/unicode.h"

namespace xvm {

static int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

static bool octal(char c) { return c >= '0' && c <= '7'; }

static char simple_escape(char c) {
  switch (c) {
    case '\\': case '\'': case '"': return c;
    case 'a': return '\a';
    case 'b': return '\b';
    case 'f': return '\f';
    case 'n': return '\n';
    case 'r': return '\r';
    case 't': return '\t';
    case 'v': return '\v';
    default: return 0;
  }
}

std::size_t decode_unicode_escape(std::string_view bytes, std::size_t at, bool final, bool old_words, std::u32string& out, CodecError& error) {
  error = {};
  std::size_t size = bytes.size();
  while (at < size) {
    char c = bytes[at];
    if (c != '\\') {
      out.push_back(static_cast<unsigned char>(c));
      ++at;
      continue;
    }
    std::size_t start = at++;
    if (at == size) {
      if (final) error = {start, size, "\\ at end of string"};
      return start;
    }
    c = bytes[at++];
    if (c == '\n') continue;
    if (char simple = simple_escape(c)) {
      out.push_back(static_cast<unsigned char>(simple));
      continue;
    }
    if (octal(c)) {
      char32_t value = static_cast<char32_t>(c - '0');
      for (int i = 0; i < 2 && at < size && octal(bytes[at]); ++i) value = value * 8 + static_cast<char32_t>(bytes[at++] - '0');
      out.push_back(value);
      continue;
    }
    if (c == 'x' || c == 'u' || c == 'U') {
      int digits = c == 'x' ? 2 : c == 'u' ? 4 : 8, got = 0;
      char32_t value = 0;
      while (got < digits && at < size && hex_value(bytes[at]) >= 0) value = value * 16 + static_cast<char32_t>(hex_value(bytes[at++])), ++got;
      if (got < digits) {
        if (at == size && !final) return start;
        const char* reason = c == 'x' ? "truncated \\xXX escape" : c == 'u' ? "truncated \\uXXXX escape" : "truncated \\UXXXXXXXX escape";
        error = {start, at, old_words && at == size ? "end of string in escape sequence" : reason};
        return start;
      }
      if (value > 0x10ffff) {
        error = {start, at, "illegal Unicode character"};
        return start;
      }
      out.push_back(value);
      continue;
    }
    if (c == 'N') {
      std::size_t close = at < size && bytes[at] == '{' ? bytes.find('}', at) : bytes.npos;
      if (close == bytes.npos || close == at + 1) {
        if (!final && close == bytes.npos && (at == size || bytes[at] == '{')) return start;
        std::size_t end = at < size && bytes[at] == '{' ? (close == bytes.npos ? size : close + 1) : at;
        error = {start, end, "malformed \\N character escape"};
        return start;
      }
      if (auto named = character_named(bytes.substr(at + 1, close - at - 1))) {
        out.push_back(*named);
        at = close + 1;
        continue;
      }
      error = {start, close + 1, "unknown Unicode character name"};
      return start;
    }
    out.push_back('\\');
    out.push_back(static_cast<unsigned char>(c));
  }
  return at;
}

std::size_t decode_raw_unicode_escape(std::string_view bytes, std::size_t at, bool final, bool old_words, std::u32string& out, CodecError& error) {
  error = {};
  std::size_t size = bytes.size();
  while (at < size) {
    if (bytes[at] != '\\') {
      out.push_back(static_cast<unsigned char>(bytes[at++]));
      continue;
    }
    // Of a run of backslashes the last one, when it is an odd one, may begin an escape.
    std::size_t start = at;
    while (at < size && bytes[at] == '\\') ++at;
    std::size_t run = at - start;
    if (at == size && !final && run % 2 == 1) {
      out.append(run - 1, '\\');
      return at - 1;
    }
    if (run % 2 == 0 || at == size || (bytes[at] != 'u' && bytes[at] != 'U')) {
      out.append(run, '\\');
      continue;
    }
    out.append(run - 1, '\\');
    std::size_t escape = at - 1;
    int digits = bytes[at] == 'u' ? 4 : 8, got = 0;
    ++at;
    char32_t value = 0;
    while (got < digits && at < size && hex_value(bytes[at]) >= 0) value = value * 16 + static_cast<char32_t>(hex_value(bytes[at++])), ++got;
    if (got < digits) {
      if (at == size && !final) return escape;
      if (old_words) error = {escape, at, "truncated \\uXXXX"};
      else error = {escape, at, digits == 4 ? "truncated \\uXXXX escape" : "truncated \\UXXXXXXXX escape"};
      return escape;
    }
    if (value > 0x10ffff) {
      error = {escape, at, "\\Uxxxxxxxx out of range"};
      return escape;
    }
    out.push_back(value);
  }
  return at;
}

std::string encode_unicode_escape(std::u32string_view text) {
  std::string out;
  for (char32_t c : text) {
    if (c == '\\') out += "\\\\";
    else if (c == '\t') out += "\\t";
    else if (c == '\n') out += "\\n";
    else if (c == '\r') out += "\\r";
    else if (c >= 0x20 && c < 0x7f) out.push_back(static_cast<char>(c));
    else if (c < 0x100) fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<std::uint32_t>(c));
    else if (c < 0x10000) fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<std::uint32_t>(c));
    else fmt::format_to(std::back_inserter(out), "\\U{:08x}", static_cast<std::uint32_t>(c));
  }
  return out;
}

std::string encode_raw_unicode_escape(std::u32string_view text) {
  std::string out;
  for (char32_t c : text) {
    if (c < 0x100) out.push_back(static_cast<char>(c));
    else if (c < 0x10000) fmt::format_to(std::back_inserter(out), "\\u{:04x}", static_cast<std::uint32_t>(c));
    else fmt::format_to(std::back_inserter(out), "\\U{:08x}", static_cast<std::uint32_t>(c));
  }
  return out;
}

bool decode_string_escape(std::string_view bytes, char errors, std::string& out, std::size_t& at_x) {
  for (std::size_t at = 0; at < bytes.size();) {
    char c = bytes[at++];
    if (c != '\\') {
      out.push_back(c);
      continue;
    }
    if (at == bytes.size()) {
      at_x = bytes.npos;
      return false;
    }
    c = bytes[at++];
    if (c == '\n') continue;
    if (char simple = simple_escape(c)) {
      out.push_back(simple);
    } else if (octal(c)) {
      int value = c - '0';
      for (int i = 0; i < 2 && at < bytes.size() && octal(bytes[at]); ++i) value = value * 8 + (bytes[at++] - '0');
      out.push_back(static_cast<char>(value));
    } else if (c == 'x') {
      int high = at < bytes.size() ? hex_value(bytes[at]) : -1, low = at + 1 < bytes.size() ? hex_value(bytes[at + 1]) : -1;
      if (high >= 0 && low >= 0) {
        out.push_back(static_cast<char>(high * 16 + low));
        at += 2;
        continue;
      }
      at_x = at - 2;
      if (errors == 's') return false;
      if (errors == 'r') out.push_back('?');
      if (errors == 'k') {
        out += "\\x";
        continue;
      }
      if (high >= 0) ++at;
    } else {
      out.push_back('\\');
      out.push_back(c);
    }
  }
  return true;
}

std::string encode_string_escape(std::string_view bytes) {
  std::string out;
  for (char c : bytes) {
    if (c == '\'' || c == '\\') out.push_back('\\'), out.push_back(c);
    else if (c == '\t') out += "\\t";
    else if (c == '\n') out += "\\n";
    else if (c == '\r') out += "\\r";
    else if (c < 0x20 || c == 0x7f) fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(c));
    else out.push_back(c);
  }
  return out;
}

}  // namespace xvm
