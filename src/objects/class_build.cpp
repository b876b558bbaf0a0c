// Making classes: metaclasses, bases, __slots__, cells, hooks.
#include "objects/class_build.h"

#include <algorithm>
#include <vector>

#include "objects/bytes.h"
#include "objects/cell.h"
#include "objects/class_obj.h"
#include "objects/code.h"
#include "objects/descriptor.h"
#include "objects/codecs.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/list.h"
#include "objects/shared_keys.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "objects/type_object.h"
#include "vm/attributes.h"
#include "modules/system_arguments.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/operators.h"
#include "vm/shape.h"
#include "vm/slot_table.h"
#include "vm/type_cache.h"
#include "vm/type_dict.h"

namespace xvm {

bool attach_bases(Thread& thread, Type* type);   // type_bases.cpp

namespace {

bool has_qualname(const Release& r) { return r.since(3, 3); }
bool has_set_name(const Release& r) { return r.since(3, 6); }         // PEP 487: __set_name__, __init_subclass__
bool has_mro_entries(const Release& r) { return r.since(3, 7); }      // PEP 560
bool body_takes_namespace(const Release& r) { return r.until(3, 3); }
// Before, the body finds out when it first asks its namespace.
bool checks_prepared_namespace(const Release& r) { return r.since(3, 6); }
bool has_classcell(const Release& r) { return r.since(3, 6); }
bool annotations_see_class(const Release& r) { return r.since(3, 12); }   // type parameters and aliases read the class's own dict, later too
bool slots_conflict_checked(const Release& r) { return r.since(3, 3); }
bool hash_follows_eq(const Release& r) { return r.since(3, 0); }
bool set_name_adds_note(const Release& r) { return r.since(3, 12); }

Dict& dict_of(Type* type) { return as<Dict>(filled_dict(*type)); }

// ---- bases

}  // namespace

Type* solid_base(Type* type) {
  for (; type->base; type = type->base)
    if (type->layout != type->base->layout || type->slot_values > type->base->slot_values || (type->dict_field != type->base->dict_field && type->layout->kind != Kind::Instance)) return type;
  return type;
}

Type* best_base(Thread& thread, Ref bases) {
  Type *best = nullptr, *winner = nullptr;
  for (const Value& b : as<Tuple>(bases)) {
    if (is<ClassObj>(b)) continue;
    if (!is<Type>(b)) return raise_type_error(thread, "bases must be types");
    Type* base = &as<Type>(b);
    if (!base->has(BaseType)) return raise_type_error(thread, "type '{}' is not an acceptable base type", base->name);
    Type* candidate = solid_base(base);
    if (!winner || is_subtype(candidate, winner)) {
      if (!winner || candidate != winner) winner = candidate, best = base;
    } else if (!is_subtype(winner, candidate)) {
      return raise_type_error(thread, "multiple bases have instance lay-out conflict");
    }
  }
  if (!best) return raise_type_error(thread, "a new-style class can't have only classic bases");
  return best;
}

namespace {

// ---- __slots__

bool var_sized(Thread& thread, const Type* type) {
  switch (type->layout->kind) {
    case Kind::Tuple: case Kind::Bytes: case Kind::Type: return true;
    case Kind::Int: return !thread.rt.python2() || is_subtype(type, thread.rt.types.long_);
    default: return false;
  }
}

bool copies_in_order_shown(const Release& r) { return r.since(3, 6); }   // of a dict with an __iter__ of its own

bool is_identifier(Ref text) {
  std::string utf8 = native_utf8(text);
  if (utf8.empty()) return false;
  bool first = true;
  for (std::size_t i = 0; i < utf8.size(); ++i) {
    unsigned char c = static_cast<unsigned char>(utf8[i]);
    bool start = c == '_' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0x80;
    if (!start && (first || !(c >= '0' && c <= '9'))) return false;
    first = false;
  }
  return true;
}

// _Class__name for names of two leading underscores.
Value mangled(Thread& thread, const std::string& class_name, Ref name) {
  std::string text = native_utf8(name);
  std::size_t start = class_name.find_first_not_of('_');
  if (!text.starts_with("__") || text.ends_with("__") || start == std::string::npos || text.find('.') != std::string::npos) return intern(thread, Value(name));
  return native_intern(thread, "_" + class_name.substr(start) + text);
}

struct SlotPlan {
  bool declared = false, add_dict = false, add_weakref = false;
  std::vector<Value> names;
};

// A slot's name as a native str; null with the error set where it is none or no identifier.
Value slot_name(Thread& thread, Ref item) {
  bool converts = thread.rt.python2() && is<Text>(item);
  Value name = converts ? coerce_to_bytes(thread, item) : Value(item);
  if (!name) return name;
  if (!is_native_str(thread, name)) return raise_type_error(thread, "__slots__ items must be strings, not '{}'", type_name(thread, item));
  bool good = is_identifier(name);
  if (good && is<Text>(name) && !as<Text>(name).ascii) {
    Value answer = call_named(thread, name, "isidentifier");
    if (!answer) return answer;
    good = answer.is_true();
  }
  if (!good) return raise_type_error(thread, "__slots__ must be identifiers");
  return name;
}

bool plan_slots(Thread& thread, Type* base, bool base_has_dict, const std::string& class_name, Ref declared, Dict& ns, SlotPlan& plan) {
  bool may_add_dict = !base_has_dict, may_add_weakref = !base->has(HasWeakrefs) && !var_sized(thread, base);
  if (!declared) {
    plan.add_dict = may_add_dict;
    plan.add_weakref = may_add_weakref;
    return true;
  }
  plan.declared = true;
  bool one = is_native_str(thread, declared) || (thread.rt.python2() && is<Text>(declared));
  Value list = one ? make_tuple(thread, {declared}) : to_tuple(thread, declared);
  if (!list) return error_set;
  const Tuple& items = as<Tuple>(list);
  if (items.length > 0 && var_sized(thread, base)) {
    bool only_dict = true;   // __dict__ itself needs no room behind
    for (const Value& item : items) only_dict = only_dict && native_is(item, "__dict__");
    if (!only_dict) return raise_type_error(thread, "nonempty __slots__ not supported for subtype of '{}'", base->name);
  }
  for (const Value& item : items) {
    Value name = slot_name(thread, item);
    if (!name) return false;
    if (native_is(name, "__dict__")) {
      if (!may_add_dict || plan.add_dict) return raise_type_error(thread, "__dict__ slot disallowed: we already got one");
      plan.add_dict = true;
      continue;
    }
    if (native_is(name, "__weakref__")) {
      if (!may_add_weakref || plan.add_weakref)
        return raise_type_error(thread, "__weakref__ slot disallowed: {}", thread.rt.in(since(3, 12)) ? "we already got one" : "either we already got one, or __itemsize__ != 0");
      plan.add_weakref = true;
      continue;
    }
    Value full = mangled(thread, class_name, name);
    if (!full) return error_set;
    if (slots_conflict_checked(thread.rt.release)) {
      Ref there = dict_get_name(ns, full);
      bool allowed = native_is(full, "__qualname__") || native_is(full, "__classcell__");
      if (there && !allowed) return raise_value_error(thread, "'{}' in __slots__ conflicts with class variable", native_utf8(full));
    }
    plan.names.push_back(std::move(full));
  }
  std::sort(plan.names.begin(), plan.names.end(), [](const Value& a, const Value& b) { return native_utf8(a) < native_utf8(b); });
  return true;
}

void inherit_dict_and_weakref(Thread& thread, Type* base, Ref bases, bool base_has_dict, SlotPlan& plan) {
  if (!plan.declared || as<Tuple>(bases).length < 2) return;
  bool may_dict = !base_has_dict && !plan.add_dict, may_weak = !base->has(HasWeakrefs) && !plan.add_weakref && !var_sized(thread, base);
  for (const Value& b : as<Tuple>(bases)) {
    if (b.object() == base) continue;
    if (is<ClassObj>(b)) {
      plan.add_dict = plan.add_dict || may_dict;
      plan.add_weakref = plan.add_weakref || may_weak;
      return;
    }
    const Type& other = as<Type>(b);
    if (may_dict && (other.has(InstancesHaveDict) || other.dict_field)) plan.add_dict = true;
    if (may_weak && other.has(HasWeakrefs)) plan.add_weakref = true;
  }
}

bool add_descriptor(Thread& thread, Type* type, const GetSetRow& row) {
  GetSet* descriptor = allocate<GetSet>(thread.rt.types.getset);
  descriptor->row = &row;
  descriptor->owner = type;
  descriptor->owner_ref = Value(Ref(type));
  descriptor->name = native_intern(thread, row.name);
  track(descriptor);
  Value entry = own(descriptor);
  if (dict_get_name(dict_of(type), descriptor->name)) return true;
  return dict_set(thread, dict_of(type), descriptor->name, entry);
}

bool add_members(Thread& thread, Type* type, std::uint32_t first, const std::vector<Value>& names) {
  std::uint32_t index = first;
  for (const Value& name : names) {
    Member* member = allocate<Member>(thread.rt.types.member);
    member->owner = type;
    member->owner_ref = Value(Ref(type));
    member->index = index++;
    member->name = name;
    track(member);
    Value entry = own(member);
    if (dict_get_name(dict_of(type), name)) continue;
    if (!dict_set(thread, dict_of(type), name, entry)) return error_set;
  }
  return true;
}

// ---- what the namespace holds for the class itself

Value defining_module(Thread& thread) {
  if (!thread.frame || !thread.frame->globals) return {};
  return Value(dict_get_name(*thread.frame->globals, thread.rt.names.name__));
}

bool wrap_in(Thread& thread, Type* type, Ref name, Value (*make)(Thread&, Ref)) {
  Ref found = dict_get_name(dict_of(type), name);
  if (!found || !is<Function>(found)) return true;
  Value function(found), wrapped = make(thread, function);
  return wrapped && dict_set(thread, dict_of(type), name, wrapped);
}

bool settle_namespace(Thread& thread, Type* type) {
  const Names& names = thread.rt.names;
  Dict& dict = dict_of(type);
  if (!dict_get_name(dict, names.module__)) {
    Value module = defining_module(thread);
    if (module && !dict_set(thread, dict, names.module__, module)) return error_set;
  }
  if (has_qualname(thread.rt.release)) {
    if (Ref given = dict_get_name(dict, names.qualname__)) {
      if (!is_native_str(thread, given)) return raise_type_error(thread, "type __qualname__ must be a str, not {}", type_name(thread, given));
      Value removed;
      type->qualname = given;
      if (dict_delete(thread, dict, names.qualname__, &removed) < 0) return error_set;
    }
  }
  if (!wrap_in(thread, type, names.new__, make_static_method)) return error_set;
  if (has_set_name(thread.rt.release) && !wrap_in(thread, type, names.init_subclass__, make_class_method)) return error_set;
  if (has_mro_entries(thread.rt.release) && !wrap_in(thread, type, names.class_getitem__, make_class_method)) return error_set;
  return true;
}

bool fill_classcell(Thread& thread, Type* type) {
  const Value& name = thread.rt.names.classcell__;
  Value cell(dict_get_name(dict_of(type), name));
  if (Value own_dict(dict_get(thread, dict_of(type), "__classdictcell__")); own_dict && annotations_see_class(thread.rt.release)) {
    if (!is<Cell>(own_dict)) return raise_type_error(thread, "__classdictcell__ must be a nonlocal cell, not {}", repr_utf8(thread, Ref(type_of(thread, own_dict))));
    as<Cell>(own_dict).content = make_mapping_proxy(thread, type->dict);
    Value key = native_intern(thread, "__classdictcell__"), removed;
    if (dict_delete(thread, dict_of(type), key, &removed) < 0) return error_set;
  }
  if (!cell || (!has_classcell(thread.rt.release) && !is<Cell>(cell))) return true;   // a body compiled for a later release has one
  if (!is<Cell>(cell)) return raise_type_error(thread, "__classcell__ must be a nonlocal cell, not {}", repr_utf8(thread, Ref(type_of(thread, cell))));
  as<Cell>(cell).content = Value(Ref(type));
  Value removed;
  return dict_delete(thread, dict_of(type), name, &removed) >= 0;
}

bool call_set_names(Thread& thread, Type* type) {
  std::vector<std::pair<Value, Value>> entries;
  DictCursor cursor;
  while (DictEntry* entry = cursor.next(thread, dict_of(type))) entries.emplace_back(entry->key, entry->value);
  for (auto& [key, value] : entries) {
    Value method = lookup_special(thread, value, thread.rt.names.set_name__);
    if (!method) {
      if (thread.has_error()) return error_set;
      continue;
    }
    if (call(thread, method, Ref(type), key)) continue;
    ErrorState error = thread.take_error();
    if (!normalize_error(thread, error)) return error_set;
    std::string what = fmt::format("Error calling __set_name__ on '{}' instance {} in '{}'", type_name(thread, value), repr_utf8(thread, key), type->name);
    if (thread.has_error()) return error_set;
    if (set_name_adds_note(thread.rt.release)) {
      Value add_note = find_attribute(thread, error.value, native_intern(thread, "add_note"));
      if (add_note) (void)call(thread, add_note, native_str(thread, what));
      thread.clear_error();
      thread.restore_error(std::move(error));
      return error_set;
    }
    Value cause = error.value;
    (void)raise(thread, thread.rt.exc.RuntimeError, what);
    ErrorState wrapped = thread.take_error();
    if (!normalize_error(thread, wrapped)) return error_set;
    (void)set_attribute(thread, wrapped.value, thread.rt.names.cause__, cause);
    (void)set_attribute(thread, wrapped.value, thread.rt.names.context__, cause);
    thread.clear_error();
    thread.restore_error(std::move(wrapped));
    return error_set;
  }
  return true;
}

bool call_init_subclass(Thread& thread, Type* type, Args keywords) {
  const Tuple& order = as<Tuple>(type->mro);
  if (std::none_of(order.begin(), order.end(), [&](Ref c) { return c.object() == type; })) {   // an mro() left it out: super() would refuse
    if (thread.rt.in(since(3, 13))) return raise_type_error(thread, "super(type, obj): obj (type {0}) is not an instance or subtype of type ({0}).", type->name);
    return raise_type_error(thread, "super(type, obj): obj must be an instance or subtype of type");
  }
  Value hook = super_attribute(thread, Ref(type), Ref(type), thread.rt.names.init_subclass__, nullptr);
  if (!hook) return error_set;
  std::uint32_t count = keywords.names ? keywords.keywords() : 0;
  Args args{keywords.data + keywords.positional, 0, count ? keywords.names : Ref()};
  return static_cast<bool>(call(thread, hook, args));
}

bool set_hash_rule(Thread& thread, Type* type) {
  const Names& names = thread.rt.names;
  if (!hash_follows_eq(thread.rt.release) || !dict_get_name(dict_of(type), names.eq__) || dict_get_name(dict_of(type), names.hash__)) return true;
  return dict_set(thread, dict_of(type), names.hash__, none);
}

}  // namespace

Type* calculate_metaclass(Thread& thread, Type* metatype, Ref bases) {
  Type* winner = metatype;
  for (const Value& b : as<Tuple>(bases)) {
    if (is<ClassObj>(b)) continue;
    Type* meta = type_of(thread, b);
    if (is_subtype(winner, meta)) continue;
    if (is_subtype(meta, winner)) {
      winner = meta;
      continue;
    }
    return raise_type_error(thread, "metaclass conflict: the metaclass of a derived class must be a (non-strict) subclass of the metaclasses of all its bases");
  }
  return winner;
}

Value new_class(Thread& thread, Type* metatype, Ref name, Ref given_bases, Ref given_namespace, Args arguments) {
  Runtime& rt = thread.rt;
  const Names& names = rt.names;
  Value bases(given_bases);
  if (has_mro_entries(rt.release)) {
    for (const Value& b : as<Tuple>(bases)) {
      if (is<Type>(b)) continue;
      Value hook = find_attribute(thread, b, names.mro_entries__);
      if (hook) return raise_type_error(thread, "type() doesn't support MRO entry resolution; use types.new_class()");
      if (thread.has_error()) return error_set;
    }
  }
  Type* winner = calculate_metaclass(thread, metatype, bases);
  if (!winner) return error_set;
  if (winner != metatype) {
    if (winner->slots.make != rt.types.type->slots.make && winner->slots.make) return winner->slots.make(thread, winner, arguments);
    metatype = winner;
  }
  if (as<Tuple>(bases).length == 0) bases = make_tuple(thread, {Ref(rt.types.object)});
  Type* base = best_base(thread, bases);
  if (!base) return error_set;
  bool own_order = type_of(thread, given_namespace)->slots.iter != rt.types.dict->slots.iter && copies_in_order_shown(rt.release);
  Value namespace_copy = own_order ? make_dict(thread) : dict_copy(thread, as<Dict>(given_namespace));
  if (!namespace_copy || (own_order && !dict_update(thread, as<Dict>(namespace_copy), given_namespace))) return error_set;
  if (!check_encodable(thread, name) || !check_encodable(thread, dict_get_name(as<Dict>(namespace_copy), names.doc__))) return error_set;
  std::string class_name = native_utf8(name);
  if (class_name.find('\0') != std::string::npos) return raise_value_error(thread, "type name must not contain null characters");

  bool base_has_dict = base->has(InstancesHaveDict) || base->dict_field;
  SlotPlan plan;
  Value declared(dict_get_name(as<Dict>(namespace_copy), names.slots__));
  if (!plan_slots(thread, base, base_has_dict, class_name, declared, as<Dict>(namespace_copy), plan)) return error_set;
  inherit_dict_and_weakref(thread, base, bases, base_has_dict, plan);

  Type* type = allocate<Type>(metatype);
  Value result = own(type);
  type->name = class_name;
  type->layout = base->layout;
  type->type_name = Value(name);
  type->qualname = Value(name);
  type->base = base;
  type->base_ref = Value(Ref(base));
  type->bases = bases;
  type->dict = std::move(namespace_copy);
  type->dict_field = base->dict_field;
  constexpr std::uint32_t taken = InstancesHaveDict | InstancesHaveHead | HasWeakrefs | OwnsDictValues;
  type->type_flags = HeapType | BaseType | (base->type_flags & taken);
  if (plan.add_dict) type->type_flags |= InstancesHaveDict | InstancesHaveHead;
  if (plan.add_weakref) type->type_flags |= HasWeakrefs;
  type->slot_values = base->slot_values + static_cast<std::uint32_t>(plan.names.size());
  if (type->slot_values > 0) type->type_flags |= InstancesHaveHead;
  bool own_room = type->has(InstancesHaveDict) && !type->dict_field;
  bool trailing = type->layout->kind == Kind::Tuple || type->layout->kind == Kind::Bytes || type->layout->kind == Kind::Text || type->layout->kind == Kind::Other;
  if (type->has(InstancesHaveHead)) {
    type->root_shape = make_root_shape(type->slot_values);
    if (!trailing) type->inline_values = std::max(base->inline_values, type->slot_values + (own_room ? 4u : 0u));
  }
  start_class_keys(thread, type);
  track(type);

  if (!settle_namespace(thread, type) || !fill_classcell(thread, type)) return error_set;
  if (plan.declared && !add_members(thread, type, base->slot_values, plan.names)) return error_set;
  if (plan.add_dict && !add_descriptor(thread, type, instance_dict_row)) return error_set;
  if (plan.add_weakref && !add_descriptor(thread, type, instance_weakref_row)) return error_set;
  if (!dict_get_name(dict_of(type), names.doc__) && !dict_set(thread, dict_of(type), names.doc__, none)) return error_set;
  if (!set_hash_rule(thread, type)) return error_set;
  if (!compute_mro(thread, type)) return error_set;
  for (const Value& c : as<Tuple>(type->mro))   // the first that matches as a sequence or mapping decides
    if (is<Type>(c) && !type->has(SequencePattern | MappingPattern)) type->type_flags |= as<Type>(c).type_flags & (SequencePattern | MappingPattern);
  type->type_flags |= Ready;
  if (!type->has(ClassicBases)) type->version = new_type_version();
  if (!attach_bases(thread, type)) return error_set;
  fix_slots(thread, type);
  if (has_set_name(rt.release)) {
    if (!call_set_names(thread, type)) return error_set;
    if (!call_init_subclass(thread, type, arguments)) return error_set;
  }
  return result;
}

Value resolve_bases(Thread& thread, Ref bases) {
  const Tuple& given = as<Tuple>(bases);
  Value owned(bases);
  std::vector<Value> resolved;
  bool changed = false;
  for (std::size_t i = 0; i < given.length; ++i) {
    Ref base = given[i];
    Value hook;
    if (!is<Type>(base)) {
      hook = find_attribute(thread, base, thread.rt.names.mro_entries__);
      if (!hook && thread.has_error()) return error_set;
    }
    if (!hook) {
      resolved.push_back(Value(base));
      continue;
    }
    Value replacement = call(thread, hook, bases);
    if (!replacement) return error_set;
    if (!is<Tuple>(replacement)) return raise_type_error(thread, "__mro_entries__ must return a tuple");
    changed = true;
    for (const Value& r : as<Tuple>(replacement)) resolved.push_back(r);
  }
  return changed ? make_tuple(thread, resolved.data(), resolved.size()) : owned;
}

namespace {

// 2.x says where a metaclass call went wrong.
Value explain_metaclass_error(Thread& thread) {
  if (!thread.error_is(thread.rt.exc.TypeError)) return error_set;
  ErrorState error = thread.take_error();
  Value text = error.value && is<Bytes>(error.value) ? error.value : Value();
  if (!text && error.value) {
    Value args = find_attribute(thread, error.value, thread.rt.names.args_);
    thread.clear_error();
    if (Tuple* tuple = try_as<Tuple>(args); tuple && tuple->length == 1 && is<Bytes>((*tuple)[0])) text = (*tuple)[0];
  }
  if (!text) {
    thread.restore_error(std::move(error));
    return error_set;
  }
  std::string message = "Error when calling the metaclass bases\n    " + native_utf8(text);
  Value traceback = error.traceback;
  (void)raise(thread, thread.rt.exc.TypeError, message);
  thread.error.traceback = std::move(traceback);
  return error_set;
}

}  // namespace

Value build_class_2(Thread& thread, Ref methods, Ref bases, Ref name, Ref globals) {
  const Names& names = thread.rt.names;
  Value metaclass(is<Dict>(methods) ? dict_get(thread, as<Dict>(methods), names.metaclass__) : Ref());
  if (!metaclass) {
    if (thread.has_error()) return error_set;
    Tuple* tuple = try_as<Tuple>(bases);
    if (tuple && tuple->length > 0) {
      metaclass = find_attribute(thread, (*tuple)[0], names.class__);
      if (!metaclass) {
        if (thread.has_error()) return error_set;
        metaclass = Value(Ref(type_of(thread, (*tuple)[0])));
      }
    } else {
      Ref global = is<Dict>(globals) ? Ref(dict_get_name(as<Dict>(globals), names.metaclass__)) : Ref();
      metaclass = global ? Value(global) : Value(Ref(thread.rt.types.class_obj));
    }
  }
  Value made = call(thread, metaclass, name, bases, methods);
  return made ? std::move(made) : explain_metaclass_error(thread);
}

Value build_class_3(Thread& thread, Args args) {
  const Names& names = thread.rt.names;
  if (args.size() < 2) return raise_type_error(thread, "__build_class__: not enough arguments");
  Value function(args[0]), name(args[1]);
  const Release& compiled_for = is<Function>(function) ? *as<CodeObject>(as<Function>(function).code).release : thread.rt.release;
  if (!body_takes_namespace(compiled_for) && !is<Function>(function)) return raise_type_error(thread, "__build_class__: func must be a function");
  if (!is<Text>(name)) return raise_type_error(thread, "__build_class__: name is not a string");
  Value original = make_tuple(thread, args.data + 2, args.size() - 2);
  Value bases = has_mro_entries(thread.rt.release) ? resolve_bases(thread, original) : original;
  if (!bases) return error_set;

  Value metaclass;
  std::vector<Value> keyword_values;
  std::vector<Value> keyword_names;
  std::uint32_t count = args.names ? args.keywords() : 0;
  for (std::uint32_t k = 0; k < count; ++k) {
    Ref key = as<Tuple>(args.names)[k];
    if (native_is(key, "metaclass")) metaclass = args.data[args.positional + k];
    else keyword_names.push_back(Value(key)), keyword_values.push_back(args.data[args.positional + k]);
  }
  bool is_class = true;
  if (!metaclass) {
    const Tuple& tuple = as<Tuple>(bases);
    metaclass = tuple.length ? Value(Ref(type_of(thread, tuple[0]))) : Value(Ref(thread.rt.types.type));
  } else {
    is_class = is<Type>(metaclass);
  }
  bool calculates = thread.rt.in(since(3, 2));   // the most derived metaclass is found before __prepare__
  if (is_class && calculates) {
    Type* winner = calculate_metaclass(thread, &as<Type>(metaclass), bases);
    if (!winner) return error_set;
    metaclass = Value(Ref(winner));
  }
  Value keywords = keyword_names.empty() ? Value() : make_tuple(thread, keyword_names.data(), keyword_names.size());
  auto call_meta = [&](Ref callable, std::initializer_list<Ref> positional) {
    std::vector<Value> all;
    for (Ref p : positional) all.emplace_back(p);
    all.insert(all.end(), keyword_values.begin(), keyword_values.end());
    return call(thread, callable, Args{all.data(), static_cast<std::uint32_t>(positional.size()), keywords});
  };

  Value prepare = find_attribute(thread, metaclass, names.prepare__), ns;
  if (!prepare) {
    if (thread.has_error()) return error_set;
    ns = make_dict(thread);
  } else {
    ns = call_meta(prepare, {name, bases});
    if (!ns) return error_set;
  }
  if (checks_prepared_namespace(thread.rt.release) && !is<Dict>(ns) && !type_of(thread, ns)->slots.get_item)
    return raise_type_error(thread, "{}.__prepare__() must return a mapping, not {}", is_class ? as<Type>(metaclass).name : "<metaclass>", type_name(thread, ns));
  // To 3.3 the body is a function of its namespace, which stores it as its locals.
  Value cell;
  if (body_takes_namespace(compiled_for)) {
    cell = call(thread, function, ns);
  } else {
    Function& body = as<Function>(function);
    cell = run_code(thread, body.code, body.globals, ns, body.closure);
  }
  if (!cell) return error_set;
  if (!(bases == original)) {
    if (!set_item(thread, ns, names.orig_bases__, original)) return error_set;
  }
  Value made = call_meta(metaclass, {name, bases, ns});
  if (!made) return error_set;
  if (Cell* target = try_as<Cell>(cell); target && is<Type>(made)) {
    if (!has_classcell(compiled_for)) {
      target->content = made;
    } else if (!target->content) {
      if (thread.rt.in(between(3, 6, 3, 7))) {
        target->content = made;   // with a DeprecationWarning there
      } else {
        return raise_format(thread, thread.rt.exc.RuntimeError, "__class__ not set defining {} as {}. Was __classcell__ propagated to type.__new__?", repr_utf8(thread, name), repr_utf8(thread, made));
      }
    } else if (!(target->content == made)) {
      return raise_type_error(thread, "__class__ set to {} defining {} as {}", repr_utf8(thread, target->content), repr_utf8(thread, name), repr_utf8(thread, made));
    }
  }
  return made;
}

}  // namespace xvm
