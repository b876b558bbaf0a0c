#include "verified.h"

#include <doctest/doctest.h>
#include <fmt/format.h>

#include "assembler.h"
#include "bytecode/operations.h"
#include "pyc/marshal.h"

namespace xvm {
namespace {

void add_default(sample::Fields& fields, const char* field, std::string bytes) { fields.try_emplace(field, std::move(bytes)); }

void add_defaults(const Release& release, sample::Fields& fields) {
  using namespace sample;
  auto names = [&](std::initializer_list<std::string> items) { return tuple(items); };
  std::string a = name(release, "a"), k = name(release, "k"), l = name(release, "l"), n = name(release, "n");
  std::string v = name(release, "v"), c = name(release, "c"), f = name(release, "f");
  std::string half = std::string("g\0\0\0\0\0\0\4\x40", 9);
  add_default(fields, "co_consts", tuple({"N", "i" + int32(1), a, tuple({k}), tuple({k, l}), half}));
  add_default(fields, "co_names", names({n}));
  add_default(fields, "co_stacksize", int32(100));
  if (cells_are_locals(release)) {
    add_default(fields, "co_localsplusnames", names({v, c, f}));
    add_default(fields, "co_localspluskinds", sized('s', "\x20\x40\x80"));
  } else {
    add_default(fields, "co_nlocals", int32(1));
    add_default(fields, "co_varnames", names({v}));
    add_default(fields, "co_cellvars", names({c}));
    add_default(fields, "co_freevars", names({f}));
  }
}

}  // namespace

Verified verified_bytes(std::string_view tag, const std::string& bytes, sample::Fields fields) {
  const Release& release = sample::release(tag);
  fields["co_code"] = sample::sized('s', bytes);
  add_defaults(release, fields);
  auto file = sample::read(sample::pyc(release, fields));
  REQUIRE_MESSAGE(file, file.error());
  Verified result{std::move(*file), {}, {}};
  result.refusal = verify_code(*result.file->top, result.decoded).value_or("");
  return result;
}

Verified verified(std::string_view tag, std::string_view text, sample::Fields fields) {
  return verified_bytes(tag, assemble(sample::release(tag), text), std::move(fields));
}

std::string refused(std::string_view tag, std::string_view text, sample::Fields fields) {
  std::string refusal = verified(tag, text, std::move(fields)).refusal;
  std::string begin = "<module>: ", end = fmt::format(" (Python {})", tag);
  if (refusal.starts_with(begin)) refusal.erase(0, begin.size());
  if (refusal.ends_with(end)) refusal.resize(refusal.size() - end.size());
  return refusal;
}

std::string canonical(const DecodedCode& decoded) {
  std::string text;
  for (std::uint32_t i = 0; i < decoded.size(); i++) {
    const Instruction& ins = decoded.instructions[i];
    if (i > 0) text += "; ";
    if (!decoded.reachable(i)) {
      text += "?";
      continue;
    }
    const OperationInfo& operation = info(ins.op);
    text += operation.name;
    if (operation.arg != Operand::None) text += fmt::format(" {}", ins.arg);
    if (operation.a != Operand::None) text += fmt::format(" {}", ins.a);
    if (operation.b != Operand::None) text += fmt::format(" {}", ins.b);
  }
  return text;
}

std::string canonical(std::string_view tag, std::string_view text, sample::Fields fields) {
  Verified code = verified(tag, text, std::move(fields));
  REQUIRE(code.refusal == "");
  return canonical(code.decoded);
}

std::string depths(const DecodedCode& decoded) {
  std::string text;
  for (std::uint32_t i = 0; i < decoded.size(); i++) {
    if (i > 0) text += " ";
    text += decoded.reachable(i) ? std::to_string(decoded.depth[i]) : "-";
  }
  return text;
}

std::string blocks(const DecodedCode& decoded) {
  static constexpr std::string_view kinds[] = {"Loop", "Except", "Finally", "Handler", "Table"};
  std::string text;
  for (const Block& block : decoded.blocks) {
    if (!text.empty()) text += ", ";
    text += fmt::format("{} {} to {}", kinds[static_cast<int>(block.kind)], block.depth, block.target);
    if (block.parent >= 0) text += fmt::format(" in {}", block.parent);
    if (block.lasti) text += " with lasti";
  }
  return text;
}

sample::Fields flags(int value) { return {{"co_flags", sample::int32(value)}}; }
sample::Fields stacksize(int value) { return {{"co_stacksize", sample::int32(value)}}; }
sample::Fields exception_table(const std::string& bytes) { return {{"co_exceptiontable", sample::sized('s', bytes)}}; }

std::string entry(int start, int length, int target, int depth, bool lasti) {
  int numbers[] = {start, length, target, depth * 2 + lasti};
  std::string bytes;
  for (int number : numbers) {
    REQUIRE(number < 64);
    bytes += static_cast<char>(number | (bytes.empty() ? 0x80 : 0));
  }
  return bytes;
}

}  // namespace xvm
