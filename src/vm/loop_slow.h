// The slow ways of hot handlers: what they do when no cache or short way applies. They take the frame with pc and sp saved.
#pragma once

#include <string_view>

#include "objects/code.h"
#include "objects/generator.h"
#include "vm/frame.h"
#include "vm/frame_layout.h"
#include "vm/instruction.h"

namespace xvm {

// InlineCache::kind.
enum CacheKind : std::uint16_t {
  cache_empty,
  cache_slot,       // values[index] of the head
  cache_constant,   // bits are the attribute
  cache_class,      // the same, of the class whose version is type_version
  cache_module,     // entries[index] of a module's dict while its keys_version is type_version; the module's type has version shape_id
  cache_property,   // object is a property whose getter can be entered
  cache_bound,      // object is a function or native method to be bound
  cache_class_method,   // object is a function that wants the class in front: of an instance, or
  cache_own_class_method,   // of the class whose version is type_version
  cache_method,     // object is a function that wants the receiver in front
  cache_global,     // entries[index] of the globals while their keys_version is shape_id
  cache_builtin,    // entries[index] of the builtins while theirs is type_version, and the globals' is shape_id
  cache_append,     // stores: values[index] of a head with room for it, which takes `shape`
  cache_hopeless,   // missed too often
};

Next unbound_local(Thread& thread, Frame* frame, std::uint32_t slot);
Next unbound_cell(Thread& thread, Frame* frame, std::uint32_t slot);
Next not_a_cell(Thread& thread);
// Raises NameError for a name; `global` as "global name 'x' is not defined" to 3.3.
Next undefined_name(Thread& thread, Ref name, bool global);
bool deletes_globally_named(const Release& release);
// A name of the globals, else the builtins; null without an error where there is none.
Value find_global(Thread& thread, Frame* frame, Ref name);
Value load_global_slow(Thread& thread, Frame* frame, const Ins& ins);
Value load_name_slow(Thread& thread, Frame* frame, const Ins& ins);
bool store_global_slow(Thread& thread, Frame* frame, const Ins& ins, Ref value);
bool store_name_slow(Thread& thread, Frame* frame, std::uint32_t name, Ref value);
// Fills the instruction's cache for this receiver, as far as that can be.
void learn_load(Thread& thread, Frame* frame, const Ins& ins, Ref self);
// A bound method from what the cache has.
Value bind_cached(Thread& thread, const InlineCache& cache, Ref self);
bool load_method_slow(Thread& thread, Frame* frame, const Ins& ins, Ref self, Value& function);
bool store_attr_slow(Thread& thread, Frame* frame, const Ins& ins, Ref self, Ref value);
// The operation of BINARY_OP's operand on the two topmost values, which stay.
Value binary_op_slow(Thread& thread, Frame* frame, std::uint32_t op);
// Calls *base with n values behind it, of which the last are named by `names` (null: none); cuts the stack to `result`
// and pushes the outcome, or enters a frame.
// [callable a1 .. an name1 value1 ..] from base on, as keyword pairs of 2.x to 3.5.
Next call_pairs(Thread& thread, Frame* frame, Value* base, std::uint32_t positional, std::uint32_t pairs);
// Keyword names as a call needs them: a tuple of str, not more than there are arguments.
bool are_names(Thread& thread, Ref names, std::uint32_t count);
Next call_slow(Thread& thread, Frame* frame, Value* result, Value* base, std::uint32_t n, Ref names);
// The same of a Native and of a MethodDescriptor, without names.
Next call_native(Thread& thread, Frame* frame, Value* result, Value* base, std::uint32_t n);
Next call_method_descriptor(Thread& thread, Frame* frame, Value* result, Value* base, std::uint32_t n);
// The same with names that are yet to be checked.
Next call_named(Thread& thread, Frame* frame, Value* result, Value* base, std::uint32_t n, Ref names, const char* operation);
// callable(values.., *star, name=value.., **keywords) of a function, with an exact tuple or list and an exact dict, or null; the
// stack is cut to `result`. False where the general way has to be gone, or has an error to tell.
bool call_spread(Thread& thread, Frame* frame, Value* result, Ref callable, const Value* positional, std::uint32_t n, Ref star, const Value* pairs,
                 std::uint32_t pair_count, Ref keywords, Next& next);
// callable(*positional, **keywords) with a tuple and a dict or null; `drops` values of the stack give way to the outcome.
Next call_star_slow(Thread& thread, Frame* frame, std::size_t drops, Ref callable, Ref positional, Ref keywords);
// Enters a property's getter, a function that can take its receiver alone; what it returns is pushed. False with the error set.
bool enter_getter(Thread& thread, Ref getter, Value self);
// Raises SystemError: an operand is not what the operation works on (only hand-made bytecode does that).
Next wrong_operand(Thread& thread, Frame* frame, const char* operation);
// Pushes the n items of an iterable, the first on top; false with the release's ValueError or TypeError set.
bool unpack_slow(Thread& thread, Frame* frame, Ref iterable, std::uint32_t n);
// What an asynchronous generator yields.
Value wrap_async_value(Thread& thread, Ref value);
// For handlers: the top becomes v, or Unwind when v is null; and the n topmost do.
inline Next replace_top(Frame& frame, Value v, std::size_t n = 1) {
  if (!v) return Next::Unwind;
  frame.drop(n - 1);
  frame.top() = std::move(v);
  return Next::Continue;
}
// FOR_ITER over a generator: 2 entered, 0 it has ended, -1 error.
int enter_for_iter(Thread& thread, Generator& generator);
// What a frame does when the generator that its FOR_ITER, SEND or YIELD_FROM had entered ends or yields. The error that is set
// (a StopIteration) ends it too.
Next end_for_iter(Thread& thread, Frame& caller);
Next end_send(Thread& thread, Frame& caller);
Next end_send_with(Thread& thread, Frame& caller, Value result);
Next yielded_to_send(Thread& thread, Frame& caller, Value value);
// Replaces the error that is set by another one that names it as cause and context (PEP 479).
void replace_error_with_cause(Thread& thread, Type* type, std::string_view message);
// Collections, signals, other threads. False with the error set.
bool attend(Thread& thread);
// Room for one more frame. False with the recursion error set, and a level less, when frames take too much memory.
[[gnu::noinline]] bool add_chunk(Thread& thread, std::size_t needed);

// push_frame without owner: for calls that move it and the arguments from the caller's stack.
[[gnu::always_inline]] inline Frame* push_frame_inline(Thread& thread, CodeObject* code, Dict* globals, Dict* builtins) {
  if (!recursion_allowed(thread, "")) return nullptr;
  std::size_t size = frame_bytes(*code);
  if ((!thread.chunk || static_cast<std::size_t>(thread.chunk->end - thread.chunk->top) < size) && !add_chunk(thread, size)) [[unlikely]] return nullptr;
  Frame* frame = reinterpret_cast<Frame*>(thread.chunk->top);
  thread.chunk->top += size;
  init_frame(frame, code, globals, builtins);
  frame->back = thread.frame;
  return frame;
}

}  // namespace xvm
