// The command line, taken apart and checked.
#pragma once

#include <stdexcept>
#include <string>
#include <vector>

namespace xvm {

struct Release;

enum class Use { Run, ListVersions, ListOps, Disassemble, Info, Verify, Compile, Version, Help };

struct Options {
  Use use = Use::Run;
  std::string program;                 // Run: the file, and what it gets as sys.argv[1:]
  std::vector<std::string> arguments;
  std::string module;                  // Run: -m, in place of program
  std::string command;                 // Run: -c, in place of program, which is then "-c"
  std::string stdlib;
  std::vector<std::string> files;      // Disassemble, Info, Verify, Compile
  std::string output;                  // Compile: -o
  std::string header;                  // Compile: --header, the kind that the .pyc gets; empty for the release's usual one
  int optimize = 0;
  bool dont_write_bytecode = false;
  bool random_hashes = false;          // -R
  std::string check_hashes;            // --check-hash-based-pycs
  bool interactive = false, quiet = false, skip_first_line = false;    // as python has them
  bool ignore_environment = false, no_site = false, no_user_site = false, unbuffered = false, isolated = false, safe_path = false;
  std::vector<std::string> warn_options, x_options;
  const Release* listed = nullptr;     // ListOps
  const Release* against = nullptr;
  const Release* version_tag = nullptr;
  bool ignore_magic = false;
  bool json = false;
  bool plain_stream = false;
  bool release_memory = false;
  int trace_level = 0;
  std::string count_file;              // Run: where to write how often each opcode ran
};

// Wrong use: one line, hint included.
struct UsageError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

// What stands behind the program's name is the program's own. Throws UsageError.
Options parse_options(const std::vector<std::string>& words);

void append_help(std::string& out);

}  // namespace xvm
