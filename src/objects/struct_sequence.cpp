#include "objects/struct_sequence.h"

#include <cstring>
#include <utility>

#include "objects/dict.h"
#include "objects/sequence.h"
#include "objects/slice.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "objects/type_object.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/runtime.h"
#include "vm/shape.h"
#include "vm/signature.h"

namespace xvm {

namespace {

// A tuple with more items behind those that it shows.
struct StructTuple : Tuple {
  static constexpr const char* layout_name = "struct sequence";
  std::size_t all() const;
  ~StructTuple() { for (std::size_t i = length; i < all(); ++i) items()[i].~Value(); }
  void traverse(Visitor& v) { for (std::size_t i = 0; i < all(); ++i) v(items()[i]); }
};

struct Fields {   // what a type knows of its fields
  std::vector<const char*> fields;
  std::size_t visible = 0;
  bool constructible = false;
  std::vector<GetSetRow> getset;   // of those with names, in order
  bool all_named() const { return getset.size() == fields.size(); }
};

const Fields& shape_of(const Type* type) { return *static_cast<const Fields*>(type->extension); }

std::size_t StructTuple::all() const { return shape_of(type).fields.size(); }

bool are_tuples(const Release& r) { return r.since(3, 2); }
bool shows_names(const Release& r) { return r.since(2, 6); }
bool refuses_unused_names(const Release& r) { return r.since(3, 13); }   // in the dict of a call

constexpr std::size_t most_fields = 40;
template <std::size_t i>
Value get_field(Thread&, Ref self) {
  const Value& v = as<StructTuple>(self).items()[i];
  return v ? v : none_value();
}
template <std::size_t... i>
constexpr std::array<UnaryFn, sizeof...(i)> getters_of(std::index_sequence<i...>) { return {get_field<i>...}; }
constexpr auto getters = getters_of(std::make_index_sequence<most_fields>());

Value allocate_struct(Thread&, Type* type, std::vector<Value>& values) {
  const Fields& shape = shape_of(type);
  std::size_t count = shape.fields.size();
  StructTuple* tuple = allocate<StructTuple>(type, count * sizeof(Value));
  tuple->length = shape.visible;
  for (std::size_t i = 0; i < count; ++i) new (tuple->items() + i) Value(i < values.size() ? std::move(values[i]) : none_value());
  tuple->flags |= HeapInstance, ++type->refs;   // no exact tuple
  track(tuple);
  return own(tuple);
}

Value struct_repr(Thread& thread, Ref self) {
  const StructTuple& t = as<StructTuple>(self);
  const Fields& shape = shape_of(t.type);
  TextBuilder out(thread);
  if (shows_names(thread.rt.release)) out.add(t.type->name);
  out.add("(");
  for (std::size_t i = 0; i < t.length; ++i) {
    if (i) out.add(", ");
    if (shows_names(thread.rt.release) && i < shape.getset.size()) out.add(std::string(shape.getset[i].name) + "=");   // an item without a name shows that of its turn
    if (!out.add_repr(t[i])) return error_set;
  }
  out.add(")");
  return out.finish();
}

Value struct_make(Thread& thread, Type* type, Args args) {
  const Fields& shape = shape_of(type);
  Bound<2> a(thread, "structseq(sequence, dict=None)", args);
  if (!a) return error_set;
  Value items = to_tuple(thread, a[0]);
  if (!items) {
    if (!catch_error(thread, thread.rt.exc.TypeError)) return error_set;
    return raise_type_error(thread, "constructor requires a sequence");
  }
  Value dict(a[1]);
  if (dict && !is<Dict>(dict)) return raise_type_error(thread, "{}() takes a dict as second arg, if any", type->name);
  std::size_t got = as<Tuple>(items).length, most = shape.fields.size();
  if (got < shape.visible)
    return raise_type_error(thread, "{}() takes {} {}-sequence ({}-sequence given)", type->name, most == shape.visible ? "a" : "an at least", shape.visible, got);
  if (got > most) return raise_type_error(thread, "{}() takes {} {}-sequence ({}-sequence given)", type->name, most == shape.visible ? "a" : "an at most", most, got);
  std::vector<Value> values;
  for (const Value& v : as<Tuple>(items)) values.push_back(v);
  std::size_t used = 0;
  for (std::size_t i = got; i < most; ++i) {
    Value value;
    if (dict && shape.fields[i]) value = Value(dict_get(thread, as<Dict>(dict), shape.fields[i]));
    used += static_cast<bool>(value);
    values.push_back(value ? value : none_value());
  }
  if (dict && as<Dict>(dict).length > used && refuses_unused_names(thread.rt.release)) return raise_type_error(thread, "{}() got duplicate or unexpected field name(s)", type->name);
  // Items without names are the whole seconds of hidden times, in the same order.
  for (std::size_t i = 0, hidden = shape.visible; i < shape.visible; ++i)
    if (!shape.fields[i] && values[hidden++].is_none()) values[hidden - 1] = values[i];
  return allocate_struct(thread, type, values);
}

Value struct_reduce(Thread& thread, Ref self, Args) {
  const StructTuple& t = as<StructTuple>(self);
  const Fields& shape = shape_of(t.type);
  Value items = make_tuple(thread, t.items(), t.length), dict = make_dict(thread);
  for (std::size_t i = t.length; i < shape.fields.size(); ++i)
    if (shape.fields[i] && !dict_set(thread, as<Dict>(dict), shape.fields[i], t.items()[i])) return error_set;
  Value arguments = make_tuple(thread, {items.ref(), dict.ref()});
  return make_tuple(thread, {Ref(t.type), arguments.ref()});
}

Value struct_replace(Thread& thread, Ref self, Args args) {
  const StructTuple& t = as<StructTuple>(self);
  const Fields& shape = shape_of(t.type);
  if (!shape.all_named()) return raise_type_error(thread, "__replace__() is not supported for {} because it has unnamed field(s)", t.type->name);
  std::vector<Value> values(t.items(), t.items() + shape.fields.size());
  if (args[0]) {
    Value given = dict_copy(thread, as<Dict>(args[0]));
    for (std::size_t i = 0; i < shape.fields.size(); ++i) {
      if (!shape.fields[i]) continue;
      Value key = native_intern(thread, shape.fields[i]), removed;
      if (dict_delete(thread, as<Dict>(given), key, &removed) > 0) values[i] = removed;
    }
    if (as<Dict>(given).length) {
      Value names = to_list(thread, given);
      return raise_type_error(thread, "Got unexpected field name(s): {}", repr_utf8(thread, names));
    }
  }
  return allocate_struct(thread, t.type, values);
}

constexpr Method methods[] = {
    {"__reduce__(self, /)", struct_reduce},
    {"__replace__(self, /, **changes)", struct_replace, since(3, 13)},
};

Value struct_get_item(Thread& thread, Ref self, Ref key) {
  if (!is<Slice>(key) && !is_index(thread, key)) return raise_type_error(thread, "structseq index must be integer");
  return thread.rt.types.tuple->slots.get_item(thread, self, key);
}

void fill(Slots& slots, Runtime& rt) {
  slots.repr = struct_repr;
  if (are_tuples(rt.release)) return;
  const Slots& tuple = rt.types.tuple->slots;
  slots.length = tuple.length, slots.contains = tuple.contains, slots.compare = tuple.compare, slots.hash = tuple.hash;
  slots.concat = tuple.concat, slots.repeat = tuple.repeat, slots.get_item = struct_get_item, slots.index_item = tuple.index_item;
  slots.get_slice = tuple.get_slice, slots.iter = tuple.iter;
}

// types.SimpleNamespace

Value namespace_repr(Thread& thread, Ref self) {
  ReprGuard guard(thread, self);
  bool plain = self.object()->type == thread.rt.types.simple_namespace;
  std::string name = plain ? "namespace" : std::string(type_name(thread, self));
  if (!guard.entered()) return native_str(thread, name + "(...)");
  Value dict = get_attribute(thread, self, thread.rt.names.dict__);
  if (!dict) return dict;
  Value keys = to_list(thread, dict);
  if (!keys) return keys;
  if (thread.rt.release.until(3, 8)) {
    Value key = native_intern(thread, "sort");
    if (!call_method(thread, keys, key)) return error_set;
  }
  TextBuilder out(thread);
  out.add(name + "(");
  bool first = true;
  bool ok = for_each(thread, keys, [&](Ref key) {
    if (!is<Text>(key) || as<Text>(key).length == 0) return true;
    Value value = get_item(thread, dict, key);
    if (!value) return false;
    if (!std::exchange(first, false)) out.add(", ");
    out.add_text(as<Text>(key));
    out.add("=");
    return out.add_repr(value);
  });
  if (!ok) return error_set;
  out.add(")");
  return out.finish();
}

Value namespace_make(Thread&, Type* type, Args) {
  Instance* object = allocate<Instance>(type);
  track(object);
  return own(object);
}

bool namespace_init(Thread& thread, Ref self, Args args) {
  if (args.positional > (thread.rt.release.since(3, 13) ? 1u : 0u)) {
    if (thread.rt.release.since(3, 13)) return raise_type_error(thread, "{} expected at most 1 argument, got {}", type_name(thread, self), args.positional);
    return raise_type_error(thread, "no positional arguments expected");
  }
  if (args.positional == 1) {
    Value fresh = make_dict(thread);
    if (!dict_update(thread, as<Dict>(fresh), args[0])) return false;
    DictCursor cursor;
    while (DictEntry* entry = cursor.next(as<Dict>(fresh))) {
      if (!is<Text>(entry->key)) return raise_type_error(thread, "keywords must be strings");
      Value key = entry->key, value = entry->value;
      if (!set_attribute(thread, self, key, value)) return false;
    }
  }
  for (std::uint32_t i = 0; i < args.keywords(); ++i)
    if (!set_attribute(thread, self, as<Tuple>(args.names)[i], args.data[args.positional + i])) return false;
  return true;
}

bool orders_as_dicts(const Release& r) { return r.since(3, 4); }   // which raises, in their name

Value namespace_compare(Thread& thread, Ref self, Ref other, Compare op) {
  const Type* type = thread.rt.types.simple_namespace;
  if ((op != Compare::Eq && op != Compare::Ne && !orders_as_dicts(thread.rt.release)) || !other.is_object() || !is_subtype(type_of(thread, self), type) || !is_subtype(type_of(thread, other), type))
    return not_implemented_value();
  Value left = get_attribute(thread, self, thread.rt.names.dict__), right = left ? get_attribute(thread, other, thread.rt.names.dict__) : Value();
  return right ? compare(thread, left, right, op) : Value();
}

Value namespace_reduce(Thread& thread, Ref self, Args) {
  Value dict = get_attribute(thread, self, thread.rt.names.dict__), empty = empty_tuple(thread);
  return dict ? make_tuple(thread, {Ref(self.object()->type), empty.ref(), dict.ref()}) : Value();
}
Value namespace_replace(Thread& thread, Ref self, Args args) {
  Value dict = get_attribute(thread, self, thread.rt.names.dict__), empty = empty_tuple(thread);
  Value fresh = dict ? dict_copy(thread, as<Dict>(dict)) : Value();
  if (!fresh || (args[0] && !dict_update(thread, as<Dict>(fresh), args[0]))) return error_set;
  return call_tuple(thread, Ref(self.object()->type), empty, fresh);
}

constexpr Method namespace_methods[] = {
    {"__reduce__(self, /)", namespace_reduce},
    {"__replace__(self, /, **changes)", namespace_replace, since(3, 13)},
};
Value namespace_dict(Thread& thread, Ref self) { return instance_dict_row.get(thread, self); }
constexpr GetSetRow namespace_getset[] = {{"__dict__", namespace_dict, readonly_member}};
void fill_namespace(Slots& slots, Runtime&) {
  slots.make = namespace_make;
  slots.init = namespace_init;
  slots.repr = namespace_repr;
  slots.compare = namespace_compare;
}

}  // namespace

// What the dict of such a type says of its fields.
static void add_field_counts(Runtime& rt, Type& type) {
  Thread& thread = current_thread();
  const Fields& shape = *static_cast<const Fields*>(type.extension);
  Dict& dict = as<Dict>(type.dict);
  std::size_t unnamed = 0;
  for (const char* field : shape.fields) unnamed += field == nullptr;
  bool ok = dict_set(thread, dict, "n_sequence_fields", Value::small(static_cast<std::int64_t>(shape.visible))) &&
            dict_set(thread, dict, "n_fields", Value::small(static_cast<std::int64_t>(shape.fields.size()))) &&
            dict_set(thread, dict, "n_unnamed_fields", Value::small(static_cast<std::int64_t>(unnamed)));
  if (ok && rt.release.since(3, 10)) {
    std::vector<Value> names;
    for (std::size_t i = 0; i < shape.visible; ++i)
      if (shape.fields[i]) names.push_back(native_intern(thread, shape.fields[i]));
    ok = dict_set(thread, dict, "__match_args__", make_tuple(thread, names.data(), names.size()));
  }
  if (!ok) thread.clear_error();
}

Type* make_struct_type(Runtime& rt, const char* name, std::vector<const char*> fields, std::size_t visible, bool constructible) {
  static std::vector<std::unique_ptr<Fields>> shapes;   // they live as long as types do
  Fields* shape = shapes.emplace_back(new Fields{std::move(fields), visible, constructible, {}}).get();
  for (std::size_t i = 0; i < shape->fields.size() && i < most_fields; ++i)
    if (shape->fields[i]) shape->getset.push_back({shape->fields[i], getters[i], readonly_member});
  TypeSpec spec{.name = name, .layout = layout_of<StructTuple>, .flags = constructible ? 0u : static_cast<std::uint32_t>(DisallowInstantiation), .methods = methods, .getset = shape->getset, .fill = fill, .ready = add_field_counts};
  if (constructible) {
    spec.fill = [](Slots& slots, Runtime& runtime) {
      fill(slots, runtime);
      slots.make = struct_make;
    };
  }
  Type* type = make_builtin_type(rt, spec, are_tuples(rt.release) ? rt.types.tuple : nullptr);
  type->extension = shape;
  if (!constructible) type->slots.make = nullptr;
  return type;
}

Value make_struct(Thread& thread, Type* type, std::vector<Value> values) {
  for (const Value& v : values)
    if (!v) return error_set;
  return allocate_struct(thread, type, values);
}

Value make_simple_namespace(Thread& thread, Ref dict) {
  Value object = namespace_make(thread, thread.rt.types.simple_namespace, {});
  DictCursor cursor;
  while (DictEntry* entry = cursor.next(as<Dict>(dict)))
    if (!set_attribute(thread, object, entry->key, entry->value)) return error_set;
  return object;
}

void make_namespace_types(Runtime& rt) {
  if (!rt.release.since(3, 3)) return;
  static constexpr TypeSpec spec{.name = "types.SimpleNamespace", .layout = layout_of<Instance>, .flags = BaseType | InstancesHaveHead | InstancesHaveDict, .methods = namespace_methods,
                                 .getset = namespace_getset, .fill = fill_namespace};
  rt.types.simple_namespace = make_builtin_type(rt, spec);
}

}  // namespace xvm
