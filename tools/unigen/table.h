// Arrays of numbers as C++.
#pragma once

#include <fmt/format.h>

#include <cstddef>
#include <string>
#include <string_view>

template <class Numbers>
std::string number_table(std::string_view type, std::string_view name, const Numbers& numbers) {
  std::string out = fmt::format("const {} {}[] = {{", type, name);
  std::size_t i = 0;
  for (auto number : numbers) {
    if (i++ % 24 == 0) out += '\n';
    out += fmt::format("{},", static_cast<unsigned long long>(number));
  }
  return out + "\n};\n";
}
