// dict: what Python calls, and the type.
#include "objects/dict.h"
#include "objects/dict_views.h"
#include "objects/int.h"
#include "objects/iterators.h"
#include "objects/list.h"
#include "objects/sequence.h"
#include "objects/set.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/builtin_types.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/signature.h"
#include "vm/slot_table.h"
#include "vm/thread.h"

namespace xvm {

namespace {

// pop() of an empty dict said so, instead of naming the key.
bool pop_says_empty(const Release& r) { return r.until(2, 6) || (r.since(3, 0) && r.until(3, 1)); }

Value dict_repr(Thread& thread, Ref self) {
  Dict& dict = as<Dict>(self);
  if (dict.length == 0) return native_str(thread, "{}");
  ReprGuard guard(thread, self);
  if (!guard.entered()) return native_str(thread, "{...}");
  TextBuilder text(thread);
  text.add("{");
  bool first = true;
  DictCursor cursor;
  while (DictEntry* entry = cursor.next(dict)) {
    Value key = entry->key, value = entry->value;
    if (!first) text.add(", ");
    first = false;
    if (!text.add_repr(key)) return error_set;
    text.add(": ");
    if (!text.add_repr(value)) return error_set;
  }
  text.add("}");
  return text.finish();
}

std::int64_t dict_length(Thread&, Ref self) { return as<Dict>(self).length; }
int dict_contains_slot(Thread& thread, Ref self, Ref key) { return dict_contains(thread, as<Dict>(self), key); }

Value dict_get_item(Thread& thread, Ref self, Ref key) {
  Ref value = dict_get(thread, as<Dict>(self), key);
  if (value) return Value(value);
  if (thread.has_error()) return error_set;
  if (self.object()->type != thread.rt.types.dict) {
    Value missing = lookup_special(thread, self, thread.rt.names.missing__);
    bool by_method = self.object()->flags & HeapInstance;   // __getitem__ is called as one
    Recursion guard(thread, while_calling, by_method && (thread.counts.natives || thread.counts.plain_natives));
    if (!guard.ok()) return error_set;
    if (missing) return call(thread, missing, key);
    if (thread.has_error()) return error_set;
  }
  return raise_value(thread, thread.rt.exc.KeyError, key);
}

bool dict_set_item(Thread& thread, Ref self, Ref key, Ref value) {
  if (value) return dict_set(thread, as<Dict>(self), key, value);
  int removed = dict_delete(thread, as<Dict>(self), key);
  if (removed == 0) return raise_value(thread, thread.rt.exc.KeyError, key);
  return removed > 0;
}

Value dict_compare(Thread& thread, Ref self, Ref other, Compare op) {
  if (!is<Dict>(self) || !is<Dict>(other) || (op != Compare::Eq && op != Compare::Ne)) return not_implemented_value();
  int same = dict_equal(thread, as<Dict>(self), as<Dict>(other));
  return same < 0 ? Value() : Value::of((same > 0) == (op == Compare::Eq));
}

// The smallest key of `a` whose value differs from, or is missing in, `b`: null when there is none. False with the error set.
bool smallest_difference(Thread& thread, Dict& a, Dict& b, Value& key, Value& value) {
  DictCursor cursor;
  while (DictEntry* entry = cursor.next(a)) {
    Value this_key = entry->key, this_value = entry->value;
    std::int64_t hash = entry->hash;
    if (key) {
      int less = compare_true(thread, key, this_key, Compare::Lt);
      if (less < 0) return false;
      if (less) continue;
    }
    Value other(dict_get_hashed(thread, b, this_key, hash));
    if (!other && thread.has_error()) return false;
    int same = other ? equal(thread, this_value, other) : 0;
    if (same < 0) return false;
    if (!same) {
      key = this_key;
      value = this_value;
    }
  }
  return true;
}

// 2.x cmp() of dicts: by length, then by the smallest key that differs, then by its values.
int dict_three_way(Thread& thread, Ref self, Ref other) {
  Dict &a = as<Dict>(self), &b = as<Dict>(other);
  if (a.length != b.length) return a.length < b.length ? -1 : 1;
  Value key_a, value_a, key_b, value_b;
  if (!smallest_difference(thread, a, b, key_a, value_a)) return -2;
  if (!key_a) return 0;
  if (!smallest_difference(thread, b, a, key_b, value_b)) return -2;
  int result = key_b ? three_way(thread, key_a, key_b) : 0;
  if (result == 0 && value_b) result = three_way(thread, value_a, value_b);
  return result;
}

Value dict_iter(Thread& thread, Ref self) { return make_dict_iterator(thread, self, DictPart::Keys); }

// A list of one part, of a dict that may change while the list is allocated.
Value part_list(Thread& thread, Dict& dict, DictPart part) {
  List* list = allocate_list(thread, dict.length);
  Value owner = own(list);
  DictCursor cursor;
  while (DictEntry* entry = cursor.next(dict)) {
    if (part == DictPart::Keys) list_append(*list, entry->key);
    else if (part == DictPart::Values) list_append(*list, entry->value);
    else list_append(*list, make_tuple(thread, {entry->key, entry->value}));
  }
  return owner;
}

template <DictPart part>
Value dict_list(Thread& thread, Ref self, Args) { return part_list(thread, as<Dict>(self), part); }
template <DictPart part>
Value dict_iterator(Thread& thread, Ref self, Args) { return make_dict_iterator(thread, self, part); }
template <DictPart part>
Value dict_view(Thread& thread, Ref self, Args) { return make_dict_view(thread, self, part); }

Value dict_get_method(Thread& thread, Ref self, Args args) {
  Ref value = dict_get(thread, as<Dict>(self), args[0]);
  if (value) return Value(value);
  if (thread.has_error()) return error_set;
  return args[1] ? Value(args[1]) : none_value();
}

Value dict_has_key(Thread& thread, Ref self, Args args) {
  int has = dict_contains(thread, as<Dict>(self), args[0]);
  return has < 0 ? Value() : Value::of(has > 0);
}

Value dict_setdefault(Thread& thread, Ref self, Args args) {
  return Value(dict_set_default(thread, as<Dict>(self), args[0], args[1] ? args[1] : none));
}

Value dict_pop(Thread& thread, Ref self, Args args) {
  Dict& dict = as<Dict>(self);
  if (dict.length == 0) {
    if (args[1]) return Value(args[1]);
    if (pop_says_empty(thread.rt.release)) return raise(thread, thread.rt.exc.KeyError, "pop(): dictionary is empty");
    return raise_value(thread, thread.rt.exc.KeyError, args[0]);
  }
  Value removed;
  int found = dict_delete(thread, dict, args[0], &removed);
  if (found < 0) return error_set;
  if (found) return removed;
  if (args[1]) return Value(args[1]);
  return raise_value(thread, thread.rt.exc.KeyError, args[0]);
}

Value dict_popitem(Thread& thread, Ref self, Args) {
  Value item = dict_pop_item(thread, as<Dict>(self));
  if (!item) return raise(thread, thread.rt.exc.KeyError, "popitem(): dictionary is empty");
  return item;
}

Value dict_clear_method(Thread&, Ref self, Args) {
  dict_clear(as<Dict>(self));
  return none_value();
}

Value dict_copy_method(Thread& thread, Ref self, Args) { return dict_copy(thread, as<Dict>(self)); }

bool update_with(Thread& thread, Ref self, Ref positional, Ref keywords, const char* name) {
  Tuple* others = positional ? &as<Tuple>(positional) : nullptr;
  if (others && !check_unpack_count(thread, name, others->length, 0, 1)) return false;
  if (others && others->length && !dict_update(thread, as<Dict>(self), (*others)[0])) return false;
  return !keywords || dict_merge(thread, as<Dict>(self), keywords, true);
}

Value dict_update_method(Thread& thread, Ref self, Args args) {
  return update_with(thread, self, args[0], args[1], "update") ? none_value() : Value();
}

bool dict_init(Thread& thread, Ref self, Args args) {
  if (args.positional <= 1) {
    if (args.positional && !dict_update(thread, as<Dict>(self), args[0])) return false;
    if (!args.names) return true;
    const Tuple& names = as<Tuple>(args.names);
    // One after the other, where the order of the dict is theirs.
    if (as<Dict>(self).ordered()) {
      for (std::size_t i = 0; i < names.length; ++i)
        if (!dict_set(thread, as<Dict>(self), names[i], args.data[args.positional + i])) return false;
      return true;
    }
    if (names.length == 0) return true;
    if (args.positional) {
      Bound<2> a(thread, "dict(*args, **kwargs)", Args{args.data + 1, 0, args.names});
      return a && dict_merge(thread, as<Dict>(self), a[1], true);
    }
  }
  Bound<2> a(thread, "dict(*args, **kwargs)", args);
  return a && update_with(thread, self, a[0], a[1], "dict");
}

Value dict_make(Thread& thread, Type* type, Args) { return own(allocate_dict(thread, type)); }

Value dict_fromkeys(Thread& thread, Ref cls, Args args) {
  Value made = call(thread, cls);
  if (!made) return made;
  Ref value = args[1] ? args[1] : none;
  if (is<Dict>(made) && is_exact<Dict>(made) && as<Dict>(made).length == 0) {
    Dict& dict = as<Dict>(made);
    const Release& release = thread.rt.release;
    if (is<Dict>(args[0]) && is_exact<Dict>(args[0]) && release.since(2, 6)) {
      Dict& source = as<Dict>(args[0]);
      if (!dict.ordered()) dict_reserve(dict, source.length / 2 * 3);
      DictCursor cursor;
      while (DictEntry* entry = cursor.next(source)) {
        Value key = entry->key;
        if (!dict_set_reserved(thread, dict, key, entry->hash, value)) return error_set;
      }
      return made;
    }
    if (is<Set>(args[0]) && (args[0].object()->type == thread.rt.types.set || args[0].object()->type == thread.rt.types.frozenset)) {
      Set& source = as<Set>(args[0]);
      if (!dict.ordered()) dict_reserve(dict, release.since(2, 6) ? source.length / 2 * 3 : source.length);
      SetCursor cursor;
      while (SetEntry* entry = cursor.next(source)) {
        Value key = entry->key;
        if (!dict_set_reserved(thread, dict, key, entry->hash, value)) return error_set;
      }
      return made;
    }
  }
  bool exact = is<Dict>(made) && is_exact<Dict>(made);
  bool ok = for_each(thread, args[0], [&](Ref key) {
    return exact ? dict_set(thread, as<Dict>(made), key, value) : set_item(thread, made, key, value);
  });
  return ok ? std::move(made) : Value();
}

Value dict_reversed(Thread& thread, Ref self, Args) { return make_dict_iterator(thread, self, DictPart::Keys, true); }

Value dict_or(Thread& thread, Ref left, Ref right) {
  if (!is<Dict>(left) || !is<Dict>(right)) return not_implemented_value();
  Value result = dict_copy(thread, as<Dict>(left));
  if (!result || !dict_update(thread, as<Dict>(result), right)) return error_set;
  return result;
}

Value dict_inplace_or(Thread& thread, Ref self, Ref other) {
  return dict_update(thread, as<Dict>(self), other) ? Value(self) : Value();
}

Value dict_sizeof(Thread& thread, Ref self, Args) {
  Dict& dict = as<Dict>(self);
  std::int64_t slots = dict.slots ? dict.slots : 8;
  const Release& r = thread.rt.release;
  if (dict.ordered() && r.until(3, 7)) return make_int(thread, 48 + 40 + slots + slots * 2 / 3 * 24);   // an empty one has its table too
  std::int64_t size = dict.ordered() ? 48 + (dict.length ? 40 + slots + slots * 2 / 3 * 24 : 0) : 232 + (slots > 8 ? slots * 24 : 0);
  return make_int(thread, size);
}

void fill_dict(Slots& slots, Runtime& runtime) {
  slots.repr = dict_repr;
  slots.hash = unhashable;
  slots.length = dict_length;
  slots.contains = dict_contains_slot;
  slots.compare = dict_compare;
  slots.get_item = dict_get_item;
  slots.set_item = dict_set_item;
  slots.iter = dict_iter;
  slots.make = dict_make;
  slots.init = dict_init;
  if (runtime.python2()) slots.three_way = dict_three_way;
  if (runtime.release.since(3, 9)) {
    slots.binary[static_cast<std::size_t>(Binary::Or)] = dict_or;
    slots.inplace[static_cast<std::size_t>(Binary::Or)] = dict_inplace_or;
  }
}

Value dict_contains_method(Thread& thread, Ref self, Args args) {
  int found = dict_contains(thread, as<Dict>(self), args[0]);
  return found < 0 ? Value() : Value::of(found > 0);
}
Value dict_getitem(Thread& thread, Ref self, Args args) { return dict_get_item(thread, self, args[0]); }

constexpr Method dict_methods[] = {
    {"__contains__(self, key, /)", dict_contains_method},
    {"__getitem__(self, key, /)", dict_getitem},
    {"__class_getitem__($type, object, /)", generic_class_getitem, since(3, 9), Method::Class},
    {"__reversed__(self, /)", dict_reversed, since(3, 8)},
    {"__sizeof__(self, /)", dict_sizeof, since(2, 6)},
    {"clear(self, /)", dict_clear_method},
    {"copy(self, /)", dict_copy_method},
    {"fromkeys($type, iterable, value=None, /)", dict_fromkeys, always, Method::Class},
    {"get(self, key, default=None, /)", dict_get_method},
    {"has_key(self, key, /)", dict_has_key, py2},
    {"items(self, /)", dict_list<DictPart::Items>, py2},
    {"items(self, /)", dict_view<DictPart::Items>, py3},
    {"iteritems(self, /)", dict_iterator<DictPart::Items>, py2},
    {"iterkeys(self, /)", dict_iterator<DictPart::Keys>, py2},
    {"itervalues(self, /)", dict_iterator<DictPart::Values>, py2},
    {"keys(self, /)", dict_list<DictPart::Keys>, py2},
    {"keys(self, /)", dict_view<DictPart::Keys>, py3},
    {"pop(self, key, default=<unrepresentable>, /)", dict_pop},
    {"popitem(self, /)", dict_popitem},
    {"setdefault(self, key, default=None, /)", dict_setdefault},
    {"update(self, *args, **kwargs)", dict_update_method},
    {"values(self, /)", dict_list<DictPart::Values>, py2},
    {"values(self, /)", dict_view<DictPart::Values>, py3},
    {"viewitems(self, /)", dict_view<DictPart::Items>, between(2, 7, 2, 7)},
    {"viewkeys(self, /)", dict_view<DictPart::Keys>, between(2, 7, 2, 7)},
    {"viewvalues(self, /)", dict_view<DictPart::Values>, between(2, 7, 2, 7)},
};

}  // namespace

void make_dict_types(Runtime& runtime) {
  static constexpr TypeSpec spec{
      .name = "dict", .layout = layout_of<Dict>, .flags = BaseType | MappingPattern, .methods = dict_methods, .fill = fill_dict};
  runtime.types.dict = make_builtin_type(runtime, spec);
}

}  // namespace xvm
