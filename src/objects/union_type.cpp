// types.UnionType: int | str (PEP 604).
#include <string>
#include <vector>

#include "objects/generic_alias.h"
#include "objects/set.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "objects/type_object.h"
#include "objects/type_parameters.h"
#include "vm/attributes.h"
#include "vm/builtin_types.h"
#include "vm/errors.h"
#include "vm/operators.h"

namespace xvm {

namespace {

struct Union : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "types.UnionType";
  static constexpr bool gc = true;
  Value args;         // a tuple of two or more
  Value parameters;   // null until asked for
  void traverse(Visitor& v) { v(args), v(parameters); }
  void clear() {}
};

bool joins_typing_forms(const Release& r) { return !r.since(3, 11); }

// 3.10 also takes what typing makes, told by the names of its classes.
bool is_typing_form(Thread& thread, Ref v) {
  Type* type = type_of(thread, v);
  if (type->name != "TypeVar" && type->name != "NewType" && type->name != "_SpecialForm") return false;
  Value module = type_module(thread, type);
  if (!module) thread.clear_error();
  return module && native_is(module, "typing");
}

bool can_join(Thread& thread, Ref v) {
  return v.is_none() || is<Type>(v) || is<GenericAlias>(v) || is<Union>(v) || is_type_alias(v) ||
         (joins_typing_forms(thread.rt.release) && is_typing_form(thread, v));
}

// Adds a member that is not there yet; false with the error set.
bool add_member(Thread& thread, std::vector<Value>& members, Ref v) {
  if (Union* inner = try_as<Union>(v)) {
    for (const Value& m : as<Tuple>(inner->args))
      if (!add_member(thread, members, m)) return false;
    return true;
  }
  if (v.is_none()) v = Ref(thread.rt.types.none_type);
  for (const Value& m : members) {
    if (m == v) return true;
    if (!is<GenericAlias>(m) || !is<GenericAlias>(v)) continue;
    int same = equal(thread, m, v);
    if (same) return same > 0;
  }
  members.emplace_back(v);
  return true;
}

Value union_of(Thread& thread, const std::vector<Value>& members) {
  if (members.size() == 1) return members[0];
  Union* fresh = allocate<Union>(thread.rt.types.union_type);
  fresh->args = make_tuple(thread, members.data(), members.size());
  track(fresh);
  return own(fresh);
}

const Tuple& members_of(Ref self) { return as<Tuple>(as<Union>(self).args); }

Value union_repr(Thread& thread, Ref self) {
  Recursion guard(thread, " while getting the repr of an object");
  if (!guard.ok()) return error_set;
  TextBuilder text(thread);
  bool first = true;
  for (const Value& m : members_of(self)) {
    if (!first) text.add(" | ");
    first = false;
    if (m == Ref(thread.rt.types.none_type)) text.add("None");
    else if (!add_type_repr(thread, text, m)) return error_set;
  }
  return text.finish();
}

bool union_hash(Thread& thread, Ref self, std::int64_t& hash) {
  Value members = make_frozenset(thread, as<Union>(self).args);
  return members && hash_of(thread, members, hash);
}

Value union_compare(Thread& thread, Ref self, Ref other, Compare op) {
  if (!is<Union>(other) || (op != Compare::Eq && op != Compare::Ne)) return not_implemented_value();
  Value left = make_frozenset(thread, as<Union>(self).args);
  Value right = left ? make_frozenset(thread, as<Union>(other).args) : Value();
  int same = right ? equal(thread, left, right) : -1;
  if (same < 0) return error_set;
  return Value::of((same != 0) == (op == Compare::Eq));
}

// Only __module__ is the type's.
Value union_get_attribute(Thread& thread, Ref self, Ref name) {
  if (native_is(name, "__module__")) return native_str(thread, "types");
  return generic_get_attribute(thread, self, name);
}

bool has_generic(Ref self) {
  for (const Value& m : members_of(self))
    if (is<GenericAlias>(m)) return true;
  return false;
}

// 3.10; from 3.11 isinstance() and issubclass() take a union for the tuple of its members.
Value union_check(Thread& thread, Ref self, Ref v, const char* function, int (*check)(Thread&, Ref, Ref)) {
  if (has_generic(self)) return raise_type_error(thread, "{}() argument 2 cannot contain a parameterized generic", function);
  for (const Value& m : members_of(self)) {
    if (!is<Type>(m)) continue;
    if (int r = check(thread, v, m)) return r < 0 ? Value() : Value::of(true);
  }
  return Value::of(false);
}

Value union_instancecheck(Thread& thread, Ref self, Args args) { return union_check(thread, self, args[0], "isinstance", is_instance); }
Value union_subclasscheck(Thread& thread, Ref self, Args args) {
  if (!is<Type>(args[0])) return raise_type_error(thread, "issubclass() arg 1 must be a class");
  return union_check(thread, self, args[0], "issubclass", is_subclass);
}

Value parameters_get(Thread& thread, Ref self) {
  Union& of = as<Union>(self);
  if (!of.parameters) {
    Value found = collect_type_parameters(thread, as<Tuple>(of.args));
    if (!found) return found;
    of.parameters = std::move(found);
  }
  return of.parameters;
}

Value union_get_item(Thread& thread, Ref self, Ref item) {
  Value keep(item), parameters = parameters_get(thread, self);
  if (!parameters) return error_set;
  Value args = substitute_parameters(thread, self, as<Union>(self).args, parameters, item);
  if (!args) return error_set;
  Value joined(as<Tuple>(args)[0]);
  for (std::size_t i = 1; joined && i < as<Tuple>(args).length; ++i) joined = binary_op(thread, Binary::Or, joined, as<Tuple>(args)[i]);
  return joined;
}

bool set_readonly(Thread& thread, Ref, Ref) { return raise(thread, thread.rt.exc.AttributeError, "readonly attribute"); }
Value args_get(Thread&, Ref self) { return as<Union>(self).args; }

constexpr Method union_methods[] = {
    {"__instancecheck__(self, instance, /)", union_instancecheck, between(3, 10, 3, 10)},
    {"__subclasscheck__(self, cls, /)", union_subclasscheck, between(3, 10, 3, 10)},
};
constexpr GetSetRow union_getset[] = {
    {"__args__", args_get, set_readonly},
    {"__parameters__", parameters_get},
};

void fill_union(Slots& slots, Runtime&) {
  slots.repr = union_repr;
  slots.hash = union_hash;
  slots.compare = union_compare;
  slots.get_attribute = union_get_attribute;
  slots.get_item = union_get_item;
  slots.binary[static_cast<std::size_t>(Binary::Or)] = make_union;
}

const TypeSpec union_spec{.name = "types.UnionType", .layout = layout_of<Union>, .flags = CustomGetAttribute | DisallowInstantiation,
                          .methods = union_methods, .getset = union_getset, .fill = fill_union};

}  // namespace

Value make_union(Thread& thread, Ref left, Ref right) {
  if (!can_join(thread, left) || !can_join(thread, right)) return not_implemented_value();
  std::vector<Value> members;
  if (!add_member(thread, members, left) || !add_member(thread, members, right)) return error_set;
  return union_of(thread, members);
}

Ref union_members(Ref v) { return is<Union>(v) ? Ref(as<Union>(v).args) : Ref(); }

void make_union_types(Runtime& rt) {
  if (rt.in(since(3, 10))) rt.types.union_type = make_builtin_type(rt, union_spec);
}

}  // namespace xvm
