// Exception groups and what except* asks of them (PEP 654).
#pragma once

#include "vm/value.h"

namespace xvm {

class Thread;

// ExceptionGroup(message, exceptions), or BaseExceptionGroup where one of them is no Exception.
Value new_exception_group(Thread& thread, Ref message, Ref exceptions);
bool is_exception_group(Thread& thread, Ref v);
// except* `pattern`: what of `exception` (None: nothing left) is handled and what is not, None for nothing. A lone exception
// that matches comes wrapped in a group. False with the error set, for wrong patterns too.
bool exception_group_match(Thread& thread, Ref exception, Ref pattern, Value& match, Value& rest);
// At the end of try-except*: what is to be raised of `original` and the list of what its handlers raised and what none of
// them took; None for nothing.
Value prepare_reraise_star(Thread& thread, Ref original, Ref exceptions);

}  // namespace xvm
