// The syntax of str.format: literal text and replacement fields, and what follows a field's first name.
#pragma once

#include <cstdint>
#include <string_view>

#include "vm/value.h"

namespace xvm {

class Thread;
struct Release;

// One piece of a format: literal text, then perhaps a field. Texts are UTF-8, or bytes of a 2.x str.
struct FormatPiece {
  std::string_view literal, name, spec;
  std::string_view conversion;      // one character, or empty
  bool field = false, nested_spec = false;
};
// Takes the next piece from text; 1, 0 at the end, -1 with ValueError set.
int next_format_piece(Thread& thread, std::string_view& text, FormatPiece& piece);

// A field name up to the first "." or "[", which stays at the beginning of `rest`.
std::string_view split_field_name(std::string_view name, std::string_view& rest);
struct FieldStep {
  std::string_view name;
  bool attribute = false;
  std::int64_t index = -1;   // of "[5]"
};
// Takes the next ".name" or "[name]"; 1, 0 at the end, -1 with ValueError set.
int next_field_step(Thread& thread, std::string_view& rest, FieldStep& step);
// The number that text is, -1 where it is none; false with ValueError set when it is too big.
bool field_number(Thread& thread, std::string_view text, std::int64_t& number);

}  // namespace xvm
