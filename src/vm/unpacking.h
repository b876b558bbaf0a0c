// Displays and calls with stars: taking iterables and mappings apart, with the releases' words for those that are none.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "vm/value.h"

namespace xvm {

class Thread;
struct Dict;
struct Function;
struct Frame;
struct List;
struct Tuple;

// The callable as messages have it: "f()", "C object", from 3.9 "__main__.f()".
std::string describe_callable(Thread& thread, Ref callable);
Value make_dict_presized(Thread& thread, std::size_t count);
// [*iterable, ...] from 3.9: "Value after * must be an iterable, not int".
bool extend_display(Thread& thread, List& list, Ref iterable);
// {**mapping, ...}: "'int' object is not a mapping".
bool update_display(Thread& thread, Dict& dict, Ref mapping);
// f(*iterable): "f() argument after * must be an iterable, not int".
bool extend_arguments(Thread& thread, List& list, Ref iterable, Ref callable);
// f(**mapping): "f() got multiple values for keyword argument 'a'", "argument after ** must be a mapping, not int".
bool merge_keywords(Thread& thread, Dict& dict, Ref mapping, Ref callable);
// One keyword more; "f() got multiple values for keyword argument 'a'".
bool add_keyword(Thread& thread, Dict& dict, Ref name, Ref value, Ref callable);
// positional and the values of keywords in a row; gives the tuple of their names.
Value spread_keywords(Thread& thread, Ref callable, const Tuple& positional, Dict& keywords, std::vector<Value>& all);
// Pushes n items, the first on top.
bool unpack_iterable(Thread& thread, Frame* frame, Ref iterable, std::uint32_t n);
// Pushes first items, a list, last items, the first on top.
bool unpack_with_rest(Thread& thread, Frame* frame, Ref iterable, std::uint32_t before, std::uint32_t after);

}  // namespace xvm
