// compare_compiled [--show] [--verify] < LIST: compiles sources and compares what comes out with what the release's own
// compiler made. A line of LIST is RELEASE, SOURCE, GOLDEN .pyc, FILE NAME, apart by tabs. Prints a line for each code
// object, or for a source that does not compile: RELEASE, SOURCE, path of the code, then what differs, by commas (or "=").
// The path is empty where the whole source is meant: "fault" and the exception as JSON, or "compiled" where GOLDEN is "-",
// which says that the release refuses this source.
// With --show, both disassemblies of a code object that differs follow, marked - and +.
#include <fmt/format.h>

#include <chrono>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "bytecode/decoder.h"
#include "bytecode/disassembler.h"
#include "bytecode/verifier.h"
#include "compiler/compile.h"
#include "pyc/lines.h"
#include "pyc/marshal.h"
#include "pyc/pyc.h"

using namespace xvm;

namespace {

struct Silent : compiler::WarningSink {
  bool warn(const compiler::Warning&, compiler::Fault&) override { return true; }
};

std::vector<std::uint8_t> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
}

bool is_code(const ConstantPool& pool, ConstantId id) { return pool.kind(id) == ConstantKind::Code; }

// The same value, but for code objects, which are compared on their own.
bool same(const ConstantPool& a, ConstantId x, const ConstantPool& b, ConstantId y) {
  if (x == no_constant || y == no_constant) return x == y;
  ConstantKind kind = a.kind(x);
  if (kind != b.kind(y)) return false;
  switch (kind) {
    case ConstantKind::Int:
      return a.integer(x) == b.integer(y);
    case ConstantKind::Long:
      if (a[x].count != b[y].count || a.negative(x) != b.negative(y)) return false;
      for (std::uint32_t i = 0; i < a[x].count; ++i)
        if (a.digit(x, i) != b.digit(y, i)) return false;
      return true;
    case ConstantKind::Float: {
      double p = a.real(x), q = b.real(y);
      return std::memcmp(&p, &q, sizeof p) == 0 || (p != p && q != q);
    }
    case ConstantKind::Complex: {
      double p[] = {a.real(x), a.imag(x)}, q[] = {b.real(y), b.imag(y)};
      return std::memcmp(p, q, sizeof p) == 0;
    }
    case ConstantKind::Bytes:
    case ConstantKind::Text:
      return a.bytes(x) == b.bytes(y);
    case ConstantKind::Tuple: {
      auto p = a.items(x), q = b.items(y);
      if (p.size() != q.size()) return false;
      for (std::size_t i = 0; i < p.size(); ++i)
        if (!same(a, p[i], b, q[i])) return false;
      return true;
    }
    case ConstantKind::FrozenSet: {
      auto p = a.items(x), q = b.items(y);
      if (p.size() != q.size()) return false;
      for (ConstantId item : p) {
        bool found = false;
        for (ConstantId other : q) found |= same(a, item, b, other);
        if (!found) return false;
      }
      return true;
    }
    default:
      return true;
  }
}

bool same_bytes(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b) {
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin());
}

std::string differences(const Code& golden, const Code& ours) {
  std::string list;
  auto differ = [&](bool equal, const char* name) {
    if (equal) return;
    if (!list.empty()) list += ',';
    list += name;
  };
  const ConstantPool &a = *golden.pool, &b = *ours.pool;
  differ(same_bytes(golden.bytecode(), ours.bytecode()), "code");
  differ(same(a, golden.consts_id, b, ours.consts_id), "consts");
  differ(same(a, golden.names_id, b, ours.names_id), "names");
  differ(same(a, golden.varnames_id, b, ours.varnames_id) && same(a, golden.cellvars_id, b, ours.cellvars_id) &&
             same(a, golden.freevars_id, b, ours.freevars_id) &&
             same(a, golden.localsplusnames_id, b, ours.localsplusnames_id) &&
             same(a, golden.localspluskinds_id, b, ours.localspluskinds_id),
         "locals");
  differ(golden.flags == ours.flags, "flags");
  differ(golden.stacksize == ours.stacksize, "stacksize");
  differ(golden.firstlineno == ours.firstlineno, "firstlineno");
  differ(same_bytes(golden.linetable(), ours.linetable()), "lines");
  differ(same_bytes(golden.exceptiontable(), ours.exceptiontable()), "exceptions");
  differ(golden.name() == ours.name() && golden.qualname() == ours.qualname(), "name");
  differ(golden.filename() == ours.filename(), "filename");
  differ(golden.argcount == ours.argcount && golden.posonlyargcount == ours.posonlyargcount &&
             golden.kwonlyargcount == ours.kwonlyargcount && golden.nlocals == ours.nlocals,
         "argcount");
  return list;
}

std::string hex(std::span<const std::uint8_t> bytes) {
  std::string out;
  for (std::uint8_t byte : bytes) out += fmt::format("{:02x}", byte);
  return out;
}

void show(const Code& code, char mark) {
  DecodedCode decoded;
  std::string text;
  append_code_summary_json(text, code);
  fmt::print("{} flags {:#x} stack {} line {} args {} {} {}\n", mark, code.flags, code.stacksize, code.firstlineno,
             code.argcount, code.posonlyargcount, code.kwonlyargcount);
  fmt::print("{} {}\n", mark, text);
  fmt::print("{} lines {}\n{} exceptions {}\n", mark, hex(code.linetable()), mark, hex(code.exceptiontable()));
  decode(code, decoded);
  LineTableView lines = read_line_table(code);
  for (std::uint32_t i = 0; i < decoded.instructions.size(); ++i) {
    std::uint32_t offset = decoded.offsets[i];
    const LineRange* at = range_at(lines, offset);
    std::string where = at ? fmt::format("{}:{}-{}:{}", at->line, at->column, at->end_line, at->end_column) : "?";
    fmt::print("{} {:4} {:30} {:6} {} [{}]\n", mark, offset, decoded.row(i) ? decoded.row(i)->name : "?",
               decoded.raw_args[i], operand_text(decoded, i), where);
  }
}

struct Comparison {
  std::string release, source;
  bool shows = false, verifies = false;

  void compare(const Code& golden, const Code& ours) {
    std::string list = differences(golden, ours);
    std::vector<const Code*> left, right;
    for (ConstantId id : golden.consts())
      if (is_code(*golden.pool, id)) left.push_back(&golden.pool->code(id));
    for (ConstantId id : ours.consts())
      if (is_code(*ours.pool, id)) right.push_back(&ours.pool->code(id));
    if (left.size() != right.size()) list += list.empty() ? "nested" : ",nested";
    if (verifies) {
      DecodedCode decoded;
      if (auto refusal = verify_code(ours, decoded)) list += fmt::format("{}refused ({})", list.empty() ? "" : ",", *refusal);
    }
    std::string path = golden.path();
    fmt::print("{}\t{}\t{}\t{}\n", release, source, path, list.empty() ? "=" : list);
    if (shows && !list.empty()) {
      show(golden, '-');
      show(ours, '+');
    }
    for (std::size_t i = 0; i < left.size(); ++i) {
      if (i < right.size()) compare(*left[i], *right[i]);
      else missing(*left[i]);
    }
  }

  void missing(const Code& golden) {
    fmt::print("{}\t{}\t{}\tmissing\n", release, source, golden.path());
    for (ConstantId id : golden.consts())
      if (is_code(*golden.pool, id)) missing(golden.pool->code(id));
  }
};

std::string fault_text(const compiler::Fault& fault) {
  nlohmann::json json{{"type", fault.type},     {"message", fault.message},       {"line", fault.line},
                      {"offset", fault.offset}, {"end_line", fault.end_line}, {"end_offset", fault.end_offset}};
  if (fault.text) json["text"] = *fault.text;
  return json.dump(-1, ' ', true, nlohmann::json::error_handler_t::replace);
}

void run(const std::string& tag, const std::string& source, const std::string& golden_path, const std::string& name,
         bool shows, bool verifies) {
  const Release* release = find_release(tag);
  std::vector<std::uint8_t> text = read_file(source), stored;
  std::unique_ptr<PycFile> golden;
  if (golden_path != "-") {
    stored = read_file(golden_path);
    if (auto read = read_pyc(stored, golden_path)) golden = std::move(*read);
  }
  if (!release || (!golden && golden_path != "-")) {
    fmt::print("{}\t{}\t\tunreadable\n", tag, source);
    return;
  }
  compiler::Options options;
  options.release = release;
  options.file_name = name;
  ConstantPool pool;
  compiler::Fault fault;
  Silent silent;
  Comparison comparison{tag, source, shows, verifies};
  const Code* code = compiler::compile_source({reinterpret_cast<const char*>(text.data()), text.size()}, options, pool,
                                              silent, fault);
  if (!code) {
    fmt::print("{}\t{}\t\tfault {}\n", tag, source, fault_text(fault));
    if (golden) comparison.missing(*golden->top);
    return;
  }
  if (!golden) {
    fmt::print("{}\t{}\t\tcompiled\n", tag, source);
    return;
  }
  // As a file would be read again.
  std::vector<std::uint8_t> written;
  write_marshal(pool, code->id, *release, written);
  ConstantPool again;
  Unmarshalled read;
  if (auto wrong = read_marshal(again, *release, written, 0, {}, read)) {
    fmt::print("{}\t{}\t\tunmarshal {}\n", tag, source, wrong->message);
    return;
  }
  if (auto wrong = check_code_objects(again)) {
    fmt::print("{}\t{}\t\tcheck {}\n", tag, source, *wrong);
    return;
  }
  comparison.compare(*golden->top, again.code(read.root));
}

}  // namespace

int main(int argc, char** argv) {
  bool shows = false, verifies = false;
  for (int i = 1; i < argc; ++i) {
    shows |= !std::strcmp(argv[i], "--show");
    verifies |= !std::strcmp(argv[i], "--verify");
  }
  std::string line;
  while (std::getline(std::cin, line)) {
    std::istringstream fields(line);
    std::string tag, source, golden, name;
    std::getline(fields, tag, '\t');
    std::getline(fields, source, '\t');
    std::getline(fields, golden, '\t');
    std::getline(fields, name, '\t');
    run(tag, source, golden, name, shows, verifies);
    std::fflush(stdout);
  }
}
