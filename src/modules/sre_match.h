// The matcher of regular expressions: runs checked code over text of any width, or bytes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "modules/sre_code.h"

namespace xvm {

class Thread;

enum class SreCase : std::uint8_t { Ascii, Locale, Unicode };

struct SreSubject {
  const void* data = nullptr;
  std::uint8_t width = 1;        // bytes a character
  std::ptrdiff_t length = 0;
};

struct SreState {
  const std::vector<SreWord>* code = nullptr;
  SreSubject subject;
  std::ptrdiff_t beginning = 0;   // of what may be looked at
  std::ptrdiff_t start = 0;       // where the match began, or the search begins
  std::ptrdiff_t end = 0;
  std::ptrdiff_t at = 0;          // where the match ended
  std::ptrdiff_t must_advance_from = -1;   // an empty match there is none
  std::ptrdiff_t last_index = -1;
  std::ptrdiff_t last_mark = -1;
  std::vector<std::ptrdiff_t> marks;       // two a group; valid up to last_mark, -1 where unset
  SreCase fold = SreCase::Ascii;  // for the operations that leave it to the pattern's flags
  SreWord max_repeat = 0xffffffff;
  bool match_all = false;         // to the end: fullmatch
  void reset() { last_mark = last_index = -1; }
};

enum class SreResult : std::uint8_t { No, Yes, Failed };   // Failed: the error is set

// Matches at state.start; searches from there on, which moves state.start to where it matches.
SreResult sre_match(Thread& thread, SreState& state);
SreResult sre_search(Thread& thread, SreState& state);

char32_t sre_lower(char32_t c, SreCase fold);
bool sre_is_cased(char32_t c, SreCase fold);

}  // namespace xvm
