// module objects and how native modules are made.
#pragma once

#include <span>

#include "vm/object.h"
#include "vm/type.h"

namespace xvm {

class Thread;
class Runtime;

struct Module : Object {
  static constexpr Kind kind = Kind::Module;
  static constexpr const char* layout_name = "module";
  static constexpr bool gc = true;
  Value dict;
  Value name;
  void traverse(Visitor& v) { v(dict), v(name); }
  void clear() { dict = nullptr; }
};

Value make_module(Thread& thread, std::string_view name);   // with __name__, __doc__, and what the release adds

// A module of xvm's own. `methods` are its functions; `fill` adds constants and types.
struct ModuleSpec {
  const char* name;
  std::span<const Method> methods{};
  bool (*fill)(Thread& thread, Module& module) = nullptr;
  Range releases = always;
  const char* doc = nullptr;
  bool fallback = false;   // of a module written in Python: imported only where no standard library has it
};
bool module_add_functions(Thread& thread, Module& module, std::span<const Method> rows);   // those of the release
bool module_add(Thread& thread, Module& module, const char* name, Value value);
// Makes a fresh module from its spec; null with the error set.
Value create_native_module(Thread& thread, const ModuleSpec& spec);
// The native modules of xvm, all releases: src/modules/registry.cpp.
std::span<const ModuleSpec* const> native_modules();
const ModuleSpec* find_native_module(Runtime& runtime, std::string_view name);   // that the release has

}  // namespace xvm
