#include "bytecode/listing.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

#include "base/json_text.h"
#include "bytecode/opcodes.h"
#include "bytecode/operations.h"
#include "pyc/release.h"

namespace xvm {
namespace {

auto append(std::string& out) { return std::back_inserter(out); }

std::string_view encoding_name(Encoding encoding) {
  switch (encoding) {
    case Encoding::OneOrThreeBytes: return "1 or 3 bytes";
    case Encoding::Wordcode: return "2 bytes";
    case Encoding::InlineCaches: return "2 bytes and caches";
  }
  return {};
}

std::string_view line_table_name(LineTable table) {
  switch (table) {
    case LineTable::Unsigned: return "forwards only";
    case LineTable::Signed: return "both ways";
    case LineTable::Ranges: return "ranges";
    case LineTable::Locations: return "ranges with columns";
  }
  return {};
}

std::string_view form_name(OperandForm form) {
  static constexpr std::string_view names[] = {"none", "number",  "const", "name",      "local",   "cell",
                                               "compare", "jump", "jump_back", "jump_to", "prefix", "cache"};
  return names[static_cast<std::size_t>(form)];
}

// "arg >> 8 & 255"
std::string field_text(const OperandField& field) {
  if (field.mask == 0) return fmt::format("{}", field.add);
  std::string text = "arg";
  if (field.shift > 0) text += fmt::format(" >> {}", field.shift);
  if (field.mask != 0xffffffff) text += fmt::format(" & {}", field.mask);
  return text;
}

// How the operand is packed, where it is not simply the operand: "arg >> 1", "arg & 255, arg >> 8".
std::string packing(Op op, const OperandField& arg, const OperandField& a, const OperandField& b) {
  const OperationInfo& operation = info(op);
  std::string text = operation.arg == Operand::None ? "" : field_text(arg);
  if (operation.a != Operand::None) text += ", " + field_text(a);
  if (operation.b != Operand::None) text += ", " + field_text(b);
  return text;
}

std::string without_spaces(std::string_view text) {
  std::string result;
  for (char c : text)
    if (c != ' ') result += c;
  return result;
}

// The operation and, from the cases, those that an operand selects: "COMPARE_OP|IS_OP".
std::string operations(const OpcodeTable& table, const OpcodeRow& row) {
  std::vector<std::string_view> names;
  if (row.op != no_op) names.push_back(info(row.op).name);
  for (const OpcodeCase& one : table.cases_of(row)) {
    std::string_view name = info(one.op).name;
    if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  }
  std::string text;
  for (std::string_view name : names) {
    if (!text.empty()) text += '|';
    text += name;
  }
  return text.empty() ? "-" : text;
}

std::string effect(const OpcodeTable& table, const OpcodeRow& row) {
  Op op = row.op;
  if (op == no_op && row.case_count > 0) op = table.cases_of(row)[0].op;
  return op == no_op ? "-" : without_spaces(info(op).effect);
}

// All that an opcode means, in words: compared, and shown where it changed.
std::string meaning(const OpcodeTable& table, const OpcodeRow& row) {
  std::string text;
  auto add = [&](std::string_view when, Op op, const OperandField& arg, const OperandField& a, const OperandField& b) {
    if (!text.empty()) text += "; ";
    text += when;
    text += info(op).name;
    std::string packed = packing(op, arg, a, b);
    if (!packed.empty() && packed != "arg") text += " " + packed;
  };
  for (const OpcodeCase& one : table.cases_of(row)) {
    std::string when;
    if (one.previous < 0) {
      when = fmt::format("{} = {}: ", field_text(one.test), one.is);
    } else {
      when = "after ";
      if (one.before_previous >= 0) when += std::string(table.find(std::uint8_t(one.before_previous))->name) + ", ";
      when += std::string(table.find(std::uint8_t(one.previous))->name) + ": ";
    }
    add(when, one.op, one.arg, one.a, one.b);
  }
  if (row.op != no_op) add("", row.op, row.arg, row.a, row.b);
  if (row.skip > 0) text += fmt::format("; skips {} at the target", row.skip);
  return text.empty() ? "never executed" : text;
}

std::string line_of(const OpcodeTable& table, const OpcodeRow& row) {
  return fmt::format("{:>3}  {:<30} {:<9} {:<24} {:>2}  {}", row.code, row.name, form_name(row.form), effect(table, row),
                     row.caches, operations(table, row));
}

void append_row_json(std::string& out, const OpcodeTable& table, const OpcodeRow& row) {
  fmt::format_to(append(out), "{{\"code\": {}, \"name\": \"{}\", \"operand\": \"{}\", \"effect\": \"{}\", \"caches\": {}, "
                              "\"operation\": \"{}\", \"meaning\": ",
                 row.code, row.name, form_name(row.form), effect(table, row), row.caches, operations(table, row));
  append_json_string(out, meaning(table, row));
  out += '}';
}

// Names of operations say what they do, so that the same words mean the same.
std::vector<std::string> changes(const OpcodeTable& before, const OpcodeRow& old, const OpcodeTable& after,
                                 const OpcodeRow& now) {
  std::vector<std::string> what;
  auto compare = [&](std::string_view key, const std::string& left, const std::string& right) {
    if (left != right) what.push_back(fmt::format("{}: {} -> {}", key, left, right));
  };
  compare("operand", std::string(form_name(old.form)), std::string(form_name(now.form)));
  compare("caches", fmt::format("{}", old.caches), fmt::format("{}", now.caches));
  compare("meaning", meaning(before, old), meaning(after, now));
  return what;
}

std::vector<const OpcodeRow*> by_name(const OpcodeTable& table) {
  std::vector<const OpcodeRow*> rows;
  for (const OpcodeRow& row : table.rows) rows.push_back(&row);
  std::sort(rows.begin(), rows.end(), [](auto* l, auto* r) { return l->name < r->name; });
  return rows;
}

}  // namespace

void append_releases(std::string& out) {
  for (const Release& release : all_releases())
    fmt::format_to(append(out), "{:<5} magic {:<6} {:<8} {:<19} {:>3} opcodes\n", release.tag, release.magic,
                   release.full_version, encoding_name(release.encoding), opcodes_of(release).rows.size());
}

void append_releases_json(std::string& out) {
  out += '[';
  bool first = true;
  for (const Release& release : all_releases()) {
    fmt::format_to(append(out), "{}{{\"tag\": \"{}\", \"full_version\": \"{}\", \"magic\": {}, \"header_bytes\": {}, "
                                "\"encoding\": \"{}\", \"jumps\": \"{}\", \"exceptions\": \"{}\", \"lines\": \"{}\", "
                                "\"marshal\": {}, \"opcodes\": {}}}",
                   first ? "" : ", ", release.tag, release.full_version, release.magic, release.header_bytes,
                   encoding_name(release.encoding), release.jump_unit == JumpUnit::Bytes ? "bytes" : "code units",
                   release.exceptions == ExceptionModel::Table ? "table" : "block stack", line_table_name(release.line_table),
                   release.marshal_version, opcodes_of(release).rows.size());
    first = false;
  }
  out += "]\n";
}

void append_opcodes(std::string& out, const Release& release) {
  const OpcodeTable& table = opcodes_of(release);
  for (const OpcodeRow& row : table.rows) out += line_of(table, row) + '\n';
}

void append_opcodes_json(std::string& out, const Release& release) {
  const OpcodeTable& table = opcodes_of(release);
  fmt::format_to(append(out), "{{\"release\": \"{}\", \"opcodes\": [", release.tag);
  for (const OpcodeRow& row : table.rows) {
    if (&row != table.rows.data()) out += ", ";
    append_row_json(out, table, row);
  }
  out += "]}\n";
}

OpcodeComparison compare_opcodes(const Release& before, const Release& after) {
  const OpcodeTable &old = opcodes_of(before), &now = opcodes_of(after);
  OpcodeComparison result;
  for (const OpcodeRow* row : by_name(now))
    if (!old.find(row->name)) result.added.push_back(row);
  for (const OpcodeRow* row : by_name(old)) {
    const OpcodeRow* other = now.find(row->name);
    if (!other) {
      result.removed.push_back(row);
      continue;
    }
    if (row->code != other->code) result.renumbered.push_back({row, other});
    std::vector<std::string> what = changes(old, *row, now, *other);
    if (!what.empty()) result.changed.push_back({row, other, std::move(what)});
  }
  return result;
}

void append_comparison(std::string& out, const Release& before, const Release& after) {
  OpcodeComparison all = compare_opcodes(before, after);
  fmt::format_to(append(out), "from {} to {}: {} added, {} removed, {} renumbered, {} changed in meaning\n", before.tag,
                 after.tag, all.added.size(), all.removed.size(), all.renumbered.size(), all.changed.size());
  for (const OpcodeRow* row : all.added) out += "added       " + line_of(opcodes_of(after), *row) + '\n';
  for (const OpcodeRow* row : all.removed) out += "removed     " + line_of(opcodes_of(before), *row) + '\n';
  for (const auto& [old, now] : all.renumbered)
    fmt::format_to(append(out), "renumbered  {:>3}  {:<30} was {}\n", now->code, now->name, old->code);
  for (const auto& changed : all.changed)
    for (const std::string& what : changed.what)
      fmt::format_to(append(out), "changed     {:>3}  {:<30} {}\n", changed.after->code, changed.after->name, what);
}

void append_comparison_json(std::string& out, const Release& before, const Release& after) {
  OpcodeComparison all = compare_opcodes(before, after);
  fmt::format_to(append(out), "{{\"from\": \"{}\", \"to\": \"{}\", \"added\": [", before.tag, after.tag);
  auto rows = [&](const std::vector<const OpcodeRow*>& list, const Release& release) {
    for (std::size_t i = 0; i < list.size(); i++) {
      if (i > 0) out += ", ";
      append_row_json(out, opcodes_of(release), *list[i]);
    }
  };
  rows(all.added, after);
  out += "], \"removed\": [";
  rows(all.removed, before);
  out += "], \"renumbered\": [";
  for (std::size_t i = 0; i < all.renumbered.size(); i++) {
    const auto& [old, now] = all.renumbered[i];
    fmt::format_to(append(out), "{}{{\"name\": \"{}\", \"from\": {}, \"to\": {}}}", i > 0 ? ", " : "", now->name, old->code,
                   now->code);
  }
  out += "], \"changed\": [";
  for (std::size_t i = 0; i < all.changed.size(); i++) {
    const auto& changed = all.changed[i];
    fmt::format_to(append(out), "{}{{\"name\": \"{}\", \"code\": {}, \"what\": [", i > 0 ? ", " : "", changed.after->name,
                   changed.after->code);
    for (std::size_t j = 0; j < changed.what.size(); j++) {
      if (j > 0) out += ", ";
      append_json_string(out, changed.what[j]);
    }
    out += "]}";
  }
  out += "]}\n";
}

}  // namespace xvm
