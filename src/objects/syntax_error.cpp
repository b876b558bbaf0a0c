// SyntaxError: where in which file, and what it says of itself.
#include "base/legacy_print.h"
#include "objects/exception_family.h"
#include "objects/int.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/operators.h"
#include "vm/signature.h"

namespace xvm {

namespace field = exception_field;

static bool has_end_position(const Release& release) { return release.since(3, 10); }

// 3.4 to 3.9: a line with a print or exec statement is told of in place of what was wrong.
static bool names_old_statements(const Release& r) { return r.since(3, 4) && r.until(3, 9); }
static bool shows_printed(const Release& r) { return r.since(3, 6); }

static void set_field(Exception& self, std::size_t index, Value value) { std::swap(self.fields[index], value); }

// The second argument: (filename, lineno, offset, text), from 3.10 with (end_lineno, end_offset) behind.
static bool read_details(Thread& thread, Exception& error, Ref details) {
  Value info = to_tuple(thread, details);
  if (!info) return error_set;
  const Tuple& tuple = as<Tuple>(info);
  std::size_t count = tuple.length;
  if (!has_end_position(thread.rt.release)) {
    if (count != 4) return raise(thread, thread.rt.exc.IndexError, "tuple index out of range");
  } else if (count < 4 || count > 6) {
    return raise_type_error(thread, "function takes at {} {} arguments ({} given)", count < 4 ? "least" : "most", count < 4 ? 4 : 6, count);
  }
  set_field(error, field::syntax_filename, Value(tuple[0]));
  set_field(error, field::syntax_lineno, Value(tuple[1]));
  set_field(error, field::syntax_offset, Value(tuple[2]));
  set_field(error, field::syntax_text, Value(tuple[3]));
  set_field(error, field::syntax_end_lineno, count > 4 ? Value(tuple[4]) : Value());
  set_field(error, field::syntax_end_offset, count > 5 ? Value(tuple[5]) : Value());
  if (count == 5) return raise_type_error(thread, "end_offset must be provided when end_lineno is provided");
  if (names_old_statements(thread.rt.release) && is<Text>(tuple[3])) {
    std::string message = legacy_print_message(native_utf8(tuple[3]), shows_printed(thread.rt.release));
    if (!message.empty()) set_field(error, field::syntax_msg, native_str(thread, message));
  }
  return true;
}

static bool syntax_error_init(Thread& thread, Ref self, Args args) {
  if (!base_exception_init(thread, self, args)) return error_set;
  Exception& error = as<Exception>(self);
  if (args.positional >= 1) set_field(error, field::syntax_msg, Value(args[0]));
  return args.positional != 2 || read_details(thread, error, args[1]);
}

static Value syntax_error_str(Thread& thread, Ref self) {
  Exception& error = as<Exception>(self);
  Value msg = error.fields[field::syntax_msg], file = error.fields[field::syntax_filename], line = error.fields[field::syntax_lineno];
  std::string where;
  if (file && is_native_str(thread, file)) {
    std::string path = native_utf8(file);
    where = path.substr(path.rfind('/') + 1);
  } else {
    file = nullptr;
  }
  bool has_line = line && is_exact_int(line);
  std::int64_t number = -1;   // what does not fit is told as -1, in 2.x not at all
  if (has_line && !int_fits(line, number)) {
    number = -1;
    has_line = !thread.rt.python2();
  }
  TextBuilder out(thread);
  if (!out.add_str(msg ? msg.ref() : none)) return error_set;
  if (file && has_line) out.add(fmt::format(" ({}, line {})", where, number));
  else if (file) out.add(fmt::format(" ({})", where));
  else if (has_line) out.add(fmt::format(" (line {})", number));
  return out.finish();
}

static constexpr GetSetRow syntax_error_getset[] = {
    exception_field_row<field::syntax_msg>("msg"),
    exception_field_row<field::syntax_filename>("filename"),
    exception_field_row<field::syntax_lineno>("lineno"),
    exception_field_row<field::syntax_offset>("offset"),
    exception_field_row<field::syntax_text>("text"),
    exception_field_row<field::syntax_end_lineno>("end_lineno", since(3, 10)),
    exception_field_row<field::syntax_end_offset>("end_offset", since(3, 10)),
    exception_field_row<field::syntax_print_file_and_line>("print_file_and_line"),
};

static constexpr ExceptionFamily families[] = {
    {"SyntaxError", {}, syntax_error_getset, [](Slots& slots, Runtime&) { slots.init = syntax_error_init, slots.str = syntax_error_str; }},
};
std::span<const ExceptionFamily> syntax_error_families() { return families; }

}  // namespace xvm
