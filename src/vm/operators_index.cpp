// Numbers asked of any value: indices, C integers, doubles.
#include <limits>

#include "objects/float.h"
#include "objects/int.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/warnings.h"

namespace xvm {

namespace {

bool says_index(const Release& r) { return r.python2(); }                 // "cannot be interpreted as an index"
bool floats_use_index(const Release& r) { return r.since(3, 8); }         // float() of an object with __index__
bool says_real_number(const Release& r) { return r.since(3, 6); }         // "must be real number, not str"
bool reads_integers_by_index(const Release& r) { return r.since(3, 10); } // no __int__ for C integers
bool truncates_floats(const Release& r) { return r.until(2, 6); }
bool names_type_of_no_integer(const Release& r) { return r.since(3, 0); } // "an integer is required (got type str)"

ErrorSet no_index(Thread& thread, Ref v) {
  return raise_type_error(thread, "'{}' object cannot be interpreted as an {}", type_name(thread, v),
                          says_index(thread.rt.release) ? "index" : "integer");
}

// An argument of a C integer type as an int.
Value c_integer(Thread& thread, Ref v) {
  if (is_int(v)) return Value(v);
  const Release& r = thread.rt.release;
  if (reads_integers_by_index(r)) return as_index(thread, v);
  if (is_float(v)) {
    if (!truncates_floats(r)) return raise_type_error(thread, "integer argument expected, got float");
    if (!warn(thread, thread.rt.exc.DeprecationWarning, "integer argument expected, got float")) return error_set;
    return int_from_double(thread, float_of(v));
  }
  Type* type = type_of(thread, v);
  if (r.since(3, 8) && type->slots.as_index) return as_index(thread, v);
  if (!type->slots.as_int) {
    if (names_type_of_no_integer(r) && r.since(3, 3)) return raise_type_error(thread, "an integer is required (got type {})", type_name(thread, v));
    return raise_type_error(thread, "an integer is required");
  }
  Value result = type->slots.as_int(thread, v);
  if (result && !is_int(result)) {
    if (r.until(2, 6) || (r.since(3, 0) && r.until(3, 2))) return raise_type_error(thread, "nb_int should return int object");
    if (r.python2()) return raise_type_error(thread, "__int__ method should return an integer");
    return raise_type_error(thread, "__int__ returned non-int (type {})", type_name(thread, result));
  }
  return result;
}

}  // namespace

bool readonly_member(Thread& thread, Ref, Ref) {
  return raise(thread, thread.rt.python2() ? thread.rt.exc.TypeError : thread.rt.exc.AttributeError, "readonly attribute");
}

bool has_sequence_table(const Type* type) {
  const Slots& s = type->slots;
  return type->has(HeapType) || s.concat || s.repeat || s.index_item || s.contains || s.get_slice;
}

bool has_index(Thread& thread, Ref v) { return is_int(v) || type_of(thread, v)->slots.as_index; }

static bool warns_of_subclass_index(const Release& r) { return r.since(3, 4); }
static bool makes_index_plain(const Release& r) { return r.since(3, 10); }

bool warn_subclass_result(Thread& thread, std::string_view method, Ref result, const char* kind) {
  return warn(thread, thread.rt.exc.DeprecationWarning,
              fmt::format("{} returned non-{} (type {}).  The ability to return an instance of a strict subclass of {} is deprecated, and may be "
                          "removed in a future version of Python.",
                          method, kind, type_name(thread, result), kind));
}

static bool warns_of_subclass_float(const Release& r) { return r.since(3, 6); }

bool take_float_result(Thread& thread, Ref v, Ref result, double& out) {
  out = float_of(result);
  return is_exact_float(result) || !warns_of_subclass_float(thread.rt.release) ||
         warn_subclass_result(thread, fmt::format("{}.__float__", type_name(thread, v)), result, "float");
}

Value as_index(Thread& thread, Ref v) {
  if (is_int(v)) return Value(v);
  UnaryFn function = type_of(thread, v)->slots.as_index;
  if (!function) return no_index(thread, v);
  Value result = function(thread, v);
  if (result && !is_int(result))
    return raise_type_error(thread, "__index__ returned non-{} (type {})", thread.rt.python2() ? "(int,long)" : "int", type_name(thread, result));
  if (result && !is_exact_int(result) && warns_of_subclass_index(thread.rt.release)) {
    if (!warn_subclass_result(thread, "__index__", result, "int")) return error_set;
    if (makes_index_plain(thread.rt.release)) return int_plain(thread, result);
  }
  return result;
}

bool as_sequence_index(Thread& thread, Ref v, Type* overflow, std::int64_t& out) {
  if (v.is_small_int()) return out = v.small_int(), true;
  Value index = as_index(thread, v);
  if (!index) return false;
  if (int_fits(index, out)) return true;
  if (!overflow) {
    out = int_sign(index) < 0 ? std::numeric_limits<std::int64_t>::min() : std::numeric_limits<std::int64_t>::max();
    return true;
  }
  return raise_format(thread, overflow, "cannot fit '{}' into an index-sized integer", type_name(thread, v));
}

bool as_int64(Thread& thread, Ref v, std::int64_t& out) {
  if (v.is_small_int()) return out = v.small_int(), true;
  if (thread.rt.python2() && (is_int(v) || !type_of(thread, v)->slots.as_index)) return as_c_long(thread, v, out);
  Value index;
  if (is_float(v) && !reads_integers_by_index(thread.rt.release)) return raise_type_error(thread, "integer argument expected, got float");
  index = as_index(thread, v);
  if (!index) return false;
  if (int_fits(index, out)) return true;
  return raise_overflow(thread, "Python int too large to convert to C ssize_t");
}

bool as_clamped_index(Thread& thread, Ref v, std::int64_t& out) { return as_sequence_index(thread, v, nullptr, out); }

bool as_c_long(Thread& thread, Ref v, std::int64_t& out) {
  if (v.is_small_int()) return out = v.small_int(), true;
  Value integer = c_integer(thread, v);
  if (!integer) return false;
  if (int_fits(integer, out)) return true;
  return raise_overflow(thread, thread.rt.release.until(2, 6) ? "long int too large to convert to int" : "Python int too large to convert to C long");
}

bool as_c_int(Thread& thread, Ref v, int& out) {
  Value integer = c_integer(thread, v);
  if (!integer) return false;
  std::int64_t wide;
  bool one_text = thread.rt.release.since(3, 8);
  if (!int_fits(integer, wide) || (one_text && wide != static_cast<int>(wide)))
    return raise_overflow(thread, one_text ? "Python int too large to convert to C int" : "Python int too large to convert to C long");
  if (wide > std::numeric_limits<int>::max()) return raise_overflow(thread, "signed integer is greater than maximum");
  if (wide < std::numeric_limits<int>::min()) return raise_overflow(thread, "signed integer is less than minimum");
  out = static_cast<int>(wide);
  return true;
}

bool as_double(Thread& thread, Ref v, double& out) {
  if (v.is_double()) return out = v.as_double(), true;
  if (v.is_small_int()) return out = static_cast<double>(v.small_int()), true;
  if (is<Float>(v)) return out = as<Float>(v).number, true;
  Type* type = type_of(thread, v);
  if (UnaryFn function = type->slots.as_float) {
    Value result = function(thread, v);
    if (!result) return false;
    if (is_float(result)) return take_float_result(thread, v, result, out);
    if (thread.rt.release.since(3, 5))
      return raise_type_error(thread, "{}.__float__ returned non-float (type {})", type_name(thread, v), type_name(thread, result));
    return raise_type_error(thread, "nb_float should return float object");
  }
  if (floats_use_index(thread.rt.release) && type->slots.as_index) {
    Value index = as_index(thread, v);
    if (!index) return false;
    bool overflow = false;
    out = int_to_double(thread, index, overflow);
    return !overflow || raise_overflow(thread, "int too large to convert to float");
  }
  if (says_real_number(thread.rt.release)) return raise_type_error(thread, "must be real number, not {}", type_name(thread, v));
  return raise_type_error(thread, "a float is required");
}

}  // namespace xvm
