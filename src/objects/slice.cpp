// slice: the arithmetic of indices, and the type.
#include "objects/slice.h"

#include <algorithm>

#include "base/hashing.h"
#include "vm/builtin_types.h"
#include "objects/int.h"
#include "objects/sequence.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/heap.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/runtime.h"
#include "vm/signature.h"
#include "vm/slot_table.h"
#include "vm/thread.h"

namespace xvm {

namespace {

// A stop past either end becomes -1 or the length, whichever way the slice goes.
bool clamps_stop_both_ways(const Release& r) { return r.until(2, 5); }
bool slices_hash(const Release& r) { return r.since(3, 12); }
// A step below the smallest that can be negated is made that one.
bool clamps_step(const Release& r) { return (r.python2() && r.since(2, 7)) || r.since(3, 2); }
bool hash_error_names_slice(const Release& r) { return r.since(3, 2); }
bool indices_are_exact(const Release& r) { return r.since(3, 10); }
bool plain_length(const Release& r) { return r.since(3, 10); }   // True is 1
bool indices_of_any_size(const Release& r) { return r.since(3, 4); }
bool bounds_what_is_left_out(const Release& r) { return r.python2() && r.since(2, 7); }   // of a negative length

bool bound_value(Thread& thread, Ref v, std::int64_t& out) {
  if (v.is_small_int()) {
    out = v.small_int();
    return true;
  }
  if (!v.is_bool() && !is_int(v) && !type_of(thread, v)->slots.as_index)
    return raise_type_error(thread, "slice indices must be integers or None or have an __index__ method");
  return as_clamped_index(thread, v, out);
}

}  // namespace

Value make_slice(Thread& thread, Ref start, Ref stop, Ref step) {
  Slice* slice = static_cast<Slice*>(allocate_tracked(thread.rt.types.slice, Kind::Slice, sizeof(Slice)));
  new (&slice->start) Value(start ? start : none);
  new (&slice->stop) Value(stop ? stop : none);
  new (&slice->step) Value(step ? step : none);
  return own(slice);
}

bool slice_bounds(Thread& thread, const Slice& slice, SliceBounds& out) {
  out.step = 1;
  if (!slice.step.is_none()) {
    if (!bound_value(thread, slice.step, out.step)) return false;
    if (out.step == 0) return raise_value_error(thread, "slice step cannot be zero");
    if (out.step == INT64_MIN && clamps_step(thread.rt.release)) out.step = -INT64_MAX;
  }
  out.has_start = !slice.start.is_none(), out.has_stop = !slice.stop.is_none();
  return (!out.has_start || bound_value(thread, slice.start, out.start)) && (!out.has_stop || bound_value(thread, slice.stop, out.stop));
}

static constexpr std::int64_t longest_step = std::int64_t{1} << 40;   // of what has one item at most

SliceRange slice_within(Thread& thread, const SliceBounds& bounds, std::int64_t length) {
  SliceRange out;
  out.step = bounds.step;
  bool backwards = out.step < 0;
  auto early_stop = [&](const std::int64_t& to) { return &to == &out.stop && clamps_stop_both_ways(thread.rt.release); };
  auto bound = [&](bool has, std::int64_t value, std::int64_t otherwise, std::int64_t& to) {
    if (!has) {
      to = otherwise;
      if (to > length && !backwards && bounds_what_is_left_out(thread.rt.release)) to = length;
      return;
    }
    to = value;
    if (to < 0) {
      to = to < -length ? (backwards || early_stop(to) ? -1 : 0) : to + length;
    } else if (to >= length) {
      to = backwards && !early_stop(to) ? length - 1 : length;
    }
  };
  bound(bounds.has_start, bounds.start, backwards ? length - 1 : 0, out.start);
  bound(bounds.has_stop, bounds.stop, backwards ? -1 : length, out.stop);
  if (backwards) out.count = out.stop < out.start ? (out.start - out.stop - 1) / (out.step == INT64_MIN ? INT64_MAX : -out.step) + 1 : 0;
  else out.count = out.start < out.stop ? (out.stop - out.start - 1) / out.step + 1 : 0;
  if (out.count <= 1) out.step = std::clamp(out.step, -longest_step, longest_step);   // who walks goes one step past the last
  return out;
}

bool slice_range(Thread& thread, const Slice& slice, std::int64_t length, SliceRange& out) {
  if (slice.step.is_none() && (slice.start.is_none() || slice.start.is_small_int()) && (slice.stop.is_none() || slice.stop.is_small_int())) {
    std::int64_t start = slice.start.is_none() ? 0 : slice.start.small_int(), stop = slice.stop.is_none() ? length : slice.stop.small_int();
    if (start < 0) start += length;
    if (stop < 0) stop += length;
    if (start >= 0 && stop >= 0 && length >= 0) {
      out.start = std::min(start, length), out.stop = std::min(stop, length), out.step = 1;
      out.count = std::max<std::int64_t>(out.stop - out.start, 0);
      return true;
    }
  }
  SliceBounds bounds;
  if (!slice_bounds(thread, slice, bounds)) return false;
  out = slice_within(thread, bounds, length);
  return true;
}

namespace {

// The number behind an index, as an int object.
Value bound_int(Thread& thread, Ref v) {
  if (!v.is_small_int() && !v.is_bool() && !is_int(v) && !type_of(thread, v)->slots.as_index)
    return raise_type_error(thread, "slice indices must be integers or None or have an __index__ method");
  return as_index(thread, v);
}

}  // namespace

Value slice_indices(Thread& thread, const Slice& slice, Ref length) {
  Value zero = Value::small(0), minus_one = Value::small(-1), step = Value::small(1);
  if (!slice.step.is_none()) {
    if (!(step = bound_int(thread, slice.step))) return error_set;
    if (int_sign(step) == 0) return raise_value_error(thread, "slice step cannot be zero");
  }
  bool backwards = int_sign(step) < 0;
  Value low = backwards ? minus_one : zero, high = backwards ? int_add(thread, length, minus_one) : Value(length);
  auto bound = [&](const Value& v, const Value& otherwise) -> Value {
    if (v.is_none()) return otherwise;
    Value number = bound_int(thread, v);
    if (!number) return number;
    if (indices_are_exact(thread.rt.release)) number = int_add(thread, number, zero);
    if (int_sign(number) < 0) {
      number = int_add(thread, number, length);
      return int_compare(number, low) < 0 ? low : number;
    }
    return int_compare(number, high) > 0 ? high : number;
  };
  Value start = bound(slice.start, backwards ? high : low);
  if (!start) return start;
  Value stop = bound(slice.stop, backwards ? low : high);
  if (!stop) return stop;
  return make_tuple(thread, {start, stop, step});
}

namespace {

Value slice_repr(Thread& thread, Ref self) {
  Slice& slice = as<Slice>(self);
  TextBuilder text(thread);
  text.add("slice(");
  if (!text.add_repr(slice.start)) return error_set;
  text.add(", ");
  if (!text.add_repr(slice.stop)) return error_set;
  text.add(", ");
  if (!text.add_repr(slice.step)) return error_set;
  text.add(")");
  return text.finish();
}

Value parts(Thread& thread, Ref self) {
  Slice& slice = as<Slice>(self);
  return make_tuple(thread, {slice.start, slice.stop, slice.step});
}

Value slice_compare(Thread& thread, Ref self, Ref other, Compare op) {
  if (!is<Slice>(other) || !is<Slice>(self)) return not_implemented_value();
  if (self == other) return Value::of(op == Compare::Eq || op == Compare::Le || op == Compare::Ge);
  Value left = parts(thread, self), right = parts(thread, other);
  return compare(thread, left, right, op);
}

int slice_three_way(Thread& thread, Ref self, Ref other) {
  if (self == other) return 0;
  Value left = parts(thread, self), right = parts(thread, other);
  return three_way(thread, left, right);
}


bool no_hash(Thread& thread, Ref self, std::int64_t& hash) {
  if (hash_error_names_slice(thread.rt.release)) return unhashable(thread, self, hash);
  return raise(thread, thread.rt.exc.TypeError, "unhashable type");
}

bool slice_hash(Thread& thread, Ref self, std::int64_t& hash) {
  Slice& slice = as<Slice>(self);
  std::int64_t start, stop, step;
  if (!hash_of(thread, slice.start, start) || !hash_of(thread, slice.stop, stop) || !hash_of(thread, slice.step, step)) return false;
  hash = hash_slice(start, stop, step);
  return true;
}

Value slice_indices_method(Thread& thread, Ref self, Args args) {
  Value length = as_index(thread, args[0]);
  if (!length) return length;
  if (plain_length(thread.rt.release)) length = int_plain(thread, length);
  Slice& slice = as<Slice>(self);
  if (indices_of_any_size(thread.rt.release)) {
    if (int_sign(length) < 0) return raise_value_error(thread, "length should not be negative");
    return slice_indices(thread, slice, length);
  }
  std::int64_t size;
  if (!int_fits(length, size))
    return raise_overflow(thread, fmt::format("cannot fit '{}' into an index-sized integer", type_name(thread, length)));
  SliceBounds bounds;
  if (!slice_bounds(thread, slice, bounds)) return error_set;
  SliceRange range = slice_within(thread, bounds, size);
  return make_tuple(thread, {make_int(thread, range.start), make_int(thread, range.stop), make_int(thread, bounds.step)});
}

Value slice_reduce(Thread& thread, Ref self, Args) {
  return make_tuple(thread, {Ref(self.object()->type), parts(thread, self)});
}

Value slice_start(Thread&, Ref self) { return as<Slice>(self).start; }
Value slice_stop(Thread&, Ref self) { return as<Slice>(self).stop; }
Value slice_step(Thread&, Ref self) { return as<Slice>(self).step; }

Value slice_make(Thread& thread, Type*, Args args) {
  if (!check_no_keywords(thread, "slice", args) || !check_unpack_count(thread, "slice", args.size(), 1, 3)) return error_set;
  if (args.size() == 1) return make_slice(thread, {}, args[0], {});
  return make_slice(thread, args[0], args[1], args.size() == 3 ? args[2] : Ref());
}

void fill_slice(Slots& slots, Runtime& runtime) {
  slots.repr = slice_repr;
  slots.hash = slices_hash(runtime.release) ? slice_hash : no_hash;
  slots.make = slice_make;
  if (runtime.python2()) slots.three_way = slice_three_way;
  else slots.compare = slice_compare;
}

constexpr Method slice_methods[] = {
    {"__reduce__(self, /)", slice_reduce},
    {"indices(self, object, /)", slice_indices_method},
};
constexpr GetSetRow slice_getset[] = {
    {"start", slice_start, readonly_member}, {"stop", slice_stop, readonly_member}, {"step", slice_step, readonly_member}};

}  // namespace

void make_slice_types(Runtime& runtime) {
  static constexpr TypeSpec spec{.name = "slice", .layout = layout_of<Slice>, .methods = slice_methods, .getset = slice_getset, .fill = fill_slice};
  runtime.types.slice = make_builtin_type(runtime, spec);
}

}  // namespace xvm
