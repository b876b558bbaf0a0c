// What the command line does: one function a use, each gives the exit status.
#pragma once

namespace xvm {

struct Options;

namespace exit_status {
inline constexpr int failed = 1;    // standard output could not be written
inline constexpr int usage = 2;
inline constexpr int refused = 65;  // what a file holds
inline constexpr int no_file = 66;
}  // namespace exit_status

int list_versions(const Options& options);
int list_opcodes(const Options& options);
int disassemble_files(const Options& options);
int show_files(const Options& options);    // --info
int verify_files(const Options& options);
int compile_files(const Options& options);
int run_program(const Options& options);

}  // namespace xvm
