// operator and _operator: the operators as functions. From 3.4 on operator is a module over _operator, which adds the names
// with underscores.
#include <algorithm>

#include "modules/numeric_modules.h"
#include "modules/operator_getters.h"
#include "objects/bytes.h"
#include "objects/dict.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/runtime.h"
#include "vm/signature.h"

namespace xvm {

namespace {

bool index_is_exact(const Release& r) { return r.since(3, 10); }
bool item_left_of_equals(const Release& r) { return r.since(3, 9); }

template <Binary op>
Value binary(Thread& thread, Ref, Args args) { return binary_op(thread, op, args[0], args[1]); }
template <Binary op>
Value inplace(Thread& thread, Ref, Args args) { return inplace_op(thread, op, args[0], args[1]); }
template <Compare op>
Value comparison(Thread& thread, Ref, Args args) { return compare(thread, args[0], args[1], op); }

Value absolute(Thread& thread, Ref, Args args) {
  if (UnaryFn function = type_of(thread, args[0])->slots.absolute) return function(thread, args[0]);
  return raise_type_error(thread, "bad operand type for abs(): '{}'", type_name(thread, args[0]));
}
Value index_of(Thread& thread, Ref, Args args) {
  Value index = as_index(thread, args[0]);
  return index && index_is_exact(thread.rt.release) ? int_plain(thread, index) : std::move(index);
}
Value inversion(Thread& thread, Ref, Args args) { return invert(thread, args[0]); }
Value negation(Thread& thread, Ref, Args args) { return negative(thread, args[0]); }
Value positive_of(Thread& thread, Ref, Args args) { return positive(thread, args[0]); }

Value from_test(int test) { return test < 0 ? Value() : Value::of(test != 0); }
Value truth_of(Thread& thread, Ref, Args args) { return from_test(truth(thread, args[0])); }
Value not_of(Thread& thread, Ref, Args args) {
  int t = truth(thread, args[0]);
  return t < 0 ? Value() : Value::of(t == 0);
}
Value is_same(Thread&, Ref, Args args) { return Value::of(args[0] == args[1]); }
Value is_other(Thread&, Ref, Args args) { return Value::of(!(args[0] == args[1])); }

bool indexes(Thread& thread, Ref v) { return type_of(thread, v)->slots.index_item && !is<Dict>(v); }

Value concatenated(Thread& thread, Ref a, Ref b, bool in_place) {
  const Slots& slots = type_of(thread, a)->slots;
  if (in_place && slots.inplace_concat) return slots.inplace_concat(thread, a, b);
  if (slots.concat) return slots.concat(thread, a, b);
  if (indexes(thread, a) && indexes(thread, b)) return in_place ? inplace_op(thread, Binary::Add, a, b) : binary_op(thread, Binary::Add, a, b);
  return raise_type_error(thread, "'{}' object can't be concatenated", type_name(thread, a));
}
Value concat(Thread& thread, Ref, Args args) { return concatenated(thread, args[0], args[1], false); }
Value concat_in_place(Thread& thread, Ref, Args args) { return concatenated(thread, args[0], args[1], true); }

Value repeated(Thread& thread, Ref a, Ref count, bool in_place) {
  std::int64_t n;
  if (!as_c_long(thread, count, n)) return error_set;
  const Slots& slots = type_of(thread, a)->slots;
  if (in_place && slots.inplace_repeat) return slots.inplace_repeat(thread, a, n);
  if (slots.repeat) return slots.repeat(thread, a, n);
  Value number = make_int(thread, n);
  if (indexes(thread, a)) return binary_op(thread, Binary::Multiply, a, number);
  return raise_type_error(thread, "'{}' object can't be repeated", type_name(thread, a));
}
Value repeat_times(Thread& thread, Ref, Args args) { return repeated(thread, args[0], args[1], false); }
Value repeat_in_place(Thread& thread, Ref, Args args) { return repeated(thread, args[0], args[1], true); }

Value contains_item(Thread& thread, Ref, Args args) { return from_test(contains(thread, args[0], args[1])); }
Value item_of(Thread& thread, Ref, Args args) { return get_item(thread, args[0], args[1]); }
Value done(bool ok) { return ok ? none_value() : Value(); }
Value store_item(Thread& thread, Ref, Args args) { return done(set_item(thread, args[0], args[1], args[2])); }
Value delete_item(Thread& thread, Ref, Args args) { return done(set_item(thread, args[0], args[1], {})); }

bool c_longs(Thread& thread, Ref low, Ref high, Value& a, Value& b) {
  std::int64_t i, j;
  if (!as_c_long(thread, low, i) || !as_c_long(thread, high, j)) return false;
  a = make_int(thread, i), b = make_int(thread, j);
  return true;
}
Value slice_of(Thread& thread, Ref, Args args) {
  Value low, high;
  if (!c_longs(thread, args[1], args[2], low, high)) return error_set;
  return get_slice(thread, args[0], low, high);
}
Value store_slice(Thread& thread, Ref, Args args) {
  Value low, high;
  if (!c_longs(thread, args[1], args[2], low, high)) return error_set;
  return done(set_slice(thread, args[0], low, high, args[3]));
}
Value delete_slice(Thread& thread, Ref, Args args) {
  Value low, high;
  if (!c_longs(thread, args[1], args[2], low, high)) return error_set;
  return done(set_slice(thread, args[0], low, high, {}));
}

// Walks an iterable comparing with ==: the index of the first that is equal, or how many are; -1 none, -2 the error is set.
std::int64_t search(Thread& thread, Ref sequence, Ref item, bool count) {
  Value iterator = iterate(thread, sequence);
  if (!iterator) {
    if (thread.error_is(thread.rt.exc.TypeError)) {
      thread.clear_error();
      raise_type_error(thread, "argument of type '{}' is not iterable", type_name(thread, sequence));
    }
    return -2;
  }
  std::int64_t found = 0, i = 0;
  for (Value candidate; (candidate = next(thread, iterator)); ++i) {
    int same = item_left_of_equals(thread.rt.release) ? equal(thread, candidate, item) : equal(thread, item, candidate);
    if (same < 0) return -2;
    if (same && !count) return i;
    found += same;
  }
  if (thread.has_error()) return -2;
  return count ? found : -1;
}
Value count_of(Thread& thread, Ref, Args args) {
  std::int64_t n = search(thread, args[0], args[1], true);
  return n < 0 ? Value() : make_int(thread, n);
}
Value index_in(Thread& thread, Ref, Args args) {
  std::int64_t i = search(thread, args[0], args[1], false);
  if (i == -1) return raise_value_error(thread, "sequence.index(x): x not in sequence");
  return i < 0 ? Value() : make_int(thread, i);
}

Value is_callable_object(Thread& thread, Ref, Args args) { return Value::of(is_callable(thread, args[0])); }
Value is_mapping(Thread& thread, Ref, Args args) {
  const Slots& s = type_of(thread, args[0])->slots;
  return Value::of(s.get_item && !s.get_slice);
}
Value is_number(Thread& thread, Ref, Args args) {
  const Slots& s = type_of(thread, args[0])->slots;
  return Value::of(s.as_int || s.as_float);
}
Value is_sequence(Thread& thread, Ref, Args args) { return Value::of(indexes(thread, args[0])); }

Value length_hint_of(Thread& thread, Ref, Args args) {
  std::int64_t otherwise = 0;
  if (args[1]) {
    if (!is_int(args[1])) return raise_type_error(thread, "'{}' object cannot be interpreted as an integer", type_name(thread, args[1]));
    if (!as_int64(thread, args[1], otherwise)) return error_set;
  }
  std::int64_t n = length_hint(thread, args[0], otherwise);
  return n < 0 && thread.has_error() ? Value() : make_int(thread, n);
}

Value compare_digest(Thread& thread, Ref, Args args) {
  auto same = [](std::string_view a, std::string_view b) {
    std::size_t difference = a.size() ^ b.size();
    for (std::size_t i = 0; i < b.size(); ++i) difference |= static_cast<unsigned char>((a.size() == b.size() ? a[i] : b[i]) ^ b[i]);
    return difference == 0;
  };
  if (is<Text>(args[0]) && is<Text>(args[1])) {
    if (thread.rt.python2()) return Value::of(same(text_utf8(args[0]), text_utf8(args[1])));
    if (!as<Text>(args[0]).ascii || !as<Text>(args[1]).ascii)
      return raise_type_error(thread, "comparing strings with non-ASCII characters is not supported");
    return Value::of(same(as<Text>(args[0]).ascii_view(), as<Text>(args[1]).ascii_view()));
  }
  if (!has_buffer(thread, args[0]) && !has_buffer(thread, args[1]))
    return raise_type_error(thread, "unsupported operand types(s) or combination of types: '{}' and '{}'", type_name(thread, args[0]), type_name(thread, args[1]));
  BufferView a, b;
  if (!get_buffer(thread, args[0], a) || !get_buffer(thread, args[1], b)) return error_set;
  return Value::of(same(a.view(), b.view()));
}

Value call_object(Thread& thread, Ref, Args args) { return call_tuple(thread, args[0], args[1], args[2]); }

constexpr Method methods[] = {
    {"_compare_digest(a, b, /)", compare_digest, between(2, 7, 2, 7)},
    {"_compare_digest(a, b, /)", compare_digest, since(3, 3)},
    {"abs(a, /)", absolute},
    {"add(a, b, /)", binary<Binary::Add>},
    {"and_(a, b, /)", binary<Binary::And>},
    {"call(obj, /, *args, **kwargs)", call_object, since(3, 11)},
    {"concat(a, b, /)", concat},
    {"contains(a, b, /)", contains_item},
    {"countOf(a, b, /)", count_of},
    {"delitem(a, b, /)", delete_item},
    {"delslice(a, b, c, /)", delete_slice, py2},
    {"div(a, b, /)", binary<Binary::Divide>, py2},
    {"eq(a, b, /)", comparison<Compare::Eq>},
    {"floordiv(a, b, /)", binary<Binary::FloorDivide>},
    {"ge(a, b, /)", comparison<Compare::Ge>},
    {"getitem(a, b, /)", item_of},
    {"getslice(a, b, c, /)", slice_of, py2},
    {"gt(a, b, /)", comparison<Compare::Gt>},
    {"iadd(a, b, /)", inplace<Binary::Add>},
    {"iand(a, b, /)", inplace<Binary::And>},
    {"iconcat(a, b, /)", concat_in_place},
    {"idiv(a, b, /)", inplace<Binary::Divide>, py2},
    {"ifloordiv(a, b, /)", inplace<Binary::FloorDivide>},
    {"ilshift(a, b, /)", inplace<Binary::LeftShift>},
    {"imatmul(a, b, /)", inplace<Binary::MatrixMultiply>, since(3, 5)},
    {"imod(a, b, /)", inplace<Binary::Remainder>},
    {"imul(a, b, /)", inplace<Binary::Multiply>},
    {"index(a, /)", index_of},
    {"indexOf(a, b, /)", index_in},
    {"inv(a, /)", inversion},
    {"invert(a, /)", inversion},
    {"ior(a, b, /)", inplace<Binary::Or>},
    {"ipow(a, b, /)", inplace<Binary::Power>},
    {"irepeat(a, b, /)", repeat_in_place, py2},
    {"irshift(a, b, /)", inplace<Binary::RightShift>},
    {"is_(a, b, /)", is_same},
    {"is_not(a, b, /)", is_other},
    {"isCallable(a, /)", is_callable_object, py2},
    {"isMappingType(a, /)", is_mapping, py2},
    {"isNumberType(a, /)", is_number, py2},
    {"isSequenceType(a, /)", is_sequence, py2},
    {"isub(a, b, /)", inplace<Binary::Subtract>},
    {"itruediv(a, b, /)", inplace<Binary::TrueDivide>},
    {"ixor(a, b, /)", inplace<Binary::Xor>},
    {"le(a, b, /)", comparison<Compare::Le>},
    {"length_hint(obj, default=0, /)", length_hint_of, since(3, 4)},
    {"lshift(a, b, /)", binary<Binary::LeftShift>},
    {"lt(a, b, /)", comparison<Compare::Lt>},
    {"matmul(a, b, /)", binary<Binary::MatrixMultiply>, since(3, 5)},
    {"mod(a, b, /)", binary<Binary::Remainder>},
    {"mul(a, b, /)", binary<Binary::Multiply>},
    {"ne(a, b, /)", comparison<Compare::Ne>},
    {"neg(a, /)", negation},
    {"not_(a, /)", not_of},
    {"or_(a, b, /)", binary<Binary::Or>},
    {"pos(a, /)", positive_of},
    {"pow(a, b, /)", binary<Binary::Power>},
    {"repeat(a, b, /)", repeat_times, py2},
    {"rshift(a, b, /)", binary<Binary::RightShift>},
    {"sequenceIncludes(a, b, /)", contains_item, py2},
    {"setitem(a, b, c, /)", store_item},
    {"setslice(a, b, c, d, /)", store_slice, py2},
    {"sub(a, b, /)", binary<Binary::Subtract>},
    {"truediv(a, b, /)", binary<Binary::TrueDivide>},
    {"truth(a, /)", truth_of},
    {"xor(a, b, /)", binary<Binary::Xor>},
    {"__abs__(a, /)", absolute, until(3, 3)},
    {"__add__(a, b, /)", binary<Binary::Add>, until(3, 3)},
    {"__and__(a, b, /)", binary<Binary::And>, until(3, 3)},
    {"__concat__(a, b, /)", concat, until(3, 3)},
    {"__contains__(a, b, /)", contains_item, until(3, 3)},
    {"__delitem__(a, b, /)", delete_item, until(3, 3)},
    {"__delslice__(a, b, c, /)", delete_slice, py2},
    {"__div__(a, b, /)", binary<Binary::Divide>, py2},
    {"__eq__(a, b, /)", comparison<Compare::Eq>, until(3, 3)},
    {"__floordiv__(a, b, /)", binary<Binary::FloorDivide>, until(3, 3)},
    {"__ge__(a, b, /)", comparison<Compare::Ge>, until(3, 3)},
    {"__getitem__(a, b, /)", item_of, until(3, 3)},
    {"__getslice__(a, b, c, /)", slice_of, py2},
    {"__gt__(a, b, /)", comparison<Compare::Gt>, until(3, 3)},
    {"__iadd__(a, b, /)", inplace<Binary::Add>, until(3, 3)},
    {"__iand__(a, b, /)", inplace<Binary::And>, until(3, 3)},
    {"__iconcat__(a, b, /)", concat_in_place, until(3, 3)},
    {"__idiv__(a, b, /)", inplace<Binary::Divide>, py2},
    {"__ifloordiv__(a, b, /)", inplace<Binary::FloorDivide>, until(3, 3)},
    {"__ilshift__(a, b, /)", inplace<Binary::LeftShift>, until(3, 3)},
    {"__imod__(a, b, /)", inplace<Binary::Remainder>, until(3, 3)},
    {"__imul__(a, b, /)", inplace<Binary::Multiply>, until(3, 3)},
    {"__index__(a, /)", index_of, until(3, 3)},
    {"__inv__(a, /)", inversion, until(3, 3)},
    {"__invert__(a, /)", inversion, until(3, 3)},
    {"__ior__(a, b, /)", inplace<Binary::Or>, until(3, 3)},
    {"__ipow__(a, b, /)", inplace<Binary::Power>, until(3, 3)},
    {"__irepeat__(a, b, /)", repeat_in_place, py2},
    {"__irshift__(a, b, /)", inplace<Binary::RightShift>, until(3, 3)},
    {"__isub__(a, b, /)", inplace<Binary::Subtract>, until(3, 3)},
    {"__itruediv__(a, b, /)", inplace<Binary::TrueDivide>, until(3, 3)},
    {"__ixor__(a, b, /)", inplace<Binary::Xor>, until(3, 3)},
    {"__le__(a, b, /)", comparison<Compare::Le>, until(3, 3)},
    {"__lshift__(a, b, /)", binary<Binary::LeftShift>, until(3, 3)},
    {"__lt__(a, b, /)", comparison<Compare::Lt>, until(3, 3)},
    {"__mod__(a, b, /)", binary<Binary::Remainder>, until(3, 3)},
    {"__mul__(a, b, /)", binary<Binary::Multiply>, until(3, 3)},
    {"__ne__(a, b, /)", comparison<Compare::Ne>, until(3, 3)},
    {"__neg__(a, /)", negation, until(3, 3)},
    {"__not__(a, /)", not_of, until(3, 3)},
    {"__or__(a, b, /)", binary<Binary::Or>, until(3, 3)},
    {"__pos__(a, /)", positive_of, until(3, 3)},
    {"__pow__(a, b, /)", binary<Binary::Power>, until(3, 3)},
    {"__repeat__(a, b, /)", repeat_times, py2},
    {"__rshift__(a, b, /)", binary<Binary::RightShift>, until(3, 3)},
    {"__setitem__(a, b, c, /)", store_item, until(3, 3)},
    {"__setslice__(a, b, c, d, /)", store_slice, py2},
    {"__sub__(a, b, /)", binary<Binary::Subtract>, until(3, 3)},
    {"__truediv__(a, b, /)", binary<Binary::TrueDivide>, until(3, 3)},
    {"__xor__(a, b, /)", binary<Binary::Xor>, until(3, 3)},
};

// What operator of 3.4 on has as __name__ too.
constexpr const char* with_underscores[] = {
    "abs", "add", "and_", "call", "concat", "contains", "delitem", "eq", "floordiv", "ge", "getitem", "gt", "iadd", "iand",
    "iconcat", "ifloordiv", "ilshift", "imatmul", "imod", "imul", "index", "inv", "invert", "ior", "ipow", "irshift", "isub",
    "itruediv", "ixor", "le", "lshift", "lt", "matmul", "mod", "mul", "ne", "neg", "not_", "or_", "pos", "pow", "rshift",
    "setitem", "sub", "truediv", "xor"};

bool fill_native(Thread& thread, Module& module) { return add_operator_getters(thread, module); }

// operator over _operator: everything public of it, the names with underscores, and __all__.
bool fill_over_native(Thread& thread, Module& module) {
  Value name = native_intern(thread, "_operator");
  Dict& modules = as<Dict>(thread.rt.modules);
  Value native(dict_get(thread, modules, name));
  if (!native) {
    if (thread.has_error()) return false;
    const ModuleSpec* spec = find_native_module(thread.rt, "_operator");
    if (!spec) return raise_system_error(thread, "no module _operator");
    native = create_native_module(thread, *spec);
    if (!native || !dict_set(thread, modules, name, native)) return false;
  } else if (!is<Module>(native)) {   // a program put something else there; the functions are there all the same
    const ModuleSpec* spec = find_native_module(thread.rt, "_operator");
    native = spec ? create_native_module(thread, *spec) : Value();
    if (!native) return false;
  }
  Dict& members = as<Dict>(as<Module>(native).dict);
  Dict& own = as<Dict>(module.dict);
  std::vector<std::string> names;
  DictCursor cursor;
  while (DictEntry* entry = cursor.next(thread, members)) {
    std::string text = native_utf8(entry->key);
    if (text[0] == '_') continue;
    if (!dict_set(thread, own, entry->key, entry->value)) return false;
    names.push_back(std::move(text));
  }
  for (const char* plain : with_underscores) {
    Ref function = dict_get(thread, members, plain);
    if (!function) continue;
    std::string_view bare(plain);
    if (bare.back() == '_') bare.remove_suffix(1);
    if (!dict_set(thread, own, fmt::format("__{}__", bare).c_str(), function)) return false;
  }
  Value abs = get_attribute(thread, thread.rt.builtins_module, "abs");
  if (!abs || !module_add(thread, module, "_abs", abs)) return false;
  std::sort(names.begin(), names.end());
  Value all = Value::steal(allocate_list(thread, names.size()));
  for (const std::string& text : names) list_append(as<List>(all), native_str(thread, text));
  return module_add(thread, module, "__all__", all);
}

}  // namespace

const ModuleSpec operator_module{.name = "operator", .methods = methods, .fill = fill_native, .releases = until(3, 3)};
const ModuleSpec operator_native_module{.name = "_operator", .methods = methods, .fill = fill_native, .releases = since(3, 4)};
const ModuleSpec operator_python_module{.name = "operator", .fill = fill_over_native, .releases = since(3, 4)};

}  // namespace xvm
