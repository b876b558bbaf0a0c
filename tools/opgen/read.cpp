// From JSON to Specs. A key that no one knows is an error, as a misspelt one would otherwise do nothing.
#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <span>

#include "spec.h"

namespace xvm::opgen {
namespace {

using Json = nlohmann::json;

// One JSON object being read; where names it in messages.
class Reader {
 public:
  Reader(const Json& json, std::string where) : json_(json), where_(std::move(where)) {
    if (!json.is_object()) fail("is not an object");
  }

  [[noreturn]] void fail(std::string_view what) const { throw SpecError(fmt::format("{}: {}", where_, what)); }

  void known(std::initializer_list<std::string_view> keys) const {
    for (const auto& item : json_.items())
      if (std::find(keys.begin(), keys.end(), item.key()) == keys.end()) fail(fmt::format("no key \"{}\" is known", item.key()));
  }

  bool has(const char* key) const { return json_.contains(key); }

  const Json& at(const char* key) const {
    if (!has(key)) fail(fmt::format("\"{}\" is missing", key));
    return json_[key];
  }

  std::string text(const char* key) const {
    const Json& value = at(key);
    if (!value.is_string()) fail(fmt::format("\"{}\" is not a string", key));
    return value.get<std::string>();
  }
  std::string text(const char* key, std::string otherwise) const { return has(key) ? text(key) : otherwise; }

  std::uint32_t number(const char* key, std::uint32_t most = 0xffffffff) const {
    const Json& value = at(key);
    if (!value.is_number_unsigned() || value.get<std::uint64_t>() > most)
      fail(fmt::format("\"{}\" is not a number from 0 to {}", key, most));
    return value.get<std::uint32_t>();
  }
  std::uint32_t number_or(const char* key, std::uint32_t otherwise) const { return has(key) ? number(key) : otherwise; }

  bool flag(const char* key) const {
    if (!has(key)) return false;
    if (!at(key).is_boolean()) fail(fmt::format("\"{}\" is not true or false", key));
    return at(key).get<bool>();
  }

  std::vector<std::string> texts(const char* key) const {
    std::vector<std::string> result;
    for (const Json& item : list(key)) {
      if (!item.is_string()) fail(fmt::format("\"{}\" holds what is not a string", key));
      result.push_back(item.get<std::string>());
    }
    return result;
  }

  const Json& list(const char* key) const {
    if (!at(key).is_array()) fail(fmt::format("\"{}\" is not a list", key));
    return at(key);
  }

  // A stack effect, a number or an expression.
  std::string effect(const char* key) const {
    const Json& value = at(key);
    std::string written = value.is_number_unsigned() ? value.dump() : text(key);
    try {
      effect_expression(written);
    } catch (const SpecError& error) {
      fail(fmt::format("{}: {}", key, error.what()));
    }
    return written;
  }

  Field field(const char* key, std::string otherwise) const {
    try {
      return decode_field(text(key, std::move(otherwise)));
    } catch (const SpecError& error) {
      fail(fmt::format("{}: {}", key, error.what()));
    }
  }

  std::string one_of(const char* key, std::initializer_list<std::string_view> words, std::string otherwise = {}) const {
    return one_of(key, std::span(words.begin(), words.size()), std::move(otherwise));
  }
  std::string one_of(const char* key, std::span<const std::string_view> words, std::string otherwise = {}) const {
    std::string value = text(key, std::move(otherwise));
    if (std::find(words.begin(), words.end(), value) == words.end()) fail(fmt::format("{}: no \"{}\" is known", key, value));
    return value;
  }

 private:
  const Json& json_;
  std::string where_;
};

Json parse(std::string_view text, const std::string& file) {
  try {
    return Json::parse(text);
  } catch (const Json::parse_error& error) {
    throw SpecError(fmt::format("{}: {}", file, error.what()));
  }
}

std::string row_name(const Json& row, const char* key) {
  if (row.is_object() && row.contains(key) && row[key].is_string()) return row[key].get<std::string>();
  return "a row";
}

constexpr std::string_view operand_words[] = {
    "none",   "const", "name",     "local",   "cell",       "jump",           "count",              "depth",       "number",
    "flag",   "operator", "compare", "conversion", "function_flags", "function_attribute", "slice_bounds", "awaitable_use"};

std::uint32_t least(std::string_view operand) { return operand == "depth" || operand == "function_attribute" ? 1 : 0; }

std::uint32_t most(std::string_view operand) {
  if (operand == "flag") return 1;
  if (operand == "awaitable_use") return 2;
  if (operand == "conversion" || operand == "slice_bounds") return 3;
  if (operand == "compare") return 5;
  if (operand == "function_attribute") return 8;
  if (operand == "function_flags") return 15;
  if (operand == "operator") return 27;
  return 0xffffffff;
}

Operation read_operation(const Json& json, const std::string& file) {
  Reader row(json, fmt::format("{}: {}", file, row_name(json, "op")));
  row.known({"op", "operand", "a", "b", "pops", "pushes", "jump_pops", "jump_pushes", "reach", "leaves", "hot", "quick", "cache",
             "block", "handler", "backward", "min", "max", "about"});
  Operation op;
  op.file = file;
  op.name = row.text("op");
  op.operand = row.one_of("operand", operand_words, "none");
  op.a = row.one_of("a", operand_words, "none");
  op.b = row.one_of("b", operand_words, "none");
  op.pops = row.effect("pops");
  op.pushes = row.effect("pushes");
  op.jump_pops = row.has("jump_pops") ? row.effect("jump_pops") : op.pops;
  op.jump_pushes = row.has("jump_pushes") ? row.effect("jump_pushes") : op.pushes;
  op.reach = row.has("reach") ? row.effect("reach") : "0";
  op.leaves = row.texts("leaves");
  for (const std::string& way : op.leaves)
    if (way != "next" && way != "jump" && way != "raise" && way != "return" && way != "yield" && way != "unwind")
      row.fail(fmt::format("leaves: no \"{}\" is known", way));
  op.block = row.one_of("block", {"none", "loop", "except", "finally", "with", "with_except", "pop", "pop_except",
                                  "pop_finally", "end_finally", "break", "continue"}, "none");
  std::string lower = op.name;
  for (char& c : lower) c = static_cast<char>(c >= 'A' && c <= 'Z' ? c + 32 : c);
  op.handler = row.text("handler", lower);
  op.backward = row.text("backward", "");
  op.min = row.number_or("min", least(op.operand));
  op.max = row.number_or("max", most(op.operand));
  op.hot = row.flag("hot");
  op.quick = row.flag("quick");
  op.cache = row.flag("cache");
  op.about = row.text("about");
  return op;
}

Opcode read_opcode(const Json& json, const std::string& file) {
  Reader row(json, fmt::format("{}: {}", file, row_name(json, "name")));
  row.known({"code", "name", "operand", "caches", "op", "arg", "a", "b", "skip", "max", "cases"});
  Opcode opcode;
  opcode.code = row.number("code", 255);
  opcode.name = row.text("name");
  opcode.operand = row.one_of("operand", {"none", "number", "const", "name", "local", "cell", "compare", "jump",
                                          "jump_back", "jump_to", "prefix", "cache"});
  opcode.caches = row.number_or("caches", 0);
  opcode.skip = row.number_or("skip", 0);
  opcode.max = row.number_or("max", 0xffffffff);
  opcode.op = row.text("op", "");
  std::string otherwise = opcode.operand == "none" ? "0" : "arg";
  opcode.arg = row.field("arg", otherwise);
  opcode.a = row.field("a", "0");
  opcode.b = row.field("b", "0");
  if (!row.has("cases")) return opcode;
  for (const Json& item : row.list("cases")) {
    Reader reader(item, fmt::format("{}: {}: a case", file, opcode.name));
    reader.known({"if", "is", "after", "op", "arg", "a", "b"});
    Case one;
    if (reader.has("after")) {
      one.after = reader.texts("after");
      if (one.after.empty() || one.after.size() > 2) reader.fail("after: one or two names are needed");
    } else {
      one.test = reader.field("if", "arg");
      one.is = reader.number("is");
    }
    one.op = reader.text("op");
    one.arg = reader.field("arg", "0");
    one.a = reader.field("a", "0");
    one.b = reader.field("b", "0");
    opcode.cases.push_back(one);
  }
  return opcode;
}

// {"op": "ADD_SC", "covers": ["LOAD_CONST", "BINARY_OP 0"], "handler": "binary<Add, ..>"}
Fused read_fused(const Json& json, const std::string& file) {
  Reader row(json, fmt::format("{}: {}", file, row_name(json, "op")));
  row.known({"op", "covers", "handler", "slow"});
  Fused fused{file, row.text("op"), row.text("handler"), row.text("slow", ""), {}};
  for (const std::string& text : row.texts("covers")) {
    std::size_t space = text.find(' ');
    Fused::Covered covered{text.substr(0, space)};
    if (space != text.npos) {
      std::string number = text.substr(space + 1);
      if (number.empty() || number.size() > 9 || number.find_first_not_of("0123456789") != number.npos) row.fail(fmt::format("covers: \"{}\"", text));
      covered.arg = std::stoll(number);
    }
    fused.covers.push_back(covered);
  }
  if (fused.covers.empty() || fused.covers.size() > 4) row.fail("covers: one to four operations are needed");
  return fused;
}

// "expr? a, stmt* b" in its parts.
std::vector<std::string> split_fields(std::string_view text, const Reader& row) {
  std::vector<std::string> fields;
  while (!text.empty()) {
    std::size_t comma = text.find(", ");
    std::string field(text.substr(0, comma));
    if (std::count(field.begin(), field.end(), ' ') != 1) row.fail(fmt::format("\"{}\" is not a type and a name", field));
    fields.push_back(std::move(field));
    text = comma == text.npos ? std::string_view() : text.substr(comma + 2);
  }
  return fields;
}

// A sum of constructors, or a type with fields of its own.
void read_tree(const Json& json, const std::string& file, std::vector<TreeClass>& tree) {
  Reader row(json, fmt::format("{}: {}", file, row_name(json, "type")));
  row.known({"type", "constructors", "fields", "attributes"});
  TreeClass type{row.text("type"), "", split_fields(row.text("fields", ""), row), split_fields(row.text("attributes", ""), row)};
  tree.push_back(type);
  if (row.has("fields")) return;
  for (const std::string& text : row.texts("constructors")) {
    std::size_t open = text.find('(');
    if (open != text.npos && !text.ends_with(')')) row.fail(fmt::format("\"{}\" has no closing bracket", text));
    std::string_view fields = open == text.npos ? std::string_view() : std::string_view(text).substr(open + 1, text.size() - open - 2);
    tree.push_back({text.substr(0, open), type.name, split_fields(fields, row), type.attributes});
  }
}

}  // namespace

void read_family(std::string_view text, const std::string& file, Specs& specs) {
  Json json = parse(text, file);
  Reader reader(json, file);
  reader.known({"family", "about", "operations", "fused"});
  reader.text("family");
  if (reader.has("operations"))
    for (const Json& row : reader.list("operations")) specs.operations.push_back(read_operation(row, file));
  if (reader.has("fused"))
    for (const Json& row : reader.list("fused")) specs.fused.push_back(read_fused(row, file));
}

void read_release(std::string_view text, const std::string& file, Specs& specs) {
  Json json = parse(text, file);
  Reader reader(json, file);
  reader.known({"version", "release", "magic", "header_bytes", "encoding", "jump_unit", "exceptions", "line_table",
                "marshal_version", "have_argument", "cmp_op", "nb_ops", "intrinsic_1", "intrinsic_2", "opcodes", "syntax_tree"});
  ReleaseSpec release;
  release.file = file;
  release.version = reader.text("version");
  release.full_version = reader.text("release");
  release.magic = reader.number("magic", 0xffff);
  release.header_bytes = reader.number("header_bytes", 16);
  release.encoding = reader.one_of("encoding", {"one_or_three_bytes", "wordcode", "inline_caches"});
  release.jump_unit = reader.one_of("jump_unit", {"bytes", "code_units"});
  release.exceptions = reader.one_of("exceptions", {"block_stack", "table"});
  release.line_table = reader.one_of("line_table", {"unsigned", "signed", "ranges", "locations"});
  release.marshal_version = reader.number("marshal_version", 4);
  release.have_argument = reader.number("have_argument", 255);
  release.cmp_op = reader.texts("cmp_op");
  if (reader.has("intrinsic_1")) release.intrinsic_1 = reader.texts("intrinsic_1");
  if (reader.has("intrinsic_2")) release.intrinsic_2 = reader.texts("intrinsic_2");
  if (reader.has("nb_ops")) {
    for (const Json& item : reader.list("nb_ops")) {
      if (!item.is_array() || item.size() != 2 || !item[0].is_string() || !item[1].is_string())
        reader.fail("nb_ops: pairs of name and symbol are needed");
      release.nb_ops.emplace_back(item[0].get<std::string>(), item[1].get<std::string>());
    }
  }
  for (const Json& row : reader.list("opcodes")) release.opcodes.push_back(read_opcode(row, file));
  if (reader.has("syntax_tree"))
    for (const Json& row : reader.list("syntax_tree")) read_tree(row, file, release.tree);
  specs.releases.push_back(std::move(release));
}

}  // namespace xvm::opgen
