// What the module typing makes of generic classes, for programs that run without it: A[int], Union, Unpack, and Generic.
#pragma once

#include "vm/value.h"

namespace xvm {

class Thread;

Value make_typing_alias(Thread& thread, Ref origin, Ref args);     // origin[args] of a class with type parameters
Value make_typing_union(Thread& thread, Ref left, Ref right);      // typing.Union[left, right]
Value make_unpack(Thread& thread, Ref type_var_tuple);             // typing.Unpack[Ts]
// A tuple with each TypeVarTuple in it as Unpack[...].
Value unpack_type_var_tuples(Thread& thread, Ref parameters);
// An argument as a type: None becomes NoneType; TypeError, beginning with `message`, for a tuple.
Value check_type_argument(Thread& thread, Ref v, const char* message);
// A function of the module typing if a program has imported it, else null without an error.
Value typing_function(Thread& thread, const char* name);

}  // namespace xvm
