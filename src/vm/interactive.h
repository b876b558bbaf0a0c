// The interactive prompt: statements read, compiled and run one after the other in __main__.
#pragma once

#include <string>

#include "vm/value.h"

namespace xvm {

class Thread;

enum class LineRead { Line, End, Interrupted };

// Reads a line of standard input behind a prompt; the line comes with its newline, where it has one. An editor on a
// terminal, that the command line brings; null: lines are read as they come, with the prompt on standard error.
using LineReader = LineRead (*)(const std::string& prompt, std::string& line);
void set_line_reader(LineReader reader);
LineReader line_reader();

// Waits until standard input has something to read. False: a signal was noted meanwhile.
bool wait_for_input();

// The banner, unless settings are quiet or a program ran before; PYTHONSTARTUP.
void begin_interactive(Thread& thread, Ref main);
// Until the input ends or the program asks for it; gives the exit status.
int run_interactive(Thread& thread, Ref main);

}  // namespace xvm
