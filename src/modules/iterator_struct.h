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
inline bool set_own_dict(Thread& thread, Ref self, Ref value) {
  if (!value) return raise_type_error(thread, "cannot delete __dict__");
  return instance_dict_row.set(thread, self, value);
}
inline constexpr Range reducible = since(3, 3);   // iterators of modules can be pickled

// The tuple that __setstate__ was given, of least to most items; null with the error set.
inline Tuple* state_tuple(Thread& thread, Ref state, std::size_t least, std::size_t most) {
  Tuple* tuple = try_as<Tuple>(state);
  if (!tuple) return raise_type_error(thread, "state is not a tuple"), nullptr;
  if (tuple->length >= least && tuple->length <= most) return tuple;
  std::size_t bound = tuple->length < least ? least : most;
  const char* how = least == most ? "exactly" : tuple->length < least ? "at least" : "at most";
  return raise_type_error(thread, "function takes {} {} argument{} ({} given)", how, bound, bound == 1 ? "" : "s", tuple->length), nullptr;
}
inline bool state_index(Thread& thread, Ref v, std::int64_t& out) {
  if (!is_int(v) && !v.is_bool()) return raise_type_error(thread, "an integer is required");
  return as_int64(thread, v, out);
}

// Adds a type to a module under the last part of its name.
inline bool module_add_type(Thread& thread, Module& module, Type* type) {
  std::size_t dot = type->name.rfind('.');
  return module_add(thread, module, type->name.c_str() + (dot == type->name.npos ? 0 : dot + 1), Value(type));
}

}  // namespace xvm
