// How many objects CPython's collector would have said it found, where ours are fewer or more than CPython's.
#pragma once

#include <cstdint>
#include <vector>

#include "vm/value.h"

namespace xvm {

struct Object;
struct Release;

// Tuples and dicts of atoms are not tracked, as the collector of the release finds out.
bool holds_only_atoms(Ref v);
// An instance with attributes has a dict in CPython, which counts where it holds what may be part of a cycle. Ours has one
// only when a program asks for it.
bool would_have_dict(const Release& release, Object* o);
// What is to be said of these, which nothing outside refers to.
std::int64_t count_found(const Release& release, const std::vector<Value>& rest);

}  // namespace xvm
