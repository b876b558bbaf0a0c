// Shared by the files that define the built-in exceptions: what a family of classes adds to BaseException.
#pragma once

#include <span>

#include "objects/exception.h"
#include "vm/runtime.h"
#include "vm/thread.h"
#include "vm/type.h"

namespace xvm {

// The classes named `name` in `releases` have these rows and slots of their own; what derives from them inherits.
struct ExceptionFamily {
  const char* name;
  std::span<const Method> methods{};
  std::span<const GetSetRow> getset{};
  void (*fill)(Slots& slots, Runtime& runtime) = nullptr;
  Range releases = always;
};

std::span<const ExceptionFamily> plain_exception_families();     // exception_types.cpp
std::span<const ExceptionFamily> os_error_families();            // os_error.cpp
std::span<const ExceptionFamily> syntax_error_families();        // syntax_error.cpp
std::span<const ExceptionFamily> unicode_error_families();       // unicode_error.cpp
std::span<const ExceptionFamily> exception_group_families();     // exception_group.cpp

// Whether the class shows a __new__ of its own, though it makes instances as its base does.
bool shows_own_new(const Runtime& runtime, const Type& type);
const char* exception_doc(std::string_view name);   // null for none
Value base_exception_new(Thread& thread, Type* type, Args args);
// Stores the positional arguments; refuses keywords.
bool base_exception_init(Thread& thread, Ref self, Args args);
bool refuse_keywords(Thread& thread, Ref self);   // TypeError in the release's words
// The same for classes that take keywords of their own.
bool store_exception_args(Thread& thread, Exception& self, Args args);
Value base_exception_str(Thread& thread, Ref self);
Value base_exception_reduce(Thread& thread, Ref self, Args args);
Dict* exception_dict(Thread& thread, Exception& self);   // made on demand
std::string last_name(std::string_view dotted);          // "IOError" of "exceptions.IOError"

// A field that reads as None when it is unset and takes any value.
template <std::size_t index>
Value get_exception_field(Thread&, Ref self) {
  const Value& value = as<Exception>(self).fields[index];
  return value ? value : none_value();
}
template <std::size_t index>
bool set_exception_field(Thread&, Ref self, Ref value) {
  Value old = std::exchange(as<Exception>(self).fields[index], value ? Value(value) : Value());
  return true;
}
template <std::size_t index>
constexpr GetSetRow exception_field_row(const char* name, Range releases = always) {
  return {name, get_exception_field<index>, set_exception_field<index>, releases};
}

}  // namespace xvm
