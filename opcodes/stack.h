// opcodes/stack.h: operations that only move values on the stack; inlined in the loop.
#pragma once

#include "vm/loop.h"

namespace xvm::hot {

// NOP: []; whatever only marks a place: block entries, RESUME.
XVM_HOT Next nop(Registers&, const Ins&) { return Next::Continue; }

// POP_TOP: [v] -> []
XVM_HOT Next pop_top(Registers& r, const Ins&) {
  r.drop(1);
  return Next::Continue;
}

// ROT_TWO: [a b] -> [b a]
XVM_HOT Next rot_two(Registers& r, const Ins&) {
  std::swap(r.sp[-1], r.sp[-2]);
  return Next::Continue;
}

// ROT_THREE: [a b c] -> [c a b]
XVM_HOT Next rot_three(Registers& r, const Ins&) {
  std::swap(r.sp[-1], r.sp[-2]);
  std::swap(r.sp[-2], r.sp[-3]);
  return Next::Continue;
}

// DUP_TOP: [v] -> [v v]
XVM_HOT Next dup_top(Registers& r, const Ins&) {
  r.push(Value(r.top()));
  return Next::Continue;
}

// DUP_TOPX n: [a1 .. an] -> [a1 .. an a1 .. an]
XVM_HOT Next dup_topx(Registers& r, const Ins& ins) {
  Value* first = r.sp - ins.arg;
  for (std::uint32_t i = 0; i < ins.arg; ++i) r.push(Value(first[i]));
  return Next::Continue;
}

// COPY n: [v ..] -> [v .. v], v at depth n
XVM_HOT Next copy(Registers& r, const Ins& ins) {
  r.push(Value(r.top(ins.arg - 1)));
  return Next::Continue;
}

// SWAP n: the top and the value at depth n change places.
XVM_HOT Next swap(Registers& r, const Ins& ins) {
  std::swap(r.sp[-1], *(r.sp - ins.arg));
  return Next::Continue;
}

// PUSH_NULL: [] -> [null]
XVM_HOT Next push_null(Registers& r, const Ins&) {
  r.push(Value());
  return Next::Continue;
}

// LOAD_CONST i: [] -> [constant]
XVM_HOT Next load_const(Registers& r, const Ins& ins) {
  r.push(r.consts()[ins.arg]);
  return Next::Continue;
}

}  // namespace xvm::hot
