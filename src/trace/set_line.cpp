// frame.f_lineno = line: a trace function sends its frame elsewhere.
#include <climits>
#include <string>
#include <vector>

#include "bytecode/decoded.h"
#include "generated/ops.h"
#include "objects/code.h"
#include "objects/int.h"
#include "vm/errors.h"
#include "vm/frame.h"
#include "vm/operators.h"
#include "vm/runtime.h"
#include "vm/unwind.h"
#include "vm/warnings.h"
#include "vm/watch.h"

namespace xvm {
namespace {

bool says_in(const Release& r) { return r.since(3, 12); }             // "f_lineno can only be set in a trace function"
bool tells_new_frame(const Release& r) { return r.since(3, 6) || (r.python2() && r.since(2, 7)); }
bool tells_event(const Release& r) { return r.since(3, 8); }
bool takes_any_for_new(const Release& r) { return r.since(3, 11) && r.until(3, 11); }
bool tells_yield(const Release& r) { return r.since(3, 7) && r.until(3, 7); }
bool analyses_stacks(const Release& r) { return r.since(3, 10); }
bool tells_kinds(const Release& r) { return r.since(3, 11); }         // of what lies on the stack
bool names_blocks(const Release& r) { return r.until(3, 7); }         // "can't jump into or out of a 'finally' block"

bool refuse(Thread& thread, const std::string& why) { return raise(thread, thread.rt.exc.ValueError, why); }

// The instructions that the frame may go to for a line: the first one of each stretch of it, or to 3.9 of the first
// stretch that is not before it. `line` becomes the one that is meant.
std::vector<std::uint32_t> targets(const CodeObject& code, int& line) {
  std::vector<std::uint32_t> found;
  std::uint32_t count = static_cast<std::uint32_t>(code.plain.size());
  int best = INT_MAX;
  for (std::uint32_t i = 0; i < count; ++i)
    if (int at = code.line_at(i); at >= line && at < best && code.decoded->reachable(i)) best = at;
  if (best == INT_MAX) return found;
  line = best;
  for (std::uint32_t i = 0; i < count; ++i) {
    bool first = code.line_at(i) == line && (i == 0 || code.line_at(i - 1) != line);
    if (!first || !code.decoded->reachable(i)) continue;
    found.push_back(i);
    if (!analyses_stacks(*code.release)) break;
  }
  return found;
}

// From 3.12 code does not look whether most variables are bound: a jump binds those that are not.
bool binds_all(const Release& r) { return r.since(3, 12); }
bool bind_unbound(Thread& thread, Frame& frame) {
  std::size_t unbound = 0;
  Value* end = frame.slots + frame.code->slot_count;
  for (Value* slot = frame.slots; slot != end; ++slot) unbound += !*slot;
  if (unbound == 0) return true;
  std::string text = "assigning None to " + std::to_string(unbound) + " unbound local" + (unbound == 1 ? "" : "s");
  if (!warn(thread, thread.rt.exc.RuntimeWarning, text)) return false;
  for (Value* slot = frame.slots; slot != end; ++slot)
    if (!*slot) *slot = none_value();
  return true;
}

bool encloses(const DecodedCode& decoded, std::int32_t outer, std::int32_t inner) {
  for (; inner >= 0; inner = decoded.blocks[static_cast<std::size_t>(inner)].parent)
    if (inner == outer) return true;
  return outer < 0;
}

bool is_cleanup(BlockKind kind) { return kind == BlockKind::Handler || kind == BlockKind::Finally; }

bool begins_handler(const CodeObject& code, std::uint32_t target) {
  for (const Block& block : code.decoded->blocks)
    if (block.target == target && (block.kind == BlockKind::Except || block.kind == BlockKind::Table)) return true;
  return false;
}

// From 3.10: what lies on the stack at a place, and not where the jump comes from, is told by what put it there.
const char* deeper_words(const CodeObject& code, std::uint32_t to) {
  const DecodedCode& decoded = *code.decoded;
  auto depth = decoded.depth[to];
  for (std::uint32_t i = to + 1; i-- > 0;) {
    if (!decoded.reachable(i)) continue;
    switch (static_cast<Op>(code.plain[i].op)) {
      case Op::GET_ITER: case Op::GET_AITER:
        if (decoded.depth[i] == depth) return "can't jump into the body of a for loop";
        break;
      case Op::BEFORE_WITH: case Op::BEFORE_ASYNC_WITH:
        if (decoded.depth[i] == depth) return "incompatible stacks";
        break;
      case Op::PUSH_EXC_INFO:
        if (decoded.depth[i] == depth || decoded.depth[i] + 1 == depth) return "can't jump into an 'except' block as there's no exception";
        break;
      default: break;
    }
  }
  return tells_kinds(*code.release) ? "incompatible stacks" : "can't jump into the body of a for loop";
}

// Whether what lies on the stack there is what lies on it here, up to that depth.
const char* why_not(const CodeObject& code, std::uint32_t from, std::uint32_t to) {
  const DecodedCode& decoded = *code.decoded;
  bool words = analyses_stacks(*code.release);
  if (begins_handler(code, to)) return words ? "can't jump into an 'except' block as there's no exception" : "can't jump to 'except' line as there's no exception";
  std::int32_t here = decoded.block_of[from], there = decoded.block_of[to];
  if (!encloses(decoded, there, here) && decoded.depth[to] > decoded.depth[from]) {
    if (!words) return there >= 0 && is_cleanup(decoded.blocks[static_cast<std::size_t>(there)].kind) && names_blocks(*code.release) ? "can't jump into or out of a 'finally' block" : "can't jump into the middle of a block";
    return deeper_words(code, to);
  }
  if (decoded.depth[to] > decoded.depth[from]) return words ? deeper_words(code, to) : "can't jump into the middle of a block";
  if (!words && !encloses(decoded, there, here)) return "can't jump into the middle of a block";
  return nullptr;
}

}  // namespace

bool set_frame_line(Thread& thread, FrameObject& object, Ref value) {
  const Release& release = thread.rt.release;
  if (!is_int(value)) return refuse(thread, "lineno must be an integer");
  std::int64_t wanted = 0;
  if (!int_fits(value, wanted) || wanted > INT_MAX || wanted < INT_MIN) return refuse(thread, "lineno out of range");
  Frame* frame = object.frame;
  std::string_view event = object.event ? object.event : "";
  bool new_frame = event == "call" || object.begins || (event.empty() && (takes_any_for_new(release) || (frame && frame->pc == frame->stream)));
  if (tells_new_frame(release) && new_frame) return refuse(thread, "can't jump from the 'call' trace event of a new frame");
  if (!object.trace || event.empty() || !frame) return refuse(thread, std::string("f_lineno can only be set ") + (says_in(release) ? "in" : "by") + " a trace function");
  if (event != "line") {
    bool yields = static_cast<Op>(frame->code->plain[frame->instruction()].op) == Op::YIELD_VALUE;
    if (tells_yield(release) && yields) return refuse(thread, "can't jump from a yield statement");
    return refuse(thread, tells_event(release) ? "can only jump from a 'line' trace event" : "f_lineno can only be set by a line trace function");
  }
  const CodeObject& code = *frame->code;
  int line = static_cast<int>(wanted);
  if (line < static_cast<int>(code.first_line)) return refuse(thread, "line " + std::to_string(line) + " comes before the current code block");
  std::vector<std::uint32_t> to = targets(code, line);
  if (to.empty()) return refuse(thread, "line " + std::to_string(wanted) + " comes after the current code block");
  std::uint32_t from = static_cast<std::uint32_t>(frame->instruction());
  const char* why = nullptr;
  std::int64_t best = -1;
  for (std::uint32_t target : to) {
    if (const char* reason = why_not(code, from, target)) {
      if (!why) why = reason;
    } else if (best < 0 || code.decoded->depth[target] > code.decoded->depth[static_cast<std::size_t>(best)]) {
      best = target;
    }
  }
  if (best < 0) return refuse(thread, why);
  auto target = static_cast<std::uint32_t>(best);
  if (binds_all(release) && !bind_unbound(thread, *frame)) return false;
  if (!leave_handlers(thread, *frame, static_cast<std::size_t>(code.decoded->depth[target]))) return false;
  frame->pc = frame->stream + target;
  if (object.line_override >= 0) object.line_override = line;
  return true;
}

}  // namespace xvm
