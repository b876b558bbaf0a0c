// itertools is in three files by what its types do; each adds its own to the module.
#pragma once

#include "vm/errors.h"
#include "vm/runtime.h"
#include "vm/signature.h"
#include "vm/thread.h"
#include "vm/warnings.h"

namespace xvm {

struct Module;

inline bool pickling_is_deprecated(const Release& r) { return r.since(3, 12); }
// __reduce__ and __setstate__ of all types here, which warn first where their end is announced.
template <Value (*function)(Thread&, Ref, Args)>
Value deprecated_pickling(Thread& thread, Ref self, Args args) {
  if (pickling_is_deprecated(thread.rt.release) &&
      !warn(thread, thread.rt.exc.DeprecationWarning, "Pickle, copy, and deepcopy support will be removed from itertools in Python 3.14."))
    return error_set;
  return function(thread, self, args);
}

bool add_itertools_combinatorics(Thread& thread, Module& module);
bool add_itertools_groups(Thread& thread, Module& module);

}  // namespace xvm
