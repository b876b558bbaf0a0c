// opcodes/containers.cpp: operations that build, grow or take apart containers.
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/list.h"
#include "objects/set.h"
#include "objects/slice.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "opcodes/cold.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/loop_slow.h"
#include "vm/operators.h"
#include "vm/unpacking.h"

namespace xvm::cold {

namespace {

Next done(bool ok) { return ok ? Next::Continue : Next::Unwind; }
Next push_or_unwind(Frame& frame, Value v) {
  if (!v) return Next::Unwind;
  frame.push(std::move(v));
  return Next::Continue;
}
Next replace_n(Frame& frame, std::size_t n, Value v) {
  if (!v) return Next::Unwind;
  frame.drop(n);
  frame.push(std::move(v));
  return Next::Continue;
}

}  // namespace

// A set display added its items from the last to the first.
static bool builds_sets_backwards(const Release& r) { return r.since(3, 0) && r.until(3, 4); }

// BUILD_SET n: [e1 .. en] -> [set]
Next build_set(Thread& thread, Frame& frame, const Ins& ins) {
  Value set = make_set(thread);
  bool backwards = builds_sets_backwards(thread.rt.release);
  for (std::uint32_t i = 0; i < ins.arg; ++i)
    if (!xvm::set_add(thread, as<Set>(set), frame.peek(backwards ? i : ins.arg - 1 - i))) return Next::Unwind;
  return replace_n(frame, ins.arg, std::move(set));
}

// BUILD_MAP n, a: [k1 v1 .. kn vn] -> [dict]; with room for a pairs to come (2.6 to 3.4)
Next build_map(Thread& thread, Frame& frame, const Ins& ins) {
  Value dict = make_dict_presized(thread, ins.arg + ins.a);
  for (std::uint32_t i = ins.arg; i-- > 0;)
    if (!dict_set(thread, as<Dict>(dict), frame.peek(2 * i + 1), frame.peek(2 * i))) return Next::Unwind;
  return replace_n(frame, 2 * ins.arg, std::move(dict));
}

// BUILD_CONST_KEY_MAP n: [v1 .. vn keys] -> [dict]
Next build_const_key_map(Thread& thread, Frame& frame, const Ins& ins) {
  Value keys = frame.pop();
  if (!is<Tuple>(keys) || as<Tuple>(keys).length != ins.arg) return wrong_operand(thread, &frame, "BUILD_CONST_KEY_MAP");
  Value dict = make_dict_presized(thread, ins.arg);
  for (std::uint32_t i = 0; i < ins.arg; ++i)
    if (!dict_set(thread, as<Dict>(dict), as<Tuple>(keys)[i], frame.peek(ins.arg - 1 - i))) return Next::Unwind;
  return replace_n(frame, ins.arg, std::move(dict));
}

// BUILD_STRING n: [s1 .. sn] -> [str]
Next build_string(Thread& thread, Frame& frame, const Ins& ins) {
  TextBuilder out(thread);
  for (std::uint32_t i = ins.arg; i-- > 0;) {
    Ref part = frame.peek(i);
    if (!is<Text>(part)) return wrong_operand(thread, &frame, "BUILD_STRING");
    out.add_text(as<Text>(part));
  }
  return replace_n(frame, ins.arg, out.finish());
}

// BUILD_SLICE n: [start stop] or [start stop step] -> [slice]
Next build_slice(Thread& thread, Frame& frame, const Ins& ins) {
  Ref step = ins.arg == 3 ? frame.peek(0) : none;
  std::size_t top = ins.arg == 3 ? 1 : 0;
  return replace_n(frame, ins.arg, make_slice(thread, frame.peek(top + 1), frame.peek(top), step));
}

// BUILD_LIST_UNPACK n and its kin: [iterable1 .. iterablen] -> [container of all items]
Next build_list_unpack(Thread& thread, Frame& frame, const Ins& ins) {
  Value list = own(allocate_list(thread, 0));
  for (std::uint32_t i = ins.arg; i-- > 0;)
    if (!list_extend(thread, as<List>(list), frame.peek(i))) return Next::Unwind;
  return replace_n(frame, ins.arg, std::move(list));
}
Next build_tuple_unpack(Thread& thread, Frame& frame, const Ins& ins) {
  Value list = own(allocate_list(thread, 0));
  for (std::uint32_t i = ins.arg; i-- > 0;)
    if (!list_extend(thread, as<List>(list), frame.peek(i))) return Next::Unwind;
  return replace_n(frame, ins.arg, list_to_tuple(thread, as<List>(list)));
}
Next build_tuple_unpack_with_call(Thread& thread, Frame& frame, const Ins& ins) {
  Value list = own(allocate_list(thread, 0));
  for (std::uint32_t i = ins.arg; i-- > 0;)
    if (!extend_arguments(thread, as<List>(list), frame.peek(i), frame.peek(ins.arg + ins.a - 1))) return Next::Unwind;
  return replace_n(frame, ins.arg, list_to_tuple(thread, as<List>(list)));
}
Next build_set_unpack(Thread& thread, Frame& frame, const Ins& ins) {
  Value set = make_set(thread);
  for (std::uint32_t i = ins.arg; i-- > 0;)
    if (!xvm::set_update(thread, as<Set>(set), frame.peek(i))) return Next::Unwind;
  return replace_n(frame, ins.arg, std::move(set));
}
Next build_map_unpack(Thread& thread, Frame& frame, const Ins& ins) {
  Value dict = make_dict(thread);
  for (std::uint32_t i = ins.arg; i-- > 0;)
    if (!update_display(thread, as<Dict>(dict), frame.peek(i))) return Next::Unwind;
  return replace_n(frame, ins.arg, std::move(dict));
}
// 3.5 looks for repeated keywords by iterating over the mapping itself.
static bool iterates_mappings(const Release& r) { return r.since(3, 5) && r.until(3, 5); }
static bool look_for_repeated(Thread& thread, const Dict& dict, Ref mapping) {
  if (is<Dict>(mapping) || dict.length == 0 || !iterates_mappings(thread.rt.release)) return true;
  return for_each(thread, mapping, [](Ref) { return true; });
}
Next build_map_unpack_with_call(Thread& thread, Frame& frame, const Ins& ins) {
  Value dict = make_dict(thread);
  for (std::uint32_t i = ins.arg; i-- > 0;) {
    if (i + 1 < ins.arg && !look_for_repeated(thread, as<Dict>(dict), frame.peek(i))) return Next::Unwind;
    if (!merge_keywords(thread, as<Dict>(dict), frame.peek(i), frame.peek(ins.arg + ins.a - 1))) return Next::Unwind;
  }
  return replace_n(frame, ins.arg, std::move(dict));
}

// LIST_APPEND_POP: [list v] -> []; 2.5, 2.6 and 3.0.
Next list_append_pop(Thread& thread, Frame& frame, const Ins&) {
  Value value = frame.pop(), list = frame.pop();
  if (!is<List>(list)) return wrong_operand(thread, &frame, "LIST_APPEND");
  xvm::list_append(as<List>(list), std::move(value));
  return Next::Continue;
}

// SET_ADD_POP: [set v] -> []; 3.0.
Next set_add_pop(Thread& thread, Frame& frame, const Ins&) {
  Value value = frame.pop(), set = frame.pop();
  if (!is<Set>(set)) return wrong_operand(thread, &frame, "SET_ADD");
  return done(xvm::set_add(thread, as<Set>(set), value));
}

// MAP_ADD_KEY_ON_TOP n: [dict .. value key] -> [dict ..]; to 3.7, when the value was evaluated first.
Next map_add_key_on_top(Thread& thread, Frame& frame, const Ins& ins) {
  Value key = frame.pop(), value = frame.pop();
  Ref dict = frame.peek(ins.arg - 1);
  if (!is<Dict>(dict)) return wrong_operand(thread, &frame, "MAP_ADD");
  return done(dict_set(thread, as<Dict>(dict), key, value));
}

// LIST_EXTEND n: [list .. iterable] -> [list ..]
Next list_extend(Thread& thread, Frame& frame, const Ins& ins) {
  Value iterable = frame.pop();
  Ref list = frame.peek(ins.arg - 1);
  if (!is<List>(list)) return wrong_operand(thread, &frame, "LIST_EXTEND");
  return done(extend_display(thread, as<List>(list), iterable));
}

// SET_UPDATE n: [set .. iterable] -> [set ..]
Next set_update(Thread& thread, Frame& frame, const Ins& ins) {
  Value iterable = frame.pop();
  Ref set = frame.peek(ins.arg - 1);
  if (!is<Set>(set)) return wrong_operand(thread, &frame, "SET_UPDATE");
  return done(xvm::set_update(thread, as<Set>(set), iterable));
}

// DICT_UPDATE n: [dict .. mapping] -> [dict ..]
Next dict_update(Thread& thread, Frame& frame, const Ins& ins) {
  Value mapping = frame.pop();
  Ref dict = frame.peek(ins.arg - 1);
  if (!is<Dict>(dict)) return wrong_operand(thread, &frame, "DICT_UPDATE");
  return done(update_display(thread, as<Dict>(dict), mapping));
}

// DICT_MERGE n, a: [callable .. dict .. mapping] -> [callable .. dict ..]
Next dict_merge(Thread& thread, Frame& frame, const Ins& ins) {
  Value mapping = frame.pop();
  Ref dict = frame.peek(ins.arg - 1);
  if (!is<Dict>(dict)) return wrong_operand(thread, &frame, "DICT_MERGE");
  return done(merge_keywords(thread, as<Dict>(dict), mapping, frame.peek(ins.arg - 1 + ins.a)));
}

// LIST_TO_TUPLE: [list] -> [tuple]
Next list_to_tuple(Thread& thread, Frame& frame, const Ins&) {
  if (!is<List>(frame.peek())) return wrong_operand(thread, &frame, "LIST_TO_TUPLE");
  return replace_top(frame, xvm::list_to_tuple(thread, as<List>(frame.peek())));
}

// DELETE_SUBSCR: [v key] -> []
Next delete_subscr(Thread& thread, Frame& frame, const Ins&) {
  Value key = frame.pop(), v = frame.pop();
  return done(set_item(thread, v, key, {}));
}

// BINARY_SLICE: [v start stop] -> [v[start:stop]]; 3.12.
Next binary_slice(Thread& thread, Frame& frame, const Ins&) {
  Value slice = make_slice(thread, frame.peek(1), frame.peek(0), none);
  return replace_n(frame, 3, get_item(thread, frame.peek(2), slice));
}

// STORE_SLICE: [value v start stop] -> []
Next store_slice(Thread& thread, Frame& frame, const Ins&) {
  Value slice = make_slice(thread, frame.peek(1), frame.peek(0), none);
  if (!set_item(thread, frame.peek(2), slice, frame.peek(3))) return Next::Unwind;
  frame.drop(4);
  return Next::Continue;
}

// SLICE_PLUS bounds: [v start? stop?] -> [v[start:stop]]; 2.x.
Next slice_plus(Thread& thread, Frame& frame, const Ins& ins) {
  Value stop = ins.arg & 2 ? frame.pop() : Value(), start = ins.arg & 1 ? frame.pop() : Value(), v = frame.pop();
  return push_or_unwind(frame, get_slice(thread, v, start, stop));
}
Next store_slice_plus(Thread& thread, Frame& frame, const Ins& ins) {
  Value stop = ins.arg & 2 ? frame.pop() : Value(), start = ins.arg & 1 ? frame.pop() : Value(), v = frame.pop(), value = frame.pop();
  return done(set_slice(thread, v, start, stop, value));
}
Next delete_slice_plus(Thread& thread, Frame& frame, const Ins& ins) {
  Value stop = ins.arg & 2 ? frame.pop() : Value(), start = ins.arg & 1 ? frame.pop() : Value(), v = frame.pop();
  return done(set_slice(thread, v, start, stop, {}));
}

// UNPACK_EX n, a: [v] -> [last a .. list, first n], the first on top.
Next unpack_ex(Thread& thread, Frame& frame, const Ins& ins) {
  Value v = frame.pop();
  return done(unpack_with_rest(thread, &frame, v, ins.arg, ins.a));
}

}  // namespace xvm::cold
