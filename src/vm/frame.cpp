// Frames on the thread's stack: making, ending, showing them to programs. Binding of arguments is in bind.cpp.
#include <utility>
#include <vector>

#include "vm/frame.h"

#include <cstdlib>
#include <cstring>

#include "base/fatal.h"
#include "objects/cell.h"
#include "objects/dict.h"
#include "objects/function.h"
#include "objects/generator.h"
#include "objects/tuple.h"
#include "vm/call.h"
#include "vm/errors.h"
#include "vm/frame_layout.h"
#include "vm/frame_view.h"
#include "vm/heap.h"
#include "vm/loop_slow.h"
#include "vm/operators.h"

namespace xvm {

namespace {
constexpr std::size_t chunk_bytes = 256 * 1024;
constexpr std::size_t most_bytes = std::size_t{1} << 30;   // of a thread's frames, however high the recursion limit is

// The bytes of a chunk and those before it; the number stands behind its end.
std::size_t& bytes_to(StackChunk& chunk) { return *reinterpret_cast<std::size_t*>(chunk.end); }
}

bool add_chunk(Thread& thread, std::size_t needed) {
  std::size_t size = sizeof(StackChunk) + (needed > chunk_bytes ? needed : chunk_bytes);
  std::size_t bytes = size + (thread.chunk ? bytes_to(*thread.chunk) : 0);
  auto* chunk = bytes <= most_bytes ? static_cast<StackChunk*>(std::malloc(size + sizeof bytes)) : nullptr;
  if (!chunk) {
    --thread.depth;
    return raise_recursion_error(thread, "");
  }
  chunk->previous = thread.chunk;
  chunk->top = reinterpret_cast<std::byte*>(chunk + 1);
  chunk->end = reinterpret_cast<std::byte*>(chunk) + size;
  bytes_to(*chunk) = bytes;
  thread.chunk = chunk;
  return true;
}

void init_frame(Frame* frame, CodeObject* code, Dict* globals, Dict* builtins) {
  new (frame) Frame;
  frame->code = code;
  frame->stream = code->entry;
  frame->consts = code->consts.data();
  frame->pc = frame->stream;
  frame->slots = reinterpret_cast<Value*>(frame + 1);
  std::memset(static_cast<void*>(frame->slots), 0, code->slot_count * sizeof(Value));
  frame->sp = frame->slots + code->slot_count;
  frame->globals = globals;
  frame->builtins = builtins;
}

Frame* push_frame(Thread& thread, CodeObject* code, Ref owner, Dict* globals, Dict* builtins) {
  Frame* frame = push_frame_inline(thread, code, globals, builtins);
  if (frame) frame->owner = Value(owner);
  return frame;
}

void release_frame_contents(Thread& thread, Frame* frame) {
  if (frame->object) detach_frame_object(thread, *frame);
  const CodeObject& code = *frame->code;
  Value* end = frame->slots + code.slot_count;
  if (code.arguments_last) {
    for (Value* slot = frame->slots + code.argcount; slot != end; ++slot) *slot = nullptr;
    for (Value* slot = frame->slots + code.argcount; slot-- != frame->slots;) *slot = nullptr;
  } else {
    for (Value* slot = frame->slots; slot != end; ++slot) *slot = nullptr;
  }
  while (frame->sp > end) (--frame->sp)->~Value();
  frame->locals = nullptr;
}

void pop_frame(Thread& thread, Frame* frame) {
  thread.depth -= frame->levels;
  thread.native_depth -= frame->native_levels;
  release_frame_contents(thread, frame);
  frame->~Frame();
  std::byte* start = reinterpret_cast<std::byte*>(frame);
  thread.chunk->top = start;
  if (start == reinterpret_cast<std::byte*>(thread.chunk + 1) && thread.chunk->previous) {
    StackChunk* empty = thread.chunk;
    thread.chunk = empty->previous;
    std::free(empty);
  }
  if (deaths_pending) [[unlikely]] release_pending_deaths();
}

// Hands the variables to the FrameObject when someone else still holds it.
void detach_frame_object(Thread& thread, Frame& frame) {
  FrameObject& object = as<FrameObject>(frame.object);
  object.instruction = static_cast<std::int32_t>(frame.instruction());
  object.frame = nullptr;
  if (object.refs > 1) {
    if (frame.locals) object.locals = frame.locals;
    for (std::uint32_t i = 0; i < frame.code->slot_count; ++i) new (object.slots() + i) Value(std::move(frame.slots[i]));
    object.slot_count = frame.code->slot_count;
    if (frame.back && !object.back) object.back = frame_object(thread, *frame.back);
    track(&object);
  }
  frame.object = nullptr;
}

Value frame_object(Thread& thread, Frame& frame) {
  if (frame.object) return frame.object;
  FrameObject* object = allocate<FrameObject>(thread.rt.types.frame, frame.code->slot_count * sizeof(Value));
  object->frame = &frame;
  object->code = Value(Ref(frame.code));
  object->globals = Value(Ref(frame.globals));
  object->builtins = Value(Ref(frame.builtins));
  object->locals = frame.locals;
  frame.object = own(object);
  track(object);
  return frame.object;
}

void FrameObject::traverse(Visitor& v) {
  v(code), v(globals), v(builtins), v(locals), v(back), v(trace);
  for (std::uint32_t i = 0; i < slot_count; ++i) v(slots()[i]);
}

void FrameObject::drop_slots() {
  Value held{Ref(this)};
  std::uint32_t count = std::exchange(slot_count, 0);
  for (std::uint32_t i = 0; i < count; ++i) slots()[i].~Value();
}

void FrameObject::clear() {
  locals = nullptr, back = nullptr, trace = nullptr;
  drop_slots();
}

Value run_code(Thread& thread, Ref code, Ref globals, Ref locals, Ref closure) {
  CodeObject& object = as<CodeObject>(code);
  Dict* names = &as<Dict>(globals);
  Value builtins = find_builtins(thread, *names);
  if (!builtins) return error_set;
  Frame* frame = push_frame(thread, &object, code, names, &as<Dict>(builtins));
  if (!frame) return error_set;
  frame->globals_owner = Value(globals);
  if (!(object.flags & co_optimized) || locals) frame->locals = Value(locals ? locals : globals);
  prepare_cells(thread, frame);
  if (closure && is<Tuple>(closure)) {
    frame->closure = Value(closure);
    if (object.copies_closure) copy_closure(frame, as<Tuple>(closure));
  }
  if (!object.has_generator_flag()) return run_frame(thread, frame);
  // PyCF_ALLOW_TOP_LEVEL_AWAIT: a coroutine. Its frame object keeps the builtins alive.
  if (!frame_object(thread, *frame)) return pop_frame(thread, frame), error_set;
  return starts_with_pop(*object.release) ? run_frame(thread, frame) : make_generator(thread, frame);
}

void prepare_cells(Thread& thread, Frame* frame) {
  CodeObject& code = *frame->code;
  for (std::size_t i = 0; i < code.cell_slots.size(); ++i) {
    Value content;
    if (code.cell_argument[i] >= 0) content = std::move(frame->slots[code.cell_argument[i]]);
    frame->slots[code.cell_slots[i]] = make_cell(thread, std::move(content));
  }
}

void copy_closure(Frame* frame, const Tuple& closure) {
  CodeObject& code = *frame->code;
  std::size_t first = code.slot_count - code.free_count;
  for (std::size_t i = 0; i < code.free_count && i < closure.length; ++i) frame->slots[first + i] = Value(closure[i]);
}

namespace {

// To 3.6 the dict was filled from the last variable to the first: locals, then cells, then free variables.
bool fills_locals_backwards(const Release& r) { return r.until(3, 6); }

std::uint32_t backwards(const CodeObject& code, std::uint32_t i) {
  std::uint32_t cells = code.local_count + code.cell_count;
  if (i < code.local_count) return code.local_count - 1 - i;
  if (i < cells) return code.local_count + cells - 1 - i;
  return cells + code.slot_count - 1 - i;
}

}  // namespace

// 2.5: locals() of a class body has what it takes from functions around.
static bool class_bodies_show_free(const Release& r) { return r.until(2, 5); }

Ref frame_locals(Thread& thread, Frame& frame) {
  CodeObject& code = *frame.code;
  bool optimized = code.flags & co_optimized, old = thread.rt.python2();
  if (frame.locals && !optimized && !(old && code.local_count) && !class_bodies_show_free(thread.rt.release)) return frame.locals;
  if (!frame.locals) frame.locals = make_dict(thread);
  if (!is<Dict>(frame.locals)) return frame.locals;
  bool from_last = fills_locals_backwards(thread.rt.release);
  std::uint32_t shown = optimized || class_bodies_show_free(thread.rt.release) ? code.slot_count : code.local_count;
  for (std::uint32_t k = 0; k < code.slot_count; ++k) {
    std::uint32_t i = from_last ? backwards(code, k) : k;
    if (i >= shown) continue;
    Ref value = frame.slots[i];
    if (Cell* cell = try_as<Cell>(value); cell && slot_is_cell(code, i)) value = cell->content;
    Ref name = code.slot_names[i];
    if (value) {
      if (!dict_set(thread, as<Dict>(frame.locals), name, value)) return {};
    } else if (dict_get_name(as<Dict>(frame.locals), name) && !slot_shadowed(code, i)) {
      if (dict_delete(thread, as<Dict>(frame.locals), name) < 0) return {};
    }
  }
  return frame.locals;
}

void locals_to_variables(Frame& frame) {
  const CodeObject& code = *frame.code;
  if (!is<Dict>(frame.locals)) return;
  std::vector<Value> old;
  std::uint32_t shown = code.flags & co_optimized ? code.slot_count : code.local_count;
  for (std::uint32_t i = 0; i < shown; ++i) {
    Value value(dict_get_name(as<Dict>(frame.locals), code.slot_names[i]));
    Cell* cell = slot_is_cell(code, i) ? try_as<Cell>(frame.slots[i]) : nullptr;
    if (!value || slot_shadowed(code, i) || (slot_is_cell(code, i) && !cell)) continue;
    old.push_back(std::exchange(cell ? cell->content : frame.slots[i], std::move(value)));
  }
}

}  // namespace xvm
