// The iterators of range and xrange, and 2.x xrange itself.
#include "objects/range_iterator.h"

#include <algorithm>
#include <limits>

#include "objects/int.h"
#include "objects/range.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/runtime.h"
#include "vm/signature.h"

namespace xvm {

namespace {

bool reduces_to_none(const Release& r) { return r.since(3, 12); }
bool state_is_from_here(const Release& r) { return r.since(3, 12); }   // before, from where the iterator began
bool xrange_truncates_floats(const Release& r) { return r.until(2, 6); }
bool xrange_end_is_bounded(const Release& r) { return r.since(2, 7); }

std::int64_t plus(std::int64_t from, std::int64_t steps, std::int64_t step) {   // modulo 2**64
  return static_cast<std::int64_t>(static_cast<std::uint64_t>(from) + static_cast<std::uint64_t>(steps) * static_cast<std::uint64_t>(step));
}

Value self_iter(Thread&, Ref self) { return Value(self); }

Value range_iterator_next(Thread& thread, Ref self) {
  RangeIterator& it = as<RangeIterator>(self);
  if (it.remaining <= 0) return {};
  return make_int(thread, it.take());
}

Value range_iterator_hint(Thread& thread, Ref self, Args) { return make_int(thread, as<RangeIterator>(self).remaining); }

Value reduced(Thread& thread, Ref start, Ref stop, Ref step, Ref state) {
  Value iter = get_attribute(thread, thread.rt.builtins_module, "iter");
  if (!iter) return error_set;
  Value range = make_range(thread, start, stop, step), arguments = make_tuple(thread, {range});
  return make_tuple(thread, {iter, arguments, state});
}

Value range_iterator_reduce(Thread& thread, Ref self, Args) {
  const RangeIterator& it = as<RangeIterator>(self);
  bool from_here = reduces_to_none(thread.rt.release);
  Value current = make_int(thread, it.current), step = make_int(thread, it.step);
  Value given = make_int(thread, it.total - it.remaining), left = make_int(thread, it.remaining);
  Value behind = int_multiply(thread, given, step), ahead = int_multiply(thread, left, step);
  Value start = from_here ? current : int_subtract(thread, current, behind), stop = int_add(thread, current, ahead);
  return reduced(thread, start, stop, step, from_here ? none : given.ref());
}

Value range_iterator_setstate(Thread& thread, Ref self, Args args) {
  std::int64_t index;
  if (!as_c_long(thread, args[0], index)) return error_set;
  RangeIterator& it = as<RangeIterator>(self);
  std::int64_t given = it.total - it.remaining;
  index = state_is_from_here(thread.rt.release) ? given + std::clamp<std::int64_t>(index, 0, it.remaining) : std::clamp<std::int64_t>(index, 0, it.total);
  it.current = plus(it.current, index - given, it.step);
  it.remaining = it.total - index;
  return none_value();
}

Value long_iterator_next(Thread& thread, Ref self) {
  LongRangeIterator& it = as<LongRangeIterator>(self);
  if (int_compare(it.index, it.length) >= 0) return {};
  Value offset = int_multiply(thread, it.index, it.step);
  if (!offset) return error_set;
  Value item = int_add(thread, it.start, offset);
  it.index = int_add(thread, it.index, Value::small(1));
  return item;
}

Value long_iterator_hint(Thread& thread, Ref self, Args) {
  const LongRangeIterator& it = as<LongRangeIterator>(self);
  return int_subtract(thread, it.length, it.index);
}

Value long_iterator_reduce(Thread& thread, Ref self, Args) {
  const LongRangeIterator& it = as<LongRangeIterator>(self);
  Value span = int_multiply(thread, it.length, it.step), stop = int_add(thread, it.start, span);
  if (!reduces_to_none(thread.rt.release)) return reduced(thread, it.start, stop, it.step, it.index);
  Value offset = int_multiply(thread, it.index, it.step), start = int_add(thread, it.start, offset);
  return reduced(thread, start, stop, it.step, none);
}

Value long_iterator_setstate(Thread& thread, Ref self, Args args) {
  LongRangeIterator& it = as<LongRangeIterator>(self);
  if (!is_int(args[0])) {   // asked whether it is less than 0
    Value less = compare(thread, args[0], Value::small(0), Compare::Lt);
    return less ? Value(raise_type_error(thread, "state must be an int, not {}", type_name(thread, args[0]))) : Value();
  }
  Value index = int_sign(args[0]) < 0 ? Value::small(0) : int_plain(thread, args[0]);
  if (state_is_from_here(thread.rt.release)) index = int_add(thread, it.index, index);
  it.index = int_compare(index, it.length) > 0 ? it.length : index;
  return none_value();
}

void fill_range_iterator(Slots& s, Runtime&) { s.iter = self_iter, s.next = range_iterator_next; }
void fill_long_iterator(Slots& s, Runtime&) { s.iter = self_iter, s.next = long_iterator_next; }

constexpr Method range_iterator_methods[] = {
    {"__length_hint__(self, /)", range_iterator_hint},
    {"__reduce__(self, /)", range_iterator_reduce, since(3, 3)},
    {"__setstate__(self, object, /)", range_iterator_setstate, since(3, 3)},
};
constexpr Method long_iterator_methods[] = {
    {"__length_hint__(self, /)", long_iterator_hint},
    {"__reduce__(self, /)", long_iterator_reduce, since(3, 3)},
    {"__setstate__(self, object, /)", long_iterator_setstate, since(3, 3)},
};
const TypeSpec range_iterator_spec{.name = "range_iterator", .layout = layout_of<RangeIterator>, .flags = DisallowInstantiation, .name2 = "rangeiterator",
                                   .methods = range_iterator_methods, .fill = fill_range_iterator};
const TypeSpec long_iterator_spec{.name = "longrange_iterator", .layout = layout_of<LongRangeIterator>, .flags = DisallowInstantiation,
                                  .methods = long_iterator_methods, .fill = fill_long_iterator};

Value small_iterator(Thread& thread, std::int64_t current, std::int64_t step, std::int64_t count) {
  RangeIterator* it = allocate<RangeIterator>(thread.rt.types.range_iterator);
  it->current = current, it->step = step, it->remaining = it->total = count;
  return own(it);
}

// xrange.

bool xrange_argument(Thread& thread, Ref v, std::int64_t& out) {
  if (v.is_double() && xrange_truncates_floats(thread.rt.release)) {
    Value truncated = int_from_double(thread, v.as_double());
    return truncated && as_c_long(thread, truncated, out);
  }
  return as_c_long(thread, v, out);
}

Value xrange_make(Thread& thread, Type*, Args args) {
  if (!check_no_keywords(thread, "xrange", args)) return error_set;
  if (args.positional < 1 || args.positional > 3) return raise_type_error(thread, "xrange() requires 1-3 int arguments");
  std::int64_t low = 0, high, step = 1;
  if (args.positional == 1) {
    if (!xrange_argument(thread, args[0], high)) return error_set;
  } else if (!xrange_argument(thread, args[0], low) || !xrange_argument(thread, args[1], high) ||
             (args.positional == 3 && !xrange_argument(thread, args[2], step))) {
    return error_set;
  }
  if (step == 0) return raise_value_error(thread, "xrange() arg 3 must not be zero");
  auto u = [](std::int64_t i) { return static_cast<std::uint64_t>(i); };
  std::uint64_t count = 0;
  if (step > 0 && low < high) count = (u(high) - u(low) - 1) / u(step) + 1;
  if (step < 0 && low > high) count = (u(low) - u(high) - 1) / (0 - u(step)) + 1;
  if (count > u(std::numeric_limits<std::int64_t>::max())) return raise_overflow(thread, "xrange() result has too many items");
  RangeObject* r = allocate<RangeObject>(thread.rt.types.range);
  r->first = low, r->stride = step, r->count = static_cast<std::int64_t>(count), r->small = true;
  return own(r);
}

// One step behind the last item; from 2.7 never beyond what a C long holds.
std::int64_t xrange_end(const Release& release, const RangeObject& r) {
  if (!xrange_end_is_bounded(release) || r.count == 0) return plus(r.first, r.count, r.stride);
  std::int64_t last = plus(r.first, r.count - 1, r.stride), end;
  if (!__builtin_add_overflow(last, r.stride, &end)) return end;
  return r.stride > 0 ? std::numeric_limits<std::int64_t>::max() : std::numeric_limits<std::int64_t>::min();
}

Value xrange_repr(Thread& thread, Ref self) {
  const RangeObject& r = as<RangeObject>(self);
  if (r.first == 0 && r.stride == 1) return native_str(thread, fmt::format("xrange({})", xrange_end(thread.rt.release, r)));
  if (r.stride == 1) return native_str(thread, fmt::format("xrange({}, {})", r.first, xrange_end(thread.rt.release, r)));
  return native_str(thread, fmt::format("xrange({}, {}, {})", r.first, xrange_end(thread.rt.release, r), r.stride));
}

std::int64_t xrange_length(Thread&, Ref self) { return as<RangeObject>(self).count; }

Value xrange_item(Thread& thread, Ref self, std::int64_t index) {
  const RangeObject& r = as<RangeObject>(self);
  if (index < 0 || index >= r.count) return raise(thread, thread.rt.exc.IndexError, "xrange object index out of range");
  return make_int(thread, plus(r.first, index, r.stride));
}

Value xrange_iter(Thread& thread, Ref self) {
  const RangeObject& r = as<RangeObject>(self);
  return small_iterator(thread, r.first, r.stride, r.count);
}

Value xrange_reversed(Thread& thread, Ref self, Args) { return make_reverse_range_iterator(thread, as<RangeObject>(self)); }

Value xrange_reduce(Thread& thread, Ref self, Args args) {   // whatever arguments
  if (!check_no_keywords(thread, "__reduce__", args)) return error_set;
  const RangeObject& r = as<RangeObject>(self);
  Value start = make_int(thread, r.first), stop = make_int(thread, xrange_end(thread.rt.release, r)), step = make_int(thread, r.stride);
  Value arguments = make_tuple(thread, {start, stop, step});
  return make_tuple(thread, {Value(Ref(thread.rt.types.range)), arguments});
}

void fill_xrange(Slots& s, Runtime&) {
  s.make = xrange_make;
  s.repr = xrange_repr;
  s.length = xrange_length;
  s.index_item = xrange_item;
  s.iter = xrange_iter;
}
constexpr Method xrange_methods[] = {
    {"__reversed__(self, /)", xrange_reversed},
    {"__reduce__(self, /)", xrange_reduce, since(2, 7), Method::Raw},
};
const TypeSpec xrange_spec{.name = "xrange", .layout = layout_of<RangeObject>, .methods = xrange_methods, .fill = fill_xrange};

}  // namespace

Value make_range_iterator(Thread& thread, const RangeObject& range) {
  if (range.small) return small_iterator(thread, range.first, range.stride, range.count);
  LongRangeIterator* it = allocate<LongRangeIterator>(thread.rt.types.long_range_iterator);
  it->start = range.start, it->step = range.step, it->length = range.length, it->index = Value::small(0);
  return own(it);
}

Value make_reverse_range_iterator(Thread& thread, const RangeObject& range) {
  constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
  if (range.small && (range.stride != least || !range.length)) {
    return small_iterator(thread, plus(range.first, range.count - 1, range.stride), plus(0, -1, range.stride), range.count);
  }
  Value back = int_subtract(thread, range.length, Value::small(1));
  Value offset = int_multiply(thread, back, range.step);
  LongRangeIterator* it = allocate<LongRangeIterator>(thread.rt.types.long_range_iterator);
  Value holder = own(it);
  it->start = int_add(thread, range.start, offset);
  it->step = int_negative(thread, range.step);
  it->length = range.length;
  it->index = Value::small(0);
  return holder;
}

void make_xrange_type(Runtime& rt) { rt.types.range = make_builtin_type(rt, xrange_spec); }

void make_range_iterator_types(Runtime& rt) {
  rt.types.range_iterator = make_builtin_type(rt, range_iterator_spec);
  if (!rt.python2()) rt.types.long_range_iterator = make_builtin_type(rt, long_iterator_spec);
}

}  // namespace xvm
