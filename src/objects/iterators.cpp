// Iterators over lists, tuples, dicts and sets, and over sequences of the old protocol.
#include "objects/iterators.h"

#include "vm/builtin_types.h"
#include "objects/int.h"
#include "objects/iterator_methods.h"
#include "objects/sequence.h"
#include "objects/text.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/thread.h"

namespace xvm {

namespace {

bool notices_changed_keys(const Release& r) { return r.since(3, 8); }
constexpr Range pickled = since(3, 3);   // iterators can be reduced

Value builtin(Thread& thread, const char* name) { return Value(dict_get(thread, as<Dict>(thread.rt.builtins), name)); }

// (iter, ([],)) or (iter, (what,)): how iterators over nothing or over a copy are pickled.
Value reduce_to(Thread& thread, Ref items) {
  Value iter = builtin(thread, "iter"), args = make_tuple(thread, {items});
  return make_tuple(thread, {iter, args});
}
Value reduce_at(Thread& thread, const char* function, Ref items, std::int64_t index) {
  Value maker = builtin(thread, function), args = make_tuple(thread, {items});
  return make_tuple(thread, {maker, args, make_int(thread, index)});
}

// list
Value list_iterator_hint(Thread& thread, Ref self, Args) {
  ListIterator& it = as<ListIterator>(self);
  std::size_t length = it.list ? as<List>(it.list).length : 0;
  return make_int(thread, length > it.index ? static_cast<std::int64_t>(length - it.index) : 0);
}
bool keeps_negative_state(const Release& r) { return r.since(3, 13); }   // an index of -1 is that of an exhausted iterator
Value list_iterator_reduce(Thread& thread, Ref self, Args) {
  ListIterator& it = as<ListIterator>(self);
  if (!it.list) return reduce_to(thread, own(allocate_list(thread, 0)));
  return reduce_at(thread, "iter", it.list, static_cast<std::int64_t>(it.index));
}
Value list_iterator_setstate(Thread& thread, Ref self, Args args) {
  ListIterator& it = as<ListIterator>(self);
  std::int64_t index;
  if (!iterator_state(thread, args[0], index)) return error_set;
  if (it.list && index < 0 && keeps_negative_state(thread.rt.release)) {
    it.list = nullptr;
  } else if (it.list) {
    std::int64_t length = static_cast<std::int64_t>(as<List>(it.list).length);
    it.index = static_cast<std::size_t>(index < 0 ? 0 : index > length ? length : index);
  }
  return none_value();
}

Value list_reverse_next(Thread&, Ref self) {
  ListReverseIterator& it = as<ListReverseIterator>(self);
  if (!it.list) return Value();
  List& list = as<List>(it.list);
  if (it.index >= 0 && it.index < static_cast<std::ptrdiff_t>(list.length)) return list.items[it.index--];
  it.index = -1;
  it.list = nullptr;
  return Value();
}
Value list_reverse_hint(Thread& thread, Ref self, Args) {
  ListReverseIterator& it = as<ListReverseIterator>(self);
  std::ptrdiff_t left = it.index + 1;
  if (!it.list || static_cast<std::ptrdiff_t>(as<List>(it.list).length) < left) left = 0;
  return thread.rt.python2() ? make_long(thread, left) : make_int(thread, left);
}
Value list_reverse_reduce(Thread& thread, Ref self, Args) {
  ListReverseIterator& it = as<ListReverseIterator>(self);
  Value empty = it.list && !(it.index < 0 && keeps_negative_state(thread.rt.release)) ? Value() : own(allocate_list(thread, 0));
  if (empty && keeps_negative_state(thread.rt.release)) return make_tuple(thread, {Ref(thread.rt.types.reversed), make_tuple(thread, {empty})});
  if (empty) return reduce_to(thread, empty);
  return reduce_at(thread, "reversed", it.list, it.index);
}
Value list_reverse_setstate(Thread& thread, Ref self, Args args) {
  ListReverseIterator& it = as<ListReverseIterator>(self);
  std::int64_t index;
  if (!iterator_state(thread, args[0], index)) return error_set;
  if (it.list) {
    std::int64_t length = static_cast<std::int64_t>(as<List>(it.list).length);
    it.index = index < -1 ? -1 : index > length - 1 ? length - 1 : index;
  }
  return none_value();
}

// tuple
Value tuple_iterator_hint(Thread& thread, Ref self, Args) {
  TupleIterator& it = as<TupleIterator>(self);
  return make_int(thread, it.tuple ? static_cast<std::int64_t>(as<Tuple>(it.tuple).length - it.index) : 0);
}
Value tuple_iterator_reduce(Thread& thread, Ref self, Args) {
  TupleIterator& it = as<TupleIterator>(self);
  if (!it.tuple) return reduce_to(thread, empty_tuple(thread));
  return reduce_at(thread, "iter", it.tuple, static_cast<std::int64_t>(it.index));
}
Value tuple_iterator_setstate(Thread& thread, Ref self, Args args) {
  TupleIterator& it = as<TupleIterator>(self);
  std::int64_t index;
  if (!iterator_state(thread, args[0], index)) return error_set;
  if (it.tuple) {
    std::int64_t length = static_cast<std::int64_t>(as<Tuple>(it.tuple).length);
    it.index = static_cast<std::size_t>(index < 0 ? 0 : index > length ? length : index);
  }
  return none_value();
}

// dict
Value entry_part(Thread& thread, const DictEntry& entry, DictPart part) {
  if (part == DictPart::Keys) return entry.key;
  if (part == DictPart::Values) return entry.value;
  return make_tuple(thread, {entry.key, entry.value});
}

Value dict_iterator_hint(Thread& thread, Ref self, Args) {
  DictIterator& it = as<DictIterator>(self);
  return make_int(thread, it.dict && it.length == as<Dict>(it.dict).length ? it.left : 0);
}
Value dict_iterator_reduce(Thread& thread, Ref self, Args) {
  DictIterator& it = as<DictIterator>(self);
  Value rest = make_dict_iterator(thread, none, it.part, it.reversed);   // goes on where this one stands
  DictIterator& copy = as<DictIterator>(rest);
  copy.dict = it.dict, copy.length = it.length, copy.left = it.left, copy.position = it.position;
  Value items = to_list(thread, rest);
  if (!items) return items;
  return reduce_to(thread, items);
}

// set
Value set_iterator_hint(Thread& thread, Ref self, Args) {
  SetIterator& it = as<SetIterator>(self);
  return make_int(thread, it.set && it.length == as<Set>(it.set).length ? it.left : 0);
}
Value set_iterator_reduce(Thread& thread, Ref self, Args) {
  SetIterator& it = as<SetIterator>(self);
  SetIterator* copy = allocate<SetIterator>(thread.rt.types.set_iterator);
  Value rest = own(copy);
  copy->set = it.set, copy->length = it.length, copy->left = it.left, copy->position = it.position;
  track(copy);
  Value items = to_list(thread, rest);
  if (!items) return items;
  return reduce_to(thread, items);
}

// iter(sequence) by __getitem__
struct SequenceIterator : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "iterator";
  static constexpr bool gc = true;
  Value sequence;   // null when exhausted
  std::int64_t index = 0;
  void traverse(Visitor& v) { v(sequence); }
  void clear() { sequence = nullptr; }
};

Value sequence_iterator_next(Thread& thread, Ref self) {
  SequenceIterator& it = as<SequenceIterator>(self);
  if (!it.sequence) return Value();
  Value sequence = it.sequence;
  GetItemIndexFn get = type_of(thread, sequence)->slots.index_item;
  Value item = get ? get(thread, sequence, it.index) : get_item(thread, sequence, make_int(thread, it.index));
  if (item) {
    ++it.index;
    return item;
  }
  if (thread.error_is(thread.rt.exc.IndexError) || thread.error_is(thread.rt.exc.StopIteration)) {
    thread.clear_error();
    it.sequence = nullptr;
  }
  return Value();
}
Value sequence_iterator_hint(Thread& thread, Ref self, Args) {
  SequenceIterator& it = as<SequenceIterator>(self);
  if (!it.sequence) return Value::small(0);
  if (!type_of(thread, it.sequence)->slots.length) return not_implemented_value();
  std::int64_t size = length(thread, it.sequence);
  if (size < 0) return error_set;
  return make_int(thread, size > it.index ? size - it.index : 0);
}
Value sequence_iterator_reduce(Thread& thread, Ref self, Args) {
  SequenceIterator& it = as<SequenceIterator>(self);
  if (!it.sequence) return reduce_to(thread, empty_tuple(thread));
  return reduce_at(thread, "iter", it.sequence, it.index);
}
Value sequence_iterator_setstate(Thread& thread, Ref self, Args args) {
  SequenceIterator& it = as<SequenceIterator>(self);
  std::int64_t index;
  if (!iterator_state(thread, args[0], index)) return error_set;
  if (it.sequence) it.index = index < 0 ? 0 : index;
  return none_value();
}

// iter(callable, sentinel)
struct CallableIterator : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "callable_iterator";
  static constexpr bool gc = true;
  Value callable, sentinel;   // null when exhausted
  void traverse(Visitor& v) { v(callable), v(sentinel); }
  void clear() { callable = nullptr, sentinel = nullptr; }
};

Value callable_iterator_next(Thread& thread, Ref self) {
  CallableIterator& it = as<CallableIterator>(self);
  if (!it.callable) return Value();
  Value callable = it.callable;
  Value result = call(thread, callable);
  if (result && it.sentinel) {
    Value sentinel = it.sentinel;
    int done = equal(thread, sentinel, result);
    if (done < 0) return error_set;
    if (!done) return result;
  } else if (result) {
    return Value();
  } else if (!catch_error(thread, thread.rt.exc.StopIteration)) {
    return error_set;
  }
  it.callable = nullptr;
  it.sentinel = nullptr;
  return Value();
}
Value callable_iterator_reduce(Thread& thread, Ref self, Args) {
  CallableIterator& it = as<CallableIterator>(self);
  if (!it.callable) return reduce_to(thread, empty_tuple(thread));
  Value iter = builtin(thread, "iter"), args = make_tuple(thread, {it.callable, it.sentinel});
  return make_tuple(thread, {iter, args});
}

template <NextFn function>
void fill_iterator(Slots& slots, Runtime&) {
  slots.iter = identity;
  slots.next = function;
}

constexpr Method list_iterator_methods[] = {
    {"__length_hint__(self, /)", list_iterator_hint},
    {"__reduce__(self, /)", list_iterator_reduce, pickled},
    {"__setstate__(self, state, /)", list_iterator_setstate, pickled},
};
constexpr Method list_reverse_methods[] = {
    {"__len__(self, /)", list_reverse_hint, until(2, 5)},
    {"__length_hint__(self, /)", list_reverse_hint, since(2, 6)},
    {"__reduce__(self, /)", list_reverse_reduce, pickled},
    {"__setstate__(self, state, /)", list_reverse_setstate, pickled},
};
constexpr Method tuple_iterator_methods[] = {
    {"__length_hint__(self, /)", tuple_iterator_hint},
    {"__reduce__(self, /)", tuple_iterator_reduce, pickled},
    {"__setstate__(self, state, /)", tuple_iterator_setstate, pickled},
};
constexpr Method dict_iterator_methods[] = {
    {"__length_hint__(self, /)", dict_iterator_hint},
    {"__reduce__(self, /)", dict_iterator_reduce, pickled},
};
constexpr Method set_iterator_methods[] = {
    {"__length_hint__(self, /)", set_iterator_hint},
    {"__reduce__(self, /)", set_iterator_reduce, pickled},
};
constexpr Method sequence_iterator_methods[] = {
    {"__length_hint__(self, /)", sequence_iterator_hint},
    {"__reduce__(self, /)", sequence_iterator_reduce, pickled},
    {"__setstate__(self, state, /)", sequence_iterator_setstate, pickled},
};
constexpr Method callable_iterator_methods[] = {
    {"__reduce__(self, /)", callable_iterator_reduce, pickled},
};

}  // namespace

Value dict_iterator_next(Thread& thread, Ref self) {
  DictIterator& it = as<DictIterator>(self);
  if (!it.dict) return Value();
  Dict& dict = as<Dict>(it.dict);
  if (it.length != dict.length) {
    it.length = never_length;
    return raise(thread, thread.rt.exc.RuntimeError, "dictionary changed size during iteration");
  }
  DictEntry* entry;
  if (it.reversed) {
    std::uint32_t position = static_cast<std::uint32_t>(it.position);
    entry = dict_cursor_previous(dict, position);
    it.position = position;
  } else {
    DictCursor cursor{static_cast<std::uint32_t>(it.position)};
    entry = cursor.next(dict);
    it.position = cursor.position;
  }
  if (!entry) {
    it.dict = nullptr;
    return Value();
  }
  if (it.left == 0 && notices_changed_keys(thread.rt.release)) {
    it.dict = nullptr;
    return raise(thread, thread.rt.exc.RuntimeError, "dictionary keys changed during iteration");
  }
  --it.left;
  if (it.part == DictPart::Items) {
    Value keep(self);
    return make_pair_in(thread, it.spare, entry->key, entry->value);
  }
  return entry_part(thread, *entry, it.part);
}

Value set_iterator_next(Thread& thread, Ref self) {
  SetIterator& it = as<SetIterator>(self);
  if (!it.set) return Value();
  Set& set = as<Set>(it.set);
  if (it.length != set.length) {
    it.length = never_length;
    return raise(thread, thread.rt.exc.RuntimeError, "Set changed size during iteration");
  }
  SetCursor cursor{it.position};
  SetEntry* entry = cursor.next(set);
  it.position = cursor.position;
  if (!entry) {
    it.set = nullptr;
    return Value();
  }
  --it.left;
  return entry->key;
}

Value make_dict_iterator(Thread& thread, Ref dict, DictPart part, bool reversed) {
  Types& types = thread.rt.types;
  Type* forwards[] = {types.dict_key_iterator, types.dict_value_iterator, types.dict_item_iterator};
  Type* backwards[] = {types.dict_reverse_key_iterator, types.dict_reverse_value_iterator, types.dict_reverse_item_iterator};
  DictIterator* it = allocate<DictIterator>((reversed ? backwards : forwards)[static_cast<std::size_t>(part)]);
  it->part = part;
  it->reversed = reversed;
  if (!dict.is_none()) {
    it->dict = Value(dict);
    it->length = it->left = as<Dict>(dict).length;
    it->position = reversed ? dict_cursor_end(as<Dict>(dict)) : 0;
  }
  track(it);
  return own(it);
}

Value make_set_iterator(Thread& thread, Ref set) {
  SetIterator* it = allocate<SetIterator>(thread.rt.types.set_iterator);
  it->set = Value(set);
  it->length = it->left = as<Set>(set).length;
  track(it);
  return own(it);
}

Value make_sequence_iterator(Thread& thread, Ref sequence) {
  SequenceIterator* it = allocate<SequenceIterator>(thread.rt.types.sequence_iterator);
  it->sequence = Value(sequence);
  track(it);
  return own(it);
}

Value make_callable_iterator(Thread& thread, Ref callable, Ref sentinel) {
  CallableIterator* it = allocate<CallableIterator>(thread.rt.types.callable_iterator);
  it->callable = Value(callable);
  it->sentinel = Value(sentinel);
  track(it);
  return own(it);
}

void make_iterator_types(Runtime& runtime) {
  Types& types = runtime.types;
  static constexpr TypeSpec list_spec{.name = "list_iterator", .layout = layout_of<ListIterator>, .name2 = "listiterator", .methods = list_iterator_methods, .fill = fill_iterator<list_iterator_next>};
  static constexpr TypeSpec list_reverse_spec{.name = "list_reverseiterator", .layout = layout_of<ListReverseIterator>, .name2 = "listreverseiterator", .methods = list_reverse_methods, .fill = fill_iterator<list_reverse_next>};
  static constexpr TypeSpec tuple_spec{.name = "tuple_iterator", .layout = layout_of<TupleIterator>, .name2 = "tupleiterator", .methods = tuple_iterator_methods, .fill = fill_iterator<tuple_iterator_next>};
  static constexpr TypeSpec set_spec{.name = "set_iterator", .layout = layout_of<SetIterator>, .name2 = "setiterator", .methods = set_iterator_methods, .fill = fill_iterator<set_iterator_next>};
  static constexpr TypeSpec sequence_spec{.name = "iterator", .layout = layout_of<SequenceIterator>, .methods = sequence_iterator_methods, .fill = fill_iterator<sequence_iterator_next>};
  static constexpr TypeSpec callable_spec{.name = "callable_iterator", .layout = layout_of<CallableIterator>, .name2 = "callable-iterator", .methods = callable_iterator_methods, .fill = fill_iterator<callable_iterator_next>};
  types.list_iterator = make_builtin_type(runtime, list_spec);
  types.list_reverse_iterator = make_builtin_type(runtime, list_reverse_spec);
  types.tuple_iterator = make_builtin_type(runtime, tuple_spec);
  types.set_iterator = make_builtin_type(runtime, set_spec);
  types.sequence_iterator = make_builtin_type(runtime, sequence_spec);
  types.callable_iterator = make_builtin_type(runtime, callable_spec);
#define XVM_DICT_ITERATOR(name3, name2_)                                                                     \
  {.name = name3, .layout = layout_of<DictIterator>, .name2 = name2_, .methods = dict_iterator_methods,      \
   .fill = fill_iterator<dict_iterator_next>}
  static constexpr TypeSpec dict_specs[] = {
      XVM_DICT_ITERATOR("dict_keyiterator", "dictionary-keyiterator"),
      XVM_DICT_ITERATOR("dict_valueiterator", "dictionary-valueiterator"),
      XVM_DICT_ITERATOR("dict_itemiterator", "dictionary-itemiterator"),
      XVM_DICT_ITERATOR("dict_reversekeyiterator", nullptr),
      XVM_DICT_ITERATOR("dict_reversevalueiterator", nullptr),
      XVM_DICT_ITERATOR("dict_reverseitemiterator", nullptr),
  };
  types.dict_key_iterator = make_builtin_type(runtime, dict_specs[0]);
  types.dict_value_iterator = make_builtin_type(runtime, dict_specs[1]);
  types.dict_item_iterator = make_builtin_type(runtime, dict_specs[2]);
  if (!runtime.release.since(3, 8)) return;
  types.dict_reverse_key_iterator = make_builtin_type(runtime, dict_specs[3]);
  types.dict_reverse_value_iterator = make_builtin_type(runtime, dict_specs[4]);
  types.dict_reverse_item_iterator = make_builtin_type(runtime, dict_specs[5]);
}

}  // namespace xvm
