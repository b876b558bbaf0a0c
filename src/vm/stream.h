// The streams that the loop runs, built from decoded code.
#pragma once

namespace xvm {

struct CodeObject;

// Fills plain and fast: the same instructions at the same indexes; in the fast one a fused instruction may stand at the
// first of those that it covers, the others stay behind it, so that a frame can change streams at any instruction.
void build_streams(CodeObject& code);

}  // namespace xvm
