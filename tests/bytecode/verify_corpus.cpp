// verify_corpus FOLDER: everything that CPython's compilers wrote is accepted, and keeps the verifier's promises when it
// runs at random.
#include <fmt/format.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

#include "bytecode/verifier.h"
#include "machine.h"
#include "pyc/pyc.h"

namespace {

constexpr int runs = 2;
constexpr std::uint32_t steps = 3000;

struct Totals {
  std::size_t files = 0, codes = 0, wrong = 0;
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

}  // namespace

int main(int argc, char** argv) {
  Totals totals;
  if (argc != 2) return 2;
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
    for (const xvm::Code& code : (*file)->pool.codes()) look_at(code, name, totals);
  }
  std::printf("%zu files, %zu code objects, %zu wrong\n", totals.files, totals.codes, totals.wrong);
  return totals.wrong == 0 && totals.files > 0 ? 0 : 1;
}
