// pyc_roundtrip FILE...: reads each .pyc, writes it again and compares the bytes; reads its line and exception tables.
// "@LIST" stands for the file names in LIST, one a line. Prints a count for each release; exit status 1 on any fault.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "pyc/exception_table.h"
#include "pyc/lines.h"
#include "pyc/pyc.h"

namespace {

struct Tally {
  std::size_t files = 0, codes = 0, bytes = 0, trailing = 0;
  double seconds = 0;
};

std::vector<std::uint8_t> contents(const std::string& name) {
  std::ifstream in(name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// An empty string, or what is wrong.
std::string fault_of(const std::vector<std::uint8_t>& bytes, const std::string& name,
                     std::map<xvm::Version, Tally>& tallies) {
  auto before = std::chrono::steady_clock::now();
  auto pyc = xvm::read_pyc(bytes, name);
  std::chrono::duration<double> taken = std::chrono::steady_clock::now() - before;
  if (!pyc) return pyc.error();
  const xvm::PycFile& file = **pyc;
  Tally& tally = tallies[file.release->version];
  tally.files += 1;
  tally.codes += file.pool.codes().size();
  tally.bytes += bytes.size();
  tally.trailing += file.trailing_bytes;
  tally.seconds += taken.count();

  std::vector<std::uint8_t> expected(bytes.begin(), bytes.end() - std::ptrdiff_t(file.trailing_bytes));
  if (xvm::write_pyc(file) != expected) return name + ": written back, it differs";
  for (const xvm::Code& code : file.pool.codes()) {
    xvm::LineTableView lines = xvm::read_line_table(code);
    if (!lines.well_formed) return fmt::format("{}: {}: malformed line table", name, code.path());
    if (!lines.ranges.empty() && lines.ranges.back().end != code.bytecode().size())
      return fmt::format("{}: {}: the line table ends early", name, code.path());
    auto exceptions = xvm::parse_exception_table(code.exceptiontable());
    if (!exceptions) return fmt::format("{}: {}: {}", name, code.path(), exceptions.error());
  }
  return {};
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> names;
  for (int i = 1; i < argc; ++i) {
    if (argv[i][0] != '@') {
      names.emplace_back(argv[i]);
      continue;
    }
    std::ifstream list(argv[i] + 1);
    for (std::string line; std::getline(list, line);) names.push_back(line);
  }
  std::map<xvm::Version, Tally> tallies;
  std::size_t faults = 0;
  for (const std::string& name : names) {
    std::string fault = fault_of(contents(name), name, tallies);
    if (fault.empty()) continue;
    ++faults;
    fmt::print("{}\n", fault);
  }
  Tally sum;
  for (const auto& [version, tally] : tallies) {
    fmt::print("{}.{}: {} files, {} code objects, {} bytes, {:.0f} MB/s\n", version.major, version.minor, tally.files,
               tally.codes, tally.bytes, double(tally.bytes) / 1e6 / tally.seconds);
    sum.files += tally.files;
    sum.bytes += tally.bytes;
    sum.seconds += tally.seconds;
  }
  fmt::print("all: {} files, {} bytes, {:.0f} MB/s reading, {} faults\n", sum.files, sum.bytes,
             double(sum.bytes) / 1e6 / sum.seconds, faults);
  return faults == 0 && !names.empty() ? 0 : 1;
}
