#include "base/fatal.h"

#include <unistd.h>

#include <cstdio>
#include <cstring>

namespace xvm {

void internal_error(std::string_view message) {
  std::fflush(stdout);
  std::fprintf(stderr, "internal error: %.*s\n", static_cast<int>(message.size()), message.data());
  std::fflush(stderr);
  _exit(70);
}

void check_failed(const char* file, int line, std::string_view message) {
  const char* slash = std::strrchr(file, '/');
  std::fflush(stdout);
  std::fprintf(stderr, "internal error: %.*s (%s:%d)\n", static_cast<int>(message.size()), message.data(),
               slash ? slash + 1 : file, line);
  std::fflush(stderr);
  _exit(70);
}

void out_of_memory() {
  constexpr char message[] = "MemoryError: out of memory\n";
  [[maybe_unused]] ssize_t written = write(2, message, sizeof message - 1);
  _exit(1);
}

}  // namespace xvm
