// verify_corpus FOLDER [MUTATIONS]: everything that CPython's compilers wrote is accepted, and keeps the verifier's
// promises when it runs at random. Of each code object so many mutations are refused, or keep the promises too.
#include <fmt/format.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "bytecode/opcodes.h"
#include "bytecode/verifier.h"
#include "machine.h"
#include "pyc/pyc.h"

namespace {

constexpr int runs = 2;
constexpr std::size_t largest_mutated = 2000;  // bytes
constexpr std::uint32_t steps = 3000;

struct Totals {
  std::size_t files = 0, codes = 0, mutations = 0, accepted = 0, wrong = 0;
  void complain(const std::string& text) {
    std::fprintf(stderr, "%s\n", text.c_str());
    wrong++;
  }
};

void look_at(const xvm::Code& code, const std::string& file, Totals& totals) {
  xvm::DecodedCode decoded;
  totals.codes++;
  if (auto refusal = xvm::verify_code(code, decoded)) return totals.complain(fmt::format("{}: {}", file, *refusal));
  for (int i = 0; i < runs; i++) {
    xvm::MachineRun run = xvm::run_at_random(decoded, code.file_offset * 31u + unsigned(i), steps);
    if (!run.fault.empty()) totals.complain(fmt::format("{}: {}: {}", file, code.path(), run.fault));
    if (!run.handled_kept) totals.complain(fmt::format("{}: {}: ends handling another exception", file, code.path()));
  }
}

// Another opcode, operand or instruction at a few places; instructions keep their size where all have the same.
void mutate(std::span<std::uint8_t> bytes, const xvm::Release& release, std::minstd_rand& random) {
  bool wide = release.encoding != xvm::Encoding::OneOrThreeBytes;
  auto place = [&] { return random() % bytes.size() & ~std::size_t(wide); };
  auto rows = xvm::opcodes_of(release).rows;
  for (unsigned count = 1 + random() % 3; count > 0; count--) {
    std::size_t at = place(), other = place();
    switch (random() % 5) {
      case 0: bytes[at] = rows[random() % rows.size()].code; break;
      case 1: bytes[at + 1 < bytes.size() ? at + 1 : at] = std::uint8_t(random() % 12); break;
      case 2: bytes[at + 1 < bytes.size() ? at + 1 : at]++; break;
      case 3: std::swap(bytes[at], bytes[other]); [[fallthrough]];
      default:
        bytes[at] = bytes[other];
        if (wide) bytes[at + 1] = bytes[other + 1];
    }
  }
}

void look_at_mutations(const xvm::Code& code, const std::string& file, int count, Totals& totals) {
  // The file's own bytes, which nothing else looks at meanwhile.
  std::span<std::uint8_t> bytes(const_cast<std::uint8_t*>(code.bytecode().data()), code.bytecode().size());
  if (bytes.size() < 8 || bytes.size() > largest_mutated) return;
  std::vector<std::uint8_t> stored(bytes.begin(), bytes.end());
  std::minstd_rand random(code.file_offset + 1);
  xvm::DecodedCode decoded;
  for (int i = 0; i < count; i++) {
    mutate(bytes, *code.release, random);
    totals.mutations++;
    if (!xvm::verify_code(code, decoded)) {
      totals.accepted++;
      xvm::MachineRun run = xvm::run_at_random(decoded, random(), steps / 5);
      if (!run.fault.empty()) totals.complain(fmt::format("{}: {}: mutation {}: {}", file, code.path(), i, run.fault));
    }
    std::copy(stored.begin(), stored.end(), bytes.begin());
  }
}

}  // namespace

int main(int argc, char** argv) {
  Totals totals;
  if (argc < 2 || argc > 3) return 2;
  int mutations = argc == 3 ? std::stoi(argv[2]) : 0;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(argv[1])) {
    if (entry.path().extension() != ".pyc") continue;
    std::ifstream stream(entry.path(), std::ios::binary);
    std::vector<char> bytes((std::istreambuf_iterator<char>(stream)), {});
    std::string name = entry.path().string();
    auto file = xvm::read_pyc({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}, name);
    totals.files++;
    if (!file) {
      totals.complain(file.error());
      continue;
    }
    for (const xvm::Code& code : (*file)->pool.codes()) {
      look_at(code, name, totals);
      look_at_mutations(code, name, mutations, totals);
    }
  }
  std::printf("%zu files, %zu code objects, %zu of %zu mutations accepted, %zu wrong\n", totals.files, totals.codes,
              totals.accepted, totals.mutations, totals.wrong);
  return totals.wrong == 0 && totals.files > 0 ? 0 : 1;
}
