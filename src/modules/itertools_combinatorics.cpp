// itertools: product, combinations, combinations_with_replacement, permutations.
#include "modules/iterator_struct.h"
#include "modules/itertools.h"
#include "objects/sequence.h"
#include "vm/argument_words.h"

namespace xvm {

namespace {

// What they share: pools of items, and indices into them that step to the next arrangement.
struct Arrangement : Object {
  XVM_OBJECT("itertools.arrangement")
  std::vector<Value> pools;            // tuples: one, or for product one a position
  std::vector<std::int64_t> indices, cycles;
  std::size_t length = 0;              // of what is given
  bool started = false, stopped = false;
  void traverse(Visitor& v) { for (const Value& pool : pools) v(pool); }
  void clear() { pools.clear(); stopped = true; }
  const Tuple& pool(std::size_t i) const { return as<Tuple>(pools[pools.size() == 1 ? 0 : i]); }
};

// The present arrangement as a tuple.
Value arranged(Thread& thread, const Arrangement& it, bool by_position) {
  if (it.length == 0) return empty_tuple(thread);
  Tuple* result = allocate_tuple(thread, it.length);
  for (std::size_t i = 0; i < it.length; ++i)
    result->items()[i] = as<Tuple>(it.pools[by_position ? i : 0]).items()[it.indices[i]];
  track(result);
  return own(result);
}

Value finish(Arrangement& it) {
  it.stopped = true;
  return Value();
}

// product
Value product_make(Thread& thread, Type* type, Args args) {
  std::int64_t repeat = 1;
  if (args.keywords()) {
    const Tuple& names = as<Tuple>(args.names);
    for (std::uint32_t i = 0; i < args.keywords(); ++i) {
      if (!native_is(names[i], "repeat")) {
        Value no_positional = empty_tuple(thread);
        Args only{args.data + args.positional, 0, args.names};
        Bound<1> refused(thread, "product(*, repeat=1)", only);
        return error_set;
      }
      if (!ssize_argument(thread, args.data[args.positional + i], repeat)) return error_set;
    }
    if (repeat < 0) return raise_value_error(thread, "repeat argument cannot be negative");
  }
  std::vector<Value> given;
  if (repeat > 0)
    for (Ref source : args) {
      given.push_back(to_tuple(thread, source));
      if (!given.back()) return error_set;
    }
  if (!given.empty() && repeat > max_items / static_cast<std::int64_t>(given.size())) return raise_overflow(thread, "repeat argument too large");
  std::size_t total = given.size() * static_cast<std::size_t>(repeat);
  if (!memory_for(total * 16)) return raise_memory_error(thread);
  Arrangement* it = allocate<Arrangement>(type);
  for (std::size_t i = 0; i < total; ++i) it->pools.push_back(given[i % given.size()]);
  it->length = total;
  it->indices.assign(total, 0);
  for (const Value& pool : it->pools) it->stopped |= as<Tuple>(pool).length == 0;
  track(it);
  return own(it);
}

Value product_next(Thread& thread, Ref self) {
  Arrangement& it = as<Arrangement>(self);
  if (it.stopped) return Value();
  if (!it.started) {
    it.started = true;
    return arranged(thread, it, true);
  }
  for (std::size_t i = it.length; i-- > 0;) {
    if (++it.indices[i] < static_cast<std::int64_t>(as<Tuple>(it.pools[i]).length)) return arranged(thread, it, true);
    it.indices[i] = 0;
  }
  return finish(it);
}

Value numbers(Thread& thread, const std::vector<std::int64_t>& from) {
  Tuple* tuple = allocate_tuple(thread, from.size());
  for (std::size_t i = 0; i < from.size(); ++i) tuple->items()[i] = make_int(thread, from[i]);
  track(tuple);
  return own(tuple);
}

Value product_reduce(Thread& thread, Ref self, Args) {
  Arrangement& it = as<Arrangement>(self);
  if (it.stopped) return make_tuple(thread, {type_ref(self), make_tuple(thread, {empty_tuple(thread)})});
  Value pools = make_tuple(thread, it.pools.data(), it.pools.size());
  if (!it.started) return make_tuple(thread, {type_ref(self), pools});
  return make_tuple(thread, {type_ref(self), pools, numbers(thread, it.indices)});
}

// The indices of a pickled state, each kept within what its place can have.
enum class Bounded : std::uint8_t { ByPool, ByPosition, Combination };
bool set_indices(Thread& thread, Arrangement& it, Ref state, Bounded by) {
  if (!is<Tuple>(state) || as<Tuple>(state).length != it.indices.size()) return raise_value_error(thread, "invalid arguments");
  for (std::size_t i = 0; i < it.indices.size(); ++i) {
    std::int64_t index;
    if (!state_index(thread, as<Tuple>(state)[i], index)) return false;
    std::int64_t most = static_cast<std::int64_t>(as<Tuple>(it.pools[by == Bounded::ByPosition ? i : 0]).length) - 1;
    if (by == Bounded::Combination) most -= static_cast<std::int64_t>(it.length - 1 - i);
    it.indices[i] = index < 0 ? 0 : index > most ? most : index;
  }
  it.started = true;
  return true;
}
Value product_setstate(Thread& thread, Ref self, Args args) {
  Arrangement& it = as<Arrangement>(self);
  if (it.stopped) return none_value();
  return set_indices(thread, it, args[0], Bounded::ByPosition) ? none_value() : Value();
}

// combinations and permutations of one pool.
Arrangement* over_pool(Type* type, Value pool, std::size_t length) {
  Arrangement* it = allocate<Arrangement>(type);
  it->pools.push_back(std::move(pool));
  it->length = length;
  return it;
}

template <bool replacement>
Value combinations_make(Thread& thread, Type* type, Args args) {
  Bound<2> a(thread, replacement ? "combinations_with_replacement(iterable, r)" : "combinations(iterable, r)", args);
  std::int64_t r;
  if (!a || !ssize_argument(thread, a[1], r)) return error_set;
  Value pool = to_tuple(thread, a[0]);
  if (!pool) return pool;
  if (r < 0) return raise_value_error(thread, "r must be non-negative");
  if (r > max_items || !memory_for(static_cast<std::size_t>(r) * 8)) return raise_memory_error(thread);
  std::int64_t n = static_cast<std::int64_t>(as<Tuple>(pool).length);
  Arrangement* it = over_pool(type, std::move(pool), static_cast<std::size_t>(r));
  it->stopped = replacement ? n == 0 && r > 0 : r > n;
  if (!it->stopped) {
    it->indices.resize(static_cast<std::size_t>(r));
    for (std::int64_t i = 0; i < r; ++i) it->indices[static_cast<std::size_t>(i)] = replacement ? 0 : i;
  }
  track(it);
  return own(it);
}

Value combinations_next(Thread& thread, Ref self) {
  Arrangement& it = as<Arrangement>(self);
  if (it.stopped) return Value();
  if (!it.started) {
    it.started = true;
    return arranged(thread, it, false);
  }
  std::int64_t n = static_cast<std::int64_t>(as<Tuple>(it.pools[0]).length), r = static_cast<std::int64_t>(it.length), i = r - 1;
  while (i >= 0 && it.indices[static_cast<std::size_t>(i)] == i + n - r) --i;
  if (i < 0) return finish(it);
  std::int64_t value = ++it.indices[static_cast<std::size_t>(i)];
  for (++i; i < r; ++i) it.indices[static_cast<std::size_t>(i)] = ++value;
  return arranged(thread, it, false);
}

Value replacement_next(Thread& thread, Ref self) {
  Arrangement& it = as<Arrangement>(self);
  if (it.stopped) return Value();
  if (!it.started) {
    it.started = true;
    return arranged(thread, it, false);
  }
  std::int64_t n = static_cast<std::int64_t>(as<Tuple>(it.pools[0]).length), i = static_cast<std::int64_t>(it.length) - 1;
  while (i >= 0 && it.indices[static_cast<std::size_t>(i)] == n - 1) --i;
  if (i < 0) return finish(it);
  std::int64_t value = it.indices[static_cast<std::size_t>(i)] + 1;
  for (; i < static_cast<std::int64_t>(it.length); ++i) it.indices[static_cast<std::size_t>(i)] = value;
  return arranged(thread, it, false);
}

Value combinations_reduce(Thread& thread, Ref self, Args) {
  Arrangement& it = as<Arrangement>(self);
  Value length = make_int(thread, static_cast<std::int64_t>(it.length));
  Value args = make_tuple(thread, {it.pools[0], length});
  if (!it.started) return make_tuple(thread, {type_ref(self), args});
  if (it.stopped) return make_tuple(thread, {type_ref(self), make_tuple(thread, {empty_tuple(thread), length})});
  return make_tuple(thread, {type_ref(self), args, numbers(thread, it.indices)});
}
template <bool replacement>
Value combinations_setstate(Thread& thread, Ref self, Args args) {
  Arrangement& it = as<Arrangement>(self);
  if (it.stopped) return none_value();
  return set_indices(thread, it, args[0], replacement ? Bounded::ByPool : Bounded::Combination) ? none_value() : Value();
}

Value permutations_make(Thread& thread, Type* type, Args args) {
  Bound<2> a(thread, "permutations(iterable, r=None)", args);
  if (!a) return error_set;
  Value pool = to_tuple(thread, a[0]);
  if (!pool) return pool;
  std::int64_t n = static_cast<std::int64_t>(as<Tuple>(pool).length), r = n;
  if (a[1] && !a[1].is_none()) {
    if (!is_int(a[1]) && !a[1].is_bool()) return raise(thread, thread.rt.exc.TypeError, thread.rt.python2() ? "an integer is required" : "Expected int as r");
    if (!ssize_argument(thread, a[1], r)) return error_set;
    if (r < 0) return raise_value_error(thread, "r must be non-negative");
  }
  Arrangement* it = over_pool(type, std::move(pool), r > n ? 0 : static_cast<std::size_t>(r));
  it->length = static_cast<std::size_t>(r);
  it->stopped = r > n;
  if (!it->stopped) {
    for (std::int64_t i = 0; i < n; ++i) it->indices.push_back(i);
    for (std::int64_t i = 0; i < r; ++i) it->cycles.push_back(n - i);
  }
  track(it);
  return own(it);
}

Value permutations_next(Thread& thread, Ref self) {
  Arrangement& it = as<Arrangement>(self);
  if (it.stopped) return Value();
  if (!it.started) {
    it.started = true;
    return arranged(thread, it, false);
  }
  std::size_t n = it.indices.size();
  if (n == 0) return finish(it);
  for (std::size_t i = it.length; i-- > 0;) {
    if (--it.cycles[i] == 0) {
      std::int64_t first = it.indices[i];
      it.indices.erase(it.indices.begin() + static_cast<std::ptrdiff_t>(i));
      it.indices.push_back(first);
      it.cycles[i] = static_cast<std::int64_t>(n - i);
    } else {
      std::swap(it.indices[i], it.indices[n - static_cast<std::size_t>(it.cycles[i])]);
      return arranged(thread, it, false);
    }
  }
  return finish(it);
}

Value permutations_reduce(Thread& thread, Ref self, Args) {
  Arrangement& it = as<Arrangement>(self);
  Value length = make_int(thread, static_cast<std::int64_t>(it.length));
  Value args = make_tuple(thread, {it.pools[0], length});
  if (!it.started) return make_tuple(thread, {type_ref(self), args});
  if (it.stopped) return make_tuple(thread, {type_ref(self), make_tuple(thread, {empty_tuple(thread), length})});
  Value state = make_tuple(thread, {numbers(thread, it.indices), numbers(thread, it.cycles)});
  return make_tuple(thread, {type_ref(self), args, state});
}

Value permutations_setstate(Thread& thread, Ref self, Args args) {
  Arrangement& it = as<Arrangement>(self);
  if (it.stopped) return none_value();
  Tuple* state = state_tuple(thread, args[0], 2, 2);
  if (!state) return error_set;
  for (std::size_t i = 0; i < 2; ++i)
    if (!is<Tuple>((*state)[i])) return raise_type_error(thread, "argument {} must be tuple, not {}", i + 1, argument_type(thread, (*state)[i]));
  if (as<Tuple>((*state)[1]).length != it.cycles.size()) return raise_value_error(thread, "invalid arguments");
  if (!set_indices(thread, it, (*state)[0], Bounded::ByPool)) return error_set;
  for (std::size_t i = 0; i < it.cycles.size(); ++i) {
    std::int64_t cycle, most = static_cast<std::int64_t>(it.indices.size() - i);
    if (!state_index(thread, as<Tuple>((*state)[1])[i], cycle)) return error_set;
    it.cycles[i] = cycle < 1 ? 1 : cycle > most ? most : cycle;
  }
  return none_value();
}

Value arrangement_sizeof(Thread& thread, Ref self, Args) {
  return make_int(thread, static_cast<std::int64_t>(72 + as<Arrangement>(self).indices.size() * 8));
}

constexpr Range sized = since(3, 4);
constexpr Method product_methods[] = {
    {"__reduce__(self, /)", deprecated_pickling<product_reduce>, reducible},
    {"__setstate__(self, state, /)", deprecated_pickling<product_setstate>, reducible},
    {"__sizeof__(self, /)", arrangement_sizeof, sized},
};
template <bool replacement>
constexpr Method combinations_methods[] = {
    {"__reduce__(self, /)", deprecated_pickling<combinations_reduce>, reducible},
    {"__setstate__(self, state, /)", deprecated_pickling<combinations_setstate<replacement>>, reducible},
    {"__sizeof__(self, /)", arrangement_sizeof, sized},
};
constexpr Method permutations_methods[] = {
    {"__reduce__(self, /)", deprecated_pickling<permutations_reduce>, reducible},
    {"__setstate__(self, state, /)", deprecated_pickling<permutations_setstate>, reducible},
    {"__sizeof__(self, /)", arrangement_sizeof, sized},
};

}  // namespace

bool add_itertools_combinatorics(Thread& thread, Module& module) {
  if (!thread.rt.release.since(2, 6)) return true;
  static const TypeSpec product{.name = "itertools.product", .layout = layout_of<Arrangement>, .flags = BaseType, .methods = product_methods, .fill = fill_step<product_make, product_next>};
  static const TypeSpec combinations{.name = "itertools.combinations", .layout = layout_of<Arrangement>, .flags = BaseType, .methods = combinations_methods<false>, .fill = fill_step<combinations_make<false>, combinations_next>};
  static const TypeSpec replacement{.name = "itertools.combinations_with_replacement", .layout = layout_of<Arrangement>, .flags = BaseType, .methods = combinations_methods<true>, .fill = fill_step<combinations_make<true>, replacement_next>};
  static const TypeSpec permutations{.name = "itertools.permutations", .layout = layout_of<Arrangement>, .flags = BaseType, .methods = permutations_methods, .fill = fill_step<permutations_make, permutations_next>};
  const Release& r = thread.rt.release;
  for (const TypeSpec* spec : {&product, &combinations, &permutations})
    if (!module_add_type(thread, module, make_builtin_type(thread.rt, *spec))) return false;
  bool has_replacement = r.python2() ? r.since(2, 7) : r.since(3, 1);
  return !has_replacement || module_add_type(thread, module, make_builtin_type(thread.rt, replacement));
}

}  // namespace xvm
