// list[int] (PEP 585) and int | str (PEP 604), and what they share with typing's aliases.
#pragma once

#include <string_view>

#include "vm/object.h"

namespace xvm {

class Thread;
class TextBuilder;
struct Tuple;

struct GenericAlias : Object {
  static constexpr Kind kind = Kind::Other;
  static constexpr const char* layout_name = "types.GenericAlias";
  static constexpr bool gc = true;
  Value origin, args;     // args a tuple
  Value parameters;       // a tuple, null until asked for
  bool starred = false;   // *tuple[int]; PEP 646
  void traverse(Visitor& v) { v(origin), v(args), v(parameters); }
  void clear() {}
};

Value make_generic_alias(Thread& thread, Ref origin, Ref arguments);   // types.GenericAlias; arguments a tuple or one value
Value make_union(Thread& thread, Ref left, Ref right);                 // types.UnionType; not_implemented where one cannot be part

Ref union_members(Ref v);   // the tuple of a types.UnionType's members; null for anything else

// The type variables among these arguments, each once, in order: __parameters__.
Value collect_type_parameters(Thread& thread, const Tuple& args);
// The arguments of `self` with `item` put in for `parameters`: what self[item] is an alias with. A tuple.
Value substitute_parameters(Thread& thread, Ref self, Ref args, Ref parameters, Ref item);
// A tuple of the items, with *tuple[int, str] among them taken apart.
Value unpack_arguments(Thread& thread, Ref item);
// Adds an argument as aliases show it: int, module.Class, ..., repr() of others.
bool add_type_repr(Thread& thread, TextBuilder& text, Ref v);
// v.name, null without an error where it is absent.
Value find_named(Thread& thread, Ref v, std::string_view name);
// The index of v in a tuple by identity, or -1.
std::ptrdiff_t index_of(const Tuple& tuple, Ref v);

}  // namespace xvm
