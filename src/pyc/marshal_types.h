// The one-byte types of marshal and the releases that have them. Private to the reader and the writer.
#pragma once

#include <cstdint>

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

inline bool marshal_has_type(const Release& release, std::uint8_t type) {
  switch (type) {
    case '0':
    case 'N':
    case 'T':
    case 'F':
    case '.':
    case 'S':
    case 'i':
    case 'I':
    case 'l':
    case 'f':
    case 'g':
    case 'x':
    case 'y':
    case 's':
    case 'u':
    case '(':
    case '[':
    case '{':
    case '<':
    case '>':
    case 'c':
      return true;
    case 't':
      return marshal_numbers_strings(release) || marshal_numbers_objects(release);
    case 'R':
      return marshal_numbers_strings(release);
    case 'r':
    case 'a':
    case 'A':
    case 'z':
    case 'Z':
    case ')':
      return marshal_numbers_objects(release);
    default:
      return false;
  }
}

// Text stored one byte a character, and with a length of one byte.
inline bool stored_as_latin1(std::uint8_t type) { return type == 'a' || type == 'A' || type == 'z' || type == 'Z'; }
inline bool short_length(std::uint8_t type) { return type == 'z' || type == 'Z' || type == ')'; }

}  // namespace xvm
