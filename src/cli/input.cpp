#include "cli/input.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace xvm {
namespace {

namespace fs = std::filesystem;

// More than any compiler writes; what has no end is not read for ever.
constexpr std::size_t largest = std::size_t{1} << 30;

struct Descriptor {
  int fd;
  bool owned;
  ~Descriptor() {
    if (owned) ::close(fd);
  }
};

Refusal unreadable(const std::string& name, int error) {
  if (error == ENOENT || error == ENOTDIR) return {fmt::format("{}: no such file", name)};
  return {fmt::format("{}: cannot be read: {}", name, std::strerror(error))};
}

bool is_compiled(const fs::path& path) { return path.extension() == ".pyc" || path.extension() == ".pyo"; }

void add_folder(const std::string& name, std::vector<std::string>& found) {
  std::size_t first = found.size();
  std::error_code error;
  for (fs::recursive_directory_iterator at(name, fs::directory_options::skip_permission_denied, error), end; !error && at != end;
       at.increment(error))
    if (is_compiled(at->path()) && !at->is_directory(error)) found.push_back(at->path().string());
  std::sort(found.begin() + std::ptrdiff_t(first), found.end());
}

}  // namespace

Result<std::vector<std::uint8_t>> read_input(const std::string& name) {
  bool is_stdin = name == "-";
  Descriptor file{is_stdin ? STDIN_FILENO : ::open(name.c_str(), O_RDONLY | O_CLOEXEC), !is_stdin};
  struct stat status {};
  if (file.fd < 0 || ::fstat(file.fd, &status) != 0) return unreadable(name, errno);
  if (S_ISDIR(status.st_mode)) return unreadable(name, EISDIR);
  // One byte more than the size shows the end without growing.
  std::vector<std::uint8_t> bytes(S_ISREG(status.st_mode) ? std::min(static_cast<std::size_t>(status.st_size) + 1, largest) : 65536);
  std::size_t size = 0;
  while (true) {
    ssize_t got = ::read(file.fd, bytes.data() + size, bytes.size() - size);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return unreadable(name, errno);
    if (got == 0) break;
    size += static_cast<std::size_t>(got);
    if (size >= largest) return unreadable(name, EFBIG);
    if (size == bytes.size()) bytes.resize(std::min(2 * size, largest));
  }
  bytes.resize(size);
  return bytes;
}

std::vector<std::string> find_inputs(const std::vector<std::string>& names) {
  std::vector<std::string> found;
  for (const std::string& name : names) {
    std::error_code error;
    if (fs::is_directory(name, error)) {
      add_folder(name, found);
    } else if (name.size() > 1 && name[0] == '@' && !fs::exists(name, error)) {
      std::ifstream list(name.substr(1));
      if (!list) {
        found.push_back(name.substr(1));
        continue;
      }
      for (std::string line; std::getline(list, line);)
        if (!line.empty()) found.push_back(line);
    } else {
      found.push_back(name);
    }
  }
  return found;
}

}  // namespace xvm
