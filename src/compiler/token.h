// Tokens of every release. A keyword that a release, a future or a place does not know is a Name there.
#pragma once

#include <cstdint>
#include <string_view>

namespace xvm::compiler {

enum class T : std::uint8_t {
  EndMarker, Newline, Indent, Dedent, Error, Name, Number, String, FStringStart, FStringMiddle, FStringEnd, TypeComment,
  // Operators.
  LPar, RPar, LSqb, RSqb, LBrace, RBrace, Colon, Comma, Semi, Plus, Minus, Star, Slash, VBar, Amper, Less, Greater, Equal,
  Dot, Percent, Backquote, EqEqual, NotEqual, LessGreater, LessEqual, GreaterEqual, Tilde, Circumflex, LeftShift, RightShift,
  DoubleStar, PlusEqual, MinusEqual, StarEqual, SlashEqual, PercentEqual, AmperEqual, VBarEqual, CircumflexEqual,
  LeftShiftEqual, RightShiftEqual, DoubleStarEqual, DoubleSlash, DoubleSlashEqual, At, AtEqual, Arrow, Ellipsis, ColonEqual,
  Exclamation, Other,
  // Keywords, in the order of their text.
  False, None, True, And, As, Assert, Async, Await, Break, Class, Continue, Def, Del, Elif, Else, Except, Exec, Finally, For,
  From, Global, If, Import, In, Is, Lambda, Nonlocal, Not, Or, Pass, Print, Raise, Return, Try, While, With, Yield,
  Count
};

inline constexpr bool is_keyword(T kind) { return kind >= T::False && kind < T::Count; }

// Places are as Location's; begin and end are offsets into the text.
struct Token {
  T kind = T::EndMarker;
  std::uint32_t begin = 0, end = 0;
  std::int32_t line = 0, column = 0, end_line = 0, end_column = 0;
};

// The keyword that text is in some release, or Name.
T find_keyword(std::string_view text);

}  // namespace xvm::compiler
