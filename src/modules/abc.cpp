// _abc: abstract base classes, as abc.ABCMeta asks for them (3.7 on).
#include <algorithm>
#include <vector>

#include "modules/iterator_struct.h"
#include "objects/dict.h"
#include "objects/set.h"
#include "objects/weakref.h"

namespace xvm {

namespace {

std::int64_t invalidation_counter = 0;

// What a class with ABCMeta keeps; classes are held weakly.
struct AbcData : Object {
  XVM_OBJECT("_abc_data")
  std::vector<Value> registry, cache, negative;   // weak references
  std::int64_t negative_version = 0;
  void traverse(Visitor& v) {
    for (const std::vector<Value>* list : {&registry, &cache, &negative})
      for (const Value& item : *list) v(item);
  }
  void clear() {}
};
Type* data_type = nullptr;

AbcData* data_of(Thread& thread, Ref cls, Value& keep) {
  Value key = native_intern(thread, "_abc_impl");
  keep = get_attribute(thread, cls, key);
  if (keep && is<AbcData>(keep)) return &as<AbcData>(keep);
  if (!thread.has_error()) raise_type_error(thread, "_abc_impl is set to a wrong type");
  return nullptr;
}

bool holds(const std::vector<Value>& list, Ref cls) {
  return std::any_of(list.begin(), list.end(), [&](const Value& weak) { return as<WeakRef>(weak).referent == cls.object(); });
}
void add(Thread& thread, std::vector<Value>& list, Ref cls) {
  if (holds(list, cls)) return;
  std::vector<Value> dead;   // released once the list is whole again
  for (Value& weak : list)
    if (!as<WeakRef>(weak).referent) dead.push_back(std::move(weak));
  std::erase_if(list, [](const Value& weak) { return !weak; });
  list.push_back(make_weakref(thread, thread.rt.types.weakref, cls, none));
}

// The names of abstract methods of a class: those its namespace defines, and what it inherits and does not define.
Value abstract_names(Thread& thread, Ref cls) {
  Value names = make_set(thread);
  Value dict = get_attribute(thread, cls, thread.rt.names.dict__), items = dict ? call_method(thread, dict, thread.rt.names.items_) : Value();
  if (!items) return items;
  auto is_abstract = [&](Ref value, bool& abstract) {
    Value flag = find_attribute(thread, value, thread.rt.names.isabstractmethod__);
    if (!flag) return !thread.has_error();
    int yes = truth(thread, flag);
    abstract = yes > 0;
    return yes >= 0;
  };
  bool ok = for_each(thread, items, [&](Ref pair) {
    bool abstract = false;
    Value held(pair);
    if (!is<Tuple>(held) || as<Tuple>(held).length != 2 || !is_abstract(as<Tuple>(held)[1], abstract)) return !thread.has_error();
    return !abstract || set_add(thread, as<Set>(names), as<Tuple>(held)[0]);
  });
  Value bases = ok ? get_attribute(thread, cls, thread.rt.names.bases__) : Value();
  if (!bases) return bases;
  ok = for_each(thread, bases, [&](Ref base) {
    Value inherited = find_attribute(thread, base, thread.rt.names.abstractmethods__);
    if (!inherited) return !thread.has_error();
    return for_each(thread, inherited, [&](Ref name) {
      bool abstract = false;
      Value key(name), value = find_attribute(thread, cls, key);
      if (!value) return !thread.has_error();
      if (!is_abstract(value, abstract)) return false;
      return !abstract || set_add(thread, as<Set>(names), key);
    });
  });
  return ok ? make_frozenset(thread, names) : Value();
}

Value abc_init(Thread& thread, Ref, Args args) {
  Value names = abstract_names(thread, args[0]);
  if (!names || !set_attribute(thread, args[0], thread.rt.names.abstractmethods__, names)) return error_set;
  AbcData* data = allocate<AbcData>(data_type);
  data->negative_version = invalidation_counter;
  track(data);
  Value owner = own(data), key = native_intern(thread, "_abc_impl");
  if (!set_attribute(thread, args[0], key, owner)) return error_set;
  if (!thread.rt.release.since(3, 10) || !is<Type>(args[0])) return none_value();
  Value flags_name = native_intern(thread, "__abc_tpflags__"), dict = get_attribute(thread, args[0], thread.rt.names.dict__);
  Value flags = find_attribute(thread, args[0], flags_name);
  std::int64_t bits = 0;
  if (!flags) return thread.has_error() ? Value() : none_value();
  if (!as_int64(thread, flags, bits)) return error_set;
  if ((bits & (1 << 5)) && (bits & (1 << 6))) return raise_type_error(thread, "__abc_tpflags__ cannot be both Py_TPFLAGS_SEQUENCE and Py_TPFLAGS_MAPPING");
  std::uint32_t& own = as<Type>(args[0]).type_flags;
  if (bits & (1 << 5)) own = (own & ~static_cast<std::uint32_t>(MappingPattern)) | SequencePattern;
  if (bits & (1 << 6)) own = (own & ~static_cast<std::uint32_t>(SequencePattern)) | MappingPattern;
  if (!set_attribute(thread, args[0], flags_name, {})) thread.clear_error();
  return none_value();
}

// A class registered as a sequence or mapping matches as one, and all below it do.
void set_pattern_flags(Type* type, std::uint32_t flags) {
  constexpr std::uint32_t both = SequencePattern | MappingPattern;
  if (!type->has(HeapType) || (type->type_flags & both) == flags) return;
  type->type_flags = (type->type_flags & ~both) | flags;
  for (Type* sub : type->subtypes) set_pattern_flags(sub, flags);
}

Value abc_register(Thread& thread, Ref, Args args) {
  if (!is<Type>(args[1])) return raise_type_error(thread, "Can only register classes");
  int already = is_subclass(thread, args[1], args[0]);
  if (already) return already > 0 ? Value(args[1]) : Value();
  int cycle = is_subclass(thread, args[0], args[1]);
  if (cycle < 0) return error_set;
  if (cycle) return raise(thread, thread.rt.exc.RuntimeError, "Refusing to create an inheritance cycle");
  Value keep;
  AbcData* data = data_of(thread, args[0], keep);
  if (!data) return error_set;
  add(thread, data->registry, args[1]);
  ++invalidation_counter;
  if (std::uint32_t flags = is<Type>(args[0]) ? as<Type>(args[0]).type_flags & (SequencePattern | MappingPattern) : 0) set_pattern_flags(&as<Type>(args[1]), flags);
  return Value(args[1]);
}

Value abc_subclasscheck(Thread& thread, Ref, Args args) {
  Ref cls = args[0], subclass = args[1];
  if (!is<Type>(subclass)) return raise_type_error(thread, "issubclass() arg 1 must be a class");
  Value keep;
  AbcData* data = data_of(thread, cls, keep);
  if (!data) return error_set;
  if (holds(data->cache, subclass)) return Value::of(true);
  if (data->negative_version < invalidation_counter) {
    std::vector<Value> dead = std::move(data->negative);
    data->negative.clear();
    data->negative_version = invalidation_counter;
  } else if (holds(data->negative, subclass)) {
    return Value::of(false);
  }
  auto answer = [&](bool yes) {
    add(thread, yes ? data->cache : data->negative, subclass);
    return Value::of(yes);
  };
  Value hooked = call_method(thread, cls, thread.rt.names.subclasshook__, {subclass});
  if (!hooked) return hooked;
  if (hooked.is_bool()) return answer(hooked.is_true());
  if (!hooked.is_not_implemented()) return raise(thread, thread.rt.exc.AssertionError, "__subclasshook__ must return either False, True, or NotImplemented");
  if (is<Type>(cls) && is_subtype(&as<Type>(subclass), &as<Type>(cls))) return answer(true);
  if (holds(data->registry, subclass)) return Value::of(true);
  std::vector<Value> registered;
  for (const Value& weak : data->registry)
    if (Object* referent = as<WeakRef>(weak).alive()) registered.push_back(Value(Ref(referent)));
  for (const Value& other : registered) {
    int yes = is_subclass(thread, subclass, other);
    if (yes) return yes > 0 ? answer(true) : Value();
  }
  Value key = native_intern(thread, "__subclasses__"), subclasses = call_method(thread, cls, key);
  Value list = subclasses ? to_list(thread, subclasses) : Value();
  if (!list) return list;
  for (const Value& other : as<List>(list)) {
    int yes = is_subclass(thread, subclass, other);
    if (yes) return yes > 0 ? answer(true) : Value();
  }
  return answer(false);
}

Value abc_instancecheck(Thread& thread, Ref, Args args) {
  Value subclass = get_attribute(thread, args[1], thread.rt.names.class__);
  if (!subclass) return subclass;
  Value keep;
  AbcData* data = data_of(thread, args[0], keep);
  if (!data) return error_set;
  if (is<Type>(subclass) && holds(data->cache, subclass)) return Value::of(true);
  Type* type = type_of(thread, args[1]);
  Value key = native_intern(thread, "__subclasscheck__");
  Value first = call_method(thread, args[0], key, {subclass});
  if (!first || subclass == Ref(type)) return first;
  int yes = truth(thread, first);
  if (yes) return yes > 0 ? Value::of(true) : Value();
  return call_method(thread, args[0], key, {Ref(type)});
}

Value cache_token(Thread& thread, Ref, Args) { return make_int(thread, invalidation_counter); }
Value reset_registry(Thread& thread, Ref, Args args) {
  Value keep;
  AbcData* data = data_of(thread, args[0], keep);
  if (!data) return error_set;
  std::vector<Value> dead = std::move(data->registry);
  data->registry.clear();
  return none_value();
}
Value reset_caches(Thread& thread, Ref, Args args) {
  Value keep;
  AbcData* data = data_of(thread, args[0], keep);
  if (!data) return error_set;
  std::vector<Value> dead = std::move(data->cache), more = std::move(data->negative);
  data->cache.clear(), data->negative.clear();
  return none_value();
}
Value get_dump(Thread& thread, Ref, Args args) {
  Value keep;
  AbcData* data = data_of(thread, args[0], keep);
  if (!data) return error_set;
  Value sets[3];
  const std::vector<Value>* lists[] = {&data->registry, &data->cache, &data->negative};
  for (int i = 0; i < 3; ++i) {
    Value items = make_list(thread, lists[i]->data(), lists[i]->size());
    sets[i] = make_set(thread, items);
    if (!sets[i]) return error_set;
  }
  Value version = make_int(thread, data->negative_version);
  return make_tuple(thread, {sets[0].ref(), sets[1].ref(), sets[2].ref(), version.ref()});
}

constexpr Method rows[] = {
    {"_abc_init($module, self, /)", abc_init},
    {"_abc_instancecheck($module, self, instance, /)", abc_instancecheck},
    {"_abc_register($module, self, subclass, /)", abc_register},
    {"_abc_subclasscheck($module, self, subclass, /)", abc_subclasscheck},
    {"_get_dump($module, self, /)", get_dump},
    {"_reset_caches($module, self, /)", reset_caches},
    {"_reset_registry($module, self, /)", reset_registry},
    {"get_cache_token()", cache_token},
};

bool fill(Thread& thread, Module&) {
  static constexpr TypeSpec spec{.name = "_abc._abc_data", .layout = layout_of<AbcData>, .flags = HasWeakrefs};
  data_type = make_builtin_type(thread.rt, spec);
  return true;
}

}  // namespace

extern const ModuleSpec abc_module;
const ModuleSpec abc_module{.name = "_abc", .methods = rows, .fill = fill, .releases = since(3, 7)};

}  // namespace xvm
