// Exceptions: the struct behind every one of them, and tracebacks.
#pragma once

#include <initializer_list>
#include <string>

#include "vm/args.h"
#include "vm/object.h"

namespace xvm {

class Thread;
class Runtime;
struct ErrorState;
struct ExceptionState;
struct Frame;

// What `fields` hold, by family; null where unset. Families overlap: a class belongs to one of them.
namespace exception_field {
inline constexpr std::size_t value = 0,                                       // StopIteration
    code = 0,                                                                 // SystemExit
    import_msg = 0, import_name = 1, import_path = 2, import_name_from = 3,   // ImportError
    name = 0, obj = 1,                                                        // NameError, AttributeError
    os_errno = 0, os_strerror = 1, os_filename = 2, os_filename2 = 3, os_written = 4,
    syntax_msg = 0, syntax_filename = 1, syntax_lineno = 2, syntax_offset = 3, syntax_text = 4,
    syntax_print_file_and_line = 5, syntax_end_lineno = 6, syntax_end_offset = 7,
    unicode_encoding = 0, unicode_object = 1, unicode_start = 2, unicode_end = 3, unicode_reason = 4,
    group_message = 0, group_exceptions = 1, group_repr = 2;
inline constexpr std::size_t count = 8;
}  // namespace exception_field

struct Exception : Object {
  static constexpr Kind kind = Kind::Exception;
  static constexpr const char* layout_name = "BaseException";
  static constexpr bool gc = true;
  Value args, dict;                  // tuple; dict null until asked for
  Value traceback, context, cause;   // null: None
  Value message;                     // 2.5: BaseException.message
  bool suppress_context = false;
  Value fields[exception_field::count];
  void traverse(Visitor& v);
  void clear();
};

struct Traceback : Object {
  static constexpr Kind kind = Kind::Traceback;
  static constexpr const char* layout_name = "traceback";
  static constexpr bool gc = true;
  Value next, frame;        // Traceback or null, FrameObject
  std::int32_t instruction = 0;   // index in the code's stream
  std::int32_t line = -1;         // -1: from the instruction
  std::int32_t lasti = -1;        // byte offset where a program gave one, else -1: from the instruction
  void traverse(Visitor& v) { v(next), v(frame); }
  void clear() { next = nullptr; frame = nullptr; }
};

// Puts an entry for `frame` in front of the traceback of the error that is set.
void add_traceback(Thread& thread, Frame& frame);
int traceback_line(const Traceback& traceback);   // -1 where the instruction has none
std::int64_t traceback_offset(const Traceback& traceback);   // byte offset of the instruction
// Prints the error that is set as the interpreter does for an uncaught one, by sys.excepthook where a program has set one, and
// clears it. SystemExit is printed like any other.
void print_uncaught(Thread& thread);
// Prints an exception and what it was chained to: what sys.__excepthook__ does. In 2.x `value` may be any value.
void display_exception(Thread& thread, const ErrorState& error);
// What display_exception would print, without touching sys.stderr.
std::string format_exception(Thread& thread, const ErrorState& error);
// After the main program: takes the error that is set, if any, prints what the release prints, flushes sys.stdout and
// sys.stderr, and gives the exit status: where that is to be a death by a signal, the signal's number negative.
int run_main_exit_status(Thread& thread, bool may_exit = true);   // false: SystemExit is reported like any other

Value make_exception(Thread& thread, Ref type, Ref args_tuple);   // type(*args) by the normal call
// An instance of a class of exceptions: at once for built-in ones, by the normal call for those that a program made.
Value new_exception(Thread& thread, Type* type, std::initializer_list<Ref> args);
bool is_exception_class(Ref v);      // a class derived from BaseException
bool is_exception(Ref v);            // an instance of one
// What may be raised: in 2.x classic classes and their instances too.
bool is_raisable_class(Ref v);
bool is_raisable(Ref v);
Value class_of_exception(Thread& thread, Ref exception);   // the class of a raisable instance
std::string exception_class_name(Thread& thread, Ref type);   // without module
// The innermost exception being handled; null where there is none.
ExceptionState* handling(Thread& thread);
// Makes the exception being handled the context of `exception`, breaking cycles (3.x; nothing in 2.x).
void chain_context(Thread& thread, Ref exception);
// The class that OSError(error, ...) gives an instance of (3.3 on).
Type* os_error_class(Runtime& runtime, std::int64_t error);

}  // namespace xvm
