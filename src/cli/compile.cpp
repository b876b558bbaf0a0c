// --compile: source files to .pyc files.
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>

#include "cli/commands.h"
#include "cli/input.h"
#include "cli/options.h"
#include "cli/output.h"
#include "cli/source.h"
#include "compiler/compile.h"
#include "compiler/pyc_bytes.h"
#include "pyc/release.h"

namespace xvm {
namespace {

namespace fs = std::filesystem;

struct ToStderr : compiler::WarningSink {
  explicit ToStderr(const std::string& name) : file_name(name) {}
  bool warn(const compiler::Warning& warning, compiler::Fault&) override {
    write_error(fmt::format("{}:{}: {}: {}", file_name, warning.line, warning.category, warning.message));
    return true;
  }
  const std::string& file_name;
};

void report(const compiler::Fault& fault) {
  std::string text;
  if (fault.line > 0) text += fmt::format("  File \"{}\", line {}\n", fault.file_name, fault.line);
  if (fault.text) {
    std::string line = *fault.text;
    std::size_t indent = std::min(line.find_first_not_of(" \t\f"), line.size());
    line = line.substr(indent, line.find('\n') - indent);
    text += fmt::format("    {}\n", line);
    if (fault.offset > std::int32_t(indent)) text += std::string(4 + std::size_t(fault.offset) - indent - 1, ' ') + "^\n";
  }
  write_error(fmt::format("{}{}: {}", text, fault.type, fault.message));
}

bool write_file(const std::string& name, const std::vector<std::uint8_t>& bytes) {
  std::error_code error;
  if (fs::path folder = fs::path(name).parent_path(); !folder.empty()) fs::create_directories(folder, error);
  std::FILE* file = std::fopen(name.c_str(), "wb");
  if (!file) return false;
  bool written = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size();
  return std::fclose(file) == 0 && written;
}

// A source file, and how it is called from the folder that was named.
struct Input {
  std::string name, inside;
};

std::vector<std::uint8_t> file_bytes(const Options& options, const Code& code, const std::string& name, std::string_view source) {
  if (options.header == "checked-hash" || options.header == "unchecked-hash")
    return compiler::hashed_pyc_bytes(code, source, options.header == "checked-hash");
  struct stat status {};
  std::uint32_t mtime = ::stat(name.c_str(), &status) == 0 ? std::uint32_t(status.st_mtime) : 0;
  return compiler::pyc_bytes(code, mtime, std::uint32_t(source.size()));
}

int compile_file(const Options& options, const std::string& name, const std::string& output) {
  Result<std::vector<std::uint8_t>> bytes = read_input(name);
  if (!bytes) {
    write_error(bytes.error());
    return exit_status::no_file;
  }
  compiler::Options settings;
  settings.release = &release_of_source(options, *bytes);
  settings.file_name = name;
  settings.optimize = options.optimize;
  settings.from_file = true;
  if (options.header.ends_with("hash") && !compiler::has_hash_headers(*settings.release)) {
    write_error(fmt::format("{}: Python {} has no --header {}; 3.7 and later have", name, settings.release->tag, options.header));
    return exit_status::refused;
  }
  ConstantPool pool;
  compiler::Fault fault;
  ToStderr warnings(name);
  std::string_view source(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  const Code* code = compiler::compile_source(source, settings, pool, warnings, fault);
  if (!code) {
    report(fault);
    return exit_status::refused;
  }
  std::string to = output.empty() ? compiler::cache_path(*settings.release, name, options.optimize) : output;
  if (write_file(to, file_bytes(options, *code, name, source))) return 0;
  write_error(fmt::format("{}: cannot be written", to));
  return exit_status::failed;
}

// Folders stand for every .py below them.
std::vector<Input> sources(const std::vector<std::string>& names) {
  std::vector<Input> found;
  for (const std::string& name : names) {
    std::error_code error;
    if (!fs::is_directory(name, error)) {
      found.push_back({name, fs::path(name).filename().string()});
      continue;
    }
    std::size_t first = found.size();
    for (fs::recursive_directory_iterator at(name, fs::directory_options::skip_permission_denied, error), end; !error && at != end; at.increment(error))
      if (at->path().extension() == ".py" && !at->is_directory(error)) found.push_back({at->path().string(), fs::relative(at->path(), name, error).string()});
    std::sort(found.begin() + std::ptrdiff_t(first), found.end(), [](const Input& a, const Input& b) { return a.name < b.name; });
  }
  return found;
}

// On a terminal, one line that says how far it is.
class Progress {
 public:
  explicit Progress(std::size_t count) : count_(count), shown_(count > 1 && ::isatty(STDERR_FILENO)) {}
  ~Progress() { clear(); }
  void at(std::size_t number, const std::string& name) {
    if (shown_) fmt::print(stderr, "\r\x1b[K[{}/{}] {}", number, count_, name);
  }
  void clear() {
    if (shown_) fmt::print(stderr, "\r\x1b[K");
  }

 private:
  std::size_t count_;
  bool shown_;
};

}  // namespace

int compile_files(const Options& options) {
  std::vector<Input> inputs = sources(options.files);
  std::error_code error;
  bool into_folder = !options.output.empty() && (inputs.size() != 1 || fs::is_directory(options.output, error) || fs::is_directory(options.files[0], error));
  int status = 0;
  std::size_t number = 0;
  Progress progress(inputs.size());
  for (const Input& input : inputs) {
    progress.at(++number, input.name);
    std::string output = into_folder ? (fs::path(options.output) / input.inside).replace_extension(".pyc").string() : options.output;
    if (int one = compile_file(options, input.name, output)) status = one;
  }
  return status;
}

}  // namespace xvm
