// Single-byte character sets, tables made at build time by tools/codepages.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

namespace xvm {

struct CodePage {
  const char* name;                 // "cp1252", lower case without separators: "iso885915"
  std::uint16_t characters[256];         // the character of each byte; 0xffff: none
};
std::span<const CodePage> code_pages();
// By name in any spelling and common aliases; null where there is none.
const CodePage* find_code_page(std::string_view squeezed_name);

}  // namespace xvm
