// opcodes/fused.h: what the fast stream runs as one: sequences, and operations with their operand known. As the quick ways do,
// they call nothing and destroy nothing; Next::Slow means that the first operation that they cover runs alone.
#pragma once

#include "opcodes/quick.h"
#include "vm/type.h"

namespace xvm::quick {

// ---- operands: where an operation's two values come from, and the instructions that this covers

struct SS {
  static constexpr int covers = 0;
  static Ref left(const Registers& r) { return r.sp[-2]; }
  static Ref right(const Registers& r) { return r.sp[-1]; }
  static constexpr int taken = 2;
};
struct SF {
  static constexpr int covers = 1;
  static Ref left(const Registers& r) { return r.sp[-1]; }
  static Ref right(const Registers& r) { return r.slots[r.pc->arg]; }
  static constexpr int taken = 1;
};
struct SC {
  static constexpr int covers = 1;
  static Ref left(const Registers& r) { return r.sp[-1]; }
  static Ref right(const Registers& r) { return r.consts()[r.pc->arg]; }
  static constexpr int taken = 1;
};
struct FF {
  static constexpr int covers = 2;
  static Ref left(const Registers& r) { return r.slots[r.pc->arg]; }
  static Ref right(const Registers& r) { return r.slots[r.pc[1].arg]; }
  static constexpr int taken = 0;
};
struct FC {
  static constexpr int covers = 2;
  static Ref left(const Registers& r) { return r.slots[r.pc->arg]; }
  static Ref right(const Registers& r) { return r.consts()[r.pc[1].arg]; }
  static constexpr int taken = 0;
};
struct CF {
  static constexpr int covers = 2;
  static Ref left(const Registers& r) { return r.consts()[r.pc->arg]; }
  static Ref right(const Registers& r) { return r.slots[r.pc[1].arg]; }
  static constexpr int taken = 0;
};
struct PP {
  static constexpr int covers = 1;
  static Ref left(const Registers& r) { return r.slots[r.pc->arg]; }
  static Ref right(const Registers& r) { return r.slots[r.pc->a]; }
  static constexpr int taken = 0;
};

// ---- arithmetic of two small ints or two floats: bits of the result, 0 where it is another kind or too large

XVM_HOT bool two_ints(Ref a, Ref b) { return a.is_small_int() && b.is_small_int(); }
XVM_HOT std::int64_t high(Ref a) { return static_cast<std::int64_t>(a.raw() << 16); }   // shifted up, 48 bits overflow as 64
// A float's value, also of an int beside a float.
XVM_HOT bool two_floats(Ref a, Ref b, double& x, double& y) {
  if (a.is_double()) {
    x = a.as_double();
    if (b.is_double()) return y = b.as_double(), true;
    if (b.is_small_int()) return y = static_cast<double>(b.small_int()), true;
    return false;
  }
  if (!a.is_small_int() || !b.is_double()) return false;
  x = static_cast<double>(a.small_int()), y = b.as_double();
  return true;
}
XVM_HOT std::uint64_t float_bits(double d) { return d == d ? std::bit_cast<std::uint64_t>(d) + bits::double_offset : 0; }

struct Add {
  static std::uint64_t apply(Ref a, Ref b) {
    std::int64_t result;
    if (two_ints(a, b)) return __builtin_add_overflow(high(a), high(b), &result) ? 0 : bits::of_int(result >> 16);
    double x, y;
    return two_floats(a, b, x, y) ? float_bits(x + y) : 0;
  }
};
struct Subtract {
  static std::uint64_t apply(Ref a, Ref b) {
    std::int64_t result;
    if (two_ints(a, b)) return __builtin_sub_overflow(high(a), high(b), &result) ? 0 : bits::of_int(result >> 16);
    double x, y;
    return two_floats(a, b, x, y) ? float_bits(x - y) : 0;
  }
};
struct Multiply {
  static std::uint64_t apply(Ref a, Ref b) {
    std::int64_t result;
    if (two_ints(a, b)) return __builtin_mul_overflow(high(a), b.small_int(), &result) ? 0 : bits::of_int(result >> 16);
    double x, y;
    return two_floats(a, b, x, y) ? float_bits(x * y) : 0;
  }
};
struct TrueDivide {
  static std::uint64_t apply(Ref a, Ref b) {
    double x, y;
    if (two_ints(a, b)) {
      if (b.small_int() == 0) return 0;
      return float_bits(static_cast<double>(a.small_int()) / static_cast<double>(b.small_int()));   // 48 bits: both are exact
    }
    return two_floats(a, b, x, y) && y != 0 ? float_bits(x / y) : 0;
  }
};
struct FloorDivide {
  static std::uint64_t apply(Ref a, Ref b) {
    if (!two_ints(a, b) || b.small_int() <= 0) return 0;
    std::int64_t x = a.small_int(), y = b.small_int(), q = x / y;
    return bits::of_int(q - (q * y > x));
  }
};
struct Remainder {
  static std::uint64_t apply(Ref a, Ref b) {
    if (!two_ints(a, b) || b.small_int() <= 0) return 0;
    std::int64_t rest = a.small_int() % b.small_int();
    return bits::of_int(rest < 0 ? rest + b.small_int() : rest);
  }
};
struct And {
  static std::uint64_t apply(Ref a, Ref b) { return two_ints(a, b) ? a.raw() & b.raw() : 0; }
};
struct Or {
  static std::uint64_t apply(Ref a, Ref b) { return two_ints(a, b) ? a.raw() | b.raw() : 0; }
};
struct Xor {
  static std::uint64_t apply(Ref a, Ref b) { return two_ints(a, b) ? (a.raw() ^ b.raw()) | bits::int_tag : 0; }
};
struct LeftShift {
  static std::uint64_t apply(Ref a, Ref b) {
    if (!two_ints(a, b) || static_cast<std::uint64_t>(b.small_int()) > 46) return 0;
    std::int64_t x = a.small_int(), n = b.small_int();
    if (x >> (47 - n) != 0 && x >> (47 - n) != -1) return 0;
    return bits::of_int(static_cast<std::int64_t>(static_cast<std::uint64_t>(x) << n));
  }
};
struct RightShift {
  static std::uint64_t apply(Ref a, Ref b) {
    if (!two_ints(a, b) || static_cast<std::uint64_t>(b.small_int()) > 63) return 0;
    return bits::of_int(a.small_int() >> b.small_int());
  }
};

template <class Operator, class From>
XVM_HOT Next binary(Registers& r, const Ins&) {
  std::uint64_t result = Operator::apply(From::left(r), From::right(r));
  if (!result) [[unlikely]] return Next::Slow;
  r.sp -= From::taken;
  put(r.sp++, result);
  r.pc += From::covers;
  return Next::Continue;
}

template <class Operator, class From>
XVM_HOT Next binary_store(Registers& r, const Ins&) {
  std::uint64_t result = Operator::apply(From::left(r), From::right(r));
  if (!result) [[unlikely]] return Next::Slow;
  const Ins* last = r.pc + From::covers + 1;
  Ref old = r.slots[last->arg];
  if (dies(old)) return Next::Slow;
  let_go(old);
  put(r.slots + last->arg, result);
  r.sp -= From::taken;
  r.pc = last;
  return Next::Continue;
}

// ---- comparisons of two small ints or two floats

template <int op, class T>
XVM_HOT bool compared(T a, T b) {
  if constexpr (op == 0) return a < b;
  else if constexpr (op == 1) return a <= b;
  else if constexpr (op == 2) return a == b;
  else if constexpr (op == 3) return a != b;
  else if constexpr (op == 4) return a > b;
  else return a >= b;
}

// 1, 0, and -1 where it takes more.
template <int op>
XVM_HOT int compare_quickly(const Registers& r, Ref a, Ref b) {
  if (r.thread.depth >= r.thread.compare_limit) [[unlikely]] return -1;
  if (two_ints(a, b)) return compared<op>(high(a), high(b));
  if (double x, y; two_floats(a, b, x, y)) return compared<op>(x, y);   // ints of 48 bits are exact as floats
  return -1;
}

template <int op, class From>
XVM_HOT Next compare(Registers& r, const Ins&) {
  int truth = compare_quickly<op>(r, From::left(r), From::right(r));
  if (truth < 0) return Next::Slow;
  r.sp -= From::taken;
  put(r.sp++, Ref::from_bool(truth != 0).raw());
  r.pc += From::covers;
  return Next::Continue;
}

template <int op, class From, bool when>
XVM_HOT Next compare_jump(Registers& r, const Ins&) {
  int truth = compare_quickly<op>(r, From::left(r), From::right(r));
  if (truth < 0) return Next::Slow;
  r.sp -= From::taken;
  r.pc += From::covers + 1;
  return (truth != 0) == when ? Next::Jump : Next::Continue;
}

// JUMP_IF_FALSE and JUMP_IF_TRUE of 2.5, 2.6 and 3.0 keep the truth on the stack; where they do not jump, a POP_TOP follows.
template <int op, class From, bool when, bool pops>
XVM_HOT Next compare_jump_keep(Registers& r, const Ins&) {
  int truth = compare_quickly<op>(r, From::left(r), From::right(r));
  if (truth < 0) return Next::Slow;
  r.sp -= From::taken;
  r.pc += From::covers + 1;
  bool jumps = (truth != 0) == when;
  if (!jumps && pops) {
    ++r.pc;
    return Next::Continue;
  }
  put(r.sp++, Ref::from_bool(truth != 0).raw());
  return jumps ? Next::Jump : Next::Continue;
}

template <bool when>
XVM_HOT Next load_fast_jump(Registers& r, const Ins& ins) {
  int truth = truth_of(r.slots[ins.arg]);
  if (truth < 0) return Next::Slow;
  ++r.pc;
  return (truth != 0) == when ? Next::Jump : Next::Continue;
}

template <bool when>
XVM_HOT Next is_op_jump(Registers& r, const Ins& ins) {
  Ref a = r.top(1), b = r.top(0);
  if (either_dies(a, b)) return Next::Slow;
  let_go(a), let_go(b);
  r.sp -= 2;
  ++r.pc;
  return ((a == b) != (ins.arg != 0)) == when ? Next::Jump : Next::Continue;
}

// ---- attributes of variables, which stay borrowed

XVM_HOT Next load_fast_load_attr(Registers& r, const Ins& ins) {
  Ref value = cached_attribute(r.pc[1].cache, r.slots[ins.arg]);
  if (!value) [[unlikely]] return Next::Slow;
  push(r, value);
  ++r.pc;
  return Next::Continue;
}

XVM_HOT Next load_fast_load_method(Registers& r, const Ins& ins) {
  Ref self = r.slots[ins.arg];
  const InlineCache* cache = r.pc[1].cache;
  if (!self.is_object() || cache->kind != cache_method || !cache_holds(cache, self.object())) return Next::Slow;
  push(r, Ref(cache->object));
  push(r, self);
  ++r.pc;
  return Next::Continue;
}

XVM_HOT Next load_fast_store_attr(Registers& r, const Ins& ins) {
  if (!store_cached(r.pc[1].cache, r.slots[ins.arg], r.top())) return Next::Slow;
  --r.sp;
  ++r.pc;
  return Next::Continue;
}

template <class From>
XVM_HOT Next load_fast_load_fast_store_attr(Registers& r, const Ins&) {
  Ref value = From::left(r);
  if (!value || !store_cached(r.pc[From::covers].cache, From::right(r), value)) return Next::Slow;
  if (value.is_object()) ++value.object()->refs;
  r.pc += From::covers;
  return Next::Continue;
}

template <class From>
XVM_HOT Next subscr(Registers& r, const Ins&) {
  Ref v = From::left(r), key = From::right(r), item = key ? item_at(v, key) : Ref();
  if (!item || (From::taken && dies(v))) return Next::Slow;
  std::uint64_t bits = kept(item);
  if (From::taken) let_go(v);
  r.sp -= From::taken;
  put(r.sp++, bits);
  r.pc += From::covers;
  return Next::Continue;
}

// 3.11. PRECALL does nothing.
XVM_HOT Next precall_call(Registers& r, const Ins&) {
  ++r.pc;
  return call(r, *r.pc);
}

// ---- moves

XVM_HOT Next two_loads(Registers& r, const Ins& ins) {
  Ref first = r.slots[ins.arg], second = r.slots[r.pc[1].arg];
  if (!first || !second) [[unlikely]] return Next::Slow;
  push(r, first);
  push(r, second);
  ++r.pc;
  return Next::Continue;
}

XVM_HOT Next load_fast_load_const(Registers& r, const Ins& ins) {
  Ref first = r.slots[ins.arg];
  if (!first) [[unlikely]] return Next::Slow;
  push(r, first);
  push(r, r.consts()[r.pc[1].arg]);
  ++r.pc;
  return Next::Continue;
}

XVM_HOT Next store_load(Registers& r, const Ins& ins) {
  std::uint32_t loaded = r.pc[1].arg;
  if (!(loaded == ins.arg ? r.top() : Ref(r.slots[loaded]))) [[unlikely]] return Next::Slow;
  if (!store(r, ins.arg)) return Next::Slow;
  push(r, r.slots[loaded]);
  ++r.pc;
  return Next::Continue;
}

XVM_HOT Next load_fast_return(Registers& r, const Ins& ins) {
  Ref value = r.slots[ins.arg];
  if (!value) [[unlikely]] return Next::Slow;
  if (value.is_object()) ++value.object()->refs;
  if (leave_frame(r, value.raw())) return Next::Go;
  put(r.sp++, value.raw());   // LOAD_FAST has run
  return Next::Continue;
}

XVM_HOT Next load_const_return(Registers& r, const Ins& ins) {
  Ref value = r.consts()[ins.arg];
  if (value.is_object()) ++value.object()->refs;
  if (leave_frame(r, value.raw())) return Next::Go;
  put(r.sp++, value.raw());
  return Next::Continue;
}

XVM_HOT Next for_iter_store(Registers& r, const Ins&) {
  const Value& place = r.slots[r.pc[1].arg];
  if (dies(place)) return Next::Slow;
  std::uint64_t fresh;
  Ref item = step_iterator(r.top(), fresh);
  if (!item) return enter_generator(r, r.top()) ? Next::Go : Next::Slow;
  std::uint64_t bits = kept(item);
  let_go(place);
  put(r.slots + r.pc[1].arg, bits);
  ++r.pc;
  return Next::Continue;
}

template <bool pair>
XVM_HOT Next unpack_two_store(Registers& r, const Ins&) {
  Ref v = r.top();
  std::uint32_t first = r.pc[1].arg, second = pair ? r.pc[1].a : r.pc[2].arg;
  const Value* items = unpacked(v, 2);
  if (!items || dies(v) || first == second) return Next::Slow;
  Ref old = r.slots[first], other = r.slots[second];
  if (either_dies(old, other) || v == old || v == other) return Next::Slow;
  std::uint64_t a = kept(items[0]), b = kept(items[1]);
  let_go(v);
  let_go(old), let_go(other);
  put(r.slots + first, a);
  put(r.slots + second, b);
  --r.sp;
  r.pc += pair ? 1 : 2;
  return Next::Continue;
}

}  // namespace xvm::quick
