#include "vm/file_errors.h"

#include <algorithm>
#include <string>

#include "objects/exception.h"
#include "objects/int.h"
#include "objects/text.h"
#include "objects/tuple.h"
#include "vm/errors.h"
#include "vm/runtime.h"
#include "vm/thread.h"

namespace xvm {

namespace {

bool reads_line_by_line(const Release& r) { return r.until(3, 9); }
bool keeps_continued_line(const Release& r) { return r.since(3, 8); }
bool starts_behind_the_end(const Release& r) { return r.since(3, 9); }   // the caret stands at the start of the empty line
bool has_no_words_for_ends(const Release& r) { return r.python2(); }     // "unexpected EOF while parsing" is of text alone

constexpr std::string_view unexpected_end = "unexpected EOF while parsing", open_string = "EOF while scanning triple-quoted string literal",
                           no_block = "expected an indented block";

// Whether what is missing is the block behind a colon, and not the rest of a display.
bool wants_block(std::string_view line) {
  line = line.substr(0, line.find('#'));
  while (!line.empty() && (line.back() == '\n' || line.back() == ' ' || line.back() == '\t')) line.remove_suffix(1);
  auto count = [&](std::string_view of) { return std::count_if(line.begin(), line.end(), [&](char c) { return of.find(c) != of.npos; }); };
  return line.ends_with(':') && count("([{") == count(")]}");
}

std::string field_text(const Exception& error, std::size_t field) {
  const Value& value = error.fields[field];
  return value && !value.is_none() ? native_utf8(value) : std::string();
}
std::int64_t field_number(const Exception& error, std::size_t field) {
  std::int64_t number = 0;
  return is_int(error.fields[field]) && int_fits(error.fields[field], number) ? number : 0;
}

}  // namespace

void place_error_as_of_file(Thread& thread, std::string_view source) {
  const Release& r = thread.rt.release;
  if (!reads_line_by_line(r) || !thread.error_is(thread.rt.exc.SyntaxError) || !normalize_error(thread, thread.error)) return;
  Value held = thread.error.value;
  Exception* error = try_as<Exception>(held);
  if (!error) return;
  std::string message = field_text(*error, exception_field::syntax_msg), text = field_text(*error, exception_field::syntax_text);
  std::int64_t line = field_number(*error, exception_field::syntax_lineno), offset = field_number(*error, exception_field::syntax_offset);
  bool ends_line = source.ends_with('\n'), in_string = message == open_string;
  std::int64_t lines = std::count(source.begin(), source.end(), '\n') + !ends_line;
  bool block = message == no_block && offset == static_cast<std::int64_t>(text.size());
  if (line != lines || !(message == unexpected_end || in_string || block)) return;
  bool continued = keeps_continued_line(r) && message == unexpected_end && (text.ends_with("\\\n") || text.ends_with("\\"));
  line = lines + 1 + ((in_string || continued) && ends_line);
  if (has_no_words_for_ends(r) && message == unexpected_end) {
    block = wants_block(text);
    message = block ? no_block : "invalid syntax";
  }
  if (!continued && !(in_string && !ends_line)) {
    text.clear();
    if (in_string || starts_behind_the_end(r)) offset = 1;
  }
  error->fields[exception_field::syntax_msg] = native_str(thread, message);
  error->fields[exception_field::syntax_lineno] = make_int(thread, line);
  error->fields[exception_field::syntax_offset] = make_int(thread, offset);
  error->fields[exception_field::syntax_text] = native_str(thread, text);
  if (!block || !thread.error_is(thread.rt.exc.SyntaxError)) return;
  Value name(error->fields[exception_field::syntax_filename]), place = make_tuple(thread, {name.ref(), error->fields[exception_field::syntax_lineno].ref(), error->fields[exception_field::syntax_offset].ref(), error->fields[exception_field::syntax_text].ref()});
  Value words = native_str(thread, message), arguments = make_tuple(thread, {words.ref(), place.ref()});
  Value made = make_exception(thread, Ref(thread.rt.exc.IndentationError), arguments);
  if (!made) return;
  thread.error.type = Ref(thread.rt.exc.IndentationError);
  thread.error.value = std::move(made);
}

}  // namespace xvm
