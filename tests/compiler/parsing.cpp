#include "parsing.h"

#include <fmt/format.h>

#include "base/arena.h"
#include "compiler/parser.h"
#include "pyc/release.h"
#include "tree_text.h"

namespace xvm::compiler {
namespace {

struct Kept : WarningSink {
  bool warn(const Warning& warning, Fault&) override {
    said += fmt::format("{}: {}\n", warning.category, warning.message);
    return true;
  }
  std::string said;
};

struct Outcome {
  std::string tree, warnings;
  Fault fault;
  bool fine = false;
};

Outcome run(std::string_view tag, std::string_view source, Mode mode, bool places) {
  Options options;
  options.release = find_release(tag);
  options.mode = mode;
  Arena arena;
  SymbolPool symbols(arena);
  ConstantPool pool;
  Kept kept;
  Outcome outcome;
  Module* module = parse(source, options, arena, symbols, pool, kept, outcome.fault);
  outcome.warnings = kept.said;
  outcome.fine = module != nullptr;
  if (!module) return outcome;
  TreeStyle style;
  style.places = places;
  style.ends = places && options.release->since(3, 8);
  style.long_prefix = options.release->python2();
  outcome.tree = tree_text(*module, pool, style);
  for (char& c : outcome.tree)
    if (c == '\n') c = ' ';
  std::size_t begin = outcome.tree.find_first_not_of(' ');
  outcome.tree.erase(0, begin == std::string::npos ? 0 : begin);
  return outcome;
}

}  // namespace

std::string tree(std::string_view tag, std::string_view source, Mode mode) {
  Outcome outcome = run(tag, source, mode, false);
  return outcome.fine ? outcome.tree : outcome.fault.type + ": " + outcome.fault.message;
}

std::string places(std::string_view tag, std::string_view source) { return run(tag, source, Mode::Exec, true).tree; }

std::string refusal(std::string_view tag, std::string_view source, Mode mode) {
  Outcome outcome = run(tag, source, mode, false);
  if (outcome.fine) return {};
  const Fault& f = outcome.fault;
  std::string at = fmt::format("{}:{}", f.line, f.offset);
  if (find_release(tag)->since(3, 10)) at += fmt::format("-{}:{}", f.end_line, f.end_offset);
  return fmt::format("{}: {} ({})", f.type, f.message, at);
}

std::string warnings(std::string_view tag, std::string_view source) { return run(tag, source, Mode::Exec, false).warnings; }

}  // namespace xvm::compiler
