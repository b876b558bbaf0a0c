// repr() of text and of bytes.
#include <fmt/format.h>

#include <cstring>
#include <iterator>
#include <string>

#include "base/unicode.h"
#include "objects/bytes.h"
#include "objects/text.h"
#include "objects/text_units.h"
#include "vm/thread.h"
#include "vm/runtime.h"

namespace xvm {

static void add_escape(std::u32string& out, char32_t c) {
  std::string text = c < 0x100 ? fmt::format("\\x{:02x}", std::uint32_t{c}) : c < 0x10000 ? fmt::format("\\u{:04x}", std::uint32_t{c}) : fmt::format("\\U{:08x}", std::uint32_t{c});
  out.append(text.begin(), text.end());
}

static char repr_quote(bool single, bool twice) { return single && !twice ? '"' : '\''; }

Value text_repr(Thread& thread, const Text& text) {
  bool old = thread.rt.python2();
  bool single = false, twice = false, plain = text.ascii;
  with_units(text, [&](const auto* units) {
    for (std::size_t i = 0; i < text.length; ++i) {
      auto c = units[i];
      if (c == '\'') single = true;
      else if (c == '"') twice = true;
      else if (c < 0x20 || c == 0x7f || c == '\\') plain = false;
    }
  });
  char quote = repr_quote(single, twice);
  if (plain && !(single && twice)) {
    if (old) return make_bytes(thread, fmt::format("u{0}{1}{0}", quote, text.ascii_view()));
    Text* out = allocate_text(thread, std::size_t{text.length} + 2, 0x7f);
    if (!out) return error_set;
    out->data1()[0] = out->data1()[text.length + 1] = static_cast<std::uint8_t>(quote);
    std::memcpy(out->data1() + 1, text.data1(), text.length);
    return own(out);
  }
  std::u32string out;
  out.reserve(text.length + 8);
  if (old) out.push_back('u');
  out.push_back(static_cast<char32_t>(quote));
  with_units(text, [&](const auto* units) {
    for (std::size_t i = 0; i < text.length; ++i) {
      char32_t c = units[i];
      if (c == static_cast<char32_t>(quote) || c == '\\') out.push_back('\\'), out.push_back(c);
      else if (c == '\t') out += U"\\t";
      else if (c == '\n') out += U"\\n";
      else if (c == '\r') out += U"\\r";
      else if (c < 0x20 || c == 0x7f) add_escape(out, c);
      else if (c < 0x7f || (!old && is_printable(c))) out.push_back(c);
      else add_escape(out, c);
    }
  });
  out.push_back(static_cast<char32_t>(quote));
  if (!old) return make_text(thread, out.data(), out.size());
  return make_bytes(thread, std::string(out.begin(), out.end()));
}

std::string bytes_repr_text(std::string_view bytes, const char* prefix, bool escape_single) {
  char quote = repr_quote(bytes.find('\'') != bytes.npos, bytes.find('"') != bytes.npos);
  std::string out = prefix;
  out.push_back(quote);
  for (char c : bytes) {
    if (c == quote || c == '\\' || (escape_single && c == '\'')) out.push_back('\\'), out.push_back(c);
    else if (c == '\t') out += "\\t";
    else if (c == '\n') out += "\\n";
    else if (c == '\r') out += "\\r";
    else if (c < 0x20 || c == 0x7f) fmt::format_to(std::back_inserter(out), "\\x{:02x}", static_cast<unsigned char>(c));
    else out.push_back(c);
  }
  out.push_back(quote);
  return out;
}

Value bytes_repr(Thread& thread, std::string_view bytes, bool prefix) {
  return native_str(thread, bytes_repr_text(bytes, prefix ? "b" : "", false));
}

}  // namespace xvm
