// opcodes/containers.h: building and indexing containers; inlined in the loop.
#pragma once

#include "objects/dict.h"
#include "objects/list.h"
#include "objects/set.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/loop.h"
#include "vm/loop_slow.h"
#include "vm/operators.h"
#include "vm/special_calls.h"

namespace xvm::hot {

// BUILD_TUPLE n: [e1 .. en] -> [tuple]
XVM_HOT Next build_tuple(Registers& r, const Ins& ins) {
  Value tuple = make_tuple_moved(r.thread, r.sp - ins.arg, ins.arg);
  r.sp -= ins.arg;
  r.push(std::move(tuple));
  return Next::Continue;
}

// BUILD_LIST n: [e1 .. en] -> [list]
XVM_HOT Next build_list(Registers& r, const Ins& ins) {
  Value list = make_list_moved(r.thread, r.sp - ins.arg, ins.arg);
  r.sp -= ins.arg;
  r.push(std::move(list));
  return Next::Continue;
}

// LIST_APPEND n: [list .. v] -> [list ..]
XVM_HOT Next list_append(Registers& r, const Ins& ins) {
  Value value = r.pop();
  Ref list = r.top(ins.arg - 1);
  if (!is<List>(list)) [[unlikely]] return wrong_operand(r.thread, r.frame, "LIST_APPEND");
  xvm::list_append(as<List>(list), std::move(value));
  return Next::Continue;
}

// SET_ADD n: [set .. v] -> [set ..]
XVM_HOT Next set_add(Registers& r, const Ins& ins) {
  Value value = r.pop();
  r.save();
  Ref set = r.top(ins.arg - 1);
  if (!is<Set>(set)) [[unlikely]] return wrong_operand(r.thread, r.frame, "SET_ADD");
  return xvm::set_add(r.thread, as<Set>(set), value) ? Next::Continue : Next::Unwind;
}

// MAP_ADD n: [dict .. key value] -> [dict ..]
XVM_HOT Next map_add(Registers& r, const Ins& ins) {
  Value value = r.pop(), key = r.pop();
  r.save();
  Ref dict = r.top(ins.arg - 1);
  if (!is<Dict>(dict)) [[unlikely]] return wrong_operand(r.thread, r.frame, "MAP_ADD");
  return dict_set(r.thread, as<Dict>(dict), key, value) ? Next::Continue : Next::Unwind;
}

// UNPACK_SEQUENCE n: [v] -> [en .. e1]
XVM_HOT Next unpack_sequence(Registers& r, const Ins& ins) {
  Ref v = r.top();
  if (is_exact<Tuple>(v) && as<Tuple>(v).length == ins.arg) {
    Value owner = r.pop();
    const Value* items = as<Tuple>(owner).items();
    for (std::uint32_t i = ins.arg; i-- > 0;) r.push(items[i]);
    return Next::Continue;
  }
  if (is_exact<List>(v) && as<List>(v).length == ins.arg) {
    Value owner = r.pop();
    const Value* items = as<List>(owner).items;
    for (std::uint32_t i = ins.arg; i-- > 0;) r.push(items[i]);
    return Next::Continue;
  }
  Value owner = r.pop();
  r.save();
  if (!unpack_slow(r.thread, r.frame, owner, ins.arg)) return Next::Unwind;
  r.load();
  return Next::Continue;
}

// BINARY_SUBSCR: [v key] -> [v[key]]
XVM_HOT Next binary_subscr(Registers& r, const Ins&) {
  Ref v = r.top(1), key = r.top(0);
  if (key.is_small_int() && v.is_object()) {
    std::int64_t index = key.small_int();
    if (is_exact<List>(v)) {
      List& list = as<List>(v);
      if (index < 0) index += static_cast<std::int64_t>(list.length);
      if (static_cast<std::uint64_t>(index) < list.length) {
        Value item = list.items[index];
        --r.sp;
        r.replace_top(std::move(item));
        return Next::Continue;
      }
    } else if (is_exact<Tuple>(v)) {
      Tuple& tuple = as<Tuple>(v);
      if (index < 0) index += static_cast<std::int64_t>(tuple.length);
      if (static_cast<std::uint64_t>(index) < tuple.length) {
        Value item = tuple.items()[index];
        --r.sp;
        r.replace_top(std::move(item));
        return Next::Continue;
      }
    } else if (is_exact<Text>(v)) {
      const Text& text = as<Text>(v);
      if (index < 0) index += text.length;
      if (static_cast<std::uint64_t>(index) < text.length) {
        Value item = make_text_char(r.thread, text.at(static_cast<std::size_t>(index)));
        --r.sp;
        r.replace_top(std::move(item));
        return Next::Continue;
      }
    }
  }
  r.save();
  if (is_exact<Dict>(v)) {
    Ref found = dict_get(r.thread, as<Dict>(v), key);
    if (found) {
      Value item(found);
      r.drop(1);
      r.replace_top(std::move(item));
      return Next::Continue;
    }
    if (r.thread.has_error()) return Next::Unwind;
  }
  if (int entered = v.is_object() && (v.object()->flags & HeapInstance) ? enter_get_item(r.thread, r.frame) : 0) return entered > 0 ? Next::Enter : Next::Unwind;
  Value item = get_item(r.thread, v, key);
  if (!item) return Next::Unwind;
  r.drop(1);
  r.replace_top(std::move(item));
  return Next::Continue;
}

// STORE_SUBSCR: [value v key] -> []
XVM_HOT Next store_subscr(Registers& r, const Ins&) {
  Ref v = r.top(1), key = r.top(0);
  if (key.is_small_int() && is_exact<List>(v)) {
    List& list = as<List>(v);
    std::int64_t index = key.small_int();
    if (index < 0) index += static_cast<std::int64_t>(list.length);
    if (static_cast<std::uint64_t>(index) < list.length) {
      --r.sp;
      Value owner = r.pop();
      Value old = std::exchange(list.items[index], r.pop());
      return Next::Continue;
    }
  }
  r.save();
  if (int entered = v.is_object() && (v.object()->flags & HeapInstance) ? enter_set_item(r.thread, r.frame) : 0) return entered > 0 ? Next::Enter : Next::Unwind;
  bool ok = is_exact<Dict>(v) ? dict_set(r.thread, as<Dict>(v), key, r.top(2)) : set_item(r.thread, v, key, r.top(2));
  if (!ok) return Next::Unwind;
  r.drop(3);
  return Next::Continue;
}

}  // namespace xvm::hot
