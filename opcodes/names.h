// opcodes/names.h: operations on variables; inlined in the loop.
#pragma once

#include "objects/cell.h"
#include "objects/dict.h"
#include "vm/loop.h"
#include "vm/loop_slow.h"

namespace xvm::hot {

// LOAD_FAST i: [] -> [local]; UnboundLocalError when it has no value.
XVM_HOT Next load_fast(Registers& r, const Ins& ins) {
  const Value& local = r.slots[ins.arg];
  if (!local) [[unlikely]] return unbound_local(r.thread, r.frame, ins.arg);
  r.push(local);
  return Next::Continue;
}

// STORE_FAST i: [v] -> []. The old value dies when the new one is in place.
XVM_HOT Next store_fast(Registers& r, const Ins& ins) {
  Value old = std::exchange(r.slots[ins.arg], r.pop());
  return Next::Continue;
}

// LOAD_FAST_LOAD_FAST i, a: [] -> [slot i, slot a]
XVM_HOT Next load_fast_load_fast(Registers& r, const Ins& ins) {
  const Value &first = r.slots[ins.arg], &second = r.slots[ins.a];
  if (!first || !second) [[unlikely]] return unbound_local(r.thread, r.frame, first ? ins.a : ins.arg);
  r.push(first);
  r.push(second);
  return Next::Continue;
}

// STORE_FAST_LOAD_FAST i, a: [v] -> [slot a]
XVM_HOT Next store_fast_load_fast(Registers& r, const Ins& ins) {
  Value old = std::exchange(r.slots[ins.arg], r.pop());
  const Value& local = r.slots[ins.a];
  if (!local) [[unlikely]] return unbound_local(r.thread, r.frame, ins.a);
  r.push(local);
  return Next::Continue;
}

// STORE_FAST_STORE_FAST i, a: [w v] -> []; v into slot i, w into slot a
XVM_HOT Next store_fast_store_fast(Registers& r, const Ins& ins) {
  Value first = std::exchange(r.slots[ins.arg], r.pop());
  Value second = std::exchange(r.slots[ins.a], r.pop());
  return Next::Continue;
}

// LOAD_FAST_AND_CLEAR i: [] -> [local or null]
XVM_HOT Next load_fast_and_clear(Registers& r, const Ins& ins) {
  r.push(std::move(r.slots[ins.arg]));
  return Next::Continue;
}

// The value of a global name, from the cache or the slow way (which fills it). Null with the error set.
XVM_HOT bool push_global(Registers& r, const Ins& ins) {
  InlineCache* cache = ins.cache;
  Frame* frame = r.frame;
  if (cache->shape_id == frame->globals->keys_version && cache->kind == cache_global) {
    r.push(frame->globals->entries[cache->index].value);
    return true;
  }
  if (cache->kind == cache_builtin && cache->shape_id == frame->globals->keys_version && cache->type_version == frame->builtins->keys_version) {
    r.push(frame->builtins->entries[cache->index].value);
    return true;
  }
  r.save();
  Value value = load_global_slow(r.thread, frame, ins);
  if (!value) return false;
  r.push(std::move(value));
  return true;
}

// LOAD_GLOBAL i: [] -> [global]
XVM_HOT Next load_global(Registers& r, const Ins& ins) { return push_global(r, ins) ? Next::Continue : Next::Unwind; }

// LOAD_GLOBAL_NULL i: [] -> [global null]; before a call.
XVM_HOT Next load_global_null(Registers& r, const Ins& ins) {
  if (!push_global(r, ins)) return Next::Unwind;
  r.push(Value());
  return Next::Continue;
}

// NULL_LOAD_GLOBAL i: [] -> [null global]; 3.11 and 3.12.
XVM_HOT Next null_load_global(Registers& r, const Ins& ins) {
  r.push(Value());
  return push_global(r, ins) ? Next::Continue : Next::Unwind;
}

// LOAD_NAME i: [] -> [value]; locals, globals, builtins in turn. At module level locals are the globals (exec() may
// give a subclass of dict, whose __getitem__ counts for locals).
XVM_HOT Next load_name(Registers& r, const Ins& ins) {
  Frame* frame = r.frame;
  if (frame->locals.raw() == reinterpret_cast<std::uint64_t>(frame->globals) && is_exact<Dict>(frame->locals)) return push_global(r, ins) ? Next::Continue : Next::Unwind;
  r.save();
  Value value = load_name_slow(r.thread, frame, ins);
  if (!value) return Next::Unwind;
  r.push(std::move(value));
  return Next::Continue;
}

// STORE_NAME i: [v] -> []
XVM_HOT Next store_name(Registers& r, const Ins& ins) {
  r.save();
  Value value = r.pop();
  Frame* frame = r.frame;
  bool global = frame->locals.raw() == reinterpret_cast<std::uint64_t>(frame->globals) && is_exact<Dict>(frame->locals);
  bool ok = global ? store_global_slow(r.thread, frame, ins, value) : store_name_slow(r.thread, frame, ins.arg, value);
  return ok ? Next::Continue : Next::Unwind;
}

// STORE_GLOBAL i: [v] -> []
XVM_HOT Next store_global(Registers& r, const Ins& ins) {
  r.save();
  Value value = r.pop();
  return store_global_slow(r.thread, r.frame, ins, value) ? Next::Continue : Next::Unwind;
}

// LOAD_DEREF i: [] -> [cell's value]; NameError or UnboundLocalError when empty.
XVM_HOT Next load_deref(Registers& r, const Ins& ins) {
  Ref cell = r.slots[ins.arg];
  if (is<Cell>(cell) && as<Cell>(cell).content) [[likely]] {
    r.push(as<Cell>(cell).content);
    return Next::Continue;
  }
  return unbound_cell(r.thread, r.frame, ins.arg);
}

// STORE_DEREF i: [v] -> []
XVM_HOT Next store_deref(Registers& r, const Ins& ins) {
  Ref cell = r.slots[ins.arg];
  if (!is<Cell>(cell)) [[unlikely]] return not_a_cell(r.thread);
  Value old = std::exchange(as<Cell>(cell).content, r.pop());
  return Next::Continue;
}

}  // namespace xvm::hot
