// Signals of the process: noted by a handler, acted on by the main thread's loop.
#pragma once

namespace xvm {

class Thread;

// Makes SIGINT raise KeyboardInterrupt in the thread, until a program asks for something else.
void watch_interrupts(Thread& thread);
void forget_signals();                        // the thread ends
// Notes a signal as if it had come.
void note_signal(int number);
bool signal_is_noted();
// Calls the program's handlers of the signals noted; false with the error of one set.
bool run_signal_handlers(Thread& thread);

}  // namespace xvm
