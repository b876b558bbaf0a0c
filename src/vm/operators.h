// The abstract object protocol: what operators, subscripts, attribute access and iteration mean for any value.
#pragma once

#include <cstdint>
#include <string>

#include "vm/type.h"
#include "vm/value.h"

namespace xvm {

class Thread;

// Attributes. `name` is an interned native str where it comes from code.
Value get_attribute(Thread& thread, Ref v, Ref name);
Value get_attribute(Thread& thread, Ref v, const char* name);
// Null without an error where it is absent (AttributeError is swallowed); null with an error when looking failed otherwise.
Value find_attribute(Thread& thread, Ref v, Ref name);
bool set_attribute(Thread& thread, Ref v, Ref name, Ref value);   // value null: delete
Value generic_get_attribute(Thread& thread, Ref v, Ref name);     // object.__getattribute__
bool generic_set_attribute(Thread& thread, Ref v, Ref name, Ref value);
// type(v).name bound to v, as the interpreter looks special methods up; null without an error if absent.
Value lookup_special(Thread& thread, Ref v, Ref name);
// For LOAD_METHOD: the function unbound and self_needed true, or the attribute's value and self_needed false.
Value load_method(Thread& thread, Ref v, Ref name, bool& self_needed);

// Operators; the error text is the release's.
Value binary_op(Thread& thread, Binary op, Ref left, Ref right);
Value inplace_op(Thread& thread, Binary op, Ref left, Ref right);
Value power(Thread& thread, Ref base, Ref exponent, Ref modulus);
Value negative(Thread& thread, Ref v);
Value positive(Thread& thread, Ref v);
Value invert(Thread& thread, Ref v);
const char* binary_symbol(Binary op, bool inplace);   // "+", "+="; Power "** or pow()"

// Comparison.
Value compare(Thread& thread, Ref left, Ref right, Compare op);       // rich comparison, any result
int compare_true(Thread& thread, Ref left, Ref right, Compare op);    // its truth; identity counts as equal: 1, 0, -1
int equal(Thread& thread, Ref left, Ref right);                       // left is right or left == right: 1, 0, -1
int three_way(Thread& thread, Ref left, Ref right);                   // 2.x cmp(): -1, 0, 1; -2 with the error set
int truth(Thread& thread, Ref v);                                     // 1, 0, -1
bool hash_of(Thread& thread, Ref v, std::int64_t& hash);              // false with the error set
int contains(Thread& thread, Ref container, Ref item);                // 1, 0, -1

// Subscripts.
Value get_item(Thread& thread, Ref v, Ref key);
bool set_item(Thread& thread, Ref v, Ref key, Ref value);             // value null: delete
Value get_slice(Thread& thread, Ref v, Ref low, Ref high);            // v[low:high]; 2.x __getslice__ where it has one; low, high may be null
bool set_slice(Thread& thread, Ref v, Ref low, Ref high, Ref value);
std::int64_t length(Thread& thread, Ref v);                           // -1 with the error set
std::int64_t length_hint(Thread& thread, Ref v, std::int64_t otherwise);  // PEP 424; -1 with the error set

// Iteration. next() gives null without an error at the end (StopIteration is swallowed).
Value iterate(Thread& thread, Ref v);
Value next(Thread& thread, Ref iterator);
// Calls step(Ref item) for each item of an iterable until it gives false; false with the error set if iteration or step failed.
template <class Step>
bool for_each(Thread& thread, Ref iterable, Step step);
Value to_list(Thread& thread, Ref iterable);    // a new list
Value to_tuple(Thread& thread, Ref iterable);   // a tuple (the same one for an exact tuple)

// Text.
Value repr(Thread& thread, Ref v);    // native str (3.x text)
Value str(Thread& thread, Ref v);     // str(v), native str; in 2.x may be unicode where __str__ gave it
Value ascii(Thread& thread, Ref v);
Value format(Thread& thread, Ref v, Ref spec);   // spec: text or native str, null for empty
std::string repr_utf8(Thread& thread, Ref v);    // for messages; the error is cleared and "<repr failed>" given if it fails
bool print_value(Thread& thread, Ref v, Ref file, bool raw);

// Numbers.
Value as_index(Thread& thread, Ref v);                                   // operator.index: an int
bool as_int64(Thread& thread, Ref v, std::int64_t& out);                 // index, OverflowError out of range
bool as_clamped_index(Thread& thread, Ref v, std::int64_t& out);         // index clamped to int64, as slices do
bool as_double(Thread& thread, Ref v, double& out);                      // float(v) of a number

// Classes.
int is_instance(Thread& thread, Ref v, Ref class_or_tuple);   // 1, 0, -1, __instancecheck__ included
int is_subclass(Thread& thread, Ref c, Ref class_or_tuple);

}  // namespace xvm

#include "vm/iteration.h"
