// opcodes/matching.cpp: the match statement (PEP 634).
#include "objects/dict.h"
#include "objects/tuple.h"
#include "opcodes/cold.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/loop_slow.h"
#include "vm/matching.h"
#include "vm/operators.h"

namespace xvm::cold {

namespace {

Next push_or_unwind(Frame& frame, Value v) {
  if (!v) return Next::Unwind;
  frame.push(std::move(v));
  return Next::Continue;
}

}  // namespace

// GET_LEN: [v] -> [v len(v)]
Next get_len(Thread& thread, Frame& frame, const Ins&) {
  std::int64_t n = length(thread, frame.peek());
  return n < 0 ? Next::Unwind : push_or_unwind(frame, Value::small(n));
}

// MATCH_MAPPING, MATCH_SEQUENCE: [v] -> [v bool]
Next match_mapping(Thread& thread, Frame& frame, const Ins&) { return push_or_unwind(frame, Value::of(type_of(thread, frame.peek())->has(MappingPattern))); }
Next match_sequence(Thread& thread, Frame& frame, const Ins&) { return push_or_unwind(frame, Value::of(type_of(thread, frame.peek())->has(SequencePattern))); }

// MATCH_KEYS: [v keys] -> [v keys values-or-None]
Next match_keys(Thread& thread, Frame& frame, const Ins&) {
  if (!is<Tuple>(frame.peek(0))) return wrong_operand(thread, &frame, "MATCH_KEYS");
  return push_or_unwind(frame, xvm::match_keys(thread, frame.peek(1), frame.peek(0)));
}

// MATCH_KEYS_BOOL: the same and whether it matched; 3.10.
Next match_keys_bool(Thread& thread, Frame& frame, const Ins& ins) {
  if (match_keys(thread, frame, ins) == Next::Unwind) return Next::Unwind;
  return push_or_unwind(frame, Value::of(!frame.peek().is_none()));
}

// MATCH_CLASS n: [v class names] -> [attributes or None]
Next match_class(Thread& thread, Frame& frame, const Ins& ins) {
  if (!is<Tuple>(frame.peek(0))) return wrong_operand(thread, &frame, "MATCH_CLASS");
  return replace_top(frame, xvm::match_class(thread, frame.peek(2), frame.peek(1), ins.arg, frame.peek(0)), 3);
}

// MATCH_CLASS_BOOL n: [v class names] -> [attributes or v, bool]; 3.10.
Next match_class_bool(Thread& thread, Frame& frame, const Ins& ins) {
  if (!is<Tuple>(frame.peek(0))) return wrong_operand(thread, &frame, "MATCH_CLASS");
  Value attributes = xvm::match_class(thread, frame.peek(2), frame.peek(1), ins.arg, frame.peek(0));
  if (!attributes) return Next::Unwind;
  bool matched = !attributes.is_none();
  frame.drop(2);
  if (matched) frame.top() = std::move(attributes);
  return push_or_unwind(frame, Value::of(matched));
}

// COPY_DICT_WITHOUT_KEYS: [v keys] -> [v rest]; 3.10.
Next copy_dict_without_keys(Thread& thread, Frame& frame, const Ins&) {
  if (!is<Tuple>(frame.peek(0))) return wrong_operand(thread, &frame, "COPY_DICT_WITHOUT_KEYS");
  Value rest = make_dict(thread);
  if (!dict_update(thread, as<Dict>(rest), frame.peek(1))) return Next::Unwind;
  for (const Value& key : as<Tuple>(frame.peek(0)))
    if (dict_delete(thread, as<Dict>(rest), key) < 0) return Next::Unwind;
  return replace_top(frame, std::move(rest));
}

}  // namespace xvm::cold
