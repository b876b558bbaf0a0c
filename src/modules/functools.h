// _functools is in two files; lru_cache.cpp adds its type to the module.
#pragma once

namespace xvm {

class Thread;
struct Module;

bool add_lru_cache(Thread& thread, Module& module);

}  // namespace xvm
