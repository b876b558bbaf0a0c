// The slot table: which special method stands for which slot, and both ways between them. A slot of a built-in type shows as
// a wrapper_descriptor; a special method of a class made by a program fills the slot with a function that calls it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "vm/type.h"

namespace xvm {

class Thread;
struct SlotWrapper;

#define XVM_SLOT(slot) offsetof(::xvm::Slots, slot)

using AnyFn = void (*)();
struct SlotDefinition;
// Calls a slot function with the arguments of the special method.
using WrapFn = Value (*)(Thread&, AnyFn function, Ref self, Args args, const SlotDefinition& definition);

struct SlotDefinition {
  const char* name;              // "__add__"
  std::uint16_t offset;          // into Slots
  WrapFn wrap;                   // null: no descriptor is shown for a filled slot
  AnyFn heap;                    // the slot function that calls the special method; null where another row's does
  Range releases = always;
  const char* signature = nullptr;   // "($self, value, /)"
  bool keywords = false;
};

inline AnyFn& slot_at(Slots& slots, std::size_t offset) { return *reinterpret_cast<AnyFn*>(reinterpret_cast<char*>(&slots) + offset); }

// Prepares the table for a runtime; interned names are needed.
void start_slot_table(Runtime& runtime);
void stop_slot_table();
// Puts wrapper descriptors (and __hash__ = None) for the slots that `filled` has into the dict of a built-in type.
void add_slot_descriptors(Thread& thread, Type* type, const Slots& filled);
// Sets all slots of a type from what its MRO holds; for types made by programs and built-in ones with several bases.
void fix_slots(Thread& thread, Type* type);
// Slots that are null are taken from base.
void inherit_slots(Type* type, const Type* base);
// hash of objects that have none: TypeError "unhashable type: 'list'".
bool unhashable(Thread& thread, Ref self, std::int64_t& hash);
Value call_slot_wrapper(Thread& thread, const SlotWrapper& wrapper, Ref self, Args args);

}  // namespace xvm
