#include "bytecode/info.h"

#include <fmt/format.h>

#include <iterator>

#include "base/json_text.h"
#include "base/printable.h"
#include "bytecode/constant_text.h"
#include "bytecode/disassembler.h"
#include "pyc/exception_table.h"
#include "pyc/lines.h"
#include "pyc/pyc.h"

namespace xvm {
namespace {

auto append(std::string& out) { return std::back_inserter(out); }

std::string constant(const Code& code, ConstantId id, ConstantStyle style, std::size_t limit = 0x7fffffff) {
  std::string text;
  append_constant(text, *code.pool, id, *code.release, style, limit);
  return text;
}

void append_field_json(std::string& out, const Code& code, const CodeField& field) {
  if (field.type == FieldType::Number) {
    fmt::format_to(append(out), "{}", code.*field.number);
    return;
  }
  ConstantId id = code.*field.object;
  switch (field.type) {
    case FieldType::Bytes:
      out += '"';
      append_hex(out, code.pool->bytes(id));
      out += '"';
      return;
    case FieldType::Tuple:
    case FieldType::Names: {
      auto items = code.pool->items(id);
      out += '[';
      for (std::size_t i = 0; i < items.size(); i++) {
        if (i > 0) out += ", ";
        if (field.type == FieldType::Names)
          append_json_string(out, code.text(items[i]));
        else
          append_json_string(out, constant(code, items[i], ConstantStyle::Typed));
      }
      out += ']';
      return;
    }
    default: append_json_string(out, code.text(id)); return;
  }
}

void append_lines_json(std::string& out, const Code& code) {
  auto value = [](std::int32_t number) { return number < 0 ? std::string("null") : fmt::format("{}", number); };
  LineTableView lines = read_line_table(code);
  out += "\"lines\": [";
  bool first = true;
  for (const LineRange& range : lines.ranges) {
    fmt::format_to(append(out), "{}[{}, {}, {}", first ? "" : ", ", range.start, range.end, value(range.line));
    if (code.release->line_table == LineTable::Locations)
      fmt::format_to(append(out), ", {}, {}, {}", value(range.end_line), value(range.column), value(range.end_column));
    out += ']';
    first = false;
  }
  fmt::format_to(append(out), "], \"lines_well_formed\": {}", lines.well_formed);
}

void append_table_json(std::string& out, const Code& code) {
  out += "\"exceptions\": ";
  if (code.release->exceptions != ExceptionModel::Table) {
    out += "[]";
    return;
  }
  auto entries = parse_exception_table(code.exceptiontable());
  if (!entries) {
    out += "null";
    return;
  }
  out += '[';
  for (std::size_t i = 0; i < entries->size(); i++) {
    const ExceptionTableEntry& entry = (*entries)[i];
    fmt::format_to(append(out), "{}[{}, {}, {}, {}, {}]", i > 0 ? ", " : "", entry.start, entry.end, entry.target,
                   entry.depth, entry.lasti);
  }
  out += ']';
}

std::string header_text(const PycFile& pyc) {
  const Header& header = pyc.header;
  if (header.kind == HeaderKind::Absent) return "none";
  if (header.kind == HeaderKind::ZeroedMagic) return fmt::format("{} bytes, magic number zeroed", header.bytes);
  std::string text = fmt::format("{} bytes, ", header.bytes);
  switch (header.invalidation) {
    case Invalidation::Timestamp:
      text += fmt::format("source of time {}", header.mtime);
      if (header.bytes > 8) text += fmt::format(" and {} bytes", header.source_size);
      break;
    case Invalidation::CheckedHash: text += fmt::format("checked hash {:016x}", header.source_hash); break;
    case Invalidation::UncheckedHash: text += fmt::format("unchecked hash {:016x}", header.source_hash); break;
  }
  return text;
}

std::size_t nesting(const Code& code) {
  std::size_t depth = 0;
  for (const Code* outer = code.outer; outer; outer = outer->outer) depth++;
  return depth;
}

std::string flag_names(std::int32_t flags) {
  static constexpr std::string_view names[] = {"OPTIMIZED", "NEWLOCALS", "VARARGS",   "VARKEYWORDS",        "NESTED",
                                               "GENERATOR", "NOFREE",    "COROUTINE", "ITERABLE_COROUTINE", "ASYNC_GENERATOR"};
  std::string text;
  for (std::size_t bit = 0; bit < std::size(names); bit++) {
    if ((flags >> bit & 1) == 0) continue;
    text += text.empty() ? " (" : ", ";
    text += names[bit];
  }
  return text.empty() ? text : text + ")";
}

std::string field_text(const Code& code, const CodeField& field) {
  if (field.type == FieldType::Number) {
    std::int32_t number = code.*field.number;
    return fmt::format("{}{}", number, field.name == "co_flags" ? flag_names(number) : "");
  }
  ConstantId id = code.*field.object;
  switch (field.type) {
    case FieldType::Bytes: {
      std::string_view bytes = code.pool->bytes(id);
      std::string hex;
      append_hex(hex, bytes.substr(0, 32));
      return fmt::format("{} bytes{}{}{}", bytes.size(), bytes.empty() ? "" : ": ", hex, bytes.size() > 32 ? "..." : "");
    }
    case FieldType::Tuple: return fmt::format("{} constants", code.pool->items(id).size());
    case FieldType::Names: {
      std::string text;
      for (ConstantId name : code.pool->items(id)) {
        if (!text.empty()) text += ", ";
        text += printable(code.text(name), 200);
      }
      return text.empty() ? "none" : text;
    }
    default: return printable(code.text(id), 1000);
  }
}

}  // namespace

void append_info_json(std::string& out, const PycFile& pyc, Flush flush) {
  out += '{';
  append_file_json(out, pyc);
  fmt::format_to(append(out), ", \"trailing_bytes\": {}, \"codes\": [", pyc.trailing_bytes);
  bool first = true;
  for (const Code& code : pyc.pool.codes()) {
    out += first ? "{" : ", {";
    first = false;
    append_code_summary_json(out, code);
    out += ", \"fields\": {";
    bool first_field = true;
    for (const CodeField& field : code_fields(*code.release)) {
      fmt::format_to(append(out), "{}\"{}\": ", first_field ? "" : ", ", field.name);
      first_field = false;
      append_field_json(out, code, field);
    }
    out += "}, ";
    append_lines_json(out, code);
    out += ", ";
    append_table_json(out, code);
    out += '}';
    flush_if_large(out, flush);
  }
  out += "]}\n";
}

void append_info(std::string& out, const PycFile& pyc, Flush flush) {
  fmt::format_to(append(out), "{}\n  release: {}\n  magic number: {}\n  header: {}\n  code objects: {}\n", pyc.file_name,
                 pyc.release->tag, pyc.header.magic, header_text(pyc), pyc.pool.codes().size());
  if (pyc.trailing_bytes > 0) fmt::format_to(append(out), "  bytes behind them, ignored: {}\n", pyc.trailing_bytes);
  for (const Code& code : pyc.pool.codes()) {
    std::string indent((nesting(code) + 1) * 2, ' ');
    out += '\n' + indent + code.path() + '\n';
    indent += "  ";
    for (const CodeField& field : code_fields(*code.release)) {
      fmt::format_to(append(out), "{}{}: {}\n", indent, field.name, field_text(code, field));
      if (field.type != FieldType::Tuple) continue;
      std::size_t i = 0;
      for (ConstantId id : code.pool->items(code.*field.object))
        fmt::format_to(append(out), "{}  {}: {}\n", indent, i++,
                       printable(constant(code, id, ConstantStyle::Typed, 500), 1000));
    }
    flush_if_large(out, flush);
  }
}

}  // namespace xvm
