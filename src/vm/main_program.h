// Running a program as `python FILE` does.
#pragma once

#include <memory>

namespace xvm {

class Thread;
struct Code;

// Makes __main__, runs the code in it, ends the interpreter as the release does. Gives the exit status.
int run_main(Thread& thread, std::shared_ptr<const Code> code);

}  // namespace xvm
