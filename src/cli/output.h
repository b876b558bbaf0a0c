// Standard output and error as the command line uses them.
#pragma once

#include <string>
#include <string_view>

namespace xvm {

// Standard output cannot be written to; an error number. EPIPE: nobody reads it any more.
struct WriteFailed {
  int error;
};

// Writes and clears out; throws WriteFailed.
void write_output(std::string& out);

// One line on standard error, the newline added.
void write_error(std::string_view line);

bool is_terminal(int fd);
// Whether to use colours: on a terminal that can, unless NO_COLOR is set.
bool has_colour(int fd);

inline constexpr std::string_view red = "\033[31m", no_colour = "\033[0m";

}  // namespace xvm
