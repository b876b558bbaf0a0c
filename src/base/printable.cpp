#include "base/printable.h"

#include <fmt/format.h>

#include "base/utf8.h"

namespace xvm {

std::string printable(std::string_view text, std::size_t limit) {
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    std::size_t length = utf8_sequence(text, at);
    if (at + (length ? length : 1) > limit) return out + "...";
    unsigned char first = static_cast<unsigned char>(text[at]);
    if (length == 0 || first < 0x20 || first == 0x7f ||
        (first == 0xed && static_cast<unsigned char>(text[at + 1]) >= 0xa0)) {
      for (std::size_t i = 0; i < (length ? length : 1); ++i)
        out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[at + i]));
    } else {
      out += text.substr(at, length);
    }
    at += length ? length : 1;
  }
  return out;
}

}  // namespace xvm
