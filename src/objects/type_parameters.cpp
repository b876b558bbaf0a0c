// Type parameters: one layout for TypeVar, ParamSpec and TypeVarTuple; the args and kwargs of a ParamSpec; type aliases.
#include "objects/type_parameters.h"

#include <vector>

#include "objects/dict.h"
#include "objects/function.h"
#include "objects/generic_alias.h"
#include "objects/list.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "objects/typing_alias.h"
#include "vm/argument_words.h"
#include "vm/attributes.h"
#include "vm/builtin_types.h"
#include "vm/at_end.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/operators.h"
#include "vm/signature.h"
#include "vm/type_dict.h"

namespace xvm {

namespace {

bool has_defaults(const Release& r) { return r.since(3, 13); }   // PEP 696

// A value, or the function that gives it when it is first asked for.
struct Lazy {
  Value value, function;
  // Borrowed; null with the error set.
  Ref get(Thread& thread, Ref otherwise) {
    if (!value && !function) return otherwise;
    if (!value) {
      Value keep = function, made = call(thread, keep);
      if (!made) return Ref();
      value = std::move(made);
      function = nullptr;
    }
    return value;
  }
};

struct TypeParameter : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "typing.TypeVar";
  static constexpr bool gc = true;
  enum Form : std::uint8_t { Var, Spec, VarTuple } form = Var;
  bool covariant = false, contravariant = false, infers = false;
  Value name, dict;
  Lazy bound, constraints, otherwise;
  void traverse(Visitor& v) {
    v(dict);
    for (const Lazy* lazy : {&bound, &constraints, &otherwise}) v(lazy->value), v(lazy->function);
  }
  void clear() { dict = nullptr, bound = {}, constraints = {}, otherwise = {}; }
};

struct SpecPart : Object {   // P.args, P.kwargs
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "typing.ParamSpecArgs";
  static constexpr bool gc = true;
  Value origin;
  void traverse(Visitor& v) { v(origin); }
  void clear() {}
};

struct TypeAlias : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "typing.TypeAliasType";
  static constexpr bool gc = true;
  Value name, parameters, module;   // parameters null: none
  Lazy value;
  void traverse(Visitor& v) { v(parameters), v(module), v(value.value), v(value.function); }
  void clear() { value = {}; }
};

// There is one runtime at a time; the types are made with it.
Type *spec_args_type = nullptr, *spec_kwargs_type = nullptr;

TypeParameter& parameter(Ref self) { return as<TypeParameter>(self); }
bool set_readonly(Thread& thread, Ref, Ref) { return raise(thread, thread.rt.exc.AttributeError, "readonly attribute"); }

Type* type_for(Thread& thread, TypeParameter::Form form) {
  const Types& types = thread.rt.types;
  return form == TypeParameter::Var ? types.type_var : form == TypeParameter::Spec ? types.param_spec : types.type_var_tuple;
}
const char* form_name(Ref self) {
  constexpr const char* names[] = {"TypeVar", "ParamSpec", "TypeVarTuple"};
  return names[parameter(self).form];
}

TypeParameter* new_parameter(Thread& thread, TypeParameter::Form form, Ref name) {
  TypeParameter* fresh = allocate<TypeParameter>(type_for(thread, form));
  fresh->form = form;
  fresh->name = name;
  track(fresh);
  return fresh;
}

Value parameter_repr(Thread& thread, Ref self) {
  const TypeParameter& p = parameter(self);
  if (p.infers || p.form == TypeParameter::VarTuple) return p.name;
  TextBuilder text(thread);
  text.add(p.covariant ? "+" : p.contravariant ? "-" : "~");
  text.add_value(p.name);
  return text.finish();
}

Value name_get(Thread&, Ref self) { return parameter(self).name; }
Value covariant_get(Thread&, Ref self) { return Value::of(parameter(self).covariant); }
Value contravariant_get(Thread&, Ref self) { return Value::of(parameter(self).contravariant); }
Value infers_get(Thread&, Ref self) { return Value::of(parameter(self).infers); }
Value bound_get(Thread& thread, Ref self) { return Value(parameter(self).bound.get(thread, none)); }
Value constraints_get(Thread& thread, Ref self) {
  Value nothing = empty_tuple(thread);
  return Value(parameter(self).constraints.get(thread, nothing));
}
Value default_get(Thread& thread, Ref self) { return Value(parameter(self).otherwise.get(thread, no_default(thread))); }

// Whether there is a default, without keeping what is evaluated to see it: 1, 0, -1.
Value has_default(Thread& thread, Ref self, Args) {
  const Lazy& lazy = parameter(self).otherwise;
  return Value::of(lazy.function || (lazy.value && lazy.value != no_default(thread)));
}

Value mro_entries(Thread& thread, Ref self, Args) { return raise_type_error(thread, "Cannot subclass an instance of {}", form_name(self)); }
Value reduce(Thread&, Ref self, Args) { return parameter(self).name; }

// ---- substitution

bool is_unpacked(Thread& thread, Ref v) {
  Value flag = find_named(thread, v, "__typing_unpacked_tuple_args__");
  if (!flag) thread.clear_error();
  return flag && !flag.is_none();
}

Value var_subst(Thread& thread, Ref, Args args) {
  Value checked = check_type_argument(thread, args[0], "Parameters to generic types must be types.");
  if (!checked || is<Type>(checked) || !is_unpacked(thread, checked)) return checked;
  return raise_type_error(thread, "{} is not valid as type argument", repr_utf8(thread, checked));
}

bool is_parameter_expression(Ref v) {
  return v.is_ellipsis() || is<Tuple>(v) || is<List>(v) || (is<TypeParameter>(v) && parameter(v).form == TypeParameter::Spec);
}

Value spec_subst(Thread& thread, Ref, Args args) {
  if (is<List>(args[0]) || is<Tuple>(args[0])) {
    Value items = to_tuple(thread, args[0]);
    std::vector<Value> checked;
    for (const Value& item : as<Tuple>(items)) {
      checked.push_back(check_type_argument(thread, item, "Expected a type."));
      if (!checked.back()) return error_set;
    }
    return make_tuple(thread, checked.data(), checked.size());
  }
  if (is_parameter_expression(args[0])) return Value(args[0]);
  return raise_type_error(thread, "Expected a list of types, an ellipsis, ParamSpec, or Concatenate. Got {}", repr_utf8(thread, args[0]));
}

Value tuple_subst(Thread& thread, Ref, Args) { return raise_type_error(thread, "Substitution of bare TypeVarTuple is not supported"); }

// The parameters of an alias and where self stands among them; null with the error set.
Value place_of(Thread& thread, Ref self, Ref of, std::size_t& index) {
  Value parameters = get_attribute(thread, of, "__parameters__");
  if (!parameters) return error_set;
  std::ptrdiff_t at = is<Tuple>(parameters) ? index_of(as<Tuple>(parameters), self) : -1;
  if (at < 0) return raise_value_error(thread, "tuple.index(x): x not in tuple");
  index = static_cast<std::size_t>(at);
  return parameters;
}

// (*args, default) where self has one and is the first without an argument.
Value with_default(Thread& thread, Ref self, const Tuple& args) {
  Value otherwise = default_get(thread, self);
  if (!otherwise) return error_set;
  std::vector<Value> items(args.begin(), args.end());
  items.push_back(std::move(otherwise));
  return make_tuple(thread, items.data(), items.size());
}

bool defaulted(Thread& thread, Ref self) { return has_defaults(thread.rt.release) && has_default(thread, self, {}).is_true(); }

Value var_prepare(Thread& thread, Ref self, Args args) {
  std::size_t index;
  Value parameters = place_of(thread, self, args[0], index), given = parameters ? to_tuple(thread, args[1]) : Value();
  if (!given) return error_set;
  std::size_t count = as<Tuple>(given).length;
  if (index < count) return given;
  if (index == count && defaulted(thread, self)) return with_default(thread, self, as<Tuple>(given));
  return raise_type_error(thread, "Too few arguments for {}; actual {}, expected at least {}", repr_utf8(thread, args[0]), count, index + 1);
}

Value spec_prepare(Thread& thread, Ref self, Args args) {
  std::size_t index;
  Value parameters = place_of(thread, self, args[0], index), given = parameters ? to_tuple(thread, args[1]) : Value();
  if (!given) return error_set;
  if (index == as<Tuple>(given).length && defaulted(thread, self)) {
    given = with_default(thread, self, as<Tuple>(given));
    if (!given) return error_set;
  }
  const Tuple& items = as<Tuple>(given);
  if (index >= items.length) return raise_type_error(thread, "Too few arguments for {}", repr_utf8(thread, args[0]));
  if (as<Tuple>(parameters).length == 1 && !is_parameter_expression(items[0])) return make_tuple(thread, {given.ref()});
  if (!is<List>(items[index])) return given;
  std::vector<Value> changed(items.begin(), items.end());
  changed[index] = to_tuple(thread, items[index]);
  return make_tuple(thread, changed.data(), changed.size());
}

Value tuple_prepare(Thread& thread, Ref self, Args args) {
  std::size_t left;
  Value parameters = place_of(thread, self, args[0], left), given = parameters ? to_tuple(thread, args[1]) : Value();
  if (!given) return error_set;
  const Tuple& variables = as<Tuple>(parameters);
  for (std::size_t i = left + 1; i < variables.length; ++i)
    if (is_type_var_tuple(variables[i])) return raise_type_error(thread, "More than one TypeVarTuple parameter in {}", repr_utf8(thread, args[0]));
  const Tuple& items = as<Tuple>(given);
  std::size_t right = variables.length - left - 1;
  if (left + right > items.length)
    return raise_type_error(thread, "Too few arguments for {}; actual {}, expected at least {}", repr_utf8(thread, args[0]), items.length, variables.length - 1);
  std::vector<Value> result(items.begin(), items.begin() + left);
  if (left == items.length - right && defaulted(thread, self)) {
    Value otherwise = default_get(thread, self);
    if (!otherwise) return error_set;
    result.push_back(unpack_arguments(thread, otherwise));
    if (!result.back()) return error_set;
  } else {
    result.push_back(tuple_slice(thread, items, left, items.length - right));
  }
  result.insert(result.end(), items.end() - right, items.end());
  return make_tuple(thread, result.data(), result.size());
}

// ---- making

// __module__ of what a program makes by a call: the caller's.
bool set_module(Thread& thread, TypeParameter& p) {
  Ref module = thread.frame && thread.frame->globals ? dict_get_name(*thread.frame->globals, thread.rt.names.name__) : Ref();
  if (!module || native_is(module, "typing")) return true;
  p.dict = make_dict(thread);
  return dict_set(thread, as<Dict>(p.dict), thread.rt.names.module__, module);
}

bool set_variance(Thread& thread, TypeParameter& p, Ref covariant, Ref contravariant, Ref infers) {
  int values[3], i = 0;
  for (Ref flag : {covariant, contravariant, infers}) {
    values[i] = flag ? truth(thread, flag) : 0;
    if (values[i++] < 0) return false;
  }
  if (values[0] && values[1]) return raise_value_error(thread, "Bivariant types are not supported.");
  if (values[2] && (values[0] || values[1])) return raise_value_error(thread, "Variance cannot be specified with infer_variance.");
  p.covariant = values[0], p.contravariant = values[1], p.infers = values[2];
  return true;
}

bool check_name(Thread& thread, Ref name, const char* function) {
  return is<Text>(name) || raise_type_error(thread, "{}() argument 'name' must be str, not {}", function, argument_type(thread, name));
}

Value type_var_make(Thread& thread, Type*, Args args) {
  Bound<7> a(thread,
             has_defaults(thread.rt.release)
                 ? "typevar(name, *constraints, bound=None, default=typing.NoDefault, covariant=False, contravariant=False, infer_variance=False)"
                 : "typevar(name, *constraints, bound=None, covariant=False, contravariant=False, infer_variance=False)",
             args);
  if (!a || !check_name(thread, a[0], "typevar")) return error_set;
  std::size_t behind = has_defaults(thread.rt.release) ? 4 : 3;
  TypeParameter* fresh = new_parameter(thread, TypeParameter::Var, a[0]);
  Value owner = own(fresh);
  if (!set_variance(thread, *fresh, a[behind], a[behind + 1], a[behind + 2])) return error_set;
  if (a[2] && !a[2].is_none()) {
    fresh->bound.value = check_type_argument(thread, a[2], "Bound must be a type.");
    if (!fresh->bound.value) return error_set;
  }
  const Tuple* constraints = a[1] ? &as<Tuple>(a[1]) : nullptr;
  if (constraints && constraints->length == 1) return raise_type_error(thread, "A single constraint is not allowed");
  if (constraints && constraints->length && fresh->bound.value) return raise_type_error(thread, "Constraints cannot be combined with bound=...");
  if (constraints && constraints->length) fresh->constraints.value = a[1];
  if (behind == 4 && a[3]) fresh->otherwise.value = a[3];
  return set_module(thread, *fresh) ? std::move(owner) : Value();
}

Value param_spec_make(Thread& thread, Type*, Args args) {
  Bound<6> a(thread,
             has_defaults(thread.rt.release) ? "paramspec(name, *, bound=None, default=typing.NoDefault, covariant=False, contravariant=False, infer_variance=False)"
                                             : "paramspec(name, *, bound=None, covariant=False, contravariant=False, infer_variance=False)",
             args);
  if (!a || !check_name(thread, a[0], "paramspec")) return error_set;
  std::size_t behind = has_defaults(thread.rt.release) ? 3 : 2;
  TypeParameter* fresh = new_parameter(thread, TypeParameter::Spec, a[0]);
  Value owner = own(fresh);
  if (!set_variance(thread, *fresh, a[behind], a[behind + 1], a[behind + 2])) return error_set;
  if (a[1] && !a[1].is_none()) {
    fresh->bound.value = check_type_argument(thread, a[1], "Bound must be a type.");
    if (!fresh->bound.value) return error_set;
  }
  if (behind == 3 && a[2]) fresh->otherwise.value = a[2];
  return set_module(thread, *fresh) ? std::move(owner) : Value();
}

Value type_var_tuple_make(Thread& thread, Type*, Args args) {
  Bound<2> a(thread, has_defaults(thread.rt.release) ? "typevartuple(name, *, default=typing.NoDefault)" : "typevartuple(name)", args);
  if (!a || !check_name(thread, a[0], "typevartuple")) return error_set;
  TypeParameter* fresh = new_parameter(thread, TypeParameter::VarTuple, a[0]);
  Value owner = own(fresh);
  if (a[1]) fresh->otherwise.value = a[1];
  return set_module(thread, *fresh) ? std::move(owner) : Value();
}

Value tuple_iter(Thread& thread, Ref self) {
  Value unpacked = make_unpack(thread, self), items = unpacked ? make_tuple(thread, {unpacked.ref()}) : Value();
  return items ? iterate(thread, items) : Value();
}

Value parameter_or(Thread& thread, Ref left, Ref right) { return make_typing_union(thread, left, right); }

// ---- args and kwargs of a ParamSpec

Value make_part(Type* type, Ref origin) {
  SpecPart* fresh = allocate<SpecPart>(type);
  fresh->origin = origin;
  track(fresh);
  return own(fresh);
}
Value spec_args_get(Thread&, Ref self) { return make_part(spec_args_type, self); }
Value spec_kwargs_get(Thread&, Ref self) { return make_part(spec_kwargs_type, self); }
bool is_args(Ref part) { return part.object()->type == spec_args_type; }

Value part_repr(Thread& thread, Ref self) {
  Ref origin = as<SpecPart>(self).origin;
  TextBuilder text(thread);
  if (is<TypeParameter>(origin)) text.add_value(parameter(origin).name);
  else if (!text.add_repr(origin)) return error_set;
  text.add(is_args(self) ? ".args" : ".kwargs");
  return text.finish();
}
Value part_compare(Thread& thread, Ref self, Ref other, Compare op) {
  if (!is<SpecPart>(other) || is_args(self) != is_args(other) || (op != Compare::Eq && op != Compare::Ne)) return not_implemented_value();
  return compare(thread, as<SpecPart>(self).origin, as<SpecPart>(other).origin, op);
}
Value part_origin_get(Thread&, Ref self) { return as<SpecPart>(self).origin; }
Value part_mro_entries(Thread& thread, Ref self, Args) {
  return raise_type_error(thread, "Cannot subclass an instance of {}", is_args(self) ? "ParamSpecArgs" : "ParamSpecKwargs");
}
Value part_make(Thread& thread, Type* type, Args args) {
  Bound<1> a(thread, type == spec_args_type ? "paramspecargs(origin)" : "paramspeckwargs(origin)", args);
  return a ? make_part(type, a[0]) : Value();
}

// ---- type aliases

TypeAlias& alias(Ref self) { return as<TypeAlias>(self); }

Value alias_repr(Thread&, Ref self) { return alias(self).name; }
Value alias_name_get(Thread&, Ref self) { return alias(self).name; }
Value alias_value_get(Thread& thread, Ref self) { return Value(alias(self).value.get(thread, none)); }
Value alias_type_params_get(Thread& thread, Ref self) { return alias(self).parameters ? alias(self).parameters : empty_tuple(thread); }
Value alias_parameters_get(Thread& thread, Ref self) {
  return alias(self).parameters ? unpack_type_var_tuples(thread, alias(self).parameters) : empty_tuple(thread);
}
Value alias_module_get(Thread& thread, Ref self) {
  if (alias(self).module) return alias(self).module;
  Function* function = try_as<Function>(alias(self).value.function);
  if (function) return Value(function->module ? Ref(function->module) : none);
  return Value(raise(thread, thread.rt.exc.AttributeError, "__module__"));
}
Value alias_reduce(Thread&, Ref self, Args) { return alias(self).name; }
Value alias_get_item(Thread& thread, Ref self, Ref item) {
  if (!alias(self).parameters) return raise_type_error(thread, "Only generic type aliases are subscriptable");
  return make_generic_alias(thread, self, item);
}
Value alias_make(Thread& thread, Type*, Args args) {
  Bound<3> a(thread, "typealias(name, value, *, type_params=())", args);
  if (!a || !check_name(thread, a[0], "typealias")) return error_set;
  if (a[2] && !is<Tuple>(a[2])) return raise_type_error(thread, "type_params must be a tuple");
  Value made = make_type_alias(thread, a[0], a[2], {});
  alias(made).value.value = a[1];
  Ref module = thread.frame && thread.frame->globals ? dict_get_name(*thread.frame->globals, thread.rt.names.name__) : Ref();
  alias(made).module = Value(module ? module : none);
  return made;
}

// ---- typing.NoDefault

struct NoDefault : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "NoDefaultType";
};
Type* no_default_type = nullptr;
Value no_default_repr(Thread& thread, Ref) { return native_str(thread, "typing.NoDefault"); }
Value no_default_make(Thread& thread, Type*, Args args) {
  if (args.size() || args.keywords()) return raise_type_error(thread, "NoDefaultType takes no arguments");
  return Value(no_default(thread));
}
Value no_default_reduce(Thread& thread, Ref, Args) { return native_str(thread, "NoDefault"); }

// ---- tables

#define XVM_MEMBERS_OF_ALL \
  {"__name__", name_get, set_readonly}, {"__default__", default_get, nullptr, since(3, 13)}
#define XVM_MEMBERS_WITH_VARIANCE                                                                   \
  {"__covariant__", covariant_get, set_readonly}, {"__contravariant__", contravariant_get, set_readonly}, \
      {"__infer_variance__", infers_get, set_readonly}
#define XVM_METHODS_OF_ALL                                                           \
  {"__mro_entries__(self, object, /)", mro_entries}, {"__reduce__(self, /)", reduce}, \
      {"has_default(self, /)", has_default, since(3, 13)}

constexpr GetSetRow var_getset[] = {
    XVM_MEMBERS_OF_ALL, XVM_MEMBERS_WITH_VARIANCE, {"__bound__", bound_get}, {"__constraints__", constraints_get},
};
constexpr Method var_methods[] = {
    XVM_METHODS_OF_ALL,
    {"__typing_subst__(self, arg)", var_subst, until(3, 12)},
    {"__typing_subst__(self, arg, /)", var_subst, since(3, 13)},
    {"__typing_prepare_subst__(self, alias, args, /)", var_prepare, since(3, 13)},
};
constexpr GetSetRow spec_getset[] = {
    XVM_MEMBERS_OF_ALL, XVM_MEMBERS_WITH_VARIANCE, {"__bound__", bound_get, set_readonly}, {"args", spec_args_get}, {"kwargs", spec_kwargs_get},
};
constexpr Method spec_methods[] = {
    XVM_METHODS_OF_ALL,
    {"__typing_subst__(self, arg)", spec_subst, until(3, 12)},
    {"__typing_subst__(self, arg, /)", spec_subst, since(3, 13)},
    {"__typing_prepare_subst__(self, alias, args, /)", spec_prepare},
};
constexpr GetSetRow tuple_getset[] = {XVM_MEMBERS_OF_ALL};
constexpr Method tuple_methods[] = {
    XVM_METHODS_OF_ALL,
    {"__typing_subst__(self, arg)", tuple_subst, until(3, 12)},
    {"__typing_subst__(self, arg, /)", tuple_subst, since(3, 13)},
    {"__typing_prepare_subst__(self, alias, args, /)", tuple_prepare},
};
constexpr GetSetRow part_getset[] = {{"__origin__", part_origin_get, set_readonly}};
constexpr Method part_methods[] = {{"__mro_entries__(self, object, /)", part_mro_entries}};
constexpr GetSetRow alias_getset[] = {
    {"__name__", alias_name_get, set_readonly},
    {"__value__", alias_value_get},
    {"__type_params__", alias_type_params_get},
    {"__parameters__", alias_parameters_get},
    {"__module__", alias_module_get},
};
constexpr Method alias_methods[] = {{"__reduce__(self, /)", alias_reduce}};
constexpr Method no_default_methods[] = {{"__reduce__(self, /)", no_default_reduce}};

constexpr std::size_t slot_or = static_cast<std::size_t>(Binary::Or);
void fill_var(Slots& slots, Runtime&) { slots.repr = parameter_repr, slots.make = type_var_make, slots.binary[slot_or] = parameter_or; }
void fill_spec(Slots& slots, Runtime&) { slots.repr = parameter_repr, slots.make = param_spec_make, slots.binary[slot_or] = parameter_or; }
void fill_tuple(Slots& slots, Runtime&) { slots.repr = parameter_repr, slots.make = type_var_tuple_make, slots.iter = tuple_iter; }
void fill_part(Slots& slots, Runtime&) { slots.repr = part_repr, slots.compare = part_compare, slots.make = part_make; }
void fill_alias(Slots& slots, Runtime&) {
  slots.repr = alias_repr, slots.make = alias_make, slots.get_item = alias_get_item, slots.binary[slot_or] = make_union;
}
void fill_no_default(Slots& slots, Runtime&) { slots.repr = no_default_repr, slots.make = no_default_make; }

const std::ptrdiff_t parameter_dict = field_offset(&TypeParameter::dict);
const TypeSpec var_spec{.name = "typing.TypeVar", .layout = layout_of<TypeParameter>, .flags = HasWeakrefs, .methods = var_methods, .getset = var_getset,
                        .fill = fill_var, .dict_field = parameter_dict};
const TypeSpec spec_spec{.name = "typing.ParamSpec", .layout = layout_of<TypeParameter>, .flags = HasWeakrefs, .methods = spec_methods,
                         .getset = spec_getset, .fill = fill_spec, .dict_field = parameter_dict};
const TypeSpec tuple_spec{.name = "typing.TypeVarTuple", .layout = layout_of<TypeParameter>, .flags = HasWeakrefs, .methods = tuple_methods,
                          .getset = tuple_getset, .fill = fill_tuple, .dict_field = parameter_dict};
const TypeSpec spec_args_spec{.name = "typing.ParamSpecArgs", .layout = layout_of<SpecPart>, .methods = part_methods, .getset = part_getset, .fill = fill_part};
const TypeSpec spec_kwargs_spec{.name = "typing.ParamSpecKwargs", .layout = layout_of<SpecPart>, .methods = part_methods, .getset = part_getset, .fill = fill_part};
const TypeSpec alias_spec{.name = "typing.TypeAliasType", .layout = layout_of<TypeAlias>, .flags = HasWeakrefs, .methods = alias_methods,
                          .getset = alias_getset, .fill = fill_alias};
const TypeSpec no_default_spec{.name = "NoDefaultType", .layout = layout_of<NoDefault>, .methods = no_default_methods, .fill = fill_no_default};

// A type that says where it is from in its dict, as heap types do.
Type* make_typing_type(Runtime& rt, const TypeSpec& spec) {
  Type* type = make_builtin_type(rt, spec);
  Thread& thread = current_thread();
  Value module = native_intern(thread, "typing"), key = native_intern(thread, "__module__");
  if (!dict_get_name(as<Dict>(filled_dict(*type)), key)) (void)dict_set(thread, as<Dict>(filled_dict(*type)), key, module);
  return type;
}

}  // namespace

bool is_type_alias(Ref v) { return is<TypeAlias>(v); }
bool is_type_parameter(Ref v) { return is<TypeParameter>(v); }
bool is_type_var_tuple(Ref v) { return is<TypeParameter>(v) && parameter(v).form == TypeParameter::VarTuple; }

// The type's `extension` owns the one instance.
Ref no_default(Thread&) { return no_default_type ? Ref(static_cast<Object*>(no_default_type->extension)) : Ref(); }

Ref type_parameter_part_type(bool kwargs) { return Ref(kwargs ? spec_kwargs_type : spec_args_type); }

Value make_type_var(Thread& thread, Ref name, Ref bound, Ref constraints) {
  TypeParameter* fresh = new_parameter(thread, TypeParameter::Var, name);
  fresh->infers = true;
  fresh->bound.function = bound;
  fresh->constraints.function = constraints;
  return own(fresh);
}
Value make_param_spec(Thread& thread, Ref name) {
  TypeParameter* fresh = new_parameter(thread, TypeParameter::Spec, name);
  fresh->infers = true;
  return own(fresh);
}
Value make_type_var_tuple(Thread& thread, Ref name) { return own(new_parameter(thread, TypeParameter::VarTuple, name)); }

Value make_type_alias(Thread& thread, Ref name, Ref parameters, Ref function) {
  TypeAlias* fresh = allocate<TypeAlias>(thread.rt.types.type_alias);
  fresh->name = name;
  if (parameters && is<Tuple>(parameters) && as<Tuple>(parameters).length) fresh->parameters = parameters;
  fresh->value.function = function;
  if (Function* evaluate = function ? try_as<Function>(function) : nullptr) fresh->module = Value(evaluate->module ? Ref(evaluate->module) : none);
  track(fresh);
  return own(fresh);
}

bool set_type_parameter_default(Thread& thread, Ref v, Ref function) {
  if (!is<TypeParameter>(v)) return raise_system_error(thread, "the default is of no type parameter");
  parameter(v).otherwise.function = function;
  return true;
}

[[maybe_unused]] static const bool forgets_no_default = at_runtime_end([] {
  if (!no_default_type) return;
  Value instance = Value::steal(static_cast<Object*>(std::exchange(no_default_type->extension, nullptr)));
  no_default_type = nullptr;
});

void make_type_parameter_types(Runtime& rt) {
  no_default_type = nullptr;
  if (!rt.in(since(3, 12))) return;
  rt.types.type_var = make_typing_type(rt, var_spec);
  rt.types.param_spec = make_typing_type(rt, spec_spec);
  rt.types.type_var_tuple = make_typing_type(rt, tuple_spec);
  spec_args_type = make_typing_type(rt, spec_args_spec);
  spec_kwargs_type = make_typing_type(rt, spec_kwargs_spec);
  rt.types.type_alias = make_typing_type(rt, alias_spec);
  if (!has_defaults(rt.release)) return;
  no_default_type = make_builtin_type(rt, no_default_spec);
  no_default_type->extension = allocate<NoDefault>(no_default_type);
}

}  // namespace xvm
