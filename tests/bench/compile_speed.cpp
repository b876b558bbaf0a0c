// compile_speed RELEASE < LIST: reads every source that LIST names (a path a line), then compiles them all, and prints
// lines, seconds of CPU time and how many compiled. Nothing is read or written in between.
#include <cstdio>
#include <ctime>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "compiler/compile.h"
#include "pyc/constants.h"
#include "pyc/release.h"

namespace {

struct Silent : xvm::compiler::WarningSink {
  bool warn(const xvm::compiler::Warning&, xvm::compiler::Fault&) override { return true; }
};

}  // namespace

int main(int argc, char** argv) {
  const xvm::Release* release = argc > 1 ? xvm::find_release(argv[1]) : nullptr;
  if (!release) {
    std::fprintf(stderr, "compile_speed RELEASE < LIST\n");
    return 2;
  }
  std::vector<std::string> names, sources;
  for (std::string line; std::getline(std::cin, line);) {
    std::ifstream file(line, std::ios::binary);
    sources.emplace_back(std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>());
    names.push_back(line);
  }
  std::size_t lines = 0, compiled = 0;
  Silent silent;
  std::clock_t start = std::clock();
  for (std::size_t i = 0; i < sources.size(); ++i) {
    xvm::compiler::Options options;
    options.release = release;
    options.file_name = names[i];
    xvm::ConstantPool pool;
    xvm::compiler::Fault fault;
    compiled += xvm::compiler::compile_source(sources[i], options, pool, silent, fault) != nullptr;
  }
  double seconds = double(std::clock() - start) / CLOCKS_PER_SEC;
  for (const std::string& source : sources)
    for (char c : source) lines += c == '\n';
  std::printf("%zu %.6f %zu\n", lines, seconds, compiled);
}
