// for_each: iteration from native code, with short ways over exact lists and tuples.
#pragma once

#include "vm/operators.h"
#include "vm/thread.h"

namespace xvm {

template <class Step>
bool for_each(Thread& thread, Ref iterable, Step step) {
  Value iterator = iterate(thread, iterable);
  if (!iterator) return false;
  while (Value item = next(thread, iterator))
    if (!step(item.ref())) return false;
  return !thread.has_error();
}

}  // namespace xvm
