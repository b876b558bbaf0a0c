// Ins: one canonical instruction as the loop runs it, 16 bytes; and what stands beside the stream.
#pragma once

#include <cstdint>

namespace xvm {

struct Object;
struct Shape;

// What an instruction remembers between runs; the fields' meaning is its handler's.
struct InlineCache {
  std::uint32_t type_version = 0;   // Type::version this was learned for, 0: nothing learned
  std::uint32_t shape_id = 0;       // or a dict's keys_version
  std::uint32_t index = 0;
  std::uint16_t kind = 0;
  std::uint16_t misses = 0;
  union {
    Object* object = nullptr;       // borrowed: valid while type_version is
    std::uint64_t bits;             // the attribute itself, borrowed
    Shape* shape;                   // what a store that adds an attribute leads to
  };
};

struct Ins {
  std::uint16_t op = 0;   // Op
  std::uint16_t a = 0;
  std::uint32_t arg = 0;  // jump targets are indexes into the stream
  union {
    std::uint64_t b;        // a further operand
    InlineCache* cache;     // of operations whose row says so
  };
  constexpr Ins() : b(0) {}
};
static_assert(sizeof(Ins) == 16);

// What a handler tells the loop.
enum class Next : std::uint8_t {
  Continue,   // with the following instruction
  Jump,       // to stream[arg]
  Unwind,     // an error is set: it gets a traceback entry for this frame
  Reraise,    // an error is set that was here before: it gets none
  Switch,     // as Continue, but in the loop that watches: watching has begun
  Enter,      // thread.frame is another frame: go on there, at its pc
  Leave,      // the frame that was entered from native code has finished: the result is in thread.result
  Slow,       // a quick way does not apply: the operation's own handler is to run; nothing has changed
  Go,         // the registers are another frame's already: on at pc
};

}  // namespace xvm
