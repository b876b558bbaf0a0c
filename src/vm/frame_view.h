// Frame objects as programs see them: position and variables of frames that run, wait or have ended.
#pragma once

#include <cstdint>

#include "vm/value.h"

namespace xvm {

class Thread;
struct Frame;
struct FrameObject;

std::size_t frame_object_instruction(const FrameObject& frame);
int frame_object_line(const FrameObject& frame);       // -1 where the instruction has none
std::int64_t frame_object_lasti(const FrameObject& frame);   // the byte offset, -1 before the first instruction
// Its variables as a dict or, in a class body, whatever holds them. Null with the error set where making them failed.
Value frame_object_variables(Thread& thread, FrameObject& frame);

// 2.x: what exec and import * left in a frame's dict of variables is theirs again; those that it lacks stay as they are.
void locals_to_variables(Frame& frame);

}  // namespace xvm
