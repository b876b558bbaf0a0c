#include "modules/ast/tree_reader.h"

#include <climits>

#include "compiler/stack_guard.h"
#include "modules/ast/tree_types.h"
#include "objects/bytes.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/text.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"

namespace xvm {

namespace {

bool quotes_required_field(const Release& r) { return r.since(3, 9); }
bool missing_lists_are_empty(const Release& r) { return r.since(3, 12); }
bool recursion_is_counted(const Release& r) { return r.since(3, 9); }
bool native_recursion_is_apart(const Release& r) { return r.since(3, 12); }
bool end_defaults_to_begin(const Release& r) { return r.since(3, 11); }
bool bytes_are_strings(const Release& r) { return r.until(3, 7); }
bool strings_are_checked_by_user(const Release& r) { return r.since(3, 8); }

constexpr std::uint32_t native_depth = 10000, uncounted_depth = 100000;

// Sums that have attributes may be absent; operators and the like may not.
bool may_be_none(const NodeType& type) { return type.constructors.empty() ? false : type.spec->has_place() || type.spec->name == "slice" || type.spec->name == "mod"; }

}  // namespace

const TreeItem& TreeNode::operator[](std::string_view name) const {
  static const TreeItem absent;
  for (std::size_t i = 0; i < spec->fields.size(); ++i)
    if (spec->fields[i].name == name) return fields[i];
  return absent;
}

Value TreeReader::get(Ref v, Ref name) { return find_attribute(thread_, v, name); }

bool TreeReader::read_number(Ref v, std::int64_t& number) {
  if (!is_int(v)) return raise_value_error(thread_, "invalid integer value: {}", repr_utf8(thread_, v));
  if (!int_fits(v, number) || number > INT_MAX || number < INT_MIN)
    return raise_overflow(thread_, thread_.rt.python2() ? "long int too large to convert to int" : "Python int too large to convert to C int");
  return true;
}

bool TreeReader::read_place(Ref v, const NodeType& type, compiler::Location& loc) {
  std::int32_t* const places[] = {&loc.line, &loc.column, &loc.end_line, &loc.end_column};
  for (std::size_t i = 0; i < type.attributes.size(); ++i) {
    const compiler::TreeField& field = type.spec->attributes[i];
    Value value = get(v, type.attributes[i]);
    if (thread_.has_error()) return false;
    if (!value || (value.is_none() && field.quantity == compiler::Quantity::Optional)) {
      if (field.quantity != compiler::Quantity::Optional)
        return raise_type_error(thread_, "required field \"{}\" missing from {}", field.name, type.spec->name);
      if (end_defaults_to_begin(thread_.rt.release)) *places[i] = *places[i - 2];
      continue;
    }
    std::int64_t number = 0;
    if (!read_number(value, number)) return false;
    *places[i] = std::int32_t(number);
  }
  return true;
}

bool TreeReader::read_item(Ref v, const compiler::TreeField& field, TreeItem& item) {
  const Release& r = thread_.rt.release;
  if (const NodeType* type = types_.find(field.type)) return read_node(v, *type, item.node);
  if (field.type == "identifier") {
    if (v.is_none()) return true;
    if (!is_native_str(thread_, v)) return raise_type_error(thread_, "AST identifier must be of type str");
    item.name = symbols_.intern(native_utf8(v));
    return true;
  }
  if (field.type == "int") return read_number(v, item.number);
  if (field.type == "bool") {
    if (!v.is_bool()) return raise_value_error(thread_, "Invalid boolean value: {}", repr_utf8(thread_, v));
    item.number = v.is_true();
    return true;
  }
  if (field.type == "string" && !v.is_none() && !is_native_str(thread_, v) && !is<Text>(v) && !(is<Bytes>(v) && bytes_are_strings(r)))
    return raise(thread_, thread_.rt.exc.TypeError, r.python2() ? "AST string must be of type str or unicode" : "AST string must be of type str");
  if (field.type == "bytes" && !v.is_none() && !is_exact<Bytes>(v)) return raise_type_error(thread_, "AST bytes must be of type bytes");
  if (field.type == "singleton" && !v.is_none() && !v.is_bool())
    return raise_value_error(thread_, "AST singleton must be True, False, or None");
  kept_.emplace_back(v);
  item.object = v;
  return true;
}

bool TreeReader::read_fields(Ref v, const NodeType& type, TreeNode& node) {
  const compiler::TreeClass& spec = *type.spec;
  std::span<TreeItem> items{static_cast<TreeItem*>(arena_.allocate(sizeof(TreeItem) * (spec.fields.size() + 1), alignof(TreeItem))), spec.fields.size()};
  for (TreeItem& item : items) new (&item) TreeItem;
  node.fields = items;
  bool none_given[64] = {};
  for (std::size_t i = 0; i < spec.fields.size(); ++i) {
    const compiler::TreeField& field = spec.fields[i];
    Value value = get(v, type.fields[i]);
    if (thread_.has_error()) return false;
    if (field.quantity == compiler::Quantity::Optional && (!value || value.is_none())) continue;
    if (!value) {
      if (field.quantity == compiler::Quantity::Many && missing_lists_are_empty(thread_.rt.release)) continue;
      return raise_type_error(thread_, "required field \"{}\" missing from {}", field.name, spec.name);
    }
    if (field.quantity != compiler::Quantity::Many) {
      none_given[i] = value.is_none();
      if (!read_item(value, field, items[i])) return false;
      continue;
    }
    if (!is<List>(value))
      return raise_type_error(thread_, "{} field \"{}\" must be a list, not a {}", spec.name, field.name, type_name(thread_, value));
    std::size_t count = as<List>(value).length;
    TreeItem* list = static_cast<TreeItem*>(arena_.allocate(sizeof(TreeItem) * (count + 1), alignof(TreeItem)));
    for (std::size_t k = 0; k < count; ++k) {
      new (list + k) TreeItem;
      Value item(as<List>(value)[k]);
      if (!read_item(item, field, list[k])) return false;
      if (as<List>(value).length != count)
        return raise_format(thread_, thread_.rt.exc.RuntimeError, "{} field \"{}\" changed size during iteration", spec.name, field.name);
    }
    items[i].items = {list, count};
  }
  for (std::size_t i = 0; i < spec.fields.size(); ++i) {
    const compiler::TreeField& field = spec.fields[i];
    if (!none_given[i] || field.quantity != compiler::Quantity::One || items[i].node || items[i].name) continue;
    if (field.type == "constant" || field.type == "singleton" || (field.type == "object" && strings_are_checked_by_user(thread_.rt.release))) continue;
    const char* quote = quotes_required_field(thread_.rt.release) ? "'" : "";
    return raise_value_error(thread_, "field {}{}{} is required for {}", quote, field.name, quote, spec.name);
  }
  return true;
}

bool TreeReader::read_node(Ref v, const NodeType& type, TreeNode*& out) {
  out = nullptr;
  if (v.is_none() && may_be_none(type)) return true;
  const Release& r = thread_.rt.release;
  std::uint32_t most = !recursion_is_counted(r) ? uncounted_depth : native_recursion_is_apart(r) ? native_depth : thread_.rt.recursion_limit;
  if (depth_ >= most || compiler::stack_is_low()) {
    std::string where = recursion_is_counted(r) ? fmt::format(" while traversing '{}' node", type.spec->name) : "";
    return raise_recursion_error(thread_, where.c_str());
  }
  TreeNode* node = static_cast<TreeNode*>(arena_.allocate(sizeof(TreeNode), alignof(TreeNode)));
  new (node) TreeNode{type.spec, {}, {}};
  const NodeType* constructor = &type;
  if (type.constructors.empty()) {
    ++depth_;
    bool ok = read_fields(v, type, *node) && read_place(v, type, node->loc);
    --depth_;
    if (!ok) return false;
    out = node;
    return true;
  }
  if (!read_place(v, type, node->loc)) return false;
  constructor = nullptr;
  const Type* given = type_of(thread_, v);
  for (const NodeType* one : type.constructors)
    if (!constructor && is_subtype(given, &as<Type>(one->type))) constructor = one;
  if (!constructor) return raise_type_error(thread_, "expected some sort of {}, but got {}", type.spec->name, repr_utf8(thread_, v));
  node->spec = constructor->spec;
  ++depth_;
  bool ok = read_fields(v, *constructor, *node);
  --depth_;
  out = ok ? node : nullptr;
  return ok;
}

TreeNode* TreeReader::read(Ref v, std::string_view type) {
  TreeNode* node = nullptr;
  const NodeType* found = types_.find(type);
  return found && read_node(v, *found, node) ? node : nullptr;
}

}  // namespace xvm
