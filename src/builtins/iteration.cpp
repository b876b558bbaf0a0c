// Builtin functions about iteration.
#include "builtins/iteration.h"

#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/iterators.h"
#include "objects/list.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/limits.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/runtime.h"
#include "vm/signature.h"
#include "vm/thread.h"
#include "vm/unpacking.h"
#include "vm/warnings.h"

namespace xvm {

namespace {

bool words_callable_by_signature(const Release& r) { return r.since(3, 12) && r.until(3, 12); }
bool quotes_non_iterator(const Release& r) { return r.since(3, 3); }
bool range_names_int(const Release& r) { return r.since(2, 6); }

// Calls `wanted` with the truth of each item until it says yes: 1; 0: it never did; -1: the error is set.
template <class Wanted>
int any_truth(Thread& thread, Ref iterable, Wanted wanted) {
  auto test = [&](Ref item) {
    int t = item.is_bool() ? item.is_true() : item.is_small_int() ? item.small_int() != 0 : truth(thread, item);
    return t < 0 ? -1 : wanted(t != 0) ? 1 : 0;
  };
  if (is_exact<List>(iterable)) {
    List& list = as<List>(iterable);
    for (std::size_t i = 0; i < list.length; ++i) {
      Value item = list.items[i];
      if (!count_step(thread)) return -1;
      if (int t = test(item)) return t;
    }
    return 0;
  }
  Value iterator = iterate(thread, iterable);
  if (!iterator) return -1;
  while (Value item = next(thread, iterator))
    if (int t = test(item)) return t;
  return thread.has_error() ? -1 : 0;
}

Value all_of(Thread& thread, Ref, Args args) {
  int t = any_truth(thread, args[0], [](bool item) { return !item; });
  return t < 0 ? Value() : Value::of(t == 0);
}

Value any_of(Thread& thread, Ref, Args args) {
  int t = any_truth(thread, args[0], [](bool item) { return item; });
  return t < 0 ? Value() : Value::of(t == 1);
}

Value iter(Thread& thread, Ref, Args args) {
  if (!args[1]) return iterate(thread, args[0]);
  if (!is_callable(thread, args[0])) return raise(thread, thread.rt.exc.TypeError, words_callable_by_signature(thread.rt.release) ? "iter(object, sentinel): object must be callable" : "iter(v, w): v must be callable");
  return make_callable_iterator(thread, args[0], args[1]);
}

Value len(Thread& thread, Ref, Args args) {
  std::int64_t size = length(thread, args[0]);
  return size < 0 ? Value() : make_int(thread, size);
}

Value next_of(Thread& thread, Ref, Args args) {
  const Slots& slots = type_of(thread, args[0])->slots;
  if (!slots.next && !slots.next_method) {
    if (!quotes_non_iterator(thread.rt.release))
      return raise_type_error(thread, "{} object is not an iterator", type_name(thread, args[0]));
    return raise_type_error(thread, "'{}' object is not an iterator", type_name(thread, args[0]));
  }
  Value item = slots.next_method ? slots.next_method(thread, args[0]) : slots.next(thread, args[0]);
  if (item) return item;
  if (args[1]) {
    if (thread.has_error() && !catch_error(thread, thread.rt.exc.StopIteration)) return item;
    return Value(args[1]);
  }
  if (!thread.has_error()) return raise_class(thread, thread.rt.exc.StopIteration);
  return item;
}

Value sorted_list(Thread& thread, Ref iterable, Ref cmp, Ref key, Ref reverse) {
  Value list = to_list(thread, iterable);
  Recursion guard(thread, while_calling, list && thread.rt.in(since(2, 6)));   // list.sort() is called
  bool backwards;
  if (!guard.ok() || !list || !sort_reverse_flag(thread, reverse, backwards)) return error_set;
  auto given = [](Ref r) { return r && !r.is_none() ? r : Ref(); };
  if (!list_sort(thread, as<List>(list), given(key), backwards, given(cmp))) return error_set;
  return list;
}
// 3.0 to 3.6: parsed as if all could be positional; what follows the iterable is then handed to list.sort as it came.
Value sorted_old(Thread& thread, Args args) {
  Bound<3> a(thread, "sorted(iterable, key=None, reverse=False)", args);
  int reverse;
  if (!a || (a[2] && !as_c_int(thread, a[2], reverse))) return error_set;
  Value list = to_list(thread, a[0]);
  if (!list) return list;
  Args rest = args;
  ++rest.data;
  --rest.positional;
  Value key = native_intern(thread, "sort"), sort = get_attribute(thread, list, key);
  return sort && call(thread, sort, rest) ? std::move(list) : Value();
}
// Keywords are list.sort's, and so are the words about wrong ones (to 3.6 the message names no function).
Value sorted(Thread& thread, Ref, Args args) {
  if (thread.rt.in(until(3, 6)) && args.size() > 0) return sorted_old(thread, args);
  if (args.size() < 1 && thread.rt.in(until(3, 5))) return raise_type_error(thread, "Required argument 'iterable' (pos 1) not found");
  if (args.size() < 1 && thread.rt.in(until(3, 6))) return raise_type_error(thread, "Function takes at least 1 positional arguments (0 given)");
  if (!check_unpack_count(thread, "sorted", args.size(), 1, 1)) return error_set;
  Value list = to_list(thread, args[0]);
  if (!list) return list;
  bool backwards = false;
  Ref key;
  if (args.names) {
    Args keywords = args;
    ++keywords.data;
    keywords.positional = 0;
    Bound<2> a(thread, "sort(*, key=None, reverse=False)", keywords);
    if (!a || !sort_reverse_flag(thread, a[1], backwards)) return error_set;
    key = a[0] && !a[0].is_none() ? a[0] : Ref();
  }
  Recursion guard(thread, while_calling, thread.rt.in(since(2, 6)));   // list.sort() is called
  if (!guard.ok() || !list_sort(thread, as<List>(list), key, backwards)) return error_set;
  return list;
}
Value sorted_cmp(Thread& thread, Ref, Args args) { return sorted_list(thread, args[0], args[1], args[2], args[3]); }

// 2.x only from here.
Value apply(Thread& thread, Ref, Args args) {
  Value positional = empty_tuple(thread);
  if (args[1]) {
    if (!is<Tuple>(args[1])) {
      const Slots& slots = type_of(thread, args[1])->slots;
      if (!slots.index_item && !slots.get_item)
        return raise_type_error(thread, "apply() arg 2 expected sequence, found {}", type_name(thread, args[1]));
      if (!(positional = to_tuple(thread, args[1]))) return error_set;
    } else {
      positional = Value(args[1]);
    }
  }
  if (args[2] && !is<Dict>(args[2]))
    return raise_type_error(thread, "apply() arg 3 expected dictionary, found {}", type_name(thread, args[2]));
  DictCursor cursor;
  while (DictEntry* entry = args[2] ? cursor.next(as<Dict>(args[2])) : nullptr)
    if (!is<Bytes>(entry->key) && !is<Text>(entry->key)) return raise_type_error(thread, "{} keywords must be strings", describe_callable(thread, args[0]));
  return call_tuple(thread, args[0], positional, args[2]);
}

// 1 keep, 0 drop, -1.
int keeps(Thread& thread, Ref function, Ref item) {
  if (function.is_none() || function == Ref(thread.rt.types.bool_)) return truth(thread, item);
  Value verdict = call(thread, function, item);
  return verdict ? truth(thread, verdict) : -1;
}

Value filter_string(Thread& thread, Ref function, Ref text) {
  std::int64_t size = length(thread, text);
  if (size < 0) return error_set;
  if (function.is_none() && (is_exact<Bytes>(text) || is_exact<Text>(text))) return Value(text);
  TextBuilder out(thread);
  Value empty = text_substring(thread, as<Text>(make_text(thread, "")), 0, 0);
  if (is<Text>(text)) out.add_value(empty);
  const char* kind = is<Text>(text) ? "can't filter unicode to unicode: __getitem__ returned different type"
                                    : "can't filter str to str: __getitem__ returned different type";
  for (std::int64_t i = 0; i < size; ++i) {
    Value item = get_item(thread, text, Value::small(i));
    if (!item) return item;
    int keep = function.is_none() ? 1 : keeps(thread, function, item);
    if (keep < 0) return error_set;
    if (!keep) continue;
    if (is<Text>(text) ? !is<Text>(item) : !is<Bytes>(item)) return raise_type_error(thread, "{}", kind);
    out.add_value(item);
  }
  return out.finish();
}

Value filter_2(Thread& thread, Ref, Args args) {
  if (is<Bytes>(args[1]) || is<Text>(args[1])) return filter_string(thread, args[0], args[1]);
  Value list = own(allocate_list(thread, 0));
  if (is<Tuple>(args[1])) {
    std::int64_t size = length(thread, args[1]);
    if (size == 0 && is_exact<Tuple>(args[1])) return Value(args[1]);
    for (std::int64_t i = 0; i < size; ++i) {
      Value item = get_item(thread, args[1], Value::small(i));
      if (!item) return item;
      int keep = keeps(thread, args[0], item);
      if (keep < 0) return error_set;
      if (keep) list_append(as<List>(list), std::move(item));
    }
    return list_to_tuple(thread, as<List>(list));
  }
  Value iterator = iterate(thread, args[1]);
  if (!iterator) return iterator;
  while (Value item = next(thread, iterator)) {
    int keep = keeps(thread, args[0], item);
    if (keep < 0) return error_set;
    if (keep) list_append(as<List>(list), std::move(item));
  }
  return thread.has_error() ? Value() : std::move(list);
}

Value map_2(Thread& thread, Ref, Args args) {
  if (args.keywords()) return raise_type_error(thread, "map() takes no keyword arguments");
  if (args.size() < 2) return raise_type_error(thread, "map() requires at least two args");
  Ref function = args[0];
  Value rest = make_tuple(thread, args.data + 1, args.size() - 1);
  Tuple& sources = as<Tuple>(rest);
  if (function.is_none() && sources.length == 1) return to_list(thread, sources[0]);
  std::vector<Value> iterators;
  for (std::size_t i = 0; i < sources.length; ++i) {
    Value iterator = iterate(thread, sources[i]);
    if (!iterator) {
      if (!catch_error(thread, thread.rt.exc.TypeError)) return error_set;
      return raise_type_error(thread, "argument {} to map() must support iteration", i + 2);
    }
    iterators.push_back(std::move(iterator));
  }
  Value list = own(allocate_list(thread, 0));
  std::vector<Value> items(sources.length);
  for (;;) {
    bool any = false;
    for (std::size_t i = 0; i < iterators.size(); ++i) {
      items[i] = iterators[i] ? next(thread, iterators[i]) : Value();
      if (items[i]) {
        any = true;
        continue;
      }
      if (thread.has_error()) return error_set;
      iterators[i] = nullptr;
      items[i] = none_value();
    }
    if (!any) return list;
    Value result = function.is_none() ? make_tuple(thread, items.data(), items.size())
                                      : call(thread, function, Args{items.data(), static_cast<std::uint32_t>(items.size()), {}});
    if (!result) return result;
    list_append(as<List>(list), std::move(result));
  }
}

Value zip_2(Thread& thread, Ref, Args args) {
  Tuple& sources = as<Tuple>(args[0]);
  Value list = own(allocate_list(thread, 0));
  if (sources.length == 0) return list;
  for (Ref source : sources) {   // asked for their lengths first
    std::int64_t hint = length_hint(thread, source, -2);
    if (hint < 0 && thread.has_error()) return error_set;
    if (hint < 0) break;
  }
  std::vector<Value> iterators;
  for (std::size_t i = 0; i < sources.length; ++i) {
    Value iterator = iterate(thread, sources[i]);
    if (!iterator) {
      if (!catch_error(thread, thread.rt.exc.TypeError)) return error_set;
      return raise_type_error(thread, "zip argument #{} must support iteration", i + 1);
    }
    iterators.push_back(std::move(iterator));
  }
  std::vector<Value> items(sources.length);
  for (;;) {
    for (std::size_t i = 0; i < iterators.size(); ++i)
      if (!(items[i] = next(thread, iterators[i]))) return thread.has_error() ? Value() : std::move(list);
    list_append(as<List>(list), make_tuple(thread, items.data(), items.size()));
  }
}

bool range_takes_floats(const Release& r) { return r.until(2, 6); }   // with a warning

// A bound of range() as an int or long.
Value range_bound(Thread& thread, Ref v, const char* which) {
  if (is_int(v)) return Value(v);
  if (is_float(v) && range_takes_floats(thread.rt.release)) {
    if (!warn(thread, thread.rt.exc.DeprecationWarning, "integer argument expected, got float")) return error_set;
    return int_from_object(thread, v, false);
  }
  const Slots& slots = type_of(thread, v)->slots;
  if (is_float(v)) return raise_type_error(thread, "range() integer {} argument expected, got {}.", which, type_name(thread, v));
  Value number = slots.as_int ? slots.as_int(thread, v) : Value();
  if (is_int(number) || thread.has_error()) return number;
  if (slots.as_int && range_names_int(thread.rt.release)) return raise_type_error(thread, "__int__ should return int object");
  return raise_type_error(thread, "range() integer {} argument expected, got {}.", which, type_name(thread, v));
}

bool counts_in_ints(const Release& r) { return r.until(2, 6); }

Value range_2(Thread& thread, Ref, Args args) {
  Value start = Value::small(0), stop, step = Value::small(1);
  if (args[1]) {
    if (!(stop = range_bound(thread, args[1], "end")) || !(start = range_bound(thread, args[0], "start"))) return error_set;
    if (args[2] && !(step = range_bound(thread, args[2], "step"))) return error_set;
  } else if (!(stop = range_bound(thread, args[0], "end"))) {
    return stop;
  }
  int sign = int_sign(step);
  if (sign == 0) return raise_value_error(thread, "range() step argument must not be zero");
  std::int64_t low, high, stride;
  if (int_fits(start, low) && int_fits(stop, high) && int_fits(step, stride)) {
    std::uint64_t count = 0;
    if (stride > 0 && low < high) count = (static_cast<std::uint64_t>(high) - static_cast<std::uint64_t>(low) - 1) / static_cast<std::uint64_t>(stride) + 1;
    if (stride < 0 && low > high) count = (static_cast<std::uint64_t>(low) - static_cast<std::uint64_t>(high) - 1) / (~static_cast<std::uint64_t>(stride) + 1) + 1;
    if (count >= (counts_in_ints(thread.rt.release) ? std::uint64_t{1} << 31 : std::uint64_t{1} << 63)) return raise_overflow(thread, "range() result has too many items");
    if (count > std::uint64_t{1} << 34 || !has_memory(count * sizeof(Value))) return raise_memory_error(thread);
    List* list = allocate_list(thread, count);
    Value owner = own(list);
    for (std::uint64_t i = 0; i < count; ++i)
      list_append(*list, make_int(thread, static_cast<std::int64_t>(static_cast<std::uint64_t>(low) + i * static_cast<std::uint64_t>(stride))));
    return owner;
  }
  Value list = own(allocate_list(thread, 0));
  Value width = int_subtract(thread, stop, start), items = binary_op(thread, Binary::FloorDivide, width, step);
  std::int64_t rough;
  if (!items) return items;
  if (int_sign(items) > 0 && !int_fits(items, rough)) return raise_overflow(thread, "range() result has too many items");
  if (int_sign(items) > 0 && (rough > std::int64_t{1} << 34 || !room_for(rough, sizeof(Value)))) return raise_memory_error(thread);
  Big first(Integer(start).get());
  start = make_long(thread, first);   // all of it is long
  while (sign > 0 ? int_compare(start, stop) < 0 : int_compare(start, stop) > 0) {
    list_append(as<List>(list), start);
    Value next = int_add(thread, start, step);
    Big number(Integer(next).get());
    start = make_long(thread, number);
  }
  return list;
}

Value reduce_2(Thread& thread, Ref, Args args) {
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
  if (!result) return raise_type_error(thread, "reduce() of empty sequence with no initial value");
  return result;
}

constexpr Method rows[] = {
    {"all(iterable, /)", all_of},
    {"any(iterable, /)", any_of},
    {"apply(object, args=(), kwargs={}, /)", apply, py2},
    {"filter(function, sequence, /)", filter_2, py2},
    {"iter(object, sentinel=<unrepresentable>, /)", iter},
    {"len(obj, /)", len, always, Method::Normal, nullptr, Intrinsic::Len},
    {"map(function, *sequences)", map_2, py2, Method::Raw},
    {"next(iterator, default=<unrepresentable>, /)", next_of, since(2, 6)},
    {"range(start, stop=<unrepresentable>, step=1, /)", range_2, py2},
    {"reduce(function, sequence, initial=<unrepresentable>, /)", reduce_2, py2},
    {"sorted(iterable, cmp=None, key=None, reverse=False)", sorted_cmp, py2},
    {"sorted(iterable, /, *, key=None, reverse=False)", sorted, py3, Method::Raw},
    {"zip(*iterables)", zip_2, py2},
};

}  // namespace

std::span<const Method> iteration_builtins() { return rows; }

}  // namespace xvm
