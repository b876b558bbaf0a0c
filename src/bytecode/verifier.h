// The verifier: nothing runs before it. It follows every path through a code object with an abstract stack, and leaves
// canonical instructions and a table of blocks by which exceptions, returns and breaks unwind.
//
// What holds for verified code
// - Each instruction has one stack depth and one chain of blocks, whichever way it is reached. No stack is deeper than
//   max_depth, which is what frames are allocated with; no instruction takes more than is there.
// - Operands are in range: names, constants, slots of locals and cells, jump targets, and what rows give as min and max.
// - A popped slot is never null, but for POP_TOP, END_FOR, STORE_FAST in all its forms and whatever only moves or copies
//   slots (ROT_*, SWAP, COPY, DUP_TOP*). CALL, CALL_KW and CALL_KW_NAMES have at least one value among callable and
//   self; CALL_EX has exactly one null there. Slots looked at below the popped ones (reach) are not null either.
// - A finally state is popped, once, by WITH_CLEANUP*, POP_FINALLY or END_FINALLY and cannot be copied or stored.
// - RERAISE_TRIPLE has the three slots that a handler's entry pushed; POP_EXCEPT_TRIPLE the three saved ones;
//   PUSH_EXC_INFO the exception that a handler's entry pushed: it does not fail.
// - YIELD_VALUE and YIELD_FROM stand only in code with a generator's flag, from 3.11 behind the one RETURN_GENERATOR.
// - COPY_FREE_VARS copies as many cells as the code has free variables. Whether a slot holds a cell is not verified.
// - An operation that fails has taken no more than its row pops; WITH_EXCEPT_START* nothing, END_ASYNC_FOR_TRIPLE no more
//   than the upper three, END_FINALLY no more than the state.
//
// Unwinding an error at instruction pc
//   From block_of[pc] outwards by parent:
//   Loop     skip.
//   Handler  cut the stack to depth + 3. Slots depth, depth + 1, depth + 2 hold the traceback, value and type that were
//            handled before (None where nothing was): handle them again, go on outwards.
//   Except   cut the stack to depth, push traceback, value, type (2.x), or the three of what is handled now and then the
//            new traceback, value, type (3.0 to 3.10); jump to target. 3.x: target is in a Handler block.
//   Finally  cut the stack to depth, push one finally state that holds the error and (3.x) what is handled now, jump to
//            target. END_FINALLY, POP_FINALLY and a cut of the stack below it handle that again.
//   Table    cut the stack to depth, push the index of the raising instruction if lasti, push the exception, jump.
//   No block left: the frame ends.
// Return, break and continue (RETURN_VALUE_FINALLY, BREAK_LOOP_FINALLY, CONTINUE_LOOP_FINALLY; to 3.7)
//   The same walk, but an Except is skipped, and the first Finally gets a state that holds the reason. Without one, a
//   return ends the frame; a break cuts the stack to the first Loop's depth and jumps to its target; a continue, which
//   goes to an instruction that it names (b, kept in the state), cuts the stack to depth[that] and jumps there.
//   RETURN_VALUE becomes RETURN_VALUE_FINALLY where a Finally is around it, and in 3.0 to 3.7 also where what a Handler
//   or a finally state on the stack saved is to be handled again; arg is the innermost finally body, or the instruction
//   itself where there is none. BREAK_LOOP and CONTINUE_LOOP have no Finally between them and the loop: they cut the
//   stack to b and jump to arg; where a is 1, Handlers or finally states between are to be ended, else there are none.
// END_FINALLY arg
//   Pops a finally state. None (entered by falling into it): drops arg more slots, goes on. An error, return, break or
//   continue in it: what was handled before is handled again, and the walk goes on from the block_of of END_FINALLY.
//   A call: see CALL_FINALLY. arg is 0 or 3. It is 3 where the body was entered by way of POP_EXCEPT_KEEP (3.0 to 3.7:
//   except E as name, whose finally body unbinds the name): that handles the saved three again and leaves them in their
//   slots, so that a Handler block, still around the body, finds the same whether it was ended before or not.
// CALL_FINALLY target, a, b (3.8)
//   If a is 1, pops a value into the state (return value that the body runs on top of). If b is 3, pushes the
//   traceback, value and type that are handled now (the body of except E as name is in its Handler, which has been
//   ended already). Pushes the state; jumps. END_FINALLY with such a state drops b slots, pushes the value if a was 1
//   and goes on behind the CALL_FINALLY. A POP_FINALLY drops state and value.
// Rewritten besides: END_FINALLY on the triple of a handler where no clause matched becomes RERAISE_TRIPLE 0; 3.8's
// SETUP_FINALLY of an except clause SETUP_EXCEPT; POP_BLOCK where a value is left above the block POP_TOP (3.5).
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "bytecode/decoded.h"

namespace xvm {

struct Code;
struct PycFile;

// Decodes, verifies and makes canonical one code object; those in its constants are not looked at. out's vectors are used
// again; once refused, it has only the decoder's part. Gives why it is refused, without a file: "<module>.g: offset 12: opcode 9 is not defined in Python 3.7".
std::optional<std::string> verify_code(const Code& stored, DecodedCode& out);

struct VerifyTotals {
  std::size_t code_objects = 0, instructions = 0;
  std::size_t unreachable = 0;  // of the instructions
  std::size_t junk = 0;         // of the unreachable ones: those that could not be executed
};

// All code objects of a file. A refusal is one line that begins with the file's name.
Result<VerifyTotals> verify_all(const PycFile& file);

}  // namespace xvm
