// The builtins module (3.x) or __builtin__ (2.x).
#pragma once

#include <span>

#include "vm/type.h"

namespace xvm {

class Thread;

// Makes the module, its functions, types, exceptions and constants; false with the error set.
bool make_builtins_module(Thread& thread);
// Functions about objects, attributes, namespaces, running code and printing.
std::span<const Method> object_builtins();
std::span<const Method> code_builtins();
std::span<const Method> file_builtins();
std::span<const Method> site_functions();
struct Module;
bool add_site_builtins(Thread& thread, Module& module);   // once sys is there
std::span<const Method> asynchronous_builtins();

}  // namespace xvm
