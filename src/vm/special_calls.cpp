#include "vm/special_calls.h"

#include "generated/ops.h"
#include "objects/descriptor.h"
#include "objects/function.h"
#include "vm/attributes.h"
#include "vm/errors.h"
#include "vm/loop_calls.h"
#include "vm/operators.h"
#include "vm/operators_internal.h"
#include "vm/runtime.h"
#include "vm/slot_functions.h"

namespace xvm {

namespace {

constexpr std::uint32_t inplace_first = 13, operators = 26;

// The program's method of this name, if it is a function that takes n values.
Ref special_function(const Type* type, Ref name, std::uint32_t n) {
  Ref found = type_find(const_cast<Type*>(type), name);
  return can_be_entered(found, n) ? found : Ref();
}

Frame* enter(Thread& thread, Ref function, Value* arguments, std::uint32_t n, std::uint32_t levels, ReturnTo to) {
  return push_counted(thread, Value(function), Value(), arguments, n, levels, to);
}

bool is_program_class(Ref v) { return v.is_object() && (v.object()->flags & HeapInstance); }

using NameOf = Value Names::*;
constexpr NameOf binary_names[] = {&Names::add__, &Names::and__, &Names::floordiv__, &Names::lshift__, &Names::matmul__, &Names::mul__, &Names::mod__,
                                   &Names::or__, &Names::pow__, &Names::rshift__, &Names::sub__, &Names::truediv__, &Names::xor__};
constexpr NameOf inplace_names[] = {&Names::iadd__, &Names::iand__, &Names::ifloordiv__, &Names::ilshift__, &Names::imatmul__, &Names::imul__, &Names::imod__,
                                    &Names::ior__, &Names::ipow__, &Names::irshift__, &Names::isub__, &Names::itruediv__, &Names::ixor__};
constexpr NameOf compare_names[] = {&Names::lt__, &Names::le__, &Names::eq__, &Names::ne__, &Names::gt__, &Names::ge__};

constexpr std::size_t powers = static_cast<std::size_t>(Binary::Power);

// The right operand's type does not come first, and is not asked by a method of the program's.
bool left_goes_first(const Type* a, const Type* b, std::size_t op) {
  return a == b || (b->slots.binary[op] != reinterpret_cast<BinaryFn>(heap_binary(static_cast<Binary>(op))) && !is_subtype(b, a));
}

// Copies the two topmost values, which stay, into a call of `function`.
int enter_operator(Thread& thread, Frame* frame, Ref function, std::uint32_t levels) {
  Value pair[] = {frame->top(1), frame->top(0)};
  Frame* callee = enter(thread, function, pair, 2, levels, ReturnTo::Operator);
  if (!callee) return -1;
  thread.frame = callee;
  return 1;
}

}  // namespace

int enter_get_item(Thread& thread, Frame* frame) {
  Ref v = frame->peek(1);
  if (!is_program_class(v) || v.object()->type->slots.get_item != heap_get_item) return 0;
  Ref function = special_function(v.object()->type, thread.rt.names.getitem__, 2);
  if (!function) return 0;
  Frame* callee = enter(thread, function, frame->sp - 2, 2, thread.native_limit ? 0 : levels_of_special(thread), ReturnTo::Push);
  if (!callee) return -1;
  frame->sp -= 2;
  thread.frame = callee;
  return 1;
}

int enter_set_item(Thread& thread, Frame* frame) {
  Ref v = frame->peek(1);
  if (!is_program_class(v) || v.object()->type->slots.set_item != heap_set_item) return 0;
  Ref function = special_function(v.object()->type, thread.rt.names.setitem__, 3);
  if (!function) return 0;
  Value* top = frame->sp - 3;   // value container key
  std::swap(top[0], top[1]);
  std::swap(top[1], top[2]);
  Frame* callee = enter(thread, function, top, 3, levels_of_special(thread), ReturnTo::Drop);
  if (!callee) return -1;
  frame->sp -= 3;
  thread.frame = callee;
  return 1;
}

int enter_binary(Thread& thread, Frame* frame, std::uint32_t op) {
  Ref left = frame->peek(1);
  if (op >= operators || !is_program_class(left) || thread.rt.python2()) return 0;
  std::size_t which = op % inplace_first;
  if (which == powers) return 0;
  Type *a = left.object()->type, *b = type_of(thread, frame->peek(0));
  bool inplace = op >= inplace_first && a->slots.inplace[which];
  if (inplace) {
    if (a->slots.inplace[which] != reinterpret_cast<BinaryFn>(heap_inplace(static_cast<Binary>(which)))) return 0;
  } else if (a->slots.binary[which] != reinterpret_cast<BinaryFn>(heap_binary(static_cast<Binary>(which))) || !left_goes_first(a, b, which)) {
    return 0;
  }
  Ref function = special_function(a, thread.rt.names.*(inplace ? inplace_names : binary_names)[which], 2);
  return function ? enter_operator(thread, frame, function, levels_of_special(thread)) : 0;
}

int enter_compare(Thread& thread, Frame* frame, Compare op) {
  Ref left = frame->peek(1);
  if (!is_program_class(left) || thread.rt.python2()) return 0;
  Type *a = left.object()->type, *b = type_of(thread, frame->peek(0));
  if (a->slots.compare != heap_compare || asks_other_operand(thread.rt.release) || (a != b && b->slots.compare && is_subtype(b, a))) return 0;
  Ref function = special_function(a, thread.rt.names.*compare_names[static_cast<std::size_t>(op)], 2);
  return function ? enter_operator(thread, frame, function, 1 + levels_of_special(thread)) : 0;
}

int enter_next(Thread& thread, Frame* frame) {
  Ref iterator = frame->peek(0);
  if (!is_program_class(iterator) || iterator.object()->type->slots.next != heap_next) return 0;
  Ref function = special_function(iterator.object()->type, thread.rt.python2() ? thread.rt.names.next_ : thread.rt.names.next__, 1);
  if (!function) return 0;
  Value self(iterator);
  Frame* callee = enter(thread, function, &self, 1, levels_of_special(thread), ReturnTo::ForIter);
  if (!callee) return -1;
  thread.frame = callee;
  return 1;
}

int enter_load_attribute(Thread& thread, Frame* frame, Ref name, Value& value) {
  Ref self = frame->peek(0);
  if (!self.is_object()) return 0;
  Type* type = self.object()->type;
  const Names& names = thread.rt.names;
  Frame* callee = nullptr;
  if (type->slots.get_attribute == generic_get_attribute) {
    Ref found = type_find(type, name);
    if (!is_program_class(found) || found.object()->type->slots.descr_get != heap_descr_get) return 0;
    Value descriptor(found);   // looking among odd keys may take it out of its class
    const Type* of = found.object()->type;
    if (!of->slots.descr_set && (value = own_attribute(thread, self, name))) return 0;
    if (thread.has_error()) return -1;
    Ref function = special_function(of, names.get__, 3);
    if (!function) return 0;
    Value arguments[] = {Value(found), Value(self), Value(Ref(type_of(thread, self)))};
    callee = enter(thread, function, arguments, 3, levels_of_function(thread), ReturnTo::Attribute);
  } else if (type->slots.get_attribute == heap_get_attribute) {
    Value hook(special_function(type, names.getattr__, 2));
    SlotWrapper* lookup = try_as<SlotWrapper>(type_find(type, names.getattribute__));
    if (!hook || !lookup || lookup->owner->slots.get_attribute != generic_get_attribute) return 0;
    Value keep(self);
    value = generic_find_attribute(thread, self, name);
    if (value) return 0;
    if (thread.has_error() && !catch_error(thread, thread.rt.exc.AttributeError)) return -1;
    std::uint32_t levels = levels_of_special(thread) + (thread.counts.methods && !thread.counts.special_methods);
    Value arguments[] = {std::move(keep), Value(name)};
    // What was called meanwhile may have given the function other code.
    if (can_be_entered(hook, 2)) {
      callee = enter(thread, hook, arguments, 2, levels, ReturnTo::Attribute);
    } else {
      value = call_found(thread, hook, self, {name});
      if (value) return 0;
      add_error_context(thread, self, name);
    }
  } else {
    return 0;
  }
  if (!callee) return -1;
  thread.frame = callee;
  return 1;
}

int enter_store_attribute(Thread& thread, Frame* frame, Ref name) {
  Ref self = frame->peek(0);
  if (!is_program_class(self)) return 0;
  Type* type = self.object()->type;
  const Names& names = thread.rt.names;
  Value first;
  Ref function;
  std::uint32_t levels = levels_of_special(thread);
  bool hooked = type->slots.set_attribute == heap_set_attribute;
  if (hooked) {
    function = special_function(type, names.setattr__, 3);
  } else if (type->slots.set_attribute == generic_set_attribute) {
    Ref found = type_find(type, name);
    if (is_exact<Property>(found)) {
      function = as<Property>(found).setter;
      if (!can_be_entered(function, 2)) return 0;
      levels = levels_of_function(thread);
    } else if (is_program_class(found) && found.object()->type->slots.descr_set == heap_descr_set) {
      function = special_function(found.object()->type, names.set__, 3);
      first = Value(found);
    }
  }
  if (!function) return 0;
  Value* top = frame->sp - 2;   // value instance
  Value arguments[] = {std::move(top[1]), hooked ? Value(name) : std::move(top[0]), hooked ? std::move(top[0]) : Value()};
  frame->sp -= 2;
  Frame* callee = push_counted(thread, Value(function), std::move(first), arguments, hooked ? 3 : 2, levels, ReturnTo::Drop);
  if (!callee) return -1;
  thread.frame = callee;
  return 1;
}

Frame* enter_instance_call(Thread& thread, Value* base, std::uint32_t n) {
  if (!is_program_class(*base) || base->object()->type->slots.call != heap_call) return nullptr;
  Ref function = special_function(base->object()->type, thread.rt.names.call__, n + 1);
  return function ? enter(thread, function, base, n + 1, 1 + levels_of_special(thread), ReturnTo::Push) : nullptr;
}

Next finish_operator(Thread& thread, Frame& caller, Value value) {
  const Ins& ins = caller.code->plain[caller.instruction()];
  bool compares = static_cast<Op>(ins.op) == Op::COMPARE_OP;
  if (value.is_not_implemented())
    value = compares ? compare_declined(thread, caller.peek(1), caller.peek(0), static_cast<Compare>(ins.arg))
                     : binary_declined(thread, static_cast<Binary>(ins.arg % inplace_first), caller.peek(1), caller.peek(0), ins.arg >= inplace_first);
  if (value && compares && ins.a && !value.is_bool()) {
    int t = truth(thread, value);
    value = t < 0 ? Value() : Value::of(t == 1);
  }
  if (!value) return Next::Unwind;
  caller.drop(1);
  caller.top() = std::move(value);
  ++caller.pc;
  return Next::Enter;
}

}  // namespace xvm
