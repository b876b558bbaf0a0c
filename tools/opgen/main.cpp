// opgen OUT FILE.json... [--handlers FILE...]: reads versions/*.json and opcodes/*.json and writes the tables into OUT.
// With --handlers, every operation must have its handler in one of the files behind it.
#include <fmt/format.h>

#include <filesystem>
#include <fstream>
#include <sstream>

#include "spec.h"

using namespace xvm::opgen;

namespace {

std::string read_file(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw SpecError(fmt::format("{}: cannot be read", path.string()));
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

void write_file(const std::filesystem::path& path, const std::string& text) {
  std::ofstream out(path, std::ios::binary);
  out << text;
  out.close();
  if (!out) throw SpecError(fmt::format("{}: cannot be written", path.string()));
}

void run(const std::vector<std::string>& args) {
  Specs specs;
  std::string sources;
  bool handlers = false;
  for (std::size_t i = 1; i < args.size(); i++) {
    if (args[i] == "--handlers") {
      handlers = true;
      continue;
    }
    std::filesystem::path path(args[i]);
    std::string text = read_file(path);
    std::string folder = path.parent_path().filename().string();
    std::string name = folder + "/" + path.filename().string();
    if (handlers)
      sources += text;
    else if (folder == "versions")
      read_release(text, name, specs);
    else
      read_family(text, name, specs);
  }
  check(specs);
  if (handlers) check_handlers(specs, sources);
  std::filesystem::path out(args[0]);
  write_file(out / "ops.h", operation_list(specs));
  write_file(out / "operations.cpp", operation_table(specs));
  write_file(out / "fused.h", fused_table(specs));
  write_file(out / "opcode_tables.cpp", opcode_tables(specs));
  write_file(out / "releases.cpp", release_table(specs));
  write_file(out / "opcode_names.h", opcode_names(specs));
  write_file(out / "syntax_trees.cpp", syntax_trees(specs));
}

}  // namespace

int main(int argc, char** argv) {
  std::vector<std::string> args(argv + 1, argv + argc);
  if (args.empty()) {
    fmt::print(stderr, "usage: opgen OUT FILE.json... [--handlers FILE...]\n");
    return 2;
  }
  try {
    run(args);
  } catch (const std::exception& error) {
    fmt::print(stderr, "opgen: {}\n", error.what());
    return 1;
  }
  return 0;
}
