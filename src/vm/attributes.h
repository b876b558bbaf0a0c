// How an attribute is found, described so that inline caches can repeat it, and the bare lookups behind operators.h.
#pragma once

#include <cstdint>
#include <initializer_list>

#include "vm/type.h"
#include "vm/value.h"

namespace xvm {

class Thread;
struct Shape;

// Where a load or store of an attribute ends. For a receiver with a head that has a shape, `shape_id` alone guards
// everything said here: shapes belong to one type and get new ids when the type or one of its bases changes. For other
// receivers `type_version` of the receiver's type does.
struct AttributeLookup {
  enum Kind : std::uint8_t {
    None,            // not cacheable
    InstanceSlot,    // values[index] of the head; null there means absent: go the general way
    AddSlot,         // stores: append to values and move to next_shape (grow_values first when index >= capacity)
    Member,          // __slots__: values[index], null means absent; for stores too
    Method,          // object is a function in the type, to be called with the receiver in front (LOAD_METHOD), or bound
    TypeConstant,    // object is the result, nothing to bind
    Descriptor,      // object->type->slots.descr_get(object, receiver, type)
    Property,        // object is a property whose getter is a plain function; setter for stores
    ModuleEntry,     // value of entry `index` in the module's dict, while the dict's keys_version is keys_version
    ClassAttribute,  // receiver is a class: constant is the result while the class has type_version and, where keys_version
                     // is not 0, its metaclass has that version
    ClassMethod,     // receiver is a class or instance: object is to be called with the class in front
  };
  Kind kind = None;
  std::uint32_t type_version = 0;
  std::uint32_t shape_id = 0;       // 0: the receiver has no head, or the attribute does not depend on it
  std::uint32_t index = 0;
  std::uint32_t keys_version = 0;
  Object* object = nullptr;         // borrowed, valid while the guard is; null with TypeConstant for immediates
  Ref constant;                     // TypeConstant and ClassAttribute: the value, immediates included
  Shape* next_shape = nullptr;
};

// Says how get_attribute(receiver, name) finds the attribute just now. False when it cannot be cached. Runs no Python code.
bool describe_load(Thread& thread, Ref receiver, Ref name, AttributeLookup& out);
bool describe_store(Thread& thread, Ref receiver, Ref name, AttributeLookup& out);

// type.__getattribute__ and type.__setattr__.
Value type_get_attribute(Thread& thread, Ref type, Ref name);
bool type_set_attribute(Thread& thread, Ref type, Ref name, Ref value);
// object.__getattribute__ that gives null without an error when nothing is found; error still set when looking failed.
Value generic_find_attribute(Thread& thread, Ref v, Ref name);
// The Dict that holds v's attributes, made when `make`; null when v has none (yet). Never for v with attributes in a shape
// unless `make`. Borrowed.
Dict* attributes_dict(Thread& thread, Ref v, bool make);
// What the object itself holds under name; null without an error if nothing.
Value own_attribute(Ref v, Ref name);
// The same for any dict: looking among keys that are no plain names may run code and raise.
Value own_attribute(Thread& thread, Ref v, Ref name);
// From 3.10: has the AttributeError that is set tell which attribute of what it is about, where it does not yet. Other errors stay.
void add_error_context(Thread& thread, Ref v, Ref name);
// AttributeError with name and obj (3.10 on) for an attribute of v that is not there, worded as object.__getattribute__ does.
ErrorSet raise_no_attribute(Thread& thread, Ref v, Ref name);
ErrorSet raise_attribute_error(Thread& thread, Ref object, Ref name, std::string_view message);

// The name as an interned exact native str; null with TypeError ("attribute name must be string, not 'int'") if it is none.
Value attribute_name(Thread& thread, Ref name);

// Binds what was found in a type: descr_get if its type has one, else itself.
Value bind_found(Thread& thread, Ref found, Ref instance, Ref owner);
// Calls `function`, found in type(self), with self in front.
Value call_found(Thread& thread, Ref function, Ref self, std::initializer_list<Ref> args);
// The same, where the method was never bound, whatever the release.
Value call_unbound(Thread& thread, Ref function, Ref self, std::initializer_list<Ref> args);
// callable(first, *args, **keywords).
Value call_prepended(Thread& thread, Ref callable, Ref first, Args args);

}  // namespace xvm
