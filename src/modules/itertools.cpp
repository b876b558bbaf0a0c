// itertools: what gives, takes, skips and joins items.
#include "modules/itertools.h"

#include "modules/iterator_struct.h"
#include "vm/argument_words.h"
#include "vm/operators_internal.h"

namespace xvm {

namespace {

bool count_takes_step(const Release& r) { return (r.python2() && r.since(2, 7)) || r.since(3, 1); }
bool lacks_compress(const Release& r) { return r.since(3, 0) && r.until(3, 0); }
bool zip_longest_names_argument(const Release& r) { return r.until(3, 6); }
struct { Type *chain = nullptr, *islice = nullptr; } made;
bool names_class_in_repr(const Release& r) { return r.since(3, 7); }
const char* largest_name(Thread& thread) { return thread.rt.python2() ? "maxint" : "sys.maxsize"; }

// count
struct Count : Object {
  XVM_OBJECT("itertools.count")
  Value number, step;
  void traverse(Visitor& v) { v(number), v(step); }
  void clear() {}
};

bool is_number(Thread& thread, Ref v) {
  if (is_int(v) || v.is_bool() || v.is_double()) return true;
  const Slots& s = type_of(thread, v)->slots;
  return s.as_int || s.as_float || s.as_index || s.as_long || s.binary[static_cast<std::size_t>(Binary::Add)];
}

Value count_make(Thread& thread, Type* type, Args args) {
  Bound<2> a(thread, count_takes_step(thread.rt.release) ? "count(start=0, step=1)" : "count(start=0)", args);
  if (!a) return error_set;
  Value number = a[0] ? Value(a[0]) : Value::small(0), step = a[1] ? Value(a[1]) : Value::small(1);
  if (!count_takes_step(thread.rt.release)) {
    std::int64_t n;
    if (a[0] && !ssize_argument(thread, a[0], n)) return error_set;
  } else if (!is_number(thread, number) || !is_number(thread, step)) {
    return raise_type_error(thread, "a number is required");
  }
  Count* it = allocate<Count>(type);
  it->number = std::move(number);
  it->step = std::move(step);
  track(it);
  return own(it);
}

Value count_next(Thread& thread, Ref self) {
  Count& it = as<Count>(self);
  Value now = it.number;
  if (now.is_small_int() && it.step.is_small_int() && Value::fits_small(now.small_int() + it.step.small_int())) {
    it.number = Value::small(now.small_int() + it.step.small_int());
    return now;
  }
  Value step = it.step, following = binary_op(thread, Binary::Add, now, step);
  if (!following) return following;
  it.number = std::move(following);
  return now;
}

bool step_is_one(const Count& it) { return it.step.is_small_int() && it.step.small_int() == 1; }

Value count_repr(Thread& thread, Ref self) {
  Count& it = as<Count>(self);
  TextBuilder text(thread);
  text.add(names_class_in_repr(thread.rt.release) ? unqualified_name(*self.object()->type) : "count");
  text.add("(");
  if (!text.add_repr(it.number)) return error_set;
  if (!step_is_one(it)) {
    text.add(", ");
    if (!text.add_repr(it.step)) return error_set;
  }
  text.add(")");
  return text.finish();
}

Value count_reduce(Thread& thread, Ref self, Args) {
  Count& it = as<Count>(self);
  std::int64_t number;
  bool counts_fast = step_is_one(it) && is_int(it.number) && int_fits(it.number, number) && number != INT64_MAX;
  Value args = counts_fast ? make_tuple(thread, {it.number}) : make_tuple(thread, {it.number, it.step});
  return make_tuple(thread, {type_ref(self), args});
}

// repeat
struct Repeat : Object {
  XVM_OBJECT("itertools.repeat")
  Value element;
  std::int64_t left = -1;   // -1: without end
  void traverse(Visitor& v) { v(element); }
  void clear() {}
};

Value repeat_make(Thread& thread, Type* type, Args args) {
  Bound<2> a(thread, "repeat(object, times=None)", args);
  if (!a) return error_set;
  std::int64_t left = -1;
  if (a[1]) {
    if (!ssize_argument(thread, a[1], left)) return error_set;
    if (left < 0) left = 0;
  }
  Repeat* it = allocate<Repeat>(type);
  it->element = Value(a[0]);
  it->left = left;
  track(it);
  return own(it);
}

Value repeat_next(Thread&, Ref self) {
  Repeat& it = as<Repeat>(self);
  if (it.left == 0) return Value();
  if (it.left > 0) --it.left;
  return it.element;
}

Value repeat_repr(Thread& thread, Ref self) {
  Repeat& it = as<Repeat>(self);
  TextBuilder text(thread);
  text.add(names_class_in_repr(thread.rt.release) ? unqualified_name(*self.object()->type) : "repeat");
  text.add("(");
  if (!text.add_repr(it.element)) return error_set;
  text.add(it.left < 0 ? ")" : fmt::format(", {})", it.left));
  return text.finish();
}

Value repeat_hint(Thread& thread, Ref self, Args) {
  Repeat& it = as<Repeat>(self);
  if (it.left < 0) return raise_type_error(thread, "len() of unsized object");
  return make_int(thread, it.left);
}

Value repeat_reduce(Thread& thread, Ref self, Args) {
  Repeat& it = as<Repeat>(self);
  Value args = it.left < 0 ? make_tuple(thread, {it.element}) : make_tuple(thread, {it.element, make_int(thread, it.left)});
  return make_tuple(thread, {type_ref(self), args});
}

// cycle
struct Cycle : Object {
  XVM_OBJECT("itertools.cycle")
  Value iterator, saved;   // iterator null after the first pass
  std::size_t index = 0;
  bool has_saved_all = false;   // a restored one: what its iterator gives is not added to what was saved
  void traverse(Visitor& v) { v(iterator), v(saved); }
  void clear() { iterator = nullptr, saved = nullptr; }
};

Value cycle_make(Thread& thread, Type* type, Args args) {
  if (!check_no_keywords(thread, "cycle", args) || !check_unpack_count(thread, "cycle", args.size(), 1, 1)) return error_set;
  Value iterator = iterate(thread, args[0]);
  if (!iterator) return iterator;
  Cycle* it = allocate<Cycle>(type);
  it->iterator = std::move(iterator);
  it->saved = own(allocate_list(thread, 0));
  track(it);
  return own(it);
}

Value cycle_next(Thread& thread, Ref self) {
  Cycle& it = as<Cycle>(self);
  if (it.iterator) {
    Value iterator = it.iterator, item = next(thread, iterator);
    if (item) {
      if (it.saved && !it.has_saved_all) list_append(as<List>(it.saved), item);
      return item;
    }
    if (thread.has_error()) return item;
    it.iterator = nullptr;
  }
  if (!it.saved || as<List>(it.saved).length == 0) return Value();
  List& saved = as<List>(it.saved);
  if (it.index >= saved.length) it.index = 0;
  return saved.items[it.index++];
}

Value cycle_reduce(Thread& thread, Ref self, Args) {
  Cycle& it = as<Cycle>(self);
  bool flag_is_bool = thread.rt.release.since(3, 9);
  if (it.iterator) {
    Value state = make_tuple(thread, {it.saved, flag_is_bool ? Ref(Value::of(it.has_saved_all)) : Ref(Value::small(it.has_saved_all))});
    return make_tuple(thread, {type_ref(self), make_tuple(thread, {it.iterator}), state});
  }
  Value rest = iterate(thread, it.saved);
  if (!rest) return rest;
  if (it.index) {
    Value done = call_method(thread, rest, thread.rt.names.setstate__, {make_int(thread, static_cast<std::int64_t>(it.index))});
    if (!done) return done;
  }
  Value state = make_tuple(thread, {it.saved, flag_is_bool ? py_true : Ref(Value::small(1))});
  return make_tuple(thread, {type_ref(self), make_tuple(thread, {rest}), state});
}

Value cycle_setstate(Thread& thread, Ref self, Args args) {
  Cycle& it = as<Cycle>(self);
  Tuple* state = state_tuple(thread, args[0], 2, 2);
  if (!state) return error_set;
  if (!is<List>((*state)[0])) return raise_type_error(thread, "argument 1 must be list, not {}", argument_type(thread, (*state)[0]));
  int flag;
  Value saved((*state)[0]);
  if (!as_c_int(thread, (*state)[1], flag)) return error_set;
  it.saved = std::move(saved);
  it.has_saved_all = flag != 0;
  it.index = 0;
  return none_value();
}

// chain
struct Chain : Object {
  XVM_OBJECT("itertools.chain")
  Value source, active;   // source null when exhausted
  void traverse(Visitor& v) { v(source), v(active); }
  void clear() { source = nullptr, active = nullptr; }
};

Value chain_of(Type* type, Value source) {
  Chain* it = allocate<Chain>(type);
  it->source = std::move(source);
  track(it);
  return own(it);
}

Value chain_make(Thread& thread, Type* type, Args args) {
  if (!check_no_keywords(thread, "chain", args)) return error_set;
  Value sources = make_tuple(thread, args.data, args.size());
  return chain_of(type, iterate(thread, sources));
}

Value chain_from_iterable(Thread& thread, Ref cls, Args args) {
  Value source = iterate(thread, args[0]);
  if (!source) return source;
  return chain_of(&as<Type>(cls), std::move(source));
}

Value chain_next(Thread& thread, Ref self) {
  Chain& it = as<Chain>(self);
  while (it.source) {
    if (!it.active) {
      Value source = it.source, iterable = next(thread, source);
      if (!iterable) {
        it.source = nullptr;
        return Value();
      }
      Value active = iterate(thread, iterable);
      if (!active) {
        it.source = nullptr;
        return active;
      }
      it.active = std::move(active);
    }
    Value active = it.active, item = next(thread, active);
    if (item || thread.has_error()) return item;
    it.active = nullptr;
  }
  return Value();
}

Value chain_reduce(Thread& thread, Ref self, Args) {
  Chain& it = as<Chain>(self);
  Value nothing = empty_tuple(thread);
  if (!it.source) return make_tuple(thread, {type_ref(self), nothing});
  Value state = it.active ? make_tuple(thread, {it.source, it.active}) : make_tuple(thread, {it.source});
  return make_tuple(thread, {type_ref(self), nothing, state});
}

Value chain_setstate(Thread& thread, Ref self, Args args) {
  Tuple* state = state_tuple(thread, args[0], 1, 2);
  if (!state) return error_set;
  for (const Value& part : *state)
    if (!type_of(thread, part)->slots.next) return raise_type_error(thread, "Arguments must be iterators.");
  Chain& it = as<Chain>(self);
  it.source = Value((*state)[0]);
  it.active = state->length > 1 ? Value((*state)[1]) : Value();
  return none_value();
}

// takewhile, dropwhile, filterfalse, and 2.x ifilter: a function and an iterator.
struct Sieve : Object {
  XVM_OBJECT("itertools.takewhile")
  Value function, iterator;
  bool flag = false;   // takewhile: stopped; dropwhile: started
  void traverse(Visitor& v) { v(function), v(iterator); }
  void clear() { function = nullptr, iterator = nullptr; }
};

template <const char* const& name>
Value sieve_make(Thread& thread, Type* type, Args args) {
  if (!check_no_keywords(thread, name, args) || !check_unpack_count(thread, name, args.size(), 2, 2)) return error_set;
  Value iterator = iterate(thread, args[1]);
  if (!iterator) return iterator;
  Sieve* it = allocate<Sieve>(type);
  it->function = Value(args[0]);
  it->iterator = std::move(iterator);
  track(it);
  return own(it);
}
constexpr const char *takewhile_name = "takewhile", *dropwhile_name = "dropwhile", *filterfalse_name = "filterfalse",
                     *ifilterfalse_name = "ifilterfalse", *ifilter_name = "ifilter", *starmap_name = "starmap";

int verdict(Thread& thread, Sieve& it, Ref item, bool none_is_truth) {
  Value function = it.function;
  if (none_is_truth && (function.is_none() || function == Ref(thread.rt.types.bool_))) return truth(thread, item);
  Value result = call(thread, function, item);
  return result ? truth(thread, result) : -1;
}

Value takewhile_next(Thread& thread, Ref self) {
  Sieve& it = as<Sieve>(self);
  if (it.flag || !it.iterator) return Value();
  Value iterator = it.iterator, item = next(thread, iterator);
  if (!item) return item;
  int good = verdict(thread, it, item, false);
  if (good > 0) return item;
  if (good == 0) it.flag = true;
  return Value();
}

Value dropwhile_next(Thread& thread, Ref self) {
  Sieve& it = as<Sieve>(self);
  if (!it.iterator) return Value();
  Value iterator = it.iterator;
  while (Value item = next(thread, iterator)) {
    if (it.flag) return item;
    int good = verdict(thread, it, item, false);
    if (good < 0) return Value();
    if (!good) {
      it.flag = true;
      return item;
    }
  }
  return Value();
}

template <bool wanted>
Value sieve_next(Thread& thread, Ref self) {
  Sieve& it = as<Sieve>(self);
  if (!it.iterator) return Value();
  Value iterator = it.iterator;
  while (Value item = next(thread, iterator)) {
    int good = verdict(thread, it, item, true);
    if (good < 0) return Value();
    if ((good > 0) == wanted) return item;
  }
  return Value();
}

Value starmap_next(Thread& thread, Ref self) {
  Sieve& it = as<Sieve>(self);
  if (!it.iterator) return Value();
  Value iterator = it.iterator, function = it.function, item = next(thread, iterator);
  if (!item) return item;
  Value args = to_tuple(thread, item);
  if (!args) return args;
  return call_tuple(thread, function, args, {});
}

Value sieve_reduce(Thread& thread, Ref self, Args) {
  Sieve& it = as<Sieve>(self);
  return make_tuple(thread, {type_ref(self), make_tuple(thread, {it.function, it.iterator})});
}
Value sieve_reduce_flag(Thread& thread, Ref self, Args) {
  Sieve& it = as<Sieve>(self);
  return make_tuple(thread, {type_ref(self), make_tuple(thread, {it.function, it.iterator}), Value::small(it.flag)});
}
Value sieve_setstate(Thread& thread, Ref self, Args args) {
  int t = truth(thread, args[0]);
  if (t < 0) return error_set;
  as<Sieve>(self).flag = t;
  return none_value();
}

// compress
struct Compress : Object {
  XVM_OBJECT("itertools.compress")
  Value data, selectors;
  void traverse(Visitor& v) { v(data), v(selectors); }
  void clear() { data = nullptr, selectors = nullptr; }
};

Value compress_make(Thread& thread, Type* type, Args args) {
  Bound<2> a(thread, "compress(data, selectors)", args);
  if (!a) return error_set;
  Value data = iterate(thread, a[0]);
  if (!data) return data;
  Value selectors = iterate(thread, a[1]);
  if (!selectors) return selectors;
  Compress* it = allocate<Compress>(type);
  it->data = std::move(data);
  it->selectors = std::move(selectors);
  track(it);
  return own(it);
}

Value compress_next(Thread& thread, Ref self) {
  Compress& it = as<Compress>(self);
  if (!it.data) return Value();
  Value data = it.data, selectors = it.selectors;
  while (Value item = next(thread, data)) {
    Value selector = next(thread, selectors);
    if (!selector) return selector;
    int chosen = truth(thread, selector);
    if (chosen < 0) return Value();
    if (chosen) return item;
  }
  return Value();
}

Value compress_reduce(Thread& thread, Ref self, Args) {
  Compress& it = as<Compress>(self);
  return make_tuple(thread, {type_ref(self), make_tuple(thread, {it.data, it.selectors})});
}

// islice
struct Islice : Object {
  XVM_OBJECT("itertools.islice")
  Value iterator;   // null when exhausted
  std::int64_t following = 0, stop = -1, step = 1, count = 0;
  void traverse(Visitor& v) { v(iterator); }
  void clear() { iterator = nullptr; }
};

// A bound of islice: false without an error when it is no number that will do.
bool slice_bound(Thread& thread, Ref v, std::int64_t& out) {
  if (v.is_none()) return true;
  if (!is_index(thread, v) || !index_value(thread, v, out)) {
    thread.clear_error();
    return false;
  }
  return out >= 0;
}

Value islice_make(Thread& thread, Type* type, Args args) {
  if (!check_no_keywords(thread, "islice", args) || !check_unpack_count(thread, "islice", args.size(), 2, 4)) return error_set;
  std::int64_t start = 0, stop = -1, step = 1;
  if (args.size() == 2) {
    if (!slice_bound(thread, args[1], stop))
      return raise_value_error(thread, "Stop argument for islice() must be None or an integer: 0 <= x <= {}.", largest_name(thread));
  } else {
    bool starts = slice_bound(thread, args[1], start), stops = slice_bound(thread, args[2], stop);
    if (!stops && stop == -1) return raise_value_error(thread, "Stop argument for islice() must be None or an integer: 0 <= x <= {}.", largest_name(thread));
    if (!starts || !stops)
      return raise_value_error(thread, "Indices for islice() must be None or an integer: 0 <= x <= {}.", largest_name(thread));
  }
  if (args.size() == 4 && (!slice_bound(thread, args[3], step) || step < 1))
    return raise_value_error(thread, "Step for islice() must be a positive integer or None.");
  Value iterator = iterate(thread, args[0]);
  if (!iterator) return iterator;
  Islice* it = allocate<Islice>(type);
  it->iterator = std::move(iterator);
  it->following = start;
  it->stop = stop;
  it->step = step;
  track(it);
  return own(it);
}

Value islice_next(Thread& thread, Ref self) {
  Islice& it = as<Islice>(self);
  if (!it.iterator) return Value();
  Value iterator = it.iterator;
  while (it.count < it.following) {
    Value skipped = next(thread, iterator);
    if (!skipped) {
      it.iterator = nullptr;
      return Value();
    }
    ++it.count;
  }
  if (it.stop != -1 && it.count >= it.stop) {
    it.iterator = nullptr;
    return Value();
  }
  Value item = next(thread, iterator);
  if (!item) {
    it.iterator = nullptr;
    return item;
  }
  ++it.count;
  std::int64_t old = it.following;
  it.following = static_cast<std::int64_t>(static_cast<std::uint64_t>(old) + static_cast<std::uint64_t>(it.step));
  if (it.following < old || (it.stop != -1 && it.following > it.stop)) it.following = it.stop == -1 ? INT64_MAX : it.stop;
  return item;
}

Value islice_reduce(Thread& thread, Ref self, Args) {
  Islice& it = as<Islice>(self);
  if (!it.iterator) {
    Value nothing = own(allocate_list(thread, 0)), iterator = iterate(thread, nothing);
    if (!iterator) return iterator;
    return make_tuple(thread, {type_ref(self), make_tuple(thread, {iterator, Value::small(0)}), Value::small(0)});
  }
  Value stop = it.stop == -1 ? none_value() : make_int(thread, it.stop);
  Value args = make_tuple(thread, {it.iterator, make_int(thread, it.following), stop, make_int(thread, it.step)});
  return make_tuple(thread, {type_ref(self), args, make_int(thread, it.count)});
}

Value islice_setstate(Thread& thread, Ref self, Args args) {
  std::int64_t count;
  if (!state_index(thread, args[0], count)) return error_set;
  as<Islice>(self).count = count;
  return none_value();
}

// zip_longest, and 2.x izip and imap.
struct Parallel : Object {
  XVM_OBJECT("itertools.zip_longest")
  Value iterators;   // a tuple; null items: exhausted
  Value extra;       // what fills up, or the function of imap
  std::size_t active = 0;
  void traverse(Visitor& v) { v(iterators), v(extra); }
  void clear() { iterators = nullptr; }
};

// Iterators over args[first..]; null with the error set.
Value iterators_of(Thread& thread, const Tuple& sources, std::size_t first, const char* complaint) {
  std::vector<Value> iterators;
  for (std::size_t i = first; i < sources.length; ++i) {
    iterators.push_back(iterate(thread, sources[i]));
    if (iterators.back()) continue;
    if (!complaint || !catch_error(thread, thread.rt.exc.TypeError)) return error_set;
    return raise_type_error(thread, "{} argument #{} must support iteration", complaint, i + 1);
  }
  return make_tuple_moved(thread, iterators.data(), iterators.size());
}

Value zip_longest_make(Thread& thread, Type* type, Args args) {
  const char* name = thread.rt.python2() ? "izip_longest" : "zip_longest";
  Value fill = none_value();
  if (std::uint32_t keywords = args.keywords()) {
    const Tuple& names = as<Tuple>(args.names);
    for (std::uint32_t i = 0; i < keywords; ++i) {
      if (!native_is(names[i], "fillvalue")) return raise_type_error(thread, "{}() got an unexpected keyword argument", name);
      fill = args.data[args.positional + i];
    }
  }
  Value sources = make_tuple(thread, args.data, args.size());
  Value iterators = iterators_of(thread, as<Tuple>(sources), 0, zip_longest_names_argument(thread.rt.release) ? name : nullptr);
  if (!iterators) return iterators;
  Parallel* it = allocate<Parallel>(type);
  it->active = as<Tuple>(iterators).length;
  // A tuple of its own, since exhausted iterators are taken out of it.
  it->iterators = std::move(iterators);
  it->extra = std::move(fill);
  track(it);
  return own(it);
}

Value zip_longest_next(Thread& thread, Ref self) {
  Parallel& it = as<Parallel>(self);
  if (!it.iterators || it.active == 0) return Value();
  Value owner = it.iterators;
  Tuple& iterators = as<Tuple>(owner);
  Tuple* result = allocate_tuple(thread, iterators.length);
  Value out = own(result);
  for (std::size_t i = 0; i < iterators.length; ++i) {
    Value iterator = iterators.items()[i], item;
    if (iterator) {
      item = next(thread, iterator);
      if (!item) {
        if (it.active) --it.active;
        if (thread.has_error()) it.active = 0;
        if (it.active == 0) return Value();
        iterators.items()[i] = nullptr;
      }
    }
    result->items()[i] = item ? std::move(item) : it.extra;
  }
  track(result);
  return out;
}

Value zip_longest_reduce(Thread& thread, Ref self, Args) {
  Parallel& it = as<Parallel>(self);
  Tuple& iterators = as<Tuple>(it.iterators);
  Tuple* args = allocate_tuple(thread, iterators.length);
  for (std::size_t i = 0; i < iterators.length; ++i)
    args->items()[i] = iterators.items()[i] ? iterators.items()[i] : empty_tuple(thread);
  track(args);
  return make_tuple(thread, {type_ref(self), own(args), it.extra});
}

Value zip_longest_setstate(Thread&, Ref self, Args args) {
  as<Parallel>(self).extra = Value(args[0]);
  return none_value();
}

Value izip_make(Thread& thread, Type* type, Args args) {
  if (!check_no_keywords(thread, "izip", args)) return error_set;
  Value sources = make_tuple(thread, args.data, args.size());
  Value iterators = iterators_of(thread, as<Tuple>(sources), 0, "izip");
  if (!iterators) return iterators;
  Parallel* it = allocate<Parallel>(type);
  it->iterators = std::move(iterators);
  track(it);
  return own(it);
}

Value izip_next(Thread& thread, Ref self) {
  Parallel& it = as<Parallel>(self);
  if (!it.iterators) return Value();
  Value owner = it.iterators;
  Tuple& iterators = as<Tuple>(owner);
  if (iterators.length == 0) return Value();
  Tuple* result = allocate_tuple(thread, iterators.length);
  Value out = own(result);
  for (std::size_t i = 0; i < iterators.length; ++i)
    if (!(result->items()[i] = next(thread, iterators[i]))) return Value();
  track(result);
  return out;
}

Value imap_make(Thread& thread, Type* type, Args args) {
  if (!check_no_keywords(thread, "imap", args)) return error_set;
  if (args.size() < 2) return raise_type_error(thread, "imap() must have at least two arguments.");
  Value sources = make_tuple(thread, args.data, args.size());
  Value iterators = iterators_of(thread, as<Tuple>(sources), 1, nullptr);
  if (!iterators) return iterators;
  Parallel* it = allocate<Parallel>(type);
  it->iterators = std::move(iterators);
  it->extra = Value(args[0]);
  track(it);
  return own(it);
}

Value imap_next(Thread& thread, Ref self) {
  Value items = izip_next(thread, self);
  if (!items) return items;
  Value function = as<Parallel>(self).extra;
  return function.is_none() ? std::move(items) : call_tuple(thread, function, items, {});
}

// accumulate
struct Accumulate : Object {
  XVM_OBJECT("itertools.accumulate")
  Value iterator, function, total, initial;
  void traverse(Visitor& v) { v(iterator), v(function), v(total), v(initial); }
  void clear() { iterator = nullptr, function = nullptr, total = nullptr, initial = nullptr; }
};

Value accumulate_make(Thread& thread, Type* type, Args args) {
  const Release& r = thread.rt.release;
  Bound<3> a(thread, r.since(3, 8) ? "accumulate(iterable, func=None, *, initial=None)" : r.since(3, 3) ? "accumulate(iterable, func=None)" : "accumulate(iterable)", args);
  if (!a) return error_set;
  Value iterator = iterate(thread, a[0]);
  if (!iterator) return iterator;
  Accumulate* it = allocate<Accumulate>(type);
  it->iterator = std::move(iterator);
  if (a[1] && !a[1].is_none()) it->function = Value(a[1]);
  if (a[2] && !a[2].is_none()) it->initial = Value(a[2]);
  track(it);
  return own(it);
}

Value accumulate_next(Thread& thread, Ref self) {
  Accumulate& it = as<Accumulate>(self);
  if (it.initial) {
    it.total = std::move(it.initial);
    return it.total;
  }
  Value iterator = it.iterator;
  if (!iterator) return iterator;
  Value item = next(thread, iterator);
  if (!item) return item;
  if (!it.total) {
    it.total = item;
    return item;
  }
  Value total = it.total, function = it.function;
  Value sum = function ? call(thread, function, total, item) : binary_op(thread, Binary::Add, total, item);
  if (sum) it.total = sum;
  return sum;
}

Value accumulate_reduce(Thread& thread, Ref self, Args) {
  Accumulate& it = as<Accumulate>(self);
  auto after = [&](Ref first) {
    Value before = make_tuple(thread, {first}), sources = make_tuple(thread, {before, it.iterator});
    return chain_of(made.chain, iterate(thread, sources));
  };
  Ref function = it.function ? Ref(it.function) : none;
  if (it.initial) {
    Value args = make_tuple(thread, {after(it.initial), function});
    return make_tuple(thread, {type_ref(self), args, none});
  }
  // None as the state says that there is no total yet: a total that is None goes in front, and the first sum is left out.
  if (it.total && it.total.is_none()) {
    Value type(type_ref(self)), items = after(none), sums = call(thread, type, items, function);
    if (!sums) return sums;
    Value args = make_tuple(thread, {sums, Value::small(1), none});
    return make_tuple(thread, {Ref(made.islice), args});
  }
  Value args = make_tuple(thread, {it.iterator, it.function ? Ref(it.function) : none});
  return make_tuple(thread, {type_ref(self), args, it.total ? Ref(it.total) : none});
}

Value accumulate_setstate(Thread&, Ref self, Args args) {
  as<Accumulate>(self).total = Value(args[0]);
  return none_value();
}

// pairwise
struct Pairwise : Object {
  XVM_OBJECT("itertools.pairwise")
  Value iterator, old;
  void traverse(Visitor& v) { v(iterator), v(old); }
  void clear() { iterator = nullptr, old = nullptr; }
};

Value pairwise_make(Thread& thread, Type* type, Args args) {
  if (!check_no_keywords(thread, "pairwise", args) || !check_unpack_count(thread, "pairwise", args.size(), 1, 1)) return error_set;
  Value iterator = iterate(thread, args[0]);
  if (!iterator) return iterator;
  Pairwise* it = allocate<Pairwise>(type);
  it->iterator = std::move(iterator);
  track(it);
  return own(it);
}

Value pairwise_next(Thread& thread, Ref self) {
  Pairwise& it = as<Pairwise>(self);
  Value iterator = it.iterator;
  if (!iterator) return iterator;
  if (!it.old) {
    Value first = next(thread, iterator);
    it.old = first;
    if (!first || !it.iterator) {
      it.iterator = nullptr;
      it.old = nullptr;
      return Value();
    }
  }
  Value old = it.old, fresh = next(thread, iterator);
  if (!fresh) {
    it.iterator = nullptr;
    it.old = nullptr;
    return fresh;
  }
  it.old = fresh;
  return make_tuple(thread, {old, fresh});
}

// batched
struct Batched : Object {
  XVM_OBJECT("itertools.batched")
  Value iterator;
  std::int64_t size = 1;
  bool strict = false;
  void traverse(Visitor& v) { v(iterator); }
  void clear() { iterator = nullptr; }
};

Value batched_make(Thread& thread, Type* type, Args args) {
  Bound<3> a(thread, thread.rt.release.since(3, 13) ? "batched(iterable, n, *, strict=False)" : "batched(iterable, n)", args);
  std::int64_t size;
  if (!a || !ssize_argument(thread, a[1], size)) return error_set;
  int strict = a[2] ? truth(thread, a[2]) : 0;
  if (strict < 0) return error_set;
  if (size < 1) return raise_value_error(thread, "n must be at least one");
  Value iterator = iterate(thread, a[0]);
  if (!iterator) return iterator;
  Batched* it = allocate<Batched>(type);
  it->iterator = std::move(iterator);
  it->size = size;
  it->strict = strict;
  track(it);
  return own(it);
}

Value batched_next(Thread& thread, Ref self) {
  Batched& it = as<Batched>(self);
  Value iterator = it.iterator;
  if (!iterator) return iterator;
  Value batch = own(allocate_list(thread, 0));
  List& items = as<List>(batch);
  while (static_cast<std::int64_t>(items.length) < it.size) {
    Value item = next(thread, iterator);
    if (!item) {
      it.iterator = nullptr;
      if (thread.has_error() || items.length == 0) return Value();
      if (it.strict) return raise_value_error(thread, "batched(): incomplete batch");
      break;
    }
    list_append(items, std::move(item));
  }
  return list_to_tuple(thread, items);
}

template <UnaryFn repr, NewFn make, NextFn step>
void fill_with_repr(Slots& slots, Runtime& runtime) {
  fill_step<make, step>(slots, runtime);
  slots.repr = repr;
}

constexpr Method count_methods[] = {{"__reduce__(self, /)", deprecated_pickling<count_reduce>, since(2, 7)}};
constexpr Method repeat_methods[] = {{"__length_hint__(self, /)", repeat_hint}, {"__reduce__(self, /)", deprecated_pickling<repeat_reduce>, reducible}};
constexpr Method cycle_methods[] = {{"__reduce__(self, /)", deprecated_pickling<cycle_reduce>, reducible}, {"__setstate__(self, state, /)", deprecated_pickling<cycle_setstate>, reducible}};
constexpr Method chain_methods[] = {
    {"__class_getitem__($type, object, /)", generic_class_getitem, since(3, 9), Method::Class},
    {"__reduce__(self, /)", deprecated_pickling<chain_reduce>, reducible},
    {"__setstate__(self, state, /)", deprecated_pickling<chain_setstate>, reducible},
    {"from_iterable($type, iterable, /)", chain_from_iterable, since(2, 6), Method::Class},
};
constexpr Method sieve_methods[] = {{"__reduce__(self, /)", deprecated_pickling<sieve_reduce>, reducible}};
constexpr Method flagged_methods[] = {{"__reduce__(self, /)", deprecated_pickling<sieve_reduce_flag>, reducible}, {"__setstate__(self, state, /)", deprecated_pickling<sieve_setstate>, reducible}};
constexpr Method compress_methods[] = {{"__reduce__(self, /)", deprecated_pickling<compress_reduce>, reducible}};
constexpr Method islice_methods[] = {{"__reduce__(self, /)", deprecated_pickling<islice_reduce>, reducible}, {"__setstate__(self, state, /)", deprecated_pickling<islice_setstate>, reducible}};
constexpr Method zip_longest_methods[] = {{"__reduce__(self, /)", deprecated_pickling<zip_longest_reduce>, reducible}, {"__setstate__(self, state, /)", deprecated_pickling<zip_longest_setstate>, reducible}};
constexpr Method accumulate_methods[] = {{"__reduce__(self, /)", deprecated_pickling<accumulate_reduce>, reducible}, {"__setstate__(self, state, /)", deprecated_pickling<accumulate_setstate>, reducible}};

struct Entry {
  TypeSpec spec;
  Range releases;
};
const Entry entries[] = {
    {{.name = "itertools.accumulate", .layout = layout_of<Accumulate>, .flags = BaseType, .methods = accumulate_methods, .fill = fill_step<accumulate_make, accumulate_next>}, since(3, 2)},
    {{.name = "itertools.batched", .layout = layout_of<Batched>, .flags = BaseType, .fill = fill_step<batched_make, batched_next>}, since(3, 12)},
    {{.name = "itertools.chain", .layout = layout_of<Chain>, .flags = BaseType, .methods = chain_methods, .fill = fill_step<chain_make, chain_next>}, always},
    {{.name = "itertools.compress", .layout = layout_of<Compress>, .flags = BaseType, .methods = compress_methods, .fill = fill_step<compress_make, compress_next>}, since(2, 7)},
    {{.name = "itertools.count", .layout = layout_of<Count>, .flags = BaseType, .methods = count_methods, .fill = fill_with_repr<count_repr, count_make, count_next>}, always},
    {{.name = "itertools.cycle", .layout = layout_of<Cycle>, .flags = BaseType, .methods = cycle_methods, .fill = fill_step<cycle_make, cycle_next>}, always},
    {{.name = "itertools.dropwhile", .layout = layout_of<Sieve>, .flags = BaseType, .methods = flagged_methods, .fill = fill_step<sieve_make<dropwhile_name>, dropwhile_next>}, always},
    {{.name = "itertools.filterfalse", .layout = layout_of<Sieve>, .flags = BaseType, .methods = sieve_methods, .fill = fill_step<sieve_make<filterfalse_name>, sieve_next<false>>}, py3},
    {{.name = "itertools.ifilter", .layout = layout_of<Sieve>, .flags = BaseType, .fill = fill_step<sieve_make<ifilter_name>, sieve_next<true>>}, py2},
    {{.name = "itertools.ifilterfalse", .layout = layout_of<Sieve>, .flags = BaseType, .fill = fill_step<sieve_make<ifilterfalse_name>, sieve_next<false>>}, py2},
    {{.name = "itertools.imap", .layout = layout_of<Parallel>, .flags = BaseType, .fill = fill_step<imap_make, imap_next>}, py2},
    {{.name = "itertools.islice", .layout = layout_of<Islice>, .flags = BaseType, .methods = islice_methods, .fill = fill_step<islice_make, islice_next>}, always},
    {{.name = "itertools.izip", .layout = layout_of<Parallel>, .flags = BaseType, .fill = fill_step<izip_make, izip_next>}, py2},
    {{.name = "itertools.izip_longest", .layout = layout_of<Parallel>, .flags = BaseType, .fill = fill_step<zip_longest_make, zip_longest_next>}, between(2, 6, 2, 7)},
    {{.name = "itertools.pairwise", .layout = layout_of<Pairwise>, .flags = BaseType, .fill = fill_step<pairwise_make, pairwise_next>}, since(3, 10)},
    {{.name = "itertools.repeat", .layout = layout_of<Repeat>, .flags = BaseType, .methods = repeat_methods, .fill = fill_with_repr<repeat_repr, repeat_make, repeat_next>}, always},
    {{.name = "itertools.starmap", .layout = layout_of<Sieve>, .flags = BaseType, .methods = sieve_methods, .fill = fill_step<sieve_make<starmap_name>, starmap_next>}, always},
    {{.name = "itertools.takewhile", .layout = layout_of<Sieve>, .flags = BaseType, .methods = flagged_methods, .fill = fill_step<sieve_make<takewhile_name>, takewhile_next>}, always},
    {{.name = "itertools.zip_longest", .layout = layout_of<Parallel>, .flags = BaseType, .methods = zip_longest_methods, .fill = fill_step<zip_longest_make, zip_longest_next>}, py3},
};

bool fill_itertools(Thread& thread, Module& module) {
  for (const Entry& entry : entries) {
    if (!thread.rt.in(entry.releases)) continue;
    if (lacks_compress(thread.rt.release) && entry.spec.layout == layout_of<Compress>) continue;
    Type* type = make_builtin_type(thread.rt, entry.spec);
    if (entry.spec.layout == layout_of<Chain>) made.chain = type;
    if (entry.spec.layout == layout_of<Islice>) made.islice = type;
    if (!module_add_type(thread, module, type)) return false;
  }
  return add_itertools_combinatorics(thread, module) && add_itertools_groups(thread, module);
}

}  // namespace

extern const ModuleSpec itertools_module;
const ModuleSpec itertools_module{.name = "itertools", .fill = fill_itertools};

}  // namespace xvm
