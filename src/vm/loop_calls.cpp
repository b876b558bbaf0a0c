// Calls by instructions: of Python functions, which enter a frame, of natives, and of classes.
#include "vm/loop_slow.h"

#include <span>
#include <vector>

#include "objects/class_obj.h"
#include "objects/descriptor.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/list.h"
#include "objects/type_object.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/attributes.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/limits.h"
#include "vm/loop.h"
#include "vm/loop_calls.h"
#include "vm/special_calls.h"
#include "vm/method_coverage.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/signature.h"
#include "vm/slot_functions.h"
#include "vm/watch.h"
#include "vm/unpacking.h"

namespace xvm {

namespace {

Next finish_call(Thread& thread, Frame* frame, Value* result, Value value) {
  Value* sp = frame->sp;
  while (sp > result) {
    --sp;
    if (sp->is_object() && sp->object()->refs == 1) frame->sp = sp;   // what its end calls sees the stack without it
    sp->~Value();
  }
  frame->sp = sp;
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

// ---- Python functions: arguments move from the caller's stack into the callee's variables

bool takes_directly(const Function& function, std::uint32_t n) {
  const CodeObject& code = *function.code_object();
  if (!code.simple_call || code.keeps_arguments || n > code.argcount) return false;
  return n == code.argcount || (is<Tuple>(function.defaults) && n + as<Tuple>(function.defaults).length >= code.argcount);
}

Frame* push_with(Thread& thread, Value callable, Value first, Value* arguments, std::uint32_t n) {
  Function& function = as<Function>(callable);
  CodeObject* code = function.code_object();
  Frame* frame = push_frame_inline(thread, code, &as<Dict>(function.globals), &as<Dict>(function.builtins));
  if (!frame) return nullptr;
  Value* slot = frame->slots;
  if (first) *slot++ = std::move(first);
  for (std::uint32_t i = 0; i < n; ++i) new (slot++) Value(std::move(arguments[i]));
  Value* end = frame->slots + code->argcount;
  if (slot != end) {
    const Tuple& defaults = as<Tuple>(function.defaults);
    for (std::size_t i = defaults.length - static_cast<std::size_t>(end - slot); slot != end; ++i) new (slot++) Value(defaults.items()[i]);
  }
  new (&frame->owner) Value(std::move(callable));
  if (!code->cell_slots.empty() || code->copies_closure) finish_entry(thread, frame, function);
  return frame;
}

namespace {

// Values that have names: names[i * stride] that of values[i * stride].
struct Named {
  const Value* names = nullptr;
  Value* values = nullptr;
  std::uint32_t count = 0, stride = 1;
};

constexpr std::uint32_t most_named = 16, most_parameters = 64;

// Finds for each named value its parameter behind the n positional ones, by the identity of names. False where that does not
// settle everything, defaults for what is absent included: the general binder knows, or complains.
bool place_names(const Function& function, std::uint32_t n, const Named& named, std::uint8_t* places) {
  const CodeObject& code = *function.code_object();
  if (!code.simple_call || code.keeps_arguments || code.posonly || code.argcount > most_parameters || n + named.count > code.argcount || named.count > most_named) return false;
  std::uint64_t given = 0;
  for (std::uint32_t i = 0; i < named.count; ++i) {
    Ref name = named.names[i * named.stride];
    std::uint32_t at = n;
    while (at < code.argcount && code.slot_names[at] != name) ++at;
    if (at == code.argcount || (given >> at & 1)) return false;
    given |= std::uint64_t{1} << at;
    places[i] = static_cast<std::uint8_t>(at);
  }
  std::size_t defaults = is<Tuple>(function.defaults) ? as<Tuple>(function.defaults).length : 0;
  for (std::uint32_t at = n; at + defaults < code.argcount; ++at)
    if (!(given >> at & 1)) return false;
  return true;
}

// A frame with the n arguments, `first` in front where it is not null, and the named ones at their places, all moved from.
Frame* push_named(Thread& thread, Value callable, Value first, Value* arguments, std::uint32_t n, const Named& named, const std::uint8_t* places) {
  Function& function = as<Function>(callable);
  CodeObject* code = function.code_object();
  Frame* frame = push_frame_inline(thread, code, &as<Dict>(function.globals), &as<Dict>(function.builtins));
  if (!frame) return nullptr;
  Value* slot = frame->slots;
  if (first) new (slot++) Value(std::move(first));
  for (std::uint32_t i = 0; i < n; ++i) new (slot++) Value(std::move(arguments[i]));
  for (std::uint32_t i = 0; i < named.count; ++i) new (frame->slots + places[i]) Value(std::move(named.values[i * named.stride]));
  for (Value* end = frame->slots + code->argcount; slot != end; ++slot) {
    if (*slot) continue;
    const Tuple& defaults = as<Tuple>(function.defaults);
    new (slot) Value(defaults.items()[defaults.length - static_cast<std::size_t>(end - slot)]);
  }
  new (&frame->owner) Value(std::move(callable));
  if (!code->cell_slots.empty() || code->copies_closure) finish_entry(thread, frame, function);
  return frame;
}

}  // namespace

bool can_be_entered(Ref v, std::uint32_t n) {
  return is<Function>(v) && takes_directly(as<Function>(v), n) && !as<Function>(v).code_object()->has_generator_flag();
}

namespace {

bool count_levels(Thread& thread, std::uint32_t levels) {
  if (!counts_steps && !thread.native_limit && thread.depth + levels <= thread.rt.recursion_limit) [[likely]] {
    thread.depth += levels;
    return true;
  }
  if (thread.native_limit) {
    if (thread.native_depth + levels > thread.native_limit) return raise_recursion_error(thread, "");
    thread.native_depth += levels;
    return true;
  }
  for (std::uint32_t i = 0; i < levels; ++i)
    if (!recursion_allowed(thread, while_calling)) {
      thread.depth -= i;
      return false;
    }
  return true;
}
void uncount_levels(Thread& thread, std::uint32_t levels) {
  if (thread.native_limit) thread.native_depth -= levels;
  else thread.depth -= levels;
}

}  // namespace

std::uint32_t levels_of_special(const Thread& thread) {
  return thread.native_limit ? loop_units : std::uint32_t{thread.counts.special_methods} + thread.counts.functions;
}
std::uint32_t levels_of_method(const Thread& thread) {
  return thread.native_limit ? loop_units : std::uint32_t{thread.counts.methods} + thread.counts.functions;
}
std::uint32_t levels_of_function(const Thread& thread) { return thread.native_limit ? loop_units : thread.counts.functions; }

// The frame that `push` makes, with what it counts for besides its own level.
template <class Push>
static Frame* counted(Thread& thread, std::uint32_t levels, ReturnTo to, Push push) {
  if (!count_levels(thread, levels)) return nullptr;
  Frame* frame = push();
  if (!frame) {
    uncount_levels(thread, levels);
    return nullptr;
  }
  if (thread.native_limit) frame->native_levels = static_cast<std::uint16_t>(levels);
  else frame->levels += levels;
  frame->return_to = to;
  return frame;
}

Frame* push_counted(Thread& thread, Value callable, Value first, Value* arguments, std::uint32_t n, std::uint32_t levels, ReturnTo to) {
  return counted(thread, levels, to, [&] { return push_with(thread, std::move(callable), std::move(first), arguments, n); });
}

namespace {

// ---- natives

// Whether a call by an instruction counts as a level.
bool counts_native_call(const Thread& thread, const Signature& signature) {
  return thread.counts.plain_natives ? signature.counts_when_called : thread.counts.natives_by_code;
}

bool is_raw(const Method& row) { return row.form == Method::Raw || row.form == Method::ClassRaw; }

// Enters a level of recursion for a native, if it counts as one.
[[gnu::always_inline]] inline bool begin_native(Thread& thread, const Signature& s, bool& counted) {
  counted = counts_native_call(thread, s);
  if (!counted) return true;
  if (thread.native_limit) return ++thread.native_depth <= thread.native_limit || (--thread.native_depth, static_cast<bool>(raise_recursion_error(thread, while_calling)));
  if (thread.depth < thread.rt.recursion_limit && !thread.attention) [[likely]] return ++thread.depth, true;
  return recursion_allowed(thread, while_calling);
}

// A native with fewer arguments than parameters: the others are null.
[[gnu::noinline]] Value call_with_absent(Thread& thread, const Method& row, std::size_t count, Ref self, const Value* arguments, std::uint32_t n) {
  constexpr std::size_t most = 6;
  std::uint64_t bits[most] = {};
  for (std::uint32_t i = 0; i < n; ++i) bits[i] = arguments[i].raw();
  return row.function(thread, self, Args{reinterpret_cast<const Value*>(bits), static_cast<std::uint32_t>(count), {}});
}

// Calls a native with positional arguments that fit its parameters one to one, or are fewer; `fits` is false otherwise.
[[gnu::always_inline]] inline Value call_positional(Thread& thread, const Method& row, const Signature*& signature, Ref self, const Value* arguments, std::uint32_t n, bool& fits) {
  if (!signature) [[unlikely]] signature = &signature_of(row.signature, row.form == Method::Class || row.form == Method::ClassRaw);
  const Signature& s = *signature;
  constexpr std::int16_t most = 6;
  bool whole = static_cast<std::int32_t>(n) == s.direct || is_raw(row);
  fits = whole || (n >= s.required_positional && static_cast<std::int32_t>(n) < s.direct && s.direct <= most);
  if (!fits) return {};
  bool counted;
  if (!begin_native(thread, s, counted)) return {};
  Value result = whole ? row.function(thread, self, Args{arguments, n, {}})
                       : call_with_absent(thread, row, static_cast<std::size_t>(s.direct), self, arguments, n);
  if (counted) --(thread.native_limit ? thread.native_depth : thread.depth);
  if (!result && !thread.has_error()) [[unlikely]] return raise_system_error(thread, fmt::format("{}() gave neither a value nor an error", s.name));
  return result;
}

// ---- classes

// From 3.13 the instruction makes plain instances, in a frame of its own below that of __init__.
bool enters_init(const Release& r) { return r.since(3, 13); }

// What __init__ is called for, besides its own frame: the call of the class, and of the method.
std::uint32_t levels_of_init(const Thread& thread) { return 1 + levels_of_special(thread); }

// Makes an instance of a class whose __init__ is a function, and enters that. `done` is false where it has to be done otherwise.
Next make_instance(Thread& thread, Frame* frame, Value* result, Value* base, std::uint32_t n, const Named* named, bool& done) {
  Type* type = &as<Type>(*base);
  done = false;
  if (type->type != thread.rt.types.type || type->slots.init != heap_init || type->has(IsAbstract)) return Next::Continue;
  bool plain = type->slots.make == object_new;
  if (plain ? type->layout != layout_of<Instance> : named || type->slots.make == heap_make || !type->slots.make) return Next::Continue;
  Ref found = type_find(type, thread.rt.names.init__);
  std::uint8_t places[most_named];
  if (named ? !is<Function>(found) || as<Function>(found).code_object()->has_generator_flag() || !place_names(as<Function>(found), n + 1, *named, places)
            : !can_be_entered(found, n + 1))
    return Next::Continue;
  done = true;
  Value made, function(found);
  if (plain) {
    Instance* instance = allocate<Instance>(type);
    track(instance);
    made = own(instance);
  } else {
    // It may run code of the program's: the instance may be of another class then, the function another one inside.
    Recursion guard(thread, while_calling);
    if (guard.ok()) made = type->slots.make(thread, type, Args{base + 1, n, {}});
    bool whole = made && type_of(thread, made) != type;
    if (made && !whole && !can_be_entered(function, n + 1)) {
      whole = type->slots.init(thread, made, Args{base + 1, n, {}});
      if (!whole) made = nullptr;
    }
    if (!made || whole) return finish_call(thread, frame, result, std::move(made));
  }
  bool entered = plain && enters_init(thread.rt.release);
  if (entered && !recursion_allowed(thread, "")) return Next::Unwind;
  Frame* init = counted(thread, entered ? 0 : levels_of_init(thread), ReturnTo::Init, [&] {
    return named ? push_named(thread, std::move(function), made, base + 1, n, *named, places)
                 : push_with(thread, std::move(function), made, base + 1, n);
  });
  if (init) init->levels += entered;
  else thread.depth -= entered;
  if (!init) return Next::Unwind;
  Value of(std::move(*base));
  while (frame->sp > result) (--frame->sp)->~Value();
  frame->push(std::move(made));
  thread.frame = init;
  return Next::Enter;
}

}  // namespace

bool enter_getter(Thread& thread, Ref getter, Value self) {
  Frame* callee = push_counted(thread, Value(getter), std::move(self), nullptr, 0, thread.counts.functions, ReturnTo::Push);
  if (!callee) return false;
  thread.frame = callee;
  return true;
}

namespace {

// A call that no short way was found for.
Next call_any(Thread& thread, Frame* frame, Value* result, Value* base, std::uint32_t n, Ref names) {
  std::uint32_t named = names ? static_cast<std::uint32_t>(as<Tuple>(names).length) : 0;
  Value keep_names(names);
  Args args{base + 1, n - named, names};
  if (is<Function>(*base)) {
    Frame* callee = enter_function(thread, as<Function>(*base), args);
    return callee ? enter_or_make(thread, frame, result, callee) : Next::Unwind;
  }
  return finish_call(thread, frame, result, call_native_code(thread, frame, *base, args));
}

}  // namespace

Next call_native(Thread& thread, Frame* frame, Value* result, Value* base, std::uint32_t n) {
  Native& native = as<Native>(*base);
  if (thread.watched || XVM_METHOD_COVERAGE) return call_any(thread, frame, result, base, n, {});
  bool fits = false;
  Value value = call_positional(thread, *native.row, native.signature, native.self, base + 1, n, fits);
  return fits ? finish_call(thread, frame, result, std::move(value)) : call_any(thread, frame, result, base, n, {});
}

Next call_method_descriptor(Thread& thread, Frame* frame, Value* result, Value* base, std::uint32_t n) {
  MethodDescriptor& method = as<MethodDescriptor>(*base);
  bool fits = false;
  if (thread.watched || XVM_METHOD_COVERAGE || n == 0 || method.row->form == Method::Class || method.row->form == Method::ClassRaw)
    return call_any(thread, frame, result, base, n, {});
  Type* type = type_of(thread, base[1]);
  if (type != method.owner && !is_subtype(type, method.owner)) return call_any(thread, frame, result, base, n, {});
  Value value = call_positional(thread, *method.row, method.signature, base[1], base + 2, n - 1, fits);
  return fits ? finish_call(thread, frame, result, std::move(value)) : call_any(thread, frame, result, base, n, {});
}

namespace {

// Enters the function *base, or the __init__ of the class, with values of which the last have names. `done` is false where it
// has to be done otherwise.
Next call_with_names(Thread& thread, Frame* frame, Value* result, Value* base, std::uint32_t n, const Named& named, bool& done) {
  std::uint8_t places[most_named];
  done = false;
  if (thread.watched || XVM_METHOD_COVERAGE) return Next::Continue;
  if (is<Function>(*base)) {
    if (!place_names(as<Function>(*base), n, named, places)) return Next::Continue;
    done = true;
    Frame* callee = push_named(thread, std::move(*base), Value(), base + 1, n, named, places);
    if (!callee) return Next::Unwind;
    while (frame->sp > result) (--frame->sp)->~Value();
    thread.frame = callee;
    return Next::Enter;
  }
  return is<Type>(*base) ? make_instance(thread, frame, result, base, n, &named, done) : Next::Continue;
}

// A bound method on the stack becomes its function and self; the frame has room for it (stack_slack).
bool spread_method(Frame* frame, Value* base) {
  if (!is<BoundMethod>(*base) || !as<BoundMethod>(*base).self) return false;
  Value method = std::move(*base);
  for (Value* p = frame->sp; p > base + 1; --p) new (p) Value(Value::from_bits((p - 1)->raw()));
  new (base) Value(as<BoundMethod>(method).function);
  new (base + 1) Value(as<BoundMethod>(method).self);
  ++frame->sp;
  return true;
}

}  // namespace

Next call_named(Thread& thread, Frame* frame, Value* result, Value* base, std::uint32_t n, Ref names, const char* operation) {
  if (is<Tuple>(names) && as<Tuple>(names).length <= n) {
    n += spread_method(frame, base);
    std::uint32_t count = static_cast<std::uint32_t>(as<Tuple>(names).length);
    bool done;
    Next next = call_with_names(thread, frame, result, base, n - count, Named{as<Tuple>(names).items(), base + 1 + n - count, count, 1}, done);
    if (done) return next;
  }
  return are_names(thread, names, n) ? call_slow(thread, frame, result, base, n, names) : wrong_operand(thread, frame, operation);
}

Next call_slow(Thread& thread, Frame* frame, Value* result, Value* base, std::uint32_t n, Ref names) {
  if (!base->is_object()) return *base ? call_any(thread, frame, result, base, n, names) : wrong_operand(thread, frame, "CALL");
  if (spread_method(frame, base)) {
    ++n;
    if (is<BoundMethod>(*base) || !base->is_object()) return call_any(thread, frame, result, base, n, names);
  }
  if (names || thread.watched || XVM_METHOD_COVERAGE) return call_any(thread, frame, result, base, n, names);
  switch (static_cast<Kind>(base->object()->kind)) {
    case Kind::Function: {
      Function& function = as<Function>(*base);
      if (!takes_directly(function, n)) break;
      Frame* callee = push_with(thread, std::move(*base), Value(), base + 1, n);
      if (!callee) return Next::Unwind;
      frame->sp = result;
      thread.frame = callee;
      return Next::Enter;
    }
    case Kind::Native: return call_native(thread, frame, result, base, n);
    case Kind::MethodDescriptor: return call_method_descriptor(thread, frame, result, base, n);
    case Kind::Type: {
      Type* type = &as<Type>(*base);
      if (type->has(HeapType)) {
        bool done = false;
        Next next = make_instance(thread, frame, result, base, n, nullptr, done);
        if (done) return next;
        break;
      }
      if (type->type != thread.rt.types.type || type == thread.rt.types.type) break;
      Recursion guard(thread, while_calling, counts_constructor(thread, *base));
      if (!guard.ok()) return Next::Unwind;
      return finish_call(thread, frame, result, type_call(thread, *base, Args{base + 1, n, {}}));
    }
    default: {
      Frame* callee = enter_instance_call(thread, base, n);
      if (!callee && thread.has_error()) return Next::Unwind;
      if (!callee) break;
      frame->sp = result;
      thread.frame = callee;
      return Next::Enter;
    }
  }
  return call_any(thread, frame, result, base, n, names);
}

Next call_pairs(Thread& thread, Frame* frame, Value* base, std::uint32_t positional, std::uint32_t pairs) {
  positional += spread_method(frame, base);
  bool done;
  Next next = call_with_names(thread, frame, base, base, positional, Named{base + 1 + positional, base + 2 + positional, pairs, 2}, done);
  if (done) return next;
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

bool call_spread(Thread& thread, Frame* frame, Value* result, Ref callable, const Value* positional, std::uint32_t n, Ref star, const Value* pairs,
                 std::uint32_t pair_count, Ref keywords, Next& next) {
  constexpr std::size_t most = 14, most_names = 8;
  BoundMethod* method = spreads_methods(*frame->code->release) ? try_as<BoundMethod>(callable) : nullptr;
  if (method && !method->self) return false;
  Function* function = try_as<Function>(method ? method->function.ref() : callable);
  if (!function || thread.watched || (star && !is_exact<Tuple>(star) && !is_exact<List>(star)) || (keywords && !is_exact<Dict>(keywords))) return false;
  std::span<const Value> items;
  if (star) items = is<Tuple>(star) ? std::span(as<Tuple>(star).items(), as<Tuple>(star).length) : std::span<const Value>(as<List>(star).items, as<List>(star).length);
  std::size_t named = pair_count + (keywords ? as<Dict>(keywords).length : 0);
  if (n + items.size() + named + 1 > most || named > most_names) return false;
  Value values[most], names[most_names];
  Value* end = values;
  if (method) *end++ = method->self;
  end = std::copy(positional, positional + n, end);
  end = std::copy(items.begin(), items.end(), end);
  auto count = static_cast<std::uint32_t>(end - values);
  Value* name = names;
  for (std::uint32_t i = 0; i < pair_count; ++i) *name++ = pairs[2 * i], *end++ = pairs[2 * i + 1];
  if (keywords) {
    DictCursor cursor;
    while (DictEntry* entry = cursor.next(thread, as<Dict>(keywords))) *name++ = entry->key, *end++ = entry->value;
  }
  Value owner{Ref(function)};
  std::uint32_t levels = thread.counts.functions;
  std::uint8_t places[most_named];
  Named by_name{names, values + count, static_cast<std::uint32_t>(named), 1};
  Frame* callee;
  bool generator = function->code_object()->has_generator_flag();
  if (named ? !generator && place_names(*function, count, by_name, places) : can_be_entered(owner, count)) {
    callee = counted(thread, levels, ReturnTo::Push, [&] {
      return named ? push_named(thread, std::move(owner), Value(), values, count, by_name, places) : push_with(thread, std::move(owner), Value(), values, count);
    });
  } else {
    if (named) return false;
    callee = counted(thread, levels, ReturnTo::Push, [&] { return enter_function(thread, *function, Args{values, count}); });
  }
  next = callee ? enter_or_make(thread, frame, result, callee) : Next::Unwind;
  return true;
}

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
  Next next;
  if (call_spread(thread, frame, result, keep, nullptr, 0, positional, nullptr, 0, keywords, next)) return next;
  if (Function* function = try_as<Function>(callable)) {
    const Tuple& values = as<Tuple>(positional);
    bool named = keywords && as<Dict>(keywords).length;
    std::vector<Value> all;
    Value names;
    Args args{values.items(), static_cast<std::uint32_t>(values.length), {}};
    if (named) {
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

}  // namespace xvm
