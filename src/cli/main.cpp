// xvm: looks at a .pyc, or runs it as the release that compiled it.
#include <fmt/format.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <new>

#include "cli/commands.h"
#include "cli/options.h"
#include "cli/output.h"
#include "pyc/release.h"

namespace {

using namespace xvm;

int show_version() {
  std::string out = fmt::format("xvm {} (Python {} to {})\n", XVM_VERSION, all_releases().front().tag, all_releases().back().tag);
  write_output(out);
  return 0;
}

int show_help() {
  std::string out;
  append_help(out);
  write_output(out);
  return 0;
}

// As an uncaught KeyboardInterrupt ends a program from 3.8 on, for shells to see.
int end_by_signal(int number) {
  std::signal(number, SIG_DFL);
  std::raise(number);
  return 128 + number;
}

int run_use(const Options& options) {
  switch (options.use) {
    case Use::Run: return run_program(options);
    case Use::ListVersions: return list_versions(options);
    case Use::ListOps: return list_opcodes(options);
    case Use::Disassemble: return disassemble_files(options);
    case Use::Info: return show_files(options);
    case Use::Verify: return verify_files(options);
    case Use::Compile: return compile_files(options);
    case Use::Version: return show_version();
    case Use::Help: return show_help();
  }
  return exit_status::usage;
}

}  // namespace

int main(int argc, char** argv) {
  // A pipe that nobody reads is an error of write(), here as in the programs that run.
  std::signal(SIGPIPE, SIG_IGN);
  std::signal(SIGXFSZ, SIG_IGN);   // writing beyond the limit of a file fails with EFBIG
  try {
    int status = run_use(parse_options({argv + (argc > 0), argv + argc}));
    return status < 0 ? end_by_signal(-status) : status;
  } catch (const UsageError& error) {
    write_error(fmt::format("xvm: {}", error.what()));
    return exit_status::usage;
  } catch (const WriteFailed& failed) {
    if (failed.error != EPIPE) write_error(fmt::format("xvm: standard output: {}", std::strerror(failed.error)));
  } catch (const std::bad_alloc&) {
    write_error("xvm: out of memory");
  }
  return exit_status::failed;
}
