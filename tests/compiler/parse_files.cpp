// Parses files with a release's grammar and prints what came out:
//   parse_files TAG MODE FILE...    MODE: check (refusals only), tree, tree+ (with places), time
//   parse_files TAG strings < SOURCES    sources that end with a null byte each; a line of JSON says what is wrong with each
#include <chrono>
#include <cstdio>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>

#include <fmt/format.h>

#include "base/arena.h"
#include "compiler/compile.h"
#include "compiler/parser.h"
#include "pyc/release.h"
#include "tree_text.h"

using namespace xvm;
using namespace xvm::compiler;

namespace {

struct Warnings : WarningSink {
  bool warn(const Warning& warning, Fault&) override {
    said += fmt::format("warning {} {} {}\n", warning.line, warning.category, warning.message);
    return true;
  }
  std::string said;
};

std::string escaped(std::string_view text) {
  std::string out;
  for (char c : text) {
    if (c == '\n') out += "\\n";
    else out += c;
  }
  return out;
}

std::string quoted(std::string_view text) {
  std::string out = "\"";
  for (char c : text) {
    if (c == '"' || c == '\\') out += '\\';
    if (static_cast<unsigned char>(c) < 32) out += fmt::format("\\u{:04x}", unsigned(c));
    else out += c;
  }
  return out + '"';
}

}  // namespace

int main(int count, char** args) {
  if (count < 3) return 2;
  const Release* release = find_release(args[1]);
  if (!release) return 2;
  std::string mode = args[2];
  double seconds = 0;
  std::size_t bytes = 0, lines = 0;
  auto run = [&](const std::string& name, const std::string& text) {
    Options options;
    options.release = release;
    options.file_name = mode == "strings" ? "F" : name;
    if (mode == "strings") options.source_is_utf8 = true;
    Arena arena;
    SymbolPool symbols(arena);
    ConstantPool pool;
    Warnings warnings;
    Fault fault;
    auto from = std::chrono::steady_clock::now();
    Module* module = parse(text, options, arena, symbols, pool, warnings, fault);
    seconds += std::chrono::duration<double>(std::chrono::steady_clock::now() - from).count();
    bytes += text.size();
    for (char c : text) lines += c == '\n';
    if (mode == "time") return;
    if (mode == "strings") {
      if (module) std::cout << "null\n";
      else
        std::cout << fmt::format("[{}, {}, {}, {}, {}, {}, {}]\n", quoted(fault.type), quoted(fault.message), fault.line, fault.offset,
                                 fault.end_line, fault.end_offset, fault.text ? quoted(*fault.text) : "null");
      return;
    }
    std::cout << warnings.said;
    if (!module) {
      std::cout << fmt::format("{}: {}|{}|{}|{}|{}|{}|{}\n", name, fault.type, fault.message, fault.line, fault.offset, fault.end_line,
                               fault.end_offset, fault.text ? escaped(*fault.text) : "None");
      return;
    }
    if (mode == "check") {
      std::cout << name << ": ok\n";
      return;
    }
    TreeStyle style;
    style.places = mode == "tree+";
    style.ends = style.places && release->since(3, 8);
    style.alias_places = release->since(3, 10);
    style.slice_places = release->since(3, 9);
    style.handler_names = release->since(3, 0);
    style.long_prefix = release->python2();
    std::cout << "== " << name << tree_text(*module, pool, style) << '\n';
  };
  if (mode == "strings") {  // sources on standard input, each ended by a null byte
    std::string all((std::istreambuf_iterator<char>(std::cin)), {});
    std::size_t at = 0, number = 0;
    while (at < all.size()) {
      std::size_t end = all.find('\0', at);
      run(std::to_string(number++), all.substr(at, end - at));
      at = end + 1;
    }
    return 0;
  }
  for (int i = 3; i < count; ++i) {
    std::ifstream in(args[i], std::ios::binary);
    std::string text((std::istreambuf_iterator<char>(in)), {});
    run(args[i], text);
  }
  if (mode == "time") std::cout << fmt::format("{} bytes, {} lines, {:.3f} s, {:.1f} MB/s, {:.0f} lines/s\n", bytes, lines, seconds, double(bytes) / seconds / 1e6, double(lines) / seconds);
  return 0;
}
