// abs, bin, chr, cmp, coerce, divmod, hash, hex, max, min, oct, ord, pow, round, sum, unichr.
#include "builtins/numeric.h"

#include <cmath>

#include "base/float_text.h"
#include "objects/bytes.h"
#include "objects/float.h"
#include "objects/float_type.h"
#include "objects/int.h"
#include "objects/int_type.h"
#include "objects/list.h"
#include "objects/set.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/limits.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/runtime.h"
#include "vm/signature.h"

namespace xvm {

namespace {

bool compensates_sums(const Release& r) { return r.since(3, 12); }       // Neumaier's
bool extremes_have_default(const Release& r) { return r.since(3, 4); }
bool key_may_be_none(const Release& r) { return r.since(3, 8); }
bool says_iterable_is_empty(const Release& r) { return r.since(3, 12); }
bool rounds_exactly(const Release& r) { return r.since(2, 7); }
bool digits_may_be_none(const Release& r) { return r.since(3, 5); }
bool names_range_of_chr_first(const Release& r) { return r.since(3, 13); }

// As functions say it in all releases; types had other words to 3.6.
bool takes_no_keywords(Thread& thread, const char* name, Args args) {
  return !args.keywords() || raise_type_error(thread, "{}() takes no keyword arguments", name);
}

Value builtin_abs(Thread& thread, Ref, Args args) {
  Ref v = args[0];
  if (v.is_double()) return Value::of(std::fabs(v.as_double()));
  if (v.is_small_int()) return make_int(thread, v.small_int() < 0 ? -v.small_int() : v.small_int());
  if (UnaryFn function = type_of(thread, v)->slots.absolute) return function(thread, v);
  return raise_type_error(thread, "bad operand type for abs(): '{}'", type_name(thread, v));
}

Value prefixed(Thread& thread, Ref v, int base) {
  Value index = as_index(thread, v);
  if (!index) return error_set;
  return native_str(thread, int_prefixed(thread, index, base, false));
}
Value builtin_bin(Thread& thread, Ref, Args args) { return prefixed(thread, args[0], 2); }

Value by_slot(Thread& thread, Ref v, UnaryFn function, const char* name) {
  if (!function) return raise_type_error(thread, "{}() argument can't be converted to {}", name, name);
  Value text = function(thread, v);
  if (text && !is<Bytes>(text)) return raise_type_error(thread, "__{}__ returned non-string (type {})", name, type_name(thread, text));
  return text;
}
Value builtin_hex(Thread& thread, Ref, Args args) {
  if (thread.rt.python2()) return by_slot(thread, args[0], type_of(thread, args[0])->slots.hex, "hex");
  return prefixed(thread, args[0], 16);
}
Value builtin_oct(Thread& thread, Ref, Args args) {
  if (thread.rt.python2()) return by_slot(thread, args[0], type_of(thread, args[0])->slots.oct, "oct");
  return prefixed(thread, args[0], 8);
}

Value builtin_divmod(Thread& thread, Ref, Args args) {
  if (!takes_no_keywords(thread, "divmod", args) || !check_unpack_count(thread, "divmod", args.positional, 2, 2)) return error_set;
  return binary_op(thread, Binary::DivMod, args[0], args[1]);
}

Value builtin_pow_raw(Thread& thread, Ref, Args args) {
  if (!takes_no_keywords(thread, "pow", args) || !check_unpack_count(thread, "pow", args.positional, 2, 3)) return error_set;
  return power(thread, args[0], args[1], args.positional == 3 ? args[2] : none);
}
Value builtin_pow(Thread& thread, Ref, Args args) { return power(thread, args[0], args[1], args[2] ? args[2] : none); }

Value round_of_float(Thread& thread, Ref number, Ref ndigits) {
  double d;
  if (!as_double(thread, number, d)) return error_set;
  std::int64_t digits = 0;
  if (ndigits) {
    if (rounds_exactly(thread.rt.release)) {
      if (!as_clamped_index(thread, ndigits, digits)) return error_set;
    } else {
      int small;
      if (!as_c_int(thread, ndigits, small)) return error_set;
      digits = small;
    }
  }
  if (thread.rt.release.until(2, 5)) return Value::of(round_digits_scaled(d, digits));
  if (!rounds_exactly(thread.rt.release)) {   // 2.6: as C rounds
    double scale = 1;
    for (std::int64_t i = digits < 0 ? -digits : digits; i > 0 && std::isfinite(scale); --i) scale *= 10;
    return Value::of(digits < 0 ? std::round(d / scale) * scale : std::round(d * scale) / scale);
  }
  if (!std::isfinite(d)) return Value::of(d);
  std::optional<double> rounded = round_digits_half_away(d, digits);
  if (!rounded) return raise_overflow(thread, "rounded value too large to represent");
  return Value::of(*rounded);
}

Value builtin_round(Thread& thread, Ref, Args args) {
  Ref number = args[0], digits = args[1];
  if (thread.rt.python2()) return round_of_float(thread, number, digits);
  if (digits && digits.is_none() && digits_may_be_none(thread.rt.release)) digits = {};
  if (number.is_double() || (!digits && number.is_small_int())) {   // as their __round__ does
    if (number.is_small_int()) return Value(number);
    Borrowed<1> bound(digits);
    return float_round(thread, number, bound.args());
  }
  Value method = lookup_special(thread, number, thread.rt.names.round__);
  if (!method) {
    if (thread.has_error()) return error_set;
    return raise_type_error(thread, "type {} doesn't define __round__ method", type_name(thread, number));
  }
  return digits ? call(thread, method, digits) : call(thread, method);
}

// Adds item to the doubles of a sum, with the error so far beside it.
struct DoubleSum {
  double total, error = 0;
  bool compensated;
  void add(double x) {
    if (!compensated) {
      total += x;
      return;
    }
    double t = total + x;
    error += std::fabs(total) >= std::fabs(x) ? (total - t) + x : (x - t) + total;
    total = t;
  }
  double result() const { return error != 0 && std::isfinite(error) ? total + error : total; }
};

// The items of an exact list or tuple.
bool items_of(Ref v, const Value*& begin, const Value*& end) {
  if (is_exact<List>(v)) begin = as<List>(v).items, end = begin + as<List>(v).length;
  else if (is_exact<Tuple>(v)) begin = as<Tuple>(v).items(), end = begin + as<Tuple>(v).length;
  else return false;
  return true;
}

Value sum_of(Thread& thread, Ref iterable, Ref start) {
  const Release& r = thread.rt.release;
  // Ints and floats of a list or a tuple, while they are small; nothing of the program's runs there.
  if (const Value *items, *end; (!start || start.is_small_int()) && items_of(iterable, items, end) && !counts_steps) {
    std::int64_t whole = start ? start.small_int() : 0;
    while (items != end && items->is_small_int() && !__builtin_add_overflow(whole, items->small_int(), &whole)) ++items;
    if (items == end) return make_int(thread, whole);
  }
  Value iterator = iterate(thread, iterable);
  if (!iterator) return error_set;
  Value total = start ? Value(start) : Value::small(0);
  if (start) {
    if (is<Text>(start) || (r.python2() && is<Bytes>(start))) return raise_type_error(thread, "sum() can't sum strings [use ''.join(seq) instead]");
    if (is<Bytes>(start) && r.since(3, 3)) return raise_type_error(thread, "sum() can't sum bytes [use b''.join(seq) instead]");
    if (is<ByteArray>(start) && r.since(3, 3)) return raise_type_error(thread, "sum() can't sum bytearray [use b''.join(seq) instead]");
  }
  NextFn step = type_of(thread, iterator)->slots.next;
  auto take = [&]() -> Value {
    Value item = step(thread, iterator);
    if (!item && thread.has_error() && thread.error_is(thread.rt.exc.StopIteration)) thread.clear_error();
    return item;
  };
  Value item = take();
  if (total.is_small_int()) {
    std::int64_t whole = total.small_int();
    while (item && item.is_small_int()) {
      std::int64_t next_whole;
      if (__builtin_add_overflow(whole, item.small_int(), &next_whole)) break;
      whole = next_whole;
      item = take();
    }
    total = make_int(thread, whole);
    if (!item) return thread.has_error() ? Value() : std::move(total);
  }
  if (!item) return thread.has_error() ? Value() : std::move(total);
  while (item) {
    if (total.is_double()) {
      DoubleSum sum{.total = total.as_double(), .compensated = compensates_sums(r)};
      for (; item; item = take()) {
        std::int64_t whole;
        if (item.is_double()) sum.add(item.as_double());
        else if (is_int(item) && int_fits(item, whole)) sum.total += static_cast<double>(whole);
        else break;
      }
      total = Value::of(sum.result());
      if (!item) break;
    }
    total = binary_op(thread, Binary::Add, total, item);
    if (!total) return error_set;
    item = take();
  }
  return thread.has_error() ? Value() : std::move(total);
}

Value builtin_sum_raw(Thread& thread, Ref, Args args) {
  if (!takes_no_keywords(thread, "sum", args) || !check_unpack_count(thread, "sum", args.positional, 1, 2)) return error_set;
  return sum_of(thread, args[0], args.positional == 2 ? args[1] : Ref());
}
Value builtin_sum(Thread& thread, Ref, Args args) { return sum_of(thread, args[0], args[1]); }

// The keywords of min and max; false with the release's error set.
bool extreme_keywords(Thread& thread, const char* name, Args args, Ref& key, Ref& otherwise) {
  const Release& r = thread.rt.release;
  if (!args.keywords()) return true;
  const Tuple& names = as<Tuple>(args.names);
  for (std::size_t i = 0; i < names.length; ++i) {
    Ref value = args.data[args.positional + i];
    if (native_is(names[i], "key")) {
      key = value;
    } else if (native_is(names[i], "default") && extremes_have_default(r)) {
      otherwise = value;
    } else {
      if (!extremes_have_default(r)) return raise_type_error(thread, "{}() got an unexpected keyword argument", name);
      std::string given = native_utf8(names[i]);
      if (r.until(3, 6)) return raise_type_error(thread, "'{}' is an invalid keyword argument for this function", given);
      if (r.until(3, 12)) return raise_type_error(thread, "'{}' is an invalid keyword argument for {}()", given, name);
      return raise_type_error(thread, "{}() got an unexpected keyword argument '{}'", name, given);
    }
  }
  return true;
}

Value extreme(Thread& thread, Args args, const char* name, Compare op) {
  const Release& r = thread.rt.release;
  if (args.positional == 0) {
    if (r.until(3, 7)) return raise_type_error(thread, "{} expected 1 arguments, got 0", name);
    if (r.until(3, 8)) return raise_type_error(thread, "{} expected 1 argument, got 0", name);
    return raise_type_error(thread, "{} expected at least 1 argument, got 0", name);
  }
  Ref key, otherwise;
  if (!extreme_keywords(thread, name, args, key, otherwise)) return error_set;
  if (key && key.is_none() && key_may_be_none(r)) key = {};
  bool several = args.positional > 1;
  if (several && otherwise) return raise_type_error(thread, "Cannot specify a default for {}() with multiple positional arguments", name);
  const Value *items = args.data, *end = items + args.positional;
  if (!key && !counts_steps && (several || items_of(args[0], items, end)) && items != end) {   // small ints are compared here
    Ref best = *items;
    while (++items != end && best.is_small_int() && items->is_small_int())
      if (op == Compare::Gt ? items->small_int() > best.small_int() : items->small_int() < best.small_int()) best = *items;
    if (items == end) return Value(best);
  }
  if (Set* set = several ? nullptr : try_as<Set>(args[0]); set && is_exact<Set>(args[0]) && !key && !counts_steps) {
    SetCursor cursor;
    SetEntry* entry = cursor.next(*set);
    Ref best = entry ? Ref(entry->key) : Ref();
    while (entry && entry->key.is_small_int()) {
      if (op == Compare::Gt ? entry->key.small_int() > best.small_int() : entry->key.small_int() < best.small_int()) best = entry->key;
      entry = cursor.next(*set);
    }
    if (best && !entry) return Value(best);
  }
  Value iterator;
  if (!several && !(iterator = iterate(thread, args[0]))) return error_set;
  std::uint32_t at = 0;
  auto take = [&]() -> Value {
    if (several) return at < args.positional ? Value(args[at++]) : Value();
    return next(thread, iterator);
  };
  Value best, best_key;
  while (Value item = take()) {
    Value item_key = key ? call(thread, key, item) : item;
    if (!item_key) return error_set;
    if (best) {
      int better = compare_true(thread, item_key, best_key, op);
      if (better < 0) return error_set;
      if (!better) continue;
    }
    best = std::move(item);
    best_key = std::move(item_key);
  }
  if (thread.has_error()) return error_set;
  if (best) return best;
  if (otherwise) return Value(otherwise);
  if (says_iterable_is_empty(r)) return raise_value_error(thread, "{}() iterable argument is empty", name);
  return raise_value_error(thread, "{}() arg is an empty sequence", name);
}
Value builtin_max(Thread& thread, Ref, Args args) { return extreme(thread, args, "max", Compare::Gt); }
Value builtin_min(Thread& thread, Ref, Args args) { return extreme(thread, args, "min", Compare::Lt); }

Value builtin_hash(Thread& thread, Ref, Args args) {
  std::int64_t hash;
  if (!hash_of(thread, args[0], hash)) return error_set;
  return make_int(thread, hash);
}

Value builtin_cmp(Thread& thread, Ref, Args args) {
  if (!takes_no_keywords(thread, "cmp", args) || !check_unpack_count(thread, "cmp", args.positional, 2, 2)) return error_set;
  int c = three_way(thread, args[0], args[1]);
  if (c == -2) return error_set;
  return Value::small(c);
}

Value builtin_coerce(Thread& thread, Ref, Args args) {
  if (!takes_no_keywords(thread, "coerce", args) || !check_unpack_count(thread, "coerce", args.positional, 2, 2)) return error_set;
  Value left(args[0]), right(args[1]);
  bool text = (is<Bytes>(left) && is<Bytes>(right)) || (is<Text>(left) && is<Text>(right));   // numbers by their % alone
  if (text) return raise_type_error(thread, "number coercion failed");
  int done = coerce_pair(thread, left, right);
  if (done < 0) return error_set;
  if (done == 0) return raise_type_error(thread, "number coercion failed");
  return make_tuple(thread, {left, right});
}

// Functions that parse a tuple of one argument say "1", not "one".
bool one_argument(Thread& thread, const char* name, Args args) {
  if (!takes_no_keywords(thread, name, args)) return false;
  return args.positional == 1 || raise_type_error(thread, "{}() takes exactly 1 argument ({} given)", name, args.positional);
}

Value builtin_chr(Thread& thread, Ref, Args args) {
  const Release& r = thread.rt.release;
  if (r.python2()) {
    std::int64_t c;
    if (!as_c_long(thread, args[0], c)) return error_set;
    if (c < 0 || c > 255) return raise_value_error(thread, "chr() arg not in range(256)");
    char byte = static_cast<char>(c);
    return make_bytes(thread, {&byte, 1});
  }
  std::int64_t code;
  if (args[0].is_small_int() && args[0].small_int() >= 0 && args[0].small_int() <= 0x10ffff) return make_text_char(thread, static_cast<char32_t>(args[0].small_int()));
  if (names_range_of_chr_first(r)) {
    if (!as_clamped_index(thread, args[0], code)) return error_set;
  } else {
    int c;
    if (!as_c_int(thread, args[0], c)) return error_set;
    code = c;
  }
  if (code < 0 || code > 0x10ffff) return raise_value_error(thread, "chr() arg not in range(0x110000)");
  return make_text_char(thread, static_cast<char32_t>(code));
}
Value builtin_chr_raw(Thread& thread, Ref self, Args args) { return one_argument(thread, "chr", args) ? builtin_chr(thread, self, args) : Value(); }

bool cuts_unichr(const Release& r) { return r.until(2, 5); }   // its argument to an int

Value builtin_unichr(Thread& thread, Ref, Args args) {
  if (!one_argument(thread, "unichr", args)) return error_set;
  int c;
  if (cuts_unichr(thread.rt.release)) {
    std::int64_t wide;
    if (!as_c_long(thread, args[0], wide)) return error_set;
    c = static_cast<int>(wide);
  } else if (!as_c_int(thread, args[0], c)) {
    return error_set;
  }
  if (c < 0 || c > 0x10ffff) return raise_value_error(thread, "unichr() arg not in range(0x110000) (wide Python build)");
  return make_text_char(thread, static_cast<char32_t>(c));
}

Value builtin_ord(Thread& thread, Ref, Args args) {
  Ref v = args[0];
  std::size_t length;
  if (is<Text>(v)) {
    const Text& text = as<Text>(v);
    if (text.length == 1) return Value::small(static_cast<std::int64_t>(text.at(0)));
    length = text.length;
  } else if (is<Bytes>(v) || is<ByteArray>(v)) {
    std::string_view bytes = is<Bytes>(v) ? as<Bytes>(v).view() : view_of(as<ByteArray>(v));
    if (bytes.size() == 1) return Value::small(static_cast<unsigned char>(bytes[0]));
    length = bytes.size();
  } else {
    return raise_type_error(thread, "ord() expected string of length 1, but {} found", type_name(thread, v));
  }
  return raise_type_error(thread, "ord() expected a character, but string of length {} found", length);
}

constexpr Method methods[] = {
    {"abs(x, /)", builtin_abs},
    {"bin(number, /)", builtin_bin, since(2, 6)},
    {"chr(i, /)", builtin_chr_raw, until(3, 4), Method::Raw},
    {"chr(i, /)", builtin_chr, since(3, 5)},
    {"cmp(x, y, /)", builtin_cmp, py2, Method::Raw},
    {"coerce(x, y, /)", builtin_coerce, py2, Method::Raw},
    {"divmod(x, y, /)", builtin_divmod, always, Method::Raw},
    {"hash(obj, /)", builtin_hash},
    {"hex(number, /)", builtin_hex},
    {"max(iterable, /, *, key=None)", builtin_max, always, Method::Raw},
    {"min(iterable, /, *, key=None)", builtin_min, always, Method::Raw},
    {"oct(number, /)", builtin_oct},
    {"ord(c, /)", builtin_ord, always, Method::Normal, nullptr, Intrinsic::Ord},
    {"pow(x, y, z=None, /)", builtin_pow_raw, until(3, 7), Method::Raw},
    {"pow(base, exp, mod=None)", builtin_pow, since(3, 8)},
    {"round(number, ndigits=None)", builtin_round},
    {"sum(iterable, start=0, /)", builtin_sum_raw, until(3, 7), Method::Raw},
    {"sum(iterable, /, start=0)", builtin_sum, since(3, 8)},
    {"unichr(i, /)", builtin_unichr, py2, Method::Raw},
};

}  // namespace

std::span<const Method> numeric_builtins() { return methods; }

}  // namespace xvm
