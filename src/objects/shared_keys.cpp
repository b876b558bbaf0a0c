// Shared keys, and what stores to attributes do to those of a class.
#include "objects/shared_keys.h"

#include <unordered_map>

#include "objects/probe.h"
#include "objects/text.h"
#include "vm/heap.h"
#include "vm/runtime.h"
#include "vm/shape.h"
#include "vm/thread.h"
#include "vm/type.h"
#include "vm/type_cache.h"

namespace xvm {

namespace {

constexpr std::uint32_t first_slots = 4, first_usable = 3;

// To 3.4 (and in 3.5 to 3.5.2) a store to a dict that does not share the class's keys changes them, too.
bool foreign_dicts_change_keys(const Release& r) { return r.until(3, 4); }

std::unordered_map<const Type*, SharedKeys*>& keys_of_classes() {
  static auto* keys = new std::unordered_map<const Type*, SharedKeys*>;   // outlives every type
  return *keys;
}

// Whether an instance besides o has attributes in shapes with these keys.
bool others_share(const SharedKeys* keys, const Object* o) {
  Heap& heap = *current_thread().rt.heap;
  for (GcLinks* ring : {&heap.generations[0], &heap.generations[1], &heap.generations[2], &heap.permanent})
    for (Object* other = ring->next; other != ring_end(ring); other = gc_links(other)->next) {
      if (other == o || other->type != o->type || !(other->flags & HasHead)) continue;
      Shape* shape = head_of(other)->shape;
      if (shape && shape->parent && keys_of(shape) == keys) return true;
    }
  return false;
}

// The dict of an instance turned out not to have its class's keys: they become the dict's if nobody else has them.
void follow_dict(Type* type, Object* o, Dict& dict) {
  SharedKeys* keys = class_keys(type);
  bool alone = keys->dicts == 0 && is_exact<Dict>(Ref(&dict)) && !others_share(keys, o);
  set_class_keys(type, alone ? share_keys(dict) : nullptr);
}

}  // namespace

SharedKeys::SharedKeys(std::uint32_t slots, std::uint32_t usable) : slots(slots), usable(usable) {}

std::int64_t SharedKeys::slot_of(Ref name, std::int64_t hash, bool add) {
  for (Probe probe(size(), hash);; probe.step()) {
    Name& at = slots[probe.slot()];
    if (!at.name) {
      if (!add || usable == 0) return -1;
      --usable;
      at = {Value(name), hash};
      return probe.slot();
    }
    if (at.name == name || (at.hash == hash && text_equal(as<Text>(at.name), as<Text>(name)))) return probe.slot();
  }
}

SharedKeys* retain(SharedKeys* keys) {
  if (keys) ++keys->owners;
  return keys;
}

void release(SharedKeys* keys) {
  if (keys && --keys->owners == 0) delete keys;
}

SharedKeys* class_keys(const Type* type) {
  auto at = keys_of_classes().find(type);
  return at == keys_of_classes().end() ? nullptr : at->second;
}

void set_class_keys(Type* type, SharedKeys* keys) {
  SharedKeys* old = class_keys(type);
  if (old == keys) return;
  if (old) old->current = false;
  if (keys) {
    keys->current = true;
    keys_of_classes()[type] = retain(keys);
  } else {
    keys_of_classes().erase(type);
  }
  if (type->root_shape) give_keys(type, keys);
  release(old);
}

void start_class_keys(Thread& thread, Type* type) {
  if (dict_era(thread.rt.release) == DictEra::Halves && (type->has(InstancesHaveDict) || type->dict_field)) set_class_keys(type, new SharedKeys(first_slots, first_usable));
}

void forget_class_keys(Type* type) {
  if (keys_of_classes().empty()) return;
  SharedKeys* keys = class_keys(type);
  keys_of_classes().erase(type);
  if (keys) keys->current = false;
  release(keys);
}

Dict* allocate_attributes_dict(Thread& thread, Type* type) {
  SharedKeys* keys = class_keys(type);
  return keys ? allocate_shared_dict(thread, keys) : allocate_dict(thread);
}

int store_in_attributes_dict(Thread& thread, Object* o, Dict& dict, Ref name, Ref value) {
  Value keep(&dict), removed;
  auto store = [&] { return value ? (dict_set(thread, dict, name, value) ? 1 : -1) : dict_delete(thread, dict, name, &removed); };
  if (dict.era != DictEra::Halves) return store();
  Value alive{Ref(o)};
  Type* type = o->type;
  bool shared = dict.shared_keys && shared_keys_of(dict) == class_keys(type);
  int done = store();
  if (o->type == type && class_keys(type) && shared_keys_of(dict) != class_keys(type)) {
    if (!value) set_class_keys(type, nullptr);
    else if (shared || foreign_dicts_change_keys(thread.rt.release)) follow_dict(type, o, dict);
  }
  return done;
}

bool outgrow_class_keys(Thread& thread, Object* o, Ref name) {
  Shape* shape = head_of(o)->shape;
  SharedKeys* keys = keys_of(shape);
  Type* type = o->type;
  if (!keys || !keys->current || keys->usable > 0 || shape->size >= max_shape_values) return false;
  if (keys->slot_of(name, text_hash(thread, as<Text>(name)), false) >= 0) return false;
  if (keys->dicts > 0 || others_share(keys, o)) {
    set_class_keys(type, nullptr);
    return true;
  }
  std::vector<Shape*> steps;
  for (; shape->parent; shape = shape->parent) steps.push_back(shape);
  Value owner = own(allocate_shared_dict(thread, keys));
  Dict& dict = as<Dict>(owner);
  for (std::size_t i = steps.size(); i-- > 0;)
    if (!dict_set(thread, dict, steps[i]->name, none)) return false;
  if (!dict_set(thread, dict, name, none)) return false;
  set_class_keys(type, share_keys(dict));
  shape = type->root_shape;
  for (std::size_t i = steps.size(); i-- > 0;) shape = shape->add(steps[i]->name);
  head_of(o)->shape = shape;
  return true;
}

}  // namespace xvm
