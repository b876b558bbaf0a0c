// range: virtual, of integers of any size.
#include "objects/range.h"

#include "base/hashing.h"
#include "objects/int.h"
#include "objects/range_iterator.h"
#include "objects/slice.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "objects/number_types.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/runtime.h"
#include "vm/signature.h"

namespace xvm {

namespace {

bool is_sliced(const Release& r) { return r.since(3, 2); }          // and compares ints without iterating
bool compares_by_value(const Release& r) { return r.since(3, 3); }
bool has_truth(const Release& r) { return r.since(3, 5); }
bool index_is_exact(const Release& r) { return r.since(3, 10); }   // a bool or another subclass stays what it is before

// Items between low and high (exclusive) by step.
void count_items(const Big& low, const Big& high, const Big& step, Big& out) {
  Big span;
  bool forward = mpz_sgn(step) > 0;
  if (forward) mpz_sub(span, high, low);
  else mpz_sub(span, low, high);
  if (mpz_sgn(span) <= 0) {
    mpz_set_ui(out, 0);
    return;
  }
  Big size;
  mpz_abs(size, step);
  mpz_cdiv_q(out, span, size);
}

Value range_make(Thread& thread, Type*, Args args) {
  const Release& r = thread.rt.release;
  if (!check_no_keywords(thread, "range", args)) return error_set;
  if (args.positional == 0) {
    const char* text = r.until(3, 7) ? "range expected 1 arguments, got 0" : r.until(3, 8) ? "range expected 1 argument, got 0" : "range expected at least 1 argument, got 0";
    return raise_type_error(thread, "{}", text);
  }
  if (args.positional > 3) return raise_type_error(thread, "range expected at most 3 arguments, got {}", args.positional);
  Value start = Value::small(0), stop, step = Value::small(1);
  auto index = [&](Ref v, Value& out) {
    Value i = as_index(thread, v);
    if (!i) return false;
    out = index_is_exact(r) ? int_plain(thread, i) : std::move(i);
    return true;
  };
  if (args.positional == 1) {
    if (!index(args[0], stop)) return error_set;
  } else {
    if (!index(args[0], start) || !index(args[1], stop)) return error_set;
    if (args.positional == 3) {
      if (!index(args[2], step)) return error_set;
      if (int_sign(step) == 0) return raise_value_error(thread, "range() arg 3 must not be zero");
    }
  }
  return make_range(thread, start, stop, step);
}

Value item_of(Thread& thread, const RangeObject& r, Ref index) {
  if (r.small && index.is_small_int()) return make_int(thread, r.first + index.small_int() * r.stride);
  Value offset = int_multiply(thread, index, r.step);
  if (!offset) return error_set;
  return int_add(thread, r.start, offset);
}

ErrorSet out_of_range(Thread& thread) { return raise(thread, thread.rt.exc.IndexError, "range object index out of range"); }

Value item_at(Thread& thread, const RangeObject& r, Ref index) {
  Value i(index);
  if (int_sign(i) < 0) i = int_add(thread, i, r.length);
  if (int_sign(i) < 0 || int_compare(i, r.length) >= 0) return out_of_range(thread);
  return item_of(thread, r, i);
}

Value range_index_item(Thread& thread, Ref self, std::int64_t index) {
  const RangeObject& r = as<RangeObject>(self);
  Value i = make_int(thread, index);
  if (index < 0 || int_compare(i, r.length) >= 0) return out_of_range(thread);
  return item_of(thread, r, i);
}

Value range_get_item(Thread& thread, Ref self, Ref key) {
  const RangeObject& r = as<RangeObject>(self);
  if (has_index(thread, key)) {
    Value i = as_index(thread, key);
    return i ? item_at(thread, r, i) : Value();
  }
  if (is<Slice>(key)) {
    Value bounds = slice_indices(thread, as<Slice>(key), r.length);
    if (!bounds) return error_set;
    Ref a = as<Tuple>(bounds)[0], b = as<Tuple>(bounds)[1], c = as<Tuple>(bounds)[2];
    Value start = item_of(thread, r, a), stop = item_of(thread, r, b), stride = int_multiply(thread, r.step, c);
    return make_range(thread, start, stop, stride);
  }
  return raise_type_error(thread, "range indices must be integers or slices, not {}", type_name(thread, key));
}

// Whether an int is among the items.
bool holds_int(const RangeObject& r, Ref v) {
  std::int64_t i;
  if (r.small && int_fits(v, i)) {
    if (r.count == 0) return false;
    std::int64_t last = r.first + (r.count - 1) * r.stride;
    if (r.stride > 0 ? i < r.first || i > last : i > r.first || i < last) return false;
    std::uint64_t from = static_cast<std::uint64_t>(r.first), to = static_cast<std::uint64_t>(i), stride = static_cast<std::uint64_t>(r.stride);
    return r.stride > 0 ? (to - from) % stride == 0 : (from - to) % (0 - stride) == 0;
  }
  Integer n(v), start(r.start), stop(r.stop), step(r.step);
  bool forward = mpz_sgn(step.get()) > 0;
  if (forward ? mpz_cmp(n.get(), start.get()) < 0 || mpz_cmp(n.get(), stop.get()) >= 0
              : mpz_cmp(n.get(), start.get()) > 0 || mpz_cmp(n.get(), stop.get()) <= 0)
    return false;
  Big offset;
  mpz_sub(offset, n.get(), start.get());
  return mpz_divisible_p(offset, step.get()) != 0;
}

bool counts_as_int(Ref v) { return v.is_bool() || is_exact_int(v); }

// Searches by ==: 1 found (index set), 0, -1. count: goes on to the end and counts.
int search(Thread& thread, Ref self, Ref item, std::int64_t& index, bool count) {
  Value iterator = iterate(thread, self);
  if (!iterator) return -1;
  std::int64_t found = 0, i = 0;
  for (Value candidate; (candidate = next(thread, iterator)); ++i) {
    int same = equal(thread, thread.rt.release.since(3, 9) ? candidate.ref() : item, thread.rt.release.since(3, 9) ? item : candidate.ref());
    if (same < 0) return -1;
    if (!same) continue;
    ++found;
    index = i;
    if (!count) return 1;
  }
  if (thread.has_error()) return -1;
  if (count) index = found;
  return found != 0;
}

int range_contains(Thread& thread, Ref self, Ref item) {
  if (counts_as_int(item)) return holds_int(as<RangeObject>(self), item);
  std::int64_t index;
  return search(thread, self, item, index, false);
}

Value range_count(Thread& thread, Ref self, Args args) {
  if (counts_as_int(args[0])) return Value::small(holds_int(as<RangeObject>(self), args[0]));
  std::int64_t count = 0;
  if (search(thread, self, args[0], count, true) < 0) return error_set;
  return make_int(thread, count);
}

Value range_index(Thread& thread, Ref self, Args args) {
  const RangeObject& r = as<RangeObject>(self);
  if (!counts_as_int(args[0])) {
    std::int64_t index;
    int found = search(thread, self, args[0], index, false);
    if (found < 0) return error_set;
    if (found) return make_int(thread, index);
    return raise_value_error(thread, "sequence.index(x): x not in sequence");
  }
  if (!holds_int(r, args[0])) return raise_value_error(thread, "{} is not in range", repr_utf8(thread, args[0]));
  Value offset = int_subtract(thread, args[0], r.start);
  return int_floor_divide(thread, offset, r.step);
}

std::int64_t range_length(Thread& thread, Ref self) {
  std::int64_t n;
  if (int_fits(as<RangeObject>(self).length, n)) return n;
  return raise_overflow(thread, "Python int too large to convert to C ssize_t"), -1;
}

int range_truth(Thread&, Ref self) { return int_sign(as<RangeObject>(self).length) != 0; }

Value range_repr(Thread& thread, Ref self) {
  const RangeObject& r = as<RangeObject>(self);
  TextBuilder out(thread);
  Value start = r.start, stop = r.stop, step = r.step;
  out.add("range(");
  if (!out.add_repr(start)) return error_set;
  out.add(", ");
  if (!out.add_repr(stop)) return error_set;
  if (!step.is_small_int() || step.small_int() != 1) {
    out.add(", ");
    if (!out.add_repr(step)) return error_set;
  }
  out.add(")");
  return out.finish();
}

Value range_compare(Thread&, Ref self, Ref other, Compare op) {
  if (!is<RangeObject>(other) || (op != Compare::Eq && op != Compare::Ne)) return not_implemented_value();
  const RangeObject &a = as<RangeObject>(self), &b = as<RangeObject>(other);
  bool same = self == other;
  if (!same && int_compare(a.length, b.length) == 0) {
    if (int_sign(a.length) == 0) same = true;
    else if (int_compare(a.start, b.start) == 0) same = (a.length.is_small_int() && a.length.small_int() == 1) || int_compare(a.step, b.step) == 0;
  }
  return Value::of(same == (op == Compare::Eq));
}

bool range_hash(Thread& thread, Ref self, std::int64_t& hash) {
  const RangeObject& r = as<RangeObject>(self);
  bool empty = int_sign(r.length) == 0, single = r.length.is_small_int() && r.length.small_int() == 1;
  Value key = make_tuple(thread, {r.length, empty ? none : r.start.ref(), empty || single ? none : r.step.ref()});
  return hash_of(thread, key, hash);
}

Value range_reduce(Thread& thread, Ref self, Args) {
  const RangeObject& r = as<RangeObject>(self);
  Value arguments = make_tuple(thread, {r.start, r.stop, r.step});
  return make_tuple(thread, {Value(Ref(thread.rt.types.range)), arguments});
}

Value range_reduce_any(Thread& thread, Ref self, Args args) {   // to 3.12 whatever arguments
  return check_no_keywords(thread, "__reduce__", args) ? range_reduce(thread, self, args) : Value();
}

Value range_iter(Thread& thread, Ref self) { return make_range_iterator(thread, as<RangeObject>(self)); }
Value range_reversed(Thread& thread, Ref self, Args) { return make_reverse_range_iterator(thread, as<RangeObject>(self)); }
Value range_start(Thread&, Ref self) { return as<RangeObject>(self).start; }
Value range_stop(Thread&, Ref self) { return as<RangeObject>(self).stop; }
Value range_step(Thread&, Ref self) { return as<RangeObject>(self).step; }

void fill_range(Slots& s, Runtime& rt) {
  s.make = range_make;
  s.repr = range_repr;
  s.iter = range_iter;
  s.length = range_length;
  s.index_item = range_index_item;
  if (is_sliced(rt.release)) {
    s.get_item = range_get_item;
    s.contains = range_contains;
  }
  if (compares_by_value(rt.release)) {
    s.compare = range_compare;
    s.hash = range_hash;
  }
  if (has_truth(rt.release)) s.truth = range_truth;
}

constexpr Method range_methods[] = {
    {"count(self, object, /)", range_count, since(3, 2)},
    {"index(self, object, /)", range_index, since(3, 2)},
    {"__reduce__(self, /)", range_reduce_any, until(3, 12), Method::Raw},
    {"__reduce__(self, /)", range_reduce, since(3, 13)},
    {"__reversed__(self, /)", range_reversed},
};
constexpr GetSetRow range_getset[] = {
    {"start", range_start, readonly_member, since(3, 3)},
    {"stop", range_stop, readonly_member, since(3, 3)},
    {"step", range_step, readonly_member, since(3, 3)},
};
const TypeSpec range_spec{.name = "range", .layout = layout_of<RangeObject>, .flags = SequencePattern, .methods = range_methods, .getset = range_getset,
                          .fill = fill_range};

}  // namespace

Value make_range(Thread& thread, Ref start, Ref stop, Ref step) {
  RangeObject* r = allocate<RangeObject>(thread.rt.types.range);
  r->start = start, r->stop = stop, r->step = step;
  if (start.is_small_int() && stop.is_small_int() && step.is_small_int()) {
    std::int64_t a = start.small_int(), b = stop.small_int(), s = step.small_int();
    r->count = s > 0 ? (a < b ? (b - a - 1) / s + 1 : 0) : (a > b ? (a - b - 1) / -s + 1 : 0);
    r->length = make_int(thread, r->count);
    r->first = a, r->stride = s, r->small = true;
    return own(r);
  }
  Big low(Integer(start).get()), high(Integer(stop).get()), stride(Integer(step).get()), length;
  count_items(low, high, stride, length);
  r->length = make_int_as(thread, length, false);
  std::int64_t ignored;
  r->small = int_fits(start, r->first) && int_fits(stop, ignored) && int_fits(step, r->stride) && int_fits(r->length, r->count);
  return own(r);
}

void make_range_types(Runtime& rt) {
  if (rt.python2()) make_xrange_type(rt);
  else rt.types.range = make_builtin_type(rt, range_spec);
  make_range_iterator_types(rt);
}

}  // namespace xvm
