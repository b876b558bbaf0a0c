// The slot functions of classes made by programs: each calls the special method as CPython does.
#pragma once

#include "pyc/release.h"
#include "vm/slot_table.h"
#include "vm/type.h"

namespace xvm {

AnyFn heap_binary(Binary op);     // __add__ and __radd__
AnyFn heap_inplace(Binary op);    // __iadd__
Value heap_power(Thread& thread, Ref base, Ref exponent, Ref modulus);
Value heap_inplace_power(Thread& thread, Ref base, Ref exponent, Ref modulus);

// Which special method a unary slot function calls.
enum class Unary : std::uint8_t { Repr, Str, Iter, Negative, Positive, Invert, Absolute, Int, Long, Float, Index, Oct, Hex, Await, AIter, ANext, Count };
AnyFn heap_unary(Unary which);

Value heap_next(Thread& thread, Ref self);
int heap_truth(Thread& thread, Ref self);
bool heap_hash(Thread& thread, Ref self, std::int64_t& hash);
std::int64_t heap_length(Thread& thread, Ref self);
int heap_contains(Thread& thread, Ref self, Ref item);
Value heap_compare(Thread& thread, Ref self, Ref other, Compare op);
bool asks_other_operand(const Release& r);   // comparing asks the methods of both operands, each time
// What __cmp__ gave, as C's long: -1, 0, 1; -2 with OverflowError or a TypeError of these words.
int three_way_result(Thread& thread, Ref result, const char* words);
int heap_three_way(Thread& thread, Ref self, Ref other);   // 2.x cmp() of two objects of which one has __cmp__
Value heap_get_item(Thread& thread, Ref self, Ref key);
bool heap_set_item(Thread& thread, Ref self, Ref key, Ref value);
Value heap_index_item(Thread& thread, Ref self, std::int64_t index);
Value heap_get_slice(Thread& thread, Ref self, std::int64_t low, std::int64_t high);
bool heap_set_slice(Thread& thread, Ref self, std::int64_t low, std::int64_t high, Ref value);
int heap_coerce(Thread& thread, Value& left, Value& right);
Value heap_get_attribute(Thread& thread, Ref self, Ref name);   // __getattribute__, then __getattr__
bool heap_set_attribute(Thread& thread, Ref self, Ref name, Ref value);
Value heap_call(Thread& thread, Ref self, Args args);
Value heap_descr_get(Thread& thread, Ref self, Ref instance, Ref owner);
bool heap_descr_set(Thread& thread, Ref self, Ref instance, Ref value);
Value heap_make(Thread& thread, Type* type, Args args);
bool heap_init(Thread& thread, Ref self, Args args);
bool heap_finalize(Thread& thread, Ref self);
bool heap_buffer(Thread& thread, Ref self, BufferView& view, bool writable);

}  // namespace xvm
