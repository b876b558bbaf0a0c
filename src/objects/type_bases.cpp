// Bases and the method resolution order: C3, classic classes of 2.x among the bases, assignment to __bases__.
#include <algorithm>
#include <vector>

#include "objects/class_build.h"
#include "objects/class_obj.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/descriptor.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "objects/type_object.h"
#include "vm/attributes.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/slot_table.h"
#include "vm/type_cache.h"

namespace xvm {

namespace {

// Depth first, left to right, each once: how classic classes are searched.
void classic_order(Ref c, std::vector<Value>& out) {
  for (const Value& seen : out)
    if (seen == c) return;
  out.push_back(Value(c));
  if (ClassObj* classic = try_as<ClassObj>(c))
    for (const Value& base : as<Tuple>(classic->bases)) classic_order(base, out);
}

std::string name_of_class(Ref c) {
  if (is<Type>(c)) return as<Type>(c).name;
  if (is<ClassObj>(c)) return native_utf8(as<ClassObj>(c).name);
  return "?";
}

ErrorSet raise_no_order(Thread& thread, const std::vector<std::vector<Value>>& lists, const std::vector<std::size_t>& at) {
  std::string names;
  std::vector<Value> seen;
  for (std::size_t i = 0; i < lists.size(); ++i) {
    if (at[i] >= lists[i].size()) continue;
    const Value& head = lists[i][at[i]];
    if (std::find(seen.begin(), seen.end(), head) != seen.end()) continue;
    seen.push_back(head);
    names += (names.empty() ? " " : ", ") + name_of_class(head);
  }
  const char* between = thread.rt.in(since(3, 13)) ? " " : "\n";
  return raise_type_error(thread, "Cannot create a consistent method resolution{}order (MRO) for bases{}", between, names);
}

// C3: the first head that stands in no other list's tail, again and again.
bool merge(Thread& thread, std::vector<std::vector<Value>>& lists, std::vector<Value>& out) {
  std::vector<std::size_t> at(lists.size(), 0);
  for (;;) {
    bool any = false, taken = false;
    for (std::size_t i = 0; i < lists.size() && !taken; ++i) {
      if (at[i] >= lists[i].size()) continue;
      any = true;
      Value candidate = lists[i][at[i]];
      bool in_tail = false;
      for (std::size_t j = 0; j < lists.size() && !in_tail; ++j)
        for (std::size_t k = at[j] + 1; k < lists[j].size() && !in_tail; ++k) in_tail = lists[j][k] == candidate;
      if (in_tail) continue;
      out.push_back(candidate);
      for (std::size_t j = 0; j < lists.size(); ++j)
        if (at[j] < lists[j].size() && lists[j][at[j]] == candidate) ++at[j];
      taken = true;
    }
    if (!any) return true;
    if (!taken) return raise_no_order(thread, lists, at);
  }
}

}  // namespace

Value linearize(Thread& thread, Type* type) {
  const Tuple& bases = as<Tuple>(type->bases);
  std::vector<Value> order{Value(Ref(type))};
  if (bases.length == 1 && is<Type>(bases[0]) && as<Type>(bases[0]).mro) {   // no other order is possible
    const Tuple& of_base = as<Tuple>(as<Type>(bases[0]).mro);
    order.insert(order.end(), of_base.begin(), of_base.end());
    return make_tuple(thread, order.data(), order.size());
  }
  for (std::size_t i = 0; i < bases.length; ++i)
    for (std::size_t j = i + 1; j < bases.length; ++j)
      if (bases[i] == bases[j]) return raise_type_error(thread, "duplicate base class {}", name_of_class(bases[i]));
  std::vector<std::vector<Value>> lists;
  for (const Value& base : bases) {
    lists.emplace_back();
    if (is<Type>(base)) {
      if (!as<Type>(base).mro) return raise_type_error(thread, "Cannot extend an incomplete type '{}'", as<Type>(base).name);
      const Tuple& of_base = as<Tuple>(as<Type>(base).mro);
      lists.back().assign(of_base.begin(), of_base.end());
    } else {
      classic_order(base, lists.back());
    }
  }
  lists.emplace_back(bases.begin(), bases.end());
  if (!merge(thread, lists, order)) return error_set;
  return make_tuple(thread, order.data(), order.size());
}

bool compute_mro(Thread& thread, Type* type) {
  Type* meta = type->type;
  Value order;
  Ref method = meta == thread.rt.types.type ? Ref() : type_find(meta, thread.rt.names.mro_);
  bool own_method = method && !(is<MethodDescriptor>(method) && as<MethodDescriptor>(method).owner == thread.rt.types.type);
  if (own_method) {
    Value keep(method), result = call_found(thread, keep, Ref(type), {});
    if (!result || !(order = to_tuple(thread, result))) return error_set;
    if (as<Tuple>(order).length == 0 && thread.rt.in(since(3, 10))) return raise_type_error(thread, "type MRO must not be empty");
    const Type* solid = solid_base(type);
    for (const Value& c : as<Tuple>(order)) {
      if (is<ClassObj>(c)) continue;
      if (!is<Type>(c)) return raise_type_error(thread, "mro() returned a non-class ('{}')", type_name(thread, c));
      if (!is_subtype(solid, solid_base(&as<Type>(c)))) return raise_type_error(thread, "mro() returned base with unsuitable layout ('{}')", as<Type>(c).name);
    }
  } else {
    order = linearize(thread, type);
    if (!order) return error_set;
  }
  type->type_flags &= ~static_cast<std::uint32_t>(ClassicBases);
  for (const Value& c : as<Tuple>(order))
    if (is<ClassObj>(c)) type->type_flags |= ClassicBases;
  type->mro = std::move(order);
  return true;
}

bool attach_bases(Thread&, Type* type) {
  for (const Value& b : as<Tuple>(type->bases))
    if (is<Type>(b)) as<Type>(b).subtypes.push_back(type);
  return true;
}

Value type_bases_get(Thread&, Ref self) { return as<Type>(self).bases; }

namespace {

// MROs of a type and all below it, afresh; on failure the old ones are back.
bool renew_orders(Thread& thread, Type* type, std::vector<std::pair<Value, Value>>& old) {
  old.emplace_back(Value(Ref(type)), type->mro);
  if (!compute_mro(thread, type)) return error_set;
  for (Type* sub : std::vector<Type*>(type->subtypes))
    if (!renew_orders(thread, sub, old)) return error_set;
  return true;
}

// Whether instances of one are known to the cycle collector.
bool collected(const Type* type) {
  return type->has(HeapType) ? type->layout->gc && (type->layout->kind != Kind::Instance || type->has(InstancesHaveHead)) : type->layout->gc && type->layout->kind != Kind::Instance;
}
// To 3.4 built-in types of different structs have different deallocators; then only being collected makes the difference.
bool deallocators_differ(const Release& r, const Type* a, const Type* b) {
  if (r.until(3, 4)) return a->has(HeapType) != b->has(HeapType) || (!a->has(HeapType) && a->layout != b->layout);
  return collected(a) != collected(b);
}

void fix_slots_below(Thread& thread, Type* type) {
  fix_slots(thread, type);
  for (Type* sub : std::vector<Type*>(type->subtypes)) fix_slots_below(thread, sub);
}

}  // namespace

bool type_bases_set(Thread& thread, Ref self, Ref value) {
  Type* type = &as<Type>(self);
  if (!type->has(HeapType)) {
    if (thread.rt.in(since(3, 10))) return raise_type_error(thread, "cannot set '__bases__' attribute of immutable type '{}'", type->name);
    return raise_type_error(thread, "can't set {}.__bases__", type->name);
  }
  if (!value) {
    if (thread.rt.in(since(3, 10))) return raise_type_error(thread, "cannot delete '__bases__' attribute of immutable type '{}'", type->name);
    return raise_type_error(thread, "can't delete {}.__bases__", type->name);
  }
  if (!is<Tuple>(value)) return raise_type_error(thread, "can only assign tuple to {}.__bases__, not {}", type->name, type_name(thread, value));
  Value fresh(value);
  const Tuple& bases = as<Tuple>(fresh);
  if (bases.length == 0) return raise_type_error(thread, "can only assign non-empty tuple to {}.__bases__, not ()", type->name);
  for (const Value& b : bases) {
    if (!is<Type>(b) && !is<ClassObj>(b))
      return raise_type_error(thread, "{}.__bases__ must be tuple of {}, not '{}'", type->name, thread.rt.python2() ? "old- or new-style classes" : "classes", type_name(thread, b));
    if (!is<Type>(b)) continue;
    Type* base = &as<Type>(b);
    bool below = is_subtype(base, type);   // or by bases that are set and whose order is not
    for (const Type* b2 = base; b2 && !below; b2 = b2->base) below = b2 == type;
    if (below) return raise_type_error(thread, "a __bases__ item causes an inheritance cycle");
  }
  Type* best = best_base(thread, fresh);
  if (!best) return error_set;
  std::uint32_t places = InstancesHaveDict | InstancesHaveHead;
  bool places_differ = (type->type_flags & places) != ((best->type_flags & places) | (type->type_flags & places));
  if (deallocators_differ(thread.rt.release, best, type->base))
    return raise_type_error(thread, "__bases__ assignment: '{}' deallocator differs from '{}'", best->name, type->base->name);
  if (best->layout != type->base->layout || best->slot_values != type->base->slot_values || best->dict_field != type->base->dict_field || places_differ)
    return raise_type_error(thread, "__bases__ assignment: '{}' object layout differs from '{}'", best->name, type->base->name);
  Value old_bases = type->bases, old_base = type->base_ref;
  for (const Value& b : as<Tuple>(old_bases))
    if (is<Type>(b)) std::erase(as<Type>(b).subtypes, type);
  type->bases = fresh;
  type->base = best;
  type->base_ref = Value(Ref(best));
  (void)attach_bases(thread, type);
  std::vector<std::pair<Value, Value>> old_orders;
  if (!renew_orders(thread, type, old_orders)) {
    for (auto& [of, order] : old_orders) as<Type>(of).mro = order;
    for (const Value& b : bases)
      if (is<Type>(b)) std::erase(as<Type>(b).subtypes, type);
    type->bases = old_bases;
    type->base = &as<Type>(old_base);
    type->base_ref = old_base;
    (void)attach_bases(thread, type);
    return error_set;
  }
  type_modified(type);
  fix_slots_below(thread, type);
  return true;
}

}  // namespace xvm
