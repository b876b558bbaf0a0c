// Foreign text in our messages: one line, no control characters.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace xvm {

// Control characters and bytes that are not UTF-8 become \xhh; what goes beyond limit bytes of input becomes "...".
std::string printable(std::string_view text, std::size_t limit);

}  // namespace xvm
