// _collections: the module, defaultdict, _tuplegetter, _count_elements. deque and OrderedDict have files of their own.
#include "modules/collections.h"

#include "modules/iterator_struct.h"
#include "objects/dict.h"
#include "objects/iterators.h"

namespace xvm {

namespace {

bool repr_names_subclass(const Release& r) { return r.since(3, 7); }
bool tuplegetters_have_repr(const Release& r) { return r.since(3, 9); }

struct DefaultDict : Dict {
  static constexpr const char* layout_name = "collections.defaultdict";
  Value factory;
  void traverse(Visitor& v) {
    Dict::traverse(v);
    v(factory);
  }
  void clear() {
    factory = nullptr;
    Dict::clear();
  }
};

Value defaultdict_make(Thread& thread, Type* type, Args) {
  DefaultDict* dict = allocate<DefaultDict>(type);
  dict->era = dict_era(thread.rt.release);
  dict->factory = none_value();
  mark_inexact(dict);
  track(dict);
  return own(dict);
}

DefaultDict& defaults(Ref self) { return static_cast<DefaultDict&>(as<Dict>(self)); }

bool defaultdict_init(Thread& thread, Ref self, Args args) {
  Value factory = none_value();
  Args rest = args;
  if (args.positional) {
    if (!args[0].is_none() && !is_callable(thread, args[0]))
      return raise(thread, thread.rt.exc.TypeError, "first argument must be callable or None");
    factory = Value(args[0]);
    ++rest.data;
    --rest.positional;
  }
  Value old = std::move(defaults(self).factory);
  defaults(self).factory = std::move(factory);
  return thread.rt.types.dict->slots.init(thread, self, rest);
}

Value defaultdict_missing(Thread& thread, Ref self, Args args) {
  Value factory = defaults(self).factory;
  if (!factory || factory.is_none()) return raise_value(thread, thread.rt.exc.KeyError, args[0]);
  Value value = call(thread, factory);
  if (!value || !set_item(thread, self, args[0], value)) return error_set;
  return value;
}

Value defaultdict_copy(Thread& thread, Ref self, Args) {
  Value factory = defaults(self).factory;
  return call(thread, type_ref(self), factory ? Ref(factory) : none, self);
}

Value defaultdict_reduce(Thread& thread, Ref self, Args) {
  Value factory = defaults(self).factory;
  Value args = !factory || factory.is_none() ? empty_tuple(thread) : make_tuple(thread, {factory});
  Value name = thread.rt.python2() ? native_intern(thread, "iteritems") : Value(thread.rt.names.items_);
  Value items = call_method(thread, self, name);
  if (!items) return items;
  if (!thread.rt.python2() && !(items = iterate(thread, items))) return items;
  return make_tuple(thread, {type_ref(self), args, none, none, items});
}

Value defaultdict_repr(Thread& thread, Ref self) {
  Value base = thread.rt.types.dict->slots.repr(thread, self);
  if (!base) return base;
  TextBuilder text(thread);
  std::string_view name = repr_names_subclass(thread.rt.release) ? type_name(thread, self) : "defaultdict";
  text.add(name.substr(name.rfind('.') == name.npos ? 0 : name.rfind('.') + 1));
  text.add("(");
  Value factory = defaults(self).factory;
  if (!factory) {
    text.add("None");
  } else {
    ReprGuard guard(thread, factory);   // a factory whose repr shows this dict again
    if (!guard.entered()) text.add("...");
    else if (!text.add_repr(factory)) return error_set;
  }
  text.add(", ");
  text.add_value(base);
  text.add(")");
  return text.finish();
}

Value defaultdict_or(Thread& thread, Ref left, Ref right) {
  Ref self = is<Dict>(left) && is_subtype(type_of(thread, left), type_of(thread, right)) ? left : right;
  bool left_is_default = is<Dict>(left) && &layout_of_object(left.object()) == layout_of<DefaultDict>;
  self = left_is_default ? left : right;
  Ref other = left_is_default ? right : left;
  if (!is<Dict>(other)) return not_implemented_value();
  Value factory = defaults(self).factory;
  Value result = call(thread, type_ref(self), factory ? Ref(factory) : none, left);
  if (!result || !dict_update(thread, as<Dict>(result), right)) return error_set;
  return result;
}

Value defaultdict_factory(Thread&, Ref self) {
  Value factory = defaults(self).factory;
  return factory ? std::move(factory) : none_value();
}
bool defaultdict_set_factory(Thread&, Ref self, Ref value) {
  Value old = std::move(defaults(self).factory);
  defaults(self).factory = value ? Value(value) : none_value();
  return true;
}

void fill_defaultdict(Slots& slots, Runtime& runtime) {
  slots.repr = defaultdict_repr;
  slots.make = defaultdict_make;
  slots.init = defaultdict_init;
  if (runtime.release.since(3, 9)) slots.binary[static_cast<std::size_t>(Binary::Or)] = defaultdict_or;
}

constexpr Method defaultdict_methods[] = {
    {"__class_getitem__($type, object, /)", generic_class_getitem, since(3, 9), Method::Class},
    {"__copy__(self, /)", defaultdict_copy},
    {"__missing__(self, key, /)", defaultdict_missing},
    {"__reduce__(self, /)", defaultdict_reduce},
    {"copy(self, /)", defaultdict_copy},
};
constexpr GetSetRow defaultdict_getset[] = {{"default_factory", defaultdict_factory, defaultdict_set_factory}};

// A field of a named tuple.
struct TupleGetter : Object {
  XVM_OBJECT("collections._tuplegetter")
  std::int64_t index = 0;
  Value doc;
  void traverse(Visitor& v) { v(doc); }
  void clear() { doc = nullptr; }
};

Value tuplegetter_make(Thread& thread, Type* type, Args args) {
  Bound<2> a(thread, "_tuplegetter(index, doc, /)", args);
  std::int64_t index;
  if (!a || !ssize_argument(thread, a[0], index)) return error_set;
  TupleGetter* getter = allocate<TupleGetter>(type);
  getter->index = index;
  getter->doc = Value(a[1]);
  track(getter);
  return own(getter);
}

Value tuplegetter_get(Thread& thread, Ref self, Ref instance, Ref) {
  TupleGetter& getter = as<TupleGetter>(self);
  if (!instance || instance.is_none()) return Value(self);
  if (!is<Tuple>(instance))
    return raise_type_error(thread, "descriptor for index '{}' for tuple subclasses doesn't apply to '{}' object", getter.index, type_name(thread, instance));
  Tuple& tuple = as<Tuple>(instance);
  if (getter.index < 0 || getter.index >= static_cast<std::int64_t>(tuple.length))
    return raise(thread, thread.rt.exc.IndexError, "tuple index out of range");
  return tuple.items()[getter.index];
}

bool tuplegetter_set(Thread& thread, Ref, Ref, Ref value) {
  return raise(thread, thread.rt.exc.AttributeError, value ? "can't set attribute" : "can't delete attribute");
}

Value tuplegetter_repr(Thread& thread, Ref self) {
  TupleGetter& getter = as<TupleGetter>(self);
  TextBuilder text(thread);
  text.add(fmt::format("_tuplegetter({}, ", getter.index));
  if (!text.add_repr(getter.doc)) return error_set;
  text.add(")");
  return text.finish();
}

Value tuplegetter_reduce(Thread& thread, Ref self, Args) {
  TupleGetter& getter = as<TupleGetter>(self);
  return make_tuple(thread, {type_ref(self), make_tuple(thread, {make_int(thread, getter.index), getter.doc})});
}

Value tuplegetter_doc(Thread&, Ref self) { return as<TupleGetter>(self).doc; }
bool tuplegetter_set_doc(Thread&, Ref self, Ref value) {
  as<TupleGetter>(self).doc = value ? Value(value) : none_value();
  return true;
}

void fill_tuplegetter(Slots& slots, Runtime& runtime) {
  slots.make = tuplegetter_make;
  if (tuplegetters_have_repr(runtime.release)) slots.repr = tuplegetter_repr;
  slots.descr_get = tuplegetter_get;
  slots.descr_set = tuplegetter_set;
}
constexpr Method tuplegetter_methods[] = {{"__reduce__(self, /)", tuplegetter_reduce}};
constexpr GetSetRow tuplegetter_getset[] = {{"__doc__", tuplegetter_doc, tuplegetter_set_doc}};

// Counts the items of an iterable into a mapping.
Value count_elements(Thread& thread, Ref, Args args) {
  Value one = Value::small(1), zero = Value::small(0);
  Ref mapping = args[0];
  Value items = iterate(thread, args[1]);
  if (!items) return error_set;
  Value own_get = find_attribute(thread, Ref(type_of(thread, mapping)), thread.rt.names.get_);
  if (!own_get && thread.has_error()) return error_set;
  Value dict_get_method = get_attribute(thread, Ref(thread.rt.types.dict), thread.rt.names.get_);
  bool plain = is<Dict>(mapping) && own_get == dict_get_method &&
               type_of(thread, mapping)->slots.set_item == thread.rt.types.dict->slots.set_item;
  Value bound_get;
  if (!plain && !(bound_get = get_attribute(thread, mapping, thread.rt.names.get_))) return error_set;
  bool ok = for_each(thread, items, [&](Ref item) {
    if (plain) {
      std::int64_t hash;
      if (!key_hash(thread, item, hash)) return false;
      Value old(dict_get_hashed(thread, as<Dict>(mapping), item, hash));
      if (!old && thread.has_error()) return false;
      Value sum = old ? binary_op(thread, Binary::Add, old, one) : one;
      return sum && dict_set_hashed(thread, as<Dict>(mapping), item, hash, sum);
    }
    Value old = call(thread, bound_get, item, zero);
    if (!old) return false;
    Value sum = binary_op(thread, Binary::Add, old, one);
    return sum && set_item(thread, mapping, item, sum);
  });
  return ok ? none_value() : Value();
}

constexpr Method collections_functions[] = {
    {"_count_elements($module, mapping, iterable, /)", count_elements, since(3, 2)},
};

bool fill_collections(Thread& thread, Module& module) {
  static constexpr TypeSpec defaultdict{.name = "collections.defaultdict", .layout = layout_of<DefaultDict>, .flags = BaseType, .methods = defaultdict_methods, .getset = defaultdict_getset, .fill = fill_defaultdict};
  static constexpr TypeSpec tuplegetter{.name = "collections._tuplegetter", .layout = layout_of<TupleGetter>, .methods = tuplegetter_methods, .getset = tuplegetter_getset, .fill = fill_tuplegetter};
  static constexpr TypeSpec tuplegetter_38{.name = "_collections._tuplegetter", .layout = layout_of<TupleGetter>, .methods = tuplegetter_methods, .getset = tuplegetter_getset, .fill = fill_tuplegetter};
  if (!add_deque(thread, module)) return false;
  if (!module_add_type(thread, module, make_builtin_type(thread.rt, defaultdict, thread.rt.types.dict))) return false;
  if (thread.rt.release.since(3, 5) && !add_ordered_dict(thread, module)) return false;
  return !thread.rt.release.since(3, 8) || module_add_type(thread, module, make_builtin_type(thread.rt, tuplegetters_have_repr(thread.rt.release) ? tuplegetter : tuplegetter_38));
}

}  // namespace

void mark_inexact(Object* object) {
  if (object->flags & HeapInstance) return;
  object->flags |= HeapInstance;
  ++object->type->refs;   // given back when a heap instance dies
}

extern const ModuleSpec collections_module, collections_module_25;
const ModuleSpec collections_module{.name = "_collections", .methods = collections_functions, .fill = fill_collections, .releases = since(2, 6)};
// 2.5 has no module in Python above it.
const ModuleSpec collections_module_25{.name = "collections", .methods = collections_functions, .fill = fill_collections, .releases = until(2, 5)};

}  // namespace xvm
