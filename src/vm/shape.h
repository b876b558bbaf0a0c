// Shapes: which attribute of an instance lies at which index of its values. Shared by the instances of a type; a tree of
// additions from the type's root shape. An instance whose __dict__ was asked for, or that lost an attribute, has a dict instead.
#pragma once

#include <cstdint>
#include <unordered_map>
#include <vector>

#include "vm/object.h"

namespace xvm {

class Thread;
struct Dict;
struct Type;

struct Shape {
  Shape* parent = nullptr;
  Value name;                       // the attribute this shape adds
  std::uint32_t index = 0;          // where its value lies
  std::uint32_t size = 0;           // values in use, __slots__ included
  std::uint32_t id = 0;             // unique, what inline caches compare; 0, which they do not take, once all have been used
  Shape* last_child = nullptr;      // the transition taken last
  std::unordered_map<std::uint64_t, Shape*> children;        // by interned name
  std::unordered_map<std::uint64_t, std::uint32_t>* table = nullptr;  // name -> index, made for the longer ones

  // The index of an interned name, or -1.
  std::int32_t find(Ref name);
  // The shape with `name` added (made once); null when the type has grown too many shapes and wants dicts.
  Shape* add(Ref name);
  ~Shape();
};

inline constexpr std::uint32_t max_shape_values = 64;

// Stands in front of the collector's links of an instance with HasHead. Attributes are in values (shape set) or in dict.
struct InstanceHead {
  Shape* shape;      // null: attributes are in dict (values still holds __slots__)
  Value dict;        // null until asked for
  Value* values;     // __slots__ first, then the shape's; inline behind the object, or allocated
  std::uint32_t capacity;
  std::uint32_t inline_values;  // room for values behind the object itself, where `values` points while that suffices
};

struct GcLinks { Object *next, *previous; };  // in front of every gc object

inline GcLinks* gc_links(Object* o) { return reinterpret_cast<GcLinks*>(o) - 1; }
inline InstanceHead* head_of(Object* o) {  // o has HasHead
  return reinterpret_cast<InstanceHead*>(reinterpret_cast<char*>(o) - sizeof(GcLinks) - sizeof(InstanceHead));
}

// An attribute stored in the instance itself; name interned. Null without an error when absent.
Value instance_get(Object* o, Ref name);
// Sets (value null: deletes, false without an error if absent). False with the error set only when memory or a dict fails.
bool instance_set(Thread& thread, Object* o, Ref name, Ref value);
// The instance's __dict__ as a dict object, made on demand; from then on it holds the attributes. Borrowed; null if it has none.
Dict* instance_dict(Thread& thread, Object* o);
bool set_instance_dict(Thread& thread, Object* o, Ref dict);  // o.__dict__ = dict
// The transition of a store that adds an attribute: `next` is a child of o's shape.
void shape_append(Object* o, Shape* next, Value value);
// o is about to become an instance of `type` with the same layout and __slots__: its attributes take a shape of that type.
void move_to_type(Thread& thread, Object* o, Type* type);

}  // namespace xvm
