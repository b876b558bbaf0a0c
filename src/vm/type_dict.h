// The dicts of built-in types: filled from the rows of their specs when somebody first looks into them.
#pragma once

#include "vm/type.h"

namespace xvm {

inline constexpr std::uint32_t DictUnfilled = 1u << 31;   // a flag of types beside the TypeFlags

// Leaves a type's dict to be filled when it is asked for. The spec's rows live as long as the process.
void fill_dict_later(Type& type, const TypeSpec& spec);
void fill_dict(Type& type);
void forget_unfilled();

// What a type has itself, null in a bare one: to be asked for wherever that matters, in place of type.dict.
inline Value& filled_dict(Type& type) {
  if (type.has(DictUnfilled)) fill_dict(type);
  return type.dict;
}

// The slots that a built-in type fills itself, before others are inherited.
Slots own_slots(Runtime& runtime, const Type& type, void (*fill)(Slots& slots, Runtime& runtime));

}  // namespace xvm
