// opcodes/attributes.cpp: deleting attributes, and super().
#include "objects/descriptor.h"
#include "opcodes/cold.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/loop_slow.h"
#include "vm/operators.h"

namespace xvm::cold {

// DELETE_ATTR i: [v] -> []
Next delete_attr(Thread& thread, Frame& frame, const Ins& ins) {
  Value owner = frame.pop();
  return set_attribute(thread, owner, frame.code->names[ins.arg], {}) ? Next::Continue : Next::Unwind;
}

namespace {

// super(class, self).name of the three topmost values, which are dropped; when `super` is not the built-in it is called.
Value take_super_attribute(Thread& thread, Frame& frame, const Ins& ins, bool* self_needed, Value& self) {
  self = frame.pop();
  Value type = frame.pop(), super = frame.pop();
  Ref name = frame.code->names[ins.arg];
  if (super == Ref(thread.rt.types.super) && is<Type>(type)) return super_attribute(thread, type, self, name, self_needed);
  Value object = ins.a ? call(thread, super, type, self) : call(thread, super);
  return object ? get_attribute(thread, object, name) : Value();
}

}  // namespace

// LOAD_SUPER_ATTR i: [super class self] -> [attribute]; 3.12.
Next load_super_attr(Thread& thread, Frame& frame, const Ins& ins) {
  Value self, attribute = take_super_attribute(thread, frame, ins, nullptr, self);
  if (!attribute) return Next::Unwind;
  frame.push(std::move(attribute));
  return Next::Continue;
}

// LOAD_SUPER_METHOD i: [super class self] -> [function self], or [attribute null]
Next load_super_method(Thread& thread, Frame& frame, const Ins& ins) {
  bool self_needed = false;
  Value self, attribute = take_super_attribute(thread, frame, ins, &self_needed, self);
  if (!attribute) return Next::Unwind;
  frame.push(std::move(attribute));
  frame.push(self_needed ? std::move(self) : Value());
  return Next::Continue;
}

}  // namespace xvm::cold
