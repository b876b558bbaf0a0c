// The slot table's rows, and what keeps the slots of a type and the special methods in its dict in step.
#include "vm/slot_table.h"

#include <algorithm>
#include <span>
#include <vector>

#include "objects/bytes.h"
#include "objects/descriptor.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "objects/type_object.h"
#include "vm/attributes.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/slot_functions.h"
#include "vm/slot_wrappers.h"

namespace xvm {

namespace {

struct ActiveRow {
  const SlotDefinition* definition;
  Value name;
};
// The rows of one slot: they stand together.
struct Group { std::uint32_t first, last; std::uint16_t offset; };

std::vector<SlotDefinition> definitions;        // of all releases
std::vector<ActiveRow> rows;                    // of this one
std::vector<Group> groups;
// The rows by interned name, those of one name in their order; made when a class is, as many programs make none.
struct Place { std::uint64_t name; std::uint32_t row, group; };
std::vector<Place> places;

std::span<const Place> places_of(Ref name) {
  if (places.empty()) {
    places.reserve(rows.size());
    for (std::uint32_t g = 0; g < groups.size(); ++g)
      for (std::uint32_t i = groups[g].first; i < groups[g].last; ++i) places.push_back({rows[i].name.raw(), i, g});
    std::sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.name != b.name ? a.name < b.name : a.row < b.row; });
  }
  auto first = std::lower_bound(places.begin(), places.end(), name.raw(), [](const Place& a, std::uint64_t wanted) { return a.name < wanted; });
  auto last = first;
  while (last != places.end() && last->name == name.raw()) ++last;
  return {first, last};
}

template <class F>
AnyFn any(F f) { return reinterpret_cast<AnyFn>(f); }

struct BinaryRow { Binary op; const char *name, *reflected, *inplace; Range releases; };
constexpr BinaryRow binary_rows[] = {
    {Binary::Add, "__add__", "__radd__", "__iadd__", always},
    {Binary::Subtract, "__sub__", "__rsub__", "__isub__", always},
    {Binary::Multiply, "__mul__", "__rmul__", "__imul__", always},
    {Binary::Divide, "__div__", "__rdiv__", "__idiv__", py2},
    {Binary::Remainder, "__mod__", "__rmod__", "__imod__", always},
    {Binary::DivMod, "__divmod__", "__rdivmod__", nullptr, always},
    {Binary::LeftShift, "__lshift__", "__rlshift__", "__ilshift__", always},
    {Binary::RightShift, "__rshift__", "__rrshift__", "__irshift__", always},
    {Binary::And, "__and__", "__rand__", "__iand__", always},
    {Binary::Xor, "__xor__", "__rxor__", "__ixor__", always},
    {Binary::Or, "__or__", "__ror__", "__ior__", always},
    {Binary::FloorDivide, "__floordiv__", "__rfloordiv__", "__ifloordiv__", always},
    {Binary::TrueDivide, "__truediv__", "__rtruediv__", "__itruediv__", always},
    {Binary::MatrixMultiply, "__matmul__", "__rmatmul__", "__imatmul__", since(3, 5)},
};

void add(const char* name, std::size_t offset, WrapFn wrap, AnyFn heap, const char* signature, Range releases = always, bool keywords = false) {
  definitions.push_back({name, static_cast<std::uint16_t>(offset), wrap, heap, releases, signature, keywords});
}
void add_unary(const char* name, std::size_t offset, Unary which, Range releases = always) {
  add(name, offset, wrap_unary, heap_unary(which), "($self, /)", releases);
}

constexpr const char *no_more = "($self, /)", *one_value = "($self, value, /)", *one_key = "($self, key, /)";

void define_objects() {
  add_unary("__repr__", XVM_SLOT(repr), Unary::Repr);
  add("__hash__", XVM_SLOT(hash), wrap_hash, any(heap_hash), no_more);
  add("__call__", XVM_SLOT(call), wrap_call, any(heap_call), "($self, /, *args, **kwargs)", always, true);
  add_unary("__str__", XVM_SLOT(str), Unary::Str);
  add("__getattribute__", XVM_SLOT(get_attribute), wrap_get_attribute, any(heap_get_attribute), "($self, name, /)");
  add("__getattr__", XVM_SLOT(get_attribute), nullptr, any(heap_get_attribute), nullptr);
  add("__setattr__", XVM_SLOT(set_attribute), wrap_set_attribute, any(heap_set_attribute), "($self, name, value, /)");
  add("__delattr__", XVM_SLOT(set_attribute), wrap_delete_attribute, any(heap_set_attribute), "($self, name, /)");
  for (const char* name : {"__lt__", "__le__", "__eq__", "__ne__", "__gt__", "__ge__"})
    add(name, XVM_SLOT(compare), wrap_compare, any(heap_compare), one_value);
  add("__cmp__", XVM_SLOT(three_way), wrap_three_way, any(heap_three_way), one_value, py2);
  add_unary("__iter__", XVM_SLOT(iter), Unary::Iter);
  add("next", XVM_SLOT(next), wrap_next, any(heap_next), no_more, py2);
  add("__next__", XVM_SLOT(next), wrap_next, any(heap_next), no_more, py3);
  add("__get__", XVM_SLOT(descr_get), wrap_descr_get, any(heap_descr_get), "($self, instance, owner=None, /)");
  add("__set__", XVM_SLOT(descr_set), wrap_descr_set, any(heap_descr_set), "($self, instance, value, /)");
  add("__delete__", XVM_SLOT(descr_set), wrap_descr_delete, any(heap_descr_set), "($self, instance, /)");
  add("__init__", XVM_SLOT(init), wrap_init, any(heap_init), "($self, /, *args, **kwargs)", always, true);
  add("__new__", XVM_SLOT(make), nullptr, any(heap_make), nullptr);
  add("__del__", XVM_SLOT(finalize), nullptr, any(heap_finalize), nullptr, until(3, 3));
  add("__del__", XVM_SLOT(finalize), wrap_finalize, any(heap_finalize), no_more, since(3, 4));
  add("__buffer__", XVM_SLOT(buffer), wrap_buffer, any(heap_buffer), "($self, flags, /)", since(3, 12));
  add_unary("__await__", XVM_SLOT(await), Unary::Await, since(3, 5));
  add_unary("__aiter__", XVM_SLOT(aiter), Unary::AIter, since(3, 5));
  add_unary("__anext__", XVM_SLOT(anext), Unary::ANext, since(3, 5));
}

void define_numbers() {
  for (const BinaryRow& row : binary_rows) {
    std::size_t at = XVM_SLOT(binary) + static_cast<std::size_t>(row.op) * sizeof(BinaryFn);
    add(row.name, at, wrap_binary, heap_binary(row.op), one_value, row.releases);
    add(row.reflected, at, wrap_binary_reflected, heap_binary(row.op), one_value, row.releases);
  }
  add("__pow__", XVM_SLOT(power), wrap_power, any(heap_power), "($self, value, mod=None, /)");
  add("__rpow__", XVM_SLOT(power), wrap_power_reflected, any(heap_power), "($self, value, mod=None, /)");
  add_unary("__neg__", XVM_SLOT(negative), Unary::Negative);
  add_unary("__pos__", XVM_SLOT(positive), Unary::Positive);
  add_unary("__abs__", XVM_SLOT(absolute), Unary::Absolute);
  add("__nonzero__", XVM_SLOT(truth), wrap_truth, any(heap_truth), no_more, py2);
  add("__bool__", XVM_SLOT(truth), wrap_truth, any(heap_truth), no_more, py3);
  add_unary("__invert__", XVM_SLOT(invert), Unary::Invert);
  add("__coerce__", XVM_SLOT(coerce), wrap_coerce, any(heap_coerce), one_value, py2);
  add_unary("__int__", XVM_SLOT(as_int), Unary::Int);
  add_unary("__long__", XVM_SLOT(as_long), Unary::Long, until(3, 0));
  add_unary("__float__", XVM_SLOT(as_float), Unary::Float);
  add_unary("__oct__", XVM_SLOT(oct), Unary::Oct, py2);
  add_unary("__hex__", XVM_SLOT(hex), Unary::Hex, py2);
  add_unary("__index__", XVM_SLOT(as_index), Unary::Index);
  for (const BinaryRow& row : binary_rows)
    if (row.inplace)
      add(row.inplace, XVM_SLOT(inplace) + static_cast<std::size_t>(row.op) * sizeof(BinaryFn), wrap_binary, heap_inplace(row.op), one_value, row.releases);
  add("__ipow__", XVM_SLOT(inplace_power), wrap_power, any(heap_inplace_power), one_value);
}

void define_containers() {
  add("__len__", XVM_SLOT(length), wrap_length, any(heap_length), no_more);
  add("__getitem__", XVM_SLOT(get_item), wrap_binary, any(heap_get_item), one_key);
  add("__setitem__", XVM_SLOT(set_item), wrap_set_item, any(heap_set_item), "($self, key, value, /)");
  add("__delitem__", XVM_SLOT(set_item), wrap_delete_item, any(heap_set_item), one_key);
  add("__getitem__", XVM_SLOT(index_item), wrap_index_item, any(heap_index_item), one_key);
  add("__add__", XVM_SLOT(concat), wrap_binary, nullptr, one_value);
  add("__mul__", XVM_SLOT(repeat), wrap_repeat, nullptr, one_value);
  add("__rmul__", XVM_SLOT(repeat), wrap_repeat, nullptr, one_value);
  add("__getslice__", XVM_SLOT(get_slice), wrap_get_slice, any(heap_get_slice), nullptr, py2);
  add("__setslice__", XVM_SLOT(set_slice), wrap_set_slice, any(heap_set_slice), nullptr, py2);
  add("__delslice__", XVM_SLOT(set_slice), wrap_delete_slice, any(heap_set_slice), nullptr, py2);
  add("__contains__", XVM_SLOT(contains), wrap_contains, any(heap_contains), one_key);
  add("__iadd__", XVM_SLOT(inplace_concat), wrap_binary, nullptr, one_value);
  add("__imul__", XVM_SLOT(inplace_repeat), wrap_repeat, nullptr, one_value);
}

// The slot that a name stands for in this type, when just one of several is filled.
AnyFn* only_slot_of(Type* type, Ref name) {
  AnyFn* only = nullptr;
  for (const Place& place : places_of(name)) {
    AnyFn* slot = &slot_at(type->slots, rows[place.row].definition->offset);
    if (!*slot) continue;
    if (only && only != slot) return nullptr;
    only = slot;
  }
  return only;
}

// The built-in type whose __new__ this is, null when it is none.
Type* native_make_of(Ref found) {
  Native* native = try_as<Native>(found);
  if (!native || !is_native_make(*native) || !is<Type>(native->self)) return nullptr;
  return &as<Type>(native->self);
}

bool none_unhashable = true;   // __hash__ = None, from 2.6

void fix_group(Type* type, const Group& group) {
  AnyFn *slot = &slot_at(type->slots, group.offset), specific = nullptr, generic = nullptr;
  bool use_generic = false;
  for (std::uint32_t i = group.first; i < group.last; ++i) {
    const ActiveRow& row = rows[i];
    Ref found = type_find(type, row.name);
    if (!found) continue;
    if (SlotWrapper* wrapper = try_as<SlotWrapper>(found); wrapper && wrapper->name == row.name.ref()) {
      AnyFn* only = only_slot_of(type, row.name);
      if (!only || only == slot) generic = row.definition->heap;
      AnyFn wrapped = slot_at(wrapper->owner->slots, wrapper->definition->offset);
      if ((!specific || specific == wrapped) && wrapper->definition == row.definition && is_subtype(type, wrapper->owner)) specific = wrapped;
      else use_generic = true;
    } else if (Type* maker = group.offset == XVM_SLOT(make) ? native_make_of(found) : nullptr) {
      specific = reinterpret_cast<AnyFn>(maker->slots.make);
    } else if (MethodDescriptor* method = try_as<MethodDescriptor>(found); method && row.definition->wrap && is_subtype(type, method->owner) && slot_at(method->owner->slots, group.offset)) {
      generic = row.definition->heap;   // a method that stands beside the slot and does the same
      AnyFn native = slot_at(method->owner->slots, group.offset);
      if (!specific || specific == native) specific = native;
      else use_generic = true;
    } else if (found.is_none() && group.offset == XVM_SLOT(hash) && none_unhashable) {
      specific = any(unhashable);
    } else {
      use_generic = true;
      generic = row.definition->heap;
    }
  }
  *slot = specific && !use_generic ? specific : generic;
}

void fix_flags(Type* type) {
  auto set = [type](std::uint32_t flag, bool on) { type->type_flags = on ? type->type_flags | flag : type->type_flags & ~flag; };
  set(CustomGetAttribute, type->slots.get_attribute == heap_get_attribute);
  set(CustomSetAttribute, type->slots.set_attribute == heap_set_attribute);
  set(HasFinalizer, type->slots.finalize != nullptr);
}

}  // namespace

void start_slot_table(Runtime& runtime) {
  Thread& thread = current_thread();
  if (definitions.empty()) {
    definitions.reserve(160);
    define_objects();
    define_numbers();
    define_containers();
    std::stable_sort(definitions.begin(), definitions.end(), [](const SlotDefinition& x, const SlotDefinition& y) { return x.offset < y.offset; });
  }
  stop_slot_table();
  none_unhashable = runtime.in(since(2, 6));
  for (const SlotDefinition& definition : definitions)
    if (runtime.in(definition.releases)) rows.push_back({&definition, native_intern(thread, definition.name)});
  for (std::uint32_t i = 0; i < rows.size(); ++i) {
    std::uint16_t offset = rows[i].definition->offset;
    if (groups.empty() || groups.back().offset != offset) groups.push_back({i, i, offset});
    groups.back().last = i + 1;
  }
}

void stop_slot_table() {
  rows.clear();
  groups.clear();
  places.clear();
}

void add_slot_descriptors(Thread& thread, Type* type, const Slots& filled) {
  Dict& dict = as<Dict>(type->dict);
  Runtime& rt = thread.rt;
  for (const ActiveRow& row : rows) {
    if (!row.definition->wrap || !slot_at(const_cast<Slots&>(filled), row.definition->offset)) continue;
    if (dict_get_name(dict, row.name)) continue;
    if (row.definition->offset == XVM_SLOT(hash) && filled.hash == unhashable && rt.in(since(2, 6))) {
      (void)dict_set(thread, dict, row.name, none);
      continue;
    }
    SlotWrapper* wrapper = allocate<SlotWrapper>(rt.types.slot_wrapper);
    wrapper->definition = row.definition;
    wrapper->owner = type;
    wrapper->name = row.name;
    (void)dict_set(thread, dict, row.name, own(wrapper));
  }
}

// A type made by a program with one base has that base's slots but for the special methods in its own dict.
void fix_slots(Thread& thread, Type* type) {
  const Tuple& bases = as<Tuple>(type->bases);
  type->slots = type->base->slots;
  bool plain = bases.length == 1 && type->mro && as<Tuple>(type->mro).length == as<Tuple>(type->base->mro).length + 1;
  if (plain) {
    std::vector<bool> wanted(groups.size());
    DictCursor cursor;
    while (DictEntry* entry = cursor.next(thread, as<Dict>(type->dict))) {
      Value name = entry->key;   // one that the program put together need not be interned
      if (!is_interned(name) && (is_exact<Text>(name) || is_exact<Bytes>(name)) && is_native_str(thread, name)) name = intern(thread, std::move(name));
      for (const Place& place : places_of(name)) wanted[place.group] = true;
    }
    // Slots that stand for the same name are settled together.
    for (std::size_t g = 0; g < groups.size(); ++g)
      if (wanted[g]) fix_group(type, groups[g]);
  } else {
    for (std::size_t i = 1; i < as<Tuple>(type->mro).length; ++i)
      if (Type* next = try_as<Type>(as<Tuple>(type->mro)[i])) inherit_slots(type, next);
    for (const Group& group : groups) fix_group(type, group);
  }
  fix_flags(type);
}

void update_slots(Thread& thread, Type* type, Ref name) {
  std::span<const Place> found = places_of(name);
  if (found.empty()) return;
  for (std::size_t i = 0; i < found.size(); ++i)
    if (i == 0 || found[i].group != found[i - 1].group) fix_group(type, groups[found[i].group]);
  fix_flags(type);
  for (Type* sub : std::vector<Type*>(type->subtypes)) {
    if (sub->dict && dict_get_name(as<Dict>(sub->dict), name)) continue;
    update_slots(thread, sub, name);
  }
}

void inherit_slots(Type* type, const Type* base) {
  constexpr std::size_t count = sizeof(Slots) / sizeof(AnyFn);
  bool keep_comparison = type->slots.compare || type->slots.hash || type->slots.three_way;
  Slots mine = type->slots;
  AnyFn* to = reinterpret_cast<AnyFn*>(&type->slots);
  const AnyFn* from = reinterpret_cast<const AnyFn*>(&base->slots);
  for (std::size_t i = 0; i < count; ++i)
    if (!to[i]) to[i] = from[i];
  if (keep_comparison) {
    type->slots.compare = mine.compare;
    type->slots.hash = mine.hash;
    type->slots.three_way = mine.three_way;
  }
}

bool unhashable(Thread& thread, Ref self, std::int64_t&) {
  if (!thread.rt.in(since(2, 6))) return raise_type_error(thread, "{} objects are unhashable", type_name(thread, self));
  return raise_type_error(thread, "unhashable type: '{}'", type_name(thread, self));
}

Value call_slot_wrapper(Thread& thread, const SlotWrapper& wrapper, Ref self, Args args) {
  const SlotDefinition& definition = *wrapper.definition;
  if (!definition.keywords && args.names && args.keywords() > 0) {
    if (thread.rt.in(until(3, 6))) return raise_type_error(thread, "wrapper {} doesn't take keyword arguments", definition.name);
    return raise_type_error(thread, "wrapper {}() takes no keyword arguments", definition.name);
  }
  return definition.wrap(thread, slot_at(wrapper.owner->slots, definition.offset), self, args, definition);
}

}  // namespace xvm
