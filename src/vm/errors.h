// Setting errors. Each function sets the thread's error and returns what a failing function returns.
#pragma once

#include <fmt/core.h>

#include <string>
#include <string_view>

#include "vm/runtime.h"
#include "vm/thread.h"

namespace xvm {

// An exception of `type` with one message (UTF-8; becomes the release's native str).
ErrorSet raise(Thread& thread, Type* type, std::string_view message);
ErrorSet raise_value(Thread& thread, Type* type, Ref argument);   // type(argument); KeyError(key), StopIteration(value)
ErrorSet raise_instance(Thread& thread, Ref exception);           // this very exception object
ErrorSet raise_class(Thread& thread, Type* type);                 // type()
ErrorSet raise_errno(Thread& thread, int error, Ref file_name);   // OSError and kin, file_name may be null
ErrorSet raise_errno(Thread& thread, Type* type, int error, Ref file_name);   // 2.x: IOError from files

template <class... T>
ErrorSet raise_type_error(Thread& thread, fmt::format_string<T...> text, T&&... args) {
  return raise(thread, thread.rt.exc.TypeError, fmt::format(text, std::forward<T>(args)...));
}
template <class... T>
ErrorSet raise_value_error(Thread& thread, fmt::format_string<T...> text, T&&... args) {
  return raise(thread, thread.rt.exc.ValueError, fmt::format(text, std::forward<T>(args)...));
}
template <class... T>
ErrorSet raise_format(Thread& thread, Type* type, fmt::format_string<T...> text, T&&... args) {
  return raise(thread, type, fmt::format(text, std::forward<T>(args)...));
}
ErrorSet raise_overflow(Thread& thread, std::string_view message);
ErrorSet raise_memory_error(Thread& thread);
ErrorSet raise_system_error(Thread& thread, std::string_view message);
ErrorSet raise_recursion_error(Thread& thread, const char* where);

// The name of v's type as messages have it (tp_name): "int", "NoneType", "collections.deque".
std::string_view type_name(Thread& thread, Ref v);

// The error as an exception instance (made from class and argument if need be); the error stays set.
// False when making it failed: then that error is set instead.
bool normalize_error(Thread& thread, ErrorState& error);
// True, and the error cleared, when the error that is set is of this class.
bool catch_error(Thread& thread, const Type* type);
// Prints the error ("Exception ignored in ...") to stderr and clears it: for errors in __del__ and callbacks.
void write_unraisable(Thread& thread, Ref where, std::string_view message = {});
// Whether `error` (a class or instance) is matched by `pattern` (a class, tuple of classes; 2.x: string identity): 1, 0, -1.
int exception_matches(Thread& thread, Ref error, Ref pattern);

}  // namespace xvm
