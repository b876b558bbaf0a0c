// What the process keeps for the one runtime that lives: dropped when that ends.
#pragma once

namespace xvm {

// Has `forget` called when a runtime ends, while its types still live. For file-level initialisers; gives true.
bool at_runtime_end(void (*forget)());
void forget_runtime();   // calls them all

}  // namespace xvm
