// What the files must have in common.
#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <set>

#include "spec.h"

namespace xvm::opgen {
namespace {

[[noreturn]] void fail(const std::string& file, const std::string& row, std::string_view what) {
  throw SpecError(fmt::format("{}: {}: {}", file, row, what));
}

std::pair<int, int> version_numbers(const ReleaseSpec& release) {
  std::size_t dot = release.version.find('.');
  bool digits = dot != std::string::npos && dot > 0 && dot + 1 < release.version.size() && release.version.size() < 6;
  for (std::size_t i = 0; digits && i < release.version.size(); i++)
    digits = i == dot || std::isdigit(static_cast<unsigned char>(release.version[i]));
  if (!digits) throw SpecError(fmt::format("{}: version \"{}\" is not X.Y", release.file, release.version));
  return {std::stoi(release.version.substr(0, dot)), std::stoi(release.version.substr(dot + 1))};
}

void check_release(const ReleaseSpec& release, const std::set<std::string>& operations) {
  std::set<unsigned> codes;
  std::set<std::string> names;
  for (const Opcode& opcode : release.opcodes) names.insert(opcode.name);
  std::set<std::string> seen;
  for (const Opcode& opcode : release.opcodes) {
    if (!codes.insert(opcode.code).second) fail(release.file, opcode.name, fmt::format("code {} is used twice", opcode.code));
    if (!seen.insert(opcode.name).second) fail(release.file, opcode.name, "the name is used twice");
    if (!opcode.op.empty() && !operations.contains(opcode.op))
      fail(release.file, opcode.name, fmt::format("no operation {}", opcode.op));
    if (opcode.caches > 0 && release.encoding != "inline_caches")
      fail(release.file, opcode.name, "the encoding has no inline caches");
    for (const Case& one : opcode.cases) {
      if (!operations.contains(one.op)) fail(release.file, opcode.name, fmt::format("no operation {}", one.op));
      for (const std::string& name : one.after)
        if (!names.contains(name)) fail(release.file, opcode.name, fmt::format("after: no opcode {}", name));
    }
  }
}

bool is_word(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_'; }

// A definition or a call of it: name( with no word character before.
bool has_function(std::string_view sources, std::string_view name) {
  for (std::size_t at = sources.find(name); at != std::string_view::npos; at = sources.find(name, at + 1)) {
    std::size_t end = at + name.size();
    if ((at == 0 || !is_word(sources[at - 1])) && end < sources.size() && sources[end] == '(') return true;
  }
  return false;
}

}  // namespace

void check(Specs& specs) {
  std::set<std::string> names;
  for (const Operation& op : specs.operations)
    if (!names.insert(op.name).second) fail(op.file, op.name, "the operation is there twice");
  for (const Operation& op : specs.operations) {
    if (!op.backward.empty() && !names.contains(op.backward))
      fail(op.file, op.name, fmt::format("backward: no operation {}", op.backward));
    if (op.cache && op.b != "none") fail(op.file, op.name, "an operation with a cache has no room for b");
    bool jumps = std::find(op.leaves.begin(), op.leaves.end(), "jump") != op.leaves.end();
    if (jumps && op.operand != "jump" && op.block != "end_finally") fail(op.file, op.name, "it jumps without a jump operand");
  }
  std::set<std::string> fused_names;
  for (const Fused& fused : specs.fused) {
    if (names.contains(fused.name) || !fused_names.insert(fused.name).second) fail(fused.file, fused.name, "the operation is there twice");
    if (!fused.slow.empty() && !names.contains(fused.slow)) fail(fused.file, fused.name, fmt::format("slow: no operation {}", fused.slow));
    for (const Fused::Covered& covered : fused.covers)
      if (!names.contains(covered.op)) fail(fused.file, fused.name, fmt::format("covers: no operation {}", covered.op));
  }
  for (const ReleaseSpec& release : specs.releases) check_release(release, names);
  std::sort(specs.releases.begin(), specs.releases.end(),
            [](const auto& l, const auto& r) { return version_numbers(l) < version_numbers(r); });
}

void check_handlers(const Specs& specs, std::string_view sources) {
  for (const Operation& op : specs.operations)
    if (!has_function(sources, op.handler)) fail(op.file, op.name, fmt::format("no handler {}", op.handler));
  for (const Fused& fused : specs.fused)
    if (std::string name = fused.handler.substr(0, fused.handler.find('<')); !has_function(sources, name))
      fail(fused.file, fused.name, fmt::format("no handler {}", name));
}

}  // namespace xvm::opgen
