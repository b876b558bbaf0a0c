// Comparison, truth and hashing of any value. 3.x knows rich comparison only; 2.x falls back on __cmp__, coercion and, in the
// end, an order of all things: None, numbers, then by the name of the type.
#include <cmath>

#include "base/hashing.h"
#include "objects/bytes.h"
#include "objects/float.h"
#include "objects/int.h"
#include "objects/text.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/slot_table.h"

namespace xvm {

namespace {

bool says_unorderable(const Release& r) { return r.until(3, 5); }   // "unorderable types: int() < str()"

constexpr const char* compare_symbols[] = {"<", "<=", "==", "!=", ">", ">="};
constexpr Compare swapped_compare[] = {Compare::Gt, Compare::Ge, Compare::Eq, Compare::Ne, Compare::Lt, Compare::Le};
Compare swapped(Compare op) { return swapped_compare[static_cast<int>(op)]; }
const char* where_comparing(const Release& r) { return r.python2() ? " in cmp" : " in comparison"; }

template <class T>
bool holds(T a, T b, Compare op) {
  switch (op) {
    case Compare::Lt: return a < b;
    case Compare::Le: return a <= b;
    case Compare::Eq: return a == b;
    case Compare::Ne: return a != b;
    case Compare::Gt: return a > b;
    case Compare::Ge: return a >= b;
  }
  return false;
}

// 1, 0: decided without running anything of the program's; -1: not so.
int quick_compare(Ref left, Ref right, Compare op) {
  if (left.is_small_int() && right.is_small_int()) return holds(left.small_int(), right.small_int(), op);
  if (left.is_double()) {
    if (right.is_double()) return holds(left.as_double(), right.as_double(), op);
    if (right.is_small_int()) return holds(left.as_double(), static_cast<double>(right.small_int()), op);
  } else if (left.is_small_int() && right.is_double()) {
    return holds(static_cast<double>(left.small_int()), right.as_double(), op);
  }
  if (left.is_object() && right.is_object()) {
    bool equality = op == Compare::Eq || op == Compare::Ne;
    if (is_exact<Text>(left) && is_exact<Text>(right)) {
      const Text &a = as<Text>(left), &b = as<Text>(right);
      return equality ? (left == right || text_equal(a, b)) == (op == Compare::Eq) : holds(text_compare(a, b), 0, op);
    }
    if (is_exact<Bytes>(left) && is_exact<Bytes>(right)) {
      std::string_view a = as<Bytes>(left).view(), b = as<Bytes>(right).view();
      return equality ? (left == right || a == b) == (op == Compare::Eq) : holds(a.compare(b), 0, op);
    }
  }
  if ((left.is_small_int() || is_exact<Int>(left)) && (right.is_small_int() || is_exact<Int>(right))) return holds(int_compare(left, right), 0, op);
  return -1;
}

bool asks_both_twice(const Release& r) { return r.until(3, 1); }

// The rich comparisons of both types; the right one's first where its type derives from the left one's.
Value try_rich(Thread& thread, Ref left, Ref right, Compare op) {
  Type *a = type_of(thread, left), *b = type_of(thread, right);
  CompareFn of_left = a->slots.compare, of_right = b->slots.compare;
  bool right_first = of_right && a != b && is_subtype(b, a);
  if (right_first) {
    Value r = of_right(thread, right, left, swapped(op));
    if (!r.is_not_implemented()) return r;
  }
  if (of_left) {
    Value r = of_left(thread, left, right, op);
    if (!r.is_not_implemented()) return r;
  }
  if (of_right && (!right_first || asks_both_twice(thread.rt.release))) return of_right(thread, right, left, swapped(op));
  return not_implemented_value();
}

constexpr int undecided = 2, failed = -2;

// Whether a class of the program's defines __cmp__ for this type.
bool has_own_three_way(const Type* type) {
  if (!type->slots.three_way || !type->has(HeapType)) return false;
  const Type* base = type->base;
  while (base && base->has(HeapType)) base = base->base;
  return !base || base->slots.three_way != type->slots.three_way;
}

// -1, 0, 1 from the __cmp__ of either, with coercion in between; undecided where neither knows.
int try_three_way(Thread& thread, Ref left, Ref right) {
  Type *a = type_of(thread, left), *b = type_of(thread, right);
  ThreeWayFn f = a->slots.three_way, g = b->slots.three_way;
  if (is<Instance>(left) && !f && !g && !a->slots.coerce && !b->slots.coerce) return undecided;
  Type* classic = thread.rt.types.old_instance;
  if (classic && a == classic && f) return f(thread, left, right);
  if (classic && b == classic && g) {
    int c = g(thread, right, left);
    return c == failed || c == undecided ? c : -c;
  }
  bool own_left = has_own_three_way(a), own_right = has_own_three_way(b);
  if (own_left || own_right) {
    if (own_left) {
      int c = f(thread, left, right);
      if (c != undecided) return c;
    }
    if (own_right) {
      int c = g(thread, right, left);
      if (c != undecided) return c == failed ? c : -c;
    }
    return own_left && own_right ? (left.raw() < right.raw() ? -1 : left.raw() > right.raw()) : undecided;
  }
  if (f && f == g) return f(thread, left, right);
  if (is_int(left) && is_int(right)) return int_compare(left, right);   // int and long
  if (a == b) return undecided;
  Value l(left), r(right);
  int coerced = coerce_pair(thread, l, r);
  if (coerced < 0) return failed;
  if (coerced == 0) return undecided;
  f = type_of(thread, l)->slots.three_way;
  if (f && f == type_of(thread, r)->slots.three_way) return f(thread, l, r);
  return undecided;
}

// 2.x: what decides when nothing else does.
int default_three_way(Thread& thread, Ref left, Ref right) {
  Type *a = type_of(thread, left), *b = type_of(thread, right);
  if (a == b) return left.raw() < right.raw() ? -1 : left.raw() > right.raw();
  if (left.is_none()) return -1;
  if (right.is_none()) return 1;
  auto ranked_name = [](const Type* t) { return t->slots.as_int || t->slots.as_float ? std::string_view() : std::string_view(t->name); };
  std::string_view m = ranked_name(a), n = ranked_name(b);
  if (int c = m.compare(n)) return c < 0 ? -1 : 1;
  return a < b ? -1 : 1;
}

Value from_three_way(int c, Compare op) { return Value::of(holds(c, 0, op)); }

ErrorSet unorderable(Thread& thread, Ref left, Ref right, Compare op) {
  const char* symbol = compare_symbols[static_cast<int>(op)];
  if (says_unorderable(thread.rt.release))
    return raise_type_error(thread, "unorderable types: {}() {} {}()", type_name(thread, left), symbol, type_name(thread, right));
  return raise_type_error(thread, "'{}' not supported between instances of '{}' and '{}'", symbol, type_name(thread, left), type_name(thread, right));
}

Value compare_python2(Thread& thread, Ref left, Ref right, Compare op) {
  Type *a = type_of(thread, left), *b = type_of(thread, right);
  if (a == b && a != thread.rt.types.old_instance) {
    if (CompareFn rich = a->slots.compare) {
      Value r = rich(thread, left, right, op);
      if (!r.is_not_implemented()) return r;
    }
    if (ThreeWayFn f = a->slots.three_way; f && !has_own_three_way(a)) {
      int c = f(thread, left, right);
      if (c == failed) return error_set;
      return from_three_way(c, op);
    }
  }
  Value r = try_rich(thread, left, right, op);
  if (!r.is_not_implemented()) return r;
  int c = try_three_way(thread, left, right);
  if (c == failed) return error_set;
  if (c == undecided) c = default_three_way(thread, left, right);
  return from_three_way(c, op);
}

// 2.x cmp() by the rich comparisons.
int rich_to_three_way(Thread& thread, Ref left, Ref right) {
  if (!type_of(thread, left)->slots.compare && !type_of(thread, right)->slots.compare) return undecided;
  constexpr struct { Compare op; int outcome; } tries[] = {{Compare::Eq, 0}, {Compare::Lt, -1}, {Compare::Gt, 1}};
  for (auto [op, outcome] : tries) {
    Value r = try_rich(thread, left, right, op);
    if (!r) return failed;
    if (r.is_not_implemented()) continue;
    int t = truth(thread, r);
    if (t < 0) return failed;
    if (t) return outcome;
  }
  return undecided;
}

}  // namespace

Value compare(Thread& thread, Ref left, Ref right, Compare op) {
  if (thread.depth < thread.compare_limit || (thread.rt.python2() && left.is_small_int() && right.is_small_int()))
    if (int q = quick_compare(left, right, op); q >= 0) return Value::of(q != 0);
  Recursion guard(thread, where_comparing(thread.rt.release));
  if (!guard.ok()) return error_set;
  if (thread.rt.python2()) return compare_python2(thread, left, right, op);
  Value r = try_rich(thread, left, right, op);
  if (!r.is_not_implemented()) return r;
  if (op == Compare::Eq) return Value::of(left == right);
  if (op == Compare::Ne) return Value::of(left != right);
  return unorderable(thread, left, right, op);
}

Value compare_declined(Thread& thread, Ref left, Ref right, Compare op) {
  if (CompareFn of_right = type_of(thread, right)->slots.compare) {
    Value r = of_right(thread, right, left, swapped(op));
    if (!r.is_not_implemented()) return r;
  }
  if (op == Compare::Eq) return Value::of(left == right);
  if (op == Compare::Ne) return Value::of(left != right);
  return unorderable(thread, left, right, op);
}

int compare_true(Thread& thread, Ref left, Ref right, Compare op) {
  if (left == right) {
    if (op == Compare::Eq) return 1;
    if (op == Compare::Ne) return 0;
  }
  if (int q = quick_compare(left, right, op); q >= 0) return q;
  Value r = compare(thread, left, right, op);
  if (!r) return -1;
  return truth(thread, r);
}

int equal(Thread& thread, Ref left, Ref right) { return compare_true(thread, left, right, Compare::Eq); }

int three_way(Thread& thread, Ref left, Ref right) {
  if (left == right) return 0;
  if (left.is_small_int() && right.is_small_int()) return left.small_int() < right.small_int() ? -1 : 1;
  Recursion guard(thread, where_comparing(thread.rt.release));
  if (!guard.ok()) return failed;
  Type *a = type_of(thread, left), *b = type_of(thread, right);
  if (a == b && a->slots.three_way) {
    int c = has_own_three_way(a) ? try_three_way(thread, left, right) : a->slots.three_way(thread, left, right);
    if (c != undecided) return c;
  }
  int c = rich_to_three_way(thread, left, right);
  if (c != undecided) return c;
  c = try_three_way(thread, left, right);
  if (c != undecided) return c;
  return default_three_way(thread, left, right);
}

int truth(Thread& thread, Ref v) {
  if (!v.is_object()) {
    if (v.is_bool()) return v.is_true();
    if (v.is_none()) return 0;
    if (v.is_small_int()) return v.small_int() != 0;
    if (v.is_double()) return v.as_double() != 0;
  }
  Type* type = type_of(thread, v);
  if (TestFn test = type->slots.truth) return test(thread, v);
  if (LengthFn length = type->slots.length) {
    std::int64_t n = length(thread, v);
    return n < 0 ? -1 : n > 0;
  }
  return 1;
}

bool hash_of(Thread& thread, Ref v, std::int64_t& hash) {
  if (v.is_object()) {
    if (is_exact<Text>(v)) {
      Text& text = as<Text>(v);
      hash = text.hash != -1 ? text.hash : text_hash(thread, text);
      return true;
    }
    if (is_exact<Bytes>(v)) {
      Bytes& bytes = as<Bytes>(v);
      hash = bytes.hash != -1 ? bytes.hash : bytes_hash(thread, bytes);
      return true;
    }
  }
  if (HashFn function = type_of(thread, v)->slots.hash) return function(thread, v, hash);
  return unhashable(thread, v, hash);
}

int coerce_pair(Thread& thread, Value& left, Value& right) {
  Type *a = type_of(thread, left), *b = type_of(thread, right);
  const Types& t = thread.rt.types;
  bool checks_types = a->has(HeapType) || a == t.bytes || a == t.text || a == t.set || a == t.frozenset;   // and no numbers
  if (a == b && a != t.old_instance && !checks_types) return 1;
  if (CoerceFn f = a->slots.coerce)
    if (int r = f(thread, left, right)) return r;
  if (CoerceFn f = type_of(thread, right)->slots.coerce) return f(thread, right, left);
  return 0;
}

}  // namespace xvm
