// Special methods of classes made by programs, entered as frames by the instructions that need them: the loop does not nest.
// Each says 1 when a frame was entered (Next::Enter), 0 when it has to be done the general way, -1 with the error set.
#pragma once

#include <cstdint>

#include "vm/frame.h"
#include "vm/loop.h"
#include "vm/type.h"

namespace xvm {

// container[key]: [container key], which go.
int enter_get_item(Thread& thread, Frame* frame);
// container[key] = value: [value container key], which go.
int enter_set_item(Thread& thread, Frame* frame);
// left op right, by BINARY_OP's operand: [left right], which stay until it is known that the method does not decline.
int enter_binary(Thread& thread, Frame* frame, std::uint32_t op);
int enter_compare(Thread& thread, Frame* frame, Compare op);
// next(iterator) for FOR_ITER: [iterator], which stays.
int enter_next(Thread& thread, Frame* frame);
// instance.name, where that is a program's descriptor or left to __getattr__: [instance], which stays. With 0 it may be in `value` already.
int enter_load_attribute(Thread& thread, Frame* frame, Ref name, Value& value);
// instance.name = value, where a program's setter, descriptor or __setattr__ does it: [value instance], which go.
int enter_store_attribute(Thread& thread, Frame* frame, Ref name);
// instance(arguments): the frame, or null without an error where it has to be done otherwise. Takes the values from `base` on.
Frame* enter_instance_call(Thread& thread, Value* base, std::uint32_t n);
// What the method of an operator returned, for the instruction of `caller`.
Next finish_operator(Thread& thread, Frame& caller, Value value);

}  // namespace xvm
