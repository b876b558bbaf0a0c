// Where the carets under a line of a traceback change: the operator of a binary operation, the brackets of a subscript or call.
#pragma once

#include <cstddef>
#include <string_view>

namespace xvm {

struct CaretAnchors {
  enum Kind : unsigned char { None, BinaryOperation, Subscript, Call } kind = None;
  // Byte offsets into the segment: the part that gets the secondary mark.
  std::size_t left = 0, right = 0;
};

// The outermost construct of `segment`, the source of one expression; None where it is another kind of expression or no
// expression at all.
CaretAnchors find_caret_anchors(std::string_view segment);

}  // namespace xvm
