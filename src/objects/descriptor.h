// Descriptors of built-in types, and property, staticmethod, classmethod, super.
#pragma once

#include "vm/object.h"
#include "vm/type.h"

namespace xvm {

class Thread;
struct Signature;

struct MethodDescriptor : Object {   // method_descriptor, classmethod_descriptor
  static constexpr Kind kind = Kind::MethodDescriptor;
  static constexpr const char* layout_name = "method_descriptor";
  const Method* row = nullptr;
  const Signature* signature = nullptr;
  Type* owner = nullptr;     // borrowed: built-in types outlive their descriptors
  Value name;
};

struct GetSet : Object {   // getset_descriptor
  static constexpr Kind kind = Kind::GetSet;
  static constexpr const char* layout_name = "getset_descriptor";
  static constexpr bool gc = true;
  const GetSetRow* row = nullptr;
  Type* owner = nullptr;
  Value name, owner_ref;     // owner_ref keeps a class made by a program
  void traverse(Visitor& v) { v(owner_ref); }
  void clear() {}
};

struct Member : Object {   // member_descriptor: one of __slots__
  static constexpr Kind kind = Kind::Member;
  static constexpr const char* layout_name = "member_descriptor";
  static constexpr bool gc = true;
  Type* owner = nullptr;
  std::uint32_t index = 0;   // into the head's values
  Value name, owner_ref;
  void traverse(Visitor& v) { v(owner_ref); }
  void clear() {}
};

struct SlotDefinition;   // vm/slot_table.h: name, slot offset, wrapper
struct SlotWrapper : Object {   // wrapper_descriptor: __add__ of a built-in type
  static constexpr Kind kind = Kind::SlotWrapper;
  static constexpr const char* layout_name = "wrapper_descriptor";
  const SlotDefinition* definition = nullptr;
  Type* owner = nullptr;
  Value name;
};
struct MethodWrapper : Object {   // method-wrapper: such a one bound
  static constexpr Kind kind = Kind::MethodWrapper;
  static constexpr const char* layout_name = "method-wrapper";
  static constexpr bool gc = true;
  Value wrapper, self;
  void traverse(Visitor& v) { v(wrapper), v(self); }
  void clear() { self = nullptr; }
};

struct Property : Object {
  static constexpr Kind kind = Kind::Property;
  static constexpr const char* layout_name = "property";
  static constexpr bool gc = true;
  Value getter, setter, deleter, doc, name;
  bool getter_doc = false;
  void traverse(Visitor& v) { v(getter), v(setter), v(deleter), v(doc), v(name); }
  void clear() { getter = nullptr, setter = nullptr, deleter = nullptr; }
};

struct StaticMethod : Object {
  static constexpr Kind kind = Kind::StaticMethod;
  static constexpr const char* layout_name = "staticmethod";
  static constexpr bool gc = true;
  Value callable, dict;
  void traverse(Visitor& v) { v(callable), v(dict); }
  void clear() { callable = nullptr, dict = nullptr; }
};
struct ClassMethod : Object {
  static constexpr Kind kind = Kind::ClassMethod;
  static constexpr const char* layout_name = "classmethod";
  static constexpr bool gc = true;
  Value callable, dict;
  void traverse(Visitor& v) { v(callable), v(dict); }
  void clear() { callable = nullptr, dict = nullptr; }
};
Value make_static_method(Thread& thread, Ref callable);
Value make_class_method(Thread& thread, Ref callable);

struct Super : Object {
  static constexpr Kind kind = Kind::Super;
  static constexpr const char* layout_name = "super";
  static constexpr bool gc = true;
  Value type, object, object_type;
  void traverse(Visitor& v) { v(type), v(object), v(object_type); }
  void clear() { type = nullptr, object = nullptr, object_type = nullptr; }
};
// super(type, object).name without making the super object: 3.12's LOAD_SUPER_ATTR. self_needed as in load_method.
Value super_attribute(Thread& thread, Ref type, Ref object, Ref name, bool* self_needed);


struct MappingProxy : Object {   // mappingproxy; 2.x dictproxy
  static constexpr Kind kind = Kind::MappingProxy;
  static constexpr const char* layout_name = "mappingproxy";
  static constexpr bool gc = true;
  Value mapping;
  void traverse(Visitor& v) { v(mapping); }
  void clear() {}
};
Value make_mapping_proxy(Thread& thread, Ref mapping);

}  // namespace xvm
