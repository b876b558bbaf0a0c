// _functools: partial, reduce, cmp_to_key. The cache wrapper is in lru_cache.cpp.
#include "modules/functools.h"

#include "modules/iterator_struct.h"
#include "objects/dict.h"
#include "vm/operators_internal.h"
#include "vm/slot_table.h"
#include "vm/uncounted_call.h"

namespace xvm {

namespace {

bool partial_has_repr(const Release& r) { return r.since(3, 2); }
bool reduce_says_iterable(const Release& r) { return r.since(3, 10); }

struct Partial : Object {
  XVM_OBJECT("functools.partial")
  Value function, args, keywords;   // a tuple, a dict
  void traverse(Visitor& v) { v(function), v(args), v(keywords); }
  void clear() { function = nullptr, args = nullptr, keywords = nullptr; }
};

Type* partial_type = nullptr;   // of the present runtime, set when the module is made

Value partial_make(Thread& thread, Type* type, Args args) {
  if (args.positional < 1) return raise_type_error(thread, "type 'partial' takes at least one argument");
  if (!is_callable(thread, args[0])) return raise_type_error(thread, "the first argument must be callable");
  Bound<2> a(thread, "partial(*args, **keywords)", args);
  if (!a) return error_set;
  const Tuple& given = as<Tuple>(a[0]);
  Partial* p = allocate<Partial>(type);
  Value owner = own(p);
  p->function = Value(given[0]);
  std::size_t before = 0;
  Value inner;
  // A partial of a partial is made into one, unless the inner one has attributes.
  if (thread.rt.release.since(3, 5) && is<Partial>(given[0]) && (given[0].object()->type == partial_type || type == given[0].object()->type)) {
    Value dict = find_attribute(thread, given[0], thread.rt.names.dict__);
    if (!dict && thread.has_error()) return error_set;
    if (!dict || !is<Dict>(dict) || as<Dict>(dict).length == 0) {
      inner = Value(given[0]);
      p->function = as<Partial>(inner).function;
      before = as<Tuple>(as<Partial>(inner).args).length;
    }
  }
  Value positional = tuple_slice(thread, given, 1, given.length);
  if (before) {
    const Tuple &first = as<Tuple>(as<Partial>(inner).args), &second = as<Tuple>(positional);
    Tuple* all = allocate_tuple(thread, before + second.length);
    for (std::size_t i = 0; i < before; ++i) all->items()[i] = first.items()[i];
    for (std::size_t i = 0; i < second.length; ++i) all->items()[before + i] = second.items()[i];
    track(all);
    positional = own(all);
  }
  p->args = std::move(positional);
  if (inner) {
    p->keywords = dict_copy(thread, as<Dict>(as<Partial>(inner).keywords));
    if (!p->keywords || (a[1] && !dict_merge(thread, as<Dict>(p->keywords), a[1], true))) return error_set;
  } else {
    p->keywords = a[1] ? Value(a[1]) : make_dict(thread);
  }
  track(p);
  return owner;
}

bool counts_partial(const Release& r) { return r.until(3, 8); }

Value partial_call(Thread& thread, Ref self, Args args) {
  if (!stack_left(thread)) return error_set;
  UncountedCall level(thread, !counts_partial(thread.rt.release));
  Partial& p = as<Partial>(self);
  Value function = p.function, first = p.args, keywords = p.keywords;
  const Tuple& before = as<Tuple>(first);
  if (as<Dict>(keywords).length == 0) {
    // The caller's arguments behind the kept ones, keywords and all.
    std::size_t passed = args.positional + args.keywords();
    std::vector<Value> all;
    all.reserve(before.length + passed);
    for (const Value& v : before) all.push_back(v);
    for (std::size_t i = 0; i < passed; ++i) all.push_back(args.data[i]);
    return call(thread, function, Args{all.data(), static_cast<std::uint32_t>(before.length + args.positional), args.names});
  }
  Tuple* all = allocate_tuple(thread, before.length + args.positional);
  for (std::size_t i = 0; i < before.length; ++i) all->items()[i] = before.items()[i];
  for (std::size_t i = 0; i < args.positional; ++i) all->items()[before.length + i] = args.data[i];
  track(all);
  Value positional = own(all), merged = dict_copy(thread, as<Dict>(keywords));
  if (!merged) return merged;
  for (std::uint32_t i = 0; i < args.keywords(); ++i)
    if (!dict_set(thread, as<Dict>(merged), as<Tuple>(args.names)[i], args.data[args.positional + i])) return error_set;
  return call_tuple(thread, function, positional, merged);
}

Value partial_repr(Thread& thread, Ref self) {
  Partial& p = as<Partial>(self);
  ReprGuard guard(thread, self);
  if (!guard.entered()) return native_str(thread, "...");
  TextBuilder text(thread);
  text.add(self.object()->type == partial_type || thread.rt.release.until(3, 12) ? std::string(type_name(thread, self)) : type_display_name(self.object()->type));
  text.add("(");
  Value function = p.function, args = p.args, keywords = p.keywords;
  if (!text.add_repr(function)) return error_set;
  for (Ref item : as<Tuple>(args)) {
    text.add(", ");
    if (!text.add_repr(item)) return error_set;
  }
  DictCursor cursor;
  while (DictEntry* entry = cursor.next(as<Dict>(keywords))) {
    Value key = entry->key, value = entry->value;
    text.add(", ");
    if (!text.add_str(key)) return error_set;
    text.add("=");
    if (!text.add_repr(value)) return error_set;
  }
  text.add(")");
  return text.finish();
}

Value partial_reduce(Thread& thread, Ref self, Args) {
  Partial& p = as<Partial>(self);
  Value dict = find_attribute(thread, self, thread.rt.names.dict__);
  if (!dict && thread.has_error()) return error_set;
  if (dict && is<Dict>(dict) && as<Dict>(dict).length == 0) dict = nullptr;
  Value state = make_tuple(thread, {p.function, p.args, p.keywords, dict ? Ref(dict) : none});
  return make_tuple(thread, {type_ref(self), make_tuple(thread, {p.function}), state});
}

Value partial_setstate(Thread& thread, Ref self, Args args) {
  Partial& p = as<Partial>(self);
  const Tuple* state = try_as<Tuple>(args[0]);
  if (!state || state->length != 4 || !is_callable(thread, (*state)[0]) || !is<Tuple>((*state)[1]) || !(is<Dict>((*state)[2]) || (*state)[2].is_none()))
    return raise_type_error(thread, "invalid partial state");
  Value alive(args[0]);
  Value positional = to_tuple(thread, (*state)[1]);
  bool shared = is_exact<Dict>((*state)[2]);
  Value keywords = shared ? Value((*state)[2]) : (*state)[2].is_none() ? make_dict(thread) : dict_copy(thread, as<Dict>((*state)[2]));
  if (!positional || !keywords) return error_set;
  if (!is_exact<Tuple>(positional)) positional = make_tuple(thread, as<Tuple>(positional).items(), as<Tuple>(positional).length);
  p.function = state->items()[0];
  p.args = std::move(positional);
  p.keywords = std::move(keywords);
  Value dict = (*state)[3].is_none() ? make_dict(thread) : Value((*state)[3]);
  return dict && set_attribute(thread, self, thread.rt.names.dict__, dict) ? none_value() : Value();
}

Value partial_func(Thread&, Ref self) { return as<Partial>(self).function; }
Value partial_args(Thread&, Ref self) { return as<Partial>(self).args; }
Value partial_keywords(Thread&, Ref self) { return as<Partial>(self).keywords; }

bool has_own_words_for_dict(const Release& r) { return r.until(3, 2); }
bool set_partial_dict(Thread& thread, Ref self, Ref value) {
  if (!value && has_own_words_for_dict(thread.rt.release)) return raise_type_error(thread, "a partial object's dictionary may not be deleted");
  if (!is<Dict>(value) && value && has_own_words_for_dict(thread.rt.release)) return raise_type_error(thread, "setting partial object's dictionary to a non-dict");
  return set_own_dict(thread, self, value);
}

void fill_partial(Slots& slots, Runtime& runtime) {
  slots.make = partial_make;
  slots.call = partial_call;
  if (partial_has_repr(runtime.release)) slots.repr = partial_repr;
}

constexpr Range partial_pickled = since(2, 7);
constexpr Method partial_methods[] = {
    {"__class_getitem__($type, object, /)", generic_class_getitem, since(3, 9), Method::Class},
    {"__reduce__(self, /)", partial_reduce, partial_pickled},
    {"__setstate__(self, state, /)", partial_setstate, partial_pickled},
};
constexpr GetSetRow partial_getset[] = {{"__dict__", own_dict, set_partial_dict}, {"args", partial_args, readonly_member}, {"func", partial_func, readonly_member}, {"keywords", partial_keywords, readonly_member}};

// cmp_to_key: what it gives, and with an object what calling that gives.
struct KeyWrapper : Object {
  XVM_OBJECT("functools.KeyWrapper")
  Value function, object;
  void traverse(Visitor& v) { v(function), v(object); }
  void clear() { function = nullptr, object = nullptr; }
};
Type* key_type = nullptr;

Value make_key(Ref function, Ref object) {
  KeyWrapper* key = allocate<KeyWrapper>(key_type);
  key->function = Value(function);
  if (object) key->object = Value(object);
  track(key);
  return own(key);
}

Value key_call(Thread& thread, Ref self, Args args) {
  Bound<1> a(thread, "K(obj)", args);
  return a ? make_key(as<KeyWrapper>(self).function, a[0]) : Value();
}

Value key_compare(Thread& thread, Ref self, Ref other, Compare op) {
  if (!is<KeyWrapper>(other)) return raise_type_error(thread, "other argument must be K instance");
  KeyWrapper &a = as<KeyWrapper>(self), &b = as<KeyWrapper>(other);
  if (!a.object || !b.object) return raise(thread, thread.rt.exc.AttributeError, "object");
  Value function = a.function, x = a.object, y = b.object;
  Value order = call(thread, function, x, y), zero = Value::small(0);
  return order ? compare(thread, order, zero, op) : Value();
}

Value key_object(Thread& thread, Ref self) {
  Value object = as<KeyWrapper>(self).object;
  if (object) return object;
  return thread.rt.release.since(3, 9) ? none_value() : raise(thread, thread.rt.exc.AttributeError, "object");
}
bool key_set_object(Thread&, Ref self, Ref value) {
  as<KeyWrapper>(self).object = value ? Value(value) : Value();
  return true;
}

void fill_key(Slots& slots, Runtime&) {
  slots.call = key_call;
  slots.compare = key_compare;
  slots.hash = unhashable;
}
constexpr GetSetRow key_getset[] = {{"obj", key_object, key_set_object}};

Value cmp_to_key(Thread&, Ref, Args args) { return make_key(args[0], {}); }

Value reduce(Thread& thread, Ref, Args args) {
  Value iterator = iterate(thread, args[1]);
  if (!iterator) {
    if (!catch_error(thread, thread.rt.exc.TypeError)) return error_set;
    return raise_type_error(thread, "reduce() arg 2 must support iteration");
  }
  Value result = args[2] ? Value(args[2]) : Value();
  while (Value item = next(thread, iterator)) {
    result = result ? call(thread, args[0], result, item) : std::move(item);
    if (!result) return result;
  }
  if (thread.has_error()) return error_set;
  if (!result)
    return raise_type_error(thread, "reduce() of empty {} with no initial value", reduce_says_iterable(thread.rt.release) ? "iterable" : "sequence");
  return result;
}

constexpr Method functions[] = {
    {"cmp_to_key(mycmp)", cmp_to_key, since(3, 3)},
    {"reduce(function, iterable, initial=<unrepresentable>, /)", reduce, since(2, 6)},
};

bool fill_functools(Thread& thread, Module& module) {
  static constexpr TypeSpec partial{.name = "functools.partial", .layout = layout_of<Partial>, .flags = BaseType | HasWeakrefs | InstancesHaveHead | InstancesHaveDict, .methods = partial_methods, .getset = partial_getset, .fill = fill_partial};
  static constexpr TypeSpec key{.name = "functools.KeyWrapper", .layout = layout_of<KeyWrapper>, .flags = DisallowInstantiation, .getset = key_getset, .fill = fill_key};
  partial_type = make_builtin_type(thread.rt, partial);
  if (thread.rt.release.since(3, 2)) key_type = make_builtin_type(thread.rt, key);
  if (!module_add_type(thread, module, partial_type)) return false;
  return !thread.rt.release.since(3, 5) || add_lru_cache(thread, module);
}

}  // namespace

extern const ModuleSpec functools_module;
const ModuleSpec functools_module{.name = "_functools", .methods = functions, .fill = fill_functools};

}  // namespace xvm
