// int, long and bool: constructors, methods, and the tables that make them types.
#include <algorithm>
#include <cstring>
#include <algorithm>
#include <cstdlib>

#include "base/fatal.h"
#include "objects/bytes.h"
#include "objects/float.h"
#include "objects/format_language.h"
#include "objects/int.h"
#include "objects/int_type.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "objects/number_types.h"
#include "vm/argument_words.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/heap.h"
#include "vm/limits.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/runtime.h"
#include "vm/signature.h"

namespace xvm {

namespace {

bool constructors_take_x(const Release& r) { return r.until(3, 6); }      // int(x="5"), bool(x=1)
bool digits_of_30_bits(const Release& r) { return r.python2() ? r.since(2, 7) : r.since(3, 1); }
bool counts_as_unpacked(const Release& r) { return r.since(3, 13); }
bool reads_base_as_c_int(const Release& r) { return r.until(3, 3); }
bool checks_base_first(const Release& r) { return r.since(3, 4); }
bool zero_has_a_digit(const Release& r) { return r.since(3, 12); }
bool from_bytes_calls_class(const Release& r) { return r.since(3, 5); }
bool old_from_bytes_text(const Release& r) { return r.until(3, 5); }
bool names_byteorder_argument(const Release& r) { return r.since(3, 8); }

// int(x, base) and long(x, base), as an exact number.
Value construct(Thread& thread, Args args, bool as_long) {
  if (!args.names && args.positional == 1) return int_from_object(thread, args[0], as_long);
  const Release& r = thread.rt.release;
  const char* signature = as_long && r.python2() ? "long(x=0, base=10)" : constructors_take_x(r) ? "int(x=0, base=10)" : "int(x=0, /, base=10)";
  if (args.positional > 2 && counts_as_unpacked(r)) return raise_type_error(thread, "int expected at most 2 arguments, got {}", args.positional);
  Bound<2> bound(thread, signature, args);
  if (!bound) return error_set;
  Ref x = bound[0], base = bound[1];
  if (!x) {
    if (base) return raise_type_error(thread, "{}() missing string argument", as_long && r.python2() ? "long" : "int");
    return as_long ? make_long(thread, std::int64_t{0}) : Value::small(0);
  }
  if (!base) return int_from_object(thread, x, as_long);
  int number = 0;
  if (reads_base_as_c_int(r)) {
    if (!as_c_int(thread, base, number)) return error_set;
    if (number == -909) return int_from_object(thread, x, as_long);
  } else {
    std::int64_t wide;
    if (!as_clamped_index(thread, base, wide)) return error_set;
    number = static_cast<int>(std::clamp<std::int64_t>(wide, -1, 1000));
  }
  bool text = is<Text>(x) || is<Bytes>(x) || (is<ByteArray>(x) && !r.python2());
  if (!text) {
    if (checks_base_first(r) && number != 0 && (number < 2 || number > 36)) return int_parse(thread, native_str(thread, "0"), number, as_long);
    if (r.python2() && as_long) return raise_type_error(thread, "long() can't convert non-string with explicit base");
    return raise_type_error(thread, "int() can't convert non-string with explicit base");
  }
  if (const Bytes* bytes = try_as<Bytes>(x); bytes && r.python2() && bytes->view().find('\0') != std::string_view::npos)
    return raise_value_error(thread, "invalid literal for {}() with base {}: {}", as_long ? "long" : "int", number, repr_utf8(thread, x));
  return int_parse(thread, x, number, as_long);
}

Value int_conjugate(Thread& thread, Ref self, Args) { return int_plain(thread, self); }
Value int_plain_get(Thread& thread, Ref self) { return int_plain(thread, self); }
Value int_zero_get(Thread& thread, Ref self) { return is_long(thread, self) ? make_long(thread, std::int64_t{0}) : Value::small(0); }
Value int_one_get(Thread& thread, Ref self) { return is_long(thread, self) ? make_long(thread, std::int64_t{1}) : Value::small(1); }

Value int_bit_length(Thread& thread, Ref self, Args) {
  Integer n(self);
  return make_int(thread, static_cast<std::int64_t>(mpz_sgn(n.get()) ? mpz_sizeinbase(n.get(), 2) : 0));
}

Value int_bit_count(Thread& thread, Ref self, Args) {
  Integer n(self);
  if (mpz_sgn(n.get()) == 0) return Value::small(0);
  return make_int(thread, static_cast<std::int64_t>(mpn_popcount(mpz_limbs_read(n.get()), static_cast<mp_size_t>(mpz_size(n.get())))));
}

Value int_as_integer_ratio(Thread& thread, Ref self, Args) {
  Value n = int_plain(thread, self);
  return make_tuple(thread, {n, Value::small(1)});
}
Value int_is_integer(Thread&, Ref, Args) { return Value::of(true); }
Value int_getnewargs(Thread& thread, Ref self, Args) {
  Value n = int_plain(thread, self);
  return make_tuple(thread, {n});
}

Value int_sizeof(Thread& thread, Ref self, Args) {
  const Release& r = thread.rt.release;
  if (r.python2() && !is_long(thread, self)) return Value::small(24);
  Integer n(self);
  std::int64_t bits = mpz_sgn(n.get()) ? static_cast<std::int64_t>(mpz_sizeinbase(n.get(), 2)) : 0;
  std::int64_t width = digits_of_30_bits(r) ? 30 : 15, digits = (bits + width - 1) / width;
  if (zero_has_a_digit(r)) digits = std::max<std::int64_t>(digits, 1);
  return make_int(thread, 24 + digits * (width == 30 ? 4 : 2));
}

Value int_format(Thread& thread, Ref self, Args args) {
  Ref spec = args[0];
  bool python2 = thread.rt.python2();
  if (!is<Text>(spec) && !(python2 && is<Bytes>(spec))) {
    if (python2) return raise_type_error(thread, "__format__ requires str or unicode");
    return raise_type_error(thread, "__format__() argument{} must be str, not {}", thread.rt.release.until(3, 6) ? " 1" : "", argument_type(thread, spec));
  }
  bool empty = is<Text>(spec) ? as<Text>(spec).length == 0 : as<Bytes>(spec).length == 0;
  if (empty && !(python2 && is<Text>(spec))) return str(thread, self);
  return format_int(thread, self, spec);
}

Value int_round_method(Thread& thread, Ref self, Args args);

// To 3.9 the error for too many arguments does not name the function.
Value int_round_raw(Thread& thread, Ref self, Args args) {
  if (args.keywords()) return raise_type_error(thread, "__round__() takes no keyword arguments");
  if (args.positional > 1) return raise_type_error(thread, "function takes at most 1 argument ({} given)", args.positional);
  Borrowed<1> bound{args.positional ? args[0] : Ref()};
  return int_round_method(thread, self, bound.args());
}

Value int_round_method(Thread& thread, Ref self, Args args) {
  if (!args[0]) return int_plain(thread, self);
  Value digits = as_index(thread, args[0]);
  if (!digits) return error_set;
  return int_round(thread, self, digits);
}

// The byteorder argument: 1 little, 0 big, -1 with the error set.
int is_little(Thread& thread, Ref order, const char* function) {
  if (!order) return 0;
  if (!is<Text>(order)) {
    if (names_byteorder_argument(thread.rt.release))
      return raise_type_error(thread, "{}() argument 'byteorder' must be str, not {}", function, argument_type(thread, order)), -1;
    return raise_type_error(thread, "{}() argument 2 must be str, not {}", function, argument_type(thread, order)), -1;
  }
  if (native_is(order, "little")) return 1;
  if (native_is(order, "big")) return 0;
  return raise_value_error(thread, "byteorder must be either 'little' or 'big'"), -1;
}

Value int_to_bytes(Thread& thread, Ref self, Args args) {
  std::int64_t length = 1;
  if (args[0] && !as_int64(thread, args[0], length)) return error_set;
  int little = is_little(thread, args[1], "to_bytes");
  if (little < 0) return error_set;
  int is_signed = args[2] ? truth(thread, args[2]) : 0;
  if (is_signed < 0) return error_set;
  if (length < 0) return raise_value_error(thread, "length argument must be non-negative");
  Integer n(self);
  bool negative = mpz_sgn(n.get()) < 0;
  if (negative && !is_signed) return raise_overflow(thread, "can't convert negative int to unsigned");
  Big magnitude;
  if (negative) {
    mpz_com(magnitude, n.get());
  } else {
    mpz_set(magnitude, n.get());
  }
  std::uint64_t bits = mpz_sgn(magnitude) ? mpz_sizeinbase(magnitude, 2) : 0;
  if (bits + (is_signed ? 1 : 0) > static_cast<std::uint64_t>(length) * 8 && !(length == 0 && bits == 0)) return raise_overflow(thread, "int too big to convert");
  if (static_cast<std::uint64_t>(length) > max_int_bits) return raise_memory_error(thread);
  std::string bytes(static_cast<std::size_t>(length), negative ? '\xff' : '\0');
  std::size_t count = 0;
  std::string low((bits + 7) / 8, '\0');
  mpz_export(low.data(), &count, -1, 1, 0, 0, magnitude);
  for (std::size_t i = 0; i < count; ++i) bytes[i] = negative ? static_cast<char>(~low[i]) : low[i];
  if (!little) std::reverse(bytes.begin(), bytes.end());
  return make_bytes(thread, bytes);
}

Value int_from_bytes(Thread& thread, Ref cls, Args args) {
  int little = is_little(thread, args[1], "from_bytes");
  if (little < 0) return error_set;
  int is_signed = args[2] ? truth(thread, args[2]) : 0;
  if (is_signed < 0) return error_set;
  Value bytes(args[0]);
  if (!is_exact<Bytes>(bytes)) {
    if (old_from_bytes_text(thread.rt.release)) {
      if (is<Text>(bytes)) return raise_type_error(thread, "cannot convert unicode object to bytes");
      if (is_int(bytes)) return raise_type_error(thread, "'{}' object is not iterable", type_name(thread, bytes));
    }
    if (is_int(bytes) || is<Text>(bytes)) return raise_type_error(thread, "cannot convert '{}' object to bytes", type_name(thread, bytes));
    // What has __index__ alone is no number of zero bytes here.
    if (has_index(thread, bytes) && !find_attribute(thread, bytes, thread.rt.names.bytes__)) {
      if (thread.has_error()) return error_set;
      if (!type_of(thread, bytes)->slots.iter) return raise_type_error(thread, "cannot convert '{}' object to bytes", type_name(thread, bytes));
      if (!(bytes = iterate(thread, bytes))) return error_set;
    }
    bytes = call(thread, Value(Ref(thread.rt.types.bytes)), bytes);
    if (!bytes) {
      if (thread.error_is(thread.rt.exc.TypeError) && !type_of(thread, args[0])->slots.iter)
        return thread.clear_error(), raise_type_error(thread, "cannot convert '{}' object to bytes", type_name(thread, args[0]));
      return error_set;
    }
  }
  std::string_view view = as<Bytes>(bytes).view();
  Big n;
  mpz_import(n, view.size(), little ? -1 : 1, 1, 0, 0, view.data());
  if (is_signed && !view.empty() && (static_cast<unsigned char>(little ? view.back() : view.front()) & 0x80)) {
    Big modulus;
    mpz_setbit(modulus, static_cast<mp_bitcnt_t>(view.size() * 8));
    mpz_sub(n, n, modulus);
  }
  Value result = make_int_as(thread, n, false);
  if (cls == Ref(thread.rt.types.int_)) return result;
  if (!from_bytes_calls_class(thread.rt.release)) {
    if (cls == Ref(thread.rt.types.bool_)) return Value::of(false);   // a bool that is not True
    return make_int_of(thread, &as<Type>(cls), result);
  }
  return call(thread, cls, result);
}

// To 3.6 `signed` is parsed like the others and refused afterwards where it was positional.
template <NativeFn function>
Value bytes_method_old(Thread& thread, Ref self, Args args) {
  constexpr bool from = function == int_from_bytes;
  if (args.size() == 3 && args.keywords() == 0) return raise_type_error(thread, "'signed' is a keyword-only argument");
  Bound<3> a(thread, from ? "from_bytes(bytes, byteorder, signed=False)" : "to_bytes(length, byteorder, signed=False)", args);
  if (!a) return error_set;
  if (args.size() > 2) return raise_type_error(thread, "'signed' is a keyword-only argument");
  Borrowed<3> bound(a[0], a[1], a[2]);
  return function(thread, self, bound.args());
}

constexpr Method int_methods[] = {
    {"conjugate(self, /)", int_conjugate, since(2, 6)},
    {"bit_length(self, /)", int_bit_length, between(2, 7, 2, 7)},
    {"bit_length(self, /)", int_bit_length, since(3, 1)},
    {"bit_count(self, /)", int_bit_count, since(3, 10)},
    {"to_bytes(self, /, length, byteorder, *, signed=False)", bytes_method_old<int_to_bytes>, between(3, 2, 3, 6), Method::Raw},
    {"to_bytes(self, /, length, byteorder, *, signed=False)", int_to_bytes, between(3, 7, 3, 10)},
    {"to_bytes(self, /, length=1, byteorder='big', *, signed=False)", int_to_bytes, since(3, 11)},
    {"from_bytes(cls, /, bytes, byteorder, *, signed=False)", bytes_method_old<int_from_bytes>, between(3, 2, 3, 6), Method::ClassRaw},
    {"from_bytes(cls, /, bytes, byteorder, *, signed=False)", int_from_bytes, between(3, 7, 3, 10), Method::Class},
    {"from_bytes(cls, /, bytes, byteorder='big', *, signed=False)", int_from_bytes, since(3, 11), Method::Class},
    {"as_integer_ratio(self, /)", int_as_integer_ratio, since(3, 8)},
    {"is_integer(self, /)", int_is_integer, since(3, 12)},
    {"__trunc__(self, /)", int_conjugate, since(2, 6)},
    {"__floor__(self, /)", int_conjugate, py3},
    {"__ceil__(self, /)", int_conjugate, py3},
    {"__round__(self, ndigits=None, /)", int_round_raw, between(3, 0, 3, 9), Method::Raw},
    {"__round__(self, ndigits=None, /)", int_round_method, since(3, 10)},
    {"__getnewargs__(self, /)", int_getnewargs},
    {"__format__(self, format_spec, /)", int_format, since(2, 6)},
    {"__sizeof__(self, /)", int_sizeof, since(2, 6)},
};

constexpr GetSetRow int_getset[] = {
    {"real", int_plain_get, nullptr, since(2, 6)},
    {"imag", int_zero_get, nullptr, since(2, 6)},
    {"numerator", int_plain_get, nullptr, since(2, 6)},
    {"denominator", int_one_get, nullptr, since(2, 6)},
};

const TypeSpec int_spec{.name = "int", .layout = layout_of<Int>, .flags = BaseType, .methods = int_methods, .getset = int_getset, .fill = fill_int};
const TypeSpec long_spec{.name = "long", .layout = layout_of<Int>, .flags = BaseType, .methods = int_methods, .getset = int_getset, .fill = fill_long};
const TypeSpec bool_spec{.name = "bool", .layout = layout_of<Int>, .fill = fill_bool};

}  // namespace

Value make_int_instance(Thread& thread, Type* type, Args args) {
  Value number = construct(thread, args, false);
  if (!number || type == thread.rt.types.int_) return number;
  std::int64_t fits;
  if (thread.rt.python2() && !int_fits(number, fits)) return raise_overflow(thread, "Python int too large to convert to C long");
  return make_int_of(thread, type, number);
}

Value make_long_instance(Thread& thread, Type* type, Args args) {
  Value number = construct(thread, args, true);
  if (!number || type == thread.rt.types.long_) return number;
  return make_int_of(thread, type, number);
}

Value make_bool_instance(Thread& thread, Type*, Args args) {
  Value x;
  if (!args.names && args.positional == 1) {
    int t = truth(thread, args[0]);
    return t < 0 ? Value() : Value::of(t != 0);
  }
  if (constructors_take_x(thread.rt.release)) {
    Bound<1> bound(thread, "bool(x=False)", args);
    if (!bound) return error_set;
    x = bound[0];
  } else {
    if (!check_no_keywords(thread, "bool", args) || !check_unpack_count(thread, "bool", args.positional, 0, 1)) return error_set;
    if (args.positional) x = args[0];
  }
  int t = x ? truth(thread, x) : 0;
  if (t < 0) return error_set;
  return Value::of(t != 0);
}

namespace {

// The numbers of GMP lie in blocks of the heap.
void* reallocate_limbs(void* old, std::size_t old_size, std::size_t size) {
  void* block = heap_allocate_block(size);
  std::memcpy(block, old, std::min(old_size, size));
  heap_free_block(old, old_size);
  return block;
}

}  // namespace

void make_int_types(Runtime& rt) {
  mp_set_memory_functions(heap_allocate_block, reallocate_limbs, heap_free_block);
  rt.types.int_ = make_builtin_type(rt, int_spec);
  if (rt.python2()) rt.types.long_ = make_builtin_type(rt, long_spec);
  rt.types.bool_ = make_builtin_type(rt, bool_spec, rt.types.int_);
}

}  // namespace xvm
