// What list, tuple and deque share: indices, their errors, and comparison item by item.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>

#include "vm/type.h"
#include "vm/value.h"

namespace xvm {

class Thread;

// Whether v can be an index: an int, or something with __index__.
bool is_index(Thread& thread, Ref v);
// The index as a number; IndexError when it does not fit 64 bits. v is an index (is_index).
bool index_value(Thread& thread, Ref v, std::int64_t& out);
// An index of optional arguments, clamped to 64 bits: what list.index(x, start, stop) and list.insert take.
bool clamped_index(Thread& thread, Ref v, std::int64_t& out);
// A bound of list.index and its like: null leaves `out`, None is none.
bool search_bound(Thread& thread, Ref v, std::int64_t& out);
// An int argument that must fit 64 bits ("an integer is required", "'str' object cannot be interpreted as an integer").
bool ssize_argument(Thread& thread, Ref v, std::int64_t& out);
// The one optional argument of list() and tuple(), null where not given: by the signature of releases that take it by name.
bool iterable_argument(Thread& thread, const char* name, const char* signature, Args args, Ref& out);
// "list indices must be integers or slices, not str", as the release says it.
ErrorSet raise_bad_index(Thread& thread, std::string_view sequence, Ref key);
// 'can only concatenate list (not "int") to list'
ErrorSet raise_bad_concat(Thread& thread, std::string_view sequence, Ref other);
// Adds length to negative bounds and clamps them, as list.index() and slices of the old protocol do.
void clamp_bounds(std::int64_t& low, std::int64_t& high, std::int64_t length);
// From 3.9 the container's item stands left of == in searches.
bool searches_item_first(Thread& thread);
// The longest an array of values may get.
inline constexpr std::int64_t max_items = std::int64_t{1} << 44;
// Whether the machine would give this many bytes; for sizes that a program asked for.
bool memory_for(std::size_t bytes);
bool sized_right(Compare op, std::int64_t left, std::int64_t right);   // the outcome when one is a prefix of the other
// __class_getitem__ of built-in containers (3.9): cls[item] as a generic alias.
Value generic_class_getitem(Thread& thread, Ref cls, Args args);
inline Value identity(Thread&, Ref self) { return Value(self); }       // __iter__ of iterators

}  // namespace xvm
