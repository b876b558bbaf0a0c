// Constants as text, for people to read.
#pragma once

#include <string>

#include "pyc/constants.h"

namespace xvm {

struct Release;

enum class ConstantStyle : std::uint8_t {
  Repr,   // as the release's repr() would, but for code objects, which have no address, and very long integers
  Typed,  // with the type of everything: (int 1, str 'a'); two constants are the same if and only if this is
};

// Appends at most about limit bytes; what is cut off becomes "...".
void append_constant(std::string& out, const ConstantPool& pool, ConstantId id, const Release& release,
                     ConstantStyle style, std::size_t limit = 0x7fffffff);

}  // namespace xvm
