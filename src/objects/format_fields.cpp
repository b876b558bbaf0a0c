#include "objects/format_fields.h"

#include "base/utf8.h"
#include "vm/errors.h"

namespace xvm {

// To 3.3 a field ends at the matching brace, whatever stands inside; then it is taken apart.
static bool counts_all_braces(const Release& r) { return r.until(3, 3); }

static std::string_view take_char(std::string_view& text) {
  std::size_t n = utf8_sequence(text, 0);
  if (n == 0) n = 1;
  std::string_view c = text.substr(0, n);
  text.remove_prefix(n);
  return c;
}

// The inside of a field, to 3.3.
static int parse_closed_field(Thread& thread, std::string_view field, FormatPiece& piece) {
  std::size_t end = field.find_first_of(":!");
  if (end == field.npos) {
    piece.name = field;
    return 1;
  }
  piece.name = field.substr(0, end);
  char mark = field[end];
  field.remove_prefix(end + 1);
  if (mark == '!') {
    if (field.empty()) return raise_value_error(thread, "end of format while looking for conversion specifier") ? 0 : -1;
    piece.conversion = take_char(field);
    if (!field.empty()) {
      if (field[0] != ':') return raise_value_error(thread, "expected ':' after format specifier") ? 0 : -1;
      field.remove_prefix(1);
    }
  }
  piece.spec = field;
  return 1;
}

static int take_closed_field(Thread& thread, std::string_view& text, FormatPiece& piece) {
  int depth = 1;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '{') {
      piece.nested_spec = true;
      ++depth;
    } else if (text[i] == '}' && --depth == 0) {
      std::string_view field = text.substr(0, i);
      text.remove_prefix(i + 1);
      return parse_closed_field(thread, field, piece);
    }
  }
  return raise_value_error(thread, "unmatched '{{' in format") ? 0 : -1;
}

static int take_field(Thread& thread, std::string_view& text, FormatPiece& piece) {
  std::size_t i = 0;
  char c = 0;
  while (i < text.size()) {
    c = text[i++];
    if (c == '{') return raise_value_error(thread, "unexpected '{{' in field name") ? 0 : -1;
    if (c == '[') {
      while (i < text.size() && text[i] != ']') ++i;
      continue;
    }
    if (c == '}' || c == ':' || c == '!') break;
  }
  if (c != '}' && c != ':' && c != '!') return raise_value_error(thread, "expected '}}' before end of string") ? 0 : -1;
  piece.name = text.substr(0, i - 1);
  text.remove_prefix(i);
  if (c == '}') return 1;
  if (c == '!') {
    if (text.empty()) return raise_value_error(thread, "end of string while looking for conversion specifier") ? 0 : -1;
    piece.conversion = take_char(text);
    if (!text.empty()) {
      c = text[0];
      text.remove_prefix(1);
      if (c == '}') return 1;
      if (c != ':') return raise_value_error(thread, "expected ':' after conversion specifier") ? 0 : -1;
    }
  }
  int depth = 1;
  for (i = 0; i < text.size(); ++i) {
    if (text[i] == '{') {
      piece.nested_spec = true;
      ++depth;
    } else if (text[i] == '}' && --depth == 0) {
      piece.spec = text.substr(0, i);
      text.remove_prefix(i + 1);
      return 1;
    }
  }
  return raise_value_error(thread, "unmatched '{{' in format spec") ? 0 : -1;
}

int next_format_piece(Thread& thread, std::string_view& text, FormatPiece& piece) {
  piece = FormatPiece{};
  if (text.empty()) return 0;
  std::size_t at = text.find_first_of("{}");
  if (at == text.npos) {
    piece.literal = text;
    text = {};
    return 1;
  }
  char c = text[at];
  bool end = at + 1 == text.size();
  if (c == '}' && (end || text[at + 1] != '}')) return raise_value_error(thread, "Single '}}' encountered in format string") ? 0 : -1;
  if (end) return raise_value_error(thread, "Single '{{' encountered in format string") ? 0 : -1;
  if (text[at + 1] == c) {
    piece.literal = text.substr(0, at + 1);
    text.remove_prefix(at + 2);
    return 1;
  }
  piece.literal = text.substr(0, at);
  piece.field = true;
  text.remove_prefix(at + 1);
  return counts_all_braces(thread.rt.release) ? take_closed_field(thread, text, piece) : take_field(thread, text, piece);
}

std::string_view split_field_name(std::string_view name, std::string_view& rest) {
  std::size_t end = name.find_first_of(".[");
  if (end == name.npos) end = name.size();
  rest = name.substr(end);
  return name.substr(0, end);
}

int next_field_step(Thread& thread, std::string_view& rest, FieldStep& step) {
  step = FieldStep{};
  if (rest.empty()) return 0;
  char c = rest[0];
  rest.remove_prefix(1);
  if (c == '.') {
    step.attribute = true;
    std::size_t end = rest.find_first_of(".[");
    if (end == rest.npos) end = rest.size();
    step.name = rest.substr(0, end);
    rest.remove_prefix(end);
  } else if (c == '[') {
    std::size_t end = rest.find(']');
    if (end == rest.npos) return raise_value_error(thread, "Missing ']' in format string") ? 0 : -1;
    step.name = rest.substr(0, end);
    rest.remove_prefix(end + 1);
    if (!field_number(thread, step.name, step.index)) return -1;
  } else {
    return raise_value_error(thread, "Only '.' or '[' may follow ']' in format field specifier") ? 0 : -1;
  }
  if (step.name.empty()) return raise_value_error(thread, "Empty attribute in format string") ? 0 : -1;
  return 1;
}

bool field_number(Thread& thread, std::string_view text, std::int64_t& number) {
  number = -1;
  if (text.empty()) return true;
  std::int64_t value = 0;
  for (char c : text) {
    if (c < '0' || c > '9') return true;
    if (value > (INT64_MAX - (c - '0')) / 10) return raise_value_error(thread, "Too many decimal digits in format string");
    value = value * 10 + (c - '0');
  }
  number = value;
  return true;
}

}  // namespace xvm
