// Line editing and history on a terminal, through libedit or readline where xvm was built with one of them.
#pragma once

namespace xvm {

// Has the interactive prompt and input() read through the editor, if standard input and output are terminals.
void use_line_editor();
// Writes the history to its file: $XVM_HISTORY, else ~/.xvm_history.
void keep_history();

}  // namespace xvm
