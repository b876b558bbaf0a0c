// Classes that native modules make as a class statement would: exceptions above all.
#pragma once

#include "objects/dict.h"
#include "objects/module.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/runtime.h"

namespace xvm {

// class name(base) with __module__ set to `module`. Null with the error set.
inline Value new_class(Thread& thread, const char* module, const char* name, Type* base) {
  Value title = native_str(thread, name), space = make_dict(thread), bases = make_tuple(thread, {Ref(base)}), home = native_str(thread, module);
  if (!dict_set(thread, as<Dict>(space), thread.rt.names.module__, home)) return Value();
  return call(thread, Ref(thread.rt.types.type), title, bases, space);
}

// A constant of a native module: a row of a table, for the releases that have it.
struct ConstantRow {
  const char* name;
  std::int64_t value;
  Range releases = always;
};
bool module_add_constants(Thread& thread, Module& module, std::span<const ConstantRow> rows);

}  // namespace xvm
