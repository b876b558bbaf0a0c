// Where a SyntaxError happened, with the line and a caret.
#include <algorithm>

#include "base/unicode.h"
#include "objects/exception.h"
#include "objects/exception_report.h"
#include "objects/int.h"
#include "objects/text.h"
#include "vm/errors.h"
#include "vm/operators.h"

namespace xvm {

static bool caret_of_one(const Release& release) { return release.until(3, 9); }
static bool caret_stays_on_text(const Release& release) { return release.version == Version{3, 0}; }
static bool caret_stays_at_text(const Release& release) { return release.since(3, 9); }
static bool none_file_is_string(const Release& release) { return release.since(3, 0); }

namespace {

constexpr std::int64_t most_carets = 100000;

// An attribute by its plain name; null without an error where there is none.
Value attribute(Thread& thread, Ref value, const char* name) {
  Value found = find_attribute(thread, value, native_intern(thread, name));
  thread.clear_error();
  return found;
}

bool read_number(Ref v, std::int64_t& out) { return v && is_int(v) && int_fits(v, out); }

}  // namespace

// To 3.12: for whatever has the attributes of a SyntaxError. False when `value` says nothing of a place; else `message` is
// what is left to say.
bool ExceptionReport::add_syntax_error(Ref value, Value& message) {
  bool looks_like_one = is<Exception>(value) || !thread_.rt.python2() ? is<Exception>(value) : value && value.is_object();
  if (!looks_like_one || !attribute(thread_, value, "print_file_and_line")) return false;
  Value held(value);
  Value msg = attribute(thread_, value, "msg"), file = attribute(thread_, value, "filename"), lineno = attribute(thread_, value, "lineno"),
        column = attribute(thread_, value, "offset"), text = attribute(thread_, value, "text");
  std::int64_t line = 0, offset = -1, end_offset = -1, end_line = 0;
  if (!msg || !file || !column || !text || !read_number(lineno, line)) return false;
  if (!column.is_none() && !read_number(column, offset)) return false;
  if (!file.is_none() && !is_native_str(thread_, file)) return false;
  if (!text.is_none() && !is_native_str(thread_, text)) return false;
  margin();
  std::string file_name = file.is_none() ? std::string("<string>") : native_utf8(file);
  if (file_name.empty() && !none_file_is_string(thread_.rt.release)) file_name = "<string>";
  out_ += fmt::format("  File \"{}\", line {}\n", file_name, line);
  if (!text.is_none()) {
    std::string words = native_utf8(text);
    Value to_line = attribute(thread_, value, "end_lineno"), to_column = attribute(thread_, value, "end_offset");
    if (read_number(to_column, end_offset) && read_number(to_line, end_line)) {
      if (end_line > line) end_offset = static_cast<std::int64_t>(words.size());
      end_offset = std::min(end_offset, static_cast<std::int64_t>(words.size()) + 1);
      if (is_subtype(type_of(thread_, value), thread_.rt.exc.IndentationError)) end_offset = -1;   // one caret
    } else {
      end_offset = -1;
    }
    caret_stays_at_text(thread_.rt.release) ? add_syntax_text(words, offset, end_offset) : add_syntax_line(words, offset);
  }
  message = std::move(msg);
  return true;
}

// The line that the 1-based offset lies in, and a caret under it. To 3.8; an offset of -1 is none.
void ExceptionReport::add_syntax_line(std::string_view text, std::int64_t offset) {
  auto size = [&] { return static_cast<std::int64_t>(text.size()); };
  auto drop = [&](std::size_t count) { text.remove_prefix(count), offset -= static_cast<std::int64_t>(count); };
  if (offset >= 0) {
    bool at_end = offset > 0 && offset == size();
    if (at_end && (caret_stays_on_text(thread_.rt.release) || text.back() == '\n')) --offset;
    for (std::size_t end; (end = text.find('\n')) != text.npos && static_cast<std::int64_t>(end) < offset;) drop(end + 1);
    drop(std::min(text.find_first_not_of(" \t\f"), text.size()));
  }
  out_ += "    ";
  out_ += text;
  if (text.empty() || text.back() != '\n') out_ += "\n";
  if (offset == -1) return;
  std::int64_t before = std::clamp<std::int64_t>(offset - 1, 0, most_carets);
  out_ += "    " + std::string(static_cast<std::size_t>(before), ' ') + "^\n";
}

// From 3.9 to 3.12: no caret stands left of the text or behind its end.
void ExceptionReport::add_syntax_text(std::string_view text, std::int64_t offset, std::int64_t end_offset) {
  bool one = caret_of_one(thread_.rt.release) || end_offset <= 0 || end_offset <= offset;
  std::int64_t width = one ? 1 : std::min(end_offset - offset, most_carets);
  std::size_t blanks = std::min(text.find_first_not_of(" \t\f"), text.size());
  text.remove_prefix(blanks);
  std::size_t length = text.size() - (!text.empty() && text.back() == '\n');
  std::int64_t at = std::min(offset - 1 - static_cast<std::int64_t>(blanks), static_cast<std::int64_t>(length));
  for (std::size_t end; (end = text.find('\n')) != text.npos && static_cast<std::int64_t>(end) < at;) {
    text.remove_prefix(end + 1);
    at -= static_cast<std::int64_t>(end) + 1;
  }
  out_ += "    ";
  out_ += text;
  if (text.empty() || text.back() != '\n') out_ += "\n";
  if (at < 0) return;
  out_ += "    " + std::string(static_cast<std::size_t>(at), ' ') + std::string(static_cast<std::size_t>(width), '^') + "\n";
}

// From 3.13, where text stays as it is but for the spaces before it.
void ExceptionReport::add_syntax_error_3_13(Ref value, const std::string& class_name) {
  Value held(value);
  Value msg = attribute(thread_, value, "msg"), file = attribute(thread_, value, "filename"), lineno = attribute(thread_, value, "lineno"),
        column = attribute(thread_, value, "offset"), text = attribute(thread_, value, "text"),
        to_line = attribute(thread_, value, "end_lineno"), to_column = attribute(thread_, value, "end_offset");
  auto as_text = [&](const Value& v) {
    Value string = v ? str(thread_, v) : Value();
    thread_.clear_error();
    return string ? native_utf8(string) : std::string();
  };
  auto given = [](const Value& v) { return v && !v.is_none(); };
  std::string suffix;
  if (given(lineno)) {
    std::string name = as_text(file);
    add_lines(fmt::format("  File \"{}\", line {}\n", !given(file) || name.empty() ? "<string>" : name, as_text(lineno)));
  } else if (given(file)) {
    suffix = " (" + as_text(file) + ")";
  }
  if (is<Text>(text)) {
    std::u32string whole = text_u32(text), line = whole;
    while (!line.empty() && line.back() == U'\n') line.pop_back();
    std::size_t blanks = std::min(line.find_first_not_of(U" \n\f"), line.size());
    std::u32string shown = line.substr(blanks);
    add_lines("    " + text_utf8(make_text(thread_, shown.data(), shown.size())) + "\n");
    std::int64_t offset = 0, end = 0, length = static_cast<std::int64_t>(line.size());
    if (read_number(column, offset)) {
      if (as_text(lineno) == as_text(to_line)) {
        if (!read_number(to_column, end) || end == 0) end = offset;
      } else {
        end = length + 1;
      }
      std::int64_t all = static_cast<std::int64_t>(whole.size());
      if (all && offset > all) offset = length + 1;
      if (all && end > all) end = length + 1;
      if (offset >= end || end < 0) end = offset + 1;
      std::int64_t from = offset - 1 - static_cast<std::int64_t>(blanks), to = end - 1 - static_cast<std::int64_t>(blanks);
      if (from >= 0) {
        std::u32string before = shown.substr(0, static_cast<std::size_t>(from));
        for (char32_t& c : before)
          if (!is_space(c)) c = U' ';
        add_lines("    " + text_utf8(make_text(thread_, before.data(), before.size())) + std::string(static_cast<std::size_t>(std::min(to - from, most_carets)), '^') + "\n");
      }
    }
  }
  std::string words = given(msg) ? as_text(msg) : "";
  add_lines(fmt::format("{}: {}{}\n", class_name, words.empty() ? "<no detail available>" : words, suffix));
}

}  // namespace xvm
