// opcodes/quick.h: the quick ways of hot operations. They call nothing, raise nothing and destroy no object, so that the loop's
// registers stay where they are; Next::Slow, with nothing changed, where that will not do: the operation's own handler runs then.
#pragma once

#include <bit>

#include "generated/ops.h"
#include "objects/bytes.h"
#include "objects/cell.h"
#include "objects/class_dict.h"
#include "objects/descriptor.h"
#include "objects/dict.h"
#include "objects/dict_probe.h"
#include "objects/function.h"
#include "objects/generator.h"
#include "objects/iterators.h"
#include "objects/list.h"
#include "objects/range.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/attribute_cache.h"
#include "vm/frame.h"
#include "vm/heap.h"
#include "vm/loop.h"
#include "vm/loop_slow.h"
#include "vm/method_coverage.h"
#include "vm/runtime.h"
#include "vm/shape.h"
#include "vm/type.h"

namespace xvm::quick {

// References by hand: values move as bits.
XVM_HOT bool dies(Ref v) { return v.is_object() && v.object()->refs == 1; }          // giving it up would destroy it
XVM_HOT void let_go(Ref v) { if (v.is_object()) --v.object()->refs; }                // !dies(v)
// Giving up both would destroy one of them.
XVM_HOT bool either_dies(Ref a, Ref b) { return dies(a) || dies(b) || (a == b && a.is_object() && a.object()->refs == 2); }
XVM_HOT std::uint64_t kept(Ref v) { if (v.is_object()) ++v.object()->refs; return v.raw(); }
XVM_HOT void put(Value* place, std::uint64_t bits) { new (place) Value(Value::from_bits(bits)); }
XVM_HOT void push(Registers& r, Ref v) { put(r.sp++, kept(v)); }

// ---- stack and names

XVM_HOT Next pop_top(Registers& r, const Ins&) {
  if (dies(r.top())) return Next::Slow;
  let_go(*--r.sp);
  return Next::Continue;
}

XVM_HOT Next load_fast(Registers& r, const Ins& ins) {
  Ref local = r.slots[ins.arg];
  if (!local) [[unlikely]] return Next::Slow;
  push(r, local);
  return Next::Continue;
}

// The top goes into a variable; false where the old value would die.
XVM_HOT bool store(Registers& r, std::uint32_t slot) {
  Ref old = r.slots[slot];
  if (dies(old)) [[unlikely]] return false;
  let_go(old);
  put(r.slots + slot, (--r.sp)->raw());
  return true;
}

XVM_HOT Next store_fast(Registers& r, const Ins& ins) { return store(r, ins.arg) ? Next::Continue : Next::Slow; }

XVM_HOT Next load_fast_load_fast(Registers& r, const Ins& ins) {
  Ref first = r.slots[ins.arg], second = r.slots[ins.a];
  if (!first || !second) [[unlikely]] return Next::Slow;
  push(r, first);
  push(r, second);
  return Next::Continue;
}

XVM_HOT Next store_fast_load_fast(Registers& r, const Ins& ins) {
  if (!(ins.arg == ins.a ? r.top() : Ref(r.slots[ins.a]))) [[unlikely]] return Next::Slow;
  if (!store(r, ins.arg)) return Next::Slow;
  push(r, r.slots[ins.a]);
  return Next::Continue;
}

XVM_HOT Next store_fast_store_fast(Registers& r, const Ins& ins) {
  Ref first = r.slots[ins.arg], second = r.slots[ins.a];
  if (either_dies(first, second) || ins.arg == ins.a) return Next::Slow;
  let_go(first), let_go(second);
  put(r.slots + ins.arg, r.sp[-1].raw());
  put(r.slots + ins.a, r.sp[-2].raw());
  r.sp -= 2;
  return Next::Continue;
}

// The value of a global name as the cache has it, null where it has not.
XVM_HOT Ref cached_global(const Registers& r, const Ins& ins) {
  const InlineCache* cache = ins.cache;
  if (cache->shape_id != r.frame->globals->keys_version) [[unlikely]] return {};
  if (cache->kind == cache_global) return r.frame->globals->entries[cache->index].value;
  if (cache->kind == cache_builtin && cache->type_version == r.frame->builtins->keys_version) return r.frame->builtins->entries[cache->index].value;
  return {};
}

XVM_HOT Next load_global(Registers& r, const Ins& ins) {
  Ref value = cached_global(r, ins);
  if (!value) [[unlikely]] return Next::Slow;
  push(r, value);
  return Next::Continue;
}

XVM_HOT Next load_global_null(Registers& r, const Ins& ins) {
  Next next = load_global(r, ins);
  if (next == Next::Continue) put(r.sp++, 0);
  return next;
}

XVM_HOT Next null_load_global(Registers& r, const Ins& ins) {
  Ref value = cached_global(r, ins);
  if (!value) [[unlikely]] return Next::Slow;
  put(r.sp++, 0);
  push(r, value);
  return Next::Continue;
}

XVM_HOT Next load_name(Registers& r, const Ins& ins) {
  if (r.frame->locals.raw() != reinterpret_cast<std::uint64_t>(r.frame->globals) || (r.frame->globals->flags & HeapInstance)) return Next::Slow;
  return load_global(r, ins);
}

// A global that is there already gets another value.
XVM_HOT Next store_global(Registers& r, const Ins& ins) {
  const InlineCache* cache = ins.cache;
  if (cache->kind != cache_global || cache->shape_id != r.frame->globals->keys_version) [[unlikely]] return Next::Slow;
  Value& place = r.frame->globals->entries[cache->index].value;
  if (dies(place)) return Next::Slow;
  let_go(place);
  put(&place, (--r.sp)->raw());
  return Next::Continue;
}

XVM_HOT Next store_name(Registers& r, const Ins& ins) {
  if (r.frame->locals.raw() != reinterpret_cast<std::uint64_t>(r.frame->globals) || (r.frame->globals->flags & HeapInstance)) return Next::Slow;
  return store_global(r, ins);
}

XVM_HOT Next load_deref(Registers& r, const Ins& ins) {
  Ref cell = r.slots[ins.arg];
  if (!is<Cell>(cell) || !as<Cell>(cell).content) [[unlikely]] return Next::Slow;
  push(r, as<Cell>(cell).content);
  return Next::Continue;
}

XVM_HOT Next store_deref(Registers& r, const Ins& ins) {
  Ref cell = r.slots[ins.arg];
  if (!is<Cell>(cell) || dies(as<Cell>(cell).content)) [[unlikely]] return Next::Slow;
  let_go(as<Cell>(cell).content);
  put(&as<Cell>(cell).content, (--r.sp)->raw());
  return Next::Continue;
}

XVM_HOT Next copy_free_vars(Registers& r, const Ins&) {
  const Function* function = r.frame->owner.is_object() && is<Function>(r.frame->owner) ? &as<Function>(r.frame->owner) : nullptr;
  const CodeObject& code = *r.frame->code;
  if (!function || !is<Tuple>(function->closure) || as<Tuple>(function->closure).length != code.free_count) return Next::Slow;
  const Value* cells = as<Tuple>(function->closure).items();
  Value* slots = r.slots + code.slot_count - code.free_count;
  for (std::uint32_t i = 0; i < code.free_count; ++i) {
    if (slots[i]) return Next::Slow;
    put(slots + i, kept(cells[i]));
  }
  return Next::Continue;
}

// ---- truth and jumps

// 1, 0, and -1 where it takes more to know.
XVM_HOT int truth_of(Ref v) {
  if (v.is_bool()) return v.is_true();
  if (v.is_small_int()) return v.small_int() != 0;
  if (v.is_none()) return 0;
  if (!v.is_object()) return -1;
  if (is_exact<List>(v)) return as<List>(v).length != 0;
  if (is_exact<Tuple>(v)) return as<Tuple>(v).length != 0;
  if (is_exact<Dict>(v)) return as<Dict>(v).length != 0;
  return -1;
}

template <bool when>
XVM_HOT Next pop_jump(Registers& r) {
  Ref v = r.top();
  int truth = truth_of(v);
  if (truth < 0 || dies(v)) return Next::Slow;
  let_go(*--r.sp);
  return (truth != 0) == when ? Next::Jump : Next::Continue;
}
XVM_HOT Next pop_jump_if_false(Registers& r, const Ins&) { return pop_jump<false>(r); }
XVM_HOT Next pop_jump_if_true(Registers& r, const Ins&) { return pop_jump<true>(r); }
XVM_HOT Next pop_jump_backward_if_false(Registers& r, const Ins&) { return pop_jump<false>(r); }
XVM_HOT Next pop_jump_backward_if_true(Registers& r, const Ins&) { return pop_jump<true>(r); }

template <bool when>
XVM_HOT Next pop_jump_none(Registers& r) {
  Ref v = r.top();
  if (dies(v)) return Next::Slow;
  let_go(*--r.sp);
  return v.is_none() == when ? Next::Jump : Next::Continue;
}
XVM_HOT Next pop_jump_if_none(Registers& r, const Ins&) { return pop_jump_none<true>(r); }
XVM_HOT Next pop_jump_if_not_none(Registers& r, const Ins&) { return pop_jump_none<false>(r); }

template <bool when>
XVM_HOT Next jump_if(Registers& r) {
  int truth = truth_of(r.top());
  if (truth < 0) return Next::Slow;
  return (truth != 0) == when ? Next::Jump : Next::Continue;
}
XVM_HOT Next jump_if_false(Registers& r, const Ins&) { return jump_if<false>(r); }
XVM_HOT Next jump_if_true(Registers& r, const Ins&) { return jump_if<true>(r); }

template <bool when>
XVM_HOT Next jump_or_pop(Registers& r) {
  Ref v = r.top();
  int truth = truth_of(v);
  if (truth < 0) return Next::Slow;
  if ((truth != 0) == when) return Next::Jump;
  if (dies(v)) return Next::Slow;
  let_go(*--r.sp);
  return Next::Continue;
}
XVM_HOT Next jump_if_false_or_pop(Registers& r, const Ins&) { return jump_or_pop<false>(r); }
XVM_HOT Next jump_if_true_or_pop(Registers& r, const Ins&) { return jump_or_pop<true>(r); }

XVM_HOT Next jump_backward(Registers& r, const Ins&) { return r.thread.attention ? Next::Slow : Next::Jump; }
XVM_HOT Next resume(Registers& r, const Ins&) { return r.thread.attention ? Next::Slow : Next::Continue; }

XVM_HOT Next to_bool(Registers& r, const Ins&) {
  Ref v = r.top();
  int truth = truth_of(v);
  if (truth < 0 || dies(v)) return Next::Slow;
  let_go(v);
  put(r.sp - 1, Ref::from_bool(truth != 0).raw());
  return Next::Continue;
}

XVM_HOT Next unary_not(Registers& r, const Ins&) {
  Ref v = r.top();
  int truth = truth_of(v);
  if (truth < 0 || dies(v)) return Next::Slow;
  let_go(v);
  put(r.sp - 1, Ref::from_bool(truth == 0).raw());
  return Next::Continue;
}

XVM_HOT Next is_op(Registers& r, const Ins& ins) {
  Ref a = r.top(1), b = r.top(0);
  if (either_dies(a, b)) return Next::Slow;
  let_go(a), let_go(b);
  --r.sp;
  put(r.sp - 1, Ref::from_bool((a == b) != (ins.arg != 0)).raw());
  return Next::Continue;
}

// An item that a built-in iterator gives without a call: borrowed. Null where it takes more, or at the end.
XVM_HOT Ref step_iterator(Ref iterator, std::uint64_t& fresh) {
  fresh = 0;
  if (!iterator.is_object() || iterator.object()->kind != static_cast<std::uint16_t>(Kind::Other)) return {};
  const Layout* layout = iterator.object()->type->layout;
  if (layout == layout_of<RangeIterator>) {
    RangeIterator& range = as<RangeIterator>(iterator);
    if (range.remaining <= 0 || !Value::fits_small(range.current)) return {};
    fresh = bits::of_int(range.take());
    return Ref::from_bits(fresh);
  }
  if (layout == layout_of<ListIterator>) {
    ListIterator& walk = as<ListIterator>(iterator);
    if (!walk.list || walk.index >= as<List>(walk.list).length) return {};
    return as<List>(walk.list).items[walk.index++];
  }
  if (layout == layout_of<TupleIterator>) {
    TupleIterator& walk = as<TupleIterator>(iterator);
    if (!walk.tuple || walk.index >= as<Tuple>(walk.tuple).length) return {};
    return as<Tuple>(walk.tuple).items()[walk.index++];
  }
  return {};
}

// Enters the frame of a generator at rest, whose next value is for the loop of this one. False with nothing changed where that
// takes more.
XVM_HOT bool enter_generator(Registers& r, Ref iterator) {
  if (!is<Generator>(iterator)) return false;
  Generator& generator = as<Generator>(iterator);
  Thread& thread = r.thread;
  bool first = generator.state == Generator::Created;
  if ((!first && generator.state != Generator::Suspended) || generator.type != thread.rt.types.generator || thread.attention) return false;
  if (thread.depth >= thread.rt.recursion_limit + thread.recursion_headroom) [[unlikely]] return false;
  Frame* frame = generator.frame;
  if (!first || frame->code->release->since(3, 11)) {   // what its yield gives, or the value that its first POP_TOP drops
    put(frame->sp++, bits::none);
    ++frame->pc;
  }
  ++thread.depth;
  generator.state = Generator::Running;
  generator.exceptions.previous = thread.exceptions;
  if (!thread.rt.python2()) thread.exceptions = &generator.exceptions;
  frame->back = r.frame;
  frame->return_to = ReturnTo::ForIter;
  r.save();
  thread.frame = frame;
  r.enter();
  return true;
}

// Leaves a generator's frame with a value for the loop below.
XVM_HOT Next yield_value(Registers& r, const Ins&) {
  Frame *frame = r.frame, *caller = frame->back;
  Generator* generator = frame->generator;
  Thread& thread = r.thread;
  if (!generator || frame->return_to != ReturnTo::ForIter || frame->saved_handled || thread.watched || caller->kept) return Next::Slow;
  std::uint64_t bits = (--r.sp)->raw();
  r.save();
  --thread.depth;
  thread.frame = caller;
  frame->back = nullptr;
  if (!thread.rt.python2()) thread.exceptions = generator->exceptions.previous;
  generator->exceptions.previous = nullptr;
  generator->state = Generator::Suspended;
  put(caller->sp, bits);
  r.frame = caller, r.pc = caller->pc + 1, r.sp = caller->sp + 1, r.slots = caller->slots;
  return Next::Go;
}

XVM_HOT Next for_iter(Registers& r, const Ins&) {
  std::uint64_t fresh;
  Ref item = step_iterator(r.top(), fresh);
  if (!item) return enter_generator(r, r.top()) ? Next::Go : Next::Slow;
  push(r, item);
  return Next::Continue;
}

// ---- attributes

XVM_HOT Next load_attr(Registers& r, const Ins& ins) {
  Ref self = r.top(), value = cached_attribute(ins.cache, self);
  if (!value || dies(self)) [[unlikely]] return Next::Slow;
  std::uint64_t bits = kept(value);
  let_go(self);
  put(r.sp - 1, bits);
  return Next::Continue;
}

XVM_HOT Next load_method(Registers& r, const Ins& ins) {
  Ref self = r.top();
  const InlineCache* cache = ins.cache;
  if (cache->kind == cache_method) [[likely]] {
    if (!self.is_object() || !cache_holds(cache, self.object())) [[unlikely]] return Next::Slow;
    put(r.sp, self.raw());
    put(r.sp - 1, kept(Ref(cache->object)));
    ++r.sp;
    return Next::Continue;
  }
  Ref value = cached_attribute(cache, self);
  if (!value || dies(self)) return Next::Slow;
  std::uint64_t bits = kept(value);
  let_go(self);
  put(r.sp - 1, bits);
  put(r.sp++, 0);
  return Next::Continue;
}

// Stores `value`, whose reference moves, as an attribute of self; false with nothing changed.
XVM_HOT bool store_cached(const InlineCache* cache, Ref self, Ref value) {
  if (!self.is_object() || !cache_holds(cache, self.object())) [[unlikely]] return false;
  InstanceHead* head = head_of(self.object());
  if (cache->kind == cache_slot) {
    Value& place = head->values[cache->index];
    if (dies(place) || place == self) return false;   // self may be given up after it
    let_go(place);
    put(&place, value.raw());
    return true;
  }
  if (cache->kind == cache_append && cache->index < head->capacity) {
    put(head->values + cache->index, value.raw());
    head->shape = cache->shape;
    return true;
  }
  return false;
}

XVM_HOT Next store_attr(Registers& r, const Ins& ins) {
  Ref self = r.top();
  if (dies(self) || !store_cached(ins.cache, self, r.top(1))) return Next::Slow;
  let_go(self);
  r.sp -= 2;
  return Next::Continue;
}

// ---- containers

// container[key] of a list or tuple by a small int, or of a dict: borrowed; null where it takes more.
XVM_HOT Ref item_at(Ref v, Ref key) {
  if (is_exact<Dict>(v)) {
    std::int64_t entry = entry_of_same(as<Dict>(v), key);
    return entry >= 0 ? Ref(as<Dict>(v).entries[entry].value) : Ref();
  }
  if (!key.is_small_int()) return {};
  std::int64_t index = key.small_int();
  if (is_exact<List>(v)) {
    List& list = as<List>(v);
    if (index < 0) index += static_cast<std::int64_t>(list.length);
    return static_cast<std::uint64_t>(index) < list.length ? Ref(list.items[index]) : Ref();
  }
  if (is_exact<Tuple>(v)) {
    Tuple& tuple = as<Tuple>(v);
    if (index < 0) index += static_cast<std::int64_t>(tuple.length);
    return static_cast<std::uint64_t>(index) < tuple.length ? Ref(tuple.items()[index]) : Ref();
  }
  return {};
}

XVM_HOT Next binary_subscr(Registers& r, const Ins&) {
  Ref v = r.top(1), key = r.top(), item = item_at(v, key);
  if (!item || either_dies(v, key)) return Next::Slow;
  std::uint64_t bits = kept(item);
  let_go(v), let_go(key);
  --r.sp;
  put(r.sp - 1, bits);
  return Next::Continue;
}

XVM_HOT Next store_subscr(Registers& r, const Ins&) {
  Ref v = r.top(1), key = r.top(0);
  if (is_exact<Dict>(v) && !(v.object()->flags & ReachedClassDict)) {   // another value for a key that is there
    std::int64_t entry = entry_of_same(as<Dict>(v), key);
    if (entry < 0 || either_dies(v, key)) return Next::Slow;
    Value& place = as<Dict>(v).entries[entry].value;
    if (dies(place) || place == v) return Next::Slow;
    let_go(place);
    put(&place, r.sp[-3].raw());
    let_go(v), let_go(key);
    r.sp -= 3;
    return Next::Continue;
  }
  if (!key.is_small_int() || !is_exact<List>(v) || dies(v)) return Next::Slow;
  List& list = as<List>(v);
  std::int64_t index = key.small_int();
  if (index < 0) index += static_cast<std::int64_t>(list.length);
  if (static_cast<std::uint64_t>(index) >= list.length || dies(list.items[index]) || list.items[index] == v) return Next::Slow;
  let_go(list.items[index]);
  put(list.items + index, r.sp[-3].raw());
  let_go(v);
  r.sp -= 3;
  return Next::Continue;
}

XVM_HOT Next contains_op(Registers& r, const Ins& ins) {
  Ref key = r.top(1), v = r.top(0);
  std::int64_t entry = is_exact<Dict>(v) ? entry_of_same(as<Dict>(v), key) : key_unknown;
  if (entry == key_unknown || either_dies(v, key)) return Next::Slow;
  let_go(v), let_go(key);
  --r.sp;
  put(r.sp - 1, Ref::from_bool((entry >= 0) != (ins.arg != 0)).raw());
  return Next::Continue;
}

XVM_HOT Next list_append(Registers& r, const Ins& ins) {
  Ref v = r.sp[-1 - static_cast<std::ptrdiff_t>(ins.arg)];
  if (!is<List>(v) || as<List>(v).length == as<List>(v).capacity) return Next::Slow;
  List& list = as<List>(v);
  put(list.items + list.length++, (--r.sp)->raw());
  return Next::Continue;
}

// The n items of an exact tuple or list, borrowed; null where it is none or has others.
XVM_HOT const Value* unpacked(Ref v, std::uint32_t n) {
  if (is_exact<Tuple>(v) && as<Tuple>(v).length == n) return as<Tuple>(v).items();
  if (is_exact<List>(v) && as<List>(v).length == n) return as<List>(v).items;
  return nullptr;
}

XVM_HOT Next unpack_sequence(Registers& r, const Ins& ins) {
  Ref v = r.top();
  const Value* items = unpacked(v, ins.arg);
  if (!items || dies(v)) return Next::Slow;
  --r.sp;
  for (std::uint32_t i = ins.arg; i-- > 0;) push(r, items[i]);
  let_go(v);
  return Next::Continue;
}

// ---- calls

// How many items len() counts in a value of a built-in type; -1 where it takes more to know.
XVM_HOT std::int64_t count_of(Ref v) {
  if (!v.is_object() || (v.object()->flags & HeapInstance)) return -1;
  switch (static_cast<Kind>(v.object()->kind)) {
    case Kind::List: return static_cast<std::int64_t>(as<List>(v).length);
    case Kind::Tuple: return static_cast<std::int64_t>(as<Tuple>(v).length);
    case Kind::Dict: return static_cast<std::int64_t>(as<Dict>(v).length);
    case Kind::Text: return static_cast<std::int64_t>(as<Text>(v).length);
    case Kind::Bytes: return static_cast<std::int64_t>(as<Bytes>(v).length);
    default: return -1;
  }
}

// Whether v is an instance of a class by its own class: 1, 0 (of an int, float or built-in container only), -1 to ask.
XVM_HOT int instance_of(const Thread& thread, Ref v, Ref of) {
  if (!is<Type>(of) || of.object()->type != thread.rt.types.type) return -1;
  const Type* wanted = &as<Type>(of);
  const Types& types = thread.rt.types;
  const Type* type = v.is_object() ? v.object()->type : v.is_small_int() ? types.int_ : v.is_double() ? types.float_ : nullptr;
  if (type == wanted) return 1;
  if (!type || !type->mro) return -1;
  for (const Value& base : as<Tuple>(type->mro))
    if (base.object() == wanted) return 1;
  return !v.is_object() || (!(v.object()->flags & HeapInstance) && (is<Text>(v) || is<List>(v) || is<Tuple>(v) || is<Dict>(v))) ? 0 : -1;
}

// type(v), and bool(), int() and float() of a number at hand: owned bits, 0 where it takes more.
XVM_HOT std::uint64_t converted(const Thread& thread, const Type* type, Ref v) {
  const Types& types = thread.rt.types;
  if (type == types.type) {
    const Type* of = v.is_object() ? v.object()->type : v.is_small_int() ? types.int_ : v.is_double() ? types.float_ : v.is_bool() ? types.bool_ : nullptr;
    return of ? kept(Ref(of)) : 0;
  }
  if (type == types.bool_) {
    int truth = truth_of(v);
    return truth < 0 ? 0 : Ref::from_bool(truth != 0).raw();
  }
  if (type == types.int_) {
    if (v.is_small_int()) return v.raw();
    if (v.is_bool()) return bits::of_int(v.is_true());
    if (double d = v.is_double() ? v.as_double() : 1e300; d > -1e14 && d < 1e14) return bits::of_int(static_cast<std::int64_t>(d));
  }
  if (type == types.float_) {
    if (v.is_double()) return v.raw();
    if (v.is_small_int()) return std::bit_cast<std::uint64_t>(static_cast<double>(v.small_int())) + bits::double_offset;
  }
  return 0;
}

XVM_HOT Next call_type(Registers& r, Value* result, Value* base) {
  Ref callable = base[0], a = base[1];
  std::uint64_t bits = dies(callable) || dies(a) || r.thread.attention || r.thread.depth >= r.thread.rt.recursion_limit ? 0 : converted(r.thread, &as<Type>(callable), a);
  if (!bits) return Next::Slow;
  let_go(a);
  let_go(callable);
  put(result, bits);
  r.sp = result + 1;
  return Next::Continue;
}

// A call of a native that the loop knows.
XVM_HOT Next call_intrinsic(Registers& r, Value* result, Value* base, std::uint32_t n) {
  Ref callable = *base;
  bool is_function = is<Native>(callable);
  if (n == 1 && is<Type>(callable)) return call_type(r, result, base);
  if ((!is_function && !is<MethodDescriptor>(callable)) || dies(callable) || XVM_METHOD_COVERAGE) return Next::Slow;
  Intrinsic which = (is_function ? as<Native>(callable).row : as<MethodDescriptor>(callable).row)->intrinsic;
  if (which == Intrinsic::None || r.thread.attention || r.thread.depth >= r.thread.rt.recursion_limit) return Next::Slow;
  Ref a = base[1], b = n > 1 ? Ref(base[2]) : Ref();
  std::uint64_t bits;
  switch (which) {
    case Intrinsic::Len: {
      std::int64_t count = n == 1 && !dies(a) ? count_of(a) : -1;
      if (count < 0) return Next::Slow;
      bits = bits::of_int(count);
      break;
    }
    case Intrinsic::IsInstance: {
      int is = n == 2 && a != callable && !either_dies(a, b) ? instance_of(r.thread, a, b) : -1;
      if (is < 0) return Next::Slow;
      let_go(b);
      bits = Ref::from_bool(is != 0).raw();
      break;
    }
    case Intrinsic::Ord:
      if (n != 1 || dies(a)) return Next::Slow;
      if (is<Text>(a) && as<Text>(a).length == 1) bits = bits::of_int(as<Text>(a).at(0));
      else if (is<Bytes>(a) && as<Bytes>(a).length == 1) bits = bits::of_int(static_cast<unsigned char>(as<Bytes>(a).data()[0]));
      else return Next::Slow;
      break;
    case Intrinsic::Append: {
      Ref v = is_function ? as<Native>(callable).self : a, item = is_function ? a : b;
      if (n != (is_function ? 1 : 2) || !is<List>(v) || as<List>(v).length == as<List>(v).capacity || (!is_function && dies(v))) return Next::Slow;
      List& list = as<List>(v);
      put(list.items + list.length++, item.raw());
      if (is_function) a = {};
      bits = bits::none;
      break;
    }
    default: return Next::Slow;
  }
  let_go(a);
  let_go(callable);
  put(result, bits);
  r.sp = result + 1;
  return Next::Continue;
}

// Calls the function *base with the n values behind it; they, and what lies below down to `result`, go.
XVM_HOT Next call_at(Registers& r, Value* result, Value* base, std::uint32_t n) {
  Ref callable = *base;
  if (!is<Function>(callable)) return call_intrinsic(r, result, base, n);
  Function& function = as<Function>(callable);
  CodeObject* code = function.code_object();
  Thread& thread = r.thread;
  if (!code->quick_call || code->argcount != n || thread.attention) return Next::Slow;
  if (thread.depth >= thread.rt.recursion_limit + thread.recursion_headroom) [[unlikely]] return Next::Slow;
  std::size_t size = code->frame_size;
  if (static_cast<std::size_t>(thread.chunk->end - thread.chunk->top) < size) [[unlikely]] return Next::Slow;
  ++thread.depth;
  Frame* frame = reinterpret_cast<Frame*>(thread.chunk->top);
  thread.chunk->top += size;
  new (frame) Frame;
  frame->back = r.frame;
  frame->code = code;
  frame->stream = code->entry;
  frame->consts = code->consts.data();
  frame->globals = &as<Dict>(function.globals);
  frame->builtins = &as<Dict>(function.builtins);
  Value* slots = reinterpret_cast<Value*>(frame + 1);
  frame->slots = slots;
  put(&frame->owner, callable.raw());
  for (std::uint32_t i = 0; i < n; ++i) put(slots + i, base[1 + i].raw());
  std::uint32_t filled = code->slot_count;
  if (code->copies_closure) {
    filled -= code->free_count;
    const Value* cells = as<Tuple>(function.closure).items();
    for (std::uint32_t i = 0; i < code->free_count; ++i) put(slots + filled + i, kept(cells[i]));
  }
  for (std::uint32_t i = n; i < filled; ++i) put(slots + i, 0);
  r.frame->pc = r.pc;
  r.frame->sp = result;
  thread.frame = frame;
  r.frame = frame, r.pc = code->entry, r.sp = slots + code->slot_count, r.slots = slots;
  return Next::Go;
}

XVM_HOT Next call_function(Registers& r, const Ins& ins) {
  Value* base = r.sp - ins.arg - 1;
  return call_at(r, base, base, ins.arg);
}
XVM_HOT Next call_function_pairs(Registers& r, const Ins& ins) {
  Value* base = r.sp - ins.arg - 1;
  return ins.a == 0 ? call_at(r, base, base, ins.arg) : Next::Slow;
}
XVM_HOT Next call(Registers& r, const Ins& ins) {
  Value* low = r.sp - ins.arg - 2;
  // [null callable ..], [callable null ..], or [callable self ..]
  if (!low[0]) return call_at(r, low, low + 1, ins.arg);
  if (low[1]) return call_at(r, low, low, ins.arg + 1);
  if (!is<Function>(low[0]) && !is<Native>(low[0]) && !is<Type>(low[0])) return Next::Slow;
  put(low + 1, low->raw());
  put(low, 0);
  return call_at(r, low, low + 1, ins.arg);
}

// Gives up what a slot holds, if that is not the last reference.
XVM_HOT bool empty(Value* slot) {
  if (dies(*slot)) return false;
  let_go(*slot);
  put(slot, 0);
  return true;
}

// Whether the caller of a frame takes a value that it does not just push, and neither that nor the operands that go for it
// would be destroyed. `owner`: the frame's, which goes as well.
XVM_HOT bool caller_takes(const Frame* caller, ReturnTo to, Ref value, Ref owner) {
  switch (to) {
    case ReturnTo::ForIter: return true;   // __next__
    case ReturnTo::Init: return value.is_none();
    case ReturnTo::Drop: return !value.is_object();
    case ReturnTo::Attribute: return !either_dies(caller->sp[-1], owner);
    case ReturnTo::Operator: {
      Ref left = caller->sp[-2], right = caller->sp[-1];
      if (value.is_not_implemented() || either_dies(left, right) || left == owner || right == owner) return false;
      if (value.is_bool()) return true;
      const Ins& ins = caller->code->plain[caller->instruction()];
      return static_cast<Op>(ins.op) != Op::COMPARE_OP || !ins.a;
    }
    default: return false;
  }
}

// Gives up the arguments of a call that is over, from the last one; false where one would die, which stays with those before it.
XVM_HOT bool drop_kept(Frame* caller) {
  for (; caller->kept; --caller->kept, --caller->sp) {
    if (dies(caller->sp[-1])) return false;
    let_go(caller->sp[-1]);
  }
  return true;
}

// Ends the frame with `bits`, an owned value, for the call of the frame below. False, with slots and what the caller keeps for
// the call perhaps gone but nothing else changed, where something dies or somebody holds on to the frame.
XVM_HOT bool leave_frame(Registers& r, std::uint64_t bits) {
  Frame* frame = r.frame;
  Thread& thread = r.thread;
  std::uint64_t extras = frame->globals_owner.raw() | frame->locals.raw() | frame->object.raw() | frame->closure.raw() |
                         reinterpret_cast<std::uint64_t>(frame->generator) | frame->saved_exceptions.type.raw() |
                         frame->saved_exceptions.value.raw() | frame->saved_exceptions.traceback.raw();
  if (extras || frame->saved_handled) return false;
  ReturnTo to = frame->return_to;
  if (to == ReturnTo::Native) return false;
  Frame* caller = frame->back;
  std::byte* start = reinterpret_cast<std::byte*>(frame);
  if (start == reinterpret_cast<std::byte*>(thread.chunk + 1) || deaths_pending || thread.watched) return false;
  const CodeObject* code = frame->code;
  Value *first = frame->slots, *end = first + code->slot_count, *slot = first;
  if (code->arguments_last) {
    for (slot = first + code->argcount; slot != end; ++slot)
      if (!empty(slot)) return false;
    for (slot = first + code->argcount; slot-- != first;)
      if (!empty(slot)) return false;
  } else {
    for (; slot != end; ++slot)
      if (!empty(slot)) return false;
  }
  // Last: variables and the caller's stack may have held the function, too.
  if (r.sp != end || !drop_kept(caller) || dies(frame->owner) || (to != ReturnTo::Push && !caller_takes(caller, to, Ref::from_bits(bits), frame->owner))) return false;
  let_go(frame->owner);
  thread.depth -= frame->levels;
  thread.native_depth -= frame->native_levels;
  thread.chunk->top = start;
  thread.frame = caller;
  Value* sp = caller->sp;
  if (to == ReturnTo::Push || to == ReturnTo::ForIter) {
    put(sp++, bits);
  } else if (to == ReturnTo::Attribute) {
    let_go(sp[-1]);
    put(sp - 1, bits);
  } else if (to == ReturnTo::Operator) {
    let_go(sp[-1]), let_go(sp[-2]);
    put(--sp - 1, bits);
  }
  r.frame = caller, r.pc = caller->pc + 1, r.sp = sp, r.slots = caller->slots;
  return true;
}

XVM_HOT Next return_value(Registers& r, const Ins&) {
  std::uint64_t bits = (--r.sp)->raw();
  if (leave_frame(r, bits)) return Next::Go;
  ++r.sp;
  return Next::Slow;
}
XVM_HOT Next return_const(Registers& r, const Ins& ins) {
  Ref value = r.consts()[ins.arg];
  if (!leave_frame(r, value.raw())) return Next::Slow;
  if (value.is_object()) ++value.object()->refs;   // the code object keeps it alive so far
  return Next::Go;
}

}  // namespace xvm::quick
