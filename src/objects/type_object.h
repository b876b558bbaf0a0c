// type and object: what other parts of the machinery and the builtins ask of them.
#pragma once

#include <string>

#include "vm/args.h"
#include "vm/type.h"
#include "vm/value.h"

namespace xvm {

class Thread;
struct Native;

// The name without the module that one of a built-in type may begin with.
inline std::string_view unqualified_name(const Type& type) {
  std::string_view name = type.name;
  return type.has(HeapType) ? name : name.substr(name.rfind('.') + 1);
}
inline bool is_builtin_type(Ref v) { return is<Type>(v) && !as<Type>(v).has(HeapType); }
Value object_new(Thread& thread, Type* type, Args args);       // object.__new__, with the rules for excess arguments
bool object_init(Thread& thread, Ref self, Args args);         // object.__init__
Value type_call(Thread& thread, Ref type, Args args);          // type.__call__: __new__, then __init__
Value object_repr(Thread& thread, Ref v);                      // "<module.Name object at 0x...>"
Value make_native_make(Thread& thread, Type* type);            // the __new__ that a built-in type shows
bool is_native_make(const Native& native);
// What dir(v) lists before it is sorted: a list of names, by the release's rules, __dir__ included.
Value list_attributes(Thread& thread, Ref v);
Value type_module(Thread& thread, Type* type);                 // __module__: any object; null with AttributeError
// "module.qualname", or the bare name for builtins; what repr() of classes and instances shows.
std::string class_path(Thread& thread, Type* type);
// The state that a container's own __reduce__ gives: its __dict__, from 3.11 what __getstate__() gives; null where there
// is none, with the error set where asking failed.
Value reduce_state(Thread& thread, Ref self);
std::string type_qualified_name(const Type* type);   // "module.qualname", as messages of 3.13 name classes: bare for builtins and __main__
// UnicodeEncodeError where text that becomes a C string has lone surrogates. Other objects pass, and null.
bool check_encodable(Thread& thread, Ref text);
Value first_weakref(Thread& thread, Ref v);                    // __weakref__: a weak reference or None
// Raises TypeError when `type` has abstract methods.
bool check_not_abstract(Thread& thread, Type* type);
extern const GetSetRow instance_dict_row, instance_weakref_row;   // __dict__ and __weakref__ of heap types' instances

}  // namespace xvm
