// float: constructor, methods and the table that makes it a type.
#include <cmath>

#include "base/float_text.h"
#include "objects/bytes.h"
#include "objects/codecs.h"
#include "objects/float.h"
#include "objects/float_type.h"
#include "objects/format_language.h"
#include "objects/int.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "objects/number_types.h"
#include "objects/text_arguments.h"
#include "vm/argument_words.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/runtime.h"
#include "vm/signature.h"

namespace xvm {

namespace {

bool constructor_takes_x(const Release& r) { return r.until(3, 6); }
bool floats_from_index(const Release& r) { return r.since(3, 8); }
bool names_class_of_bad_float(const Release& r) { return r.since(3, 6); }
bool names_wrong_argument(const Release& r) { return r.since(3, 4); }
bool says_real_number(const Release& r) { return r.since(3, 10); }
bool says_convert_to_ratio(const Release& r) { return r.since(3, 6); }
bool rounds_exactly(const Release& r) { return r.since(3, 1); }
bool digits_may_be_none(const Release& r) { return r.since(3, 5); }

// float(x) of an exact float is x.

bool from_object(Thread& thread, Ref v, double& out) {
  if (v.is_double()) return out = v.as_double(), true;
  const Release& r = thread.rt.release;
  if (is_exact<Text>(v) || is_exact<Bytes>(v)) return float_parse(thread, v, out);
  Type* type = type_of(thread, v);
  if (UnaryFn function = type->slots.as_float) {
    Value result = function(thread, v);
    if (!result) return false;
    if (is_float(result)) return take_float_result(thread, v, result, out);
    if (names_class_of_bad_float(r))
      return raise_type_error(thread, "{}.__float__ returned non-float (type {})", type_name(thread, v), type_name(thread, result));
    return raise_type_error(thread, "__float__ returned non-float (type {})", type_name(thread, result));
  }
  if (floats_from_index(r) && type->slots.as_index) {
    Value index = as_index(thread, v);
    return index && int_as_double(thread, index, out);
  }
  if (is<Text>(v) || is<Bytes>(v) || is<ByteArray>(v)) return float_parse(thread, v, out);
  if (!r.python2() && has_buffer(thread, v)) {
    BufferView view;
    if (!get_buffer(thread, v, view)) return false;
    Value copy = make_bytes(thread, view.view());
    return float_parse(thread, copy, out);
  }
  if (!names_wrong_argument(r)) return raise_type_error(thread, "float() argument must be a string or a number");
  return raise_type_error(thread, "float() argument must be a string or a {}, not '{}'", says_real_number(r) ? "real number" : "number", type_name(thread, v));
}

Value instance_of(Type* type, Type* exact, double d) {
  if (type == exact) return Value::of(d);
  Float* boxed = allocate<Float>(type);
  boxed->number = d;
  return own(boxed);
}

Value float_conjugate(Thread&, Ref self, Args) { return Value::of(float_of(self)); }
Value float_real(Thread&, Ref self) { return Value::of(float_of(self)); }
Value float_imag(Thread&, Ref) { return Value::of(0.0); }
Value float_is_integer(Thread&, Ref self, Args) {
  double d = float_of(self);
  return Value::of(std::isfinite(d) && std::floor(d) == d);
}
Value float_trunc(Thread& thread, Ref self, Args) { return int_from_double(thread, float_of(self)); }
Value float_floor(Thread& thread, Ref self, Args) { return int_from_double(thread, std::floor(float_of(self))); }
Value float_ceil(Thread& thread, Ref self, Args) { return int_from_double(thread, std::ceil(float_of(self))); }
Value float_getnewargs(Thread& thread, Ref self, Args) { return make_tuple(thread, {Value::of(float_of(self))}); }

Value float_as_integer_ratio(Thread& thread, Ref self, Args) {
  double d = float_of(self);
  bool words = says_convert_to_ratio(thread.rt.release);
  if (std::isinf(d)) return raise_overflow(thread, words ? "cannot convert Infinity to integer ratio" : "Cannot pass infinity to float.as_integer_ratio.");
  if (std::isnan(d)) return raise_value_error(thread, "{}", words ? "cannot convert NaN to integer ratio" : "Cannot pass NaN to float.as_integer_ratio.");
  FloatRatio ratio = float_ratio(d);
  Big numerator, denominator(std::int64_t{1});
  mpz_set_ui(numerator, ratio.mantissa);
  if (ratio.exponent > 0) mpz_mul_2exp(numerator, numerator, static_cast<mp_bitcnt_t>(ratio.exponent));
  if (ratio.exponent < 0) mpz_mul_2exp(denominator, denominator, static_cast<mp_bitcnt_t>(-ratio.exponent));
  if (ratio.negative) mpz_neg(numerator, numerator);
  Value n = make_int_as(thread, numerator, false), m = make_int_as(thread, denominator, false);
  return make_tuple(thread, {n, m});
}

Value float_hex_method(Thread& thread, Ref self, Args) { return native_str(thread, float_hex(float_of(self))); }

// The NaN that C's HUGE_VAL * 0 gives, whatever sign was written.
bool hex_nan_is_negative(const Release& r) { return r.until(2, 6) || (r.since(3, 0) && r.until(3, 0)); }

Value float_fromhex(Thread& thread, Ref cls, Args args) {
  Ref text = args[0];
  std::string digits;
  if (is<Text>(text)) {
    if (!as<Text>(text).ascii && !(thread.rt.python2() ? coerce_to_bytes(thread, text) : encode_text(thread, text, "utf-8", "strict"))) return error_set;
    digits = text_utf8(text);
  }
  else if (thread.rt.python2() && is<Bytes>(text)) digits = as<Bytes>(text).view();
  else if (thread.rt.python2()) return raise_type_error(thread, "expected string or Unicode object, {} found", type_name(thread, text));
  else return raise_type_error(thread, "bad argument type for built-in operation");
  constexpr std::string_view blanks = " \t\n\v\f\r";
  std::size_t start = digits.find_first_not_of(blanks);
  std::string_view stripped = start == std::string::npos ? std::string_view()
                                                          : std::string_view(digits).substr(start, digits.find_last_not_of(blanks) + 1 - start);
  double d = 0;
  switch (parse_hex_float(stripped, d)) {
    case HexFloat::Ok: break;
    case HexFloat::Invalid: return raise_value_error(thread, "invalid hexadecimal floating-point string");
    case HexFloat::TooLarge: return raise_overflow(thread, "hexadecimal value too large to represent as a float");
  }
  if (std::isnan(d) && hex_nan_is_negative(thread.rt.release)) d = -std::fabs(d);
  if (cls == Ref(thread.rt.types.float_)) return Value::of(d);
  return call(thread, cls, Value::of(d));
}

}  // namespace

Value float_round(Thread& thread, Ref self, Args args) {
  double d = float_of(self);
  if (!args[0] || (args[0].is_none() && digits_may_be_none(thread.rt.release))) {
    if (!std::isfinite(d)) return int_from_double(thread, d);
    return int_from_double(thread, round_half_even(d));
  }
  std::int64_t digits;
  if (rounds_exactly(thread.rt.release)) {
    if (!as_clamped_index(thread, args[0], digits)) return error_set;
  } else {
    int small;
    if (!as_c_int(thread, args[0], small)) return error_set;
    digits = small;
  }
  if (!std::isfinite(d)) return Value::of(d);
  if (!rounds_exactly(thread.rt.release)) {   // 3.0: scaled, halves to even
    double scale = std::pow(10.0, std::fabs(static_cast<double>(digits))), x = digits < 0 ? d / scale : d * scale;
    double rounded = std::isfinite(x) ? round_half_even(x) : x;
    return Value::of(digits < 0 ? rounded * scale : rounded / scale);
  }
  std::optional<double> rounded = round_digits_half_even(d, digits);
  if (!rounded) return raise_overflow(thread, "rounded value too large to represent");
  return Value::of(*rounded);
}

namespace {

Value float_format(Thread& thread, Ref self, Args args) {
  Ref spec = args[0];
  bool python2 = thread.rt.python2();
  if (!is<Text>(spec) && !(python2 && is<Bytes>(spec))) {
    if (python2) return raise_type_error(thread, "__format__ requires str or unicode");
    return raise_type_error(thread, "__format__() argument{} must be str, not {}", thread.rt.release.until(3, 6) ? " 1" : "", argument_type(thread, spec));
  }
  bool empty = is<Text>(spec) ? as<Text>(spec).length == 0 : as<Bytes>(spec).length == 0;
  if (empty && !(python2 && is<Text>(spec))) return str(thread, self);
  return format_float(thread, float_of(self), spec);
}

bool format_kind(Thread& thread, Ref v, const char* function) {
  if (!is_native_str(thread, v)) {
    bool old = thread.rt.release.until(3, 6);
    return raise_type_error(thread, "{}() argument must be {}, not {}", function, old ? "string" : "str", old ? type_name(thread, v) : argument_type(thread, v));
  }
  std::string unused;
  if (!name_argument(thread, v, function, 1, unused)) return false;
  if (native_is(v, "double") || native_is(v, "float")) return true;
  return raise_value_error(thread, "{}() argument 1 must be 'double' or 'float'", function);
}

Value float_getformat(Thread& thread, Ref, Args args) {
  if (!format_kind(thread, args[0], "__getformat__")) return error_set;
  return native_str(thread, "IEEE, little-endian");
}

Value float_setformat(Thread& thread, Ref, Args args) {
  const char* name = thread.rt.release.since(3, 7) && thread.rt.release.until(3, 8) ? "__set_format__" : "__setformat__";
  for (std::uint32_t i = 0; i < 2; ++i)
    if (!is_native_str(thread, args[i]))
      return raise_type_error(thread, "{}() argument {} must be {}, not {}", name, i + 1, thread.rt.release.until(3, 1) ? "string" : "str", argument_type(thread, args[i]));
  if (!format_kind(thread, args[0], "__setformat__")) return error_set;
  if (native_is(args[1], "unknown") || native_is(args[1], "IEEE, little-endian")) return none_value();
  if (native_is(args[1], "IEEE, big-endian"))
    return raise_value_error(thread, "can only set {} format to 'unknown' or the detected platform value", native_utf8(args[0]));
  return raise_value_error(thread, "{}() argument 2 must be 'unknown', 'IEEE, little-endian' or 'IEEE, big-endian'", "__setformat__");
}

constexpr Method float_methods[] = {
    {"conjugate(self, /)", float_conjugate, since(2, 6)},
    {"is_integer(self, /)", float_is_integer, since(2, 6)},
    {"as_integer_ratio(self, /)", float_as_integer_ratio, since(2, 6)},
    {"hex(self, /)", float_hex_method, since(2, 6)},
    {"fromhex(cls, string, /)", float_fromhex, since(2, 6), Method::Class},
    {"__trunc__(self, /)", float_trunc, since(2, 6)},
    {"__floor__(self, /)", float_floor, since(3, 9)},
    {"__ceil__(self, /)", float_ceil, since(3, 9)},
    {"__round__(self, ndigits=None, /)", float_round, py3},
    {"__getnewargs__(self, /)", float_getnewargs},
    {"__getformat__(cls, typestr, /)", float_getformat, always, Method::Class},
    {"__setformat__(cls, typestr, fmt, /)", float_setformat, until(3, 6), Method::Class},
    {"__set_format__(cls, typestr, fmt, /)", float_setformat, between(3, 7, 3, 8), Method::Class},
    {"__setformat__(cls, typestr, fmt, /)", float_setformat, between(3, 9, 3, 10), Method::Class},
    {"__format__(self, format_spec, /)", float_format, since(2, 6)},
};

constexpr GetSetRow float_getset[] = {
    {"real", float_real, nullptr, since(2, 6)},
    {"imag", float_imag, nullptr, since(2, 6)},
};

const TypeSpec float_spec{.name = "float", .layout = layout_of<Float>, .flags = BaseType, .methods = float_methods, .getset = float_getset, .fill = fill_float};

}  // namespace

Value make_float_instance(Thread& thread, Type* type, Args args) {
  double d = 0;
  if (type == thread.rt.types.float_ && !args.names && args.positional == 1) {
    if (args[0].is_double()) return Value(args[0]);
    if (args[0].is_small_int()) return Value::of(static_cast<double>(args[0].small_int()));
  }
  if (constructor_takes_x(thread.rt.release)) {
    Bound<1> bound(thread, "float(x=0)", args);
    if (!bound) return error_set;
    if (bound[0] && is_exact_float(bound[0]) && type == thread.rt.types.float_) return Value(bound[0]);
    if (bound[0] && !from_object(thread, bound[0], d)) return error_set;
  } else {
    if (!check_no_keywords(thread, "float", args) || !check_unpack_count(thread, "float", args.positional, 0, 1)) return error_set;
    if (args.positional && is_exact_float(args[0]) && type == thread.rt.types.float_) return Value(args[0]);
    if (args.positional && !from_object(thread, args[0], d)) return error_set;
  }
  return instance_of(type, thread.rt.types.float_, d);
}

void make_float_types(Runtime& rt) { rt.types.float_ = make_builtin_type(rt, float_spec); }

}  // namespace xvm
