// The slow ways of hot handlers: caches are filled here.
#include "vm/gil.h"
#include "vm/signals.h"
#include "vm/loop_slow.h"

#include <vector>

#include "generated/ops.h"
#include "objects/bytes.h"
#include "objects/cell.h"
#include "objects/descriptor.h"
#include "objects/dict.h"
#include "objects/exception.h"
#include "objects/function.h"
#include "objects/int.h"
#include "objects/list.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/attribute_cache.h"
#include "vm/attributes.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame_layout.h"
#include "vm/heap.h"
#include "vm/limits.h"
#include "vm/loop.h"
#include "vm/loop_calls.h"
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
  if (found || thread.has_error()) return Value(found);
  return builtin_item(thread, *frame->builtins, name);
}

// LOAD_GLOBAL where the globals are a subclass of dict.
static Value load_global_item(Thread& thread, Frame* frame, Ref name) {
  Value found = get_item(thread, Ref(frame->globals), name);
  if (!found && catch_error(thread, thread.rt.exc.KeyError)) {
    found = builtin_item(thread, *frame->builtins, name);
    if (!found && !thread.has_error()) undefined_name(thread, name, says_global_name(thread.rt.release));
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
    if (std::uint32_t version = dict_keys_version(*frame->globals)) {
      cache.kind = cache_global;
      cache.shape_id = version;
      cache.index = static_cast<std::uint32_t>(entry);
    }
    return frame->globals->entries[entry].value;
  }
  if (frame->globals->text_keys) {
    entry = dict_entry_of(*frame->builtins, name);
    if (entry >= 0) {
      std::uint32_t globals = dict_keys_version(*frame->globals), builtins = dict_keys_version(*frame->builtins);
      if (globals && builtins) {
        cache.kind = cache_builtin;
        cache.shape_id = globals;
        cache.type_version = builtins;
        cache.index = static_cast<std::uint32_t>(entry);
      }
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

bool store_global_slow(Thread& thread, Frame* frame, const Ins& ins, Ref value) {
  Ref name = frame->code->names[ins.arg];
  Dict& globals = *frame->globals;
  if (!dict_set(thread, globals, name, value)) return error_set;
  std::int64_t entry = dict_entry_of(globals, name);
  std::uint32_t version = entry < 0 ? 0 : dict_keys_version(globals);
  if (version == 0) return true;
  ins.cache->kind = cache_global;
  ins.cache->shape_id = version;
  ins.cache->index = static_cast<std::uint32_t>(entry);
  return true;
}

bool store_name_slow(Thread& thread, Frame* frame, std::uint32_t index, Ref value) {
  Ref name = frame->code->names[index];
  if (is_exact<Dict>(frame->locals)) return dict_set(thread, as<Dict>(frame->locals), name, value);
  if (!frame->locals) return raise_system_error(thread, "no locals found when storing " + native_utf8(name));
  return set_item(thread, frame->locals, name, value);
}

namespace {

// What the answer for a receiver depends on: its shape, its type, or what class it is; 0 where nothing may be remembered.
std::uint64_t guard_of(Thread& thread, Ref self) {
  if (!self.is_object()) return type_of(thread, self)->version;
  Object* o = self.object();
  if (is<Type>(self)) return (std::uint64_t{2} << 32 | static_cast<Type*>(o)->version) ^ (std::uint64_t{o->type->version} << 40);
  if (is<Module>(self)) return 0;
  if (o->flags & HasHead)
    if (Shape* shape = head_of(o)->shape) return std::uint64_t{1} << 32 | shape->id;
  return o->type->version;
}

// A cache for what was found; kind cache_hopeless where that has to be looked up each time.
InlineCache cache_of(const AttributeLookup& found, Ref self, AttributeTable::Use use) {
  InlineCache cache;
  cache.kind = cache_hopeless;
  cache.type_version = found.type_version;
  cache.shape_id = found.shape_id;
  cache.index = found.index;
  bool loads = use != AttributeTable::Store;
  switch (found.kind) {
    case AttributeLookup::InstanceSlot:
    case AttributeLookup::Member: cache.kind = cache_slot; break;
    case AttributeLookup::AddSlot:
      cache.kind = cache_append;
      cache.shape = found.next_shape;
      break;
    case AttributeLookup::TypeConstant:
      if (loads) cache.kind = cache_constant, cache.bits = found.constant.raw();
      break;
    case AttributeLookup::ClassAttribute:
      if (loads && found.keys_version == 0) cache.kind = cache_class, cache.shape_id = 0, cache.bits = found.constant.raw();
      break;
    case AttributeLookup::ModuleEntry:
      if (!loads || !self.is_object()) break;
      cache.kind = cache_module;
      cache.shape_id = self.object()->type->version;
      cache.type_version = found.keys_version;
      break;
    case AttributeLookup::Property:
      if (!loads || !can_be_entered(as<Property>(found.constant).getter, 1)) break;
      cache.kind = cache_property;
      cache.object = found.object;
      break;
    case AttributeLookup::Method:
      cache.kind = use == AttributeTable::Method ? cache_method : cache_bound;
      cache.object = found.object;
      break;
    case AttributeLookup::ClassMethod:
      if (use != AttributeTable::Method || found.keys_version != 0) break;
      cache.kind = is<Type>(self) ? cache_own_class_method : cache_class_method;
      if (is<Type>(self)) cache.shape_id = 0;
      cache.object = found.object;
      break;
    default: break;
  }
  return cache;
}

void learn_attribute(Thread& thread, Frame* frame, const Ins& ins, Ref self, AttributeTable::Use use) {
  // What cannot be remembered is looked at again now and then: another receiver may come.
  if (ins.cache->kind == cache_hopeless && ++ins.cache->misses % 16) return;
  Ref name = frame->code->names[ins.arg];
  std::uint64_t guard = guard_of(thread, self);
  InlineCache alone;
  InlineCache* known = &alone;
  if (guard) {
    AttributeTable::Entry& entry = thread.attributes->at(name, guard, use);
    if (entry.name == name && entry.guard == guard && entry.use == use) {
      *ins.cache = entry.cache;
      return;
    }
    entry.name = name;
    entry.guard = guard;
    entry.use = use;
    known = &entry.cache;
  }
  AttributeLookup found;
  bool described = use == AttributeTable::Store ? describe_store(thread, self, name, found) : describe_load(thread, self, name, found);
  *known = described ? cache_of(found, self, use) : InlineCache{};
  if (!described) known->kind = cache_hopeless;
  *ins.cache = *known;
}

}  // namespace

AttributeTable::AttributeTable() : entries_(nullptr) {}
AttributeTable::~AttributeTable() { clear(); }

void AttributeTable::clear() { delete[] std::exchange(entries_, nullptr); }

AttributeTable::Entry& AttributeTable::at(Ref name, std::uint64_t guard, Use use) {
  constexpr std::size_t size = 2048;
  if (!entries_) entries_ = new Entry[size];
  std::uint64_t mixed = (name.raw() >> 4) * 0x9e3779b97f4a7c15 ^ guard * 0xc2b2ae3d27d4eb4f ^ static_cast<std::uint64_t>(use) << 60;
  return entries_[(mixed ^ mixed >> 29) % size];
}

void learn_load(Thread& thread, Frame* frame, const Ins& ins, Ref self) { learn_attribute(thread, frame, ins, self, AttributeTable::Load); }

Value bind_cached(Thread& thread, const InlineCache& cache, Ref self) {
  Ref function(cache.object);
  if (is<Function>(function)) return make_method(thread, function, self, thread.rt.python2() ? Ref(type_of(thread, self)) : Ref());
  return bind_found(thread, function, self, Ref(type_of(thread, self)));
}

bool load_method_slow(Thread& thread, Frame* frame, const Ins& ins, Ref self, Value& function) {
  InlineCache& cache = *ins.cache;
  auto applies = [&] {
    if (!self.is_object()) return false;
    if (cache.kind == cache_class_method) return cache_holds(&cache, self.object());
    return cache.kind == cache_own_class_method && cache_holds_class(&cache, self.object());
  };
  if (!applies()) {
    learn_attribute(thread, frame, ins, self, AttributeTable::Method);
    if (cache.kind == cache_method && self.is_object() && cache_holds(&cache, self.object())) {
      function = Value(Ref(cache.object));
      return true;
    }
    function = cached_attribute(&cache, self);
    if (function) return false;
  }
  if (applies()) {   // the class takes the receiver's place
    Value owner = std::exchange(frame->top(), Value(is<Type>(self) && cache.kind == cache_own_class_method ? self : Ref(self.object()->type)));
    function = Value(Ref(cache.object));
    return true;
  }
  bool self_needed = false;
  function = load_method(thread, self, frame->code->names[ins.arg], self_needed);
  return function && self_needed;
}

bool store_attr_slow(Thread& thread, Frame* frame, const Ins& ins, Ref self, Ref value) {
  learn_attribute(thread, frame, ins, self, AttributeTable::Store);
  return set_attribute(thread, self, frame->code->names[ins.arg], value);
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

namespace {

// An operator of two exact ints, of which one at least is large; null without an error for operators that have no short way.
Value int_operation(Thread& thread, Binary op, Ref left, Ref right) {
  switch (op) {
    case Binary::Add: return int_add(thread, left, right);
    case Binary::Subtract: return int_subtract(thread, left, right);
    case Binary::Multiply: return int_multiply(thread, left, right);
    case Binary::FloorDivide: return int_floor_divide(thread, left, right);
    case Binary::Remainder: return int_remainder(thread, left, right);
    case Binary::LeftShift: return int_left_shift(thread, left, right);
    case Binary::RightShift: return int_right_shift(thread, left, right);
    case Binary::And: return int_bitwise(thread, left, right, '&');
    case Binary::Or: return int_bitwise(thread, left, right, '|');
    case Binary::Xor: return int_bitwise(thread, left, right, '^');
    default: return {};
  }
}

}  // namespace

Value binary_op_slow(Thread& thread, Frame* frame, std::uint32_t op) {
  Ref left = frame->peek(1), right = frame->peek(0);
  constexpr std::uint32_t inplace = 13, divide = 26;
  auto is_whole = [](Ref v) { return v.is_small_int() || is_exact<Int>(v); };
  if (op < divide && is_whole(left) && is_whole(right))   // 2.x: of an int and a long, long has the say
    if (Value result = int_operation(thread, static_cast<Binary>(op < inplace ? op : op - inplace), left, right); result || thread.has_error()) return result;
  if (op == 0 || op == inplace) {
    if (Value grown = grow_string(thread, frame)) return grown;
    if (is_exact<Text>(left) && is_exact<Text>(right)) return text_concat(thread, left, right);
  }
  if (op >= divide) return op == divide ? binary_op(thread, Binary::Divide, left, right) : inplace_op(thread, Binary::Divide, left, right);
  Binary operation = static_cast<Binary>(op < inplace ? op : op - inplace);
  return op < inplace ? binary_op(thread, operation, left, right) : inplace_op(thread, operation, left, right);
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
