// typing's aliases and typing.Generic, natively. Where a program has imported typing, its own are made.
#include "objects/typing_alias.h"

#include <vector>

#include "objects/dict.h"
#include "objects/function.h"
#include "objects/generic_alias.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "objects/type_object.h"
#include "objects/type_parameters.h"
#include "vm/attributes.h"
#include "vm/builtin_types.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/signature.h"
#include "vm/type_dict.h"

namespace xvm {

namespace {

struct TypingAlias : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "typing._GenericAlias";
  static constexpr bool gc = true;
  enum Form : std::uint8_t { Class, Union, Unpack } form = Class;
  Value origin, args, parameters, dict;   // origin null for Union and Unpack
  void traverse(Visitor& v) { v(origin), v(args), v(parameters), v(dict); }
  void clear() {}
};

// There is one runtime at a time; the types are made with it.
Type *class_alias_type = nullptr, *union_alias_type = nullptr, *unpack_alias_type = nullptr, *generic_type = nullptr;

TypingAlias& alias(Ref self) { return as<TypingAlias>(self); }
const Tuple& arguments(Ref self) { return as<Tuple>(alias(self).args); }

Value make_alias(Thread& thread, TypingAlias::Form form, Ref origin, Ref args) {
  Value parameters = collect_type_parameters(thread, as<Tuple>(args));
  if (!parameters) return error_set;
  TypingAlias* fresh = allocate<TypingAlias>(form == TypingAlias::Class ? class_alias_type : form == TypingAlias::Union ? union_alias_type : unpack_alias_type);
  fresh->form = form;
  fresh->origin = origin;
  fresh->args = args;
  fresh->parameters = std::move(parameters);
  track(fresh);
  return own(fresh);
}

// An argument as typing shows it.
bool add_argument(Thread& thread, TextBuilder& text, Ref v) {
  if (v.is_ellipsis()) return text.add("..."), true;
  if (is<Type>(v)) return text.add(class_path(thread, &as<Type>(v))), true;
  if (is<Function>(v)) return text.add(native_utf8(as<Function>(v).name)), true;
  if (!is<Tuple>(v)) return text.add_repr(v);
  text.add("[");
  bool first = true;
  for (const Value& item : as<Tuple>(v)) {
    if (!first) text.add(", ");
    first = false;
    if (!add_argument(thread, text, item)) return false;
  }
  text.add("]");
  return true;
}

Value alias_repr(Thread& thread, Ref self) {
  Recursion guard(thread, " while getting the repr of an object");
  if (!guard.ok()) return error_set;
  TextBuilder text(thread);
  const Tuple& args = arguments(self);
  Ref nothing(thread.rt.types.none_type);
  if (alias(self).form == TypingAlias::Union && args.length == 2 && (args[0] == nothing || args[1] == nothing)) {
    text.add("typing.Optional[");
    if (!add_argument(thread, text, args[0] == nothing ? args[1] : args[0])) return error_set;
    text.add("]");
    return text.finish();
  }
  if (alias(self).form == TypingAlias::Class) {
    if (!add_argument(thread, text, alias(self).origin)) return error_set;
  } else {
    text.add(alias(self).form == TypingAlias::Union ? "typing.Union" : "typing.Unpack");
  }
  text.add("[");
  for (std::size_t i = 0; i < args.length; ++i) {
    if (i) text.add(", ");
    if (!add_argument(thread, text, args[i])) return error_set;
  }
  if (args.length == 0) text.add("()");
  text.add("]");
  return text.finish();
}

bool alias_hash(Thread& thread, Ref self, std::int64_t& hash) {
  Value key = alias(self).form == TypingAlias::Class ? make_tuple(thread, {alias(self).origin.ref(), alias(self).args.ref()}) : alias(self).args;
  return hash_of(thread, key, hash);
}

Value alias_compare(Thread& thread, Ref self, Ref other, Compare op) {
  if (!is<TypingAlias>(other) || (op != Compare::Eq && op != Compare::Ne)) return not_implemented_value();
  int same = alias(self).form == alias(other).form && alias(self).origin == alias(other).origin;
  if (same > 0) same = equal(thread, alias(self).args, alias(other).args);
  if (same < 0) return error_set;
  return Value::of((same != 0) == (op == Compare::Eq));
}

Value alias_call(Thread& thread, Ref self, Args args) {
  Value keep(self);
  if (alias(self).form != TypingAlias::Class) return raise_type_error(thread, "Cannot instantiate {}", repr_utf8(thread, self));
  Value made = call(thread, alias(self).origin, args);
  if (made && !set_attribute(thread, made, thread.rt.names.orig_class__, self) && !catch_error(thread, thread.rt.exc.Exception)) return error_set;
  return made;
}

bool is_dunder(Ref name) {
  std::string text = native_utf8(name);
  return text.size() > 4 && text.starts_with("__") && text.ends_with("__");
}

Value alias_get_attribute(Thread& thread, Ref self, Ref name) {
  Value found = generic_find_attribute(thread, self, name);
  if (found || thread.has_error()) return found;
  if (alias(self).origin && !is_dunder(name)) return get_attribute(thread, alias(self).origin, name);
  return raise_attribute_error(thread, self, name, native_utf8(name));
}

bool alias_set_attribute(Thread& thread, Ref self, Ref name, Ref value) {
  if (is_dunder(name) || !alias(self).origin) return generic_set_attribute(thread, self, name, value);
  return set_attribute(thread, alias(self).origin, name, value);
}

Value alias_get_item(Thread& thread, Ref self, Ref item) {
  TypingAlias& of = alias(self);
  Value keep(item);
  if (of.form == TypingAlias::Unpack) return is<Tuple>(item) ? Value(item) : make_tuple(thread, {item});
  if (of.origin == Ref(generic_type)) return raise_type_error(thread, "Cannot subscript already-subscripted {}", repr_utf8(thread, self));
  Value args = substitute_parameters(thread, self, of.args, of.parameters, item);
  if (!args) return error_set;
  if (of.form == TypingAlias::Class) return make_alias(thread, TypingAlias::Class, of.origin, args);
  Value joined(as<Tuple>(args)[0]);
  for (std::size_t i = 1; joined && i < as<Tuple>(args).length; ++i) joined = make_typing_union(thread, joined, as<Tuple>(args)[i]);
  return joined;
}

Value alias_iter(Thread& thread, Ref self) {
  Value unpacked = make_unpack(thread, self);
  Value items = unpacked ? make_tuple(thread, {unpacked.ref()}) : Value();
  return items ? iterate(thread, items) : Value();
}

Value alias_mro_entries(Thread& thread, Ref self, Args args) {
  if (!alias(self).origin) return raise_type_error(thread, "Cannot subclass {}", repr_utf8(thread, self));
  if (alias(self).origin == Ref(generic_type) && is<Tuple>(args[0])) {
    const Tuple& bases = as<Tuple>(args[0]);
    for (std::ptrdiff_t i = index_of(bases, self) + 1; i > 0 && static_cast<std::size_t>(i) < bases.length; ++i)
      if (is<TypingAlias>(bases[static_cast<std::size_t>(i)])) return empty_tuple(thread);
  }
  return make_tuple(thread, {alias(self).origin.ref()});
}

Value alias_instancecheck(Thread& thread, Ref self, Args args) {
  if (alias(self).form == TypingAlias::Union) {
    int r = is_instance(thread, args[0], alias(self).args);
    return r < 0 ? Value() : Value::of(r != 0);
  }
  return raise_type_error(thread, "Subscripted generics cannot be used with class and instance checks");
}
Value alias_subclasscheck(Thread& thread, Ref self, Args args) {
  if (alias(self).form == TypingAlias::Union) {
    int r = is_subclass(thread, args[0], alias(self).args);
    return r < 0 ? Value() : Value::of(r != 0);
  }
  return raise_type_error(thread, "Subscripted generics cannot be used with class and instance checks");
}

bool set_readonly(Thread& thread, Ref, Ref) { return raise(thread, thread.rt.exc.AttributeError, "readonly attribute"); }
Value origin_get(Thread& thread, Ref self) {
  return alias(self).origin ? alias(self).origin : native_str(thread, alias(self).form == TypingAlias::Union ? "typing.Union" : "typing.Unpack");
}
Value args_get(Thread&, Ref self) { return alias(self).args; }
Value parameters_get(Thread&, Ref self) { return alias(self).parameters; }
Value is_unpacked_variable_get(Thread&, Ref self) {
  return Value::of(alias(self).form == TypingAlias::Unpack && is_type_var_tuple(arguments(self)[0]));
}
Value unpacked_tuple_args_get(Thread& thread, Ref self) {
  if (alias(self).form != TypingAlias::Unpack) return none_value();
  Value inner = find_named(thread, arguments(self)[0], "__args__");
  if (!inner) return thread.has_error() ? Value() : none_value();
  return inner;
}

constexpr Method alias_methods[] = {
    {"__instancecheck__(self, obj, /)", alias_instancecheck},
    {"__mro_entries__(self, bases, /)", alias_mro_entries},
    {"__subclasscheck__(self, cls, /)", alias_subclasscheck},
};
constexpr GetSetRow alias_getset[] = {
    {"__args__", args_get, set_readonly},
    {"__origin__", origin_get, set_readonly},
    {"__parameters__", parameters_get, set_readonly},
    {"__typing_is_unpacked_typevartuple__", is_unpacked_variable_get},
    {"__typing_unpacked_tuple_args__", unpacked_tuple_args_get},
};
Value alias_or(Thread& thread, Ref left, Ref right) { return make_typing_union(thread, left, right); }

void fill_alias(Slots& slots, Runtime&) {
  slots.repr = alias_repr;
  slots.hash = alias_hash;
  slots.compare = alias_compare;
  slots.get_attribute = alias_get_attribute;
  slots.set_attribute = alias_set_attribute;
  slots.call = alias_call;
  slots.get_item = alias_get_item;
  slots.iter = alias_iter;
  slots.binary[static_cast<std::size_t>(Binary::Or)] = alias_or;
}


constexpr std::uint32_t alias_flags = BaseType | HasWeakrefs | CustomGetAttribute | CustomSetAttribute;
const TypeSpec class_alias_spec{.name = "typing._GenericAlias", .layout = layout_of<TypingAlias>, .flags = alias_flags, .methods = alias_methods,
                                .getset = alias_getset, .fill = fill_alias, .dict_field = field_offset(&TypingAlias::dict)};
const TypeSpec union_alias_spec{.name = "typing._UnionGenericAlias", .layout = layout_of<TypingAlias>, .flags = alias_flags};
const TypeSpec unpack_alias_spec{.name = "typing._UnpackGenericAlias", .layout = layout_of<TypingAlias>, .flags = alias_flags};

// ---- typing.Generic

Value generic_class_getitem(Thread& thread, Ref self, Args args) {
  if (Value theirs = typing_function(thread, "_generic_class_getitem")) return call(thread, theirs, self, args[0]);
  Value items = is<Tuple>(args[0]) ? Value(args[0]) : make_tuple(thread, {args[0]});
  std::vector<Value> given;
  for (const Value& v : as<Tuple>(items)) given.push_back(v.is_none() ? Value(Ref(thread.rt.types.none_type)) : v);
  items = make_tuple(thread, given.data(), given.size());
  std::string name = native_utf8(as<Type>(self).type_name);
  if (self == Ref(generic_type)) {
    if (given.empty()) return raise_type_error(thread, "Parameter list to {}[...] cannot be empty", name);
    for (const Value& v : given) {
      if (!is_type_parameter(v) && !(is<TypingAlias>(v) && alias(v).form == TypingAlias::Unpack))
        return raise_type_error(thread, "Parameters to {}[...] must all be type variables or parameter specification variables.", name);
    }
    for (std::size_t i = 0; i < given.size(); ++i)
      for (std::size_t j = 0; j < i; ++j)
        if (given[i] == given[j]) return raise_type_error(thread, "Parameters to {}[...] must all be unique", name);
    return make_alias(thread, TypingAlias::Class, self, items);
  }
  Value parameters = get_attribute(thread, self, "__parameters__");
  if (!parameters) return error_set;
  if (!is<Tuple>(parameters)) return raise_type_error(thread, "{} is not a generic class", repr_utf8(thread, self));
  for (const Value& p : as<Tuple>(parameters)) {
    Value prepare = find_named(thread, p, "__typing_prepare_subst__");
    if (!prepare && thread.has_error()) return error_set;
    if (!prepare) continue;
    items = call(thread, prepare, self, items);
    if (!items) return error_set;
    if (!is<Tuple>(items)) return raise_type_error(thread, "__typing_prepare_subst__ of {} objects must return a tuple", type_name(thread, p));
  }
  std::size_t expected = as<Tuple>(parameters).length, got = as<Tuple>(items).length;
  if (!expected) return raise_type_error(thread, "{} is not a generic class", repr_utf8(thread, self));
  if (got != expected)
    return raise_type_error(thread, "Too {} arguments for {}; actual {}, expected {}", got > expected ? "many" : "few", repr_utf8(thread, self), got, expected);
  std::vector<Value> result;
  for (std::size_t i = 0; i < expected; ++i) {
    Ref v = as<Tuple>(items)[i];
    if (!is_type_var_tuple(as<Tuple>(parameters)[i]) || !is<Tuple>(v)) {
      result.emplace_back(v);
      continue;
    }
    for (const Value& item : as<Tuple>(v)) result.push_back(item);
  }
  items = make_tuple(thread, result.data(), result.size());
  return make_alias(thread, TypingAlias::Class, self, items);
}

std::string joined_names(Thread& thread, const Tuple& variables, const Tuple* without) {
  std::string text;
  for (const Value& v : variables) {
    if (without && index_of(*without, v) >= 0) continue;
    if (!text.empty()) text += ", ";
    text += repr_utf8(thread, v);
  }
  return text;
}

// The type variables of a class: those of Generic[...] among its bases, else all that the bases mention.
Value class_parameters(Thread& thread, Ref cls) {
  Value bases(dict_get_name(as<Dict>(filled_dict(as<Type>(cls))), thread.rt.names.orig_bases__));
  if (!bases) bases = as<Type>(cls).bases;
  else if (!is<Tuple>(bases)) return empty_tuple(thread);
  bool original = bases != as<Type>(cls).bases;
  if (index_of(as<Tuple>(bases), Ref(generic_type)) >= 0) return raise_type_error(thread, "Cannot inherit from plain Generic");
  if (!original) return empty_tuple(thread);
  Value all = collect_type_parameters(thread, as<Tuple>(bases));
  if (!all) return error_set;
  Value listed;
  for (const Value& b : as<Tuple>(bases)) {
    if (!is<TypingAlias>(b) || alias(b).origin != Ref(generic_type)) continue;
    if (listed) return raise_type_error(thread, "Cannot inherit from Generic[...] multiple times.");
    listed = alias(b).parameters;
  }
  if (!listed) return all;
  std::string missing = joined_names(thread, as<Tuple>(all), &as<Tuple>(listed));
  if (missing.empty()) return listed;
  return raise_type_error(thread, "Some type variables ({}) are not listed in Generic[{}]", missing, joined_names(thread, as<Tuple>(listed), nullptr));
}

Value generic_init_subclass(Thread& thread, Ref self, Args args) {
  if (Value theirs = typing_function(thread, "_generic_init_subclass")) return call_prepended(thread, theirs, self, args);
  if (!check_no_keywords(thread, "__init_subclass__", args)) return error_set;
  Value parameters = class_parameters(thread, self), key = native_intern(thread, "__parameters__");
  return parameters && set_attribute(thread, self, key, parameters) ? none_value() : Value();
}

constexpr Method generic_methods[] = {
    {"__class_getitem__(cls, params, /)", generic_class_getitem, always, Method::Class},
    {"__init_subclass__(cls)", generic_init_subclass, always, Method::ClassRaw},
};
const TypeSpec generic_spec{.name = "typing.Generic", .layout = layout_of<Instance>, .flags = BaseType, .methods = generic_methods,
                            .fill = [](Slots& slots, Runtime&) { slots.make = object_new; }};

}  // namespace

Value typing_function(Thread& thread, const char* name) {
  Ref module = dict_get(thread, as<Dict>(thread.rt.modules), "typing");
  if (!module) return Value();
  Value keep(module);
  return find_named(thread, keep, name);
}

Value check_type_argument(Thread& thread, Ref v, const char* message) {
  if (v.is_none()) return Value(Ref(thread.rt.types.none_type));
  if (!is_exact<Tuple>(v)) return Value(v);
  return raise_type_error(thread, "{} Got {}.", message, repr_utf8(thread, v).substr(0, 100));
}

Value make_typing_alias(Thread& thread, Ref origin, Ref args) { return make_alias(thread, TypingAlias::Class, origin, args); }

Value make_typing_union(Thread& thread, Ref left, Ref right) {
  if (Value theirs = typing_function(thread, "_make_union")) return call(thread, theirs, left, right);
  std::vector<Value> members;
  auto add = [&](Ref v) {
    for (const Value& m : members) {
      int same = equal(thread, m, v);
      if (same) return same > 0;
    }
    members.emplace_back(v);
    return true;
  };
  for (Ref side : {left, right}) {
    Ref inner = is<TypingAlias>(side) && alias(side).form == TypingAlias::Union ? Ref(alias(side).args) : union_members(side);
    if (inner) {
      for (const Value& m : as<Tuple>(inner))
        if (!add(m)) return error_set;
      continue;
    }
    Value checked = check_type_argument(thread, side, "Union[arg, ...]: each arg must be a type.");
    if (!checked || !add(checked)) return error_set;
  }
  if (members.size() == 1) return members[0];
  Value args = make_tuple(thread, members.data(), members.size());
  return make_alias(thread, TypingAlias::Union, {}, args);
}

Value make_unpack(Thread& thread, Ref v) {
  if (Value theirs = typing_function(thread, "Unpack")) return get_item(thread, theirs, v);
  Value args = make_tuple(thread, {v});
  return make_alias(thread, TypingAlias::Unpack, {}, args);
}

Value unpack_type_var_tuples(Thread& thread, Ref parameters) {
  std::vector<Value> items;
  for (const Value& p : as<Tuple>(parameters)) {
    items.push_back(is_type_var_tuple(p) ? make_unpack(thread, p) : p);
    if (!items.back()) return error_set;
  }
  return make_tuple(thread, items.data(), items.size());
}

Value subscript_generic(Thread& thread, Ref parameters) {
  if (!is<Tuple>(parameters)) return raise_system_error(thread, "type parameters are no tuple");
  Value unpacked = unpack_type_var_tuples(thread, parameters);
  if (!unpacked) return error_set;
  if (Value theirs = typing_function(thread, "_GenericAlias")) return call(thread, theirs, Ref(generic_type), unpacked);
  return make_alias(thread, TypingAlias::Class, Ref(generic_type), unpacked);
}

Ref generic_class() { return generic_type ? Ref(generic_type) : Ref(); }

void make_typing_types(Runtime& rt) {
  generic_type = nullptr;
  if (!rt.in(since(3, 12))) return;
  class_alias_type = make_builtin_type(rt, class_alias_spec);
  union_alias_type = make_builtin_type(rt, union_alias_spec, class_alias_type);
  unpack_alias_type = make_builtin_type(rt, unpack_alias_spec, class_alias_type);
  generic_type = make_builtin_type(rt, generic_spec);
  Thread& thread = current_thread();
  (void)dict_set(thread, as<Dict>(filled_dict(*generic_type)), "__module__", native_intern(thread, "typing"));
}

}  // namespace xvm
