// list[int] (PEP 585) and int | str (PEP 604).
#pragma once

#include "vm/value.h"

namespace xvm {

class Thread;

Value make_generic_alias(Thread& thread, Ref origin, Ref arguments);   // types.GenericAlias; arguments a tuple or one value
Value make_union(Thread& thread, Ref left, Ref right);                 // types.UnionType; not_implemented where one cannot be part

}  // namespace xvm
