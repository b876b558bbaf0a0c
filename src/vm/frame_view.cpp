// Position and variables of frame objects, whatever state their frames are in.
#include "vm/frame_view.h"

#include "bytecode/decoded.h"
#include "objects/cell.h"
#include "objects/code.h"
#include "objects/dict.h"
#include "objects/generator.h"
#include "objects/text.h"
#include "pyc/release.h"
#include "vm/frame.h"
#include "vm/frame_layout.h"

namespace xvm {

static bool not_started(const FrameObject& frame) {
  const Frame* running = frame.frame;
  return running && running->generator && running->generator->state == Generator::Created;
}

// From 3.13 a suspended frame's last instruction is the one that it goes on with.
static bool stands_behind(const FrameObject& frame) {
  const Frame* running = frame.frame;
  if (!running || !running->generator || !as<CodeObject>(frame.code).release->since(3, 13)) return false;
  return running->generator->state == Generator::Created || running->generator->state == Generator::Suspended;
}

std::size_t frame_object_instruction(const FrameObject& frame) {
  return frame.frame ? frame.frame->instruction() : static_cast<std::size_t>(frame.instruction);
}

int frame_object_line(const FrameObject& frame) {
  if (frame.line_override >= 0 && (frame.trace || frame.begins)) return frame.line_override;
  const CodeObject& code = as<CodeObject>(frame.code);
  bool never = !frame.frame && frame.instruction < 0;
  return never || not_started(frame) ? static_cast<int>(code.first_line) : code.line_at(frame_object_instruction(frame));
}

std::int64_t frame_object_lasti(const FrameObject& frame) {
  const CodeObject& code = as<CodeObject>(frame.code);
  if (not_started(frame) && code.release->until(3, 10)) return -1;
  std::size_t instruction = frame_object_instruction(frame) + (stands_behind(frame) ? 1 : 0);
  return code.decoded && instruction < code.decoded->offsets.size() ? static_cast<std::int64_t>(code.decoded->offsets[instruction]) : -1;
}

Value frame_object_variables(Thread& thread, FrameObject& frame) {
  if (frame.frame) {
    Ref locals = frame_locals(thread, *frame.frame);
    return locals ? Value(locals) : Value();
  }
  CodeObject& code = as<CodeObject>(frame.code);
  if (!(code.flags & co_optimized)) return frame.locals ? frame.locals : frame.globals;
  Value held(Ref(static_cast<Object*>(&frame)));
  if (!is<Dict>(frame.locals)) frame.locals = make_dict(thread);
  Value locals = frame.locals;
  if (!locals) return error_set;
  for (std::uint32_t i = 0; i < code.slot_count; ++i) {
    Value value = i < frame.slot_count ? frame.slots()[i] : Value();
    if (const Cell* cell = try_as<Cell>(value); cell && slot_is_cell(code, i)) value = cell->content;
    if (value) {
      if (!dict_set(thread, as<Dict>(locals), code.slot_names[i], value)) return error_set;
    } else if (!slot_shadowed(code, i) && dict_delete(thread, as<Dict>(locals), code.slot_names[i]) < 0) {
      return error_set;
    }
  }
  return locals;
}

}  // namespace xvm
