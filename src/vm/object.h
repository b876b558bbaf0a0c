// Objects: kinds, layouts, allocation, and the casts from Ref to a C++ struct.
#pragma once

#include <cstddef>
#include <cstring>
#include <new>
#include <type_traits>

#include "vm/value.h"

namespace xvm {

// The C++ struct behind an object. Subclasses made by programs share the kind of their built-in base.
enum class Kind : std::uint16_t {
  Instance, Type, Int, Float, Complex, Bytes, ByteArray, Text, Tuple, List, Dict, Set, Slice, Range, Function, Native,
  MethodDescriptor, SlotWrapper, MethodWrapper, BoundMethod, Cell, Code, Frame, Traceback, Generator, Module, Property,
  StaticMethod, ClassMethod, Super, Member, GetSet, Exception, ClassObj, OldInstance, WeakRef, MappingProxy, MemoryView,
  Other  // told apart by layout: iterators, files, types of native modules
};

enum ObjectFlag : std::uint8_t {
  HeapInstance = 1,   // its type was made by a program (a subclass): not "exact"
  HasHead = 2,        // an InstanceHead stands in front of the collector's links
  HasWeakRefs = 4,    // listed in the weak reference table
  Finalized = 8,      // __del__ ran (PEP 442)
  Tracked = 16,       // in a list of the cycle collector
  Interned = 32,      // text or bytes in the intern table
  Collecting = 64,    // a candidate of the collection that is running
};

// Tells the cycle collector what an object owns.
struct Visitor {
  virtual void visit(Object* object) = 0;
  void operator()(Ref r) { if (r.is_object()) visit(r.object()); }

 protected:
  ~Visitor() = default;
};

// How objects of one C++ struct are traversed and freed. One static Layout a struct, made by layout_of<T>.
struct Layout {
  const char* name;
  Kind kind;
  bool gc;
  std::uint32_t size;                      // of the struct; variable parts come behind it
  void (*traverse)(Object*, Visitor&);     // null where !gc
  void (*clear)(Object*);                  // drops what may close a cycle; the object stays valid
  void (*destruct)(Object*);               // runs the C++ destructor
};

// A struct T : Object declares `static constexpr Kind kind` and, if it can be part of a cycle, `static constexpr bool gc = true`,
// `void traverse(Visitor&)` and `void clear()`. Its destructor releases what it owns.
template <class T>
inline constexpr bool is_gc = requires { requires T::gc; };

template <class T>
struct LayoutOf {
  static void traverse(Object* o, Visitor& v) { if constexpr (is_gc<T>) static_cast<T*>(o)->traverse(v); }
  static void clear(Object* o) { if constexpr (is_gc<T>) static_cast<T*>(o)->clear(); }
  static void destruct(Object* o) { static_cast<T*>(o)->~T(); }
  static constexpr Layout value{T::layout_name, T::kind, is_gc<T>, sizeof(T), is_gc<T> ? traverse : nullptr, is_gc<T> ? clear : nullptr, destruct};
};
template <class T>
inline constexpr const Layout* layout_of = &LayoutOf<T>::value;

// An object that is only a header: what object() makes, and instances of classes without a built-in base.
struct Instance : Object {
  static constexpr Kind kind = Kind::Instance;
  static constexpr const char* layout_name = "object";
  static constexpr bool gc = true;
  void traverse(Visitor&) {}
  void clear() {}
};

// Raw memory for an object of `type` with `extra` bytes behind the struct: header set (refs 1, type held), links and head in
// front as type and layout ask, not yet tracked. Never null: absurd sizes are refused with MemoryError before.
void* allocate_object(Type* type, const Layout& layout, std::size_t extra);
void track(Object* object);    // lets the cycle collector see it; call when its fields are set
void untrack(Object* object);

// A new T of `type` (a subclass's too), built by T's default constructor; for gc structs the caller tracks it when it is whole.
template <class T>
T* allocate(Type* type, std::size_t extra = 0) {
  // The constructor leaves the header undefined. It is kept as two words, as it was written: a load of both at once would wait
  // for the stores to reach memory.
  char* memory = static_cast<char*>(allocate_object(type, *layout_of<T>, extra));
  std::uint64_t first, second;
  std::memcpy(&first, memory, sizeof first);
  std::memcpy(&second, memory + sizeof first, sizeof second);
  T* object = new (memory) T;
  std::memcpy(memory, &first, sizeof first);
  std::memcpy(memory + sizeof first, &second, sizeof second);
  return object;
}

const Layout& layout_of_object(const Object* object);

// is<T>(r): r is a T or an instance of a subclass of it. is_exact<T>: and of no subclass.
template <class T>
bool is(Ref r) {
  if (!r.is_object()) return false;
  if constexpr (T::kind == Kind::Other) return &layout_of_object(r.object()) == layout_of<T>;
  else return r.object()->kind == static_cast<std::uint16_t>(T::kind);
}
template <class T>
bool is_exact(Ref r) { return is<T>(r) && !(r.object()->flags & HeapInstance); }
template <class T>
T& as(Ref r) { return *static_cast<T*>(r.object()); }  // is<T>(r)
template <class T>
T* try_as(Ref r) { return is<T>(r) ? static_cast<T*>(r.object()) : nullptr; }
template <class T>
Value own(T* fresh) { return Value::steal(fresh); }  // the reference that allocate() gave

}  // namespace xvm
