// for_each: iteration from native code, with short ways over exact lists and tuples.
#pragma once

#include "objects/list.h"
#include "objects/tuple.h"
#include "vm/operators.h"
#include "vm/thread.h"

namespace xvm {

template <class Step>
bool for_each(Thread& thread, Ref iterable, Step step) {
  if (is_exact<List>(iterable)) {
    Value alive(iterable);
    for (std::size_t i = 0; i < as<List>(iterable).length; ++i) {
      Value item = as<List>(iterable).items[i];
      if (!step(item.ref())) return false;
    }
    return true;
  }
  if (is_exact<Tuple>(iterable)) {
    Value alive(iterable);
    for (Ref item : as<Tuple>(iterable))
      if (!step(item)) return false;
    return true;
  }
  Value iterator = iterate(thread, iterable);
  if (!iterator) return false;
  while (Value item = next(thread, iterator))
    if (!step(item.ref())) return false;
  return !thread.has_error();
}

}  // namespace xvm
