// The iterator types among the builtins: enumerate, reversed, and 3.x zip, map, filter.
#include "vm/builtin_types.h"
#include "objects/int.h"
#include "objects/iterator_methods.h"
#include "objects/iterators.h"
#include "objects/memoryview.h"
#include "objects/sequence.h"
#include "objects/text.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/signature.h"
#include "vm/thread.h"

namespace xvm {

namespace {

bool zip_names_argument(const Release& r) { return r.until(3, 7); }
bool zip_has_strict(const Release& r) { return r.since(3, 10); }
bool reversed_names_type(const Release& r) { return r.since(3, 6); }
constexpr Range pickled = since(3, 3);

struct Enumerate : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "enumerate";
  static constexpr bool gc = true;
  Value iterator, number, spare;
  void traverse(Visitor& v) { v(iterator), v(number), v(spare); }
  void clear() { iterator = nullptr, spare = nullptr; }
};

Value enumerate_make(Thread& thread, Type* type, Args args) {
  const Release& r = thread.rt.release;
  Value number = Value::small(0), source;
  if (!args.names && args.positional == 1) {
    source = Value(args[0]);
  } else {
    const char* signature = r.until(2, 5) ? "enumerate(sequence)" : r.python2() ? "enumerate(sequence, start=0)" : "enumerate(iterable, start=0)";
    Bound<2> a(thread, signature, args);
    if (!a) return error_set;
    // 2.x: "'str' object cannot be interpreted as an index"
    if (a[1]) {
      if (!(number = as_index(thread, a[1]))) return error_set;
      std::int64_t plain;
      if (int_fits(number, plain)) number = make_int(thread, plain);
    }
    source = Value(a[0]);
  }
  Value iterator = iterate(thread, source);
  if (!iterator) return iterator;
  Enumerate* it = allocate<Enumerate>(type);
  it->iterator = std::move(iterator);
  it->number = std::move(number);
  track(it);
  return own(it);
}

Value enumerate_next(Thread& thread, Ref self) {
  Enumerate& it = as<Enumerate>(self);
  Value iterator = it.iterator;
  if (!iterator) return iterator;
  Value item = next(thread, iterator);
  if (!item) return item;
  Value number = it.number;
  if (number.is_small_int() && Value::fits_small(number.small_int() + 1)) it.number = Value::small(number.small_int() + 1);
  else it.number = int_add(thread, number, Value::small(1));
  return make_pair_in(thread, it.spare, std::move(number), std::move(item));
}

Value enumerate_reduce(Thread& thread, Ref self, Args) {
  Enumerate& it = as<Enumerate>(self);
  Value args = make_tuple(thread, {it.iterator, it.number});
  return make_tuple(thread, {Ref(self.object()->type), args});
}

struct Reversed : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "reversed";
  static constexpr bool gc = true;
  Value sequence;   // null when exhausted
  std::int64_t index = 0;
  void traverse(Visitor& v) { v(sequence); }
  void clear() { sequence = nullptr; }
};

// Whether v has items by number: a built-in sequence, or an instance whose class has __getitem__; never a dict.
bool is_sequence(Thread& thread, Ref v) {
  if (is<Dict>(v)) return false;
  const Slots& slots = type_of(thread, v)->slots;
  return slots.index_item || (slots.get_item && v.is_object() && ((v.object()->flags & HeapInstance) || v.object()->kind == static_cast<std::uint16_t>(Kind::OldInstance)));
}

bool none_refuses(const Release& r) { return r.since(3, 6); }   // __reversed__ = None

Value reversed_make(Thread& thread, Type* type, Args args) {
  if (!check_no_keywords(thread, "reversed", args)) return error_set;
  if (!check_unpack_count(thread, "reversed", args.size(), 1, 1)) return error_set;
  Ref sequence = args[0];
  Value method = lookup_special(thread, sequence, thread.rt.names.reversed__);
  if (!method && thread.has_error()) return error_set;
  bool refused = method && method.is_none() && none_refuses(thread.rt.release);
  if (method && !refused) return call(thread, method);
  if (refused || !is_sequence(thread, sequence)) {
    if (refused || reversed_names_type(thread.rt.release))
      return raise_type_error(thread, "'{}' object is not reversible", type_name(thread, sequence));
    return raise_type_error(thread, "argument to reversed() must be a sequence");
  }
  if (is<MemoryView>(sequence) && thread.rt.in(between(3, 3, 3, 3))) return raise_type_error(thread, "object of type 'memoryview' has no len()");
  if (is<MemoryView>(sequence) && thread.rt.python2()) return raise_type_error(thread, "object of type 'memoryview' has no len()");
  std::int64_t size = length(thread, sequence);
  if (size < 0) return error_set;
  Reversed* it = allocate<Reversed>(type);
  it->sequence = Value(sequence);
  it->index = size - 1;
  track(it);
  return own(it);
}

Value reversed_next(Thread& thread, Ref self) {
  Reversed& it = as<Reversed>(self);
  if (!it.sequence) return Value();
  Value sequence = it.sequence;
  if (it.index >= 0) {
    GetItemIndexFn get = type_of(thread, sequence)->slots.index_item;
    Value item = get ? get(thread, sequence, it.index) : get_item(thread, sequence, make_int(thread, it.index));
    if (item) {
      --it.index;
      return item;
    }
    if (!thread.error_is(thread.rt.exc.IndexError) && !thread.error_is(thread.rt.exc.StopIteration)) return item;
    thread.clear_error();
  }
  it.index = -1;
  it.sequence = nullptr;
  return Value();
}

Value reversed_hint(Thread& thread, Ref self, Args) {
  Reversed& it = as<Reversed>(self);
  if (!it.sequence) return Value::small(0);
  std::int64_t size = length(thread, it.sequence);
  if (size < 0) return error_set;
  return make_int(thread, size < it.index + 1 ? 0 : it.index + 1);
}

Value reversed_reduce(Thread& thread, Ref self, Args) {
  Reversed& it = as<Reversed>(self);
  Value args = make_tuple(thread, {it.sequence ? it.sequence : empty_tuple(thread)});
  if (!it.sequence) return make_tuple(thread, {Ref(self.object()->type), args});
  return make_tuple(thread, {Ref(self.object()->type), args, make_int(thread, it.index)});
}

Value reversed_setstate(Thread& thread, Ref self, Args args) {
  Reversed& it = as<Reversed>(self);
  std::int64_t index;
  if (!iterator_state(thread, args[0], index)) return error_set;
  if (it.sequence) {
    std::int64_t size = length(thread, it.sequence);
    if (size < 0) return error_set;
    it.index = index < -1 ? -1 : index > size - 1 ? size - 1 : index;
  }
  return none_value();
}

// zip and map: a function (map) and iterators, in one tuple.
struct Zip : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "zip";
  static constexpr bool gc = true;
  Value iterators, spare;
  bool strict = false;
  void traverse(Visitor& v) { v(iterators), v(spare); }
  void clear() { iterators = nullptr, spare = nullptr; }
};
struct Map : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "map";
  static constexpr bool gc = true;
  Value function, iterators;
  void traverse(Visitor& v) { v(function), v(iterators); }
  void clear() { function = nullptr, iterators = nullptr; }
};
struct Filter : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "filter";
  static constexpr bool gc = true;
  Value function, iterator;
  void traverse(Visitor& v) { v(function), v(iterator); }
  void clear() { function = nullptr, iterator = nullptr; }
};

Value zip_make(Thread& thread, Type* type, Args args) {
  const Release& r = thread.rt.release;
  bool strict = false;
  Value sources;
  if (zip_has_strict(r) && args.names) {
    Bound<2> a(thread, "zip(*iterables, strict=False)", args);
    if (!a) return error_set;
    int t = a[1] ? truth(thread, a[1]) : 0;
    if (t < 0) return error_set;
    strict = t;
    sources = Value(a[0]);
  } else {
    if (!check_no_keywords(thread, "zip", args)) return error_set;
    sources = make_tuple(thread, args.data, args.size());
  }
  Tuple& from = as<Tuple>(sources);
  Tuple* iterators = allocate_tuple(thread, from.length);
  Value owner = own(iterators);
  for (std::size_t i = 0; i < from.length; ++i) {
    Value iterator = iterate(thread, from[i]);
    if (!iterator) {
      if (!zip_names_argument(r) || !thread.error_is(thread.rt.exc.TypeError)) return error_set;
      thread.clear_error();
      return raise_type_error(thread, "zip argument #{} must support iteration", i + 1);
    }
    iterators->items()[i] = std::move(iterator);
  }
  Zip* it = allocate<Zip>(type);
  track(iterators);
  it->iterators = std::move(owner);
  it->strict = strict;
  track(it);
  return own(it);
}

std::string before(std::size_t i) { return i == 1 ? std::string("argument 1") : fmt::format("arguments 1-{}", i); }

Value zip_next(Thread& thread, Ref self) {
  Zip& it = as<Zip>(self);
  if (!it.iterators) return Value();
  Value owner = it.iterators;
  Tuple& iterators = as<Tuple>(owner);
  if (iterators.length == 0) return Value();
  if (iterators.length == 2 && !it.strict) {
    Value keep(self), first = next(thread, iterators[0]);
    if (!first) return first;
    Value second = next(thread, iterators[1]);
    if (!second) return second;
    return make_pair_in(thread, it.spare, std::move(first), std::move(second));
  }
  Tuple* result = allocate_tuple(thread, iterators.length);
  Value out = own(result);
  for (std::size_t i = 0; i < iterators.length; ++i) {
    if ((result->items()[i] = next(thread, iterators[i]))) continue;
    if (thread.has_error() || !it.strict) return Value();
    if (i) return raise_value_error(thread, "zip() argument {} is shorter than {}", i + 1, before(i));
    for (i = 1; i < iterators.length; ++i) {
      Value item = next(thread, iterators[i]);
      if (item) return raise_value_error(thread, "zip() argument {} is longer than {}", i + 1, before(i));
      if (thread.has_error()) return Value();
    }
    return Value();
  }
  track(result);
  return out;
}

Value zip_reduce(Thread& thread, Ref self, Args) {
  Zip& it = as<Zip>(self);
  if (it.strict) return make_tuple(thread, {Ref(self.object()->type), it.iterators, py_true});
  return make_tuple(thread, {Ref(self.object()->type), it.iterators});
}

Value zip_setstate(Thread& thread, Ref self, Args args) {
  int t = truth(thread, args[0]);
  if (t < 0) return error_set;
  as<Zip>(self).strict = t;
  return none_value();
}

Value map_make(Thread& thread, Type* type, Args args) {
  if (!check_no_keywords(thread, "map", args)) return error_set;
  if (args.size() < 2) return raise_type_error(thread, "map() must have at least two arguments.");
  std::vector<Value> iterators;
  for (std::uint32_t i = 1; i < args.size(); ++i) {
    iterators.push_back(iterate(thread, args[i]));
    if (!iterators.back()) return error_set;
  }
  Map* it = allocate<Map>(type);
  it->function = Value(args[0]);
  it->iterators = make_tuple_moved(thread, iterators.data(), iterators.size());
  track(it);
  return own(it);
}

Value map_next(Thread& thread, Ref self) {
  Map& it = as<Map>(self);
  if (!it.iterators) return Value();
  Value function = it.function, owner = it.iterators;
  Tuple& iterators = as<Tuple>(owner);
  if (iterators.length == 1) {
    Value item = next(thread, iterators[0]);
    return item ? call(thread, function, item) : Value();
  }
  std::vector<Value> items(iterators.length);
  for (std::size_t i = 0; i < iterators.length; ++i)
    if (!(items[i] = next(thread, iterators[i]))) return Value();
  return call(thread, function, Args{items.data(), static_cast<std::uint32_t>(items.size()), {}});
}

Value map_reduce(Thread& thread, Ref self, Args) {
  Map& it = as<Map>(self);
  Tuple& iterators = as<Tuple>(it.iterators);
  Tuple* args = allocate_tuple(thread, iterators.length + 1);
  args->items()[0] = it.function;
  for (std::size_t i = 0; i < iterators.length; ++i) args->items()[i + 1] = iterators.items()[i];
  track(args);
  return make_tuple(thread, {Ref(self.object()->type), own(args)});
}

Value filter_make(Thread& thread, Type* type, Args args) {
  if (!check_no_keywords(thread, "filter", args)) return error_set;
  if (!check_unpack_count(thread, "filter", args.size(), 2, 2)) return error_set;
  Value iterator = iterate(thread, args[1]);
  if (!iterator) return iterator;
  Filter* it = allocate<Filter>(type);
  it->function = Value(args[0]);
  it->iterator = std::move(iterator);
  track(it);
  return own(it);
}

Value filter_next(Thread& thread, Ref self) {
  Filter& it = as<Filter>(self);
  if (!it.iterator) return Value();
  Value function = it.function, iterator = it.iterator;
  bool plain = function.is_none() || function == Ref(thread.rt.types.bool_);
  while (Value item = next(thread, iterator)) {
    Value verdict = plain ? item : call(thread, function, item);
    if (!verdict) return verdict;
    int keep = truth(thread, verdict);
    if (keep < 0) return error_set;
    if (keep) return item;
  }
  return Value();
}

Value filter_reduce(Thread& thread, Ref self, Args) {
  Filter& it = as<Filter>(self);
  Value args = make_tuple(thread, {it.function, it.iterator});
  return make_tuple(thread, {Ref(self.object()->type), args});
}

template <NewFn make, NextFn step>
void fill(Slots& slots, Runtime&) {
  slots.iter = identity;
  slots.make = make;
  slots.next = step;
}

constexpr Method enumerate_methods[] = {
    {"__class_getitem__($type, object, /)", generic_class_getitem, since(3, 9), Method::Class},
    {"__reduce__(self, /)", enumerate_reduce, pickled},
};
constexpr Method reversed_methods[] = {
    {"__length_hint__(self, /)", reversed_hint},
    {"__reduce__(self, /)", reversed_reduce, pickled},
    {"__setstate__(self, state, /)", reversed_setstate, pickled},
};
constexpr Method zip_methods[] = {
    {"__reduce__(self, /)", zip_reduce, pickled},
    {"__setstate__(self, state, /)", zip_setstate, since(3, 10)},
};
constexpr Method map_methods[] = {{"__reduce__(self, /)", map_reduce, pickled}};
constexpr Method filter_methods[] = {{"__reduce__(self, /)", filter_reduce, pickled}};

}  // namespace

void make_builtin_iterator_types(Runtime& runtime) {
  static constexpr TypeSpec enumerate_spec{.name = "enumerate", .layout = layout_of<Enumerate>, .flags = BaseType, .methods = enumerate_methods, .fill = fill<enumerate_make, enumerate_next>};
  static constexpr TypeSpec reversed_spec{.name = "reversed", .layout = layout_of<Reversed>, .flags = BaseType, .methods = reversed_methods, .fill = fill<reversed_make, reversed_next>};
  static constexpr TypeSpec zip_spec{.name = "zip", .layout = layout_of<Zip>, .flags = BaseType, .methods = zip_methods, .fill = fill<zip_make, zip_next>};
  static constexpr TypeSpec map_spec{.name = "map", .layout = layout_of<Map>, .flags = BaseType, .methods = map_methods, .fill = fill<map_make, map_next>};
  static constexpr TypeSpec filter_spec{.name = "filter", .layout = layout_of<Filter>, .flags = BaseType, .methods = filter_methods, .fill = fill<filter_make, filter_next>};
  runtime.types.enumerate = make_builtin_type(runtime, enumerate_spec);
  runtime.types.reversed = make_builtin_type(runtime, reversed_spec);
  if (runtime.python2()) return;
  runtime.types.zip = make_builtin_type(runtime, zip_spec);
  runtime.types.map = make_builtin_type(runtime, map_spec);
  runtime.types.filter = make_builtin_type(runtime, filter_spec);
}

}  // namespace xvm
