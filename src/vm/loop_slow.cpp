// The slow ways of hot handlers: caches are filled here.
#include "vm/gil.h"
#include "vm/signals.h"
#include "vm/loop_slow.h"

#include <vector>

#include "generated/ops.h"
#include "objects/bytes.h"
#include "objects/cell.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/function.h"
#include "objects/list.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/attributes.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/heap.h"
#include "vm/limits.h"
#include "vm/loop.h"
#include "vm/operators.h"
#include "vm/watch.h"
#include "vm/unpacking.h"

namespace xvm {

namespace {

bool says_global_name(const Release& r) { return r.until(3, 3); }
bool says_cannot_access(const Release& r) { return r.since(3, 11); }
bool names_of_errors(const Release& r) { return r.since(3, 10); }
bool globals_are_subscripted(const Release& r) { return r.since(3, 3); }
bool cuts_long_names(const Release& r) { return r.python2() || r.since(3, 4); }

// A name in an error: no more than 200 bytes of it, none of them part of a character.
std::string shown_name(const Release& r, std::string name) {
  std::size_t end = 200;
  if (!cuts_long_names(r) || name.size() <= end) return name;
  while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xc0) == 0x80) --end;
  name.resize(end);
  return name;
}
constexpr std::uint16_t most_misses = 64;

ErrorSet raise_name_error(Thread& thread, Ref name, std::string_view message) {
  raise(thread, thread.rt.exc.NameError, message);
  if (names_of_errors(thread.rt.release) && is<Exception>(thread.error.value))
    as<Exception>(thread.error.value).fields[exception_field::name] = Value(name);
  return error_set;
}

}  // namespace

Next unbound_local(Thread& thread, Frame* frame, std::uint32_t slot) {
  std::string name = native_utf8(frame->code->slot_names[slot]);
  raise(thread, thread.rt.exc.UnboundLocalError,
        says_cannot_access(thread.rt.release) ? fmt::format("cannot access local variable '{}' where it is not associated with a value", name)
                                              : fmt::format("local variable '{}' referenced before assignment", name));
  return Next::Unwind;
}

Next unbound_cell(Thread& thread, Frame* frame, std::uint32_t slot) {
  if (!is<Cell>(frame->slots[slot])) return not_a_cell(thread);
  if (frame->code->slot_kinds[slot] != 2) return unbound_local(thread, frame, slot);
  Ref name = frame->code->slot_names[slot];
  const char* text = says_cannot_access(thread.rt.release) ? "cannot access free variable '{}' where it is not associated with a value in enclosing scope"
                                                           : "free variable '{}' referenced before assignment in enclosing scope";
  raise_name_error(thread, name, fmt::format(fmt::runtime(text), native_utf8(name)));
  return Next::Unwind;
}

Next not_a_cell(Thread& thread) {
  raise_system_error(thread, "a slot that should hold a cell holds none");
  return Next::Unwind;
}

Next wrong_operand(Thread& thread, Frame*, const char* operation) {
  raise_system_error(thread, fmt::format("{} has an operand of the wrong type", operation));
  return Next::Unwind;
}

bool deletes_globally_named(const Release& release) { return says_global_name(release); }

Next undefined_name(Thread& thread, Ref name, bool global) {
  raise_name_error(thread, name, fmt::format("{}name '{}' is not defined", global ? "global " : "", shown_name(thread.rt.release, native_utf8(name))));
  return Next::Unwind;
}

Value find_global(Thread& thread, Frame* frame, Ref name) {
  Ref found = dict_get(thread, *frame->globals, name);
  if (!found && !thread.has_error()) found = dict_get(thread, *frame->builtins, name);
  return Value(found);
}

// LOAD_GLOBAL where the globals are a subclass of dict.
static Value load_global_item(Thread& thread, Frame* frame, Ref name) {
  Value found = get_item(thread, Ref(frame->globals), name);
  if (!found && catch_error(thread, thread.rt.exc.KeyError)) {
    found = get_item(thread, Ref(frame->builtins), name);
    if (!found && catch_error(thread, thread.rt.exc.KeyError)) undefined_name(thread, name, says_global_name(thread.rt.release));
  }
  return found;
}

Value load_global_slow(Thread& thread, Frame* frame, const Ins& ins) {
  Ref name = frame->code->names[ins.arg];
  if (!is_exact<Dict>(Ref(frame->globals)) && globals_are_subscripted(thread.rt.release) && static_cast<Op>(ins.op) != Op::LOAD_NAME)
    return load_global_item(thread, frame, name);
  InlineCache& cache = *ins.cache;
  std::int64_t entry = dict_entry_of(*frame->globals, name);
  if (entry >= 0) {
    cache.kind = cache_global;
    cache.shape_id = dict_keys_version(*frame->globals);
    cache.index = static_cast<std::uint32_t>(entry);
    return frame->globals->entries[entry].value;
  }
  if (frame->globals->text_keys) {
    entry = dict_entry_of(*frame->builtins, name);
    if (entry >= 0) {
      cache.kind = cache_builtin;
      cache.shape_id = dict_keys_version(*frame->globals);
      cache.type_version = dict_keys_version(*frame->builtins);
      cache.index = static_cast<std::uint32_t>(entry);
      return frame->builtins->entries[entry].value;
    }
  }
  Value found = find_global(thread, frame, name);
  if (!found && !thread.has_error()) {
    bool names_global = says_global_name(thread.rt.release) && static_cast<Op>(ins.op) != Op::LOAD_NAME;
    undefined_name(thread, name, names_global);
  }
  return found;
}

Value load_name_slow(Thread& thread, Frame* frame, const Ins& ins) {
  Ref name = frame->code->names[ins.arg];
  if (!frame->locals) return raise_system_error(thread, "no locals when loading " + native_utf8(name));
  if (is_exact<Dict>(frame->locals)) {
    Ref found = dict_get(thread, as<Dict>(frame->locals), name);
    if (found) return Value(found);
    if (thread.has_error()) return error_set;
  } else {
    Value found = get_item(thread, frame->locals, name);
    if (found) return found;
    if (!catch_error(thread, thread.rt.exc.KeyError)) return error_set;
  }
  Value found = find_global(thread, frame, name);
  if (!found && !thread.has_error()) undefined_name(thread, name, false);
  return found;
}

bool store_name_slow(Thread& thread, Frame* frame, std::uint32_t index, Ref value) {
  Ref name = frame->code->names[index];
  if (is_exact<Dict>(frame->locals)) return dict_set(thread, as<Dict>(frame->locals), name, value);
  if (!frame->locals) return raise_system_error(thread, "no locals found when storing " + native_utf8(name));
  return set_item(thread, frame->locals, name, value);
}

namespace {

// Learns where an attribute is; `method` for LOAD_METHOD, which leaves functions unbound.
void learn(InlineCache& cache, const AttributeLookup& found, bool method) {
  cache.kind = cache_empty;
  if (++cache.misses > most_misses) return void(cache.kind = cache_hopeless);
  switch (found.kind) {
    case AttributeLookup::InstanceSlot:
    case AttributeLookup::Member: cache.kind = cache_slot; break;
    case AttributeLookup::AddSlot:
      cache.kind = cache_append;
      cache.shape_id = found.shape_id;
      cache.index = found.index;
      cache.shape = found.next_shape;
      return;
    case AttributeLookup::TypeConstant:
    case AttributeLookup::ClassAttribute:
      if (method || !found.object) return;
      cache.kind = cache_constant;
      break;
    case AttributeLookup::Method:
      if (!method) return;
      cache.kind = cache_method;
      break;
    default: return;
  }
  cache.type_version = found.type_version;
  cache.shape_id = found.shape_id;
  cache.index = found.index;
  cache.object = found.object;
}

}  // namespace

Value load_attr_slow(Thread& thread, Frame* frame, const Ins& ins, Ref self) {
  Ref name = frame->code->names[ins.arg];
  AttributeLookup found;
  if (ins.cache->kind != cache_hopeless && describe_load(thread, self, name, found) && found.kind != AttributeLookup::ClassAttribute)
    learn(*ins.cache, found, false);
  return get_attribute(thread, self, name);
}

bool load_method_slow(Thread& thread, Frame* frame, const Ins& ins, Ref self, Value& function) {
  Ref name = frame->code->names[ins.arg];
  AttributeLookup found;
  if (ins.cache->kind != cache_hopeless && describe_load(thread, self, name, found)) learn(*ins.cache, found, true);
  bool self_needed = false;
  function = load_method(thread, self, name, self_needed);
  return function && self_needed;
}

bool store_attr_slow(Thread& thread, Frame* frame, const Ins& ins, Ref self, Ref value) {
  Ref name = frame->code->names[ins.arg];
  AttributeLookup found;
  if (ins.cache->kind != cache_hopeless && describe_store(thread, self, name, found) &&
      (found.kind == AttributeLookup::InstanceSlot || found.kind == AttributeLookup::Member || found.kind == AttributeLookup::AddSlot))
    learn(*ins.cache, found, false);
  return set_attribute(thread, self, name, value);
}

// s + x where nothing but the stack, and perhaps the variable that the next instruction sets, refers to s: s grows in place.
// Null without an error where that cannot be. It keeps loops of s += x linear.
static Value grow_string(Thread& thread, Frame* frame) {
  Value& left = frame->top(1);
  Ref right = frame->peek(0);
  if (!is_exact<Text>(left) && !is_exact<Bytes>(left)) return {};
  const Ins& next = frame->code->plain[frame->instruction() + 1];
  if (left.object()->refs == 2 && static_cast<Op>(next.op) == Op::STORE_FAST && frame->slots[next.arg] == left) {
    if (is<Text>(left) ? !is<Text>(right) : !is<Bytes>(right)) return {};
    frame->slots[next.arg] = nullptr;
  }
  if (text_append_in_place(thread, left, right) || bytes_append_in_place(thread, left, right)) return std::move(left);
  return {};
}

Value binary_op_slow(Thread& thread, Frame* frame, std::uint32_t op) {
  Ref left = frame->peek(1), right = frame->peek(0);
  constexpr std::uint32_t inplace = 13, divide = 26;
  if (op == 0 || op == inplace)
    if (Value grown = grow_string(thread, frame)) return grown;
  if (op >= divide) return op == divide ? binary_op(thread, Binary::Divide, left, right) : inplace_op(thread, Binary::Divide, left, right);
  return op < inplace ? binary_op(thread, static_cast<Binary>(op), left, right) : inplace_op(thread, static_cast<Binary>(op - inplace), left, right);
}

namespace {

Next finish_call(Thread& thread, Frame* frame, Value* result, Value value) {
  while (frame->sp > result) (--frame->sp)->~Value();
  if (!value) return Next::Unwind;
  frame->push(std::move(value));
  return thread.watched ? Next::Switch : Next::Continue;
}

bool calls_keep_arguments(const Release& r) { return r.until(3, 10); }

Value call_native_code(Thread& thread, Frame* frame, Ref callable, Args args) {
  return thread.watched ? watch_native_call(thread, *frame, callable, args) : call_by_code(thread, callable, args);
}

Next enter_or_make(Thread& thread, Frame* caller, Value* result, Frame* callee) {
  if (callee->code->has_generator_flag() && !starts_with_pop(*callee->code->release)) {
    Value generator = make_generator(thread, callee);
    thread.frame = caller;
    return finish_call(thread, caller, result, std::move(generator));
  }
  if (calls_keep_arguments(*caller->code->release)) caller->kept = static_cast<std::uint32_t>(caller->sp - result);
  else while (caller->sp > result) (--caller->sp)->~Value();
  thread.frame = callee;
  return Next::Enter;
}

}  // namespace

bool are_names(Thread& thread, Ref names, std::uint32_t count) {
  if (!is<Tuple>(names) || as<Tuple>(names).length > count) return false;
  for (const Value& name : as<Tuple>(names))
    if (!is_native_str(thread, name)) return false;
  return true;
}

Next call_slow(Thread& thread, Frame* frame, Value* result, Value* base, std::uint32_t n, Ref names) {
  if (!*base) return wrong_operand(thread, frame, "CALL");
  std::uint32_t named = names ? static_cast<std::uint32_t>(as<Tuple>(names).length) : 0;
  Value keep_names(names);
  if (is<BoundMethod>(*base) && as<BoundMethod>(*base).self) {
    // Spread into function and self: the frame has room for it (stack_slack).
    Value method = std::move(*base);
    for (Value* p = frame->sp; p > base + 1; --p) new (p) Value(Value::from_bits((p - 1)->raw()));
    new (base) Value(as<BoundMethod>(method).function);
    new (base + 1) Value(as<BoundMethod>(method).self);
    ++frame->sp;
    ++n;
    if (is<BoundMethod>(*base)) return finish_call(thread, frame, result, call_native_code(thread, frame, *base, Args{base + 1, n - named, names}));
  }
  Args args{base + 1, n - named, names};
  if (is<Function>(*base)) {
    Frame* callee = enter_function(thread, as<Function>(*base), args);
    return callee ? enter_or_make(thread, frame, result, callee) : Next::Unwind;
  }
  return finish_call(thread, frame, result, call_native_code(thread, frame, *base, args));
}

Next call_pairs(Thread& thread, Frame* frame, Value* base, std::uint32_t positional, std::uint32_t pairs) {
  Tuple* names = allocate_tuple(thread, pairs);
  Value owner = own(names);
  Value* pair = base + 1 + positional;
  for (std::uint32_t i = 0; i < pairs; ++i) {
    if (!is_native_str(thread, pair[2 * i])) return wrong_operand(thread, frame, "CALL_FUNCTION");
    names->items()[i] = std::move(pair[2 * i]);
    pair[i] = std::move(pair[2 * i + 1]);
  }
  frame->sp -= pairs;   // those are null now
  return call_slow(thread, frame, base, base, positional + pairs, owner);
}

// To 3.5 the self of a bound method becomes an argument before the call with stars.
static bool spreads_methods(const Release& r) { return r.until(3, 5); }

Next call_star_slow(Thread& thread, Frame* frame, std::size_t drops, Ref callable, Ref positional, Ref keywords) {
  if (!callable) return wrong_operand(thread, frame, "CALL_FUNCTION_EX");
  Value* result = frame->sp - drops;
  Value keep(callable), with_self;
  if (BoundMethod* method = try_as<BoundMethod>(callable); method && method->self && is<Function>(method->function) && spreads_methods(*frame->code->release)) {
    Tuple* longer = allocate_tuple(thread, as<Tuple>(positional).length + 1);
    with_self = own(longer);
    longer->items()[0] = method->self;
    std::copy(as<Tuple>(positional).begin(), as<Tuple>(positional).end(), longer->items() + 1);
    positional = with_self;
    keep = method->function;
    callable = keep;
  }
  if (Function* function = try_as<Function>(callable)) {
    const Tuple& values = as<Tuple>(positional);
    std::vector<Value> all;
    Value names;
    Args args{values.items(), static_cast<std::uint32_t>(values.length), {}};
    if (keywords && as<Dict>(keywords).length) {
      names = spread_keywords(thread, callable, values, as<Dict>(keywords), all);
      if (!names) return Next::Unwind;
      args = Args{all.data(), args.positional, names};
    }
    if (thread.counts.functions && !recursion_allowed(thread, while_calling)) return Next::Unwind;
    Frame* callee = enter_function(thread, *function, args);
    if (thread.counts.functions) {
      if (callee) ++callee->levels;
      else --thread.depth;
    }
    return callee ? enter_or_make(thread, frame, result, callee) : Next::Unwind;
  }
  if (!thread.watched) return finish_call(thread, frame, result, call_tuple(thread, callable, positional, keywords));
  const Tuple& values = as<Tuple>(positional);
  std::vector<Value> all;
  Value names = spread_keywords(thread, callable, values, keywords ? as<Dict>(keywords) : as<Dict>(make_dict(thread)), all);
  if (!names) return Next::Unwind;
  if (as<Tuple>(names).length == 0) names = nullptr;
  return finish_call(thread, frame, result, watch_native_call(thread, *frame, callable, Args{all.data(), static_cast<std::uint32_t>(values.length), names}));
}

int enter_for_iter(Thread& thread, Generator& generator) {
  if (generator.state == Generator::Finished) return 0;
  if (generator.state == Generator::Running || generator.type != thread.rt.types.generator) {
    Value item = next(thread, Ref(&generator));
    if (item) thread.frame->push(std::move(item));
    return item ? 1 : thread.has_error() ? -1 : 0;
  }
  return enter_generator(thread, generator, none_value(), ReturnTo::ForIter) ? 2 : -1;
}

Next end_for_iter(Thread& thread, Frame& caller) {
  if (thread.watched) watch_exhausted(thread, caller);
  thread.clear_error();
  caller.drop(1);
  caller.pc = caller.stream + caller.pc->arg;
  return Next::Enter;
}

namespace {

bool is_op(const Frame& frame, Op op) { return frame.code->plain[frame.instruction()].op == static_cast<std::uint16_t>(op); }

}  // namespace

// [receiver]: YIELD_FROM and SEND_POP leave [result], SEND [receiver result].
Next end_send_with(Thread&, Frame& caller, Value result) {
  if (is_op(caller, Op::SEND)) {
    caller.push(std::move(result));
    caller.pc = caller.stream + caller.pc->arg;
    return Next::Enter;
  }
  bool jumps = is_op(caller, Op::SEND_POP);
  caller.drop(1);
  caller.push(std::move(result));
  if (jumps) caller.pc = caller.stream + caller.pc->arg;
  else ++caller.pc;
  return Next::Enter;
}

Next end_send(Thread& thread, Frame& caller) {
  Value result = take_stop_iteration_value(thread);
  return end_send_with(thread, caller, std::move(result));
}

Next yielded_to_send(Thread& thread, Frame& caller, Value value) {
  if (is_op(caller, Op::YIELD_FROM)) {
    --caller.pc;   // runs again when the frame is resumed
    return yield_value(thread, &caller, std::move(value));
  }
  caller.push(std::move(value));
  ++caller.pc;
  return Next::Enter;
}

void replace_error_with_cause(Thread& thread, Type* type, std::string_view message) {
  if (!normalize_error(thread, thread.error)) return;
  ErrorState cause = thread.take_error();
  if (is<Exception>(cause.value)) as<Exception>(cause.value).traceback = cause.traceback;
  raise(thread, type, message);
  if (!normalize_error(thread, thread.error) || !is<Exception>(thread.error.value)) return;
  Exception& exception = as<Exception>(thread.error.value);
  exception.cause = cause.value;
  exception.context = cause.value;
  exception.suppress_context = true;
}

bool attend(Thread& thread) {
  thread.attention = counts_steps;
  if (thread.rt.heap->due) collect_due(thread);
  if (has_other_threads()) gil_yield(thread);
  return count_step(thread) && (!signal_is_noted() || run_signal_handlers(thread));
}

bool unpack_slow(Thread& thread, Frame* frame, Ref iterable, std::uint32_t n) {
  return unpack_iterable(thread, frame, iterable, n);
}

}  // namespace xvm
