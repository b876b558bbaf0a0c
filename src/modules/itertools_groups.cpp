// itertools: groupby and tee, whose iterators share what they read.
#include "modules/iterator_struct.h"
#include "modules/itertools.h"
#include "objects/code.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "vm/argument_words.h"

namespace xvm {

namespace {

// Only the last group that groupby gave still gives items; an older one is at its end.
bool older_groups_end(const Release& r) { return r.since(3, 7); }
const char* tee_name(const Release& r) { return r.since(3, 3) ? "itertools._tee" : "itertools.tee"; }

struct Made {
  Type *grouper = nullptr, *tee = nullptr, *tee_data = nullptr;
};
Made made;   // of the present runtime, set when the module is made

struct GroupBy : Object {
  XVM_OBJECT("itertools.groupby")
  Value iterator, function, target_key, key, value;
  Object* grouper = nullptr;   // borrowed: the group given last
  void traverse(Visitor& v) { v(iterator), v(function), v(target_key), v(key), v(value); }
  void clear() { iterator = nullptr, function = nullptr, target_key = nullptr, key = nullptr, value = nullptr; }
};
struct Grouper : Object {
  XVM_OBJECT("itertools._grouper")
  Value parent, target_key;
  void traverse(Visitor& v) { v(parent), v(target_key); }
  void clear() { parent = nullptr, target_key = nullptr; }
};

Value groupby_make(Thread& thread, Type* type, Args args) {
  Bound<2> a(thread, "groupby(iterable, key=None)", args);
  if (!a) return error_set;
  Value iterator = iterate(thread, a[0]);
  if (!iterator) return iterator;
  GroupBy* it = allocate<GroupBy>(type);
  it->iterator = std::move(iterator);
  it->function = a[1] ? Value(a[1]) : none_value();
  track(it);
  return own(it);
}

// Reads one more item; false at the end or with the error set.
bool read_one(Thread& thread, GroupBy& it) {
  Value iterator = it.iterator, function = it.function;
  if (!iterator) return false;
  Value value = next(thread, iterator);
  if (!value) return false;
  Value key = function.is_none() ? value : call(thread, function, value);
  if (!key) return false;
  it.value = std::move(value);
  it.key = std::move(key);
  return true;
}

Value groupby_next(Thread& thread, Ref self) {
  GroupBy& it = as<GroupBy>(self);
  it.grouper = nullptr;
  for (;;) {
    if (it.key) {
      if (!it.target_key) break;
      Value target = it.target_key, key = it.key;
      int same = equal(thread, target, key);
      if (same < 0) return Value();
      if (!same) break;
    }
    if (!read_one(thread, it)) return Value();
  }
  it.target_key = it.key;
  Grouper* grouper = allocate<Grouper>(made.grouper);
  grouper->parent = Value(self);
  grouper->target_key = it.target_key;
  it.grouper = grouper;
  track(grouper);
  Value owner = own(grouper);
  return make_tuple(thread, {it.key, owner});
}

Value grouper_next(Thread& thread, Ref self) {
  Grouper& it = as<Grouper>(self);
  if (!it.parent) return Value();
  Value parent = it.parent;
  GroupBy& groups = as<GroupBy>(parent);
  if (older_groups_end(thread.rt.release) && groups.grouper != self.object()) return Value();
  if (!groups.value && !read_one(thread, groups)) return Value();
  Value target = it.target_key, key = groups.key;
  int same = equal(thread, target, key);
  if (same <= 0) return Value();
  Value value = std::move(groups.value);
  groups.key = nullptr;
  return value;
}

Value groupby_reduce(Thread& thread, Ref self, Args) {
  GroupBy& it = as<GroupBy>(self);
  Value args = make_tuple(thread, {it.iterator, it.function});
  if (it.target_key && it.key && it.value) {
    Value state = make_tuple(thread, {it.key, it.value, it.target_key});
    return make_tuple(thread, {type_ref(self), args, state});
  }
  return make_tuple(thread, {type_ref(self), args});
}
Value groupby_setstate(Thread& thread, Ref self, Args args) {
  GroupBy& it = as<GroupBy>(self);
  Tuple* state = state_tuple(thread, args[0], 3, 3);
  if (!state) return error_set;
  it.key = state->items()[0];
  it.value = state->items()[1];
  it.target_key = state->items()[2];
  return none_value();
}

Value grouper_make(Thread& thread, Type* type, Args args) {
  Bound<2> a(thread, "_grouper(parent, target_key, /)", args);
  if (!a) return error_set;
  if (!is<GroupBy>(a[0])) return raise_type_error(thread, "argument 1 must be itertools.groupby, not {}", argument_type(thread, a[0]));
  Grouper* grouper = allocate<Grouper>(type);
  grouper->parent = Value(a[0]);
  grouper->target_key = Value(a[1]);
  as<GroupBy>(a[0]).grouper = grouper;
  track(grouper);
  return own(grouper);
}
Value grouper_reduce(Thread& thread, Ref self, Args) {
  Grouper& it = as<Grouper>(self);
  if (it.parent && older_groups_end(thread.rt.release) && as<GroupBy>(it.parent).grouper != self.object()) {
    Value iter(dict_get(thread, as<Dict>(thread.rt.builtins), "iter"));
    return make_tuple(thread, {iter, make_tuple(thread, {empty_tuple(thread)})});
  }
  return make_tuple(thread, {type_ref(self), make_tuple(thread, {it.parent, it.target_key})});
}

// A stretch of items that tee's iterators share; the last one leads on.
constexpr std::size_t stretch = 57;
struct TeeData : Object {
  XVM_OBJECT("itertools._tee_dataobject")
  Value iterator, next;
  Value items[stretch];
  std::size_t count = 0;
  bool running = false;
  ~TeeData() {
    // A long chain is taken apart link by link, not by recursion.
    Value link = std::move(next);
    while (link && link.object()->refs == 1 && is<TeeData>(link)) {
      Value following = std::move(as<TeeData>(link).next);
      link = std::move(following);
    }
  }
  void traverse(Visitor& v) {
    v(iterator), v(next);
    for (std::size_t i = 0; i < count; ++i) v(items[i]);
  }
  void clear() { iterator = nullptr, next = nullptr; }
};
struct Tee : Object {
  XVM_OBJECT("itertools._tee")
  Value data;
  std::size_t index = 0;
  void traverse(Visitor& v) { v(data); }
  void clear() { data = nullptr; }
};

Value make_tee_data(Ref iterator) {
  TeeData* data = allocate<TeeData>(made.tee_data);
  data->iterator = Value(iterator);
  track(data);
  return own(data);
}

Value tee_from(Thread& thread, Type* type, Ref iterable) {
  Value iterator = iterate(thread, iterable);
  if (!iterator) return iterator;
  Tee* tee = allocate<Tee>(type);
  if (is<Tee>(iterator)) {
    tee->data = as<Tee>(iterator).data;
    tee->index = as<Tee>(iterator).index;
  } else {
    tee->data = make_tee_data(iterator);
  }
  track(tee);
  return own(tee);
}

Value tee_make(Thread& thread, Type* type, Args args) {
  Bound<1> a(thread, "_tee(iterable, /)", args);
  return a ? tee_from(thread, type, a[0]) : Value();
}

Value tee_next(Thread& thread, Ref self) {
  Tee& it = as<Tee>(self);
  if (!it.data) return Value();
  if (it.index >= stretch) {
    TeeData& full = as<TeeData>(it.data);
    if (!full.next) full.next = make_tee_data(full.iterator);
    Value following = full.next;
    it.data = std::move(following);
    it.index = 0;
  }
  Value owner = it.data;
  TeeData& data = as<TeeData>(owner);
  if (it.index < data.count) return data.items[it.index++];
  if (data.running) return raise(thread, thread.rt.exc.RuntimeError, "cannot re-enter the tee iterator");
  Value iterator = data.iterator;
  if (!iterator) return iterator;
  data.running = true;
  Value item = next(thread, iterator);
  data.running = false;
  if (!item) return item;
  if (data.count < stretch) data.items[data.count++] = item;
  ++it.index;
  return item;
}

Value tee_copy(Thread&, Ref self, Args) {
  Tee& it = as<Tee>(self);
  Tee* copy = allocate<Tee>(made.tee);
  copy->data = it.data;
  copy->index = it.index;
  track(copy);
  return own(copy);
}

Value tee_reduce(Thread& thread, Ref self, Args) {
  Tee& it = as<Tee>(self);
  Value args = make_tuple(thread, {empty_tuple(thread)});
  Value state = make_tuple(thread, {it.data, make_int(thread, static_cast<std::int64_t>(it.index))});
  return make_tuple(thread, {type_ref(self), args, state});
}
Value tee_setstate(Thread& thread, Ref self, Args args) {
  Tuple* state = state_tuple(thread, args[0], 2, 2);
  std::int64_t index;
  if (!state) return error_set;
  if (!is<TeeData>((*state)[0])) return raise_type_error(thread, "argument 1 must be itertools._tee_dataobject, not {}", argument_type(thread, (*state)[0]));
  if (!as_int64(thread, (*state)[1], index)) return error_set;
  if (index < 0 || index > static_cast<std::int64_t>(stretch)) return raise_value_error(thread, "Index out of range");
  Tee& it = as<Tee>(self);
  it.data = state->items()[0];
  it.index = static_cast<std::size_t>(index);
  return none_value();
}

Value tee_data_make(Thread& thread, Type* type, Args args) {
  if (thread.rt.release.until(3, 7) && args.keywords() == 0 && args.size() != 3) return raise_type_error(thread, "function takes exactly 3 arguments ({} given)", args.size());
  Bound<3> a(thread, "teedataobject(iterable, values, next, /)", args);
  if (!a) return error_set;
  if (!is<List>(a[1])) return raise_type_error(thread, "argument 2 must be list, not {}", argument_type(thread, a[1]));
  List& values = as<List>(a[1]);
  if (values.length > stretch) return raise_value_error(thread, "Invalid arguments");
  TeeData* data = allocate<TeeData>(type);
  Value owner = own(data);
  data->iterator = Value(a[0]);
  for (std::size_t i = 0; i < values.length; ++i) data->items[i] = values.items[i];
  data->count = values.length;
  if (!a[2].is_none()) {
    if (!is<TeeData>(a[2]) || values.length != stretch) return raise_value_error(thread, "Invalid arguments");
    data->next = Value(a[2]);
  }
  track(data);
  return owner;
}
Value tee_data_reduce(Thread& thread, Ref self, Args) {
  TeeData& data = as<TeeData>(self);
  Value values = make_list(thread, data.items, data.count);
  Value args = make_tuple(thread, {data.iterator, values, data.next ? Ref(data.next) : none});
  return make_tuple(thread, {type_ref(self), args});
}

Value tee(Thread& thread, Ref, Args args) {
  std::int64_t n = 2;
  if (args[1] && !ssize_argument(thread, args[1], n)) return error_set;
  if (n < 0) return raise_value_error(thread, "n must be >= 0");
  if (n > max_items || !memory_for(static_cast<std::size_t>(n) * 8)) return raise_memory_error(thread);
  if (n == 0) return empty_tuple(thread);
  Value iterator = iterate(thread, args[0]);
  if (!iterator) return iterator;
  Value copy_name = native_intern(thread, "__copy__"), copier = find_attribute(thread, iterator, copy_name);
  if (!copier) {
    if (thread.has_error()) return error_set;
    iterator = tee_from(thread, made.tee, iterator);
    if (!iterator || !(copier = find_attribute(thread, iterator, copy_name))) return error_set;
  }
  Tuple* result = allocate_tuple(thread, static_cast<std::size_t>(n));
  Value owner = own(result);
  result->items()[0] = iterator;
  for (std::size_t i = 1; i < static_cast<std::size_t>(n); ++i)
    if (!(result->items()[i] = call(thread, copier))) return error_set;
  track(result);
  return owner;
}

void fill_tee_data(Slots& slots, Runtime&) { slots.make = tee_data_make; }

constexpr Method groupby_methods[] = {{"__reduce__(self, /)", deprecated_pickling<groupby_reduce>, reducible}, {"__setstate__(self, state, /)", deprecated_pickling<groupby_setstate>, reducible}};
constexpr Method grouper_methods[] = {{"__reduce__(self, /)", deprecated_pickling<grouper_reduce>, reducible}};
constexpr Method tee_methods[] = {
    {"__copy__(self, /)", tee_copy},
    {"__reduce__(self, /)", deprecated_pickling<tee_reduce>, reducible},
    {"__setstate__(self, state, /)", deprecated_pickling<tee_setstate>, reducible},
};
constexpr Method tee_data_methods[] = {{"__reduce__(self, /)", deprecated_pickling<tee_data_reduce>, reducible}};
constexpr Method tee_row = {"tee(iterable, n=2, /)", tee};

}  // namespace

bool add_itertools_groups(Thread& thread, Module& module) {
  static const TypeSpec groupby{.name = "itertools.groupby", .layout = layout_of<GroupBy>, .flags = BaseType, .methods = groupby_methods, .fill = fill_step<groupby_make, groupby_next>};
  static const TypeSpec grouper{.name = "itertools._grouper", .layout = layout_of<Grouper>, .methods = grouper_methods, .fill = fill_step<grouper_make, grouper_next>};
  static const TypeSpec tee_spec{.name = "itertools._tee", .layout = layout_of<Tee>, .flags = HasWeakrefs, .name2 = "itertools.tee", .methods = tee_methods, .fill = fill_step<tee_make, tee_next>};
  static const TypeSpec tee_old{.name = "itertools.tee", .layout = layout_of<Tee>, .flags = HasWeakrefs, .methods = tee_methods, .fill = fill_step<tee_make, tee_next>};
  static const TypeSpec tee_data{.name = "itertools._tee_dataobject", .layout = layout_of<TeeData>, .name2 = "itertools.tee_dataobject", .methods = tee_data_methods, .fill = fill_tee_data};
  made.grouper = make_builtin_type(thread.rt, grouper);
  made.tee = make_builtin_type(thread.rt, std::string_view(tee_name(thread.rt.release)) == tee_old.name ? tee_old : tee_spec);
  made.tee_data = make_builtin_type(thread.rt, tee_data);
  if (thread.rt.release.since(3, 3))
    for (Type* type : {made.grouper, made.tee, made.tee_data})
      if (!module_add_type(thread, module, type)) return false;
  return module_add_type(thread, module, make_builtin_type(thread.rt, groupby)) &&
         module_add(thread, module, "tee", make_native(thread, tee_row, Ref(&module), module.name));
}

}  // namespace xvm
