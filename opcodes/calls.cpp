// opcodes/calls.cpp: calls with keywords and stars, and the making of functions.
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/list.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "opcodes/cold.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/loop_slow.h"
#include "vm/operators.h"
#include "vm/unpacking.h"

namespace xvm::cold {

namespace {

// [callable self|null ..] or [null callable ..] with n values behind the pair.
Next call_pair(Thread& thread, Frame& frame, std::uint32_t n, Ref names) {
  Value* low = frame.sp - n - 2;
  if (!low[1]) std::swap(low[0], low[1]);
  return low[0] ? call_named(thread, &frame, low, low, n + 1, names, "CALL_KW") : call_named(thread, &frame, low, low + 1, n, names, "CALL_KW");
}

// f(*args, **kwargs) of values on the stack; `drops` of them go, the outcome comes.
Next call_star(Thread& thread, Frame& frame, std::size_t drops, Ref callable, Ref positional, Ref keywords) {
  Value args;
  if (is_exact<Tuple>(positional)) {
    args = Value(positional);
  } else {
    Value list = own(allocate_list(thread, 0));
    if (!extend_arguments(thread, as<List>(list), positional, callable)) return Next::Unwind;
    args = xvm::list_to_tuple(thread, as<List>(list));
  }
  Value dict;
  if (keywords) {
    if (is_exact<Dict>(keywords)) dict = Value(keywords);
    else {
      dict = make_dict(thread);
      if (!merge_keywords(thread, as<Dict>(dict), keywords, callable)) return Next::Unwind;
    }
  }
  return call_star_slow(thread, &frame, drops, callable, args, dict);
}

}  // namespace

// CALL_KW n: [callable self|null a1 .. an names] -> [result]; 3.13.
Next call_kw(Thread& thread, Frame& frame, const Ins& ins) {
  Value names = frame.pop();
  if (!is<Tuple>(names) || as<Tuple>(names).length > ins.arg) return wrong_operand(thread, &frame, "CALL_KW");
  return call_pair(thread, frame, ins.arg, names);
}

// CALL_KW_NAMES n, b: [callable self|null a1 .. an] -> [result]; 3.11 and 3.12.
Next call_kw_names(Thread& thread, Frame& frame, const Ins& ins) { return call_pair(thread, frame, ins.arg, frame.code->consts[ins.b]); }

namespace {

// Old calls with stars: [callable, n positional, pairs, then iterable and mapping] or the iterable before the pairs.
Next call_old_star(Thread& thread, Frame& frame, const Ins& ins, bool has_args, bool has_keywords, bool args_first) {
  std::uint32_t pairs = ins.a, total = 1 + ins.arg + 2 * pairs + has_args + has_keywords;
  Value* base = frame.sp - total;
  Value* after_positional = base + 1 + ins.arg;
  Value* pair = after_positional + (has_args && args_first);
  Ref star_args = has_args ? Ref(args_first ? *after_positional : *(pair + 2 * pairs)) : Ref();
  Ref star_keywords = has_keywords ? Ref(frame.sp[-1]) : Ref();
  Next next;
  if (call_spread(thread, &frame, base, *base, base + 1, ins.arg, star_args, pair, pairs, star_keywords, next)) return next;
  Value list = make_list(thread, base + 1, ins.arg);
  // The mapping is looked at first, as CPython does, and keywords are taken off the stack from the last one: the order shows.
  Value dict;
  if (has_keywords && pairs && is_exact<Dict>(star_keywords)) dict = dict_copy(thread, as<Dict>(star_keywords));
  else if (pairs || has_keywords) dict = make_dict(thread);
  if (has_keywords && as<Dict>(dict).length == 0 && !merge_keywords(thread, as<Dict>(dict), star_keywords, *base)) return Next::Unwind;
  for (std::uint32_t i = pairs; i-- > 0;)
    if (!add_keyword(thread, as<Dict>(dict), pair[2 * i], pair[2 * i + 1], *base)) return Next::Unwind;
  if (has_args && !extend_arguments(thread, as<List>(list), star_args, *base)) return Next::Unwind;
  Value args = xvm::list_to_tuple(thread, as<List>(list));
  return call_star_slow(thread, &frame, total, *base, args, dict);
}

}  // namespace

// CALL_FUNCTION_VAR n, a: [callable a1 .. an pairs iterable] -> [result]; to 3.5.
Next call_function_var(Thread& thread, Frame& frame, const Ins& ins) { return call_old_star(thread, frame, ins, true, false, false); }
Next call_function_var_first(Thread& thread, Frame& frame, const Ins& ins) { return call_old_star(thread, frame, ins, true, false, true); }
Next call_function_kwdict(Thread& thread, Frame& frame, const Ins& ins) { return call_old_star(thread, frame, ins, false, true, false); }
Next call_function_var_kw(Thread& thread, Frame& frame, const Ins& ins) { return call_old_star(thread, frame, ins, true, true, false); }
Next call_function_var_kw_first(Thread& thread, Frame& frame, const Ins& ins) { return call_old_star(thread, frame, ins, true, true, true); }

// CALL_FUNCTION_EX flag: [callable args kwargs?] -> [result]; from 3.6.
Next call_function_ex(Thread& thread, Frame& frame, const Ins& ins) {
  Ref keywords = ins.arg ? frame.peek(0) : Ref();
  return call_star(thread, frame, 2 + ins.arg, frame.peek(1 + ins.arg), frame.peek(ins.arg), keywords);
}

// CALL_EX flag: [callable null | null callable, args kwargs?] -> [result]; from 3.11.
Next call_ex(Thread& thread, Frame& frame, const Ins& ins) {
  Ref keywords = ins.arg ? frame.peek(0) : Ref();
  Ref high = frame.peek(1 + ins.arg), low = frame.peek(2 + ins.arg);
  if (high && low) return wrong_operand(thread, &frame, "CALL_FUNCTION_EX");
  return call_star(thread, frame, 3 + ins.arg, high ? high : low, frame.peek(ins.arg), keywords);
}

namespace {

bool set_part(Thread& thread, Function& function, std::uint32_t part, Value value) {
  switch (part) {
    case 1: if (!is<Tuple>(value)) break; function.defaults = std::move(value); return true;
    case 2: if (!is<Dict>(value)) break; function.kwdefaults = std::move(value); return true;
    case 4: function.annotations = annotations_dict(thread, std::move(value)); return static_cast<bool>(function.annotations);
    case 8: if (!is_closure_of(value, *function.code_object())) break; function.closure = std::move(value); return true;
    default: break;
  }
  return raise_system_error(thread, "MAKE_FUNCTION has an operand of the wrong type");
}

Next make_from_flags(Thread& thread, Frame& frame, std::uint32_t flags, bool qualified) {
  Value qualname = qualified ? frame.pop() : Value(), code = frame.pop();
  if (!is<CodeObject>(code) || (qualified && !is<Text>(qualname))) return wrong_operand(thread, &frame, "MAKE_FUNCTION");
  Value function = make_function(thread, code, Ref(frame.globals), qualname);
  if (!function) return Next::Unwind;
  for (std::uint32_t part : {8u, 4u, 2u, 1u})
    if ((flags & part) && !set_part(thread, as<Function>(function), part, frame.pop())) return Next::Unwind;
  if (code_wants_closure(thread, as<Function>(function))) return Next::Unwind;
  frame.push(std::move(function));
  return Next::Continue;
}

}  // namespace

// MAKE_FUNCTION flags: [defaults? kwdefaults? annotations? closure? code] -> [function]; from 3.11.
Next make_function(Thread& thread, Frame& frame, const Ins& ins) { return make_from_flags(thread, frame, ins.arg, false); }

// MAKE_FUNCTION_QUALNAME flags: the same with the qualified name on top; 3.6 to 3.10.
Next make_function_qualname(Thread& thread, Frame& frame, const Ins& ins) { return make_from_flags(thread, frame, ins.arg, true); }

// SET_FUNCTION_ATTRIBUTE part: [value function] -> [function]; 3.13.
Next set_function_attribute(Thread& thread, Frame& frame, const Ins& ins) {
  Value function = frame.pop(), value = frame.pop();
  if (!is<Function>(function)) return wrong_operand(thread, &frame, "SET_FUNCTION_ATTRIBUTE");
  if (!set_part(thread, as<Function>(function), ins.arg, std::move(value))) return Next::Unwind;
  frame.push(std::move(function));
  return Next::Continue;
}

namespace {

struct CountedForm { bool closure, qualname, keywords_last; };

bool pop_annotations(Thread& thread, Frame& frame, Function& function, std::uint32_t count) {
  if (count == 0) return true;
  Value names = frame.pop();
  if (!is<Tuple>(names) || as<Tuple>(names).length != count - 1) return raise_system_error(thread, "MAKE_FUNCTION has names for other annotations");
  function.annotations = make_dict(thread);
  for (std::uint32_t i = 0; i + 1 < count; ++i)
    if (!dict_set(thread, as<Dict>(function.annotations), as<Tuple>(names)[i], frame.peek(count - 2 - i))) return false;
  frame.drop(count - 1);
  return true;
}

bool pop_keyword_defaults(Thread& thread, Frame& frame, Function& function, std::uint32_t pairs) {
  if (pairs == 0) return true;
  function.kwdefaults = make_dict(thread);
  for (std::uint32_t i = pairs; i-- > 0;)
    if (!dict_set(thread, as<Dict>(function.kwdefaults), frame.peek(2 * i + 1), frame.peek(2 * i))) return false;
  frame.drop(2 * pairs);
  return true;
}

void pop_defaults(Thread& thread, Frame& frame, Function& function, std::uint32_t count) {
  if (count == 0) return;
  function.defaults = make_tuple(thread, frame.sp - count, count);
  frame.drop(count);
}

Next make_counted(Thread& thread, Frame& frame, const Ins& ins, CountedForm form) {
  Value qualname = form.qualname ? frame.pop() : Value(), code = frame.pop(), closure = form.closure ? frame.pop() : Value();
  if (!is<CodeObject>(code) || (qualname && !is<Text>(qualname))) return wrong_operand(thread, &frame, "MAKE_FUNCTION");
  Value function = make_function(thread, code, Ref(frame.globals), qualname);
  if (!function) return Next::Unwind;
  Function& f = as<Function>(function);
  if (closure && !set_part(thread, f, 8, std::move(closure))) return Next::Unwind;
  if (code_wants_closure(thread, f)) return Next::Unwind;
  if (!pop_annotations(thread, frame, f, static_cast<std::uint32_t>(ins.b))) return Next::Unwind;
  if (form.keywords_last && !pop_keyword_defaults(thread, frame, f, ins.a)) return Next::Unwind;
  pop_defaults(thread, frame, f, ins.arg);
  if (!form.keywords_last && !pop_keyword_defaults(thread, frame, f, ins.a)) return Next::Unwind;
  frame.push(std::move(function));
  return Next::Continue;
}

}  // namespace

// MAKE_FUNCTION_COUNTS n, a, b: [pairs defaults annotations names? code] -> [function]; to 3.2, and its kin to 3.5.
Next make_function_counts(Thread& thread, Frame& frame, const Ins& ins) { return make_counted(thread, frame, ins, {false, false, false}); }
Next make_closure_counts(Thread& thread, Frame& frame, const Ins& ins) { return make_counted(thread, frame, ins, {true, false, false}); }
Next make_function_counts_qualname(Thread& thread, Frame& frame, const Ins& ins) { return make_counted(thread, frame, ins, {false, true, false}); }
Next make_closure_counts_qualname(Thread& thread, Frame& frame, const Ins& ins) { return make_counted(thread, frame, ins, {true, true, false}); }
Next make_function_counts_kw_last(Thread& thread, Frame& frame, const Ins& ins) { return make_counted(thread, frame, ins, {false, true, true}); }
Next make_closure_counts_kw_last(Thread& thread, Frame& frame, const Ins& ins) { return make_counted(thread, frame, ins, {true, true, true}); }

}  // namespace xvm::cold
