// The code that the re module's compiler makes, checked and in one numbering for all releases.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace xvm {

struct Release;

enum class SreOp : std::uint8_t {
  Failure, Success, Any, AnyAll, Assert, AssertNot, At, Branch, Call, Category, Charset, BigCharset, GroupRef, GroupRefExists, In, Info, Jump, Literal,
  Mark, MaxUntil, MinUntil, NotLiteral, Negate, Range, Repeat, RepeatOne, Subpattern, MinRepeatOne, AtomicGroup, PossessiveRepeat, PossessiveRepeatOne,
  // With case ignored: by the pattern's flags to 3.6, ASCII letters from 3.7 on; then by the locale and by Unicode.
  GroupRefIgnore, InIgnore, LiteralIgnore, NotLiteralIgnore, GroupRefLocIgnore, InLocIgnore, LiteralLocIgnore, NotLiteralLocIgnore, GroupRefUniIgnore, InUniIgnore,
  LiteralUniIgnore, NotLiteralUniIgnore, RangeIgnore
};

using SreWord = std::uint32_t;

// Checks code (of `groups` groups) and renumbers its operations. Nothing where it could lead the matcher astray.
std::optional<std::vector<SreWord>> read_sre_code(const Release& release, std::span<const SreWord> code, std::size_t groups);

std::uint32_t sre_magic(const Release& release);
SreWord sre_max_repeat(const Release& release);   // what stands for "any number"

inline constexpr SreWord sre_info_prefix = 1, sre_info_literal = 2, sre_info_charset = 4;

}  // namespace xvm
