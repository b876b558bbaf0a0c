// Functions made by def and lambda, native functions, and bound methods.
#pragma once

#include "objects/code.h"
#include "vm/object.h"
#include "vm/type.h"

namespace xvm {

class Thread;
struct CodeObject;
struct Dict;
struct Signature;

struct Function : Object {
  static constexpr Kind kind = Kind::Function;
  static constexpr const char* layout_name = "function";
  static constexpr bool gc = true;
  Value code, globals, builtins;      // CodeObject, Dict, Dict
  Value name, qualname, module, doc;
  Value defaults, kwdefaults;         // tuple or null, dict or null
  Value closure;                      // tuple of cells or null
  Value annotations, dict, type_params;
  std::uint32_t version = 0;          // changes when code or defaults do
  CodeObject* code_object() const { return static_cast<CodeObject*>(code.object()); }
  void traverse(Visitor& v);
  void clear();
};
// A function over a code object; qualname null takes the code's.
Value make_function(Thread& thread, Ref code, Ref globals, Ref qualname = {});

// A tuple of as many cells as the code has free variables.
bool is_closure_of(Ref closure, const CodeObject& code);
// True with the error set when the code has free variables and the function no closure for them.
bool code_wants_closure(Thread& thread, const Function& function);
// Annotations as MAKE_FUNCTION has them: a dict, or from 3.10 a tuple of names and values. Null with the error set.
Value annotations_dict(Thread& thread, Value annotations);

// builtin_function_or_method: a native function, with the object it is bound to, or a module's.
struct Native : Object {
  static constexpr Kind kind = Kind::Native;
  static constexpr const char* layout_name = "builtin_function_or_method";
  static constexpr bool gc = true;
  const Method* row = nullptr;
  const Signature* signature = nullptr;    // parsed from the row, shared, made at the first call
  Value self;          // the bound object, the module, or null
  Value module;        // name of the module, or null
  Type* owner = nullptr;   // the type whose method it is, null for functions
  void traverse(Visitor& v) { v(self), v(module); }
  void clear() { self = nullptr, module = nullptr; }
};
Value make_native(Thread& thread, const Method& row, Ref self, Ref module, Type* owner = nullptr);

struct BoundMethod : Object {
  static constexpr Kind kind = Kind::BoundMethod;
  static constexpr const char* layout_name = "method";
  static constexpr bool gc = true;
  Value function, self, owner;   // self null: an unbound method of 2.x; owner: im_class
  void traverse(Visitor& v) { v(function), v(self), v(owner); }
  void clear() { function = nullptr, self = nullptr, owner = nullptr; }
};
Value make_method(Thread& thread, Ref function, Ref self, Ref owner = {});

// The class that messages name a bound native method by: that of the object, or the class that it is bound to.
inline Type* named_owner(Thread& thread, const Native& native) {
  if (!native.owner || !native.self) return native.owner;
  return is<Type>(native.self) ? &as<Type>(native.self) : type_of(thread, native.self);
}

// Calls a native row on bound arguments: checks and binds by the signature, raising the release's arity messages.
Value call_native(Thread& thread, const Method& row, const Signature*& signature, Ref self, Type* owner, Args args);

// 2.5 and 3.0 make the type of built-in functions ready when an attribute of it, or of a function, is first asked for.
void ready_native_type(Runtime& runtime, Type& type);

}  // namespace xvm
