// Looking at releases and at files, without running anything.
#include "cli/commands.h"

#include "bytecode/disassembler.h"
#include "bytecode/info.h"
#include "bytecode/listing.h"
#include "cli/input.h"
#include "cli/options.h"
#include "cli/output.h"
#include "pyc/pyc.h"

namespace xvm {

int list_versions(const Options& options) {
  std::string out;
  options.json ? append_releases_json(out) : append_releases(out);
  write_output(out);
  return 0;
}

int list_opcodes(const Options& options) {
  std::string out;
  const Release &listed = *options.listed, *against = options.against;
  if (against)
    options.json ? append_comparison_json(out, *against, listed) : append_comparison(out, *against, listed);
  else
    options.json ? append_opcodes_json(out, listed) : append_opcodes(out, listed);
  write_output(out);
  return 0;
}

namespace {

using Append = void (*)(std::string& out, const PycFile& pyc, Flush flush);

// One file after the other; those that cannot be read or are refused are told on stderr. What is refused says more about
// a set of files than what is missing.
int show_each(const Options& options, Append append) {
  ReadOptions read{options.version_tag, options.ignore_magic};
  int status = 0;
  std::string out;
  for (const std::string& name : find_inputs(options.files)) {
    Result<std::vector<std::uint8_t>> bytes = read_input(name);
    if (!bytes) {
      write_error(bytes.error());
      if (status == 0) status = exit_status::no_file;
      continue;
    }
    Result<std::unique_ptr<PycFile>> pyc = read_pyc(*bytes, name, read);
    if (!pyc) {
      write_error(pyc.error());
      status = exit_status::refused;
      continue;
    }
    append(out, **pyc, write_output);
    write_output(out);
  }
  return status;
}

}  // namespace

int disassemble_files(const Options& options) {
  return show_each(options, options.json ? append_disassembly_json : append_disassembly);
}

int show_files(const Options& options) { return show_each(options, options.json ? append_info_json : append_info); }

}  // namespace xvm
