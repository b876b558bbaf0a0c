// What the wrapper descriptors of built-in types do: take the arguments of a special method, call the slot function.
#pragma once

#include "vm/slot_table.h"

namespace xvm {

Value wrap_unary(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);
Value wrap_binary(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);
Value wrap_binary_reflected(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);
Value wrap_power(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);
Value wrap_power_reflected(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);
Value wrap_repeat(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);
Value wrap_index_item(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);
Value wrap_truth(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);
Value wrap_hash(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);
Value wrap_length(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);
Value wrap_contains(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);
Value wrap_compare(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);   // the operator by the definition's name
Value wrap_three_way(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);
Value wrap_set_item(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);
Value wrap_delete_item(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);
Value wrap_get_attribute(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);
Value wrap_set_attribute(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);
Value wrap_delete_attribute(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);
Value wrap_get_slice(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);
Value wrap_set_slice(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);
Value wrap_delete_slice(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);
Value wrap_coerce(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);
Value wrap_call(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);
Value wrap_init(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);
Value wrap_next(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);
Value wrap_descr_get(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);
Value wrap_descr_set(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);
Value wrap_descr_delete(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);
Value wrap_finalize(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);
Value wrap_buffer(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);
Value wrap_release_buffer(Thread&, AnyFn, Ref self, Args, const SlotDefinition&);

}  // namespace xvm
