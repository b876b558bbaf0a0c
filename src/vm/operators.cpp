// Binary and unary operators: short ways for small integers and floats, then the slots of both types in CPython's order.
#include "vm/operators.h"

#include <array>

#include "objects/float.h"
#include "objects/code.h"
#include "objects/function.h"
#include "objects/int.h"
#include "vm/errors.h"
#include "vm/operators_internal.h"

namespace xvm {

namespace {

// Release differences of this file.
bool names_operation_in_pow(const Release& r) { return r.since(3, 10); }      // also "**=" for the in-place form
bool hints_at_print(const Release& r) { return r.since(3, 6); }

struct Symbol {
  const char *plain, *inplace;
};
constexpr std::array<Symbol, binary_count> symbols = {{
    {"+", "+="}, {"&", "&="}, {"//", "//="}, {"<<", "<<="}, {"@", "@="}, {"*", "*="}, {"%", "%="}, {"|", "|="},
    {"** or pow()", "**="}, {">>", ">>="}, {"-", "-="}, {"/", "/="}, {"^", "^="}, {"/", "/="}, {"divmod()", "divmod()"},
}};

// Operators on two small integers that need nothing else. Null, without an error, where the general way must decide.
Value small_int_op(Thread& thread, Binary op, std::int64_t a, std::int64_t b) {
  std::int64_t r;
  switch (op) {
    case Binary::Add: r = a + b; break;
    case Binary::Subtract: r = a - b; break;
    case Binary::Multiply:
      if (__builtin_mul_overflow(a, b, &r)) return {};
      break;
    case Binary::And: r = a & b; break;
    case Binary::Or: r = a | b; break;
    case Binary::Xor: r = a ^ b; break;
    case Binary::FloorDivide:
      if (b == 0) return {};
      r = a / b;
      if (a % b != 0 && (a ^ b) < 0) --r;
      break;
    case Binary::Remainder:
      if (b == 0) return {};
      r = a % b;
      if (r != 0 && (r ^ b) < 0) r += b;
      break;
    case Binary::LeftShift:
      if (b < 0 || b > 15) return {};
      r = static_cast<std::int64_t>(static_cast<std::uint64_t>(a) << b);
      break;
    case Binary::RightShift:
      if (b < 0) return {};
      r = a >> (b > 63 ? 63 : b);
      break;
    case Binary::TrueDivide:
      if (b == 0) return {};
      return Value::of(static_cast<double>(a) / static_cast<double>(b));
    default: return {};
  }
  return Value::fits_small(r) ? Value::small(r) : make_int(thread, r);
}

Value double_op(Binary op, double a, double b) {
  switch (op) {
    case Binary::Add: return Value::of(a + b);
    case Binary::Subtract: return Value::of(a - b);
    case Binary::Multiply: return Value::of(a * b);
    case Binary::TrueDivide: return b != 0 ? Value::of(a / b) : Value();
    default: return {};
  }
}

bool small_number(Ref v, double& out) {
  if (v.is_double()) return out = v.as_double(), true;
  if (v.is_small_int()) return out = static_cast<double>(v.small_int()), true;
  return false;
}

Value try_fast(Thread& thread, Binary op, Ref left, Ref right) {
  if (left.is_small_int() && right.is_small_int()) return small_int_op(thread, op, left.small_int(), right.small_int());
  double a, b;
  if ((left.is_double() || right.is_double()) && small_number(left, a) && small_number(right, b)) return double_op(op, a, b);
  return {};
}

// The slots of both types: the right one's first where its type derives from the left one's.
Value binary_slots(Thread& thread, Ref left, Ref right, Type* a, Type* b, BinaryFn first, BinaryFn second) {
  if (a == b || second == first) second = nullptr;
  if (first && second && is_subtype(b, a)) {
    Value r = second(thread, left, right);
    if (!r.is_not_implemented()) return r;
    second = nullptr;
  }
  if (first) {
    Value r = first(thread, left, right);
    if (!r.is_not_implemented()) return r;
  }
  if (second) return second(thread, left, right);
  return not_implemented_value();
}

Value repeat(Thread& thread, GetItemIndexFn function, Ref sequence, Ref count) {
  if (!has_index(thread, count))
    return raise_type_error(thread, "can't multiply sequence by non-int of type '{}'", type_name(thread, count));
  std::int64_t n;
  if (!as_sequence_index(thread, count, thread.rt.exc.OverflowError, n)) return error_set;
  return function(thread, sequence, n);
}

// + and * of sequences, once the number slots have declined. not_implemented where there is nothing either.
Value sequence_op(Thread& thread, Binary op, Ref left, Ref right, Type* a, Type* b, bool inplace) {
  if (op == Binary::Add) {
    BinaryFn concat = inplace && a->slots.inplace_concat ? a->slots.inplace_concat : a->slots.concat;
    if (concat) return concat(thread, left, right);
  } else if (op == Binary::Multiply) {
    GetItemIndexFn own = inplace && a->slots.inplace_repeat ? a->slots.inplace_repeat : a->slots.repeat;
    if (own) return repeat(thread, own, left, right);
    if (inplace && has_sequence_table(a)) return not_implemented_value();
    if (b->slots.repeat) return repeat(thread, b->slots.repeat, right, left);
  }
  return not_implemented_value();
}

Value unsupported(Thread& thread, Binary op, Ref left, Ref right, bool inplace) {
  if (op == Binary::RightShift && !inplace && hints_at_print(thread.rt.release)) {
    if (Native* native = try_as<Native>(left); native && native->row && std::string_view(native->row->signature).starts_with("print("))
      return raise_type_error(thread, "unsupported operand type(s) for >>: '{}' and '{}'. Did you mean \"print(<message>, file=<output_stream>)\"?",
                              type_name(thread, left), type_name(thread, right));
  }
  return raise_type_error(thread, "unsupported operand type(s) for {}: '{}' and '{}'", binary_symbol(op, inplace), type_name(thread, left),
                          type_name(thread, right));
}

Value general_binary(Thread& thread, Binary op, Ref left, Ref right) {
  Type *a = type_of(thread, left), *b = type_of(thread, right);
  auto i = static_cast<std::size_t>(op);
  return binary_slots(thread, left, right, a, b, a->slots.binary[i], b->slots.binary[i]);
}

// Ternary power: as binary_slots, with the modulus's type asked last.
Value power_slots(Thread& thread, Ref base, Ref exponent, Ref modulus) {
  Type *a = type_of(thread, base), *b = type_of(thread, exponent);
  PowerFn const of_base = a->slots.power, of_exponent = b->slots.power;
  PowerFn first = of_base, second = a == b ? nullptr : of_exponent;
  if (second == first) second = nullptr;
  if (first && second && is_subtype(b, a)) {
    Value r = second(thread, base, exponent, modulus);
    if (!r.is_not_implemented()) return r;
    second = nullptr;
  }
  if (first) {
    Value r = first(thread, base, exponent, modulus);
    if (!r.is_not_implemented()) return r;
  }
  if (second) {
    Value r = second(thread, base, exponent, modulus);
    if (!r.is_not_implemented()) return r;
  }
  if (!modulus.is_none()) {
    PowerFn third = type_of(thread, modulus)->slots.power;
    if (third && third != of_base && third != of_exponent) return third(thread, base, exponent, modulus);
  }
  return not_implemented_value();
}

// To 3.9 an __ipow__ that declines ends `**=`.
bool inplace_power_falls_back(const Release& r) { return r.since(3, 10); }

ErrorSet unsupported_power(Thread& thread, Ref base, Ref exponent, Ref modulus, bool inplace) {
  const char* name = binary_symbol(Binary::Power, inplace && names_operation_in_pow(thread.rt.release));
  if (modulus.is_none())
    return raise_type_error(thread, "unsupported operand type(s) for {}: '{}' and '{}'", name, type_name(thread, base), type_name(thread, exponent));
  Value left(base), right(exponent);   // 2.x names the types after coercion
  if (thread.rt.python2() && coerce_pair(thread, left, right) < 0) return error_set;
  return raise_type_error(thread, "unsupported operand type(s) for {}: '{}', '{}', '{}'", names_operation_in_pow(thread.rt.release) ? name : "pow()",
                          type_name(thread, left), type_name(thread, right), type_name(thread, modulus));
}

Value power_with(Thread& thread, Ref base, Ref exponent, Ref modulus, bool inplace) {
  Value r = power_slots(thread, base, exponent, modulus);
  return r.is_not_implemented() ? Value(unsupported_power(thread, base, exponent, modulus, inplace)) : std::move(r);
}

Value unary(Thread& thread, Ref v, UnaryFn function, const char* symbol) {
  if (function) return function(thread, v);
  return raise_type_error(thread, "bad operand type for unary {}: '{}'", symbol, type_name(thread, v));
}

}  // namespace

const char* binary_symbol(Binary op, bool inplace) {
  const Symbol& s = symbols[static_cast<std::size_t>(op)];
  return inplace ? s.inplace : s.plain;
}

Value binary_op(Thread& thread, Binary op, Ref left, Ref right) {
  if (Value r = try_fast(thread, op, left, right)) return r;
  if (op == Binary::Power) return power_with(thread, left, right, none, false);
  Value r = general_binary(thread, op, left, right);
  if (!r.is_not_implemented()) return r;
  Type *a = type_of(thread, left), *b = type_of(thread, right);
  r = sequence_op(thread, op, left, right, a, b, false);
  if (!r.is_not_implemented()) return r;
  return unsupported(thread, op, left, right, false);
}

Value binary_declined(Thread& thread, Binary op, Ref left, Ref right, bool inplace) {
  Type *a = type_of(thread, left), *b = type_of(thread, right);
  auto i = static_cast<std::size_t>(op);
  Value r = not_implemented_value();
  if (inplace && a->slots.inplace[i]) r = general_binary(thread, op, left, right);
  else if (BinaryFn of_right = b->slots.binary[i]; a != b && of_right && of_right != a->slots.binary[i]) r = of_right(thread, left, right);
  if (!r.is_not_implemented()) return r;
  r = sequence_op(thread, op, left, right, a, b, inplace);
  if (!r.is_not_implemented()) return r;
  return unsupported(thread, op, left, right, inplace);
}

Value inplace_op(Thread& thread, Binary op, Ref left, Ref right) {
  if (Value r = try_fast(thread, op, left, right)) return r;
  Type* a = type_of(thread, left);
  if (op == Binary::Power) {
    if (PowerFn function = a->slots.inplace_power) {
      Value r = function(thread, left, right, none);
      if (!r.is_not_implemented()) return r;
      if (!inplace_power_falls_back(thread.rt.release)) return unsupported_power(thread, left, right, none, true);
    }
    return power_with(thread, left, right, none, true);
  }
  if (BinaryFn function = a->slots.inplace[static_cast<std::size_t>(op)]) {
    Value r = function(thread, left, right);
    if (!r.is_not_implemented()) return r;
  }
  Value r = general_binary(thread, op, left, right);
  if (!r.is_not_implemented()) return r;
  r = sequence_op(thread, op, left, right, type_of(thread, left), type_of(thread, right), true);
  if (!r.is_not_implemented()) return r;
  return unsupported(thread, op, left, right, true);
}

Value power(Thread& thread, Ref base, Ref exponent, Ref modulus) { return power_with(thread, base, exponent, modulus ? modulus : none, false); }

Value negative(Thread& thread, Ref v) {
  if (v.is_small_int()) return make_int(thread, -v.small_int());
  if (v.is_double()) return Value::of(-v.as_double());
  return unary(thread, v, type_of(thread, v)->slots.negative, "-");
}
Value positive(Thread& thread, Ref v) {
  if (v.is_small_int() || v.is_double()) return Value(v);
  return unary(thread, v, type_of(thread, v)->slots.positive, "+");
}
Value invert(Thread& thread, Ref v) {
  if (v.is_small_int()) return Value::small(~v.small_int());
  return unary(thread, v, type_of(thread, v)->slots.invert, "~");
}

}  // namespace xvm
