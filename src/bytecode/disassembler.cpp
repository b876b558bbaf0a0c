#include "bytecode/disassembler.h"

#include <fmt/format.h>

#include <iterator>
#include <optional>
#include <vector>

#include "base/json_text.h"
#include "base/printable.h"
#include "bytecode/decoder.h"
#include "pyc/exception_table.h"
#include "pyc/lines.h"
#include "pyc/pyc.h"

namespace xvm {
namespace {

bool prefixes_add_up(const Release& r) { return r.since(3, 6); }  // in what dis shows as an EXTENDED_ARG's operand

// One line of a disassembly; EXTENDED_ARG has its own.
struct Line {
  std::uint32_t offset = 0;
  std::uint8_t opcode = 0;
  std::optional<std::uint32_t> arg;
  std::uint32_t index = no_index;  // instruction, unless it is an EXTENDED_ARG
};

class CodeLines {
 public:
  explicit CodeLines(const Code& code) : code_(code), table_(opcodes_of(*code.release)), lines_(read_line_table(code)) {
    decode(code, decoded_);
  }

  const DecodedCode& decoded() const { return decoded_; }

  // Source line at an offset, asked for in ascending order.
  std::int32_t line_at(std::uint32_t offset) {
    while (range_ < lines_.ranges.size() && lines_.ranges[range_].end <= offset) range_++;
    if (range_ == lines_.ranges.size() || lines_.ranges[range_].start > offset) return no_line;
    return lines_.ranges[range_].line;
  }

  std::string name(const Line& line) const {
    const OpcodeRow* row = table_.find(line.opcode);
    return row ? std::string(row->name) : fmt::format("<{}>", line.opcode);
  }

  template <class Use>
  void each(Use use) {
    auto count = static_cast<std::uint32_t>(decoded_.size());
    for (std::uint32_t i = 0; i < count; i++) {
      prefixes(i, use);
      Line line{decoded_.offsets[i], decoded_.opcodes[i], std::nullopt, i};
      const OpcodeRow* row = decoded_.row(i);
      bool takes = row ? row->form != OperandForm::None : line.opcode >= table_.have_argument;
      if (takes) line.arg = decoded_.raw_args[i];
      use(line);
    }
  }

 private:
  template <class Use>
  void prefixes(std::uint32_t i, Use use) {
    bool wide = code_.release->encoding != Encoding::OneOrThreeBytes;
    auto bytes = code_.bytecode();
    std::uint32_t sum = 0;
    for (std::uint32_t at = decoded_.start_of(i); at < decoded_.offsets[i]; at += wide ? 2 : 3) {
      std::uint32_t own = wide ? bytes[at + 1] : bytes[at + 1] | static_cast<std::uint32_t>(bytes[at + 2]) << 8;
      sum = prefixes_add_up(*code_.release) ? sum << 8 | own : own;
      use(Line{at, bytes[at], sum, no_index});
    }
  }

  const Code& code_;
  const OpcodeTable& table_;
  LineTableView lines_;
  DecodedCode decoded_;
  std::size_t range_ = 0;
};

std::vector<ExceptionTableEntry> exceptions_of(const Code& code) {
  if (code.release->exceptions != ExceptionModel::Table) return {};
  auto entries = parse_exception_table(code.exceptiontable());
  return entries ? std::move(*entries) : std::vector<ExceptionTableEntry>{};
}

auto append(std::string& out) { return std::back_inserter(out); }

void append_instructions_json(std::string& out, const Code& code, Flush flush) {
  CodeLines lines(code);
  out += "\"instructions\": [";
  bool first = true;
  lines.each([&](const Line& line) {
    fmt::format_to(append(out), "{}{{\"offset\": {}, \"op\": \"{}\", \"code\": {}, \"arg\": ", first ? "" : ", ", line.offset,
                   lines.name(line), line.opcode);
    first = false;
    if (line.arg)
      fmt::format_to(append(out), "{}", *line.arg);
    else
      out += "null";
    std::int32_t source = lines.line_at(line.offset);
    out += source == no_line ? ", \"line\": null" : fmt::format(", \"line\": {}", source);
    auto target = line.index == no_index ? std::nullopt : jump_target(lines.decoded(), line.index);
    out += target ? fmt::format(", \"target\": {}", *target) : ", \"target\": null";
    out += ", \"argrepr\": ";
    append_json_string(out, line.index == no_index ? "" : operand_text(lines.decoded(), line.index));
    out += '}';
    flush_if_large(out, flush);
  });
  out += "]";
}

void append_exceptions_json(std::string& out, const Code& code) {
  out += "\"exceptions\": [";
  bool first = true;
  for (const ExceptionTableEntry& entry : exceptions_of(code)) {
    fmt::format_to(append(out), "{}[{}, {}, {}, {}, {}]", first ? "" : ", ", entry.start, entry.end, entry.target,
                   entry.depth, entry.lasti);
    first = false;
  }
  out += "]";
}

void append_names(std::string& out, std::string_view key, const Code& code, std::span<const ConstantId> names) {
  fmt::format_to(append(out), ", \"{}\": [", key);
  for (std::size_t i = 0; i < names.size(); i++) {
    if (i > 0) out += ", ";
    append_json_string(out, code.text(names[i]));
  }
  out += ']';
}

void append_code_text(std::string& out, const Code& code, Flush flush) {
  CodeLines lines(code);
  const DecodedCode& decoded = lines.decoded();
  std::vector<bool> targets(code.bytecode().size() + 1);
  auto mark = [&](std::int64_t offset) {
    if (offset >= 0 && static_cast<std::size_t>(offset) < targets.size()) targets[static_cast<std::size_t>(offset)] = true;
  };
  for (std::uint32_t i = 0; i < decoded.size(); i++)
    if (auto target = jump_target(decoded, i)) mark(*target);
  std::vector<ExceptionTableEntry> entries = exceptions_of(code);
  for (const ExceptionTableEntry& entry : entries) mark(entry.target);

  out += "Disassembly of " + code.path() + " (";
  out += printable(code.filename(), 1000);
  fmt::format_to(append(out), ", line {}):\n", code.firstlineno);
  std::int32_t shown = no_line;
  lines.each([&](const Line& line) {
    std::int32_t source = lines.line_at(line.offset);
    std::string number;
    if (source != shown) number = source == no_line ? "--" : fmt::format("{}", source);
    if (source != shown && shown != no_line) out += '\n';
    shown = source;
    fmt::format_to(append(out), "{:>5} {:>2} {:>6} {:<26}", number, targets[line.offset] ? ">>" : "", line.offset,
                   lines.name(line));
    if (line.arg) fmt::format_to(append(out), " {:>6}", *line.arg);
    std::string operand = line.index == no_index ? "" : operand_text(decoded, line.index);
    if (!operand.empty()) out += " (" + printable(operand, 1000) + ")";
    while (out.ends_with(' ')) out.pop_back();
    out += '\n';
    flush_if_large(out, flush);
  });
  if (entries.empty()) return;
  out += "Exception table:\n";
  for (const ExceptionTableEntry& entry : entries)
    fmt::format_to(append(out), "  {} to {} -> {} [{}]{}\n", entry.start, entry.end, entry.target, entry.depth,
                   entry.lasti ? " lasti" : "");
}

}  // namespace

void flush_if_large(std::string& out, Flush flush) {
  if (flush && out.size() > 1 << 16) flush(out);
}

void append_file_json(std::string& out, const PycFile& pyc) {
  out += "\"file\": ";
  append_json_string(out, pyc.file_name);
  fmt::format_to(append(out), ", \"release\": \"{}\", \"magic\": {}, \"header\": {{", pyc.release->tag, pyc.header.magic);
  const Header& header = pyc.header;
  const char* kind = header.kind == HeaderKind::Full ? "full" : header.kind == HeaderKind::Absent ? "absent" : "zeroed magic";
  fmt::format_to(append(out), "\"kind\": \"{}\", \"bytes\": {}", kind, header.bytes);
  if (header.kind == HeaderKind::Full) {
    fmt::format_to(append(out), ", \"flags\": {}", header.flags);
    if (header.invalidation == Invalidation::Timestamp)
      fmt::format_to(append(out), ", \"mtime\": {}, \"source_size\": {}", header.mtime, header.source_size);
    else
      fmt::format_to(append(out), ", \"source_hash\": \"{:016x}\"", header.source_hash);
  }
  out += ", \"stored\": \"";
  append_hex(out, {reinterpret_cast<const char*>(pyc.head_bytes.data()), pyc.head_bytes.size()});
  out += "\"}";
}

void append_code_summary_json(std::string& out, const Code& code) {
  out += "\"name\": ";
  append_json_string(out, code.name());
  out += ", \"qualname\": ";
  append_json_string(out, code.qualname());
  out += ", \"path\": ";
  append_json_string(out, code.path());
  out += ", \"filename\": ";
  append_json_string(out, code.filename());
  fmt::format_to(append(out),
                 ", \"first_line\": {}, \"argcount\": {}, \"posonlyargcount\": {}, \"kwonlyargcount\": {}, \"nlocals\": {}, "
                 "\"stacksize\": {}, \"flags\": {}",
                 code.firstlineno, code.argcount, code.posonlyargcount, code.kwonlyargcount, code.nlocals, code.stacksize,
                 code.flags);
  append_names(out, "names", code, code.names());
  append_names(out, "local_names", code, code.varnames());
  append_names(out, "cell_names", code, code.cellvars());
  append_names(out, "free_names", code, code.freevars());
}

void append_disassembly_json(std::string& out, const PycFile& pyc, Flush flush) {
  out += '{';
  append_file_json(out, pyc);
  out += ", \"codes\": [";
  bool first = true;
  for (const Code& code : pyc.pool.codes()) {
    out += first ? "{" : ", {";
    first = false;
    append_code_summary_json(out, code);
    out += ", ";
    append_instructions_json(out, code, flush);
    out += ", ";
    append_exceptions_json(out, code);
    out += '}';
  }
  out += "]}\n";
}

void append_disassembly(std::string& out, const PycFile& pyc, Flush flush) {
  fmt::format_to(append(out), "{}: Python {}, magic number {}\n", pyc.file_name, pyc.release->tag, pyc.header.magic);
  for (const Code& code : pyc.pool.codes()) {
    out += '\n';
    append_code_text(out, code, flush);
  }
}

}  // namespace xvm
