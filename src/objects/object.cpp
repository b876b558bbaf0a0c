// object: what every object can do.
#include <algorithm>

#include "objects/class_obj.h"
#include "objects/descriptor.h"
#include "objects/bytes.h"
#include "objects/codecs.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/set.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "objects/type_object.h"
#include "vm/argument_words.h"
#include "vm/attributes.h"
#include "vm/builtin_types.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/warnings.h"
#include "vm/operators_internal.h"
#include "vm/shape.h"
#include "vm/signature.h"
#include "vm/slot_functions.h"
#include "vm/slot_table.h"
#include "vm/type_dict.h"

namespace xvm {

namespace {

// ---- making and initialising: who may be given arguments

enum class Excess { Ignored25, Lenient, Strict, Named };
// In 2.6, 3.0 and 3.1 the message says where it comes from.
bool excess_names_new(const Release& r) { return r.until(2, 6) || (r.since(3, 0) && r.until(3, 1)); }
// 2.5 looks only where both are object's; to 3.2 a class with both methods of its own is forgiven; from 3.7 messages name the class.
Excess excess_rule(const Release& r) {
  if (r.until(2, 5)) return Excess::Ignored25;
  if (r.until(3, 2)) return Excess::Lenient;
  return r.until(3, 6) ? Excess::Strict : Excess::Named;
}

bool any_arguments(Args args) { return args.size() > 0 || (args.names && args.keywords() > 0); }

bool check_excess_new(Thread& thread, Type* type) {
  bool own_new = type->slots.make != object_new, own_init = type->slots.init != object_init;
  switch (excess_rule(thread.rt.release)) {
    case Excess::Ignored25:
      return own_init || raise(thread, thread.rt.exc.TypeError, "default __new__ takes no parameters");
    case Excess::Lenient:
      if (own_new && own_init) return warn(thread, thread.rt.exc.DeprecationWarning, excess_names_new(thread.rt.release) ? "object.__new__() takes no parameters" : "object() takes no parameters");
      [[fallthrough]];
    case Excess::Strict:
      return !(own_new || !own_init) || raise(thread, thread.rt.exc.TypeError, excess_names_new(thread.rt.release) ? "object.__new__() takes no parameters" : "object() takes no parameters");
    case Excess::Named:
      if (own_new) return raise_type_error(thread, "object.__new__() takes exactly one argument (the type to instantiate)");
      return own_init || raise_type_error(thread, "{}() takes no arguments", type->name);
  }
  return true;
}

bool check_excess_init(Thread& thread, Type* type) {
  bool own_new = type->slots.make != object_new, own_init = type->slots.init != object_init;
  switch (excess_rule(thread.rt.release)) {
    case Excess::Ignored25: return true;
    case Excess::Lenient:
      if (own_new && own_init) return warn(thread, thread.rt.exc.DeprecationWarning, "object.__init__() takes no parameters");
      [[fallthrough]];
    case Excess::Strict:
      return !(own_init || !own_new) || raise(thread, thread.rt.exc.TypeError, "object.__init__() takes no parameters");
    case Excess::Named:
      if (own_init) return raise_type_error(thread, "object.__init__() takes exactly one argument (the instance to initialize)");
      return own_new || raise_type_error(thread, "{}.__init__() takes exactly one argument (the instance to initialize)", type->name);
  }
  return true;
}

std::string address_text(Ref v) { return fmt::format("0x{:x}", v.raw()); }

Value object_str(Thread& thread, Ref self) { return type_of(thread, self)->slots.repr(thread, self); }

bool object_hash(Thread&, Ref self, std::int64_t& hash) {
  std::uint64_t bits = self.raw();
  hash = static_cast<std::int64_t>(bits >> 4 | bits << 60);
  if (hash == -1) hash = -2;
  return true;
}

bool ne_compares_fully(const Release& r) { return r.until(3, 3); }   // != asks the whole of ==, not just this side

Value object_compare(Thread& thread, Ref self, Ref other, Compare op) {
  if (op == Compare::Eq) return self == other ? Value::of(true) : not_implemented_value();
  if (op != Compare::Ne) return not_implemented_value();
  CompareFn slot = type_of(thread, self)->slots.compare;
  if (!slot) slot = object_compare;
  Value same = ne_compares_fully(thread.rt.release) ? compare(thread, self, other, Compare::Eq) : slot(thread, self, other, Compare::Eq);
  if (!same || same.is_not_implemented()) return same;
  int t = truth(thread, same);
  return t < 0 ? Value() : Value::of(t == 0);
}

// ---- __class__

Value object_class_get(Thread& thread, Ref self) { return Value(Ref(type_of(thread, self))); }

bool class_words_new(const Release& r) { return r.since(3, 5); }
bool names_types_swapped(const Release& r) { return r.until(3, 3); }
bool mutable_type_words(const Release& r) { return r.since(3, 10); }
bool modules_change_class(const Release& r) { return r.since(3, 5); }

constexpr std::uint32_t places = InstancesHaveDict | InstancesHaveHead | HasWeakrefs;

// The nearest class, itself or above it, that adds to instances: a class of exceptions adds weak references.
Type* adding_class(Type* t, const Type* exception) {
  while (t->base && t->layout == t->base->layout && t->slot_values == t->base->slot_values && t->dict_field == t->base->dict_field &&
         (t->type_flags & places) == (t->base->type_flags & places) && !(is_subtype(t, exception) && t->has(HeapType) && !t->base->has(HeapType)))
    t = t->base;
  return t;
}

// Same struct, same __slots__ on the same base, a dict in the same place.
bool layouts_agree(Type* a, Type* b, const Type* exception) {
  if (a->layout != b->layout || a->slot_values != b->slot_values || a->dict_field != b->dict_field) return false;
  if ((a->type_flags & places) != (b->type_flags & places)) return false;
  a = adding_class(a, exception), b = adding_class(b, exception);
  if (a == b) return true;
  if (a->base != b->base) return false;
  if (a->slot_values == 0) return true;
  auto names = [](Type* t) {
    std::vector<std::pair<std::uint32_t, std::uint64_t>> out;
    Dict& dict = as<Dict>(filled_dict(*t));
    for (std::uint32_t i = 0; i < dict.used_entries; ++i)
      if (Member* m = try_as<Member>(dict.entries[i].value); m && m->owner == t) out.emplace_back(m->index, m->name.raw());
    std::sort(out.begin(), out.end());
    return out;
  };
  return names(a) == names(b);
}

bool object_class_set(Thread& thread, Ref self, Ref value) {
  const Release& release = thread.rt.release;
  if (!value) return raise_type_error(thread, "can't delete __class__ attribute");
  if (!is<Type>(value))
    return raise_type_error(thread, "__class__ must be set to {}, not '{}' object", thread.rt.python2() ? "new-style class" : "a class", type_name(thread, value));
  Type *from = type_of(thread, self), *to = &as<Type>(value);
  bool modules = modules_change_class(release) && is_subtype(from, thread.rt.types.module) && is_subtype(to, thread.rt.types.module);
  if (!modules && (!from->has(HeapType) || !to->has(HeapType))) {
    if (mutable_type_words(release)) return raise_type_error(thread, "__class__ assignment only supported for mutable types or ModuleType subclasses");
    if (class_words_new(release)) return raise_type_error(thread, "__class__ assignment only supported for heap types or ModuleType subclasses");
    return raise_type_error(thread, "__class__ assignment: only for heap types");
  }
  if (from == to) return true;
  Object* o = self.object();
  bool head_agrees = ((o->flags & HasHead) != 0) == to->has(InstancesHaveHead);
  if (!head_agrees || !layouts_agree(from, to, thread.rt.exc.BaseException)) {
    if (names_types_swapped(release)) std::swap(from, to);
    return raise_type_error(thread, "__class__ assignment: '{}' object layout differs from '{}'", to->name, from->name);
  }
  if (o->flags & HasHead) move_to_type(thread, o, to);
  bool was_heap = from->has(HeapType);
  if (to->has(HeapType)) ++to->refs, o->flags |= HeapInstance;
  else o->flags &= static_cast<std::uint8_t>(~HeapInstance);
  o->type = to;
  if (was_heap) Value dropped = Value::steal(from);
  return true;
}

// ---- format, size, dir

bool object_format_strict(const Release& r) { return r.since(3, 4); }

Value object_format(Thread& thread, Ref self, Args args) {
  Ref spec = args[0];
  bool text = is<Text>(spec);
  if (!text && !is_native_str(thread, spec)) {
    if (thread.rt.python2()) return raise_type_error(thread, "argument to __format__ must be unicode or str");
    return raise_type_error(thread, "__format__() argument{} must be str, not {}", thread.rt.release.until(3, 6) ? " 1" : "", argument_type(thread, spec));
  }
  bool empty = text ? as<Text>(spec).length == 0 : native_utf8(spec).empty();
  if (object_format_strict(thread.rt.release) && !empty && thread.rt.release.until(3, 4))
    return raise_type_error(thread, "non-empty format string passed to object.__format__");
  if (object_format_strict(thread.rt.release) && !empty)
    return raise_type_error(thread, "unsupported format string passed to {}.__format__", type_name(thread, self));
  Value as_text = str(thread, self);
  if (!as_text) return as_text;
  if (text && thread.rt.python2() && is<Bytes>(as_text)) as_text = make_text(thread, native_utf8(as_text));
  return format(thread, as_text, spec);
}

Value object_sizeof(Thread& thread, Ref self, Args) {
  Type* type = type_of(thread, self);
  return make_int(thread, static_cast<std::int64_t>(type->layout ? type->layout->size : sizeof(Object)));
}

bool add_names(Thread& thread, Dict& names, Ref dict) {
  Dict* from = try_as<Dict>(dict);
  if (!from) return true;
  Value keep(dict);
  DictCursor cursor;
  while (DictEntry* entry = cursor.next(thread, *from)) {
    Value key = entry->key;
    if (!dict_set(thread, names, key, none)) return error_set;
  }
  return true;
}

// The attributes of a class and its bases, as __dict__ and __bases__ show them.
bool add_class_names(Thread& thread, Dict& names, Ref c) {
  Recursion guard(thread, "");
  if (!guard.ok()) return error_set;
  if (Type* type = try_as<Type>(c); type && type->mro) {
    Value mro = type->mro;
    const Tuple& order = as<Tuple>(mro);
    for (std::size_t i = order.length; i-- > 0;) {
      Ref dict = is<Type>(order[i]) ? Ref(filled_dict(as<Type>(order[i]))) : Ref(as<ClassObj>(order[i]).dict);
      if (!add_names(thread, names, dict)) return error_set;
    }
    return true;
  }
  Value dict = find_attribute(thread, c, thread.rt.names.dict__);
  if (!dict && thread.has_error()) return error_set;
  if (dict && !add_names(thread, names, dict)) return error_set;
  Value bases = find_attribute(thread, c, thread.rt.names.bases__);
  if (!bases && thread.has_error()) return error_set;
  if (Tuple* tuple = try_as<Tuple>(bases))
    for (const Value& base : *tuple)
      if (!add_class_names(thread, names, base)) return error_set;
  return true;
}

Value keys_list(Thread& thread, Dict& names) {
  List* list = allocate_list(thread, names.length);
  Value result = own(list);
  DictCursor cursor;
  while (DictEntry* entry = cursor.next(thread, names)) list_append(*list, entry->key);
  return result;
}

// The names of an instance: its __dict__, __members__ and __methods__ in old releases, its class's.
Value instance_names(Thread& thread, Ref self) {
  Value names = make_dict(thread);
  Dict& set = as<Dict>(names);
  Value dict = find_attribute(thread, self, thread.rt.names.dict__);
  if (!dict && thread.has_error()) return error_set;
  if (dict && !add_names(thread, set, dict)) return error_set;
  Value c = find_attribute(thread, self, thread.rt.names.class__);
  if (!c && thread.has_error()) return error_set;
  if (c && !add_class_names(thread, set, c)) return error_set;
  return keys_list(thread, set);
}

Value object_dir(Thread& thread, Ref self, Args) { return instance_names(thread, self); }

Value class_names(Thread& thread, Ref c) {
  Value names = make_dict(thread);
  if (!add_class_names(thread, as<Dict>(names), c)) return error_set;
  return keys_list(thread, as<Dict>(names));
}

Value object_subclasshook(Thread&, Ref, Args) { return not_implemented_value(); }

bool init_subclass_qualified(const Release& r) { return r.since(3, 9); }

std::string_view subclassed_name(Ref v) { return is<Type>(v) ? unqualified_name(as<Type>(v)) : "object"; }

Value object_init_subclass(Thread& thread, Ref self, Args args) {
  if (args.names && args.keywords() > 0) {
    if (!init_subclass_qualified(thread.rt.release)) return raise_type_error(thread, "__init_subclass__() takes no keyword arguments");
    return raise_type_error(thread, "{}.__init_subclass__() takes no keyword arguments", subclassed_name(self));
  }
  if (args.size() > 0) {
    std::string prefix = init_subclass_qualified(thread.rt.release) ? fmt::format("{}.", subclassed_name(self)) : "";
    return raise_type_error(thread, "{}__init_subclass__() takes no arguments ({} given)", prefix, args.size());
  }
  return none_value();
}

// ---- copying and pickling

Value import_copyreg(Thread& thread) {
  Value name = native_intern(thread, thread.rt.python2() ? "copy_reg" : "copyreg");
  if (Ref loaded = dict_get(thread, as<Dict>(thread.rt.modules), name)) return Value(loaded);
  if (thread.has_error()) return error_set;
  Value import = Value(dict_get_name(as<Dict>(thread.rt.builtins), thread.rt.names.import__));
  if (!import) return raise(thread, thread.rt.exc.ImportError, "__import__ not found");
  return call(thread, import, name);
}

// Names of the __slots__ of a class and its bases, as copyreg collects them and keeps them in the class.
Value slot_names(Thread& thread, Type* type) {
  Value key = native_intern(thread, "__slotnames__");
  if (Ref kept = type->has(HeapType) ? dict_get(thread, as<Dict>(type->dict), key) : Ref(); kept && is<List>(kept)) return Value(kept);
  if (thread.has_error()) return error_set;
  Value found = own(allocate_list(thread, 0));
  const Tuple& order = as<Tuple>(type->mro);
  const Names& names = thread.rt.names;
  for (const Value& entry : order) {
    if (!is<Type>(entry) || !as<Type>(entry).has(HeapType)) continue;
    Ref slots = dict_get_name(as<Dict>(filled_dict(as<Type>(entry))), names.slots__);
    if (!slots) continue;
    Value list = is_native_str(thread, slots) ? make_tuple(thread, {slots}) : to_tuple(thread, slots);
    if (!list) return error_set;
    for (const Value& slot : as<Tuple>(list)) {
      std::string name = native_utf8(slot);
      if (name == "__dict__" || name == "__weakref__") continue;
      if (name.starts_with("__") && !name.ends_with("__")) {
        std::string stripped = as<Type>(entry).name;
        stripped.erase(0, std::min(stripped.find_first_not_of('_'), stripped.size()));
        if (!stripped.empty()) name = "_" + stripped + name;
      }
      list_append(as<List>(found), native_intern(thread, name));
    }
  }
  if (type->has(HeapType) && !set_attribute(thread, Ref(type), key, found)) {
    if (!thread.has_error()) return found;
    thread.clear_error();
  }
  return found;
}

ErrorSet raise_unpicklable(Thread& thread, const Type* type) {
  if (thread.rt.in(since(3, 8))) return raise_type_error(thread, "cannot pickle '{}' object", type->name);
  return raise_type_error(thread, "can't pickle {} objects", type->name);
}

bool reduces_by_getstate(const Release& r) { return r.since(3, 11); }
bool empty_dict_is_no_state(const Release& r) { return r.since(3, 4); }

// The state that copying keeps: None, the __dict__, or a pair of it and the slots' values.
Value default_state(Thread& thread, Ref self, bool required) {
  Type* type = type_of(thread, self);
  const Names& names = thread.rt.names;
  Value state = find_attribute(thread, self, names.dict__);
  if (!state) {
    if (thread.has_error()) return error_set;
    state = none_value();
  }
  if (empty_dict_is_no_state(thread.rt.release) && is_exact<Dict>(state) && as<Dict>(state).length == 0) state = none_value();
  Value slots = slot_names(thread, type);
  if (!slots) return error_set;
  bool plain = type->layout == layout_of<Instance> || type->slots.get_item || type->slots.as_int || type->slots.as_float || type->slots.length ||
               type->layout->kind == Kind::Exception;
  if (required && !plain) return raise_unpicklable(thread, type);
  List& list = as<List>(slots);
  if (list.length == 0) return state;
  Value values = make_dict(thread);
  for (std::size_t i = 0; i < list.length; ++i) {
    Value name(list[i]);
    Value value = find_attribute(thread, self, name);
    if (!value) {
      if (thread.has_error()) return error_set;
      continue;
    }
    if (!dict_set(thread, as<Dict>(values), name, value)) return error_set;
  }
  if (as<Dict>(values).length == 0) return state;
  return make_tuple(thread, {state, values});
}

Value object_getstate(Thread& thread, Ref self, Args) { return default_state(thread, self, false); }

Value state_of(Thread& thread, Ref self, bool required) {
  Value method = find_attribute(thread, self, thread.rt.names.getstate__);
  if (!method) {
    if (thread.has_error()) return error_set;
    return default_state(thread, self, required);
  }
  if (Native* native = try_as<Native>(method); native && native->row->function == object_getstate) return default_state(thread, self, required);
  return call(thread, method);
}

// (copyreg.__newobj__, (class, *args), state, list items, dict items): protocol 2.
Value reduce_new(Thread& thread, Ref self) {
  const Names& names = thread.rt.names;
  Type* type = type_of(thread, self);
  if (!type->slots.make) return raise_unpicklable(thread, type);
  Value copyreg = import_copyreg(thread);
  if (!copyreg) return error_set;
  Value args, keywords;
  bool has_args = false;
  if (Value method = thread.rt.in(since(3, 4)) ? find_attribute(thread, self, names.getnewargs_ex__) : Value()) {
    Value pair = call(thread, method);
    if (!pair) return error_set;
    Tuple* two = try_as<Tuple>(pair);
    if (!two) return raise_type_error(thread, "__getnewargs_ex__ should return a tuple, not '{}'", type_name(thread, pair));
    if (two->length != 2) return raise_value_error(thread, "__getnewargs_ex__ should return a tuple of length 2, not {}", two->length);
    if (!is<Tuple>((*two)[0])) return raise_type_error(thread, "first item of the tuple returned by __getnewargs_ex__ must be a tuple, not '{}'", type_name(thread, (*two)[0]));
    if (!is<Dict>((*two)[1])) return raise_type_error(thread, "second item of the tuple returned by __getnewargs_ex__ must be a dict, not '{}'", type_name(thread, (*two)[1]));
    args = (*two)[0];
    keywords = (*two)[1];
    has_args = true;
  } else if (thread.has_error()) {
    return error_set;
  } else if (Value plain = find_attribute(thread, self, names.getnewargs__)) {
    args = call(thread, plain);
    if (!args) return error_set;
    if (!is<Tuple>(args)) return raise_type_error(thread, "__getnewargs__ should return a tuple, not '{}'", type_name(thread, args));
    has_args = true;
  } else if (thread.has_error()) {
    return error_set;
  } else {
    args = empty_tuple(thread);
  }
  Value maker, maker_args;
  Value c(Ref(type_of(thread, self)));
  const Tuple& given = as<Tuple>(args);
  if (keywords && as<Dict>(keywords).length > 0) {
    maker = get_attribute(thread, copyreg, "__newobj_ex__");
    maker_args = make_tuple(thread, {c, args, keywords});
  } else {
    maker = get_attribute(thread, copyreg, "__newobj__");
    std::vector<Value> all{c};
    all.insert(all.end(), given.begin(), given.end());
    maker_args = make_tuple(thread, all.data(), all.size());
  }
  if (!maker) return error_set;
  Value state = state_of(thread, self, !has_args && !is<List>(self) && !is<Dict>(self));
  if (!state) return error_set;
  Value list_items = none_value(), dict_items = none_value();
  if (is<List>(self) && !(list_items = iterate(thread, self))) return error_set;
  if (is<Dict>(self)) {
    Value items = call_method(thread, self, thread.rt.python2() ? native_intern(thread, "iteritems") : names.items_);
    if (!items || !(dict_items = iterate(thread, items))) return error_set;
  }
  return make_tuple(thread, {maker, maker_args, state, list_items, dict_items});
}

Value common_reduce(Thread& thread, Ref self, std::int64_t protocol) {
  if (protocol >= 2 && thread.rt.python2() && self.is_none()) return raise_type_error(thread, "can't pickle NoneType objects");
  if (protocol >= 2) return reduce_new(thread, self);
  Value copyreg = import_copyreg(thread);
  if (!copyreg) return error_set;
  Value reduce = get_attribute(thread, copyreg, "_reduce_ex");
  if (!reduce) return error_set;
  Value number = Value::small(protocol);
  return call(thread, reduce, self, number);
}

bool protocol_argument(Thread& thread, Args args, std::int64_t& protocol) {
  int number = 0;
  bool good = !args[0] || as_c_int(thread, args[0], number);
  protocol = number;
  return good;
}

Value object_reduce(Thread& thread, Ref self, Args) { return common_reduce(thread, self, 0); }
Value object_reduce_2(Thread& thread, Ref self, Args args) {
  std::int64_t protocol;
  return protocol_argument(thread, args, protocol) ? common_reduce(thread, self, protocol) : Value();
}

Value object_reduce_ex(Thread& thread, Ref self, Args args) {
  std::int64_t protocol;
  if (!protocol_argument(thread, args, protocol)) return error_set;
  Ref by_class = type_find(type_of(thread, self), thread.rt.names.reduce__);
  MethodDescriptor* native = try_as<MethodDescriptor>(by_class);
  bool overridden = by_class && !(native && native->owner == thread.rt.types.object);
  if (overridden) return call_method(thread, self, thread.rt.names.reduce__);
  return common_reduce(thread, self, protocol);
}

constexpr Method object_methods[] = {
    {"__reduce_ex__(self, protocol=0, /)", object_reduce_ex, until(3, 6)},
    {"__reduce_ex__(self, protocol, /)", object_reduce_ex, since(3, 7)},
    {"__reduce__(self, protocol=0, /)", object_reduce_2, until(3, 6)},
    {"__reduce__(self, /)", object_reduce, since(3, 7)},
    {"__subclasshook__(cls, object, /)", object_subclasshook, since(2, 6), Method::ClassRaw},
    {"__init_subclass__(cls, /, **kwargs)", object_init_subclass, since(3, 6), Method::ClassRaw},
    {"__format__(self, format_spec, /)", object_format, since(2, 6)},
    {"__sizeof__(self, /)", object_sizeof, since(2, 6)},
    {"__dir__(self, /)", object_dir, since(3, 3)},
    {"__getstate__(self, /)", object_getstate, since(3, 11)},
};
constexpr GetSetRow object_getset[] = {{"__class__", object_class_get, object_class_set}};

void fill_object(Slots& slots, Runtime& rt) {
  slots.repr = object_repr;
  slots.str = object_str;
  slots.hash = object_hash;
  slots.get_attribute = generic_get_attribute;
  slots.set_attribute = generic_set_attribute;
  slots.make = object_new;
  slots.init = object_init;
  if (!rt.python2()) slots.compare = object_compare;
}

const TypeSpec object_spec{
    .name = "object", .layout = layout_of<Instance>, .flags = BaseType, .methods = object_methods, .getset = object_getset, .fill = fill_object};

}  // namespace

Value object_new(Thread& thread, Type* type, Args args) {
  if (any_arguments(args) && !check_excess_new(thread, type)) return error_set;
  if (type->has(IsAbstract) && !check_not_abstract(thread, type)) return error_set;
  if (type->layout != layout_of<Instance>) return raise_type_error(thread, "object.__new__({}) is not safe, use {}.__new__()", type->name, type->name);
  Instance* instance = allocate<Instance>(type);
  track(instance);
  return own(instance);
}

bool object_init(Thread& thread, Ref self, Args args) { return !any_arguments(args) || check_excess_init(thread, type_of(thread, self)); }

Value object_repr(Thread& thread, Ref self) {
  return native_str(thread, fmt::format("<{} object at {}>", class_path(thread, type_of(thread, self)), address_text(self)));
}

namespace {

bool abstract_count_words(const Release& r) { return r.since(3, 9); }
bool abstract_without_words(const Release& r) { return r.since(3, 12); }

}  // namespace

bool check_not_abstract(Thread& thread, Type* type) {
  Value methods = Value(dict_get_name(as<Dict>(filled_dict(*type)), thread.rt.names.abstractmethods__));
  if (!methods) return true;
  Value list = to_list(thread, methods);
  if (!list || !list_sort(thread, as<List>(list), Ref(), false)) return error_set;
  const Release& release = thread.rt.release;
  bool quoted = abstract_without_words(release);
  std::string joined;
  for (const Value& name : as<List>(list)) {
    if (!joined.empty()) joined += ", ";
    joined += quoted ? "'" + native_utf8(name) + "'" : native_utf8(name);
  }
  std::size_t count = as<List>(list).length;
  const char* plural = count > 1 || !abstract_count_words(release) ? "s" : "";
  if (quoted) return raise_type_error(thread, "Can't instantiate abstract class {} without an implementation for abstract method{} {}", type->name, plural, joined);
  return raise_type_error(thread, "Can't instantiate abstract class {} with abstract method{} {}", type->name, plural, joined);
}

// 2.x: types of old say in lists what their instances have.
static bool add_listed_members(Thread& thread, Ref v, List& names) {
  for (const char* list : {"__members__", "__methods__"}) {
    Value found = find_attribute(thread, v, native_intern(thread, list));
    thread.clear_error();
    if (!is<List>(found)) continue;
    for (std::size_t i = 0; i < as<List>(found).length; ++i)
      if (is_native_str(thread, as<List>(found).items[i])) list_append(names, as<List>(found).items[i]);
  }
  return true;
}

std::string type_qualified_name(const Type* type) {
  std::string name = type_display_name(type);
  return name.starts_with("__main__.") ? name.substr(9) : name;
}

bool check_encodable(Thread& thread, Ref text) {
  if (thread.rt.python2() || !is<Text>(text) || as<Text>(text).ascii) return true;
  return static_cast<bool>(encode_text(thread, text, "utf-8", "strict"));
}

Value reduce_state(Thread& thread, Ref self) {
  if (!reduces_by_getstate(thread.rt.release)) return find_attribute(thread, self, thread.rt.names.dict__);
  Value state = state_of(thread, self, false);
  return state.is_none() ? Value() : std::move(state);
}

Value list_attributes(Thread& thread, Ref v) {
  const Names& names = thread.rt.names;
  bool asks = thread.rt.in(is<OldInstance>(v) ? since(2, 7) : since(2, 6));
  if (asks) {
    Value method = lookup_special(thread, v, names.dir__);
    if (!method && thread.has_error()) return error_set;
    if (method) {
      Value result = call(thread, method);
      if (result && thread.rt.in(until(3, 2)) && !is<List>(result)) return raise_type_error(thread, "__dir__() must return a list, not {}", type_name(thread, result));
      return result ? to_list(thread, result) : Value();
    }
  }
  if (is<Type>(v) || is<ClassObj>(v)) return class_names(thread, v);
  if (is<Module>(v)) {
    Value found = make_dict(thread), own = get_attribute(thread, v, names.dict__);
    if (!own) return error_set;
    if (!is<Dict>(own)) return raise_type_error(thread, "{}.__dict__ is not a dictionary", native_utf8(dict_get_name(as<Dict>(as<Module>(v).dict), names.name__)));
    if (!add_names(thread, as<Dict>(found), own)) return error_set;
    return keys_list(thread, as<Dict>(found));
  }
  Value names_of = instance_names(thread, v);
  return names_of && thread.rt.python2() && !add_listed_members(thread, v, as<List>(names_of)) ? Value() : names_of;
}

void make_object_types(Runtime& rt) { rt.types.object = make_builtin_type(rt, object_spec); }

Value type_dir(Thread& thread, Ref self, Args) { return class_names(thread, self); }

}  // namespace xvm
