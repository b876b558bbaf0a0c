// The one-byte types of marshal and the releases that have them. Private to the reader and the writer.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

#include "pyc/constants.h"
#include "pyc/release.h"

namespace xvm {

inline constexpr std::uint8_t flag_ref_bit = 0x80;

// Objects carry a flag that numbers them, and 'r' refers to the number.
inline bool marshal_numbers_objects(const Release& release) { return release.since(3, 4); }

// Interned strings ('t') are numbered, and 'R' refers to the number.
inline bool marshal_numbers_strings(const Release& release) { return release.python2(); }

// 't' is text; before, it is a byte string.
inline bool marshal_interns_text(const Release& release) { return !release.python2(); }

// Which releases have a type, by type byte: or'ed from all, those that number strings, those that number objects.
namespace marshal_type {
inline constexpr std::uint8_t Always = 1, NumbersStrings = 2, NumbersObjects = 4;

inline constexpr std::array<std::uint8_t, 256> known = [] {
  std::array<std::uint8_t, 256> known{};
  for (char type : std::string_view("0NTF.SiIlfgxysu([{<>c")) known[std::uint8_t(type)] = Always;
  known['t'] = NumbersStrings | NumbersObjects;
  known['R'] = NumbersStrings;
  for (char type : std::string_view("raAzZ)")) known[std::uint8_t(type)] = NumbersObjects;
  return known;
}();

inline std::uint8_t of(const Release& release) {
  return std::uint8_t(Always | (marshal_numbers_strings(release) ? NumbersStrings : 0) |
                      (marshal_numbers_objects(release) ? NumbersObjects : 0));
}
}  // namespace marshal_type

// Text stored one byte a character, and with a length of one byte.
inline bool stored_as_latin1(std::uint8_t type) { return type == 'a' || type == 'A' || type == 'z' || type == 'Z'; }
inline bool short_length(std::uint8_t type) { return type == 'z' || type == 'Z' || type == ')'; }

}  // namespace xvm
