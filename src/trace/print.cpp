#include "trace/print.h"

#include <fmt/format.h>
#include <unistd.h>

#include <iterator>

#include "bytecode/decoded.h"
#include "bytecode/disassembler.h"
#include "objects/code.h"
#include "objects/text.h"
#include "trace/value_text.h"
#include "vm/frame.h"
#include "vm/runtime.h"

namespace xvm {
namespace {

constexpr int with_stacks = 2;
constexpr std::size_t longest_operand = 80;
constexpr std::string_view margin = "             ";

void write_line(std::string& line) {
  line += '\n';
  std::string_view rest = line;
  while (!rest.empty()) {
    ssize_t written = ::write(STDERR_FILENO, rest.data(), rest.size());
    if (written <= 0) return;
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

bool shows_stacks(Thread& thread) { return thread.rt.settings.trace_level >= with_stacks; }

std::string_view block_name(BlockKind kind) {
  switch (kind) {
    case BlockKind::Loop: return "loop";
    case BlockKind::Except: return "except";
    case BlockKind::Finally: return "finally";
    case BlockKind::Handler: return "handler";
    case BlockKind::Table: return "handled";
  }
  return {};
}

// "[loop to 34 at 0, except to 20 at 1]": where each block goes, and the depth that the stack is cut to.
void append_blocks(std::string& line, const DecodedCode& decoded, std::int32_t block) {
  std::string inner;
  for (; block >= 0; block = decoded.blocks[static_cast<std::size_t>(block)].parent) {
    const Block& one = decoded.blocks[static_cast<std::size_t>(block)];
    std::string text = fmt::format("{} {} {} at {}", block_name(one.kind), one.kind == BlockKind::Handler ? "from" : "to",
                                   one.target < decoded.size() ? decoded.offsets[one.target] : 0, one.depth);
    inner = inner.empty() ? text : text + ", " + inner;
  }
  line += '[' + inner + ']';
}

void append_stack(std::string& line, Thread& thread, Frame& frame) {
  line += '[';
  for (const Value* v = frame.stack(); v != frame.sp; ++v) {
    if (v != frame.stack()) line += ", ";
    append_traced_value(line, thread, *v);
  }
  line += ']';
}

std::string place(Frame& frame) {
  const CodeObject& code = *frame.code;
  return fmt::format("{} at {}:{}", native_utf8(code.qualname ? code.qualname : code.name), native_utf8(code.filename), code.line_at(frame.instruction()));
}

}  // namespace

void print_instruction(Thread& thread, Frame& frame) {
  const DecodedCode& decoded = *frame.code->decoded;
  auto index = static_cast<std::uint32_t>(frame.instruction());
  std::string line;
  if (shows_stacks(thread)) {
    line += margin;
    line += "stack  ";
    append_stack(line, thread, frame);
    line += '\n';
    line += margin;
    line += "blocks ";
    append_blocks(line, decoded, decoded.block_of[index]);
    line += '\n';
  }
  const OpcodeRow& row = *decoded.row(index);
  int source_line = frame.code->line_at(index);
  std::string number = source_line < 0 ? "-" : std::to_string(source_line);
  fmt::format_to(std::back_inserter(line), "L. {:<3} @ {:>2}: {}", number, decoded.offsets[index], row.name);
  std::string operand = operand_text(decoded, index, longest_operand);
  if (!operand.empty()) line += ' ' + operand;
  else if (row.form != OperandForm::None) line += ' ' + std::to_string(decoded.raw_args[index]);
  write_line(line);
}

void print_entered(Thread& thread, Frame& frame) {
  if (!shows_stacks(thread)) return;
  std::string line = "--> " + place(frame);
  write_line(line);
}

void print_left(Thread& thread, Frame& frame, Ref value) {
  if (!shows_stacks(thread)) return;
  std::string line = "<-- " + place(frame) + ": ";
  append_traced_value(line, thread, value);
  write_line(line);
}

void print_unwound(Thread& thread, Frame& frame) {
  if (!shows_stacks(thread)) return;
  std::string line = "<-- " + place(frame) + ": raises ";
  append_traced_value(line, thread, thread.error.type);
  write_line(line);
}

}  // namespace xvm
