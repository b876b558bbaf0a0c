// Built-in types: made bare at first, so that names and dicts exist, then filled from their specs for the release.
#include <algorithm>
#include <vector>

#include "objects/bytes.h"
#include "objects/class_build.h"
#include "objects/descriptor.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/heap.h"
#include "vm/runtime.h"
#include "vm/slot_table.h"
#include "vm/thread.h"
#include "vm/type.h"
#include "vm/type_cache.h"
#include "vm/type_dict.h"

namespace xvm {

namespace {

// Bare types that wait for their spec.
struct Pending { const char* name; Type* type; };
std::vector<Pending> pending;

Type* bare_type(Runtime& rt, const Layout* layout, const char* name, Type* metatype) {
  Type* type = allocate<Type>(metatype);
  type->layout = layout;
  type->name = name;
  pending.push_back({name, type});
  if (rt.types.type) type->type = rt.types.type;
  return type;
}

Type* claim(const TypeSpec& spec) {
  auto at = std::find_if(pending.begin(), pending.end(), [&](const Pending& p) { return std::string_view(p.name) == spec.name; });
  if (at == pending.end()) return nullptr;
  Type* type = at->type;
  pending.erase(at);
  return type;
}

constexpr std::uint32_t inherited_flags = InstancesHaveDict | InstancesHaveHead | HasWeakrefs | SequencePattern | MappingPattern | OwnsDictValues;

}  // namespace

// The metaclass of the very first type is a stand-in, until `type` itself is there.
void bootstrap_types(Runtime& rt) {
  clear_type_cache();
  forget_unfilled();
  pending.clear();
  static Type* stand_in = [] {
    static Type of_types;
    of_types.refs = 1u << 30;
    static_cast<Object&>(of_types).kind = static_cast<std::uint16_t>(Kind::Type);
    of_types.layout = layout_of<Type>;
    return &of_types;
  }();
  Types& types = rt.types;
  types.type = bare_type(rt, layout_of<Type>, "type", stand_in);
  types.type->type = types.type;
  auto make = [&](const Layout* layout, const char* name) { return bare_type(rt, layout, name, types.type); };
  types.object = make(layout_of<Instance>, "object");
  types.dict = make(layout_of<Dict>, "dict");
  types.tuple = make(layout_of<Tuple>, "tuple");
  types.text = make(layout_of<Text>, "str");
  types.bytes = make(layout_of<Bytes>, "bytes");
  types.native = make(layout_of<Native>, "builtin_function_or_method");
  types.method_descriptor = make(layout_of<MethodDescriptor>, "method_descriptor");
  types.classmethod_descriptor = make(layout_of<MethodDescriptor>, "classmethod_descriptor");
  types.slot_wrapper = make(layout_of<SlotWrapper>, "wrapper_descriptor");
  types.getset = make(layout_of<GetSet>, "getset_descriptor");
  types.member = make(layout_of<Member>, "member_descriptor");
  types.static_method = make(layout_of<StaticMethod>, "staticmethod");
  for (Pending& p : pending) p.type->dict = make_dict(current_thread());
  start_slot_table(rt);
}

void finish_types(Runtime&) {
  clear_type_cache();
  stop_slot_table();
  forget_unfilled();
  pending.clear();
}

Type* make_builtin_type(Runtime& rt, const TypeSpec& spec, Type* base) {
  if (!base) return make_builtin_type(rt, spec, std::span<Type* const>());
  Type* const bases[] = {base};
  return make_builtin_type(rt, spec, bases);
}

Type* make_builtin_type(Runtime& rt, const TypeSpec& spec, std::span<Type* const> given_bases) {
  Thread& thread = current_thread();
  Type* type = claim(spec);
  if (!type) {
    type = allocate<Type>(rt.types.type);
    type->layout = spec.layout;
    type->dict = make_dict(thread);
  }
  type->name = rt.python2() && spec.name2 ? spec.name2 : spec.name;
  std::vector<Value> bases;
  for (Type* b : given_bases) bases.push_back(Value(Ref(b)));
  if (bases.empty() && type != rt.types.object) bases.push_back(Value(Ref(rt.types.object)));
  type->base = bases.empty() ? nullptr : &as<Type>(bases[0]);
  if (type->base) type->base_ref = bases[0];
  type->bases = make_tuple(thread, bases.data(), bases.size());
  std::size_t dot = type->name.rfind('.');
  type->type_name = native_intern(thread, dot == std::string::npos ? type->name : type->name.substr(dot + 1));
  type->qualname = type->type_name;
  type->type_flags = spec.flags;
  type->dict_field = spec.dict_field;
  if (type->dict_field) type->type_flags |= InstancesHaveDict;
  for (const Value& b : bases) {
    const Type& from = as<Type>(b);
    std::uint32_t take = inherited_flags;
    if (spec.dict_field) take &= ~static_cast<std::uint32_t>(InstancesHaveDict | InstancesHaveHead);
    type->type_flags |= from.type_flags & take;
    if (!type->dict_field && from.layout == type->layout) type->dict_field = from.dict_field;
  }
  if (type->has(InstancesHaveDict) && !type->dict_field) type->type_flags |= InstancesHaveHead;

  bool plain_base = type->base == rt.types.object;
  type->slots = own_slots(rt, *type, spec.fill);
  fill_dict_later(*type, spec);

  type->mro = linearize(thread, type);
  if (!type->mro) thread.clear_error();   // our own bases: a wrong one shows at once in every test
  for (const Value& b : bases) {
    NewFn own_make = type->slots.make;
    inherit_slots(type, &as<Type>(b));
    if (plain_base) type->slots.make = own_make;   // only those that say so can be made
    as<Type>(b).subtypes.push_back(type);
  }
  if (type->has(InstancesHaveHead)) type->root_shape = make_root_shape(0);
  type->type_flags |= Ready | Immutable;
  type->version = new_type_version();
  keep_type(*rt.heap, type);
  return type;
}

}  // namespace xvm
