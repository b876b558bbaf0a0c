// --compile: source files to .pyc files.
#include <fmt/format.h>
#include <sys/stat.h>

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

int compile_file(const Options& options, const std::string& name) {
  Result<std::vector<std::uint8_t>> bytes = read_input(name);
  if (!bytes) {
    write_error(bytes.error());
    return exit_status::no_file;
  }
  compiler::Options settings;
  settings.release = &release_of_source(options, *bytes);
  settings.file_name = name;
  settings.optimize = options.optimize;
  ConstantPool pool;
  compiler::Fault fault;
  ToStderr warnings(name);
  std::string_view source(reinterpret_cast<const char*>(bytes->data()), bytes->size());
  const Code* code = compiler::compile_source(source, settings, pool, warnings, fault);
  if (!code) {
    report(fault);
    return exit_status::refused;
  }
  struct stat status {};
  std::uint32_t mtime = ::stat(name.c_str(), &status) == 0 ? std::uint32_t(status.st_mtime) : 0;
  std::string to = options.output.empty() ? compiler::cache_path(*settings.release, name, options.optimize) : options.output;
  if (write_file(to, compiler::pyc_bytes(*code, mtime, std::uint32_t(bytes->size())))) return 0;
  write_error(fmt::format("{}: cannot be written", to));
  return exit_status::failed;
}

// Folders stand for every .py below them.
std::vector<std::string> sources(const std::vector<std::string>& names) {
  std::vector<std::string> found;
  for (const std::string& name : names) {
    std::error_code error;
    if (!fs::is_directory(name, error)) {
      found.push_back(name);
      continue;
    }
    std::vector<std::string> inside;
    for (const fs::directory_entry& entry : fs::recursive_directory_iterator(name, error))
      if (entry.path().extension() == ".py") inside.push_back(entry.path().string());
    std::sort(inside.begin(), inside.end());
    found.insert(found.end(), inside.begin(), inside.end());
  }
  return found;
}

}  // namespace

int compile_files(const Options& options) {
  std::vector<std::string> names = sources(options.files);
  if (!options.output.empty() && names.size() != 1) {
    write_error("xvm: -o names the output of one file; leave it out to compile more than one");
    return exit_status::usage;
  }
  int status = 0;
  for (const std::string& name : names)
    if (int one = compile_file(options, name)) status = one;
  return status;
}

}  // namespace xvm
