// What the verifier knows about one slot of the value stack.
#pragma once

#include <cstdint>

namespace xvm {

enum class SlotKind : std::uint8_t {
  Value,
  None,  // the constant; where finally bodies begin also a finally state that goes on
  Traceback, ExceptionValue, ExceptionType,    // what a handler to 3.10 is entered with; later the value
  SavedTraceback, SavedValue, SavedType,       // what was handled before, below them
  KeptTraceback, KeptValue, KeptType,          // saved slots whose handler may have ended (POP_EXCEPT_KEEP)
  Lasti,
  // Those above are values to any operation; those below are not.
  MaybeNull,
  Null,
  State,        // of a finally body: an error, return, break, continue or call
  StateOrNone,  // or going on
};

// A kind; of a State also the block that it came from.
class Slot {
 public:
  constexpr Slot(SlotKind kind = SlotKind::Value) : bits_(static_cast<std::uint32_t>(kind)) {}
  static constexpr Slot state(std::int32_t block, SlotKind kind = SlotKind::State) { return Slot(block, kind); }

  constexpr SlotKind kind() const { return static_cast<SlotKind>(bits_ & kind_mask); }
  constexpr std::int32_t block() const { return static_cast<std::int32_t>(bits_ >> kind_bits); }
  constexpr bool is(SlotKind wanted) const { return kind() == wanted; }
  constexpr bool is_value() const { return kind() <= SlotKind::Lasti; }
  constexpr bool is_state() const { return kind() >= SlotKind::State; }
  // A finally state or what may stand for one.
  constexpr bool ends_finally() const { return is_state() || is(SlotKind::None); }
  friend constexpr bool operator==(Slot, Slot) = default;

 private:
  static constexpr int kind_bits = 4;
  static constexpr std::uint32_t kind_mask = 15;
  constexpr Slot(std::int32_t block, SlotKind kind)
      : bits_(static_cast<std::uint32_t>(block) << kind_bits | static_cast<std::uint32_t>(kind)) {}

  std::uint32_t bits_;
};

inline constexpr std::uint32_t block_limit = 1u << 27;  // blocks that a Slot can name

// 0 traceback, 1 value, 2 type; the same part, saved or kept.
constexpr Slot triple_part(int part) { return static_cast<SlotKind>(static_cast<int>(SlotKind::Traceback) + part); }
constexpr Slot saved_part(int part) { return static_cast<SlotKind>(static_cast<int>(SlotKind::SavedTraceback) + part); }
constexpr Slot kept_part(int part) { return static_cast<SlotKind>(static_cast<int>(SlotKind::KeptTraceback) + part); }
constexpr bool is_saved(Slot slot, int part) { return slot == saved_part(part) || slot == kept_part(part); }

// What a slot is that may be either; false when no operation could use it.
constexpr bool merge(Slot a, Slot b, Slot& merged) {
  merged = a;
  if (a == b) return true;
  if (a.is_state() || b.is_state()) {
    Slot state = a.is_state() ? a : b, other = a.is_state() ? b : a;
    merged = Slot::state(state.block(), SlotKind::StateOrNone);
    return other.is(SlotKind::None) || (other.is_state() && other.block() == state.block());
  }
  if (a.is_value() && b.is_value()) {
    merged = SlotKind::Value;
    for (int part = 0; part < 3; part++)
      if (is_saved(a, part) && is_saved(b, part)) merged = kept_part(part);
  } else {
    merged = SlotKind::MaybeNull;
  }
  return true;
}

}  // namespace xvm
