// Making classes: what the class statement does, by release, and type(name, bases, dict).
#pragma once

#include "vm/args.h"
#include "vm/value.h"

namespace xvm {

class Thread;
struct Type;
struct Dict;

// 2.x BUILD_CLASS: finds the metaclass (__metaclass__ in methods, type of the first base, __metaclass__ in globals, classic)
// and calls it with (name, bases, methods).
Value build_class_2(Thread& thread, Ref methods, Ref bases, Ref name, Ref globals);
// 3.x __build_class__(function, name, *bases, metaclass=..., **keywords).
Value build_class_3(Thread& thread, Args args);
// The most derived metaclass of `metatype` and those of bases; null with "metaclass conflict" set.
Type* calculate_metaclass(Thread& thread, Type* metatype, Ref bases);
// type.__new__(metatype, name, bases, namespace, **keywords).
Value new_class(Thread& thread, Type* metatype, Ref name, Ref bases, Ref namespace_dict, Args keywords);
// __mro_entries__: bases with each non-class replaced (PEP 560, 3.7 on); the same tuple when nothing is.
Value resolve_bases(Thread& thread, Ref bases);
// The MRO as type.mro() gives it: a tuple; null with TypeError set where the bases cannot be put in order.
Value linearize(Thread& thread, Type* type);
// The base whose struct and slots instances must have: the type itself where it adds to its base's.
Type* solid_base(Type* type);
// The base that decides the layout; null with the error set.
Type* best_base(Thread& thread, Ref bases);
// Computes and sets the MRO by mro() of the metaclass or C3; false with the error set.
bool compute_mro(Thread& thread, Type* type);

}  // namespace xvm
