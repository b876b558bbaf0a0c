// Short ways to declare the iterator types of native modules.
#pragma once

#include "objects/int.h"
#include "objects/list.h"
#include "objects/module.h"
#include "objects/sequence.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "objects/type_object.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/signature.h"
#include "vm/thread.h"

// The members that a struct of kind Other needs; `text` names the layout.
#define XVM_OBJECT(text)                        \
  static constexpr Kind kind = Kind::Other;     \
  static constexpr const char* layout_name = text; \
  static constexpr bool gc = true;

namespace xvm {

template <NewFn make, NextFn step>
void fill_step(Slots& slots, Runtime&) {
  slots.iter = identity;
  slots.make = make;
  slots.next = step;
}
template <NextFn step>
void fill_step_only(Slots& slots, Runtime&) {
  slots.iter = identity;
  slots.next = step;
}

inline Ref type_ref(Ref self) { return Ref(self.object()->type); }
// __dict__ of types of ours whose instances have attributes.
inline Value own_dict(Thread& thread, Ref self) { return instance_dict_row.get(thread, self); }
inline bool set_own_dict(Thread& thread, Ref self, Ref value) { return instance_dict_row.set(thread, self, value); }
inline constexpr Range reducible = since(3, 3);   // iterators of modules can be pickled

// Adds a type to a module under the last part of its name.
inline bool module_add_type(Thread& thread, Module& module, Type* type) {
  std::size_t dot = type->name.rfind('.');
  return module_add(thread, module, type->name.c_str() + (dot == type->name.npos ? 0 : dot + 1), Value(type));
}

}  // namespace xvm
