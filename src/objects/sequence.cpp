// What list, tuple and deque share.
#include "objects/sequence.h"

#include <cstdlib>

#include "objects/int.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/limits.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/runtime.h"
#include "vm/signature.h"
#include "vm/thread.h"

namespace xvm {

namespace {

bool names_type_of_bad_index(const Release& r) { return r.since(2, 6); }
bool mentions_slices_for_bad_index(const Release& r) { return r.since(3, 5); }

}  // namespace

bool is_index(Thread& thread, Ref v) {
  return v.is_small_int() || v.is_bool() || is_int(v) || type_of(thread, v)->slots.as_index;
}

bool index_value(Thread& thread, Ref v, std::int64_t& out) {
  if (v.is_small_int()) {
    out = v.small_int();
    return true;
  }
  Value index = as_index(thread, v);
  if (!index) return false;
  if (int_fits(index, out)) return true;
  return raise_format(thread, thread.rt.exc.IndexError, "cannot fit '{}' into an index-sized integer", type_name(thread, v));
}

bool search_bound(Thread& thread, Ref v, std::int64_t& out) {
  if (!v) return true;
  if (!is_int(v) && !type_of(thread, v)->slots.as_index) return raise_type_error(thread, "slice indices must be integers or have an __index__ method");
  return clamped_index(thread, v, out);
}

bool clamped_index(Thread& thread, Ref v, std::int64_t& out) {
  if (v.is_small_int()) {
    out = v.small_int();
    return true;
  }
  return as_clamped_index(thread, v, out);
}

ErrorSet raise_bad_index(Thread& thread, std::string_view sequence, Ref key) {
  const Release& release = thread.rt.release;
  if (mentions_slices_for_bad_index(release))
    return raise_type_error(thread, "{} indices must be integers or slices, not {}", sequence, type_name(thread, key));
  if (names_type_of_bad_index(release))
    return raise_type_error(thread, "{} indices must be integers, not {}", sequence, type_name(thread, key));
  return raise_type_error(thread, "{} indices must be integers", sequence);
}

ErrorSet raise_bad_concat(Thread& thread, std::string_view sequence, Ref other) {
  return raise_type_error(thread, "can only concatenate {} (not \"{}\") to {}", sequence, type_name(thread, other), sequence);
}

void clamp_bounds(std::int64_t& low, std::int64_t& high, std::int64_t length) {
  if (low < 0) low = low + length < 0 ? 0 : low + length;
  if (high < 0) high = high + length < 0 ? 0 : high + length;
  if (high > length) high = length;
}

bool ssize_argument(Thread& thread, Ref v, std::int64_t& out) {
  if (v.is_small_int()) {
    out = v.small_int();
    return true;
  }
  const Release& r = thread.rt.release;
  if (v.is_double() && r.until(3, 9)) return raise_type_error(thread, "integer argument expected, got float");
  if (r.python2()) return as_c_long(thread, v, out);
  Value index = as_index(thread, v);
  if (!index) return false;
  if (int_fits(index, out)) return true;
  return raise_overflow(thread, "Python int too large to convert to C ssize_t");
}

bool iterable_argument(Thread& thread, const char* name, const char* signature, Args args, Ref& out) {
  if (!args.names && args.positional == 1) return out = args[0], true;
  if (signature) {
    Bound<1> a(thread, signature, args);
    out = a[0];
    return static_cast<bool>(a);
  }
  if (!check_no_keywords(thread, name, args) || !check_unpack_count(thread, name, args.size(), 0, 1)) return false;
  out = args.size() ? args[0] : Ref();
  return true;
}

bool memory_for(std::size_t bytes) { return has_memory(bytes); }

bool searches_item_first(Thread& thread) { return thread.rt.release.since(3, 9); }

bool sized_right(Compare op, std::int64_t left, std::int64_t right) {
  switch (op) {
    case Compare::Lt: return left < right;
    case Compare::Le: return left <= right;
    case Compare::Eq: return left == right;
    case Compare::Ne: return left != right;
    case Compare::Gt: return left > right;
    default: return left >= right;
  }
}

Value generic_class_getitem(Thread& thread, Ref cls, Args args) {
  return call(thread, Ref(thread.rt.types.generic_alias), cls, args[0]);
}

}  // namespace xvm
