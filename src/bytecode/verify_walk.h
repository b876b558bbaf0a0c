// The walk of the verifier over one code object: private to bytecode/.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "bytecode/decoded.h"
#include "bytecode/operations.h"
#include "bytecode/stack_pool.h"
#include "pyc/release.h"

namespace xvm {

class Walk;
struct Code;

inline constexpr std::int32_t no_block = -1;

// Except clauses are blocks that put back what was handled before.
inline bool handlers_restore(const Release& r) { return !r.python2(); }
// RETURN_VALUE runs finally bodies and ends handlers; later the code does it before.
inline bool return_leaves_blocks(const Release& r) { return r.until(3, 7); }
// A block's end cuts the stack to what it was at its beginning; later a return value may lie on it.
inline bool blocks_cut_stack(const Release& r) { return r.until(3, 7); }
// SETUP_FINALLY is for except clauses too, and code calls finally bodies.
inline bool finally_is_called(const Release& r) { return r.since(3, 8); }
// A generator is made by the first instructions of its own code.
inline bool code_makes_generator(const Release& r) { return r.since(3, 11); }

struct InstructionState {
  StackId stack = no_stack;  // before it; no_stack: not reached yet
  std::int32_t block = no_block;
};

// What the walk knows of a block besides.
struct BlockNotes {
  std::int32_t level = 0;           // blocks around it, itself included
  std::int32_t handler = no_block;  // Except: the Handler block of its target (3.0 to 3.10)
  StackId ends_with = no_stack;     // Finally: the stack at its END_FINALLY, without the state
  bool with = false;                // Finally of a with
};

// Where a finally body goes on at its end, when a CALL_FINALLY (3.8) or a CONTINUE_LOOP (to 3.7) has entered it.
struct FinallyExit {
  std::int32_t body = no_block;    // the Finally
  std::uint32_t target = 0;        // behind the call, or the loop's start
  std::int32_t around = no_block;  // the block there
  bool continues = false;
  std::uint16_t takes = 0;  // a and b of CALL_FINALLY
  std::uint32_t pads = 0;
};

// What the walk asks of an operation at every instruction.
struct WalkRow {
  // Where the row of operations does not say all: what comes and goes besides values, what is asked of operands besides their
  // bounds, and what the run time gets in its place (see Walk::rewrite).
  bool (*slots)(Walk&, const Instruction&) = nullptr;
  bool (*operands)(Walk&, const Instruction&) = nullptr;
  void (*rewrite)(Walk&, std::uint32_t index, Instruction&) = nullptr;
  bool looks_further = false;   // slots: at more than the operation takes, or their number depends on more than the operation
  bool quick = false;      // takes a fixed number of slots and looks at no other, whatever the blocks around it
  bool values = false;     // quick, and all that it takes and leaves are values
  bool jumps = false;      // values, and may go elsewhere, with the same stack
  bool goes_on = false;    // values
  bool bounded = false;    // its operands are right when arg is within arg_min and arg_range and the limit of its kind
  std::uint8_t pops = 0, pushes = 0;
  std::uint8_t taken = 0;  // quick: when it leaves by an error
  Operand arg = Operand::None;
  std::uint32_t arg_min = 0, arg_range = 0xffffffff;
};

// Storage that one code object leaves to the next.
struct WalkStorage {
  StackPool stacks;
  std::vector<InstructionState> states;
  std::vector<std::uint8_t> marks;
  std::vector<std::uint32_t> work;
  std::vector<std::int32_t> block_at;     // of a SETUP_*: its block
  std::vector<std::int32_t> block_to;     // of a target: a block that has it
  std::vector<std::int32_t> entry_block;  // 3.11 on: of each instruction, the table entry that covers it
  std::vector<StackId> entry_prefix;      // of each entry: the stack below the handler's, as last seen
  std::vector<BlockNotes> notes;          // of each block
  std::vector<FinallyExit> exits;
  std::vector<Slot> window;
};

class Walk {
 public:
  Walk(const Code& code, DecodedCode& decoded, WalkStorage& storage);

  // False when the code is refused.
  bool run();
  std::string reason;       // and why,
  std::uint32_t where = 0;  // at which instruction

 private:
  enum Mark : std::uint8_t { Queued = 1, KeepPop = 2, KeepTarget = 4, FinallyTarget = 8, OperandsChecked = 16 };

  // verify_walk.cpp
  using Rows = std::array<WalkRow, op_count>;
  static Rows make_rows();
  bool walk_from(std::uint32_t index);
  bool step(std::uint32_t index);
  bool move_values(const Instruction& ins, const WalkRow& row);
  bool operands_in_bounds(const Instruction& ins, const WalkRow& row) const {
    return row.bounded && ins.arg - row.arg_min <= row.arg_range && ins.arg < operand_limits_[static_cast<std::size_t>(row.arg)];
  }
  bool generic(const Instruction& ins, const OperationInfo& row);
  bool enter(std::uint32_t target, StackId stack, std::int32_t block);
  int merge_into(std::uint32_t target, StackId stack, std::int32_t block);  // 1 changed, 0 not, -1 refused
  bool enough(const Instruction& ins);
  bool looks_below(const Instruction& ins);
  void finish();

  // verify_slots.cpp
  static void add_slot_rules(Rows& rows);
  bool shuffle(const Instruction& ins);
  bool with_cleanup(const Instruction& ins);
  bool call(const Instruction& ins);
  bool pop_value();
  bool pop_values(std::int64_t count);
  bool pop_storable();
  bool push(Slot slot);
  bool push_values(std::int64_t count);
  bool is_triple(std::uint32_t skip) const;  // on top, below skip slots

  // verify_operands.cpp
  static void add_operand_rules(Rows& rows);
  void find_operand_limits();
  bool check_operands(std::uint32_t index);
  bool meaningless();  // false: the instruction's operand
  bool check_operand(Operand kind, std::uint32_t value);
  bool check_keyword_names(const Instruction& ins);
  bool check_generator();
  bool find_generator_start();

  // verify_blocks.cpp
  bool block_effect(const Instruction& ins, BlockEffect effect);
  bool begin_block(const Instruction& ins, BlockEffect effect);
  bool end_block();
  bool pop_except();
  bool end_async_for();
  bool break_loop();
  bool continue_loop(const Instruction& ins);
  std::int32_t new_block(BlockKind kind, std::uint32_t target, std::uint32_t depth, std::int32_t parent);
  bool same_chain(std::int32_t a, std::int32_t b) const;
  bool intact(std::int32_t block, StackId stack);  // what a Handler saved is in its slots; true for other blocks
  std::uint32_t floor_of(std::int32_t block) const { return block < 0 ? 0 : decoded_.blocks[std::size_t(block)].depth; }
  std::uint32_t floor_at(std::uint32_t index) const;
  static std::int64_t taken_when_leaving(const Instruction& ins);
  void find_finally_bodies();
  bool read_exception_table();
  bool raise_edge(std::int64_t taken);

  // verify_finally.cpp
  static void add_rewrites(Rows& rows);
  void rewrite(std::uint32_t index);
  bool call_finally(const Instruction& ins);
  bool end_finally();
  bool drops_saved();
  bool keeps_saved(std::uint32_t skip);  // POP_EXCEPT_KEEP's slots are on top, below skip slots
  bool add_exit(const FinallyExit& exit);
  bool take_exit(const FinallyExit& exit);
  void rewrite_leaving(std::uint32_t index, Instruction& ins);

  bool refuse(std::string why);  // false

  Block& block(std::int32_t id) { return decoded_.blocks[std::size_t(id)]; }
  const Block& block(std::int32_t id) const { return decoded_.blocks[std::size_t(id)]; }
  BlockNotes& notes(std::int32_t id) { return s_.notes[std::size_t(id)]; }
  std::string_view name_of(std::uint32_t index) const;
  std::string_view name() const { return name_of(at_); }

  const Code& code_;
  const Release& release_;
  DecodedCode& decoded_;
  WalkStorage& s_;
  StackPool& stacks_;
  const Rows& rows_;
  // By kind of operand: every number below is right. What is not below is looked at again.
  std::array<std::uint32_t, static_cast<std::size_t>(Operand::AwaitableUse) + 1> operand_limits_;
  bool block_stack_;  // the exception model
  std::uint32_t size_;
  std::uint32_t generator_start_ = no_index;  // 3.11 on: RETURN_GENERATOR
  std::uint32_t at_ = 0;                      // the instruction being interpreted; then what it leaves:
  StackId stack_ = empty_stack;
  std::int32_t block_ = no_block;
  bool goes_on_ = true;
};

}  // namespace xvm
