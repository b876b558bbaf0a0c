// collections.OrderedDict as it is built in from 3.5 on: a dict, and beside it a list of its keys that can be rearranged.
#include <vector>

#include "modules/collections.h"
#include "modules/iterator_struct.h"
#include "objects/dict.h"
#include "objects/dict_views.h"
#include "objects/iterators.h"
#include "vm/slot_table.h"

namespace xvm {

namespace {

bool repr_is_of_dict(const Release& r) { return r.since(3, 12); }

constexpr std::uint32_t no_node = ~0U;
struct Node {
  Value key;
  std::int64_t hash;
  std::uint32_t previous, next;
};

struct OrderedDict : Dict {
  static constexpr const char* layout_name = "collections.OrderedDict";
  std::vector<Node> nodes;              // linked from first to last; unused ones from spare
  std::uint32_t first = no_node, last = no_node, spare = no_node;
  std::uint64_t changes = 0;            // of the order, for iterators
  Value places;                         // key -> number of its node
  void traverse(Visitor& v) {
    Dict::traverse(v);
    v(places);
    for (const Node& node : nodes) v(node.key);
  }
  void clear() {
    std::vector<Node> dead = std::move(nodes);
    nodes.clear();
    first = last = spare = no_node;
    ++changes;
    Dict::clear();
  }
};

struct Made {
  Type *ordered_dict = nullptr, *iterator = nullptr, *keys = nullptr, *values = nullptr, *items = nullptr;
};
Made made;   // of the present runtime, set when the module is made

OrderedDict& ordered(Ref self) { return static_cast<OrderedDict&>(as<Dict>(self)); }
bool is_ordered(Ref v) { return is<Dict>(v) && &layout_of_object(v.object()) == layout_of<OrderedDict>; }
bool is_plain(Ref self) { return self.object()->type == made.ordered_dict; }

void link_last(OrderedDict& d, std::uint32_t n) {
  d.nodes[n].previous = d.last;
  d.nodes[n].next = no_node;
  (d.last == no_node ? d.first : d.nodes[d.last].next) = n;
  d.last = n;
}
void link_first(OrderedDict& d, std::uint32_t n) {
  d.nodes[n].next = d.first;
  d.nodes[n].previous = no_node;
  (d.first == no_node ? d.last : d.nodes[d.first].previous) = n;
  d.first = n;
}
void unlink(OrderedDict& d, std::uint32_t n) {
  Node& node = d.nodes[n];
  (node.previous == no_node ? d.first : d.nodes[node.previous].next) = node.next;
  (node.next == no_node ? d.last : d.nodes[node.next].previous) = node.previous;
}

// The node of a key, or no_node; `failed` with the error set.
std::uint32_t node_of(Thread& thread, OrderedDict& d, Ref key, std::int64_t hash, bool& failed) {
  failed = false;
  Value places = d.places;   // comparing may clear or fill the dict
  if (!places) return no_node;
  Ref place = dict_get_hashed(thread, as<Dict>(places), key, hash);
  if (!place) {
    failed = thread.has_error();
    return no_node;
  }
  std::uint32_t n = static_cast<std::uint32_t>(place.small_int());
  return d.places == places && n < d.nodes.size() && d.nodes[n].key ? n : no_node;
}

bool store(Thread& thread, OrderedDict& d, Ref key, std::int64_t hash, Ref value) {
  if (!dict_set_hashed(thread, d, key, hash, value)) return false;
  bool failed;
  if (node_of(thread, d, key, hash, failed) != no_node || failed) return !failed;
  std::uint32_t n = d.spare;
  if (n != no_node) {
    d.spare = d.nodes[n].next;
  } else {
    n = static_cast<std::uint32_t>(d.nodes.size());
    d.nodes.push_back({});
  }
  d.nodes[n].key = Value(key);
  d.nodes[n].hash = hash;
  link_last(d, n);
  ++d.changes;
  if (!d.places) d.places = make_dict(thread);
  Value places = d.places;
  return dict_set_hashed(thread, as<Dict>(places), key, hash, Value::small(n));
}

// Takes a key out of the list, if it is there.
bool forget(Thread& thread, OrderedDict& d, Ref key, std::int64_t hash) {
  bool failed;
  std::uint32_t n = node_of(thread, d, key, hash, failed);
  if (failed) return false;
  if (n == no_node) return true;
  unlink(d, n);
  Value dead = std::move(d.nodes[n].key), places = d.places;
  d.nodes[n].next = d.spare;
  d.spare = n;
  ++d.changes;
  return dict_delete_hashed(thread, as<Dict>(places), dead, hash) >= 0;
}

// Removes a key: 1, 0 absent, -1.
int take(Thread& thread, OrderedDict& d, Ref key, Value* removed) {
  std::int64_t hash;
  if (!key_hash(thread, key, hash) || !forget(thread, d, key, hash)) return -1;
  return dict_delete_hashed(thread, d, key, hash, removed);
}

Value ordered_make(Thread& thread, Type* type, Args) {
  OrderedDict* d = allocate<OrderedDict>(type);
  d->era = dict_era(thread.rt.release);
  mark_inexact(d);
  track(d);
  return own(d);
}

bool ordered_set_item(Thread& thread, Ref self, Ref key, Ref value) {
  OrderedDict& d = ordered(self);
  if (!value) {
    int removed = take(thread, d, key, nullptr);
    if (removed == 0) return raise_value(thread, thread.rt.exc.KeyError, key);
    return removed > 0;
  }
  std::int64_t hash;
  return key_hash(thread, key, hash) && store(thread, d, key, hash, value);
}

// Sets through the subclass's __setitem__ where it has one of its own.
bool put(Thread& thread, Ref self, Ref key, Ref value) {
  if (self.object()->type->slots.set_item == made.ordered_dict->slots.set_item) return ordered_set_item(thread, self, key, value);
  return set_item(thread, self, key, value);
}

bool put_pairs(Thread& thread, Ref self, Ref pairs) {
  return for_each(thread, pairs, [&](Ref pair) {
    Value iterator = iterate(thread, pair);
    if (!iterator) return false;
    Value key = next(thread, iterator), value = key ? next(thread, iterator) : Value();
    if (!value) {
      if (thread.has_error()) return false;
      return static_cast<bool>(raise_value_error(thread, "need more than {} value{} to unpack", key ? 1 : 0, key ? "" : "s"));
    }
    Value third = next(thread, iterator);
    if (third) return static_cast<bool>(raise_value_error(thread, "too many values to unpack (expected 2)"));
    return !thread.has_error() && put(thread, self, key, value);
  });
}

bool update(Thread& thread, Ref self, Args args) {
  Bound<2> a(thread, "update(*args, **kwargs)", args);
  if (!a) return false;
  const Tuple& others = as<Tuple>(a[0]);
  if (others.length > 1)
    return raise_type_error(thread, "update() takes at most 1 positional argument ({} given)", others.length);
  if (others.length) {
    Ref other = others[0];
    if (is<Dict>(other) && is_exact<Dict>(other)) {
      Value items = own(allocate_list(thread, 0));
      DictCursor cursor;
      while (DictEntry* entry = cursor.next(as<Dict>(other))) list_append(as<List>(items), make_tuple(thread, {entry->key, entry->value}));
      if (!put_pairs(thread, self, items)) return false;
    } else {
      Value keys = find_attribute(thread, other, thread.rt.names.keys_);
      if (!keys && thread.has_error()) return false;
      if (keys) {
        Value all = call(thread, keys);
        if (!all) return false;
        bool ok = for_each(thread, all, [&](Ref key) {
          Value value = get_item(thread, other, key);
          return value && put(thread, self, key, value);
        });
        if (!ok) return false;
      } else {
        Value items = find_attribute(thread, other, thread.rt.names.items_);
        if (!items && thread.has_error()) return false;
        Value pairs = items ? call(thread, items) : Value(other);
        if (!pairs || !put_pairs(thread, self, pairs)) return false;
      }
    }
  }
  if (!a[1]) return true;
  Value keywords(a[1]);
  DictCursor cursor;
  while (DictEntry* entry = cursor.next(as<Dict>(keywords))) {
    Value key = entry->key, value = entry->value;
    if (!put(thread, self, key, value)) return false;
  }
  return true;
}

bool ordered_init(Thread& thread, Ref self, Args args) { return update(thread, self, args); }
Value ordered_update(Thread& thread, Ref self, Args args) { return update(thread, self, args) ? none_value() : Value(); }

// Iterating
struct OrderedIterator : Object {
  XVM_OBJECT("odict_iterator")
  Value dict;            // null when exhausted
  std::uint32_t node = no_node, length = 0;
  std::uint64_t changes = 0;
  DictPart part = DictPart::Keys;
  bool reversed = false;
  void traverse(Visitor& v) { v(dict); }
  void clear() { dict = nullptr; }
};

Value make_iterator(Ref self, DictPart part, bool reversed) {
  OrderedIterator* it = allocate<OrderedIterator>(made.iterator);
  OrderedDict& d = ordered(self);
  it->dict = Value(self);
  it->node = reversed ? d.last : d.first;
  it->length = d.length;
  it->changes = d.changes;
  it->part = part;
  it->reversed = reversed;
  track(it);
  return own(it);
}

Value iterator_next(Thread& thread, Ref self) {
  OrderedIterator& it = as<OrderedIterator>(self);
  if (!it.dict) return Value();
  Value owner = it.dict;
  OrderedDict& d = ordered(owner);
  if (it.changes != d.changes || it.length != d.length) {
    const char* text = it.changes == d.changes ? "OrderedDict changed size during iteration" : "OrderedDict mutated during iteration";
    it.dict = nullptr;
    return raise(thread, thread.rt.exc.RuntimeError, text);
  }
  if (it.node == no_node || it.node >= d.nodes.size()) {
    it.dict = nullptr;
    return Value();
  }
  Node& node = d.nodes[it.node];
  it.node = it.reversed ? node.previous : node.next;
  Value key = node.key;
  if (it.part == DictPart::Keys) return key;
  Value value = is_plain(owner) ? Value(dict_get_hashed(thread, d, key, node.hash)) : get_item(thread, owner, key);
  if (!value) {
    it.dict = nullptr;
    if (thread.has_error()) return value;
    return raise_value(thread, thread.rt.exc.KeyError, key);
  }
  return it.part == DictPart::Values ? std::move(value) : make_tuple(thread, {key, value});
}

Value iterator_reduce(Thread& thread, Ref self, Args) {
  OrderedIterator& it = as<OrderedIterator>(self);
  Value rest = own(allocate_list(thread, 0));
  if (it.dict) {
    OrderedIterator* copy = allocate<OrderedIterator>(made.iterator);
    Value owner = own(copy);
    copy->dict = it.dict, copy->node = it.node, copy->length = it.length;
    copy->changes = it.changes, copy->part = it.part, copy->reversed = it.reversed;
    track(copy);
    if (!(rest = to_list(thread, owner))) return rest;
  }
  Value iter(dict_get(thread, as<Dict>(thread.rt.builtins), "iter"));
  return make_tuple(thread, {iter, make_tuple(thread, {rest})});
}

Value ordered_iter(Thread&, Ref self) { return make_iterator(self, DictPart::Keys, false); }
Value ordered_reversed(Thread&, Ref self, Args) { return make_iterator(self, DictPart::Keys, true); }

Value make_view(Ref self, DictPart part) {
  DictView* view = allocate<DictView>(part == DictPart::Keys ? made.keys : part == DictPart::Values ? made.values : made.items);
  view->dict = Value(self);
  view->part = part;
  track(view);
  return own(view);
}
template <DictPart part>
Value ordered_view(Thread&, Ref self, Args) { return make_view(self, part); }
Value view_iter(Thread&, Ref self) { return make_iterator(as<DictView>(self).dict, as<DictView>(self).part, false); }
Value view_reversed(Thread&, Ref self, Args) { return make_iterator(as<DictView>(self).dict, as<DictView>(self).part, true); }

Value ordered_clear(Thread&, Ref self, Args) {
  OrderedDict& d = ordered(self);
  Value places = std::move(d.places);
  d.clear();
  return none_value();
}

Value ordered_copy(Thread& thread, Ref self, Args) {
  Value copy = is_plain(self) ? ordered_make(thread, made.ordered_dict, {}) : call(thread, type_ref(self));
  if (!copy) return copy;
  Value iterator = make_iterator(self, DictPart::Keys, false);
  while (Value key = next(thread, iterator)) {
    Value value = is_plain(self) ? Value(dict_get(thread, as<Dict>(self), key)) : get_item(thread, self, key);
    if (!value || !set_item(thread, copy, key, value)) return error_set;
  }
  return thread.has_error() ? Value() : std::move(copy);
}

Value ordered_fromkeys(Thread& thread, Ref cls, Args args) {
  Value made_dict = call(thread, cls);
  if (!made_dict) return made_dict;
  Ref value = args[1] ? args[1] : none;
  bool ok = for_each(thread, args[0], [&](Ref key) { return set_item(thread, made_dict, key, value); });
  return ok ? std::move(made_dict) : Value();
}

Value ordered_move_to_end(Thread& thread, Ref self, Args args) {
  OrderedDict& d = ordered(self);
  int last = args[1] ? truth(thread, args[1]) : 1;
  std::int64_t hash;
  if (last < 0 || !key_hash(thread, args[0], hash)) return error_set;
  bool failed;
  std::uint32_t n = node_of(thread, d, args[0], hash, failed);
  if (failed) return error_set;
  if (n == no_node) return raise_value(thread, thread.rt.exc.KeyError, args[0]);
  if (n == (last ? d.last : d.first)) return none_value();
  unlink(d, n);
  if (last) link_last(d, n);
  else link_first(d, n);
  ++d.changes;
  return none_value();
}

Value ordered_pop(Thread& thread, Ref self, Args args) {
  OrderedDict& d = ordered(self);
  Value removed;
  int found = take(thread, d, args[0], &removed);
  if (found < 0) return error_set;
  if (found) return removed;
  if (!is_plain(self)) {
    Value missing = lookup_special(thread, self, thread.rt.names.missing__);
    if (!missing && thread.has_error()) return error_set;
    if (missing && !args[1]) return call(thread, missing, args[0]);
  }
  return args[1] ? Value(args[1]) : raise_value(thread, thread.rt.exc.KeyError, args[0]);
}

Value ordered_popitem(Thread& thread, Ref self, Args args) {
  OrderedDict& d = ordered(self);
  int last = args[0] ? truth(thread, args[0]) : 1;
  if (last < 0) return error_set;
  if (d.first == no_node) return raise(thread, thread.rt.exc.KeyError, "dictionary is empty");
  Value key = d.nodes[last ? d.last : d.first].key, value;
  int found = take(thread, d, key, &value);
  if (found < 0) return error_set;
  if (!found) return raise_value(thread, thread.rt.exc.KeyError, key);
  return make_tuple(thread, {key, value});
}

Value ordered_setdefault(Thread& thread, Ref self, Args args) {
  Ref otherwise = args[1] ? args[1] : none;
  int has = contains(thread, self, args[0]);
  if (has < 0) return error_set;
  if (has) return get_item(thread, self, args[0]);
  return put(thread, self, args[0], otherwise) ? Value(otherwise) : Value();
}

Value items_list(Thread& thread, Ref self) {
  Value items = call_method(thread, self, thread.rt.names.items_);
  return items ? to_list(thread, items) : Value();
}

Value ordered_repr(Thread& thread, Ref self) {
  TextBuilder text(thread);
  std::string_view name = type_name(thread, self);
  name = name.substr(name.rfind('.') == name.npos ? 0 : name.rfind('.') + 1);
  if (ordered(self).length == 0) {
    text.add(name);
    text.add("()");
    return text.finish();
  }
  ReprGuard guard(thread, self);
  if (!guard.entered()) return native_str(thread, "...");
  Value items = items_list(thread, self);
  if (!items) return items;
  text.add(name);
  text.add("(");
  if (repr_is_of_dict(thread.rt.release)) {
    Value plain = make_dict(thread);
    if (!dict_merge_pairs(thread, as<Dict>(plain), items, true) || !text.add_repr(plain)) return error_set;
  } else if (!text.add_repr(items)) {
    return error_set;
  }
  text.add(")");
  return text.finish();
}

Value ordered_compare(Thread& thread, Ref self, Ref other, Compare op) {
  if (!is<Dict>(self) || !is<Dict>(other) || (op != Compare::Eq && op != Compare::Ne)) return not_implemented_value();
  int same = dict_equal(thread, as<Dict>(self), as<Dict>(other));
  if (same > 0 && is_ordered(other) && is_ordered(self)) {
    OrderedDict &a = ordered(self), &b = ordered(other);
    std::uint64_t changes_a = a.changes, changes_b = b.changes;
    std::uint32_t i = a.first, j = b.first;
    while (same > 0 && i != no_node && j != no_node) {
      Value x = a.nodes[i].key, y = b.nodes[j].key;
      same = equal(thread, x, y);
      if (a.changes != changes_a || b.changes != changes_b)
        return raise(thread, thread.rt.exc.RuntimeError, "OrderedDict mutated during iteration");
      i = a.nodes[i].next, j = b.nodes[j].next;
    }
    if (same > 0) same = i == j;
  }
  return same < 0 ? Value() : Value::of((same > 0) == (op == Compare::Eq));
}

Value ordered_reduce(Thread& thread, Ref self, Args) {
  Value state = reduce_state(thread, self);
  if (!state && thread.has_error()) return error_set;
  if (state && is<Dict>(state) && as<Dict>(state).length == 0) state = nullptr;
  Value items = call_method(thread, self, thread.rt.names.items_);
  Value iterator = items ? iterate(thread, items) : Value();
  if (!iterator) return iterator;
  return make_tuple(thread, {type_ref(self), empty_tuple(thread), state ? Ref(state) : none, none, iterator});
}

Value ordered_or(Thread& thread, Ref left, Ref right) {
  Ref self = is_ordered(left) ? left : right;
  if (!is<Dict>(left) || !is<Dict>(right)) return not_implemented_value();
  Value result = call(thread, type_ref(self), left);
  Borrowed<1> argument(right);
  if (!result || !update(thread, result, argument.args())) return error_set;
  return result;
}
Value ordered_inplace_or(Thread& thread, Ref self, Ref other) {
  Borrowed<1> argument(other);
  return update(thread, self, argument.args()) ? Value(self) : Value();
}

Value ordered_sizeof(Thread& thread, Ref self, Args) {
  return make_int(thread, static_cast<std::int64_t>(200 + ordered(self).nodes.size() * 56 + ordered(self).slots * 25));
}

void fill_ordered(Slots& slots, Runtime& runtime) {
  slots.repr = ordered_repr;
  slots.hash = unhashable;
  slots.compare = ordered_compare;
  slots.iter = ordered_iter;
  slots.set_item = ordered_set_item;
  slots.make = ordered_make;
  slots.init = ordered_init;
  if (!runtime.release.since(3, 9)) return;
  slots.binary[static_cast<std::size_t>(Binary::Or)] = ordered_or;
  slots.inplace[static_cast<std::size_t>(Binary::Or)] = ordered_inplace_or;
}
void fill_view(Slots& slots, Runtime&) { slots.iter = view_iter; }

constexpr Method ordered_methods[] = {
    {"__reduce__(self, /)", ordered_reduce},
    {"__reversed__(self, /)", ordered_reversed},
    {"__sizeof__(self, /)", ordered_sizeof},
    {"clear(self, /)", ordered_clear},
    {"copy(self, /)", ordered_copy},
    {"fromkeys($type, /, iterable, value=None)", ordered_fromkeys, always, Method::Class},
    {"items(self, /)", ordered_view<DictPart::Items>},
    {"keys(self, /)", ordered_view<DictPart::Keys>},
    {"move_to_end(self, /, key, last=True)", ordered_move_to_end},
    {"pop(self, /, key, default=<unrepresentable>)", ordered_pop},
    {"popitem(self, /, last=True)", ordered_popitem},
    {"setdefault(self, /, key, default=None)", ordered_setdefault},
    {"update(self, *args, **kwargs)", ordered_update, always, Method::Raw},
    {"values(self, /)", ordered_view<DictPart::Values>},
};
constexpr GetSetRow ordered_getset[] = {{"__dict__", own_dict, set_own_dict}};
constexpr Method view_methods[] = {{"__reversed__(self, /)", view_reversed}};
constexpr Method iterator_methods[] = {{"__reduce__(self, /)", iterator_reduce}};

}  // namespace

bool add_ordered_dict(Thread& thread, Module& module) {
  static constexpr std::uint32_t flags = BaseType | HasWeakrefs | InstancesHaveHead | InstancesHaveDict | MappingPattern;
  static constexpr TypeSpec spec{.name = "collections.OrderedDict", .layout = layout_of<OrderedDict>, .flags = flags, .methods = ordered_methods, .getset = ordered_getset, .fill = fill_ordered};
  static constexpr TypeSpec iterator{.name = "odict_iterator", .layout = layout_of<OrderedIterator>, .methods = iterator_methods, .fill = fill_step_only<iterator_next>};
  static constexpr TypeSpec keys{.name = "odict_keys", .layout = layout_of<DictView>, .methods = view_methods, .fill = fill_view};
  static constexpr TypeSpec values{.name = "odict_values", .layout = layout_of<DictView>, .methods = view_methods, .fill = fill_view};
  static constexpr TypeSpec items{.name = "odict_items", .layout = layout_of<DictView>, .methods = view_methods, .fill = fill_view};
  Runtime& rt = thread.rt;
  made.ordered_dict = make_builtin_type(rt, spec, rt.types.dict);
  made.iterator = make_builtin_type(rt, iterator);
  made.keys = make_builtin_type(rt, keys, rt.types.dict_keys);
  made.values = make_builtin_type(rt, values, rt.types.dict_values);
  made.items = make_builtin_type(rt, items, rt.types.dict_items);
  return module_add_type(thread, module, made.ordered_dict);
}

}  // namespace xvm
