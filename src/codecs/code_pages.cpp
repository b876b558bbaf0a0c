#include "codecs/code_pages.h"

#include <string>

namespace xvm {

const CodePage* find_code_page(std::string_view name) {
  // "windows1252", "1252", "ibm437", "latin2", "l9"
  static constexpr struct { const char *alias, *name; } aliases[] = {
      {"latin2", "iso88592"}, {"l2", "iso88592"}, {"latin3", "iso88593"}, {"l3", "iso88593"}, {"latin4", "iso88594"}, {"l4", "iso88594"},
      {"cyrillic", "iso88595"}, {"arabic", "iso88596"}, {"greek", "iso88597"}, {"greek8", "iso88597"}, {"hebrew", "iso88598"},
      {"latin5", "iso88599"}, {"l5", "iso88599"}, {"latin6", "iso885910"}, {"l6", "iso885910"}, {"thai", "iso885911"},
      {"latin7", "iso885913"}, {"l7", "iso885913"}, {"latin8", "iso885914"}, {"l8", "iso885914"}, {"latin9", "iso885915"},
      {"l9", "iso885915"}, {"latin10", "iso885916"}, {"l10", "iso885916"}, {"macintosh", "macroman"}, {"cskoi8r", "koi8r"}};
  std::string wanted(name);
  for (const auto& a : aliases) if (name == a.alias) wanted = a.name;
  if (wanted.starts_with("windows")) wanted.replace(0, 7, "cp");
  else if (wanted.starts_with("ibm")) wanted.replace(0, 3, "cp");
  else if (wanted.starts_with("csibm")) wanted.replace(0, 5, "cp");
  else if (wanted.starts_with("8859")) wanted.insert(0, "iso");
  else if (wanted.size() >= 3 && wanted.size() <= 4 && wanted.find_first_not_of("0123456789") == wanted.npos) wanted.insert(0, "cp");
  for (const CodePage& page : code_pages()) if (wanted == page.name) return &page;
  return nullptr;
}

}  // namespace xvm
