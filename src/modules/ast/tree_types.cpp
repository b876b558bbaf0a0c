// AST, the base of all nodes; the classes that the release derives from it; the module _ast.
#include "modules/ast/tree_types.h"

#include <memory>

#include "compiler/flag_bits.h"
#include "modules/iterator_struct.h"
#include "objects/dict.h"
#include "objects/generic_alias.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/at_end.h"
#include "vm/attributes.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/shape.h"
#include "vm/warnings.h"

namespace xvm {

namespace {

bool nodes_live_in_ast(const Release& r) { return r.since(3, 9); }
bool no_fields_is_none(const Release& r) { return r.until(2, 6); }
bool nodes_take_arguments(const Release& r) { return r.since(2, 6); }
bool nodes_take_some_arguments(const Release& r) { return r.since(3, 7); }
bool arguments_are_told_apart(const Release& r) { return r.since(3, 8); }
bool nodes_have_docs(const Release& r) { return r.since(3, 9); }
bool nodes_have_match_args(const Release& r) { return r.since(3, 10); }
bool optional_attributes_are_none(const Release& r) { return r.since(3, 9); }
bool optional_fields_are_none(const Release& r) { return r.since(3, 9); }
bool products_have_attributes(const Release& r) { return r.since(3, 0); }
bool fields_have_types(const Release& r) { return r.since(3, 13); }
bool missing_fields_get_defaults(const Release& r) { return r.since(3, 13); }
bool reduces_to_arguments(const Release& r) { return r.since(3, 13); }

std::unique_ptr<NodeTypes> current;
const bool forgets = at_runtime_end([] { current.reset(); });

Value named(Thread& thread, Ref v, std::string_view name) { return find_attribute(thread, v, native_intern(thread, name)); }

// The names in type._fields or _attributes; false with the error set.
bool names_of(Thread& thread, Ref type, std::string_view which, std::vector<Value>& names) {
  Value found = named(thread, type, which);
  if (!found) return !thread.has_error();
  if (found.is_none()) return true;
  Value tuple = to_tuple(thread, found);
  if (!tuple) return false;
  for (Ref name : as<Tuple>(tuple)) names.emplace_back(name);
  return true;
}

int position_of(Thread& thread, const std::vector<Value>& names, Ref name) {
  for (std::size_t i = 0; i < names.size(); ++i) {
    int same = equal(thread, names[i], name);
    if (same < 0) return -2;
    if (same) return int(i);
  }
  return -1;
}

bool deprecated(Thread& thread, std::string text) { return warn(thread, thread.rt.exc.DeprecationWarning, text, 1); }

// 3.13: what was not given becomes [], Load() or, where None stands for it in the class, nothing; anything else is warned of.
bool fill_missing(Thread& thread, Ref self, Ref type, const std::vector<Value>& fields, const std::vector<bool>& given) {
  Value types;
  for (std::size_t i = 0; i < fields.size(); ++i) {
    if (given[i]) continue;
    if (!types) {
      types = named(thread, type, "_field_types");
      if (!types) return !thread.has_error() && raise_type_error(thread, "{}._field_types is missing", type_name(thread, self));
    }
    Value wanted = is<Dict>(types) ? Value(dict_get(thread, as<Dict>(types), fields[i])) : Value();
    if (thread.has_error()) return false;
    if (!wanted) {
      if (!deprecated(thread, fmt::format("Field {} is missing from {}._field_types. This will become an error in Python 3.15.",
                                          repr_utf8(thread, fields[i]), as<Type>(type).name)))
        return false;
    } else if (union_members(wanted)) {
      continue;
    } else if (is<GenericAlias>(wanted)) {
      Value empty = make_list(thread, nullptr, 0);
      if (!set_attribute(thread, self, fields[i], empty)) return false;
    } else if (const NodeType* context = current->find("expr_context"); context && wanted == context->type) {
      Value load = current->singleton(thread, "Load");
      if (!load || !set_attribute(thread, self, fields[i], load)) return false;
    } else if (!deprecated(thread, fmt::format("{}.__init__ missing 1 required positional argument: {}. This will become an error in Python 3.15.",
                                               as<Type>(type).name, repr_utf8(thread, fields[i])))) {
      return false;
    }
  }
  return true;
}

bool node_init(Thread& thread, Ref self, Args args) {
  const Release& r = thread.rt.release;
  Type* type = type_of(thread, self);
  std::vector<Value> fields, attributes;
  if (!names_of(thread, Ref(type), "_fields", fields)) return false;
  std::size_t count = args.positional;
  if (nodes_take_some_arguments(r) ? count > fields.size() : count && count != fields.size())
    return raise_type_error(thread, "{} constructor takes {}{} positional argument{}", type->name,
                            nodes_take_some_arguments(r) ? "at most " : fields.empty() ? "" : "either 0 or ", fields.size(),
                            fields.size() == 1 ? "" : "s");
  std::vector<bool> given(fields.size());
  for (std::size_t i = 0; i < count; ++i) {
    if (!set_attribute(thread, self, fields[i], args.data[i])) return false;
    given[i] = true;
  }
  bool attributes_known = false;
  for (std::uint32_t i = 0; i < args.keywords(); ++i) {
    Ref name = as<Tuple>(args.names)[i];
    if (arguments_are_told_apart(r)) {
      int at = position_of(thread, fields, name);
      if (at < -1) return false;
      if (at >= 0 && given[std::size_t(at)])
        return raise_type_error(thread, "{} got multiple values for argument {}", type->name, repr_utf8(thread, name));
      if (at >= 0) {
        given[std::size_t(at)] = true;
      } else if (missing_fields_get_defaults(r)) {
        if (!attributes_known && !names_of(thread, Ref(type), "_attributes", attributes)) return false;
        attributes_known = true;
        at = position_of(thread, attributes, name);
        if (at < -1) return false;
        if (at < 0 && !deprecated(thread, fmt::format("{}.__init__ got an unexpected keyword argument {}. Support for arbitrary keyword "
                                                      "arguments is deprecated and will be removed in Python 3.15.",
                                                      type->name, repr_utf8(thread, name))))
          return false;
      }
    }
    if (!set_attribute(thread, self, name, args.data[args.positional + i])) return false;
  }
  return !missing_fields_get_defaults(r) || fill_missing(thread, self, Ref(type), fields, given);
}

// (type, arguments, __dict__); from 3.13 with None for each field that there is, in place of no arguments.
Value node_reduce(Thread& thread, Ref self, Args) {
  Type* type = type_of(thread, self);
  Value dict = named(thread, self, "__dict__");
  if (!dict) return thread.has_error() ? Value() : make_tuple(thread, {Ref(type), empty_tuple(thread)});
  Value arguments = empty_tuple(thread);
  if (reduces_to_arguments(thread.rt.release) && is<Dict>(dict)) {
    std::vector<Value> fields, nones;
    if (!names_of(thread, Ref(type), "_fields", fields)) return error_set;
    for (const Value& field : fields) {
      int there = dict_contains(thread, as<Dict>(dict), field);
      if (there < 0) return error_set;
      if (!there) break;
      nones.push_back(none_value());
    }
    arguments = make_tuple(thread, nones.data(), nones.size());
  }
  return make_tuple(thread, {Ref(type), arguments, dict});
}

constexpr GetSetRow node_getset[] = {{"__dict__", own_dict, set_own_dict}};
constexpr Method node_methods[] = {{"__reduce__(self)", node_reduce, since(2, 6), Method::Raw}};

Value node_make(Thread& thread, Type* type, Args) {
  (void)thread;
  Instance* node = allocate<Instance>(type);
  Value owner = own(node);
  track(node);
  return owner;
}

void fill_node(Slots& slots, Runtime& runtime) {
  slots.make = node_make;
  if (nodes_take_arguments(runtime.release)) slots.init = node_init;
}

Value name_tuple(Thread& thread, std::span<const compiler::TreeField> fields, std::vector<Value>& names) {
  for (const compiler::TreeField& field : fields) names.push_back(native_intern(thread, field.name));
  return make_tuple(thread, names.data(), names.size());
}

std::string constructor_text(const compiler::TreeClass& spec) {
  std::string text(spec.name);
  for (const compiler::TreeField& field : spec.fields) {
    const char* mark = field.quantity == compiler::Quantity::Many ? "*" : field.quantity == compiler::Quantity::Optional ? "?" : "";
    text += fmt::format("{}{}{} {}", &field == spec.fields.data() ? "(" : ", ", field.type, mark, field.name);
  }
  return spec.fields.empty() ? text : text + ")";
}

// "unaryop = Invert | Not", or a line for each constructor where they have fields.
std::string doc_text(const NodeType& type) {
  if (type.constructors.empty()) return constructor_text(*type.spec);
  bool fields = false;
  for (const NodeType* one : type.constructors) fields |= !one->spec->fields.empty();
  std::string text(type.spec->name), gap = fields ? "\n" + std::string(type.spec->name.size() + 1, ' ') : " ";
  for (const NodeType* one : type.constructors)
    text += (one == type.constructors.front() ? " = " : gap + "| ") + constructor_text(*one->spec);
  return text;
}

// What fields are annotated with: a class, an optional one, or a list of them.
Value field_type(Thread& thread, const NodeTypes& types, const compiler::TreeField& field) {
  Value type;
  if (const NodeType* node = types.find(field.type)) type = node->type;
  else if (field.type == "identifier" || field.type == "string") type = Value(Ref(thread.rt.types.text));
  else if (field.type == "int") type = Value(Ref(thread.rt.types.int_));
  else type = Value(Ref(thread.rt.types.object));
  if (field.quantity == compiler::Quantity::Optional) return make_union(thread, type, none);
  return field.quantity == compiler::Quantity::Many ? make_generic_alias(thread, Ref(thread.rt.types.list), type) : std::move(type);
}

}  // namespace

Value NodeTypes::singleton(Thread& thread, std::string_view name) {
  Value& kept = singletons_[name];
  if (!kept)
    if (const NodeType* type = find(name)) kept = node_make(thread, &as<Type>(type->type), {});
  return kept;
}

bool NodeTypes::make(Thread& thread) {
  const Release& r = thread.rt.release;
  static constexpr std::uint32_t flags = BaseType | InstancesHaveDict;
  static constexpr TypeSpec old_base{.name = "_ast.AST", .layout = layout_of<Instance>, .flags = flags, .methods = node_methods, .getset = node_getset, .fill = fill_node};
  static constexpr TypeSpec new_base{.name = "ast.AST", .layout = layout_of<Instance>, .flags = flags, .methods = node_methods, .getset = node_getset, .fill = fill_node};
  Type* base = make_builtin_type(thread.rt, nodes_live_in_ast(r) ? new_base : old_base);
  if (nodes_live_in_ast(r)) base->name = "ast.AST";
  base_ = Value(Ref(base));
  Value nothing = no_fields_is_none(r) ? none_value() : empty_tuple(thread);
  Dict& base_dict = as<Dict>(base->dict);
  if (!dict_set(thread, base_dict, "_fields", nothing) || !dict_set(thread, base_dict, "_attributes", nothing)) return false;
  if (nodes_have_match_args(r) && !dict_set(thread, base_dict, "__match_args__", nothing)) return false;
  type_modified(base);
  std::span<const compiler::TreeClass> specs = compiler::tree_classes(r);
  types_.resize(specs.size());
  for (std::size_t i = 0; i < specs.size(); ++i) {
    NodeType& type = types_[i];
    type.spec = &specs[i];
    // Ellipsis is both an expression and a slice in no release; names are unique.
    by_name_[specs[i].name] = &type;
    if (specs[i].sum.empty()) continue;
    NodeType* sum = const_cast<NodeType*>(find(specs[i].sum));
    type.sum = sum;
    sum->constructors.push_back(&type);
  }
  Value module = native_str(thread, nodes_live_in_ast(r) ? "ast" : "_ast");
  for (NodeType& type : types_) {
    const compiler::TreeClass& spec = *type.spec;
    Value name = native_str(thread, spec.name), dict = make_dict(thread);
    Dict& entries = as<Dict>(dict);
    Value fields = name_tuple(thread, spec.fields, type.fields), attributes = name_tuple(thread, spec.attributes, type.attributes);
    if (spec.fields.empty()) fields = nothing;
    bool ok = dict_set(thread, entries, "_fields", fields) && dict_set(thread, entries, "__module__", module);
    if (ok && nodes_have_match_args(r)) ok = dict_set(thread, entries, "__match_args__", fields);
    Value doc = nodes_have_docs(r) ? native_str(thread, doc_text(type)) : none_value();
    ok = ok && dict_set(thread, entries, "__doc__", doc);
    bool is_sum = spec.sum.empty() && !type.constructors.empty();
    if (ok && spec.sum.empty() && (is_sum || products_have_attributes(r)))
      ok = dict_set(thread, entries, "_attributes", spec.attributes.empty() ? nothing : attributes);
    for (const compiler::TreeField& one : spec.fields)
      if (ok && one.quantity == compiler::Quantity::Optional && optional_fields_are_none(r))
        ok = dict_set(thread, entries, native_intern(thread, one.name), none);
    for (const compiler::TreeField& one : spec.attributes)
      if (ok && spec.sum.empty() && one.quantity == compiler::Quantity::Optional && optional_attributes_are_none(r))
        ok = dict_set(thread, entries, native_intern(thread, one.name), none);
    Value bases = make_tuple(thread, {type.sum ? Ref(type.sum->type) : Ref(base_)});
    if (ok) type.type = call(thread, Ref(thread.rt.types.type), name, bases, dict);
    if (!type.type) return false;
  }
  if (!fields_have_types(r)) return true;
  for (NodeType& type : types_) {
    if (type.spec->fields.empty() && type.spec->sum.empty()) continue;
    Value types = make_dict(thread), annotations = make_dict(thread);
    for (std::size_t i = 0; i < type.fields.size(); ++i) {
      Value wanted = field_type(thread, *this, type.spec->fields[i]);
      if (!wanted || !dict_set(thread, as<Dict>(types), type.fields[i], wanted) || !dict_set(thread, as<Dict>(annotations), type.fields[i], wanted))
        return false;
    }
    if (!set_attribute(thread, type.type, native_intern(thread, "_field_types"), types) ||
        !set_attribute(thread, type.type, native_intern(thread, "__annotations__"), annotations))
      return false;
  }
  return true;
}

NodeTypes* node_types(Thread& thread) {
  if (current) return current.get();
  current = std::make_unique<NodeTypes>();
  if (current->make(thread)) return current.get();
  current.reset();
  return nullptr;
}

bool is_tree(Thread& thread, Ref v) { return current && is_subtype(type_of(thread, v), &as<Type>(current->base())); }

namespace {

struct FlagName {
  const char* name;
  std::uint32_t flag;
  Range releases;
};
constexpr FlagName flag_names[] = {
    {"PyCF_ONLY_AST", compiler::flag_bit::OnlyAst, always},
    {"PyCF_TYPE_COMMENTS", compiler::flag_bit::TypeComments, since(3, 8)},
    {"PyCF_ALLOW_TOP_LEVEL_AWAIT", compiler::flag_bit::TopLevelAwait, since(3, 8)},
    {"PyCF_OPTIMIZED_AST", compiler::flag_bit::OnlyAst | compiler::flag_bit::OptimizedAst, since(3, 13)},
};
bool has_version_text(const Release& r) { return r.until(3, 2); }

bool fill_ast(Thread& thread, Module& module) {
  NodeTypes* types = node_types(thread);
  if (!types || !module_add(thread, module, "AST", Value(types->base()))) return false;
  for (const FlagName& row : flag_names)
    if (thread.rt.in(row.releases) && !module_add(thread, module, row.name, make_int(thread, row.flag))) return false;
  if (has_version_text(thread.rt.release) && !module_add(thread, module, "__version__", native_str(thread, "82160"))) return false;
  for (const NodeType& type : types->all()) {
    Value name = native_intern(thread, type.spec->name);
    if (!dict_set(thread, as<Dict>(module.dict), name, type.type)) return false;
  }
  return true;
}

}  // namespace

extern const ModuleSpec ast_module;
const ModuleSpec ast_module{.name = "_ast", .fill = fill_ast};

}  // namespace xvm
