// What SyntaxError makes of a print or exec statement in the text of its line, in 3.4 to 3.9.
#pragma once

#include <string>
#include <string_view>

#include <fmt/format.h>

namespace xvm {

// The message in place of the one given, empty where there is no such statement. repeats: from 3.6 it shows the argument.
inline std::string legacy_print_message(std::string_view line, bool repeats) {
  if (line.find('(') != line.npos) return {};
  auto check = [&](std::size_t start) -> std::string {
    while (start < line.size() && (line[start] == ' ' || (line[start] >= '\t' && line[start] <= '\r'))) ++start;
    std::string_view rest = line.substr(start);
    if (rest.starts_with("exec ")) return "Missing parentheses in call to 'exec'";
    if (!rest.starts_with("print ")) return {};
    if (!repeats) return "Missing parentheses in call to 'print'";
    rest.remove_prefix(6);
    rest = rest.substr(0, rest.find(';'));
    auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; };
    while (!rest.empty() && blank(rest.front())) rest.remove_prefix(1);
    while (!rest.empty() && blank(rest.back())) rest.remove_suffix(1);
    return fmt::format("Missing parentheses in call to 'print'. Did you mean print({}{})?", rest, rest.ends_with(',') ? " end=\" \"" : "");
  };
  std::string said = check(0);
  if (!said.empty()) return said;
  std::size_t colon = line.find(':');
  return colon == line.npos ? std::string() : check(colon + 1);
}

}  // namespace xvm
