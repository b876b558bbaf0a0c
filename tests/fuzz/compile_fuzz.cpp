// Source text through tokenizer, parser, symbol table, code generator and assembler of any release. Whatever the text is,
// it ends in an exception of the release or in code that is written, read again, verified and disassembled without a
// complaint. The first byte chooses the release, the second how it is compiled; the rest is the source.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "bytecode/decoder.h"
#include "bytecode/disassembler.h"
#include "bytecode/verifier.h"
#include "compiler/compile.h"
#include "compiler/pyc_bytes.h"
#include "pyc/marshal.h"
#include "pyc/pyc.h"
#include "pyc/release.h"

namespace {

void require(bool holds, const std::string& what) {
  if (holds) return;
  std::fprintf(stderr, "does not hold: %s\n", what.c_str());
  std::abort();
}

// Every other warning is an error, where the input wants that.
struct Sink : xvm::compiler::WarningSink {
  bool raises;
  explicit Sink(bool r) : raises(r) {}
  bool warn(const xvm::compiler::Warning&, xvm::compiler::Fault&) override { return !raises; }
};

void look_at(const xvm::Code& made, const xvm::ConstantPool& pool, const xvm::Release& release) {
  std::vector<std::uint8_t> bytes;
  xvm::write_marshal(pool, made.id, release, bytes);
  xvm::ConstantPool again;
  xvm::Unmarshalled read;
  if (auto wrong = xvm::read_marshal(again, release, bytes, 0, {}, read)) return require(false, wrong->message);
  if (auto wrong = xvm::check_code_objects(again)) return require(false, *wrong);
  for (const xvm::Code& code : again.codes()) {
    xvm::DecodedCode decoded;
    if (auto refusal = xvm::verify_code(code, decoded)) require(false, *refusal);
    for (std::uint32_t i = 0; i < decoded.size(); ++i) (void)xvm::operand_text(decoded, i);
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size < 2) return 0;
  std::span<const xvm::Release> releases = xvm::all_releases();
  const xvm::Release& release = releases[data[0] % releases.size()];
  std::uint8_t how = data[1];
  std::string_view source(reinterpret_cast<const char*>(data) + 2, size - 2);
  xvm::compiler::Options options;
  options.release = &release;
  options.file_name = "fuzz.py";
  switch (how & 7) {
    case 5: options.mode = xvm::compiler::Mode::Single; break;
    case 6: options.mode = xvm::compiler::Mode::Eval; break;
    case 7: options.mode = release.since(3, 8) ? xvm::compiler::Mode::FunctionType : xvm::compiler::Mode::Eval; break;
    default: break;
  }
  options.optimize = (how >> 3 & 3) % 3;
  options.from_file = (how & 32) != 0;
  options.given_as_text = (how & 64) != 0;
  options.source_is_utf8 = options.given_as_text && std::all_of(source.begin(), source.end(), [](char c) { return (c & 0x80) == 0; });
  options.allow_top_level_await = (how & 224) == 128;
  options.dont_imply_dedent = (how & 224) == 160;
  Sink sink((how & 224) == 224);
  xvm::ConstantPool pool;
  xvm::compiler::Fault fault;
  if (const xvm::Code* code = xvm::compiler::compile_source(source, options, pool, sink, fault)) look_at(*code, pool, release);
  return 0;
}
