// What happens to a .pyc before anything runs: header, marshal, tables, decoding, disassembly, verification. Whatever the
// bytes are, it ends in one line of text, or in a file that is written back as it was read; its code is refused in one
// line, or keeps the verifier's promises.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "../bytecode/machine.h"
#include "bytecode/decoder.h"
#include "bytecode/disassembler.h"
#include "bytecode/info.h"
#include "bytecode/operations.h"
#include "bytecode/verifier.h"
#include "pyc/exception_table.h"
#include "pyc/lines.h"
#include "pyc/pyc.h"
#include "pyc/release.h"

namespace {

void require(bool holds, const char* what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what);
  std::abort();
}

void look_at(const xvm::Code& code) {
  xvm::LineTableView lines = xvm::read_line_table(code);
  std::uint32_t at = 0;
  for (const xvm::LineRange& range : lines.ranges) {
    require(range.start == at && range.end > at, "ranges of lines follow each other");
    at = range.end;
  }
  require(at <= code.bytecode().size(), "ranges of lines lie within the bytecode");
  (void)xvm::line_starts(lines, *code.release);
  (void)xvm::parse_exception_table(code.exceptiontable());
  require(code.path().find('\n') == std::string::npos, "a path is one line");
}

// Every byte belongs to one instruction, and jumps are to instructions.
void look_at_instructions(const xvm::Code& code) {
  xvm::DecodedCode decoded;
  xvm::decode(code, decoded);
  std::uint32_t at = 0;
  for (std::uint32_t i = 0; i < decoded.size(); i++) {
    require(decoded.start_of(i) == at && decoded.index_of(at) == i, "instructions follow each other");
    at = decoded.end_of(i);
    const xvm::Instruction& ins = decoded.instructions[i];
    if (ins.op == xvm::no_op)
      (void)xvm::describe_fault(decoded, i);
    else if (xvm::info(ins.op).arg == xvm::Operand::Jump)
      require(ins.arg < decoded.size(), "jumps are to instructions");
  }
  require(at == code.bytecode().size(), "instructions make up the code");
}

void look_at_verified(const xvm::Code& code) {
  xvm::DecodedCode decoded;
  if (auto refusal = xvm::verify_code(code, decoded)) {
    require(refusal->find('\n') == std::string::npos, "a refusal is one line");
    return;
  }
  for (std::uint64_t seed = 1; seed <= 2; seed++) {
    xvm::MachineRun run = xvm::run_at_random(decoded, seed * code.bytecode().size(), 300);
    require(run.fault.empty(), run.fault.c_str());
  }
}

bool accepted(std::span<const std::uint8_t> bytes, const xvm::ReadOptions& options) {
  auto read = xvm::read_pyc(bytes, "f.pyc", options);
  if (!read) {
    require(read.error().find('\n') == std::string::npos, "a refusal is one line");
    return false;
  }
  const xvm::PycFile& file = **read;
  for (const xvm::Code& code : file.pool.codes()) {
    look_at(code);
    look_at_instructions(code);
    look_at_verified(code);
  }
  std::string text;
  for (auto append : {xvm::append_disassembly, xvm::append_disassembly_json, xvm::append_info, xvm::append_info_json})
    append(text, file, [](std::string& out) { out.clear(); });
  std::vector<std::uint8_t> written = xvm::write_pyc(file);
  std::span<const std::uint8_t> kept = bytes.first(bytes.size() - file.trailing_bytes);
  require(std::equal(written.begin(), written.end(), kept.begin(), kept.end()), "a file is written as it was read");
  return true;
}

}  // namespace

// Read as its header says; if that is refused, as the release that the last byte chooses.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  std::span<const std::uint8_t> bytes(data, size);
  if (accepted(bytes, {}) || size == 0) return 0;
  std::span<const xvm::Release> releases = xvm::all_releases();
  (void)accepted(bytes, {.release = &releases[bytes.back() % releases.size()], .ignore_magic = true});
  return 0;
}
