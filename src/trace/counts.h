// How often each opcode ran, and as which operation: what a run of the corpus covers.
#pragma once

#include <string>

namespace xvm {

struct Frame;

void start_counting();   // every run is watched from here on
bool counts_instructions();
void count_instruction(const Frame& frame);   // that the frame is about to run
// {"POP_TOP": {"POP_TOP": 12}, ...}: release's opcode, our operation, times.
std::string counts_json();

}  // namespace xvm
