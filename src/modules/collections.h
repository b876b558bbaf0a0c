// _collections is in several files by type; each adds its own to the module.
#pragma once

namespace xvm {

class Thread;
struct Module;
struct Object;

bool add_deque(Thread& thread, Module& module);
bool add_ordered_dict(Thread& thread, Module& module);
// Marks an instance of a built-in subclass of dict, which short ways over exact dicts must not take.
void mark_inexact(Object* object);

}  // namespace xvm
