// Types: the slot table that the VM calls, and the rows from which built-in types are made for a release.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "vm/args.h"
#include "vm/object.h"

namespace xvm {

class Thread;
class Runtime;
struct Shape;
struct Dict;
struct BufferView;

enum class Compare : std::uint8_t { Lt, Le, Eq, Ne, Gt, Ge };

// The binary number operations; the order is that of BINARY_OP's operand in 3.11 on, with classic division and divmod behind.
enum class Binary : std::uint8_t { Add, And, FloorDivide, LeftShift, MatrixMultiply, Multiply, Remainder, Or, Power, RightShift, Subtract, TrueDivide, Xor, Divide, DivMod, Count };
inline constexpr std::size_t binary_count = static_cast<std::size_t>(Binary::Count);

using UnaryFn = Value (*)(Thread&, Ref self);
using BinaryFn = Value (*)(Thread&, Ref left, Ref right);         // not_implemented where it does not know the other
using PowerFn = Value (*)(Thread&, Ref base, Ref exponent, Ref modulus);  // modulus none when absent
using TestFn = int (*)(Thread&, Ref self);                        // 1, 0; -1 with the error set
using HashFn = bool (*)(Thread&, Ref self, std::int64_t& hash);   // false with the error set
using LengthFn = std::int64_t (*)(Thread&, Ref self);             // -1 with the error set
using ContainsFn = int (*)(Thread&, Ref self, Ref item);          // 1, 0, -1
using CompareFn = Value (*)(Thread&, Ref self, Ref other, Compare op);
using ThreeWayFn = int (*)(Thread&, Ref self, Ref other);         // 2.x __cmp__: -1, 0, 1; -2 with the error set
using GetAttrFn = Value (*)(Thread&, Ref self, Ref name);
using SetFn = bool (*)(Thread&, Ref self, Ref key, Ref value);    // value null: delete. false with the error set
using GetItemIndexFn = Value (*)(Thread&, Ref self, std::int64_t index);
using CallFn = Value (*)(Thread&, Ref self, Args args);
using NewFn = Value (*)(Thread&, Type* type, Args args);
using InitFn = bool (*)(Thread&, Ref self, Args args);
using DescrGetFn = Value (*)(Thread&, Ref self, Ref instance, Ref owner);  // instance null: from the class
using CoerceFn = int (*)(Thread&, Value& left, Value& right);     // 2.x __coerce__: 1 done, 0 it does not know how, -1 with the error set
using GetSliceFn = Value (*)(Thread&, Ref self, std::int64_t low, std::int64_t high);              // 2.x __getslice__
using SetSliceFn = bool (*)(Thread&, Ref self, std::int64_t low, std::int64_t high, Ref value);    // 2.x; value null: delete
using NextFn = Value (*)(Thread&, Ref self);  // null without an error: exhausted
using BufferFn = bool (*)(Thread&, Ref self, BufferView& view, bool writable);

// What a type does, one pointer an operation, null where it does not. Filled from rows for built-in types and with
// functions that call the special methods for classes made by programs; inherited slot by slot.
struct Slots {
  UnaryFn repr, str, iter, next_method, negative, positive, invert, absolute, as_int, as_long, as_float, as_index, oct, hex;
  UnaryFn await, aiter, anext;
  NextFn next;
  TestFn truth;
  HashFn hash;
  LengthFn length;
  ContainsFn contains;
  CompareFn compare;
  ThreeWayFn three_way;
  BinaryFn binary[binary_count];   // Power unused here
  BinaryFn inplace[binary_count];
  PowerFn power, inplace_power;
  BinaryFn concat, inplace_concat;             // sequences
  GetItemIndexFn repeat, inplace_repeat;       // sequences: self * count
  BinaryFn get_item;                           // mapping subscript
  SetFn set_item;
  GetItemIndexFn index_item;                   // sequence item, for the old iteration protocol
  GetSliceFn get_slice;                        // 2.x v[low:high], negative indices already counted from the end
  SetSliceFn set_slice;
  CoerceFn coerce;                             // 2.x numbers
  GetAttrFn get_attribute;
  SetFn set_attribute;
  CallFn call;
  DescrGetFn descr_get;
  SetFn descr_set;
  NewFn make;      // __new__
  InitFn init;
  bool (*finalize)(Thread&, Ref self);  // __del__
  BufferFn buffer;
};

enum TypeFlag : std::uint32_t {
  HeapType = 1,         // made by a program
  BaseType = 2,         // may be subclassed
  InstancesHaveDict = 4,   // __dict__ in the head, or in a field of the struct (dict_field)
  InstancesHaveHead = 8,   // InstanceHead in front: attributes of a shape and __slots__
  Ready = 16,
  IsAbstract = 32,
  HasFinalizer = 64,
  CustomGetAttribute = 128,  // __getattribute__ or __getattr__ overridden: attribute caches do not apply
  CustomSetAttribute = 256,
  SequencePattern = 512, MappingPattern = 1024,  // PEP 634
  Immutable = 2048,
  DisallowInstantiation = 4096,
  HasWeakrefs = 8192,   // instances can be weakly referenced
  MethodDescr = 16384,  // functions: binding may be skipped by LOAD_METHOD
  VectorNew = 32768,
  OldStyleNumber = 65536,
  ClassicBases = 131072,   // 2.x: a classic class is among the MRO, so lookups cannot be cached
  OwnsDictValues = 262144, // attributes of instances are not in a head but elsewhere (types, modules): no instance caches
};

struct Type : Object {
  static constexpr Kind kind = Kind::Type;
  static constexpr const char* layout_name = "type";
  static constexpr bool gc = true;
  std::string name;          // tp_name as messages use it: "list", "collections.deque"; of a heap type its __name__
  const Layout* layout = nullptr;
  std::uint32_t type_flags = 0;
  std::uint32_t version = 0;  // changes whenever a lookup through this type may change; 0 only before it is ready
  std::uint32_t slot_values = 0;    // __slots__ of this and its bases, stored first in the head's values
  std::uint32_t inline_values = 0;  // room for values that an instance is allocated with
  std::ptrdiff_t dict_field = 0;    // offset of a Value holding the dict in the struct itself, 0 if none
  Slots slots{};
  Type* base = nullptr;
  Value base_ref;               // owns base
  Value bases, mro, dict;       // tuple, tuple, Dict
  Value type_name, qualname;    // native str (heap types)
  Value subclasses;             // list of weak references, made on demand
  Shape* root_shape = nullptr;  // of instances without attributes
  Value new_method;             // what type.__call__ finds for __new__ when it is a program's
  void* extension = nullptr;    // a native module's own
  std::vector<Type*> subtypes;  // direct subclasses, borrowed, in the order they were made
  ~Type();
  void traverse(Visitor& v);
  void clear();
  bool has(std::uint32_t flag) const { return (type_flags & flag) != 0; }
};

// Which releases a row is for; both ends included. since(3, 3), until(2, 7), between(3, 0, 3, 8), py2, py3.
struct Range {
  std::uint16_t first = 0, last = 0xffff;
  constexpr bool holds(int major, int minor) const { return (major << 8 | minor) >= first && (major << 8 | minor) <= last; }
};
constexpr Range since(int major, int minor) { return {static_cast<std::uint16_t>(major << 8 | minor), 0xffff}; }
constexpr Range until(int major, int minor) { return {0, static_cast<std::uint16_t>(major << 8 | minor)}; }
constexpr Range between(int a, int b, int c, int d) { return {static_cast<std::uint16_t>(a << 8 | b), static_cast<std::uint16_t>(c << 8 | d)}; }
inline constexpr Range always{}, py2 = until(2, 7), py3 = since(3, 0);

using NativeFn = Value (*)(Thread&, Ref self, Args args);

// How a native function takes its arguments and words its arity errors.
enum class Binding : std::uint8_t {
  Signature,  // parsed from the row's text; args holds one value a parameter in order (null where absent and without default
              // given), *args as a tuple, **kwargs as a dict or null
  Raw,        // args as called; the function checks them itself
};

// A method row: Python's own signature text, `name(self, a, b=None, /, *, key=None)`. `self` (or `cls`, `$module`) is not in args.
// A default is text for documentation; the function sees null for an argument that was not given.
// What the loop does itself where a native is called for what is at hand; anything else is the function's.
enum class Intrinsic : std::uint8_t { None, Len, IsInstance, Ord, Append };

struct Method {
  const char* signature;
  NativeFn function;
  Range releases = always;
  enum Form : std::uint8_t { Normal, Class, Static, Raw, ClassRaw } form = Normal;  // Raw: Binding::Raw; ClassRaw: of a class method
  const char* doc = nullptr;
  Intrinsic intrinsic = Intrinsic::None;
};

struct GetSetRow {
  const char* name;
  UnaryFn get;
  bool (*set)(Thread&, Ref self, Ref value) = nullptr;  // value null: delete
  Range releases = always;
};

// One slot of a built-in type; the descriptor that dir() shows (`__add__`, `__radd__`) is made from it.
struct SlotRow {
  std::uint16_t offset;   // into Slots, by XVM_SLOT
  void (*function)();
  Range releases = always;
};
template <class F>
SlotRow slot_row(std::size_t offset, F function, Range releases = always) {
  return {static_cast<std::uint16_t>(offset), reinterpret_cast<void (*)()>(function), releases};
}

// Where a field stands in its struct, for dict_field.
template <class T>
std::ptrdiff_t field_offset(Value T::*field) {
  alignas(T) static char place[sizeof(T)];
  return reinterpret_cast<char*>(&(reinterpret_cast<T*>(place)->*field)) - place;
}

// A built-in type, declared once; Runtime makes it for its release. `name` may differ by major line.
struct TypeSpec {
  const char* name;                     // 3.x name, "module.name" for types outside builtins
  const Layout* layout;
  std::uint32_t flags = 0;              // TypeFlag
  const char* name2 = nullptr;          // 2.x name where it differs
  std::span<const Method> methods{};
  std::span<const GetSetRow> getset{};
  void (*fill)(Slots& slots, Runtime& runtime) = nullptr;  // sets the slots the release has
  std::ptrdiff_t dict_field = 0;
  const char* doc = nullptr;
  void (*ready)(Runtime& runtime, Type& type) = nullptr;   // adds what rows cannot say
};

// Makes and readies a built-in type with these bases (default object). The type lives as long as the runtime.
Type* make_builtin_type(Runtime& runtime, const TypeSpec& spec, Type* base = nullptr);
Type* make_builtin_type(Runtime& runtime, const TypeSpec& spec, std::span<Type* const> bases);
// Makes bare type objects for object, type, dict, tuple, str and the descriptors, enough to intern names and fill dicts.
// The first thing that Runtime::create does with a thread and a heap; the make_ functions then complete each of them.
void bootstrap_types(Runtime& runtime);
void finish_types(Runtime& runtime);   // drops what the machinery remembers of a runtime

bool is_subtype(const Type* type, const Type* base);   // by the MRO
Type* type_of_immediate(Thread& thread, Ref v);
inline Type* type_of(Thread& thread, Ref v) { return v.is_object() ? v.object()->type : type_of_immediate(thread, v); }   // of any value
Value type_lookup(Type* type, Ref name);               // through the MRO, without binding; null without an error if absent
Ref type_find(Type* type, Ref name);                   // the same, borrowed; name interned
void type_modified(Type* type);                        // after a change of its dict or bases: new version, its subclasses too
void update_slots(Thread& thread, Type* type, Ref name);  // a special method of a heap type was set or deleted
std::string type_display_name(const Type* type);       // "module.name" as %R of a class names it, for messages that do

}  // namespace xvm
