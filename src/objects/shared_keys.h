// The keys that the instances of a class share in 3.3 to 3.5 (PEP 412): which name has which slot of their dicts' tables. It is
// this table that orders instances' dicts there; it grows as any of them gets an attribute, and never loses a name.
#pragma once

#include <cstdint>
#include <vector>

#include "objects/dict.h"
#include "vm/value.h"

namespace xvm {

struct Shape;

struct SharedKeys {
  struct Name {
    Value name;   // null: a free slot
    std::int64_t hash = 0;
  };
  std::vector<Name> slots;
  std::uint32_t usable;         // names that still have room
  std::uint32_t owners = 0;     // the type, trees of shapes, and dicts
  std::uint32_t dicts = 0;      // dict objects with these keys
  bool current = false;         // new instances of a type take these

  SharedKeys(std::uint32_t slots, std::uint32_t usable);
  std::uint32_t size() const { return static_cast<std::uint32_t>(slots.size()); }
  // The slot of a name, which is added when it is new and there is room; -1 when there is none.
  std::int64_t slot_of(Ref name, std::int64_t hash, bool add);
};

SharedKeys* retain(SharedKeys* keys);   // null stays null
void release(SharedKeys* keys);

// A dict with shared keys keeps them where others have popitem()'s finger.
inline SharedKeys* shared_keys_of(const Dict& dict) { return dict.shared_keys ? reinterpret_cast<SharedKeys*>(dict.finger) : nullptr; }
Dict* allocate_shared_dict(Thread& thread, SharedKeys* keys);
// The dict's keys for others to share: those it has, or its table made such; null when there are keys that are no strings.
SharedKeys* share_keys(Dict& dict);

// What new instances of a class share; null in other releases, and when it gave up sharing.
SharedKeys* class_keys(const Type* type);
void set_class_keys(Type* type, SharedKeys* keys);
void start_class_keys(Thread& thread, Type* type);    // of a new class
void forget_class_keys(Type* type);                   // of one that dies

// An empty dict for the attributes of an instance of type.
Dict* allocate_attributes_dict(Thread& thread, Type* type);
// An attribute of o goes to, or (value null) out of, its dict. 1 done, 0 nothing to delete, -1 error.
int store_in_attributes_dict(Thread& thread, Object* o, Dict& dict, Ref name, Ref value);
// The class's keys have no more room for o, whose attributes are in a shape and which wants `name` besides: either it was the
// only one with those keys, then larger ones take their place, or the class gives up sharing. False: that is not what hinders.
bool outgrow_class_keys(Thread& thread, Object* o, Ref name);

// The keys that instances with these shapes share.
SharedKeys* keys_of(const Shape* shape);

}  // namespace xvm
