// types.GenericAlias: list[int]. Substitution of type variables, then the type.
#include "objects/generic_alias.h"

#include <algorithm>
#include <vector>

#include "objects/dict.h"
#include "objects/list.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "objects/type_object.h"
#include "vm/attributes.h"
#include "vm/builtin_types.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/signature.h"

namespace xvm {

namespace {

bool aliases_unpack(const Release& r) { return r.since(3, 11); }            // PEP 646
bool counts_wrong_arguments(const Release& r) { return r.since(3, 11); }
bool shows_lists_as_types(const Release& r) { return r.since(3, 12); }
bool names_old_generic_error(const Release& r) { return !r.since(3, 11); }

GenericAlias& alias(Ref self) { return as<GenericAlias>(self); }

bool append_once(std::vector<Value>& found, Ref v) {
  for (const Value& f : found)
    if (f == v) return false;
  found.emplace_back(v);
  return true;
}

// To 3.10 type variables are told by their class's name.
bool is_named_type_variable(Thread& thread, Ref v) {
  Type* type = type_of(thread, v);
  if (type->name != "TypeVar" && !(thread.rt.release.since(3, 10) && type->name == "ParamSpec")) return false;
  Value module = type_module(thread, type);
  if (!module) thread.clear_error();
  return module && native_is(module, "typing");
}

// 1 when v is a type variable, 0 not, -1 with the error set.
int is_type_variable(Thread& thread, Ref v) {
  if (!aliases_unpack(thread.rt.release)) return is_named_type_variable(thread, v);
  Value hook = find_named(thread, v, "__typing_subst__");
  return hook ? 1 : thread.has_error() ? -1 : 0;
}

bool collect_into(Thread& thread, const Tuple& args, std::vector<Value>& found) {
  for (const Value& arg : args) {
    if (aliases_unpack(thread.rt.release) && is<Type>(arg)) continue;
    int variable = is_type_variable(thread, arg);
    if (variable < 0) return false;
    if (variable) {
      append_once(found, arg);
      continue;
    }
    Value inner = find_named(thread, arg, "__parameters__");
    if (!inner && thread.has_error()) return false;
    if (inner && is<Tuple>(inner))
      for (const Value& p : as<Tuple>(inner)) append_once(found, p);
  }
  return true;
}

ErrorSet raise_not_generic(Thread& thread, Ref self) {
  std::string shown = repr_utf8(thread, self);
  if (names_old_generic_error(thread.rt.release)) return raise_type_error(thread, "There are no type variables left in {}", shown);
  return raise_type_error(thread, "{} is not a generic class", shown);
}

ErrorSet raise_argument_count(Thread& thread, Ref self, std::size_t got, std::size_t expected) {
  std::string shown = repr_utf8(thread, self);
  const char* much = got > expected ? "many" : "few";
  if (!counts_wrong_arguments(thread.rt.release)) return raise_type_error(thread, "Too {} arguments for {}", much, shown);
  return raise_type_error(thread, "Too {} arguments for {}; actual {}, expected {}", much, shown, got, expected);
}

void extend(std::vector<Value>& items, const Tuple& more) {
  for (const Value& v : more) items.push_back(v);
}

// An argument that has type variables inside: list[T] with the values of its own variables.
Value substitute_inside(Thread& thread, Ref arg, const Tuple& parameters, const Tuple& values) {
  Value inner = find_named(thread, arg, "__parameters__");
  if (!inner) return thread.has_error() ? Value() : Value(arg);
  if (!is<Tuple>(inner) || as<Tuple>(inner).length == 0) return Value(arg);
  std::vector<Value> items;
  for (const Value& p : as<Tuple>(inner)) {
    std::ptrdiff_t at = index_of(parameters, p);
    if (at < 0) items.push_back(p);
    else if (type_of(thread, p)->slots.iter && is<Tuple>(values[at])) extend(items, as<Tuple>(values[at]));
    else items.emplace_back(values[at]);
  }
  Value key = make_tuple(thread, items.data(), items.size());
  return get_item(thread, arg, key);
}

bool is_truthy_attribute(Thread& thread, Ref v, std::string_view name, bool& out) {
  Value flag = find_named(thread, v, name);
  if (!flag) return !thread.has_error() && !(out = false);
  int r = truth(thread, flag);
  out = r > 0;
  return r >= 0;
}

}  // namespace

Value find_named(Thread& thread, Ref v, std::string_view name) {
  Value key = native_intern(thread, name);
  return find_attribute(thread, v, key);
}

std::ptrdiff_t index_of(const Tuple& tuple, Ref v) {
  for (std::size_t i = 0; i < tuple.length; ++i)
    if (tuple[i] == v) return static_cast<std::ptrdiff_t>(i);
  return -1;
}

Value collect_type_parameters(Thread& thread, const Tuple& args) {
  std::vector<Value> found;
  if (!collect_into(thread, args, found)) return error_set;
  return make_tuple(thread, found.data(), found.size());
}

Value unpack_arguments(Thread& thread, Ref item) {
  Value single;
  if (!is<Tuple>(item)) {
    single = make_tuple(thread, {item});
    item = single;
  }
  std::vector<Value> items;
  for (const Value& v : as<Tuple>(item)) {
    if (is<Type>(v)) {
      items.push_back(v);
      continue;
    }
    Value inner = find_named(thread, v, "__typing_unpacked_tuple_args__");
    if (!inner && thread.has_error()) return error_set;
    if (inner && is<Tuple>(inner) && !(as<Tuple>(inner).length && as<Tuple>(inner)[as<Tuple>(inner).length - 1].is_ellipsis()))
      extend(items, as<Tuple>(inner));
    else items.push_back(v);
  }
  return make_tuple(thread, items.data(), items.size());
}

Value substitute_parameters(Thread& thread, Ref self, Ref args, Ref parameters, Ref item) {
  const Tuple& variables = as<Tuple>(parameters);
  if (variables.length == 0) return raise_not_generic(thread, self);
  bool hooks = aliases_unpack(thread.rt.release);
  Value given;
  if (hooks) given = unpack_arguments(thread, item);
  else given = is<Tuple>(item) ? Value(item) : make_tuple(thread, {item});
  if (!given) return error_set;
  if (hooks) {
    for (const Value& variable : variables) {
      Value prepare = find_named(thread, variable, "__typing_prepare_subst__");
      if (!prepare && thread.has_error()) return error_set;
      if (!prepare || prepare.is_none()) continue;
      given = call(thread, prepare, self, given);
      if (!given) return error_set;
      if (!is<Tuple>(given)) {
        given = make_tuple(thread, {given.ref()});
      }
    }
  }
  const Tuple& values = as<Tuple>(given);
  if (values.length != variables.length) return raise_argument_count(thread, self, values.length, variables.length);
  std::vector<Value> result;
  for (const Value& arg : as<Tuple>(args)) {
    if (hooks && is<Type>(arg)) {
      result.push_back(arg);
      continue;
    }
    std::ptrdiff_t at = index_of(variables, arg);
    if (!hooks) {
      Value v = at >= 0 ? Value(values[at]) : substitute_inside(thread, arg, variables, values);
      if (!v) return error_set;
      result.push_back(std::move(v));
      continue;
    }
    bool unpack = false;
    if (!is_truthy_attribute(thread, arg, "__typing_is_unpacked_typevartuple__", unpack)) return error_set;
    Value hook = find_named(thread, arg, "__typing_subst__");
    if (!hook && thread.has_error()) return error_set;
    Value v = hook && at >= 0 ? call(thread, hook, values[at]) : substitute_inside(thread, arg, variables, values);
    if (!v) return error_set;
    if (!unpack) {
      result.push_back(std::move(v));
      continue;
    }
    if (!is<Tuple>(v))
      return raise_type_error(thread, "expected __typing_subst__ of {} objects to return a tuple, not {}", type_name(thread, arg), type_name(thread, v));
    extend(result, as<Tuple>(v));
  }
  return make_tuple(thread, result.data(), result.size());
}

bool add_type_repr(Thread& thread, TextBuilder& text, Ref v) {
  if (v.is_ellipsis()) return text.add("..."), true;
  Value keep(v);
  if (find_named(thread, v, "__origin__")) {
    if (find_named(thread, v, "__args__")) return text.add_repr(v);
  }
  if (thread.has_error()) return false;
  Value qualname = find_named(thread, v, "__qualname__");
  if (!qualname) return !thread.has_error() && text.add_repr(v);
  Value module = find_named(thread, v, "__module__");
  if (!module || module.is_none()) return !thread.has_error() && text.add_repr(v);
  if (!native_is(module, "builtins")) {
    if (!text.add_str(module)) return false;
    text.add(".");
  }
  return text.add_str(qualname);
}

Value make_generic_alias(Thread& thread, Ref origin, Ref arguments) {
  GenericAlias* fresh = allocate<GenericAlias>(thread.rt.types.generic_alias);
  fresh->origin = origin;
  fresh->args = is<Tuple>(arguments) ? Value(arguments) : make_tuple(thread, {arguments});
  track(fresh);
  return own(fresh);
}

namespace {

Value alias_make(Thread& thread, Type* type, Args args) {
  if (!check_no_keywords(thread, "GenericAlias", args)) return error_set;
  if (!check_unpack_count(thread, "GenericAlias", args.size(), 2, 2)) return error_set;
  GenericAlias* fresh = allocate<GenericAlias>(type);
  fresh->origin = args[0];
  fresh->args = is<Tuple>(args[1]) ? Value(args[1]) : make_tuple(thread, {args[1]});
  track(fresh);
  return own(fresh);
}

bool add_item_repr(Thread& thread, TextBuilder& text, Ref v) {
  if (!shows_lists_as_types(thread.rt.release) || !is_exact<List>(v)) return add_type_repr(thread, text, v);
  Value keep(v);
  const List& list = as<List>(v);
  text.add("[");
  for (std::size_t i = 0; i < list.length; ++i) {
    if (i) text.add(", ");
    Value item(list[i]);
    if (!add_type_repr(thread, text, item)) return false;
  }
  text.add("]");
  return true;
}

Value alias_repr(Thread& thread, Ref self) {
  Recursion guard(thread, " while getting the repr of an object");
  if (!guard.ok()) return error_set;
  TextBuilder text(thread);
  if (alias(self).starred) text.add("*");
  if (!add_type_repr(thread, text, alias(self).origin)) return error_set;
  text.add("[");
  const Tuple& args = as<Tuple>(alias(self).args);
  for (std::size_t i = 0; i < args.length; ++i) {
    if (i) text.add(", ");
    if (!add_item_repr(thread, text, args[i])) return error_set;
  }
  if (args.length == 0) text.add("()");
  text.add("]");
  return text.finish();
}

bool alias_hash(Thread& thread, Ref self, std::int64_t& hash) {
  std::int64_t of_args;
  if (!hash_of(thread, alias(self).origin, hash) || !hash_of(thread, alias(self).args, of_args)) return false;
  hash ^= of_args;
  return true;
}

Value alias_compare(Thread& thread, Ref self, Ref other, Compare op) {
  if (!is<GenericAlias>(other) || (op != Compare::Eq && op != Compare::Ne)) return not_implemented_value();
  int same = alias(self).starred == alias(other).starred;
  if (same > 0) same = equal(thread, alias(self).origin, alias(other).origin);
  if (same > 0) same = equal(thread, alias(self).args, alias(other).args);
  if (same < 0) return error_set;
  return Value::of((same != 0) == (op == Compare::Eq));
}

// Attributes of the alias itself; all others are the origin's.
constexpr std::string_view own_names[] = {"__origin__", "__args__", "__parameters__", "__mro_entries__", "__reduce_ex__", "__reduce__", "__copy__", "__deepcopy__"};
constexpr std::string_view own_names_311[] = {"__class__", "__unpacked__", "__typing_unpacked_tuple_args__"};
constexpr std::string_view blocked_names[] = {"__bases__", "__copy__", "__deepcopy__"};   // 3.13

bool is_own_name(const Release& r, Ref name) {
  auto named = [&](std::string_view n) { return native_is(name, n); };
  if (std::any_of(std::begin(own_names), std::end(own_names), named)) return true;
  if (aliases_unpack(r) && std::any_of(std::begin(own_names_311), std::end(own_names_311), named)) return true;
  return r.since(3, 13) && named("__bases__");
}

Value alias_get_attribute(Thread& thread, Ref self, Ref name) {
  if (is_own_name(thread.rt.release, name)) return generic_get_attribute(thread, self, name);
  return get_attribute(thread, alias(self).origin, name);
}

Value alias_call(Thread& thread, Ref self, Args args) {
  Value keep(self);
  Value made = call(thread, alias(self).origin, args);
  if (!made) return made;
  if (!set_attribute(thread, made, thread.rt.names.orig_class__, self) && !catch_error(thread, thread.rt.exc.AttributeError) &&
      !catch_error(thread, thread.rt.exc.TypeError))
    return error_set;
  return made;
}

Value parameters_get(Thread& thread, Ref self) {
  if (!alias(self).parameters) {
    Value found = collect_type_parameters(thread, as<Tuple>(alias(self).args));
    if (!found) return found;
    alias(self).parameters = std::move(found);
  }
  return alias(self).parameters;
}

Value alias_get_item(Thread& thread, Ref self, Ref item) {
  Value keep(item), parameters = parameters_get(thread, self);
  if (!parameters) return error_set;
  Value args = substitute_parameters(thread, self, alias(self).args, parameters, item);
  if (!args) return error_set;
  Value fresh = make_generic_alias(thread, alias(self).origin, args);
  alias(fresh).starred = alias(self).starred;
  return fresh;
}

struct AliasIterator : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "generic_alias_iterator";
  static constexpr bool gc = true;
  Value alias;   // null when exhausted
  void traverse(Visitor& v) { v(alias); }
  void clear() { alias = nullptr; }
};
// There is one runtime at a time; the type is made with it.
Type* iterator_type = nullptr;

Value alias_iter(Thread&, Ref self) {
  AliasIterator* iterator = allocate<AliasIterator>(iterator_type);
  iterator->alias = self;
  track(iterator);
  return own(iterator);
}
Value iterator_next(Thread& thread, Ref self) {
  Value of = std::move(as<AliasIterator>(self).alias);
  if (!of) return Value();
  Value fresh = make_generic_alias(thread, alias(of).origin, alias(of).args);
  alias(fresh).starred = true;
  return fresh;
}
Value iterator_self(Thread&, Ref self) { return Value(self); }

Value builtin(Thread& thread, const char* name) { return Value(dict_get(thread, as<Dict>(thread.rt.builtins), name)); }

Value iterator_reduce(Thread& thread, Ref self, Args) {
  Value iter = builtin(thread, "iter");
  const Value& of = as<AliasIterator>(self).alias;
  Value rest = of ? make_tuple(thread, {of.ref()}) : make_tuple(thread, {empty_tuple(thread).ref()});
  return make_tuple(thread, {iter.ref(), rest.ref()});
}

Value alias_mro_entries(Thread& thread, Ref self, Args) { return make_tuple(thread, {alias(self).origin.ref()}); }
Value alias_instancecheck(Thread& thread, Ref, Args) {
  return raise_type_error(thread, "isinstance() argument 2 cannot be a parameterized generic");
}
Value alias_subclasscheck(Thread& thread, Ref, Args) {
  return raise_type_error(thread, "issubclass() argument 2 cannot be a parameterized generic");
}

Value alias_reduce(Thread& thread, Ref self, Args) {
  const GenericAlias& of = alias(self);
  if (of.starred) {
    Value plain = make_generic_alias(thread, of.origin, of.args), next = builtin(thread, "next");
    Value iterator = alias_iter(thread, plain), args = make_tuple(thread, {iterator.ref()});
    return make_tuple(thread, {next.ref(), args.ref()});
  }
  Value args = make_tuple(thread, {of.origin.ref(), of.args.ref()});
  return make_tuple(thread, {Ref(type_of(thread, self)), args.ref()});
}

Value alias_dir(Thread& thread, Ref self, Args) {
  Value dir = builtin(thread, "dir");
  Value names = call(thread, dir, alias(self).origin);
  if (!names || !is<List>(names)) return names;
  auto add = [&](std::string_view name) {
    Value key = native_intern(thread, name);
    if (contains(thread, names, key) == 0) list_append(as<List>(names), std::move(key));
  };
  const Release& r = thread.rt.release;
  for (std::string_view name : own_names) add(name);
  if (aliases_unpack(r))
    for (std::string_view name : own_names_311) add(name);
  if (r.since(3, 13))
    for (std::string_view name : blocked_names) add(name);
  return names;
}

Value origin_get(Thread&, Ref self) { return alias(self).origin; }
Value args_get(Thread&, Ref self) { return alias(self).args; }
Value unpacked_get(Thread&, Ref self) { return Value::of(alias(self).starred); }
Value unpacked_tuple_args_get(Thread& thread, Ref self) {
  return alias(self).starred && alias(self).origin == Ref(thread.rt.types.tuple) ? alias(self).args : none_value();
}

constexpr Method alias_methods[] = {
    {"__dir__(self, /)", alias_dir},
    {"__instancecheck__(self, instance, /)", alias_instancecheck},
    {"__mro_entries__(self, bases, /)", alias_mro_entries},
    {"__reduce__(self, /)", alias_reduce},
    {"__subclasscheck__(self, cls, /)", alias_subclasscheck},
};
constexpr GetSetRow alias_getset[] = {
    {"__args__", args_get, readonly_member},
    {"__origin__", origin_get, readonly_member},
    {"__parameters__", parameters_get},
    {"__typing_unpacked_tuple_args__", unpacked_tuple_args_get, nullptr, since(3, 11)},
    {"__unpacked__", unpacked_get, readonly_member, since(3, 11)},
};

void fill_alias(Slots& slots, Runtime& rt) {
  slots.repr = alias_repr;
  slots.hash = alias_hash;
  slots.compare = alias_compare;
  slots.get_attribute = alias_get_attribute;
  slots.call = alias_call;
  slots.get_item = alias_get_item;
  slots.make = alias_make;
  if (rt.in(since(3, 10))) slots.binary[static_cast<std::size_t>(Binary::Or)] = make_union;
  if (rt.in(since(3, 11))) slots.iter = alias_iter;
}

const TypeSpec alias_spec{.name = "types.GenericAlias", .layout = layout_of<GenericAlias>, .flags = BaseType | HasWeakrefs | CustomGetAttribute,
                          .methods = alias_methods, .getset = alias_getset, .fill = fill_alias};

constexpr Method iterator_methods[] = {{"__reduce__(self, /)", iterator_reduce}};
const TypeSpec iterator_spec{.name = "generic_alias_iterator", .layout = layout_of<AliasIterator>, .methods = iterator_methods,
                             .fill = [](Slots& slots, Runtime&) { slots.iter = iterator_self, slots.next = iterator_next; }};

}  // namespace

void make_generic_alias_types(Runtime& rt) {
  if (!rt.in(since(3, 9))) return;
  rt.types.generic_alias = make_builtin_type(rt, alias_spec);
  if (rt.in(since(3, 11))) iterator_type = make_builtin_type(rt, iterator_spec);
}

}  // namespace xvm
