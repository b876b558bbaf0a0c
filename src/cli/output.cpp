#include "cli/output.h"

#include <unistd.h>

#include <cerrno>
#include <cstdlib>

namespace xvm {
namespace {

// 0, or the error number.
int write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) return errno;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  return 0;
}

}  // namespace

void write_output(std::string& out) {
  int error = write_all(STDOUT_FILENO, out);
  out.clear();
  if (error != 0) throw WriteFailed{error};
}

void write_error(std::string_view line) {
  std::string text(line);
  text += '\n';
  write_all(STDERR_FILENO, text);
}

bool is_terminal(int fd) { return ::isatty(fd) != 0; }

bool has_colour(int fd) {
  const char *no = std::getenv("NO_COLOR"), *term = std::getenv("TERM");
  return is_terminal(fd) && !(no && *no) && term && std::string_view(term) != "dumb";
}

}  // namespace xvm
